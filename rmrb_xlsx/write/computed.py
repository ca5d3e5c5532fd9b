"""The formulas of computed columns, by the name a form definition gives them. One row of `COMPUTED` each.

The same arithmetic stands in `score`, which hands in the cached values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rmrb_xlsx.spec.model import Field, Row
from rmrb_xlsx.write.must import cell_name
from rmrb_xlsx.write.place import Block


def formula(field: Field, row: Row, block: Block, at: int, choices: Mapping[str, str]) -> str | None:
    """The formula of a computed cell without `=`, or None when this row has none."""
    return COMPUTED[field.computed](row, block, at, choices)


def _achievement(row: Row, block: Block, at: int, _choices: Mapping[str, str]) -> str | None:
    """Realisation against target: up r/t, down (2t-r)/t, category equal or not; empty when the target is no number."""
    if row.level != "item":
        return None
    target, actual = (cell_name(at, block.column(c)) for c in ("target", "realisasi"))
    if row.parent == "category":
        return f'IF(OR(LEN(TRIM({actual}))=0,LEN(TRIM({target}))=0,TRIM({target})="-"),"",IF(TRIM({actual})=TRIM({target}),100,0))'
    share = f"{actual}/{target}" if row.parent == "up" else f"(2*{target}-{actual})/{target}"
    return f'IF(AND(ISNUMBER({actual}),ISNUMBER({target})),IF({target}=0,"",ROUND({share}*100,2)),"")'


def _score_of(answers: str, scores: str) -> Callable[[Row, Block, int, Mapping[str, str]], str | None]:
    """Item: the value of the chosen answer. Sub-component: mean of its answered items x weight. Area: sum."""
    def score(row: Row, block: Block, at: int, choices: Mapping[str, str]) -> str | None:
        column = block.column(scores)
        if row.level == "item":
            over = row.over.get(answers, {})
            if over.get("closed"):
                return None
            answer = cell_name(at, block.column(answers))
            listed, worth = choices[str(over["choices"])], choices[f"{over['choices']}#nilai"]
            chosen = f"--({listed}=TRIM({answer}))"
            return f'IF(IFERROR(SUMPRODUCT({chosen}),0)=0,"",SUMPRODUCT({chosen},INDEX({worth},0,2)))'
        cells = [cell_name(block.first_row + i, column) for i, r in enumerate(block.rows) if r.parent == row.id]
        weight = cell_name(at, block.column("bobot"))
        if row.level == "subheading":
            span = f"{cells[0]}:{cells[-1]}"
            return f'IF(COUNT({span})=0,"",SUM({span})/COUNT({span})*{weight})'
        joined = ",".join(cells)
        return f'IF(COUNT({joined})=0,"",SUM({joined}))'
    return score


def _item_percent(row: Row, block: Block, at: int, _choices: Mapping[str, str]) -> str | None:
    score = cell_name(at, block.column("nilai"))
    if row.level == "item":
        return None if row.over.get("jawaban", {}).get("closed") else f'IF(ISNUMBER({score}),{score}*100,"")'
    weight = cell_name(at, block.column("bobot"))
    return f'IF(AND(ISNUMBER({score}),ISNUMBER({weight})),IF({weight}=0,"",{score}/{weight}*100),"")'


COMPUTED: Mapping[str, Callable[[Row, Block, int, Mapping[str, str]], str | None]] = {
    "achievement": _achievement,
    "item_score": _score_of("jawaban", "nilai"),
    "item_score_assessor": _score_of("jawaban_penilai", "nilai_penilai"),
    "item_percent": _item_percent,
}
