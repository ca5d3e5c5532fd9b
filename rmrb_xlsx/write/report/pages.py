"""The list pages of the report, each printable on its own: ranking, indicators, obstacles, what was done."""

from __future__ import annotations

from collections.abc import Sequence

from rmrb_xlsx.write.heights import row_height
from rmrb_xlsx.write.master.common import VERDICT_LOOKS, VERDICT_MARKS, class_of, heat_plain, paper, put, tall, words_shaded
from rmrb_xlsx.write.master.kke import ranked
from rmrb_xlsx.write.master.lines import NONE_YET, Master
from rmrb_xlsx.write.master.lists import STATE_MARKS
from rmrb_xlsx.write.master.obstacles import level_marks
from rmrb_xlsx.write.must import Page
from rmrb_xlsx.write.report.lines import Report

TOP = 4


def head(page: Page, report: Report, title: str, intro: str, columns: Sequence[tuple[str, float]]) -> None:
    """Title, what the page shows, header row; F4 portrait, one page wide."""
    master = report.master
    page.text(0, 0, title, "title")
    page.text(1, 0, f"{master.government} · {master.round_name} · data per {master.as_of}", "intro")
    page.text(2, 0, intro, "note")
    for col, (name, width) in enumerate(columns):
        page.call("set_column", col, col, width)
        if name:
            page.text(TOP - 1, col, name, "header")
    page.call("set_row", TOP - 1, row_height(columns, bold=True))
    page.call("repeat_rows", TOP - 1)
    page.call("freeze_panes", TOP, 0)
    paper(page, master, title, portrait=True)


def draw_ranking(page: Page, report: Report) -> None:
    """Every agency: rank, score, predicate, change, strongest and weakest area; those without a return at the end."""
    master = report.master
    columns = (("No", 5.0), ("Perangkat Daerah", 46.0), ("Nilai KKE", 9.0), ("Predikat", 9.0), ("Sejak induk lalu", 11.0),
               ("Kategori", 17.0),
               ("Area terlemah", 20.0), ("Sifat", 12.0))
    count = len(master.scores)
    head(page, report, "Peringkat Perangkat Daerah",
         f"{count} dari {len(master.due)} Perangkat Daerah bernilai; peringkat sama bila nilai sama.",
         columns)
    areas = master.instrument_areas
    whole = sum(a.weight or 0 for a in areas)
    row = TOP
    for line in ranked(master):
        place = 1 + sum(s.total > line.total + 1e-6 for s in master.scores)
        shares = [s / a.weight for s, a in zip(line.areas, areas, strict=True) if a.weight]
        put(page, row, 0, place, number="n0")
        put(page, row, 1, line.name)
        page.number(row, 2, line.total, "n2_bold")
        page.text(row, 3, line.predicate or "-", "cell_mid")
        if line.earlier_total is None:
            page.text(row, 4, "-", "cell_muted")
        else:
            page.number(row, 4, round(line.total - line.earlier_total, 6), "change")
        put(page, row, 5, class_of(line.leverage / whole * 100, master.limits))
        put(page, row, 6, areas[shares.index(min(shares))].name)
        put(page, row, 7, "sementara" if line.provisional else "lengkap")
        tall(page, row, (line.name, 46.0))
        row += 1
    reported = {s.agency for s in master.scores}
    for standing in (s for s in master.due if s.agency not in reported):
        page.text(row, 0, "–", "cell_muted")
        put(page, row, 1, standing.name)
        page.text(row, 2, NONE_YET, "cell_muted")
        page.text(row, 3, "-", "cell_muted")
        page.text(row, 4, "-", "cell_muted")
        put(page, row, 5, STATE_MARKS[standing.state])
        for col in (6, 7):
            page.text(row, col, "-", "cell_muted")
        tall(page, row, (standing.name, 46.0))
        row += 1
    words_shaded(page, (TOP, 5, max(row - 1, TOP), 5), (("▲", "high"), ("●", "mid"), ("▼", "low"), ("○", "none")))
    page.call("print_area", 0, 0, row, len(columns) - 1)
    paper(page, master, "Peringkat", portrait=True, pages=1)


def draw_indicator_page(page: Page, report: Report) -> None:
    """Indicators by area: target, realisation, achievement, verdict."""
    master = report.master
    columns = (("Area", 18.0), ("Indikator", 44.0), ("Satuan", 12.0), (f"Target {master.year}", 10.0), (f"Realisasi {master.year}", 11.0),
               ("Capaian (%)", 9.0), ("Keterangan", 16.0), ("PD pengampu", 19.0))
    head(page, report, "Capaian Indikator", "Capaian = realisasi dibagi target, atau kebalikannya bila makin rendah makin baik.", columns)
    row = TOP
    for line in master.indicators:
        put(page, row, 0, line.area)
        put(page, row, 1, line.name)
        put(page, row, 2, line.unit)
        put(page, row, 3, line.targets[line.current])
        put(page, row, 4, line.history[line.current] if line.history[line.current] is not None else NONE_YET)
        put(page, row, 5, line.achievement, number="n1")
        put(page, row, 6, VERDICT_MARKS[line.verdict])
        put(page, row, 7, line.agency_name or "-")
        tall(page, row, (line.name, 44.0), (line.agency_name, 19.0), (line.area, 18.0))
        row += 1
    words_shaded(page, (TOP, 6, max(row - 1, TOP), 6), VERDICT_LOOKS)
    page.call("print_area", 0, 0, max(row - 1, TOP), len(columns) - 1)
    paper(page, master, "Capaian Indikator", portrait=True, pages=1 if len(master.indicators) <= 60 else 0)


def draw_obstacle_page(page: Page, report: Report) -> None:
    """Obstacles that ask for a decision above the agency; the rest are only counted."""
    master = report.master
    columns = (("Eskalasi", 11.0), ("Kelompok kerja", 28.0), ("Perangkat Daerah", 30.0), ("Kendala", 38.0), ("Rencana tindak lanjut", 34.0))
    levels = master.words.levels
    high = [o for o in master.obstacles if o.level in levels[1:]]
    rest = len(master.obstacles) - len(high)
    head(page, report, "Kendala yang Memerlukan Keputusan",
         f"{len(high)} kendala diminta diputuskan di atas tingkat PD; {rest} lainnya ditangani PD.",
         columns)
    row, marks = TOP, level_marks(master)
    for line in high:
        for col, text in enumerate((marks[line.level], line.pokja, line.agency_name, line.obstacle, line.follow_up or "belum disusun")):
            put(page, row, col, text)
        tall(page, row, (line.obstacle, 38.0), (line.follow_up, 34.0), (line.pokja, 28.0), (line.agency_name, 30.0))
        row += 1
    if not high:
        page.text(row, 0, "Tidak ada.", "note")
    words_shaded(page, (TOP, 0, max(row - 1, TOP), 0), (("▼", "low"), ("●", "mid")))
    page.call("print_area", 0, 0, max(row - 1, TOP), len(columns) - 1)


def draw_done(page: Page, report: Report) -> None:
    """What was done since the last report: finished steps in the agencies' own words, obstacles that are gone."""
    columns = (("Area", 18.0), ("Perangkat Daerah", 34.0), ("Langkah", 44.0), ("Realisasi menurut PD", 46.0))
    head(page, report, "Yang Dikerjakan sejak Laporan Lalu", report.since, columns)
    row = TOP
    for line in report.done:
        for col, text in enumerate((line.area, line.agency_name, line.step, line.words or "-")):
            put(page, row, col, text)
        tall(page, row, (line.step, 44.0), (line.words, 46.0), (line.agency_name, 34.0))
        row += 1
    if report.left_over:
        page.text(row, 0, f"… dan {report.left_over} laporan langkah selesai lainnya; semuanya ada di buku induk.", "note")
        row += 1
    if not report.done:
        page.text(row, 0, "Tidak ada langkah yang menjadi selesai.", "note")
        row += 1
    row += 1
    page.text(row, 0, "Kendala yang teratasi", "label")
    for name, step, obstacle in report.closed:
        row += 1
        for col, text in enumerate(("", name, step, obstacle)):
            put(page, row, col, text)
        tall(page, row, (step, 44.0), (obstacle, 46.0), (name, 34.0))
    if not report.closed:
        page.text(row + 1, 0, "Tidak ada.", "note")
        row += 1
    page.call("print_area", 0, 0, row, len(columns) - 1)


def shares(page: Page, master: Master, area: tuple[int, int, int, int]) -> None:
    """The three classes on shares of a maximum, with the pack's thresholds written into the rule."""
    heat_plain(page, area, master.limits)
