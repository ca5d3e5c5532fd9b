"""A pack: one regulation as data. Rows of the CSV tables as frozen models, in the words of `paket isi --json`.

Every row says where it stands in the source (`source`), and whether it is `printed`, `reconstructed`, `assumed` or
`missing` there; everything but `printed` has a reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from rmrb_xlsx.spec.model import Form, KindName

Status = Literal["printed", "reconstructed", "assumed", "missing"]
Polarity = Literal["up", "down", "category"]
Target = float | str | None


def _split(raw: object) -> object:
    return tuple(p.strip() for p in raw.split(";") if p.strip()) if isinstance(raw, str) else raw


def _none(raw: object) -> object:
    return None if raw == "" else raw


def _yes(raw: object) -> object:
    return {"ya": True, "tidak": False}.get(raw, raw) if isinstance(raw, str) else raw


def _number_or_text(raw: object) -> object:
    if not isinstance(raw, str):
        return raw
    try:
        return float(raw) if raw else None
    except ValueError:
        return raw


Codes = Annotated[tuple[str, ...], BeforeValidator(_split)]
OptionalFloat = Annotated[float | None, BeforeValidator(_none)]
OptionalText = Annotated[str | None, BeforeValidator(_none)]
YesNo = Annotated[bool, BeforeValidator(_yes)]
NumberOrText = Annotated[float | str | None, BeforeValidator(_number_or_text)]


class Sourced(BaseModel):
    """What every row has: its standing in the source."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
    status: Status = "printed"
    reason: str = ""
    source: str = ""


class Area(Sourced):
    """An area of change (area perubahan)."""

    id: str
    number: int
    name: str
    short: str = ""
    aliases: Codes = ()


class Agency(Sourced):
    """An agency (Perangkat Daerah). `reporting`: gets a form."""

    code: str
    name: str
    short: str = ""
    kind: str = ""
    reporting: YesNo = True
    parent: str = ""
    aliases: Codes = ()


class Targeted(Sourced):
    """What indicators and activities share: unit, kind of the realisation, yearly targets, who answers."""

    id: str
    table: str
    area: str
    name: str
    unit: str = ""
    kind: KindName = "number"
    responsible: Codes = ()
    responsible_status: Annotated[Status | None, BeforeValidator(_none)] = None
    responsible_reason: str = ""
    targets: Mapping[int, Target] = Field(default_factory=dict)


class Indicator(Targeted):
    """A success indicator. `same_as`: the row that asks for the same thing; only that one is put to an agency.
    `objective`: the goal it stands under in its table."""

    choices: Codes = ()
    min: OptionalFloat = None
    max: OptionalFloat = None
    polarity: Polarity = "up"
    baseline: NumberOrText = None
    same_as: str = ""
    objective: str = ""


class Activity(Targeted):
    """A priority activity (kegiatan prioritas); a parent row may carry no target of its own."""

    parent: str = ""


class Action(Sourced):
    """A lettered item of Lampiran II, or a sub-activity of one (`parent`)."""

    id: str
    area: str
    parent: str = ""
    letter: str = ""
    order: int = 0
    title: str = ""
    lead: Codes = ()
    lead_printed: str = ""
    support: Codes = ()
    support_printed: str = ""


class Step(Sourced):
    """One bullet of an action in one year."""

    id: str
    action: str
    year: int
    order: int
    text: str


class WorkingGroup(Sourced):
    """A working group (pokja) and its members."""

    number: int
    name: str
    area: str = ""
    members: Codes = ()


class QuickWin(Sourced):
    """A quick win and the agencies that own it."""

    id: str
    name: str
    lead: Codes = ()
    summary: str = ""


class Decision(Sourced):
    """A contradiction of the source: the readings, the one chosen (empty: not decided yet), and why. What `affects` may
    hold for targets, and what a reading's `value` then means: `spec.targets`."""

    id: str
    subject: str = ""
    object: Codes = ()
    question: str
    severity: Literal["tinggi", "sedang", "rendah"]
    chosen: str
    affects: Codes = ()


class Reading(BaseModel):
    """One reading of a decision."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
    decision: str
    id: str
    text: str
    value: NumberOrText = None
    source: str
    where: str = ""


class Scale(BaseModel):
    """An answer scale: labelled choices with their value (0..1), or a number divided by `max`."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    name: str
    choices: Mapping[str, float] = Field(default_factory=dict)
    max: float | None = None


class Subcomponent(Sourced):
    """A sub-component of an instrument; `weight` is its base weight."""

    id: str
    area: str
    name: str
    order: int = 0
    weight: OptionalFloat = None


class InstrumentArea(Sourced):
    """An area of an instrument, tied to the area of change of the pack."""

    id: str
    area: str
    name: str
    order: int = 0


class Item(Sourced):
    """A question (butir) of an instrument. An empty `scale` means the scale is not known."""

    id: str
    subcomponent: str
    order: int = 0
    text: str
    explanation: str = ""
    scale: str = ""
    evidence: str = ""
    confidence: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """A set of weights for an instrument's areas and results."""

    id: str
    name: str
    areas: Mapping[str, float]
    results: Mapping[str, float]
    default: bool = False


@dataclass(frozen=True, slots=True)
class Instrument:
    """A KKE: areas, sub-components, items, scales, and the weight profiles."""

    id: str
    title: str
    level: str
    basis: str
    scales: Mapping[str, Scale]
    profiles: Mapping[str, Profile]
    areas: tuple[InstrumentArea, ...]
    subcomponents: tuple[Subcomponent, ...]
    items: tuple[Item, ...]
    results: tuple[Mapping[str, object], ...]

    def effective_weight(self, sub: Subcomponent, profile: str) -> float:
        """The sub-component's weight under a profile: its base weight scaled to the area's weight there."""
        base = sum(s.weight or 0 for s in self.subcomponents if s.area == sub.area)
        return (sub.weight or 0) * self.profiles[profile].areas[sub.area] / base


@dataclass(frozen=True, slots=True)
class Period:
    """A reporting period within a year; dates are `MM-DD`."""

    code: str
    label: str
    start: str
    end: str


@dataclass(frozen=True)
class Pack:
    """One regulation, whole. `fingerprint` is the SHA-256 of all its files: an edition is immutable once sent."""

    id: str
    edition: str
    title: str
    folder: Path
    fingerprint: str
    region: Mapping[str, str]
    years: tuple[int, ...]
    periods: Mapping[str, Period]
    settings: Mapping[str, object]
    areas: tuple[Area, ...]
    agencies: tuple[Agency, ...]
    indicators: tuple[Indicator, ...]
    activities: tuple[Activity, ...]
    actions: tuple[Action, ...]
    steps: tuple[Step, ...]
    working_groups: tuple[WorkingGroup, ...]
    quick_wins: tuple[QuickWin, ...]
    decisions: tuple[Decision, ...]
    readings: tuple[Reading, ...]
    instruments: Mapping[str, Instrument]
    forms: Mapping[str, Form]
    predicates: tuple[Mapping[str, str], ...] = ()
    tables: Mapping[str, tuple[Mapping[str, str], ...]] = field(default_factory=dict)

    def instrument_of(self, form: str) -> Instrument | None:
        """The KKE that a form asks for; None when it asks for none."""
        tables = [t for t in self.forms[form].tables if t.source == "instrument"] if form in self.forms else []
        return self.instruments[tables[0].instrument or str(self.settings["agency_instrument"])] if tables else None

    def profile_of(self, tool: Instrument) -> str:
        """The weight profile in force: the pack's setting where the instrument has it, else the instrument's default."""
        wanted = str(self.settings["profile"])
        return wanted if wanted in tool.profiles else next(p.id for p in tool.profiles.values() if p.default)

    def agency(self, code: str) -> Agency | None:
        """The agency with this code, or None."""
        return next((a for a in self.agencies if a.code == code), None)

    def area(self, area_id: str) -> Area | None:
        """The area with this id, or None."""
        return next((a for a in self.areas if a.id == area_id), None)

    @property
    def reporting(self) -> tuple[Agency, ...]:
        """The agencies that get a form, in pack order."""
        return tuple(a for a in self.agencies if a.reporting)
