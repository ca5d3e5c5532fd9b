"""Each measure beside its floor, run in turns; the median of the pairwise ratios."""

from __future__ import annotations

import io
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import python_calamine
import xlsxwriter

from rmrb_xlsx.read.book import open_book
from rmrb_xlsx.rounds.desk import open_desk
from rmrb_xlsx.spec.load import load_pack
from tests.conftest import BANYUMAS, form

ROUNDS = 9
BARE_CLICK = "import click\n@click.command()\n@click.argument('file')\ndef main(file): print(len(open(file, 'rb').read()))\nmain()"


def seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def ratio(name: str, ours: Callable[[], object], floor: Callable[[], object], rounds: int = ROUNDS) -> None:
    """Prints ours : floor."""
    ours(), floor()
    pairs = [(seconds(ours), seconds(floor)) for _ in range(rounds)]
    quotient = statistics.median(a / b for a, b in pairs)
    print(f"{name:<64} {quotient:6.2f} x   ({1000 * min(a for a, _ in pairs):.0f} : {1000 * min(b for _, b in pairs):.0f} ms)")


def same_cells(data: bytes) -> Callable[[], object]:
    """The same cells by xlsxwriter alone: contents and one format each, no rules, no checks of ours."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheets = [(page.title, [(c.row - 1, c.column - 1, c.value, c.style_id) for row in page.iter_rows() for c in row if c.has_style or c.value is not None]) for page in book]

    def write() -> bytes:
        out = io.BytesIO()
        bare = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False})
        formats: dict[int, Any] = {}
        for title, cells in sheets:
            page = bare.add_worksheet(title)
            for row, col, value, style in cells:
                look = formats.setdefault(style, bare.add_format({"border": 1})) if style not in formats else formats[style]
                if isinstance(value, str) and value.startswith("="):
                    page.write_formula(row, col, value, look, "OK")
                elif value is None:
                    page.write_blank(row, col, None, look)
                else:
                    page.write(row, col, value, look)
        bare.close()
        return out.getvalue()
    return write


def calamine(data: bytes) -> object:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def main() -> None:
    """All measures."""
    pack = load_pack(BANYUMAS)
    data = form(pack, "BOR", 2021)
    ratio("formulir: penulis kami : xlsxwriter saja, sel yang sama", lambda: form(pack, "BOR", 2021), same_cells(data))
    ratio("baca: pembaca kami : calamine", lambda: open_book(data), lambda: calamine(data))
    with open_desk() as desk:
        ratio("periksa: baca dan periksa di dalam sangkar : calamine", lambda: desk.inspect("f.xlsx", data), lambda: calamine(data))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "f.xlsx"
        file.write_bytes(data)
        ours = [sys.executable, "-m", "rmrb_xlsx", "periksa", str(file)]
        bare = [sys.executable, "-c", BARE_CLICK, str(file)]

        def run(command: list[str]) -> object:
            return subprocess.run(command, capture_output=True, check=False)
        ratio("perintah: rmrb periksa BERKAS : click kosong", lambda: run(ours), lambda: run(bare), 5)


if __name__ == "__main__":
    main()
