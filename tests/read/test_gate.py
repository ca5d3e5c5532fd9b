"""Hostile files: each its outcome and code; a benign oddity is read right."""

from __future__ import annotations

import time
import zipfile

import pytest

from rmrb_xlsx.errors import FileRefused
from rmrb_xlsx.findings import CODES
from rmrb_xlsx.read.book import open_book
from rmrb_xlsx.read.limits import LIMITS, WORDS
from tests.read.hostile import ACTIVE, REFUSED, clean, one, repacked, sheet


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_refuses(name: str) -> None:
    make, code = REFUSED[name]
    with pytest.raises(FileRefused) as caught:
        open_book(make())
    accepted = {"melebihi-batas-atau-rusak": {"melebihi-batas", "berkas-rusak", "berkas-berbahaya"}}.get(code, {code})
    assert caught.value.code in accepted
    CODES[caught.value.code].template.format(**caught.value.details)


@pytest.mark.parametrize("name", sorted(ACTIVE))
def test_tells_active_content(name: str) -> None:
    make, word = ACTIVE[name]
    assert word in open_book(make()).active


@pytest.mark.parametrize("data", [b"%PDF-1.4\n" + clean(), clean() + b"ekor"])
def test_tells_foreign_bytes(data: bytes) -> None:
    assert [code for code, _ in open_book(data).remarks] == ["berkas-ganda-bentuk"]


def test_a_clean_workbook_is_clean() -> None:
    assert open_book(clean()).active == ()


def test_a_zip_bomb_is_refused_before_it_is_inflated() -> None:
    bomb = repacked({"xl/worksheets/sheet1.xml": b"\0" * 300_000_000})
    start = time.perf_counter()
    with pytest.raises(FileRefused) as caught:
        open_book(bomb)
    assert caught.value.code == "melebihi-batas"
    assert time.perf_counter() - start < 60


@pytest.mark.parametrize("ref", ["XFD1048576", "A1048576"])
def test_far_cells_cost_nothing(ref: str) -> None:
    assert len(open_book(one(ref)).sheets[0].cells) == 1


def test_a_whole_column_merge_is_not_expanded() -> None:
    book = open_book(sheet('<row r="1"><c r="A1"><v>1</v></c></row>', '<mergeCells count="1"><mergeCell ref="B1:B1048576"/></mergeCells>'))
    assert book.sheets[0].merges == ((1, 2, 1048576, 2),)


def test_a_false_dimension_and_rows_out_of_order_are_read_right() -> None:
    book = open_book(sheet('<row r="5"><c r="A5"><v>5</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>'))
    assert {k: c.value for k, c in book.sheets[0].cells.items()} == {(5, 1): 5.0, (2, 1): 2.0}


def test_cells_without_references_are_counted_on() -> None:
    book = open_book(sheet("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"))
    assert {k: c.value for k, c in book.sheets[0].cells.items()} == {(1, 1): 1.0, (1, 2): 2.0, (2, 1): 3.0}


@pytest.mark.parametrize("text", ["NaN", "1e400", "1_000", "abc"])
def test_numbers_that_are_none_are_noted(text: str) -> None:
    cell = open_book(sheet(f'<row r="1"><c r="A1"><v>{text}</v></c></row>')).sheets[0].cells[1, 1]
    assert cell.note == "angka-tak-wajar"


def test_error_cells_stay_errors() -> None:
    cell = open_book(sheet('<row r="1"><c r="A1" t="e"><v>#REF!</v></c></row>')).sheets[0].cells[1, 1]
    assert (cell.value, cell.error) == (None, "#REF!")


def test_half_a_surrogate_pair_and_escapes() -> None:
    cell = open_book(sheet('<row r="1"><c r="A1" t="inlineStr"><is><t>a_xD800_b_x0041_</t></is></c></row>')).sheets[0].cells[1, 1]
    assert cell.value == "a_xD800_bA"


def test_strict_and_prefixed_and_utf16_sheets_are_read() -> None:
    strict = ('<?xml version="1.0" encoding="UTF-16"?><x:worksheet xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main"><x:sheetData>'
              '<x:row r="1"><x:c r="A1"><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>').encode("utf-16")
    assert open_book(repacked({"xl/worksheets/sheet1.xml": strict})).sheets[0].cells[1, 1].value == 7.0


def test_part_names_in_other_case_or_with_backslashes() -> None:
    base = repacked({})
    source = zipfile.ZipFile(__import__("io").BytesIO(base))
    moved = repacked({"xl/worksheets/sheet1.xml": None}, {"xl/Worksheets/SHEET1.xml": source.read("xl/worksheets/sheet1.xml")})
    assert open_book(moved).sheets[0].cells[1, 2].value == 2.5


def test_every_limit_has_words() -> None:
    assert set(WORDS) == set(LIMITS._fields)
