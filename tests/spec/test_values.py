"""Numbers and dates as people type them: nothing guessed, nothing lost."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rmrb_xlsx.spec.values import is_blank, parse_date, parse_number, same_word, show


@pytest.mark.parametrize(("text", "value"), [
    ("80", 80), ("80 ", 80), ("12,5", 12.5), ("12.5", 12.5), ("1.234,56", 1234.56), ("1,234.56", 1234.56), ("1.234.567", 1234567),
    ("Rp 1.000.000,-", 1_000_000), ("(5)", -5), ("−3", -3), ("0,064", 0.064), ("0.064", 0.064), ("1\u00a0234", 1234), ("8０", 80),
])
def test_reads_indonesian_numbers(text: str, value: float) -> None:
    assert parse_number(text).value == pytest.approx(value)
    assert parse_number(text).code == "dibaca-sebagai"


@pytest.mark.parametrize("text", ["1.234", "12.345", "1,234", "-1.234"])
def test_never_guesses_an_ambiguous_number(text: str) -> None:
    assert (parse_number(text).state, parse_number(text).code) == ("wrong", "angka-taksa")


@pytest.mark.parametrize("text", ["seratus", "nan", "inf", "1e5", "1_000", "1.2.3", "12,3,4", "--5", "5 kg", "٣٤", "1/2", "", "  "])
def test_refuses_what_is_no_number(text: str) -> None:
    assert parse_number(text).state in ("wrong", "blank")
    assert parse_number(text).value is None


def test_percent_sign_only_where_percent_is_asked() -> None:
    assert parse_number("80 %", percent=True).value == 80
    assert parse_number("80 %").state == "wrong"


def test_booleans_and_huge_numbers_are_no_numbers() -> None:
    assert parse_number(True).state == "wrong"
    assert parse_number(1e300).state == "wrong"


@given(st.decimals(min_value=-10**9, max_value=10**9, places=2))
def test_what_is_shown_is_read_back(number: object) -> None:
    value = float(str(number))
    text = show(value)
    assert parse_number(text).value == pytest.approx(value, abs=1e-9) or parse_number(text).code == "angka-taksa"


@given(st.text(max_size=12))
def test_any_text_is_judged_without_a_fault(text: str) -> None:
    assert parse_number(text).state in ("ok", "wrong", "blank")
    assert parse_date(text).state in ("ok", "wrong", "blank")


@pytest.mark.parametrize(("raw", "iso"), [
    ("31/12/2021", "2021-12-31"), ("31 Desember 2021", "2021-12-31"), ("1 Nopember 2021", "2021-11-01"), ("2021-12-31", "2021-12-31"),
    ("5-6-2021", "2021-06-05"), (44561.0, "2021-12-31"), (dt.datetime(2021, 12, 31), "2021-12-31"),
])
def test_reads_dates_day_first(raw: object, iso: str) -> None:
    assert parse_date(raw).value == iso  # type: ignore[arg-type]


@pytest.mark.parametrize("raw", ["12/31/2021", "31/02/2021", "besok", -5.0, 60.0, 1e20, True])
def test_refuses_impossible_dates(raw: object) -> None:
    assert parse_date(raw).code == "bukan-tanggal"  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["", " ", "\u00a0", "\u3000", "\u200b", "\t\n", "\ufeff"])
def test_blank_is_what_shows_nothing(text: str) -> None:
    assert is_blank(text)


def test_choices_ignore_case_and_odd_spaces() -> None:
    assert same_word(" selesai\u00a0", "Selesai")
    assert not same_word("Selesai.", "Selesai")
