"""A pack: one regulation as data. Rows of the CSV tables as frozen models, in the words of `paket isi --json`.

Every row says where it stands in the source (`source`), and whether it is `printed`, `reconstructed`, `assumed` or
`missing` there; everything but `printed` has a reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from rmrb_xlsx.spec.instrument import Instrument, InstrumentArea, Item, Profile, Scale, Subcomponent
from rmrb_xlsx.spec.model import Form, KindName
from rmrb_xlsx.spec.rows import Codes, Lined, NumberOrText, OptionalFloat, Sourced, Status, YesNo, none_if_empty

__all__ = [
    "Action", "Activity", "Agency", "Area", "Decision", "Effect", "Indicator", "Instrument", "InstrumentArea", "Item",
    "NumberOrText", "Pack", "Period", "Polarity", "Printed", "Profile", "QuickWin", "Reading", "Responsible", "Scale",
    "Sourced", "Status", "Step", "Subcomponent", "Target", "Targeted", "WorkingGroup",
]

Polarity = Literal["up", "down", "category"]
Target = float | str | None


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
    responsible_status: Annotated[Status | None, BeforeValidator(none_if_empty)] = None
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


class Reading(Lined):
    """One reading of a decision. `quote`: words or numbers that stand at `source`, parted by `|`."""

    decision: str
    id: str
    text: str
    value: NumberOrText = None
    source: str
    where: str = ""
    quote: str = ""


class Effect(Lined):
    """What a reading changes when it is the chosen one: `field` of `object` becomes `value`. Object `paket` is a setting."""

    decision: str
    reading: str
    object: str
    field: str
    value: str = ""


class Responsible(Sourced):
    """Who answers for an indicator or an activity (`name`: as printed, for the reader). The one place where an office changes that."""

    object: str
    name: str = ""
    agencies: Codes


@dataclass(frozen=True, slots=True)
class Printed:
    """The rows as the regulation prints them, before the chosen readings of the decisions are applied."""

    areas: tuple[Area, ...]
    agencies: tuple[Agency, ...]
    indicators: tuple[Indicator, ...]
    activities: tuple[Activity, ...]
    actions: tuple[Action, ...]
    steps: tuple[Step, ...]
    settings: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Period:
    """A reporting period within a year; dates are `MM-DD`."""

    code: str
    label: str
    start: str
    end: str


@dataclass(frozen=True)
class Pack:
    """One regulation, whole. `fingerprint` is the SHA-256 of all its files: an edition is immutable once sent.

    Rows and settings are those in force: the chosen reading of every decision is applied. `printed` holds them as printed;
    `lines` says where things stand in the files (YAML: path of keys, CSV of `tables`: number of the row)."""

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
    printed: Printed
    effects: tuple[Effect, ...] = ()
    responsible: tuple[Responsible, ...] = ()
    predicates: tuple[Mapping[str, str], ...] = ()
    tables: Mapping[str, tuple[Mapping[str, str], ...]] = field(default_factory=dict)
    lines: Mapping[str, Mapping[tuple[str | int, ...], int]] = field(default_factory=dict)

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
