"""The ledger: every act is appended in one transaction; what counts now is a view. Times come from the caller."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from rmrb_xlsx.errors import FolderError
from rmrb_xlsx.findings import Finding
from rmrb_xlsx.ledger.blobs import Blobs
from rmrb_xlsx.ledger.lock import take
from rmrb_xlsx.ledger.schema import MIGRATIONS

DATABASE, ARCHIVE, LOCK = "rmrb.db", "arsip", ".rmrb.kunci"


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a submission. `status`: new, same-values, duplicate-bytes, quarantined, rejected."""

    status: str
    submission: int
    revision: int | None


class Ledger:
    """The ledger of one working folder. Use as a context manager; it holds the folder's lock while open."""

    def __init__(self, folder: Path, database: sqlite3.Connection, lock: Any) -> None:
        self._db, self._lock = database, lock
        self.blobs = Blobs(folder / ARCHIVE)

    @classmethod
    def open(cls, folder: Path, create: bool = False) -> Ledger:
        """The ledger of `folder`. FolderError when it is missing, locked, damaged or of a newer version."""
        path = folder / DATABASE
        if not create and not path.is_file():
            raise FolderError(f"Buku {DATABASE} tidak ada di «{folder}». Jalankan rmrb siapkan dahulu, atau pulihkan cadangan.")
        lock = take(folder / LOCK)
        database = sqlite3.connect(path, isolation_level=None, timeout=10)
        try:
            database.row_factory = sqlite3.Row
            for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
                database.execute(f"PRAGMA {setting}")
            _migrate(database)
        except sqlite3.DatabaseError:
            database.close()
            lock.close()
            raise FolderError(f"Buku {DATABASE} rusak. Pulihkan dari cadangan; berkas asli tetap ada di «{ARCHIVE}».") from None
        except FolderError:
            database.close()
            lock.close()
            raise
        return cls(folder, database, lock)

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Closes the database and lets the folder go."""
        self._db.close()
        self._lock.close()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield self._db
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    # --- what went out ---

    def record_round(self, pack: str, edition: str, fingerprint: str, year: int, period: str, deadline: str) -> None:
        """The round this folder is for; recorded once."""
        with self._transaction() as db:
            db.execute("INSERT OR IGNORE INTO round VALUES (1, ?, ?, ?, ?, ?, ?)", (pack, edition, fingerprint, year, period, deadline))

    def round(self) -> dict[str, Any] | None:
        """The recorded round, or None."""
        row = self._db.execute("SELECT * FROM round").fetchone()
        return dict(row) if row else None

    def record_issue(self, agency: str, form: str, send_no: int, nonce: str, sha256: str, file_name: str, at: str, reason: str) -> None:
        """One form that was made for an agency."""
        with self._transaction() as db:
            db.execute("INSERT OR IGNORE INTO issue (agency, form, send_no, nonce, sha256, file_name, at, reason) "
                       "VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (agency, form, send_no, nonce, sha256, file_name, at, reason))

    def issues(self) -> list[dict[str, Any]]:
        """Every issued form, oldest first."""
        return [dict(r) for r in self._db.execute("SELECT * FROM issue ORDER BY id")]

    def issue_by_nonce(self, nonce: str) -> dict[str, Any] | None:
        """The issue with this number, or None."""
        row = self._db.execute("SELECT * FROM issue WHERE nonce = ?", (nonce,)).fetchone()
        return dict(row) if row else None

    # --- what came in ---

    def archive(self, data: bytes) -> str:
        """The SHA-256 of bytes that are now safe: on disk first, then in the ledger."""
        sha256 = self.blobs.put(data)
        with self._transaction() as db:
            db.execute("INSERT OR IGNORE INTO blob VALUES (?, ?)", (sha256, len(data)))
        return sha256

    def begin_attempt(self, sha256: str) -> int:
        """How often these bytes have been tried, this time included; committed before the try."""
        with self._transaction() as db:
            db.execute("INSERT INTO attempt (sha256) VALUES (?)", (sha256,))
            return int(db.execute("SELECT COUNT(*) FROM attempt WHERE sha256 = ?", (sha256,)).fetchone()[0])

    def knows(self, sha256: str) -> bool:
        """True when these bytes have been taken in before."""
        return self._db.execute("SELECT 1 FROM submission WHERE sha256 = ?", (sha256,)).fetchone() is not None

    def record_receipt(self, delivery: str, file_name: str, sha256: str, at: str, via: str) -> None:
        """That a file of this name with these bytes was handed in; the same again changes nothing."""
        with self._transaction() as db:
            db.execute("INSERT OR IGNORE INTO receipt (delivery, file_name, sha256, at, via) VALUES (?, ?, ?, ?, ?)",
                       (delivery, file_name, sha256, at, via))

    def record_submission(self, sha256: str, agency: str | None, identity: Mapping[str, Any] | None, outcome: str,
                          reason: str | None, complete: bool, content_hash: str | None, findings: Sequence[Finding],
                          values: Sequence[Mapping[str, Any]], saved_by: str | None, format: str, at: str) -> Recorded:
        """One read return with its values and findings, in one transaction. An accepted one gets the agency's next
        revision number, unless its values are those of the current revision (then it is only noted)."""
        with self._transaction() as db:
            known = db.execute("SELECT id, revision FROM submission WHERE sha256 = ?", (sha256,)).fetchone()
            if known:
                return Recorded("duplicate-bytes", known["id"], known["revision"])
            same = revision = None
            if outcome == "accepted":
                newest = db.execute("SELECT * FROM submission WHERE agency = ? AND revision IS NOT NULL "
                                    "ORDER BY revision DESC LIMIT 1", (agency,)).fetchone()
                if newest and content_hash and newest["content_hash"] == content_hash:
                    same = newest["id"]
                else:
                    revision = (newest["revision"] if newest else 0) + 1
            key = db.execute(
                "INSERT INTO submission (sha256, agency, identity, outcome, reason, complete, content_hash, same_as, revision, "
                "saved_by, format, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (sha256, agency, json.dumps(identity, sort_keys=True) if identity else None, outcome, reason, int(complete),
                 content_hash, same, revision, saved_by, format, at)).lastrowid
            assert key is not None
            db.executemany("INSERT INTO value VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", _value_rows(key, values))
            db.executemany("INSERT INTO finding VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", _finding_rows(key, findings))
        status = {"accepted": "same-values" if same else "new"}.get(outcome, outcome)
        return Recorded(status, key, revision)

    # --- what counts ---

    def current(self) -> list[dict[str, Any]]:
        """The newest accepted submission of each agency, by agency."""
        return [dict(r) for r in self._db.execute("SELECT * FROM current ORDER BY agency")]

    def submissions(self) -> list[dict[str, Any]]:
        """Every submission, oldest first, with the file name it first came under."""
        return [dict(r) for r in self._db.execute(
            "SELECT s.*, (SELECT r.file_name FROM receipt r WHERE r.sha256 = s.sha256 ORDER BY r.id LIMIT 1) AS file_name "
            "FROM submission s ORDER BY s.id")]

    def values_of(self, submission: int) -> list[dict[str, Any]]:
        """The stored values of a submission: table, row, field, kind, value, sheet, cell."""
        return [{"table": r["tbl"], "row": r["row"], "field": r["field"], "kind": r["kind"],
                 "value": r["text"] if r["number"] is None else r["number"], "sheet": r["sheet"], "cell": r["cell"]}
                for r in self._db.execute("SELECT * FROM value WHERE submission = ? ORDER BY position", (submission,))]

    def findings_of(self, submission: int) -> list[dict[str, Any]]:
        """The findings of a submission, worst first."""
        return [{**dict(r), "table": r["tbl"]} for r in
                self._db.execute("SELECT * FROM finding WHERE submission = ? ORDER BY position", (submission,))]

    def state_hash(self) -> str:
        """SHA-256 over everything the master depends on: round, issues, submissions, decisions (not times of receipt)."""
        digest = hashlib.sha256()
        for query in ("SELECT * FROM round", "SELECT agency, form, send_no, nonce FROM issue ORDER BY id",
                      "SELECT sha256, agency, outcome, reason, revision, same_as, at FROM submission ORDER BY id",
                      "SELECT kind, target, who, at, why, details FROM decision ORDER BY id"):
            for row in self._db.execute(query):
                digest.update(json.dumps(list(row), ensure_ascii=True).encode() + b"\n")
            digest.update(b"--\n")
        return digest.hexdigest()

    def check(self) -> list[str]:
        """Everything that is wrong with the ledger or the archive, one Indonesian sentence each; empty when sound."""
        faults = [f"Buku rusak: {r[0]}" for r in self._db.execute("PRAGMA integrity_check") if r[0] != "ok"]
        faults += ["Buku rusak: ada rujukan yang terputus" for _ in self._db.execute("PRAGMA foreign_key_check")]
        known = {r[0] for r in self._db.execute("SELECT sha256 FROM blob")}
        faults += [f"Berkas asli {sha} hilang atau berubah di «{ARCHIVE}»." for sha in sorted(known) if not self.blobs.sound(sha)]
        faults += [f"Berkas {sha} di «{ARCHIVE}» tidak tercatat dalam buku." for sha in self.blobs.all() if sha not in known]
        return faults

    def backup(self, target: Path) -> None:
        """A consistent copy of the ledger's database (not of the archive)."""
        copy = sqlite3.connect(target)
        try:
            self._db.backup(copy)
        finally:
            copy.close()


def _migrate(database: sqlite3.Connection) -> None:
    version = int(database.execute("PRAGMA user_version").fetchone()[0])
    if version > len(MIGRATIONS):
        raise FolderError("Buku ini dibuat oleh rmrb yang lebih baru. Perbarui program, lalu ulangi.")
    for number in range(version, len(MIGRATIONS)):
        database.executescript(f"BEGIN IMMEDIATE;\n{MIGRATIONS[number]}\nPRAGMA user_version = {number + 1};\nCOMMIT;")


def _value_rows(key: int, values: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Any, ...]]:
    for position, v in enumerate(values):
        number = v["value"] if isinstance(v["value"], int | float) else None
        text = None if number is not None else _storable(v["value"])
        yield key, position, v["table"], v["row"], v["field"], v["kind"], text, number, v["sheet"], v["cell"]


def _finding_rows(key: int, findings: Sequence[Finding]) -> Iterator[tuple[Any, ...]]:
    for position, f in enumerate(findings):
        yield (key, position, f.code, f.severity, _storable(f.message), _storable(f.sheet), f.cell, f.table, f.row, f.field,
               None if f.value is None else _storable(str(f.value)))


def _storable(text: str | None) -> str | None:
    """Text that SQLite can hold: half a surrogate pair becomes its escape."""
    return None if text is None else text.encode("utf-8", "backslashreplace").decode()
