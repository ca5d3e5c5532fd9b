"""What calamine does not tell of an .xls: error cells, which cells are formulas, macros, links, hidden sheets, a password.

A plain walk over the records of the workbook stream ([MS-XLS]: type, length, body); nothing is calculated.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from rmrb_xlsx.errors import FileRefused
from rmrb_xlsx.read.active import CONNECTION, EXTERNAL, FORMULA, HIDDEN, MACRO, OBJECT, OLD_MACRO, QUERY
from rmrb_xlsx.read.cfb import Compound
from rmrb_xlsx.spec import marks

_BOF, _BOUNDSHEET, _FILEPASS, _FORMULA, _BOOLERR, _SUPBOOK = 0x809, 0x85, 0x2F, 0x06, 0x205, 0x1AE
_CONNECTIONS = {0x876: CONNECTION, 0x1AD: QUERY, 0xDC: QUERY}
_INTERNAL = (0x0401, 0x3A01)
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_LINK_CALLS = tuple(bytes((token, arguments, 0x67, 0x01)) for token in (0x22, 0x42, 0x62) for arguments in (1, 2))
_WORDS = tuple(w for name in ("WEBSERVICE", "FILTERXML", "RTD") for w in (name.encode(), name.encode("utf-16-le")))
_NAME = 0x18
_FILLED = frozenset({0x203, 0x27E, 0xBD, 0xFD, 0x204, 0xD6, _FORMULA, _BOOLERR})


@dataclass
class SheetFacts:
    """One sheet: name, state, kind (0 cells, 1 macro sheet), error cells, formula cells; places from 1."""

    name: str
    state: str
    kind: int
    offset: int
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    formulas: set[tuple[int, int]] = field(default_factory=set)
    bottom: int = 0
    right: int = 0


@dataclass
class BookFacts:
    """The workbook: its sheets in order, and Indonesian words for active content."""

    sheets: list[SheetFacts]
    active: list[str]


def facts(book: Compound) -> BookFacts:
    """The facts of an .xls. FileRefused when the container holds no workbook, or one with a password."""
    entry = book.find("Workbook", "Book")
    if entry is None:
        others = (("WordDocument", "dokumen Word lama"), ("PowerPoint Document", "presentasi lama"))
        raise FileRefused("bukan-buku-kerja", jenis=next((w for n, w in others if book.has(n)), "berkas biner lain"))
    told = BookFacts([], [])
    if book.has("_VBA_PROJECT_CUR", "_VBA_PROJECT", "VBA"):
        told.active.append(MACRO)
    if any(e.kind == 1 and e.name.startswith("MBD") for e in book.entries) or book.has("\x01Ole10Native"):
        told.active.append(OBJECT)
    _walk(book.stream(entry), told)
    told.active += [OLD_MACRO for s in told.sheets if s.kind == 1]
    told.active += [HIDDEN for s in told.sheets if s.state == "veryHidden" and s.name not in marks.OUR_HIDDEN_SHEETS]
    return told


def _records(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    at = 0
    while at + 4 <= len(data):
        kind, size = struct.unpack_from("<2H", data, at)
        if at + 4 + size > len(data):
            raise FileRefused("berkas-rusak", sebab="isi .xls terpotong")
        yield at, kind, data[at + 4: at + 4 + size]
        at += 4 + size
        if not kind and not size:
            return


def _walk(data: bytes, told: BookFacts) -> None:
    by_offset: dict[int, SheetFacts] = {}
    sheet: SheetFacts | None = None
    for at, kind, body in _records(data):
        if kind == _FILEPASS:
            raise FileRefused("terkunci-sandi")
        if kind == _BOUNDSHEET and len(body) >= 8:
            told.sheets.append(_bound(body))
            by_offset[told.sheets[-1].offset] = told.sheets[-1]
        elif kind == _BOF:
            sheet = by_offset.get(at, sheet)
        elif kind == _SUPBOOK and len(body) >= 4 and struct.unpack_from("<H", body, 2)[0] not in _INTERNAL:
            told.active.append(EXTERNAL)
        elif kind in _CONNECTIONS:
            told.active.append(_CONNECTIONS[kind])
        elif kind == _NAME and any(w in body for w in _WORDS):
            told.active.append(FORMULA)
        elif sheet is not None:
            _cell(kind, body, sheet, told)


def _bound(body: bytes) -> SheetFacts:
    offset, state, kind, length, wide = struct.unpack_from("<I4B", body)
    name = body[8: 8 + length * 2].decode("utf-16-le", "replace") if wide & 1 else body[8: 8 + length].decode("latin-1")
    return SheetFacts(name, ("visible", "hidden", "veryHidden")[min(state & 3, 2)], kind, offset)


def _cell(kind: int, body: bytes, sheet: SheetFacts, told: BookFacts) -> None:
    if kind in _FILLED and len(body) >= 6:
        row, col = struct.unpack_from("<2H", body)
        sheet.bottom, sheet.right = max(sheet.bottom, row + 1), max(sheet.right, col + 1)
    if kind == _BOOLERR and len(body) >= 8 and body[7]:
        row, col = struct.unpack_from("<2H", body)
        sheet.errors[row + 1, col + 1] = _ERRORS.get(body[6], "#GALAT")
    elif kind == _FORMULA and len(body) >= 22:
        row, col = struct.unpack_from("<2H", body)
        sheet.formulas.add((row + 1, col + 1))
        if body[12:14] == b"\xff\xff" and body[6] == 2:
            sheet.errors[row + 1, col + 1] = _ERRORS.get(body[8], "#GALAT")
        tokens = body[22:]
        if any(call in tokens for call in _LINK_CALLS) and not _to_itself(tokens):
            told.active.append(FORMULA)


def _to_itself(tokens: bytes) -> bool:
    """True when the first text of a HYPERLINK begins with `#`: a place in the same workbook."""
    at = tokens.find(b"\x17")
    if at < 0 or at + 3 >= len(tokens):
        return False
    return tokens[at + 3: at + 4] == b"#"
