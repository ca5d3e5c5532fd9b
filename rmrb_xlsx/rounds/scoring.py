"""Scores of a read return: `rmrb.nilai/1`, and the same in words that an official can follow by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rmrb_xlsx.rounds.desk import Inspection
from rmrb_xlsx.score.form import FormScore, score_form
from rmrb_xlsx.score.kke import KkeScore
from rmrb_xlsx.spec.values import Stored


def good_values(one: Inspection) -> dict[tuple[str, str, str], Stored]:
    """The judged values of an inspection, wrong ones left out."""
    return {k: p.value for k, p in one.checked.answers.items() if p.state == "ok"} if one.checked else {}


def scores_of(one: Inspection) -> FormScore:
    """Everything a return scores. The inspection must have been read and identified."""
    assert one.pack is not None and one.copy is not None and one.checked is not None
    spare = {(t.code, r.id) for t in one.copy.form.tables for r in one.copy.rows[t.code] if r.level == "spare"}
    started = {(t, r) for (t, r, _), p in one.checked.answers.items() if p.state != "blank" and (t, r) in spare}
    return score_form(one.pack, one.copy, good_values(one), started)


def score_return(one: Inspection) -> KkeScore:
    """The KKE score of a return under the pack's own profile."""
    kke = scores_of(one).kke
    assert kke is not None
    return kke


def nilai_json(inspections: Sequence[Inspection]) -> dict[str, Any]:
    """`rmrb.nilai/1` for returns that could be read and that ask for a KKE."""
    return {"schema": "rmrb.nilai/1", "files": [_file(i) for i in inspections]}


def _file(one: Inspection) -> dict[str, Any]:
    identity, score = one.submission.identity, scores_of(one)
    return {"file": one.file, "agency": identity.agency if identity else None, "form": identity.form if identity else None,
            "kke": _kke(score), "indicators": [_indicator(i) for i in score.indicators],
            "activities": [{"id": a.id, "target": a.target, "actual": a.actual, "achievement": a.achievement, "class": a.class_name}
                           for a in score.activities],
            "surveys": {**{s.id: asdict(s) for s in score.surveys}, **{s.id: asdict(s) for s in score.shares}}}


def _kke(score: FormScore) -> dict[str, Any]:
    kke, assessment = score.kke, score.assessment
    assert kke is not None
    told = asdict(kke)
    told["assessor"] = None if assessment is None else {
        "total": assessment.score.total, "total_blank_as_zero": assessment.score.total_blank_as_zero,
        "provisional": assessment.score.provisional, "predicate": assessment.score.predicate, "assessed": assessment.assessed,
        "asked": assessment.asked, "difference": assessment.difference, "apart": [asdict(a) for a in assessment.apart],
        "areas": [{"id": a.id, "score": a.score} for a in assessment.score.areas]}
    return told


def _indicator(one: Any) -> dict[str, Any]:
    told = asdict(one)
    told["class"] = told.pop("class_name") if one.achievement is not None else None
    told["course"] = {str(year): value for year, value in one.course.items()}
    del told["class_id"]
    return told
