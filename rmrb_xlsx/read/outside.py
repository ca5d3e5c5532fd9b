"""What found no place in the form, and what was changed where nothing should be: told, never lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rmrb_xlsx.findings import Finding, found
from rmrb_xlsx.read.anchors import Anchor, Grid, name
from rmrb_xlsx.read.rows import Rows, same_text
from rmrb_xlsx.spec import marks
from rmrb_xlsx.spec.model import FormCopy, Row, Table
from rmrb_xlsx.spec.returned import Stray
from rmrb_xlsx.spec.values import Scalar, Stored, as_text, clean, is_blank, parse_number

MOST_STRAYS, MOST_TEXT = 20_000, 2_000_000
MOST_SHEETS = 20
SHOWN_CELLS = 5
_CLOSED = ("-", "–", "—")


@dataclass
class Strays:
    """Content outside the form: the first `MOST_STRAYS` of it (`MOST_TEXT` characters), and how many there are by sheet."""

    kept: list[Stray]
    counted: dict[str, int]
    text: int = 0

    def add(self, grid: Grid, row: int, col: int, text: str) -> None:
        """Notes one cell."""
        self.counted[grid.name] = self.counted.get(grid.name, 0) + 1
        self.text += len(text)
        if len(self.kept) < MOST_STRAYS and self.text < MOST_TEXT:
            self.kept.append(Stray(grid.name, name(row, col), text))


def find_strays(grids: Iterable[Grid], used: Sequence[tuple[Anchor, Table, Rows]], copy: FormCopy) -> Strays:
    """Every cell with content that is neither printed by us nor an input."""
    strays = Strays([], {})
    ours = {s.name for s in copy.form.sheets} | set(marks.OUR_OWN_SHEETS)
    for grid in grids:
        mine = [u for u in used if u[0].grid is grid]
        copied = not mine and any(marks.read_mark(c.value) for c in grid.sheet.cells.values())
        if not copied and not (grid.name in ours and not mine):
            _on_sheet(grid, mine, copy, strays)
    return strays


def _on_sheet(grid: Grid, mine: Sequence[tuple[Anchor, Table, Rows]], copy: FormCopy, strays: Strays) -> None:
    owners = {row: (anchor, table, {r.id: r for r in copy.rows[table.code]}[row_id])
              for anchor, table, rows in mine for row_id, at in rows.at.items() for row in at}
    told = {row for _, _, rows in mine for row in rows.strangers}
    first = {id(a): min((r for at in rows.at.values() for r in at), default=a.row + 3) for a, _, rows in mine}
    top = min((a.row for a, _, _ in mine), default=0)
    edge = max((max(a.marked) for a, _, _ in mine if a.marked), default=0)
    for row, cells in grid.rows.items():
        own = owners.get(row)
        heading = any(a.row <= row < first[id(a)] for a, _, _ in mine)
        for col, cell in cells.items():
            if is_blank(cell.value):
                continue
            if own:
                if not cell.formula and not _expected(own, col, cell.value):
                    strays.add(grid, row, col, as_text(cell.value))
            elif (((mine and row <= top) or heading) and col <= edge) or (row in told and any(col in a.marked for a, _, _ in mine)):
                continue
            elif not (mine and cell.formula) and not _note_of_ours(cell.value, mine):
                strays.add(grid, row, col, as_text(cell.value))


def _expected(own: tuple[Anchor, Table, Row], col: int, value: Scalar) -> bool:
    """True for printed, computed and input cells of a known row; an input that is closed in this row holds a dash only."""
    anchor, table, row = own
    if col not in anchor.marked:
        return False
    code = next((f for f, c in anchor.columns.items() if c == col), None)
    field = next((f for f in table.inputs if f.code == code), None)
    if field is None:
        return True
    closed = row.level not in ("item", "spare") or bool(row.over.get(field.code, {}).get("closed"))
    return not closed or clean(as_text(value)) in _CLOSED


def _note_of_ours(value: Scalar, mine: Sequence[tuple[Anchor, Table, Rows]]) -> bool:
    text = clean(as_text(value))
    return any(text in (clean(table.empty_note), clean(table.title)) for _, table, _ in mine)


def stray_findings(strays: Strays) -> list[Finding]:
    """One finding a sheet; when many sheets were added, one for all of the rest."""
    by_sheet: dict[str, list[Stray]] = {}
    for stray in strays.kept:
        by_sheet.setdefault(stray.sheet, []).append(stray)
    told = [_outside(sheet, some, strays.counted[sheet]) for sheet, some in list(by_sheet.items())[:MOST_SHEETS]]
    rest = [s for s in strays.counted if s not in list(by_sheet)[:MOST_SHEETS]]
    if rest:
        told.append(found("lembar-tambahan", sheet=rest[0], jumlah=len(rest), lembar=", ".join(rest[:SHOWN_CELLS])))
    return told


def _outside(sheet: str, some: Sequence[Stray], count: int) -> Finding:
    return found("di-luar-formulir", sheet=sheet, cell=some[0].cell, value=some[0].text[:500], lembar=sheet, jumlah=count,
                 sel=_cells([s.cell for s in some], count))


def _cells(cells: Sequence[str], count: int) -> str:
    more = count - min(len(cells), SHOWN_CELLS)
    return ", ".join(cells[:SHOWN_CELLS]) + (f", dan {more} lagi" if more > 0 else "")


def changed_texts(anchor: Anchor, table: Table, rows: Rows, known: Mapping[str, Row]) -> list[Finding]:
    """Printed cells that no longer say what we printed, and formulas of ours typed over: one finding a table."""
    texts: list[tuple[str, str]] = []
    for row_id, places in rows.at.items():
        for at in places[:1]:
            if at in rows.swapped:
                continue
            for code, wanted in known[row_id].given.items():
                col = anchor.columns.get(code)
                if col and wanted is not None and not is_blank(wanted) and not _same(anchor, at, col, wanted):
                    texts.append((name(at, col), anchor.grid.text(at, col)))
    if not texts:
        return []
    return [found("teks-tetap-berubah", sheet=anchor.grid.name, cell=texts[0][0], table=table.code, value=texts[0][1][:200],
                  lembar=anchor.grid.name, jumlah=len(texts), sel=_cells([c for c, _ in texts], len(texts)))]


def _same(anchor: Anchor, at: int, col: int, wanted: Stored) -> bool:
    cell = anchor.grid.cell(at, col)
    if cell is None:
        return False
    if isinstance(wanted, str):
        return same_text(clean(as_text(cell.value)), clean(wanted))
    number = parse_number(cell.value).value
    return isinstance(number, float) and wanted is not None and abs(number - wanted) <= 1e-9 * max(1.0, abs(wanted))
