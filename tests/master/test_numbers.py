"""The numbers: live over Data, true caches, missing is visible, every total leads to its rows."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from rmrb_xlsx.spec.pack import Pack
from rmrb_xlsx.write.master.common import SHEETS
from tests.conftest import by_openpyxl
from tests.journey.test_libreoffice import Convert, differences, grid, same
from tests.master.conftest import Round


def opened(data: bytes, values: bool = True) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


def test_every_sheet_of_the_plan_is_there_in_order(round_: Round) -> None:
    assert opened(round_.second).sheetnames == list(SHEETS)


@pytest.mark.libreoffice
def test_recalculation_by_another_program_changes_nothing(round_: Round, soffice: Convert, tmp_path: Path) -> None:
    (tmp_path / "m.xlsx").write_bytes(round_.second)
    assert differences(round_.second, soffice("xlsx", tmp_path / "m.xlsx", tmp_path / "out").read_bytes()) == {}


@pytest.mark.libreoffice
def test_a_changed_cell_of_data_reaches_the_first_page(round_: Round, soffice: Convert, tmp_path: Path) -> None:
    """The corrected answer of the second master set back by hand in Data: all scores go back to those of the first master."""
    agency, item = round_.key
    before, after = grid(round_.first), grid(round_.second)
    page = opened(round_.second)["Data"]
    key = f"{agency}|pd|kke|{item}|jawaban"
    row = next(r[0].row for r in page.iter_rows(min_row=5) if r[1].value == key)
    old = next(v for (s, c), v in before.items() if s == "Data" and c == f"M{row}")
    assert old != after["Data", f"M{row}"]
    edited = by_openpyxl(round_.second, lambda book: book["Data"].__setitem__(f"M{row}", old))
    (tmp_path / "m.xlsx").write_bytes(edited)
    shown = grid(soffice("xlsx", tmp_path / "m.xlsx", tmp_path / "out").read_bytes())
    scores = {c: v for (s, c), v in before.items() if s == "KKE Rekap" and isinstance(v, int | float) and not c.startswith(("H", "I", "J", "K"))}
    assert scores
    card = next(c for (s, c), v in before.items() if s == "Dasbor" and v == "RATA-RATA KKE PD")
    number = f"{card[:-1]}{int(card[-1]) + 1}"
    assert not same(after["Dasbor", number], before["Dasbor", number])
    assert same(shown["Dasbor", number], before["Dasbor", number])


def test_the_missing_agency_is_belum_everywhere_and_means_say_of_how_many(round_: Round) -> None:
    book = opened(round_.second)
    for name, code_at in (("KKE Rekap", 0), ("Matriks PD x Area", 1)):
        row = next(r for r in book[name].iter_rows(min_row=5) if r[code_at].value == "CCC")
        told = [c.value for c in row[code_at + 2:] if c.value is not None]
        assert told and set(told) == {"belum"}, name
    board = [c.value for row in book["Dasbor"].iter_rows() for c in row if isinstance(c.value, str)]
    assert "kembali dari 3 PD" in board
    assert any(re.match(r"dari 2 dari 3 PD", t) for t in board)
    assert any("rata-rata 2 dari 3 PD" in t for t in board)
    bottom = [r[1].value for r in book["KKE Rekap"].iter_rows(min_row=5) if r[1].value and str(r[1].value).startswith("Rata-rata")]
    assert bottom == ["Rata-rata dari 2 dari 3 PD"]


def test_an_empty_round_shows_no_zero_as_a_score(tmp_path: Path) -> None:
    from rmrb_xlsx.rounds.master import gather_master
    from rmrb_xlsx.rounds.workplace import open_workplace, prepare
    from rmrb_xlsx.write.master.workbook import write_master
    from tests.conftest import EXAMPLE
    prepare(tmp_path / "k", EXAMPLE, 2026, "tahunan", key=b"k" * 32, key_file=tmp_path / "kunci")
    with open_workplace(tmp_path / "k") as place:
        book = opened(write_master(gather_master(place)))
    board = book["Dasbor"]
    for title in ("INDEKS RB", "RATA-RATA KKE PD", "RENCANA AKSI 2026"):
        head = next(c for row in board.iter_rows() for c in row if c.value == title)
        assert board.cell(head.row + 1, head.column).value == "belum", title
    assert {r[2].value for r in book["KKE Rekap"].iter_rows(min_row=5) if r[0].value} == {"belum"}


def links(book: Any, sheet: str) -> dict[str, tuple[str, str]]:
    """Cell -> (sheet, range) of every internal link of a sheet."""
    found = {}
    for row in book[sheet].iter_rows():
        for cell in row:
            if cell.hyperlink and cell.hyperlink.location:
                name, _, place = cell.hyperlink.location.rpartition("!")
                found[cell.coordinate] = (name.strip("'"), place)
    return found


def test_every_link_leads_to_a_place_that_exists(round_: Round) -> None:
    book = opened(round_.second)
    seen = 0
    for sheet in book.sheetnames:
        for name, place in links(book, sheet).values():
            assert name in book.sheetnames
            rows = [int(n) for n in re.findall(r"\d+", place)]
            assert max(rows) <= max(book[name].max_row, 1), (sheet, name, place)
            seen += 1
    assert seen > 60


def test_every_number_of_the_first_page_leads_to_rows_of_data_in_two_clicks(round_: Round) -> None:
    book = opened(round_.second)
    reaching = {s for s in book.sheetnames if any(target == "Data" for target, _ in links(book, s).values())} | {"Data"}
    through = {s for s in book.sheetnames if any(t in reaching - {"Data"} for t, _ in links(book, s).values())}
    first = links(book, "Dasbor")
    assert len(first) > 30
    for cell, (target, _) in first.items():
        assert target in reaching or target in through or target in ("Matriks PD x Area", "Perubahan"), (cell, target)
    heads = [c for row in book["Dasbor"].iter_rows(max_row=5) for c in row if c.coordinate in first]
    assert len(heads) == 12, "six cards, head and number"


def test_the_links_of_the_detail_select_exactly_the_rows_they_count(round_: Round) -> None:
    book = opened(round_.second)
    page, data = book["KKE Rinci"], book["Data"]
    where = links(book, "KKE Rinci")
    checked = 0
    for row in page.iter_rows(min_row=5):
        if row[0].value is None or row[16].coordinate not in where:
            continue
        first, last = (int(n) for n in re.findall(r"[A-Z]+(\d+)", where[row[16].coordinate][1]))
        groups = [data.cell(r, 3).value or "" for r in range(first, last + 1)]
        wanted = f"{row[0].value}|{row[15].value}|kke|{row[3].value}|"
        counted = [g for g in groups if g.startswith(wanted)]
        assert len(counted) == row[7].value + row[11].value
        assert all(data.cell(r, 4).value == row[0].value for r in range(first, last + 1))
        checked += 1
    assert checked > 4


def test_each_row_of_data_names_file_revision_sheet_cell_and_original(round_: Round) -> None:
    page = opened(round_.second)["Data"]
    head = [c.value for c in page[4]]
    rows = [dict(zip(head, [c.value for c in r], strict=True)) for r in page.iter_rows(min_row=5) if r[0].value]
    assert len(rows) == len(round_.lines.data) > 100
    for r in rows:
        assert r["Revisi"] >= 1 and r["Lembar"] and re.fullmatch(r"[A-Z]+\d+", r["Sel"]) and re.fullmatch(r"[0-9a-f]{64}", r["SHA-256"])
        assert (round_.folder / "arsip" / r["SHA-256"][:2] / r["SHA-256"]).is_file()
    assert len({r["Kunci"] for r in rows}) == len(rows)


def test_the_second_master_tells_what_changed_since_the_first(round_: Round) -> None:
    agency, _ = round_.key
    told = [(c.agency, c.what, c.table, c.field) for c in round_.lines.changes]
    assert told == [(agency, "diubah", "kke", "jawaban")]
    line = round_.lines.changes[0]
    assert line.before != line.after and line.revision == 2 and line.cell
    scores = {s.agency: s for s in round_.lines.scores}
    assert scores[agency].earlier_total is not None and scores[agency].earlier_total > scores[agency].total
    assert "Dibandingkan dengan buku induk per 10 Januari 2027" in str(opened(round_.second)["Perubahan"]["A2"].value)
    assert opened(round_.first)["Perubahan"]["A5"].value == "Tidak ada perubahan."


def test_the_obstacle_stands_under_its_level_and_on_the_first_page(round_: Round) -> None:
    assert [(o.level, o.agency, o.obstacle) for o in round_.lines.obstacles if o.level == "Pleno"] == [("Pleno", "BBB", "Anggaran kurang")]
    texts = [str(c.value) for row in opened(round_.second)["Dasbor"].iter_rows() for c in row if c.value]
    assert any("Anggaran kurang" in t for t in texts)


def test_the_regency_and_its_agencies_make_the_index(round_: Round) -> None:
    index, lines = round_.lines.index, round_.lines
    assert lines.regency is not None and index.value is not None
    mean = sum(s.total for s in lines.scores if s.in_index) / sum(s.in_index for s in lines.scores)
    assert same(index.value, 0.5 * lines.regency.total + 0.5 * mean)
    page = opened(round_.second)["Indeks RB"]
    row = next(r for r in page.iter_rows(min_row=5) if r[0].value == "Indeks Reformasi Birokrasi")
    assert same(row[3].value, index.value)


def test_the_scores_follow_from_the_data_sheet_alone(round_: Round, example: Pack) -> None:
    """A third route: pandas reads the sheet Data, nothing else, and comes to the totals of the master."""
    tool = example.instruments[str(example.settings["agency_instrument"])]
    profile = tool.profiles[str(example.settings["profile"])]
    sheet = pd.read_excel(io.BytesIO(round_.second), sheet_name="Data", header=3, engine="calamine", dtype={"Nilai": object})
    sheet = sheet[(sheet["Formulir"] == "pd") & (sheet["Jenis"] != "salah")]
    items = pd.DataFrame([{"Baris": i.id, "sub": i.subcomponent, "scale": i.scale} for i in tool.items])
    subs = pd.DataFrame([{"sub": s.id, "area": s.area, "base": s.weight} for s in tool.subcomponents])
    subs["weight"] = subs["base"] / subs.groupby("area")["base"].transform("sum") * subs["area"].map(profile.areas)
    answers = sheet[(sheet["Tabel"] == "kke") & (sheet["Kolom"] == "jawaban")].merge(items, on="Baris")
    answers["score"] = [tool.scales[s].choices[str(a)] for s, a in zip(answers["scale"], answers["Nilai"], strict=True)]
    means = answers.groupby(["Kode PD", "sub"], as_index=False)["score"].mean().merge(subs, on="sub")
    totals = (means["score"] * means["weight"]).groupby(means["Kode PD"]).sum()
    numbers = sheet[sheet["Tabel"] == "hasil"].pivot(index="Kode PD", columns="Baris", values="Nilai").astype(float)
    for result in tool.results:
        whole = numbers[str(result["of"])] if result["kind"] == "ratio" else float(str(result["max"]))
        totals = totals + numbers[str(result["question"])] / whole * profile.results[str(result["id"])]
    assert {s.agency for s in round_.lines.scores if s.form == "pd"} == set(totals.index) and len(totals) == 2
    for line in (s for s in round_.lines.scores if s.form == "pd"):
        assert line.total == pytest.approx(totals[line.agency], abs=1e-9)
