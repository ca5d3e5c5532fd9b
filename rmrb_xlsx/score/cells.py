"""The true value of every computed cell of a form, from its answers: what the formulas of the form must give.

One row of `COLUMNS` per kind of computed column, one of `FIGURES` per figure; `write` has a formula for each of them. An empty
text is what a formula shows that has nothing to show.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rmrb_xlsx.score.bands import half_up
from rmrb_xlsx.score.form import FormScore, score_figures
from rmrb_xlsx.score.indicators import achievement
from rmrb_xlsx.score.kke import KkeScore
from rmrb_xlsx.score.surveys import NONE, SurveyScore
from rmrb_xlsx.spec.figures import ASSESSOR_SCORE
from rmrb_xlsx.spec.model import FormCopy, Row, Table
from rmrb_xlsx.spec.pack import Pack
from rmrb_xlsx.spec.values import Stored

Key = tuple[str, str, str]
Ask = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Filled:
    """A copy with its answers and scores."""

    copy: FormCopy
    values: Mapping[Key, Stored]
    score: FormScore
    self_cells: Mapping[str, Stored]
    assessor_cells: Mapping[str, Stored]
    started: frozenset[tuple[str, str]]


def computed_cells(pack: Pack, copy: FormCopy, answers: Mapping[Key, Stored]) -> dict[Key, Stored]:
    """(table, row, field) -> value of every computed cell. `answers`: sound contents; an unsound one must be left out, or be
    given in a spare row as an empty text, which marks the row as started."""
    values = {k: v for k, v in answers.items() if v is not None and v != ""}
    spare = {(t.code, r.id) for t in copy.form.tables for r in copy.rows[t.code] if r.level == "spare"}
    started = frozenset((t, r) for (t, r, _), v in answers.items() if v is not None and (t, r) in spare)
    score = score_figures(pack, copy, values, started)
    other = score.assessment.score if score.assessment else None
    filled = _Filled(copy, values, score, _kke_cells(score.kke), _kke_cells(other), started)
    return {(table.code, row.id, field.code): COLUMNS[field.computed](filled, table, row, field.code)
            for table in copy.form.tables for field in table.fields if field.role == "computed" for row in copy.rows[table.code]}


def _kke_cells(kke: KkeScore | None) -> dict[str, Stored]:
    """Row id -> score, empty where nothing is answered."""
    cells: dict[str, Stored] = {}
    for area in kke.areas if kke else ():
        for sub in area.subcomponents:
            cells |= {i.id: "" if i.value is None else i.value for i in sub.items}
            cells[sub.id] = sub.score if sub.answered else ""
        cells[area.id] = area.score if any(s.answered for s in area.subcomponents) else ""
    return cells


def _achieved(filled: _Filled, table: Table, row: Row, _field: str) -> Stored:
    if row.level != "item":
        return ""
    target, actual = row.given.get("target"), filled.values.get((table.code, row.id, "realisasi"))
    known = row.parent != "category" or target in filled.copy.lists.get(str(row.over["realisasi"].get("choices")), ())
    reached = achievement(target, actual, row.parent) if known else None
    return "" if reached is None else reached


def _percent(filled: _Filled, _table: Table, row: Row, _field: str) -> Stored:
    score = filled.self_cells.get(row.id, "")
    weight = 1.0 if row.level == "item" else row.given.get("bobot")
    return score / weight * 100 if isinstance(score, int | float) and isinstance(weight, int | float) and weight else ""


def _respondent(filled: _Filled, table: Table, row: Row, _field: str) -> Stored:
    if (table.code, row.id) not in filled.started:
        return ""
    asked = [s.field for s in filled.copy.row_slots(table, row) if s.whole]
    return "sah" if all(isinstance(filled.values.get((table.code, row.id, f)), int | float) for f in asked) else "belum"


COLUMNS: Mapping[str, Callable[[_Filled, Table, Row, str], Stored]] = {
    "achievement": _achieved,
    "item_score": lambda filled, _table, row, _field: filled.self_cells.get(row.id, ""),
    "item_score_assessor": lambda filled, _table, row, _field: filled.assessor_cells.get(row.id, ""),
    "item_percent": _percent,
    "respondent": _respondent,
    "figure": lambda filled, _table, row, field: FIGURES[str(row.over[field]["figure"])](filled, row, row.over[field]),
}


def _areas(filled: _Filled, _row: Row, ask: Ask) -> Stored:
    if ask["column"] == ASSESSOR_SCORE:
        return filled.score.assessment.score.leverage if filled.score.assessment else ""
    kke = filled.score.kke
    return kke.leverage if kke and kke.answered else ""


def _result(filled: _Filled, _row: Row, ask: Ask) -> Stored:
    kke = filled.score.kke
    found = next((r.score for r in kke.results if r.id == ask["result"]), None) if kke else None
    return "" if found is None else found


def _sum(filled: _Filled, row: Row, _ask: Ask) -> Stored:
    kke = filled.score.kke
    assert kke is not None
    some = any(r.score is not None for r in kke.results)
    if row.id == "hasil":
        return kke.outcome if some else ""
    return kke.total if some or kke.answered else ""


def _band(filled: _Filled, row: Row, ask: Ask) -> Stored:
    if row.id == "predikat":
        return (filled.score.kke.predicate or "") if filled.score.kke and _sum(filled, row, ask) != "" else ""
    one = _survey(filled, ask)
    return f"{one.band} ({one.band_name})" if one.band else ""


def _gap(filled: _Filled, _row: Row, _ask: Ask) -> Stored:
    made = filled.score.assessment
    return "" if made is None or made.difference is None else made.difference


def _share(filled: _Filled, _row: Row, ask: Ask) -> Stored:
    found = next(s.percent for s in filled.score.shares if s.id == ask["share"])
    return "" if found is None else found


def _survey(filled: _Filled, ask: Ask) -> SurveyScore:
    return next(s for s in filled.score.surveys if s.id == ask["survey"])


def _mean(filled: _Filled, _row: Row, ask: Ask) -> Stored:
    mean = _survey(filled, ask).elements[ask["element"]]
    return "" if mean is None else mean


def _enough(filled: _Filled, _row: Row, ask: Ask) -> Stored:
    one = _survey(filled, ask)
    if one.sample_minimum is None or one.basis == NONE:
        return ""
    short = half_up(one.sample_minimum - one.respondents, 0)
    return "cukup" if short <= 0 else f"kurang {short:.0f}"


def _or_empty(value: Stored) -> Stored:
    return "" if value is None else value


FIGURES: Mapping[str, Callable[[_Filled, Row, Ask], Stored]] = {
    "areas": _areas, "index": _result, "ratio": _result, "choice": _result, "sum": _sum,
    "zero": lambda filled, _row, _ask: filled.score.kke.total_blank_as_zero if filled.score.kke else "",
    "band": _band,
    "whole": lambda filled, _row, _ask: "sementara" if filled.score.kke is None or filled.score.kke.provisional else "lengkap",
    "gap": _gap, "share": _share,
    "basis": lambda filled, _row, ask: _survey(filled, ask).basis,
    "respondents": lambda filled, _row, ask: float(_survey(filled, ask).respondents),
    "mean": _mean,
    "index_of": lambda filled, _row, ask: _or_empty(_survey(filled, ask).index),
    "sample": lambda filled, _row, ask: _or_empty(_survey(filled, ask).sample_minimum),
    "enough": _enough,
}
