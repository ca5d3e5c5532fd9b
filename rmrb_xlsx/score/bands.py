"""Rounding as a spreadsheet does it, and the band a number falls into. Bands are rows of a pack table with `at_least`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal


def half_up(number: float, digits: int = 2) -> float:
    """`number` rounded half away from zero after a look at 15 significant digits: 2,675 gives 2,68, as Excel's ROUND does."""
    return float(Decimal(f"{number:.15g}").quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))


def band(number: float | None, bands: Sequence[Mapping[str, str]], digits: int = 2) -> Mapping[str, str] | None:
    """The band with the highest `at_least` not above the number, which is rounded to `digits` first; None below all bands.
    An empty `at_least` is the band below all others."""
    if number is None:
        return None
    shown = Decimal(str(half_up(number, digits)))
    fitting = [b for b in bands if not b["at_least"] or Decimal(b["at_least"]) <= shown]
    return max(fitting, key=lambda b: Decimal(b["at_least"] or "-Infinity"), default=None)
