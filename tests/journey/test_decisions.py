"""What a person decides is recorded, changes what counts, can be taken back, and is told by status; revisions are compared."""

from __future__ import annotations

import datetime as dt
import json
import os
import stat
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest

from rmrb_xlsx.errors import UsageError
from rmrb_xlsx.rounds import decide
from rmrb_xlsx.rounds.compare import compare_revisions, compare_rounds
from rmrb_xlsx.rounds.decide import Author
from rmrb_xlsx.rounds.decisions import KINDS, words_of
from rmrb_xlsx.rounds.desk import Desk
from rmrb_xlsx.rounds.dropbox import NOTE, write_note
from rmrb_xlsx.rounds.issue import issue
from rmrb_xlsx.rounds.keeping import back_up, examine
from rmrb_xlsx.rounds.repair import repair
from rmrb_xlsx.rounds.status import events_since, other_standings, standings
from rmrb_xlsx.rounds.workplace import Workplace, open_workplace, prepare
from tests.conftest import EXAMPLE, by_openpyxl, fill_examples
from tests.journey.test_deliveries import filled, other
from tests.journey.test_form import CONTRACT
from tests.journey.test_repair import cells_of, put
from tests.journey.test_round import clock, drop, folder, issued, run, take

__all__ = ["filled", "folder"]
SARI = Author("Sari", "sudah ditanyakan lewat telepon")
TODAY = dt.date(2027, 1, 20)


def state_of(place: Workplace, agency: str) -> tuple[str, int | None, int | None]:
    one = next(s for s in standings(place, TODAY) if s.agency == agency)
    return one.state, one.revision, one.days_late


def test_a_waiting_file_is_accepted_or_rejected_and_both_can_be_undone(folder: Path, desk: Desk, filled: dict[str, bytes]) -> None:
    drop(folder, "a.xlsx", filled["AAA"])
    drop(folder, "b.xlsx", other(filled["AAA"]))
    assert [s for _, s, _ in take(folder, desk)] == ["karantina", "karantina"]
    with open_workplace(folder) as place:
        first, second = [w["id"] for w in place.ledger.waiting()]
        assert state_of(place, "AAA") == ("karantina", None, 6)
        accepted = decide.accept(place, desk, second, SARI, clock=clock)
        assert (accepted.revision, state_of(place, "AAA")) == (1, ("lengkap", 1, 0))
        rejected = decide.reject(place, first, SARI, clock=clock)
        assert place.ledger.waiting() == []
        for number in (accepted.number, rejected.number):
            decide.undo(place, number, SARI, clock=clock)
        assert [w["id"] for w in place.ledger.waiting()] == [first, second] and not place.ledger.current()
        again = decide.accept(place, desk, first, SARI, clock=clock)
        assert again.revision == 2, "a number once given is not given again"
        with pytest.raises(UsageError, match="tidak sedang menunggu"):
            decide.accept(place, desk, first, SARI, clock=clock)
        assert place.ledger.check() == []


def test_a_file_without_identity_is_given_to_an_agency(folder: Path, desk: Desk, filled: dict[str, bytes]) -> None:
    def strip(book: Any) -> None:
        del book["_rmrb"]
        book.custom_doc_props.props.clear()
        for page in book:
            for cell in (c for row in page.iter_rows() for c in row):
                if isinstance(cell.value, str) and ("RMRB1|" in cell.value or "RMRB-" in cell.value):
                    cell.value = None
    drop(folder, "tanpa nama.xlsx", by_openpyxl(filled["BBB"], strip))
    assert take(folder, desk) == [("tanpa nama.xlsx", "karantina", None)]
    with open_workplace(folder) as place:
        (waits,) = place.ledger.waiting()
        assert waits["agency"] is None
        with pytest.raises(UsageError, match="--sebagai"):
            decide.accept(place, desk, waits["id"], SARI, clock=clock)
        assert decide.accept(place, desk, waits["id"], SARI, agency="bbb", clock=clock).words.endswith("diterima sebagai isian BBB (pd)")
        assert state_of(place, "BBB") == ("lengkap", 1, 0)
        stored = {(v["table"], v["row"], v["field"]): v["value"] for v in place.ledger.values_of(place.ledger.current()[0]["id"])}
        assert len(stored) > 50


def test_what_cannot_be_read_cannot_be_accepted(folder: Path, desk: Desk) -> None:
    drop(folder, "rusak.xlsx", b"PK\x03\x04 bukan zip")
    take(folder, desk)
    with open_workplace(folder) as place, pytest.raises(UsageError, match="tidak sedang menunggu"):
        decide.accept(place, desk, 1, SARI, agency="AAA", clock=clock)


def test_excluding_a_revision_brings_the_one_before_back(folder: Path, desk: Desk, filled: dict[str, bytes]) -> None:
    for number, data in enumerate((filled["AAA"], other(filled["AAA"]))):
        drop(folder, f"{number}.xlsx", data)
        take(folder, desk)
    with open_workplace(folder) as place:
        newest = place.ledger.current()[0]
        decided = decide.exclude(place, newest["id"], SARI, clock=clock)
        assert place.ledger.current()[0]["revision"] == 1
        decide.undo(place, decided.number, SARI, clock=clock)
        assert place.ledger.current()[0]["revision"] == 2
        found = compare_revisions(place, "AAA", "pd")
        assert [(c.kind, c.table, c.after) for c in found.changes] == [("diubah", "identitas", "Orang Lain")]
        assert "menjadi «Orang Lain»" in found.changes[0].words and (found.before, found.after) == ("revisi 1", "revisi 2")
        with pytest.raises(UsageError, match="Revisi yang ada: 1, 2"):
            compare_revisions(place, "AAA", "pd", 1, 7)


def test_a_waived_finding_makes_complete_until_the_content_changes(folder: Path, desk: Desk, filled: dict[str, bytes]) -> None:
    wrong = put(desk, filled["CCC"], {("identitas", "surel", "isian"): "di kantor"})
    drop(folder, "c.xlsx", wrong)
    take(folder, desk)
    sheet, cell = cells_of(desk, wrong)["identitas", "surel", "isian"]
    with open_workplace(folder) as place:
        assert state_of(place, "CCC") == ("perlu perbaikan", 1, 6)
        with pytest.raises(UsageError, match="Tidak ada kesalahan"):
            decide.waive(place, "CCC", "Identitas!Z99", SARI, clock=clock)
        (decided,) = decide.waive(place, "CCC", f"{sheet.lower()}!${cell[0]}${cell[1:]}", SARI, clock=clock)
        assert state_of(place, "CCC") == ("lengkap", 1, 0) and "di kantor" in decided.words
        assert list(repair(place, desk, clock=clock)) == []
        decide.undo(place, decided.number, SARI, clock=clock)
        assert state_of(place, "CCC")[0] == "perlu perbaikan"


def test_deadlines_move_and_forms_are_opened_again(folder: Path, desk: Desk, filled: dict[str, bytes]) -> None:
    drop(folder, "a.xlsx", filled["AAA"])
    take(folder, desk)
    with open_workplace(folder) as place:
        assert state_of(place, "BBB") == ("terkirim", None, 6)
        decide.extend(place, "BBB", "31/01/2027", SARI, clock=clock)
        assert state_of(place, "BBB") == ("terkirim", None, 0)
        with pytest.raises(UsageError, match="bukan tanggal"):
            decide.extend(place, "BBB", "31/13/2027", SARI)
        opened = decide.reopen(place, "AAA", SARI, clock=clock)
        assert state_of(place, "AAA")[0] == "perlu perbaikan"
        (made,) = repair(place, desk, clock=clock)
        assert (made.new, made.marked) == (True, 0)
        issue_row = place.ledger.newest_issue("AAA", "pd")
        assert issue_row and issue_row["reason"] == SARI.why
        words = [words_of(d) for d in place.ledger.decisions()]
        assert words == ["Batas kirim BBB menjadi 2027-01-31", "Isian AAA (pd) revisi 1 dibuka kembali"]
        assert [e.words for e in events_since(place, dt.date(2027, 1, 10))][-1].startswith(f"keputusan {opened.number} oleh Sari")
        assert events_since(place, dt.date(2027, 1, 11)) == []
    drop(folder, "a2.xlsx", put(desk, made.path.read_bytes(), {("identitas", "nama_kepala", "isian"): "Orang Baru"}))
    assert take(folder, desk)[-1][1:] == ("diterima", 2)
    with open_workplace(folder) as place:
        assert state_of(place, "AAA") == ("lengkap", 2, 0)


def test_every_kind_of_decision_has_its_words() -> None:
    details = {"pd": "AAA", "formulir": "pd", "kode": "k", "lembar": "L", "sel": "A1", "nilai": "x", "batas": "2027-01-31", "revisi": 1}
    assert all(words_of({"kind": k, "target": "1", "details": details}) for k in KINDS)
    with pytest.raises(UsageError, match="alasannya"):
        Author("Sari", " ")


def test_two_rounds_are_compared(folder: Path, desk: Desk, filled: dict[str, bytes], tmp_path: Path) -> None:
    prepare(tmp_path / "lama", EXAMPLE, 2025, "tahunan", key=b"k" * 32, key_file=tmp_path / "kunci lama")
    with open_workplace(tmp_path / "lama") as place:
        list(issue(place, ["AAA"], clock=clock))
    drop(tmp_path / "lama", "a.xlsx", other(fill_examples(desk, issued(tmp_path / "lama", "AAA"))))
    assert take(tmp_path / "lama", desk)[0][1] == "diterima"
    drop(folder, "a.xlsx", filled["AAA"])
    take(folder, desk)
    with open_workplace(folder) as place:
        found = compare_rounds(place, "AAA", "pd", tmp_path / "lama")
    assert {"dibuat", "diubah", "dihapus"} == {c.kind for c in found.changes}
    assert any(c.kind == "diubah" and c.before == "Orang Lain" for c in found.changes)


def test_the_form_of_the_regency_is_counted_beside(folder: Path, desk: Desk) -> None:
    drop(folder, "pemda.xlsx", fill_examples(desk, issued(folder, "AAA", "pemda")))
    assert take(folder, desk) == [("pemda.xlsx", "diterima", 1)]
    with open_workplace(folder) as place:
        assert [(s.agency, s.form, s.state) for s in other_standings(place, TODAY)] == [("AAA", "pemda", "lengkap")]
        assert state_of(place, "AAA") == ("terkirim", None, 6)


def test_the_note_says_what_became_of_each_file(folder: Path, desk: Desk, filled: dict[str, bytes]) -> None:
    for name, data in (("a.xlsx", filled["AAA"]), ("kosong.xlsx", b""), ("lagi.xlsx", by_openpyxl(filled["AAA"], lambda book: None))):
        drop(folder, name, data)
        take(folder, desk)
    drop(folder, "nanti.xlsx", filled["CCC"])
    with open_workplace(folder) as place:
        first = write_note(place).read_bytes()
        assert write_note(place).read_bytes() == first
    lines = dict(line.split(": ", 1) for line in first.decode("utf-8-sig").splitlines() if ": " in line)
    assert lines["a.xlsx"] == "diterima dari AAA, revisi 1, lengkap." and lines["kosong.xlsx"].startswith("ditolak")
    assert lines["lagi.xlsx"].startswith(("isinya sama", "diterima dari AAA")) and lines["nanti.xlsx"].startswith("belum diterima")
    assert NOTE not in [f for f, _, _ in take(folder, desk)]


def test_the_ledger_is_examined_and_backed_up_whole(folder: Path, desk: Desk, filled: dict[str, bytes], tmp_path: Path) -> None:
    drop(folder, "a.xlsx", filled["AAA"])
    take(folder, desk)
    target = tmp_path / "cadangan"
    with open_workplace(folder) as place:
        assert examine(place).faults == ()
        assert back_up(place, target) == back_up(place, target) == 1
        dump = place.ledger.dump()
        with pytest.raises(UsageError, match="folder kerja"):
            back_up(place, folder)
        (tmp_path / "kunci").write_text("00" * 32)
        assert examine(place).faults == ("Kunci identitas bukan kunci yang dipakai menerbitkan formulir folder ini.",)
    with open_workplace(target) as copy:
        assert copy.ledger.dump() == dump and copy.ledger.check() == []


def test_the_key_is_private_made_once_and_can_be_typed_again(tmp_path: Path) -> None:
    key_file = tmp_path / "rahasia" / "kunci"
    prepare(tmp_path / "k", EXAMPLE, 2026, "tahunan", key_file=key_file)
    text = key_file.read_text()
    sheet = (tmp_path / "rahasia" / "kunci.cetak.txt").read_text(encoding="utf-8")
    if os.name != "nt":
        assert [stat.S_IMODE(p.stat().st_mode) for p in (key_file, key_file.with_name("kunci.cetak.txt"))] == [0o600, 0o600]
    assert not [p for p in (tmp_path / "k").rglob("*") if p.is_file() and text.encode() in p.read_bytes()]
    with open_workplace(tmp_path / "k") as place:
        key = place.key()
        typed = [line for line in sheet.splitlines() if len(line.split()) == 4 and all(len(w) == 4 for w in line.split())]
        key_file.write_text("\n".join(typed))
        assert place.key() == key and len(typed) == 4
        key_file.write_text("bukan kunci")
        with pytest.raises(Exception, match="tidak dapat dibaca"):
            place.key()
    key_file.write_text(text)
    prepare(tmp_path / "k2", EXAMPLE, 2026, "tahunan", key_file=key_file)
    assert key_file.read_text() == text, "another folder never overwrites a key"


def test_the_click_files_run_and_end_with_one_sentence(tmp_path: Path) -> None:
    k = tmp_path / "map kerja"
    assert run("siapkan", str(k), "--paket", EXAMPLE, "--tahun", "2026", "--periode", "tahunan", folder=tmp_path).returncode == 0
    names = ("1 Buat formulir", "2 Periksa berkas masuk", "3 Gabungkan", "4 Buka papan")
    assert {p.stem for p in k.glob("*.cmd")} == {p.stem for p in k.glob("*.sh")} == set(names)
    ends = []
    for number, name in enumerate(names):
        text = (k / f"{name}.cmd").read_bytes()
        assert text.count(b"\r\n") == text.count(b"\n") and b"pause" in text and b'"%~dp0' in text
        if number == 1:
            (k / "2 Masuk" / "rusak.xlsx").write_bytes(b"")
        if os.name != "nt":
            result = subprocess.run([str(k / f"{name}.sh")], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
                                    env={**os.environ, "RMRB_PEMBUKA": "true", "PYTHONIOENCODING": "utf-8"})
            ends.append((result.returncode, result.stdout.strip().splitlines()[-1]))
    assert ends == [(0, "Selesai. Formulir ada di folder 1 Formulir."),
                    (3, "Selesai, tetapi ada berkas yang ditolak atau menunggu keputusan petugas. Baca pesan di atas."),
                    (0, "Selesai. Buku induk ada di folder 4 Induk."), (0, "Buku induk dibuka.")] or os.name == "nt"


def test_the_commands_decide_compare_and_keep(folder: Path, desk: Desk, filled: dict[str, bytes], tmp_path: Path) -> None:
    k = str(folder)
    drop(folder, "a.xlsx", filled["AAA"])
    drop(folder, "b.xlsx", other(filled["AAA"]))
    assert run("-C", k, "terima", folder=tmp_path).returncode == 3
    listed = json.loads(run("-C", k, "tetapkan", "daftar", "--json", folder=tmp_path).stdout)
    first, second = [w["number"] for w in listed["waiting"]]
    assert run("-C", k, "tetapkan", "terima", str(first), folder=tmp_path).returncode == 2, "a reason is required"
    for words in (["terima", str(first)], ["terima", str(second)], ["kecualikan", "4"], ["perpanjang", "BBB", "31/01/2027"], ["buka", "AAA"],
                  ["batalkan", "5"]):
        result = run("-C", k, "tetapkan", *words, "--alasan", "uji", "--oleh", "Sari", folder=tmp_path)
        assert result.returncode == 0, result.stderr
        assert result.stdout.startswith("Keputusan nomor")
    assert "Sari" in run("-C", k, "decide", "daftar", folder=tmp_path).stdout
    changes = json.loads(run("-C", k, "bandingkan", "AAA", "--revisi", "1", "2", "--json", folder=tmp_path).stdout)
    assert [c["after"] for c in changes["changes"]] == ["Orang Lain"]
    status = json.loads(run("-C", k, "status", "--json", folder=tmp_path).stdout)
    jsonschema.validate(status, json.loads((CONTRACT / "status.schema.json").read_text()))
    assert len(status["agencies"]) == 3 and status["since"]["events"] is not None
    assert run("-C", k, "buku", "periksa", folder=tmp_path).stdout.endswith("Buku utuh.\n")
    assert run("-C", k, "buku", "cadangkan", str(tmp_path / "c"), folder=tmp_path).returncode == 0
    assert (folder / "2 Masuk" / NOTE).is_file()
    path = next((folder / "arsip").glob("??/*"))
    path.write_bytes(b"diubah")
    broken = run("-C", k, "buku", "periksa", folder=tmp_path)
    assert (broken.returncode, broken.stdout.startswith("RUSAK")) == (1, True)
    assert openpyxl.load_workbook(folder / "Kendali.xlsx").sheetnames
