"""What people do to the shape of a form: sorted, inserted, deleted, doubled rows; moved, copied columns and sheets; codes gone."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl.utils import get_column_letter

from rmrb_xlsx.rounds.desk import Desk
from rmrb_xlsx.rounds.issue import render
from rmrb_xlsx.spec import marks
from rmrb_xlsx.spec.pack import Pack
from tests.conftest import by_openpyxl, fill_examples, form, identity, told
from tests.hostile.forge import slim

Convert = Callable[[str, Path, Path], Path]
SHEET, TABLE = "Rencana Aksi", "rencana_aksi"


def values(entry: dict[str, Any]) -> dict[tuple[str, str, str], Any]:
    return {(v["table"], v["row"], v["field"]): v["value"] for v in entry["values"]}


def codes(entry: dict[str, Any]) -> set[str]:
    return {f["code"] for f in entry["findings"] if f["severity"] != "info"}


@pytest.fixture(scope="module")
def filled(desk: Desk, banyumas: Pack) -> bytes:
    """A whole form in which every row of the plan says its own id."""
    data = fill_examples(desk, slim(form(banyumas, "BOR", 2021)))
    own = [v for v in told(desk.inspect("f.xlsx", data))["values"] if v["table"] == TABLE and v["field"] == "realisasi"]
    assert len(own) >= 25

    def change(book: Any) -> None:
        for v in own:
            book[v["sheet"]][v["cell"]].value = f"Hasil {v['row']}"
    return by_openpyxl(data, change)


def mark_row(page: Any) -> int:
    return int(next(r for r in range(1, 60) if marks.read_mark(page.cell(r, 1).value)))


def first_row(page: Any) -> int:
    return int(next(r for r in range(1, 60) if str(page.cell(r, 1).value or "").strip() == "Kode")) + 1


def grid(page: Any, first: int) -> list[list[Any]]:
    return [[c.value for c in row] for row in page.iter_rows(min_row=first, max_row=page.max_row)]


def put(page: Any, first: int, rows: list[list[Any]]) -> None:
    for r in range(first, max(page.max_row, first + len(rows)) + 1):
        for c in range(1, page.max_column + 1):
            cell = page.cell(r, c)
            if type(cell).__name__ != "MergedCell":
                line = rows[r - first] if r - first < len(rows) else []
                cell.value = line[c - 1] if c <= len(line) else None


def column_of(page: Any, field: str) -> int:
    at = mark_row(page)
    return next(c for c in range(1, page.max_column + 1) if page.cell(at, c).value == marks.column_mark(TABLE, field))


def reshape(book: Any, gone: list[str]) -> None:
    """25 rows sorted, 5 inserted, 2 deleted, a column moved behind the last, the sheet renamed."""
    page = book[SHEET]
    at, first = mark_row(page), first_row(page)
    rows = grid(page, first)
    head, rest = rows[:25], rows[25:]
    random.Random(7).shuffle(head)
    gone += [str(r[0]) for r in head if ".2021." in str(r[0])][:2]
    head = [r for r in head if r[0] not in gone]
    for place in (2, 6, 9, 13, 20):
        head.insert(place, [None] * len(rows[0]))
    rows = head + rest
    moved = column_of(page, "status") - 1
    put(page, first, [[*r[:moved], *r[moved + 1:], r[moved]] for r in rows])
    for r in range(at, first):
        line = [page.cell(r, c).value for c in range(1, page.max_column + 1)]
        line = [*line[:moved], *line[moved + 1:], line[moved]]
        for c, value in enumerate(line, start=1):
            if type(page.cell(r, c)).__name__ != "MergedCell":
                page.cell(r, c).value = value
    page.title = "Rencana Kami"


@pytest.mark.libreoffice
@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_a_reshaped_and_resaved_form_is_read_right(desk: Desk, filled: bytes, soffice: Convert, tmp_path: Path, kind: str) -> None:
    before = values(told(desk.inspect("f.xlsx", filled)))
    gone: list[str] = []
    (tmp_path / "f.xlsx").write_bytes(by_openpyxl(filled, lambda book: reshape(book, gone)))
    entry = told(desk.inspect("f", soffice(kind, tmp_path / "f.xlsx", tmp_path / "out").read_bytes()))
    assert entry["outcome"] == "accepted" and entry["format"] == kind
    assert {f["row"] for f in entry["findings"] if f["code"] == "baris-hilang"} == set(gone) and len(gone) == 2
    assert values(entry) == {k: v for k, v in before.items() if not (k[0] == TABLE and k[1] in gone)}
    assert {f["code"] for f in entry["findings"] if f["severity"] == "error"} == {"baris-hilang"}


def test_hidden_and_filtered_rows_are_read(desk: Desk, filled: bytes) -> None:
    def change(book: Any) -> None:
        for r in range(first_row(book[SHEET]), first_row(book[SHEET]) + 10):
            book[SHEET].row_dimensions[r].hidden = True
        book["KKE"].sheet_state = "hidden"
    assert values(told(desk.inspect("f.xlsx", by_openpyxl(filled, change)))) == values(told(desk.inspect("f.xlsx", filled)))


def test_without_the_row_of_codes_the_headers_are_enough(desk: Desk, filled: bytes) -> None:
    def change(book: Any) -> None:
        for name in (SHEET, "KKE", "Indikator"):
            page = book[name]
            page.delete_rows(mark_row(page))
    entry = told(desk.inspect("f.xlsx", by_openpyxl(filled, change)))
    assert values(entry) == values(told(desk.inspect("f.xlsx", filled)))
    assert [f["code"] for f in entry["findings"]].count("dikenali-dari-judul") == 3


def test_without_ids_the_printed_texts_are_enough_where_they_are_unique(desk: Desk, filled: bytes) -> None:
    def change(book: Any) -> None:
        page = book["KKE"]
        for r in range(first_row(page), page.max_row + 1):
            page.cell(r, 1).value = f"rusak {r}" if r % 2 else None
    entry = told(desk.inspect("f.xlsx", by_openpyxl(filled, change)))
    before, after = values(told(desk.inspect("f.xlsx", filled))), values(entry)
    lost = {k for k in before if after.get(k) != before[k]}
    told_lost = {f["row"] for f in entry["findings"] if f["code"] == "baris-hilang"}
    assert {k[1] for k in lost} == told_lost
    assert "dikenali-dari-teks" in codes(entry) and len([k for k in after if k[0] == "kke"]) > 200


def test_codes_sorted_without_their_texts_are_an_error(desk: Desk, filled: bytes) -> None:
    def change(book: Any) -> None:
        page, first = book["KKE"], first_row(book["KKE"])
        rows = [r for r in range(first, first + 12) if str(page.cell(r, 1).value or "").count(".") >= 2]
        one, other = rows[0], rows[1]
        page.cell(one, 1).value, page.cell(other, 1).value = page.cell(other, 1).value, page.cell(one, 1).value
    entry = told(desk.inspect("f.xlsx", by_openpyxl(filled, change)))
    assert [f["code"] for f in entry["findings"]].count("baris-tertukar") == 2


def test_a_copied_row_a_copied_column_and_a_copied_sheet_are_told(desk: Desk, filled: bytes) -> None:
    def change(book: Any) -> None:
        page = book[SHEET]
        at = next(r for r in range(1, page.max_row) if ".2021." in str(page.cell(r, 1).value))
        below = page.max_row + 1
        for c in range(1, page.max_column + 1):
            page.cell(below, c).value = page.cell(at, c).value
        last, status = page.max_column + 1, column_of(page, "status")
        for r in range(mark_row(page), at + 3):
            page.cell(r, last).value = page.cell(r, status).value
        page.cell(at, last).value = "Terkendala"
        twin = book.copy_worksheet(book["KKE"])
        twin.cell(first_row(twin) + 2, 7).value = "lain"
    entry = told(desk.inspect("f.xlsx", by_openpyxl(filled, change)))
    assert {"baris-ganda", "kolom-ganda", "lembar-salinan"} <= codes(entry)
    assert values(entry) == values(told(desk.inspect("f.xlsx", filled)))


def test_rows_added_to_a_free_table_take_free_numbers(desk: Desk, filled: bytes) -> None:
    def change(book: Any) -> None:
        page = book["Road Map PD"]
        at = next(r for r in range(1, page.max_row) if str(page.cell(r, 1).value or "") == "+3")
        plan = next(c for c in range(1, 20) if page.cell(mark_row(page), c).value == "rmrb:road_map:kegiatan")
        page.insert_rows(at)
        page.cell(at, plan).value = "Kegiatan sisipan"
    entry = told(desk.inspect("f.xlsx", by_openpyxl(filled, change)))
    assert "baris-tambahan" not in codes(entry)
    assert "Kegiatan sisipan" in {v for k, v in values(entry).items() if k[0] == "road_map"}


def test_text_under_a_merge_is_read_and_told(desk: Desk, filled: bytes) -> None:
    own = next(v for v in told(desk.inspect("f.xlsx", filled))["values"] if (v["table"], v["field"]) == (TABLE, "realisasi"))
    sheet, cell = own["sheet"], own["cell"]

    def change(book: Any) -> None:
        page = book[sheet]
        here = page[cell]
        page.merge_cells(f"{get_column_letter(here.column - 1)}{here.row}:{cell}")
    entry = told(desk.inspect("f.xlsx", by_openpyxl(filled, change)))
    assert ("sel-digabung", cell) in {(f["code"], f["cell"]) for f in entry["findings"]}


def test_a_changed_target_is_told_and_ours_counts(desk: Desk, filled: bytes) -> None:
    def change(book: Any) -> None:
        page = book["Indikator"]
        target = next(c for c in range(1, 20) if page.cell(mark_row(page), c).value == "rmrb:indikator:target")
        page.cell(first_row(page), target).value = 1
    entry = told(desk.inspect("f.xlsx", by_openpyxl(filled, change)))
    assert [(f["sheet"], f["table"]) for f in entry["findings"] if f["code"] == "teks-tetap-berubah"] == [("Indikator", "indikator")]


def test_a_sheet_of_another_agency_is_told(desk: Desk, banyumas: Pack, filled: bytes) -> None:
    import io

    import openpyxl
    other = openpyxl.load_workbook(io.BytesIO(form(banyumas, "INS", 2021)))

    def change(book: Any) -> None:
        for row in other["KKE"].iter_rows(min_row=1, max_row=6):
            for cell in row:
                if marks.read_short_code(cell.value):
                    book["KKE"][cell.coordinate].value = cell.value
    entry = told(desk.inspect("f.xlsx", by_openpyxl(filled, change)))
    assert (entry["outcome"], entry["reason"]) == ("quarantined", "lembar-pd-lain")
    assert ("lembar-pd-lain", "KKE") in {(f["code"], f["sheet"]) for f in entry["findings"]}


def test_a_run_of_numbers_counting_up_is_suspected(desk: Desk, filled: bytes) -> None:
    cells = [v for v in told(desk.inspect("f.xlsx", filled))["values"] if (v["table"], v["field"]) == (TABLE, "progres")]
    rows = [int(v["cell"].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) for v in cells]
    start = next(i for i in range(len(rows)) if rows[i + 5] == rows[i] + 5)
    own = cells[start: start + 6]

    def change(book: Any) -> None:
        for i, v in enumerate(own):
            book[v["sheet"]][v["cell"]].value = 50 + i
    entry = told(desk.inspect("f.xlsx", by_openpyxl(filled, change)))
    assert [(f["cell"], f["value"]) for f in entry["findings"] if f["code"] == "isi-berurutan"] == [(own[0]["cell"], 50.0)]


@pytest.mark.parametrize(("agency", "period"), [("BOR", "tahunan"), ("INS", "s1"), ("BAP", "tahunan"), ("33.02.01", "tahunan")])
def test_a_form_that_nobody_touched_has_no_remark_but_what_is_missing(desk: Desk, banyumas: Pack, agency: str, period: str) -> None:
    data = render(banyumas, identity(banyumas, agency, 2022, period))
    assert {f["code"] for f in told(desk.inspect("f.xlsx", data))["findings"]} == {"belum-diisi"}
