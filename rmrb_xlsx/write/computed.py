"""The formulas of computed columns, by the name a form definition gives them. One row of `COMPUTED` each.

The same arithmetic stands in `score.cells`, which hands in the cached values. A cell that does not hold a sound content (wrong
kind, outside its limits) counts as empty on both sides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rmrb_xlsx.spec.model import Field, Row
from rmrb_xlsx.write.figures import WHOLE_NUMBERS, figure
from rmrb_xlsx.write.must import cell_name
from rmrb_xlsx.write.place import Block
from rmrb_xlsx.write.sight import Sight, joined, sound_number, value_of

Formula = Callable[[Sight, Block, Row, int, str], str | None]


def formula(sight: Sight, field: Field, row: Row, block: Block, at: int) -> str | None:
    """The formula of a computed cell without `=`, or None when this row has none."""
    return COMPUTED[field.computed](sight, block, row, at, field.code)


def number_format(field: Field, row: Row) -> dict[str, str]:
    """A number format of its own for counts; empty for everything else."""
    return {"num_format": "#,##0"} if row.over.get(field.code, {}).get("figure") in WHOLE_NUMBERS else {}


def _achievement(sight: Sight, block: Block, row: Row, at: int, _field: str) -> str | None:
    """Realisation against target: up r/t, down (2t-r)/t, category equal or not; empty when the target is no number."""
    if row.level != "item":
        return None
    target, actual = (cell_name(at, block.column(c)) for c in ("target", "realisasi"))
    slot = next(s for s in sight.copy.row_slots(block.table, row) if s.field == "realisasi")
    if row.parent == "category":
        choices = sight.choices[slot.choice_list or ""]
        known = f"SUMPRODUCT(--({choices}=TRIM({target})))*SUMPRODUCT(--({choices}=TRIM({actual})))"
        return f'IF({known}=0,"",IF(TRIM({actual})=TRIM({target}),100,0))'
    share = f"{actual}/{target}" if row.parent == "up" else f"MAX((2*{target}-{actual})/{target},0)"
    return f'IF(AND({sound_number(actual, slot)},ISNUMBER({target})),IF({target}=0,"",ROUND({share}*100,2)),"")'


def _score_of(answers: str) -> Formula:
    """Item: the value of the chosen answer. Sub-component: mean of its answered items x weight. Area: sum."""
    def score(sight: Sight, block: Block, row: Row, at: int, field: str) -> str | None:
        column = block.column(field)
        if row.level == "item":
            over = row.over.get(answers, {})
            return None if over.get("closed") else value_of(cell_name(at, block.column(answers)), sight.choices[f"{over['choices']}#nilai"])
        cells = [cell_name(block.first_row + i, column) for i, r in enumerate(block.rows) if r.parent == row.id]
        if not cells:
            return None
        weight = cell_name(at, block.column("bobot"))
        if row.level == "subheading":
            span = f"{cells[0]}:{cells[-1]}"
            return f'IF(COUNT({span})=0,"",SUM({span})/COUNT({span})*{weight})'
        together = ",".join(cells)
        return f'IF(COUNT({together})=0,"",SUM({together}))'
    return score


def _item_percent(_sight: Sight, block: Block, row: Row, at: int, _field: str) -> str | None:
    score = cell_name(at, block.column("nilai"))
    if row.level == "item":
        return None if row.over.get("jawaban", {}).get("closed") else f'IF(ISNUMBER({score}),{score}*100,"")'
    weight = cell_name(at, block.column("bobot"))
    return f'IF(AND(ISNUMBER({score}),ISNUMBER({weight})),IF({weight}=0,"",{score}/{weight}*100),"")'


def _respondent(sight: Sight, block: Block, row: Row, at: int, _field: str) -> str | None:
    """Whether a respondent's row counts: whole, every answer a whole number within its limits."""
    asked = [s for s in sight.copy.row_slots(block.table, row) if s.whole]
    cells = [cell_name(at, block.column(s.field)) for s in asked]
    low, high = (int(x) if isinstance(x, int | float) else 0 for x in (asked[0].min, asked[0].max))
    span = f"{cells[0]}:{cells[-1]}"
    hits = "+".join(f"(ROUND({span},9)={n})" for n in range(low, high + 1))
    counts = f'IF(SUMPRODUCT({hits})={len(cells)},"sah","belum")'
    return f'IFERROR(IF(LEN(TRIM({joined(block, row, at, sight)}))=0,"",{counts}),"belum")'


def _figure(sight: Sight, block: Block, row: Row, _at: int, field: str) -> str | None:
    return figure(sight, block, field, row.over[field])


COMPUTED: Mapping[str, Formula] = {
    "achievement": _achievement,
    "item_score": _score_of("jawaban"),
    "item_score_assessor": _score_of("jawaban_penilai"),
    "item_percent": _item_percent,
    "respondent": _respondent,
    "figure": _figure,
}
