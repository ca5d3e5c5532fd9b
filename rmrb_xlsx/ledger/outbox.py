"""Letters that go out and mails that came in. Append-only like the rest: a letter's state is its newest step.

queued -> sending (committed before the server is told anything) -> sent | failed | uncertain, or back to queued when the server
said "later". A letter found in `sending` by the next command is `uncertain`: nobody can know, so nothing sends it again by itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from rmrb_xlsx.ledger.rows import storable
from rmrb_xlsx.ledger.store import Ledger

AGAIN = "ulang"
State = Literal["queued", "sending", "sent", "failed", "uncertain"]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One letter of the outbox. `key` names what it is for and is unique for ever; `sha256` its bytes in the archive."""

    id: int
    key: str
    kind: str
    agency: str
    form: str
    message_id: str
    subject: str
    recipients: tuple[str, ...]
    sha256: str
    at: str
    state: State
    road: str
    since: str
    words: str


@dataclass(frozen=True, slots=True)
class Received:
    """One mail that was taken in. `kind`: kiriman, kosong, otomatis, pantulan, rusak; `level` and `reason`: how far it is believed."""

    sha256: str
    message_id: str | None
    senders: tuple[str, ...]
    subject: str
    answers: str | None
    kind: str
    level: str
    reason: str
    agencies: tuple[str, ...]
    may_answer: bool
    remarks: tuple[str, ...]
    at: str


class Outbox:
    """The mail tables of a ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    # --- out ---

    def queue(self, key: str, kind: str, agency: str, form: str, message_id: str, subject: str, recipients: Sequence[str],
              data: bytes, at: str) -> bool:
        """Puts a composed letter into the outbox; False when its key is there already (then nothing changes)."""
        if self.knows(key):
            return False
        sha256 = self._ledger.archive([data])[0]
        with self._ledger._transaction() as db:
            letter = db.execute("INSERT INTO letter (key, kind, agency, form, message_id, subject, recipients, sha256, at) "
                                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                                (key, kind, agency, form, message_id, subject, json.dumps(list(recipients)), sha256, at)).lastrowid
            db.execute("INSERT INTO letter_step (letter, state, road, at, words) VALUES (?, 'queued', '', ?, '')", (letter, at))
        return True

    def step(self, letter: int, state: State, road: str, at: str, words: str = "",
             refused: Iterable[tuple[str, str]] = ()) -> None:
        """What became of a letter, and the recipients that the server turned away, in one transaction."""
        with self._ledger._transaction() as db:
            number = db.execute("INSERT INTO letter_step (letter, state, road, at, words) VALUES (?, ?, ?, ?, ?)",
                                (letter, state, road, at, storable(words))).lastrowid
            db.executemany("INSERT INTO bounce (letter, step, recipient, status, words, at) VALUES (?, ?, ?, ?, ?, ?)",
                           [(letter, number, recipient, told[:3], storable(told), at) for recipient, told in refused])

    def recover(self, at: str) -> list[Outgoing]:
        """Letters whose sending was cut off: marked `uncertain` and given back."""
        cut = [o for o in self.letters() if o.state == "sending"]
        for letter in cut:
            self.step(letter.id, "uncertain", letter.road, at, "terputus saat diserahkan")
        return cut

    def knows(self, key: str) -> bool:
        """True when a letter with this key was ever queued."""
        return self._ledger._one("SELECT 1 FROM letter WHERE key = ?", key) is not None

    def letters(self) -> list[Outgoing]:
        """Every letter with its present state, oldest first."""
        return [Outgoing(r["id"], r["key"], r["kind"], r["agency"], r["form"], r["message_id"], r["subject"],
                         tuple(json.loads(r["recipients"])), r["sha256"], r["at"], r["state"], r["road"], r["since"], r["words"] or "")
                for r in self._ledger._all("SELECT * FROM outbox ORDER BY id")]

    def tries(self, letter: int) -> int:
        """How often a letter was handed to a server."""
        row = self._ledger._one("SELECT COUNT(*) AS n FROM letter_step WHERE letter = ? AND state = 'sending'", letter)
        return int(row["n"]) if row else 0

    def ours(self) -> dict[str, str]:
        """Message-ID -> agency of every letter that was ever queued."""
        return {r["message_id"]: r["agency"] for r in self._ledger._all("SELECT message_id, agency FROM letter")}

    def dead_addresses(self) -> dict[str, str]:
        """Address -> why, for every recipient that a server turned away, unless a person ordered that letter again since."""
        rows = self._ledger._all("SELECT recipient, words, status FROM bounce b WHERE NOT EXISTS (SELECT 1 FROM letter_step s "
                                 "WHERE s.letter = b.letter AND s.id > b.step AND s.road = ?) ORDER BY id", AGAIN)
        return {r["recipient"]: f"{r['status']} {r['words']}".strip() for r in rows}

    # --- in ---

    def record_mail(self, mail: Received, marks: Iterable[tuple[str, str]] = (),
                    bounces: Iterable[tuple[str, str, str, str]] = ()) -> bool:
        """A mail that is done with, the server's marks for it (account, mark), and the failed recipients it reports
        (Message-ID, recipient, status, words), in one transaction. False when it was known; new marks are noted all the same."""
        with self._ledger._transaction() as db:
            new = db.execute("INSERT OR IGNORE INTO mail VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                             (mail.sha256, storable(mail.message_id), json.dumps(mail.senders), storable(mail.subject), mail.answers,
                              mail.kind, mail.level, mail.reason, json.dumps(mail.agencies), int(mail.may_answer),
                              json.dumps(mail.remarks), mail.at)).rowcount == 1
            db.executemany("INSERT OR IGNORE INTO mail_mark VALUES (?, ?, ?)", [(*m, mail.sha256) for m in marks])
            for message_id, recipient, status, words in bounces if new else ():
                db.execute("INSERT INTO bounce (letter, step, recipient, status, words, at, mail) "
                           "SELECT l.id, (SELECT MAX(s.id) FROM letter_step s WHERE s.letter = l.id), ?, ?, ?, ?, ? "
                           "FROM letter l WHERE l.message_id = ?", (recipient, status, storable(words), mail.at, mail.sha256, message_id))
        return new

    def add_marks(self, sha256: str, marks: Iterable[tuple[str, str]]) -> None:
        """The server's marks (account, mark) for a mail that is known."""
        rows = [(*m, sha256) for m in marks]
        if rows:
            with self._ledger._transaction() as db:
                db.executemany("INSERT OR IGNORE INTO mail_mark VALUES (?, ?, ?)", rows)

    def knows_mail(self, sha256: str) -> bool:
        """True when this mail was taken in and recorded."""
        return self._ledger._one("SELECT 1 FROM mail WHERE sha256 = ?", sha256) is not None

    def marks(self, account: str) -> dict[str, str]:
        """The server's marks of an account that are done with -> SHA-256 of the mail."""
        return {r["mark"]: r["sha256"] for r in self._ledger._all("SELECT mark, sha256 FROM mail_mark WHERE account = ?", account)}

    def same_message_id(self, message_id: str | None, sha256: str) -> bool:
        """True when another mail came under this Message-ID."""
        return message_id is not None and self._ledger._one(
            "SELECT 1 FROM mail WHERE message_id = ? AND sha256 <> ?", message_id, sha256) is not None

    def mails(self) -> list[dict[str, Any]]:
        """Every received mail, oldest first; lists already read."""
        return [{**r, "senders": json.loads(r["senders"]), "agencies": json.loads(r["agencies"]), "remarks": json.loads(r["remarks"])}
                for r in self._ledger._all("SELECT * FROM mail ORDER BY rowid")]

    def came_by_mail(self, sha256: str) -> list[dict[str, Any]]:
        """The mails that brought a file with these bytes, oldest first."""
        return self._ledger._all("SELECT m.* FROM receipt r JOIN mail m ON r.delivery = 'surel:' || m.sha256 "
                                 "WHERE r.sha256 = ? ORDER BY r.id", sha256)
