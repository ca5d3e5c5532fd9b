"""`Data`, `Berkas`, `Perubahan`: where every number comes from, down to file, revision, sheet and cell, and what is new."""

from __future__ import annotations

from typing import Any

from rmrb_xlsx.write.master.common import (
    DATA_COLUMNS,
    FIRST,
    HEAD,
    LAST_DATA,
    finish,
    frame,
    put,
    put_row,
    tall,
    words_shaded,
)
from rmrb_xlsx.write.master.lines import DataLine, FileLine, Master
from rmrb_xlsx.write.must import Book, Page, column_name, inert
from rmrb_xlsx.write.stream import Piece, RowSheet

DATA_WIDTHS = (6, 12, 12, 10, 30, 9, 13, 13, 13, 22, 44, 12, 26, 7, 9, 7, 14, 7, 30, 14, 8)
VALUE, SCORE, SHA = DATA_COLUMNS.index("Nilai"), DATA_COLUMNS.index("Skor"), DATA_COLUMNS.index("SHA-256")
LETTERS = tuple(column_name(c) for c in range(len(DATA_COLUMNS)))


def draw_data(book: Book, master: Master) -> None:
    """The tidy Excel Table: one row a value. `Skor` looks the answer up in its scale on `Acuan`."""
    page, sheet = book.long_page("Data")
    frame(page, master, "Data", "Satu baris satu isian dari kiriman terbaru yang berlaku. Bila tabel diurutkan ulang, kembalikan dengan "
          "mengurutkan kolom No agar tautan dari lembar lain tepat.", tuple(zip(DATA_COLUMNS, DATA_WIDTHS, strict=True)), freeze=4)
    plain, told, number, link = (book.format(look) for look in ("row_plain", "row_text", "row_n", "row_link"))
    names = {scale: index for index, (scale, _) in enumerate(master.scales, start=1)}
    for position, line in enumerate(master.data):
        row = FIRST + position + 1
        cells = [sheet.number(f"A{row}", position + 1, number)]
        fixed = (line.key, line.group, line.agency, line.agency_name, line.form, line.table, line.row, line.field, line.area,
                 line.label, line.unit)
        cells += [sheet.string(f"{LETTERS[col]}{row}", text, plain) for col, text in enumerate(fixed, start=1) if text]
        at = f"{LETTERS[VALUE]}{row}"
        if isinstance(line.value, str):
            cells.append(sheet.string(at, inert(line.value), told))
        elif line.value is not None:
            cells.append(sheet.number(at, line.value, number))
        cells.append(_score(sheet, line, row, at, names, number))
        cells.append(sheet.string(f"O{row}", line.kind, plain))
        cells.append(sheet.number(f"P{row}", line.revision, number))
        cells += [sheet.string(f"{LETTERS[col]}{row}", inert(text), told)
                  for col, text in enumerate((line.sheet, line.cell, line.file, line.sha256), start=16) if text]
        sha = f"{LETTERS[SHA]}{row}"
        cells.append(sheet.formula(f"{LETTERS[LAST_DATA]}{row}", f'HYPERLINK("../arsip/"&LEFT({sha},2)&"/"&{sha},"buka")', "buka", link))
        sheet.row(row, [c for c in cells if c])
    last = FIRST + max(len(master.data), 1) - 1
    page.call("add_table", HEAD, 0, last, LAST_DATA,
              {"name": "Data", "style": "Table Style Light 1", "columns": [{"header": c} for c in DATA_COLUMNS],
               "description": "Semua isian dari kiriman yang berlaku: satu baris satu isian, dengan asal berkas, lembar, dan sel."})
    for col, name in enumerate(DATA_COLUMNS):
        page.text(HEAD, col, name, "header")
    sheet.reach(last, LAST_DATA)


def _score(sheet: RowSheet, line: DataLine, row: int, at: str, names: dict[str, int], look: Any) -> Piece:
    if line.score is None or line.scale not in names:
        return ""
    scale = names[line.scale]
    formula = f'IFERROR(INDEX(Skala_{scale}_nilai,MATCH({at},Skala_{scale},0)),"")'
    return sheet.formula(f"{LETTERS[SCORE]}{row}", formula, line.score, look)


OUTCOMES = {"accepted": "diterima", "quarantined": "karantina", "rejected": "ditolak"}


def draw_files(page: Page, master: Master) -> None:
    """Every file that came in, newest decision first for each agency, with the link to its archived bytes."""
    columns = (("Kode PD", 10.0), ("Perangkat Daerah", 38.0), ("Formulir", 9.0), ("Berkas", 46.0), ("Hasil", 12.0), ("Revisi", 8.0),
               ("Berlaku", 9.0), ("Disimpan dengan", 20.0), ("Diterima", 17.0), ("SHA-256", 30.0), ("Berkas asli", 12.0))
    frame(page, master, "Berkas yang Diterima", "Berkas asli tersimpan tanpa perubahan di folder arsip, bernama sidik SHA-256-nya. "
          "Bila Windows bertanya dengan program apa, pilih Excel.", columns, freeze=4)
    for row, line in enumerate(master.files, start=FIRST):
        put_row(page, row, (line.agency or "-", line.agency_name or "-", line.form or "-", line.file, OUTCOMES[line.outcome],
                            line.revision, _counts(line), line.saved_by or "-", line.at, line.sha256), number="n0")
        if line.archived:
            page.archived(row, len(columns) - 1, line.archived, "buka berkas")
        else:
            page.text(row, len(columns) - 1, "-", "cell_muted")
        tall(page, row, (line.file, 46.0), (line.agency_name, 38.0), (line.sha256, 30.0))
    words_shaded(page, (FIRST, 6, FIRST + max(len(master.files), 1) - 1, 6), (("▲", "high"), ("▼", "low")))
    finish(page, len(master.files), len(columns), "Belum ada berkas yang diterima.")


def _counts(line: FileLine) -> str:
    return "▲ ya" if line.counts else "▼ tidak" if line.outcome != "accepted" else "– diganti"


def draw_changes(page: Page, master: Master) -> None:
    """What is different from the last master: the first thing that staff read."""
    columns = (("Kode PD", 10.0), ("Perangkat Daerah", 34.0), ("Perubahan", 16.0), ("Tabel", 13.0), ("Baris", 46.0), ("Kolom", 14.0),
               ("Semula", 26.0), ("Menjadi", 26.0), ("Revisi", 8.0), ("Lembar", 14.0), ("Sel", 8.0), ("SHA-256", 16.0))
    since = f"Dibandingkan dengan buku induk per {master.earlier_as_of}." if master.earlier_as_of else \
        "Ini buku induk pertama putaran ini; belum ada pembandingnya."
    frame(page, master, "Perubahan", since, columns)
    for row, line in enumerate(master.changes, start=FIRST):
        put_row(page, row, (line.agency, line.agency_name, line.what, line.table or "-", line.label or "-", line.field or "-"))
        put(page, row, 6, line.before)
        put(page, row, 7, line.after)
        put_row(page, row, (line.revision, line.sheet or "-", line.cell or "-", line.sha256[:12] or "-"), number="n0", start=8)
        tall(page, row, (line.label, 46.0), (line.agency_name, 34.0), (str(line.before or ""), 26.0), (str(line.after or ""), 26.0))
    finish(page, len(master.changes), len(columns), "Tidak ada perubahan.")
