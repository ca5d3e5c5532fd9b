"""The colours agree with the verdict: a cell is coloured exactly when the form's own check calls it open."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.formula.translate import Translator

from rmrb_xlsx.rounds.desk import Desk
from rmrb_xlsx.spec.pack import Pack
from tests.conftest import fill_examples, form, told

ASIDE = 60  # columns to the right, where the copies of the conditions stand
SPOILED: dict[str, tuple[Any, ...]] = {
    "choice": ("Mungkin", None, "selesai"), "percent": (120, "seratus", 0, 40), "number": ("1.234", -5, None), "integer": (2.5, 7, None),
    "index": (9, "baik", None), "date": ("31 Desember", 1, None), "text": (None, "\u00a0", "ada"), "evidence": (None, "ada.pdf"),
    "email": ("di kantor", None), "phone": ("12", "telepon"), "nip": ("123", None)}


@pytest.mark.libreoffice
@pytest.mark.parametrize(("pack", "agency", "year", "seed"), [("example", "AAA", 2026, 1)])
def test_a_cell_is_coloured_exactly_when_it_is_open(request: pytest.FixtureRequest, desk: Desk, soffice: Callable[[str, Path, Path], Path],
                                                    tmp_path: Path, pack: str, agency: str, year: int, seed: int) -> None:
    chosen: Pack = request.getfixturevalue(pack)
    dice = random.Random(seed)
    book = openpyxl.load_workbook(io.BytesIO(fill_examples(desk, form(chosen, agency, year))))
    inputs = told(desk.inspect("f.xlsx", form(chosen, agency, year)))["values"]
    for v in inputs:
        if dice.random() < 0.3:
            book[v["sheet"]][v["cell"]].value = dice.choice(SPOILED[v["kind"]])
    copies = {sheet: written_aside(book[sheet], {v["cell"] for v in inputs if v["sheet"] == sheet}) for sheet in {v["sheet"] for v in inputs}}
    book.save(tmp_path / "f.xlsx")
    shown = openpyxl.load_workbook(soffice("xlsx", tmp_path / "f.xlsx", tmp_path / "out"), data_only=True)
    coloured = {(sheet, cell) for sheet, places in copies.items() for cell, asides in places.items()
                if any(shown[sheet][a].value == 1 for a in asides)}
    check = shown["_cek"]
    open_cells = {(check.cell(r, 2).value, check.cell(r, 3).value) for r in range(2, check.max_row + 1)
                  if check.cell(r, 5).value not in (None, "OK")}
    assert coloured == open_cells
    assert len(open_cells) > 30 and len(open_cells) < len(inputs)


def written_aside(page: Any, inputs: set[str]) -> dict[str, list[str]]:
    """Every condition of every input cell as a formula beside the table: cell -> where its conditions stand."""
    places: dict[str, list[str]] = {cell: [] for cell in inputs}
    used: dict[int, int] = {}
    for ranges in page.conditional_formatting:
        first = str(ranges.sqref).split()[0].split(":")[0]  # conditions are written for the first cell of the first range
        for rule in ranges.rules:
            for area in ranges.sqref.ranges:
                for row in page.iter_rows(area.min_row, area.max_row, area.min_col, area.max_col):
                    for cell in row:
                        if cell.coordinate not in inputs:
                            continue
                        formula = Translator("=" + rule.formula[0], origin=first).translate_formula(cell.coordinate)
                        used[cell.row] = used.get(cell.row, 0) + 1
                        aside = page.cell(cell.row, ASIDE + used[cell.row])
                        aside.value = f"=IF({formula[1:]},1,0)"
                        places[cell.coordinate].append(aside.coordinate)
    return places
