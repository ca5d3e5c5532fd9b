"""The regency's own KKE, the regency's index, the assessor's pass, and which target counts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rmrb_xlsx.score.assessor import assess
from rmrb_xlsx.score.indicators import direction, score_indicator
from rmrb_xlsx.score.kke import KkeScore, score_kke
from rmrb_xlsx.score.region import AVERAGES, MISSING, counted_agencies, regency_index
from rmrb_xlsx.spec.lint import SCORE_SETTINGS
from rmrb_xlsx.spec.pack import Decision, Instrument, Pack, Reading
from rmrb_xlsx.spec.targets import target

BEST = {"sakip": 100.0, "kapasitas_organisasi": 5.0, "persepsi_korupsi": 4.0, "opini_bpk": "WTP", "persepsi_kualitas_pelayanan": 4.0}


def answers(tool: Instrument, worst: bool = False) -> dict[str, str]:
    pick = min if worst else max
    return {i.id: pick(tool.scales[i.scale].choices.items(), key=lambda c: c[1])[0] for i in tool.items}


def test_the_regencys_instrument_has_8_areas_33_subcomponents_146_items(banyumas: Pack) -> None:
    tool = banyumas.instruments["pemda"]
    assert (len(tool.areas), len(tool.subcomponents), len(tool.items)) == (8, 33, 146)
    weights = {a.id: tool.profiles["sumber"].areas[a.id] for a in tool.areas}
    for area in tool.areas:
        assert sum(s.weight or 0 for s in tool.subcomponents if s.area == area.id) == pytest.approx(weights[area.id])


def test_the_regencys_best_is_97_until_the_opinion_has_a_value(banyumas: Pack) -> None:
    """Opinion weighs 3 and no source gives its values: not judged, told why, and the score stays provisional."""
    tool = banyumas.instruments["pemda"]
    made = score_kke(tool, "sumber", answers(tool), BEST, banyumas.predicates)
    opinion = next(r for r in made.results if r.id == "opini_bpk")
    assert (made.total, made.provisional, opinion.score, opinion.why) == (97.0, True, None, "nilainya belum ditetapkan dalam paket")
    decided = replace(tool, results=tuple({**r, "values": {"WTP": 1}} if r["id"] == "opini_bpk" else r for r in tool.results))
    best = score_kke(decided, "sumber", answers(tool), BEST, banyumas.predicates)
    assert (best.total, best.provisional, best.predicate) == (100.0, False, "AA")
    low = dict.fromkeys(BEST, 0.0)
    assert score_kke(tool, "sumber", answers(tool, worst=True), low, banyumas.predicates).total == 0.0


@pytest.mark.parametrize(("question", "content", "score"), [("sakip", 70, 9.8), ("kapasitas_organisasi", 4, 4.8), ("persepsi_korupsi", 3.5, 6.125),
                                                            ("persepsi_kualitas_pelayanan", 3.4, 8.5)])
def test_each_result_of_the_regency_by_hand(banyumas: Pack, question: str, content: float, score: float) -> None:
    made = score_kke(banyumas.instruments["pemda"], "sumber", {}, {question: content})
    assert next(r.score for r in made.results if r.id == question) == score == made.outcome


def scored(total: float, provisional: bool = False) -> KkeScore:
    return KkeScore("p", (), (), 0, 0, total, total, provisional, None)


def test_the_index_is_half_regency_half_mean_of_agencies(example: Pack) -> None:
    made = regency_index(example, scored(80), {"AAA": scored(70), "BBB": scored(60), "CCC": scored(50)})
    assert (made.value, made.regency, made.agencies, made.provisional, made.missing) == (70.0, 80, 60.0, False, 0)
    assert "50 % KKE Pemerintah Daerah + 50 % rata-rata sederhana 3 dari 3" in made.method


def test_missing_agencies_are_left_out_or_count_0_as_the_pack_says_and_it_is_told(example: Pack) -> None:
    two = {"AAA": scored(70), "BBB": scored(60)}
    left_out = regency_index(example, scored(80), two)
    assert (left_out.value, left_out.provisional, left_out.missing) == (72.5, True, 1) and "tidak ikut" in left_out.method
    zero = regency_index(replace(example, settings={**example.settings, "missing_agencies": "nol"}), scored(80), two)
    assert zero.value == pytest.approx(40 + (130 / 3) / 2) and "dihitung 0" in zero.method
    median = regency_index(replace(example, settings={**example.settings, "agency_average": "median"}), scored(80),
                           two | {"CCC": scored(10)})
    assert median.value == 70.0 and "nilai tengah" in median.method


def test_without_the_regencys_own_score_there_is_no_index(example: Pack) -> None:
    assert regency_index(example, None, {"AAA": scored(70)}).value is None
    assert regency_index(example, scored(80), {}).value is None
    assert regency_index(example, scored(80, provisional=True), {c: scored(70) for c in ("AAA", "BBB", "CCC")}).provisional


def test_every_way_that_a_pack_may_name_is_known() -> None:
    assert (set(SCORE_SETTINGS["agency_average"]), set(SCORE_SETTINGS["missing_agencies"])) == (set(AVERAGES), set(MISSING))


def test_sections_of_the_secretariat_report_but_do_not_count_twice(banyumas: Pack) -> None:
    counted = {a.code for a in counted_agencies(banyumas)}
    assert "BOR" not in counted and "SET" in counted and len(counted) == 55


def test_the_assessors_pass(banyumas: Pack) -> None:
    tool = banyumas.instruments["pd-6area"]
    own = answers(tool)
    other = {**own, "I.1.a": "Tidak"}
    four = next(i.id for i in tool.items if i.scale == "ABCD")
    other[four] = "C"
    full = {"persepsi_korupsi": 4.0, "persepsi_pelayanan": 4.0, "tlhp_rekomendasi": 10.0, "tlhp_selesai": 10.0}
    score = score_kke(tool, "perbup", own, full, banyumas.predicates)
    made = assess(tool, "perbup", score, own, other, full, banyumas.predicates)
    assert made is not None and made.difference == pytest.approx(made.score.total - 100) and made.difference < -0.5
    assert [(a.id, a.steps, a.difference) for a in made.apart] == [(four, -2, -0.67), ("I.1.a", -1, -1.0)]
    part = assess(tool, "perbup", score, own, {"I.1.a": "Tidak"}, full)
    assert part is not None and part.difference is None and (part.assessed, part.asked) == (1, 81)
    assert assess(tool, "perbup", score, own, {}, full) is None


def decided(pack: Pack, chosen: str, value: object, affects: str, subject: str = "i1.1") -> Pack:
    made = Decision(id="x", question="?", severity="sedang", chosen=chosen, reason="r", source="s", object=(subject,), affects=tuple(affects.split(";")))
    return replace(pack, decisions=(made,), readings=(Reading(decision="x", id="r1", text="satu", value=value, source="s"),))  # type: ignore[arg-type]


@pytest.mark.parametrize(("chosen", "value", "affects", "wanted", "standing"), [
    ("", "", "target", None, "bertentangan"), ("", "", "target:2026", None, "bertentangan"), ("", "", "target:2025", 70, "tercetak"),
    ("", "", "nama", 70, "tercetak"), ("r1", "71", "target:2026", 71, "bacaan"), ("r1", "71", "target", 70, "bacaan"),
    ("r1", "i1.2", "target", 6, "bacaan"), ("r1", "2025=1;2026=72.5", "target", 72.5, "bacaan"), ("r1", "2025=1", "target", 70, "bacaan"),
    ("r1", "", "target", 70, "bacaan"),
])
def test_the_chosen_reading_gives_the_target(example: Pack, chosen: str, value: str, affects: str, wanted: float | None, standing: str) -> None:
    pack = decided(example, chosen, value, affects)
    one = next(i for i in pack.indicators if i.id == "i1.1")
    found = target(pack, one, 2026)
    assert (found.value, found.standing) == (wanted, standing)


def test_an_undecided_target_is_not_judged(example: Pack) -> None:
    one = next(i for i in example.indicators if i.id == "i1.1")
    made = score_indicator(decided(example, "", "", "target"), one, 2026, 99.0)
    assert (made.achievement, made.class_id, made.why, made.decision) == (None, None, "target bertentangan dan belum diputuskan", "x")
    judged = score_indicator(example, one, 2026, 63.0)
    assert (judged.achievement, judged.class_name, judged.course, judged.from_baseline) == (90.0, "mendekati", {2025: 65, 2026: 70, 2027: 75}, 3.0)


@pytest.mark.parametrize(("before", "now", "polarity", "word"), [(60, 63, "up", "membaik"), (60, 55, "up", "memburuk"), (10, 8, "down", "membaik"),
                                                                 (8, 8, "down", "tetap"), ("WTP", "wtp", "category", "tetap"),
                                                                 ("WDP", "WTP", "category", "berubah"), (None, 3, "up", "")])
def test_direction(before: object, now: object, polarity: str, word: str) -> None:
    assert direction(before, now, polarity) == word  # type: ignore[arg-type]
