"""The formulas of figures: one row of `FIGURES` each, by the name its row gives (`spec.figures`). `score.cells` has the values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from rmrb_xlsx.spec.figures import ANSWER, ASSESSOR, ASSESSOR_SCORE, KKE, SCORE
from rmrb_xlsx.write.place import Block
from rmrb_xlsx.write.sight import Sight, item_spans, judged

Ask = Mapping[str, Any]
BASES = ("responden", "rekap", "belum ada")


def figure(sight: Sight, block: Block, column: str, ask: Ask) -> str | None:
    """The formula of a figure in `column` of `block`, or None when it cannot be computed (nothing decided)."""
    return FIGURES[ask["figure"]](sight, block, column, ask)


def _own(sight: Sight, block: Block, column: str, row: str) -> str:
    return sight.cell(block.table.code, row, column)


def _areas(sight: Sight, _block: Block, _column: str, ask: Ask) -> str:
    kke = sight.placed.block(KKE)
    cells = ",".join(sight.cell(KKE, r.id, ask["column"]) for r in kke.rows if r.level == "heading")
    return f'IF(COUNT({cells})=0,"",SUM({cells}))'


def _index(sight: Sight, _block: Block, _column: str, ask: Ask) -> str:
    cell = sight.cell("hasil", ask["question"], "isian")
    return f'IF({sight.sound("hasil", ask["question"], "isian")},{cell}/{ask["max"]:.12g}*{ask["weight"]:.12g},"")'


def _ratio(sight: Sight, _block: Block, _column: str, ask: Ask) -> str:
    part, whole = (sight.cell("hasil", ask[k], "isian") for k in ("question", "of"))
    sound = ",".join(sight.sound("hasil", ask[k], "isian") for k in ("question", "of"))
    none = f"{ask['weight']:.12g}" if ask["full"] else '""'
    return f'IF(AND({sound}),IF({part}>{whole},"",IF({whole}=0,{none},{part}/{whole}*{ask["weight"]:.12g})),"")'


def _choice(sight: Sight, _block: Block, _column: str, ask: Ask) -> str | None:
    cell = sight.cell("hasil", ask["question"], "isian")
    table = sight.choices.get(f"{sight.slot('hasil', ask['question'], 'isian').choice_list}#nilai")
    if not ask["decided"] or table is None:
        return None
    hit = f"(INDEX({table},0,1)=TRIM({cell}))"
    return f'IF(SUMPRODUCT(--{hit})=0,"",SUMPRODUCT({hit}*INDEX({table},0,2))*{ask["weight"]:.12g})'


def _sum(sight: Sight, block: Block, column: str, ask: Ask) -> str:
    cells = ",".join(_own(sight, block, column, r) for r in ask["rows"])
    return f'IF(COUNT({cells})=0,"",SUM({cells}))'


def _zero(sight: Sight, block: Block, column: str, ask: Ask) -> str:
    """Every sub-component: sum of its item values / number of its items x weight; results that are missing count nothing."""
    kke = sight.placed.block(KKE)
    terms = []
    for sub in (r for r in kke.rows if r.level == "subheading"):
        own = judged([r for r in kke.rows if r.parent == sub.id], ANSWER)
        if own:
            cells = sight.cell(KKE, own[0].id, SCORE) + (":" + sight.cell(KKE, own[-1].id, SCORE).split("!")[1] if len(own) > 1 else "")
            terms.append(f"SUM({cells})/{len(own)}*{sight.cell(KKE, sub.id, 'bobot')}")
    results = ",".join(_own(sight, block, column, r) for r in ask["results"])
    return "+".join(terms) + (f"+SUM({results})" if results else "")


def _band(sight: Sight, block: Block, column: str, ask: Ask) -> str:
    cell, table = _own(sight, block, column, ask["row"]), sight.choices[f"{ask['list']}#nilai"]
    return f'IF(ISNUMBER({cell}),IFERROR(INDEX(INDEX({table},0,1),MATCH(ROUND({cell},2),INDEX({table},0,2),1)),""),"")'


def _counted(sight: Sight, answer: str, score: str) -> tuple[str, int]:
    kke = sight.placed.block(KKE)
    return f"COUNT({','.join(item_spans(kke, score, f'{chr(39)}{kke.table.sheet}{chr(39)}!'))})", len(judged(kke.rows, answer))


def _whole(sight: Sight, block: Block, column: str, ask: Ask) -> str:
    counted, items = _counted(sight, ANSWER, SCORE)
    results = ",".join(_own(sight, block, column, r) for r in ask["results"])
    also = f",COUNT({results})={len(ask['results'])}" if results else ""
    return f'IF(AND({counted}={items}{also}),"lengkap","sementara")'


def _gap(sight: Sight, block: Block, column: str, _ask: Ask) -> str:
    own, items = _counted(sight, ANSWER, SCORE)
    other, _ = _counted(sight, ASSESSOR, ASSESSOR_SCORE)
    minus = f'{_own(sight, block, column, "penilai")}-{_own(sight, block, column, "pengungkit")}'
    return f'IF(AND({own}={items},{other}={items}),ROUND({minus},9),"")'


def _share(sight: Sight, _block: Block, _column: str, ask: Ask) -> str:
    part, whole = ("+".join(sight.cell("hasil", q, "isian") for q in ask[k]) for k in ("part", "whole"))
    sound = ",".join(sight.sound("hasil", q, "isian") for q in (*ask["part"], *ask["whole"]))
    return f'IF(AND({sound}),IF(OR({whole}=0,{part}>{whole}),"",({part})/({whole})*100),"")'


def _basis(sight: Sight, _block: Block, _column: str, ask: Ask) -> str:
    names = [f"{ask['survey']}_rekap_{n}" for n in ("n", *ask["elements"])]
    summary = ",".join(sight.sound("survei", n, "isian") for n in names)
    rows, told, none = BASES
    return f'IF(COUNTIF({sight.span(ask["survey"], "sah")},"sah")>0,"{rows}",IF(AND({summary}),"{told}","{none}"))'


def _respondents(sight: Sight, block: Block, column: str, ask: Ask) -> str:
    basis = _own(sight, block, column, f"{ask['survey']}.dasar")
    told = sight.cell("survei", f"{ask['survey']}_rekap_n", "isian")
    return f'IF({basis}="{BASES[0]}",COUNTIF({sight.span(ask["survey"], "sah")},"sah"),IF({basis}="{BASES[1]}",{told},0))'


def _mean(sight: Sight, block: Block, column: str, ask: Ask) -> str:
    key, element = ask["survey"], ask["element"]
    basis, count = (_own(sight, block, column, f"{key}.{n}") for n in ("dasar", "responden"))
    rows = f'SUMIF({sight.span(key, "sah")},"sah",{sight.span(key, element)})/{count}'
    told = sight.cell("survei", f"{key}_rekap_{element}", "isian")
    return f'IF({basis}="{BASES[0]}",{rows},IF({basis}="{BASES[1]}",{told},""))'


def _survey_index(sight: Sight, block: Block, column: str, ask: Ask) -> str:
    cells = ",".join(_own(sight, block, column, f"{ask['survey']}.{e}") for e in ask["elements"])
    many = len(ask["elements"])
    return f'IF(COUNT({cells})={many},SUM({cells})/{many}*{ask["factor"]:.12g},"")'


def _sample(sight: Sight, _block: Block, _column: str, ask: Ask) -> str:
    people = sight.cell("survei", ask["population"], "isian")
    size = f"ROUND(3.841*0.25*{people}/(0.0025*({people}-1)+3.841*0.25),0)"
    return f'IF({sight.sound("survei", ask["population"], "isian")},{size},"")'


def _enough(sight: Sight, block: Block, column: str, ask: Ask) -> str:
    basis, count, wanted = (_own(sight, block, column, f"{ask['survey']}.{n}") for n in ("dasar", "responden", "sampel"))
    told = f'IF({count}>={wanted},"cukup","kurang "&({wanted}-{count}))'
    return f'IF(AND(ISNUMBER({wanted}),{basis}<>"{BASES[2]}"),{told},"")'


FIGURES: Mapping[str, Callable[[Sight, Block, str, Ask], str | None]] = {
    "areas": _areas, "index": _index, "ratio": _ratio, "choice": _choice, "sum": _sum, "zero": _zero, "band": _band, "whole": _whole,
    "gap": _gap, "share": _share, "basis": _basis, "respondents": _respondents, "mean": _mean, "index_of": _survey_index,
    "sample": _sample, "enough": _enough,
}
WHOLE_NUMBERS = frozenset({"respondents", "sample"})
