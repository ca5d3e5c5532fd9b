"""Faults of a pack that no row shows alone: all of them at once, each with file and line. `CHECKS` is the list of what is checked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from rmrb_xlsx.spec.decided import put_once
from rmrb_xlsx.spec.linttables import table_faults
from rmrb_xlsx.spec.lintweights import instrument_faults
from rmrb_xlsx.spec.load import ReadPack, read_pack
from rmrb_xlsx.spec.pack import Activity, Decision, Indicator, Pack
from rmrb_xlsx.spec.packfiles import Fault
from rmrb_xlsx.spec.quotes import quote_faults
from rmrb_xlsx.spec.rows import Lined, Sourced

LONGEST_TITLE, LONGEST_CODE = 250, 40
CODE = re.compile(rf"[A-Za-z0-9][A-Za-z0-9._-]{{0,{LONGEST_CODE - 1}}}")
OUTSIDE = "di luar batas"
SCORE_SETTINGS: Mapping[str, tuple[str, ...]] = {
    "agency_average": ("sederhana", "median"), "missing_agencies": ("dikeluarkan", "nol"),
    "tlhp_without_recommendations": ("kosong", "penuh")}


class Ctx(NamedTuple):
    """The pack, and the ids of rows that were left out: what names them is no second fault."""

    pack: Pack
    broken: frozenset[str]


def lint(pack: Pack, broken: frozenset[str] = frozenset()) -> list[Fault]:
    """Every fault of a loaded pack, sorted by file and line. Empty when the pack is sound."""
    return sorted({fault for check in CHECKS for fault in check(Ctx(pack, broken))})


def inspect_pack(name: str) -> tuple[ReadPack, list[Fault]]:
    """A pack and all its faults: those of its files and those that only show across rows. Never raises PackError."""
    found = read_pack(name)
    across = lint(found.pack, found.broken) if found.pack else []
    return found, sorted({*found.faults, *across})


def _tables(pack: Pack) -> Iterator[tuple[str, Iterable[tuple[str, Sourced]]]]:
    yield "areas.csv", [(a.id, a) for a in pack.areas]
    yield "agencies.csv", [(a.code, a) for a in pack.agencies]
    yield "indicators.csv", [(i.id, i) for i in pack.printed.indicators]
    yield "activities.csv", [(a.id, a) for a in pack.printed.activities]
    yield "actions.csv", [(a.id, a) for a in pack.printed.actions]
    yield "steps.csv", [(s.id, s) for s in pack.printed.steps]
    yield "working_groups.csv", [(str(w.number), w) for w in pack.working_groups]
    yield "quick_wins.csv", [(q.id, q) for q in pack.quick_wins]
    yield "decisions.csv", [(d.id, d) for d in pack.decisions]
    yield "responsible.csv", [(r.object, r) for r in pack.responsible]
    for name, tool in pack.instruments.items():
        yield f"instruments/{name}/areas.csv", [(a.id, a) for a in tool.areas]
        yield f"instruments/{name}/subcomponents.csv", [(s.id, s) for s in tool.subcomponents]
        yield f"instruments/{name}/items.csv", [(i.id, i) for i in tool.items]


def _duplicates(c: Ctx) -> Iterator[Fault]:
    for file, rows in _tables(c.pack):
        seen: dict[str, int] = {}
        for key, row in rows:
            if key in seen:
                yield Fault(file, row.line, f"kode «{key}» sudah dipakai pada baris {seen[key]}")
            seen.setdefault(key, row.line)


def _codes(c: Ctx) -> Iterator[Fault]:
    """Codes stand in workbooks, file names and the identity of a form: letters, digits and signs that nothing changes on the way."""
    for file, rows in _tables(c.pack):
        for key, row in rows:
            if not CODE.fullmatch(key):
                yield Fault(file, row.line, f"kode «{key}» tidak sah: huruf, angka, titik, tanda hubung; paling panjang {LONGEST_CODE}")


def _unreasoned(c: Ctx) -> Iterator[Fault]:
    for file, rows in _tables(c.pack):
        for key, row in rows:
            if row.status != "printed" and not row.reason and (not isinstance(row, Decision) or row.chosen):
                yield Fault(file, row.line, f"{key}: status {row.status} tanpa alasan")
            if not row.source:
                yield Fault(file, row.line, f"{key}: sumber kosong")
            title = str(getattr(row, "name", "") or getattr(row, "title", ""))
            if len(title) > LONGEST_TITLE:
                yield Fault(file, row.line, f"{key}: nama melebihi {LONGEST_TITLE} huruf")


def _unknown_areas(c: Ctx) -> Iterator[Fault]:
    known = {a.id for a in c.pack.areas} | c.broken
    rows: list[tuple[str, str, Lined, str]] = [("indicators.csv", i.id, i, i.area) for i in c.pack.printed.indicators]
    rows += [("activities.csv", a.id, a, a.area) for a in c.pack.printed.activities]
    rows += [("actions.csv", a.id, a, a.area) for a in c.pack.printed.actions]
    rows += [("working_groups.csv", str(w.number), w, w.area) for w in c.pack.working_groups if w.area]
    rows += [(f"instruments/{n}/areas.csv", a.id, a, a.area) for n, t in c.pack.instruments.items() for a in t.areas]
    for file, key, row, area in rows:
        if area not in known:
            yield Fault(file, row.line, f"{key}: area «{area}» tidak ada di areas.csv")


def _unknown_agencies(c: Ctx) -> Iterator[Fault]:
    known = {a.code for a in c.pack.agencies} | {str(c.pack.settings["all_agencies"])} | c.broken
    rows: list[tuple[str, str, Lined, tuple[str, ...]]] = [("responsible.csv", r.object, r, r.agencies) for r in c.pack.responsible]
    rows += [("actions.csv", a.id, a, (*a.lead, *a.support)) for a in c.pack.printed.actions]
    rows += [("working_groups.csv", str(w.number), w, w.members) for w in c.pack.working_groups]
    rows += [("quick_wins.csv", q.id, q, q.lead) for q in c.pack.quick_wins]
    rows += [("agencies.csv", a.code, a, (a.parent,)) for a in c.pack.agencies if a.parent]
    rows += [("effects.csv", e.object, e, tuple(v.strip() for v in e.value.split(";") if v.strip())) for e in c.pack.effects
             if e.field in ("responsible", "lead", "support")]
    for file, key, row, codes in rows:
        for code in codes:
            if code not in known:
                yield Fault(file, row.line, f"{key}: Perangkat Daerah «{code}» tidak ada di agencies.csv")


def _agency_words(c: Ctx) -> Iterator[Fault]:
    """A name or alias that two agencies share would put a report on the wrong desk."""
    owner: dict[str, str] = {}
    for one in c.pack.agencies:
        for word in {w.casefold() for w in (one.code, one.name, one.short, *one.aliases) if w}:
            if owner.setdefault(word, one.code) != one.code:
                yield Fault("agencies.csv", one.line, f"{one.code}: nama atau alias «{word}» juga milik {owner[word]}")


def _loose_ends(c: Ctx) -> Iterator[Fault]:
    printed = c.pack.printed
    actions = {a.id for a in printed.actions} | c.broken
    targeted = {r.id for _, rows in _targeted(c.pack) for r in rows} | c.broken
    for action in printed.actions:
        if action.parent and action.parent not in actions:
            yield Fault("actions.csv", action.line, f"{action.id}: induk «{action.parent}» tidak ada")
    for step in printed.steps:
        if step.action not in actions:
            yield Fault("steps.csv", step.line, f"{step.id}: rencana aksi «{step.action}» tidak ada")
    for one in printed.indicators:
        if one.same_as and one.same_as not in targeted:
            yield Fault("indicators.csv", one.line, f"{one.id}: same_as «{one.same_as}» tidak ada")
    for activity in printed.activities:
        if activity.parent and activity.parent not in targeted:
            yield Fault("activities.csv", activity.line, f"{activity.id}: induk «{activity.parent}» tidak ada")


def _answering(c: Ctx) -> Iterator[Fault]:
    names = {r.id: r.name for _, rows in _targeted(c.pack) for r in rows}
    targeted = {*names} | c.broken
    for file, rows in _targeted(c.pack):
        for row in rows:
            if not row.responsible and row.id not in c.broken:
                yield Fault(file, row.line, f"{row.id}: tidak ada pengampu (responsible.csv)")
    for answer in c.pack.responsible:
        if answer.object not in targeted:
            yield Fault("responsible.csv", answer.line, f"indikator atau kegiatan «{answer.object}» tidak ada")
        elif answer.name not in ("", names.get(answer.object, answer.name)):
            yield Fault("responsible.csv", answer.line, f"{answer.object}: nama tidak sama dengan nama barisnya («{names[answer.object]}»)")


def _years(c: Ctx) -> Iterator[Fault]:
    excused = {o for d in c.pack.decisions if "tahun" in d.affects for o in d.object}
    years = ", ".join(str(y) for y in c.pack.years)
    for step in c.pack.printed.steps:
        if step.year not in c.pack.years:
            yield Fault("steps.csv", step.line, f"{step.id}: tahun {step.year} di luar masa paket ({years})")
    for file, rows in _targeted(c.pack):
        for row in rows:
            for year, target in row.targets.items():
                if target is not None and year not in c.pack.years and row.id not in excused:
                    yield Fault(file, row.line, f"{row.id}: target tahun {year} di luar masa paket ({years}) "
                                "tanpa keputusan (affects: tahun)")


def _targeted(pack: Pack) -> tuple[tuple[str, tuple[Indicator | Activity, ...]], ...]:
    return ("indicators.csv", pack.printed.indicators), ("activities.csv", pack.printed.activities)


def _doubted(pack: Pack) -> set[str]:
    """The rows whose scale or targets a decision touches: as printed they may contradict themselves."""
    return {o for d in pack.decisions if any(a.partition(":")[0] in ("satuan", "target") for a in d.affects) for o in d.object}


def _targets(c: Ctx) -> Iterator[Fault]:
    doubted = _doubted(c.pack)
    for one in c.pack.printed.indicators:
        if one.kind == "choice" and not one.choices:
            yield Fault("indicators.csv", one.line, f"{one.id}: jenis choice tanpa pilihan (kolom choices)")
        if one.min is not None and one.max is not None and one.min > one.max:
            yield Fault("indicators.csv", one.line, f"{one.id}: min melebihi max")
        for year, target in one.targets.items():
            if target is not None and (fault := _unfit(one, target)) and not (fault == OUTSIDE and one.id in doubted):
                yield Fault("indicators.csv", one.line, f"{one.id}: target {year} «{_plain(target)}» {fault}")
    for activity in c.pack.printed.activities:
        for year, target in activity.targets.items():
            if isinstance(target, str):
                yield Fault("activities.csv", activity.line, f"{activity.id}: target {year} «{target}» bukan angka")


def _in_force(c: Ctx) -> Iterator[Fault]:
    """What the decisions made of the indicators must still fit: a target outside its scale would refuse every true answer."""
    printed = {i.id: i for i in c.pack.printed.indicators}
    doubted = _doubted(c.pack)
    for one in put_once(c.pack.indicators):
        same = one == printed[one.id]
        for year in c.pack.years:
            target = one.targets.get(year)
            fault = _unfit(one, target) if target is not None else None
            if target is not None and fault and not (same and (fault != OUTSIDE or one.id not in doubted)):
                yield Fault("indicators.csv", one.line,
                            f"{one.id}: target {year} yang berlaku «{_plain(target)}» {fault} (lihat effects.csv)")


def _plain(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:g}"


def _unfit(one: Indicator, target: float | str) -> str | None:
    if one.kind == "choice":
        return None if target in one.choices else "bukan salah satu pilihan"
    if isinstance(target, str):
        return f"tidak cocok dengan jenis {one.kind}"
    if one.kind == "integer" and target != int(target):
        return "bukan bilangan bulat"
    return OUTSIDE if (one.min is not None and target < one.min) or (one.max is not None and target > one.max) else None


def _decisions(c: Ctx) -> Iterator[Fault]:
    pack = c.pack
    readings = Counter(r.decision for r in pack.readings)
    known = {(r.decision, r.id) for r in pack.readings}
    ids = {d.id for d in pack.decisions} | c.broken
    things = {"paket", *pack.instruments, *(str(f"pokja.{w.number}") for w in pack.working_groups)}
    things |= {key for _, rows in _tables(pack) for key, _ in rows} | c.broken
    for d in pack.decisions:
        if d.chosen and (d.id, d.chosen) not in known:
            yield Fault("decisions.csv", d.line, f"{d.id}: bacaan terpilih «{d.chosen}» tidak ada di readings.csv")
        if readings[d.id] < 2:
            yield Fault("decisions.csv", d.line, f"{d.id}: kurang dari dua bacaan")
        if d.chosen and not d.reason:
            yield Fault("decisions.csv", d.line, f"{d.id}: pilihan tanpa alasan")
        for one in d.object:
            if one not in things:
                yield Fault("decisions.csv", d.line, f"{d.id}: objek «{one}» tidak ada")
    seen: set[tuple[str, str]] = set()
    for r in pack.readings:
        if r.decision not in ids:
            yield Fault("readings.csv", r.line, f"bacaan {r.id} atas keputusan «{r.decision}» yang tidak ada")
        if (r.decision, r.id) in seen:
            yield Fault("readings.csv", r.line, f"bacaan «{r.id}» dari {r.decision} tercatat dua kali")
        if not r.source:
            yield Fault("readings.csv", r.line, f"{r.decision} {r.id}: sumber kosong")
        seen.add((r.decision, r.id))
    for e in pack.effects:
        if (e.decision, e.reading) not in known and e.decision not in c.broken:
            yield Fault("effects.csv", e.line, f"akibat dari bacaan «{e.decision} {e.reading}» yang tidak ada di readings.csv")


def _settings(c: Ctx) -> Iterator[Fault]:
    lines = c.pack.lines.get("paket.yaml", {})
    agencies = {a.code for a in c.pack.agencies}
    forms = set(c.pack.forms)
    for setting, known in (("agency_form", forms), ("pemda_form", forms), ("agency_instrument", set(c.pack.instruments)),
                           ("pemda_agency", agencies)):
        value = c.pack.settings.get(setting)
        if value is not None and str(value) not in known | c.broken:
            yield Fault("paket.yaml", lines.get(("settings", setting), 0), f"{setting} «{value}» tidak ada")
    for code, period in c.pack.periods.items():
        if period.start > period.end:
            yield Fault("paket.yaml", lines.get(("periods", code), 0), f"periode «{code}» berakhir sebelum mulai")
    if list(c.pack.years) != sorted(set(c.pack.years)):
        yield Fault("paket.yaml", lines.get(("years",), 0), "years: tahun harus berurutan dan tidak berulang")
    tool = c.pack.instruments.get(str(c.pack.settings.get("agency_instrument")))
    if tool and str(c.pack.settings["profile"]) not in tool.profiles and sum(p.default for p in tool.profiles.values()) != 1:
        yield Fault("paket.yaml", lines.get(("settings", "profile"), 0),
                    f"profil bobot «{c.pack.settings['profile']}» tidak ada pada {tool.id}")


def _scoring(c: Ctx) -> Iterator[Fault]:
    """Settings that scores depend on, and results chosen from a list: every choice has a value, or none has."""
    lines = c.pack.lines.get("paket.yaml", {})
    for setting, words in SCORE_SETTINGS.items():
        value = c.pack.settings.get(setting, words[0])
        if value not in words:
            yield Fault("paket.yaml", lines.get(("settings", setting), 0), f"{setting} «{value}» bukan salah satu dari: {', '.join(words)}")
    weights = c.pack.settings.get("index_weights", {"pemda": 50, "pd": 50})
    if not isinstance(weights, Mapping) or set(weights) != {"pemda", "pd"} or not all(isinstance(w, int | float) for w in weights.values()):
        yield Fault("paket.yaml", lines.get(("settings", "index_weights"), 0), "index_weights harus memuat dua angka: pemda dan pd")
    choices = {(q["id"]): form.lists.get(q["choices"], ()) for q in c.pack.tables.get("questions", ())
               if q["kind"] == "choice" and (form := c.pack.forms.get(q["form"]))}
    for name, tool in c.pack.instruments.items():
        for result in tool.results:
            values = result.get("values") or {}
            missing = set(choices.get(str(result["question"]), ())) - set(values if isinstance(values, Mapping) else ())
            if result["kind"] == "choice" and values and missing:
                yield Fault(f"instruments/{name}/instrument.yaml", 0,
                            f"hasil {result['id']}: pilihan tanpa nilai: {', '.join(sorted(missing))} (isi semua, atau kosongkan semua)")


def _instruments(c: Ctx) -> Iterator[Fault]:
    return instrument_faults(c.pack, c.broken)


def _other_tables(c: Ctx) -> Iterator[Fault]:
    return table_faults(c.pack, c.broken)


def _quotations(c: Ctx) -> Iterator[Fault]:
    return (f for f in quote_faults(c.pack) if not any(b and f"«{b}" in f.what for b in c.broken))


CHECKS: tuple[Callable[[Ctx], Iterator[Fault]], ...] = (
    _duplicates, _codes, _unreasoned, _unknown_areas, _unknown_agencies, _agency_words, _loose_ends, _answering, _years, _targets,
    _in_force, _decisions, _settings, _scoring, _instruments, _other_tables, _quotations)
