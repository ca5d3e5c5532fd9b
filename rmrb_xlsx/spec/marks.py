"""How a form marks itself inside a workbook: the one convention that writer and reader share.

- `COLUMN_MARK`: every table column carries `rmrb:TABLE:FIELD` in a hidden row above its header; the id column carries
  `rmrb:TABLE:#id`, and each row its own id in that column.
- identity: the token stands in a custom document property, on a hidden sheet and (as a code line) on `Petunjuk`.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from dataclasses import replace
from typing import NamedTuple

from rmrb_xlsx.spec.model import Identity

PROPERTY = "rmrb_identitas"
HIDDEN_SHEET = "_rmrb"
CHECK_SHEET = "_cek"
LIST_SHEET = "_daftar"
OUR_HIDDEN_SHEETS = (HIDDEN_SHEET, CHECK_SHEET, LIST_SHEET)
WORKINGS = (CHECK_SHEET, LIST_SHEET)
GUIDE_SHEET = "Petunjuk"
SELF_CHECK_SHEET = "Periksa"
REPAIR_SHEET = "Perbaikan"
UNREAD_SHEET = "Tak Terbaca"
OUR_OWN_SHEETS = (GUIDE_SHEET, SELF_CHECK_SHEET, REPAIR_SHEET, UNREAD_SHEET)
CODE_LABEL = "Kode formulir:"
ID = "#id"
SPARE_PREFIX = "+"
_SHORT = re.compile(r"RMRB-([0-9]{4})/([a-z0-9]{1,20})/([A-Za-z0-9.]{1,30})-([0-9]{1,4})-([0-9a-f]{4})(?![0-9a-f])")
_TOKEN = re.compile(r"RMRB1(?:\|[^|\s]{0,80}){9}\|[0-9a-f]{8}")
_MARK = re.compile(r"rmrb:([a-z_]{1,40}):([a-z0-9_]{1,40}|#id)")


def column_mark(table: str, field: str) -> str:
    """The code text above a column; `field` is a field code or `ID`."""
    return f"rmrb:{table}:{field}"


def read_mark(text: object) -> tuple[str, str] | None:
    """(table, field) of a column code, or None when `text` is none of ours."""
    match = _MARK.fullmatch(text.strip()) if isinstance(text, str) else None
    return (match[1], match[2]) if match else None


def token(identity: Identity) -> str:
    """The identity as one line with a checksum, so that a mistyped or half-edited one is noticed."""
    body = "|".join(("RMRB1", *signed_parts(identity), identity.tag))
    return f"{body}|{zlib.crc32(body.encode()):08x}"


def signed_parts(identity: Identity) -> tuple[str, ...]:
    """What the tag signs, in order."""
    return (identity.pack, identity.edition, str(identity.year), identity.period, identity.form, identity.agency,
            str(identity.send_no), identity.nonce)


def read_token(text: object) -> Identity | None:
    """The identity written in `text`, or None when it is no token or its checksum fails."""
    match = _TOKEN.search(text) if isinstance(text, str) else None
    if not match:
        return None
    body, checksum = match[0].rsplit("|", 1)
    if f"{zlib.crc32(body.encode()):08x}" != checksum:
        return None
    _, pack, edition, year, period, form, agency, send_no, nonce, tag = body.split("|")
    if not (year.isdigit() and send_no.isdigit()):
        return None
    return Identity(pack, edition, int(year), period, form, agency, int(send_no), nonce, tag)


def untagged(identity: Identity) -> Identity:
    """The identity without its proof of issue, for comparing what it names."""
    return replace(identity, send_no=1, nonce="", tag="")


def short_code(identity: Identity) -> str:
    """The printed code of a form: `RMRB-2021/tahunan/KOM-1-ab12` (the tail guards against a mistyped copy)."""
    tail = hashlib.sha256(token(identity).encode()).hexdigest()[:4]
    return f"RMRB-{identity.year}/{identity.period}/{identity.agency}-{identity.send_no}-{tail}"


class Printed(NamedTuple):
    """What the printed code of a sheet says."""

    year: int
    period: str
    agency: str
    send_no: int


def read_short_code(text: object) -> Printed | None:
    """The printed code in `text`, or None."""
    match = _SHORT.search(text) if isinstance(text, str) else None
    return Printed(int(match[1]), match[2], match[3], int(match[4])) if match else None
