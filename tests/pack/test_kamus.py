"""The data dictionary: every input of every form stands in it, with what is asked, the rules in words, an example."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from rmrb_xlsx.cli import rmrb
from rmrb_xlsx.explain.dictionary import dictionary
from rmrb_xlsx.spec.pack import Pack


def rows(text: str) -> list[list[str]]:
    return [[c.strip() for c in line.replace("\\|", "¦").strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]


@pytest.fixture(params=["banyumas", "example"])
def pack(request: pytest.FixtureRequest) -> Pack:
    return request.getfixturevalue(request.param)


def test_every_field_of_every_form_is_explained(pack: Pack) -> None:
    text = dictionary(pack, pack.years[0])
    for form in pack.forms.values():
        part = text.split(f"## Formulir `{form.code}`")[1].split("\n## Formulir")[0]
        for table in form.tables:
            block = part.split(f"#### Tabel `{table.code}`")[1].split("\n#### ")[0]
            told = {r[0]: r for r in rows(block)}
            if table.record:
                asked = [q for q in pack.tables["questions"] if (q["form"], q["table"]) == (form.code, table.code)]
                assert asked
                for q in asked:
                    code, _, _, kind, _, required, wanted, example, _ = told[f"`{q['id']}`"]
                    assert (kind, required == "ya", bool(wanted), bool(example)) == (f"`{q['kind']}`", q["required"] == "ya", True, True), code
            else:
                for field in table.fields:
                    line = told[f"`{field.code}`"]
                    assert line[3] == f"`{field.kind}`"
                    assert field.role != "input" or (line[6] and line[7]), field.code
            for rule in table.rules:
                assert told[f"`{rule.code}`"][3] == rule.message


def test_rules_are_told_in_words_with_labels(banyumas: Pack) -> None:
    text = dictionary(banyumas, 2021)
    assert "bila «Status» berisi «Selesai», maka «Kemajuan (%)» diisi dan «Kemajuan (%)» tidak kurang dari 100" in text


def test_units_choices_limits_and_targets_of_rows(banyumas: Pack) -> None:
    told = {r[0]: r for r in rows(dictionary(banyumas, 2020))}
    assert told["`i3.10.2`"][2:7] == ["Opini", "`choice`", "satu dari: WTP / WTP-DPP / WDP / TMP / TW", "kategori", "WTP"]
    assert told["`i3.4.1`"][2:8] == ["Angka 0-5", "`index`", "nilai indeks; antara 0 dan 5", "makin tinggi makin baik", "2,9", "KOM"]
    assert told["`i3.4.2`"][5:7] == ["makin rendah makin baik", "4"]
    assert told["`sk_tanggal`"][6:8] == ["tanggal, misalnya 31/12/2021; antara 01/01/2015 dan 31/12/2021", "15/01/2020"]
    assert told["`k3.5.8`"][2] == "% Jumlah pengadaan dilayani LPSE"
    assert told["`II.1.b`"][2].startswith("A (1) / B (0,67)") or "Ya (1)" in told["`II.1.b`"][2]


def test_no_placeholder_is_left(pack: Pack) -> None:
    assert not [line for line in dictionary(pack, pack.years[-1]).splitlines() if "{year" in line or "{next" in line or "{place" in line]


def test_the_command_prints_it_and_refuses_a_year_outside(banyumas: Pack) -> None:
    result = CliRunner().invoke(rmrb, ["paket", "kamus", banyumas.id, "--tahun", "2020"], standalone_mode=False)
    assert result.return_value == 0
    assert result.output == dictionary(banyumas, 2020)
    assert "di luar masa paket" in str(CliRunner().invoke(rmrb, ["paket", "kamus", banyumas.id, "--tahun", "2031"]).exception)
