"""The form's own calculated cells as they came back, against our calculation: a stored result is never believed unseen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping

from rmrb_xlsx.findings import Finding, found
from rmrb_xlsx.spec.judge import Key
from rmrb_xlsx.spec.returned import Submission, Value
from rmrb_xlsx.spec.values import Stored, as_text, is_blank

SHOWN = 5
WITHOUT_FORMULAS = frozenset({"xlsb"})


def compare(submission: Submission, expected: Mapping[Key, Stored], issued: Callable[[], Mapping[Key, Stored]]) -> list[Finding]:
    """Findings on computed cells: another number than ours, a formula typed over, a file that was never calculated.
    `expected`: what a program calculates from the answers as the form sees them; `issued`: what the empty form showed. A file
    whose results are gone, or still those of the empty form although it is filled, was never calculated by any program."""
    told: list[Finding] = []
    if submission.format not in WITHOUT_FORMULAS:
        told += _overwritten(submission)
    formulas = [v for v in submission.computed if v.formula]
    wanted = [v for v in formulas if expected.get(_key(v)) not in (None, "")]
    if wanted and all(is_blank(v.raw) and not v.error for v in formulas):
        return [*told, found("belum-dihitung")]
    differing = [v for v in wanted if _differ(v.raw, expected[_key(v)])]
    if differing:
        before = issued()
        if not any(_differ(v.raw, before.get(_key(v))) or (is_blank(v.raw) != (before.get(_key(v)) in (None, ""))) for v in formulas):
            return [*told, found("belum-dihitung")]
    for value in differing:
        ours = expected[_key(value)]
        if isinstance(value.raw, float) and isinstance(ours, int | float):
            told.append(found("hitungan-berbeda", sheet=value.sheet, cell=value.cell, table=value.table, row=value.row, field=value.field,
                              value=value.raw, lembar=value.sheet, sel=value.cell, nilai=as_text(value.raw), hitungan=as_text(float(ours))))
    return told


def _differ(cached: object, ours: Stored) -> bool:
    """True for two numbers that are not the same."""
    return isinstance(cached, float) and isinstance(ours, int | float) and abs(cached - ours) > 1e-6 * max(1.0, abs(ours))


def _key(value: Value) -> Key:
    return value.table, value.row, value.field


def _overwritten(submission: Submission) -> list[Finding]:
    typed: dict[tuple[str, str], list[Value]] = defaultdict(list)
    for value in submission.computed:
        if not value.formula and not is_blank(value.raw):
            typed[value.table, value.sheet].append(value)
    return [found("rumus-tertimpa", sheet=sheet, cell=cells[0].cell, table=table, row=cells[0].row, field=cells[0].field,
                  value=as_text(cells[0].raw)[:200], lembar=sheet, jumlah=len(cells),
                  sel=", ".join(c.cell for c in cells[:SHOWN]) + (f", dan {len(cells) - SHOWN} lagi" if len(cells) > SHOWN else ""))
            for (table, sheet), cells in typed.items()]
