"""How far a mail may be believed. One table, read from the top; the first row that holds decides.

hijau: its forms are taken in and it may be answered; kuning: it waits for a person; merah: it waits, and looks forged.
The evidence: whose registered address the sender is, what our own server says of the sender's domain, whose letter it answers
(our Message-IDs cannot be guessed), the bracket in its subject. Whether the form inside belongs to that agency is judged where
forms are taken in, against `agencies`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from rmrb_xlsx.mail.authres import Verdict, verdict
from rmrb_xlsx.mail.parts import Mail
from rmrb_xlsx.mail.words import find_code

Level = Literal["hijau", "kuning", "merah"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one mail shows. `registered`: agencies on whose list its sender stands; `answered`: agency of our letter that it
    answers; `coded`: agency in its subject; `server`: our own server's verdict on the sender; `proof_needed`: whether that
    must be a yes."""

    senders: tuple[str, ...]
    registered: tuple[str, ...]
    answered: str | None
    coded: str | None
    server: Verdict
    proof_needed: bool

    @property
    def agencies(self) -> tuple[str, ...]:
        """Whose forms this mail may bring: those registered for the sender, narrowed by the letter it answers."""
        named = self.answered or self.coded
        return (named,) if named in self.registered else self.registered


class Row(NamedTuple):
    """One row of `TABLE`: when it holds, the level, and why, in words."""

    holds: Callable[[Evidence], bool]
    level: Level
    words: str


TABLE: tuple[Row, ...] = (
    Row(lambda e: e.server == "fail", "merah", "server kami menyatakan pengirimnya palsu"),
    Row(lambda e: len(e.senders) != 1, "kuning", "alamat pengirim tidak tunggal"),
    Row(lambda e: not e.registered, "kuning", "alamat pengirim tidak terdaftar"),
    Row(lambda e: e.answered is not None and e.answered not in e.registered, "kuning", "membalas surat untuk Perangkat Daerah lain"),
    Row(lambda e: e.answered is None and e.coded is not None and e.coded not in e.registered, "kuning",
        "kode pada subjek milik Perangkat Daerah lain"),
    Row(lambda e: e.server != "pass" and e.proof_needed, "kuning", "keaslian pengirim belum dinyatakan server kami"),
)
TRUSTED = Row(lambda e: True, "hijau", "")


def judge(evidence: Evidence) -> tuple[Level, str]:
    """The level of a mail and why, in words ("" when it is hijau)."""
    row = next((r for r in TABLE if r.holds(evidence)), TRUSTED)
    return row.level, row.words


def evidence_of(mail: Mail, addresses: Mapping[str, Sequence[str]], ours: Mapping[str, str], own_server: str,
                proof_needed: bool) -> Evidence:
    """What `mail` shows. `addresses`: agency -> its normalised addresses; `ours`: our Message-ID -> agency."""
    registered = tuple(a for a, listed in addresses.items() if set(mail.senders) & set(listed))
    answered = next((ours[i] for i in mail.answers if i in ours), None)
    code = find_code(mail.subject)
    return Evidence(mail.senders, registered, answered, code.agency if code else None,
                    verdict(mail.results, own_server, mail.senders[0] if mail.senders else ""), proof_needed)
