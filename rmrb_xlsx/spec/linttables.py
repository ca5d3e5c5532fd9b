"""The tables that are read as they are (surveys, shares, bands, quick win data, teams, …): their columns, numbers, and what they name.

`COLUMNS` is the list of them; a table that lacks a column is a fault of the file, since whoever reads it relies on the column.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rmrb_xlsx.spec.pack import Pack
from rmrb_xlsx.spec.packfiles import Fault
from rmrb_xlsx.spec.rows import number_or_text

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "questions": ("form", "table", "id", "label", "kind", "required", "choices", "min", "max", "example", "help", "source"),
    "quotations": ("object", "field", "years", "quoted", "source"),
    "quick_win_data": ("quick_win", "table", "row", "label", "value", "unit", "note", "source"),
    "teams": ("team", "role", "position", "agency", "source"),
    "surveys": ("id", "name", "elements", "factor", "population", "source"),
    "survey_bands": ("survey", "id", "name", "at_least", "source"),
    "shares": ("id", "name", "part", "whole", "source"),
    "achievement_classes": ("id", "name", "at_least", "source"),
    "predicates": ("id", "name", "above", "upto", "label"),
}
LOWEST, HIGHEST = 0.0, 100.0
_NUMBERS = {"surveys": ("factor",), "survey_bands": ("at_least",), "achievement_classes": ("at_least",), "predicates": ("above", "upto")}


def column_faults(name: str, stem: str, rows: Sequence[tuple[int, Mapping[str, str]]]) -> Iterator[Fault]:
    """The columns that a table of this name must have and lacks."""
    missing = [c for c in COLUMNS.get(stem, ()) if rows and c not in rows[0][1]]
    if missing:
        yield Fault(name, 1, f"kolom wajib tidak ada: {', '.join(missing)}")


def table_faults(pack: Pack, broken: frozenset[str]) -> Iterator[Fault]:
    """What these tables name that is not there, and cells that are no numbers."""
    asked = {q["id"] for q in pack.tables.get("questions", ())}
    fields = {f.code for form in pack.forms.values() for t in form.tables for f in t.fields}
    surveys = {s["id"] for s in pack.tables.get("surveys", ())}
    wins = {q.id for q in pack.quick_wins} | broken
    agencies = {a.code for a in pack.agencies} | broken
    names: tuple[tuple[str, str, set[str], str], ...] = (
        ("quick_win_data", "quick_win", wins, "quick win"), ("teams", "agency", agencies, "Perangkat Daerah"),
        ("survey_bands", "survey", surveys, "survei"), ("surveys", "elements", fields, "kolom formulir"),
        ("surveys", "population", asked, "pertanyaan"), ("shares", "part", asked, "pertanyaan"), ("shares", "whole", asked, "pertanyaan"))
    for stem, column, known, what in names:
        for file, line, row in _rows(pack, stem):
            for one in (p.strip() for p in row.get(column, "").split(";")):
                if one and one not in known:
                    yield Fault(file, line, f"{what} «{one}» tidak ada")
    for stem, columns in _NUMBERS.items():
        for file, line, row in _rows(pack, stem):
            for column in columns:
                if isinstance(number_or_text(row.get(column, "")), str):
                    yield Fault(file, line, f"«{column}» bukan angka (isi: {row[column]!r})")
    yield from _bands(pack)


def _bands(pack: Pack) -> Iterator[Fault]:
    """The predicates must cover every total from 0 to 100 once."""
    edges = [(number_or_text(r["above"]), number_or_text(r["upto"]), file, line) for file, line, r in _rows(pack, "predicates")]
    bands = sorted((a, b, file, line) for a, b, file, line in edges if isinstance(a, float) and isinstance(b, float))
    expected = LOWEST
    for above, upto, file, line in bands:
        if above != expected or upto <= above:
            yield Fault(file, line, f"predikat mulai di atas {above:g}, seharusnya {expected:g}: ada sela atau tumpang tindih")
        expected = upto
    if bands and expected != HIGHEST:
        yield Fault(bands[-1][2], bands[-1][3], f"predikat berakhir pada {expected:g}, seharusnya {HIGHEST:g}")


def _rows(pack: Pack, stem: str) -> Iterator[tuple[str, int, Mapping[str, str]]]:
    file = {"questions": "forms/questions.csv", "predicates": "instruments/predicates.csv"}.get(stem, f"{stem}.csv")
    known = pack.lines.get(file, {})
    rows = pack.predicates if stem == "predicates" else pack.tables.get(stem, ())
    for n, row in enumerate(rows):
        yield file, known.get((n,), 0), row
