"""Long sheets cheaply: rows are turned into their XML at once instead of one object per cell.

Strings go through the workbook's shared table, as everywhere, so that text can never become anything else.
"""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

from xlsxwriter.worksheet import Worksheet

Piece = str


class RowSheet(Worksheet):  # type: ignore[misc]
    """A sheet whose ordinary cells stand above `rows`, which are ready-made XML in ascending order."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[str] = []

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("=")

    def _write_sheet_data(self) -> None:
        self._xml_start_tag("sheetData")
        self._write_rows()
        self.fh.write("".join(self.rows))
        self.rows.clear()
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
        self.rows.append(f'<row r="{number}">{"".join(pieces)}</row>')
