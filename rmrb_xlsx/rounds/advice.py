"""Recommendations to each agency, as table 5.4 of such regulations asks: what is weak, missed or open, what to do, until when.

The rules are here; the sentences, titles and days are data of the pack (`recommendations.csv`), with `{name}` places.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence

from rmrb_xlsx.errors import PackError
from rmrb_xlsx.spec.pack import Pack
from rmrb_xlsx.spec.values import show, show_date
from rmrb_xlsx.write.master import lines as m

TABLE = "recommendations"
WEAKEST, WIDE_GAP = 3, 0.1
_PLACE = re.compile(r"\{(\w+)\}")


class Advisor:
    """Writes recommendations with the sentences of a pack. A kind that the pack has no sentence for is left out."""

    def __init__(self, pack: Pack, today: dt.date, round_words: Mapping[str, str]) -> None:
        self._rows = {r["id"]: r for r in pack.tables.get(TABLE, ())}
        self._today, self._round = today, dict(round_words)

    def say(self, kind: str, line: m.StandingLine, subject: str, now: str, sheet: str, **words: object) -> Iterator[m.AdviceLine]:
        """The recommendation of a kind, when the pack has it. PackError names a place in the text that nothing fills."""
        row = self._rows.get(kind)
        if row is None:
            return
        told = {**self._round, **{k: str(v) for k, v in words.items()}}
        due = show_date((self._today + dt.timedelta(days=int(row["days"]))).isoformat()) if row["days"] else "segera"
        yield m.AdviceLine(line.agency, line.name, row["title"], subject, now, fill(row["text"], told, kind), due, sheet)


def fill(text: str, words: Mapping[str, str], kind: str, table: str = TABLE) -> str:
    """The text with its `{name}` places filled. PackError when a place has no word."""
    def one(found: re.Match[str]) -> str:
        if found.group(1) not in words:
            raise PackError([f"{table}.csv, baris «{kind}»: isian {found.group()} tidak dikenal. Yang ada: {', '.join(sorted(words))}."])
        return words[found.group(1)]
    return _PLACE.sub(one, text)


def advise(advisor: Advisor, standings: Sequence[m.StandingLine], scores: Sequence[m.ScoreLine], areas: Sequence[m.AreaLine],
           indicators: Sequence[m.IndicatorLine], obstacles: Sequence[m.ObstacleLine], limits: m.Limits) -> Iterator[m.AdviceLine]:
    """All recommendations, by agency in the order of their codes of state, and within one agency the most urgent first."""
    by_agency = {s.agency: s for s in scores}
    names = {a.instrument_id: a.name for a in areas}
    for line in sorted(standings, key=lambda s: s.agency):
        if line.state == m.EXEMPT:
            continue
        yield from _return(advisor, line)
        yield from _weak(advisor, line, by_agency.get(line.agency), names, limits)
        yield from _missed(advisor, line, indicators)
        for o in (o for o in obstacles if o.agency == line.agency):
            yield from advisor.say("kendala", line, o.step_text, o.obstacle, "Kendala", tindak_lanjut=o.follow_up or "belum disusun",
                                   eskalasi=o.level or "belum dipilih")


def _return(advisor: Advisor, line: m.StandingLine) -> Iterator[m.AdviceLine]:
    if line.state not in m.RETURNED:
        late = f", terlambat {line.days_late} hari" if line.days_late else ""
        yield from advisor.say("kirim", line, "Formulir pelaporan", f"{line.state}{late}", "Status")
    elif line.errors or line.missing:
        yield from advisor.say("perbaiki", line, "Formulir pelaporan", f"salah {line.errors or 0}, kosong {line.missing or 0}", "Temuan",
                               kesalahan=line.errors or 0, kurang=line.missing or 0)


def _weak(advisor: Advisor, line: m.StandingLine, score: m.ScoreLine | None, names: Mapping[str, str],
          limits: m.Limits) -> Iterator[m.AdviceLine]:
    """The weakest sub-components below the mark of good, and the widest gaps to an assessor who is a tenth of the weight below."""
    judged = [s for s in score.subs if s.score is not None and s.weight] if score else []
    weak = sorted((s for s in judged if (s.score or 0) / s.weight * 100 < limits.good), key=lambda s: ((s.score or 0) / s.weight, s.sub))
    for sub in weak[:WEAKEST]:
        now = f"{show(round((sub.score or 0) / sub.weight * 100, 1))} % dari bobot {show(round(sub.weight, 2))}"
        yield from advisor.say("subkomponen", line, f"{sub.sub} {sub.name}", now, "KKE Rinci", nama=sub.name,
                               area=names.get(sub.area, sub.area))
    told = 0
    for sub in sorted(judged, key=lambda s: (((s.assessed_score or 0) - (s.score or 0)) / s.weight, s.sub)):
        alike = sub.assessed_score is not None and sub.assessed == sub.answered
        if told < WEAKEST and sub.assessed_score is not None and alike and (sub.score or 0) - sub.assessed_score >= WIDE_GAP * sub.weight:
            told += 1
            words = {"mandiri": show(round(sub.score or 0, 2)), "penilai": show(round(sub.assessed_score, 2))}
            yield from advisor.say("selisih", line, f"{sub.sub} {sub.name}", f"mandiri {words['mandiri']}, penilai {words['penilai']}",
                                   "KKE Rinci",
                                   nama=sub.name, **words)


def _missed(advisor: Advisor, line: m.StandingLine, indicators: Sequence[m.IndicatorLine]) -> Iterator[m.AdviceLine]:
    for one in indicators:
        if one.agency == line.agency and one.achievement is not None and one.verdict in ("mendekati", "belum tercapai"):
            target = one.targets[one.current]
            yield from advisor.say("target", line, one.name, f"{one.verdict}: {show(one.history[one.current])} dari target {show(target)}",
                                   "Indikator",
                                   capaian=show(one.achievement), target=show(target), satuan=one.unit)
