"""The one typed door to xlsxwriter: every refusal (-1, -2, a warning) is an error of ours, text is always text.

xlsxwriter refuses a bad call by returning a negative number, often without a warning, and the thing is then silently
missing from the file. Bytes are the same for the same input: fixed dates, in memory, no temporary files.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter
from xlsxwriter.url import Url
from xlsxwriter.worksheet import Worksheet

from rmrb_xlsx.errors import OwnFault
from rmrb_xlsx.spec.values import Stored
from rmrb_xlsx.write.looks import LOOKS, Look
from rmrb_xlsx.write.stream import RowSheet, splice

LONGEST_CELL = 32_767
ARCHIVED = re.compile(r"\.\./arsip/([0-9a-f]{2})/\1[0-9a-f]{62}")
Range = tuple[int, int, int, int]


class _Sheet(Worksheet):  # type: ignore[misc]
    """Our formulas come from a closed list: none needs the rewriting of new functions that the library does by regex.
    Rows in `growing` have a height to start with, and grow when somebody types more (no `customHeight`)."""

    def __init__(self) -> None:
        super().__init__()
        self.growing: set[int] = set()

    def _xml_start_tag_unencoded(self, tag: str, attributes: Any = ()) -> None:
        if tag == "row" and attributes[0][1] - 1 in self.growing:
            attributes = [a for a in attributes if a[0] != "customHeight"]
        super()._xml_start_tag_unencoded(tag, attributes)

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("=")


class Book:
    """A workbook being written. Formats are asked for by look name; rows and columns are 0-based."""

    def __init__(self, properties: Mapping[str, Any], custom: Mapping[str, str]) -> None:
        self._bytes = io.BytesIO()
        self._book = xlsxwriter.Workbook(self._bytes, {
            "in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False})
        self._book.set_properties({"created": dt.datetime(2020, 1, 1), **properties})
        for name, value in custom.items():
            must(self._book.set_custom_property(name, value, "text"), f"properti {name}")
        self._formats: dict[Look, Any] = {}
        self._looks: dict[tuple[Any, ...], Any] = {}
        self._long: list[RowSheet] = []
        self.sheets: dict[str, Page] = {}

    def format(self, look: str, **more: Any) -> Any:
        """The cell format of a look, changed by `more`; equal looks share one format."""
        asked = (look, *more.items())
        known = self._looks.get(asked)
        if known is None:
            key: Look = tuple(sorted({**LOOKS["base"], **LOOKS[look], **more}.items()))
            if key not in self._formats:
                self._formats[key] = self._book.add_format(dict(key))
            known = self._looks[asked] = self._formats[key]
        return known

    def dxf(self, look: str) -> Any:
        """A look as it changes a cell: only what the look itself says, for conditional formats."""
        key: Look = tuple(sorted({"dxf": True, **LOOKS[look]}.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(dict(LOOKS[look]))
        return self._formats[key]

    def page(self, name: str) -> Page:
        """A new sheet."""
        self.sheets[name] = Page(self, self._book.add_worksheet(name, _Sheet), name)
        return self.sheets[name]

    def long_page(self, name: str) -> tuple[Page, RowSheet]:
        """A new sheet for many rows: headings by the page, rows by the sheet."""
        sheet: RowSheet = self._book.add_worksheet(name, RowSheet)
        self._long.append(sheet)
        self.sheets[name] = Page(self, sheet, name)
        return self.sheets[name], sheet

    def define(self, name: str, formula: str) -> None:
        """A defined name for the whole workbook."""
        must(self._book.define_name(name, formula), f"nama {name}")

    def chart(self, options: Mapping[str, Any]) -> Any:
        """A chart object of xlsxwriter, to be placed by `Page.place_chart`."""
        return self._book.add_chart(dict(options))

    def close(self) -> bytes:
        """The finished workbook as bytes."""
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            self._book.close()
        return splice(self._bytes.getvalue(), self._long)


class Page:
    """One sheet being written; every refused call raises OwnFault."""

    def __init__(self, book: Book, sheet: Any, name: str) -> None:
        self.book, self._sheet, self.name = book, sheet, name

    def text(self, row: int, col: int, text: str, look: str, **more: Any) -> None:
        """Text, never a formula or link, whatever it looks like; cut text is our fault, not silent."""
        if len(text) * 2 > LONGEST_CELL and utf16_length(text) > LONGEST_CELL:
            raise OwnFault(f"Teks {len(text)} huruf melebihi isi satu sel ({self.name}, baris {row + 1}).")
        if text:
            must(self._sheet.write_string(row, col, inert(text), self.book.format(look, **more)), self._at(row, col))
        else:
            self.blank(row, col, look, **more)

    def number(self, row: int, col: int, number: float, look: str, **more: Any) -> None:
        """A number."""
        must(self._sheet.write_number(row, col, number, self.book.format(look, **more)), self._at(row, col))

    def date(self, row: int, col: int, iso: str, look: str, **more: Any) -> None:
        """A date given as ISO text."""
        day = dt.datetime.fromisoformat(iso)
        must(self._sheet.write_datetime(row, col, day, self.book.format(look, **more)), self._at(row, col))

    def value(self, row: int, col: int, value: Stored, look: str, **more: Any) -> None:
        """A stored value by its own type."""
        if value is None:
            self.blank(row, col, look, **more)
        elif isinstance(value, str):
            self.text(row, col, value, look, **more)
        else:
            self.number(row, col, value, look, **more)

    def blank(self, row: int, col: int, look: str, **more: Any) -> None:
        """An empty cell that has a look."""
        must(self._sheet.write_blank(row, col, None, self.book.format(look, **more)), self._at(row, col))

    def formula(self, row: int, col: int, formula: str, cached: Stored, look: str, **more: Any) -> None:
        """A formula with its true value as cache (None and "" are stored as not calculated)."""
        stored = "" if cached is None else _escaped(cached) if isinstance(cached, str) else cached
        must(self._sheet.write_formula(row, col, "=" + formula, self.book.format(look, **more), stored), self._at(row, col))

    def link(self, row: int, col: int, sheet: str, cell: str, text: str, look: str = "link") -> None:
        """A link to a place in this workbook."""
        target = f"internal:'{sheet.replace(chr(39), chr(39) * 2)}'!{cell}"
        must(self._sheet.write_url(row, col, target, self.book.format(look), text), self._at(row, col))

    def jump(self, row: int, col: int, sheet: str, cell: str, tip: str = "") -> None:
        """Makes a cell a link inside this workbook; its content is to be written afterwards."""
        target = f"internal:'{sheet.replace(chr(39), chr(39) * 2)}'!{cell}"
        must(self._sheet.write_url(row, col, target, None, " ", tip or None), self._at(row, col))

    def archived(self, row: int, col: int, relative: str, text: str) -> None:
        """A link to an archived original, named by its SHA-256 alone: the only link that leaves the workbook."""
        if not ARCHIVED.fullmatch(relative):
            raise OwnFault(f"Bukan tempat berkas asli: {relative} ({self.name}, baris {row + 1}).")
        link = Url(f"external:{relative}")
        link.text = text
        link._set_object_link()  # keeps the forward slashes, which every program on every system follows
        must(self._sheet.write_url(row, col, link, self.book.format("cell_link")), self._at(row, col))

    def merge(self, row: int, col: int, last_row: int, last_col: int, text: str, look: str, **more: Any) -> None:
        """Text over several cells that become one; a formula may be written into the first afterwards."""
        form = self.book.format(look, **more)
        self._quietly("merge_range", row, col, last_row, last_col, "", form)
        if text:
            self.text(row, col, text, look, **more)

    def chart(self, row: int, col: int, chart: Any, *, width: float, height: float, alt: str, x: float = 0, y: float = 0) -> None:
        """A native chart with its words for those who cannot see it."""
        chart.set_size({"width": width, "height": height})
        self._quietly("insert_chart", row, col, chart, {"description": alt, "object_position": 1, "x_offset": x, "y_offset": y})

    def validate(self, ranges: Sequence[Range], options: Mapping[str, Any]) -> None:
        """One data validation over several ranges."""
        first, *others = ranges
        more = {"other_cells": [list(r) for r in others]} if others else {}
        self._quietly("data_validation", *first, {**options, **more})

    def condition(self, ranges: Sequence[Range], options: Mapping[str, Any]) -> None:
        """One conditional format over several ranges; its formula is written for the first cell of the first range."""
        text = " ".join(_a1(r) for r in ranges)
        more = {"multi_range": text} if len(ranges) > 1 else {}
        self._quietly("conditional_format", *ranges[0], {**options, **more})

    def grow(self, row: int, height: float) -> None:
        """The height a row starts with; programs make it taller when its content grows."""
        self._quietly("set_row", row, height)
        self._sheet.growing.add(row)

    def call(self, method: str, *args: Any, **named: Any) -> None:
        """Any other call of the library (widths, panes, print set-up), its refusal an error too."""
        self._quietly(method, *args, **named)

    def _quietly(self, method: str, *args: Any, **named: Any) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            try:
                must(getattr(self._sheet, method)(*args, **named), f"{self.name}: {method}")
            except UserWarning as warning:
                raise OwnFault(f"{self.name}: {method}: {warning}") from None

    def _at(self, row: int, col: int) -> tuple[str, int, int]:
        return self.name, row, col


def utf16_length(text: str) -> int:
    """How long a cell counts `text`: characters beyond the basic plane count twice."""
    return len(text) + sum(c > "\uffff" for c in text)


def inert(text: str) -> str:
    """Text that the library cannot take for its own mark-up: it copies `<r>…</r>` into the file as it stands."""
    return text + " " if text.startswith("<r>") and text.endswith("</r>") else text


def _escaped(text: str) -> str:
    """Stored texts of formulas as the file format wants them; the library does it for plain texts only."""
    literal = re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)
    return re.sub(r"[\x00-\x08\x0b-\x1f]", lambda m: f"_x{ord(m[0]):04X}_", literal)


def must(answer: object, place: str | tuple[str, int, int]) -> None:
    """Nothing, or OwnFault when the library answered with a refusal."""
    if isinstance(answer, int) and not isinstance(answer, bool) and answer < 0:
        where = place if isinstance(place, str) else f"{place[0]}!{cell_name(*place[1:])}"
        raise OwnFault(f"Buku kerja tidak dapat ditulis ({where}, jawaban {answer}).")


def column_name(col: int) -> str:
    """`A` for 0, `AA` for 26."""
    name = ""
    col += 1
    while col:
        col, rest = divmod(col - 1, 26)
        name = chr(65 + rest) + name
    return name


def cell_name(row: int, col: int) -> str:
    """`A1` for (0, 0)."""
    return f"{column_name(col)}{row + 1}"


def fixed(row: int, col: int) -> str:
    """`$A$1` for (0, 0)."""
    return f"${column_name(col)}${row + 1}"


def _a1(area: Range) -> str:
    top, left, bottom, right = area
    first, last = cell_name(top, left), cell_name(bottom, right)
    return first if first == last else f"{first}:{last}"
