"""Builds the master from what counts in the ledger: same ledger, same bytes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from rmrb_xlsx.folder import layout
from rmrb_xlsx.gather.tidy import DataRow, tidy
from rmrb_xlsx.rounds.files import write_whole
from rmrb_xlsx.rounds.issue import indonesian_date
from rmrb_xlsx.rounds.status import standings
from rmrb_xlsx.rounds.workplace import Workplace
from rmrb_xlsx.score.indicators import achievement, met_class
from rmrb_xlsx.score.kke import KkeScore, score_kke
from rmrb_xlsx.spec.model import Stored
from rmrb_xlsx.spec.pack import Pack
from rmrb_xlsx.spec.targets import target
from rmrb_xlsx.write import master as m


def consolidate(place: Workplace) -> Path:
    """The path of the newly written master workbook."""
    return write_whole(place.folder / layout.MASTERS / f"Induk {place.settings.year} {place.settings.period}.xlsx",
                       m.write_master(gather_master(place)))


def gather_master(place: Workplace) -> m.Master:
    """Everything the master shows. Its date is that of the newest submission, not of today: rebuilding changes nothing."""
    submissions = place.ledger.submissions()
    named = {s["id"]: s for s in submissions}
    current = [{**s, "file_name": named[s["id"]]["file_name"]} for s in place.ledger.current(str(place.pack.settings["agency_form"]))]
    rows = tidy(place.pack, [(s, place.ledger.values_of(int(s["id"]))) for s in current])
    as_of = max((str(s["at"]) for s in submissions), default=f"{place.settings.deadline}T00:00:00")
    scores = score_agencies(place.pack, rows)
    today = dt.date.fromisoformat(as_of[:10])
    settings, period = place.settings, place.pack.periods[place.settings.period].label
    findings = tuple(m.FindingLine(str(s["agency"] or ""), str(s["file_name"]), str(s["outcome"]), f["severity"], f["code"],
                                   f["sheet"] or "", f["cell"] or "", f["message"])
                     for s in submissions if _counts(s, current) for f in place.ledger.findings_of(int(s["id"])))
    return m.Master(
        title=f"{place.pack.title}: {period} {settings.year}", government=place.pack.region["government"],
        as_of=f"{indonesian_date(as_of[:10])} {as_of[11:16].replace(':', '.')}", state_hash=place.ledger.state_hash(),
        year=settings.year, years=place.pack.years, paper=str(place.pack.settings["paper"]),
        standings=tuple(m.StandingLine(s.agency, s.name, s.state, s.revision, s.errors, s.missing, s.days_late or 0)
                        for s in standings(place, today)),
        areas=tuple((a.id, next((x.short or x.name for x in place.pack.areas if x.id == a.area), a.name),
                     place.pack.instruments[str(place.pack.settings["agency_instrument"])].profiles[
                         str(place.pack.settings["profile"])].areas[a.id])
                    for a in place.pack.instruments[str(place.pack.settings["agency_instrument"])].areas),
        scores=tuple(_score_line(code, place.pack, score) for code, score in scores.items()),
        indicators=_indicators(place.pack, settings.year, rows), steps=_steps(place.pack, settings.year, rows),
        findings=findings, decisions=_decisions(place.pack),
        data=tuple(m.DataLine(r.agency, r.agency_name, r.table, r.row, r.field, r.area, r.label, r.value, r.kind, r.revision,
                              r.sheet, r.cell, r.file, r.sha256) for r in rows))


def _counts(submission: Mapping[str, object], current: list[dict[str, object]]) -> bool:
    """Findings of what counts now, and of what waits or was refused; not of superseded revisions."""
    return submission["outcome"] != "accepted" or any(s["id"] == submission["id"] for s in current)


def score_agencies(pack: Pack, rows: tuple[DataRow, ...]) -> dict[str, KkeScore]:
    """The KKE score of every agency that has a counting submission, by code."""
    tool = pack.instruments[str(pack.settings["agency_instrument"])]
    found: dict[str, KkeScore] = {}
    for code in dict.fromkeys(r.agency for r in rows):
        own = [r for r in rows if r.agency == code]
        answers = {r.row: r.text for r in own if r.table == "kke" and r.field == "jawaban" and r.kind == "choice"}
        results = {r.row: r.number for r in own if r.table == "hasil" and r.kind != "salah"}
        found[code] = score_kke(tool, str(pack.settings["profile"]), answers, results, pack.predicates,
                                str(pack.settings["tlhp_without_recommendations"]))
    return found


def _score_line(code: str, pack: Pack, score: KkeScore) -> m.ScoreLine:
    agency = pack.agency(code)
    return m.ScoreLine(code, agency.name if agency else code, tuple(a.score for a in score.areas),
                       tuple((r.name, r.score) for r in score.results), score.total, score.total_blank_as_zero,
                       score.provisional, score.predicate or "")


def _indicators(pack: Pack, year: int, rows: tuple[DataRow, ...]) -> tuple[m.IndicatorLine, ...]:
    """One line per indicator and answering agency; nobody's report is a line too."""
    actual = {(r.row, r.agency): r for r in rows if r.table == "indikator" and r.field == "realisasi"}
    areas = {a.id: a.short or a.name for a in pack.areas}
    disputed = {o: d.id for d in pack.decisions for o in d.object}
    classes = pack.tables.get("achievement_classes", ())
    lines = []
    for one in (i for i in pack.indicators if not i.same_as):
        targets: tuple[Stored, ...] = tuple(one.targets.get(y) for y in pack.years)
        for code in one.responsible or ("",):
            row = actual.get((one.id, code))
            reached = achievement(target(pack, one, year).value, row.value, one.polarity) if row and row.kind != "salah" else None
            agency = pack.agency(code)
            lines.append(m.IndicatorLine(one.id, areas.get(one.area, one.area), one.name, one.unit, one.baseline, targets, code,
                                         agency.short or agency.name if agency else code, one.polarity,
                                         row.value if row else None, reached, met_class(reached, classes) if row else "belum lapor",
                                         disputed.get(one.id, "")))
    return tuple(lines)


def _steps(pack: Pack, year: int, rows: tuple[DataRow, ...]) -> tuple[m.StepLine, ...]:
    """Lampiran II of this year, aggregated over the agencies that reported."""
    actions = {a.id: a for a in pack.actions}
    areas = {a.id: a.short or a.name for a in pack.areas}
    cells: dict[tuple[str, str], list[DataRow]] = {}
    for r in rows:
        if r.table == "rencana_aksi" and r.kind != "salah":
            cells.setdefault((r.row, r.field), []).append(r)
    lines = []
    for step in (s for s in pack.steps if s.year == year):
        action = actions[step.action]
        parent = actions.get(action.parent)
        status = [str(r.value) for r in cells.get((step.id, "status"), [])]
        progress = [r.number for r in cells.get((step.id, "progres"), []) if r.number is not None]
        words = "\n".join(f"{r.agency}: {r.text}" for r in cells.get((step.id, "realisasi"), []) if r.agency in action.lead)
        title = f"{action.letter}. {parent.title + ' - ' if parent else ''}{action.title}"
        lines.append(m.StepLine(step.id, areas.get(action.area, action.area), title, step.text, ", ".join(action.lead),
                                tuple(status), tuple(progress), words))
    return tuple(lines)


def _decisions(pack: Pack) -> tuple[m.DecisionLine, ...]:
    return tuple(m.DecisionLine(d.id, d.severity, d.question, " / ".join(f"[{r.id}] {r.text} ({r.source})" for r in pack.readings
                                                                          if r.decision == d.id), d.chosen, d.reason)
                 for d in pack.decisions)
