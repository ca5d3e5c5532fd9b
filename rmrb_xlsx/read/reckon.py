"""Calculates the plain formulas people type into a cell: numbers, + - * / ^ %, SUM and its like, over cells of the same
workbook. Anything else is left alone (None); nothing is executed. A cached result is only believed where this gives none.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping

from rmrb_xlsx.read.raw import RawBook, RawCell
from rmrb_xlsx.read.shift import number

_TOKEN = re.compile(r"\s*(?:(?P<num>[0-9]+\.?[0-9]*(?:[eE][+-]?[0-9]{1,3})?|\.[0-9]+)|(?P<fun>[A-Z][A-Z.]*)(?=\()|"
                    r"(?P<ref>(?:(?:'(?:[^']|'')+'|[A-Za-z_][\w.]*)!)?\$?[A-Z]{1,3}\$?[0-9]{1,7}(?::\$?[A-Z]{1,3}\$?[0-9]{1,7})?)|"
                    r"(?P<op>[-+*/^%(),]))", re.IGNORECASE)
_PLACE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]+)")
_LONGEST, _DEEPEST, _MOST_CELLS = 1000, 20, 20_000


class _Unreckoned(Exception):
    """This formula is not ours to calculate."""


def _round(values: list[float]) -> float:
    digits = int(values[1]) if len(values) == 2 else 0
    if len(values) > 2 or abs(digits) > 15:
        raise _Unreckoned
    return math.copysign(math.floor(abs(values[0]) * 10 ** digits + 0.5) / 10 ** digits, values[0])


FUNCTIONS: Mapping[str, Callable[[list[float]], float]] = {
    "SUM": math.fsum, "AVERAGE": lambda v: math.fsum(v) / len(v), "MIN": min, "MAX": max, "COUNT": len, "ROUND": _round,
    "ABS": lambda v: abs(v[0]), "PRODUCT": math.prod,
}


class Reckoner:
    """Calculates formulas of one workbook; `value` is None for what it cannot or will not calculate."""

    def __init__(self, book: RawBook) -> None:
        self._sheets = {s.name.casefold(): s.cells for s in book.sheets}
        self._known: dict[tuple[str, str], float | None] = {}
        self._cells_left = _MOST_CELLS * 10

    def value(self, sheet: str, formula: str, depth: int = 0) -> float | None:
        """The number a formula on `sheet` gives, or None."""
        key = (sheet.casefold(), formula)
        if key not in self._known:
            self._known[key] = None  # a formula that leads to itself gives none
            try:
                result = _Formula(self, sheet, formula, depth).result()
                self._known[key] = result if math.isfinite(result) else None
            except (_Unreckoned, ZeroDivisionError, OverflowError, ValueError, IndexError, TypeError):
                pass
        return self._known[key]

    def cells(self, sheet: str, first: str, last: str, depth: int) -> Iterator[float | None]:
        """The numbers of a range; None for an empty cell. Text ends the calculation only where a single cell is meant."""
        cells = self._sheets.get(sheet.casefold())
        top, bottom = _PLACE.fullmatch(first), _PLACE.fullmatch(last)
        if cells is None or top is None or bottom is None or depth > _DEEPEST:
            raise _Unreckoned
        rows = range(int(top[2]), int(bottom[2]) + 1)
        columns = range(number(top[1]), number(bottom[1]) + 1)
        self._cells_left -= len(rows) * len(columns)
        if len(rows) * len(columns) > _MOST_CELLS or self._cells_left < 0:
            raise _Unreckoned
        for row in rows:
            for col in columns:
                yield self._number(cells.get((row, col)), sheet, depth, single=len(rows) * len(columns) == 1)

    def _number(self, cell: RawCell | None, sheet: str, depth: int, *, single: bool) -> float | None:
        if cell is None:
            return None
        if cell.error or cell.note:
            raise _Unreckoned
        value = self.value(sheet, cell.formula, depth + 1) if cell.formula else cell.value
        if isinstance(value, float):
            return value
        if single or cell.formula or not (value is None or isinstance(value, str)):
            raise _Unreckoned
        return None


class _Formula:
    def __init__(self, reckoner: Reckoner, sheet: str, text: str, depth: int) -> None:
        self._reckoner, self._sheet, self._depth = reckoner, sheet, depth
        self._tokens = list(_tokens(text.removeprefix("=")))
        self._at = 0

    def result(self) -> float:
        value = self._sum()
        if self._at != len(self._tokens):
            raise _Unreckoned
        return value

    def _peek(self) -> str:
        return self._tokens[self._at][1] if self._at < len(self._tokens) else ""

    def _next(self) -> tuple[str, str]:
        self._at += 1
        return self._tokens[self._at - 1]

    def _sum(self) -> float:
        value = self._product()
        while self._peek() in ("+", "-"):
            value = value + self._product() if self._next()[1] == "+" else value - self._product()
        return value

    def _product(self) -> float:
        value = self._power()
        while self._peek() in ("*", "/"):
            value = value * self._power() if self._next()[1] == "*" else value / self._power()
        return value

    def _power(self) -> float:
        value = self._signed()
        while self._peek() == "^":
            self._next()
            value = float(value ** self._signed())
        return value

    def _signed(self) -> float:
        if self._peek() in ("+", "-"):
            return self._signed() if self._next()[1] == "+" else -self._signed()
        value = self._atom()
        while self._peek() == "%":
            self._next()
            value /= 100
        return value

    def _atom(self) -> float:
        kind, text = self._next()
        if kind == "num":
            return float(text)
        if kind == "fun":
            return float(FUNCTIONS[text.upper()](self._arguments())) if text.upper() in FUNCTIONS else self._refuse()
        if kind == "ref" and ":" not in text:
            found = next(iter(self._range(text)))
            return 0.0 if found is None else found
        if text == "(":
            value = self._sum()
            return value if self._next()[1] == ")" else self._refuse()
        return self._refuse()

    def _arguments(self) -> list[float]:
        values: list[float] = []
        self._next()
        while True:
            if self._at < len(self._tokens) and self._tokens[self._at][0] == "ref" and ":" in self._peek():
                values += [v for v in self._range(self._next()[1]) if v is not None]
            else:
                values.append(self._sum())
            end = self._next()[1]
            if end == ")":
                return values
            if end != ",":
                self._refuse()

    def _range(self, text: str) -> Iterator[float | None]:
        sheet, _, cells = text.rpartition("!")
        first, _, last = cells.partition(":")
        return self._reckoner.cells(sheet.strip("'").replace("''", "'") or self._sheet, first, last or first, self._depth)

    def _refuse(self) -> float:
        raise _Unreckoned


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    if len(text) > _LONGEST:
        raise _Unreckoned
    at = 0
    text = text.strip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if not match or match.lastgroup is None:
            raise _Unreckoned
        yield match.lastgroup, match[match.lastgroup]
        at = match.end()
