"""Reading what a person typed: blank, number, date. Nothing is guessed; an ambiguous number says so.

Blank is decided here, once: nothing, or only white space of any make (no-break, full-width, zero-width, tab).
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

Scalar = str | float | bool | dt.datetime | dt.date | dt.time | None
Stored = str | float | None

INVISIBLE = "".join(map(chr, (
    *range(0x09, 0x0E), *range(0x1C, 0x21), 0x85, 0xA0, 0xAD, *range(0x600, 0x606), 0x61C, 0x6DD, 0x70F, 0x890, 0x891, 0x8E2,
    0x1680, 0x180E, *range(0x2000, 0x2010), *range(0x2028, 0x2030), *range(0x205F, 0x2065), *range(0x2066, 0x2070), 0x3000,
    0xFEFF, *range(0xFFF9, 0xFFFC))))
"""Every mark that shows nothing: white space of any make and format marks. The forms carry the same list."""
_SHAPELESS = frozenset(c for c in INVISIBLE if not c.isspace())
LARGEST = 1e15
_MONTHS = {name: number for number, names in enumerate(
    (("januari", "jan"), ("februari", "feb", "pebruari"), ("maret", "mar"), ("april", "apr"), ("mei",), ("juni", "jun"),
     ("juli", "jul"), ("agustus", "agu", "agt", "ags"), ("september", "sep", "sept"), ("oktober", "okt"),
     ("november", "nov", "nopember", "nop"), ("desember", "des")), start=1) for name in names}
_PLAIN = re.compile(r"-?\d{1,15}")
_DECIMAL = re.compile(r"(-?\d{1,15})[.,](\d{1,15})")
_GROUPED_DOT = re.compile(r"(-?\d{1,3}(?:\.\d{3})+)(?:,(\d{1,15}))?")
_GROUPED_COMMA = re.compile(r"(-?\d{1,3}(?:,\d{3})+)(?:\.(\d{1,15}))?")
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]00:00(?::00)?)?")
_DMY = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_WORDY = re.compile(r"(\d{1,2})\s+([a-z]+)\.?\s+(\d{4})")


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a cell holds. `state`: blank, ok, or wrong; `code` says why it is wrong, or `dibaca-sebagai` when the
    value was understood from text and the person should be shown how. `retype`: understood here, but not by a formula,
    so the form itself asks to type it again (see `spec.judge`)."""

    state: Literal["blank", "ok", "wrong"]
    value: Stored = None
    code: str | None = None
    retype: bool = False


BLANK = Parsed("blank")


def clean(text: str) -> str:
    """`text` in NFKC, without invisible marks, white space of any make reduced to single spaces, trimmed."""
    folded = unicodedata.normalize("NFKC", text)
    visible = "".join(c for c in folded if c not in _SHAPELESS)
    return " ".join(visible.split())


def is_blank(raw: Scalar) -> bool:
    """True for nothing and for text that shows nothing."""
    return raw is None or (isinstance(raw, str) and not clean(raw))


def near(number: float) -> float:
    """A number as it is compared: nine decimals, on every side, so that 0.1 + 0.2 is 0.3."""
    return round(number, 9)


def same_word(one: str, other: str) -> bool:
    """Equality of choices: after `clean`, letter case ignored, as Excel's `=` does."""
    return clean(one).casefold() == clean(other).casefold()


def parse_number(raw: Scalar, *, percent: bool = False) -> Parsed:
    """A number as a float. Text is read by a strict Indonesian grammar: `1.234,56`, `12,5`, `80 %`, `Rp 1.000,-`,
    `(1.000)`. `1.234` and `1,234` could be two different numbers: wrong with code `angka-taksa`."""
    if is_blank(raw):
        return BLANK
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        return Parsed("wrong", code="bukan-angka")
    if not isinstance(raw, str):
        number = float(raw)
        return Parsed("ok", number) if abs(number) <= LARGEST else Parsed("wrong", code="bukan-angka")
    text = clean(raw).replace("−", "-").replace(" ", "")
    if percent:
        text = text.removesuffix("%")
    text = re.sub(r"(?i)^rp\.?", "", text)
    text = re.sub(r",-+$", "", text)
    negative = re.fullmatch(r"\((.+)\)", text)
    if negative:
        text = "-" + negative[1]
    return _number_of(text)


def _number_of(text: str) -> Parsed:
    if not text.isascii():
        return Parsed("wrong", code="bukan-angka")
    if _PLAIN.fullmatch(text):
        return Parsed("ok", float(text), "dibaca-sebagai")
    simple = _DECIMAL.fullmatch(text)
    if simple:
        whole, part = simple.groups()
        if len(part) == 3 and len(whole.lstrip("-")) <= 3 and whole.lstrip("-0"):
            return Parsed("wrong", code="angka-taksa")
        return Parsed("ok", float(f"{whole}.{part}"), "dibaca-sebagai")
    for pattern, mark in ((_GROUPED_DOT, "."), (_GROUPED_COMMA, ",")):
        grouped = pattern.fullmatch(text)
        if grouped:
            number = float(grouped[1].replace(mark, "") + "." + (grouped[2] or "0"))
            return Parsed("ok", number, "dibaca-sebagai") if abs(number) <= LARGEST else Parsed("wrong", code="bukan-angka")
    return Parsed("wrong", code="bukan-angka")


def parse_date(raw: Scalar) -> Parsed:
    """A date as ISO text (`2021-12-31`). Text is read day first; a bare number is taken as an Excel serial day
    between 2000 and 2100. A month above 12 is wrong, never swapped."""
    if is_blank(raw):
        return BLANK
    if isinstance(raw, dt.datetime):
        return Parsed("ok", raw.date().isoformat())
    if isinstance(raw, dt.date):
        return Parsed("ok", raw.isoformat())
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        return Parsed("wrong", code="bukan-tanggal")
    if not isinstance(raw, str):
        if not 36526 <= raw < 73415:
            return Parsed("wrong", code="bukan-tanggal")
        day = dt.date(1899, 12, 30) + dt.timedelta(days=int(raw))
        return Parsed("ok", day.isoformat(), "dibaca-sebagai")
    text = clean(raw).casefold()
    parts = _date_parts(text)
    try:
        return Parsed("ok", dt.date(*parts).isoformat(), "dibaca-sebagai") if parts else Parsed("wrong", code="bukan-tanggal")
    except ValueError:
        return Parsed("wrong", code="bukan-tanggal")


def _date_parts(text: str) -> tuple[int, int, int] | None:
    if not text.isascii():
        return None
    iso = _ISO_DATE.fullmatch(text)
    if iso:
        return int(iso[1]), int(iso[2]), int(iso[3])
    numeric = _DMY.fullmatch(text)
    if numeric:
        return int(numeric[3]), int(numeric[2]), int(numeric[1])
    wordy = _WORDY.fullmatch(text)
    if wordy and wordy[2] in _MONTHS:
        return int(wordy[3]), _MONTHS[wordy[2]], int(wordy[1])
    return None


def show(value: Stored) -> str:
    """A stored value as an Indonesian reader writes it: decimal comma, dd/mm/yyyy is left to the caller."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    text = f"{value:.10f}".rstrip("0").rstrip(".") if value != int(value) else str(int(value))
    return text.replace(".", ",")


def as_text(raw: Scalar) -> str:
    """Any raw cell content as the text a person saw (numbers with decimal comma, dates ISO)."""
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "BENAR" if raw else "SALAH"
    if isinstance(raw, int | float):
        return show(float(raw))
    if isinstance(raw, dt.datetime):
        return raw.date().isoformat() if raw.time() == dt.time() else raw.isoformat(sep=" ")
    return raw if isinstance(raw, str) else raw.isoformat()
