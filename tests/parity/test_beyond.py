"""The only contents on which the form is easier than the check: what a formula cannot see (the list of docs/paritas.md)."""

from __future__ import annotations

from typing import Any

import pytest

from rmrb_xlsx.rounds.desk import Desk
from tests.conftest import by_openpyxl, fill_examples, told
from tests.parity.office import recalculated, shown

STEP = "a1.a.2026.1"
BEYOND: tuple[tuple[tuple[str, str, str], object, str, str], ...] = (  # cell, content, number format, what the check says
    (("rencana_aksi", STEP, "progres"), "=MIN(100,LEN(A1)*100)", "0", "rumus-di-isian"),
    (("kegiatan", "k1.1", "realisasi"), 44561, "dd/mm/yyyy", "angka-jadi-tanggal"),
    (("hasil", "lhkpn_wajib", "isian"), True, "General", "bukan-angka"),
)


@pytest.mark.libreoffice
def test_what_a_formula_cannot_see(desk: Desk, example_form: bytes) -> None:
    filled = fill_examples(desk, example_form)
    where = {(v["table"], v["row"], v["field"]): (v["sheet"], v["cell"]) for v in told(desk.inspect("f.xlsx", filled))["values"]}

    def change(book: Any) -> None:
        for key, content, shape, _ in BEYOND:
            sheet, cell = where[key]
            book[sheet][cell].value = content
            book[sheet][cell].number_format = shape
        sheet, cell = where["hasil", "lhkpn_lapor", "isian"]
        book[sheet][cell].value = 1
    data = by_openpyxl(filled, change)
    found = {(f["sheet"], f["cell"], f["code"]) for f in told(desk.inspect("f.xlsx", data))["findings"] if f["severity"] == "error"}
    assert found == {(*where[key], code) for key, _, _, code in BEYOND}
    assert "SIAP DIKIRIM" in shown(recalculated({"f": data})["f"], "Periksa").values()
