"""What a received mail is to us: plain, frozen, safe to hand out of the cage."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MailFile:
    """One attachment that may hold a form. `name` is the sender's text, never used as a path."""

    name: str
    data: bytes
    forwarded: bool = False


@dataclass(frozen=True, slots=True)
class AuthResult:
    """One `Authentication-Results` header: who says it, and its methods as (method, result, properties)."""

    server: str
    methods: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]


@dataclass(frozen=True, slots=True)
class Bounce:
    """One failed recipient of a delivery report: address, status such as `5.1.1`, and what the server said."""

    recipient: str
    status: str
    words: str


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail taken apart.

    `senders`: normalised addresses of every From header. `answers`: every Message-ID it refers to, nearest first.
    `automatic`: why no person wrote it, or None. `bounces` are failed recipients, `bounced` the Message-IDs the report is
    about. `others`: names of attachments that are no workbooks. `remarks`: (code of `findings.CODES`, details).
    """

    message_id: str | None
    subject: str
    senders: tuple[str, ...]
    date: str | None
    answers: tuple[str, ...] = ()
    automatic: str | None = None
    to_list: bool = False
    results: tuple[AuthResult, ...] = ()
    files: tuple[MailFile, ...] = ()
    others: tuple[str, ...] = ()
    bounces: tuple[Bounce, ...] = ()
    bounced: tuple[str, ...] = ()
    remarks: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    text: str = ""
