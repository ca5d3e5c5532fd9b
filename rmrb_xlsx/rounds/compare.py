"""What changed between two revisions, or between a revision and the previous round: field by field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rmrb_xlsx.errors import UsageError
from rmrb_xlsx.rounds.mend import label_of
from rmrb_xlsx.rounds.repair import identity_as
from rmrb_xlsx.rounds.workplace import Workplace, open_workplace
from rmrb_xlsx.spec.copies import make_copy
from rmrb_xlsx.spec.judge import Key
from rmrb_xlsx.spec.values import Stored, as_text

CREATED, CHANGED, DELETED = "dibuat", "diubah", "dihapus"


@dataclass(frozen=True, slots=True)
class Change:
    """One field that differs. `kind`: dibuat, diubah, dihapus; `label`: what it is, in words."""

    kind: str
    table: str
    row: str
    field: str
    label: str
    before: Stored
    after: Stored

    @property
    def words(self) -> str:
        """The change as one line for a person."""
        if self.kind == CREATED:
            return f"{self.label}: baru diisi «{as_text(self.after)}»"
        if self.kind == DELETED:
            return f"{self.label}: dihapus, semula «{as_text(self.before)}»"
        return f"{self.label}: «{as_text(self.before)}» menjadi «{as_text(self.after)}»"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs for one agency's form between `before` and `after` (each in words), in form order."""

    agency: str
    form: str
    before: str
    after: str
    changes: tuple[Change, ...]

    def as_json(self) -> dict[str, Any]:
        """`rmrb.bandingkan/1`."""
        return {"schema": "rmrb.bandingkan/1", "agency": self.agency, "form": self.form, "before": self.before, "after": self.after,
                "changes": [asdict(c) for c in self.changes]}


def compare_revisions(place: Workplace, agency: str, form: str, before: int | None = None, after: int | None = None) -> Comparison:
    """Two revisions of an agency's form; without numbers the newest and the one before it. UsageError when there are none."""
    known = {int(r["revision"]): r for r in place.ledger.revisions(agency, form)}
    newest = max(known, default=0) if after is None else after
    oldest = max((n for n in known if n < newest), default=0) if before is None else before
    missing = [n for n in (oldest, newest) if n not in known]
    if missing:
        had = ", ".join(map(str, known)) or "belum ada"
        raise UsageError(f"{agency} ({form}) tidak punya dua revisi untuk dibandingkan. Revisi yang ada: {had}.")
    return _compare(place, known[newest], _values(place, known[oldest]), f"revisi {oldest}", f"revisi {newest}")


def compare_rounds(place: Workplace, agency: str, form: str, other: Path) -> Comparison:
    """What counts now against what counted in another working folder. Rows that only one round has are created or deleted."""
    now_counts = _current(place, agency, form)
    with open_workplace(other) as earlier:
        before = _values(earlier, _current(earlier, agency, form))
        label = f"putaran {earlier.settings.period} {earlier.settings.year}"
    return _compare(place, now_counts, before, label, f"putaran {place.settings.period} {place.settings.year}")


def _current(place: Workplace, agency: str, form: str) -> dict[str, Any]:
    one = next((s for s in place.ledger.current(form) if s["agency"] == agency), None)
    if one is None:
        raise UsageError(f"Belum ada isian {agency} ({form}) yang diterima pada putaran {place.settings.period} {place.settings.year}.")
    return one


def _values(place: Workplace, submission: Mapping[str, Any]) -> dict[Key, Stored]:
    return {(v["table"], v["row"], v["field"]): v["value"] for v in place.ledger.values_of(int(submission["id"]))}


def _compare(place: Workplace, newer: Mapping[str, Any], before: Mapping[Key, Stored], old: str, new: str) -> Comparison:
    after = _values(place, newer)
    copy = make_copy(place.pack, identity_as(place, newer))
    slots = {(s.table, s.row, s.field): s for s in copy.slots()}
    keys = [k for k in slots if k in before or k in after] + [k for k in _others(before, after) if k not in slots]
    changes = []
    for key in keys:
        was, now_is = before.get(key), after.get(key)
        if was != now_is:
            kind = CREATED if was is None else DELETED if now_is is None else CHANGED
            changes.append(Change(kind, *key, label_of(copy, slots[key]) if key in slots else " ".join(key), was, now_is))
    return Comparison(str(newer["agency"]), str(newer["form"]), old, new, tuple(changes))


def _others(before: Mapping[Key, Stored], after: Mapping[Key, Stored]) -> Iterable[Key]:
    return dict.fromkeys([*before, *after])
