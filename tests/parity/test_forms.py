"""Whole real forms, from nearly finished to hopeless: file -> LibreOffice -> `_cek` and `Periksa`, against file -> reader -> check.

The form's verdict is the strict one, cell by cell and overall; the plain one differs only where something is to be typed again.
"""

from __future__ import annotations

import random
from collections.abc import Mapping

import pytest

from rmrb_xlsx.rounds.desk import Desk
from rmrb_xlsx.spec.expr import refs
from rmrb_xlsx.spec.judge import Verdict, judge
from rmrb_xlsx.spec.pack import Pack
from rmrb_xlsx.spec.values import Parsed
from rmrb_xlsx.write.lines import reason
from tests.parity.fillings import Key, almost, fill, mixed
from tests.parity.forms import FULL, places, real_copy, written
from tests.parity.nasty import Content
from tests.parity.office import recalculated, shown

pytestmark = pytest.mark.libreoffice
READY = "SIAP DIKIRIM"
COUNTS = {("banyumas", "pd"): 100, ("banyumas", "pemda"): 60, ("example", "pd"): 100, ("example", "pemda"): 60} if FULL else {
    ("banyumas", "pd"): 4, ("banyumas", "pemda"): 4, ("example", "pd"): 8, ("example", "pemda"): 12}
AGENCIES = {"banyumas": ("BOR", "INS", "BAP", "33.02.01"), "example": ("AAA", "BBB", "CCC")}


@pytest.mark.parametrize(("name", "form"), COUNTS)
def test_whole_forms_agree(name: str, form: str, desk: Desk, request: pytest.FixtureRequest) -> None:
    pack: Pack = request.getfixturevalue(name)
    dice = random.Random(f"{name} {form}")
    books, contents = {}, {}
    for n in range(COUNTS[name, form]):
        copy = real_copy(pack, form, "" if form == "pemda" else AGENCIES[name][n % len(AGENCIES[name])], spare=4)
        filled: dict[Key, Content] = mixed(copy, dice, (0.6, 0.2, 0.2)) if n % 4 == 3 else almost(copy, dice, n % 4 + n % 3)
        where = places(copy)
        books[f"f{n:03}"] = fill(written(pack, copy), {where[key]: content for key, content in filled.items()})
        contents[f"f{n:03}"] = (copy, filled, where)
    seen = recalculated(books)
    cases, ready, differ = 0, 0, []
    for book, (copy, filled, where) in contents.items():
        cells = shown(seen[book], "_cek", "Periksa")
        one = desk.inspect(f"{book}.xlsx", books[book])
        assert one.checked is not None and one.submission.outcome == "accepted"
        answers = one.checked.answers
        strict = {(v.slot.table, v.slot.row, v.slot.field): v for v in judge(copy, answers, strict=True)}
        theirs = {(cells["_cek", f"B{n}"], cells["_cek", f"C{n}"]): cells.get(("_cek", f"E{n}")) for n in range(2, len(strict) + 2)}
        differ += [(book, key, filled[key], reason(v), theirs[where[key]]) for key, v in strict.items() if reason(v) != theirs[where[key]]]
        count = sum(v.code is not None for v in strict.values())
        overall = {value for (sheet, _), value in cells.items() if sheet == "Periksa"}
        if (f"BELUM LENGKAP ({count})" if count else READY) not in overall:
            differ.append((book, "Periksa", count, sorted(map(str, overall))[:3]))
        plain = {(v.slot.table, v.slot.row, v.slot.field): v for v in judge(copy, answers)}
        easier = {key for key, v in plain.items() if v.code and not strict[key].code and not _waits(v, answers)}
        assert not easier, f"formulir meloloskan yang kami tolak: {easier}"
        assert one.complete or count
        cases, ready = cases + len(strict), ready + (count == 0)
    print(f"paritas formulir {name} {form}: {len(books)} isian, {cases} sel, {ready} siap dikirim, {len(differ)} perbedaan")
    assert not differ
    assert 0 < ready < len(books)


def _waits(verdict: Verdict, answers: Mapping[Key, Parsed]) -> bool:
    """True for a rule that looks at a content to be typed again: the form judges it then."""
    table, row, field = verdict.slot.table, verdict.slot.row, verdict.slot.field
    return verdict.rule is not None and any(answers[key].retype for name in refs(verdict.rule.holds)
                                            for key in ((table, name, field), (table, row, name)) if key in answers)
