"""The recommendation sheet of one agency: where it stands, what to do, until when, and room for its answer."""

from __future__ import annotations

from rmrb_xlsx.write.heights import row_height
from rmrb_xlsx.write.master.common import paper, put
from rmrb_xlsx.write.master.lines import NONE_YET
from rmrb_xlsx.write.master.lists import STATE_MARKS
from rmrb_xlsx.write.must import Page
from rmrb_xlsx.write.report.lines import AgencyPage, Report
from rmrb_xlsx.write.report.pages import shares

WIDTHS = (5.0, 20.0, 32.0, 24.0, 44.0, 17.0, 24.0)
WHOLE = sum(WIDTHS)
ONE_PAGE = 12  # so many recommendations still print legibly on one page


def draw_agency(page: Page, report: Report, one: AgencyPage) -> None:
    """One agency on F4 landscape, one page wide."""
    master = report.master
    last = len(WIDTHS) - 1
    for col, width in enumerate(WIDTHS):
        page.call("set_column", col, col, width)
    page.merge(0, 0, 0, last, "Lembar Rekomendasi Hasil Monitoring dan Evaluasi Reformasi Birokrasi", "board_title")
    page.merge(1, 0, 1, last, f"{master.government} · {master.round_name} · data per {master.as_of}", "board_sub")
    page.call("set_row", 0, 26)
    page.merge(3, 0, 3, last, one.name, "title")
    rank = f", peringkat {one.rank} dari {one.ranked}" if one.rank else ""
    score = NONE_YET if one.total is None else f"{one.total:.2f}".replace(".", ",")
    page.merge(4, 0, 4, last, f"Keadaan kiriman: {STATE_MARKS[one.state]}. Nilai KKE mandiri: {score}"
               f"{f' (predikat {one.predicate})' if one.predicate else ''}{rank}.", "label")
    row = _paragraph(page, 5, one.opening, last)
    row = _areas(page, report, one, row + 1)
    row = _advice(page, one, row + 1)
    row = _paragraph(page, row + 1, one.time, last)
    _signature(page, report, row + 1)
    page.call("print_area", 0, 0, row + 7, last)
    paper(page, master, f"Rekomendasi {one.agency}", pages=1 if len(one.advice) <= ONE_PAGE else 0)


def _paragraph(page: Page, row: int, text: str, last: int) -> int:
    page.merge(row, 0, row, last, text, "paragraph")
    page.call("set_row", row, row_height([(text, WHOLE)]))
    return row + 1


def _areas(page: Page, report: Report, one: AgencyPage, row: int) -> int:
    page.merge(row, 0, row, 2, "Area perubahan", "header")
    page.text(row, 3, "Nilai (% dari maksimum)", "header")
    page.text(row, 4, f"Rata-rata {len(report.master.scores)} PD (% dari maksimum)", "header")
    first = row + 1
    for name, own, mean in one.areas:
        row += 1
        page.merge(row, 0, row, 2, name, "cell")
        for col, value in ((3, own), (4, mean)):
            if value is None:
                page.text(row, col, NONE_YET, "cell_muted")
            else:
                page.number(row, col, value, "heat")
    shares(page, report.master, (first, 3, max(row, first), 4))
    return row + 1


def _advice(page: Page, one: AgencyPage, row: int) -> int:
    for col, name in enumerate(("No", "Jenis", "Sasaran", "Keadaan", "Rekomendasi", "Batas waktu", "Tindak lanjut PD (diisi PD)")):
        page.text(row, col, name, "header")
    page.call("set_row", row, row_height([("Tindak lanjut PD (diisi PD)", WIDTHS[-1])], bold=True))
    for number, line in enumerate(one.advice, start=1):
        row += 1
        page.number(row, 0, number, "n0")
        for col, text in enumerate((line.kind, line.subject, line.now, line.text, line.due), start=1):
            put(page, row, col, text)
        page.blank(row, 6, "cell")
        page.call("set_row", row, row_height([(text, WIDTHS[col]) for col, text in
                                              enumerate((line.kind, line.subject, line.now, line.text, line.due), start=1)], least=2))
    if not one.advice:
        row += 1
        page.merge(row, 0, row, len(WIDTHS) - 1, one.nothing, "cell")
    return row + 1


def _signature(page: Page, report: Report, row: int) -> None:
    for offset, text in enumerate((report.place_date, report.signer)):
        page.merge(row + offset, 5, row + offset, 6, text, "sign")
    page.merge(row + 5, 5, row + 5, 6, "( ................................................ )", "sign")
