"""Mails that lie on a disk: `.eml`, `.msg`, an mbox file, a Maildir. Gives raw bytes; nothing is parsed, moved or marked here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from rmrb_xlsx.mail.limits import MAIL_LIMITS, is_outlook

_FROM = re.compile(rb"(?:\A|(?<=\n\r\n)|(?<=\n\n))From \S+ +[A-Z][a-z]{2} +[A-Z][a-z]{2} +\d{1,2} +\d\d:\d\d[^\n]{0,40}\n")
_HEADER = re.compile(rb"\A(?:[A-Za-z0-9-]{1,60}:[^\n]*\n(?:[ \t][^\n]*\n)*)+")
_TELLING = re.compile(rb"^(from|to|subject|date|message-id|received|return-path|mime-version|delivered-to|x-unsent):",
                      re.IGNORECASE | re.MULTILINE)
MOST_MBOX = 4 * 1024 * 1024 * 1024


def is_maildir(path: Path) -> bool:
    """True for a folder with `cur` and `new`."""
    return (path / "cur").is_dir() and (path / "new").is_dir()


def maildir_files(path: Path) -> Iterator[Path]:
    """The messages of a Maildir and of the folders inside it, in order of their names."""
    for box in (path, *sorted(p for p in path.iterdir() if p.is_dir() and p.name.startswith(".") and is_maildir(p))):
        for part in ("cur", "new"):
            yield from sorted(p for p in (box / part).iterdir() if p.is_file() and not p.name.startswith("."))


def kind_of_mail(name: str, data: bytes) -> str | None:
    """`eml`, `msg` or `mbox`, by content; None when it is no mail."""
    if is_outlook(data):
        return "msg"
    if data.startswith(b"From ") and _FROM.match(data):
        return "mbox"
    head = _HEADER.match(data[:65536].replace(b"\r\n", b"\n"))
    told = {m[1].lower() for m in _TELLING.finditer(head[0])} if head else set()
    return "eml" if len(told) >= 2 or (told and name.casefold().endswith(".eml")) else None


def split_mbox(data: bytes) -> Iterator[bytes]:
    """The mails of an mbox. A line `From ADDRESS Mon Jan 10 09:00:00 2022` after an empty line begins one; `>From ` stays."""
    starts = [m for m in _FROM.finditer(data)]
    for at, match in enumerate(starts):
        end = starts[at + 1].start() if at + 1 < len(starts) else len(data)
        mail = data[match.end(): end]
        if mail.strip():
            yield mail


def mails_in(path: Path) -> Iterator[tuple[str, bytes]]:
    """(label, raw bytes) of every mail in a file or a Maildir; nothing when it holds none."""
    if path.is_dir():
        for file in maildir_files(path) if is_maildir(path) else ():
            yield file.name, file.read_bytes()
        return
    if path.stat().st_size > MOST_MBOX:
        return
    data = path.read_bytes()
    kind = kind_of_mail(path.name, data)
    if kind == "mbox":
        for number, mail in enumerate(split_mbox(data), start=1):
            yield f"{path.name} #{number}", mail
    elif kind:
        yield path.name, data


def too_big(size: int) -> bool:
    """True when a mail of this size is not even fetched."""
    return size > MAIL_LIMITS.mail_bytes
