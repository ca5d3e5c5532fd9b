"""Scores of a read return: `rmrb.nilai/1`, and the same in words that an official can follow by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from rmrb_xlsx.rounds.desk import Inspection
from rmrb_xlsx.score.indicators import achievement, met_class
from rmrb_xlsx.score.kke import KkeScore, score_kke
from rmrb_xlsx.spec.pack import Pack
from rmrb_xlsx.spec.values import Stored, show


def good_values(one: Inspection) -> dict[tuple[str, str, str], Stored]:
    """The judged values of an inspection, wrong ones left out."""
    return {k: p.value for k, p in one.checked.answers.items() if p.state == "ok"} if one.checked else {}


def score_return(one: Inspection) -> KkeScore:
    """The KKE score of a return under the pack's own profile."""
    pack, values = _pack(one), good_values(one)
    answers = {row: str(v) for (t, row, f), v in values.items() if t == "kke" and f == "jawaban"}
    results = {row: v for (t, row, _), v in values.items() if t == "hasil" and isinstance(v, int | float)}
    return score_kke(pack.instruments[str(pack.settings["agency_instrument"])], str(pack.settings["profile"]), answers, results,
                     pack.predicates, str(pack.settings["tlhp_without_recommendations"]))


def _pack(one: Inspection) -> Pack:
    assert one.pack is not None
    return one.pack


def nilai_json(inspections: Sequence[Inspection]) -> dict[str, Any]:
    """`rmrb.nilai/1` for returns that could be read."""
    return {"schema": "rmrb.nilai/1", "files": [_file(i) for i in inspections]}


def _file(one: Inspection) -> dict[str, Any]:
    identity = one.submission.identity
    return {"file": one.file, "agency": identity.agency if identity else None, "kke": _kke(score_return(one)),
            "indicators": list(_indicators(one)), "surveys": {}}


def _kke(score: KkeScore) -> dict[str, Any]:
    told = asdict(score)
    return {**told, "results": [{**asdict(r)} for r in score.results]}


def _indicators(one: Inspection) -> Iterator[dict[str, Any]]:
    values, pack = good_values(one), _pack(one)
    year = one.submission.identity.year if one.submission.identity else 0
    rows = {r.id for r in one.copy.rows.get("indikator", ())} if one.copy else set()
    for indicator in (i for i in pack.indicators if i.id in rows):
        target, actual = indicator.targets.get(year), values.get(("indikator", indicator.id, "realisasi"))
        reached = achievement(target, actual, indicator.polarity)
        yield {"id": indicator.id, "target": target, "actual": actual, "achievement": reached,
               "class": None if reached is None else met_class(reached)}


def explain(one: Inspection, in_words: bool) -> Iterator[str]:
    """Lines for a person: totals, and with `in_words` each sub-component's sum."""
    score = score_return(one)
    identity = one.submission.identity
    yield f"{one.file}: {identity.agency if identity else '?'}"
    kind = "SEMENTARA, masih ada yang kosong" if score.provisional else "lengkap"
    yield (f"  Nilai {_two(score.total)} (predikat {score.predicate or '-'}; {kind}); "
           f"bila yang kosong dihitung 0: {_two(score.total_blank_as_zero)}")
    for area in score.areas:
        yield f"  {area.id}. {area.name}: {_two(area.score)} dari {show(area.weight)}"
        for sub in area.subcomponents if in_words else ():
            values = " + ".join(show(i.value) for i in sub.items if i.value is not None) or "belum ada jawaban"
            yield (f"      {sub.id} {sub.name}: ({values}) : {sub.answered} butir x bobot {show(sub.weight)} = {_two(sub.score)}"
                   f" [{sub.answered} dari {sub.total} butir dijawab]")
    for result in score.results:
        yield f"  {result.name}: {'belum diisi' if result.score is None else _two(result.score)} dari {show(result.weight)}"


def _two(number: float) -> str:
    return str(Decimal(repr(number)).quantize(Decimal("0.01"), ROUND_HALF_UP)).replace(".", ",")
