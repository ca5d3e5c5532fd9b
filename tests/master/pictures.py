"""The pictures of the documentation, made from a simulated round: `python -m tests.master.pictures FOLDER` (a folder of `rmrb coba`).

Needs LibreOffice (soffice) and pdftoppm. Writes docs/gambar/induk/*.png, small and grey enough to stay under 1 MB together.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

import openpyxl

TARGET = Path(__file__).parents[2] / "docs" / "gambar" / "induk"
PICTURES = {"dasbor": ("Induk", "Dasbor"), "matriks": ("Induk", "Matriks PD x Area"), "indikator": ("Induk", "Indikator"),
            "status": ("Induk", "Status"), "laporan": ("Laporan", "Ringkasan"), "rekomendasi": ("Laporan", None)}
DOTS = {"dasbor": 90}


def pdf(book: Path, scratch: Path, pages: str) -> Path:
    """The first pages of a workbook as PDF."""
    options = f'pdf:calc_pdf_Export:{{"PageRange":{{"type":"string","value":"{pages}"}}}}'
    subprocess.run(["soffice", f"-env:UserInstallation={(scratch / 'profil').as_uri()}", "--headless", "--convert-to", options,
                    "--outdir", str(scratch), str(book)], check=True, capture_output=True, timeout=600)
    return scratch / f"{book.stem}.pdf"


def page_of(document: Path, words: str) -> int:
    """The first page that shows `words`."""
    text = subprocess.run(["pdftotext", "-layout", str(document), "-"], capture_output=True, text=True, check=True).stdout
    return next(n for n, page in enumerate(text.split("\f"), start=1) if words in page)


def title(book: Path, sheet: str | None) -> str:
    """What stands in A1 of a sheet; of the first recommendation sheet when none is named."""
    opened = openpyxl.load_workbook(book, read_only=True)
    name = sheet or next(s for s in opened.sheetnames if s.startswith("Rek "))
    return str(next(opened[name].iter_rows(max_row=1, max_col=1, values_only=True))[0])


def main(folder: Path) -> None:
    """Writes all pictures."""
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        books = {kind: next(p for p in (folder / "4 Induk").glob(f"{kind} *.xlsx") if not re.search(r"\(\d+\)", p.name))
                 for kind in ("Induk", "Laporan")}
        documents = {kind: pdf(book, scratch, "1-20") for kind, book in books.items()}
        for picture, (kind, sheet) in PICTURES.items():
            page = page_of(documents[kind], title(books[kind], sheet))
            subprocess.run(["pdftoppm", "-r", str(DOTS.get(picture, 62)), "-png", "-singlefile", "-f", str(page), "-l", str(page),
                            str(documents[kind]), str(TARGET / picture)], check=True)
    size = sum(p.stat().st_size for p in TARGET.glob("*.png"))
    print(f"{len(PICTURES)} gambar, {size // 1024} kB, di {TARGET}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
