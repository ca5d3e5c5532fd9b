"""Faults of a pack that each row alone cannot show: all of them at once, each with its file and row id."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from rmrb_xlsx.spec.pack import Indicator, Pack, Sourced

LONGEST_SHEET_NAME = 31
LONGEST_LABEL = 250
_LEVERAGE, _OUTCOME = 60, 40


def lint(pack: Pack) -> list[str]:
    """Every fault in Indonesian: `berkas, id: apa`. Empty when the pack is sound."""
    return [fault for check in CHECKS for fault in check(pack)]


def _tables(pack: Pack) -> Iterator[tuple[str, Iterable[tuple[str, Sourced]]]]:
    yield "areas.csv", [(a.id, a) for a in pack.areas]
    yield "agencies.csv", [(a.code, a) for a in pack.agencies]
    yield "indicators.csv", [(i.id, i) for i in pack.indicators]
    yield "activities.csv", [(a.id, a) for a in pack.activities]
    yield "actions.csv", [(a.id, a) for a in pack.actions]
    yield "steps.csv", [(s.id, s) for s in pack.steps]
    yield "quick_wins.csv", [(q.id, q) for q in pack.quick_wins]
    yield "decisions.csv", [(d.id, d) for d in pack.decisions]
    for name, tool in pack.instruments.items():
        yield f"instruments/{name}/subcomponents.csv", [(s.id, s) for s in tool.subcomponents]
        yield f"instruments/{name}/items.csv", [(i.id, i) for i in tool.items]


def _duplicates(pack: Pack) -> Iterator[str]:
    for file, rows in _tables(pack):
        for key, count in Counter(k for k, _ in rows).items():
            if count > 1:
                yield f"{file}, {key}: kode ini dipakai {count} kali"


def _unreasoned(pack: Pack) -> Iterator[str]:
    for file, rows in _tables(pack):
        for key, row in rows:
            if row.status != "printed" and not row.reason:
                yield f"{file}, {key}: status {row.status} tanpa alasan"
            if not row.source:
                yield f"{file}, {key}: sumber kosong"


def _unknown_areas(pack: Pack) -> Iterator[str]:
    known = {a.id for a in pack.areas}
    named = [("indicators.csv", i.id, i.area) for i in pack.indicators]
    named += [("activities.csv", a.id, a.area) for a in pack.activities]
    named += [("actions.csv", a.id, a.area) for a in pack.actions]
    named += [(f"instruments/{n}/areas.csv", a.id, a.area) for n, t in pack.instruments.items() for a in t.areas]
    for file, key, area in named:
        if area not in known:
            yield f"{file}, {key}: area «{area}» tidak ada di areas.csv"


def _unknown_agencies(pack: Pack) -> Iterator[str]:
    known = {a.code for a in pack.agencies} | {str(pack.settings["all_agencies"])}
    named = [("indicators.csv", i.id, c) for i in pack.indicators for c in i.responsible]
    named += [("activities.csv", a.id, c) for a in pack.activities for c in a.responsible]
    named += [("actions.csv", a.id, c) for a in pack.actions for c in (*a.lead, *a.support)]
    named += [("working_groups.csv", str(w.number), c) for w in pack.working_groups for c in w.members]
    named += [("quick_wins.csv", q.id, c) for q in pack.quick_wins for c in q.lead]
    for file, key, code in named:
        if code not in known:
            yield f"{file}, {key}: Perangkat Daerah «{code}» tidak ada di agencies.csv"


def _loose_ends(pack: Pack) -> Iterator[str]:
    actions = {a.id for a in pack.actions}
    indicators = {i.id for i in pack.indicators}
    for action in pack.actions:
        if action.parent and action.parent not in actions:
            yield f"actions.csv, {action.id}: induk «{action.parent}» tidak ada"
    for step in pack.steps:
        if step.action not in actions:
            yield f"steps.csv, {step.id}: rencana aksi «{step.action}» tidak ada"
        if step.year not in pack.years:
            yield f"steps.csv, {step.id}: tahun {step.year} di luar masa paket"
    for one in pack.indicators:
        if one.same_as and one.same_as not in indicators:
            yield f"indicators.csv, {one.id}: same_as «{one.same_as}» tidak ada"
    for one in pack.indicators:
        if not one.responsible:
            yield f"indicators.csv, {one.id}: tidak ada pengampu"
    readings = {(r.decision, r.id) for r in pack.readings}
    for decision in pack.decisions:
        if decision.chosen and (decision.id, decision.chosen) not in readings:
            yield f"decisions.csv, {decision.id}: bacaan terpilih «{decision.chosen}» tidak ada di readings.csv"
        if sum(d == decision.id for d, _ in readings) < 2:
            yield f"decisions.csv, {decision.id}: kurang dari dua bacaan"


def _targets(pack: Pack) -> Iterator[str]:
    for one in pack.indicators:
        for year, target in one.targets.items():
            if target is not None and not _fits(one, target):
                yield f"indicators.csv, {one.id}: target {year} «{target}» tidak cocok dengan jenis {one.kind}"
    for activity in pack.activities:
        for year, target in activity.targets.items():
            if isinstance(target, str):
                yield f"activities.csv, {activity.id}: target {year} «{target}» bukan angka"


def _fits(one: Indicator, target: float | str) -> bool:
    if one.kind == "choice":
        return target in one.choices
    if isinstance(target, str):
        return False
    return (one.min is None or target >= one.min) and (one.max is None or target <= one.max)


def _weights(pack: Pack) -> Iterator[str]:
    for name, tool in pack.instruments.items():
        file = f"instruments/{name}/instrument.yaml"
        for profile in tool.profiles.values():
            if set(profile.areas) != {a.id for a in tool.areas}:
                yield f"{file}, profil {profile.id}: area profil tidak sama dengan areas.csv"
            leverage, outcome = round(sum(profile.areas.values()), 9), round(sum(profile.results.values()), 9)
            if leverage != _LEVERAGE:
                yield f"{file}, profil {profile.id}: bobot pengungkit berjumlah {leverage:g}, seharusnya {_LEVERAGE}"
            if profile.results and outcome != _OUTCOME:
                yield f"{file}, profil {profile.id}: bobot hasil berjumlah {outcome:g}, seharusnya {_OUTCOME}"
        known = {a.id for a in tool.areas}
        subs = {s.id for s in tool.subcomponents}
        for sub in tool.subcomponents:
            if sub.area not in known:
                yield f"instruments/{name}/subcomponents.csv, {sub.id}: area «{sub.area}» tidak ada"
        for item in tool.items:
            if item.subcomponent not in subs:
                yield f"instruments/{name}/items.csv, {item.id}: subkomponen «{item.subcomponent}» tidak ada"
            if item.scale and item.scale not in tool.scales:
                yield f"instruments/{name}/items.csv, {item.id}: skala «{item.scale}» tidak ada"


def _forms(pack: Pack) -> Iterator[str]:
    for form in pack.forms.values():
        for sheet in form.sheets:
            if len(sheet.name) > LONGEST_SHEET_NAME or any(c in sheet.name for c in "[]:*?/\\'"):
                yield f"forms/{form.code}.yaml, {sheet.name}: nama lembar tidak sah bagi Excel (paling panjang {LONGEST_SHEET_NAME} huruf)"
        for table in form.tables:
            for field in table.fields:
                if len(field.label) > LONGEST_LABEL:
                    yield f"forms/{form.code}.yaml, {table.code}.{field.code}: label terlalu panjang"
    for setting, known in (("agency_form", pack.forms), ("agency_instrument", pack.instruments)):
        if str(pack.settings.get(setting)) not in known:
            yield f"paket.yaml: {setting} «{pack.settings.get(setting)}» tidak ada"


CHECKS: tuple[Callable[[Pack], Iterator[str]], ...] = (
    _duplicates, _unreasoned, _unknown_areas, _unknown_agencies, _loose_ends, _targets, _weights, _forms)
