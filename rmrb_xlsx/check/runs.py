"""Drag-filled numbers: a run of cells down a column that count up by one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from rmrb_xlsx.findings import Finding, found
from rmrb_xlsx.spec.judge import Key
from rmrb_xlsx.spec.model import Slot
from rmrb_xlsx.spec.returned import Value
from rmrb_xlsx.spec.values import Parsed, as_text

LONG_ENOUGH = 5
_KINDS = frozenset({"number", "integer", "percent", "index"})


def counted_up(slots: Mapping[Key, Slot], values: Iterable[Value], answers: Mapping[Key, Parsed]) -> list[Finding]:
    """A warning at the first cell of every run of at least five."""
    columns: dict[tuple[str, str, str], list[tuple[int, float, Value]]] = defaultdict(list)
    for v in values:
        key = (v.table, v.row, v.field)
        number = answers[key].value if key in answers else None
        if key in slots and slots[key].kind in _KINDS and isinstance(number, float):
            columns[v.table, v.field, v.sheet].append((int(v.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")), number, v))
    told = []
    for cells in columns.values():
        run: list[tuple[int, float, Value]] = []
        for cell in [*sorted(cells, key=lambda c: c[0]), None]:
            if cell and run and cell[1] == run[-1][1] + 1 and cell[0] == run[-1][0] + 1:
                run.append(cell)
                continue
            if len(run) >= LONG_ENOUGH:
                told.append(_finding(run))
            run = [cell] if cell else []
    return told


def _finding(run: list[tuple[int, float, Value]]) -> Finding:
    first = run[0][2]
    return found("isi-berurutan", sheet=first.sheet, cell=first.cell, table=first.table, row=first.row, field=first.field,
                 value=run[0][1], lembar=first.sheet, sel=first.cell, jumlah=len(run),
                 nilai=f"{as_text(run[0][1])} sampai {as_text(run[-1][1])}")
