"""What every sheet has alike: title in A1, what it is in A2, links and verdict at the same places, protection, paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rmrb_xlsx.spec import marks
from rmrb_xlsx.spec.model import FormCopy
from rmrb_xlsx.spec.values import Stored
from rmrb_xlsx.write.lines import CheckLines
from rmrb_xlsx.write.looks import TABS
from rmrb_xlsx.write.must import Book, Page, fixed
from rmrb_xlsx.write.place import Placement
from rmrb_xlsx.write.selfcheck import READY, verdict_formula

VERDICT, VERDICT_WIDTH = (2, 2), 24.0
PAPERS = {"F4": 14, "A4": 9}  # Excel's codes: Folio 8,5 x 13 inci, and A4
Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Drawing:
    """What every sheet of one book shares. `names`: the visible sheets in order; `marked`: what is wrong with cells to be
    mended; `note`: what distinguishes this issue of the form."""

    book: Book
    copy: FormCopy
    placed: Placement
    lines: CheckLines
    choices: Mapping[str, str]
    answers: Mapping[Key, Stored]
    computed: Mapping[Key, Stored]
    marked: Mapping[Key, str]
    note: str
    names: tuple[str, ...]


def head(page: Page, d: Drawing, title: str, intro: str, widths: Sequence[float]) -> None:
    """Rows 1 to 4; `widths`: of the columns from the verdict on."""
    identity = d.copy.identity
    page.text(0, 0, title, "title")
    page.text(1, 0, intro, "intro")
    page.link(2, 0, marks.GUIDE_SHEET, "A1", f"<< {marks.GUIDE_SHEET}")
    page.link(2, 1, marks.SELF_CHECK_SHEET, "A1", marks.SELF_CHECK_SHEET)
    formula, cached = verdict_formula(d.lines)
    page.formula(*VERDICT, formula, cached, "verdict")
    told_by_colour(page, d.book, *VERDICT, wide=VERDICT_WIDTH, widths=widths)
    after = d.names.index(page.name) + 1
    if after < len(d.names):
        page.link(3, 0, d.names[after], "A1", "Lanjut >>")
    page.text(3, 2, f"{d.copy.agency_name} | {d.copy.facts['period']} {identity.year} | {marks.short_code(identity)}"
              + (f" | {d.note}" if d.note else ""), "note")
    page.call("set_row", 0, 24)
    page.call("set_row", 2, 18)
    page.call("hide_gridlines", 2)
    page.call("set_tab_color", TABS["input" if page.name in {s.name for s in d.copy.form.sheets} else "own"])
    protect(page)
    paper(page, d)


def told_by_colour(page: Page, book: Book, row: int, col: int, wide: float, widths: Sequence[float]) -> None:
    """The verdict: green and SIAP DIKIRIM, or orange and BELUM LENGKAP, over as many columns as its words need."""
    count = next((i for i in range(1, len(widths)) if sum(widths[:i]) >= wide), len(widths))
    cell, area = fixed(row, col), [(row, col, row, col + count - 1)]
    page.condition(area, {"type": "formula", "criteria": f'={cell}="{READY}"', "format": book.dxf("right")})
    page.condition(area, {"type": "formula", "criteria": f'={cell}<>"{READY}"', "format": book.dxf("not_ready")})


def protect(page: Page) -> None:
    """Locked without a password: a hand-rail, not a secret. Filters and widths stay usable."""
    page.call("protect", "", {"format_columns": True, "format_rows": True, "autofilter": True, "sort": True,
                              "select_locked_cells": True, "select_unlocked_cells": True})


def paper(page: Page, d: Drawing) -> None:
    """F4 or A4 landscape, one page wide, footer that ties the paper to the file."""
    identity = d.copy.identity
    code = f"{marks.short_code(identity)} | {d.copy.agency_name[:80]} | kiriman ke-{identity.send_no}"
    code += f" | {d.note[:60]}" if d.note else ""
    page.call("set_paper", PAPERS[d.copy.facts["paper"]])
    page.call("set_landscape")
    page.call("fit_to_pages", 1, 0)
    page.call("set_margins", 0.5, 0.5, 0.6, 0.7)
    page.call("set_footer", f"&L&8{code.replace('&', '&&')}&R&8Halaman &P dari &N")
