"""A form's life: untouched, filled by another program, damaged by hand; the contracts of the JSON outputs."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest

from rmrb_xlsx.rounds.desk import Desk
from rmrb_xlsx.rounds.report import periksa_json
from rmrb_xlsx.rounds.scoring import nilai_json
from rmrb_xlsx.rounds.wording import explain
from rmrb_xlsx.spec import marks
from rmrb_xlsx.spec.contents import contents
from rmrb_xlsx.spec.pack import Pack
from tests.conftest import by_openpyxl, fill_examples, form, told

CONTRACT = Path(__file__).resolve().parent.parent / "contract"
SHEETS = ["Petunjuk", "Periksa", "Identitas", "Rencana Aksi", "Indikator", "Kegiatan", "KKE", "Hasil", "Survei", "Road Map PD", "Pengesahan"]


def contract(name: str, data: dict[str, Any]) -> None:
    jsonschema.validate(json.loads(json.dumps(data)), json.loads((CONTRACT / f"{name}.schema.json").read_text()))


def codes(entry: dict[str, Any]) -> set[tuple[str, str | None, str | None]]:
    return {(f["code"], f["sheet"], f["cell"]) for f in entry["findings"]}


def test_the_sheets_are_those_of_the_product(banyumas_form: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(banyumas_form))
    assert [s.title for s in book if s.sheet_state == "visible"] == SHEETS
    assert {s.title for s in book if s.sheet_state != "visible"} == set(marks.OUR_HIDDEN_SHEETS)
    for name in SHEETS:
        assert book[name].protection.sheet and book[name]["A1"].value and book[name]["A2"].value


def test_same_input_gives_same_bytes(example: Pack) -> None:
    assert form(example, "BBB", 2026) == form(example, "BBB", 2026)


def test_a_form_is_small(banyumas_form: bytes) -> None:
    assert len(banyumas_form) < 300_000


def test_an_untouched_form_is_accepted_and_says_what_is_missing(desk: Desk, banyumas_form: bytes) -> None:
    entry = told(desk.inspect("f.xlsx", banyumas_form))
    contract("periksa", {"schema": "rmrb.periksa/1", "files": [entry]})
    assert (entry["outcome"], entry["complete"], entry["identity"]["agency"]) == ("accepted", False, "BOR")
    required = {(v["sheet"], v["cell"]) for v in entry["values"] if v["required"]}
    assert {(f["sheet"], f["cell"]) for f in entry["findings"]} == required
    assert {f["code"] for f in entry["findings"]} == {"belum-diisi"}
    assert all(v["value"] is None for v in entry["values"])


def test_every_unlocked_cell_is_named_and_nothing_else(desk: Desk, banyumas_form: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(banyumas_form))
    unlocked = {(s.title, c.coordinate) for s in book for row in s.iter_rows() for c in row if not c.protection.locked}
    named = {(v["sheet"], v["cell"]) for v in told(desk.inspect("f.xlsx", banyumas_form))["values"]}
    assert unlocked == named


@pytest.mark.parametrize("agency", ["BOR", "BAP", "33.02.01"])
def test_every_example_makes_a_complete_form(desk: Desk, banyumas: Pack, agency: str) -> None:
    entry = told(desk.inspect("f.xlsx", fill_examples(desk, form(banyumas, agency, 2021))))
    assert (entry["complete"], entry["counts"]["error"], entry["counts"]["warning"]) == (True, 0, 0)
    assert {f["code"] for f in entry["findings"]} <= {"disimpan-program-lain", "belum-dihitung"}
    for v in entry["values"]:
        assert v["value"] == v["example"], v


@pytest.mark.parametrize("year", [2019, 2020, 2022, 2023])
def test_other_years_work_too(desk: Desk, banyumas: Pack, year: int) -> None:
    assert told(desk.inspect("f.xlsx", fill_examples(desk, form(banyumas, "INS", year))))["complete"]


STEP = "a1.a.2026.1"


@pytest.mark.parametrize(("key", "content", "code", "value"), [
    (("rencana_aksi", STEP, "progres"), "100 %", "dibaca-sebagai", 100), (("rencana_aksi", STEP, "progres"), "seratus", "bukan-angka", None),
    (("rencana_aksi", STEP, "progres"), 120, "di-luar-batas", None), (("indikator", "i1.1", "realisasi"), "1.234", "angka-taksa", None),
    (("kegiatan", "k1.1", "realisasi"), "1.234,56", "dibaca-sebagai", 1234.56), (("rencana_aksi", STEP, "status"), "selesai", "dibaca-sebagai", "Selesai"),
    (("rencana_aksi", STEP, "status"), "Sudah", "bukan-pilihan", None), (("rencana_aksi", STEP, "tanggal"), "12/31/2026", "bukan-tanggal", None),
    (("rencana_aksi", STEP, "tanggal"), "31 Maret 2026", "dibaca-sebagai", "2026-03-31"), (("identitas", "surel", "isian"), "di kantor", "bukan-surel", None),
    (("identitas", "nip_kepala", "isian"), "12345", "bukan-nip", None), (("identitas", "telepon", "isian"), "telepon kantor", "bukan-telepon", None),
    (("identitas", "nip_kepala", "isian"), 198001012005011001, "presisi-hilang", None), (("hasil", "tlhp_selesai", "isian"), 2.5, "bukan-bulat", None),
    (("hasil", "tlhp_selesai", "isian"), 11, "aturan", 11), (("rencana_aksi", STEP, "bukti"), None, "aturan", None),
    (("rencana_aksi", STEP, "realisasi"), "\u00a0\u200b", "belum-diisi", None), (("rencana_aksi", STEP, "realisasi"), "x" * 6000, "terlalu-panjang", None),
    (("rencana_aksi", STEP, "progres"), "=50+50", "rumus-tetap", 100), (("rencana_aksi", STEP, "progres"), "=A1*2", "rumus-di-isian", None),
    (("rencana_aksi", STEP, "realisasi"), '=HYPERLINK("http://x")', None, '=HYPERLINK("http://x")'),
])
def test_typical_mistakes(desk: Desk, example_form: bytes, key: tuple[str, str, str], content: object, code: str | None, value: object) -> None:
    filled = fill_examples(desk, example_form)
    values = told(desk.inspect("f.xlsx", filled))["values"]
    sheet, cell = next((v["sheet"], v["cell"]) for v in values if (v["table"], v["row"], v["field"]) == key)

    def change(book: Any) -> None:
        book[sheet][cell].value = content
        if isinstance(content, str) and "HYPERLINK" in content:
            book[sheet][cell].data_type = "s"
    entry = told(desk.inspect("f.xlsx", by_openpyxl(filled, change)))
    here = {c for c, s, at in codes(entry) if (s, at) == (sheet, cell)}
    assert here == ({code} if code else set())
    assert next(v["value"] for v in entry["values"] if (v["sheet"], v["cell"]) == (sheet, cell)) == value
    for f in (f for f in entry["findings"] if f["severity"] == "error"):
        assert f["cell"] in f["message"] and f["sheet"] in f["message"]


def test_rows_sorted_inserted_deleted_and_a_column_moved(desk: Desk, banyumas: Pack) -> None:
    filled = fill_examples(desk, form(banyumas, "BOR", 2021))
    before = {(v["table"], v["row"], v["field"]): v["value"] for v in told(desk.inspect("f.xlsx", filled))["values"]}

    def change(book: Any) -> None:
        page = book["KKE"]
        page.title = "Lembar Nilai"
        page.insert_rows(12, 5)
        page.insert_cols(4)
        gone.append(page.cell(32, 1).value)
        page.delete_rows(32)
        book.move_sheet("Lembar Nilai", -4)
    gone: list[str] = []
    entry = told(desk.inspect("f.xlsx", by_openpyxl(filled, change)))
    after = {(v["table"], v["row"], v["field"]): v["value"] for v in entry["values"]}
    assert {f["row"] for f in entry["findings"] if f["code"] == "baris-hilang"} == set(gone)
    assert after == {k: v for k, v in before.items() if k[1] not in gone}


def test_text_beside_the_form_and_doubled_rows_are_told(desk: Desk, example_form: bytes) -> None:
    def change(book: Any) -> None:
        book["KKE"]["Z50"] = "catatan penting"
        page = book["Kegiatan"]
        page.cell(page.max_row + 1, 1).value = "k1.1"
        book.create_sheet("Catatan")["B2"] = "lembar sendiri"
    entry = told(desk.inspect("f.xlsx", by_openpyxl(example_form, change)))
    found = codes(entry)
    assert ("di-luar-formulir", "KKE", "Z50") in found and ("di-luar-formulir", "Catatan", "B2") in found
    assert len([c for c in found if c[0] == "baris-ganda"]) == 2


@pytest.mark.parametrize(("drop", "outcome", "reason"), [
    ((), "accepted", None), (("lembar",), "accepted", None), (("lembar", "kode"), "quarantined", "identitas-hilang"),
    (("lembar", "kode", "properti"), "quarantined", "identitas-hilang"), (("tukar",), "quarantined", "identitas-bertentangan"),
    (("ubah",), "quarantined", "identitas-berubah"),
])
def test_identity_ladder(desk: Desk, example_form: bytes, drop: tuple[str, ...], outcome: str, reason: str | None) -> None:
    def change(book: Any) -> None:
        printed = next(c for row in book["Petunjuk"].iter_rows() for c in row if str(c.value or "").startswith("RMRB1|"))
        if "lembar" in drop:
            del book["_rmrb"]
        if "kode" in drop:
            printed.value = None
        if "properti" in drop:
            del book.custom_doc_props[marks.PROPERTY]
        if "ubah" in drop:
            printed.value = printed.value.replace("|AAA|", "|BBB|")
        if "tukar" in drop:
            other = marks.read_token(printed.value)
            assert other is not None
            printed.value = marks.token(replace(other, agency="BBB"))
    entry = told(desk.inspect("f.xlsx", by_openpyxl(example_form, change)))
    assert (entry["outcome"], entry["reason"]) == (outcome, reason)


def test_scores_keep_their_contract_and_can_be_told_in_words(desk: Desk, banyumas: Pack) -> None:
    one = desk.inspect("f.xlsx", fill_examples(desk, form(banyumas, "BOR", 2021)))
    data = nilai_json([one])
    contract("nilai", data)
    kke = data["files"][0]["kke"]
    assert (kke["total"], kke["provisional"]) == (pytest.approx(60 + 3.5 / 4 * 15 + 0.9 * 5 + 3.4 / 4 * 20), False)
    assert any("butir x bobot" in line for line in explain(one, in_words=True))


def test_pack_contents_keep_their_contract(banyumas: Pack, example: Pack) -> None:
    contract("paket-isi", contents(banyumas))
    contract("paket-isi", contents(example))


def test_refused_files_keep_the_contract(desk: Desk) -> None:
    data = periksa_json([desk.inspect("kosong.xlsx", b""), desk.inspect("a.xlsx", b"%PDF-1.7")], with_values=True)
    contract("periksa", data)
    assert [f["outcome"] for f in data["files"]] == ["rejected", "rejected"]
