"""Every value stored in an issued form is what a recalculation gives: empty forms, prefilled ones, repaired ones; all sheets, all cells."""

from __future__ import annotations

import random
from typing import Any

import pytest

from rmrb_xlsx.score.cells import computed_cells
from rmrb_xlsx.spec.figures import list_values
from rmrb_xlsx.spec.judge import Key
from rmrb_xlsx.spec.kinds import read_slot
from rmrb_xlsx.spec.model import FormCopy, Stored
from rmrb_xlsx.spec.pack import Pack
from rmrb_xlsx.spec.repairs import Repair
from rmrb_xlsx.write.book import write_form
from tests.parity.fillings import good, nasty
from tests.parity.forms import FULL, real_copy, written
from tests.parity.office import recalculated, shown

pytestmark = pytest.mark.libreoffice
SAMPLE = ("INS", "33.02.01", "DIK")


def differences(one: bytes, other: bytes) -> dict[tuple[str, str], tuple[Any, Any]]:
    left, right = shown(one), shown(other)
    return {k: (left.get(k), right.get(k)) for k in left.keys() | right.keys() if not same(left.get(k), right.get(k))}


def same(one: Any, other: Any) -> bool:
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) < 1e-9 * max(1, abs(one))
    return bool(one == other)


def repaired(pack: Pack, copy: FormCopy, dice: random.Random) -> bytes:
    """A repaired form that holds good, wrong and no answers, as they were typed."""
    answers: dict[Key, Stored] = {}
    for slot in copy.slots():
        content = dice.choice((good, good, nasty))(slot, dice)
        if dice.random() < 0.7 and isinstance(content, str | float) and len(str(content)) < 300 and "\r" not in str(content):
            answers[slot.table, slot.row, slot.field] = content
    nearly = {(s.table, s.row, s.field): 2.9999999999 for s in copy.slots() if s.row == "+2" and s.kind == "integer"}
    answers |= nearly  # a respondent who counts, though no cell holds a whole number to the last bit
    slots = {(s.table, s.row, s.field): s for s in copy.slots()}
    judged = {key: read_slot(value, slots[key]) for key, value in answers.items()}
    plain = {k: p.value if p.state == "ok" and not p.retype else "" for k, p in judged.items() if p.state != "blank"}
    return write_form(copy, list_values(pack, copy), computed=computed_cells(pack, copy, plain),
                      repair=Repair("perbaikan", ("ringkasan",), answers, {}, (), ()))


def prefilled(pack: Pack, copy: FormCopy) -> bytes:
    """Every example as answer."""
    answers = {(s.table, s.row, s.field): s.example for s in copy.slots()}
    return write_form(copy, list_values(pack, copy), answers=answers, computed=computed_cells(pack, copy, answers))


def test_stored_values_are_true(banyumas: Pack, example: Pack) -> None:
    dice = random.Random("terbitan")
    agencies = tuple(a.code for a in banyumas.agencies) if FULL else SAMPLE
    books = {f"kosong {a}": written(banyumas, real_copy(banyumas, "pd", a)) for a in agencies}
    for pack in (banyumas, example):
        for form in ("pd", "pemda"):
            copy = real_copy(pack, form)
            books |= {f"kosong {pack.id} {form}": written(pack, copy), f"isi {pack.id} {form}": prefilled(pack, copy)}
            books |= {f"perbaikan {n} {pack.id} {form}": repaired(pack, copy, dice) for n in range(8 if FULL else 1)}
    after = recalculated(books)
    wrong = {name: dict(list(differ.items())[:9]) for name, data in books.items() if (differ := differences(data, after[name]))}
    print(f"paritas terbitan: {len(books)} formulir, {sum(len(shown(d)) for d in books.values())} nilai, {len(wrong)} formulir berbeda")
    assert not wrong
    assert {shown(books[f"isi {p.id} {f}"], "Periksa")["Periksa", "C5"] for p in (banyumas, example) for f in ("pd", "pemda")} == {"SIAP DIKIRIM"}
