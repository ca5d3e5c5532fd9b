"""Writes `Kendali.xlsx`, the office's own roster: one row an agency, drop-downs, help in the header."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from rmrb_xlsx.write.must import Book

WIDTHS = {"Kode": 11, "Nama": 52, "Surel": 34, "Narahubung": 24, "Telepon": 18, "Batas kirim": 14, "Dikecualikan": 14,
          "Catatan": 40}
HELP = {"Surel": "Boleh lebih dari satu alamat, pisahkan dengan koma.",
        "Batas kirim": "Kosongkan bila sama dengan batas umum di rmrb.toml.",
        "Dikecualikan": "Tulis ya bila tidak perlu melapor putaran ini."}
RULES: Mapping[str, Mapping[str, Any]] = {
    "Dikecualikan": {"validate": "list", "source": ["ya", "tidak"], "error_title": "Isian belum sesuai",
                     "error_message": "Pilih ya atau tidak, atau kosongkan."},
    "Batas kirim": {"validate": "date", "criteria": "between", "minimum": dt.date(2000, 1, 1), "maximum": dt.date(2099, 12, 31),
                    "error_type": "warning", "error_title": "Bukan tanggal", "error_message": "Tulis tanggal, misalnya 31/01/2022."},
}


def write_control(title: str, sheet: str, agencies: Sequence[tuple[str, str]]) -> bytes:
    """The control workbook; `agencies`: (code, name) in order."""
    book = Book({"title": title}, {})
    page = book.page(sheet)
    page.text(0, 0, title, "title")
    page.text(1, 0, "Lengkapi surel dan narahubung. Kolom boleh dipindah; jangan mengubah kolom Kode.", "intro")
    for col, (name, width) in enumerate(WIDTHS.items()):
        page.text(3, col, name, "header")
        page.call("set_column", col, col, width)
    for row, (code, name) in enumerate(agencies, start=4):
        page.text(row, 0, code, "id")
        page.text(row, 1, name, "locked")
        for col in range(2, len(WIDTHS)):
            look = {"num_format": "dd/mm/yyyy"} if list(WIDTHS)[col] == "Batas kirim" else {}
            page.blank(row, col, "input", **look)
    last = 3 + max(len(agencies), 1)
    columns = list(WIDTHS)
    for name, text in HELP.items():
        col = columns.index(name)
        page.validate([(4, col, last, col)], {**RULES.get(name, {"validate": "any"}), "input_title": name, "input_message": text})
    page.call("freeze_panes", 4, 2)
    page.call("autofilter", 3, 0, last, len(columns) - 1)
    page.call("set_landscape")
    page.call("fit_to_pages", 1, 0)
    return book.close()
