"""The ledger: bytes first, append-only, a rerun is a no-op, a kill at any point loses nothing."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from rmrb_xlsx.errors import FolderError
from rmrb_xlsx.findings import found
from rmrb_xlsx.ledger.store import Ledger, Recorded

WHEN = "2022-01-10T09:00:00+07:00"


def put(ledger: Ledger, data: bytes, agency: str = "AAA", outcome: str = "accepted", content: str | None = None) -> Recorded:
    sha = ledger.archive(data)
    value = {"table": "t", "row": "r", "field": "f", "kind": "number", "value": 1.5, "sheet": "S", "cell": "A1"}
    return ledger.record_submission(sha, agency, {"agency": agency}, outcome, None, True, content or sha, [found("identitas-berkurang", di="x")],
                                    [value, {**value, "value": "teks"}], "Excel", "xlsx", WHEN)


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
        assert put(ledger, b"a", content="isi").status == "duplicate-bytes"
        assert ledger.state_hash() == before
        again = put(ledger, b"saved by another program", content="isi")
        assert (again.status, again.revision) == ("same-values", None)
        assert ledger.current()[0]["revision"] == 1
        ledger.record_receipt("folder", "a.xlsx", hashlib.sha256(b"a").hexdigest(), WHEN, "folder")
        ledger.record_receipt("folder", "a.xlsx", hashlib.sha256(b"a").hexdigest(), WHEN, "folder")
        assert [s["file_name"] for s in ledger.submissions()] == ["a.xlsx", None]


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
        sha = ledger.archive(b"a")
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
import os, sys
from pathlib import Path
import rmrb_xlsx.ledger.blobs as blobs
import rmrb_xlsx.ledger.store as store
from tests.ledger.test_ledger import put
limit, count = int(sys.argv[2]), 0
def tick():
    global count
    count += 1
    if count == limit:
        os._exit(9)
real_sync, real_replace = os.fsync, Path.replace
def sync(fd): tick(); real_sync(fd); tick()
def replace(self, target): tick(); result = real_replace(self, target); tick(); return result
os.fsync, Path.replace = sync, replace
from contextlib import contextmanager
real = store.Ledger._transaction
@contextmanager
def transaction(self):
    tick()
    with real(self) as db:
        yield db
        tick()
    tick()
store.Ledger._transaction = transaction
with store.Ledger.open(Path(sys.argv[1])) as ledger:
    for n in range(3):
        put(ledger, b"berkas %d" % n, agency="A%d" % n)
"""


def test_a_kill_at_every_point_and_a_rerun_end_alike(tmp_path: Path) -> None:
    """Kills the process at the n-th fsync, rename or commit for every n, then runs it again: always the same end."""
    expected: str | None = None
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parent.parent.parent)}
    for limit in range(1, 200):
        folder = tmp_path / str(limit)
        folder.mkdir()
        with Ledger.open(folder, create=True) as ledger:
            ledger.record_round("p", "1", "f" * 64, 2021, "tahunan", "2022-01-14")
        first = subprocess.run([sys.executable, "-c", CRASH, str(folder), str(limit)], env=environment, check=False).returncode
        assert first in (0, 9)
        assert subprocess.run([sys.executable, "-c", CRASH, str(folder), "0"], env=environment, check=False).returncode == 0
        with Ledger.open(folder) as ledger:
            assert ledger.check() == []
            state = ledger.state_hash()
            assert len(ledger.current()) == 3
        expected = expected or state
        assert state == expected
        if first == 0:
            assert limit > 20, "the failpoints were really there"
            return
    pytest.fail("the run never completed")
