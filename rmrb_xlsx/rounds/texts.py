"""Texts of returns as a workbook can hold them: no control characters, no half characters, no more than a cell can show."""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST = 32_767
CUT = " [… terpotong]"
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_HALF = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Adjusted:
    """A text that is shown otherwise than it came. `code`: a row of `findings.CODES`; `length` before it was cut."""

    agency: str
    file: str
    sheet: str
    cell: str
    code: str
    length: int


def presentable(text: str) -> tuple[str, tuple[str, ...]]:
    """The text as it can be shown, and the codes of what was done to it. Control characters become visible signs."""
    codes: list[str] = []
    shown = text.replace("\r\n", "\n").replace("\r", "\n")
    if _CONTROL.search(shown) or _HALF.search(shown):
        shown = _HALF.sub("\ufffd", _CONTROL.sub(_sign, shown))
        codes.append("huruf-kendali")
    if units(shown) > LONGEST:
        shown = _cut(shown, LONGEST - len(CUT)) + CUT
        codes.append("teks-dipotong")
    return shown, tuple(codes)


def _sign(found: re.Match[str]) -> str:
    code = ord(found.group())
    return chr(0x2400 + code) if code < 0x20 else "\u2421" if code == 0x7F else "\ufffd"


def units(text: str) -> int:
    """How a spreadsheet counts: characters beyond the basic plane count twice."""
    return len(text) + sum(c > "\uffff" for c in text)


def _cut(text: str, room: int) -> str:
    cut = text[:room]
    while units(cut) > room:
        cut = cut[:-max((units(cut) - room) // 2, 1)]
    return cut
