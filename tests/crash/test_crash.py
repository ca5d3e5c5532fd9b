"""Crash proof: killed at any place, failed at any place, killed at any moment: run again, the end is that of an undisturbed run."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from rmrb_xlsx.errors import FolderError
from rmrb_xlsx.ledger import failpoint, store
from rmrb_xlsx.ledger.store import Ledger
from rmrb_xlsx.rounds.workplace import open_workplace
from tests.conftest import EXAMPLE
from tests.crash import flow

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="uji mati mendadak memakai fork (POSIX)")
ALL = os.environ.get("RMRB_UJI_MATI", "")  # "semua": every place and 25 random trials, some ten minutes
ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return flow.returns()


@needs_fork
def test_killed_anywhere_and_run_again_the_end_is_the_same(tmp_path: Path) -> None:
    report = flow.main(tmp_path, "all" if ALL == "semua" else "6", 25 if ALL == "semua" else 1, seed=7)
    assert report["losses"] == []
    assert report["places"] > 100 and len(report["kinds"]) == 14
    assert report["killed"] == (report["places"] if ALL == "semua" else 6)


@needs_fork
def test_a_full_disk_anywhere_is_told_and_nothing_is_lost(tmp_path: Path, files: dict[str, bytes]) -> None:
    expected, passed, _ = flow.undisturbed(tmp_path, files)
    some = range(1, len(passed) + 1) if ALL == "semua" else range(5, len(passed), max(len(passed) // 3, 1))
    for place in some:
        folder, key_file = flow.fresh(tmp_path, "penuh", files)
        failpoint.watch(failpoint.Watch(fail=place))
        try:
            with pytest.raises((OSError, FolderError)) as told:
                flow.run(folder, files, key_file)
        finally:
            failpoint.watch(None)
        assert not isinstance(told.value, OSError) or told.value.errno == errno.ENOSPC
        assert not [p for p in folder.rglob("*.tmp")], "a write that failed leaves nothing half"
        flow.run(folder, files, key_file)
        assert flow.end_of(folder) == expected, (place, passed[place - 1])


def rmrb(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "rmrb_xlsx", "-C", str(folder), *words], capture_output=True, text=True, check=False, cwd=ROOT,
                          env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment})


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes]) -> Path:
    folder, key_file = flow.fresh(tmp_path_factory.mktemp("siap"), "satu", files)
    flow.run(folder, files, key_file)
    return folder


def told(result: subprocess.CompletedProcess[str], *words: str) -> None:
    assert result.returncode == 5, (result.stdout, result.stderr)
    assert "Traceback" not in result.stderr and all(w in result.stderr for w in words), result.stderr


def test_commands_end_with_5_and_a_sentence_when_the_world_fails(ready: Path, files: dict[str, bytes], tmp_path: Path) -> None:
    folder = tmp_path / "k"
    shutil.copytree(ready, folder)
    before = flow.end_of(ready)["buku"]
    (folder / "2 Masuk" / "baru.xlsx").write_bytes(files["b.xlsx"] + b"\0")
    told(rmrb(folder, "terima", RMRB_PENUH_PADA="1"), "Gangguan berkas atau cakram", "ulangi")
    told(rmrb(folder, "terima", RMRB_PENUH_PADA="9"), "ulangi")
    with Ledger.open(folder):
        told(rmrb(folder, "terima"), "sedang dipakai perintah rmrb lain")
    (folder / "4 Induk" / "Induk 2026 tahunan.xlsx").unlink()
    shutil.rmtree(folder / "4 Induk")
    (folder / "4 Induk").write_bytes(b"bukan folder")
    told(rmrb(folder, "gabung"), "Gangguan berkas atau cakram")
    (folder / "4 Induk").unlink()
    assert rmrb(folder, "gabung").returncode == 0 and rmrb(folder, "terima").returncode == 3
    with open_workplace(folder) as place:
        assert place.ledger.check() == []
        kept = place.ledger.dump()
    assert all(line in kept for line in before.splitlines() if line.startswith(('INSERT INTO "submission"', 'INSERT INTO "issue"')))


def test_a_locked_full_or_readonly_database_is_told(ready: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "k"
    shutil.copytree(ready, folder)
    monkeypatch.setattr(store, "_SECONDS", 0)
    other = sqlite3.connect(folder / "rmrb.db", isolation_level=None)
    with Ledger.open(folder) as ledger:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(FolderError, match="sedang dikunci"):
            ledger.archive([b"baru"])
        other.execute("ROLLBACK")
        other.close()
        pages = ledger._db.execute("PRAGMA page_count").fetchone()[0]
        ledger._db.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(FolderError, match="Cakram penuh"):
            ledger.record_issue("X", "pd", 1, "n" * 400_000, "s", "f", "t", "r")
        ledger._db.execute("PRAGMA max_page_count = 100000")
        ledger._db.execute("PRAGMA query_only = ON")
        with pytest.raises(FolderError, match="tidak boleh ditulis"):
            ledger.archive([b"lain"])
        ledger._db.execute("PRAGMA query_only = OFF")
        ledger.archive([b"baru"])
        assert ledger.check() != [], "the bytes refused above lie in the archive, told as unknown, not lost"
        ledger.archive([b"lain"])
        assert ledger.check() == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="pemakai root boleh menulis di mana saja")
def test_a_readonly_folder_is_told(ready: Path, tmp_path: Path) -> None:
    folder = tmp_path / "k"
    shutil.copytree(ready, folder)
    folder.chmod(0o500)
    try:
        told(rmrb(folder, "terima"), "ulangi")
    finally:
        folder.chmod(0o700)


def test_an_unwritable_lock_is_told(ready: Path, tmp_path: Path) -> None:
    folder = tmp_path / "k"
    shutil.copytree(ready, folder)
    lock: Any = folder / ".rmrb.kunci"
    lock.unlink()
    lock.mkdir()
    told(rmrb(folder, "status"))
    assert EXAMPLE
