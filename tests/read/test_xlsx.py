"""Our reader against openpyxl and calamine on clean files of two makes."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
import python_calamine
import xlsxwriter

from rmrb_xlsx.errors import FileRefused
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


def by_openpyxl_with_all() -> bytes:
    """Errors, percentages, formulas, merges, hidden sheets: what people's workbooks hold."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in CONTENT[:3]:
        page.append([None if v == "" else v for v in row])
    page["D1"].data_type = "s"
    page["A6"], page["B6"], page["C6"] = "=1/0", "=A2+1", '=A2&"x"'
    page["A7"] = 0.8
    page["A7"].number_format = "0%"
    page["A8"] = "gabung"
    page.merge_cells("A8:C9")
    page["Z1000"] = "jauh"
    book.create_sheet("Tersembunyi")["B2"] = 7
    book["Tersembunyi"].sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.libreoffice
def test_one_workbook_reads_alike_in_every_format(soffice: Any, tmp_path: Any) -> None:
    (tmp_path / "f.xlsx").write_bytes(by_openpyxl_with_all())
    books = {kind: open_book(soffice(kind, tmp_path / "f.xlsx", tmp_path / kind).read_bytes()) for kind in ("xlsx", "ods", "xls")}
    told = {}
    for kind, book in books.items():
        assert book.format == kind and [s.name for s in book.sheets] == ["Sheet", "Tersembunyi"]
        assert [s.state for s in book.sheets] == ["visible", "hidden"] and book.active == ()
        cells = book.sheets[0].cells
        assert cells[6, 1].error == "#DIV/0!" and cells[6, 1].value is None
        assert all(cells[6, col].formula for col in (1, 2, 3))
        assert (8, 1, 9, 3) in book.sheets[0].merges
        told[kind] = {at: plain(c.value) for at, c in cells.items()}
        assert book.sheets[1].cells[2, 2].value == 7.0
    assert told["xlsx"] == told["ods"] == told["xls"]
    assert books["xlsx"].sheets[0].cells[7, 1].percent and books["ods"].sheets[0].cells[7, 1].percent


def plain(value: Any) -> Any:
    """Dates and moments alike: some formats keep no difference."""
    return value.isoformat()[:16] if isinstance(value, dt.datetime) else value.isoformat() + "T00:00" if isinstance(value, dt.date) else value


@pytest.mark.libreoffice
@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_same_values_as_calamine_in_files_of_libreoffice(soffice: Any, tmp_path: Any, kind: str) -> None:
    (tmp_path / "f.xlsx").write_bytes(by_openpyxl_with_all())
    data = soffice(kind, tmp_path / "f.xlsx", tmp_path / kind).read_bytes()
    theirs = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    ours = open_book(data).sheets[0].cells
    for (row, col), cell in ours.items():
        assert plain(theirs[row - 1][col - 1]) == ("" if cell.error and kind != "ods" else plain(cell.value) if not cell.error else theirs[row - 1][col - 1])
    filled = {(r, c) for r, line in enumerate(theirs, 1) for c, v in enumerate(line, 1) if v != ""}
    assert filled <= set(ours)


@pytest.mark.libreoffice
def test_a_far_cell_of_an_xls_is_refused_before_it_is_laid_out(soffice: Any, tmp_path: Any) -> None:
    book = openpyxl.Workbook()
    book.active["IV65536"] = 1  # type: ignore[index]
    book.save(tmp_path / "f.xlsx")
    with pytest.raises(FileRefused) as caught:
        open_book(soffice("xls", tmp_path / "f.xlsx", tmp_path / "o").read_bytes())
    assert caught.value.code == "melebihi-batas"
