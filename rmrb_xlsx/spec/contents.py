"""A whole pack as one plain object: the shape of `rmrb paket isi --json` (contract `paket-isi`).

Rows are those of the regulation, as printed; `used` holds what the chosen readings of `decisions` put in their place, where they do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from rmrb_xlsx.spec.decided import differences
from rmrb_xlsx.spec.pack import Action, Instrument, Pack, Targeted


def contents(pack: Pack) -> dict[str, Any]:
    """Everything the pack holds, as JSON types. Years are text keys, as JSON wants."""
    return {
        "schema": "rmrb.paket/1", "id": pack.id, "edition": pack.edition, "title": pack.title, "fingerprint": pack.fingerprint,
        "region": dict(pack.region), "years": list(pack.years), "settings": dict(pack.settings),
        "areas": [a.model_dump() for a in pack.printed.areas],
        "indicators": _targeted(pack, pack.printed.indicators, pack.indicators),
        "activities": _targeted(pack, pack.printed.activities, pack.activities),
        "actions": _actions(pack), "agencies": [a.model_dump() for a in pack.printed.agencies],
        "working_groups": [w.model_dump() for w in pack.working_groups],
        "quick_wins": [{**q.model_dump(), "data": [dict(r) for r in pack.tables.get("quick_win_data", ()) if r["quick_win"] == q.id]}
                       for q in pack.quick_wins],
        "teams": [dict(r) for r in pack.tables.get("teams", ())], "obstacles": [dict(r) for r in pack.tables.get("obstacles", ())],
        "monitoring": [dict(r) for r in pack.tables.get("monitoring", ())],
        "reporting": [dict(r) for r in pack.tables.get("reporting", ())],
        "instruments": {name: _instrument(tool) for name, tool in pack.instruments.items()},
        "predicates": [dict(p) for p in pack.predicates],
        "responsible": [r.model_dump() for r in pack.responsible],
        "decisions": [{**d.model_dump(), "readings": [
            {**r.model_dump(), "chosen": r.id == d.chosen,
             "effects": [e.model_dump(exclude={"decision", "reading"}) for e in pack.effects if (e.decision, e.reading) == (d.id, r.id)]}
            for r in pack.readings if r.decision == d.id]} for d in pack.decisions],
    }


def _targeted(pack: Pack, printed: Sequence[Targeted], used: Sequence[Targeted]) -> list[dict[str, Any]]:
    """Rows with targets of the years their table prints (null where a cell says nothing)."""
    years: dict[str, set[int]] = defaultdict(set)
    for row in printed:
        years[row.table] |= {y for y, t in row.targets.items() if t is not None}
    decided: dict[str, list[str]] = defaultdict(list)
    for d in pack.decisions:
        for one in d.object:
            decided[one].append(d.id)

    def told(row: Targeted, now: Targeted) -> dict[str, Any]:
        changed = differences(row, now)
        if "targets" in changed:
            changed["targets"] = {str(y): t for y, t in sorted(changed["targets"].items()) if t != row.targets.get(y)}
        targets = {str(y): row.targets.get(y) for y in sorted(years[row.table])}
        return {**row.model_dump(), "targets": targets, "used": changed, "decisions": decided[row.id]}
    return [told(row, now) for row, now in zip(printed, used, strict=True)]


def _actions(pack: Pack) -> list[dict[str, Any]]:
    """The lettered items; each with its own and its sub-activities' steps by year, and the sub-activities themselves."""
    steps: dict[str, dict[str, list[str]]] = defaultdict(lambda: {str(y): [] for y in pack.years})
    for step in pack.printed.steps:
        steps[step.action][str(step.year)].append(step.text)
    children: dict[str, list[Action]] = defaultdict(list)
    used = {a.id: a for a in pack.actions}
    for action in pack.printed.actions:
        children[action.parent].append(action)

    def told(action: Action) -> dict[str, Any]:
        subs = children[action.id]
        merged = {y: [t for a in (action, *subs) for t in steps[a.id][y]] for y in map(str, pack.years)}
        return {**action.model_dump(), "steps": merged, "subactivities": [told(s) for s in subs],
                "used": differences(action, used[action.id])}
    return [told(a) for a in children[""]]


def _instrument(tool: Instrument) -> dict[str, Any]:
    return {
        "id": tool.id, "title": tool.title, "level": tool.level, "basis": tool.basis,
        "scales": {k: s.model_dump() for k, s in tool.scales.items()},
        "profiles": {k: {"name": p.name, "default": p.default, "areas": dict(p.areas), "results": dict(p.results),
                         "subcomponents": {s.id: tool.effective_weight(s, k) for s in tool.subcomponents}}
                     for k, p in tool.profiles.items()},
        "areas": [{**a.model_dump(), "subcomponents": [
            {**s.model_dump(), "items": [i.model_dump() for i in tool.items if i.subcomponent == s.id]}
            for s in tool.subcomponents if s.area == a.id]} for a in tool.areas],
        "results": [dict(r) for r in tool.results]}
