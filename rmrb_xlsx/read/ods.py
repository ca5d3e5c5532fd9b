"""The bounded streaming reader of .ods: values, formulas, errors and percentages as LibreOffice writes them; repeats are counted
before they are written out, so that a million repeated cells cost nothing or refuse the file.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from rmrb_xlsx.errors import FileRefused
from rmrb_xlsx.read.active import DDE, EXTERNAL, MACRO, OBJECT, in_formula, inventory
from rmrb_xlsx.read.gate import Parts
from rmrb_xlsx.read.limits import LIMITS, Limits
from rmrb_xlsx.read.raw import RawBook, RawCell, RawSheet
from rmrb_xlsx.read.sheetxml import number
from rmrb_xlsx.read.xml import Budget, Walker, refuse_doctype
from rmrb_xlsx.spec.values import Scalar

_CELLS = frozenset({"table-cell", "covered-table-cell"})
_SKIPPED = frozenset({"annotation", "shapes", "frame", "custom-shape", "tracked-changes"})
_ACTIVE = {"event-listener": MACRO, "dde-link": DDE, "dde-source": DDE, "table-source": EXTERNAL, "cell-range-source": EXTERNAL,
           "object-ole": OBJECT, "plugin": OBJECT, "applet": OBJECT}
_PLACE = re.compile(r"\[\.?(\$?'?[^\[\]]*?)\]")
_MOST_REPEAT = 2 ** 31


def read_ods(parts: Parts, limits: Limits = LIMITS) -> RawBook:
    """The workbook in a sound OpenDocument container. FileRefused when it is none or breaks a limit."""
    for name, data in parts.data.items():
        if name.casefold().endswith((".xml", ".rdf")):
            refuse_doctype(data)
    content = parts.get("content.xml")
    if content is None:
        raise FileRefused("berkas-rusak", sebab="bagian content.xml tidak ada")
    walker = _Content(limits)
    walker.walk(content)
    if not walker.sheets:
        raise FileRefused("berkas-rusak", sebab="tidak ada lembar")
    meta = _Meta(limits)
    meta.walk(parts.get("meta.xml") or b"<nihil/>")
    active = tuple(dict.fromkeys([*inventory(parts), *walker.active]))
    remarks: list[tuple[str, dict[str, str]]] = [("format-lain", {"format": ".ods"})]
    if parts.foreign:
        remarks.append(("berkas-ganda-bentuk", {"sebab": parts.foreign}))
    return RawBook("ods", meta.generator, tuple(walker.sheets), meta.found, active, tuple(remarks))


def excel_like(formula: str) -> str:
    """`of:=SUM([.A1:.A3];2)` as `SUM(A1:A3,2)`: near enough to calculate simple ones."""
    text = re.sub(r"^(?:of|oooc|msoxl):=?", "", formula).removeprefix("=")
    text = _PLACE.sub(lambda m: m[1].replace(":.", ":").replace(".", "!"), text)
    return text.replace(";", ",")


class _Content(Walker):
    def __init__(self, limits: Limits) -> None:
        super().__init__(limits, Budget(limits))
        self.sheets: list[RawSheet] = []
        self.active: list[str] = []
        self._hidden: set[str] = set()
        self._style = ""
        self._about = ("", "visible")
        self._cells: dict[tuple[int, int], RawCell] = {}
        self._merges: list[tuple[int, int, int, int]] = []
        self._row = self._rows = self._col = 0
        self._line: list[tuple[int, int, RawCell]] = []
        self._cell: dict[str, str] | None = None
        self._texts: list[str] = []
        self._left = limits.cells
        self._skip = 0
        self._in_text = 0

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        named = {("calcext:" if "calcext" in k else "") + k.rpartition("}")[2]: v for k, v in attributes.items()}
        super()._start(name, named)

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name in _ACTIVE:
            self.active.append(_ACTIVE[name])
        if self._skip or name in _SKIPPED:
            self._skip += 1
        elif name in _CELLS:
            self._cell, self._texts = dict(attributes), []
        elif self._cell is not None:
            self._inside(name, attributes)
        elif name == "table-row":
            self._rows, self._col, self._line = _count(attributes, "number-rows-repeated"), 0, []
        elif name == "table":
            self._open(attributes)
        elif name == "style":
            self._style = attributes.get("name", "")
        elif name == "table-properties" and attributes.get("display") == "false":
            self._hidden.add(self._style)

    def end(self, name: str) -> None:
        if self._skip:
            self._skip -= 1
        elif name in _CELLS and self._cell is not None:
            self._close_cell(self._cell)
        elif self._cell is not None:
            if name == "p":
                self._in_text -= 1
                if not self._in_text:
                    self.keep = False
                    self._texts.append(self.take_text())
        elif name == "table-row":
            self._close_row()
        elif name == "table":
            self.sheets.append(RawSheet(*self._about, self._cells, tuple(self._merges)))
            if len(self.sheets) > self.limits.sheets:
                raise FileRefused("melebihi-batas", sebab="terlalu banyak lembar")

    def _open(self, attributes: Mapping[str, str]) -> None:
        name = attributes.get("name", "")
        if any(s.name.casefold() == name.casefold() for s in self.sheets):
            raise FileRefused("berkas-rusak", sebab="nama lembar berganda")
        self._about = (name, "hidden" if attributes.get("style-name") in self._hidden else "visible")
        self._cells, self._merges, self._row = {}, [], 0

    def _inside(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "p":
            self._in_text += 1
            self.keep = True
        elif name == "s":
            self._characters(" " * min(_count(attributes, "c"), self.limits.text_length))
        elif name == "tab":
            self._characters("\t")
        elif name == "line-break":
            self._characters("\n")

    def _close_cell(self, about: Mapping[str, str]) -> None:
        self._cell = None
        repeat = _count(about, "number-columns-repeated")
        wide, high = _count(about, "number-columns-spanned"), _count(about, "number-rows-spanned")
        if wide > 1 or high > 1:
            self._merges.append((self._row + 1, self._col + 1, self._row + high, self._col + wide))
            if len(self._merges) > self.limits.merges:
                raise FileRefused("melebihi-batas", sebab="terlalu banyak sel gabungan")
        cell = self._content(about, "\n".join(self._texts))
        if cell is not None:
            self._line.append((self._col, repeat, cell))
        self._col += repeat

    def _close_row(self) -> None:
        filled = sum(repeat for _, repeat, _ in self._line) * self._rows
        if filled > self._left:
            raise FileRefused("melebihi-batas", sebab="terlalu banyak sel berisi")
        self._left -= filled
        if filled and (self._row + self._rows > self.limits.rows or (self._col > self.limits.columns + 1 and max(
                c + n for c, n, _ in self._line) > self.limits.columns)):
            raise FileRefused("berkas-rusak", sebab="sel di luar lembar")
        for row in range(self._row + 1, self._row + 1 + (self._rows if filled else 0)):
            for col, repeat, cell in self._line:
                for at in range(col + 1, col + 1 + repeat):
                    self._cells[row, at] = cell
        self._row += self._rows

    def _content(self, about: Mapping[str, str], shown: str) -> RawCell | None:
        formula = about.get("formula")
        if formula:
            why = in_formula(formula)
            self.active += [why] if why else []
            formula = excel_like(formula)
        if about.get("calcext:value-type") == "error":
            return RawCell(None, formula, error=shown[:40] or "#GALAT")
        value, note = _value(about, shown)
        if value in (None, "") and formula is None:
            return None
        return RawCell(value, formula, note=note, percent=about.get("value-type") == "percentage")


def _value(about: Mapping[str, str], shown: str) -> tuple[Scalar, str | None]:
    kind = about.get("value-type")
    if kind in ("float", "percentage", "currency"):
        return number(about.get("value", ""))
    if kind == "boolean":
        said = about.get("boolean-value", "")
        return (said == "true", None) if said in ("true", "false") else (said or shown, "isi-tak-wajar")
    if kind == "date":
        try:
            return dt.datetime.fromisoformat(about.get("date-value", "")[:19]), None
        except ValueError:
            return about.get("date-value", "") or shown, "tanggal-tak-wajar"
    if kind == "time":
        return shown or about.get("time-value", ""), None
    return about.get("string-value", shown) if kind == "string" else (shown or None), None


def _count(attributes: Mapping[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    if not (text.isascii() and text.isdigit() and len(text) < 12) or int(text) > _MOST_REPEAT:
        raise FileRefused("melebihi-batas", sebab="pengulangan sel tidak wajar")
    return max(1, int(text))


class _Meta(Walker):
    """`meta.xml` of an OpenDocument file: user-defined properties and the program's name."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(limits)
        self.found: dict[str, str] = {}
        self.generator: str | None = None
        self._name = ""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name in ("user-defined", "generator"):
            self._name = attributes.get("name", "")
            self.keep = True

    def end(self, name: str) -> None:
        if not self.keep:
            return
        if name == "user-defined":
            self.found[self._name] = self.take_text()
        elif name == "generator":
            self.generator = self.take_text()[:80]
        self.keep = False
