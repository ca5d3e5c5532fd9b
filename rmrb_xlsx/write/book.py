"""A whole form as .xlsx bytes: guide, self-check, input sheets, and the hidden lists, checks and identity."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rmrb_xlsx.spec import marks
from rmrb_xlsx.spec.judge import Key, as_held, judge
from rmrb_xlsx.spec.model import FormCopy
from rmrb_xlsx.spec.repairs import Repair
from rmrb_xlsx.spec.values import Stored
from rmrb_xlsx.write.guide import draw_guide
from rmrb_xlsx.write.head import Drawing
from rmrb_xlsx.write.lines import watch, write_check_sheet
from rmrb_xlsx.write.must import Book, fixed
from rmrb_xlsx.write.periksa import write_periksa
from rmrb_xlsx.write.place import place
from rmrb_xlsx.write.repair import draw_repair, draw_unread
from rmrb_xlsx.write.sheet import draw_sheet


def write_form(copy: FormCopy, scale_values: Mapping[str, Mapping[str, float]], *, deadline: str = "",
               answers: Mapping[Key, Stored] | None = None, computed: Mapping[Key, Stored] | None = None,
               repair: Repair | None = None, note: str = "") -> bytes:
    """The workbook of a copy. `scale_values`: list name -> answer -> value, for the KKE; `answers` prefill inputs;
    `computed` are the true values of computed cells; `repair`: the answers of a returned form, with what must be
    mended; `note`: what head and foot say of this issue. Same input, same bytes. Raises OwnFault, never writes half."""
    answers, computed = repair.answers if repair else answers or {}, computed or {}
    identity = copy.identity
    book = Book({"title": f"{copy.form.title}: {copy.agency_name}", "subject": copy.facts["pack_title"],
                 "author": copy.facts["collector"]}, {marks.PROPERTY: marks.token(identity)})
    placed = place(copy)
    lines = watch(copy, placed, judge(copy, as_held((s.slot for s in placed.spots), answers), strict=True))
    perbaikan = book.page(marks.REPAIR_SHEET) if repair else None
    guide = book.page(marks.GUIDE_SHEET)
    periksa = book.page(marks.SELF_CHECK_SHEET)
    choices = _name_lists(book, copy, scale_values)
    names = (*([marks.REPAIR_SHEET] if repair else []), marks.GUIDE_SHEET, marks.SELF_CHECK_SHEET, *(s.name for s in copy.form.sheets),
             *([marks.UNREAD_SHEET] if repair and repair.unread else []))
    drawing = Drawing(book, copy, placed, lines, choices, answers, computed, repair.marked if repair else {},
                      repair.note if repair else note, names)
    if repair and perbaikan:
        draw_repair(perbaikan, drawing, repair)
    draw_guide(guide, drawing, deadline)
    write_periksa(periksa, drawing)
    for sheet in copy.form.sheets:
        draw_sheet(drawing, sheet)
    if repair and repair.unread:
        draw_unread(book.page(marks.UNREAD_SHEET), drawing, repair.unread)
    _lists(book, copy, scale_values)
    write_check_sheet(book, copy, lines, choices)
    _identity(book, copy)
    (perbaikan or guide).call("activate")
    return book.close()


def _name_lists(book: Book, copy: FormCopy, scale_values: Mapping[str, Mapping[str, float]]) -> dict[str, str]:
    """List name -> defined name of its choices; `NAME#nilai` -> that of the two columns with values."""
    names: dict[str, str] = {}
    for index, (name, choices) in enumerate(sorted(copy.lists.items())):
        top = fixed(1, 2 * index)
        kinds = [(name, "Pilihan", 2 * index)] + ([(f"{name}#nilai", "Nilai", 2 * index + 1)] if name in scale_values else [])
        for key, word, last in kinds:
            names[key] = f"{word}_{re.sub(r'[^A-Za-z0-9]', '_', name)}"
            book.define(names[key], f"='{marks.LIST_SHEET}'!{top}:{fixed(len(choices), last)}")
    return names


def _lists(book: Book, copy: FormCopy, scale_values: Mapping[str, Mapping[str, float]]) -> None:
    page = book.page(marks.LIST_SHEET)
    page.call("hide")
    for index, (name, choices) in enumerate(sorted(copy.lists.items())):
        page.text(0, 2 * index, name, "label")
        for row, choice in enumerate(choices, start=1):
            page.text(row, 2 * index, choice, "plain")
            if name in scale_values:
                page.number(row, 2 * index + 1, scale_values[name][choice], "plain")


def _identity(book: Book, copy: FormCopy) -> None:
    page = book.page(marks.HIDDEN_SHEET)
    page.call("very_hidden")
    page.text(0, 0, marks.token(copy.identity), "code")
    book.define(marks.PROPERTY, f"='{marks.HIDDEN_SHEET}'!$A$1")
