"""`buat --isi-dari`: last round's accepted answers come back where the row is the same thing, and nowhere else."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from rmrb_xlsx.cli import rmrb
from rmrb_xlsx.rounds.desk import Desk
from rmrb_xlsx.rounds.dropbox import receive
from rmrb_xlsx.rounds.issue import issue
from rmrb_xlsx.rounds.workplace import open_workplace, prepare
from rmrb_xlsx.spec.copies import make_copy
from rmrb_xlsx.spec.figures import list_values
from rmrb_xlsx.spec.pack import Pack
from rmrb_xlsx.write.book import write_form
from tests.conftest import EXAMPLE, fill_examples, identity, told
from tests.journey.test_libreoffice import differences


def round_of(folder: Path, year: int, period: str) -> Path:
    prepare(folder, EXAMPLE, year, period, key=b"k" * 32, key_file=folder.parent / f"{folder.name}.kunci")
    return folder


def form_of(folder: Path, agency: str) -> bytes:
    return next(p for p in (folder / "1 Formulir").glob(f"* {agency} *") if "pemda" not in p.stem).read_bytes()


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory, desk: Desk) -> Path:
    """The first half of 2026, in which AAA answered everything and BBB nothing."""
    folder = round_of(tmp_path_factory.mktemp("lalu") / "s1", 2026, "s1")
    with open_workplace(folder) as place:
        list(issue(place))
        (folder / "2 Masuk" / "a.xlsx").write_bytes(fill_examples(desk, form_of(folder, "AAA")))
        assert [t.state for t in receive(place, desk, [folder / "2 Masuk"])] == ["diterima"]
    return folder


def made(tmp_path: Path, before: Path, year: int, period: str) -> Path:
    folder = round_of(tmp_path / "kini", year, period)
    result = CliRunner().invoke(rmrb, ["-C", str(folder), "buat", "--isi-dari", str(before)], standalone_mode=False)
    assert result.exception is None and result.return_value == 0, result.output
    return folder


def values(desk: Desk, data: bytes) -> dict[tuple[str, str, str], Any]:
    return {(v["table"], v["row"], v["field"]): v["value"] for v in told(desk.inspect("f.xlsx", data))["values"]}


def test_the_same_year_carries_all_but_what_is_asked_anew(tmp_path: Path, before: Path, desk: Desk) -> None:
    folder = made(tmp_path, before, 2026, "s2")
    old, new = values(desk, fill_examples(desk, form_of(before, "AAA"))), values(desk, form_of(folder, "AAA"))
    empty = {k for k, v in old.items() if v is not None and new[k] is None}
    assert empty == {k for k in old if k[1:] == ("tanggal", "isian")} | {
        k for k in old if k[0] == "kke" and k[2] in ("jawaban_penilai", "catatan_penilai") and old[k] is not None}
    assert all(new[k] == old[k] for k in old if k not in empty)
    assert not any(v is not None for v in values(desk, form_of(folder, "BBB")).values())


def test_another_year_carries_people_and_scores_but_no_figures(tmp_path: Path, before: Path, desk: Desk) -> None:
    new = values(desk, form_of(made(tmp_path, before, 2027, "tahunan"), "AAA"))
    filled = {k[0] for k, v in new.items() if v is not None}
    assert filled == {"identitas", "kke", "pengesahan"}
    assert new["identitas", "nama_kepala", "isian"] == "Budi Santoso"


@pytest.mark.libreoffice
def test_a_prefilled_form_shows_true_values(tmp_path: Path, before: Path, soffice: Callable[[str, Path, Path], Path]) -> None:
    data = form_of(made(tmp_path, before, 2026, "s2"), "AAA")
    (tmp_path / "f.xlsx").write_bytes(data)
    assert differences(data, soffice("xlsx", tmp_path / "f.xlsx", tmp_path / "out").read_bytes()) == {}
    shown = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    assert "Budi Santoso" in {c.value for c in shown["Pengesahan"]["E"]}, "the signature block"
    assert "berisi jawaban Semester I 2026" in str(shown["KKE"]["C4"].value)


def test_closed_cells_show_a_dash(example: Pack) -> None:
    copy = make_copy(example, identity(example, "AAA", 2026))
    first = next(r for r in copy.rows["kke"] if r.level == "item")
    closed = replace(first, over={**first.over, "jawaban": {"closed": True}})
    rows = {**copy.rows, "kke": tuple(closed if r is first else r for r in copy.rows["kke"])}
    page = openpyxl.load_workbook(io.BytesIO(write_form(replace(copy, rows=rows), list_values(example, copy))))["KKE"]
    marks = {c.value: c.column for row in page.iter_rows() for c in row if str(c.value).startswith("rmrb:")}
    at = next(c.row for c in page["A"] if c.value == first.id)
    cell = page.cell(at, marks["rmrb:kke:jawaban"])
    assert (cell.value, cell.protection.locked) == ("-", True)


@pytest.mark.parametrize("wrong", ["kosong", "sama"])
def test_a_folder_that_is_no_earlier_round_is_told(tmp_path: Path, wrong: str) -> None:
    folder = round_of(tmp_path / "kini", 2026, "s1")
    other = folder if wrong == "sama" else tmp_path
    result = CliRunner().invoke(rmrb, ["-C", str(folder), "buat", "--isi-dari", str(other)], standalone_mode=False)
    assert type(result.exception).__name__ == ("UsageError" if wrong == "sama" else "FolderError")
