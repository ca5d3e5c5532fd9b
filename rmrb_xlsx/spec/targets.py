"""Which target counts for an indicator in a year: the row's own, or the one of the reading chosen in a decision.

A decision touches targets when its `affects` holds `target` (all years) or `target:YYYY` and its `object` names the row. The
chosen reading's `value` says which numbers count: the id of another row (its series), `2021=3.2;2022=3.3`, or one value for the
year named in `target:YYYY`; empty: the row's own numbers are that reading. A decision without choice leaves the target open.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rmrb_xlsx.spec.pack import Decision, NumberOrText, Pack, Targeted

Standing = Literal["tercetak", "bacaan", "bertentangan", "kosong"]


@dataclass(frozen=True, slots=True)
class Target:
    """The target that counts. `standing`: as printed, by a chosen reading (`decision`: the last that
    changed the number, else the first that touches it), open contradiction, or none at all."""

    value: float | str | None
    standing: Standing
    decision: str = ""


def target(pack: Pack, row: Targeted, year: int) -> Target:
    """The target of `row` in `year`; with an open contradiction `value` is None, and the indicator must not be judged."""
    value, standing, by = row.targets.get(year), "tercetak", ""
    for decision in pack.decisions:
        if row.id not in decision.object or not _touches(decision, year):
            continue
        if not decision.chosen:
            return Target(None, "bertentangan", decision.id)
        chosen = next((r for r in pack.readings if (r.decision, r.id) == (decision.id, decision.chosen)), None)
        counted = _read(pack, chosen.value if chosen else None, decision, year, value)
        by = decision.id if not by or counted != value else by
        value, standing = counted, "bacaan"
    if value is None or value in ("", "-"):
        return Target(None, "kosong", by)
    return Target(value, "bacaan" if standing == "bacaan" else "tercetak", by)


def _touches(decision: Decision, year: int) -> bool:
    return "target" in decision.affects or f"target:{year}" in decision.affects


def _read(pack: Pack, told: NumberOrText, decision: Decision, year: int, own: float | str | None) -> float | str | None:
    other = next((i for i in (*pack.indicators, *pack.activities) if i.id == told), None)
    if other is not None:
        return other.targets.get(year)
    if isinstance(told, str) and "=" in told:
        series = dict(part.split("=", 1) for part in told.replace(" ", "").split(";"))
        return _number(series[str(year)]) if str(year) in series else own
    return told if told is not None and f"target:{year}" in decision.affects else own


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text
