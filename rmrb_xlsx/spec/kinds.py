"""The kinds of content: one row of `KINDS` each, with the Python reading, what a formula can see of it, and words.

Two faces of one judgement stand side by side in every row and are tested against each other by recalculation:
`wrong`, the Excel test that a filled cell must be typed again, and `plain`, its Python twin. Reading (`read`) understands
more than a formula can (`80 %`, `31 Desember 2021`, a NIP with a no-break space); whatever it understands and `plain`
does not is marked `retype`: accepted with a remark here, asked for again by the form (see `spec.judge`).

The Excel face sees `{x}` (the cell), `{list}` (the name of its choices) and `{outside}` (the limits broken). Functions are those
every target program computes alike; ranges come by name only, because conditional formats allow neither constants in
braces nor other sheets.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from rmrb_xlsx.spec import values
from rmrb_xlsx.spec.model import Slot
from rmrb_xlsx.spec.values import BLANK, INVISIBLE, Parsed, Scalar, Stored, as_text, clean, is_blank, near

_ISO = re.compile(r"(19|2\d)\d\d-\d\d-\d\d")
TEXT_KINDS = frozenset({"text", "evidence"})
WORD_KINDS = TEXT_KINDS | {"email", "phone", "nip"}
"""Kinds that hold letters, or digits that are no number."""
LONGEST_TEXT = 5000
LONGEST_CODE, LONGEST_MAIL = 40, 100
FIRST_DAY, LAST_DAY = "2000-01-01", "2099-12-31"
NIP_MARKS, PHONE_MARKS, MAIL_STOPS = " .-", " -.()/", " ,;<>"
CHARACTERS = {"rmrb_tak_terlihat": INVISIBLE, "rmrb_digit": "0123456789", "rmrb_sela_nip": NIP_MARKS,
              "rmrb_sela_telepon": PHONE_MARKS, "rmrb_bukan_surel": MAIL_STOPS}
"""Sets of characters that formulas look into, by the defined name under which a form carries them."""
PLACES = {f"rmrb_urut_{size}": size for size in (LONGEST_CODE, LONGEST_MAIL, LONGEST_TEXT)}
"""Names of the first N rows of some sheet without formulas: ROW of them gives the places 1 to N of a text."""


class Kind(NamedTuple):
    """`read` gives the value; `wrong` the Excel test and `plain` its twin; `format` the number format; `words` what is
    asked; `how`: how to fill such a cell, for the form itself."""

    read: Callable[[Scalar, Slot], Parsed]
    plain: Callable[[Scalar, Slot], bool]
    wrong: str
    format: str
    words: str
    how: str


def trimmed(raw: Scalar) -> str:
    """The text as TRIM gives it: only ordinary spaces are cut and joined."""
    return re.sub(" +", " ", as_text(raw).strip(" "))


def _text(raw: Scalar, slot: Slot) -> Parsed:
    if is_blank(raw):
        return BLANK
    return Parsed("ok", as_text(raw).strip()) if _short(raw, slot) else Parsed("wrong", code="terlalu-panjang")


def _short(raw: Scalar, _slot: Slot) -> bool:
    return len(trimmed(raw)) <= LONGEST_TEXT


def _choice(raw: Scalar, slot: Slot) -> Parsed:
    if is_blank(raw):
        return BLANK
    text = as_text(raw)
    choice = values.pick(text, slot.choices or ())
    if choice is None:
        return Parsed("wrong", code="bukan-pilihan")
    return Parsed("ok", choice, None if text == choice else "dibaca-sebagai")


def _listed(raw: Scalar, slot: Slot) -> bool:
    return trimmed(raw).casefold() in {choice.casefold() for choice in slot.choices or ()}


def _number(raw: Scalar, slot: Slot) -> Parsed:
    return _within(values.parse_number(raw), slot)


def _percent(raw: Scalar, slot: Slot) -> Parsed:
    return _within(values.parse_number(raw, percent=True), slot)


def _integer(raw: Scalar, slot: Slot) -> Parsed:
    parsed = values.parse_number(raw)
    if isinstance(parsed.value, float):
        if near(parsed.value) != round(parsed.value):
            return Parsed("wrong", code="bukan-bulat")
        parsed = replace(parsed, value=float(round(parsed.value)))
    return _within(parsed, slot)


def _within(parsed: Parsed, slot: Slot, low: Stored = None, high: Stored = None) -> Parsed:
    value = parsed.value
    low, high = (low if slot.min is None else slot.min), (high if slot.max is None else slot.max)
    if parsed.state == "ok" and (_below(value, low) or _below(high, value)):
        return Parsed("wrong", code="di-luar-batas")
    return parsed


def _below(one: Stored, other: Stored) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return one < other
    return isinstance(one, int | float) and isinstance(other, int | float) and near(one) < near(other)


def _date(raw: Scalar, slot: Slot) -> Parsed:
    return _within(values.parse_date(raw), slot, FIRST_DAY, LAST_DAY)


def _typed(raw: Scalar, _slot: Slot) -> bool:
    return not isinstance(raw, str)


def _shaped(pattern: str, code: str, marks: str = "") -> Callable[[Scalar, Slot], Parsed]:
    shape = re.compile(pattern)

    def read(raw: Scalar, _slot: Slot) -> Parsed:
        if is_blank(raw):
            return BLANK
        if not isinstance(raw, str):
            return _number_as_code(raw, shape, code)
        text = clean(raw)
        bare = text.translate({ord(c): None for c in marks})
        if not shape.fullmatch(bare):
            return Parsed("wrong", code=code)
        return Parsed("ok", bare, None if bare == text else "dibaca-sebagai")
    return read


def _number_as_code(raw: Scalar, shape: re.Pattern[str], code: str) -> Parsed:
    """A code that a program keeps as a number: good as long as no digit is lost."""
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        if abs(raw) >= 1e15:
            return Parsed("wrong", code="presisi-hilang")
        if shape.fullmatch(as_text(raw)):
            return Parsed("ok", as_text(raw))
    return Parsed("wrong", code=code)


def _coded(pattern: str, marks: str) -> Callable[[Scalar, Slot], bool]:
    """Digits with only these marks between them, all plain to a formula that counts characters."""
    shape = re.compile(pattern)

    def plain(raw: Scalar, _slot: Slot) -> bool:
        text = trimmed(raw)
        bare = text.translate({ord(c): None for c in marks})
        return len(text) <= LONGEST_CODE and bool(shape.fullmatch(bare)) and "+" not in text[1:]
    return plain


_MAIL = rf"[^@{re.escape(MAIL_STOPS)}]+@[^@{re.escape(MAIL_STOPS)}]+\.[^@{re.escape(MAIL_STOPS)}.]+"


def _mail(raw: Scalar, _slot: Slot) -> bool:
    text = trimmed(raw)
    return len(text) <= LONGEST_MAIL and not set(text) & set(INVISIBLE) and bool(re.fullmatch(_MAIL, text))


def _count(names: str, size: int) -> str:
    """How many of the first `size` characters stand in a set of `CHARACTERS`."""
    return f"SUMPRODUCT(--(MID(TRIM({{x}}),ROW(rmrb_urut_{size}),1)={names}))"


def _any(names: str, size: int) -> str:
    """How many of the first `size` characters stand in a set, the ends of short texts left aside."""
    return f"SUMPRODUCT((MID(TRIM({{x}}),ROW(rmrb_urut_{size}),1)={names})*(ROW(rmrb_urut_{size})<=LEN(TRIM({{x}}))))"


EMPTY = (f"IF(LEN(TRIM({{x}}))=0,TRUE,IF(ISNUMBER(MATCH(LEFT({{x}},1),rmrb_tak_terlihat,0)),"
         f"SUMPRODUCT(--(MID({{x}},ROW(rmrb_urut_{LONGEST_TEXT}),1)=rmrb_tak_terlihat))=LEN({{x}}),FALSE))")
"""The Excel twin of `is_blank`. Most texts are settled by their first character; MATCH may take ? * for wildcards, then the
second test counts in vain."""

_DIGITS = _count("rmrb_digit", LONGEST_CODE)
_NUMBER_WRONG = "IF(ISNUMBER({x}),OR({outside}),TRUE)"
_NIP_WRONG = (f"NOT(AND(ISTEXT({{x}}),{_DIGITS}=18,{_DIGITS}+{_count('rmrb_sela_nip', LONGEST_CODE)}=LEN(TRIM({{x}}))))")
_PHONE_WRONG = (f"IF(ISNUMBER({{x}}),OR(ROUND({{x}},0)<>{{x}},{{x}}<1E6,{{x}}>=1E15),OR({_DIGITS}<7,{_DIGITS}>15,"
                f"{_DIGITS}+{_count('rmrb_sela_telepon', LONGEST_CODE)}+(LEFT(TRIM({{x}}),1)=\"+\")<>LEN(TRIM({{x}}))))")
_MAIL_WRONG = (f"NOT(AND(ISTEXT({{x}}),LEN(TRIM({{x}}))<={LONGEST_MAIL},COUNTIF({{x}},\"?*@?*.?*\")=1,LEFT(TRIM({{x}}),1)<>\"@\","
               f"MID(TRIM({{x}}),LEN(TRIM({{x}})),1)<>\".\",SUMPRODUCT(--(MID(TRIM({{x}}),ROW(rmrb_urut_{LONGEST_MAIL}),1)=\"@\"))=1,"
               f"{_any('rmrb_bukan_surel', LONGEST_MAIL)}=0,{_any('rmrb_tak_terlihat', LONGEST_MAIL)}=0))")

KINDS: dict[str, Kind] = {
    "text": Kind(_text, _short, f"LEN(TRIM({{x}}))>{LONGEST_TEXT}", "@", "teks bebas",
             "Ketik dengan kata-kata sendiri."),
    "evidence": Kind(_text, _short, f"LEN(TRIM({{x}}))>{LONGEST_TEXT}", "@", "tautan atau nama berkas bukti dukung",
                 "Ketik tautan atau nama berkas bukti."),
    "choice": Kind(_choice, _listed, "SUMPRODUCT(--({list}=TRIM({x})))=0", "@", "satu pilihan dari daftar",
               "Pilih salah satu dari daftar: klik tanda panah di kanan sel."),
    "integer": Kind(_integer, _typed, "IF(ISNUMBER({x}),OR(ROUND({x},0)<>ROUND({x},9),{outside}),TRUE)", "[$-421]#,##0",
                    "bilangan bulat",
                "Ketik bilangan bulat saja, misalnya 12, tanpa huruf dan tanpa titik ribuan."),
    "number": Kind(_number, _typed, _NUMBER_WRONG, "[$-421]General", "angka",
               "Ketik angka saja, misalnya 1234,5, tanpa huruf dan tanpa titik ribuan."),
    "percent": Kind(_percent, _typed, _NUMBER_WRONG, "[$-421]General", "angka persen tanpa tanda %, misalnya 80",
                "Ketik angka persen tanpa tanda %, misalnya 80."),
    "index": Kind(_number, _typed, _NUMBER_WRONG, "[$-421]#,##0.00##", "nilai indeks",
              "Ketik angka dengan koma desimal, misalnya 3,25."),
    "date": Kind(_date, _typed, _NUMBER_WRONG, "dd/mm/yyyy", "tanggal, misalnya 31/12/2021",
             "Ketik tanggal seperti 31/12/2021 (hari/bulan/tahun)."),
    "email": Kind(_shaped(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+", "bukan-surel"), _mail, _MAIL_WRONG, "@",
                  "alamat surel, misalnya nama@contoh.go.id",
              "Ketik satu alamat surel, misalnya nama@contoh.go.id."),
    "phone": Kind(_shaped(r"\+?[0-9]{7,15}", "bukan-telepon", PHONE_MARKS), _coded(r"\+?[0-9]{7,15}", PHONE_MARKS), _PHONE_WRONG,
                  "@", "nomor telepon, angka saja",
              "Ketik nomor telepon, misalnya 081234567890."),
    "nip": Kind(_shaped(r"[0-9]{18}", "bukan-nip", NIP_MARKS), _coded(r"[0-9]{18}", NIP_MARKS), _NIP_WRONG, "@", "NIP, 18 angka",
            "Ketik 18 angka NIP tanpa spasi."),
}


def as_raw(answer: Stored, slot: Slot) -> Scalar:
    """A stored answer as the content that its cell gets: the ISO text of a date slot becomes a real date."""
    if slot.kind != "date" or not isinstance(answer, str) or not _ISO.fullmatch(answer):
        return answer
    try:
        return dt.date.fromisoformat(answer)
    except ValueError:
        return answer


def read_slot(raw: Scalar, slot: Slot) -> Parsed:
    """The content of one input cell by the slot's kind and limits, marked `retype` when a formula could not read it."""
    kind = KINDS[slot.kind]
    parsed = kind.read(raw, slot)
    if parsed.state == "wrong":
        return parsed
    most = LONGEST_TEXT if slot.kind in TEXT_KINDS else 0
    seen = kind.plain(raw, slot) if parsed.state == "ok" else len(trimmed(raw)) <= most
    return parsed if seen else replace(parsed, retype=True)


def excel_wrong(slot: Slot, cell: str, choices: str = "") -> str:
    """The Excel test that a filled `cell` is wrong for this slot (`choices`: the name or range of its list)."""
    return KINDS[slot.kind].wrong.format(x=cell, list=choices, outside=_outside(slot, cell))


def _outside(slot: Slot, cell: str) -> str:
    """The limits as conditions; neither a number nor a date is ever without limits."""
    if slot.kind == "date":
        low, high = (_day(str(slot.min or FIRST_DAY)), _day(str(slot.max or LAST_DAY)))
        return f"{cell}<{low},{cell}>={high}+1"
    low, high = ("-1E15" if slot.min is None else f"{slot.min:.12g}", "1E15" if slot.max is None else f"{slot.max:.12g}")
    return f"ROUND({cell},9)<{low},ROUND({cell},9)>{high}"


def _day(iso: str) -> str:
    year, month, day = (int(p) for p in iso.split("-"))
    return f"DATE({year},{month},{day})"


def excel_empty(slot: Slot, cell: str) -> str:
    """The Excel test that `cell` shows nothing. Only free text looks for marks that show nothing; elsewhere they are wrong."""
    return (EMPTY if slot.kind in TEXT_KINDS else "LEN(TRIM({x}))=0").format(x=cell)


def asked(slot: Slot) -> str:
    """What the slot wants, in Indonesian: kind, limits, choices."""
    text = KINDS[slot.kind].words
    if slot.kind == "choice" and slot.choices:
        return "satu dari: " + " / ".join(slot.choices)
    return "; ".join(p for p in (text, limits_in_words(slot)) if p)


def limits_in_words(slot: Slot) -> str:
    """The limits of a slot for a person: `antara 0 dan 100`; empty when there are none."""
    low, high = (None if v is None else _as_written(v, slot) for v in (slot.min, slot.max))
    if low is not None and high is not None:
        return f"antara {low} dan {high}"
    return f"paling kecil {low}" if low is not None else f"paling besar {high}" if high is not None else ""


def _as_written(limit: Stored, slot: Slot) -> str:
    """A limit as a person of the office writes it: days as dd/mm/yyyy."""
    if slot.kind == "date" and isinstance(limit, str):
        return "/".join(reversed(limit.split("-")))
    return as_text(limit)
