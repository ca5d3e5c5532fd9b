"""Pictures of the form's sheets for the guides: `python -m tests.pictures docs/gambar`. Needs LibreOffice and poppler-utils.

A form of the agency with most rows is filled as a person would in the middle of the work (some cells empty, some wrong, one
against a rule), recalculated and printed by LibreOffice; the first page of each sheet becomes a picture. A form of an owner
of a quick win lends that sheet.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from rmrb_xlsx.rounds.desk import open_desk
from rmrb_xlsx.rounds.issue import render
from rmrb_xlsx.spec.load import load_pack
from tests.conftest import BANYUMAS, RECALCULATE, by_openpyxl, fill_examples, identity, told

YEAR, BUSIEST, OWNER = 2021, "BOR", "KES"
SHEETS = {"petunjuk": "Petunjuk", "periksa": "Periksa", "identitas": "Identitas", "rencana-aksi": "Rencana Aksi", "indikator": "Indikator",
          "kke": "KKE", "survei": "Survei", "road-map-pd": "Road Map PD", "pengesahan": "Pengesahan"}
DPI = 84


def main(target: Path) -> None:
    """Writes the pictures and says how large they are."""
    pack = load_pack(BANYUMAS)
    target.mkdir(parents=True, exist_ok=True)
    with open_desk() as desk, tempfile.TemporaryDirectory() as work:
        office = Office(Path(work))
        busy = fill_examples(desk, render(pack, identity(pack, BUSIEST, YEAR), deadline="14 Januari 2022"))
        cells = {(v["table"], v["row"], v["field"]): (v["sheet"], v["cell"]) for v in told(desk.inspect("f.xlsx", busy))["values"]}
        office.draw(by_openpyxl(busy, lambda book: half_done(book, cells)), SHEETS, target)
        office.draw(fill_examples(desk, render(pack, identity(pack, OWNER, YEAR))), {"quick-wins": "Quick Wins"}, target)
    sizes = {p.name: p.stat().st_size for p in sorted(target.glob("*.png"))}
    for name, size in sizes.items():
        print(f"{name:20} {size // 1024:5} kB")
    print(f"{'bersama':20} {sum(sizes.values()) // 1024:5} kB")


def half_done(book: Any, cells: dict[tuple[str, str, str], tuple[str, str]]) -> None:
    """A form in the middle of the work."""
    steps = [row for table, row, field in cells if table == "rencana_aksi" and field == "progres"]
    changes: dict[tuple[str, str, str], Any] = {
        ("rencana_aksi", steps[0], "progres"): "seratus", ("rencana_aksi", steps[1], "tanggal"): None,
        ("rencana_aksi", steps[2], "progres"): 80, ("identitas", "surel", "isian"): "di kantor", ("identitas", "telepon", "isian"): None}
    items = [row for table, row, field in cells if table == "kke" and field == "jawaban"]
    changes |= {("kke", row, field): None for row in items[5:40] for field in ("jawaban", "bukti", "catatan")}
    changes |= {("kke", row, field): None for row in items for field in ("jawaban_penilai", "catatan_penilai")}
    plan = {"area": "Penguatan Pengawasan", "kegiatan": "Pengendalian gratifikasi di lingkungan bagian", "penanggung_jawab": "Kepala Bagian",
            **{f"th{n}": "Sosialisasi dan pelaporan triwulanan" for n in range(1, 6)}}
    changes |= {("road_map", "+1", field): text for field, text in plan.items()}
    changes |= {("skm", f"+{n}", f"u{u}"): 3 + (n + u) % 2 for n in range(1, 13) for u in range(1, 10)}
    for key, content in changes.items():
        sheet, cell = cells[key]
        book[sheet][cell].value = content


class Office:
    """LibreOffice and poppler in a folder of their own."""

    def __init__(self, work: Path) -> None:
        self.work, self.profile = work, work / "profil"
        (self.profile / "user").mkdir(parents=True)
        (self.profile / "user" / "registrymodifications.xcu").write_text(RECALCULATE, encoding="utf-8")

    def draw(self, data: bytes, sheets: dict[str, str], target: Path) -> None:
        """The first page of each of `sheets` (picture name -> sheet name) as PNG."""
        file = self.work / "formulir.xlsx"
        file.write_bytes(data)
        self._run("soffice", f"-env:UserInstallation={self.profile.as_uri()}", "--headless", "--convert-to", "pdf", "--outdir",
                  str(self.work), str(file))
        pages = self._pages(data)
        for name, sheet in sheets.items():
            page = str(pages[sheet])
            self._run("pdftoppm", "-png", "-r", str(DPI), "-f", page, "-l", page, "-singlefile", str(self.work / "formulir.pdf"),
                      str(target / name))

    def _pages(self, data: bytes) -> dict[str, int]:
        """Sheet -> its first printed page, by the title in its cell A1."""
        titles: dict[str, str] = {}

        def note(book: Any) -> None:
            titles.update({str(s["A1"].value): s.title for s in book if s.sheet_state == "visible"})
        by_openpyxl(data, note)
        text = self._run("pdftotext", "-layout", str(self.work / "formulir.pdf"), "-").split("\f")
        first: dict[str, int] = {}
        for number, page in enumerate(text, start=1):
            line = re.sub(r"\s+", " ", next((x for x in page.splitlines() if x.strip()), "")).strip()
            if line in titles:
                first.setdefault(titles[line], number)
        return first

    def _run(self, program: str, *arguments: str) -> str:
        path = shutil.which(program)
        if path is None:
            raise SystemExit(f"{program} tidak terpasang; pasang LibreOffice dan poppler-utils dahulu.")
        return subprocess.run([path, *arguments], check=True, capture_output=True, text=True, timeout=180).stdout


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/gambar"))
