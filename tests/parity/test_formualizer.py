"""A second witness: formualizer, an independent engine that takes booleans as Excel does (LibreOffice makes numbers of them).

Not its business: arrays over the characters of a text, and TRIM, which it lets cut more than ordinary spaces.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import formualizer as fz
from hypothesis import given
from hypothesis import strategies as st

from rmrb_xlsx.spec.expr import OPS, Call, Expr, Lit, Ref, evaluate, excel
from rmrb_xlsx.spec.values import INVISIBLE
from tests.parity.nasty import ALL, BOOLEANS, Content
from tests.parity.test_kinds import SLOTS, judged, workbook

BY_CHARACTER = {"email", "phone", "nip"}


def _within_its_means(content: Content) -> bool:
    return not isinstance(content, str) or not set(content) & (set(INVISIBLE) - {" "})


def test_every_kind_agrees_with_a_second_engine() -> None:
    cases = [(c, s) for s in SLOTS.values() if s.kind not in BY_CHARACTER for c in ALL + BOOLEANS if _within_its_means(c)]
    book = fz.Workbook.from_bytes(workbook(cases))
    book.evaluate_all()
    states = {(1, 0): "blank", (0, 1): "wrong", (0, 0): "ok"}
    theirs = [states.get((book.evaluate_cell("Isian", n, 2), book.evaluate_cell("Isian", n, 3))) for n in range(1, len(cases) + 1)]
    differ = [(s.kind, c, judged(c, s), other) for (c, s), other in zip(cases, theirs, strict=True) if judged(c, s) != other]
    print(f"paritas jenis, saksi kedua: {len(cases)} kasus, {len(differ)} perbedaan")
    assert not differ
    assert any(isinstance(c, bool) for c, _ in cases)


NAMES = {"a": "A1", "b": "B1", "c": "C1"}
NUMBERS = st.one_of(st.none(), st.integers(-3, 3).map(float), st.sampled_from([0.1 + 0.2, 0.3, 99.9999999999, 100.0]))
WORDS = st.sampled_from([None, "Ya", "Tidak", "Selesai"])


def expressions() -> st.SearchStrategy[Expr]:
    """Trees of known operators over a, b (numbers) and c (a choice)."""
    number = st.one_of(st.sampled_from([Ref("a"), Ref("b")]), st.integers(-2, 2).map(lambda n: Lit(float(n))))
    compare = st.builds(lambda op, x, y: Call(op, (x, y)), st.sampled_from(["equal", "at_most", "at_least", "less"]), st.sampled_from([Ref("a"), Ref("b")]), number)
    asks = st.builds(lambda op, name: Call(op, (Ref(name),)), st.sampled_from(["filled", "blank"]), st.sampled_from("abc"))
    chosen = st.sampled_from(["Ya", "ya", "Selesai"]).map(lambda word: Call("is", (Ref("c"), Lit(word))))
    return st.recursive(st.one_of(compare, asks, chosen), lambda inner: st.one_of(
        st.builds(lambda op, x, y: Call(op, (x, y)), st.sampled_from(["and", "or", "if"]), inner, inner), inner.map(lambda x: Call("not", (x,)))), max_leaves=6)


@cache
def _book() -> Any:
    book = fz.Workbook()
    book.add_sheet("S")
    return book


@given(expressions(), NUMBERS, NUMBERS, WORDS)
def test_any_rule_means_the_same_in_both_faces(expr: Expr, a: float | None, b: float | None, c: str | None) -> None:
    values = {"a": a, "b": b, "c": c}
    book = _book()
    for col, value in enumerate(values.values(), start=1):
        book.set_value("S", 1, col, value)
    book.set_formula("S", 2, 1, "=" + excel(expr, NAMES, {name: f"LEN(TRIM({cell}))=0" for name, cell in NAMES.items()}))
    assert book.evaluate_cell("S", 2, 1) is bool(evaluate(expr, values))


def test_the_trees_reach_every_operator() -> None:
    assert {"equal", "at_most", "at_least", "less", "filled", "blank", "is", "and", "or", "if", "not"} == OPS.keys()
