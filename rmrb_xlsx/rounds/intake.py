"""Takes in deliveries: bytes to the archive first, then read, judged, placed in the round, and recorded in one transaction.

A *delivery* is what came together: one mail, or what was new in the drop folder. Folder, zip and mail intake all build a
`Delivery` and hand it to `take_delivery`; the same key again changes nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Literal

from rmrb_xlsx.check.form import check
from rmrb_xlsx.errors import FileRefused
from rmrb_xlsx.findings import Finding, found, found_with
from rmrb_xlsx.ledger.rows import Arrival, Reading
from rmrb_xlsx.rounds.clock import Clock, now
from rmrb_xlsx.rounds.desk import Desk, Inspection
from rmrb_xlsx.rounds.issue import genuine
from rmrb_xlsx.rounds.workplace import Workplace
from rmrb_xlsx.spec.model import Identity
from rmrb_xlsx.spec.returned import Submission

POISON_LIMIT = 3
STATES = {"accepted": "diterima", "quarantined": "karantina", "rejected": "ditolak"}
OPENED = "dibuka"


@dataclass(frozen=True, slots=True)
class Trust:
    """What the way of a mail proves. `level`: hijau (verified), kuning (unsure), merah (forged or refused); `reason` in
    words; `sender` its address; `agencies`: whose registered address that is."""

    level: Literal["hijau", "kuning", "merah"]
    reason: str = ""
    sender: str = ""
    agencies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Delivery:
    """What came together. `key` names it for ever (for a mail: `surel:` + SHA-256 of its bytes); `via`: folder, surel;
    `files`: (name, bytes), names being labels only; `trust` is None where no transport proves anything (a folder)."""

    key: str
    via: str
    files: tuple[tuple[str, bytes], ...]
    trust: Trust | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one received file. `state`: diterima, sama, karantina, ditolak, dibuka (an archive), tertunda (could
    not be read from the disk now); `revision` when it has one; `inspection` only when it was read just now."""

    file: str
    state: str
    agency: str | None
    revision: int | None
    inspection: Inspection | None
    reason: str | None
    form: str | None = None
    submission: int | None = None


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    sha256: str
    inspection: Inspection | None
    opened: bool = False


def take_delivery(place: Workplace, desk: Desk, delivery: Delivery, clock: Clock = now) -> list[Taken]:
    """What became of every file of a delivery (those inside a .zip too). Taken in whole or, after a crash, not at all: the
    same call again then finishes it. A delivery known by its key is only told again, as `sama`."""
    ledger = place.ledger
    if ledger.knows_delivery(delivery.key):
        return [told_again(place, r["file_name"], r["sha256"]) for r in ledger.receipts(delivery.key)]
    hashes = ledger.archive(data for _, data in delivery.files)
    files: list[_File] = []
    seen: set[str] = set()
    for (name, data), sha in zip(delivery.files, hashes, strict=True):
        files += _open(place, desk, name, data, sha, seen, inside=False)
    files = [replace(f, inspection=_trusted(place_in_round(place, f.inspection), delivery.trust)) if f.inspection else f for f in files]
    rivals = _rivals(place, [f.inspection for f in files if f.inspection])
    files = [replace(f, inspection=barred(f.inspection, found("dua-isi-berbeda"))) if f.inspection and f.sha256 in rivals else f
             for f in files]
    ordered = sorted(files, key=_send_no)
    arrivals = [Arrival(f.name, f.sha256, reading_of(f.inspection) if f.inspection else None) for f in ordered]
    recorded = ledger.record_delivery(delivery.key, delivery.via, clock(), arrivals, asdict(delivery.trust) if delivery.trust else None)
    results = {id(f): r for f, r in zip(ordered, recorded, strict=True)}
    return [_taken(f, results[id(f)].status if results[id(f)] else OPENED, results[id(f)], place) for f in files]  # type: ignore[union-attr]


def _open(place: Workplace, desk: Desk, name: str, data: bytes, sha: str, seen: set[str], *, inside: bool) -> list[_File]:
    """One file read; a plain .zip gives itself and its files."""
    if sha in seen or place.ledger.knows(sha):
        return [_File(name, sha, None)]
    seen.add(sha)
    if place.ledger.begin_attempt(sha) > POISON_LIMIT:
        return [_File(name, sha, _refused(name, sha, found("gagal-baca", sebab="sudah tiga kali gagal dibaca")))]
    inspection = desk.inspect(name, data)
    inner: tuple[tuple[str, bytes], ...] | None = None
    if inspection.submission.reason == "bukan-buku-kerja":
        try:
            inner = desk.unpack(data)
        except FileRefused as refused:
            inspection = _refused(name, sha, found_with(refused.code, refused.details))
    place.ledger.end_attempt(sha)
    if inner is None:
        return [_File(name, sha, inspection)]
    if inside:
        return [_File(name, sha, _refused(name, sha, found("arsip-bersarang")))]
    files = [_File(name, sha, None, opened=True)]
    for (label, content), inner_sha in zip(inner, place.ledger.archive(c for _, c in inner), strict=True):
        files += _open(place, desk, f"{name}/{label}", content, inner_sha, seen, inside=True)
    return files


def _refused(name: str, sha: str, remark: Finding) -> Inspection:
    return Inspection(name, sha, Submission("rejected", remark.code, "tidak dikenal", None, None, findings=(remark,)), None, None)


def _send_no(file: _File) -> tuple[bool, int]:
    """Earlier issues first; bytes already known, here or before, last."""
    identity = file.inspection.submission.identity if file.inspection else None
    return file.inspection is None, identity.send_no if identity else 0


def barred(inspection: Inspection, remark: Finding) -> Inspection:
    """The inspection, quarantined for `remark`, which then stands first among its findings."""
    submission = replace(inspection.submission, outcome="quarantined", reason=remark.code,
                         findings=(remark, *inspection.submission.findings))
    return replace(inspection, submission=submission, checked=check(inspection.copy, submission) if inspection.copy else None)


def place_in_round(place: Workplace, inspection: Inspection) -> Inspection:
    """The inspection with what the round knows: another round, a form never issued, answers that were replaced already."""
    submission = inspection.submission
    identity = submission.identity
    if identity is None or submission.outcome != "accepted":
        return inspection
    settings = place.settings
    if (identity.pack, identity.year, identity.period) != (place.pack.id, settings.year, settings.period):
        return barred(inspection, found("putaran-lain", formulir=f"{identity.pack} {identity.period} {identity.year}",
                                        berlaku=f"{place.pack.id} {settings.period} {settings.year}"))
    if not genuine(place.key(), identity) or place.ledger.issue_by_nonce(identity.nonce) is None:
        return barred(inspection, found("tidak-pernah-dikirim"))
    remark = _superseded(place, identity, content_hash(inspection))
    return barred(inspection, remark) if remark else inspection


def _superseded(place: Workplace, identity: Identity, content: str | None) -> Finding | None:
    """The remark on answers that would undo newer ones: those of an earlier revision, or of an earlier issue of the form."""
    now_counts = next((s for s in place.ledger.current(identity.form) if s["agency"] == identity.agency), None)
    if now_counts and now_counts["content_hash"] == content:
        return None
    old = next((r for r in place.ledger.revisions(identity.agency, identity.form) if r["content_hash"] == content), None)
    if old:
        return found("isian-lama", revisi=old["revision"])
    if now_counts and (now_counts["send_no"] or 0) > identity.send_no:
        return found("terbitan-lama", kiriman=identity.send_no, terbaru=now_counts["send_no"])
    return None


def _trusted(inspection: Inspection, trust: Trust | None) -> Inspection:
    """Quarantined when the sender is not proved, or is another agency's."""
    identity = inspection.submission.identity
    if trust is None or identity is None or inspection.submission.outcome != "accepted":
        return inspection
    if trust.agencies and identity.agency not in trust.agencies:
        return barred(inspection, found("milik-pd-lain", pd=identity.agency, pengirim=trust.sender, terdaftar=", ".join(trust.agencies)))
    if trust.level != "hijau":
        return barred(inspection, found("pengirim-belum-pasti", sebab=trust.reason or trust.level))
    return inspection


def content_hash(inspection: Inspection) -> str | None:
    """SHA-256 over the judged values: the same answers give the same hash whatever program saved them."""
    if inspection.checked is None:
        return None
    raw = {(v.table, v.row, v.field): v.raw for v in inspection.submission.values}
    told = [[*key, p.state, p.value if p.state != "wrong" else str(raw[key])]
            for key, p in sorted(inspection.checked.answers.items()) if p.state != "blank"]
    return hashlib.sha256(json.dumps(told, ensure_ascii=True).encode()).hexdigest()


def _rivals(place: Workplace, inspections: Sequence[Inspection]) -> frozenset[str]:
    """Hashes of files in this delivery that are different answers on one issue of a form: which counts is not ours to guess.
    Answers that count already are no rival to new ones."""
    known = {s["content_hash"] for s in place.ledger.current()}
    groups: dict[tuple[str, str, int], dict[str, str]] = {}
    for one in inspections:
        identity = one.submission.identity
        content = content_hash(one) or one.sha256
        if identity and one.submission.outcome == "accepted" and content not in known:
            groups.setdefault((identity.agency, identity.form, identity.send_no), {})[one.sha256] = content
    return frozenset(sha for group in groups.values() if len(set(group.values())) > 1 for sha in group)


def reading_of(inspection: Inspection) -> Reading:
    """The inspection as the ledger stores it."""
    submission, identity = inspection.submission, inspection.submission.identity
    return Reading(inspection.sha256, identity.agency if identity else None, identity.form if identity else None,
                   identity.send_no if identity else None, _identity_dict(identity), submission.outcome, submission.reason,
                   inspection.complete, content_hash(inspection), inspection.findings, _stored_values(inspection),
                   submission.saved_by, submission.format)


def _taken(file: _File, status: str, recorded: object, place: Workplace) -> Taken:
    if recorded is None:
        return Taken(file.name, OPENED, None, None, None, None)
    if file.inspection is None or status == "known":
        return told_again(place, file.name, file.sha256)
    submission, identity = file.inspection.submission, file.inspection.submission.identity
    state = "sama" if status == "same-values" else STATES[submission.outcome]
    return Taken(file.name, state, identity.agency if identity else None, getattr(recorded, "revision", None), file.inspection,
                 submission.reason, identity.form if identity else None, getattr(recorded, "submission", None))


def told_again(place: Workplace, name: str, sha256: str) -> Taken:
    """A file whose bytes were taken in before: `sama`, with what they count as."""
    known = place.ledger.submission_of(sha256)
    if known is None:
        return Taken(name, "sama", None, None, None, None)
    return Taken(name, "sama", known["agency"], known["revision"], None, known["reason"], known["form"], known["id"])


def _identity_dict(identity: Identity | None) -> dict[str, object] | None:
    if identity is None:
        return None
    return {"pack": identity.pack, "edition": identity.edition, "year": identity.year, "period": identity.period,
            "form": identity.form, "agency": identity.agency, "send_no": identity.send_no}


def _stored_values(inspection: Inspection) -> list[dict[str, object]]:
    """Every filled cell: judged value where it is good, the raw text where it is wrong (never lost)."""
    if inspection.checked is None or inspection.copy is None:
        return []
    kinds = {(s.table, s.row, s.field): s.kind for s in inspection.copy.slots()}
    rows: list[dict[str, object]] = []
    for value in inspection.submission.values:
        key = (value.table, value.row, value.field)
        parsed = inspection.checked.answers.get(key)
        if parsed is None or parsed.state == "blank":
            continue
        good = parsed.state == "ok"
        rows.append({"table": value.table, "row": value.row, "field": value.field,
                     "kind": kinds[key] if good else "salah",
                     "value": parsed.value if good else str(value.error or value.formula or value.raw),
                     "sheet": value.sheet, "cell": value.cell})
    return rows
