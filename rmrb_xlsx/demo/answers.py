"""Invented answers for a form, from its own examples: valid ones with some life in them, and typical human mistakes."""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

Cells = dict[tuple[str, str], str | float]
EPOCH = dt.date(1899, 12, 30)
STEP_TABLE = "rencana_aksi"
STEP_LIVES: tuple[Mapping[str, str | float | None], ...] = (
    {},
    {"status": "Berjalan", "progres": 60, "realisasi": "Sebagian kegiatan sudah berjalan", "tanggal": None, "bukti": None,
     "kendala": None, "tindak_lanjut": None, "eskalasi": None},
    {"status": "Belum dilaksanakan", "progres": 0, "realisasi": "Dijadwalkan pada triwulan berikutnya", "tanggal": None, "bukti": None,
     "kendala": None, "tindak_lanjut": None, "eskalasi": None},
    {"status": "Terkendala", "progres": 30, "realisasi": "Baru tahap persiapan", "tanggal": None, "bukti": None,
     "kendala": "Anggaran belum tersedia", "tindak_lanjut": "Diusulkan pada perubahan anggaran", "eskalasi": "Pokja"},
)
LIFE_WEIGHTS = (60, 25, 8, 7)


def good_answers(values: list[dict[str, Any]], dice: random.Random) -> Cells:
    """Every required cell and most optional ones, all valid; rows of the action plan get one of a few lives."""
    lives: dict[str, Mapping[str, str | float | None]] = defaultdict(
        lambda: dice.choices(STEP_LIVES, LIFE_WEIGHTS)[0])
    optional_rows = {v["row"] for v in values if v["table"] == STEP_TABLE} - {v["row"] for v in values if v["required"]}
    silent = {row for row in sorted(optional_rows) if dice.random() < 0.8}
    cells: Cells = {}
    for v in values:
        if v["row"] in silent:
            continue
        content = _lively(v, lives[v["row"]] if v["table"] == STEP_TABLE else {}, dice)
        if content is not None:
            cells[v["sheet"], v["cell"]] = content
    return cells


def _lively(v: dict[str, Any], life: Mapping[str, str | float | None], dice: random.Random) -> str | float | None:
    content: str | float | None = life.get(v["field"], v["example"])
    if v["kind"] == "date" and isinstance(content, str):
        return float((dt.date.fromisoformat(content) - EPOCH).days)
    if v["table"] == "kke" and v["choices"]:
        weights = [8, 4, 2, 1, 1][: len(v["choices"])]
        return str(dice.choices(v["choices"], weights)[0])
    if v["kind"] in ("number", "percent", "index") and v["field"] == "realisasi" and isinstance(content, int | float):
        varied = round(content * dice.uniform(0.8, 1.12), 2)
        low, high = v["min"], v["max"]
        return float(max(min(varied, varied if high is None else high), varied if low is None else low))
    return content


def example_answers(values: list[dict[str, Any]]) -> Cells:
    """Each cell's own example."""
    dated = ((v, (float((dt.date.fromisoformat(v["example"]) - EPOCH).days) if v["kind"] == "date" and v["example"] else v["example"]))
             for v in values)
    return {(v["sheet"], v["cell"]): content for v, content in dated if content is not None}


def spoil(cells: Cells, values: list[dict[str, Any]], dice: random.Random) -> Cells:
    """The same answers with typical mistakes: text for a number, `80 %`, `1.234,56`, an ambiguous `1.234`, choices typed
    by hand, a date as text, a text that looks like a formula, a required cell left empty."""
    by_kind: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for v in values:
        if (v["sheet"], v["cell"]) in cells:
            by_kind[v["kind"]].append((v["sheet"], v["cell"]))
    spoiled = dict(cells)
    for kind, mistakes in MISTAKES:
        places = by_kind[kind]
        for content in mistakes:
            if places:
                spoiled[places.pop(dice.randrange(len(places)))] = content
    for v in dice.sample([v for v in values if v["required"] and (v["sheet"], v["cell"]) in cells], 3):
        spoiled.pop((v["sheet"], v["cell"]), None)
    return spoiled


MISTAKES: tuple[tuple[str, tuple[str | float, ...]], ...] = (
    ("percent", ("80 %", "seratus", 120)),
    ("number", ("1.234,56", "1.234", "sekitar 10")),
    ("integer", ("3,5",)),
    ("choice", ("selesai", "Sudah", "belum tahu")),
    ("date", ("31 Desember 2021", "12/31/2021")),
    ("text", ('=HYPERLINK("http://contoh.invalid";"klik")',)),
    ("email", ("petugas di kantor",)),
)
