"""Whose form is this? Three carriers are compared: custom property, hidden sheet, printed code line.

Two agreeing carriers are enough (programs drop one or another); carriers that contradict each other, or one that was
altered, put the file before a person. The last rung is the structure: the short code printed on every sheet. It never
accepts a file, but says whose it seems to be; and a sheet that bears another agency's code was copied from its form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from rmrb_xlsx.findings import Finding, found
from rmrb_xlsx.read.raw import RawBook, RawSheet
from rmrb_xlsx.spec import marks
from rmrb_xlsx.spec.model import Identity

CARRIERS = {"properti": "properti dokumen", "lembar": "lembar tersembunyi", "kode": "kode pada lembar Petunjuk"}
_ENOUGH = 2
HEAD_ROWS = 30


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
    if not good:
        code = "identitas-berubah" if read else "identitas-hilang"
        return Known(None, (), code, (found(code, di=", ".join(CARRIERS[n] for n in texts)),))
    known = _compared(texts, read, good)
    strange = _strange_sheets(book, known.identity) if known.identity else ()
    return replace(known, reason=known.reason or "lembar-pd-lain", findings=(*known.findings, *strange)) if strange else known


def _compared(texts: Mapping[str, str | None], read: Mapping[str, Identity | None], good: Mapping[str, Identity]) -> Known:
    first = next(iter(good.values()))
    missing = [CARRIERS[n] for n in texts if n not in read]
    altered = [CARRIERS[n] for n in read if n not in good]
    if len(set(good.values())) > 1:
        return Known(first, tuple(good), "identitas-bertentangan",
                     (found("identitas-bertentangan", di=" dan ".join(f"{CARRIERS[n]} ({i.agency})" for n, i in good.items())),))
    if altered:
        return Known(first, tuple(good), "identitas-berubah", (found("identitas-berubah", di=", ".join(altered)),))
    if len(good) < _ENOUGH:
        return Known(first, tuple(good), "identitas-hilang", (found("identitas-hilang", di=", ".join(missing)),))
    remarks = (found("identitas-berkurang", di=", ".join(missing)),) if missing else ()
    return Known(first, tuple(good), None, remarks)


def printed_codes(book: RawBook) -> dict[str, marks.Printed]:
    """Sheet name -> the short code printed in its first rows."""
    codes: dict[str, marks.Printed] = {}
    for sheet in book.sheets:
        for (row, _), cell in sheet.cells.items():
            code = marks.read_short_code(cell.value) if row <= HEAD_ROWS else None
            if code:
                codes.setdefault(sheet.name, code)
    return codes


def _strange_sheets(book: RawBook, identity: Identity) -> tuple[Finding, ...]:
    return tuple(found("lembar-pd-lain", sheet=name, lembar=name, pd=code.agency) for name, code in printed_codes(book).items()
                 if code.agency != identity.agency)


def candidates(book: RawBook) -> tuple[marks.Printed, frozenset[str]] | None:
    """The last rung: what the printed codes agree on, and the tables whose column codes are there; None when nothing is."""
    codes = set(printed_codes(book).values())
    tables = frozenset(mark[0] for s in book.sheets for c in s.cells.values() if (mark := marks.read_mark(c.value)))
    return (next(iter(codes)), tables) if len(codes) == 1 and tables else None


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
