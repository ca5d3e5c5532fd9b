"""What a person sees: no text cut, enough contrast, everything at the same place, paper and prompts within what Excel takes."""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from rmrb_xlsx.rounds.issue import render
from rmrb_xlsx.spec.copies import make_copy
from rmrb_xlsx.spec.figures import list_values
from rmrb_xlsx.spec.pack import Pack
from rmrb_xlsx.write.book import write_form
from rmrb_xlsx.write.heights import lines, text_width
from rmrb_xlsx.write.looks import INPUT_INK, LOOKS
from rmrb_xlsx.write.selfcheck import OPEN
from tests.conftest import form, identity

SCREEN = 1366 - 26 - 20  # a laptop's width without row numbers and scroll bar, in pixels
WITHOUT_WORDS = {"missing"}  # tells nothing by words of its own: the column «Cek» does


@pytest.fixture(scope="module")
def books(banyumas: Pack) -> dict[str, Any]:
    return {a: openpyxl.load_workbook(io.BytesIO(form(banyumas, a, 2021))) for a in ("BOR", "KES", "33.02.01")}


def pages(books: dict[str, Any]) -> Iterator[Any]:
    for book in books.values():
        yield from (s for s in book if s.sheet_state == "visible")


def luminance(colour: str) -> float:
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_of_contrast_is_that_of_the_web_guidelines() -> None:
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("look", sorted(LOOKS))
def test_every_look_has_contrast(look: str) -> None:
    own = LOOKS[look]
    inks = [own["font_color"]] if "font_color" in own else [LOOKS["base"]["font_color"]]
    if look in ("missing", "wrong", "broken", "right", "not_ready") and "font_color" not in own:
        inks.append(INPUT_INK)
    for ink in inks:
        for ground in {own.get("bg_color", "#FFFFFF"), own.get("fg_color", own.get("bg_color", "#FFFFFF"))}:
            assert contrast(ink, ground) >= 4.5, (ink, ground)


def test_no_meaning_by_colour_alone() -> None:
    """Every look that a condition lays over a cell brings a word with it, or stands for words (verdict, column «Cek»)."""
    for look in ("wrong", "broken"):
        assert re.search(r'"[A-Z]{5,}: "', LOOKS[look]["num_format"])
    assert OPEN.isupper() and set(LOOKS) >= WITHOUT_WORDS


def test_the_head_is_the_same_on_every_sheet(books: dict[str, Any]) -> None:
    for page in pages(books):
        assert page["A1"].value and page["A2"].value, page.title
        assert (page["A3"].value, page["B3"].value) == ("<< Petunjuk", "Periksa"), page.title
        assert page["A3"].hyperlink.location == "'Petunjuk'!A1" and page["B3"].hyperlink.location == "'Periksa'!A1"
        assert "_cek" in page["C3"].value and page["C4"].value, page.title
        assert {str(r.sqref).split(":")[0] for r in page.conditional_formatting} >= {"C3"}, page.title


def test_every_sheet_leads_to_the_next_and_the_guide_to_all(books: dict[str, Any]) -> None:
    for book in books.values():
        names = [s.title for s in book if s.sheet_state == "visible"]
        for name, after in itertools.pairwise(names):
            assert book[name]["A4"].hyperlink.location == f"'{after}'!A1"
        targets = {c.hyperlink.location.split("!")[0].strip("'") for row in book["Petunjuk"].iter_rows() for c in row if c.hyperlink}
        assert targets == set(names)


def test_nothing_is_merged(books: dict[str, Any]) -> None:
    assert not [(p.title, str(r)) for p in pages(books) for r in p.merged_cells.ranges]


def test_filters_and_widths_stay_usable_under_protection(books: dict[str, Any]) -> None:
    for page in pages(books):
        p = page.protection
        assert p.sheet and not p.password and not p.autoFilter and not p.formatColumns and not p.formatRows, page.title
    assert books["BOR"]["Rencana Aksi"].auto_filter.ref


@pytest.mark.parametrize(("paper", "code"), [("F4", "14"), ("A4", "9")])
def test_paper_is_the_packs(banyumas: Pack, paper: str, code: str) -> None:
    pack = replace(banyumas, settings={**banyumas.settings, "paper": paper})
    book = openpyxl.load_workbook(io.BytesIO(render(pack, identity(pack, "KOM", 2021))))
    for page in (s for s in book if s.sheet_state == "visible"):
        setup = page.page_setup
        assert (str(setup.paperSize), setup.orientation, setup.fitToWidth) == (code, "landscape", None), page.title  # None: one
        assert page.sheet_properties.pageSetUpPr.fitToPage
        foot = page.oddFooter
        assert "KOM-1-" in foot.left.text and "kiriman ke-1" in foot.left.text, page.title
        assert foot.right.text == "Halaman &P dari &N" or foot.right.text.endswith("Halaman &P dari &N")
        assert page.print_area, page.title


def test_the_signature_stands_on_one_page_with_the_summary(books: dict[str, Any]) -> None:
    for book in books.values():
        page = book["Pengesahan"]
        assert (page.page_setup.fitToHeight, page.sheet_properties.pageSetUpPr.fitToPage) in ((1, True), (None, True))
        last = int(str(page.print_area).rsplit("$", maxsplit=1)[-1])
        signed = [c.row for c in page["E"] if str(c.value).startswith('="NIP "')]
        assert signed and signed[0] <= last
        assert all(c.row > last for c in page["A"] if str(c.value).startswith("rmrb:")), "the input table is not printed"


def test_prompts_are_within_what_excel_takes(books: dict[str, Any]) -> None:
    for page in pages(books):
        for v in page.data_validations.dataValidation:
            assert v.promptTitle and len(v.promptTitle) <= 32 and 0 < len(v.prompt) <= 255
            assert (len(v.errorTitle) <= 32 and 0 < len(v.error) <= 225 and v.errorStyle in (None, "stop")) or v.type is None
            assert all(len(f or "") <= 255 for f in (v.formula1, v.formula2))


def test_every_input_has_a_prompt(books: dict[str, Any]) -> None:
    for page in pages(books):
        told = {c for v in page.data_validations.dataValidation for r in v.sqref.ranges
                for row in page.iter_rows(r.min_row, r.max_row, r.min_col, r.max_col) for c in (x.coordinate for x in row)}
        inputs = {c.coordinate for row in page.iter_rows() for c in row if not c.protection.locked}
        assert told >= inputs, page.title


def test_what_must_be_seen_together_fits_a_small_screen(books: dict[str, Any]) -> None:
    """On 1366 pixels: of the action plan up to the realisation, of the KKE up to the evidence, everything of most sheets."""
    last = {"Rencana Aksi": "Realisasi *", "KKE": "Bukti dukung *", "Quick Wins": f"Perkembangan {2021} *"}
    for page in pages(books):
        wanted = last.get(page.title)
        columns = [c for row in page.iter_rows(max_row=9) for c in row if c.value == wanted] if wanted else []
        edge = columns[0].column if columns else page.max_column
        widths = {openpyxl.utils.cell.column_index_from_string(k): d for k, d in page.column_dimensions.items()}
        pixels = sum(round(next((d.width for n, d in widths.items() if d.min <= i <= d.max), 8.43) * 7) for i in range(1, edge + 1))
        assert pixels <= SCREEN, (page.title, pixels)


@pytest.mark.parametrize("agency", ["BOR", "KES", "33.02.01"])
def test_a_form_is_small(banyumas: Pack, agency: str) -> None:
    assert len(form(banyumas, agency, 2021)) < 300_000


def test_a_long_text_gets_its_lines() -> None:
    assert lines("satu", 10) == 1 and lines("a\nb", 10) == 2
    assert lines("kata " * 40, 20) >= text_width("kata " * 40) / (20 * 7)
    assert lines("x" * 400, 10) == pytest.approx(text_width("x" * 400) / 68, abs=1.5)


def unmeasured(ods: bytes) -> bytes:
    """The .ods without the heights of rows: LibreOffice must measure them itself."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(ods)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "content.xml":
                part = part.replace(b'style:use-optimal-row-height="false"', b'style:use-optimal-row-height="true"')
                part = re.sub(rb' style:row-height="[^"]*"', b"", part)
            target.writestr(name, part)
    return out.getvalue()


@pytest.mark.libreoffice
@pytest.mark.parametrize("agency", ["BOR", "33.02.01"])
def test_no_row_is_lower_than_its_text(banyumas: Pack, soffice: Callable[[str, Path, Path], Path], tmp_path: Path, agency: str) -> None:
    """LibreOffice measures every row itself; none of ours is lower. Inputs hold their examples, as if filled in."""
    copy = make_copy(banyumas, identity(banyumas, agency, 2021))
    long = "Kegiatan terlaksana sesuai rencana dan hasilnya sudah dilaporkan kepada pimpinan. " * 3
    answers = {(s.table, s.row, s.field): long if s.kind == "text" and s.example else s.example for s in copy.slots()}
    data = write_form(copy, list_values(banyumas, copy), answers=answers)
    (tmp_path / "f.xlsx").write_bytes(data)
    (tmp_path / "g.ods").write_bytes(unmeasured(soffice("ods", tmp_path / "f.xlsx", tmp_path / "out").read_bytes()))
    measured = openpyxl.load_workbook(soffice("xlsx", tmp_path / "g.ods", tmp_path / "out"))
    ours = openpyxl.load_workbook(io.BytesIO(data))
    low = []
    checked = 0
    for page in (s for s in ours if s.sheet_state == "visible"):
        for row in range(1, page.max_row + 1):
            height, needed = page.row_dimensions[row].height or 15, measured[page.title].row_dimensions[row].height
            if needed and not page.row_dimensions[row].hidden:
                checked += needed > 16
                if needed > height + 0.5:
                    low.append((page.title, row, height, needed))
    assert not low and checked > 100


@pytest.mark.libreoffice
@pytest.mark.parametrize("agency", ["BOR", "33.02.01"])
def test_a_form_prints_on_a_sensible_number_of_pages(banyumas: Pack, soffice: Callable[[str, Path, Path], Path], tmp_path: Path,
                                                     agency: str) -> None:
    (tmp_path / "f.xlsx").write_bytes(form(banyumas, agency, 2021))
    printed = soffice("pdf", tmp_path / "f.xlsx", tmp_path / "out").read_bytes()
    sizes = set(re.findall(rb"/MediaBox\s*\[\s*0 0 ([0-9.]+) ([0-9.]+)", printed))
    assert 15 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= 30
    assert {(round(float(w)), round(float(h))) for w, h in sizes} == {(936, 612)}, "F4 landscape, every page"
