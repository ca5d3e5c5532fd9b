"""Achievement of an indicator against its target, its class, and its course over the years.

up: realisation / target; down (ranks; lower is better): (2 x target - realisation) / target, the usual rule of government
performance reports (assumed: the regulation gives no formula), never below 0; category: 100 when equal, else 0. In per cent, two
decimals. Classes of achievement are data of the pack (`achievement_classes.csv`), with their source.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rmrb_xlsx.score.bands import band, half_up
from rmrb_xlsx.spec.pack import Indicator, Pack
from rmrb_xlsx.spec.targets import target as chosen_target
from rmrb_xlsx.spec.values import same_word

Value = str | float | None
NOT_JUDGED = "belum dinilai"


@dataclass(frozen=True, slots=True)
class IndicatorScore:
    """One indicator of one agency. `standing`: how the target stands (spec.targets); `why`: why it is not judged, or empty.
    `course`: the target of every year of the pack; `from_baseline`: change against the base line, in the unit of the indicator."""

    id: str
    target: Value
    actual: Value
    achievement: float | None
    class_id: str | None
    class_name: str
    standing: str
    decision: str
    why: str
    baseline: Value
    course: Mapping[int, Value]
    from_baseline: float | None
    direction: str


def achievement(target: Value, actual: Value, polarity: str) -> float | None:
    """Per cent, or None when it cannot be judged (nothing reported, no target, target 0, target of another kind)."""
    if target in (None, "", "-") or actual is None:
        return None
    if polarity == "category":
        return 100.0 if same_word(str(target), str(actual)) else 0.0
    if not isinstance(target, int | float) or not isinstance(actual, int | float) or target == 0:
        return None
    share = actual / target if polarity == "up" else max((2 * target - actual) / target, 0)
    return half_up(share * 100, 2)


def met_class(percent: float | None, classes: Sequence[Mapping[str, str]]) -> str:
    """The name of the class of achievement; `belum dinilai` when there is nothing to judge or the pack has no classes."""
    found = band(percent, classes)
    return found["name"] if found else NOT_JUDGED


def direction(before: Value, now: Value, polarity: str) -> str:
    """`membaik`, `tetap`, `memburuk`, or empty when either is no number (categories: only equal or not)."""
    if polarity == "category" and before is not None and now is not None:
        return "tetap" if same_word(str(before), str(now)) else "berubah"
    if not isinstance(before, int | float) or not isinstance(now, int | float):
        return ""
    change = half_up(now - before, 9)
    return "tetap" if change == 0 else "membaik" if (change > 0) == (polarity != "down") else "memburuk"


def score_indicator(pack: Pack, one: Indicator, year: int, actual: Value, earlier: Value = None) -> IndicatorScore:
    """The indicator against the reading of its target that counts. `earlier`: last year's realisation, for the direction
    (without it: against the base line)."""
    wanted = chosen_target(pack, one, year)
    reached = achievement(wanted.value, actual, one.polarity)
    classes = pack.tables.get("achievement_classes", ())
    found = band(reached, classes)
    before = one.baseline if earlier is None else earlier
    change = (half_up(actual - one.baseline, 9) if isinstance(actual, int | float) and isinstance(one.baseline, int | float) else None)
    return IndicatorScore(
        one.id, wanted.value, actual, reached, found["id"] if found else None, found["name"] if found else NOT_JUDGED,
        wanted.standing, wanted.decision, _why(wanted.standing, wanted.value, actual, reached), one.baseline,
        {y: chosen_target(pack, one, y).value for y in pack.years}, change, direction(before, actual, one.polarity))


def _why(standing: str, target: Value, actual: Value, reached: float | None) -> str:
    if reached is not None:
        return ""
    if standing == "bertentangan":
        return "target bertentangan dan belum diputuskan"
    if standing == "kosong":
        return "target tidak ada"
    if actual is None:
        return "realisasi belum diisi atau belum sah"
    return "target 0, tidak dapat dibagi" if target == 0 else "target dan realisasi berlainan jenis"
