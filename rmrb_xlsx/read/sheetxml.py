"""One sheet's XML -> sparse cells: value, formula, cached value, error; order and size claims are not believed."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping, Sequence

from rmrb_xlsx.errors import FileRefused
from rmrb_xlsx.read.active import OBJECT, in_formula
from rmrb_xlsx.read.limits import Limits
from rmrb_xlsx.read.raw import RawCell
from rmrb_xlsx.read.shift import shifted
from rmrb_xlsx.read.styles import Styles
from rmrb_xlsx.read.xml import Budget, Walker, unescape, utf8
from rmrb_xlsx.spec.values import Scalar

_REF = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")
_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?")
_BLANK_CELL = re.compile(rb'<c r="[A-Z]{1,3}[1-9][0-9]{0,6}"[^<>]*(?:/>|></c>)')
_BLANK_ROW = re.compile(rb'<row r="[1-9][0-9]{0,6}"[^<>]*(?:/>|>\s*</row>)')
_BIG = 1024 * 1024
_FORMULAS = frozenset({"formula", "formula1", "formula2"})
_DIGITS_KEPT = 15
SHARED = "(rumus bersama)"


def place(ref: str, limits: Limits) -> tuple[int, int]:
    """(row, column) of `B12`. FileRefused for a place no sheet has."""
    match = _REF.fullmatch(ref)
    if match:
        col = 0
        for letter in match[1].upper():
            col = col * 26 + ord(letter) - 64
        row = int(match[2])
        if row <= limits.rows and col <= limits.columns:
            return row, col
    raise FileRefused("berkas-rusak", sebab=f"alamat sel tidak sah: {ref[:20]}")


def without_blanks(data: bytes) -> bytes:
    """A large part without its styled empty cells and rows, which hold nothing; unchanged where that could move another cell."""
    if len(data) < _BIG or utf8(data)[1] or b"<!" in data or data.count(b"<c>") or data.count(b"<c ") != data.count(b'<c r="'):
        return data
    data = _BLANK_CELL.sub(b"", data)
    if not data.count(b"<row>") and data.count(b"<row ") == data.count(b'<row r="'):
        data = _BLANK_ROW.sub(b"", data)
    return data


class FormulaWalker(Walker):
    """A sheet of ours that holds no answers, only the form's own workings: its formulas are looked at, its cells not kept."""

    def __init__(self, limits: Limits, budget: Budget) -> None:
        super().__init__(limits, budget)
        self.active: list[str] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "f" or name in _FORMULAS:
            self.keep = True
        elif name in ("oleObject", "control"):
            self.active.append(OBJECT)

    def end(self, name: str) -> None:
        if self.keep and (name == "f" or name in _FORMULAS):
            self.keep = False
            why = in_formula(self.take_text())
            if why:
                self.active.append(why)


class SheetWalker(Walker):
    """Collects the cells of one sheet. `cells` holds only cells with a value, a formula, or an error."""

    def __init__(self, strings: Sequence[str], styles: Styles, base1904: bool, most: int, limits: Limits, budget: Budget) -> None:
        super().__init__(limits, budget)
        self.cells: dict[tuple[int, int], RawCell] = {}
        self.merges: list[tuple[int, int, int, int]] = []
        self.active: list[str] = []
        self._strings, self._styles, self._base1904, self._most = strings, styles, base1904, most
        self._row = self._col = 0
        self._type = self._style = ""
        self._value: str | None = None
        self._formula: str | None = None
        self._inline: list[str] = []
        self._phonetic = 0
        self._in_data = self._in_cell = False
        self._shared: dict[str, tuple[str, int, int]] = {}
        self._group: str | None = None

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if self._in_cell:
            self._inside(name, attributes)
        elif name == "c" and self._in_data:
            self._begin_cell(attributes)
        elif name == "row" and self._in_data:
            self._begin_row(attributes.get("r"))
        elif name == "sheetData":
            self._in_data = True
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))
        elif name in ("oleObject", "control"):
            self.active.append(OBJECT)
        elif name in _FORMULAS:
            self.keep = True

    def end(self, name: str) -> None:
        if self._in_cell:
            if name == "c":
                self._finish_cell()
            elif name == "rPh":
                self._phonetic -= 1
            elif self.keep and name in ("v", "f", "t"):
                self._take(name)
        elif name == "sheetData":
            self._in_data = False
        elif self.keep and name in _FORMULAS:
            self.keep = False
            self._suspect(self.take_text())

    def _inside(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "v" or (name == "t" and not self._phonetic):
            self.keep = True
        elif name == "f":
            self.keep = True
            self._formula = SHARED
            self._group = attributes.get("si") if attributes.get("t") == "shared" else None
        elif name == "rPh":
            self._phonetic += 1
        elif name in ("c", "row"):
            raise FileRefused("berkas-rusak", sebab="sel di dalam sel")

    def _take(self, name: str) -> None:
        self.keep = False
        text = self.take_text()
        if name == "v":
            self._value = text
        elif name == "t":
            self._inline.append(text)
        elif text:
            self._formula = text
            self._suspect(text)
            if self._group is not None:
                self._shared[self._group] = (text, self._row, self._col)
        elif self._group in self._shared:
            first, row, col = self._shared[self._group]
            self._formula = shifted(first, self._row - row, self._col - col)

    def _suspect(self, formula: str) -> None:
        why = in_formula(formula)
        if why:
            self.active.append(why)

    def _begin_row(self, number: str | None) -> None:
        if number is None:
            self._row += 1
        elif number.isascii() and number.isdigit() and len(number) < 9 and int(number) >= 1:
            self._row = int(number)
        else:
            raise FileRefused("berkas-rusak", sebab=f"nomor baris tidak sah: {number[:20]}")
        if self._row > self.limits.rows:
            raise FileRefused("berkas-rusak", sebab="nomor baris terlalu besar")
        self._col = 0

    def _begin_cell(self, attributes: Mapping[str, str]) -> None:
        ref = attributes.get("r")
        if ref is None:
            self._col += 1
        else:
            row, self._col = place(ref, self.limits)
            if row != self._row:
                raise FileRefused("berkas-rusak", sebab=f"sel {ref[:12]} berada di baris yang salah")
        if self._col > self.limits.columns or not self._row:
            raise FileRefused("berkas-rusak", sebab="sel di luar lembar")
        self._type, self._style = attributes.get("t", "n"), attributes.get("s", "0")
        self._value = self._formula = self._group = None
        self._inline = []
        self._in_cell = True

    def _finish_cell(self) -> None:
        self._in_cell = self.keep = False
        text = "".join(self._inline) if self._type == "inlineStr" else self._value
        if not text and self._formula is None:
            return
        at = (self._row, self._col)
        if at in self.cells:
            raise FileRefused("berkas-rusak", sebab=f"sel pada baris {at[0]} kolom {at[1]} ada dua kali")
        if len(self.cells) >= self._most:
            raise FileRefused("melebihi-batas", sebab="terlalu banyak sel berisi")
        self.cells[at] = self._cell(text)

    def _cell(self, text: str | None) -> RawCell:
        if text is None or (text == "" and self._type != "str"):
            return RawCell(None, self._formula)
        if self._type == "e":
            return RawCell(None, self._formula, error=text[:40])
        value, note = self._content(text)
        if self._type != "n":
            return RawCell(value, self._formula, note=note)
        index = int(self._style) if self._style.isascii() and self._style.isdigit() and len(self._style) < 8 else -1
        known = 0 <= index < len(self._styles.dates)
        if known and self._styles.dates[index] and isinstance(value, float):
            value, note = self._date(value)
        elif not known and index:
            note = note or "gaya-tak-dikenal"
        return RawCell(value, self._formula, note=note, percent=known and self._styles.percents[index])

    def _content(self, text: str) -> tuple[Scalar, str | None]:
        if self._type == "s":
            bare = text.strip()
            if not (bare.isascii() and bare.isdigit() and len(bare) < 10) or int(bare) >= len(self._strings):
                raise FileRefused("berkas-rusak", sebab="nomor teks tidak sah")
            return self._strings[int(bare)], None
        if self._type in ("str", "inlineStr"):
            return unescape(text), None
        if self._type == "b":
            return (text.strip() == "1", None) if text.strip() in ("0", "1") else (text, "isi-tak-wajar")
        if self._type == "d":
            try:
                return dt.datetime.fromisoformat(text.strip()).replace(tzinfo=None), None
            except ValueError:
                return text, "tanggal-tak-wajar"
        if self._type != "n":
            return text, "isi-tak-wajar"
        return number(text)

    def _date(self, serial: float) -> tuple[Scalar, str | None]:
        base = dt.datetime(1904, 1, 1) if self._base1904 else dt.datetime(1899, 12, 30)
        if not (0 if self._base1904 else 61) <= serial < 2_950_000:
            return serial, "tanggal-tak-wajar"
        return base + dt.timedelta(seconds=round(serial * 86_400)), None

    def _merge(self, ref: str) -> None:
        first, _, last = ref.partition(":")
        top, left = place(first, self.limits)
        bottom, right = place(last or first, self.limits)
        self.merges.append((top, left, bottom, right))
        if len(self.merges) > self.limits.merges:
            raise FileRefused("melebihi-batas", sebab="terlalu banyak sel gabungan")


def number(text: str) -> tuple[Scalar, str | None]:
    """A stored number, and a doubt about it: not a number at all, or longer than a spreadsheet keeps."""
    bare = text.strip()
    if not _NUMBER.fullmatch(bare) or not math.isfinite(float(bare)):
        return text, "angka-tak-wajar"
    digits = bare.lstrip("+-0")
    if len(digits) > _DIGITS_KEPT and digits.isdigit() and digits[_DIGITS_KEPT:].strip("0"):
        return float(bare), "presisi-hilang"  # a spreadsheet keeps 15 digits; another program wrote more
    return float(bare), None
