"""The ledger: bytes first, append-only, a rerun is a no-op, a kill at any point loses nothing."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from rmrb_xlsx.errors import FolderError
from rmrb_xlsx.findings import found
from rmrb_xlsx.ledger import failpoint
from rmrb_xlsx.ledger.rows import Arrival, Reading, Recorded
from rmrb_xlsx.ledger.store import Ledger

WHEN = "2022-01-10T09:00:00+07:00"


def reading(sha: str, agency: str = "AAA", outcome: str = "accepted", content: str | None = None, form: str = "pd", **more: Any) -> Reading:
    value = {"table": "t", "row": "r", "field": "f", "kind": "number", "value": 1.5, "sheet": "S", "cell": "A1"}
    findings = more.pop("findings", [found("identitas-berkurang", di="x")])
    return Reading(sha, agency, form, 1, {"agency": agency}, outcome, None, more.pop("complete", True), content or sha, findings,
                   [value, {**value, "value": "teks"}], "Excel", "xlsx")


def put(ledger: Ledger, data: bytes, agency: str = "AAA", outcome: str = "accepted", content: str | None = None, form: str = "pd",
        **more: Any) -> Recorded:
    (sha,) = ledger.archive([data])
    key = f"uji:{len(ledger.deliveries())}"
    (recorded,) = ledger.record_delivery(key, "folder", WHEN, [Arrival(f"{agency}.xlsx", sha, reading(sha, agency, outcome, content, form, **more))])
    assert recorded
    return recorded


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Ledger.open(tmp_path, create=True) as ledger:
        ledger.record_round("p", "1", "f" * 64, 2021, "tahunan", "2022-01-14")
    return tmp_path


def test_newest_accepted_revision_counts(folder: Path) -> None:
    with Ledger.open(folder) as ledger:
        assert put(ledger, b"a").revision == 1
        assert put(ledger, b"b").revision == 2
        assert put(ledger, b"c", outcome="quarantined").revision is None
        (current,) = ledger.current()
        assert (current["revision"], current["sha256"]) == (2, hashlib.sha256(b"b").hexdigest())
        assert [v["value"] for v in ledger.values_of(current["id"])] == [1.5, "teks"]
        assert ledger.findings_of(current["id"])[0]["code"] == "identitas-berkurang"


def test_the_same_again_changes_nothing(folder: Path) -> None:
    with Ledger.open(folder) as ledger:
        put(ledger, b"a", content="isi")
        before = ledger.state_hash()
        assert put(ledger, b"a", content="isi").status == "known"
        assert ledger.state_hash() == before
        again = put(ledger, b"saved by another program", content="isi")
        assert (again.status, again.revision) == ("same-values", None)
        assert ledger.current()[0]["revision"] == 1
        assert ledger.knows_delivery("uji:0") and not ledger.knows_delivery("uji:9")
        assert ledger.has_receipt("AAA.xlsx", hashlib.sha256(b"a").hexdigest(), "folder")
        assert not ledger.has_receipt("AAA.xlsx", hashlib.sha256(b"a").hexdigest(), "surel")
        assert [s["file_name"] for s in ledger.submissions()] == ["AAA.xlsx", "AAA.xlsx"]


def test_revisions_count_per_agency_and_form(folder: Path) -> None:
    with Ledger.open(folder) as ledger:
        assert [put(ledger, b"a").revision, put(ledger, b"b", form="pemda").revision, put(ledger, b"c").revision] == [1, 1, 2]
        assert [(s["form"], s["revision"]) for s in ledger.current()] == [("pd", 2), ("pemda", 1)]
        assert [s["form"] for s in ledger.current("pemda")] == ["pemda"]


def test_decisions_change_what_counts_and_can_be_taken_back(folder: Path) -> None:
    with Ledger.open(folder) as ledger:
        first, second = put(ledger, b"a"), put(ledger, b"b")
        excluded, _ = ledger.record_decision("kecualikan", str(second.submission), "Sari", WHEN, "salah kirim")
        assert [s["id"] for s in ledger.current()] == [first.submission]
        ledger.record_decision("batalkan", str(excluded), "Sari", WHEN, "keliru")
        assert [s["id"] for s in ledger.current()] == [second.submission]
        assert [d["holds"] for d in ledger.decisions()] == [0, 0]

        held = put(ledger, b"c", outcome="quarantined")
        assert [w["id"] for w in ledger.waiting()] == [held.submission]
        sha = hashlib.sha256(b"c").hexdigest()
        accepted, recorded = ledger.record_decision("terima", str(held.submission), "Sari", WHEN, "sudah ditanya", {}, reading(sha))
        assert recorded and recorded.revision == 3 and not ledger.waiting()
        assert [s["id"] for s in ledger.current()] == [recorded.submission]
        ledger.record_decision("batalkan", str(accepted), "Sari", WHEN, "keliru")
        assert [s["id"] for s in ledger.current()] == [second.submission] and [w["id"] for w in ledger.waiting()] == [held.submission]
        ledger.record_decision("tolak", str(held.submission), "Sari", WHEN, "bukan dari mereka")
        assert not ledger.waiting()


def test_a_waiver_holds_for_the_cell_and_its_content_only(folder: Path) -> None:
    wrong = found("bukan-angka", sheet="S", cell="A1", table="t", row="r", field="f", value="sekitar 10", lembar="S", sel="A1",
                  nilai="sekitar 10", aturan="angka")
    with Ledger.open(folder) as ledger:
        key = put(ledger, b"a", complete=False, findings=[wrong]).submission
        ledger.record_decision("maklumi", "AAA/pd/t/r/f/bukan-angka", "Sari", WHEN, "memang begitu", {"nilai": "sekitar 11"})
        assert (ledger.current()[0]["complete"], ledger.findings_of(key)[0]["waived"]) == (0, None)
        waiver, _ = ledger.record_decision("maklumi", "AAA/pd/t/r/f/bukan-angka", "Sari", WHEN, "memang begitu", {"nilai": "sekitar 10"})
        assert (ledger.current()[0]["complete"], ledger.findings_of(key)[0]["waived"]) == (1, waiver)


def test_rows_can_only_be_added(folder: Path) -> None:
    with Ledger.open(folder) as ledger:
        put(ledger, b"a")
    database = sqlite3.connect(folder / "rmrb.db")
    try:
        for statement in ("UPDATE submission SET agency = 'X'", "DELETE FROM value", "UPDATE round SET year = 1", "DELETE FROM blob"):
            with pytest.raises(sqlite3.IntegrityError, match="hanya boleh ditambah"):
                database.execute(statement)
    finally:
        database.close()


def test_one_writer_at_a_time(folder: Path) -> None:
    with Ledger.open(folder), pytest.raises(FolderError, match="sedang dipakai"):
        Ledger.open(folder)
    Ledger.open(folder).close()


def test_missing_damaged_and_newer_ledgers_are_told(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(FolderError, match="tidak ada"):
        Ledger.open(tmp_path / "lain")
    database = sqlite3.connect(folder / "rmrb.db")
    database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(FolderError, match="lebih baru"):
        Ledger.open(folder)
    (folder / "rmrb.db").write_bytes(b"bukan basis data" * 100)
    for rest in folder.glob("rmrb.db-*"):
        rest.unlink()
    with pytest.raises(FolderError, match="rusak"):
        Ledger.open(folder)


def test_check_names_what_is_lost_changed_or_unknown(folder: Path) -> None:
    with Ledger.open(folder) as ledger:
        (sha,) = ledger.archive([b"a"])
        assert ledger.check() == []
        ledger.blobs.path(sha).write_bytes(b"diubah")
        stray = ledger.blobs.put(b"tak tercatat")
        faults = "\n".join(ledger.check())
        assert sha in faults and stray in faults


def test_backup_is_a_whole_ledger(folder: Path, tmp_path: Path) -> None:
    with Ledger.open(folder) as ledger:
        put(ledger, b"a")
        other = tmp_path / "cadangan"
        other.mkdir()
        ledger.backup(other / "rmrb.db")
        state = ledger.state_hash()
    with Ledger.open(other) as copy:
        assert copy.state_hash() == state


CRASH = """
import sys
from pathlib import Path
from rmrb_xlsx.ledger.rows import Arrival
from rmrb_xlsx.ledger.store import Ledger
from tests.ledger.test_ledger import WHEN, reading
with Ledger.open(Path(sys.argv[1])) as ledger:
    for n in range(3):
        (sha,) = ledger.archive([b"berkas %d" % n])
        if not ledger.knows_delivery(f"uji:{n}"):
            ledger.record_delivery(f"uji:{n}", "folder", WHEN, [Arrival(f"{n}.xlsx", sha, reading(sha, f"A{n}"))])
"""


def test_a_kill_at_every_point_and_a_rerun_end_alike(tmp_path: Path) -> None:
    """Kills the process (SIGKILL) at the n-th fsync, rename or commit for every n, then runs it again: always the same end."""
    expected: str | None = None
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parent.parent.parent)}
    for limit in range(1, 200):
        folder = tmp_path / str(limit)
        folder.mkdir()
        with Ledger.open(folder, create=True) as ledger:
            ledger.record_round("p", "1", "f" * 64, 2021, "tahunan", "2022-01-14")
        first = subprocess.run([sys.executable, "-c", CRASH, str(folder)], env={**environment, failpoint.KILL: str(limit)}, check=False)
        assert first.returncode in (0, -9)
        assert subprocess.run([sys.executable, "-c", CRASH, str(folder)], env=environment, check=False).returncode == 0
        with Ledger.open(folder) as ledger:
            assert ledger.check() == []
            state = ledger.dump()
            assert len(ledger.current()) == 3
        expected = expected or state
        assert state == expected
        if first.returncode == 0:
            assert limit > 20, "the failpoints were really there"
            return
    pytest.fail("the run never completed")
