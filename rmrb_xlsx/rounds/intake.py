"""Takes in returns: bytes to the archive first, then read, judged, placed in the round, recorded."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rmrb_xlsx.check.form import check
from rmrb_xlsx.findings import Finding, found
from rmrb_xlsx.rounds.clock import Clock, now
from rmrb_xlsx.rounds.desk import Desk, Inspection
from rmrb_xlsx.rounds.issue import genuine
from rmrb_xlsx.rounds.workplace import Workplace
from rmrb_xlsx.spec.model import Identity
from rmrb_xlsx.spec.returned import Submission


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one received file. `state`: diterima, sama, karantina, ditolak; `revision` when accepted."""

    file: str
    state: str
    agency: str | None
    revision: int | None
    inspection: Inspection | None
    reason: str | None


POISON_LIMIT = 3


def find_returns(paths: Iterable[Path]) -> Iterator[tuple[str, Path]]:
    """(name, path) of every file under `paths`, in order; Excel's lock files and our own notes are passed over."""
    for path in paths:
        if path.is_dir():
            for inner in sorted(p for p in path.rglob("*") if p.is_file()):
                if not inner.name.startswith(("~$", ".")) and inner.name != NOTE:
                    yield inner.relative_to(path).as_posix(), inner
        else:
            yield path.name, path


NOTE = "_Hasil penerimaan.txt"


def receive(place: Workplace, desk: Desk, paths: Sequence[Path], *, clock: Clock = now) -> list[Taken]:
    """Takes in every file under `paths`. A second run over the same files changes nothing."""
    files = [(name, path.read_bytes()) for name, path in find_returns(paths)]
    inspected = [(name, data, _tried(place, desk, name, data)) for name, data in files]
    rivals = _rivals(place, [i for _, _, i in inspected if i])
    return [_take(place, name, data, inspection, rivals, clock) for name, data, inspection in inspected]


def _tried(place: Workplace, desk: Desk, name: str, data: bytes) -> Inspection | None:
    """The inspection of a file, after its bytes are safe; None when it was taken before."""
    sha = place.ledger.archive(data)
    if place.ledger.knows(sha):
        return None
    if place.ledger.begin_attempt(sha) > POISON_LIMIT:
        remark = found("gagal-baca", sebab="sudah tiga kali gagal dibaca")
        return Inspection(name, sha, Submission("rejected", "gagal-baca", "tidak dikenal", None, None, findings=(remark,)), None, None)
    return place_in_round(place, desk.inspect(name, data))


def place_in_round(place: Workplace, inspection: Inspection) -> Inspection:
    """The inspection with what the round knows: another round, a form never issued."""
    submission = inspection.submission
    identity = submission.identity
    if identity is None or submission.outcome != "accepted":
        return inspection
    settings = place.settings
    remark: Finding | None = None
    if (identity.pack, identity.year, identity.period) != (place.pack.id, settings.year, settings.period):
        remark = found("putaran-lain", formulir=f"{identity.pack} {identity.period} {identity.year}",
                       berlaku=f"{place.pack.id} {settings.period} {settings.year}")
    elif not genuine(place.key(), identity) or place.ledger.issue_by_nonce(identity.nonce) is None:
        remark = found("tidak-pernah-dikirim")
    if remark is None:
        return inspection
    barred = replace(submission, outcome="quarantined", reason=remark.code, findings=(remark, *submission.findings))
    return replace(inspection, submission=barred, checked=check(inspection.copy, barred) if inspection.copy else None)


def content_hash(inspection: Inspection) -> str | None:
    """SHA-256 over the judged values: the same answers give the same hash whatever program saved them."""
    if inspection.checked is None:
        return None
    raw = {(v.table, v.row, v.field): v.raw for v in inspection.submission.values}
    told = [[*key, p.state, p.value if p.state != "wrong" else str(raw[key])]
            for key, p in sorted(inspection.checked.answers.items()) if p.state != "blank"]
    return hashlib.sha256(json.dumps(told, ensure_ascii=True).encode()).hexdigest()


def _rivals(place: Workplace, inspections: Sequence[Inspection]) -> frozenset[str]:
    """Hashes of files in this delivery that are different answers of one agency: which one counts is not ours to guess."""
    by_agency: dict[str, dict[str, str]] = {}
    for one in inspections:
        identity = one.submission.identity
        if identity and one.submission.outcome == "accepted":
            by_agency.setdefault(identity.agency, {})[one.sha256] = content_hash(one) or one.sha256
    return frozenset(sha for group in by_agency.values() if len(set(group.values())) > 1 for sha in group)


def _take(place: Workplace, name: str, data: bytes, inspection: Inspection | None, rivals: frozenset[str], clock: Clock) -> Taken:
    sha = hashlib.sha256(data).hexdigest()
    when = clock()
    place.ledger.record_receipt("folder", name, sha, when, "folder")
    if inspection is None:
        return Taken(name, "sama", None, None, None, None)
    if sha in rivals:
        remark = found("dua-isi-berbeda")
        submission = replace(inspection.submission, outcome="quarantined", reason=remark.code,
                             findings=(remark, *inspection.submission.findings))
        inspection = replace(inspection, submission=submission,
                             checked=check(inspection.copy, submission) if inspection.copy else None)
    submission = inspection.submission
    identity = submission.identity
    result = place.ledger.record_submission(
        sha, identity.agency if identity else None, _identity_dict(identity), submission.outcome, submission.reason,
        inspection.complete, content_hash(inspection), inspection.findings, _stored_values(inspection),
        submission.saved_by, submission.format, when)
    states = {"accepted": "diterima", "quarantined": "karantina", "rejected": "ditolak"}
    state = "sama" if result.status in ("same-values", "duplicate-bytes") else states[submission.outcome]
    return Taken(name, state, identity.agency if identity else None, result.revision, inspection, submission.reason)


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
