"""Repaired forms: for every counted return with errors a new issue of the form with all its answers in place, the wrong cells
marked and explained, and whatever found no place listed. One return, one repaired form, one round trip."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rmrb_xlsx.folder import layout
from rmrb_xlsx.folder.roster import Entry
from rmrb_xlsx.rounds.clock import Clock, now
from rmrb_xlsx.rounds.desk import Desk, Inspection
from rmrb_xlsx.rounds.files import write_whole
from rmrb_xlsx.rounds.issue import file_name, identity_of
from rmrb_xlsx.rounds.mend import make_repair
from rmrb_xlsx.rounds.workplace import Workplace
from rmrb_xlsx.score.cells import computed_cells
from rmrb_xlsx.spec.copies import make_copy
from rmrb_xlsx.spec.figures import list_values
from rmrb_xlsx.spec.judge import as_held
from rmrb_xlsx.spec.model import Identity
from rmrb_xlsx.spec.values import show_date


@dataclass(frozen=True, slots=True)
class Repaired:
    """One repaired form: whose, which form, from which revision, where it lies, cells to mend, content without a place, and
    whether it was made just now."""

    agency: str
    form: str
    revision: int
    path: Path
    marked: int
    unread: int
    new: bool


def repair(place: Workplace, desk: Desk, inspections: Mapping[str, Inspection] | None = None, *, clock: Clock = now
           ) -> Iterator[Repaired]:
    """The repaired forms of all returns that count and have errors (or were opened again). `inspections`: by SHA-256, what was
    just read; the rest is read again from the archive. One already made is not made anew unless its file is gone."""
    entries = {e.code: e for e in place.roster()}
    reopened = {(d["details"]["pd"], d["details"]["formulir"], d["details"]["revisi"]): d["why"]
                for d in place.ledger.decisions() if d["kind"] == "buka" and d["holds"]}
    for one in place.ledger.current():
        why = reopened.get((one["agency"], one["form"], one["revision"]))
        if one["agency"] in entries and (why is not None or not one["complete"]):
            yield _repair_one(place, desk, one, entries[one["agency"]], why, inspections or {}, clock)


def _repair_one(place: Workplace, desk: Desk, one: Mapping[str, Any], entry: Entry, why: str | None,
                inspections: Mapping[str, Inspection], clock: Clock) -> Repaired:
    agency, form = str(one["agency"]), str(one["form"])
    earlier = next((i for i in place.ledger.issues(form) if i["answers"] == one["id"]), None)
    newest = place.ledger.newest_issue(agency, form)
    send_no = int(earlier["send_no"]) if earlier else int(newest["send_no"] if newest else 0) + 1
    path = place.folder / layout.REPAIRS / file_name(place, entry, form, send_no)
    if earlier and path.is_file():
        return Repaired(agency, form, int(one["revision"]), path, 0, 0, False)
    identity = identity_of(place, agency, form, send_no, place.key())
    inspection = inspections.get(str(one["sha256"])) if not one["decision"] else None
    inspection = inspection or read_again(place, desk, one)
    copy = make_copy(place.pack, identity)
    findings = place.ledger.findings_of(int(one["id"]))
    revisions = place.ledger.revisions(agency, form)
    before = [r for r in revisions if r["revision"] < one["revision"]]
    mended = make_repair(copy, inspection, str(one["file_name"]), one, findings,
                         place.ledger.findings_of(int(before[-1]["id"])) if before else None, send_no, why)
    from rmrb_xlsx.write.book import write_form  # noqa: PLC0415  (xlsxwriter only when writing)
    held = as_held(copy.slots(), mended.answers)
    caches = computed_cells(place.pack, copy, {k: p.value if p.state == "ok" and not p.retype else "" for k, p in held.items()
                                               if p.state != "blank"})
    data = write_form(copy, list_values(place.pack, copy), deadline=show_date(place.deadline(entry)), computed=caches, repair=mended)
    path = write_whole(path, data)
    if not earlier:
        errors, missing = _counts(findings)
        reason = why or f"perbaikan atas revisi {one['revision']}: {errors} kesalahan, {missing} belum diisi"
        place.ledger.record_issue(agency, form, send_no, identity.nonce, hashlib.sha256(data).hexdigest(), path.name, clock(), reason,
                                  int(one["id"]))
    return Repaired(agency, form, int(one["revision"]), path, len(mended.marked), len(mended.unread), True)


def read_again(place: Workplace, desk: Desk, one: Mapping[str, Any]) -> Inspection:
    """A recorded submission read once more from the archive, under the identity it counts as."""
    data = place.ledger.blobs.get(str(one["sha256"]))
    return desk.inspect(str(one["sha256"]), data, identity_as(place, one) if one["decision"] else None)


def identity_as(place: Workplace, one: Mapping[str, Any]) -> Identity:
    """The identity of this round under which a person let a submission count."""
    settings = place.settings
    return Identity(place.pack.id, place.pack.edition, settings.year, settings.period, str(one["form"]), str(one["agency"]),
                    int(one["send_no"] or 1))


def _counts(findings: list[dict[str, Any]]) -> tuple[int, int]:
    """(errors, missing answers) of a submission, waived ones left out."""
    errors = [f for f in findings if f["severity"] == "error" and not f["waived"]]
    missing = sum(f["code"] == "belum-diisi" for f in errors)
    return len(errors) - missing, missing


