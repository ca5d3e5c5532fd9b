"""The two sheets a repaired form has more: `Perbaikan`, the one list of everything to mend, and `Tak Terbaca`, whatever of
the returned file found no place."""

from __future__ import annotations

from collections.abc import Sequence

from rmrb_xlsx.spec import marks
from rmrb_xlsx.spec.repairs import Repair, RepairLine, Unread
from rmrb_xlsx.write.head import Drawing, head
from rmrb_xlsx.write.heights import row_height
from rmrb_xlsx.write.must import LONGEST_CELL, Page

REPAIR_COLUMNS = (("No", 12.0), ("Lembar", 16.0), ("Sel", 8.0), ("Buka", 8.0), ("Isian", 38.0), ("Isi Anda", 26.0),
                  ("Apa yang salah dan cara memperbaikinya", 62.0), ("Dibanding kiriman lalu", 14.0), ("Sekarang", 13.0))
UNREAD_COLUMNS = (("No", 12.0), ("Lembar semula", 22.0), ("Sel semula", 10.0), ("Isi", 80.0), ("Mengapa tidak terbaca", 46.0))
DONE, OPEN = "sudah beres", "belum"
TOP = 4


def draw_repair(page: Page, d: Drawing, repair: Repair) -> None:
    """Summary, then every finding grouped, worst first, with a jump link and the live state of its cell."""
    head(page, d, "Perbaikan", "Semua yang perlu diperbaiki, yang paling penting di atas. Isian Anda yang lain sudah ada.",
         [w for _, w in REPAIR_COLUMNS[2:]])
    _columns(page, REPAIR_COLUMNS)
    row = TOP
    for text in repair.summary:
        page.text(row, 0, text, "plain")
        row += 1
    row += 1
    _header(page, row, REPAIR_COLUMNS)
    page.call("freeze_panes", row + 1, 0)
    page.call("repeat_rows", row)
    states = dict(zip(d.lines.rows, d.lines.reasons, strict=True))
    group = ""
    row += 1
    for number, line in enumerate(repair.lines, start=1):
        if line.group != group:
            group = line.group
            count = sum(one.group == group for one in repair.lines)
            page.text(row, 0, f"{group} ({count})", "heading", text_wrap=False)
            for col in range(1, len(REPAIR_COLUMNS)):
                page.blank(row, col, "heading")
            row += 1
        _line(page, d, row, number, line, states.get(line.key) if line.key else None)
        row += 1
    page.call("print_area", 0, 0, max(row - 1, TOP), len(REPAIR_COLUMNS) - 1)


def _line(page: Page, d: Drawing, row: int, number: int, line: RepairLine, state: str | None) -> None:
    page.number(row, 0, number, "locked", num_format="0")
    for col, text in ((1, line.sheet), (2, line.cell), (4, line.label), (5, line.value), (6, line.words), (7, line.history)):
        page.text(row, col, _fit(text), "locked", quote_prefix=True)
    if line.sheet and line.cell:
        page.link(row, 3, line.sheet, line.cell, "Buka", "jump")
    else:
        page.blank(row, 3, "locked")
    if state is None or line.key is None:
        page.blank(row, 8, "locked")
    else:
        verdict = f"'{marks.CHECK_SHEET}'!$E${d.lines.rows[line.key] + 1}"
        page.formula(row, 8, f'IF({verdict}="OK","{DONE}","{OPEN}")', DONE if state == "OK" else OPEN, "locked")
    page.call("set_row", row, row_height([(line.label, 38), (line.value, 26), (line.words, 62)]))


def draw_unread(page: Page, d: Drawing, unread: Sequence[Unread]) -> None:
    """Cell and text of everything that found no place; nothing is left out, long texts go on in the next row."""
    head(page, d, "Tak Terbaca", "Isi berkas Anda yang tidak mendapat tempat. Bila perlu, pindahkan ke sel kuning yang sesuai.",
         [w for _, w in UNREAD_COLUMNS[2:]])
    _columns(page, UNREAD_COLUMNS)
    _header(page, TOP, UNREAD_COLUMNS)
    page.call("freeze_panes", TOP + 1, 0)
    page.call("repeat_rows", TOP)
    row = TOP
    for number, one in enumerate(unread, start=1):
        for piece in _pieces(one.text):
            row += 1
            page.number(row, 0, number, "locked", num_format="0")
            for col, text in enumerate((one.sheet, one.cell, piece, one.why), start=1):
                page.text(row, col, text, "locked", quote_prefix=True)
            page.call("set_row", row, row_height([(piece[:4000], 80), (one.why, 46)]))
    page.call("print_area", 0, 0, row, len(UNREAD_COLUMNS) - 1)


def _pieces(text: str) -> list[str]:
    return [text[i: i + LONGEST_CELL] for i in range(0, len(text), LONGEST_CELL)] or [""]


def _fit(text: str) -> str:
    return text if len(text) <= 1000 else text[:980] + " [… lihat selnya]"


def _columns(page: Page, columns: Sequence[tuple[str, float]]) -> None:
    for col, (_, width) in enumerate(columns):
        page.call("set_column", col, col, width)


def _header(page: Page, row: int, columns: Sequence[tuple[str, float]]) -> None:
    for col, (name, _) in enumerate(columns):
        page.text(row, col, name, "header")
    page.call("set_row", row, row_height(columns, least=2))
