"""`rmrb nilai`: both forms keep the contract; the words can be followed by hand; impossible answers are told, never counted."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner

from rmrb_xlsx.cli import rmrb
from rmrb_xlsx.rounds.desk import Desk
from rmrb_xlsx.rounds.issue import render
from rmrb_xlsx.spec.pack import Pack
from tests.conftest import by_openpyxl, fill_examples, form, identity, told

CONTRACT = Path(__file__).resolve().parent.parent / "contract" / "nilai.schema.json"


def nilai(*words: str) -> Any:
    return CliRunner().invoke(rmrb, ["nilai", *words], standalone_mode=False)


@pytest.fixture(scope="module")
def files(desk: Desk, example: Pack, banyumas: Pack, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("nilai")
    made = {"pd": fill_examples(desk, form(example, "AAA", 2026)), "kosong": form(example, "BBB", 2026),
            "pemda": fill_examples(desk, render(banyumas, replace(identity(banyumas, "BOR", 2021), form="pemda")))}
    for name, data in made.items():
        (folder / f"{name}.xlsx").write_bytes(data)
    return {name: str(folder / f"{name}.xlsx") for name in made}


def test_the_contract_holds_for_both_forms_and_for_an_empty_one(files: dict[str, str]) -> None:
    data = json.loads(nilai(files["pd"], files["pemda"], files["kosong"], "--json").stdout)
    jsonschema.validate(data, json.loads(CONTRACT.read_text(encoding="utf-8")))
    own, regency, empty = data["files"]
    assert (own["agency"], own["form"], own["kke"]["provisional"], own["kke"]["assessor"]["difference"]) == ("AAA", "pd", False, 0)
    assert (regency["form"], regency["indicators"], regency["kke"]["provisional"]) == ("pemda", [], True)
    assert sum(len(s["items"]) for a in regency["kke"]["areas"] for s in a["subcomponents"]) == 146
    assert regency["kke"]["total"] == pytest.approx(60 + 9.8 + 4.8 + 6.125 + 8.5)
    assert (empty["kke"]["total"], empty["kke"]["total_blank_as_zero"], empty["kke"]["provisional"], empty["kke"]["assessor"]) == (0, 0, True, None)
    assert own["surveys"]["skm"]["index"] == pytest.approx(28.9 / 9 * 25) and own["surveys"]["skm"]["band"] == "B"
    assert own["surveys"]["tlhp"]["percent"] == 90
    assert {i["class"] for i in own["indicators"]} == {"tercapai"}


def test_the_words_can_be_followed_by_hand(files: dict[str, str]) -> None:
    told_words = nilai(files["pd"], files["pemda"], "--jelaskan").stdout
    for part in ("(1 + 1) : 2 butir x bobot", "SEMENTARA: 146 dari 146 butir dijawab, 1 komponen hasil belum dinilai",
                 "Opini BPK: tidak dinilai (nilainya belum ditetapkan dalam paket) dari 3", "9 : 10 = 90,00 %", "sampel minimal 217 dari 500"):
        assert part in told_words


def test_impossible_answers_are_told_and_never_counted(desk: Desk, example: Pack, tmp_path: Path) -> None:
    filled = fill_examples(desk, form(example, "AAA", 2026))
    where = {(v["table"], v["row"], v["field"]): (v["sheet"], v["cell"]) for v in told(desk.inspect("f.xlsx", filled))["values"]}
    contents: dict[tuple[str, str, str], object] = {("skm", "+1", f"u{n}"): 4 for n in range(1, 10)}
    contents |= {("skm", "+2", f"u{n}"): 4 for n in range(1, 10)} | {("skm", "+2", "u3"): 7, ("hasil", "tlhp_selesai", "isian"): 11}

    def change(book: Any) -> None:
        for key, content in contents.items():
            book[where[key][0]][where[key][1]] = content
    (tmp_path / "f.xlsx").write_bytes(by_openpyxl(filled, change))
    one = json.loads(nilai(str(tmp_path / "f.xlsx"), "--json").stdout)["files"][0]
    skm = one["surveys"]["skm"]
    assert (skm["index"], skm["respondents"], skm["left_out"], skm["both"]) == (100, 1, 1, True)
    assert one["surveys"]["tlhp"]["percent"] is None
    assert next(r for r in one["kke"]["results"] if r["id"] == "tlhp")["score"] is None and one["kke"]["provisional"]


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "rusak.xlsx").write_bytes(b"PK\x03\x04")
    result = nilai(str(tmp_path / "rusak.xlsx"))
    assert result.return_value == 3 and "tidak dapat dinilai" in result.stderr
