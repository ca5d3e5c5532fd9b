"""`Ringkasan`: the page that is handed over. Four numbers, the sentences, the areas as table and chart, best and weakest."""

from __future__ import annotations

from rmrb_xlsx.spec.values import Stored
from rmrb_xlsx.write.heights import row_height
from rmrb_xlsx.write.looks import CHART_GRID, SERIES
from rmrb_xlsx.write.master.boardcards import shown
from rmrb_xlsx.write.master.common import paper
from rmrb_xlsx.write.master.kke import ranked
from rmrb_xlsx.write.master.lines import NONE_YET, RETURNED
from rmrb_xlsx.write.must import Book, Page
from rmrb_xlsx.write.report.lines import Report
from rmrb_xlsx.write.report.pages import shares

COLUMNS, WIDTH = 12, 8.2
LAST = COLUMNS - 1


def draw_summary(book: Book, page: Page, report: Report) -> None:
    """Exactly one F4 page, upright."""
    master = report.master
    for col in range(COLUMNS):
        page.call("set_column", col, col, WIDTH)
    page.merge(0, 0, 0, LAST, report.title, "board_title")
    page.merge(1, 0, 1, LAST, f"{master.government} · {master.round_name}", "board_sub")
    page.merge(2, 0, 2, LAST, f"{master.title}. Data per {master.as_of}.", "board_sub")
    page.call("set_row", 0, 30)
    page.merge(4, 0, 4, LAST, report.addressed, "paragraph")
    page.call("set_row", 4, row_height([(report.addressed, WIDTH * COLUMNS)]))
    _numbers(page, report, 6)
    row = 10
    for text in report.paragraphs:
        page.merge(row, 0, row, LAST, text, "paragraph")
        page.call("set_row", row, row_height([(text, WIDTH * COLUMNS * 0.97)]) + 3)
        row += 1
    row = _areas(book, page, report, row + 1)
    row = _best(page, report, row + 1)
    for offset, text in enumerate((report.place_date, report.signer)):
        page.merge(row + offset, 7, row + offset, LAST, text, "sign")
    page.merge(row + 5, 7, row + 5, LAST, "( ................................................ )", "sign")
    page.call("print_area", 0, 0, row + 5, LAST)
    paper(page, master, report.title, portrait=True, pages=1)


def _numbers(page: Page, report: Report, row: int) -> None:
    master = report.master
    back = sum(s.state in RETURNED for s in master.due)
    mean = sum(s.total for s in master.scores) / len(master.scores) if master.scores else None
    met = sum(i.verdict == "tercapai" for i in master.indicators)
    cards: tuple[tuple[str, Stored, str], ...] = (
        ("INDEKS RB", master.index.value, f"predikat {master.index.predicate}" if master.index.predicate else "unsur belum lengkap"),
        ("RATA-RATA KKE PD", mean, f"{len(master.scores)} dari {len(master.due)} PD"),
        ("INDIKATOR TERCAPAI", str(met), f"dari {len(master.indicators)} baris indikator"),
        ("FORMULIR KEMBALI", str(back), f"dari {len(master.due)} PD"))
    page.call("set_row", row + 1, 30)
    for index, (title, value, note) in enumerate(cards):
        first = index * 3
        page.merge(row, first, row, first + 2, title, "card_head")
        page.merge(row + 1, first, row + 1, first + 2, NONE_YET if value is None else shown(value), "card_big")
        page.merge(row + 2, first, row + 2, first + 2, note, "card_note")


def _areas(book: Book, page: Page, report: Report, row: int) -> int:
    master = report.master
    page.merge(row, 0, row, LAST, "Area perubahan (persen dari nilai maksimum)", "block")
    heads = ((0, 3, "Area", "th"), (4, 5, "Rata-rata PD", "th_right"), (6, 7, "Pemerintah Daerah", "th_right"),
             (8, 9, "Sejak induk lalu", "th_right"),
             (10, 11, "Indikator tercapai", "th_right"))
    for first, last, text, look in heads:
        page.merge(row + 1, first, row + 1, last, text, look)
    regency = {a.area: a.score / a.weight * 100 for a in master.regency.areas if a.score is not None} if master.regency else {}
    top = row + 2
    for offset, area in enumerate(master.areas):
        at = top + offset
        own = [i for i in master.indicators if i.area == area.name]
        page.merge(at, 0, at, 3, f"{area.number}. {area.name}", "td_bold")
        none = NONE_YET if area.weight is not None else "tidak dinilai"
        for first, value, otherwise in ((4, area.mean, none), (6, regency.get(area.id), NONE_YET if not regency else "-")):
            page.merge(at, first, at, first + 1, "", "td_heat")
            if value is None:
                page.text(at, first, otherwise, "td_right")
            else:
                page.number(at, first, value, "td_heat")
        page.merge(at, 8, at, 9, "", "td_change")
        if area.mean is None or area.earlier is None:
            page.text(at, 8, "–", "td_right")
        else:
            page.number(at, 8, round(area.mean - area.earlier, 6), "td_change")
        page.merge(at, 10, at, 11, f"{sum(i.verdict == 'tercapai' for i in own)} dari {len(own)}", "td_right")
    bottom = top + len(master.areas) - 1
    shares(page, master, (top, 4, bottom, 7))
    chart = book.chart({"type": "bar"})
    for name, col, colour in (("Rata-rata PD", 4, SERIES[0]), ("Pemerintah Daerah", 6, SERIES[1])):
        chart.add_series({"name": name, "categories": [page.name, top, 0, bottom, 0], "values": [page.name, top, col, bottom, col],
                          "fill": {"color": colour}, "gap": 70})
    chart.set_x_axis({"min": 0, "max": 100, "num_font": {"size": 8}, "major_gridlines": {"visible": True, "line": {"color": CHART_GRID}}})
    chart.set_y_axis({"reverse": True, "num_font": {"size": 8}})
    chart.set_legend({"position": "top", "font": {"size": 8}})
    chart.set_chartarea({"border": {"none": True}})
    told = "; ".join(f"{a.name}: rata-rata PD {shown(a.mean)}, Pemerintah Daerah {shown(regency.get(a.id))}" for a in master.areas)
    page.chart(bottom + 1, 0, chart, width=738, height=220, alt=f"Nilai area dalam persen dari maksimum. {told}.", y=4)
    return bottom + 13


def _best(page: Page, report: Report, row: int) -> int:
    lines = ranked(report.master)
    worst = lines[5:][-5:]
    for first, title, some in ((0, "Lima nilai KKE tertinggi", lines[:5]), (6, "Lima nilai KKE terendah", worst)):
        page.merge(row, first, row, first + 5, title, "block", indent=int(first > 0))
        for offset in range(5):
            at = row + 1 + offset
            page.merge(at, first, at, first + 3, some[offset].name[:44] if offset < len(some) else "–", "td", indent=int(first > 0))
            if offset < len(some):
                page.number(at, first + 4, some[offset].total, "td2")
                page.text(at, first + 5, some[offset].predicate or "-", "td_mid")
            else:
                page.blank(at, first + 4, "td")
                page.blank(at, first + 5, "td")
    return row + 7
