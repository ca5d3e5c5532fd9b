"""The live formulas, three ways: our Python, a recalculation by LibreOffice, and pandas on the plain rows, over random fillings."""

from __future__ import annotations

import io
import random
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import openpyxl
import pandas as pd
import pytest

from rmrb_xlsx.rounds.desk import Desk
from rmrb_xlsx.rounds.issue import render
from rmrb_xlsx.rounds.scoring import scores_of
from rmrb_xlsx.score.cells import COLUMNS, FIGURES, computed_cells
from rmrb_xlsx.spec.copies import make_copy
from rmrb_xlsx.spec.model import FormCopy, Slot
from rmrb_xlsx.spec.pack import Pack
from rmrb_xlsx.spec.values import Stored
from rmrb_xlsx.write import computed, figures
from rmrb_xlsx.write.must import cell_name
from rmrb_xlsx.write.place import place
from tests.conftest import identity, told
from tests.parity.office import recalculated

Key = tuple[str, str, str]
WHOLE = 100  # from this seed on everything is filled, and soundly
SCORED = ("kke", "hasil", "survei", "skm", "ipak", "indikator", "kegiatan")


def test_every_computed_column_and_figure_has_both_faces() -> None:
    assert set(COLUMNS) == set(computed.COMPUTED) and set(FIGURES) == set(figures.FIGURES)


def copy_of(pack: Pack, form: str, agency: str, year: int) -> FormCopy:
    return make_copy(pack, replace(identity(pack, agency, year), form=form))


def random_answer(slot: Slot, dice: random.Random, odds: bool) -> Stored:
    """A sound content; now and then one that is out of bounds, a fraction where a whole number is asked for, or a text."""
    odd = odds and dice.random() < 0.04
    if slot.kind == "choice":
        return "tidak tahu" if odd else dice.choice(slot.choices or ("",))
    if slot.kind in ("number", "percent", "index", "integer"):
        low = slot.min if isinstance(slot.min, int | float) else 0
        high = slot.max if isinstance(slot.max, int | float) else 120
        if odd:
            return dice.choice([high + 1.0, low - 1.0, low + 0.5, "tiga"])
        number = dice.uniform(low, high)
        return float(round(number)) if slot.kind == "integer" else round(number, dice.choice((0, 1, 2, 3)))
    return None


def random_filling(copy: FormCopy, seed: int) -> dict[Key, Stored]:
    """Answers for the tables that are scored; the share that is filled, and the respondents, differ from seed to seed."""
    dice = random.Random(seed)
    share = {0: 1.0, 1: 0.9, 2: 0.3}.get(seed % 4, 0.6)
    odds = seed < WHOLE
    live = {(t, r.id): dice.random() < 0.5 for t in ("skm", "ipak") for r in copy.rows.get(t, ())}
    summary = dice.random() < 0.5
    filled: dict[Key, Stored] = {}
    for slot in copy.slots():
        if slot.table not in SCORED or (slot.spare and (not live[slot.table, slot.row] or (summary and seed % 2))):
            continue
        if "_rekap_" in slot.row and not summary:
            continue
        if not odds or dice.random() < (0.99 if slot.spare or "_rekap_" in slot.row else share):
            content = random_answer(slot, dice, odds)
            if content is not None:
                filled[slot.table, slot.row, slot.field] = content
    return filled


def typed(copy: FormCopy, data: bytes, filled: Mapping[Key, Stored]) -> bytes:
    """The form with the contents typed in by openpyxl."""
    spots = {(s.slot.table, s.slot.row, s.slot.field): s for s in place(copy).spots}
    book = openpyxl.load_workbook(io.BytesIO(data))
    for key, content in filled.items():
        book[spots[key].sheet][cell_name(spots[key].row, spots[key].col)].value = content
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def shown_cells(copy: FormCopy, data: bytes) -> dict[Key, Any]:
    """What the workbook shows in every computed cell."""
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    told: dict[Key, Any] = {}
    for blocks in place(copy).blocks.values():
        for block in blocks:
            for field in (f for f in block.table.fields if f.role == "computed"):
                for i, row in enumerate(block.rows):
                    value = book[block.table.sheet][cell_name(block.first_row + i, block.column(field.code))].value
                    told[block.table.code, row.id, field.code] = "" if value is None else value
    return told


def differing(one: Mapping[Key, Any], other: Mapping[Key, Any]) -> dict[Key, tuple[Any, Any]]:
    def same(a: Any, b: Any) -> bool:
        if isinstance(a, int | float) and isinstance(b, int | float):
            return abs(a - b) <= 1e-9 * max(1.0, abs(a))
        return bool(a == b)
    return {k: (one[k], other[k]) for k in one if not same(one[k], other[k])}


def by_pandas(pack: Pack, copy: FormCopy, sound: Mapping[Key, Stored]) -> dict[str, float]:
    """The third route: plain tables, group by, mean; nothing of our scoring code."""
    tool = pack.instrument_of(copy.form.code)
    assert tool is not None
    profile = tool.profiles[pack.profile_of(tool)]
    items = pd.DataFrame([{"item": i.id, "sub": i.subcomponent, "scale": i.scale} for i in tool.items])
    subs = pd.DataFrame([{"sub": s.id, "area": s.area, "base": s.weight} for s in tool.subcomponents])
    subs["weight"] = subs["base"] * subs["area"].map(dict(profile.areas)) / subs.groupby("area")["base"].transform("sum")
    items["value"] = [tool.scales[s].choices.get(str(sound.get(("kke", i, "jawaban"))))
                      for i, s in zip(items["item"], items["scale"], strict=True)]
    table = subs.merge(items.groupby("sub")["value"].agg(["mean", "sum", "size"]).reset_index(), on="sub")
    told = {"pengungkit": float((table["mean"].fillna(0) * table["weight"]).sum()),
            "pengungkit_nol": float((table["sum"] / table["size"] * table["weight"]).sum())}
    for key, fields, factor in (("skm", [f"u{n}" for n in range(1, 10)], 25), ("ipak", [f"p{n}" for n in range(1, 6)], 1)):
        rows = pd.DataFrame([[sound.get((key, r.id, f)) for f in fields] for r in copy.rows.get(key, ())], columns=fields, dtype=float).dropna()
        if len(rows):
            told[key] = float(rows.to_numpy().mean(axis=0).mean() * factor)
    return told


@pytest.mark.libreoffice
def test_random_fillings_agree_three_ways(desk: Desk, banyumas: Pack) -> None:
    copies = {("pd", "INS"): (0, 1, 2, WHOLE), ("pd", "33.02.01"): (3, WHOLE + 3), ("pemda", "BOR"): (0, 2, WHOLE)}
    books: dict[str, bytes] = {}
    known: dict[str, FormCopy] = {}
    for (form, agency), seeds in copies.items():
        copy = copy_of(banyumas, form, agency, 2021)
        empty = render(banyumas, copy.identity)
        for seed in seeds:
            known[f"{form} {agency} {seed}"] = copy
            books[f"{form} {agency} {seed}"] = typed(copy, empty, random_filling(copy, seed))
    after = recalculated(books)
    natures = set()
    for name, copy in known.items():
        one = desk.inspect(name, books[name])
        assert one.checked is not None
        sound = {k: p.value for k, p in one.checked.answers.items() if p.state == "ok"}
        marked = {k: "" if p.state == "wrong" else p.value for k, p in one.checked.answers.items()}
        ours = computed_cells(banyumas, copy, marked)
        assert differing(ours, shown_cells(copy, after[name])) == {}, name
        third, score = by_pandas(banyumas, copy, sound), scores_of(one)
        assert score.kke is not None
        assert score.kke.leverage == pytest.approx(third["pengungkit"], abs=1e-9)
        assert score.kke.leverage_blank_as_zero == pytest.approx(third["pengungkit_nol"], abs=1e-9)
        for survey in score.surveys:
            if survey.basis == "responden":
                assert survey.index == pytest.approx(third[survey.id], abs=1e-9)
        natures |= {("nilai", ours["rekap", "kelengkapan", "nilai"]), *((s.id, s.basis) for s in score.surveys)}
    assert {("nilai", "lengkap"), ("nilai", "sementara"), ("skm", "responden"), ("ipak", "rekap"), ("ipak", "responden")} <= natures


@pytest.mark.parametrize("seed", [0, 1, 3])
def test_a_prefilled_form_carries_the_true_values(banyumas: Pack, seed: int) -> None:
    copy = copy_of(banyumas, "pd", "INS", 2021)
    slots = {(s.table, s.row, s.field): s for s in copy.slots()}
    sound = {k: v for k, v in random_filling(copy, seed).items() if v not in ("tidak tahu", "tiga") and _within(slots[k], v)}
    data = render(banyumas, copy.identity, answers=sound)
    assert differing(computed_cells(banyumas, copy, sound), shown_cells(copy, data)) == {}


def _within(slot: Slot, content: Stored) -> bool:
    if not isinstance(content, float):
        return True
    return ((not isinstance(slot.min, int | float) or content >= slot.min) and (not isinstance(slot.max, int | float) or content <= slot.max)
            and (slot.kind != "integer" or content == int(content)))


@pytest.mark.libreoffice
def test_a_prefilled_form_recalculates_to_itself(banyumas: Pack) -> None:
    copy = copy_of(banyumas, "pd", "INS", 2021)
    data = render(banyumas, copy.identity, answers=random_filling(copy, WHOLE))
    assert differing(shown_cells(copy, data), shown_cells(copy, recalculated({"isi": data})["isi"])) == {}


def test_the_best_form_shows_100_and_the_empty_one_says_provisional(banyumas: Pack, desk: Desk) -> None:
    copy = copy_of(banyumas, "pd", "INS", 2021)
    best: dict[Key, Stored] = {("kke", s.row, s.field): s.choices[0] for s in copy.slots() if s.table == "kke" and s.choices}
    best |= {("hasil", k, "isian"): v for k, v in (("persepsi_korupsi", 4.0), ("persepsi_pelayanan", 4.0), ("tlhp_rekomendasi", 3.0), ("tlhp_selesai", 3.0))}
    cells = computed_cells(banyumas, copy, best)
    assert [cells["rekap", r, "nilai"] for r in ("pengungkit", "hasil", "total", "total_nol", "predikat", "kelengkapan", "penilai", "selisih")] == [
        60.0, 40.0, 100.0, 100.0, "AA", "lengkap", 60.0, 0.0]
    empty = computed_cells(banyumas, copy, {})
    assert [empty["rekap", r, "nilai"] for r in ("pengungkit", "total", "total_nol", "predikat", "kelengkapan")] == ["", "", 0.0, "", "sementara"]
    assert told(desk.inspect("f.xlsx", render(banyumas, copy.identity)))["outcome"] == "accepted"
