"""What the report shows beyond the master's lines: its sentences, what was done since the last report, one page per agency."""

from __future__ import annotations

from dataclasses import dataclass

from rmrb_xlsx.write.master.lines import AdviceLine, Master


@dataclass(frozen=True, slots=True)
class DoneLine:
    """A step that an agency finished since the last report, in its own words."""

    area: str
    agency: str
    agency_name: str
    step: str
    words: str


@dataclass(frozen=True, slots=True)
class AgencyPage:
    """The recommendation sheet of one agency. `areas`: (name, share of the maximum in per cent or None, mean of all)."""

    agency: str
    name: str
    state: str
    total: float | None
    predicate: str
    rank: int | None
    ranked: int
    areas: tuple[tuple[str, float | None, float | None], ...]
    opening: str
    time: str
    nothing: str
    advice: tuple[AdviceLine, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The whole report. `paragraphs`: the sentences of the summary in order; `left_over`: steps finished beyond those shown."""

    master: Master
    title: str
    addressed: str
    place_date: str
    signer: str
    paragraphs: tuple[str, ...]
    since: str
    done: tuple[DoneLine, ...]
    left_over: int
    closed: tuple[tuple[str, str, str], ...]
    pages: tuple[AgencyPage, ...]
