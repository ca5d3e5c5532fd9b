"""Decisions of an operator: recorded with who, when and why, never changed; undone only by another decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rmrb_xlsx.errors import UsageError
from rmrb_xlsx.folder import layout
from rmrb_xlsx.rounds.clock import Clock, now
from rmrb_xlsx.rounds.decisions import words_of
from rmrb_xlsx.rounds.desk import Desk
from rmrb_xlsx.rounds.intake import reading_of
from rmrb_xlsx.rounds.repair import identity_as
from rmrb_xlsx.rounds.workplace import Workplace
from rmrb_xlsx.spec.values import parse_date


@dataclass(frozen=True, slots=True)
class Decided:
    """One recorded decision: its number, kind, what it says, and the revision it led to (None: none)."""

    number: int
    kind: str
    words: str
    revision: int | None = None


@dataclass(frozen=True, slots=True)
class Author:
    """Who decides, and why; both are required, and recorded."""

    who: str
    why: str

    def __post_init__(self) -> None:
        if not self.who.strip() or not self.why.strip():
            raise UsageError("Setiap keputusan perlu nama yang memutuskan dan alasannya.")


def accept(place: Workplace, desk: Desk, number: int, author: Author, *, agency: str | None = None, form: str | None = None,
           clock: Clock = now) -> Decided:
    """A waiting file counts, as the answers of its own or a given agency: it is read again under that identity."""
    one = _waiting(place, number)
    if not (agency or one["agency"]):
        raise UsageError(f"Kiriman nomor {number} belum diketahui pemiliknya. Sebutkan dengan --sebagai KODE.")
    agency = _agency(place, agency or one["agency"])
    form = form or one["form"] or place.agency_form
    if form not in place.forms_due(agency):
        raise UsageError(f"{agency} tidak mengisi formulir «{form}». Pilihan: {', '.join(place.forms_due(agency))}.")
    as_counted = {**one, "agency": agency, "form": form}
    inspection = desk.inspect(str(one["file_name"]), place.ledger.blobs.get(one["sha256"]), identity_as(place, as_counted))
    if inspection.submission.outcome != "accepted" or not inspection.submission.values:
        raise UsageError(f"Kiriman nomor {number} tidak memuat isian formulir «{form}» yang dapat dibaca. Minta berkas baru.")
    return _record(place, "terima", str(number), author, clock, {"pd": agency, "formulir": form}, reading_of(inspection))


def reject(place: Workplace, number: int, author: Author, *, clock: Clock = now) -> Decided:
    """A waiting file does not count and waits no longer."""
    _waiting(place, number)
    return _record(place, "tolak", str(number), author, clock)


def exclude(place: Workplace, number: int, author: Author, *, clock: Clock = now) -> Decided:
    """An accepted submission no longer counts; the revision before it does again."""
    one = place.ledger.submission(number)
    if one is None or one["revision"] is None:
        raise UsageError(f"Kiriman nomor {number} tidak ada di antara kiriman yang diterima. Lihat: rmrb tetapkan daftar.")
    return _record(place, "kecualikan", str(number), author, clock)


def waive(place: Workplace, agency: str, cell: str, author: Author, *, form: str | None = None, clock: Clock = now) -> list[Decided]:
    """The findings on a cell (`Lembar!Sel`) of what counts for an agency are no longer held against it, as long as the cell
    keeps that content."""
    one = _counting(place, agency, form)
    wanted = cell.replace("$", "").replace("'", "").casefold()
    found = [f for f in place.ledger.findings_of(int(one["id"])) if f["severity"] == "error" and not f["waived"]
             and f"{f['sheet']}!{f['cell']}".casefold() == wanted]
    if not found:
        raise UsageError(f"Tidak ada kesalahan pada «{cell}» dalam revisi {one['revision']} milik {one['agency']}. "
                         "Tulis lembar dan selnya seperti pada temuan, misalnya Identitas!D7.")
    decided = []
    for f in found:
        target = "/".join((one["agency"], one["form"], f["tbl"] or "", f["row"] or "", f["field"] or "", f["code"]))
        details = {"pd": one["agency"], "formulir": one["form"], "kode": f["code"], "lembar": f["sheet"], "sel": f["cell"],
                   "nilai": f["value"] or ""}
        decided.append(_record(place, "maklumi", target, author, clock, details))
    return decided


def extend(place: Workplace, agency: str, day: str, author: Author, *, clock: Clock = now) -> Decided:
    """An agency's deadline moves to `day` (2022-01-31 or 31/01/2022)."""
    parsed = parse_date(day)
    if parsed.state != "ok":
        raise UsageError(f"«{day}» bukan tanggal. Tulis misalnya 31/01/2022.")
    return _record(place, "perpanjang", _agency(place, agency), author, clock, {"batas": str(parsed.value)})


def reopen(place: Workplace, agency: str, author: Author, *, form: str | None = None, clock: Clock = now) -> Decided:
    """What counts for an agency is opened again: a form with all its answers is issued until a newer revision comes."""
    one = _counting(place, agency, form)
    return _record(place, "buka", f"{one['agency']}/{one['form']}", author, clock,
                   {"pd": one["agency"], "formulir": one["form"], "revisi": int(one["revision"])})


def undo(place: Workplace, number: int, author: Author, *, clock: Clock = now) -> Decided:
    """An earlier decision no longer holds."""
    one = next((d for d in place.ledger.decisions() if d["id"] == number), None)
    if one is None or one["kind"] == "batalkan" or not one["holds"]:
        raise UsageError(f"Keputusan nomor {number} tidak ada, sudah dibatalkan, atau memang pembatalan. Lihat: rmrb tetapkan daftar.")
    return _record(place, "batalkan", str(number), author, clock)


def _record(place: Workplace, kind: str, target: str, author: Author, clock: Clock, details: Mapping[str, Any] | None = None,
            reading: Any = None) -> Decided:
    number, recorded = place.ledger.record_decision(kind, target, author.who.strip(), clock(), author.why.strip(), details, reading)
    words = words_of({"kind": kind, "target": target, "details": details or {}})
    return Decided(number, kind, words, recorded.revision if recorded else None)


def _agency(place: Workplace, code: str) -> str:
    known = next((e.code for e in place.roster() if e.code.casefold() == code.strip().casefold()), None)
    if known is None:
        raise UsageError(f"Perangkat Daerah «{code}» tidak ada. Lihat kolom Kode di {layout.ROSTER}.")
    return known


def _waiting(place: Workplace, number: int) -> dict[str, Any]:
    one = next((w for w in place.ledger.waiting() if w["id"] == number), None)
    if one is None:
        raise UsageError(f"Kiriman nomor {number} tidak sedang menunggu keputusan. Lihat: rmrb tetapkan daftar.")
    return one


def _counting(place: Workplace, agency: str, form: str | None) -> dict[str, Any]:
    code, form = _agency(place, agency), form or place.agency_form
    one = next((s for s in place.ledger.current(form) if s["agency"] == code), None)
    if one is None:
        raise UsageError(f"Belum ada isian {code} ({form}) yang diterima.")
    return one
