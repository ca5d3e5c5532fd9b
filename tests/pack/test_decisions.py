"""The contradictions of the regulation: told with sources, and the chosen reading truly decides what forms and scores use."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from rmrb_xlsx.spec.contents import contents
from rmrb_xlsx.spec.copies import make_copy
from rmrb_xlsx.spec.decided import decide, put_once
from rmrb_xlsx.spec.lint import lint
from rmrb_xlsx.spec.load import load_pack, packs_folder
from rmrb_xlsx.spec.model import Identity
from rmrb_xlsx.spec.pack import Pack
from rmrb_xlsx.spec.targets import target

SOURCE_LINES = 1405


def with_choice(pack: Pack, **choices: str) -> Pack:
    """The pack as it would be with other values in the column `chosen`."""
    decisions = tuple(d.model_copy(update={"chosen": choices.get(d.id, d.chosen)}) for d in pack.decisions)
    used, faults = decide(pack.printed, decisions, pack.effects)
    assert faults == []
    return replace(pack, decisions=decisions, areas=used.areas, agencies=used.agencies, indicators=used.indicators, activities=used.activities,
                   actions=used.actions, steps=used.steps, settings=used.settings)


def asked(pack: Pack, agency: str, table: str, year: int) -> dict[str, dict[str, object]]:
    copy = make_copy(pack, Identity(pack.id, pack.edition, year, "tahunan", "pd", agency))
    return {r.id: dict(r.given) for r in copy.rows[table]}


def test_more_than_fifty_are_told_and_two_dozen_change_something(banyumas: Pack) -> None:
    assert len(banyumas.decisions) > 50
    grave = [d for d in banyumas.decisions if {"target", "skor", "pengampu"} & {a.partition(":")[0] for a in d.affects}]
    assert len(grave) >= 24
    assert len({e.decision for e in banyumas.effects}) >= 24
    assert set(Counter(d.severity for d in banyumas.decisions)) == {"tinggi", "sedang", "rendah"}


def test_every_reading_has_its_source_within_the_regulation(banyumas: Pack) -> None:
    for reading in banyumas.readings:
        for part in reading.source.split(";"):
            lines = [int(n) for n in re.findall(r"L(\d+)", part)]
            assert re.fullmatch(r"L\d+(-L\d+)?|S\d+", part) and all(1 <= n <= SOURCE_LINES for n in lines), reading
            assert lines == sorted(lines)


def test_every_choice_is_argued_and_every_reading_is_different(banyumas: Pack) -> None:
    for d in banyumas.decisions:
        texts = [r.text for r in banyumas.readings if r.decision == d.id]
        assert d.reason and len(texts) >= 2 and len(set(texts)) == len(texts)


def test_every_reading_may_be_chosen_and_leaves_a_sound_pack(banyumas: Pack) -> None:
    for reading in banyumas.readings:
        if any((e.decision, e.reading) == (reading.decision, reading.id) for e in banyumas.effects):
            other = with_choice(banyumas, **{reading.decision: reading.id})
            assert lint(other) == [], reading


def _indicator(pack: Pack, key: str) -> object:
    return next(i for i in pack.indicators if i.id == key)


CHOICES: list[tuple[str, str, Callable[[Pack], object], object, object]] = [
    # decision, other reading, what to look at, under the default, under the other reading
    ("t01", "tabel-3.2", lambda p: {k: v["target"] for k, v in asked(p, "BOR", "indikator", 2019).items() if k in ("i3.2.1", "i3.12.2")}, {"i3.12.2": 66}, {"i3.2.1": 68}),
    ("t02", "tabel-3.2", lambda p: {k: v["target"] for k, v in asked(p, "KOM", "indikator", 2019).items() if k in ("i3.2.3", "i3.4.1")}, {"i3.4.1": 2.8}, {"i3.2.3": 3.4}),
    ("t14", "lampiran-2", lambda p: {k: v["target"] for k, v in asked(p, "KOM", "indikator", 2020).items() if k.endswith("4.2")}, {"i3.4.2": 4}, {"iL2.4.2": 72}),
    ("t15", "geser", lambda p: asked(p, "KOM", "indikator", 2020)["i3.2.4"]["target"], 85, 83),
    ("s01", "0-100", lambda p: asked(p, "KOM", "indikator", 2020)["i3.4.1"]["satuan"], "Angka 0-5", "Angka 0-100"),
    ("s06", "kali-seratus", lambda p: asked(p, "BKS", "indikator", 2019)["i3.16.2"]["target"], 0.09, 9),
    ("b02", "hasil-2018", lambda p: asked(p, "INS", "indikator", 2019)["i3.10.4"]["dasar"], 2, 3),
    ("f03", "hasil-2018", lambda p: asked(p, "INS", "indikator", 2019)["i3.10.5"]["target"], 89, 100),
    ("l02", "lampiran-2", lambda p: asked(p, "BHK", "indikator", 2023)["i3.6.1"]["target"], 100, "-"),
    ("l03", "lampiran-2", lambda p: "i3.14.2" in asked(p, "BOR", "indikator", 2021), True, False),
    ("j02", "semua", lambda p: asked(p, "BOR", "kegiatan", 2020)["k3.17.5"]["target"], 49, 55),
    ("p03", "pokja", lambda p: asked(p, "BAP", "rencana_aksi", 2020)["a4.a.2020.1"]["peran"], "Utama", "Pendukung"),
    ("p05", "organisasi", lambda p: ("i3.3.3" in asked(p, "KOM", "indikator", 2020), "i3.3.3" in asked(p, "BOR", "indikator", 2020)), (True, False), (False, True)),
    ("p09", "pokja-sdm", lambda p: asked(p, "BKS", "rencana_aksi", 2020)["a5.l.2020.1"]["peran"], "Pendukung", "Utama"),
    ("l11", "sekali", lambda p: sum("Pelaksanaan Rencana Kerja" in str(v.get("langkah")) for v in asked(p, "KES", "rencana_aksi", 2020).values()), 2, 1),
    ("w01", "nasional", lambda p: {k: v["bobot"] for k, v in asked(p, "KES", "kke", 2020).items() if k in ("IV", "V")}, {"IV": 15, "V": 10}, {"IV": 10, "V": 15}),
    ("w02", "delapan", lambda p: sum(len(k) == 1 for k in asked(p, "KES", "kke", 2020) if "." not in k), 2, 8),
    ("l04", "lampiran-2", lambda p: next(a.number for a in p.areas if a.id == "akt"), 7, 6),
    ("p01", "inspektorat", lambda p: p.settings["pemda_agency"], "BOR", "INS"),
]


@pytest.mark.parametrize(("decision", "reading", "look", "before", "after"), CHOICES, ids=[c[0] for c in CHOICES])
def test_the_chosen_reading_decides(banyumas: Pack, decision: str, reading: str, look: Callable[[Pack], object], before: object, after: object) -> None:
    assert look(banyumas) == before
    assert look(with_choice(banyumas, **{decision: reading})) == after


def test_the_column_chosen_in_the_file_is_all_it_takes(tmp_path: Path) -> None:
    folder = tmp_path / "paket"
    shutil.copytree(packs_folder() / "contoh-kabupaten-rekaan", folder)
    table = folder / "decisions.csv"
    before = next(a for a in load_pack(folder).activities if a.id == "k1.1")
    table.write_text(table.read_text(encoding="utf-8").replace(",tinggi,tabel,", ",tinggi,lampiran,"), encoding="utf-8")
    after = load_pack(folder)
    assert before.targets[2026] == 3
    assert next(a for a in after.activities if a.id == "k1.1").targets == {2025: 2, 2026: 2, 2027: 2}
    assert next(a for a in after.printed.activities if a.id == "k1.1").targets[2026] == 3
    assert target(after, next(a for a in after.activities if a.id == "k1.1"), 2026).decision == "d2"


def test_a_setting_keeps_its_kind(banyumas: Pack) -> None:
    """`tidak` is no, not a word that counts as yes."""
    for name, value, expected in (("support_required", "ya", True), ("support_required", "tidak", False), ("deadline_days", "21", 21)):
        effect = banyumas.effects[0].model_copy(update={"object": "paket", "field": f"settings.{name}", "value": value})
        used, faults = decide(banyumas.printed, banyumas.decisions, (effect,))
        assert (repr(used.settings[name]), faults) == (repr(expected), [])


def test_an_open_contradiction_leaves_the_target_open(banyumas: Pack) -> None:
    pack = with_choice(banyumas, t02="")
    row = next(i for i in pack.indicators if i.id == "i3.4.1")
    assert (target(pack, row, 2020).standing, target(pack, row, 2020).decision) == ("bertentangan", "t02")


def test_the_contents_keep_the_printed_row_beside_the_one_in_force(banyumas: Pack) -> None:
    told = {i["id"]: i for i in contents(banyumas)["indicators"]}
    assert told["i3.4.1"]["unit"] == "Angka 0-100" and told["i3.4.1"]["used"]["unit"] == "Angka 0-5"
    assert {"t02", "s01"} <= set(told["i3.4.1"]["decisions"])
    shifted = {i["id"]: i for i in contents(with_choice(banyumas, t15="geser"))["indicators"]}["i3.2.4"]
    assert shifted["targets"] == {"2018": 80, "2019": 83, "2020": 85, "2021": 90, "2022": 95}
    assert shifted["used"]["targets"] == {"2018": None, "2019": 80, "2020": 83, "2021": 85, "2022": 90, "2023": 95}


def test_a_target_names_the_decision_that_chose_its_series(banyumas: Pack) -> None:
    row = next(i for i in banyumas.indicators if i.id == "i3.12.1")
    assert {"t06", "f06"} <= {d.id for d in banyumas.decisions if row.id in d.object}
    assert target(banyumas, row, 2021).decision == "t06"


def test_doubles_are_put_to_agencies_once(banyumas: Pack) -> None:
    put = {i.id for i in put_once(banyumas.indicators)}
    assert "i3.2.1" not in put and "i3.12.2" in put
    assert {"i3.2.2", "i3.3.1", "i3.2.4", "i3.4.2"} <= put
    assert not any(i.startswith("iL2") for i in put)


def test_a_sub_activity_shows_the_unit_of_its_heading(banyumas: Pack) -> None:
    told = asked(banyumas, "ARP", "kegiatan", 2020)
    assert {k: told[k]["satuan"] for k in ("k3.5.2", "k3.5.3", "k3.5.5")} == dict.fromkeys(("k3.5.2", "k3.5.3", "k3.5.5"), "Unit pencipta arsip")
