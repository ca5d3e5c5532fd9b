"""What reading a return gives: every input cell found again, with its raw content and place, and what was noticed on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from rmrb_xlsx.findings import Finding
from rmrb_xlsx.spec.model import Identity
from rmrb_xlsx.spec.values import Scalar

Outcome = Literal["accepted", "rejected", "quarantined"]


@dataclass(frozen=True, slots=True)
class Value:
    """One input cell as it came: raw content (or cached result), formula, error text, where it stands now. `note`: a doubt of
    the reader about the content; `percent`: shown as a percentage (0.8 is seen as 80 %); `reckoned`: our own result of a plain
    formula."""

    table: str
    row: str
    field: str
    raw: Scalar
    sheet: str
    cell: str
    formula: str | None = None
    error: str | None = None
    note: str | None = None
    percent: bool = False
    reckoned: float | None = None


@dataclass(frozen=True, slots=True)
class Stray:
    """Content that found no place in the form: shown to the person, never lost. `why`: the reason in words."""

    sheet: str
    cell: str
    text: str
    why: str = "di luar area formulir"


@dataclass(frozen=True, slots=True)
class Submission:
    """A read return. `outcome` is about the file; the data may still hold errors. `found_by`: the identity carriers;
    `computed`: the form's own calculated cells as they came."""

    outcome: Outcome
    reason: str | None
    format: str
    saved_by: str | None
    identity: Identity | None
    found_by: tuple[str, ...] = ()
    values: tuple[Value, ...] = ()
    strays: tuple[Stray, ...] = ()
    findings: tuple[Finding, ...] = field(default_factory=tuple)
    computed: tuple[Value, ...] = ()
