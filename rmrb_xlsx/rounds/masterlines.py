"""From scores and rows to the lines of the master: agencies, areas, index, indicators, activities, surveys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rmrb_xlsx.gather.tidy import WRONG, DataRow, key_of
from rmrb_xlsx.rounds.counting import Counted
from rmrb_xlsx.rounds.status import Standing
from rmrb_xlsx.score.form import FormScore
from rmrb_xlsx.score.indicators import achievement
from rmrb_xlsx.score.kke import KkeScore, SubScore
from rmrb_xlsx.score.region import RegencyIndex, counted_agencies, regency_index
from rmrb_xlsx.spec.model import Stored
from rmrb_xlsx.spec.pack import Instrument, Pack
from rmrb_xlsx.spec.targets import target
from rmrb_xlsx.write.master import lines as m

Scores = Mapping[tuple[str, str], FormScore]
OPEN, SILENT = "belum dinilai", "belum lapor"


def agency_scores(pack: Pack, scores: Scores, form: str) -> dict[str, KkeScore]:
    """The KKE of every agency that has one, by code, in pack order."""
    order = {a.code: i for i, a in enumerate(pack.agencies)}
    found = {code: s.kke for (code, own), s in scores.items() if own == form and s.kke is not None}
    return dict(sorted(found.items(), key=lambda k: order.get(k[0], 999)))


def score_lines(pack: Pack, now: Scores, before: Scores) -> tuple[m.ScoreLine, ...]:
    """The KKE of the agencies, with the total they had in the last master."""
    form = str(pack.settings["agency_form"])
    earlier, indexed = agency_scores(pack, before, form), {a.code for a in counted_agencies(pack)}
    lines = []
    wanted = [a.instrument_id for a in area_lines(pack, {}, {}) if a.weight is not None]
    for code, kke in agency_scores(pack, now, form).items():
        own = {a.id: a.score for a in kke.areas}
        score = now[code, form]
        tool = _tool(pack, form)
        lines.append(m.ScoreLine(
            code, agency_name(pack, code), form, tuple(own[i] for i in wanted), _results(tool, pack, kke), _subs(code, score),
            kke.total, kke.total_blank_as_zero, kke.provisional, kke.predicate or "",
            score.assessment.score.total if score.assessment else None, earlier[code].total if code in earlier else None, code in indexed))
    return tuple(lines)


def _tool(pack: Pack, form: str) -> Instrument:
    tool = pack.instrument_of(form)
    assert tool is not None
    return tool


def agency_name(pack: Pack, code: str) -> str:
    """The full name of an agency, or its code."""
    agency = pack.agency(code)
    return agency.name if agency else code


def short_name(pack: Pack, code: str) -> str:
    """The short name of an agency; the code that stands for all of them in words."""
    if code == pack.settings["all_agencies"]:
        return "Semua PD"
    agency = pack.agency(code)
    return (agency.short or agency.name) if agency else code


def _results(tool: Instrument, pack: Pack, kke: KkeScore) -> tuple[m.ResultLine, ...]:
    described = {str(r["id"]): r for r in tool.results}
    full = str(pack.settings["tlhp_without_recommendations"]) == "penuh"
    return tuple(m.ResultLine(r.id, r.name, str(d["kind"]), str(d["question"]), str(d.get("of", "")), float(str(d.get("max") or 0)),
                              r.weight,
                              r.score, full) for r in kke.results if (d := described[r.id]))


def _subs(code: str, score: FormScore) -> tuple[m.SubLine, ...]:
    assert score.kke is not None
    theirs: dict[str, SubScore] = {s.id: s for a in score.assessment.score.areas for s in a.subcomponents} if score.assessment else {}
    lines = []
    for area in score.kke.areas:
        for sub in area.subcomponents:
            other = theirs.get(sub.id)
            assessed = other is not None and other.answered > 0
            lines.append(m.SubLine(
                code, area.id, sub.id, sub.name, sub.weight, sub.total, sub.answered,
                sum(i.value for i in sub.items if i.value is not None),
                sub.score if sub.answered else None, other.answered if other else 0,
                sum(i.value for i in other.items if i.value is not None) if other else 0.0, other.score if other and assessed else None))
    return tuple(lines)


def regency_line(pack: Pack, scores: Scores) -> m.RegencyLine | None:
    """The KKE of the regency, when its form came back."""
    form = str(pack.settings.get("pemda_form") or "")
    kept = next(((code, s) for (code, own), s in scores.items() if own == form and s.kke is not None), None)
    if kept is None:
        return None
    code, score = kept
    kke = score.kke
    assert kke is not None
    tool = _tool(pack, form)
    areas = tuple(m.RegencyArea(a.id, a.area, a.name, a.weight, a.score if any(s.answered for s in a.subcomponents) else None)
                  for a in kke.areas)
    return m.RegencyLine(code, agency_name(pack, code), form, areas, _results(tool, pack, kke), _subs(code, score), kke.total,
                         kke.provisional, kke.predicate or "")


def index_facts(pack: Pack, now: Scores, before: Scores, year: int, past: tuple[str, float] | None = None) -> m.IndexFacts:
    """The index of the regency, its parts, and what the pack knows of its target."""
    agency_form, own = str(pack.settings["agency_form"]), str(pack.settings.get("pemda_form") or "")

    def index(scores: Scores) -> RegencyIndex:
        regency = next((s.kke for (_, f), s in scores.items() if f == own), None)
        return regency_index(pack, regency, agency_scores(pack, scores, agency_form))
    found, last = index(now), index(before)
    plain = (pack.settings.get("agency_average", "sederhana"), pack.settings.get("missing_agencies", "dikeluarkan")) == ("sederhana",
                                                                                                                         "dikeluarkan")
    parts = (m.IndexLine("KKE Pemerintah Daerah", found.regency_weight, found.regency, int(found.regency is not None), 1, "pemda"),
             m.IndexLine("Rata-rata KKE Perangkat Daerah", found.agencies_weight, found.agencies, found.counted,
                         found.counted + found.missing,
                         "mean" if plain else "value"))
    wanted = next((i for i in pack.indicators if i.id == str(pack.settings.get("index_indicator") or "")), None)
    return m.IndexFacts(parts, found.value, found.predicate or "", target(pack, wanted, year).value if wanted else None,
                        wanted.baseline if wanted else None, last.value, found.method, found.provisional, past)


def area_lines(pack: Pack, now: Scores, before: Scores) -> tuple[m.AreaLine, ...]:
    """The areas of change with the mean of the agencies in per cent of the maximum, now and in the last master."""
    form = str(pack.settings["agency_form"])
    tool = _tool(pack, form)
    profile = tool.profiles[pack.profile_of(tool)]
    by_area = {a.area: a.id for a in tool.areas}
    ours, theirs = agency_scores(pack, now, form), agency_scores(pack, before, form)

    def mean(kkes: Mapping[str, KkeScore], key: str) -> float | None:
        shares = [a.score / a.weight * 100 for k in kkes.values() for a in k.areas if a.id == key and a.weight]
        return sum(shares) / len(shares) if shares else None
    return tuple(m.AreaLine(a.id, a.number, a.short or a.name, by_area.get(a.id, ""),
                            profile.areas[by_area[a.id]] if a.id in by_area else None,
                            mean(ours, by_area.get(a.id, "")), mean(theirs, by_area.get(a.id, "")))
                 for a in sorted(pack.areas, key=lambda a: a.number))


def verdict(percent: float | None, limits: m.Limits) -> str:
    """The class of an achievement by the pack's two limits."""
    if percent is None:
        return OPEN
    return "tercapai" if percent >= limits.met else "mendekati" if percent >= limits.near else "belum tercapai"


def _reports(rows: Sequence[DataRow], table: str) -> dict[tuple[str, str], DataRow]:
    return {(r.row, r.agency): r for r in rows if r.table == table and r.field == "realisasi" and r.kind != WRONG}


def indicator_lines(pack: Pack, year: int, counted: Counted, limits: m.Limits, history: Mapping[tuple[int, str, str], Stored],
                    everyone: Sequence[str]) -> Iterator[m.IndicatorLine]:
    """One line per indicator and answering agency; nobody's report is a line too. `history`: (year, indicator, agency) -> value."""
    told, form = _reports(counted.rows, "indikator"), str(pack.settings["agency_form"])
    areas = {a.id: a.short or a.name for a in pack.areas}
    order = {a.id: a.number for a in pack.areas}
    for one in sorted((i for i in pack.indicators if not i.same_as), key=lambda i: order.get(i.area, 99)):
        wanted = {y: target(pack, one, y) for y in pack.years}
        for code in _answering(pack, one.responsible, everyone) or ("",):
            row = told.get((one.id, code))
            actual = row.value if row else None
            reached = achievement(wanted[year].value, actual, one.polarity) if row else None
            past = tuple(actual if y == year else history.get((y, one.id, code)) for y in pack.years)
            yield m.IndicatorLine(
                one.id, areas.get(one.area, one.area), one.name, one.unit, one.baseline, tuple(wanted[y].value for y in pack.years), past,
                list(pack.years).index(year), code,
                short_name(pack, code) if code else "", one.polarity, key_of(code, form, "indikator", one.id, "realisasi"), reached,
                verdict(reached, limits) if row else SILENT, next((wanted[y].decision for y in pack.years if wanted[y].decision), ""))


def _answering(pack: Pack, codes: Sequence[str], everyone: Sequence[str]) -> tuple[str, ...]:
    return tuple(everyone) if str(pack.settings["all_agencies"]) in codes else tuple(codes)


def activity_lines(pack: Pack, year: int, counted: Counted, limits: m.Limits, everyone: Sequence[str]) -> Iterator[m.ActivityLine]:
    """One line per priority activity that has a target of its own, and answering agency."""
    told, form = _reports(counted.rows, "kegiatan"), str(pack.settings["agency_form"])
    areas = {a.id: a.short or a.name for a in pack.areas}
    parents = {a.parent for a in pack.activities if a.parent}
    names = {a.id: a.name for a in pack.activities}
    for one in (a for a in pack.activities if a.id not in parents):
        wanted = target(pack, one, year).value
        for code in _answering(pack, one.responsible, everyone) or ("",):
            row = told.get((one.id, code))
            actual = row.value if row else None
            reached = achievement(wanted, actual, "up") if row else None
            name = f"{names[one.parent]}: {one.name}" if one.parent else one.name
            yield m.ActivityLine(one.id, areas.get(one.area, one.area), name, one.unit, wanted, code,
                                 short_name(pack, code) if code else "",
                                 key_of(code, form, "kegiatan", one.id, "realisasi"), actual, reached,
                                 verdict(reached, limits) if row else SILENT)


def survey_lines(pack: Pack, scores: Scores) -> Iterator[m.SurveyLine]:
    """The surveys of each agency that has anything to count."""
    names = {s["id"]: s["name"] for s in pack.tables.get("surveys", ())}
    order = {a.code: i for i, a in enumerate(pack.agencies)}
    for (code, _), score in sorted(scores.items(), key=lambda k: (order.get(k[0][0], 999), k[0][1])):
        for one in score.surveys:
            if one.respondents or one.left_out:
                notes = [f"{one.left_out} baris tidak utuh tidak dihitung"] if one.left_out else []
                notes += ["baris responden dipakai, rekap diabaikan"] if one.both else []
                yield m.SurveyLine(code, agency_name(pack, code), names[one.id], one.respondents, one.sample_minimum, one.index,
                                   one.band_name or "", "; ".join(notes))


def standing_lines(standings: Sequence[Standing], received: Mapping[tuple[str, str], str], scores: Scores) -> tuple[m.StandingLine, ...]:
    """Who is where, with the time of the submission that counts and its score."""
    lines = []
    for s in standings:
        score = scores.get((s.agency, s.form))
        lines.append(m.StandingLine(s.agency, s.name, s.form, s.state, s.revision, received.get((s.agency, s.form), ""), s.errors,
                                    s.missing,
                                    s.days_late or 0, score.kke.total if score and score.kke else None, s.waits, s.note))
    return tuple(lines)
