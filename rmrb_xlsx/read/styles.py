"""The styles of a workbook, as far as they tell dates and percentages."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rmrb_xlsx.errors import FileRefused
from rmrb_xlsx.read.limits import LIMITS, Limits
from rmrb_xlsx.read.xml import Budget, Walker

_BUILTIN_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_BUILTIN_PERCENTS = ("9", "10")
_NOT_SHOWN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|[_*].')


def is_date(code: str) -> bool:
    """True when a number format shows a date or a time."""
    bare = _NOT_SHOWN.sub("", code)
    return bool(re.search(r"[dmyhs]", bare, re.IGNORECASE)) and "general" not in bare.casefold()


def is_percent(code: str) -> bool:
    """True when a number format shows a percentage."""
    return "%" in _NOT_SHOWN.sub("", code)


class Styles(Walker):
    """Which cell formats are dates or percentages, by index."""

    def __init__(self, limits: Limits = LIMITS, budget: Budget | None = None) -> None:
        super().__init__(limits, budget)
        self.dates: list[bool] = []
        self.percents: list[bool] = []
        self._codes: dict[str, tuple[bool, bool]] = {}
        self._inside = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "numFmt":
            code = attributes.get("formatCode", "")
            self._codes[attributes.get("numFmtId", "")] = (is_date(code), is_percent(code))
        elif name == "cellXfs":
            self._inside = True
        elif name == "xf" and self._inside:
            self._format(attributes.get("numFmtId", "0"))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._inside = False

    def _format(self, number: str) -> None:
        built_in = number.isascii() and number.isdigit() and len(number) < 5 and int(number) in _BUILTIN_DATES
        dated, percent = self._codes.get(number, (built_in, number in _BUILTIN_PERCENTS))
        self.dates.append(dated)
        self.percents.append(percent)
        if len(self.dates) > self.limits.formats:
            raise FileRefused("melebihi-batas", sebab="terlalu banyak gaya sel")
