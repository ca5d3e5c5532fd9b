"""The true values of a form's computed cells, from its answers: what a recalculation by any program gives."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from rmrb_xlsx.score.indicators import achievement
from rmrb_xlsx.spec.judge import Key
from rmrb_xlsx.spec.model import Field, FormCopy, Row, Stored, Table
from rmrb_xlsx.spec.pack import Pack
from rmrb_xlsx.spec.values import same_word

ANSWERS = {"item_score": "jawaban", "item_score_assessor": "jawaban_penilai"}


def scale_values(pack: Pack, copy: FormCopy) -> dict[str, dict[str, float]]:
    """List name -> answer -> value, for the answer scales that this copy uses."""
    tool = pack.instrument_of(copy.form.code)
    if tool is None:
        return {}
    named = {f"skala_{name.lower()}": dict(scale.choices) for name, scale in tool.scales.items()}
    return {name: values for name, values in named.items() if name in copy.lists}


def computed_values(copy: FormCopy, scales: Mapping[str, Mapping[str, float]], answers: Mapping[Key, Stored]) -> dict[Key, Stored]:
    """Key -> value of every computed cell that shows one; `scales`: list name -> answer -> value."""
    found: dict[Key, Stored] = {}
    for table in copy.form.tables:
        for field in (f for f in table.fields if f.role == "computed"):
            if field.computed in ANSWERS:
                found |= _scores(copy, table, field, scales, answers)
            elif field.computed == "achievement":
                found |= _achievements(copy, table, field, answers)
    for table in copy.form.tables:
        for field in (f for f in table.fields if f.computed == "item_percent"):
            found |= _percents(copy, table, field, found)
    return found


def _scores(copy: FormCopy, table: Table, field: Field, scales: Mapping[str, Mapping[str, float]], answers: Mapping[Key, Stored]
            ) -> dict[Key, Stored]:
    """Item: the value of its answer; sub-component: mean of the answered items x weight; area: sum of its sub-components."""
    rows = copy.rows[table.code]
    source = ANSWERS[field.computed]
    values: dict[str, float] = {}
    for level in ("item", "subheading", "heading"):
        for row in (r for r in rows if r.level == level):
            value = _item(row, source, scales, answers.get((table.code, row.id, source))) if level == "item" else _group(row, rows, values)
            if value is not None:
                values[row.id] = value
    return {(table.code, row, field.code): value for row, value in values.items()}


def _item(row: Row, source: str, scales: Mapping[str, Mapping[str, float]], answer: Stored) -> float | None:
    scale = scales.get(str(row.over.get(source, {}).get("choices")), {})
    return next((v for choice, v in scale.items() if isinstance(answer, str) and same_word(choice, answer)), None)


def _group(row: Row, rows: tuple[Row, ...], values: Mapping[str, float]) -> float | None:
    parts = [values[r.id] for r in rows if r.parent == row.id and r.id in values]
    if not parts:
        return None
    weight = row.given.get("bobot")
    return sum(parts) / len(parts) * float(weight or 0) if row.level == "subheading" else sum(parts)


def _percents(copy: FormCopy, table: Table, field: Field, scores: Mapping[Key, Stored]) -> dict[Key, Stored]:
    found: dict[Key, Stored] = {}
    for row in copy.rows[table.code]:
        score, weight = scores.get((table.code, row.id, "nilai")), row.given.get("bobot")
        if isinstance(score, float) and row.level == "item":
            found[table.code, row.id, field.code] = score * 100
        elif isinstance(score, float) and isinstance(weight, int | float) and weight:
            found[table.code, row.id, field.code] = score / weight * 100
    return found


def _achievements(copy: FormCopy, table: Table, field: Field, answers: Mapping[Key, Stored]) -> dict[Key, Stored]:
    found: dict[Key, Stored] = {}
    for row in copy.rows[table.code]:
        reached = achievement(row.given.get("target"), answers.get((table.code, row.id, "realisasi")), row.parent)
        if row.level == "item" and reached is not None:
            found[table.code, row.id, field.code] = float(Decimal(repr(reached)).quantize(Decimal("0.01"), ROUND_HALF_UP))
    return found
