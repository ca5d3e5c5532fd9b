"""Issues the forms of a round: signs each identity, writes the workbook, records it."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rmrb_xlsx.folder import layout, roster
from rmrb_xlsx.rounds.clock import Clock, now
from rmrb_xlsx.rounds.files import write_whole
from rmrb_xlsx.rounds.prefill import LastRound, carried
from rmrb_xlsx.rounds.workplace import Workplace
from rmrb_xlsx.score.cells import Key, computed_cells
from rmrb_xlsx.spec import marks
from rmrb_xlsx.spec.copies import make_copy
from rmrb_xlsx.spec.figures import list_values
from rmrb_xlsx.spec.model import Identity
from rmrb_xlsx.spec.pack import Pack
from rmrb_xlsx.spec.values import Stored, show_date


@dataclass(frozen=True, slots=True)
class Issued:
    """One form written: agency, which form, path, and whether it was new (False: the same form lay there already)."""

    agency: str
    form: str
    path: Path
    new: bool


def sign(key: bytes, identity: Identity) -> Identity:
    """The identity with its tag: HMAC-SHA256 (first 128 bits) over length-prefixed parts."""
    body = b"".join(len(p.encode()).to_bytes(4, "big") + p.encode() for p in marks.signed_parts(identity))
    return replace(identity, tag=hmac.new(key, body, hashlib.sha256).hexdigest()[:32])


def genuine(key: bytes, identity: Identity) -> bool:
    """True when the tag is ours."""
    return hmac.compare_digest(sign(key, identity).tag, identity.tag)


def issue(place: Workplace, agencies: Sequence[str] = (), *, clock: Clock = now, last: LastRound | None = None) -> Iterator[Issued]:
    """The forms of the round that are due from each agency of the roster (or from `agencies`); one already issued is not made
    anew. `last`: the round whose answers the forms start with."""
    entries = {e.code: e for e in place.roster()}
    place.must_know(agencies)
    issued = {(i["agency"], i["form"]): i for i in place.ledger.issues() if i["send_no"] == 1}
    key = place.key()
    for code, entry in entries.items():
        if entry.exempt or (agencies and code not in agencies):
            continue
        for form in place.forms_due(code):
            yield _issue_one(place, entry, form, key, issued.get((code, form)), clock, last)


def identity_of(place: Workplace, agency: str, form: str, send_no: int, key: bytes) -> Identity:
    """The signed identity of an agency's n-th issue of a form. Its number follows from the key: made twice, it is the same."""
    settings = place.settings
    seed = f"{place.pack.id}|{settings.year}|{settings.period}|{form}|{agency}|{send_no}"
    nonce = hmac.new(key, seed.encode(), hashlib.sha256).hexdigest()[:32]
    return sign(key, Identity(place.pack.id, place.pack.edition, settings.year, settings.period, form, agency, send_no, nonce))


def _issue_one(place: Workplace, entry: roster.Entry, form: str, key: bytes, earlier: Mapping[str, Any] | None, clock: Clock,
               last: LastRound | None) -> Issued:
    identity = identity_of(place, entry.code, form, 1, key)
    path = place.folder / layout.FORMS / file_name(place, entry, form)
    if earlier and path.is_file():
        return Issued(entry.code, form, path, False)
    data = render(place.pack, identity, deadline=show_date(place.deadline(entry)), last=last)
    sha = hashlib.sha256(data).hexdigest()
    path = write_whole(path, data)
    if not earlier:
        place.ledger.record_issue(entry.code, form, 1, identity.nonce, sha, path.name, clock(),
                                  "formulir pertama" + (f", isian dari {last.name}" if last else ""))
    return Issued(entry.code, form, path, not earlier)


def file_name(place: Workplace, entry: roster.Entry, form: str, send_no: int = 1) -> str:
    """`RMRB 2021 tahunan - KODE Nama.xlsx`, safe on every file system; another form and a repair are named at the end."""
    words = f"RMRB {place.settings.year} {place.settings.period} - {entry.code} {entry.name}"
    ends = ("" if form == place.agency_form else f" - {form}") + ("" if send_no == 1 else f" - perbaikan {send_no - 1}")
    return "".join(c if c.isalnum() or c in " -._" else " " for c in words)[:120].strip() + ends + ".xlsx"


def render(pack: Pack, identity: Identity, *, deadline: str = "", last: LastRound | None = None,
           answers: Mapping[Key, Stored] | None = None) -> bytes:
    """The workbook of one form, with `answers` in place (or those of the last round that may be carried over); every formula
    carries the value they give it."""
    from rmrb_xlsx.write.book import write_form  # noqa: PLC0415  (xlsxwriter only when writing)
    copy = make_copy(pack, identity)
    filled = answers or (carried(last, copy) if last else {})
    note = f"berisi jawaban {last.name}" if last and filled else ""
    return write_form(copy, list_values(pack, copy), deadline=deadline, answers=filled, note=note,
                      computed=computed_cells(pack, copy, filled))
