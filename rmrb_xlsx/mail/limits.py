"""Limits on a received mail, judged on its bytes before any parser sees them."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from rmrb_xlsx.errors import FileRefused

MB = 1024 * 1024


class MailLimits(NamedTuple):
    """A mail with a form is under 1 MB in three parts."""

    mail_bytes: int = 30 * MB
    parts: int = 200
    depth: int = 8
    files: int = 20
    header_bytes: int = 256 * 1024
    header_line: int = 64 * 1024


MAIL_LIMITS = MailLimits()
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OUTLOOK = "__properties_version1.0".encode("utf-16-le")
MOST_SENT = 7 * MB
_BOUNDARY = re.compile(rb"boundary\s*(?:\*0?\*?)?=\s*\"?([^\"\r\n;]{1,200})", re.IGNORECASE)
_DASHED = re.compile(rb"^--([^\r\n]{1,202})", re.MULTILINE)
_NESTED = re.compile(rb"^content-type:\s*message/", re.IGNORECASE | re.MULTILINE)


def is_outlook(data: bytes) -> bool:
    """True for an OLE container with the streams of an Outlook message."""
    return data.startswith(_OLE) and _OUTLOOK in data


def check_bytes(data: bytes, limits: MailLimits = MAIL_LIMITS) -> None:
    """FileRefused (`surel-tak-wajar`) when the mail is far from what people send: size, header, parts, nesting."""
    if not data.strip():
        raise FileRefused("surel-tak-wajar", sebab="kosong")
    if len(data) > limits.mail_bytes:
        raise FileRefused("surel-tak-wajar", sebab=f"{len(data) // MB} MB")
    head = min((at for at in (data.find(b"\r\n\r\n"), data.find(b"\n\n")) if at >= 0), default=len(data))
    if head > limits.header_bytes or any(len(line) > limits.header_line for line in data[:head].split(b"\n")):
        raise FileRefused("surel-tak-wajar", sebab="kepala surel terlalu panjang")
    marks = {m.strip() for m in _BOUNDARY.findall(data)}
    if len(marks) > limits.parts:
        raise FileRefused("surel-tak-wajar", sebab="terlalu banyak bagian")
    lines: Counter[bytes] = Counter()
    for match in _DASHED.finditer(data):
        line = match[1].rstrip().removesuffix(b"--")
        if line.strip(b"-"):
            lines[line] += 1
            if lines[line] > limits.parts or len(lines) > 100 * limits.parts:
                raise FileRefused("surel-tak-wajar", sebab="terlalu banyak bagian")
    if sum(count for line, count in lines.items() if line in marks) > limits.parts:
        raise FileRefused("surel-tak-wajar", sebab="terlalu banyak bagian")
    if sum(1 for _ in _NESTED.finditer(data)) > 2 * limits.depth:
        raise FileRefused("surel-tak-wajar", sebab="surel di dalam surel terlalu dalam")
