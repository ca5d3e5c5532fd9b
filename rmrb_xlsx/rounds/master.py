"""Builds the master from what counts in the ledger: same ledger, same bytes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from rmrb_xlsx.folder import layout
from rmrb_xlsx.rounds import masterlines as one
from rmrb_xlsx.rounds import masterlists as many
from rmrb_xlsx.rounds.advice import Advisor, advise
from rmrb_xlsx.rounds.clock import Clock, now
from rmrb_xlsx.rounds.counting import count
from rmrb_xlsx.rounds.files import write_whole
from rmrb_xlsx.rounds.history import last_index, realisations
from rmrb_xlsx.rounds.prefill import LastRound
from rmrb_xlsx.rounds.status import other_standings, standings
from rmrb_xlsx.rounds.workplace import Workplace
from rmrb_xlsx.spec.values import show_moment
from rmrb_xlsx.write.master.lines import EXEMPT, Master
from rmrb_xlsx.write.master.workbook import write_master


def consolidate(place: Workplace, *, clock: Clock = now, earlier: Sequence[LastRound] = ()) -> Path:
    """Writes the master and notes in the ledger what it held; gives its path (beside the old one when that is open in Excel).
    `earlier`: rounds of other years or periods, for realisations and the index of the past."""
    ledger = place.ledger
    path = write_whole(master_path(place), write_master(gather_master(place, earlier)))
    ledger.record_master(ledger.state_hash(), newest(place), [int(s["id"]) for s in ledger.current()], clock())
    return path


def newest(place: Workplace) -> str:
    """The time of the newest submission; before the first one, the start of the day of the deadline."""
    return max((str(s["at"]) for s in place.ledger.submissions()), default=f"{place.settings.deadline}T00:00:00")


def master_path(place: Workplace) -> Path:
    """Where the master of the round belongs."""
    return place.folder / layout.MASTERS / f"Induk {place.settings.year} {place.settings.period}.xlsx"


def gather_master(place: Workplace, past: Sequence[LastRound] = ()) -> Master:
    """Everything the master shows. Its date is that of the newest submission, not of today: rebuilding changes nothing."""
    pack, settings, ledger = place.pack, place.settings, place.ledger
    counted = count(pack, ledger, settings.year, settings.period)
    last = ledger.master_before(ledger.state_hash())
    before = count(pack, ledger, settings.year, settings.period, last["submissions"]) if last else None
    earlier = before.scores if before else {}
    as_of = newest(place)
    today, limits = dt.date.fromisoformat(as_of[:10]), many.limits_of(pack)
    received = {key: many.moment(str(head["at"])) for key, head in counted.heads.items()}
    state = one.standing_lines([*standings(place, today), *other_standings(place, today)], received, counted.scores)
    everyone = [s.agency for s in state if s.form == place.agency_form and s.state != EXEMPT]
    order = {a.code: i for i, a in enumerate(pack.agencies)}
    everyone.sort(key=lambda code: order.get(code, len(order)))
    exempt = {s.agency for s in state if s.state == EXEMPT}
    valued, earlier = ({key: s for key, s in found.items() if key[0] not in exempt} for found in (counted.scores, earlier))
    scores, areas = one.score_lines(pack, valued, earlier), one.area_lines(pack, valued, earlier)
    indicators = tuple(one.indicator_lines(pack, settings.year, counted, limits, realisations(past), everyone))
    obstacles = many.obstacle_lines(pack, counted)
    label = pack.periods[settings.period].label
    advisor = Advisor(pack, today, {"periode": label, "tahun": str(settings.year)})
    return Master(
        title=pack.title, government=pack.region["government"], round_name=f"{label} {settings.year}", as_of=show_moment(as_of),
        earlier_as_of=show_moment(str(last["as_of"])) if last else "", state_hash=ledger.state_hash(), year=settings.year, years=pack.years,
        paper=str(pack.settings["paper"]), words=many.words_of(pack), limits=limits, scales=many.scales_of(pack, counted.rows), areas=areas,
        standings=state, scores=scores, regency=one.regency_line(pack, valued),
        index=one.index_facts(pack, valued, earlier, settings.year, last_index(past)), indicators=indicators,
        activities=tuple(one.activity_lines(pack, settings.year, counted, limits, everyone)),
        steps=tuple(many.step_lines(pack, settings.year, counted, everyone)), obstacles=obstacles,
        advice=tuple(advise(advisor, [s for s in state if s.form == place.agency_form], scores, areas, indicators, obstacles, limits)),
        quick_wins=tuple(many.quick_win_lines(pack, counted)), surveys=tuple(one.survey_lines(pack, counted.scores)),
        changes=tuple(many.change_lines(pack, counted, before)), findings=tuple(many.finding_lines(ledger, counted)),
        decisions=tuple(many.decision_lines(pack, ledger)), files=many.file_lines(pack, ledger, counted),
        data=counted.rows)
