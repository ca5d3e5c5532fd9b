"""Bytes -> Submission: gate and reader, identity, then every field found again. Runs inside the cage."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from rmrb_xlsx.errors import FileRefused, PackError, UsageError
from rmrb_xlsx.findings import found, found_with
from rmrb_xlsx.read.book import open_book
from rmrb_xlsx.read.identify import Known, identify
from rmrb_xlsx.read.locate import locate
from rmrb_xlsx.read.raw import RawBook
from rmrb_xlsx.spec.copies import make_copy
from rmrb_xlsx.spec.load import load_pack
from rmrb_xlsx.spec.model import FormCopy, Identity
from rmrb_xlsx.spec.pack import Pack
from rmrb_xlsx.spec.returned import Submission

_BARRED = ("berkas-ganda-bentuk",)


@lru_cache(maxsize=8)
def _pack(folder: str) -> Pack:
    return load_pack(folder)


@lru_cache(maxsize=256)
def _copy(folder: str, identity: Identity) -> FormCopy:
    return make_copy(_pack(folder), identity)


def read_return(data: bytes, packs: Mapping[str, str], assigned: Identity | None = None) -> Submission:
    """A read return. `packs`: pack id -> folder; `assigned`: the identity a person gave it, whatever it says itself. Never
    raises for bad input: a refused file is a Submission too."""
    try:
        book = open_book(data)
    except FileRefused as refused:
        remark = found_with(refused.code, refused.details)
        return Submission("rejected", refused.code, str(refused.details.get("format", "tidak dikenal")), None, None,
                          findings=(remark,))
    return read_book(book, packs, assigned)


def read_book(book: RawBook, packs: Mapping[str, str], assigned: Identity | None = None) -> Submission:
    """A Submission from an opened workbook."""
    known = Known(assigned, ("petugas",), None, ()) if assigned else identify(book)
    findings = [found_with(code, details) for code, details in book.remarks if not (assigned and code in _BARRED)]
    findings += known.findings
    barred = next((code for code, _ in book.remarks if code in _BARRED), known.reason)
    reason = None if assigned else barred
    if book.active and not assigned:
        findings.append(found("isi-aktif", jenis=", ".join(book.active)))
        reason = "isi-aktif"
    if known.identity is None:
        return Submission("quarantined", reason, book.format, book.saved_by, None, known.carriers, findings=tuple(findings))
    try:
        folder = packs[known.identity.pack]
        if _pack(folder).edition != known.identity.edition:
            findings.append(found("edisi-lain", edisi=known.identity.edition, berlaku=_pack(folder).edition))
            reason = reason or "edisi-lain"
        located = locate(book, _copy(folder, known.identity))
    except (KeyError, UsageError, PackError):
        findings.append(found("paket-tak-dikenal", paket=known.identity.pack, pd=known.identity.agency))
        return Submission("quarantined", reason or "paket-tak-dikenal", book.format, book.saved_by, known.identity,
                          known.carriers, findings=tuple(findings))
    return Submission("quarantined" if reason else "accepted", reason, book.format, book.saved_by, known.identity,
                      known.carriers, located.values, located.strays, (*findings, *located.findings),
                      located.computed)
