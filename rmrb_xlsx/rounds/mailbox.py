"""Takes in mails: raw bytes to the archive, then taken apart in the cage, the sender judged, the forms handed to the intake,
the mail recorded; only then may a flag be set on the server. Done twice, nothing changes.

The key of a mail is the SHA-256 of its bytes. UID, UIDVALIDITY and Message-ID are hints: each has been reused, missing or renumbered
in the field, so they only save a download, and only all together.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rmrb_xlsx.errors import FileRefused, FolderError
from rmrb_xlsx.findings import Finding, found, found_with
from rmrb_xlsx.ledger.outbox import Outbox, Received
from rmrb_xlsx.mail.imap import Mailbox, open_mailbox
from rmrb_xlsx.mail.parts import Mail
from rmrb_xlsx.mail.settings import MailSettings
from rmrb_xlsx.mail.sources import is_maildir, kind_of_mail, mails_in, too_big
from rmrb_xlsx.mail.trust import evidence_of, judge
from rmrb_xlsx.mail.words import address, one_line
from rmrb_xlsx.rounds.clock import Clock, now
from rmrb_xlsx.rounds.desk import Desk
from rmrb_xlsx.rounds.dropbox import find_returns, receive
from rmrb_xlsx.rounds.intake import POISON_LIMIT, Delivery, Taken, Trust, take_delivery, told_again
from rmrb_xlsx.rounds.workplace import Workplace

VIA = "surel"
FORMS, EMPTY, AUTOMATIC, BOUNCE, BROKEN, KNOWN, TOO_BIG = (
    "kiriman", "kosong", "otomatis", "pantulan", "rusak", "sama", "terlalu besar")


@dataclass(frozen=True, slots=True)
class TakenMail:
    """What became of one mail. `kind`: kiriman (forms), kosong (nothing to take in), otomatis, pantulan (a bounce), rusak, sama
    (known), terlalu besar (left on the server). `level`, `reason`: how far it is believed; `remarks`: in words; `files`: its forms."""

    label: str
    kind: str
    sender: str
    subject: str
    level: str
    reason: str
    remarks: tuple[str, ...] = ()
    files: tuple[Taken, ...] = ()


class MailDesk:
    """Takes mails into one working folder."""

    def __init__(self, place: Workplace, desk: Desk, settings: MailSettings, clock: Clock = now) -> None:
        self._place, self._desk, self._settings, self._clock = place, desk, settings, clock
        self._box = Outbox(place.ledger)
        self._addresses = {e.code: tuple(address(a) for a in e.emails) for e in place.roster()}
        self._blank = {i["sha256"] for i in place.ledger.issues()}

    def take(self, label: str, data: bytes, *, transport: bool, marks: Sequence[tuple[str, str]] = ()) -> TakenMail:
        """One mail. `transport`: it came from our own server, so its proof of the sender can be asked for; a file that a
        person dropped is vouched for by that person."""
        ledger = self._place.ledger
        sha = ledger.archive([data])[0]
        if self._box.knows_mail(sha):
            self._box.add_marks(sha, marks)
            again = tuple(told_again(self._place, r["file_name"], r["sha256"]) for r in ledger.receipts(f"{VIA}:{sha}"))
            return TakenMail(label, KNOWN, "", "", "", "", files=again)
        if ledger.begin_attempt(sha) > POISON_LIMIT:
            return self._broken(label, sha, found("gagal-baca", sebab="sudah tiga kali gagal dibaca"), marks)
        try:
            mail = self._desk.open_mail(data)
        except FileRefused as refused:
            ledger.end_attempt(sha)
            if refused.code == "msg-tak-didukung":  # not the mail's fault: read it when the extra is there
                return TakenMail(label, BROKEN, "", "", "kuning", refused.code, (found("msg-tak-didukung").message,))
            return self._broken(label, sha, found_with(refused.code, refused.details), marks)
        ledger.end_attempt(sha)
        return self._take(label, sha, mail, transport, marks)

    def _broken(self, label: str, sha: str, remark: Finding, marks: Sequence[tuple[str, str]]) -> TakenMail:
        self._box.record_mail(Received(sha, None, (), one_line(label), None, BROKEN, "kuning", remark.code, (), False, (remark.message,),
                                       self._clock()), marks)
        return TakenMail(label, BROKEN, "", "", "kuning", remark.code, (remark.message,))

    def _take(self, label: str, sha: str, mail: Mail, transport: bool, marks: Sequence[tuple[str, str]]) -> TakenMail:
        evidence = evidence_of(mail, self._addresses, self._box.ours(), self._settings.own_server,
                               self._settings.proof_needed and transport)
        level, reason = judge(evidence)
        sender = mail.senders[0] if mail.senders else ""
        kind, remarks, wanted = self._sorted(mail)
        if self._box.same_message_id(mail.message_id, sha):
            remarks.append("pengenal surel (Message-ID) ini sudah dipakai surel lain")
        files: tuple[Taken, ...] = ()
        if kind == FORMS:
            trust = Trust(level, reason, sender, evidence.agencies)
            files = tuple(take_delivery(self._place, self._desk, Delivery(f"{VIA}:{sha}", VIA, wanted, trust), self._clock))
        may_answer = level == "hijau" and mail.automatic is None and not mail.to_list
        recorded = Received(sha, mail.message_id, mail.senders, mail.subject, next(iter(mail.answers), None), kind, level, reason,
                            evidence.agencies, may_answer, tuple(remarks), self._clock())
        self._box.record_mail(recorded, marks, self._bounces(mail))
        return TakenMail(label, kind, sender, mail.subject, level, reason, tuple(remarks), files)

    def _sorted(self, mail: Mail) -> tuple[str, list[str], tuple[tuple[str, bytes], ...]]:
        """(kind, remarks, files to take in) of a mail. A bounce or an automatic answer never counts as a return, even when our
        own form hangs on it."""
        if mail.bounces:
            return BOUNCE, [f"{b.recipient}: {b.status} {b.words}".strip() for b in mail.bounces], ()
        if mail.automatic:
            more = [f"{len(mail.files)} lampiran tidak dibaca"] if mail.files else []
            return AUTOMATIC, [mail.automatic, *more], ()
        remarks = [found_with(code, dict(details)).message for code, details in mail.remarks]
        wanted = []
        for file in mail.files:
            if hashlib.sha256(file.data).hexdigest() in self._blank:
                remarks.append(found("formulir-kosong-kembali", nama=file.name).message)
            else:
                wanted.append((file.name, file.data))
        if wanted:
            return FORMS, remarks, tuple(wanted)
        return EMPTY, remarks or [found("surel-tanpa-lampiran").message], ()

    def _bounces(self, mail: Mail) -> Iterator[tuple[str, str, str, str]]:
        """Failed recipients of letters of ours; a report on anything else marks nothing."""
        letters = {o.message_id: o for o in self._box.letters()}
        for number in mail.bounced:
            letter = letters.get(number)
            for b in mail.bounces if letter else ():
                known = [b.recipient] if letter and b.recipient in letter.recipients else list(letter.recipients) if letter else []
                if len(known) == 1:
                    yield number, known[0], b.status, b.words


def fetch(place: Workplace, desk: Desk, settings: MailSettings, clock: Clock = now) -> list[TakenMail]:
    """Takes in what is new in the mailbox. FolderError when the server fails; what was recorded stays, and the same call goes on."""
    server = settings.imap
    if server is None:
        raise FolderError("Isi bagian [surel.imap] di rmrb.toml untuk mengambil surel dari server.")
    account = f"{server.user}@{server.host}/{server.mailbox}"
    settled = f"{account}#{server.after}"
    mails = MailDesk(place, desk, settings, clock)
    box = Outbox(place.ledger)
    known, done = box.marks(account), box.marks(settled)
    taken: list[TakenMail] = []
    with open_mailbox(server) as mailbox:
        finished: dict[str, tuple[str, str]] = {}
        for seen in mailbox.listing():
            if seen.mark not in known:
                told = _fetch_one(mails, mailbox, seen.uid, seen.size, (account, seen.mark))
                if told is None:
                    continue
                taken.append(told)
                if told.kind == TOO_BIG:
                    continue
            if seen.mark not in done:
                finished[seen.uid] = (settled, seen.mark)
        if server.after != "biarkan" and finished:
            mailbox.settle(finished)
            marks = box.marks(account)
            for mark in finished.values():
                box.add_marks(marks[mark[1]], [mark])
    return taken


def _fetch_one(mails: MailDesk, mailbox: Mailbox, uid: str, size: int, mark: tuple[str, str]) -> TakenMail | None:
    if too_big(size):
        remark = f"{size // 1_048_576} MB, tidak diambil dari server"
        return TakenMail(f"UID {uid}", TOO_BIG, "", "", "kuning", "surel-tak-wajar", (remark,))
    data = mailbox.raw(uid)
    return mails.take(f"UID {uid}", data, transport=True, marks=[mark]) if data is not None else None


def receive_paths(place: Workplace, desk: Desk, paths: Sequence[Path], settings: Callable[[], MailSettings],
                  clock: Clock = now) -> tuple[list[Taken], list[TakenMail]]:
    """Takes in files and folders: workbooks and archives as the drop folder does, mails (`.eml`, `.msg`, mbox, Maildir) as
    mails. `settings` is only asked for when there is a mail."""
    boxes = [p for path in paths for p in _maildirs(path)]
    mail_files = [p for _, p in find_returns(q for q in paths if q not in boxes)
                  if not any(b in p.parents for b in boxes) and _is_mail(p)]
    others = receive(place, desk, [p for p in paths if p not in boxes], clock=clock,
                     leave=lambda p: p in mail_files or any(b in p.parents for b in boxes))
    if not boxes and not mail_files:
        return others, []
    mails = MailDesk(place, desk, settings(), clock)
    told = [mails.take(label, data, transport=False) for label, data in _all_mails([*boxes, *mail_files])]
    return others, told


def _all_mails(paths: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
    for path in paths:
        yield from mails_in(path)


def _maildirs(path: Path) -> list[Path]:
    if not path.is_dir():
        return []
    return [p for p in (path, *sorted(path.iterdir())) if p.is_dir() and is_maildir(p)]


def _is_mail(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            head = stream.read(65536)
            whole = head + stream.read() if path.suffix.casefold() == ".msg" else head
    except OSError:
        return False
    return kind_of_mail(path.name, whole) is not None
