"""A returned workbook as plain cells, whatever format it came in. Sparse: only cells with content. No library types."""

from __future__ import annotations

from dataclasses import dataclass, field

from rmrb_xlsx.spec.values import Scalar


@dataclass(frozen=True, slots=True)
class RawCell:
    """One cell. `value` is the stored or cached value; `error` an error text such as `#REF!`; `note` a doubt about the
    value (`angka-tak-wajar`, `tanggal-tak-wajar`); `percent`: shown with a percent format."""

    value: Scalar
    formula: str | None = None
    error: str | None = None
    note: str | None = None
    percent: bool = False


@dataclass(frozen=True, slots=True)
class RawSheet:
    """One sheet; keys of `cells` are (row, column), both from 1; merges are (top, left, bottom, right), not expanded."""

    name: str
    state: str
    cells: dict[tuple[int, int], RawCell]
    merges: tuple[tuple[int, int, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class RawBook:
    """A workbook. `active`: Indonesian words for content that must wait for a person; `remarks`: (code, details)."""

    format: str
    saved_by: str | None
    sheets: tuple[RawSheet, ...]
    properties: dict[str, str] = field(default_factory=dict)
    active: tuple[str, ...] = ()
    remarks: tuple[tuple[str, dict[str, str]], ...] = ()
