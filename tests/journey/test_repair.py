"""One round trip: a return with errors comes back as one repaired form with all its answers, every wrong cell marked and explained."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from rmrb_xlsx.rounds.desk import Desk
from rmrb_xlsx.rounds.dropbox import receive
from rmrb_xlsx.rounds.intake import Taken
from rmrb_xlsx.rounds.repair import Repaired, repair
from rmrb_xlsx.rounds.workplace import open_workplace
from tests.conftest import by_openpyxl, fill_examples, told
from tests.journey.test_libreoffice import Convert, differences
from tests.journey.test_round import clock, drop, folder, issued

__all__ = ["folder"]

STEP = "a1.a.2026.1"
TWELVE: dict[tuple[str, str, str], Any] = {  # twelve different errors, each in a cell of its own; None: left empty
    ("identitas", "surel", "isian"): "petugas di kantor", ("identitas", "nip_kepala", "isian"): "12345",
    ("identitas", "telepon", "isian"): "telepon kantor", ("identitas", "nama_kepala", "isian"): None,
    ("rencana_aksi", STEP, "progres"): 120, ("rencana_aksi", STEP, "status"): "Sudah", ("rencana_aksi", STEP, "tanggal"): "12/31/2026",
    ("indikator", "i1.1", "realisasi"): "1.234", ("kegiatan", "k1.1", "realisasi"): "sekitar 10",
    ("hasil", "tlhp_selesai", "isian"): 2.5, ("hasil", "lhkpn_lapor", "isian"): 1e9, ("rencana_aksi", STEP, "realisasi"): "x" * 5001,
}
CODES = {"bukan-surel", "bukan-nip", "bukan-telepon", "belum-diisi", "di-luar-batas", "bukan-pilihan", "bukan-tanggal", "angka-taksa",
         "bukan-angka", "bukan-bulat", "aturan", "terlalu-panjang"}


def cells_of(desk: Desk, data: bytes) -> dict[tuple[str, str, str], tuple[str, str]]:
    return {(v["table"], v["row"], v["field"]): (v["sheet"], v["cell"]) for v in told(desk.inspect("f", data))["values"]}


def examples_of(desk: Desk, data: bytes) -> dict[tuple[str, str, str], Any]:
    dated = {(v["table"], v["row"], v["field"]): v for v in told(desk.inspect("f", data))["values"]}
    return {k: dt.date.fromisoformat(v["example"]) if v["kind"] == "date" and v["example"] else v["example"] for k, v in dated.items()}


def put(desk: Desk, data: bytes, contents: dict[tuple[str, str, str], Any]) -> bytes:
    where = cells_of(desk, data)

    def change(book: Any) -> None:
        for key, content in contents.items():
            sheet, cell = where[key]
            book[sheet][cell] = content
    return by_openpyxl(data, change)


def round_trip(folder: Path, desk: Desk, name: str, data: bytes) -> tuple[list[Taken], list[Repaired]]:
    drop(folder, name, data)
    with open_workplace(folder) as place:
        taken = [t for t in receive(place, desk, [folder / "2 Masuk"], clock=clock) if t.file == name]
        return taken, list(repair(place, desk, {t.inspection.sha256: t.inspection for t in taken if t.inspection}, clock=clock))


def marked(data: bytes) -> set[tuple[str, str]]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {(s.title, c.coordinate) for s in book for row in s.iter_rows() for c in row if c.border.left.style == "thick"}


def listed(data: bytes) -> list[dict[str, Any]]:
    page = openpyxl.load_workbook(io.BytesIO(data), data_only=True)["Perbaikan"]
    rows = [[c.value for c in row] for row in page.iter_rows()]
    head = next(i for i, row in enumerate(rows) if row[0] == "No")
    return [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1:] if isinstance(row[0], int | float)]


@pytest.mark.libreoffice
def test_twelve_errors_in_an_ods_come_back_as_twelve_marked_cells(folder: Path, desk: Desk, soffice: Convert, tmp_path: Path) -> None:
    whole = fill_examples(desk, issued(folder, "AAA"))
    (tmp_path / "AAA.xlsx").write_bytes(put(desk, whole, TWELVE))
    ods = soffice("ods", tmp_path / "AAA.xlsx", tmp_path / "out").read_bytes()
    (taken,), (made,) = round_trip(folder, desk, "AAA.ods", ods)
    assert (taken.state, taken.revision, made.marked, made.unread) == ("diterima", 1, 12, 0)
    assert taken.inspection and taken.inspection.submission.format == "ods"
    assert {f.code for f in taken.inspection.findings if f.severity == "error"} == CODES
    data = made.path.read_bytes()
    where = cells_of(desk, data)
    assert marked(data) == {where[key] for key in TWELVE}

    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames[0] == "Perbaikan" and book.active.title == "Perbaikan"
    for key, content in TWELVE.items():
        sheet, cell = where[key]
        assert book[sheet][cell].value == content, "wrong contents are kept as typed"
        rule = next(r for r in book[sheet].data_validations.dataValidation if cell in r.sqref)
        assert rule.promptTitle == "PERBAIKI" and rule.prompt
    lines = [r for r in listed(data) if r["Sel"]]
    assert {(r["Lembar"], r["Sel"]) for r in lines} == marked(data) and {r["Sekarang"] for r in lines} == {"belum"}
    assert {len(r["Apa yang salah dan cara memperbaikinya"]) > 20 for r in lines} == {True}
    others = {k: v for k, v in values(desk, whole).items() if k not in TWELVE}
    assert {k: v for k, v in values(desk, data).items() if k in others} == others, "all their other answers are in place"

    (tmp_path / "perbaikan.xlsx").write_bytes(data)
    assert differences(data, soffice("xlsx", tmp_path / "perbaikan.xlsx", tmp_path / "hitung").read_bytes()) == {}

    examples = examples_of(desk, data)
    (again,), nothing = round_trip(folder, desk, "AAA 2.xlsx", put(desk, data, {key: examples[key] for key in TWELVE}))
    assert (again.state, again.revision, nothing) == ("diterima", 2, [])
    assert again.inspection and again.inspection.complete


def values(desk: Desk, data: bytes) -> dict[tuple[str, str, str], Any]:
    return {(v["table"], v["row"], v["field"]): v["value"] for v in told(desk.inspect("f", data))["values"] if v["value"] is not None}


def test_the_next_repair_says_what_is_right_still_wrong_and_new(folder: Path, desk: Desk) -> None:
    data = issued(folder, "BBB")
    examples = examples_of(desk, data)
    keys = [k for k in examples if k[0] == "identitas"][:3]
    whole = fill_examples(desk, data)
    _, (first,) = round_trip(folder, desk, "1.xlsx", put(desk, whole, {keys[0]: None, keys[1]: None}))
    assert {r["Dibanding kiriman lalu"] for r in listed(first.path.read_bytes())} == {None}
    _, (second,) = round_trip(folder, desk, "2.xlsx", put(desk, first.path.read_bytes(), {keys[0]: examples[keys[0]], keys[2]: None}))
    where = cells_of(desk, second.path.read_bytes())
    history = {(r["Lembar"], r["Sel"]): (r["Dibanding kiriman lalu"], r["Sekarang"]) for r in listed(second.path.read_bytes())
               if r["Sel"]}  # remarks on the whole file have no cell
    assert history == {where[keys[0]]: ("sudah benar", "sudah beres"), where[keys[1]]: ("masih salah", "belum"), where[keys[2]]: ("baru", "belum")}
    assert "perbaikan 2" in second.path.name
    page = openpyxl.load_workbook(second.path)["Identitas"]
    assert "kiriman ke-3: perbaikan atas revisi 2" in page.oddFooter.left.text


def test_a_resave_of_the_repaired_form_is_no_new_revision(folder: Path, desk: Desk) -> None:
    whole = fill_examples(desk, issued(folder, "BBB"))
    _, (made,) = round_trip(folder, desk, "1.xlsx", put(desk, whole, {("identitas", "surel", "isian"): "di kantor"}))
    (taken,), again = round_trip(folder, desk, "2.xlsx", by_openpyxl(made.path.read_bytes(), lambda book: None))
    assert (taken.state, taken.revision) == ("sama", None)
    assert [(r.path, r.new) for r in again] == [(made.path, False)]


def test_whatever_found_no_place_is_listed_and_damage_is_whole_again(folder: Path, desk: Desk) -> None:
    whole = fill_examples(desk, issued(folder, "AAA"))
    where = cells_of(desk, whole)

    def damage(book: Any) -> None:
        book.create_sheet("Catatan kami")["B3"] = "Mohon perpanjangan waktu"
        page = book["Rencana Aksi"]
        page["AA30"] = 1234.5
        page.data_validations.dataValidation.clear()
        _, cell = where["rencana_aksi", STEP, "status"]
        row = page[cell].row
        page.insert_rows(row + 1)
        page.cell(row + 1, page[cell].column).value = "Kegiatan tambahan kami"
        kke = book["KKE"]
        kke.delete_rows(next(r for r in range(1, 40) if kke.cell(r, 1).value == "I.1.a"))
    (taken,), (made,) = round_trip(folder, desk, "a.xlsx", by_openpyxl(whole, damage))
    assert taken.state == "diterima"
    book = openpyxl.load_workbook(made.path)
    lost = [[c.value for c in row][1:4] for row in book["Tak Terbaca"].iter_rows(min_row=6)]
    assert ["Catatan kami", "B3", "Mohon perpanjangan waktu"] in lost and ["Rencana Aksi", "AA31", "1234,5"] in lost
    assert any(text == "Kegiatan tambahan kami" for _, _, text in lost) and made.unread == len(lost) == 3
    fresh = openpyxl.load_workbook(io.BytesIO(issued(folder, "AAA")))
    for name in ("Rencana Aksi", "KKE"):
        ranges = {c for r in book[name].data_validations.dataValidation for part in r.sqref.ranges for c in part.cells}
        assert {c for r in fresh[name].data_validations.dataValidation for part in r.sqref.ranges for c in part.cells} <= ranges
    assert book["KKE"].max_row == fresh["KKE"].max_row
    assert [r["Dibanding kiriman lalu"] for r in listed(made.path.read_bytes())].count(None) == len(listed(made.path.read_bytes()))
    again = told(desk.inspect("p", made.path.read_bytes()))
    assert {f["code"] for f in again["findings"]} == {"belum-diisi"} and {f["row"] for f in again["findings"]} == {"I.1.a"}


def test_a_repaired_form_that_was_deleted_is_made_again_alike(folder: Path, desk: Desk) -> None:
    whole = fill_examples(desk, issued(folder, "CCC"))
    _, (made,) = round_trip(folder, desk, "c.xlsx", put(desk, whole, {("identitas", "surel", "isian"): "di kantor"}))
    before = hashlib.sha256(made.path.read_bytes()).hexdigest()
    made.path.unlink()
    with open_workplace(folder) as place:
        issues = place.ledger.issues()
        (again,) = repair(place, desk, clock=lambda: "2099-01-01T00:00:00+07:00")
        assert place.ledger.issues() == issues
    assert hashlib.sha256(again.path.read_bytes()).hexdigest() == before


@pytest.mark.parametrize("content", ["=1+A1", "+62 dan seterusnya", "@SUM(A1)"])
def test_what_looks_like_a_formula_stays_text(folder: Path, desk: Desk, content: str) -> None:
    whole = fill_examples(desk, issued(folder, "CCC"))
    _, (made,) = round_trip(folder, desk, "c.xlsx", put(desk, whole, {("identitas", "telepon", "isian"): content}))
    sheet, cell = cells_of(desk, made.path.read_bytes())["identitas", "telepon", "isian"]
    shown = openpyxl.load_workbook(made.path)[sheet][cell]
    assert (shown.value, shown.data_type, shown.hyperlink) == (content, "s", None)


def test_a_formula_in_a_free_text_is_not_taken_for_an_answer_when_it_comes_back_unmended(folder: Path, desk: Desk) -> None:
    key, formula = ("rencana_aksi", STEP, "realisasi"), '=VLOOKUP("x",B1:C2,2,FALSE)'
    whole = fill_examples(desk, issued(folder, "AAA"))
    (taken,), (made,) = round_trip(folder, desk, "1.xlsx", put(desk, whole, {key: formula}))
    assert taken.inspection
    assert [(f.code, f.cell) for f in taken.inspection.findings if f.severity == "error"] == [("rumus-di-isian", cells_of(desk, whole)[key][1])]
    data = made.path.read_bytes()
    assert made.marked == 1 and [r["Isi Anda"] for r in listed(data) if r["Sel"]] == [formula], "the list keeps what was typed"
    unmended = put(desk, data, {("identitas", "nama_petugas", "isian"): "Orang lain"})
    (again,), _ = round_trip(folder, desk, "2.xlsx", unmended)
    assert again.inspection and not again.inspection.complete
    assert [(f.code, f.row, f.field) for f in again.inspection.findings if f.severity == "error"] == [("belum-diisi", STEP, "realisasi")]
