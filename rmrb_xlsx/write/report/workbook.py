"""The report workbook: summary, ranking, indicators, obstacles, what was done, then one sheet per agency. Same lines, same bytes."""

from __future__ import annotations

from rmrb_xlsx.write.must import Book
from rmrb_xlsx.write.report.agency import draw_agency
from rmrb_xlsx.write.report.lines import Report
from rmrb_xlsx.write.report.pages import draw_done, draw_indicator_page, draw_obstacle_page, draw_ranking
from rmrb_xlsx.write.report.summary import draw_summary

PAGES = ("Ringkasan", "Peringkat", "Indikator", "Kendala", "Yang Dikerjakan")


def write_report(report: Report) -> bytes:
    """The report as .xlsx bytes. Raises OwnFault rather than write half."""
    book = Book({"title": f"{report.title} {report.master.round_name}", "subject": "Laporan"}, {"rmrb_laporan": report.master.state_hash})
    pages = {name: book.page(name) for name in PAGES}
    draw_summary(book, pages["Ringkasan"], report)
    draw_ranking(pages["Peringkat"], report)
    draw_indicator_page(pages["Indikator"], report)
    draw_obstacle_page(pages["Kendala"], report)
    draw_done(pages["Yang Dikerjakan"], report)
    for one in report.pages:
        draw_agency(book.page(f"Rek {one.agency}"), report, one)
    pages["Ringkasan"].call("activate")
    return book.close()
