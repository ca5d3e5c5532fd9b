"""The lines of the list sheets: what came in, what was reported, what is wrong, what changed. None means missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from rmrb_xlsx.spec.values import Stored


class DataLine(Protocol):
    """One value of the newest accepted submission, as the tidy rows have it. `group`: what totals add up over (empty for a wrong
    value); `scale`: the answer scale of a KKE answer, whose value is `score`."""

    @property
    def key(self) -> str: ...
    @property
    def value(self) -> Stored: ...
    @property
    def group(self) -> str: ...
    @property
    def agency(self) -> str: ...
    @property
    def agency_name(self) -> str: ...
    @property
    def form(self) -> str: ...
    @property
    def table(self) -> str: ...
    @property
    def row(self) -> str: ...
    @property
    def field(self) -> str: ...
    @property
    def area(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def scale(self) -> str: ...
    @property
    def score(self) -> float | None: ...
    @property
    def kind(self) -> str: ...
    @property
    def revision(self) -> int: ...
    @property
    def sheet(self) -> str: ...
    @property
    def cell(self) -> str: ...
    @property
    def file(self) -> str: ...
    @property
    def sha256(self) -> str: ...


@dataclass(frozen=True, slots=True)
class FileLine:
    """One submission: what became of the file and where its bytes lie (`archived`: relative path, or empty)."""

    agency: str
    agency_name: str
    form: str
    file: str
    outcome: str
    revision: int | None
    counts: bool
    saved_by: str
    at: str
    sha256: str
    archived: str


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """A priority activity and one agency that answers for it."""

    id: str
    area: str
    name: str
    unit: str
    target: Stored
    agency: str
    agency_name: str
    key: str
    actual: Stored
    achievement: float | None
    verdict: str


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step of this year with its action as printed; `years`: what stands beside it in each year (the last step of an action
    has what is left)."""

    id: str
    area: str
    action_id: str
    action: str
    years: tuple[str, ...]
    lead: str
    support: str
    text: str
    due: int
    statuses: tuple[tuple[str, int], ...]
    reported: int
    progress: float | None
    progress_of: int
    words: str


@dataclass(frozen=True, slots=True)
class ObstacleLine:
    """An obstacle told with a step: who, which level must decide, what the agency plans."""

    level: str
    pokja: str
    area: str
    agency: str
    agency_name: str
    step: str
    step_text: str
    status: str
    obstacle: str
    follow_up: str
    key: str


@dataclass(frozen=True, slots=True)
class AdviceLine:
    """A recommendation to one agency, by rule and template of the pack."""

    agency: str
    agency_name: str
    kind: str
    subject: str
    now: str
    text: str
    due: str
    sheet: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """What is different from the last master."""

    agency: str
    agency_name: str
    what: str
    table: str
    label: str
    field: str
    before: Stored
    after: Stored
    revision: int | None
    sheet: str
    cell: str
    sha256: str


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding of what counts, waits or was refused; `waived` names the decision that lets it pass."""

    agency: str
    file: str
    outcome: str
    severity: str
    code: str
    title: str
    sheet: str
    cell: str
    message: str
    waived: str


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A contradiction of the source with the reading chosen, or an operator's decision."""

    id: str
    kind: str
    severity: str
    question: str
    readings: str
    chosen: str
    reason: str
    who: str
    at: str


@dataclass(frozen=True, slots=True)
class QuickWinLine:
    """A quick win, an owner of it, and what that owner reported (label, value)."""

    id: str
    name: str
    summary: str
    agency: str
    agency_name: str
    told: tuple[tuple[str, Stored, str], ...]


@dataclass(frozen=True, slots=True)
class SurveyLine:
    """Surveys of one agency: name, respondents, minimum sample, index, of what, category."""

    agency: str
    agency_name: str
    survey: str
    respondents: int
    sample: int | None
    index: float | None
    category: str
    note: str
