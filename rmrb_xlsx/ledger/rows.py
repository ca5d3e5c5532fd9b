"""What is written into the ledger, and how it becomes rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rmrb_xlsx.findings import Finding


@dataclass(frozen=True, slots=True)
class Reading:
    """One file read and judged. `identity` is a plain mapping; `values`: table, row, field, kind, value, sheet, cell."""

    sha256: str
    agency: str | None
    form: str | None
    send_no: int | None
    identity: Mapping[str, Any] | None
    outcome: str
    reason: str | None
    complete: bool
    content_hash: str | None
    findings: Sequence[Finding]
    values: Sequence[Mapping[str, Any]]
    saved_by: str | None
    format: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """One file of a delivery. `reading` is None when the bytes are known already, or are an archive that was opened."""

    file_name: str
    sha256: str
    reading: Reading | None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a reading. `status`: new, same-values, known, quarantined, rejected."""

    status: str
    submission: int
    revision: int | None


def value_rows(key: int, values: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Any, ...]]:
    """The rows of table `value`."""
    for position, v in enumerate(values):
        number = v["value"] if isinstance(v["value"], int | float) else None
        text = None if number is not None else storable(v["value"])
        yield key, position, v["table"], v["row"], v["field"], v["kind"], text, number, v["sheet"], v["cell"]


def finding_rows(key: int, findings: Sequence[Finding]) -> Iterator[tuple[Any, ...]]:
    """The rows of table `finding`."""
    for position, f in enumerate(findings):
        yield (key, position, f.code, f.severity, storable(f.message), storable(f.sheet), f.cell, f.table, f.row, f.field,
               None if f.value is None else storable(str(f.value)))


def storable(text: str | None) -> str | None:
    """Text that SQLite can hold: half a surrogate pair becomes its escape."""
    return None if text is None else text.encode("utf-8", "backslashreplace").decode()
