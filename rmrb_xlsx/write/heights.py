"""How tall a row must be so that no wrapped text is cut. Pure arithmetic on character counts.

A column of width w holds about w characters of the base font; a word that does not fit starts a new line.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

LINE = 13.5
TALLEST = 400.0


def lines(text: str, width: float) -> int:
    """How many lines `text` takes in a column of `width` characters, words kept whole."""
    room = max(int(width * 1.02) - 1, 1)
    count = 0
    for part in text.split("\n"):
        used = 0
        count += 1
        for word in part.split(" "):
            size = len(word)
            if used and used + 1 + size > room:
                count, used = count + 1, 0
            count += max(math.ceil(size / room) - 1, 0)
            used += size + (1 if used else 0)
    return count


def row_height(cells: Iterable[tuple[str, float]], least: int = 1) -> float:
    """The height in points for cells given as (text, column width)."""
    most = max((lines(text, width) for text, width in cells if text), default=1)
    return min(max(most, least) * LINE + 3, TALLEST)
