"""A stored result is never believed unseen: never calculated, calculated, tampered with."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import openpyxl
import pytest

from rmrb_xlsx.demo.fill import fill
from rmrb_xlsx.rounds.desk import Desk
from rmrb_xlsx.rounds.issue import render
from rmrb_xlsx.rounds.scoring import nilai_json
from rmrb_xlsx.spec.copies import make_copy
from rmrb_xlsx.spec.pack import Pack
from tests.conftest import fill_examples, form, identity, told

OURS = {"belum-dihitung", "hitungan-berbeda", "rumus-tertimpa"}


@pytest.fixture(scope="module")
def calculated(example: Pack) -> bytes:
    """A filled form whose every result is stored rightly, as a spreadsheet program leaves it."""
    one = identity(example, "AAA", 2026)
    return render(example, one, answers={(s.table, s.row, s.field): s.example for s in make_copy(example, one).slots() if s.example is not None})


def codes(desk: Desk, data: bytes) -> list[tuple[str, str | None, str | None]]:
    return [(f["code"], f["sheet"], f["cell"]) for f in told(desk.inspect("f.xlsx", data))["findings"] if f["code"] in OURS]


def total_cell(data: bytes) -> str:
    page = openpyxl.load_workbook(io.BytesIO(data))["Hasil"]
    row = next(c.row for c in page["A"] if c.value == "total")
    return f"D{row}"


def with_cached(data: bytes, cell: str, number: str, formula: bool = True) -> bytes:
    """The file with another stored result (or a typed number) in a computed cell of the sheet `Hasil`."""
    wanted = f"xl/worksheets/sheet{openpyxl.load_workbook(io.BytesIO(data)).sheetnames.index('Hasil') + 1}.xml"

    def new(match: re.Match[bytes]) -> bytes:
        return match[1] + (match[2] if formula else b"") + f"<v>{number}</v></c>".encode()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name)
            if name == wanted:
                part, hits = re.subn(rf'(<c r="{cell}"[^>]*>)(<f>[^<]*</f>)<v>[^<]*</v></c>'.encode(), new, part)
                assert hits == 1
            target.writestr(name, part)
    return out.getvalue()


def test_a_calculated_file_is_believed_without_a_word(desk: Desk, calculated: bytes) -> None:
    assert codes(desk, calculated) == []


def test_another_stored_number_is_told_and_ours_counts(desk: Desk, calculated: bytes) -> None:
    cell = total_cell(calculated)
    forged = with_cached(calculated, cell, "99.5")
    assert forged != with_cached(calculated, cell, "12")
    assert codes(desk, forged) == [("hitungan-berbeda", "Hasil", cell)]
    scores = nilai_json([desk.inspect("f.xlsx", forged), desk.inspect("f.xlsx", calculated)])["files"]
    assert scores[0]["kke"] == scores[1]["kke"]


def test_a_number_typed_over_a_formula_is_told(desk: Desk, calculated: bytes) -> None:
    cell = total_cell(calculated)
    assert ("rumus-tertimpa", "Hasil", cell) in codes(desk, with_cached(calculated, cell, "99.5", formula=False))


def test_a_file_never_calculated_is_recognised(desk: Desk, example: Pack) -> None:
    """openpyxl drops every stored result; a program that edits the XML leaves those of the empty form."""
    empty = form(example, "AAA", 2026)
    assert codes(desk, fill_examples(desk, empty)) == [("belum-dihitung", None, None)]
    cells: dict[tuple[str, str], Any] = {(v["sheet"], v["cell"]): v["example"] for v in told(desk.inspect("f.xlsx", empty))["values"]
                                         if v["example"] is not None and v["kind"] != "date"}
    assert codes(desk, fill(empty, cells)) == [("belum-dihitung", None, None)]
    assert codes(desk, empty) == []
