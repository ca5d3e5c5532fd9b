"""The produced package, part by part: only known formulas, only internal links and links to archived originals, text as text."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import openpyxl
import pytest

from rmrb_xlsx.errors import OwnFault
from rmrb_xlsx.rounds.texts import presentable, units
from rmrb_xlsx.write.master.workbook import write_master
from rmrb_xlsx.write.must import LONGEST_CELL, Book
from tests.master.conftest import NASTY, Round

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ALLOWED = {"IF", "AND", "OR", "ISNUMBER", "IFERROR", "COUNT", "COUNTA", "COUNTIF", "COUNTIFS", "SUM", "SUMIF", "SUMIFS", "INDEX", "MATCH", "MIN",
           "MAX", "ROUND", "REPT", "LEN", "LEFT", "TRIM", "HYPERLINK"}
ARCHIVED = re.compile(r"\.\./arsip/([0-9a-f]{2})/\1[0-9a-f]{62}")
OWN_LINK = re.compile(r'HYPERLINK\("\.\./arsip/"&LEFT\(T\d+,2\)&"/"&T\d+,"buka"\)')


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return {name: book.read(name) for name in book.namelist()}


def formulas(data: bytes) -> list[str]:
    return [f.text or "" for name, part in parts(data).items() if name.startswith("xl/worksheets/sheet")
            for f in ET.fromstring(part).iter(f"{MAIN}f")]


def test_only_known_functions_are_used_and_none_is_volatile(round_: Round) -> None:
    found = formulas(round_.second)
    assert len(found) > 500
    bare = [re.sub(r'"(?:[^"]|"")*"', '""', f) for f in found]
    used = {name for f in bare for name in re.findall(r"([A-Z][A-Z0-9.]*)\(", f)}
    assert used <= ALLOWED
    assert not [f for f in bare if "[" in re.sub(r"Data\[[A-Za-z ]+\]", "", f)], "no reference to another workbook"


def test_no_text_of_a_return_stands_in_a_formula(round_: Round) -> None:
    joined = "\n".join(formulas(round_.second))
    assert not [n for n in NASTY if n in joined]
    assert "jahat" not in joined and "Anggaran" not in joined
    assert all(OWN_LINK.fullmatch(f) for f in formulas(round_.second) if "HYPERLINK" in f)


def test_links_stay_inside_or_lead_to_the_archive(round_: Round) -> None:
    outside = []
    for name, part in parts(round_.second).items():
        if name.endswith(".rels"):
            outside += [r.get("Target", "") for r in ET.fromstring(part) if r.get("TargetMode") == "External"]
    assert outside and all(ARCHIVED.fullmatch(t) for t in outside)
    assert all((round_.folder / "4 Induk" / t).resolve().is_file() for t in outside), "the link leads to the original"


def test_the_package_holds_no_macro_connection_or_other_workbook(round_: Round) -> None:
    names = " ".join(parts(round_.second))
    assert not re.search(r"vba|externalLink|connection|ctrlProp|activeX|embedding|customXml", names)


def test_texts_of_returns_arrive_as_the_same_text(round_: Round) -> None:
    page = openpyxl.load_workbook(io.BytesIO(round_.second))["Data"]
    cells = {c.value: c for row in page.iter_rows(min_row=5) for c in row if isinstance(c.value, str)}
    for text in NASTY:
        shown = text + " " if text.startswith("<r>") else text
        assert shown in cells, text
        assert cells[shown].data_type == "s" and cells[shown].hyperlink is None
        assert cells[shown].quotePrefix, "typing into the cell later keeps it text"


@pytest.mark.parametrize(("text", "shown", "codes"), [
    ("biasa\nbaris dua\ttab", "biasa\nbaris dua\ttab", ()),
    ("a\x00b\x07c\x1b", "a␀b␇c␛", ("huruf-kendali",)),
    ("baris\r\nbaru\rlagi", "baris\nbaru\nlagi", ()),
    ("hapus\x7f dan \x9f dan \ufffe", "hapus␡ dan \ufffd dan \ufffd", ("huruf-kendali",)),
    ("separuh \ud83d huruf", "separuh \ufffd huruf", ("huruf-kendali",)),
    ("utuh 😀", "utuh 😀", ()),
])
def test_texts_are_made_presentable_and_it_is_told(text: str, shown: str, codes: tuple[str, ...]) -> None:
    assert presentable(text) == (shown, codes)


@pytest.mark.parametrize("text", ["x" * 40_000, "😀" * 20_000, "x" * 32_766 + "😀", "😀" * 16_383 + "xy"])
def test_a_text_too_long_for_a_cell_is_cut_and_it_is_told(text: str) -> None:
    shown, codes = presentable(text)
    assert codes == ("teks-dipotong",)
    assert units(shown) <= LONGEST_CELL and shown.endswith("[… terpotong]") and len(shown) > 16_000


def test_a_text_that_just_fits_is_left_alone() -> None:
    assert presentable("x" * LONGEST_CELL) == ("x" * LONGEST_CELL, ())


def test_the_writer_refuses_what_it_would_have_to_cut() -> None:
    book = Book({"title": "t"}, {})
    with pytest.raises(OwnFault, match="melebihi isi satu sel"):
        book.page("A").text(0, 0, "😀" * 16_384, "plain")


def test_a_link_that_is_no_archived_original_is_refused() -> None:
    book = Book({"title": "t"}, {})
    for number, target in enumerate(("http://jahat.invalid", "../arsip/ab/../../etc/passwd", "../arsip/ab/" + "c" * 64, "..\\arsip\\ab\\" + "ab" * 32)):
        with pytest.raises(OwnFault, match="Bukan tempat berkas asli"):
            book.page(f"H{number}").archived(0, 0, target, "buka")


def test_hostile_texts_in_every_line_give_a_sound_workbook(round_: Round) -> None:
    """Whatever a text holds, the package stays well-formed and the text stays text, also in cached results of formulas."""
    hostile = '</v></c><c r="A1"><f>1+1</f></c> & < > " \' ]]> ' + NASTY[0]

    def spoil(rows: tuple[Any, ...], *fields: str) -> tuple[Any, ...]:
        return tuple(replace(r, **{f: hostile for f in fields if isinstance(getattr(r, f), str)}) for r in rows)
    lines = round_.lines
    lines = replace(lines, data=spoil(lines.data, "text", "label", "agency_name", "file", "sheet", "cell"),
                    obstacles=spoil(lines.obstacles, "obstacle", "follow_up"), findings=spoil(lines.findings, "message", "file"),
                    files=spoil(lines.files, "file", "saved_by"), standings=spoil(lines.standings, "name", "note"),
                    scores=spoil(lines.scores, "name"), changes=spoil(lines.changes, "before", "after", "label"),
                    steps=spoil(lines.steps, "words"), decisions=spoil(lines.decisions, "reason", "who"))
    data = write_master(lines)
    for name, part in parts(data).items():
        if name.endswith((".xml", ".rels")):
            ET.fromstring(part)
    cells = [c for s in openpyxl.load_workbook(io.BytesIO(data)) for row in s.iter_rows() for c in row if isinstance(c.value, str)]
    assert sum(hostile in c.value for c in cells) > 50
    assert all(c.data_type == "s" for c in cells if hostile in c.value)


def test_every_chart_and_the_table_tell_their_content_in_words(round_: Round) -> None:
    drawings = [part.decode() for name, part in parts(round_.second).items() if name.startswith("xl/drawings/drawing")]
    told = re.findall(r'<xdr:cNvPr id="\d+" name="[^"]+"([^>]*)', "".join(drawings))
    assert len(told) >= 2 and all('descr="' in t and len(t) > 60 for t in told)


def test_the_first_page_prints_on_exactly_one_sheet(round_: Round) -> None:
    first = parts(round_.second)["xl/worksheets/sheet1.xml"].decode()
    assert 'fitToPage="1"' in first and 'orientation="landscape"' in first
    setup = re.search(r"<pageSetup[^>]*>", first)
    assert setup and "fitToHeight" not in setup.group() and "fitToWidth" not in setup.group(), "1 by 1 is what is not written"


def test_the_same_lines_give_the_same_bytes(round_: Round) -> None:
    assert write_master(round_.lines) == round_.second
