"""Achievement of an indicator against its target.

up: realisation / target; down (ranks; lower is better): (2 x target - realisation) / target, the usual rule of government
performance reports (assumed: the regulation gives no formula); category: 100 when equal, else 0. In per cent, two decimals.
"""

from __future__ import annotations

from rmrb_xlsx.spec.values import same_word

Value = str | float | None


def achievement(target: Value, actual: Value, polarity: str) -> float | None:
    """Per cent, or None when it cannot be judged (nothing reported, no target, target 0, target of another kind)."""
    if target in (None, "", "-") or actual is None:
        return None
    if polarity == "category":
        return 100.0 if same_word(str(target), str(actual)) else 0.0
    if not isinstance(target, int | float) or not isinstance(actual, int | float) or target == 0:
        return None
    share = actual / target if polarity == "up" else (2 * target - actual) / target
    return round(share * 100, 2)


def met_class(percent: float | None) -> str:
    """Three classes for boards (assumed thresholds; the regulation has none): tercapai >= 100, mendekati >= 90, else belum."""
    if percent is None:
        return "belum dinilai"
    return "tercapai" if percent >= 100 else "mendekati" if percent >= 90 else "belum tercapai"
