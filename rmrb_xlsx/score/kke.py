"""The score of a KKE: item value by its own scale; sub-component = mean of its items x weight; areas and results add up.

Sources: value of choices and the mean rule, `references.csv` S3, S4, S6, S8; weights, regulation Lampiran I letter J
(L1218-L1230) or the profile chosen; how blanks are treated is not found in any source, so both totals are given.
Arithmetic is exact (fractions); the caller rounds for display.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from rmrb_xlsx.score.bands import half_up
from rmrb_xlsx.spec.pack import Instrument, Subcomponent

Number = int | float
EMPTY, UNDECIDED = "belum diisi", "nilainya belum ditetapkan dalam paket"
IMPOSSIBLE, NOTHING = "bagian melebihi keseluruhan", "tidak ada yang harus diselesaikan (jumlahnya 0)"


@dataclass(frozen=True, slots=True)
class ItemScore:
    """An item's answer and value (0..1); None when unanswered or when its scale is not known."""

    id: str
    answer: str | None
    value: float | None


@dataclass(frozen=True, slots=True)
class SubScore:
    """A sub-component: its weight, score over the answered items, score if blanks count 0."""

    id: str
    name: str
    weight: float
    score: float
    score_blank_as_zero: float
    answered: int
    total: int
    items: tuple[ItemScore, ...]


@dataclass(frozen=True, slots=True)
class AreaScore:
    """An area: sum of its sub-components."""

    id: str
    area: str
    name: str
    weight: float
    score: float
    score_blank_as_zero: float
    subcomponents: tuple[SubScore, ...]


@dataclass(frozen=True, slots=True)
class ResultScore:
    """A result component; `score` is None when it cannot be judged, `why` then says why."""

    id: str
    name: str
    weight: float
    score: float | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class KkeScore:
    """The whole: `total` over what is answered, `total_blank_as_zero`, and whether anything is missing (`provisional`);
    `answered` of `asked` items (those with a known scale).

    `total`: an area's unanswered items are left out of its mean, and a missing result counts nothing; so both totals say
    how far the answers carry, and only a complete form gives the final score.
    """

    profile: str
    areas: tuple[AreaScore, ...]
    results: tuple[ResultScore, ...]
    leverage: float
    outcome: float
    total: float
    total_blank_as_zero: float
    provisional: bool
    predicate: str | None
    answered: int = 0
    asked: int = 0
    leverage_blank_as_zero: float = 0.0


def score_kke(tool: Instrument, profile: str, answers: Mapping[str, str | None], results: Mapping[str, Number | str | None],
              bands: Sequence[Mapping[str, str]] = (), no_recommendations: str = "kosong") -> KkeScore:
    """The score. `answers`: item id -> chosen label; `results`: question id -> content as filled in `Hasil`.

    `no_recommendations`: what zero TLHP recommendations mean: `kosong` (not judged) or `penuh` (full score).
    Raises KeyError for an answer that is not a choice of the item's scale.
    """
    areas = tuple(_area(tool, a.id, a.area, a.name, profile, answers) for a in sorted(tool.areas, key=lambda a: a.order))
    weighed = [_result(r, tool.profiles[profile].results, results, no_recommendations) for r in tool.results]
    outcomes = tuple(r for r, _ in weighed)
    leverage = sum((exact for _, exact, _ in areas), Fraction())
    zero = sum((exact for _, _, exact in areas), Fraction())
    outcome = sum((exact for _, exact in weighed), Fraction())
    judged = [i for a, _, _ in areas for s in a.subcomponents for i in s.items]
    known = {i.id for i in tool.items if i.scale in tool.scales and tool.scales[i.scale].choices}
    open_items = any(i.value is None and i.id in known for i in judged)
    provisional = open_items or any(r.score is None for r in outcomes)
    total = leverage + outcome
    return KkeScore(profile, tuple(a for a, _, _ in areas), outcomes, float(leverage), float(outcome), float(total),
                    float(zero + outcome), provisional, predicate(float(total), bands),
                    sum(i.value is not None and i.id in known for i in judged), len(known), float(zero))


def predicate(total: float, bands: Sequence[Mapping[str, str]]) -> str | None:
    """The predicate: the band with `above` < total <= `upto`, after rounding to two decimals (90,00 is A, 90,01 is AA;
    0 belongs to the lowest band). Bands: references.csv S11. None when no band fits."""
    shown = Fraction(str(half_up(total, 2)))
    for band in bands:
        low, high = Fraction(band["above"]), Fraction(band["upto"])
        if low < shown <= high or (shown == 0 == low):
            return band["id"]
    return None


def _area(tool: Instrument, key: str, area: str, name: str, profile: str,
          answers: Mapping[str, str | None]) -> tuple[AreaScore, Fraction, Fraction]:
    subs = [_sub(tool, s, profile, answers) for s in tool.subcomponents if s.area == key]
    score = sum((x for _, x, _ in subs), Fraction())
    zero = sum((z for _, _, z in subs), Fraction())
    weight = tool.profiles[profile].areas[key]
    return AreaScore(key, area, name, weight, float(score), float(zero), tuple(s for s, _, _ in subs)), score, zero


def _sub(tool: Instrument, sub: Subcomponent, profile: str, answers: Mapping[str, str | None]) -> tuple[SubScore, Fraction, Fraction]:
    weight = _weight(tool, sub, profile)
    items = tuple(_item(tool, i.id, i.scale, answers.get(i.id)) for i in tool.items if i.subcomponent == sub.id)
    values = [Fraction(str(i.value)) for i in items if i.value is not None]
    judged = [i for i in tool.items if i.subcomponent == sub.id and i.scale in tool.scales and tool.scales[i.scale].choices]
    score = sum(values, Fraction()) / len(values) * weight if values else Fraction()
    zero = sum(values, Fraction()) / len(judged) * weight if judged else Fraction()
    return (SubScore(sub.id, sub.name, float(weight), float(score), float(zero), len(values), len(judged), items), score, zero)


def _weight(tool: Instrument, sub: Subcomponent, profile: str) -> Fraction:
    base = sum((Fraction(str(s.weight or 0)) for s in tool.subcomponents if s.area == sub.area), Fraction())
    return Fraction(str(sub.weight or 0)) * Fraction(str(tool.profiles[profile].areas[sub.area])) / base


def _item(tool: Instrument, key: str, scale: str, answer: str | None) -> ItemScore:
    if answer is None or scale not in tool.scales:
        return ItemScore(key, answer, None)
    return ItemScore(key, answer, tool.scales[scale].choices[answer])


def _result(result: Mapping[str, object], weights: Mapping[str, float], filled: Mapping[str, Number | str | None],
            no_recommendations: str) -> tuple[ResultScore, Fraction]:
    key, weight = str(result["id"]), weights[str(result["id"])]
    share, why = _share(result, filled, no_recommendations)
    exact = Fraction() if share is None else share * Fraction(str(weight))
    return ResultScore(key, str(result["name"]), weight, None if share is None else float(exact), why), exact


def _share(result: Mapping[str, object], filled: Mapping[str, Number | str | None],
           no_recommendations: str) -> tuple[Fraction | None, str]:
    """(share of the weight, or None and why). Index: number / max. Ratio (TLHP): settled / recommended. Choice (opinion): the
    value the pack gives it. Impossible or undecided is not judged, never guessed."""
    content = filled.get(str(result["question"]))
    if result["kind"] == "choice":
        values = result.get("values") or {}
        value = values.get(content) if isinstance(values, Mapping) else None
        return (Fraction(str(value)), "") if value is not None else (None, UNDECIDED if content else EMPTY)
    if not isinstance(content, int | float):
        return None, EMPTY
    if result["kind"] == "index":
        return Fraction(str(content)) / Fraction(str(result["max"])), ""
    whole = filled.get(str(result["of"]))
    if not isinstance(whole, int | float):
        return None, EMPTY
    if content > whole:
        return None, IMPOSSIBLE
    if whole == 0:
        return (Fraction(1), "") if no_recommendations == "penuh" else (None, NOTHING)
    return Fraction(str(content)) / Fraction(str(whole)), ""
