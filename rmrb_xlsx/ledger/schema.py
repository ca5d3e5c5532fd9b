"""The ledger's tables, as a list of migrations: entry n brings the schema from version n to n + 1. Never edit an entry."""

from __future__ import annotations

_APPEND_ONLY = ("round", "issue", "blob", "receipt", "attempt", "submission", "value", "finding", "decision")


def _guards() -> str:
    return "\n".join(
        f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'buku hanya boleh ditambah'); END;"
        for table in _APPEND_ONLY for verb in ("UPDATE", "DELETE"))


MIGRATIONS: tuple[str, ...] = (
    """
CREATE TABLE round (id INTEGER PRIMARY KEY CHECK (id = 1), pack TEXT NOT NULL, edition TEXT NOT NULL,
  fingerprint TEXT NOT NULL, year INTEGER NOT NULL, period TEXT NOT NULL, deadline TEXT NOT NULL);
CREATE TABLE issue (id INTEGER PRIMARY KEY, agency TEXT NOT NULL, form TEXT NOT NULL, send_no INTEGER NOT NULL,
  nonce TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL, file_name TEXT NOT NULL, at TEXT NOT NULL, reason TEXT NOT NULL,
  UNIQUE (agency, form, send_no));
CREATE TABLE blob (sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL);
CREATE TABLE attempt (id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL REFERENCES blob);
CREATE TABLE receipt (id INTEGER PRIMARY KEY, delivery TEXT NOT NULL, file_name TEXT NOT NULL,
  sha256 TEXT NOT NULL REFERENCES blob, at TEXT NOT NULL, via TEXT NOT NULL, UNIQUE (delivery, file_name, sha256));
CREATE TABLE submission (id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE REFERENCES blob, agency TEXT, identity TEXT,
  outcome TEXT NOT NULL CHECK (outcome IN ('accepted', 'rejected', 'quarantined')), reason TEXT, complete INTEGER NOT NULL,
  content_hash TEXT, same_as INTEGER REFERENCES submission, revision INTEGER, saved_by TEXT, format TEXT NOT NULL,
  at TEXT NOT NULL, UNIQUE (agency, revision));
CREATE TABLE value (submission INTEGER NOT NULL REFERENCES submission, position INTEGER NOT NULL, tbl TEXT NOT NULL,
  row TEXT NOT NULL, field TEXT NOT NULL, kind TEXT NOT NULL, text TEXT, number REAL, sheet TEXT NOT NULL, cell TEXT NOT NULL,
  PRIMARY KEY (submission, position)) WITHOUT ROWID;
CREATE TABLE finding (submission INTEGER NOT NULL REFERENCES submission, position INTEGER NOT NULL, code TEXT NOT NULL,
  severity TEXT NOT NULL, message TEXT NOT NULL, sheet TEXT, cell TEXT, tbl TEXT, row TEXT, field TEXT, value TEXT,
  PRIMARY KEY (submission, position)) WITHOUT ROWID;
CREATE TABLE decision (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, target TEXT NOT NULL, who TEXT NOT NULL,
  at TEXT NOT NULL, why TEXT NOT NULL, details TEXT NOT NULL);
CREATE VIEW current AS SELECT s.* FROM submission s WHERE s.outcome = 'accepted' AND s.same_as IS NULL
  AND s.revision = (SELECT MAX(t.revision) FROM submission t WHERE t.agency = s.agency AND t.outcome = 'accepted');
""" + _guards(),
)
