"""The acts around the master: a target open in Excel, the report, the library, the commands."""

from __future__ import annotations

import datetime as dt
import io
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

import rmrb_xlsx
from rmrb_xlsx.cli import rmrb
from rmrb_xlsx.errors import PackError, UsageError
from rmrb_xlsx.gather.frames import COLUMNS, Frames
from rmrb_xlsx.rounds.advice import fill
from rmrb_xlsx.rounds.workplace import open_workplace
from rmrb_xlsx.rounds.yearend import gather_report
from rmrb_xlsx.write.report.workbook import PAGES, write_report
from tests.master.conftest import Round
from tests.master.test_numbers import opened


def test_a_master_open_in_excel_is_written_beside_and_it_is_said(round_: Round, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.replace

    def locked(self: Path, target: Any) -> Path:
        if Path(target).name == "Induk 2026 tahunan.xlsx":
            raise PermissionError(13, "sedang dipakai")
        return real(self, target)
    path = round_.folder / "4 Induk" / "Induk 2026 tahunan.xlsx"
    path.write_bytes(b"induk lama")
    monkeypatch.setattr(Path, "replace", locked)
    result = CliRunner().invoke(rmrb, ["-C", str(round_.folder), "gabung"], standalone_mode=False)
    assert result.return_value == 0
    assert "sedang terbuka" in result.output and "Induk 2026 tahunan (2).xlsx" in result.output
    beside = round_.folder / "4 Induk" / "Induk 2026 tahunan (2).xlsx"
    assert beside.read_bytes() == round_.second and path.read_bytes() == b"induk lama"
    assert not list((round_.folder / "4 Induk").glob(".*"))
    beside.rename(path)


def test_the_report_has_its_pages_and_one_sheet_an_agency(round_: Round) -> None:
    with open_workplace(round_.folder) as place:
        report = gather_report(place)
    data = write_report(report)
    book = opened(data)
    assert book.sheetnames == [*PAGES, "Rek AAA", "Rek BBB", "Rek CCC"]
    assert write_report(report) == data
    for name in book.sheetnames:
        setup = book[name].page_setup
        assert setup.paperSize == 9, "the example pack prints on A4"
        assert book[name].sheet_properties.pageSetUpPr.fitToPage
    summary = " ".join(str(c.value) for row in book["Ringkasan"].iter_rows() for c in row if c.value)
    assert "dari kiriman 2 dari 3 Perangkat Daerah; 1 Perangkat Daerah belum mengirim" in summary
    assert "None" not in summary and "{" not in summary
    formulas = [c for s in openpyxl.load_workbook(io.BytesIO(data)) for row in s.iter_rows() for c in row if c.data_type == "f"]
    assert not formulas, "a printed page holds what was true when it was made"


def test_recommendations_follow_the_state_of_the_agency(round_: Round) -> None:
    with open_workplace(round_.folder) as place:
        pages = {p.agency: p for p in gather_report(place).pages}
    assert [a.kind for a in pages["CCC"].advice] == ["Kiriman belum ada"]
    assert "Tahunan 2026" in pages["CCC"].advice[0].text
    beta = {a.kind: a for a in pages["BBB"].advice}
    assert beta["Kendala terbuka"].text.startswith("Jalankan rencana tindak lanjut: Usul perubahan. Tingkat penyelesaian: Pleno.")
    due = dt.date(2027, 1, 12) + dt.timedelta(days=14)
    assert beta["Kendala terbuka"].due == f"{due.day} Januari 2027"
    weak = [a for a in pages["BBB"].advice if a.kind == "Subkomponen terlemah"]
    assert weak and all("% dari bobot" in a.now for a in weak)


def test_the_second_report_tells_what_was_done_since_the_first(round_: Round, tmp_path: Path) -> None:
    import shutil
    folder = tmp_path / "salinan"
    shutil.copytree(round_.folder, folder)
    with open_workplace(folder) as place:
        ids = [int(s["id"]) for s in place.ledger.current() if s["agency"] != "BBB"]
        place.ledger.record_report("keadaan-lama", "2027-01-09T08:00:00+07:00", ids, "2027-01-09T09:00:00+07:00")
        report = gather_report(place)
    assert "Sejak laporan per 9 Januari 2027 08.00" in report.since and "1 kendala baru" in report.since
    assert {d.agency for d in report.done} == {"BBB"}
    result = CliRunner().invoke(rmrb, ["-C", str(folder), "lapor"], standalone_mode=False)
    assert result.return_value == 0 and "Laporan 2026 tahunan.xlsx" in result.output
    with open_workplace(folder) as place:
        again = gather_report(place)
        assert again.since == report.since, "the same state tells the same, also after it was written"


def test_a_place_in_a_sentence_that_nothing_fills_is_named(round_: Round) -> None:
    with pytest.raises(PackError, match=r"baris «kendala»: isian \{tindak\} tidak dikenal"):
        fill("Jalankan {tindak}", {"tindak_lanjut": "x"}, "kendala")
    assert fill("a {x} b", {"x": "{x} {y}"}, "k") == "a {x} {y} b", "text of a return is not read as a template"


def test_a_pack_without_sentences_gives_a_report_without_them(round_: Round, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_workplace(round_.folder) as place:
        bare = {k: v for k, v in place.pack.tables.items() if k not in ("report_texts", "recommendations")}
        report = gather_report(replace(place, pack=replace(place.pack, tables=bare)))
    assert report.paragraphs == () and report.pages[0].advice == ()
    assert opened(write_report(report)).sheetnames[0] == "Ringkasan"


# --- the library ---

@pytest.fixture(scope="module")
def frames(round_: Round) -> Frames:
    return rmrb_xlsx.gather(round_.folder)


@pytest.mark.parametrize("table", sorted(COLUMNS))
def test_frames_have_the_documented_columns_and_types(frames: Frames, table: str) -> None:
    frame = getattr(frames, table)
    assert list(frame.columns) == list(COLUMNS[table])
    assert {c: str(t) for c, t in frame.dtypes.items()} == dict(COLUMNS[table])
    assert len(frame) > 0


def test_frames_say_what_the_master_says(frames: Frames, round_: Round) -> None:
    assert len(frames.data) == len(round_.lines.data)
    totals = frames.agencies.set_index(["agency", "form"])["total"]
    assert totals["BBB", "pd"] == pytest.approx(next(s.total for s in round_.lines.scores if s.agency == "BBB"))
    assert totals.isna()["CCC", "pd"], "missing, not 0"
    summed = frames.kke[frames.kke["form"] == "pd"].groupby("agency")["score"].sum()
    assert summed["AAA"] == pytest.approx(next(s.leverage for s in round_.lines.scores if s.agency == "AAA"))


def test_parquet_is_written_when_pyarrow_is_there(frames: Frames, tmp_path: Path) -> None:
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        with pytest.raises(UsageError, match="pyarrow"):
            frames.to_parquet(tmp_path)
        return
    assert [p.name for p in frames.to_parquet(tmp_path)] == [f"{t}.parquet" for t in COLUMNS]


def test_one_call_an_act(round_: Round, tmp_path: Path) -> None:
    pack = rmrb_xlsx.load_pack("contoh-kabupaten-rekaan")
    submission = rmrb_xlsx.read_return(rmrb_xlsx.write_form(pack, "AAA", 2026))
    checked = rmrb_xlsx.check(pack, submission)
    assert submission.outcome == "accepted" and not checked.complete and checked.missing > 10
    assert rmrb_xlsx.score(pack, submission).kke.total == 0
    assert rmrb_xlsx.write_master(round_.folder) == round_.second
    broken = rmrb_xlsx.read_return(b"bukan buku kerja")
    assert broken.outcome == "rejected"
    with pytest.raises(UsageError, match="tidak dikenali"):
        rmrb_xlsx.check(pack, broken)


def test_the_public_names_are_the_acts_whatever_was_loaded_first() -> None:
    code = ("import rmrb_xlsx; from rmrb_xlsx import read_return; import rmrb_xlsx as r;"
            "print([callable(getattr(r, n)) for n in r.__all__], r.__all__ == sorted(r.__all__, key=lambda n: (n.islower(), n)))")
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "False" not in out


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = "import rmrb_xlsx, sys; print([m for m in ('pandas', 'xlsxwriter', 'openpyxl', 'pydantic', 'click') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
