"""Reading what a person typed: blank, number, date. Nothing is guessed; an ambiguous number says so.

Blank is decided here, once: nothing, or only white space of any make (no-break, full-width, zero-width, tab).
"""

from __future__ import annotations

import datetime as dt
import difflib
import math
import re
import unicodedata
from collections.abc import Sequence
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
    (("januari", "jan", "january"), ("februari", "feb", "pebruari", "peb", "february"), ("maret", "mar", "mrt", "march"),
     ("april", "apr", "apl"), ("mei", "may"), ("juni", "jun", "june"), ("juli", "jul", "july"),
     ("agustus", "agu", "agt", "ags", "agus", "agst", "august", "aug"), ("september", "sep", "sept"),
     ("oktober", "okt", "october", "oct"), ("november", "nov", "nopember", "nop"),
     ("desember", "des", "december", "dec")), start=1) for name in names}
_WEEKDAY = re.compile(r"(?:senin|selasa|rabu|kamis|jumat|jum'at|sabtu|minggu|ahad),? +")
_PLAIN = re.compile(r"[0-9]{1,15}")
_DECIMAL = re.compile(r"([0-9]{0,15})[.,]([0-9]{1,15})")
_GROUPED = {".": re.compile(r"([0-9]{1,3}(?:\.[0-9]{3})+)(?:,([0-9]{1,15}))?"),
            ",": re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+)(?:\.([0-9]{1,15}))?"),
            " ": re.compile(r"([0-9]{1,3}(?: [0-9]{3})+)(?:[.,]([0-9]{1,15}))?")}
_MONEY = re.compile(r"(?:rp|idr)\.? ?", re.IGNORECASE)
_MONEY_TAIL = re.compile(r" ?[,.]-{1,2}$|,=$")
_PERCENT = re.compile(r" ?(?:%|persen|prosen)$", re.IGNORECASE)
_MINUS = str.maketrans(dict.fromkeys("\u2212\u2010\u2011\u2012\u2013\ufe63", "-"))
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[ t]00:00(?::00)?)?")
_DMY = re.compile(r"([0-9]{1,2}) ?([/.\-]) ?([0-9]{1,2}) ?\2 ?([0-9]{4})")
_WORDY = re.compile(r"([0-9]{1,2})[ .\-/]{1,3}([a-z]+)\.?[ ,\-/]{1,3}([0-9]{4})")


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


_YES = {"ya": ("y", "yes", "iya", "ya."), "tidak": ("t", "tdk", "no", "tidak.", "n"), "ada": ("ada.",),
        "belum ada": ("blm ada", "belum ada.")}


def pick(text: str, choices: Sequence[str]) -> str | None:
    """The choice that `text` names, or None: by `same_word`, or by a usual short spelling of yes and no when no other choice
    is meant by it. Letters of another alphabet that only look alike are another word."""
    for choice in choices:
        if same_word(text, choice):
            return choice
    word = clean(text).casefold()
    meant = [c for c in choices if word in _YES.get(clean(c).casefold(), ())]
    return meant[0] if len(meant) == 1 else None


_ALIKE = str.maketrans("аеорсухіѕјһԁɡɩӏΑΒΕΖΗΙΚΜΝΟΡΤΥΧοАВЕКМНОРСТУХІЅЈԌ", "aeopcyxisjhdgiiABEZHIKMNOPTYXoABEKMHOPCTYXISJG")


def skeleton(text: str) -> str:
    """`text` with letters of other alphabets replaced by the Latin ones they look like: for suggestions only."""
    return clean(text).translate(_ALIKE).casefold()


def nearest(text: str, choices: Sequence[str]) -> str | None:
    """The choice that was probably meant, for a message; None when none is near. Never used as a value."""
    word = skeleton(text)
    by_word = {skeleton(c): c for c in choices}
    if word in by_word:
        return by_word[word]
    for one, choice in by_word.items():
        if len(word) >= 4 and (one.startswith(word) or word.startswith(one + " ")):
            return choice
    close = difflib.get_close_matches(word[:100], by_word, n=1, cutoff=0.72)
    return by_word[close[0]] if close else None


def odd_character(text: str) -> str | None:
    """The first character no one can have meant to type, as `U+0001`, or None: controls, halves of a surrogate pair (also as
    written by a workbook), unassigned ones. Line ends, tabs and other white space are fine."""
    for c in text:
        if not c.isspace() and unicodedata.category(c) in ("Cc", "Cs", "Cn"):
            return f"U+{ord(c):04X}"
    half = re.search(r"_x(D[89A-F][0-9A-F]{2})_", text, re.IGNORECASE)
    return f"U+{half[1].upper()}" if half else None


def disguised(text: str) -> bool:
    """True for text that may look like another: direction marks, or one word of two alphabets."""
    if _BIDI & set(text):
        return True
    for word in text.split():
        alphabets = {unicodedata.name(c, "?").split()[0] for c in word if c.isalpha()}
        if "LATIN" in alphabets and alphabets & {"CYRILLIC", "GREEK"}:
            return True
    return False


def parse_number(raw: Scalar, *, percent: bool = False) -> Parsed:
    """A number as a float. Text is read by a strict Indonesian grammar: `1.234,56`, `12,5`, `80 %`, `Rp 1.000,-`,
    `(1.000)` for minus, spaces between groups of three, full-width digits. `1.234` and `1,234` could be two different numbers:
    wrong with code `angka-taksa`, unless a sign of money makes the dot one of thousands."""
    if is_blank(raw):
        return BLANK
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        return Parsed("wrong", code="bukan-angka")
    if not isinstance(raw, str):
        number = float(raw)
        return Parsed("ok", number) if abs(number) <= LARGEST else Parsed("wrong", code="angka-tak-wajar")
    if any(unicodedata.category(c) in ("No", "Nl") or c in _BIDI for c in raw):
        return Parsed("wrong", code="bukan-angka")  # 5\u00b2 is not 52, and nothing is read backwards
    text = clean(raw).translate(_MINUS)
    if percent:
        text = _PERCENT.sub("", text)
    bare, minus, money = _unsigned(text)
    return _number_of(bare, -1.0 if minus else 1.0, money)


def _unsigned(text: str) -> tuple[str, bool, bool]:
    """The digits and separators of `text`, whether it is negative, and whether it is written as money. Signs stand before or
    behind the currency; round brackets mean minus, as in accounts, where the dot is one of thousands."""
    minus = money = False
    if text.startswith("(") and text.endswith(")"):
        text, minus, money = text[1:-1].strip(), True, True
    for _ in range(2):
        if text[:1] in ("-", "+") and not minus:
            minus, text = text[0] == "-", text[1:].lstrip()
        if match := _MONEY.match(text):
            money, text = True, text[match.end():]
    if _MONEY_TAIL.search(text):
        money, text = True, _MONEY_TAIL.sub("", text)
    return text, minus, money


def _number_of(text: str, sign: float, money: bool) -> Parsed:
    if not text.isascii():
        return Parsed("wrong", code="bukan-angka")
    if _PLAIN.fullmatch(text):
        return Parsed("ok", sign * float(text), "dibaca-sebagai")
    simple = _DECIMAL.fullmatch(text)
    if simple and not (money and _GROUPED["."].fullmatch(text)):
        whole, part = simple.groups()
        if len(part) == 3 and len(whole) <= 3 and whole.lstrip("0"):
            return Parsed("wrong", code="angka-taksa")
        return Parsed("ok", sign * float(f"{whole or 0}.{part}"), "dibaca-sebagai")
    for mark, pattern in _GROUPED.items():
        grouped = pattern.fullmatch(text)
        if grouped:
            number = float(grouped[1].replace(mark, "") + "." + (grouped[2] or "0"))
            return Parsed("ok", sign * number, "dibaca-sebagai") if number <= LARGEST else Parsed("wrong", code="angka-tak-wajar")
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
    parts = _date_parts(clean(raw).translate(_MINUS).casefold()) if not _BIDI & set(raw) else None
    try:
        return Parsed("ok", dt.date(*parts).isoformat(), "dibaca-sebagai") if parts else Parsed("wrong", code="bukan-tanggal")
    except ValueError:
        return Parsed("wrong", code="bukan-tanggal")


def _date_parts(text: str) -> tuple[int, int, int] | None:
    if not text.isascii() or len(text) > 40:
        return None
    iso = _ISO_DATE.fullmatch(text)
    if iso:
        return int(iso[1]), int(iso[2]), int(iso[3])
    text = _WEEKDAY.sub("", text, count=1)
    numeric = _DMY.fullmatch(text)
    if numeric:
        return int(numeric[4]), int(numeric[3]), int(numeric[1])
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
    if not math.isfinite(value):
        return str(value)
    text = f"{value:.10f}".rstrip("0").rstrip(".") if value != int(value) else str(int(value))
    return text.replace(".", ",")


MONTHS = ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember")


def show_date(iso: Stored) -> str:
    """`31 Desember 2021` for `2021-12-31`."""
    year, month, day = str(iso).split("-")
    return f"{int(day)} {MONTHS[int(month) - 1]} {year}"


def show_moment(iso: str, between: str = " ") -> str:
    """`31 Desember 2021 09.00` for an ISO time; a sentence puts " pukul " between."""
    return f"{show_date(iso[:10])}{between}{iso[11:16].replace(':', '.')}"


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
