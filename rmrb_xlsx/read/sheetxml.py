"""One sheet's XML -> sparse cells; and the styles, as far as they tell dates and percentages."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping

from rmrb_xlsx.errors import FileRefused
from rmrb_xlsx.read.limits import Limits
from rmrb_xlsx.read.raw import RawCell
from rmrb_xlsx.read.xml import Walker, unescape
from rmrb_xlsx.spec.values import Scalar

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
_REF = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?")
_BUILTIN_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_DANGEROUS = re.compile(r"\bDDE(AUTO)?\s*\(|WEBSERVICE\s*\(|\bCALL\s*\(|\bREGISTER|\bEXEC\s*\(|FILTERXML\s*\(|[A-Z0-9.]+\|'|"
                        r"HYPERLINK\s*\(\s*\"(?!#)|RTD\s*\(|SQL\.REQUEST|\bIMAGE\s*\(", re.IGNORECASE)


class Styles(Walker):
    """Which cell formats are dates or percentages, by index."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(limits)
        self.dates: list[bool] = []
        self.percents: list[bool] = []
        self._codes: dict[str, str] = {}
        self._inside = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "numFmt":
            self._codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._inside = True
        elif name == "xf" and self._inside:
            number = attributes.get("numFmtId", "0")
            code = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", self._codes.get(number, ""))
            self.percents.append(number in ("9", "10") or "%" in code)
            dated = number.isdigit() and int(number) in _BUILTIN_DATES and number not in self._codes
            self.dates.append(dated or (bool(re.search(r"[dmyhs]", code, re.IGNORECASE)) and "general" not in code.casefold()))
            if len(self.dates) > self.limits.formats:
                raise FileRefused("melebihi-batas", sebab="terlalu banyak gaya sel")

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._inside = False


def place(ref: str) -> tuple[int, int]:
    """(row, column) of `B12`. FileRefused for a place no sheet has."""
    match = _REF.fullmatch(ref)
    if not match:
        raise FileRefused("berkas-rusak", sebab=f"alamat sel tidak sah: {ref[:20]}")
    col = 0
    for letter in match[1].upper():
        col = col * 26 + ord(letter) - 64
    row = int(match[2])
    if row > MOST_ROWS or col > MOST_COLUMNS:
        raise FileRefused("berkas-rusak", sebab=f"alamat sel tidak sah: {ref[:20]}")
    return row, col


class SheetWalker(Walker):
    """Collects the cells of one sheet. `cells` holds only cells with a value, a formula, or an error."""

    def __init__(self, strings: list[str], styles: Styles, base1904: bool, budget: int, limits: Limits) -> None:
        super().__init__(limits)
        self.cells: dict[tuple[int, int], RawCell] = {}
        self.merges: list[tuple[int, int, int, int]] = []
        self.active: list[str] = []
        self._strings, self._styles, self._base1904, self._budget = strings, styles, base1904, budget
        self._row = self._col = 0
        self._type = self._style = ""
        self._value: str | None = None
        self._formula: str | None = None
        self._inline: list[str] = []
        self._phonetic = 0
        self._in_cell = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "c":
            self._begin_cell(attributes)
        elif name == "row":
            self._begin_row(attributes.get("r"))
        elif self._in_cell:
            if name == "v" or (name == "t" and not self._phonetic):
                self.keep = True
            elif name == "f":
                self.keep = True
                self._formula = "(rumus bersama)"
            elif name == "rPh":
                self._phonetic += 1
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))
        elif name in ("oleObject", "control"):
            self.active.append("objek tertanam")

    def end(self, name: str) -> None:
        if name == "c":
            self._finish_cell()
        elif self._in_cell and self.keep and name in ("v", "f", "t"):
            self.keep = False
            text = self.take_text()
            if name == "v":
                self._value = text
            elif name == "t":
                self._inline.append(text)
            elif text:
                self._formula = text
                if _DANGEROUS.search(text):
                    self.active.append("rumus berbahaya")
        elif name == "rPh":
            self._phonetic -= 1

    def _begin_row(self, number: str | None) -> None:
        if number is None:
            self._row += 1
        elif number.isascii() and number.isdigit() and 1 <= int(number[:9]) <= MOST_ROWS and len(number) < 9:
            self._row = int(number)
        else:
            raise FileRefused("berkas-rusak", sebab=f"nomor baris tidak sah: {number[:20]}")
        self._col = 0

    def _begin_cell(self, attributes: Mapping[str, str]) -> None:
        ref = attributes.get("r")
        if ref is None:
            self._col += 1
        else:
            row, self._col = place(ref)
            if row != self._row:
                raise FileRefused("berkas-rusak", sebab=f"sel {ref[:12]} berada di baris yang salah")
        if self._col > MOST_COLUMNS:
            raise FileRefused("berkas-rusak", sebab="terlalu banyak kolom")
        self._type, self._style = attributes.get("t", "n"), attributes.get("s", "0")
        self._value = self._formula = None
        self._inline = []
        self._in_cell = True

    def _finish_cell(self) -> None:
        self._in_cell = self.keep = False
        text = "".join(self._inline) if self._type == "inlineStr" else self._value
        if text in (None, "") and self._formula is None:
            return
        at = (self._row, self._col)
        if at in self.cells:
            raise FileRefused("berkas-rusak", sebab=f"sel pada baris {at[0]} kolom {at[1]} ada dua kali")
        if len(self.cells) >= self._budget:
            raise FileRefused("melebihi-batas", sebab="terlalu banyak sel berisi")
        self.cells[at] = self._cell(text)

    def _cell(self, text: str | None) -> RawCell:
        if text is None or (text == "" and self._type != "str"):
            return RawCell(None, self._formula)
        if self._type == "e":
            return RawCell(None, self._formula, error=text[:40])
        value, note = self._content(text)
        index = int(self._style) if self._style.isdigit() and len(self._style) < 8 else -1
        percent = 0 <= index < len(self._styles.percents) and self._styles.percents[index]
        if isinstance(value, float) and self._type == "n" and 0 <= index < len(self._styles.dates) and self._styles.dates[index]:
            value, note = self._date(value)
        return RawCell(value, self._formula, note=note, percent=percent)

    def _content(self, text: str) -> tuple[Scalar, str | None]:
        if self._type == "s":
            if not (text.strip().isascii() and text.strip().isdigit()) or int(text) >= len(self._strings):
                raise FileRefused("berkas-rusak", sebab="nomor teks tidak sah")
            return self._strings[int(text)], None
        if self._type in ("str", "inlineStr"):
            return unescape(text), None
        if self._type == "b":
            return (text.strip() == "1", None) if text.strip() in ("0", "1") else (text, "angka-tak-wajar")
        if self._type == "d":
            try:
                return dt.datetime.fromisoformat(text.strip()), None
            except ValueError:
                return text, "tanggal-tak-wajar"
        bare = text.strip()
        if not _NUMBER.fullmatch(bare) or not math.isfinite(float(bare)):
            return text, "angka-tak-wajar"
        return float(bare), None

    def _date(self, serial: float) -> tuple[Scalar, str | None]:
        base = dt.datetime(1904, 1, 1) if self._base1904 else dt.datetime(1899, 12, 30)
        if not (0 if self._base1904 else 61) <= serial < 2_958_466:
            return serial, "tanggal-tak-wajar"
        return base + dt.timedelta(seconds=round(serial * 86_400)), None

    def _merge(self, ref: str) -> None:
        first, _, last = ref.partition(":")
        top, left = place(first)
        bottom, right = place(last or first)
        self.merges.append((top, left, bottom, right))
        if len(self.merges) > self.limits.merges:
            raise FileRefused("melebihi-batas", sebab="terlalu banyak sel gabungan")
