"""Sends: composes the letters that are due, puts them into the outbox, hands them over by the chosen road.

What is in the outbox is sent from its bytes in the archive, so a retry sends the same mail. `sending` is committed before a
server is told anything; a letter cut off there becomes `uncertain`, and only a person's order sends it again.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rmrb_xlsx.errors import FolderError, UsageError
from rmrb_xlsx.ledger.outbox import AGAIN, Outbox, Outgoing
from rmrb_xlsx.mail.compose import Envelope, compose, message_id
from rmrb_xlsx.mail.letters import Letter, render
from rmrb_xlsx.mail.settings import MailSettings, read_settings
from rmrb_xlsx.rounds.clock import Clock, now
from rmrb_xlsx.rounds.desk import open_desk
from rmrb_xlsx.rounds.letters import AUTOMATIC, FORM, LETTER, Due, Writer
from rmrb_xlsx.rounds.repair import repair
from rmrb_xlsx.rounds.roads import Road
from rmrb_xlsx.rounds.workplace import Workplace

Sleep = Callable[[float], None]
BACK_OFF = (20.0, 60.0)
GIVE_UP_AFTER = 3


@dataclass(frozen=True, slots=True)
class Posted:
    """One letter as told to the person: `number` in the outbox (None when it could not be queued), `state` there, or
    `masalah` (it could not be written), or `rencana` (dry run). `words`: what the server said, or what is wrong;
    `road`: how it went."""

    number: int | None
    kind: str
    agency: str
    form: str
    recipients: tuple[str, ...]
    subject: str
    state: str
    words: str = ""
    road: str = ""


def mail_settings(place: Workplace) -> MailSettings:
    """The mail settings of a working folder; FolderError lists what is wrong with them."""
    settings = read_settings(place.settings.mail)
    return settings if settings.sender_name else replace(settings, sender_name=place.pack.region["collector"])


def due_letters(place: Workplace, settings: MailSettings, what: str, agencies: Sequence[str], at: str,
                ahead: int | None = None) -> list[Due]:
    """What should go out: `formulir`, `jawaban`, `semua` (both) or `pengingat`. UsageError for an unknown agency."""
    place.must_know(agencies)
    writer = Writer(place, settings, at)
    if what == "pengingat":
        return list(writer.reminders(agencies, ahead))
    forms = list(writer.forms(agencies)) if what in ("formulir", "semua") else []
    return forms + (list(writer.answers(agencies)) if what in ("jawaban", "semua") else [])


def written(place: Workplace, settings: MailSettings, due: Due, at: str) -> tuple[Letter, str, bytes]:
    """(letter, Message-ID, mail) of a due letter. UsageError says why it cannot be written."""
    if due.problem:
        raise UsageError(due.problem)
    letter = render(place.pack.folder, LETTER[due.kind], due.words)
    number = message_id(place.key(), due.key, settings.domain)
    first = next((o for o in Outbox(place.ledger).letters() if o.kind == FORM and (o.agency, o.form) == (due.agency, due.form)), None)
    thread = (*due.answers, *((first.message_id,) if first else ()))
    envelope = Envelope(settings.sender, settings.sender_name, due.recipients, number, at, tuple(dict.fromkeys(thread)),
                        due.kind in AUTOMATIC)
    files = [(due.file[0], _attachment(place, due))] if due.file else []
    return letter, number, compose(letter, envelope, files)


def _attachment(place: Workplace, due: Due) -> bytes:
    """The form to attach: the bytes that were issued, or the same form saved again; never another agency's."""
    assert due.file is not None
    name, folder, sha256 = due.file
    path: Path = place.folder / folder / name
    try:
        data = path.read_bytes()
    except OSError:
        raise UsageError(f"«{folder}/{name}» tidak ada atau sedang dipakai; jalankan rmrb buat, lalu ulangi") from None
    if hashlib.sha256(data).hexdigest() != sha256:
        with open_desk(place.settings.pack) as desk:
            identity = desk.inspect(name, data).submission.identity
        if identity is None or (identity.agency, identity.form) != (due.agency, due.form):
            raise UsageError(f"«{folder}/{name}» bukan formulir {due.agency}; hapus berkas itu, jalankan rmrb buat, lalu ulangi")
    return data


def ensure_repaired(place: Workplace, clock: Clock = now) -> None:
    """Makes the repaired forms that letters will carry, should an intake have been cut off before it made them."""
    made = {i["answers"] for i in place.ledger.issues()}
    if any(not s["complete"] and s["id"] not in made for s in place.ledger.current()):
        with open_desk(place.settings.pack) as desk:
            for _ in repair(place, desk, clock=clock):
                pass


def queue(place: Workplace, settings: MailSettings, dues: Iterable[Due], clock: Clock = now) -> list[Posted]:
    """Composes and queues; gives back only what could not be written."""
    box, problems = Outbox(place.ledger), []
    for due in dues:
        at = clock()
        try:
            letter, number, data = written(place, settings, due, at)
        except UsageError as fault:
            problems.append(Posted(None, due.kind, due.agency, due.form, due.recipients, "", "masalah", str(fault)))
            continue
        box.queue(due.key, due.kind, due.agency, due.form, number, letter.subject, due.recipients, data, at)
    return problems


def planned(place: Workplace, settings: MailSettings, dues: Iterable[Due], clock: Clock = now) -> list[tuple[Posted, bytes]]:
    """The same without recording anything: what would be queued, and its bytes (empty when it cannot be written)."""
    plan = []
    for due in dues:
        try:
            letter, _, data = written(place, settings, due, clock())
            plan.append((Posted(None, due.kind, due.agency, due.form, due.recipients, letter.subject, "rencana"), data))
        except UsageError as fault:
            plan.append((Posted(None, due.kind, due.agency, due.form, due.recipients, "", "masalah", str(fault)), b""))
    return plan


def recover(place: Workplace, road: Road, clock: Clock = now) -> list[Posted]:
    """Letters that an earlier command left in `sending`: sent when the road can show them, else uncertain."""
    box = Outbox(place.ledger)
    for letter in box.letters():
        if letter.state == "sending":
            shown = letter.road == road.name and road.shows(letter)
            box.step(letter.id, "sent" if shown else "uncertain", letter.road, clock(),
                     "ditemukan sesudah terputus" if shown else "terputus saat diserahkan")
    return [_told(o) for o in box.letters() if o.state == "uncertain"]


def hand_over(place: Workplace, road: Road, wanted: Callable[[Outgoing], bool], *, clock: Clock = now, sleep: Sleep = time.sleep,
              pause: float = 0, most: int | None = None) -> list[Posted]:
    """Hands every queued letter that is `wanted` to the road, at most `most`, resting `pause` seconds between two. Those put
    off are tried again after a growing rest; what is still put off stays queued for the next command."""
    box = Outbox(place.ledger)
    todo = [o for o in box.letters() if o.state == "queued" and wanted(o)][:most]
    done: dict[int, Posted] = {}
    for rest in (*BACK_OFF, None):
        later: list[Outgoing] = []
        lost = 0
        for number, letter in enumerate(todo):
            if number:
                sleep(pause)
            posted, gone = _hand_one(place, box, road, letter, clock)
            done[letter.id] = posted
            lost = lost + 1 if gone else 0
            if posted.state == "queued":
                later.append(letter)
            if lost == GIVE_UP_AFTER:
                raise FolderError(f"Sambungan berulang kali terputus: {posted.words} Yang belum terkirim tetap di kotak keluar; "
                                  "ulangi perintah yang sama nanti.")
        todo = later
        if not todo or rest is None:
            break
        sleep(rest)
    return [done[n] for n in sorted(done)]


def _hand_one(place: Workplace, box: Outbox, road: Road, letter: Outgoing, clock: Clock) -> tuple[Posted, bool]:
    """What became of one letter, and whether the connection was lost on the way."""
    data = place.ledger.blobs.get(letter.sha256)
    box.step(letter.id, "sending", road.name, clock())
    handed = road.hand(letter, data)
    state = "queued" if handed.state == "later" else handed.state
    box.step(letter.id, state, road.name, clock(), handed.words, handed.refused)
    return _told(replace(letter, state=state, words=handed.words, road=road.name)), handed.lost


def again(place: Workplace, number: int, order: str, who: str, why: str, clock: Clock = now) -> Posted:
    """A person's order about one letter: `ulangi` (send it once more), `terkirim` (take it for sent), `batal` (never send it).
    UsageError when there is no such letter, or it does not stand so that the order makes sense."""
    box = Outbox(place.ledger)
    letter = next((o for o in box.letters() if o.id == number), None)
    if letter is None:
        raise UsageError(f"Surel nomor {number} tidak ada di kotak keluar.")
    allowed: dict[str, tuple[tuple[str, ...], Any, str]] = {
        "ulangi": (("uncertain", "failed", "sent"), "queued", AGAIN), "terkirim": (("uncertain", "queued"), "sent", "petugas"),
        "batal": (("queued", "uncertain"), "failed", "petugas")}
    states, state, road = allowed[order]
    if letter.state not in states:
        raise UsageError(f"Surel nomor {number} berstatus {STATES[letter.state]}; perintah itu tidak berlaku.")
    box.step(number, state, road, clock(), f"{order} oleh {who}: {why}")
    return _told(replace(letter, state=state, words=why))


STATES = {"queued": "menunggu", "sending": "sedang dikirim", "sent": "terkirim", "failed": "gagal", "uncertain": "belum pasti",
          "masalah": "masalah", "rencana": "rencana"}


def _told(o: Outgoing) -> Posted:
    return Posted(o.id, o.kind, o.agency, o.form, o.recipients, o.subject, o.state, o.words, o.road)


def everything(place: Workplace) -> list[Posted]:
    """The whole outbox, oldest first."""
    return [_told(o) for o in Outbox(place.ledger).letters()]
