"""The ledger: every act is appended in one transaction; what counts now is a view. Times come from the caller."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from rmrb_xlsx.errors import FolderError
from rmrb_xlsx.ledger.blobs import Blobs
from rmrb_xlsx.ledger.failpoint import point
from rmrb_xlsx.ledger.lock import take
from rmrb_xlsx.ledger.reading import ARCHIVE, Answers
from rmrb_xlsx.ledger.rows import Arrival, Reading, Recorded, finding_rows, value_rows
from rmrb_xlsx.ledger.schema import MIGRATIONS

DATABASE, LOCK = "rmrb.db", ".rmrb.kunci"
BUSY = "Buku rmrb.db sedang dikunci program lain. Tutup program itu, lalu ulangi perintah yang sama."
FULL = "Cakram penuh: buku rmrb.db tidak dapat ditambah. Kosongkan ruang, lalu ulangi perintah yang sama; tidak ada yang hilang."
CLOSED = "Buku rmrb.db tidak boleh ditulis (folder hanya-baca?). Beri izin tulis, lalu ulangi perintah yang sama."
_SECONDS = 10


class Ledger(Answers):
    """The ledger of one working folder. Use as a context manager; it holds the folder's lock while open."""

    def __init__(self, folder: Path, database: sqlite3.Connection, lock: Any) -> None:
        self._db, self._lock = database, lock
        self.blobs = Blobs(folder / ARCHIVE)

    @classmethod
    def open(cls, folder: Path, create: bool = False) -> Ledger:
        """The ledger of `folder`. FolderError when it is missing, locked, damaged, read-only or of a newer version."""
        path = folder / DATABASE
        if not create and not path.is_file():
            raise FolderError(f"Buku {DATABASE} tidak ada di «{folder}». Jalankan rmrb siapkan dahulu, atau pulihkan cadangan.")
        lock = take(folder / LOCK)
        database = sqlite3.connect(path, isolation_level=None, timeout=_SECONDS)
        try:
            database.row_factory = sqlite3.Row
            for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
                database.execute(f"PRAGMA {setting}")
            _migrate(database)
        except BaseException as fault:
            database.close()
            lock.close()
            if isinstance(fault, sqlite3.Error):
                raise _told(fault) from None
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
        try:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                point("buku: sebelum commit")
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise
        except sqlite3.OperationalError as fault:
            raise _told(fault) from None
        point("buku: sesudah commit")

    # --- what goes out ---

    def record_round(self, pack: str, edition: str, fingerprint: str, year: int, period: str, deadline: str) -> None:
        """The round this folder is for; recorded once."""
        with self._transaction() as db:
            db.execute("INSERT OR IGNORE INTO round VALUES (1, ?, ?, ?, ?, ?, ?)", (pack, edition, fingerprint, year, period, deadline))

    def record_issue(self, agency: str, form: str, send_no: int, nonce: str, sha256: str, file_name: str, at: str, reason: str,
                     answers: int | None = None) -> None:
        """One form that was made for an agency; `answers`: the submission it was filled from."""
        with self._transaction() as db:
            db.execute("INSERT OR IGNORE INTO issue (agency, form, send_no, nonce, sha256, file_name, at, reason, answers) "
                       "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (agency, form, send_no, nonce, sha256, file_name, at, reason, answers))

    # --- what comes in ---

    def archive(self, files: Iterable[bytes]) -> list[str]:
        """The SHA-256 of each file, in order: all are on disk before the ledger says so, in one transaction."""
        kept = [(self.blobs.put(data), len(data)) for data in files]
        missing = [k for k in kept if self._one("SELECT 1 FROM blob WHERE sha256 = ?", k[0]) is None]
        if missing:
            with self._transaction() as db:
                db.executemany("INSERT OR IGNORE INTO blob VALUES (?, ?)", missing)
        return [sha256 for sha256, _ in kept]

    def begin_attempt(self, sha256: str) -> int:
        """How often reading these bytes was begun and never ended, this time included; committed before the try."""
        with self._transaction() as db:
            db.execute("INSERT INTO attempt (sha256, step) VALUES (?, 'mulai')", (sha256,))
            row = db.execute("SELECT SUM(CASE step WHEN 'mulai' THEN 1 ELSE -1 END) FROM attempt WHERE sha256 = ?", (sha256,)).fetchone()
            return int(row[0])

    def end_attempt(self, sha256: str) -> None:
        """That reading these bytes came to an end, whatever the end was."""
        with self._transaction() as db:
            db.execute("INSERT INTO attempt (sha256, step) VALUES (?, 'selesai')", (sha256,))

    def record_delivery(self, key: str, via: str, at: str, arrivals: Sequence[Arrival], trust: Mapping[str, Any] | None = None
                        ) -> list[Recorded | None]:
        """A whole delivery in one transaction: its receipts and every new reading. One answer per arrival, None for an opened
        archive. An accepted reading gets the next revision of its (agency, form), unless its values are those that count now."""
        recorded: list[Recorded | None] = []
        with self._transaction() as db:
            db.execute("INSERT INTO delivery VALUES (?, ?, ?, ?)", (key, via, at, json.dumps(trust, sort_keys=True) if trust else None))
            for arrival in arrivals:
                db.execute("INSERT OR IGNORE INTO receipt (delivery, file_name, sha256) VALUES (?, ?, ?)",
                           (key, arrival.file_name, arrival.sha256))
                known = self.submission_of(arrival.sha256)
                if known:
                    recorded.append(Recorded("known", known["id"], known["revision"]))
                else:
                    recorded.append(self._insert(db, arrival.reading, at, 0) if arrival.reading else None)
        return recorded

    def _insert(self, db: sqlite3.Connection, reading: Reading, at: str, decision: int) -> Recorded:
        same = revision = None
        if reading.outcome == "accepted":
            now = self._one("SELECT * FROM current WHERE agency = ? AND form = ?", reading.agency, reading.form)
            if now and reading.content_hash and now["content_hash"] == reading.content_hash:
                same = now["id"]
            else:
                revision = int(db.execute("SELECT COALESCE(MAX(revision), 0) + 1 FROM submission WHERE agency = ? AND form = ?",
                                          (reading.agency, reading.form)).fetchone()[0])
        key = db.execute(
            "INSERT INTO submission (sha256, decision, agency, form, send_no, identity, outcome, reason, complete, content_hash, same_as, "
            "revision, saved_by, format, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (reading.sha256, decision, reading.agency, reading.form, reading.send_no,
             json.dumps(reading.identity, sort_keys=True) if reading.identity else None, reading.outcome, reading.reason,
             int(reading.complete), reading.content_hash, same, revision, reading.saved_by, reading.format, at)).lastrowid
        assert key is not None
        db.executemany("INSERT INTO value VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", value_rows(key, reading.values))
        db.executemany("INSERT INTO finding VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", finding_rows(key, reading.findings))
        return Recorded({"accepted": "same-values" if same else "new"}.get(reading.outcome, reading.outcome), key, revision)

    # --- who decided what ---

    def record_decision(self, kind: str, target: str, who: str, at: str, why: str, details: Mapping[str, Any] | None = None,
                        reading: Reading | None = None) -> tuple[int, Recorded | None]:
        """A person's decision and, when it accepts a file, the reading it leads to, in one transaction."""
        with self._transaction() as db:
            key = db.execute("INSERT INTO decision (kind, target, who, at, why, details) VALUES (?, ?, ?, ?, ?, ?)",
                             (kind, target, who, at, why, json.dumps(details or {}, sort_keys=True, ensure_ascii=False))).lastrowid
            assert key is not None
            return key, self._insert(db, reading, at, key) if reading else None

    # --- what the masters held ---

    def record_master(self, state_hash: str, as_of: str, submissions: Sequence[int], at: str) -> None:
        """That a master was made of this state, and which submissions counted; the same state again changes nothing."""
        self._record_output("consolidation", state_hash, as_of, submissions, at)

    def record_report(self, state_hash: str, as_of: str, submissions: Sequence[int], at: str) -> None:
        """The same for the year-end report."""
        self._record_output("report", state_hash, as_of, submissions, at)

    def _record_output(self, table: str, state_hash: str, as_of: str, submissions: Sequence[int], at: str) -> None:
        with self._transaction() as db:
            db.execute(f"INSERT OR IGNORE INTO {table} (state_hash, as_of, submissions, at) VALUES (?, ?, ?, ?)",
                       (state_hash, as_of, json.dumps(list(submissions)), at))

    def backup(self, target: Path) -> None:
        """A consistent copy of the ledger's database (not of the archive)."""
        copy = sqlite3.connect(target)
        try:
            self._db.backup(copy)
        finally:
            copy.close()


def _told(fault: sqlite3.Error) -> FolderError:
    """The sentence for a person; a damaged database is told apart from one that is only in use."""
    text = str(fault)
    for sign, sentence in (("locked", BUSY), ("full", FULL), ("readonly", CLOSED), ("unable to open", CLOSED)):
        if sign in text:
            return FolderError(sentence)
    if isinstance(fault, sqlite3.OperationalError) and "disk I/O" in text:
        return FolderError("Cakram gagal membaca atau menulis buku rmrb.db. Periksa cakram, lalu ulangi perintah yang sama.")
    return FolderError(f"Buku {DATABASE} rusak. Pulihkan dari cadangan; berkas asli tetap ada di «{ARCHIVE}».")


def _migrate(database: sqlite3.Connection) -> None:
    version = int(database.execute("PRAGMA user_version").fetchone()[0])
    if version > len(MIGRATIONS):
        raise FolderError("Buku ini dibuat oleh rmrb yang lebih baru. Perbarui program, lalu ulangi.")
    for number in range(version, len(MIGRATIONS)):
        point("buku: sebelum pindah versi")
        database.executescript(f"BEGIN IMMEDIATE;\n{MIGRATIONS[number]}\nPRAGMA user_version = {number + 1};\nCOMMIT;")
        point("buku: sesudah pindah versi")
