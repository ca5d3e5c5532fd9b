"""Draws one input sheet: title, links, hidden column codes, header, rows, input rules, colours with words."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rmrb_xlsx.spec import marks
from rmrb_xlsx.spec.kinds import KINDS, asked, excel_empty, excel_wrong
from rmrb_xlsx.spec.model import Field, FormCopy, Row, Sheet, Slot
from rmrb_xlsx.spec.values import Stored, as_text
from rmrb_xlsx.write import computed
from rmrb_xlsx.write.heights import row_height
from rmrb_xlsx.write.lines import CheckLines
from rmrb_xlsx.write.must import Book, Page, Range, cell_name
from rmrb_xlsx.write.place import CHECK_COLUMN, FIRST_FIELD, ID_COLUMN, Block, Placement, Spot
from rmrb_xlsx.write.selfcheck import row_check, verdict_formula

ID_WIDTH, CHECK_WIDTH = 11.0, 10.0
_ISO = re.compile(r"(19|2\d)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Drawing:
    """What every sheet of one book shares."""

    book: Book
    copy: FormCopy
    placed: Placement
    lines: CheckLines
    choices: Mapping[str, str]
    answers: Mapping[Key, Stored]
    computed: Mapping[Key, Stored]
    marked: Mapping[Key, str]
    note: str


def draw_sheet(d: Drawing, sheet: Sheet) -> None:
    """One sheet of the form with all its tables."""
    page = d.book.page(sheet.name)
    head(page, d, sheet.title, sheet.intro)
    for block in d.placed.blocks[sheet.name]:
        _widths(page, block)
        _table_head(page, d, block)
        for index, row in enumerate(block.rows):
            _row(page, d, block, row, block.first_row + index)
        if not block.rows:
            page.text(block.first_row, FIRST_FIELD, block.table.empty_note, "note")
        if block.table.filterable and block.rows:
            page.call("autofilter", block.first_row - 1, 0, block.last_row, block.last_column)
        _input_rules(page, d, [s for s in d.placed.spots if s.slot.table == block.table.code])
        page.condition([(block.first_row, CHECK_COLUMN, block.last_row, CHECK_COLUMN)],
                       {"type": "formula", "criteria": f'=LEFT({cell_name(block.first_row, CHECK_COLUMN)},6)="KURANG"',
                        "format": d.book.format("missing")})
    first = d.placed.blocks[sheet.name][0]
    page.call("freeze_panes", first.first_row, FIRST_FIELD)
    page.call("repeat_rows", first.header_row, first.first_row - 1)
    page.call("repeat_columns", ID_COLUMN, CHECK_COLUMN)
    last = max(b.last_column for b in d.placed.blocks[sheet.name])
    page.call("print_area", 0, 0, d.placed.blocks[sheet.name][-1].last_row, last)


def head(page: Page, d: Drawing, title: str, intro: str) -> None:
    """Rows 1 to 4, alike on every sheet."""
    page.text(0, 0, title, "title")
    page.text(1, 0, intro, "intro")
    if page.name != marks.GUIDE_SHEET:
        page.link(2, 0, marks.GUIDE_SHEET, "A1", f"<< {marks.GUIDE_SHEET}")
    if page.name != marks.SELF_CHECK_SHEET:
        page.link(2, 1, marks.SELF_CHECK_SHEET, "A1", marks.SELF_CHECK_SHEET)
    formula, cached = verdict_formula(d.lines)
    page.formula(2, 2, formula, cached, "verdict")
    identity = d.copy.identity
    page.text(3, 0, f"{d.copy.agency_name} | {d.copy.facts['period']} {identity.year} | {marks.short_code(identity)}"
              + (f" | {d.note}" if d.note else ""), "note")
    protect(page)
    paper(page, d)


def protect(page: Page) -> None:
    """Locked without a password: a hand-rail, not a secret. Filters and widths stay usable."""
    page.call("protect", "", {"format_columns": True, "format_rows": True, "autofilter": True, "sort": True,
                              "select_locked_cells": True, "select_unlocked_cells": True})


def paper(page: Page, d: Drawing) -> None:
    """F4 (Folio, code 14) or A4 landscape, one page wide, footer that ties the paper to the file."""
    page.call("set_paper", 14 if d.copy.facts["paper"] == "F4" else 9)
    page.call("set_landscape")
    page.call("fit_to_pages", 1, 0)
    page.call("set_margins", 0.6, 0.6, 0.6, 0.7)
    note = f" | {d.note[:80]}" if d.note else ""
    page.call("set_footer", f"&L&8{marks.short_code(d.copy.identity)} | {_footer(d.copy.agency_name[:80] + note)}&R&8Halaman &P dari &N")


def _footer(text: str) -> str:
    return text.replace("&", "&&")


def _widths(page: Page, block: Block) -> None:
    page.call("set_column", ID_COLUMN, ID_COLUMN, ID_WIDTH)
    page.call("set_column", CHECK_COLUMN, CHECK_COLUMN, CHECK_WIDTH)
    for field in block.table.fields:
        col = block.column(field.code)
        page.call("set_column", col, col, field.width)


def _table_head(page: Page, d: Drawing, block: Block) -> None:
    table = block.table
    page.text(block.mark_row, ID_COLUMN, marks.column_mark(table.code, marks.ID), "code")
    for field in table.fields:
        page.text(block.mark_row, block.column(field.code), marks.column_mark(table.code, field.code), "code")
    page.call("set_row", block.mark_row, None, None, {"hidden": True})
    low = block.first_row - 1
    if block.two_rows:
        _groups(page, block)
    for col, label in ((ID_COLUMN, "Kode"), (CHECK_COLUMN, "Cek")):
        page.text(low, col, label, "header")
    for field in table.fields:
        look = "header_now" if field.label == f"TH. {d.copy.identity.year}" else "header"
        page.text(low, block.column(field.code), field.label + (" *" if field.required else ""), look)
    widths = [(f.label + " *", f.width) for f in table.fields]
    page.call("set_row", low, row_height(widths, least=2))


def _groups(page: Page, block: Block) -> None:
    runs: list[list[Any]] = [["", ID_COLUMN, CHECK_COLUMN]]
    for field in block.table.fields:
        col = block.column(field.code)
        if runs[-1][0] == field.group:
            runs[-1][2] = col
        else:
            runs.append([field.group, col, col])
    for text, first, last in runs:
        page.text(block.header_row, first, text, "header")
        for col in range(first + 1, last + 1):
            page.blank(block.header_row, col, "header")
        if last > first:
            page.call("merge_range", block.header_row, first, block.header_row, last, text, page.book.format("header"))


def _row(page: Page, d: Drawing, block: Block, row: Row, at: int) -> None:
    table = block.table
    page.text(at, ID_COLUMN, row.id, "id")
    slots = {s.field: s for s in d.copy.row_slots(table, row)} if row.level in ("item", "spare") else {}
    check = row_check(d.lines, [(table.code, row.id, f) for f in slots])
    if check:
        page.formula(at, CHECK_COLUMN, check[0], check[1], "check")
    else:
        page.blank(at, CHECK_COLUMN, "check")
    texts: list[tuple[str, float]] = []
    for field in table.fields:
        col = block.column(field.code)
        if field.role == "input":
            _input(page, d, row, slots.get(field.code), at, col)
            texts.append((as_text(d.answers.get((table.code, row.id, field.code))), field.width))
        elif field.role == "computed":
            _computed(page, d, block, row, field, at, col)
        else:
            value = row.given.get(field.code)
            page.value(at, col, value, _given_look(d, row, field, value))
            texts.append((as_text(value), field.width * (0.92 if row.level != "item" else 1)))
    page.call("set_row", at, row_height([*texts, (row.id, ID_WIDTH * 1.2)]))


def _given_look(d: Drawing, row: Row, field: Field, value: Stored) -> str:
    number = "_number" if isinstance(value, float | int) else ""
    if row.level != "item":
        return row.level + number
    now = field.code == "langkah" or field.label == f"TH. {d.copy.identity.year}"
    return "locked_now" if now and not number else "locked" + number


def _input(page: Page, d: Drawing, row: Row, slot: Slot | None, at: int, col: int) -> None:
    if slot is None:
        page.text(at, col, "-" if row.level == "item" else "", "closed" if row.level == "item" else row.level)
        return
    key = (slot.table, slot.row, slot.field)
    value, look = d.answers.get(key), "mend" if key in d.marked else "input"
    shape: dict[str, Any] = {"num_format": KINDS[slot.kind].format}
    if slot.kind == "date" and isinstance(value, str) and _ISO.fullmatch(value):
        page.date(at, col, value, look, **shape)
    else:
        inert = {"quote_prefix": True} if isinstance(value, str) and value.startswith(("=", "+", "-", "@")) else {}
        page.value(at, col, value, look, **shape, **inert)


def _computed(page: Page, d: Drawing, block: Block, row: Row, field: Field, at: int, col: int) -> None:
    look = "computed" if row.level == "item" else f"{row.level}_number"
    formula = computed.formula(field, row, block, at, d.choices)
    if formula is None:
        page.blank(at, col, look)
    else:
        page.formula(at, col, formula, d.computed.get((block.table.code, row.id, field.code), ""), look)


def _input_rules(page: Page, d: Drawing, spots: list[Spot]) -> None:
    """Validation with prompt and error text, and colours as second guard: cells that ask alike share one rule."""
    alike: dict[tuple[Any, ...], list[Spot]] = defaultdict(list)
    for spot in spots:
        s = spot.slot
        alike[s.field, s.kind, s.required, s.choice_list, s.min, s.max, d.marked.get((s.table, s.row, s.field))].append(spot)
    for group in alike.values():
        ranges = _ranges(group)
        slot = group[0].slot
        options = _told(_validation(slot, d.choices), d.marked.get((slot.table, slot.row, slot.field)))
        if options:
            page.validate(ranges, options)
        corner = cell_name(ranges[0][0], ranges[0][1])
        if slot.required:
            page.condition(ranges, {"type": "formula", "criteria": f"={excel_empty(slot, corner)}", "stop_if_true": True,
                                    "format": d.book.format("missing")})
        if slot.kind not in ("text", "evidence"):
            test = excel_wrong(slot, corner, d.choices.get(slot.choice_list or "", ""))
            page.condition(ranges, {"type": "formula", "criteria": f"=IFERROR(IF({excel_empty(slot, corner)},FALSE,{test}),TRUE)",
                                    "format": d.book.format("wrong")})


def _ranges(spots: list[Spot]) -> list[Range]:
    """The cells as few rectangles: runs down one column."""
    runs: list[list[int]] = []
    for col, row in sorted((s.col, s.row) for s in spots):
        if runs and runs[-1][1] == col and runs[-1][2] == row - 1:
            runs[-1][2] = row
        else:
            runs.append([row, col, row])
    return [(first, col, last, col) for first, col, last in runs]


def _validation(slot: Slot, choices: Mapping[str, str]) -> dict[str, Any] | None:
    """The input rule of a slot; text kinds have none."""
    wanted = asked(slot)
    common = {"error_title": "Isian belum sesuai", "error_message": _short(f"Yang diminta: {wanted}.", 220),
              "input_title": _short(slot.label, 32), "input_message": _short(f"Isi {wanted}.", 250), "error_type": "stop"}
    if slot.choice_list:
        return {"validate": "list", "source": f"={choices[slot.choice_list]}", **common}
    if slot.kind in ("number", "percent", "index", "integer"):
        return {"validate": "integer" if slot.kind == "integer" else "decimal", "criteria": "between",
                "minimum": slot.min if slot.min is not None else -1e12,
                "maximum": slot.max if slot.max is not None else 1e12, **common}
    if slot.kind == "date":
        low, high = (str(slot.min or "2000-01-01"), str(slot.max or "2099-12-31"))
        return {"validate": "date", "criteria": "between", "minimum": _day(low), "maximum": _day(high), **common}
    return None


def _told(options: dict[str, Any] | None, words: str | None) -> dict[str, Any] | None:
    """The input rule of a cell to be mended says what was wrong with it when the cell is chosen."""
    if words is None:
        return options
    return {**(options or {"validate": "any"}), "input_title": "PERBAIKI", "input_message": _short(words, 250)}


def _day(iso: str) -> dt.date:
    return dt.date.fromisoformat(iso)


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
