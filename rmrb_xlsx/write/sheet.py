"""Draws one input sheet: head, hidden column codes, header, rows, input rules, print set-up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from rmrb_xlsx.spec import marks
from rmrb_xlsx.spec.kinds import KINDS, WORD_KINDS, as_raw
from rmrb_xlsx.spec.model import Field, Row, Sheet, Slot
from rmrb_xlsx.spec.values import Stored, as_text
from rmrb_xlsx.write import computed
from rmrb_xlsx.write.head import Drawing, head
from rmrb_xlsx.write.heights import row_height
from rmrb_xlsx.write.inputs import input_rules
from rmrb_xlsx.write.must import Page, cell_name
from rmrb_xlsx.write.place import CHECK_COLUMN, FIRST_BLOCK, FIRST_FIELD, ID_COLUMN, Block
from rmrb_xlsx.write.selfcheck import OPEN, row_check
from rmrb_xlsx.write.sight import Sight
from rmrb_xlsx.write.summary import draw_summary
from rmrb_xlsx.write.words import short

ID_WIDTH, CHECK_WIDTH = 10.0, 9.0
REPEATED = 1.6  # how many letters by column width a repeated text keeps
PAGE_ROWS = 20
HEADER_LOOKS = {"given": "header_given", "input": "header", "computed": "header_computed"}


def draw_sheet(d: Drawing, sheet: Sheet) -> None:
    """One sheet of the form with all its tables."""
    page = d.book.page(sheet.name)
    blocks = d.placed.blocks[sheet.name]
    head(page, d, sheet.title, sheet.intro, [f.width for f in blocks[0].table.fields])
    last = max(b.last_column for b in blocks)
    for block in blocks:
        _widths(page, block)
        _table_head(page, d, block)
        slots = d.placed.slots_of(block.table.code)
        for index, row in enumerate(block.rows):
            _row(page, d, block, row, block.first_row + index, block.rows[index - 1] if index else row, slots.get(row.id, {}))
        if not block.rows:
            page.text(block.first_row, FIRST_FIELD, block.table.empty_note, "note")
        if block.table.filterable and block.rows:
            page.call("autofilter", block.first_row - 1, 0, block.last_row, block.last_column)
        input_rules(page, d, block)
        _row_checks(page, d, block)
    if sheet.summary:
        draw_summary(page, d, blocks[0])
    else:
        _panes(page, blocks)
        page.call("print_area", 0, 0, blocks[-1].last_row, last)
    first = next((s for s in d.placed.spots if s.sheet == sheet.name), None)
    if first:
        page.call("set_selection", first.row, first.col, first.row, first.col)


def _panes(page: Page, blocks: tuple[Block, ...]) -> None:
    """Header rows and the leading columns stay in view and repeat on every printed page. Where several tables share the
    sheet only its head stays in view, and each long table starts a page of its own."""
    first = blocks[0]
    if len(blocks) > 1:
        page.call("freeze_panes", FIRST_BLOCK, CHECK_COLUMN + 1)
        breaks = [b.title_row or b.mark_row for b in blocks[1:] if len(b.rows) > PAGE_ROWS]
        page.call("set_h_pagebreaks", breaks)
        return
    frozen = first.column(first.table.freeze) if first.table.freeze else CHECK_COLUMN
    page.call("freeze_panes", first.first_row, frozen + 1)
    page.call("repeat_rows", first.header_row, first.first_row - 1)
    page.call("repeat_columns", ID_COLUMN, CHECK_COLUMN)


def _widths(page: Page, block: Block) -> None:
    page.call("set_column", ID_COLUMN, ID_COLUMN, ID_WIDTH)
    page.call("set_column", CHECK_COLUMN, CHECK_COLUMN, CHECK_WIDTH)
    for field in block.table.fields:
        col = block.column(field.code)
        page.call("set_column", col, col, field.width)


def _table_head(page: Page, d: Drawing, block: Block) -> None:
    table = block.table
    if block.title_row is not None:
        page.text(block.title_row, ID_COLUMN, table.title, "section")
        for col in range(1, block.last_column + 1):
            page.blank(block.title_row, col, "section")
        page.call("set_row", block.title_row, 26)
    page.text(block.mark_row, ID_COLUMN, marks.column_mark(table.code, marks.ID), "code")
    for field in table.fields:
        page.text(block.mark_row, block.column(field.code), marks.column_mark(table.code, field.code), "code")
    page.call("set_row", block.mark_row, None, None, {"hidden": True})
    low = block.first_row - 1
    if block.two_rows:
        _groups(page, block)
    for col, label in ((ID_COLUMN, "Kode"), (CHECK_COLUMN, "Cek")):
        page.text(low, col, label, "header_given")
    labels = []
    for field in table.fields:
        label = field.label + (" *" if field.required else "")
        look = "header_now" if _this_year(d, field) else HEADER_LOOKS[field.role]
        page.text(low, block.column(field.code), label, look)
        labels.append((label, field.width - (3 if table.filterable else 0)))
    page.call("set_row", low, row_height(labels, least=2, bold=True))


def _this_year(d: Drawing, field: Field) -> bool:
    return field.role == "given" and field.label == f"TH. {d.copy.identity.year}"


def _groups(page: Page, block: Block) -> None:
    """The upper header row: a group's words run over its blank cells, nothing is merged."""
    before, look = "", "group_given"
    for col in range(ID_COLUMN, block.last_column + 1):
        field = block.table.fields[col - FIRST_FIELD] if col >= FIRST_FIELD else None
        group = field.group if field else ""
        if field and group != before:
            look = "group" if field.role != "given" else "group_given"
        page.text(block.header_row, col, group if group != before else "", look, **({"left": 1} if group != before else {}))
        before = group


def _row(page: Page, d: Drawing, block: Block, row: Row, at: int, above: Row, slots: Mapping[str, Slot]) -> None:
    table = block.table
    page.text(at, ID_COLUMN, row.id, "id")
    if row.level == "heading" and len(row.given) == 1:
        _band(page, block, row, at)
        return
    check = row_check(d.lines, [(table.code, row.id, f) for f in slots])
    if check:
        page.formula(at, CHECK_COLUMN, check[0], check[1], "check")
    else:
        page.blank(at, CHECK_COLUMN, row.level if row.level in ("heading", "subheading") else "check")
    texts: list[tuple[str, float]] = []
    bold = row.level in ("heading", "subheading")
    for field in table.fields:
        col = block.column(field.code)
        if field.role == "input":
            _input(page, d, row, slots.get(field.code), at, col)
            texts.append((as_text(d.answers.get((table.code, row.id, field.code))), field.width))
        elif field.role == "computed":
            _computed(page, d, block, row, field, at, col)
        else:
            value = row.given.get(field.code)
            look = _given_look(d, row, field, value, above)
            value = short(as_text(value), int(field.width * REPEATED)) if look == "locked_quiet" else value
            page.value(at, col, value, look)
            texts.append((as_text(value), field.width * (0.93 if bold or _this_year(d, field) else 1)))
    page.grow(at, row_height(texts))


def _band(page: Page, block: Block, row: Row, at: int) -> None:
    """A heading row of one text: it runs over the blank cells beside it."""
    (text,) = row.given.values()
    page.blank(at, CHECK_COLUMN, "band")
    page.text(at, FIRST_FIELD, as_text(text), "band")
    for col in range(FIRST_FIELD + 1, block.last_column + 1):
        page.blank(at, col, "band")
    page.call("set_row", at, row_height([]) + 2)


def _given_look(d: Drawing, row: Row, field: Field, value: Stored, above: Row) -> str:
    number = "_number" if isinstance(value, float | int) else ""
    if row.level in ("heading", "subheading"):
        return row.level + number
    if field.quiet and above is not row and above.level == row.level and above.given.get(field.code) == value:
        return "locked_quiet"
    return "locked_now" if _this_year(d, field) and not number else "locked" + number


def _input(page: Page, d: Drawing, row: Row, slot: Slot | None, at: int, col: int) -> None:
    if slot is None:
        page.text(at, col, "-" if row.level == "item" else "", "closed" if row.level == "item" else row.level)
        return
    key = (slot.table, slot.row, slot.field)
    value, look = d.answers.get(key), "mend" if key in d.marked else "input"
    shape: dict[str, Any] = {"num_format": KINDS[slot.kind].format, **({} if slot.kind in WORD_KINDS else {"align": "center"})}
    raw = as_raw(value, slot)
    if isinstance(raw, dt.date):
        page.date(at, col, raw.isoformat(), look, **shape)
    else:
        inert = {"quote_prefix": True} if isinstance(value, str) and value.startswith(("=", "+", "-", "@")) else {}
        page.value(at, col, value, look, **shape, **inert)


def _computed(page: Page, d: Drawing, block: Block, row: Row, field: Field, at: int, col: int) -> None:
    look = f"{row.level}_number" if row.level in ("heading", "subheading") else "computed"
    formula = computed.formula(Sight(d.copy, d.placed, d.choices), field, row, block, at)
    if formula is None:
        page.blank(at, col, look)
    else:
        page.formula(at, col, formula, d.computed.get((block.table.code, row.id, field.code), ""), look,
                     **computed.number_format(field, row))


def _row_checks(page: Page, d: Drawing, block: Block) -> None:
    """The column «Cek» says BELUM with the number of open cells, and is coloured then."""
    cell = cell_name(block.first_row, CHECK_COLUMN)
    page.condition([(block.first_row, CHECK_COLUMN, block.last_row, CHECK_COLUMN)],
                   {"type": "formula", "criteria": f'=LEFT({cell},{len(OPEN)})="{OPEN}"', "format": d.book.dxf("open")})
