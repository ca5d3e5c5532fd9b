"""The sheet `Periksa`: the verdict, how far each sheet is, and the first open cells with what is wrong, the cure and a link."""

from __future__ import annotations

from rmrb_xlsx.spec import marks
from rmrb_xlsx.spec.model import FormCopy
from rmrb_xlsx.write.head import Drawing, head, told_by_colour
from rmrb_xlsx.write.heights import row_height
from rmrb_xlsx.write.lines import FIRST, MISSING, PART, WRONG, CheckLines
from rmrb_xlsx.write.must import Page, cell_name
from rmrb_xlsx.write.selfcheck import verdict_formula
from rmrb_xlsx.write.words import how_to

SHOWN, BAR = 50, 20
WIDTHS = (16.0, 12.0, 8.0, 42.0, 46.0, 60.0)
VERDICT, PROGRESS_HEAD = 4, 6
TITLE, INTRO = "Periksa Kelengkapan", "Lembar ini memeriksa sendiri seluruh isian dan berubah begitu Anda mengisi."


def write_periksa(page: Page, d: Drawing) -> None:
    """The whole sheet."""
    head(page, d, TITLE, INTRO, WIDTHS[2:])
    for col, width in enumerate(WIDTHS):
        page.call("set_column", col, col, width)
    formula, cached = verdict_formula(d.lines)
    page.text(VERDICT, 0, "Hasil pemeriksaan", "label")
    page.formula(VERDICT, 2, formula, cached, "big")
    told_by_colour(page, d.book, VERDICT, 2, wide=40.0, widths=WIDTHS[2:])
    page.call("set_row", VERDICT, 30)
    for col, label in enumerate(("Lembar", "Sudah beres", "Wajib", "Kemajuan", "Keterangan")):
        page.text(PROGRESS_HEAD, col, label, "header_given")
    for index, sheet in enumerate(d.copy.form.sheets):
        _progress(page, PROGRESS_HEAD + 1 + index, sheet.name, d.lines)
    row = PROGRESS_HEAD + len(d.copy.form.sheets) + 2
    page.text(row, 0, f"Isian yang belum beres ({SHOWN} yang pertama)", "section")
    for col in range(1, len(WIDTHS)):
        page.blank(row, col, "section")
    for col, label in enumerate(("Lembar", "Sel", "Buka", "Isian", "Yang belum beres", "Cara mengisi")):
        page.text(row + 1, col, label, "header_given")
    _open_list(page, d, row + 2)
    page.call("repeat_rows", row + 1)
    page.call("print_area", 0, 0, row + 2 + SHOWN, len(WIDTHS) - 1)


def progress_row(d: Drawing, sheet: str) -> int:
    """The row of a sheet's progress line on `Periksa` (0-based)."""
    return PROGRESS_HEAD + 1 + [s.name for s in d.copy.form.sheets].index(sheet)


def progress(lines: CheckLines, sheet: str) -> tuple[int, int, int]:
    """(required cells that are fine, required cells, open cells of any kind) of a sheet now."""
    own = [(s.slot.required, r) for s, r in zip(lines.spots, lines.reasons, strict=True) if s.sheet == sheet]
    return (sum(r == "OK" for must, r in own if must), sum(must for must, _ in own), sum(r != "OK" for _, r in own))


def bar(done: int, total: int) -> str:
    """The progress bar as the form shows it."""
    share = int(BAR * done / total + 0.5)
    return "█" * share + "░" * (BAR - share)


def in_words(total: int, still_open: int) -> str:
    """What stands beside the bar."""
    if still_open:
        return f"masih {still_open} isian"
    return "lengkap" if total else "tidak ada yang wajib diisi"


def _progress(page: Page, row: int, name: str, lines: CheckLines) -> None:
    rows = [FIRST + i for i, s in enumerate(lines.spots) if s.sheet == name]
    done, total, still_open = progress(lines, name)
    page.link(row, 0, name, "A1", name, "line_link")
    page.number(row, 2, total, "line_number")
    if not rows:
        page.number(row, 1, 0, "line_number")
        page.blank(row, 3, "line_bar")
        page.text(row, 4, in_words(0, 0), "line")
        return
    verdicts, required = (lines.span(c, rows[0], rows[-1]) for c in "EH")
    page.formula(row, 1, f'COUNTIFS({verdicts},"OK",{required},1)', done, "line_number")
    filled = f"ROUND({BAR}*B{row + 1}/C{row + 1},0)"
    if total:
        page.formula(row, 3, f'REPT("█",{filled})&REPT("░",{BAR}-{filled})', bar(done, total), "line_bar")
    else:
        page.blank(row, 3, "line_bar")
    missing = lines.open_between(rows[0], rows[-1])
    words = f'IF({missing}=0,"{in_words(total, 0)}","masih "&{missing}&" isian")'
    page.formula(row, 4, words, in_words(total, still_open), "line")


def _reasons(copy: FormCopy) -> set[str]:
    """Every reason the list can show."""
    return {MISSING, WRONG, PART, *(r.message for t in copy.form.tables for r in t.rules)}


def _open_list(page: Page, d: Drawing, first: int) -> None:
    lines = d.lines
    open_at = [i for i, r in enumerate(lines.reasons) if r != "OK"]
    told = ((i, w) for texts, w in ((lines.labels, WIDTHS[3]), (_reasons(d.copy), WIDTHS[4]),
                                    (map(how_to, (s.slot for s in lines.spots)), WIDTHS[5])) for i in set(texts))
    height = row_height(told)
    for k in range(1, SHOWN + 1):
        row = first + k - 1
        at = open_at[k - 1] if k <= len(open_at) else None
        _open_line(page, row, k, lines, at)
        page.call("set_row", row, height)
    total = f"'{marks.CHECK_SHEET}'!$A${lines.last + 1}"
    more = len(open_at) - SHOWN
    page.formula(first + SHOWN, 0, f'IF({total}>{SHOWN},"dan "&({total}-{SHOWN})&" isian lagi; bereskan yang di atas dahulu.","")',
                 f"dan {more} isian lagi; bereskan yang di atas dahulu." if more > 0 else "", "label")


def _open_line(page: Page, row: int, k: int, lines: CheckLines, at: int | None) -> None:
    match = f"MATCH({k},{lines.span('A')},0)"
    spot = lines.spots[at] if at is not None else None
    shown = (spot.sheet, cell_name(spot.row, spot.col), "", lines.labels[at], lines.reasons[at], how_to(spot.slot)) \
        if spot is not None and at is not None else ("",) * 6
    for col, source in ((0, "B"), (1, "C"), (3, "D"), (4, "E"), (5, "J")):
        page.formula(row, col, f'IFERROR(INDEX({lines.span(source)},{match}),"")', shown[col], "line_wrap")
    page.formula(row, 2, f'IF(B{row + 1}="","",HYPERLINK("#\'"&A{row + 1}&"\'!"&B{row + 1},"Buka"))', "Buka" if spot else "",
                 "line_jump")
