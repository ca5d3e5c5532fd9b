"""The assessor's pass beside the self-assessment: both scores, their difference, and where the answers lie a step apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rmrb_xlsx.score.bands import half_up
from rmrb_xlsx.score.kke import KkeScore, Number, score_kke
from rmrb_xlsx.spec.pack import Instrument


@dataclass(frozen=True, slots=True)
class StepApart:
    """An item where the two answers differ: how many steps of its scale (negative: the assessor is stricter), and in value."""

    id: str
    self_answer: str
    assessor_answer: str
    steps: int
    difference: float


@dataclass(frozen=True, slots=True)
class Assessment:
    """The assessor's score (over what was assessed, with the same results), and its difference from the self-assessment.

    `difference` is None until every item that can be judged has both answers: a difference of two unlike sets of items
    would say nothing. `apart`: items at least one full step apart, the widest first."""

    score: KkeScore
    assessed: int
    asked: int
    difference: float | None
    apart: tuple[StepApart, ...]


def assess(tool: Instrument, profile: str, own: KkeScore, own_answers: Mapping[str, str | None], answers: Mapping[str, str | None],
           results: Mapping[str, Number | str | None], bands: Sequence[Mapping[str, str]] = (),
           no_recommendations: str = "kosong") -> Assessment | None:
    """The assessment, or None when the assessor has answered nothing."""
    if not any(answers.values()):
        return None
    score = score_kke(tool, profile, answers, results, bands, no_recommendations)
    whole = score.answered == score.asked and own.answered == own.asked
    apart = [_apart(list(tool.scales[i.scale].choices), tool.scales[i.scale].choices, i.id, one, other) for i in tool.items
             if (one := own_answers.get(i.id)) and (other := answers.get(i.id)) and one != other]
    return Assessment(score, score.answered, score.asked, half_up(score.total - own.total, 9) if whole else None,
                      tuple(sorted(apart, key=lambda a: -abs(a.steps))))


def _apart(order: Sequence[str], values: Mapping[str, float], key: str, one: str, other: str) -> StepApart:
    """Choices stand best first, so a later choice of the assessor is a step down."""
    return StepApart(key, one, other, order.index(one) - order.index(other), half_up(values[other] - values[one], 9))
