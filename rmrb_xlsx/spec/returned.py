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
    """One input cell as it came: raw content, formula if any, error text if any, and where it stands now."""

    table: str
    row: str
    field: str
    raw: Scalar
    sheet: str
    cell: str
    formula: str | None = None
    error: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Stray:
    """Content that found no place in the form: shown to the person, never lost. `why`: the reason in words."""

    sheet: str
    cell: str
    text: str
    why: str = "di luar area formulir"


@dataclass(frozen=True, slots=True)
class Submission:
    """A read return. `outcome` is about the file; the data may still hold errors. `found_by`: the identity carriers."""

    outcome: Outcome
    reason: str | None
    format: str
    saved_by: str | None
    identity: Identity | None
    found_by: tuple[str, ...] = ()
    values: tuple[Value, ...] = ()
    strays: tuple[Stray, ...] = ()
    findings: tuple[Finding, ...] = field(default_factory=tuple)
