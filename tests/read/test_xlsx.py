"""Our reader against openpyxl and calamine on clean files of two makes."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
import python_calamine
import xlsxwriter

from rmrb_xlsx.read.book import open_book

CONTENT: list[list[Any]] = [
    ["teks", "", " spasi ", "=bukan rumus", "0123"], [1, 2.5, -3, 1e-7, 123456789012],
    [dt.datetime(2021, 12, 31), dt.datetime(2000, 1, 1, 12, 30), True, False, None],
    ["é ü 中文 😀", "baris\nbaru", "tab\there", "<&>\"'", "x" * 30000],
]


def by_openpyxl() -> bytes:
    book = openpyxl.Workbook()
    for row in CONTENT:
        book.active.append([None if v == "" else v for v in row])  # type: ignore[union-attr]
    book.active["D1"].data_type = "s"  # type: ignore[index]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def by_xlsxwriter() -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    page, dates = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    for r, row in enumerate(CONTENT):
        for c, value in enumerate(row):
            if isinstance(value, dt.datetime):
                page.write_datetime(r, c, value, dates)
            elif value not in ("", None):
                page.write(r, c, value)
    book.close()
    return out.getvalue()


@pytest.mark.parametrize("make", [by_openpyxl, by_xlsxwriter])
def test_same_values_as_openpyxl_and_calamine(make: Any) -> None:
    data = make()
    ours = open_book(data).sheets[0].cells
    theirs = openpyxl.load_workbook(io.BytesIO(data), data_only=True).active
    for row in theirs.iter_rows():  # type: ignore[union-attr]
        for cell in row:
            mine = ours.get((cell.row, cell.column))
            assert (mine.value if mine else None) == (float(cell.value) if type(cell.value) is int else cell.value)
    grid = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    for (row, col), cell in ours.items():
        assert grid[row - 1][col - 1] == (cell.value.date() if isinstance(cell.value, dt.datetime) and isinstance(
            grid[row - 1][col - 1], dt.date) and not isinstance(grid[row - 1][col - 1], dt.datetime) else cell.value)


def test_formula_text_and_cached_value_are_both_seen() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.add_worksheet().write_formula(0, 0, "=1+1", None, 999)
    book.close()
    cell = open_book(out.getvalue()).sheets[0].cells[1, 1]
    assert (cell.formula, cell.value) == ("1+1", 999.0)


def test_the_1904_base_shifts_dates() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "date_1904": True})
    page = book.add_worksheet()
    page.write_datetime(0, 0, dt.datetime(2021, 12, 31), book.add_format({"num_format": "dd/mm/yyyy"}))
    book.close()
    assert open_book(out.getvalue()).sheets[0].cells[1, 1].value == dt.datetime(2021, 12, 31)
