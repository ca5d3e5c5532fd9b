"""A whole round in a working folder: issued, returned, taken in twice, merged; and the commands as a person types them."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest

from rmrb_xlsx.rounds.desk import Desk
from rmrb_xlsx.rounds.dropbox import receive
from rmrb_xlsx.rounds.issue import issue
from rmrb_xlsx.rounds.master import consolidate
from rmrb_xlsx.rounds.status import standings
from rmrb_xlsx.rounds.trial import Trial, run_trial
from rmrb_xlsx.rounds.workplace import open_workplace, prepare
from tests.conftest import EXAMPLE, by_openpyxl, fill_examples, told
from tests.journey.test_form import CONTRACT
from tests.journey.test_libreoffice import Convert, differences
from tests.read.hostile import encrypted


def clock() -> str:
    return "2027-01-10T09:00:00+07:00"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    prepare(tmp_path / "kerja", EXAMPLE, 2026, "tahunan", key=b"k" * 32, key_file=tmp_path / "kunci")
    with open_workplace(tmp_path / "kerja") as place:
        assert [(i.form, i.new) for i in issue(place, clock=clock)].count(("pd", True)) == 3
    return tmp_path / "kerja"


def issued(folder: Path, agency: str, form: str = "pd") -> bytes:
    return next(p for p in (folder / "1 Formulir").glob(f"* {agency} *") if p.stem.endswith(" - pemda") == (form == "pemda")).read_bytes()


def drop(folder: Path, name: str, data: bytes) -> None:
    (folder / "2 Masuk" / name).write_bytes(data)


def take(folder: Path, desk: Desk) -> list[tuple[str, str, int | None]]:
    with open_workplace(folder) as place:
        return [(t.file, t.state, t.revision) for t in receive(place, desk, [folder / "2 Masuk"], clock=clock)]


def merged(folder: Path) -> Path:
    with open_workplace(folder) as place:
        return consolidate(place)


def data_rows(path: Path) -> list[dict[str, Any]]:
    page = openpyxl.load_workbook(path)["Data"]
    head = [c.value for c in page[4]]
    return [dict(zip(head, [c.value for c in row], strict=True)) for row in page.iter_rows(min_row=5) if row[0].value]


def test_every_value_comes_into_data_with_its_place(folder: Path, desk: Desk) -> None:
    filled = fill_examples(desk, issued(folder, "AAA"))
    drop(folder, "a.xlsx", filled)
    assert take(folder, desk) == [("a.xlsx", "diterima", 1)]
    rows = data_rows(merged(folder))
    told_ = {(v["table"], v["row"], v["field"], v["sheet"], v["cell"]): v["value"] for v in told(desk.inspect("a", filled))["values"]
             if v["value"] is not None}
    assert {(r["Tabel"], r["Baris"], r["Kolom"], r["Lembar"], r["Sel"]): r["Nilai"] for r in rows} == told_
    assert {(r["Kode PD"], r["Revisi"], r["SHA-256"]) for r in rows} == {("AAA", 1, hashlib.sha256(filled).hexdigest())}


def test_a_second_run_changes_nothing_and_the_master_is_byte_identical(folder: Path, desk: Desk) -> None:
    drop(folder, "a.xlsx", fill_examples(desk, issued(folder, "AAA")))
    drop(folder, "kosong.xlsx", b"")
    take(folder, desk)
    first = merged(folder).read_bytes()
    assert [s for _, s, _ in take(folder, desk)] == ["sama", "sama"]
    assert merged(folder).read_bytes() == first


def test_a_later_revision_counts_and_a_resave_does_not(folder: Path, desk: Desk) -> None:
    filled = fill_examples(desk, issued(folder, "AAA"))
    drop(folder, "a.xlsx", filled)
    take(folder, desk)
    drop(folder, "b.xlsx", by_openpyxl(filled, lambda book: None) + b"")
    drop(folder, "c.xlsx", by_openpyxl(filled, lambda book: book["Identitas"].__setitem__("D9", "Orang Lain")))
    states = dict((f, (s, r)) for f, s, r in take(folder, desk))
    assert {f: s for f, (s, _) in states.items()} == {"a.xlsx": "sama", "b.xlsx": "sama", "c.xlsx": "diterima"}


def test_two_different_copies_in_one_delivery_wait_for_a_person(folder: Path, desk: Desk) -> None:
    filled = fill_examples(desk, issued(folder, "AAA"))
    drop(folder, "a.xlsx", filled)
    drop(folder, "b.xlsx", by_openpyxl(filled, lambda book: book["Identitas"].__setitem__("D9", "Orang Lain")))
    assert [s for _, s, _ in take(folder, desk)] == ["karantina", "karantina"]


def test_what_is_no_form_is_refused_and_the_rest_goes_on(folder: Path, desk: Desk) -> None:
    for name, data in (("1.xlsx", b""), ("2.xlsx", b"%PDF-1.4 bukan"), ("3.zip", b"PK\x05\x06" + b"\0" * 18), ("4.xlsx", encrypted())):
        drop(folder, name, data)
    drop(folder, "5.xlsx", fill_examples(desk, issued(folder, "BBB")))
    assert [s for _, s, _ in take(folder, desk)] == ["ditolak"] * 4 + ["diterima"]
    with open_workplace(folder) as place:
        assert place.ledger.check() == []
        assert {s["reason"] for s in place.ledger.submissions()} == {"berkas-kosong", "bukan-buku-kerja", "arsip-kosong", "terkunci-sandi", None}


def test_a_form_that_was_never_issued_waits(folder: Path, desk: Desk, tmp_path: Path) -> None:
    prepare(tmp_path / "lain", EXAMPLE, 2026, "tahunan", key=b"x" * 32, key_file=tmp_path / "kunci2")
    with open_workplace(tmp_path / "lain") as place:
        list(issue(place, clock=clock))
    drop(folder, "palsu.xlsx", fill_examples(desk, issued(tmp_path / "lain", "AAA")))
    assert [s for _, s, _ in take(folder, desk)] == ["karantina"]


def test_text_that_looks_like_a_formula_stays_text_in_the_master(folder: Path, desk: Desk) -> None:
    text = '=HYPERLINK("http://x")'

    def change(book: Any) -> None:
        cell = book["Rencana Aksi"]["N9"] if str(book["Rencana Aksi"]["A9"].value).startswith("a") else book["Rencana Aksi"]["N8"]
        cell.value, cell.data_type = text, "s"
    filled = fill_examples(desk, issued(folder, "AAA"))
    place_ = next((v["sheet"], v["cell"]) for v in told(desk.inspect("a", filled))["values"] if v["field"] == "realisasi")

    def put(book: Any) -> None:
        cell = book[place_[0]][place_[1]]
        cell.value, cell.data_type = text, "s"
    drop(folder, "a.xlsx", by_openpyxl(filled, put))
    take(folder, desk)
    path = merged(folder)
    cells = [c for s in openpyxl.load_workbook(path) for row in s.iter_rows() for c in row]
    shown = [c for c in cells if isinstance(c.value, str) and "http://x" in c.value]
    assert shown and all(c.data_type == "s" and c.hyperlink is None for c in shown)
    outside = {c.hyperlink.target for c in cells if c.hyperlink and c.hyperlink.target}
    assert outside and all(re.fullmatch(r"\.\./arsip/[0-9a-f]{2}/[0-9a-f]{64}", t) for t in outside), "only archived originals"


def test_status_names_everyone_worst_first(folder: Path, desk: Desk) -> None:
    import datetime as dt
    drop(folder, "a.xlsx", fill_examples(desk, issued(folder, "AAA")))
    drop(folder, "b.xlsx", issued(folder, "BBB"))
    take(folder, desk)
    with open_workplace(folder) as place:
        rows = standings(place, dt.date(2027, 1, 20))
    assert [(r.agency, r.state, r.days_late) for r in rows] == [("CCC", "terkirim", 6), ("BBB", "diterima", 6), ("AAA", "lengkap", 0)]


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Trial:
    return run_trial(tmp_path_factory.mktemp("coba") / "demo", "banyumas-2019-2023", 2021, "tahunan", 7, lambda _: None)


def test_the_trial_shows_every_kind_of_return(trial: Trial) -> None:
    states = [t.state for t in trial.taken]
    assert trial.forms == 60 and 50 < len(states) < 60 and trial.repaired
    assert any(t.revision == 2 and t.inspection and t.inspection.complete for t in trial.mended)
    assert (states.count("karantina"), states.count("ditolak")) == (1, 1)
    codes = {f.code for t in trial.taken if t.inspection for f in t.inspection.findings}
    assert codes >= {"baris-hilang", "baris-tambahan", "bukan-angka", "angka-taksa", "dibaca-sebagai", "bukan-pilihan", "bukan-tanggal",
                     "bukan-surel", "belum-diisi", "putaran-lain", "berkas-rusak"}
    assert any(t.inspection and t.inspection.complete for t in trial.taken if "diurutkan" in t.file)


def test_the_trial_is_the_same_for_the_same_seed(tmp_path: Path) -> None:
    ends = [run_trial(tmp_path / n / "demo", EXAMPLE, 2026, "tahunan", 3, lambda _: None).master.read_bytes() for n in ("a", "b")]
    assert ends[0] == ends[1]
    other = run_trial(tmp_path / "c" / "demo", EXAMPLE, 2026, "tahunan", 4, lambda _: None)
    assert other.forms == 4


@pytest.mark.libreoffice
def test_the_master_recalculates_to_what_it_shows(trial: Trial, soffice: Convert, tmp_path: Path) -> None:
    data = trial.master.read_bytes()
    again = soffice("xlsx", trial.master, tmp_path / "out").read_bytes()
    assert differences(data, again) == {}


def test_missing_agencies_are_shown_as_missing(trial: Trial) -> None:
    book = openpyxl.load_workbook(io.BytesIO(trial.master.read_bytes()), data_only=True)
    reported = {t.agency for t in trial.taken if t.state == "diterima"}
    rows = {r[0].value: [c.value for c in r[2:]] for r in book["KKE Rekap"].iter_rows(min_row=5) if r[0].value}
    assert len(rows) == 59
    for agency, cells in rows.items():
        assert (set(cells) == {"belum"}) == (agency not in reported)


def run(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "XDG_CONFIG_HOME": str(folder / "rumah"), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run([sys.executable, "-m", "rmrb_xlsx", *words], capture_output=True, text=True, check=False, cwd=folder, env=environment)


def test_commands_and_exit_codes(tmp_path: Path) -> None:
    k = str(tmp_path / "k")
    assert run("siapkan", k, "--paket", EXAMPLE, "--tahun", "2026", "--periode", "tahunan", folder=tmp_path).returncode == 0
    assert run("-C", k, "generate", folder=tmp_path).returncode == 0
    forms = sorted(str(p) for p in (tmp_path / "k" / "1 Formulir").iterdir())
    assert len(forms) == 4
    (tmp_path / "rusak.xlsx").write_bytes(b"PK\x03\x04rusak")
    assert run("periksa", forms[0], folder=tmp_path).returncode == 1
    both = run("periksa", "--json", "--nilai", "rusak.xlsx", forms[0], folder=tmp_path)
    assert both.returncode == 3 and not both.stderr
    data = json.loads(both.stdout)
    jsonschema.validate(data, json.loads((CONTRACT / "periksa.schema.json").read_text()))
    assert [f["outcome"] for f in data["files"]] == ["rejected", "accepted"] and data["files"][1]["values"]
    status = run("-C", k, "status", "--json", folder=tmp_path)
    jsonschema.validate(json.loads(status.stdout), json.loads((CONTRACT / "status.schema.json").read_text()))
    assert run("-C", k, "terima", folder=tmp_path).returncode == 0
    assert run("-C", k, "gabung", folder=tmp_path).returncode == 0
    assert run("paket", "periksa", "banyumas-2019-2023", folder=tmp_path).returncode == 0


@pytest.mark.parametrize(("words", "code", "says"), [
    (["siapkan", "x", "--paket", "tidak-ada", "--tahun", "2021", "--periode", "tahunan"], 2, "tidak ditemukan"),
    (["siapkan", "x", "--paket", EXAMPLE, "--tahun", "1999", "--periode", "tahunan"], 2, "di luar masa"),
    (["siapkan", "x", "--paket", EXAMPLE, "--tahun", "2026", "--periode", "minggu"], 2, "tidak dikenal"),
    (["-C", "bukan", "status"], 5, "bukan folder kerja"), (["periksa", "tidak-ada.xlsx"], 2, "tidak ada"), (["periksa"], 2, "Belum disebut"),
    (["terbang"], 2, "tidak ada"),
])
def test_wrong_use_is_told_in_indonesian(tmp_path: Path, words: list[str], code: int, says: str) -> None:
    result = run(*words, folder=tmp_path)
    assert (result.returncode, says in result.stderr, "Traceback" in result.stderr) == (code, True, False), result.stderr


def test_a_sloppy_roster_is_tolerated_and_faults_have_a_cell(folder: Path, tmp_path: Path) -> None:
    path = folder / "Kendali.xlsx"

    def sloppy(book: Any) -> None:
        page = book.active
        page.insert_cols(1)
        page["A4"], page["D5"], page["H6"], page["I4"] = "kolom sendiri", " a@b.go.id ; c@d.go.id ", "YA ", "Catatan "
    path.write_bytes(by_openpyxl(path.read_bytes(), sloppy))
    with open_workplace(folder) as place:
        entries = {e.code: e for e in place.roster()}
    assert entries["AAA"].emails == ("a@b.go.id", "c@d.go.id") and entries["BBB"].exempt
    path.write_bytes(by_openpyxl(path.read_bytes(), lambda book: book.active.__setitem__("H5", "mungkin")))
    with open_workplace(folder) as place, pytest.raises(Exception, match=r"sel H5 \(baris 5, kolom «Dikecualikan»"):
        place.roster()




def test_the_key_is_found_from_any_place_and_after_the_folder_moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    prepare(Path("kerja"), EXAMPLE, 2026, "tahunan", key=b"k" * 32, key_file=Path("kerja/.kunci"))
    prepare(Path("lain"), EXAMPLE, 2026, "tahunan", key=b"l" * 32, key_file=Path("kunci-lain"))
    (tmp_path / "kerja").rename(tmp_path / "pindah")
    monkeypatch.chdir(tmp_path.parent)
    with open_workplace(tmp_path / "pindah") as place:
        assert place.key() == b"k" * 32
    with open_workplace(tmp_path / "lain") as place:
        assert place.key() == b"l" * 32
