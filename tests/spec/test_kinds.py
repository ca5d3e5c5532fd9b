"""Every row of KINDS and OPS by example, and what holds for all contents."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rmrb_xlsx.spec.expr import OPS, evaluate, excel, misfits, parse, refs, words
from rmrb_xlsx.spec.judge import as_form_sees
from rmrb_xlsx.spec.kinds import CHARACTERS, KINDS, PLACES, as_raw, asked, excel_empty, excel_wrong, read_slot
from rmrb_xlsx.spec.model import Slot
from rmrb_xlsx.spec.values import INVISIBLE, Scalar, is_blank

BARE = Slot("t", "r", "f", "Isian", "text", False, None, None, None, None, None)
SLOTS = {kind: replace(BARE, kind=kind, choices=("Ya", "Tidak") if kind == "choice" else None, choice_list="ya" if kind == "choice" else None) for kind in KINDS}
READ: dict[str, list[tuple[Scalar, str, object, bool]]] = {  # content -> state, value or code, to be typed again in the form
    "text": [("isi", "ok", "isi", False), (5.0, "ok", "5", False), ("x" * 5001, "wrong", "terlalu-panjang", False), ("\u200b", "blank", None, False)],
    "evidence": [("laporan.pdf", "ok", "laporan.pdf", False), (" ", "blank", None, False)],
    "choice": [("Ya", "ok", "Ya", False), ("ya ", "ok", "Ya", False), ("Ya\u00a0", "ok", "Ya", True), ("*", "wrong", "bukan-pilihan", False), ("\u00a0", "blank", None, True)],
    "integer": [(3.0, "ok", 3.0, False), (2.9999999999, "ok", 3.0, False), (2.5, "wrong", "bukan-bulat", False), ("3", "ok", 3.0, True), (True, "wrong", "bukan-angka", False)],
    "number": [(1234.56, "ok", 1234.56, False), ("1.234,56", "ok", 1234.56, True), ("1.234", "wrong", "angka-taksa", False), (1e300, "wrong", "angka-tak-wajar", False)],
    "percent": [(80.0, "ok", 80.0, False), ("80 %", "ok", 80.0, True), ("seratus", "wrong", "bukan-angka", False)],
    "index": [(3.5, "ok", 3.5, False), ("3,5", "ok", 3.5, True)],
    "date": [(dt.datetime(2021, 12, 31), "ok", "2021-12-31", False), (44561.0, "ok", "2021-12-31", False), ("31 Desember 2021", "ok", "2021-12-31", True),
             (80.0, "wrong", "bukan-tanggal", False), (dt.date(1985, 5, 5), "wrong", "di-luar-batas", False)],
    "email": [("a@b.id", "ok", "a@b.id", False), (" a@b.id ", "ok", "a@b.id", False), ("\u200ba@b.id", "ok", "a@b.id", True), ("a@b", "wrong", "bukan-surel", False)],
    "phone": [("0812-3456-7890", "ok", "081234567890", False), ("(+62) 8123456", "ok", "+628123456", True), (812345678.0, "ok", "812345678", False),
              (8123456.5, "wrong", "bukan-telepon", False), ("٠٨١٢٣٤٥٦٧٨", "wrong", "bukan-telepon", False)],
    "nip": [("19800101 200501 1 001", "ok", "198001012005011001", False), ("19800101\u00a0200501 1 001", "ok", "198001012005011001", True),
            (198001012005011001.0, "wrong", "presisi-hilang", False), ("12345", "wrong", "bukan-nip", False)],
}


def test_every_kind_has_examples() -> None:
    assert READ.keys() == KINDS.keys()


@pytest.mark.parametrize(("kind", "content", "state", "value", "again"), [(k, *row) for k, rows in READ.items() for row in rows])
def test_kinds_read(kind: str, content: Scalar, state: str, value: object, again: bool) -> None:
    parsed = read_slot(content, SLOTS[kind])
    assert (parsed.state, parsed.code if state == "wrong" else parsed.value, parsed.retype) == (state, value, again)
    assert as_form_sees(parsed).state == ("wrong" if again else state)


@pytest.mark.parametrize("kind", KINDS)
def test_faces_of_a_kind_are_complete(kind: str) -> None:
    face = excel_wrong(SLOTS[kind], "B2", "Pilihan_ya") + excel_empty(SLOTS[kind], "B2")
    assert "{" not in face and "B2" in face and "!" not in face
    assert asked(SLOTS[kind])
    assert set(PLACES) | set(CHARACTERS) >= {w for w in face.replace("(", " ").replace(")", " ").replace("=", " ").replace(",", " ").split() if w.startswith("rmrb_")}


def test_marks_that_show_nothing_are_all_listed() -> None:
    shown = {chr(c) for c in range(0x10000) if not 0xD800 <= c < 0xE000 and is_blank(chr(c))}
    assert shown == set(INVISIBLE)


@pytest.mark.parametrize(("answer", "kind", "raw"), [
    ("2021-12-31", "date", dt.date(2021, 12, 31)), ("2021-02-31", "date", "2021-02-31"), ("besok", "date", "besok"), ("2021-12-31", "text", "2021-12-31"), (5.0, "date", 5.0), (None, "date", None)])
def test_answers_as_they_are_written(answer: str | float | None, kind: str, raw: Scalar) -> None:
    assert as_raw(answer, SLOTS[kind]) == raw


@given(st.sampled_from(sorted(SLOTS)), st.one_of(st.none(), st.booleans(), st.floats(allow_nan=False), st.text(max_size=30),
                                                   st.text(alphabet="0123456789.,-+ %/\u00a0\u200b@ya", max_size=20)))
def test_whatever_stands_there_is_judged_once(kind: str, content: Scalar) -> None:
    """No fault, no fourth state; `retype` only where we understood; blank and filled never at once."""
    parsed = read_slot(content, SLOTS[kind])
    assert parsed.state in ("blank", "ok", "wrong")
    assert not (parsed.state == "wrong" and parsed.retype)
    assert (parsed.state == "blank") == is_blank(content) or parsed.state == "wrong"
    assert parsed.value is None or parsed.state == "ok"


HOLDS: dict[str, list[tuple[object, dict[str, str | float | None], bool]]] = {
    "filled": [({"filled": "a"}, {"a": "x"}, True), ({"filled": "a"}, {"a": None}, False)],
    "blank": [({"blank": "a"}, {"a": None}, True), ({"blank": "a"}, {"a": 0.0}, False)],
    "is": [({"is": ["a", "Ya"]}, {"a": "Ya"}, True), ({"is": ["a", "Ya"]}, {"a": "Tidak"}, False), ({"is": ["a", "Ya"]}, {"a": None}, False)],
    "equal": [({"equal": ["a", "b"]}, {"a": 0.1 + 0.2, "b": 0.3}, True), ({"equal": ["a", 1]}, {"a": 2.0}, False), ({"equal": ["a", 1]}, {"a": None}, True)],
    "at_most": [({"at_most": ["a", "b"]}, {"a": 2.0, "b": 2.0}, True), ({"at_most": ["a", "b"]}, {"a": 3.0, "b": 2.0}, False),
                ({"at_most": ["a", "b"]}, {"a": "2021-05-01", "b": "2021-04-30"}, False), ({"at_most": ["a", "b"]}, {"a": 3.0, "b": None}, True)],
    "at_least": [({"at_least": ["a", 100]}, {"a": 100.0}, True), ({"at_least": ["a", 100]}, {"a": 99.0}, False)],
    "less": [({"less": ["a", "b"]}, {"a": 1.0, "b": 2.0}, True), ({"less": ["a", "b"]}, {"a": 2.0, "b": 2.0}, False)],
    "and": [({"and": [{"filled": "a"}, {"filled": "b"}]}, {"a": "x", "b": "y"}, True), ({"and": [{"filled": "a"}, {"filled": "b"}]}, {"a": "x", "b": None}, False)],
    "or": [({"or": [{"filled": "a"}, {"filled": "b"}]}, {"a": "x", "b": None}, True), ({"or": [{"filled": "a"}, {"filled": "b"}]}, {"a": None, "b": None}, False)],
    "not": [({"not": {"filled": "a"}}, {"a": None}, True), ({"not": {"filled": "a"}}, {"a": "x"}, False)],
    "if": [({"if": [{"filled": "a"}, {"filled": "b"}]}, {"a": None, "b": None}, True), ({"if": [{"filled": "a"}, {"filled": "b"}]}, {"a": "x", "b": None}, False)],
}


def test_every_operator_has_examples_of_both_outcomes() -> None:
    assert HOLDS.keys() == OPS.keys()
    assert all({outcome for _, _, outcome in rows} == {True, False} for rows in HOLDS.values())


@pytest.mark.parametrize(("tree", "values", "outcome"), [row for rows in HOLDS.values() for row in rows])
def test_operators_hold_or_not(tree: object, values: dict[str, str | float | None], outcome: bool) -> None:
    expr = parse(tree)
    assert bool(evaluate(expr, values)) is outcome
    assert refs(expr) == values.keys()
    told = words(expr, {"a": "Kemajuan", "b": "Bukti"})
    assert "Kemajuan" in told and "{" not in told
    formula = excel(expr, dict.fromkeys(values, "B2"), dict.fromkeys(values, "G2=1"))
    assert "{" not in formula and ("B2" in formula or "G2=1" in formula)


@pytest.mark.parametrize("tree", [{"filled": ["a", "b"]}, {"at_most": ["a"]}, {"is": ["a"]}, {"and": []}, {"not": ["a"]}, {"if": ["a", {"filled": "b"}]}, {"equal": [{"filled": "a"}, 1]},
                                  {"filled": 5}])
def test_operators_with_the_wrong_operands_are_refused(tree: object) -> None:
    with pytest.raises(ValueError, match="operator «"):
        parse(tree)


KNOWN = {"angka": "number", "persen": "percent", "hari": "date", "teks": "text", "pilihan": "choice"}


@pytest.mark.parametrize(("tree", "count"), [
    ({"at_most": ["angka", "persen"]}, 0), ({"at_most": ["hari", "hari"]}, 0), ({"filled": "teks"}, 0), ({"is": ["pilihan", "Ya"]}, 0),
    ({"at_most": ["angka", "hari"]}, 1), ({"at_most": ["teks", 3]}, 1), ({"at_most": ["hari", 3]}, 1), ({"less": ["pilihan", "angka"]}, 1),
    ({"is": ["teks", "Ya"]}, 1), ({"is": ["pilihan", "Mungkin"]}, 1), ({"if": [{"is": ["teks", "Ya"]}, {"at_least": ["teks", 1]}]}, 2)])
def test_operands_that_no_face_can_judge_alike_are_named(tree: object, count: int) -> None:
    assert len(misfits(parse(tree), KNOWN, {"pilihan": ("Ya", "Tidak")})) == count


@pytest.mark.parametrize("tree", [None, True, {"selalu": "a"}, {"filled": "a", "blank": "b"}, ["a"], {"is": [None, "x"]}])
def test_unknown_rules_are_refused_in_words(tree: object) -> None:
    with pytest.raises(ValueError, match="tidak dikenal"):
        parse(tree)
