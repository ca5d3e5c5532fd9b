"""A raw mail -> `Mail`: headers, workbooks (also inside forwarded mails), delivery reports. Runs inside the cage.

The stdlib parser forgives much and raises at odd places, so every header is read behind `_header`. Nothing is decoded into a
path, nothing is written, no link is followed.
"""

from __future__ import annotations

import email
import email.policy
import email.utils
import re
from collections.abc import Iterator
from email.message import Message
from typing import Any, TypeAlias

from rmrb_xlsx.errors import FileRefused
from rmrb_xlsx.mail.authres import parse
from rmrb_xlsx.mail.limits import MAIL_LIMITS, MailLimits, check_bytes
from rmrb_xlsx.mail.parts import Bounce, Mail, MailFile
from rmrb_xlsx.mail.words import address, one_line

_ID = re.compile(r"<[^<>\s]{1,400}>")
_BOOKS = (".xlsx", ".xlsm", ".xltx", ".xls", ".xlsb", ".ods", ".zip", ".rar", ".7z", ".et", ".numbers")
_NOT_BOOKS = (".docx", ".doc", ".pptx", ".ppt", ".pdf", ".jpg", ".jpeg", ".png", ".odt", ".odp", ".msg", ".gif", ".apk", ".jar")
_MAGIC = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_TNEF = b"\x78\x9f\x3e\x22"
Remark = tuple[str, tuple[tuple[str, str], ...]]
AnyMessage: TypeAlias = "Message[Any, Any]"


def take_apart(data: bytes, limits: MailLimits = MAIL_LIMITS) -> Mail:
    """The mail. FileRefused (`surel-tak-wajar`) before parsing when the bytes are beyond the limits."""
    check_bytes(data, limits)
    message = email.message_from_bytes(data, policy=email.policy.default)
    parts = list(_walk(message, limits))
    remarks: list[Remark] = []
    files, others = _files(parts, remarks, limits)
    bounces, bounced = _bounces(message, [p for p, _ in parts])
    automatic = "pantulan" if bounces else _automatic(message)
    senders = tuple(dict.fromkeys(address(a) for _, a in email.utils.getaddresses(_all(message, "From")) if a))
    results = tuple(r for r in (parse(t) for t in _all(message, "Authentication-Results")) if r)
    ids = [*reversed(_ID.findall(_header(message, "References"))), *_ID.findall(_header(message, "In-Reply-To"))]
    nearest = [*_ID.findall(_header(message, "In-Reply-To")), *ids]
    own = _ID.findall(_header(message, "Message-ID"))
    return Mail(own[0] if own else None, one_line(_header(message, "Subject"), 400), senders, one_line(_header(message, "Date")) or None,
                tuple(dict.fromkeys(nearest)), automatic, _from_list(message), results[:20], files, others, bounces, bounced,
                tuple(remarks), _text([p for p, _ in parts]))


def _header(message: AnyMessage, name: str) -> str:
    """A header's text, or what can be saved of it: the modern parser raises on some broken ones."""
    try:
        return str(message.get(name, "") or "")
    except Exception:
        raw = next((v for k, v in message.raw_items() if k.casefold() == name.casefold()), "")
        return str(raw).encode("ascii", "replace").decode()


def _all(message: AnyMessage, name: str) -> list[str]:
    try:
        return [str(v) for v in message.get_all(name, [])]
    except Exception:
        return [str(v) for k, v in message.raw_items() if k.casefold() == name.casefold()]


def _walk(message: AnyMessage, limits: MailLimits) -> Iterator[tuple[AnyMessage, bool]]:
    """(part, inside a forwarded mail), in reading order, no deeper than allowed."""
    stack: list[tuple[AnyMessage, int, bool]] = [(message, 0, False)]
    while stack:
        part, depth, forwarded = stack.pop()
        if depth > 2 * limits.depth:
            raise FileRefused("surel-tak-wajar", sebab="surel di dalam surel terlalu dalam")
        yield part, forwarded
        payload = part.get_payload()
        if isinstance(payload, list):
            inside = forwarded or part.get_content_type() == "message/rfc822"
            stack.extend((p, depth + 1, inside) for p in reversed(payload) if isinstance(p, Message))
        elif _name(part).casefold().endswith(".eml"):
            content = _content(part)
            check_bytes(content, limits)
            stack.append((email.message_from_bytes(content, policy=email.policy.default), depth + 2, True))


def _name(part: AnyMessage) -> str:
    try:
        return part.get_filename() or ""
    except Exception:
        return ""


def _content(part: AnyMessage) -> bytes:
    try:
        content = part.get_payload(decode=True)
    except Exception:
        return b""
    return content if isinstance(content, bytes) else b""


def _files(parts: list[tuple[AnyMessage, bool]], remarks: list[Remark], limits: MailLimits) -> tuple[tuple[MailFile, ...], tuple[str, ...]]:
    files: list[MailFile] = []
    others: list[str] = []
    for number, (part, forwarded) in enumerate(parts, start=1):
        if part.is_multipart():
            continue
        name, kind = _name(part), part.get_content_type()
        low = name.casefold().strip().rstrip(".")
        if kind in ("text/plain", "text/html", "message/delivery-status", "text/rfc822-headers") and not low.endswith(_BOOKS):
            continue
        content = _content(part)
        if kind in ("application/ms-tnef", "application/vnd.ms-tnef") or low == "winmail.dat" or content.startswith(_TNEF):
            remarks.append(("lampiran-winmail", ()))
        elif low.endswith(_BOOKS) or (content.startswith(_MAGIC) and not low.endswith(_NOT_BOOKS)):
            files.append(MailFile(_label(name) or f"lampiran {number}", content, forwarded))
        elif name:
            others.append(_label(name))
    if len(files) > limits.files:
        raise FileRefused("surel-tak-wajar", sebab=f"{len(files)} lampiran")
    return tuple(files), tuple(others[:50])


def _label(name: str) -> str:
    """The sender's file name as text to show; it never becomes a path."""
    return one_line(name.encode("utf-8", "replace").decode(), 200)


def _automatic(message: AnyMessage) -> str | None:
    submitted = _header(message, "Auto-Submitted").split(";")[0].strip().casefold()
    if submitted and submitted != "no":
        return "jawaban otomatis"
    if message.get_content_type() == "multipart/report":
        return "laporan pengiriman"
    if _header(message, "Return-Path").strip() == "<>":
        return "tanpa pengirim"
    if _header(message, "Precedence").strip().casefold() in ("auto_reply", "auto-reply"):
        return "jawaban otomatis"
    if any(_header(message, n) for n in ("X-Autoreply", "X-Autorespond", "X-Autoresponse")):
        return "jawaban otomatis"
    return None


def _from_list(message: AnyMessage) -> bool:
    return bool(_header(message, "List-Id") or _header(message, "List-Post")
                or _header(message, "Precedence").strip().casefold() in ("bulk", "list", "junk"))


def _bounces(message: AnyMessage, parts: list[AnyMessage]) -> tuple[tuple[Bounce, ...], tuple[str, ...]]:
    """Failed recipients of a delivery report, and the Message-IDs it is about."""
    failed: list[Bounce] = []
    for part in parts:
        if part.get_content_type() == "message/delivery-status":
            for block in part.get_payload() if isinstance(part.get_payload(), list) else []:
                if isinstance(block, Message) and _header(block, "Action").strip().casefold() == "failed":
                    who = _header(block, "Final-Recipient") or _header(block, "Original-Recipient")
                    failed.append(Bounce(address(who.rpartition(";")[2]), one_line(_header(block, "Status"), 20),
                                         one_line(_header(block, "Diagnostic-Code").partition(";")[2], 300)))
    if not failed:
        return (), ()
    inner = [p for p in parts if p is not message and p.get_content_type() not in ("message/delivery-status", "message/rfc822")]
    ids = [i for p in inner for i in _ID.findall(_header(p, "Message-ID"))]
    for part in parts:
        if part.get_content_type() == "text/rfc822-headers":
            ids += _ID.findall(_header(email.message_from_bytes(_content(part), policy=email.policy.default), "Message-ID"))
    ids += _ID.findall(_header(message, "In-Reply-To"))
    return tuple(dict.fromkeys(failed)), tuple(dict.fromkeys(ids))


def _text(parts: list[AnyMessage]) -> str:
    """The first plain text, shortened: what the sender wrote, for the operator."""
    for part in parts:
        if part.get_content_type() == "text/plain" and not _name(part):
            words = _content(part)[:8000].decode(part.get_content_charset("utf-8") if _known(part) else "utf-8", "replace")
            return "\n".join(filter(None, (one_line(line) for line in words.splitlines())))[:2000]
    return ""


def _known(part: AnyMessage) -> bool:
    try:
        b"".decode(part.get_content_charset("utf-8"))
    except Exception:
        return False
    return True
