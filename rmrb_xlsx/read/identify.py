"""Whose form is this? Three carriers are compared: custom property, hidden sheet, printed code line.

Two agreeing carriers are enough (programs drop one or another); carriers that contradict each other, or one that was
altered, put the file before a person.
"""

from __future__ import annotations

from dataclasses import dataclass

from rmrb_xlsx.findings import Finding, found
from rmrb_xlsx.read.raw import RawBook, RawSheet
from rmrb_xlsx.spec import marks
from rmrb_xlsx.spec.model import Identity

CARRIERS = {"properti": "properti dokumen", "lembar": "lembar tersembunyi", "kode": "kode pada lembar Petunjuk"}
_ENOUGH = 2


@dataclass(frozen=True, slots=True)
class Known:
    """The identity read (None: none), the carriers that hold it, the reason to quarantine (None: fine), remarks."""

    identity: Identity | None
    carriers: tuple[str, ...]
    reason: str | None
    findings: tuple[Finding, ...]


def identify(book: RawBook) -> Known:
    """The identity of a returned workbook by its carriers."""
    texts = {"properti": book.properties.get(marks.PROPERTY), "lembar": _hidden(book), "kode": _printed(book)}
    read = {name: marks.read_token(text) for name, text in texts.items() if text is not None}
    good = {name: identity for name, identity in read.items() if identity is not None}
    missing = [CARRIERS[n] for n in texts if n not in read]
    identities = set(good.values())
    if not good:
        code = "identitas-berubah" if read else "identitas-hilang"
        return Known(None, (), code, (found(code, di=", ".join(CARRIERS[n] for n in texts)),))
    first = next(iter(good.values()))
    if len(identities) > 1:
        return Known(first, tuple(good), "identitas-bertentangan",
                     (found("identitas-bertentangan", di=" dan ".join(f"{CARRIERS[n]} ({i.agency})" for n, i in good.items())),))
    altered = [CARRIERS[n] for n in read if n not in good]
    if altered:
        return Known(first, tuple(good), "identitas-berubah", (found("identitas-berubah", di=", ".join(altered)),))
    if len(good) < _ENOUGH:
        return Known(first, tuple(good), "identitas-hilang", (found("identitas-hilang", di=", ".join(missing)),))
    remarks = (found("identitas-berkurang", di=", ".join(missing)),) if missing else ()
    return Known(first, tuple(good), None, remarks)


def _hidden(book: RawBook) -> str | None:
    for sheet in book.sheets:
        if sheet.name == marks.HIDDEN_SHEET:
            return _token_text(sheet)
    return None


def _printed(book: RawBook) -> str | None:
    for sheet in book.sheets:
        if sheet.name not in marks.OUR_HIDDEN_SHEETS and (text := _token_text(sheet)):
            return text
    return None


def _token_text(sheet: RawSheet) -> str | None:
    return next((c.value for c in sheet.cells.values() if isinstance(c.value, str) and c.value.lstrip().startswith("RMRB1|")), None)
