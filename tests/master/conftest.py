"""One small round for all tests of the master: two agencies returned (one with hostile texts), one missing, the regency's own form."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from rmrb_xlsx.rounds.desk import Desk
from rmrb_xlsx.rounds.dropbox import receive
from rmrb_xlsx.rounds.issue import issue
from rmrb_xlsx.rounds.master import consolidate, gather_master
from rmrb_xlsx.rounds.workplace import open_workplace, prepare
from rmrb_xlsx.write.master.lines import Master
from tests.conftest import EXAMPLE, by_openpyxl, fill_examples, told

NASTY = ('=HYPERLINK("http://jahat.invalid","klik")', "+cmd|' /C calc'!A0", "@SUM(1+1)", "http://jahat.invalid/x", "<r><t>tebal</t></r>",
         "{=1+1}", "mailto:a@b.invalid", "'=1+1", "-2+3", "internal:Dasbor!A1")


def clock() -> str:
    return "2027-01-10T09:00:00+07:00"


def later() -> str:
    return "2027-01-12T10:30:00+07:00"


@dataclass(frozen=True)
class Round:
    """A working folder, its two masters (the second after a correction), and the lines of the second."""

    folder: Path
    first: bytes
    second: bytes
    lines: Master
    key: tuple[str, str]


def issued(folder: Path, agency: str, form: str) -> bytes:
    return next(p for p in (folder / "1 Formulir").glob(f"* {agency} *") if p.stem.endswith(" - pemda") == (form == "pemda")).read_bytes()


def changed(desk: Desk, data: bytes, contents: dict[tuple[str, str, str], Any]) -> bytes:
    """The workbook with some cells set, text as text."""
    where = {(v["table"], v["row"], v["field"]): (v["sheet"], v["cell"]) for v in told(desk.inspect("x", data))["values"]}

    def change(book: Any) -> None:
        for key, content in contents.items():
            sheet, at = where[key]
            cell = book[sheet][at]
            cell.value = content
            if isinstance(content, str):
                cell.data_type = "s"
    return by_openpyxl(data, change)


def text_cells(desk: Desk, data: bytes) -> list[tuple[str, str, str]]:
    """Filled text cells whose content nothing depends on."""
    values = told(desk.inspect("x", data))["values"]
    return [(v["table"], v["row"], v["field"]) for v in values
            if v["kind"] == "text" and v["value"] and v["field"] in ("realisasi", "keterangan", "catatan", "catatan_penilai", "tindak_lanjut")]


@pytest.fixture(scope="session")
def round_(tmp_path_factory: pytest.TempPathFactory, desk: Desk) -> Round:
    base = tmp_path_factory.mktemp("induk")
    folder = base / "kerja"
    prepare(folder, EXAMPLE, 2026, "tahunan", key=b"k" * 32, key_file=base / "kunci")
    inbox = folder / "2 Masuk"
    with open_workplace(folder) as place:
        list(issue(place, clock=clock))
        alfa = fill_examples(desk, issued(folder, "AAA", "pd"))
        places = text_cells(desk, alfa)
        assert len(places) >= len(NASTY)
        (inbox / "alfa.xlsx").write_bytes(changed(desk, alfa, dict(zip(places, NASTY, strict=False))))
        (inbox / "pemda.xlsx").write_bytes(fill_examples(desk, issued(folder, "AAA", "pemda")))
        beta = fill_examples(desk, issued(folder, "BBB", "pd"))
        step = next(r for t, r, f in places if t == "rencana_aksi")
        mine = {(v["table"], v["row"], v["field"]) for v in told(desk.inspect("b", beta))["values"]}
        blocked = next(r for t, r, f in sorted(mine) if t == "rencana_aksi" and f == "status")
        assert step
        beta = changed(desk, beta, {("rencana_aksi", blocked, "status"): "Terkendala", ("rencana_aksi", blocked, "progres"): 30,
                                    ("rencana_aksi", blocked, "kendala"): "Anggaran kurang", ("rencana_aksi", blocked, "eskalasi"): "Pleno",
                                    ("rencana_aksi", blocked, "tindak_lanjut"): "Usul perubahan"})
        (inbox / "beta.xlsx").write_bytes(beta)
        assert [t.state for t in receive(place, desk, [inbox], clock=clock)] == ["diterima"] * 3
        first = consolidate(place, clock=clock).read_bytes()
        answer = next(r for t, r, f in sorted(mine) if t == "kke" and f == "jawaban")
        choices = next(v["choices"] for v in told(desk.inspect("b", beta))["values"]
                       if (v["table"], v["row"], v["field"]) == ("kke", answer, "jawaban"))
        (inbox / "beta perbaikan.xlsx").write_bytes(changed(desk, beta, {("kke", answer, "jawaban"): choices[-1]}))
        receive(place, desk, [inbox], clock=later)
        lines = gather_master(place)
        second = consolidate(place, clock=later).read_bytes()
    return Round(folder, first, second, lines, ("BBB", answer))
