"""An instrument (KKE) as data: areas, sub-components, items, scales, and the weight profiles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from rmrb_xlsx.spec.rows import OptionalFloat, Sourced


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
