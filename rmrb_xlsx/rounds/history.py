"""Earlier rounds, read from their working folders, so that a master can show more than its own year."""

from __future__ import annotations

from collections.abc import Sequence

from rmrb_xlsx.rounds.prefill import LastRound
from rmrb_xlsx.score.form import FormScore, score_form
from rmrb_xlsx.score.region import regency_index
from rmrb_xlsx.spec.copies import make_copy
from rmrb_xlsx.spec.model import Identity, Stored


def realisations(rounds: Sequence[LastRound]) -> dict[tuple[int, str, str], Stored]:
    """(year, indicator, agency) -> realisation in earlier rounds; of several rounds of a year the later one counts."""
    found: dict[tuple[int, str, str], Stored] = {}
    for one in in_order(rounds):
        for (agency, _), answers in one.answers.items():
            found |= {(one.year, row, agency): value for (table, row, field), value in answers.items()
                      if table == "indikator" and field == "realisasi"}
    return found


def in_order(rounds: Sequence[LastRound]) -> list[LastRound]:
    """The rounds from old to new, by year and the end of their period."""
    return sorted(rounds, key=lambda r: (r.year, r.pack.periods[r.period].end))


def last_index(rounds: Sequence[LastRound]) -> tuple[str, float] | None:
    """The newest earlier round that has an index: its name and the index."""
    for one in reversed(in_order(rounds)):
        scores = _scores(one)
        own, agencies = str(one.pack.settings.get("pemda_form") or ""), str(one.pack.settings["agency_form"])
        regency = next((s.kke for (_, form), s in scores.items() if form == own), None)
        found = regency_index(one.pack, regency, {a: s.kke for (a, form), s in scores.items() if form == agencies and s.kke})
        if found.value is not None:
            return one.name, found.value
    return None


def _scores(one: LastRound) -> dict[tuple[str, str], FormScore]:
    found: dict[tuple[str, str], FormScore] = {}
    for (agency, form), answers in one.answers.items():
        if form in one.pack.forms:
            copy = make_copy(one.pack, Identity(one.pack.id, one.pack.edition, one.year, one.period, form, agency))
            spare = {(t.code, r.id) for t in copy.form.tables for r in copy.rows[t.code] if r.level == "spare"}
            found[agency, form] = score_form(one.pack, copy, answers, {(t, r) for t, r, _ in answers} & spare)
    return found
