"""Who is where: the roster joined with the ledger, keyed by (agency, form)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rmrb_xlsx.rounds.addresses import failed_addresses
from rmrb_xlsx.rounds.decisions import words_of
from rmrb_xlsx.rounds.workplace import Workplace

NOT_ISSUED, ISSUED, RECEIVED, REPAIR, QUARANTINED, COMPLETE, EXEMPT = (
    "belum dikirim", "terkirim", "diterima", "perlu perbaikan", "karantina", "lengkap", "dikecualikan")
WORST_FIRST = (QUARANTINED, NOT_ISSUED, ISSUED, REPAIR, RECEIVED, COMPLETE, EXEMPT)


@dataclass(frozen=True, slots=True)
class Standing:
    """One form of one agency: its state, the revision that counts, its errors and missing answers, days late (0: not late).
    `waits`: files that wait for a decision; `deadline`: ISO date; `note`: decisions that bear on it, in words."""

    agency: str
    name: str
    state: str
    revision: int | None
    errors: int | None
    missing: int | None
    days_late: int | None
    form: str = ""
    waits: int = 0
    deadline: str = ""
    note: str = ""


def standings(place: Workplace, today: dt.date) -> list[Standing]:
    """The agency form of every agency of the roster, worst first, then in roster order."""
    return _standings(place, today, lambda form: form == place.agency_form)


def other_standings(place: Workplace, today: dt.date) -> list[Standing]:
    """The same for the other forms that are due (the regency's own)."""
    return _standings(place, today, lambda form: form != place.agency_form)


def _standings(place: Workplace, today: dt.date, wanted: Callable[[str], bool]) -> list[Standing]:
    issued = {(i["agency"], i["form"]) for i in place.ledger.issues()}
    current = {(s["agency"], s["form"]): s for s in place.ledger.current()}
    waiting = [(s["agency"], s["form"]) for s in place.ledger.waiting()]
    extended, reopened = _deadlines(place.ledger.decisions()), _reopened(place.ledger.decisions())
    failed = failed_addresses(place)
    found = []
    for entry in place.roster():
        for form in (f for f in place.forms_due(entry.code) if wanted(f)):
            key = (entry.code, form)
            submission = current.get(key)
            errors = missing = revision = None
            notes = [failed[entry.code]] if entry.code in failed else []
            if submission:
                findings = [f for f in place.ledger.findings_of(int(submission["id"])) if f["severity"] == "error" and not f["waived"]]
                missing = sum(f["code"] == "belum-diisi" for f in findings)
                errors = len(findings) - missing
                revision = int(submission["revision"])
            open_again = submission is not None and reopened.get(key) == revision
            if open_again:
                notes.append("dibuka kembali")
            waits = waiting.count(key)
            state = EXEMPT if entry.exempt else _state(submission, errors, key in issued, waits > 0, open_again)
            deadline = max(place.deadline(entry), extended.get(entry.code, ""))
            if deadline != place.deadline(entry):
                notes.append("batas diperpanjang")
            late = (today - dt.date.fromisoformat(deadline)).days
            days = max(late, 0) if state not in (COMPLETE, EXEMPT) else 0
            found.append(Standing(entry.code, entry.name, state, revision, errors, missing, days, form, waits, deadline, ", ".join(notes)))
    return sorted(found, key=lambda s: (WORST_FIRST.index(s.state), -(s.days_late or 0)))


@dataclass(frozen=True, slots=True)
class Event:
    """One thing the ledger recorded: when, whose, and what, in words."""

    at: str
    agency: str
    words: str


def events_since(place: Workplace, day: dt.date) -> list[Event]:
    """What the ledger recorded on `day` or later, oldest first."""
    words = {"accepted": "diterima, revisi {r}", "quarantined": "menunggu keputusan", "rejected": "ditolak"}
    ledger = place.ledger
    found = [Event(i["at"], i["agency"], f"{i['agency']}: formulir dibuat ({i['reason']})") for i in ledger.issues()]
    for s in ledger.submissions():
        what = "isinya sama seperti sebelumnya" if s["same_as"] else words[s["outcome"]].format(r=s["revision"])
        found.append(Event(s["at"], s["agency"] or "", f"{s['agency'] or 'tanpa identitas'}: {s['file_name']} {what}"))
    found += [Event(d["at"], str(d["details"].get("pd", "")), f"keputusan {d['id']} oleh {d['who']}: {words_of(d)}")
              for d in ledger.decisions()]
    return sorted((e for e in found if e.at[:10] >= day.isoformat()), key=lambda e: e.at)


def _deadlines(decisions: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Agency -> the newest extended deadline that holds."""
    return {d["target"]: str(d["details"]["batas"]) for d in decisions if d["kind"] == "perpanjang" and d["holds"]}


def _reopened(decisions: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], int]:
    """(agency, form) -> the revision that was opened again."""
    return {(d["details"]["pd"], d["details"]["formulir"]): int(d["details"]["revisi"])
            for d in decisions if d["kind"] == "buka" and d["holds"]}


def _state(submission: Mapping[str, Any] | None, errors: int | None, issued: bool, waiting: bool, open_again: bool) -> str:
    if waiting and not (submission and submission["complete"]):
        return QUARANTINED
    if submission is None:
        return ISSUED if issued else NOT_ISSUED
    if open_again:
        return REPAIR
    if submission["complete"]:
        return COMPLETE
    return REPAIR if errors else RECEIVED
