"""The ledger's tables, as a list of migrations: entry n brings the schema from version n to n + 1. Never edit an entry
once it has been released.

A *submission* is one reading of a file: as it came (`decision` 0), or read again because a person decided so. Nothing is
updated: which submission counts, which decision holds, who waits, are views.
"""

from __future__ import annotations

_APPEND_ONLY = ("round", "issue", "blob", "delivery", "receipt", "attempt", "submission", "value", "finding", "decision")
_MASTER = ("consolidation",)
_REPORT = ("report",)
_MAIL = ("letter", "letter_step", "mail", "mail_mark", "bounce")


def guards(*tables: str) -> str:
    """Triggers that refuse every change of rows already written to `tables`."""
    return "\n".join(
        f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'buku hanya boleh ditambah'); END;"
        for table in tables for verb in ("UPDATE", "DELETE"))


MIGRATIONS: tuple[str, ...] = (
    """
CREATE TABLE round (id INTEGER PRIMARY KEY CHECK (id = 1), pack TEXT NOT NULL, edition TEXT NOT NULL,
  fingerprint TEXT NOT NULL, year INTEGER NOT NULL, period TEXT NOT NULL, deadline TEXT NOT NULL);
CREATE TABLE blob (sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL);
CREATE TABLE attempt (id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL REFERENCES blob,
  step TEXT NOT NULL CHECK (step IN ('mulai', 'selesai')));
CREATE TABLE delivery (key TEXT PRIMARY KEY, via TEXT NOT NULL, at TEXT NOT NULL, trust TEXT);
CREATE TABLE receipt (id INTEGER PRIMARY KEY, delivery TEXT NOT NULL REFERENCES delivery, file_name TEXT NOT NULL,
  sha256 TEXT NOT NULL REFERENCES blob, UNIQUE (delivery, file_name, sha256));
CREATE TABLE decision (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, target TEXT NOT NULL, who TEXT NOT NULL,
  at TEXT NOT NULL, why TEXT NOT NULL, details TEXT NOT NULL);
CREATE TABLE submission (id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL REFERENCES blob, decision INTEGER NOT NULL,
  agency TEXT, form TEXT, send_no INTEGER, identity TEXT,
  outcome TEXT NOT NULL CHECK (outcome IN ('accepted', 'rejected', 'quarantined')), reason TEXT, complete INTEGER NOT NULL,
  content_hash TEXT, same_as INTEGER REFERENCES submission, revision INTEGER, saved_by TEXT, format TEXT NOT NULL,
  at TEXT NOT NULL, UNIQUE (sha256, decision), UNIQUE (agency, form, revision));
CREATE TABLE issue (id INTEGER PRIMARY KEY, agency TEXT NOT NULL, form TEXT NOT NULL, send_no INTEGER NOT NULL,
  nonce TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL, file_name TEXT NOT NULL, at TEXT NOT NULL, reason TEXT NOT NULL,
  answers INTEGER REFERENCES submission, UNIQUE (agency, form, send_no));
CREATE TABLE value (submission INTEGER NOT NULL REFERENCES submission, position INTEGER NOT NULL, tbl TEXT NOT NULL,
  row TEXT NOT NULL, field TEXT NOT NULL, kind TEXT NOT NULL, text TEXT, number REAL, sheet TEXT NOT NULL, cell TEXT NOT NULL,
  PRIMARY KEY (submission, position)) WITHOUT ROWID;
CREATE TABLE finding (submission INTEGER NOT NULL REFERENCES submission, position INTEGER NOT NULL, code TEXT NOT NULL,
  severity TEXT NOT NULL, message TEXT NOT NULL, sheet TEXT, cell TEXT, tbl TEXT, row TEXT, field TEXT, value TEXT,
  PRIMARY KEY (submission, position)) WITHOUT ROWID;
CREATE VIEW holding AS SELECT d.* FROM decision d WHERE d.kind <> 'batalkan'
  AND NOT EXISTS (SELECT 1 FROM decision b WHERE b.kind = 'batalkan' AND b.target = CAST(d.id AS TEXT));
CREATE VIEW counted AS SELECT s.* FROM submission s WHERE s.outcome = 'accepted' AND s.same_as IS NULL
  AND (s.decision = 0 OR s.decision IN (SELECT id FROM holding))
  AND NOT EXISTS (SELECT 1 FROM holding h WHERE h.kind = 'kecualikan' AND h.target = CAST(s.id AS TEXT));
CREATE VIEW current AS SELECT s.* FROM counted s
  WHERE s.revision = (SELECT MAX(t.revision) FROM counted t WHERE t.agency = s.agency AND t.form = s.form);
CREATE VIEW waiting AS SELECT s.* FROM submission s WHERE s.outcome = 'quarantined' AND s.decision = 0
  AND NOT EXISTS (SELECT 1 FROM holding h WHERE h.kind = 'tolak' AND h.target = CAST(s.id AS TEXT))
  AND NOT EXISTS (SELECT 1 FROM submission t WHERE t.sha256 = s.sha256 AND t.decision IN (SELECT id FROM holding));
CREATE VIEW waived AS SELECT f.submission, f.position, h.id AS decision FROM finding f JOIN submission s ON s.id = f.submission
  JOIN holding h ON h.kind = 'maklumi' AND h.target = s.agency || '/' || s.form
    || '/' || COALESCE(f.tbl, '') || '/' || COALESCE(f.row, '') || '/' || COALESCE(f.field, '') || '/' || f.code
  WHERE COALESCE(json_extract(h.details, '$.nilai'), '') = COALESCE(f.value, '');
CREATE INDEX receipt_by_bytes ON receipt (sha256);
CREATE INDEX attempt_by_bytes ON attempt (sha256);
""" + guards(*_APPEND_ONLY),
    """
CREATE TABLE letter (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, agency TEXT NOT NULL, form TEXT NOT NULL,
  message_id TEXT NOT NULL UNIQUE, subject TEXT NOT NULL, recipients TEXT NOT NULL, sha256 TEXT NOT NULL REFERENCES blob,
  at TEXT NOT NULL);
CREATE TABLE letter_step (id INTEGER PRIMARY KEY, letter INTEGER NOT NULL REFERENCES letter,
  state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'uncertain')), road TEXT NOT NULL, at TEXT NOT NULL,
  words TEXT NOT NULL);
CREATE TABLE mail (sha256 TEXT PRIMARY KEY REFERENCES blob, message_id TEXT, senders TEXT NOT NULL, subject TEXT NOT NULL,
  answers TEXT, kind TEXT NOT NULL, level TEXT NOT NULL, reason TEXT NOT NULL, agencies TEXT NOT NULL, may_answer INTEGER NOT NULL,
  remarks TEXT NOT NULL, at TEXT NOT NULL);
CREATE TABLE mail_mark (account TEXT NOT NULL, mark TEXT NOT NULL, sha256 TEXT NOT NULL REFERENCES mail, PRIMARY KEY (account, mark));
CREATE TABLE bounce (id INTEGER PRIMARY KEY, letter INTEGER NOT NULL REFERENCES letter, step INTEGER NOT NULL REFERENCES letter_step,
  recipient TEXT NOT NULL, status TEXT NOT NULL, words TEXT NOT NULL, at TEXT NOT NULL, mail TEXT REFERENCES mail);
CREATE VIEW outbox AS SELECT l.*, s.state, s.road, s.at AS since, s.words FROM letter l
  JOIN letter_step s ON s.id = (SELECT MAX(t.id) FROM letter_step t WHERE t.letter = l.id);
CREATE INDEX step_by_letter ON letter_step (letter);
CREATE INDEX mail_by_message_id ON mail (message_id);
""" + guards(*_MAIL),
    """
CREATE TABLE consolidation (id INTEGER PRIMARY KEY, state_hash TEXT NOT NULL UNIQUE, as_of TEXT NOT NULL, submissions TEXT NOT NULL,
  at TEXT NOT NULL);
""" + guards(*_MASTER),
    """
CREATE TABLE report (id INTEGER PRIMARY KEY, state_hash TEXT NOT NULL UNIQUE, as_of TEXT NOT NULL, submissions TEXT NOT NULL,
  at TEXT NOT NULL);
""" + guards(*_REPORT),
)
