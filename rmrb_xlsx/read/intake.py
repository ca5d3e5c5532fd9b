"""Bytes -> Submission: gate and reader, identity, then every field found again. Runs inside the cage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from rmrb_xlsx.errors import FileRefused, PackError, UsageError
from rmrb_xlsx.findings import found, found_with
from rmrb_xlsx.read.book import open_book
from rmrb_xlsx.read.identify import Known, candidates, identify
from rmrb_xlsx.read.locate import Located, locate
from rmrb_xlsx.read.programs import harm
from rmrb_xlsx.read.raw import RawBook
from rmrb_xlsx.spec.copies import make_copy
from rmrb_xlsx.spec.load import load_pack
from rmrb_xlsx.spec.model import FormCopy, Identity
from rmrb_xlsx.spec.pack import Pack
from rmrb_xlsx.spec.returned import Outcome, Submission

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
    if known.identity is None:
        known = _by_structure(book, known, packs)
    findings = [found_with(code, details) for code, details in book.remarks if not (assigned and code in _BARRED)]
    findings += known.findings
    barred = next((code for code, _ in book.remarks if code in _BARRED), known.reason)
    reason = None if assigned else barred
    if book.active and not assigned:
        findings.append(found("isi-aktif", jenis=", ".join(book.active)))
        reason = "isi-aktif"
    saved = harm(book.saved_by)
    if saved:
        findings.append(found("disimpan-program-lain", program=saved[0], akibat=saved[1]))

    def told(outcome: Outcome, why: str | None, located: Located | None = None) -> Submission:
        more = located or Located((), (), (), ())
        return Submission(outcome, why, book.format, book.saved_by, known.identity, known.carriers, more.values, more.strays,
                          (*findings, *more.findings), more.computed)
    if known.identity is None:
        return told("quarantined", reason)
    pack = _known_pack(packs, known.identity)
    copy = _known_copy(packs, known.identity) if pack else None
    if pack is None or copy is None:
        findings.append(found("paket-tak-dikenal", paket=known.identity.pack, pd=known.identity.agency))
        return told("quarantined", reason or "paket-tak-dikenal")
    if pack.edition != known.identity.edition:
        findings.append(found("edisi-lain", edisi=known.identity.edition, berlaku=pack.edition))
        reason = reason or "edisi-lain"
    return told("quarantined" if reason else "accepted", reason, locate(book, copy))


def _known_pack(packs: Mapping[str, str], identity: Identity) -> Pack | None:
    try:
        return _pack(packs[identity.pack])
    except (KeyError, UsageError, PackError):
        return None


def _known_copy(packs: Mapping[str, str], identity: Identity) -> FormCopy | None:
    try:
        return _copy(packs[identity.pack], identity)
    except UsageError:
        return None


def _by_structure(book: RawBook, known: Known, packs: Mapping[str, str]) -> Known:
    """The identity that the printed codes and the tables point to, when exactly one pack has such a form: a guess for a person."""
    about = candidates(book)
    if about is None:
        return known
    printed, tables = about
    fitting: list[Identity] = []
    for folder in packs.values():
        pack = _pack(folder)
        for code, form in pack.forms.items():
            one = Identity(pack.id, pack.edition, printed.year, printed.period, code, printed.agency, printed.send_no)
            if tables <= {t.code for t in form.tables} and _known_copy(packs, one):
                fitting.append(one)
    if len(fitting) != 1:
        return known
    remark = found("dikenali-dari-susunan", pd=printed.agency, putaran=f"{printed.period} {printed.year}")
    return replace(known, identity=fitting[0], carriers=("susunan",), findings=(*known.findings, remark))
