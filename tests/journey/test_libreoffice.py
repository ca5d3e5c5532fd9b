"""LibreOffice as witness: forms open, survive a re-save, and its recalculation agrees with every value we stored."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from rmrb_xlsx.read.xml import unescape
from rmrb_xlsx.rounds.desk import Desk
from rmrb_xlsx.rounds.scoring import score_return
from rmrb_xlsx.spec.pack import Pack
from tests.conftest import fill_examples, form, told

pytestmark = pytest.mark.libreoffice
Convert = Callable[[str, Path, Path], Path]


def grid(data: bytes) -> dict[tuple[str, str], Any]:
    """Every shown value; nothing, empty text and a formula not calculated yet are alike; escaped marks as the marks they are."""
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    return {(s.title, c.coordinate): unescape(c.value) if isinstance(c.value, str) else c.value
            for s in book for row in s.iter_rows() for c in row if c.value not in (None, "")}


def same(one: Any, other: Any) -> bool:
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) < 1e-9 * max(1, abs(one))
    return bool(one == other)


def differences(one: bytes, other: bytes) -> dict[tuple[str, str], tuple[Any, Any]]:
    left, right = grid(one), grid(other)
    return {k: (left.get(k), right.get(k)) for k in left.keys() | right.keys() if not same(left.get(k), right.get(k))}


@pytest.mark.parametrize("agency", ["BOR", "BAP", "33.02.01"])
def test_an_empty_form_recalculates_to_what_it_shows(banyumas: Pack, soffice: Convert, tmp_path: Path, agency: str) -> None:
    data = form(banyumas, agency, 2021)
    (tmp_path / "f.xlsx").write_bytes(data)
    assert differences(data, soffice("xlsx", tmp_path / "f.xlsx", tmp_path / "out").read_bytes()) == {}


@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_a_filled_form_survives_a_resave(desk: Desk, banyumas: Pack, soffice: Convert, tmp_path: Path, kind: str) -> None:
    filled = fill_examples(desk, form(banyumas, "INS", 2021))
    (tmp_path / "f.xlsx").write_bytes(filled)
    before = told(desk.inspect("f.xlsx", filled))
    after = told(desk.inspect("f", soffice(kind, tmp_path / "f.xlsx", tmp_path / "out").read_bytes()))
    assert (after["identity"], after["complete"], after["values"]) == (before["identity"], True, before["values"])
    assert after["format"] == kind and "LibreOffice" in (after["saved_by"] or "LibreOffice")


def test_the_forms_own_verdict_and_score_agree_with_ours(desk: Desk, banyumas: Pack, soffice: Convert, tmp_path: Path) -> None:
    filled = fill_examples(desk, form(banyumas, "BOR", 2021))
    (tmp_path / "f.xlsx").write_bytes(filled)
    shown = grid(soffice("xlsx", tmp_path / "f.xlsx", tmp_path / "out").read_bytes())
    assert shown["Periksa", "C5"] == "SIAP DIKIRIM"
    score = score_return(desk.inspect("f.xlsx", filled))
    rows = {shown.get(("KKE", f"A{r}")): shown.get(("KKE", f"H{r}")) for r in range(1, 140)}
    for area in score.areas:
        assert same(rows[area.id], area.score), area.id
        for sub in area.subcomponents:
            assert same(rows[sub.id], sub.score), sub.id


def test_the_forms_own_verdict_on_mistakes_agrees_with_ours(desk: Desk, example: Pack, soffice: Convert, tmp_path: Path) -> None:
    """Every cell that `_cek` calls open has an error here, and every cell with an error here is open there."""
    filled = fill_examples(desk, form(example, "AAA", 2026))
    mistakes = {("rencana_aksi", "a1.a.2026.1", "progres"): "seratus", ("rencana_aksi", "a2.a.2026.1", "status"): "Sudah",
                ("rencana_aksi", "a2.a.2026.2", "tanggal"): None, ("indikator", "i1.1", "realisasi"): "sekitar 10",
                ("identitas", "nip_kepala", "isian"): "12345", ("identitas", "surel", "isian"): "di kantor",
                ("hasil", "tlhp_selesai", "isian"): 11, ("hasil", "persepsi_korupsi", "isian"): 5, ("kke", "I.1.a", "jawaban"): "Mungkin",
                ("rencana_aksi", "a2.b.2026.1", "realisasi"): "ada isi tanpa status", ("rencana_aksi", "a2.b.2026.1", "status"): None}
    where = {(v["table"], v["row"], v["field"]): (v["sheet"], v["cell"]) for v in told(desk.inspect("f.xlsx", filled))["values"]}
    book = openpyxl.load_workbook(io.BytesIO(filled))
    for key, content in mistakes.items():
        sheet, cell = where[key]
        book[sheet][cell].value = content
    book.save(tmp_path / "f.xlsx")
    ours = {(f["sheet"], f["cell"]) for f in told(desk.inspect("f.xlsx", (tmp_path / "f.xlsx").read_bytes()))["findings"]
            if f["severity"] == "error"}
    shown = grid(soffice("xlsx", tmp_path / "f.xlsx", tmp_path / "out").read_bytes())
    theirs = {(shown["_cek", f"B{r}"], shown["_cek", f"C{r}"]) for r in range(2, 2000)
              if shown.get(("_cek", f"E{r}")) not in (None, "OK")}
    assert theirs == ours and len(ours) >= 9
    assert shown["Periksa", "C5"] == f"BELUM LENGKAP ({len(ours)})"
