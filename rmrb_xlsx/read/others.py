"""The other formats through calamine: .xls, .xlsb, .ods. Fewer guarantees (no formula texts), and that is told."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping

import python_calamine as calamine

from rmrb_xlsx.errors import FileRefused
from rmrb_xlsx.read.gate import Parts
from rmrb_xlsx.read.limits import LIMITS, Limits
from rmrb_xlsx.read.raw import RawBook, RawCell, RawSheet
from rmrb_xlsx.read.xml import Walker
from rmrb_xlsx.spec.values import Scalar

_STATES = {"Visible": "visible", "Hidden": "hidden", "VeryHidden": "veryHidden"}


def read_other(data: bytes, kind: str, parts: Parts | None, limits: Limits = LIMITS) -> RawBook:
    """A workbook of `kind` (xls, xlsb, ods). FileRefused when calamine cannot read it."""
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = _sheets(book, limits)
    except calamine.PasswordError:
        raise FileRefused("terkunci-sandi") from None
    except (calamine.CalamineError, OSError, ValueError):
        raise FileRefused("berkas-rusak", sebab=f"isi .{kind} tidak terbaca") from None
    meta = _meta(parts, limits) if parts is not None and kind == "ods" else _Meta(limits)
    active = list(parts.active) if parts is not None else []
    if kind == "xls" and "_VBA_PROJECT".encode("utf-16-le") in data:
        active.append("makro")
    return RawBook(kind, meta.generator, sheets, meta.found, tuple(active), (("format-lain", {"format": f".{kind}"}),))


def _sheets(book: calamine.CalamineWorkbook, limits: Limits) -> tuple[RawSheet, ...]:
    sheets = []
    budget = limits.cells
    for about in book.sheets_metadata:
        sheet = book.get_sheet_by_name(about.name)
        cells: dict[tuple[int, int], RawCell] = {}
        for row, line in enumerate(sheet.to_python(skip_empty_area=False), start=1):
            for col, value in enumerate(line, start=1):
                if value != "" and value is not None:
                    cells[row, col] = RawCell(_plain(value))
            if len(cells) > budget:
                raise FileRefused("melebihi-batas", sebab="terlalu banyak sel berisi")
        budget -= len(cells)
        merges = tuple((a[0] + 1, a[1] + 1, b[0] + 1, b[1] + 1) for a, b in sheet.merged_cell_ranges or ())
        state = _STATES.get(str(about.visible).rsplit(".", 1)[-1], "visible")
        sheets.append(RawSheet(about.name, state, cells, merges))
    return tuple(sheets)


def _plain(value: object) -> Scalar:
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return float(value)
    if isinstance(value, str | float | dt.datetime | dt.date | dt.time):
        return value
    return str(value)


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


def _meta(parts: Parts, limits: Limits) -> _Meta:
    meta = _Meta(limits)
    data = parts.get("meta.xml")
    if data is not None:
        meta.walk(data)
    return meta
