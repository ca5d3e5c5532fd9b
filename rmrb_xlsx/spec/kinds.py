"""The kinds of content: one row of `KINDS` each, with the Python reading, the Excel test of a wrong content and words.

The Excel face sees `{x}` (the cell), `{list}` (range of choices), `{min}` `{max}`; it is true when a non-blank cell is
of the wrong kind. Functions are those every target program computes alike (Excel 2010, WPS, LibreOffice).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from rmrb_xlsx.spec.model import Slot
from rmrb_xlsx.spec.values import BLANK, Parsed, Scalar, Stored, as_text, clean, is_blank, parse_date, parse_number, same_word

LONGEST_TEXT = 5000


class Kind(NamedTuple):
    """`read` gives the value; `wrong` the Excel test; `format` the number format; `words` what is asked for."""

    read: Callable[[Scalar, Slot], Parsed]
    wrong: str
    format: str
    words: str


def _text(raw: Scalar, _slot: Slot) -> Parsed:
    if is_blank(raw):
        return BLANK
    text = as_text(raw).strip()
    return Parsed("ok", text) if len(text) <= LONGEST_TEXT else Parsed("wrong", code="terlalu-panjang")


def _choice(raw: Scalar, slot: Slot) -> Parsed:
    if is_blank(raw):
        return BLANK
    text = as_text(raw)
    for choice in slot.choices or ():
        if text == choice:
            return Parsed("ok", choice)
        if same_word(text, choice):
            return Parsed("ok", choice, "dibaca-sebagai")
    return Parsed("wrong", code="bukan-pilihan")


def _number(raw: Scalar, slot: Slot) -> Parsed:
    return _within(parse_number(raw), slot)


def _percent(raw: Scalar, slot: Slot) -> Parsed:
    return _within(parse_number(raw, percent=True), slot)


def _integer(raw: Scalar, slot: Slot) -> Parsed:
    parsed = parse_number(raw)
    if isinstance(parsed.value, float) and parsed.value != int(parsed.value):
        return Parsed("wrong", code="bukan-bulat")
    return _within(parsed, slot)


def _within(parsed: Parsed, slot: Slot) -> Parsed:
    value = parsed.value
    if parsed.state == "ok" and (_below(value, slot.min) or _below(slot.max, value)):
        return Parsed("wrong", code="di-luar-batas")
    return parsed


def _below(one: Stored, other: Stored) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return one < other
    return isinstance(one, int | float) and isinstance(other, int | float) and one < other - 1e-9


def _date(raw: Scalar, slot: Slot) -> Parsed:
    return _within(parse_date(raw), slot)


def _shaped(pattern: str, code: str, strip: str = "") -> Callable[[Scalar, Slot], Parsed]:
    shape = re.compile(pattern)

    def read(raw: Scalar, _slot: Slot) -> Parsed:
        if is_blank(raw):
            return BLANK
        if isinstance(raw, float) and abs(raw) >= 1e15:
            return Parsed("wrong", code="presisi-hilang")
        text = clean(as_text(raw))
        bare = text.translate({ord(c): None for c in strip})
        if not shape.fullmatch(bare):
            return Parsed("wrong", code=code)
        return Parsed("ok", bare, None if bare == text else "dibaca-sebagai")
    return read


_NUMBER_WRONG = "NOT(ISNUMBER({x}))"
KINDS: dict[str, Kind] = {
    "text": Kind(_text, f"LEN({{x}})>{LONGEST_TEXT}", "@", "teks bebas"),
    "evidence": Kind(_text, f"LEN({{x}})>{LONGEST_TEXT}", "@", "tautan atau nama berkas bukti dukung"),
    "choice": Kind(_choice, "SUMPRODUCT(--({list}=TRIM({x})))=0", "@", "satu pilihan dari daftar"),
    "integer": Kind(_integer, "IF(ISNUMBER({x}),OR(ROUND({x},0)<>{x}{range}),TRUE)", "#,##0", "bilangan bulat"),
    "number": Kind(_number, "IF(ISNUMBER({x}),OR(FALSE{range}),TRUE)", "#,##0.###", "angka"),
    "percent": Kind(_percent, "IF(ISNUMBER({x}),OR(FALSE{range}),TRUE)", "#,##0.###", "angka persen tanpa tanda %, misalnya 80"),
    "index": Kind(_number, "IF(ISNUMBER({x}),OR(FALSE{range}),TRUE)", "#,##0.00##", "nilai indeks"),
    "date": Kind(_date, "IF(ISNUMBER({x}),OR(FALSE{range}),TRUE)", "dd/mm/yyyy", "tanggal, misalnya 31/12/2021"),
    "email": Kind(_shaped(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+", "bukan-surel"), 'COUNTIF({x},"?*@?*.?*")=0', "@",
                  "alamat surel, misalnya nama@contoh.go.id"),
    "phone": Kind(_shaped(r"\+?\d{7,15}", "bukan-telepon", " -.()/"), "OR(LEN({x})<7,LEN({x})>24)", "@",
                  "nomor telepon, angka saja"),
    "nip": Kind(_shaped(r"\d{18}", "bukan-nip", " .-"),
                "NOT(AND(LEN({x})=18,ISNUMBER(MID({x},1,9)*1),ISNUMBER(MID({x},10,9)*1)))", "@", "NIP, 18 angka"),
}


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of a slot as Excel text, for the formula faces."""

    low: str | None
    high: str | None


def read_slot(raw: Scalar, slot: Slot) -> Parsed:
    """The content of one input cell by the slot's kind and limits."""
    return KINDS[slot.kind].read(raw, slot)


def excel_limits(slot: Slot) -> Limits:
    """The slot's limits as formula text; dates become DATE(y,m,d)."""
    def text(limit: Stored) -> str | None:
        if limit is None:
            return None
        if isinstance(limit, str):
            year, month, day = (int(p) for p in limit.split("-"))
            return f"DATE({year},{month},{day})"
        return f"{limit:.12g}"
    return Limits(text(slot.min), text(slot.max))


def excel_wrong(slot: Slot, cell: str, choices: str = "") -> str:
    """The Excel test that a non-blank `cell` is wrong for this slot (`choices`: the range of its list)."""
    limits = excel_limits(slot)
    outside = (f",{cell}<{limits.low}" if limits.low else "") + (f",{cell}>{limits.high}" if limits.high else "")
    return KINDS[slot.kind].wrong.format(x=cell, list=choices, range=outside)


def asked(slot: Slot) -> str:
    """What the slot wants, in Indonesian: kind, limits, choices."""
    text = KINDS[slot.kind].words
    if slot.kind == "choice" and slot.choices:
        return "satu dari: " + " / ".join(slot.choices)
    low, high = (as_text(v) if v is not None else None for v in (slot.min, slot.max))
    if low is not None and high is not None:
        return f"{text}; antara {low} dan {high}"
    if low is not None:
        return f"{text}; paling kecil {low}"
    return f"{text}; paling besar {high}" if high is not None else text
