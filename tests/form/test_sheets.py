"""The sheets that not every agency has, spare rows, and lists by name."""

from __future__ import annotations

import io
import zipfile

import openpyxl

from rmrb_xlsx.rounds.desk import Desk
from rmrb_xlsx.spec.copies import make_copy
from rmrb_xlsx.spec.pack import Pack
from tests.conftest import by_openpyxl, form, identity, told

MISSING = "baris-belum-utuh"


def sheets(pack: Pack, agency: str) -> list[str]:
    return [s.name for s in make_copy(pack, identity(pack, agency, 2021)).form.sheets]


def test_quick_wins_only_for_their_owners(banyumas: Pack) -> None:
    owners = {a.code for a in banyumas.reporting if "Quick Wins" in sheets(banyumas, a.code)}
    assert owners == {code for q in banyumas.quick_wins for code in q.lead}
    copy = make_copy(banyumas, identity(banyumas, "KES", 2021))
    assert [r.id for r in copy.rows["quick_wins"]] == ["qw2"]
    assert "Tenaga Kesehatan: 156" in str(copy.rows["quick_wins"][0].given["data"])


def test_the_guide_names_exactly_the_sheets_of_the_copy(banyumas: Pack) -> None:
    for agency, there in (("KES", True), ("BOR", False)):
        text = " ".join(make_copy(banyumas, identity(banyumas, agency, 2021)).form.instructions)
        assert ("Quick Wins" in text) is there and "{sheets}" not in text


def test_spare_rows_may_stay_empty_and_a_started_row_is_checked(desk: Desk, banyumas: Pack) -> None:
    data = form(banyumas, "33.02.01", 2021)
    entry = told(desk.inspect("f.xlsx", data))
    where = {(v["row"], v["field"]): v for v in entry["values"] if v["table"] == "road_map"}
    assert len({row for row, _ in where}) == 30
    assert not [f for f in entry["findings"] if f["table"] == "road_map"]

    def change(book: openpyxl.Workbook) -> None:
        page = book["Road Map PD"]
        page[where["+2", "th3"]["cell"]] = "Pelatihan agen perubahan"
        page[where["+5", "area"]["cell"]] = "Tata Laksana Rekaan"
    after = told(desk.inspect("f.xlsx", by_openpyxl(data, change)))
    found = {(f["code"], f["row"], f["field"]) for f in after["findings"] if f["table"] == "road_map"}
    assert found == {*((MISSING, "+2", f) for f in ("area", "kegiatan", "penanggung_jawab")),
                     *((MISSING, "+5", f) for f in ("kegiatan", "penanggung_jawab")), ("bukan-pilihan", "+5", "area")}
    values = {(v["row"], v["field"]): v["value"] for v in after["values"] if v["table"] == "road_map"}
    assert values["+2", "th3"] == "Pelatihan agen perubahan"


def test_a_missing_spare_table_is_told(desk: Desk, banyumas: Pack) -> None:
    def change(book: openpyxl.Workbook) -> None:
        del book["Road Map PD"]
    entry = told(desk.inspect("f.xlsx", by_openpyxl(form(banyumas, "KOM", 2021), change)))
    assert ("tabel-hilang", "road_map") in {(f["code"], f["table"]) for f in entry["findings"]}


def test_lists_are_reached_by_name(banyumas: Pack) -> None:
    data = form(banyumas, "KOM", 2021)
    book = openpyxl.load_workbook(io.BytesIO(data))
    used = {v.formula1.removeprefix("=") for s in book for v in s.data_validations.dataValidation if v.type == "list"}
    assert used and all(n.startswith("Pilihan_") and n in book.defined_names for n in used)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not [n for n in archive.namelist() if n.startswith("xl/worksheets/") and b"_daftar'!" in archive.read(n)]
