"""What the lists tell: adjusted texts, decisions of the office, earlier rounds."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from rmrb_xlsx.cli import rmrb
from rmrb_xlsx.ledger.store import Ledger
from rmrb_xlsx.rounds.history import in_order, realisations
from rmrb_xlsx.rounds.master import gather_master
from rmrb_xlsx.rounds.prefill import last_round
from rmrb_xlsx.rounds.workplace import open_workplace, prepare
from rmrb_xlsx.write.master.workbook import write_master
from tests.conftest import EXAMPLE, by_openpyxl
from tests.journey.test_libreoffice import same
from tests.master.conftest import Round
from tests.master.test_numbers import opened


def test_what_had_to_be_changed_to_be_shown_is_told(round_: Round, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Ledger.values_of

    def spoiled(self: Ledger, submission: int) -> list[dict[str, Any]]:
        values = real(self, submission)
        texts = [i for i, v in enumerate(values) if v["kind"] == "text"]
        values[texts[0]]["value"] = "lonceng\x07"
        values[texts[1]]["value"] = "x" * 50_000
        return values
    monkeypatch.setattr(Ledger, "values_of", spoiled)
    with open_workplace(round_.folder) as place:
        lines = gather_master(place)
    told = [(f.code, f.severity) for f in lines.findings if f.code in ("huruf-kendali", "teks-dipotong")]
    assert told.count(("huruf-kendali", "info")) == told.count(("teks-dipotong", "warning")) == 3, "one each for three submissions"
    texts = {c.value for row in opened(write_master(lines))["Data"].iter_rows(min_row=5) for c in row if isinstance(c.value, str)}
    assert "lonceng␇" in texts and any(t.startswith("xxx") and t.endswith("[… terpotong]") and len(t) <= 32_767 for t in texts)


def test_decisions_of_the_office_stand_beside_those_of_the_pack(round_: Round, tmp_path: Path) -> None:
    folder = tmp_path / "salinan"
    shutil.copytree(round_.folder, folder)
    with open_workplace(folder) as place:
        place.ledger.record_decision("perpanjang", "CCC", "=Budi", "2027-01-13T08:00:00+07:00", "banjir", {"batas": "2027-02-01"})
        lines = gather_master(place)
    own = next(d for d in lines.decisions if d.kind.startswith("keputusan petugas"))
    assert (own.id, own.who, own.reason, own.chosen) == ("K1", "=Budi", "banjir", "berlaku")
    assert [d.id for d in lines.decisions if d.kind == "pertentangan sumber"], "the pack's contradictions come first"
    page = opened(write_master(lines))["Keputusan"]
    assert "=Budi" in [r[7].value for r in page.iter_rows(min_row=5)]


def test_an_earlier_round_gives_last_years_realisation_and_index(round_: Round, tmp_path: Path) -> None:
    now = tmp_path / "kini"
    prepare(now, EXAMPLE, 2027, "tahunan", key=b"k" * 32, key_file=tmp_path / "kunci")
    past = last_round(round_.folder, now)
    with open_workplace(now) as place:
        lines = gather_master(place, [past])
        bare = gather_master(place)
    assert lines.index.past is not None and lines.index.past[0] == "Tahunan 2026"
    assert same(lines.index.past[1], round_.lines.index.value) and bare.index.past is None
    at = lines.years.index(2026)
    known = {(i.id, i.agency): i.history[at] for i in lines.indicators if i.history[at] is not None}
    assert known == {(i.id, i.agency): i.history[i.current] for i in round_.lines.indicators if i.history[i.current] is not None}
    assert known and all(i.history[at] is None for i in bare.indicators)
    result = CliRunner().invoke(rmrb, ["-C", str(now), "gabung", "--riwayat", str(round_.folder)], standalone_mode=False)
    assert result.return_value == 0
    book = opened((now / "4 Induk" / "Induk 2027 tahunan.xlsx").read_bytes())
    assert "Indeks Tahunan 2026" in [r[0].value for r in book["Indeks RB"].iter_rows(min_row=5)]


def test_of_two_rounds_of_a_year_the_later_counts(round_: Round, tmp_path: Path) -> None:
    past = last_round(round_.folder, tmp_path)
    key = ("indikator", "i1.1", "realisasi")
    half = replace(past, period="s1", answers={("AAA", "pd"): {key: 1.0}})
    year = replace(past, answers={("AAA", "pd"): {key: 2.0}})
    assert [r.period for r in in_order([year, half])] == ["s1", "tahunan"]
    assert realisations([year, half])[2026, "i1.1", "AAA"] == 2.0


def test_an_exempt_agency_is_in_no_mean_even_when_it_returned(round_: Round, tmp_path: Path) -> None:
    folder = tmp_path / "salinan"
    shutil.copytree(round_.folder, folder)
    roster = folder / "Kendali.xlsx"

    def exempt(book: Any) -> None:
        page = book.active
        head = next(c for row in page.iter_rows(max_row=6) for c in row if c.value == "Dikecualikan")
        line = next(r[0].row for r in page.iter_rows(min_row=head.row + 1) if r[0].value == "BBB")
        page.cell(line, head.column).value = "ya"
    roster.write_bytes(by_openpyxl(roster.read_bytes(), exempt))
    with open_workplace(folder) as place:
        lines = gather_master(place)
    assert [s.agency for s in lines.scores] == ["AAA"] and len(lines.due) == 2
    board = [c.value for row in opened(write_master(lines))["Dasbor"].iter_rows() for c in row if isinstance(c.value, str)]
    assert "kembali dari 2 PD" in board and any(t.startswith("dari 1 dari 2 PD") for t in board)
