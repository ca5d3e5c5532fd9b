"""SKM, IPAK and shares by hand; the sample size against the printed table of Krejcie and Morgan."""

from __future__ import annotations

import pytest

from rmrb_xlsx.score.bands import band, half_up
from rmrb_xlsx.score.surveys import Stored, sample_size, score_share, score_survey
from rmrb_xlsx.spec.pack import Pack

TABLE = """10-10 15-14 20-19 25-24 30-28 35-32 40-36 45-40 50-44 55-48 60-52 65-56 70-59 75-63 80-66 85-70 90-73 95-76 100-80 110-86
120-92 130-97 140-103 150-108 160-113 170-118 180-123 190-127 200-132 210-136 220-140 230-144 240-148 250-152 260-155 270-159 280-162
290-165 300-169 320-175 340-181 360-186 380-191 400-196 420-201 440-205 460-210 480-214 500-217 550-226 600-234 650-242 700-248 750-254
800-260 850-265 900-269 950-274 1000-278 1100-285 1200-291 1300-297 1400-302 1500-306 1600-310 1700-313 1800-317 1900-320 2000-322
2200-327 2400-331 2600-335 2800-338 3000-341 3500-346 4000-351 4500-354 5000-357 6000-361 7000-364 8000-367 9000-368 10000-370 15000-375
20000-377 30000-379 40000-380 50000-381 75000-382 1000000-384"""
ELEMENTS = [f"u{n}" for n in range(1, 10)]
Values = dict[tuple[str, str, str], Stored]


def test_the_sample_size_agrees_with_all_90_rows_of_the_table() -> None:
    rows = [tuple(map(int, r.split("-"))) for r in TABLE.split()]
    assert len(rows) == 90
    assert {people: sample_size(people) for people, _ in rows} == dict(rows)
    assert (sample_size(0), sample_size(1)) == (0, 1)


def respondents(*rows: str) -> tuple[Values, set[tuple[str, str]]]:
    """Rows of digits, one digit an element; `-` leaves the cell out."""
    values: Values = {("skm", f"+{n}", e): float(d) for n, row in enumerate(rows, 1) for e, d in zip(ELEMENTS, row, strict=True) if d != "-"}
    return values, {("skm", f"+{n}") for n in range(1, len(rows) + 1)}


def survey(pack: Pack, key: str = "skm") -> dict[str, str]:
    return dict(next(s for s in pack.tables["surveys"] if s["id"] == key))


@pytest.mark.parametrize(("rows", "index", "letter"), [
    (["444444444"], 100.0, "A"), (["111111111"], 25.0, "D"), (["333333333", "444444444"], 87.5, "B"), (["333333333"], 75.0, "C"),
    (["432143214", "333333333"], 70.83, "C"), (["333333334"], 77.78, "B"), (["444444443"], 97.22, "A"),
])
def test_skm_by_hand(banyumas: Pack, rows: list[str], index: float, letter: str) -> None:
    made = score_survey(banyumas, survey(banyumas), *respondents(*rows))
    assert made.index is not None and (half_up(made.index), made.band) == (index, letter)
    assert (made.basis, made.respondents, made.left_out) == ("responden", len(rows), 0)


@pytest.mark.parametrize(("index", "letter"), [(25, "D"), (64.99, "D"), (65, "C"), (76.60, "C"), (76.604, "C"), (76.605, "B"), (76.61, "B"),
                                               (88.30, "B"), (88.3049, "B"), (88.305, "A"), (88.31, "A"), (100, "A"), (24.99, None)])
def test_skm_bands_at_their_edges(banyumas: Pack, index: float, letter: str | None) -> None:
    found = band(index, [b for b in banyumas.tables["survey_bands"] if b["survey"] == "skm"])
    assert (found["id"] if found else None) == letter


def test_a_row_that_is_not_whole_is_never_averaged(banyumas: Pack) -> None:
    made = score_survey(banyumas, survey(banyumas), *respondents("444444444", "11111111-", "---------"))
    assert (made.index, made.respondents, made.left_out) == (100.0, 1, 2)


def test_nothing_is_nothing(banyumas: Pack) -> None:
    made = score_survey(banyumas, survey(banyumas), {}, set())
    assert (made.index, made.band, made.basis, made.respondents, made.sample_enough) == (None, None, "belum ada", 0, None)


def test_the_summary_counts_only_when_whole_and_without_respondent_rows(banyumas: Pack) -> None:
    told: Values = {("survei", "skm_pengguna", "isian"): 500.0, ("survei", "skm_rekap_n", "isian"): 217.0}
    told |= {("survei", f"skm_rekap_{e}", "isian"): 3.0 for e in ELEMENTS}
    made = score_survey(banyumas, survey(banyumas), told, set())
    assert (made.basis, made.index, made.respondents, made.sample_minimum, made.sample_enough) == ("rekap", 75.0, 217, 217, True)
    rows, started = respondents("444444444")
    both = score_survey(banyumas, survey(banyumas), told | rows, started)
    assert (both.basis, both.index, both.both, both.sample_enough) == ("responden", 100.0, True, False)
    del told["survei", "skm_rekap_u5", "isian"]
    assert score_survey(banyumas, survey(banyumas), told, set()).basis == "belum ada"


def test_ipak_is_the_mean_of_its_elements(banyumas: Pack) -> None:
    values: Values = {("ipak", "+1", f"p{n}"): 4.0 for n in range(1, 6)} | {("ipak", "+2", f"p{n}"): float(3 - n % 2) for n in range(1, 6)}
    made = score_survey(banyumas, survey(banyumas, "ipak"), values, {("ipak", "+1"), ("ipak", "+2")})
    assert made.index == pytest.approx((4 + 12 / 5) / 2) and made.band is None


@pytest.mark.parametrize(("part", "whole", "percent"), [(9, 10, 90), (0, 10, 0), (0, 0, None), (11, 10, None), (None, 10, None)])
def test_shares(banyumas: Pack, part: float | None, whole: float, percent: float | None) -> None:
    share = next(s for s in banyumas.tables["shares"] if s["id"] == "tlhp")
    made = score_share(share, {("hasil", "tlhp_selesai", "isian"): part, ("hasil", "tlhp_rekomendasi", "isian"): whole})
    assert made.percent == percent


def test_a_share_may_add_questions(banyumas: Pack) -> None:
    share = next(s for s in banyumas.tables["shares"] if s["id"] == "lhkpn_lhkasn")
    numbers = {"lhkpn_lapor": 1.0, "lhkpn_wajib": 2.0, "lhkasn_lapor": 17.0, "lhkasn_wajib": 18.0}
    assert score_share(share, {("hasil", k, "isian"): v for k, v in numbers.items()}).percent == 90


@pytest.mark.parametrize(("number", "digits", "rounded"), [(2.675, 2, 2.68), (0.125, 2, 0.13), (-2.5, 0, -3), (80.005, 2, 80.01),
                                                           (66.66666666666667, 2, 66.67), (1.005, 2, 1.01), (89.225, 2, 89.23)])
def test_rounding_is_that_of_a_spreadsheet(number: float, digits: int, rounded: float) -> None:
    assert half_up(number, digits) == rounded


def test_every_way_to_answer_one_element_moves_the_index_by_the_same_ninth(banyumas: Pack) -> None:
    """Each element weighs 1/9: changing any one of them by a step moves the index alike."""
    base = score_survey(banyumas, survey(banyumas), *respondents("222222222")).index
    moved = {score_survey(banyumas, survey(banyumas), *respondents("2" * n + "3" + "2" * (8 - n))).index for n in range(9)}
    assert base == 50 and len(moved) == 1 and half_up(moved.pop() or 0, 4) == half_up(50 + 25 / 9, 4)
