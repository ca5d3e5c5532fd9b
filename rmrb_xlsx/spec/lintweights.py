"""Faults of the instruments of a pack: weights that do not sum up, and parts that name what is not there."""

from __future__ import annotations

from collections.abc import Iterator

from rmrb_xlsx.spec.instrument import Instrument, Profile
from rmrb_xlsx.spec.pack import Pack
from rmrb_xlsx.spec.packfiles import Fault

LEVERAGE, OUTCOME = 60, 40


def instrument_faults(pack: Pack, broken: frozenset[str]) -> Iterator[Fault]:
    """Every fault of every instrument."""
    for name, tool in pack.instruments.items():
        file = f"instruments/{name}/instrument.yaml"
        lines = pack.lines.get(file, {})
        if sum(p.default for p in tool.profiles.values()) != 1:
            yield Fault(file, lines.get(("profiles",), 0), "tepat satu profil bobot harus bertanda default: true")
        for profile in tool.profiles.values():
            yield from _profile(file, tool, profile, lines)
        yield from _parts(name, tool, broken)
        for n, result in enumerate(tool.results):
            if result.get("id") is None or result.get("kind") not in ("index", "ratio", "choice"):
                yield Fault(file, lines.get(("results", n), 0),
                            f"hasil «{result.get('id', '?')}»: id wajib ada; kind index, ratio, atau choice")


def _profile(file: str, tool: Instrument, profile: Profile, lines: dict[tuple[str | int, ...], int] | object) -> Iterator[Fault]:
    def at(*path: str) -> int:
        return lines.get(("profiles", profile.id, *path), 0) if isinstance(lines, dict) else 0
    head = f"profil «{profile.id}»"
    if set(profile.areas) != {a.id for a in tool.areas}:
        yield Fault(file, at("areas"), f"{head}: area profil tidak sama dengan areas.csv")
    leverage, outcome = round(sum(profile.areas.values()), 9), round(sum(profile.results.values()), 9)
    if leverage != LEVERAGE:
        yield Fault(file, at("areas"), f"{head}: bobot pengungkit berjumlah {leverage:g}, seharusnya {LEVERAGE}")
    if profile.results and outcome != OUTCOME:
        yield Fault(file, at("results"), f"{head}: bobot hasil berjumlah {outcome:g}, seharusnya {OUTCOME}")
    if unknown := sorted(set(profile.results) - {str(r.get("id")) for r in tool.results}):
        yield Fault(file, at("results"), f"{head}: hasil tidak dikenal: {', '.join(unknown)}")


def _parts(name: str, tool: Instrument, broken: frozenset[str]) -> Iterator[Fault]:
    areas = {a.id for a in tool.areas} | broken
    subs = {s.id for s in tool.subcomponents} | broken
    weights: dict[str, float] = {}
    for sub in tool.subcomponents:
        weights[sub.area] = weights.get(sub.area, 0) + (sub.weight or 0)
        if sub.area not in areas:
            yield Fault(f"instruments/{name}/subcomponents.csv", sub.line, f"{sub.id}: area «{sub.area}» tidak ada")
    for area in tool.areas:
        if not weights.get(area.id):
            yield Fault(f"instruments/{name}/areas.csv", area.line, f"{area.id}: tidak ada subkomponen berbobot")
    for item in tool.items:
        if item.subcomponent not in subs:
            yield Fault(f"instruments/{name}/items.csv", item.line, f"{item.id}: subkomponen «{item.subcomponent}» tidak ada")
        if item.scale and item.scale not in tool.scales:
            yield Fault(f"instruments/{name}/items.csv", item.line, f"{item.id}: skala «{item.scale}» tidak ada")
