"""How tall a row must be so that no wrapped text is cut: measured by the letter widths of Arial.

Arial is on every Windows, and programs without it draw it with a face of the same widths (Liberation Sans), so one
measure is true everywhere. A column of width w is 7w + 5 pixels wide at 96 dpi, of which 5 are margin.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache

SIZE = 9.0
LEADING = 1.25  # height of a line by type size
MARGIN = 4.0
TALLEST = 400.0
SLACK = 1.04  # programs round letter widths to pixels

_WIDTHS = {  # advance width in 1/1000 of the type size, by letter
    222: "ijl'|", 278: " !,./:;I[]\\ft", 333: "()-`r", 355: '"', 389: "*", 469: "^", 500: "cJksvxyz",
    556: "#$0123456789?_Labdeghnopqu«»", 584: "+<=>~", 611: "FTZ", 667: "&ABEKPSVXY", 722: "CDHNRUw", 778: "GOQ",
    833: "Mm", 889: "%", 944: "W", 1000: "—…", 1015: "@"}
_WIDTH = {letter: width / 1000 for width, letters in _WIDTHS.items() for letter in letters}
_OTHER, _BOLD = 0.75, 1.07


def text_width(text: str, size: float = SIZE, bold: bool = False) -> float:
    """The width of one line of `text` in pixels at 96 dpi."""
    return sum(_WIDTH.get(c, _OTHER) for c in text) * size * 96 / 72 * (_BOLD if bold else 1) * SLACK


@lru_cache(maxsize=4096)
def lines(text: str, width: float, size: float = SIZE, bold: bool = False) -> int:
    """How many lines `text` takes in a column of `width`, words kept whole unless one is wider than the column."""
    room = max(width * 7 - 2, 8)
    space = text_width(" ", size, bold)
    count = 0
    for part in text.split("\n"):
        used = 0.0
        count += 1
        for word in part.split(" "):
            wide = text_width(word, size, bold)
            if used and used + space + wide > room:
                count, used = count + 1, 0.0
            if wide > room:
                count += math.ceil(wide / room) - 1
                wide %= room
            used += wide + (space if used else 0.0)
    return count


def height_of(count: int, size: float = SIZE) -> float:
    """The height in points of a row that shows `count` lines."""
    return min(count * size * LEADING + MARGIN, TALLEST)


def row_height(cells: Iterable[tuple[str, float]], least: int = 1, size: float = SIZE, bold: bool = False) -> float:
    """The height in points for cells given as (text, column width)."""
    most = max((lines(text, width, size, bold) for text, width in cells if text), default=1)
    return height_of(max(most, least), size)
