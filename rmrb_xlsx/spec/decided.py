"""The chosen readings put into force: `effects.csv` says what a reading changes, `decisions.csv` which reading is chosen.

Changing the column `chosen` of a decision is all it takes to change the targets, units, answering agencies or settings that
forms, scores and the master use. The printed rows stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import ValidationError

from rmrb_xlsx.spec.pack import Decision, Effect, Indicator, Printed, Step
from rmrb_xlsx.spec.packfiles import Fault, told
from rmrb_xlsx.spec.rows import Sourced, number_or_text

R = TypeVar("R", bound=Sourced)
SETTINGS = "paket"
DROP = "drop"
FILE = "effects.csv"


def decide(printed: Printed, decisions: tuple[Decision, ...], effects: tuple[Effect, ...]) -> tuple[Printed, list[Fault]]:
    """The rows in force, and a fault for every effect (of any reading) that cannot be applied."""
    chosen = {d.id: d.chosen for d in decisions}
    faults: list[Fault] = []
    rows: dict[str, Sourced] = {}
    for table in (printed.areas, printed.indicators, printed.activities, printed.actions, printed.steps):
        rows |= {one.id: one for one in table}
    rows |= {a.code: a for a in printed.agencies}
    settings = dict(printed.settings)
    dropped: set[str] = set()
    for effect in effects:
        fault = _fault(effect, rows, settings)
        if fault:
            faults.append(Fault(FILE, effect.line, fault))
        elif chosen.get(effect.decision) != effect.reading:
            continue
        elif effect.object == SETTINGS:
            name = effect.field.removeprefix("settings.")
            settings[name] = _setting(settings[name], effect.value)
        elif effect.field == DROP:
            dropped.add(effect.object)
        else:
            rows[effect.object] = _changed(rows[effect.object], effect)
    found = replace(
        printed, settings=settings,
        areas=_those(printed.areas, rows), agencies=tuple(rows[a.code] for a in printed.agencies),  # type: ignore[misc]
        indicators=_those(printed.indicators, rows), activities=_those(printed.activities, rows),
        actions=_those(printed.actions, rows), steps=tuple(s for s in _those(printed.steps, rows) if s.id not in dropped))
    return found, faults


def _those(printed: tuple[R, ...], rows: Mapping[str, Sourced]) -> tuple[R, ...]:
    return tuple(rows[r.id] for r in printed)  # type: ignore[attr-defined, misc]


def _fault(effect: Effect, rows: Mapping[str, Sourced], settings: Mapping[str, object]) -> str | None:
    """Why the effect cannot be applied; None when it can."""
    if effect.object == SETTINGS:
        name = effect.field.removeprefix("settings.")
        if name not in settings:
            return f"setelan «{effect.field}» tidak ada di paket.yaml"
        return f"setelan «{name}» tidak dapat berisi {effect.value!r}" if _setting(settings[name], effect.value) is None else None
    row = rows.get(effect.object)
    if row is None:
        return f"objek «{effect.object}» tidak ada"
    if effect.field == DROP:
        return None if isinstance(row, Step) else "hanya langkah (steps.csv) dapat ditiadakan dengan «drop»"
    name, _, year = effect.field.partition(".")
    if name not in type(row).model_fields or name in ("line", "id", "code") or (year and (name != "targets" or not year.isdigit())):
        return f"kolom «{effect.field}» tidak dikenal pada {effect.object}"
    try:
        _changed(row, effect)
    except ValidationError as fault:
        return "; ".join(told(one) for one in fault.errors())
    return None


def _setting(now: object, value: str) -> object:
    """`value` as the kind of content the setting has now; None when it cannot be that, or the setting is no single value."""
    if isinstance(now, bool):
        return {"ya": True, "tidak": False}.get(value)
    if isinstance(now, int | float):
        number = number_or_text(value)
        if not isinstance(number, float):
            return None
        return int(number) if number == int(number) else number
    return value if isinstance(now, str) else None


def _changed(row: Sourced, effect: Effect) -> Sourced:
    name, _, year = effect.field.partition(".")
    data: dict[str, Any] = {**row.model_dump(), "line": row.line}
    if year:
        data["targets"] = {**data["targets"], int(year): number_or_text(effect.value)}
    else:
        data[name] = effect.value
    return type(row).model_validate(data)


def differences(printed: Sourced, used: Sourced) -> dict[str, Any]:
    """What the decisions changed on a row: field -> value in force; empty when nothing."""
    before, after = printed.model_dump(), used.model_dump()
    return {k: v for k, v in after.items() if v != before[k]}


def put_once(indicators: tuple[Indicator, ...]) -> tuple[Indicator, ...]:
    """The indicators that are put to agencies: doubles (`same_as`) are left out."""
    return tuple(i for i in indicators if not i.same_as)
