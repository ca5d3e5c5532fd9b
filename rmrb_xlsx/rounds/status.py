"""Who is where: the roster joined with the ledger."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from rmrb_xlsx.rounds.workplace import Workplace

NOT_ISSUED, ISSUED, RECEIVED, REPAIR, QUARANTINED, COMPLETE, EXEMPT = (
    "belum dikirim", "terkirim", "diterima", "perlu perbaikan", "karantina", "lengkap", "dikecualikan")
WORST_FIRST = (QUARANTINED, NOT_ISSUED, ISSUED, REPAIR, RECEIVED, COMPLETE, EXEMPT)


@dataclass(frozen=True, slots=True)
class Standing:
    """One agency: its state, the revision that counts, its errors and missing answers, days late (0: not late)."""

    agency: str
    name: str
    state: str
    revision: int | None
    errors: int | None
    missing: int | None
    days_late: int | None


def standings(place: Workplace, today: dt.date) -> list[Standing]:
    """Every agency of the roster, worst first, then in roster order."""
    issued = {i["agency"] for i in place.ledger.issues()}
    current = {s["agency"]: s for s in place.ledger.current()}
    waiting = {s["agency"] for s in place.ledger.submissions() if s["outcome"] == "quarantined"}
    found = []
    for entry in place.roster():
        submission = current.get(entry.code)
        errors = missing = revision = None
        if submission:
            findings = place.ledger.findings_of(int(submission["id"]))
            missing = sum(f["code"] == "belum-diisi" for f in findings)
            errors = sum(f["severity"] == "error" for f in findings) - missing
            revision = int(submission["revision"])
        state = EXEMPT if entry.exempt else _state(submission, errors, entry.code in issued, entry.code in waiting)
        late = (today - dt.date.fromisoformat(place.deadline(entry))).days
        days = max(late, 0) if state not in (COMPLETE, EXEMPT) else 0
        found.append(Standing(entry.code, entry.name, state, revision, errors, missing, days))
    return sorted(found, key=lambda s: (WORST_FIRST.index(s.state), -(s.days_late or 0)))


def _state(submission: dict[str, Any] | None, errors: int | None, issued: bool, waiting: bool) -> str:
    if submission is None:
        return QUARANTINED if waiting else ISSUED if issued else NOT_ISSUED
    if submission["complete"]:
        return COMPLETE
    return REPAIR if errors else RECEIVED
