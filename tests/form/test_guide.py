"""Petunjuk, Periksa and Pengesahan say what they must, in an empty form and in one that is done."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest

from rmrb_xlsx.rounds.issue import render
from rmrb_xlsx.spec.copies import make_copy
from rmrb_xlsx.spec.figures import list_values
from rmrb_xlsx.spec.pack import Pack
from rmrb_xlsx.write.book import write_form
from rmrb_xlsx.write.guide import LEGEND, example_row
from rmrb_xlsx.write.looks import LOOKS
from rmrb_xlsx.write.periksa import SHOWN
from tests.conftest import identity


def book_of(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data), data_only=True)


@pytest.fixture(scope="module")
def empty(banyumas: Pack) -> Any:
    return book_of(render(banyumas, identity(banyumas, "BOR", 2021), deadline="14 Januari 2022"))


def texts(page: Any) -> list[str]:
    return [str(c.value) for row in page.iter_rows() for c in row if c.value is not None]


def test_the_guide_says_whose_until_when_where_and_how_in_six_lines(empty: Any, banyumas: Pack) -> None:
    told = texts(empty["Petunjuk"])
    assert "14 Januari 2022" in told and "Bagian Organisasi Sekretariat Daerah" in told
    assert any(banyumas.region["collector"] in t and "surel" in t for t in told)
    assert [t for t in told if t.startswith("Langkah ") and t[8:].isdigit()] == [f"Langkah {n}" for n in range(1, 7)]
    assert "Aktifkan Pengeditan" in next(t for t in told if t.startswith("Klik"))


def test_the_legend_shows_the_real_looks(empty: Any) -> None:
    page = empty["Petunjuk"]
    rows = {c.value: c.row for c in page["C"] if c.value}
    for look, sample, meaning in LEGEND:
        cell = page.cell(rows[meaning], 2)
        assert (cell.value or "") == sample
        ground = LOOKS["input" if look in ("missing", "wrong", "broken") else look].get("bg_color")
        assert not ground or cell.fill.fgColor.rgb == "FF" + ground[1:].upper()
        assert cell.protection.locked


def test_the_worked_example_is_a_row_of_the_form(empty: Any, banyumas: Pack) -> None:
    found = example_row(make_copy(banyumas, identity(banyumas, "BOR", 2021)))
    assert found and found[0].code == "rencana_aksi"
    told = texts(empty["Petunjuk"])
    assert all(str(s.example) in told for s in found[1][:3])


def test_periksa_lists_fifty_and_says_how_many_more(empty: Any) -> None:
    page = empty["Periksa"]
    verdict = str(page["C3"].value)
    total = int(verdict.removeprefix("BELUM LENGKAP (").removesuffix(")"))
    jumps = [c for c in page["C"] if c.value == "Buka" and page.cell(c.row, 2).value != "Sel"]
    assert len(jumps) == SHOWN and f"dan {total - SHOWN} isian lagi; bereskan yang di atas dahulu." in texts(page)
    for cell in jumps[:3]:
        sheet, address, what, why, how = (page.cell(cell.row, c).value for c in (1, 2, 4, 5, 6))
        assert empty[sheet][address].value is None and what and why == "Belum diisi" and how


def test_every_sheet_says_so_when_all_is_done(banyumas: Pack) -> None:
    copy = make_copy(banyumas, identity(banyumas, "33.02.01", 2021))
    answers = {(s.table, s.row, s.field): s.example for s in copy.slots()}
    book = book_of(write_form(copy, list_values(banyumas, copy), answers=answers))
    for page in (s for s in book if s.sheet_state == "visible"):
        assert page["C3"].value == "SIAP DIKIRIM", page.title
        assert not any(t.startswith("BELUM ") for t in texts(page) if page.title not in ("Petunjuk",)), page.title
    signed = [c.value for c in book["Pengesahan"]["E"] if c.value]
    assert "Purwokerto, 10 Januari 2022" in signed and "NIP 198001012005011001" in signed
