"""Numbers and dates as people type them: nothing guessed, nothing lost."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rmrb_xlsx.spec.values import (
    disguised,
    is_blank,
    nearest,
    odd_character,
    parse_date,
    parse_number,
    pick,
    same_word,
    show,
    show_date,
)


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


@pytest.mark.parametrize(("text", "value"), [
    ("Rp 1.000,-", 1000), ("Rp1.234", 1234), ("IDR 10.000", 10_000), ("1.000,-", 1000), ("(1.000)", -1000), ("-Rp 5", -5), ("Rp -5", -5),
    ("1 234,5", 1234.5), ("1\u20091234".replace("1\u20091234", "1\u2009234"), 1234), ("１２３", 123), ("+7", 7), (",5", 0.5), ("1 234 567", 1234567),
])
def test_reads_money_spaces_and_signs(text: str, value: float) -> None:
    assert parse_number(text).value == pytest.approx(value)


@pytest.mark.parametrize("text", ["10.000", "1.000", "Rp 1,234", "(1,234)"])
def test_what_could_be_two_numbers_stays_two(text: str) -> None:
    assert parse_number(text).code == "angka-taksa"


@pytest.mark.parametrize("text", ["5²", "12 5", "1 2 3", "½", "①", "\u202e21", "12 34,5", "1.23.456", "1,23,456.7", "0x10", "1e3", "∞", "10 000 00", "()", "-", "Rp"])
def test_refuses_what_only_resembles_a_number(text: str) -> None:
    assert parse_number(text).state == "wrong"


@given(st.integers(min_value=-10**12, max_value=10**12), st.integers(min_value=0, max_value=99))
def test_a_number_in_either_convention_is_itself_or_ambiguous(whole: int, part: int) -> None:
    """Printed the Indonesian way and the English way, with two decimals there is no doubt."""
    english = f"{whole:,}.{part:02d}"
    indonesian = english.translate(str.maketrans(",.", ".,"))
    value = float(f"{whole}.{part:02d}")
    assert parse_number(english).value == parse_number(indonesian).value == pytest.approx(value)


@given(st.integers(min_value=1000, max_value=10**12))
def test_grouping_alone_is_believed_only_when_it_cannot_be_a_fraction(number: int) -> None:
    text = f"{number:,}".replace(",", ".")
    parsed = parse_number(text)
    assert parsed.code == "angka-taksa" if number < 10**6 else parsed.value == number
    assert parse_number(f"Rp {text}").value == number


@given(st.text(max_size=20))
def test_a_number_that_is_read_is_one_that_can_be_printed(text: str) -> None:
    parsed = parse_number(text)
    if parsed.state == "ok":
        assert isinstance(parsed.value, float) and abs(parsed.value) <= 1e15
        assert any(c.isdigit() for c in text)


@given(st.dates(min_value=dt.date(1990, 1, 1), max_value=dt.date(2099, 12, 31)), st.sampled_from(["{d}/{m}/{y}", "{d:02}-{m:02}-{y}", "{d}.{m}.{y}", "{y}-{m:02}-{d:02}"]))
def test_every_date_is_read_back(day: dt.date, shape: str) -> None:
    text = shape.format(d=day.day, m=day.month, y=day.year)
    assert parse_date(text).value == day.isoformat()
    assert parse_date(show_date(day.isoformat())).value == day.isoformat()
    assert parse_date("Senin, " + show_date(day.isoformat())).value == day.isoformat()


@pytest.mark.parametrize("text", ["31-Des-2021", "31 des. 2021", "31 December 2021", "31 \u00a0Desember, 2021"])
def test_months_in_their_usual_spellings(text: str) -> None:
    assert parse_date(text).value == "2021-12-31"


@pytest.mark.parametrize("text", ["31/12/21", "12/31/2021", "31 Desembar 2021", "1/2", "\u202e31/12/2021", "3１/12/20x1"])
def test_a_date_is_never_guessed(text: str) -> None:
    assert parse_date(text).state == "wrong"


@pytest.mark.parametrize(("text", "choice"), [("ya", "Ya"), (" Y ", "Ya"), ("yes", "Ya"), ("Ｔidak\u200b", "Tidak"), ("tdk", "Tidak"), ("Yа", None), ("mungkin", None)])
def test_choices_in_their_usual_spellings(text: str, choice: str | None) -> None:
    assert pick(text, ("Ya", "Tidak")) == choice


def test_a_short_word_that_is_a_choice_of_its_own_is_not_taken_for_another() -> None:
    assert pick("T", ("A", "T", "Tidak")) == "T"


@pytest.mark.parametrize(("text", "meant"), [("Ѕelesai", "Selesai"), ("Sudah selesai", None), ("Selesia", "Selesai"), ("berjalan lancar", "Berjalan"), ("x", None)])
def test_what_was_probably_meant(text: str, meant: str | None) -> None:
    assert nearest(text, ("Selesai", "Berjalan", "Belum dilaksanakan", "Terkendala")) == meant


def test_characters_no_one_types() -> None:
    assert odd_character("a\x01b") == "U+0001" and odd_character("a_xD800_") == "U+D800" and odd_character("\ud800") == "U+D800"
    assert odd_character("baris\nbaru\ttab 😀 é 中") is None
    assert disguised("lap\u202exslx") and disguised("pаypal") and not disguised("Кириллица") and not disguised("biasa")
