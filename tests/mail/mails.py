"""Mails as people and programs send them, and as they never would: each a function of what is attached."""

from __future__ import annotations

import email.policy
from email.message import EmailMessage

XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def plain(sender: str = "dinas@alfa.go.id", files: tuple[tuple[str, bytes], ...] = (), *, subject: str = "Balasan", text: str = "Terlampir.",
          message_id: str | None = "<1@alfa.go.id>", answers: str | None = None, extra: tuple[tuple[str, str], ...] = ()) -> EmailMessage:
    """An ordinary mail with attachments."""
    mail = EmailMessage(policy=email.policy.SMTP)
    for name, value in extra:
        mail[name] = value
    mail["From"], mail["To"], mail["Subject"] = f"Petugas <{sender}>", "organisasi@kab.go.id", subject
    mail["Date"] = "Mon, 10 Jan 2022 09:00:00 +0700"
    if message_id:
        mail["Message-ID"] = message_id
    if answers:
        mail["In-Reply-To"] = answers
    mail.set_content(text)
    for name, data in files:
        mail.add_attachment(data, maintype=XLSX[0], subtype=XLSX[1], filename=name)
    return mail


def forwarded(inner: EmailMessage, sender: str = "dinas@alfa.go.id", **more: str) -> EmailMessage:
    """`inner` as an attachment of type message/rfc822."""
    outer = plain(sender, message_id="<terusan@alfa.go.id>", **more)  # type: ignore[arg-type]
    outer.add_attachment(inner)
    return outer


def bounce(original: bytes, recipient: str, status: str = "5.1.1", action: str = "failed") -> bytes:
    """A delivery report of RFC 3464 for a mail of ours, as Postfix writes it."""
    head, _, _ = original.partition(b"\r\n\r\n")
    lines = head.decode("ascii").split("\r\n")
    return ("Return-Path: <>\r\nFrom: MAILER-DAEMON@kab.go.id\r\nTo: organisasi@kab.go.id\r\nSubject: Undelivered Mail Returned to Sender\r\n"
            "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
            'Content-Type: multipart/report; report-type=delivery-status; boundary="BATAS"\r\n\r\n'
            "--BATAS\r\nContent-Type: text/plain\r\n\r\nThis is the mail system.\r\n\r\n"
            "--BATAS\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mail.kab.go.id\r\n\r\n"
            f"Final-Recipient: rfc822; {recipient}\r\nAction: {action}\r\nStatus: {status}\r\n"
            f"Diagnostic-Code: smtp; 550 {status} <{recipient}>: Recipient address rejected\r\n\r\n"
            "--BATAS\r\nContent-Type: text/rfc822-headers\r\n\r\n" + "\r\n".join(lines) + "\r\n\r\n--BATAS--\r\n").encode("ascii")
