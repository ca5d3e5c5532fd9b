"""The master workbook. Inputs are plain lines (`Master`); totals are formulas over `Data` with their true cached values.

Missing is visible: an agency without a return is "belum", never 0, and every mean says of how many. Text of a return is
always written as text.
"""

from __future__ import annotations

from dataclasses import dataclass

from rmrb_xlsx.spec.values import Stored
from rmrb_xlsx.write.board import draw_board
from rmrb_xlsx.write.mastersheets import draw_data, draw_decisions, draw_findings, draw_indicators, draw_scores, draw_status, draw_steps
from rmrb_xlsx.write.must import Book


@dataclass(frozen=True, slots=True)
class StandingLine:
    agency: str
    name: str
    state: str
    revision: int | None
    errors: int | None
    missing: int | None
    days_late: int


@dataclass(frozen=True, slots=True)
class ScoreLine:
    agency: str
    name: str
    areas: tuple[float, ...]
    results: tuple[tuple[str, float | None], ...]
    total: float
    total_blank_as_zero: float
    provisional: bool
    predicate: str


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    id: str
    area: str
    name: str
    unit: str
    baseline: Stored
    targets: tuple[Stored, ...]
    agency: str
    agency_name: str
    polarity: str
    actual: Stored
    achievement: float | None
    verdict: str
    decision: str


@dataclass(frozen=True, slots=True)
class StepLine:
    id: str
    area: str
    action: str
    text: str
    lead: str
    statuses: tuple[str, ...]
    progress: tuple[float, ...]
    words: str


@dataclass(frozen=True, slots=True)
class FindingLine:
    agency: str
    file: str
    outcome: str
    severity: str
    code: str
    sheet: str
    cell: str
    message: str


@dataclass(frozen=True, slots=True)
class DecisionLine:
    id: str
    severity: str
    question: str
    readings: str
    chosen: str
    reason: str


@dataclass(frozen=True, slots=True)
class DataLine:
    agency: str
    agency_name: str
    table: str
    row: str
    field: str
    area: str
    label: str
    value: Stored
    kind: str
    revision: int
    sheet: str
    cell: str
    file: str
    sha256: str

    @property
    def key(self) -> str:
        return f"{self.agency}|{self.table}|{self.row}|{self.field}"


@dataclass(frozen=True, slots=True)
class Master:
    """Everything the master shows. `areas`: (id, name, weight) of the instrument in use."""

    title: str
    government: str
    as_of: str
    state_hash: str
    year: int
    years: tuple[int, ...]
    paper: str
    standings: tuple[StandingLine, ...]
    areas: tuple[tuple[str, str, float], ...]
    scores: tuple[ScoreLine, ...]
    indicators: tuple[IndicatorLine, ...]
    steps: tuple[StepLine, ...]
    findings: tuple[FindingLine, ...]
    decisions: tuple[DecisionLine, ...]
    data: tuple[DataLine, ...]


def write_master(master: Master) -> bytes:
    """The master as .xlsx bytes; the same input gives the same bytes. Raises OwnFault rather than write half."""
    book = Book({"title": master.title, "subject": "Buku induk"}, {"rmrb_buku_induk": master.state_hash})
    pages = {name: book.page(name) for name in
             ("Dasbor", "Status", "Indikator", "Rencana Aksi", "KKE Rekap", "Temuan", "Keputusan", "Data")}
    draw_board(pages["Dasbor"], master)
    draw_status(pages["Status"], master)
    draw_indicators(pages["Indikator"], master)
    draw_steps(pages["Rencana Aksi"], master)
    draw_scores(pages["KKE Rekap"], master)
    draw_findings(pages["Temuan"], master)
    draw_decisions(pages["Keputusan"], master)
    draw_data(pages["Data"], master)
    pages["Dasbor"].call("activate")
    return book.close()
