"""What the master shows, as plain lines: the rooms that know packs and ledgers fill them, the sheets here only draw them.

Every total that a sheet writes as a formula has its true value here, computed by the rooms; a test compares the two.
None means missing, never zero.
"""

from __future__ import annotations

from dataclasses import dataclass

from rmrb_xlsx.spec.values import Stored
from rmrb_xlsx.write.master.rows import (
    ActivityLine,
    AdviceLine,
    ChangeLine,
    DataLine,
    DecisionLine,
    FileLine,
    FindingLine,
    ObstacleLine,
    QuickWinLine,
    StepLine,
    SurveyLine,
)

__all__ = [
    "EXEMPT", "NONE_YET", "RETURNED", "ActivityLine", "AdviceLine", "AreaLine", "ChangeLine", "DataLine", "DecisionLine",
    "FileLine", "FindingLine", "IndexFacts", "IndexLine", "IndicatorLine", "Limits", "Master", "ObstacleLine", "QuickWinLine",
    "RegencyArea", "RegencyLine", "ResultLine", "ScoreLine", "StandingLine", "StepLine", "SubLine", "SurveyLine", "Words",
]


@dataclass(frozen=True, slots=True)
class StandingLine:
    """Who is where. `waits`: files that wait for a decision; `note`: decisions that bear on it."""

    agency: str
    name: str
    form: str
    state: str
    revision: int | None
    received: str
    errors: int | None
    missing: int | None
    days_late: int
    kke: float | None
    waits: int
    note: str


@dataclass(frozen=True, slots=True)
class SubLine:
    """One sub-component of one agency, self and assessor: answered items, sum of item values, score."""

    agency: str
    area: str
    sub: str
    name: str
    weight: float
    items: int
    answered: int
    value: float
    score: float | None
    assessed: int
    assessed_value: float
    assessed_score: float | None


@dataclass(frozen=True, slots=True)
class ResultLine:
    """A result component: `question` over `max` or over question `of`, times weight. `full_when_none`: a whole of 0 scores full."""

    id: str
    name: str
    kind: str
    question: str
    of: str
    max: float
    weight: float
    score: float | None
    full_when_none: bool


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """The KKE of one agency. `areas`: self score by area of `Master.instrument_areas`; `assessed_total` None when not assessed;
    `in_index`: its total belongs to the mean of the index."""

    agency: str
    name: str
    form: str
    areas: tuple[float, ...]
    results: tuple[ResultLine, ...]
    subs: tuple[SubLine, ...]
    total: float
    total_blank_as_zero: float
    provisional: bool
    predicate: str
    assessed_total: float | None
    earlier_total: float | None
    in_index: bool

    @property
    def leverage(self) -> float:
        """The sum of the areas, without the results."""
        return sum(self.areas)


@dataclass(frozen=True, slots=True)
class RegencyArea:
    """An area of the regency's own instrument, tied to the area of change; None when nothing was answered."""

    id: str
    area: str
    name: str
    weight: float
    score: float | None


@dataclass(frozen=True, slots=True)
class RegencyLine:
    """The KKE of the regency itself."""

    agency: str
    agency_name: str
    form: str
    areas: tuple[RegencyArea, ...]
    results: tuple[ResultLine, ...]
    subs: tuple[SubLine, ...]
    total: float
    provisional: bool
    predicate: str


@dataclass(frozen=True, slots=True)
class AreaLine:
    """An area of change: weight in the agencies' instrument (None when it has no such area), counts and means."""

    id: str
    number: int
    name: str
    instrument_id: str
    weight: float | None
    mean: float | None
    earlier: float | None


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """An indicator and one agency that answers for it. `history`: realisation of each year, None where not known; `current`:
    which of the years this round is."""

    id: str
    area: str
    name: str
    unit: str
    baseline: Stored
    targets: tuple[Stored, ...]
    history: tuple[Stored, ...]
    current: int
    agency: str
    agency_name: str
    polarity: str
    key: str
    achievement: float | None
    verdict: str
    decision: str


@dataclass(frozen=True, slots=True)
class IndexLine:
    """One part of the index: weight, value, over how many of how many. `kind`: pemda, mean (a plain mean of the scores that
    count), or value (another average, that no plain formula gives)."""

    name: str
    weight: float
    value: float | None
    of: int
    due: int
    kind: str


@dataclass(frozen=True, slots=True)
class IndexFacts:
    """The index of the regency: parts, value (None while a part is missing), predicate, target; `earlier`: in the last master of
    this round; `past`: name and index of the last round."""

    parts: tuple[IndexLine, ...]
    value: float | None
    predicate: str
    target: Stored
    baseline: Stored
    earlier: float | None
    method: str
    provisional: bool
    past: tuple[str, float] | None


@dataclass(frozen=True, slots=True)
class Words:
    """Words of the pack that totals count: statuses (first: done, last: blocked), levels of escalation (lowest first)."""

    statuses: tuple[str, ...]
    levels: tuple[str, ...]
    agency_form: str
    predicates: tuple[tuple[str, float, float, str], ...]


@dataclass(frozen=True, slots=True)
class Limits:
    """Thresholds of the three classes: share of the maximum (good, fair), per cent of the target (met, near)."""

    good: float
    fair: float
    met: float
    near: float


@dataclass(frozen=True, slots=True)
class Master:
    """Everything the master shows. `as_of` is the time of the newest submission, not of writing: rebuilding changes nothing."""

    title: str
    government: str
    round_name: str
    as_of: str
    earlier_as_of: str
    state_hash: str
    year: int
    years: tuple[int, ...]
    paper: str
    words: Words
    limits: Limits
    scales: tuple[tuple[str, tuple[tuple[str, float], ...]], ...]
    areas: tuple[AreaLine, ...]
    standings: tuple[StandingLine, ...]
    scores: tuple[ScoreLine, ...]
    regency: RegencyLine | None
    index: IndexFacts
    indicators: tuple[IndicatorLine, ...]
    activities: tuple[ActivityLine, ...]
    steps: tuple[StepLine, ...]
    obstacles: tuple[ObstacleLine, ...]
    advice: tuple[AdviceLine, ...]
    quick_wins: tuple[QuickWinLine, ...]
    surveys: tuple[SurveyLine, ...]
    changes: tuple[ChangeLine, ...]
    findings: tuple[FindingLine, ...]
    decisions: tuple[DecisionLine, ...]
    files: tuple[FileLine, ...]
    data: tuple[DataLine, ...]

    @property
    def due(self) -> tuple[StandingLine, ...]:
        """The agencies that owe the main form: all but the exempt."""
        return tuple(s for s in self.standings if s.state != EXEMPT and s.form == self.words.agency_form)

    @property
    def instrument_areas(self) -> tuple[AreaLine, ...]:
        """The areas that the agencies' instrument scores."""
        return tuple(a for a in self.areas if a.weight is not None)


EXEMPT = "dikecualikan"
RETURNED = ("lengkap", "diterima", "perlu perbaikan")
NONE_YET = "belum"
