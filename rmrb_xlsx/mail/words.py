"""Texts that travel in headers: addresses compared, foreign text made safe to write, subject codes made and found again."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

_CODE = re.compile(r"\[\s*RMRB-(\d{4})/([a-z0-9]{2,8})/([A-Z0-9-]{1,16})(?:/([a-z]{1,12}))?\s*\]", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\]+\.[^\s@<>,;:\"()\[\]\\.]+")


class SubjectCode(NamedTuple):
    """What the bracket in the subject says: year, period, agency, and the form when it is not the agency's own."""

    year: int
    period: str
    agency: str
    form: str


def address(text: str) -> str:
    """An address as we compare it: NFKC, no invisible characters, no case."""
    plain = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) not in ("Cf", "Cc"))
    return plain.strip().strip("<>").casefold()


def is_address(text: str) -> bool:
    """True for one plain `name@domain.tld`."""
    return _ADDRESS.fullmatch(text) is not None


def one_line(text: str, most: int = 200) -> str:
    """Foreign text as one harmless line: no line breaks, controls, direction marks or broken halves of characters."""
    kept = "".join(" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co"))
    return " ".join(kept.split())[:most]


def subject_code(year: int, period: str, agency: str, form: str = "") -> str:
    """`[RMRB-2021/tahunan/KOM]`, with `/pemda` behind when the form is not the agency's own."""
    return f"[RMRB-{year}/{period}/{agency}{'/' + form if form else ''}]"


def find_code(subject: str) -> SubjectCode | None:
    """The first such bracket in a subject, whatever the mail program put around it."""
    match = _CODE.search(subject)
    if match is None:
        return None
    return SubjectCode(int(match[1]), match[2].lower(), match[3].upper(), (match[4] or "").lower())
