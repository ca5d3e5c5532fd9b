"""A whole pack as one plain object: the shape of `rmrb paket isi --json` (contract `paket-isi`)."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from rmrb_xlsx.spec.pack import Action, Instrument, Pack


def contents(pack: Pack) -> dict[str, Any]:
    """Everything the pack holds, as JSON types. Years are text keys, as JSON wants."""
    return {
        "schema": "rmrb.paket/1", "id": pack.id, "edition": pack.edition, "title": pack.title, "fingerprint": pack.fingerprint,
        "region": dict(pack.region), "years": list(pack.years), "settings": dict(pack.settings),
        "areas": [a.model_dump() for a in pack.areas],
        "indicators": [{**i.model_dump(), "targets": _years(i.targets)} for i in pack.indicators],
        "activities": [{**a.model_dump(), "targets": _years(a.targets)} for a in pack.activities],
        "actions": _actions(pack), "agencies": [a.model_dump() for a in pack.agencies],
        "working_groups": [w.model_dump() for w in pack.working_groups],
        "quick_wins": [{**q.model_dump(), "data": [dict(r) for r in pack.tables.get("quick_win_data", ()) if r["quick_win"] == q.id]}
                       for q in pack.quick_wins],
        "teams": [dict(r) for r in pack.tables.get("teams", ())], "obstacles": [dict(r) for r in pack.tables.get("obstacles", ())],
        "monitoring": [dict(r) for r in pack.tables.get("monitoring", ())],
        "reporting": [dict(r) for r in pack.tables.get("reporting", ())],
        "instruments": {name: _instrument(tool) for name, tool in pack.instruments.items()},
        "predicates": [dict(p) for p in pack.predicates],
        "decisions": [{**d.model_dump(), "readings": [r.model_dump() for r in pack.readings if r.decision == d.id]}
                      for d in pack.decisions],
    }


def _years(targets: Any) -> dict[str, Any]:
    return {str(year): value for year, value in sorted(targets.items())}


def _actions(pack: Pack) -> list[dict[str, Any]]:
    """The lettered items; each with its own and its sub-activities' steps by year, and the sub-activities themselves."""
    steps: dict[str, dict[str, list[str]]] = defaultdict(lambda: {str(y): [] for y in pack.years})
    for step in pack.steps:
        steps[step.action][str(step.year)].append(step.text)
    children: dict[str, list[Action]] = defaultdict(list)
    for action in pack.actions:
        children[action.parent].append(action)

    def told(action: Action) -> dict[str, Any]:
        subs = children[action.id]
        merged = {y: [t for a in (action, *subs) for t in steps[a.id][y]] for y in map(str, pack.years)}
        return {**action.model_dump(), "steps": merged, "subactivities": [told(s) for s in subs]}
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
