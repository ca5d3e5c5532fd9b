"""Long sheets cheaply: rows are turned into their XML at once instead of one object per cell, and kept compressed until the
workbook is closed; then they are put, piece by piece, where a mark stands. So a sheet of any length costs the memory of one piece.

Strings go through the workbook's shared table, as everywhere, so that text can never become anything else (nor the mark).
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import Any
from xml.sax.saxutils import escape

from xlsxwriter.worksheet import Worksheet

Piece = str
MARK = b"<!--baris-->"
ROWS_A_CHUNK = 500


class RowSheet(Worksheet):  # type: ignore[misc]
    """A sheet whose ordinary cells stand above its rows, which are ready-made XML in ascending order."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: list[str] = []
        self._packed: list[bytes] = []

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("=")

    def _write_sheet_data(self) -> None:
        self._xml_start_tag("sheetData")
        self._write_rows()
        self.fh.write(MARK.decode())
        self._xml_end_tag("sheetData")

    def string(self, ref: str, text: str, look: Any) -> Piece:
        """A text cell; `look` is a format of the workbook."""
        return f'<c r="{ref}" s="{look._get_xf_index()}" t="s"><v>{self.str_table._get_shared_string_index(text)}</v></c>'

    def number(self, ref: str, number: float, look: Any) -> Piece:
        """A number cell."""
        return f'<c r="{ref}" s="{look._get_xf_index()}"><v>{number!r}</v></c>'

    def formula(self, ref: str, formula: str, cached: str | float | None, look: Any) -> Piece:
        """A formula cell with its true value; None is stored as not calculated."""
        kind = ' t="str"' if isinstance(cached, str) and cached else ""
        told = "" if cached is None else escape(cached) if isinstance(cached, str) else repr(cached)
        return f'<c r="{ref}" s="{look._get_xf_index()}"{kind}><f>{escape(formula)}</f><v>{told}</v></c>'

    def reach(self, row: int, col: int) -> None:
        """Says how far the rows go (0-based), for the sheet's dimension."""
        self._check_dimensions(row, col)

    def row(self, number: int, pieces: list[Piece]) -> None:
        """One finished row; `number` is 1-based."""
        self._waiting.append(f'<row r="{number}">{"".join(pieces)}</row>')
        if len(self._waiting) >= ROWS_A_CHUNK:
            self._pack()

    def _pack(self) -> None:
        if self._waiting:
            self._packed.append(zlib.compress("".join(self._waiting).encode(), 1))
            self._waiting.clear()

    def chunks(self) -> Iterator[bytes]:
        """The rows as XML, piece by piece."""
        self._pack()
        yield from (zlib.decompress(packed) for packed in self._packed)

    @property
    def part(self) -> str:
        """The name of the sheet's part in the package."""
        return f"xl/worksheets/sheet{self.index + 1}.xml"


def splice(package: bytes, sheets: Sequence[RowSheet]) -> bytes:
    """The package with the rows of its long sheets in their places; all else is as it was."""
    if not sheets:
        return package
    rows = {sheet.part: sheet for sheet in sheets}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            fresh = zipfile.ZipInfo(info.filename, info.date_time)
            fresh.compress_type, fresh.external_attr, fresh.create_system = zipfile.ZIP_DEFLATED, info.external_attr, info.create_system
            if info.filename not in rows:
                new.writestr(fresh, old.read(info))
                continue
            head, _, tail = old.read(info).partition(MARK)
            with new.open(fresh, "w") as stream:
                stream.write(head)
                for chunk in rows[info.filename].chunks():
                    stream.write(chunk)
                stream.write(tail)
    return out.getvalue()
