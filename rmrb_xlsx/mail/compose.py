"""A letter and its attachments -> the bytes of one mail. The same parts give the same bytes, so a copy is recognisable."""

from __future__ import annotations

import datetime as dt
import email.policy
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from rmrb_xlsx.errors import UsageError
from rmrb_xlsx.mail.letters import Letter
from rmrb_xlsx.mail.limits import MB, MOST_SENT
from rmrb_xlsx.mail.words import is_address, one_line

_XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who writes to whom, under which number, in answer to what. `at`: ISO time. `automatic`: no person pressed a button.
    Without `sender` the mail program that opens the draft fills in its own."""

    sender: str
    sender_name: str
    recipients: tuple[str, ...]
    message_id: str
    at: str
    answers: tuple[str, ...] = ()
    automatic: bool = False


def message_id(key: bytes, outbox_key: str, domain: str) -> str:
    """The Message-ID of an outbox key: always the same for the key, not to be guessed without ours."""
    tag = hmac.new(key, b"surel\0" + outbox_key.encode(), hashlib.sha256).hexdigest()[:32]
    return f"<rmrb.{tag}@{domain}>"


def compose(letter: Letter, envelope: Envelope, attachments: Sequence[tuple[str, bytes]] = ()) -> bytes:
    """The mail as bytes with CRLF. UsageError when an address is none, or the whole is over 7 MB."""
    for one in filter(None, (envelope.sender, *envelope.recipients)):
        if not is_address(one) or not one.isascii():
            raise UsageError(f"«{one}» bukan alamat surel yang dapat dipakai.")
    if not envelope.recipients:
        raise UsageError("Surel tanpa alamat tujuan.")
    message = EmailMessage(policy=email.policy.SMTP)
    if envelope.sender:
        user, _, domain = envelope.sender.rpartition("@")
        message["From"] = Address(one_line(envelope.sender_name, 120), user, domain)
    message["To"] = ", ".join(envelope.recipients)
    message["Subject"] = one_line(letter.subject)
    message["Date"] = format_datetime(dt.datetime.fromisoformat(envelope.at))
    message["Message-ID"] = envelope.message_id
    if envelope.answers:
        message["In-Reply-To"] = envelope.answers[0]
        message["References"] = " ".join(reversed(envelope.answers))
    if envelope.automatic:
        message["Auto-Submitted"] = "auto-replied"
    message.set_content(letter.text, subtype="plain", charset="utf-8", cte="quoted-printable")
    message.add_alternative(letter.html, subtype="html", charset="utf-8", cte="quoted-printable")
    for name, data in attachments:
        message.add_attachment(data, maintype=_XLSX[0], subtype=_XLSX[1], filename=one_line(name, 150))
    _fix_boundaries(message, envelope.message_id)
    data = message.as_bytes()
    if len(data) > MOST_SENT:
        raise UsageError(f"Surel berukuran {len(data) / MB:.1f} MB, melebihi batas {MOST_SENT // MB} MB.")
    return data


def _fix_boundaries(message: EmailMessage, seed: str) -> None:
    """Boundaries from the Message-ID instead of from chance."""
    for number, part in enumerate(p for p in message.walk() if p.is_multipart()):
        part.set_boundary(f"=_rmrb_{number}_{hashlib.sha256(seed.encode()).hexdigest()[:24]}")


def as_draft(data: bytes) -> bytes:
    """The same mail as a file that a mail program opens for editing and sending."""
    return b"X-Unsent: 1\r\n" + data
