"""`Indikator`: targets and realisation of all years, achievement, trend, and a paired bar chart for each area."""

from __future__ import annotations

from itertools import groupby

from rmrb_xlsx.spec.values import Stored
from rmrb_xlsx.write.looks import CHART_GRID, SERIES
from rmrb_xlsx.write.master.common import (
    FIRST,
    VERDICT_LOOKS,
    VERDICT_MARKS,
    achieved_formula,
    frame,
    heat,
    jump_text,
    lookup,
    put,
    put_row,
    table_range,
    tall,
    verdict_formula,
    words_shaded,
)
from rmrb_xlsx.write.master.lines import NONE_YET, IndicatorLine, Master
from rmrb_xlsx.write.must import Book, Page, cell_name, fixed

LEAD = (("Kode", 9.0), ("Area", 16.0), ("Indikator", 34.0), ("Satuan", 10.0), ("Data dasar", 8.0))
CHARTS_A_ROW, CHART_ROWS, CHART_WIDTH = 3, 15, 452


def indicator_columns(master: Master) -> tuple[tuple[str, float], ...]:
    """The columns of `Indikator`."""
    return (*LEAD, *((f"Target {y}", 8.0) for y in master.years), ("Arah target", 10.0),
            *((f"Realisasi {y}", 9.0) for y in told_years(master)), ("Capaian (%)", 9.0), ("Keterangan", 16.0),
            ("PD pengampu", 17.0), ("Keputusan", 10.0), ("Data", 10.0))


def told_years(master: Master) -> tuple[int, ...]:
    """The years whose realisation can be known: up to this round's."""
    return tuple(y for y in master.years if y <= master.year)


def verdict_column(master: Master) -> int:
    """Where the verdict stands."""
    return len(LEAD) + len(master.years) + len(told_years(master)) + 2


def draw_indicators(book: Book, page: Page, master: Master) -> None:
    """One row an indicator and agency that answers for it; targets by the chosen reading, realisation from `Data`."""
    columns = indicator_columns(master)
    frame(page, master, "Indikator Keberhasilan",
          "Target menurut bacaan yang dipilih (lihat Keputusan); realisasi tahun ini langsung dari Data.",
          columns, freeze=3)
    places = {line.key: position for position, line in enumerate(master.data)}
    decisions = {d.id: row for row, d in enumerate(master.decisions, start=FIRST)}
    for row, line in enumerate(master.indicators, start=FIRST):
        _row(page, row, line, master, places, decisions)
    count = len(master.indicators)
    last = FIRST + max(count, 1) - 1
    at = verdict_column(master)
    heat(page, (FIRST, at - 1, last, at - 1), percent_of_target=True)
    words_shaded(page, (FIRST, at, last, at), VERDICT_LOOKS)
    page.call("autofilter", 3, 0, last, len(columns) - 1)
    page.text(3, at + 5, "Angka grafik: nama", "legend")
    page.text(3, at + 6, "Target = 100", "legend")
    bottom = _charts(book, page, master, last + 3, at) if count else last
    page.call("print_area", 0, 0, bottom, len(columns) - 1)
    if bottom > last:
        page.call("set_h_pagebreaks", [last + 2])


def _row(page: Page, row: int, line: IndicatorLine, master: Master, places: dict[str, int], decisions: dict[str, int]) -> None:
    years = len(master.years)
    put_row(page, row, (line.id, line.area, line.name, line.unit, line.baseline, *line.targets))
    trend, actual_first = len(LEAD) + years, len(LEAD) + years + 1
    page.blank(row, trend, "cell")
    numbers = [t for t in line.targets if isinstance(t, int | float)]
    if len(numbers) > 1:
        page.call("add_sparkline", row, trend, {"range": f"'{page.name}'!{cell_name(row, len(LEAD))}:{cell_name(row, trend - 1)}",
                                                "type": "column", "min": 0, "max": 1.4 * max(*numbers, 1e-9),
                                                "series_color": SERIES[2], "show_hidden": True})
    current = list(master.years).index(master.year)
    actual: Stored = line.history[current]
    for offset, value in enumerate(line.history[: len(told_years(master))]):
        if offset == current:
            page.formula(row, actual_first + offset, lookup(line.key), NONE_YET if actual is None else actual, "n_any")
        else:
            put(page, row, actual_first + offset, value)
    at = verdict_column(master)
    told, target, percent = cell_name(row, actual_first + current), cell_name(row, len(LEAD) + current), cell_name(row, at - 1)
    page.formula(row, at - 1, achieved_formula(told, target, line.polarity), line.achievement, "heat")
    page.formula(row, at, verdict_formula(told, percent), VERDICT_MARKS[line.verdict], "cell")
    put(page, row, at + 1, line.agency_name or "-")
    if line.decision in decisions:
        jump_text(page, row, at + 2, "Keputusan", f"A{decisions[line.decision] + 1}", line.decision)
    else:
        page.text(row, at + 2, "-", "cell_muted")
    if line.key in places:
        jump_text(page, row, at + 3, "Data", table_range(places[line.key], places[line.key]), "lihat isian")
    else:
        page.text(row, at + 3, "-", "cell_muted")
    page.text(row, at + 5, f"{line.name if len(line.name) <= 44 else line.name[:42] + '…'} ({line.agency_name or '-'})", "legend")
    page.number(row, at + 6, 100, "legend")
    tall(page, row, (line.name, 34.0), (line.agency_name, 17.0), (line.area, 16.0), (line.unit, 10.0))


def _charts(book: Book, page: Page, master: Master, top: int, at: int) -> int:
    """A paired bar chart for each area: the target as 100 beside the achievement in per cent. Gives the last row used."""
    page.text(top - 1, 0, "Capaian per area: batang abu = target (100), batang berwarna = realisasi dalam persen dari target.", "label")
    groups = [(area, list(rows)) for area, rows in groupby(enumerate(master.indicators, start=FIRST), key=lambda r: r[1].area)]
    for number, (area, rows) in enumerate(groups):
        first, last = rows[0][0], rows[-1][0]
        chart = book.chart({"type": "bar"})
        for name, col, colour in (("Target = 100", at + 6, SERIES[2]), ("Capaian (%)", at - 1, SERIES[0])):
            chart.add_series({"name": name, "categories": [page.name, first, at + 5, last, at + 5],
                              "values": [page.name, first, col, last, col],
                              "fill": {"color": colour}, "gap": 60})
        chart.set_title({"name": area, "name_font": {"size": 10}, "overlay": False})
        chart.set_legend({"position": "bottom", "font": {"size": 8}})
        chart.set_y_axis({"reverse": True, "num_font": {"size": 8}})
        chart.set_x_axis({"min": 0, "max": 150, "num_font": {"size": 8},
                          "major_gridlines": {"visible": True, "line": {"color": CHART_GRID}},
                          "crossing": "min", "label_position": "low"})
        line, column = divmod(number, CHARTS_A_ROW)
        told = sum(one.achievement is not None for _, one in rows)
        met = sum(one.verdict == "tercapai" for _, one in rows)
        page.chart(top + line * (CHART_ROWS + 1), 0, chart, width=CHART_WIDTH, height=CHART_ROWS * 20, x=column * (CHART_WIDTH + 12),
                   alt=f"{area}: dari {len(rows)} baris indikator, {told} dinilai, {met} tercapai. Angkanya di tabel atas, "
                       f"baris {fixed(first, 0)[3:]} sampai {fixed(last, 0)[3:]}.")
    return top + ((len(groups) - 1) // CHARTS_A_ROW + 1) * (CHART_ROWS + 1)
