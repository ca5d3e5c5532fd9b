"""The Banyumas pack: counts of the regulation, numbers quoted from the cited lines, honest gaps, no faults."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from rmrb_xlsx.cli import rmrb
from rmrb_xlsx.spec.contents import contents
from rmrb_xlsx.spec.lint import lint
from rmrb_xlsx.spec.pack import Pack
from rmrb_xlsx.spec.quotes import printed_number, source_faults

# Quotations of numbers, typed from the regulation: (row, source line, year -> value).
QUOTED = [
    ("i3.2.1", "L783", {2018: 66, 2019: 68, 2020: 70, 2021: 73, 2022: 75}), ("i3.2.3", "L785", {2018: 3.3, 2019: 3.4, 2022: 3.7}),
    ("i3.2.5", "L787", {2018: "WTP", 2022: "WTP"}), ("i3.2.9", "L792", {2018: 3.5, 2022: 3.7}), ("i3.2.13", "L796", {2018: 70, 2022: 77}),
    ("i3.3.1", "L818", {2019: 79, 2020: 80, 2021: 81, 2022: 82, 2023: 83}), ("i3.3.2", "L819", {2019: 40, 2020: 45, 2021: 55, 2023: 70}),
    ("i3.4.1", "L846", {2019: 2.8, 2020: 2.9, 2021: 3.2, 2022: 3.3, 2023: 3.5}), ("i3.4.2", "L847", {2019: 5, 2020: 4, 2021: 4, 2022: 3, 2023: 2}),
    ("i3.4.4", "L849", {2019: 16.5, 2020: 17.8, 2021: 17.8, 2022: 18.1, 2023: 19.1}), ("i3.8.1", "L917", {2019: 72, 2023: 80}),
    ("i3.10.1", "L950", {2019: 3.45, 2022: 3.65, 2023: 3.75}), ("i3.10.5", "L954-L956", {2019: 89, 2020: 91, 2021: 93, 2022: 95, 2023: 97}),
    ("i3.12.1", "L999", {2019: 3.44, 2023: 3.52}), ("i3.14.1", "L1027", {2019: 20, 2022: 80, 2023: 100}), ("i3.14.2", "L1028", {2019: 15, 2023: 23}),
    ("i3.16.2", "L1053", {2019: 0.09, 2020: 0.064, 2021: 0.051, 2022: 0.086, 2023: 0.087}), ("i3.18.1", "L1089", {2020: 22, 2024: 30}),
    ("iL2.4.2", "L1326;L1330", {2019: 70, 2020: 72, 2021: 74, 2022: 76, 2023: 77}), ("iL2.2.1", "L1317", {2019: 100, 2022: 100, 2023: None}),
]
QUOTED_ACTIVITIES = [("k3.5.3", {2019: 10, 2020: 14, 2021: 15, 2022: 17, 2023: 12}), ("k3.5.5", {2019: None, 2020: 10, 2023: 56}),
                     ("k3.5.7", {2019: 72, 2023: 120}), ("k3.7.3", {2019: 400}), ("k3.11.1", {2021: 49}), ("k3.17.3", {2019: 1204, 2020: 1050, 2023: 1065})]


def test_the_pack_has_no_faults(banyumas: Pack) -> None:
    assert lint(banyumas) == []


def test_counts_of_the_regulation(banyumas: Pack) -> None:
    tables = Counter(i.table for i in banyumas.indicators)
    assert tables == {"3.2": 13, "3.3": 3, "3.4": 4, "3.6": 3, "3.8": 1, "3.10": 8, "3.12": 2, "3.14": 2, "3.16": 3, "3.18": 1, "L2": 15}
    assert len(banyumas.activities) == 38
    lettered = [a for a in banyumas.actions if not a.parent]
    assert sum(a.status != "missing" for a in lettered) == 44
    assert Counter(s.year for s in banyumas.steps) == {2019: 65, 2020: 76, 2021: 76, 2022: 75, 2023: 76}
    assert (len(banyumas.areas), len(banyumas.working_groups), len(banyumas.quick_wins)) == (8, 8, 3)


@pytest.mark.parametrize(("key", "source", "targets"), QUOTED)
def test_targets_equal_the_quoted_numbers(banyumas: Pack, key: str, source: str, targets: dict[int, object]) -> None:
    row = next(i for i in banyumas.printed.indicators if i.id == key)
    assert row.source == source
    assert {y: row.targets[y] for y in targets} == targets


@pytest.mark.parametrize(("key", "targets"), QUOTED_ACTIVITIES)
def test_activity_targets_equal_the_quoted_numbers(banyumas: Pack, key: str, targets: dict[int, object]) -> None:
    row = next(a for a in banyumas.printed.activities if a.id == key)
    assert {y: row.targets[y] for y in targets} == targets


def test_baselines_are_those_of_table_3_2(banyumas: Pack) -> None:
    told = {i.id: i.baseline for i in banyumas.printed.indicators if i.table == "3.2"}
    assert told["i3.2.1"] == 66.68 and told["i3.2.4"] == 79.4 and told["i3.2.5"] == "WTP" and told["i3.2.12"] is None


def test_responsible_is_printed_only_in_table_3_3(banyumas: Pack) -> None:
    for one in banyumas.printed.indicators:
        expected = "printed" if one.table == "3.3" else "assumed"
        assert one.responsible_status == expected and (expected == "printed" or one.responsible_reason)
    assert next(i for i in banyumas.printed.indicators if i.id == "i3.3.1").responsible == ("PTS", "BOR")


@pytest.mark.parametrize(("action", "year", "texts"), [
    ("a1.c", 2019, []), ("a4.h", 2019, ["Penyiapan sarpras pengadaan barang/jasa"]),
    ("a5.l", 2021, ["Evaluasi dan penyesuaian TPP"]), ("a6.a", 2020, []), ("a6.a", 2021, ["Evaluasi RPJMD"]),
    ("a7.iii", 2023, ["Survey bekerjasama Komisi Pemberantasan Korupsi"]), ("a8.c", 2020, ["Penerapan SKM Online"]), ("a8.d.1", 2019, []),
    ("a2.a.1", 2021, ["Pembentukan Tim Penyusunan Draft Perda/perbup", "Rapat Koordinasi", "Konsultasi di Kementerian atau lembaga terkait.",
                      "Harmonisasi, sinkronisasi pembuatan draft", "Finalisasi draft", "Sosialisasi"]),
])
def test_steps_are_those_of_lampiran_two(banyumas: Pack, action: str, year: int, texts: list[str]) -> None:
    assert [s.text for s in banyumas.printed.steps if s.action == action and s.year == year] == texts


def test_gaps_are_marked_and_not_filled(banyumas: Pack) -> None:
    missing = {a.id for a in banyumas.actions if a.status == "missing"}
    assert missing == {"a1.a", "a1.b", "a4.f", *(f"a7.{c}" for c in "abcdefghij")}
    assert all(not a.title and a.reason for a in banyumas.actions if a.id in missing)


def test_agencies_that_report(banyumas: Pack) -> None:
    assert len(banyumas.reporting) == 59
    assert sum(a.kind != "bagian_setda" for a in banyumas.reporting) == 55
    assert {a.code for a in banyumas.reporting if a.kind == "bagian_setda"} == {"BOR", "BHK", "BAD", "BPJ"}


def test_every_target_has_a_quotation_at_the_line_the_row_cites(banyumas: Pack) -> None:
    """The values are compared with the quotations by the lint; here: none is missing, none cites another place."""
    cited = {r.id: set(_lines(r.source)) for r in (*banyumas.printed.indicators, *banyumas.printed.activities)}
    quotes = banyumas.tables["quotations"]
    told = {r.id for r in (*banyumas.printed.indicators, *banyumas.printed.activities) if any(t is not None for t in r.targets.values())}
    assert {q["object"] for q in quotes if q["field"] == "targets"} == told
    assert {q["object"] for q in quotes if q["field"] == "baseline"} == {i.id for i in banyumas.printed.indicators if i.baseline is not None}
    for q in quotes:
        assert q["field"] == "weight" or set(_lines(q["source"])) <= cited[q["object"]], q


def _lines(source: str) -> Iterator[int]:
    for part in source.split(";"):
        ends = [int(n) for n in re.findall(r"L(\d+)", part)]
        yield from range(ends[0], ends[-1] + 1)


@pytest.mark.parametrize(("printed", "value"), [("66,68", 66.68), ("1.204", 1204), ("16,50%", 16.5), ("0,090", 0.09), ("100%", 100), ("WTP", "WTP"),
                                                ("NA", None), ("na", None), ("1.065", 1065), ("3", 3), ("2.881,5", 2881.5)])
def test_printed_numbers_are_read_as_the_regulation_writes_them(printed: str, value: object) -> None:
    assert printed_number(printed) == value


def test_quotations_are_looked_up_in_a_text_of_the_regulation(banyumas: Pack, tmp_path: Path) -> None:
    """With the text at hand every quotation must stand at its line; a number moved or altered there is found."""
    lines = [""] * 1405
    for q in banyumas.tables["quotations"]:
        ends = list(_lines(q["source"]))
        lines[ends[0] - 1] += "\t" + q["quoted"].replace(" | ", "\t")
    for r in banyumas.readings:
        if r.quote and r.source.startswith("L"):
            lines[next(_lines(r.source)) - 1] += "\t" + r.quote.replace("|", "\t")
    text = "\n".join(lines)
    assert list(source_faults(banyumas, text)) == []
    altered = lines.copy()
    altered[783 - 1] = altered[783 - 1].replace("66\t68", "66\t69")
    path = tmp_path / "peraturan.txt"
    path.write_text("\n".join(altered), encoding="utf-8")
    result = CliRunner().invoke(rmrb, ["paket", "periksa", banyumas.id, "--sumber", str(path)], standalone_mode=False)
    assert result.return_value == 1
    assert "KESALAHAN quotations.csv, baris 2: i3.2.1: «68» tidak ada pada L783 teks peraturan" in result.output


def test_the_goals_of_table_3_2_and_the_sub_activity_found_in_a_shifted_column_are_kept(banyumas: Pack) -> None:
    goals = Counter(i.objective.split(":")[0] for i in banyumas.printed.indicators if i.table == "3.2")
    assert goals == {"Tujuan": 1, "Sasaran": 12}
    found = next(a for a in banyumas.actions if a.id == "a5.b.1")
    assert (found.parent, found.source, found.status) == ("a5.b", "L1345", "reconstructed")
    assert {a.id: a.lead for a in banyumas.printed.actions if a.id in ("a4.d", "a4.e", "a4.g")} == {"a4.d": ("ARP", "BAP"), "a4.e": ("ARP", "BAP"), "a4.g": ("KOM", "BAP")}


def test_responsibility_stands_in_one_table_and_doubles_follow(banyumas: Pack) -> None:
    told = {r.object: r for r in banyumas.responsible}
    rows = {r.id: r for r in (*banyumas.printed.indicators, *banyumas.printed.activities)}
    assert {k for k, r in told.items() if r.status == "printed"} == {"i3.3.1", "i3.3.2", "i3.3.3"}
    assert all(r.reason for r in told.values() if r.status == "assumed")
    assert rows["iL2.8.1"].responsible == rows["i3.3.1"].responsible
    assert "i3.3.1" in rows["iL2.8.1"].responsible_reason


@pytest.mark.parametrize("name", ["banyumas-2019-2023", "contoh-kabupaten-rekaan"])
def test_the_contents_keep_the_contract(name: str) -> None:
    told = json.loads(CliRunner().invoke(rmrb, ["paket", "isi", name, "--json"], standalone_mode=False).output)
    schema = json.loads((Path(__file__).parents[1] / "contract" / "paket-isi.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(told)
    assert told["decisions"] and told["instruments"] and told["working_groups"] and told["quick_wins"]
    for one in told["instruments"].values():
        assert one["areas"][0]["subcomponents"][0]["items"][0]["confidence"] and one["scales"] and one["profiles"]


def test_targets_are_told_for_the_years_their_table_prints(banyumas: Pack) -> None:
    told = contents(banyumas)
    years = {i["table"]: tuple(i["targets"]) for i in told["indicators"]}
    five = tuple(str(y) for y in range(2019, 2024))
    assert years["3.2"] == tuple(str(y) for y in range(2018, 2023)) and years["3.18"] == tuple(str(y) for y in range(2020, 2025))
    assert all(v == five for k, v in years.items() if k not in ("3.2", "3.18"))
    assert next(a for a in told["activities"] if a["id"] == "k3.5.5")["targets"] == {"2019": None, "2020": 10, "2021": 24, "2022": 39, "2023": 56}


def test_instruments_are_whole(banyumas: Pack) -> None:
    sizes = {k: (len(t.areas), len(t.subcomponents), len(t.items)) for k, t in banyumas.instruments.items()}
    assert sizes == {"pd-6area": (6, 23, 81), "pd-8area-2019": (8, 34, 93), "pemda": (8, 33, 146)}
    tool = banyumas.instruments["pd-6area"]
    weights = {s.id: tool.effective_weight(s, "perbup") for s in tool.subcomponents}
    assert (weights["IV.1"], weights["V.1"], weights["VI.3"]) == (7.5, 2, 4)


def test_contents_keep_the_lettered_items_and_their_subactivities(banyumas: Pack) -> None:
    told = contents(banyumas)
    item = next(a for a in told["actions"] if a["id"] == "a2.a")
    assert len(item["subactivities"]) == 3 and len(item["steps"]["2021"]) == 18
