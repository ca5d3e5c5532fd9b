"""Findings for people: the same remark over many cells is one line, what must be mended first stands first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rmrb_xlsx.findings import CODES, Finding, Severity

ORDER = ("tabel-hilang", "kolom-hilang", "baris-tertukar", "baris-hilang", "baris-ganda", "baris-tambahan", "lembar-salinan", "kolom-ganda")
"""Structure before content: mending it may mend the rest."""
_SEVERITY = {"error": 0, "warning": 1, "info": 2}
SHOWN_CELLS = 6


@dataclass(frozen=True, slots=True)
class Group:
    """One line: what is wrong, where, how to mend it. `cells` as `Lembar!B12`, all of them."""

    code: str
    severity: Severity
    title: str
    message: str
    cells: tuple[str, ...]

    @property
    def places(self) -> str:
        """The first cells, and how many more."""
        more = len(self.cells) - SHOWN_CELLS
        return ", ".join(self.cells[:SHOWN_CELLS]) + (f", dan {more} lagi" if more > 0 else "")


def grouped(findings: Iterable[Finding]) -> list[Group]:
    """The findings as lines, worst first: by severity, structure before content, many cells before few."""
    by: dict[tuple[str, str, str], list[Finding]] = {}
    for one in findings:
        by.setdefault((one.code, one.sheet or "", _alike(one)), []).append(one)
    groups = [_group(some) for some in by.values()]
    return sorted(groups, key=lambda g: (_SEVERITY[g.severity], ORDER.index(g.code) if g.code in ORDER else len(ORDER), -len(g.cells)))


def _alike(one: Finding) -> str:
    """What makes two findings the same remark: the field, and the rule broken or the wrong value."""
    if one.code == "aturan":
        return f"{one.field}|{one.message.partition(': ')[2]}"
    return f"{one.field}|{one.value}" if one.code in ("bukan-pilihan", "bukan-angka") else str(one.field if one.table else "")


def _group(some: list[Finding]) -> Group:
    first = some[0]
    cells = tuple(f"{f.sheet}!{f.cell}" for f in some if f.sheet and f.cell)
    if len(some) == 1:
        return Group(first.code, first.severity, CODES[first.code].title, first.message, cells)
    own = f"{first.sheet}!{first.cell}: "
    message = first.message.removeprefix(own)
    place = f"Contoh di {first.sheet}!{first.cell}" if first.cell else "Contoh"
    return Group(first.code, first.severity, CODES[first.code].title, f"{len(some)} kali. {place}: {message}", cells)
