"""The binary formats through calamine: .xls and .xlsb. Fewer guarantees (no formula texts), and that is told."""

from __future__ import annotations

import datetime as dt
import io
import math
from collections.abc import Mapping

import python_calamine as calamine

from rmrb_xlsx.errors import FileRefused
from rmrb_xlsx.read.active import HIDDEN, inventory
from rmrb_xlsx.read.biff import SheetFacts, facts
from rmrb_xlsx.read.cfb import Compound
from rmrb_xlsx.read.gate import Parts
from rmrb_xlsx.read.limits import LIMITS, Limits
from rmrb_xlsx.read.raw import RawBook, RawCell, RawSheet
from rmrb_xlsx.spec import marks
from rmrb_xlsx.spec.values import Scalar

_STATES = {"Visible": "visible", "Hidden": "hidden", "VeryHidden": "veryHidden"}
UNSEEN = "(rumus tidak terbaca)"


def read_xls(data: bytes, limits: Limits = LIMITS) -> RawBook:
    """An .xls whose container is sound; error cells and formulas are marked by our own walk over its records."""
    known = facts(Compound(data))
    if sum(s.bottom * s.right for s in known.sheets) > limits.grid:  # calamine would lay out the whole rectangle
        raise FileRefused("melebihi-batas", sebab="lembar terlalu luas")
    sheets = _sheets(data, "xls", limits, {s.name: s for s in known.sheets if not s.kind})
    return RawBook("xls", None, sheets, {}, tuple(dict.fromkeys(known.active)), (("format-lain", {"format": ".xls"}),))


def read_xlsb(data: bytes, parts: Parts, limits: Limits = LIMITS) -> RawBook:
    """An .xlsb in a sound container. Error cells read as empty: the format tells them to nobody but Excel."""
    sheets = _sheets(data, "xlsb", limits, {})
    active = list(inventory(parts))
    active += [HIDDEN for s in sheets if s.state == "veryHidden" and s.name not in marks.OUR_HIDDEN_SHEETS]
    remarks: list[tuple[str, dict[str, str]]] = [("format-lain", {"format": ".xlsb"})]
    if parts.foreign:
        remarks.append(("berkas-ganda-bentuk", {"sebab": parts.foreign}))
    return RawBook("xlsb", None, sheets, {}, tuple(dict.fromkeys(active)), tuple(remarks))


def _sheets(data: bytes, kind: str, limits: Limits, known: Mapping[str, SheetFacts]) -> tuple[RawSheet, ...]:
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        return _read(book, limits, known)
    except calamine.PasswordError:
        raise FileRefused("terkunci-sandi") from None
    except (calamine.CalamineError, OSError, ValueError):
        raise FileRefused("berkas-rusak", sebab=f"isi .{kind} tidak terbaca") from None
    except Exception:
        raise
    except BaseException as panic:  # calamine's panics are no Exceptions
        if isinstance(panic, KeyboardInterrupt | SystemExit):
            raise
        raise FileRefused("berkas-rusak", sebab=f"isi .{kind} tidak terbaca") from None


def _read(book: calamine.CalamineWorkbook, limits: Limits, known: Mapping[str, SheetFacts]) -> tuple[RawSheet, ...]:
    sheets = []
    left, grid = limits.cells, limits.grid
    for about in book.sheets_metadata:
        if str(about.typ).rsplit(".", 1)[-1] != "WorkSheet":
            continue
        sheet = book.get_sheet_by_name(about.name)
        grid -= sheet.total_height * sheet.total_width
        if grid < 0:
            raise FileRefused("melebihi-batas", sebab="lembar terlalu luas")
        own = known.get(about.name)
        cells = _cells(sheet, own, left)
        left -= len(cells)
        merges = tuple((a[0] + 1, a[1] + 1, b[0] + 1, b[1] + 1) for a, b in sheet.merged_cell_ranges or ())
        state = own.state if own else _STATES.get(str(about.visible).rsplit(".", 1)[-1], "visible")
        sheets.append(RawSheet(about.name, state, cells, merges[: limits.merges]))
    return tuple(sheets)


def _cells(sheet: calamine.CalamineSheet, own: SheetFacts | None, left: int) -> dict[tuple[int, int], RawCell]:
    cells: dict[tuple[int, int], RawCell] = {}
    _, side = sheet.start or (0, 0)  # calamine fills up the rows above, not the columns before
    formulas = own.formulas if own else frozenset[tuple[int, int]]()
    for row, line in enumerate(sheet.iter_rows(), start=1):
        for col, value in enumerate(line, start=1):
            if value != "" and value is not None:
                at = (row, col + side)
                odd = isinstance(value, float) and not math.isfinite(value)
                plain = str(value) if odd else _plain(value)
                cells[at] = RawCell(plain, UNSEEN if at in formulas else None, note="angka-tak-wajar" if odd else None)
        if len(cells) > left:
            raise FileRefused("melebihi-batas", sebab="terlalu banyak sel berisi")
    for at, error in (own.errors if own else {}).items():
        cells[at] = RawCell(None, UNSEEN if at in formulas else None, error=error)
    return cells


def _plain(value: object) -> Scalar:
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return float(value)
    if isinstance(value, str | float | dt.datetime | dt.date | dt.time):
        return value
    return str(value)
