"""Damage that people do to the shape of a form, by openpyxl on a returned workbook: rows deleted, sorted, inserted."""

from __future__ import annotations

import io
from typing import Any


def reshape(data: bytes, sheet: str, damage: str) -> bytes:
    """The workbook with the rows of a sheet's table deleted, reversed or moved down. `damage`: hapus, urutkan, sisipkan."""
    import openpyxl  # noqa: PLC0415  (only the demonstration needs it)
    book = openpyxl.load_workbook(io.BytesIO(data))
    page = book[sheet]
    first = next(r for r in range(1, 20) if str(page.cell(r, 1).value or "") == "Kode") + 1
    last = page.max_row
    if damage == "hapus":
        page.delete_rows(first + 2)
    elif damage == "urutkan":
        _reverse(page, first, last)
    else:
        page.insert_rows(first + 3)
        page.cell(first + 3, 12).value = "Selesai"
        page.cell(first + 3, 14).value = "Kegiatan tambahan di luar daftar"
    out = io.BytesIO()
    book.save(out)
    book.close()
    return out.getvalue()


def _reverse(page: Any, first: int, last: int) -> None:
    contents = [[c.value for c in row] for row in page.iter_rows(min_row=first, max_row=last)]
    for row, values in zip(page.iter_rows(min_row=first, max_row=last), reversed(contents), strict=True):
        for cell, value in zip(row, values, strict=True):
            if type(cell).__name__ != "MergedCell":
                cell.value = value
