"""What the ledger answers: every question is a query over rows that never change."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from typing import Any

from rmrb_xlsx.ledger.blobs import Blobs

ARCHIVE = "arsip"
_NAMED = "(SELECT r.file_name FROM receipt r WHERE r.sha256 = s.sha256 ORDER BY r.id LIMIT 1) AS file_name"
_STATE = (
    "SELECT * FROM round", "SELECT agency, form, send_no, nonce FROM issue ORDER BY id",
    "SELECT sha256, decision, agency, form, outcome, reason, revision, same_as, at FROM submission ORDER BY id",
    "SELECT id, kind, target, who, at, why, details FROM decision ORDER BY id")


class Answers:
    """The questions; `Ledger` adds the acts."""

    _db: sqlite3.Connection
    blobs: Blobs

    def _all(self, query: str, *parameters: Any) -> list[dict[str, Any]]:
        return [dict(r) for r in self._db.execute(query, parameters)]

    def _one(self, query: str, *parameters: Any) -> dict[str, Any] | None:
        row = self._db.execute(query, parameters).fetchone()
        return dict(row) if row else None

    # --- what went out ---

    def round(self) -> dict[str, Any] | None:
        """The recorded round, or None."""
        return self._one("SELECT * FROM round")

    def issues(self, form: str | None = None) -> list[dict[str, Any]]:
        """Every issued form (of one kind), oldest first."""
        return self._all("SELECT * FROM issue WHERE form = COALESCE(?, form) ORDER BY id", form)

    def issue_by_nonce(self, nonce: str) -> dict[str, Any] | None:
        """The issue with this number, or None."""
        return self._one("SELECT * FROM issue WHERE nonce = ?", nonce)

    def newest_issue(self, agency: str, form: str) -> dict[str, Any] | None:
        """The last form issued to an agency, or None."""
        return self._one("SELECT * FROM issue WHERE agency = ? AND form = ? ORDER BY send_no DESC LIMIT 1", agency, form)

    # --- what came in ---

    def knows(self, sha256: str) -> bool:
        """True when these bytes have been read before."""
        return self._one("SELECT 1 FROM submission WHERE sha256 = ?", sha256) is not None

    def knows_delivery(self, key: str) -> bool:
        """True when this delivery has been taken in, whole."""
        return self._one("SELECT 1 FROM delivery WHERE key = ?", key) is not None

    def has_receipt(self, file_name: str, sha256: str, via: str) -> bool:
        """True when a file of this name with these bytes came by this way before."""
        return self._one("SELECT 1 FROM receipt r JOIN delivery d ON d.key = r.delivery WHERE r.file_name = ? AND r.sha256 = ? "
                         "AND d.via = ?", file_name, sha256, via) is not None

    def deliveries(self) -> list[dict[str, Any]]:
        """Every delivery in order of arrival: key, via, at, trust."""
        return self._all("SELECT * FROM delivery ORDER BY rowid")

    def receipts(self, delivery: str | None = None) -> list[dict[str, Any]]:
        """Every received file (of one delivery) with how and when it came, oldest first."""
        return self._all("SELECT r.*, d.via, d.at FROM receipt r JOIN delivery d ON d.key = r.delivery "
                         "WHERE r.delivery = COALESCE(?, r.delivery) ORDER BY r.id", delivery)

    def submissions(self) -> list[dict[str, Any]]:
        """Every submission, oldest first, with the file name its bytes first came under."""
        return self._all(f"SELECT s.*, {_NAMED} FROM submission s ORDER BY s.id")

    def submission(self, key: int) -> dict[str, Any] | None:
        """One submission by its number, with its file name, or None."""
        return self._one(f"SELECT s.*, {_NAMED} FROM submission s WHERE s.id = ?", key)

    def submission_of(self, sha256: str) -> dict[str, Any] | None:
        """What these bytes count as now: the newest reading of them, or None."""
        return self._one(f"SELECT s.*, {_NAMED} FROM submission s WHERE s.sha256 = ? AND (s.decision = 0 OR s.decision IN "
                         "(SELECT id FROM holding)) ORDER BY s.id DESC LIMIT 1", sha256)

    def revisions(self, agency: str, form: str) -> list[dict[str, Any]]:
        """Every numbered revision of an agency's form, oldest first, also those that no longer count."""
        return self._all(f"SELECT s.*, {_NAMED} FROM submission s WHERE s.agency = ? AND s.form = ? AND s.revision IS NOT NULL "
                         "ORDER BY s.revision", agency, form)

    # --- what counts ---

    def current(self, form: str | None = None) -> list[dict[str, Any]]:
        """The submission that counts for each (agency, form), by agency; of one form when `form` is given. `complete` takes
        waivers into account."""
        rows = self._all(f"SELECT s.*, {_NAMED} FROM current s WHERE form = COALESCE(?, form) ORDER BY agency, form", form)
        return [{**r, "complete": r["complete"] or self._waived_whole(r["id"])} for r in rows]

    def _waived_whole(self, submission: int) -> int:
        row = self._db.execute(
            "SELECT COUNT(*), SUM(position IN (SELECT w.position FROM waived w WHERE w.submission = f.submission)) FROM finding f "
            "WHERE f.submission = ? AND f.severity = 'error'", (submission,)).fetchone()
        return int(bool(row[0]) and row[0] == row[1])

    def waiting(self) -> list[dict[str, Any]]:
        """Quarantined submissions that nobody has decided about, oldest first."""
        return self._all(f"SELECT s.*, {_NAMED} FROM waiting s ORDER BY s.id")

    def decisions(self) -> list[dict[str, Any]]:
        """Every decision, oldest first; `holds` is 0 when it was taken back (or only takes another back)."""
        rows = self._all("SELECT d.*, d.id IN (SELECT id FROM holding) AS holds FROM decision d ORDER BY d.id")
        return [{**r, "details": json.loads(r["details"])} for r in rows]

    def values_of(self, submission: int) -> list[dict[str, Any]]:
        """The stored values of a submission: table, row, field, kind, value, sheet, cell."""
        return [{"table": r["tbl"], "row": r["row"], "field": r["field"], "kind": r["kind"],
                 "value": r["text"] if r["number"] is None else r["number"], "sheet": r["sheet"], "cell": r["cell"]}
                for r in self._db.execute("SELECT * FROM value WHERE submission = ? ORDER BY position", (submission,))]

    def findings_of(self, submission: int) -> list[dict[str, Any]]:
        """The findings of a submission, worst first; `waived` is the number of the decision that waives it, or None."""
        return [{**r, "table": r["tbl"]} for r in self._all(
            "SELECT f.*, (SELECT MIN(w.decision) FROM waived w WHERE w.submission = f.submission AND w.position = f.position) AS waived "
            "FROM finding f WHERE f.submission = ? ORDER BY f.position", submission)]

    def master_before(self, state_hash: str) -> dict[str, Any] | None:
        """The newest master made of an earlier state than this one: as_of, submissions (ids), at; None when there is none."""
        return self._output_before("consolidation", state_hash)

    def report_before(self, state_hash: str) -> dict[str, Any] | None:
        """The same for the year-end report."""
        return self._output_before("report", state_hash)

    def _output_before(self, table: str, state_hash: str) -> dict[str, Any] | None:
        row = self._one(f"SELECT * FROM {table} WHERE id < COALESCE((SELECT id FROM {table} WHERE state_hash = ?), "
                        f"(SELECT MAX(id) + 1 FROM {table})) ORDER BY id DESC LIMIT 1", state_hash)
        return {**row, "submissions": json.loads(row["submissions"])} if row else None

    def state_hash(self) -> str:
        """SHA-256 over everything the master depends on: round, issues, submissions, decisions (not times of receipt)."""
        digest = hashlib.sha256()
        for query in _STATE:
            for row in self._db.execute(query):
                digest.update(json.dumps(list(row), ensure_ascii=True).encode() + b"\n")
            digest.update(b"--\n")
        return digest.hexdigest()

    def dump(self) -> str:
        """The whole ledger as SQL text: for comparing two ledgers row by row."""
        return "\n".join(self._db.iterdump())

    def check(self) -> list[str]:
        """Everything that is wrong with the ledger or the archive, one Indonesian sentence each; empty when sound."""
        faults = [f"Buku rusak: {r[0]}" for r in self._db.execute("PRAGMA integrity_check") if r[0] != "ok"]
        faults += ["Buku rusak: ada rujukan yang terputus" for _ in self._db.execute("PRAGMA foreign_key_check")]
        known = {r[0] for r in self._db.execute("SELECT sha256 FROM blob")}
        faults += [f"Berkas asli {sha} hilang atau berubah di «{ARCHIVE}»." for sha in sorted(known) if not self.blobs.sound(sha)]
        faults += [f"Berkas {sha} di «{ARCHIVE}» tidak tercatat dalam buku." for sha in self.blobs.all() if sha not in known]
        return faults
