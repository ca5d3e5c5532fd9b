"""Relative cell references of a shared formula, moved to the cell that shares it."""

from __future__ import annotations

import re

_PART = re.compile(r"\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'|(?<![A-Za-z0-9_.$])(\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7})(?![A-Za-z0-9_.(])")


def shifted(formula: str, rows: int, columns: int) -> str:
    """`formula` as it reads `rows` lower and `columns` further right; texts and sheet names stay."""
    def move(match: re.Match[str]) -> str:
        if match[2] is None:
            return match[0]
        letters = match[2].upper() if match[1] else letter(max(1, number(match[2]) + columns))
        row = match[4] if match[3] else str(max(1, int(match[4]) + rows))
        return f"{match[1]}{letters}{match[3]}{row}"
    return _PART.sub(move, formula)


def number(letters: str) -> int:
    """1 for `A`, 27 for `AA`."""
    col = 0
    for one in letters.upper():
        col = col * 26 + ord(one) - 64
    return col


def letter(col: int) -> str:
    """`A` for 1, `AA` for 27."""
    name = ""
    while col:
        col, rest = divmod(col - 1, 26)
        name = chr(65 + rest) + name
    return name
