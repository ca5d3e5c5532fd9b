"""Spare rows of the survey: free to stay empty, whole once started; both forms are complete when every example is written."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from rmrb_xlsx.rounds.desk import Desk
from rmrb_xlsx.rounds.issue import render
from rmrb_xlsx.spec.pack import Pack
from tests.conftest import by_openpyxl, fill_examples, identity, told


def pemda_form(pack: Pack, year: int) -> bytes:
    return render(pack, replace(identity(pack, str(pack.settings["pemda_agency"]), year), form="pemda"))


@pytest.mark.parametrize(("name", "year"), [("banyumas", 2021), ("example", 2026)])
def test_the_pemda_form_is_complete_with_its_examples(desk: Desk, name: str, year: int, request: pytest.FixtureRequest) -> None:
    entry = told(desk.inspect("f.xlsx", fill_examples(desk, pemda_form(request.getfixturevalue(name), year))))
    assert (entry["identity"]["form"], entry["complete"], entry["counts"]["warning"]) == ("pemda", True, 0)


def test_the_pemda_form_asks_for_all_146_items(desk: Desk, banyumas: Pack) -> None:
    values = told(desk.inspect("f.xlsx", pemda_form(banyumas, 2021)))["values"]
    assert sum(v["table"] == "kke" and v["field"] == "jawaban" for v in values) == 146
    assert {v["row"] for v in values if v["table"] == "hasil"} == {"sakip", "kapasitas_organisasi", "persepsi_korupsi", "opini_bpk",
                                                                   "persepsi_kualitas_pelayanan"}


@pytest.mark.parametrize(("row", "codes"), [
    ({}, {}), (dict.fromkeys(("u1", "u2", "u3", "u4", "u5", "u6", "u7", "u8", "u9"), 3), {}),
    ({"u1": 3, "u2": 4}, {f"u{n}": "baris-belum-utuh" for n in range(3, 10)}), ({"layanan": "KTP"}, {f"u{n}": "baris-belum-utuh" for n in range(1, 10)}),
    (dict.fromkeys((f"u{n}" for n in range(1, 10)), 5), {f"u{n}": "di-luar-batas" for n in range(1, 10)}),
    (dict.fromkeys((f"u{n}" for n in range(1, 10)), 2.5), {f"u{n}": "bukan-bulat" for n in range(1, 10)}),
])
def test_a_started_respondent_row_must_be_whole(desk: Desk, example_form: bytes, row: dict[str, Any], codes: dict[str, str]) -> None:
    filled = fill_examples(desk, example_form)
    where = {v["field"]: (v["sheet"], v["cell"]) for v in told(desk.inspect("f.xlsx", filled))["values"]
             if (v["table"], v["row"]) == ("skm", "+7")}

    def change(book: Any) -> None:
        for field, content in row.items():
            book[where[field][0]][where[field][1]] = content
    entry = told(desk.inspect("f.xlsx", by_openpyxl(filled, change)))
    errors = [f for f in entry["findings"] if f["severity"] == "error"]
    assert {f["field"]: f["code"] for f in errors} == codes
    assert all((f["table"], f["row"]) == ("skm", "+7") for f in errors)
