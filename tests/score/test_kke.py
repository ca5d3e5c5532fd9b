"""Scores computed by hand from the sources: S6, S8, S11, S16 and Lampiran I letter J."""

from __future__ import annotations

import pytest

from rmrb_xlsx.score.indicators import achievement, met_class
from rmrb_xlsx.score.kke import predicate, score_kke
from rmrb_xlsx.spec.pack import Instrument, InstrumentArea, Item, Pack, Profile, Scale, Subcomponent

ABC = Scale(name="ABC", choices={"A": 1.0, "B": 0.5, "C": 0.0})
ABCD = Scale(name="ABCD", choices={"A": 1.0, "B": 0.67, "C": 0.33, "D": 0.0})
FULL = {"persepsi_korupsi": 4.0, "persepsi_pelayanan": 4.0, "tlhp_rekomendasi": 10.0, "tlhp_selesai": 10.0}


def small(weight: float, items: int) -> Instrument:
    """One area, one sub-component of that weight, with that many items."""
    return Instrument("x", "x", "pd", "", {"ABC": ABC, "ABCD": ABCD}, {"p": Profile("p", "p", {"I": weight}, {})},
                      (InstrumentArea(id="I", area="a", name="I"),), (Subcomponent(id="I.1", area="I", name="s", weight=weight),),
                      tuple(Item(id=str(n), subcomponent="I.1", text="?", scale="ABC" if n < 9 else "ABCD") for n in range(items)), ())


@pytest.mark.parametrize(("weight", "answers", "score"), [
    (1, "AB", 0.75), (1, "ACA", 0.67), (0.5, "AA", 0.5), (1.5, "ABA", 1.25), (2, "CC", 0),
])
def test_subcomponents_by_hand(weight: float, answers: str, score: float) -> None:
    total = score_kke(small(weight, len(answers)), "p", dict(enumerate_text(answers)), {}).total
    assert round(total, 2) == score


def enumerate_text(answers: str) -> list[tuple[str, str]]:
    return [(str(n), a) for n, a in enumerate(answers)]


def test_a_b_a_on_four_steps_gives_1_34(banyumas: Pack) -> None:
    tool = small(1.5, 3)
    four = Instrument(tool.id, tool.title, tool.level, "", {"ABC": ABCD}, tool.profiles, tool.areas, tool.subcomponents, tool.items, ())
    total = score_kke(four, "p", {"0": "A", "1": "B", "2": "A"}, {}).total
    assert abs(total - 1.335) < 1e-12  # shown as 1,34 (S16), 89 %


def best(pack: Pack, worst: bool = False) -> dict[str, str]:
    tool = pack.instruments["pd-6area"]
    pick = min if worst else max
    return {i.id: pick(tool.scales[i.scale].choices.items(), key=lambda c: c[1])[0] for i in tool.items}


@pytest.mark.parametrize("profile", ["perbup", "nasional"])
def test_all_best_is_exactly_100_and_all_worst_exactly_0(banyumas: Pack, profile: str) -> None:
    tool = banyumas.instruments["pd-6area"]
    top = score_kke(tool, profile, best(banyumas), FULL, banyumas.predicates)
    assert (top.total, top.leverage, top.outcome, top.provisional, top.predicate) == (100.0, 60.0, 40.0, False, "AA")
    zero = dict.fromkeys(FULL, 0.0) | {"tlhp_rekomendasi": 5.0}
    low = score_kke(tool, profile, best(banyumas, worst=True), zero, banyumas.predicates)
    assert (low.total, low.total_blank_as_zero, low.predicate) == (0.0, 0.0, "D")


def test_the_profiles_differ_where_the_regulation_differs(banyumas: Pack) -> None:
    tool = banyumas.instruments["pd-6area"]
    perbup, national = ({a.area: a.weight for a in score_kke(tool, p, {}, {}).areas} for p in ("perbup", "nasional"))
    assert (perbup["akt"], perbup["was"], national["akt"], national["was"]) == (15, 10, 10, 15)


def test_blanks_are_neither_zero_nor_hidden(banyumas: Pack) -> None:
    tool = banyumas.instruments["pd-6area"]
    half = score_kke(tool, "perbup", {"I.1.a": "Ya"}, {}, banyumas.predicates)
    assert half.provisional and half.total == 1.0 and half.total_blank_as_zero == 0.5
    sub = half.areas[0].subcomponents[0]
    assert (sub.answered, sub.total) == (1, 2)


def test_no_recommendations_is_its_own_case(banyumas: Pack) -> None:
    tool = banyumas.instruments["pd-6area"]
    none = FULL | {"tlhp_rekomendasi": 0.0, "tlhp_selesai": 0.0}
    left_open = score_kke(tool, "perbup", best(banyumas), none)
    assert left_open.provisional and left_open.total == 95.0
    assert score_kke(tool, "perbup", best(banyumas), none, no_recommendations="penuh").total == 100.0


def test_an_unknown_answer_is_refused(banyumas: Pack) -> None:
    with pytest.raises(KeyError):
        score_kke(banyumas.instruments["pd-6area"], "perbup", {"I.1.a": "Mungkin"}, {})


@pytest.mark.parametrize(("total", "letter"), [(90.0, "A"), (90.004, "A"), (90.01, "AA"), (80.0, "BB"), (80.01, "A"), (30, "D"), (30.01, "C"),
                                               (0, "D"), (100, "AA"), (50, "C"), (60, "CC"), (70, "B")])
def test_predicates_at_their_edges(banyumas: Pack, total: float, letter: str) -> None:
    assert predicate(total, banyumas.predicates) == letter


@pytest.mark.parametrize(("target", "actual", "polarity", "percent"), [
    (80, 72, "up", 90), (5, 4, "down", 120), (4, 5, "down", 75), (4, 9, "down", 0), ("WTP", "wtp", "category", 100), ("WTP", "WDP", "category", 0),
    (None, 3, "up", None), (0, 3, "up", None), ("-", 3, "up", None), (80, None, "up", None), (80, "tujuh", "up", None),
])
def test_achievement(target: object, actual: object, polarity: str, percent: float | None) -> None:
    assert achievement(target, actual, polarity) == percent  # type: ignore[arg-type]


def test_classes_are_those_of_the_pack(banyumas: Pack) -> None:
    classes = banyumas.tables["achievement_classes"]
    assert [met_class(p, classes) for p in (None, 89.99, 90, 99.99, 100)] == ["belum dinilai", "belum tercapai", "mendekati", "mendekati", "tercapai"]
