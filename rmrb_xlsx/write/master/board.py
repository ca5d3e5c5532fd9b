"""`Dasbor`: one page for the heads of the regency. Every number is a formula over another sheet and leads to it."""

from __future__ import annotations

from rmrb_xlsx.spec.values import Stored
from rmrb_xlsx.write.looks import CHART_GRID, SERIES_STATUS
from rmrb_xlsx.write.master.boardcards import draw_cards
from rmrb_xlsx.write.master.common import FIRST, heat, paper, quoted, span
from rmrb_xlsx.write.master.indicators import verdict_column
from rmrb_xlsx.write.master.kke import RECAP, ranked, total_column
from rmrb_xlsx.write.master.lines import NONE_YET, AreaLine, Master
from rmrb_xlsx.write.master.lists import STATE_MARKS
from rmrb_xlsx.write.master.obstacles import level_marks, regency_row
from rmrb_xlsx.write.must import Book, Page, cell_name, fixed

GRID, GAP, GAPS = 5.55, 0.9, (4, 9, 14, 19, 24)
LAST = 28
TOP = 8
CHART_DATA = LAST + 3
ROOM = 48  # characters of a name that the ranking can show


def draw_board(book: Book, page: Page, master: Master) -> None:
    """Cards, areas, best and weakest, escalations, returns, the action plan as a chart; exactly one page."""
    for col in range(LAST + 1):
        page.call("set_column", col, col, GAP if col in GAPS else GRID)
    page.merge(0, 0, 0, 18, f"Dasbor Reformasi Birokrasi {master.government}", "board_title")
    page.merge(0, 19, 0, LAST, master.round_name, "board_round")
    page.merge(1, 0, 1, 16, master.title, "board_sub")
    page.merge(1, 17, 1, LAST, f"Data per {master.as_of} · {len(master.files)} berkas · sidik {master.state_hash[:12]}", "board_sub_right")
    page.call("set_row", 0, 32)
    page.call("set_row", 1, 15)
    page.call("set_row", 2, 6)
    draw_cards(page, master, 3)
    page.call("set_row", 7, 8)
    areas = max(len(master.areas), 8)
    _areas(page, master, TOP)
    lower = TOP + 2 + areas + 1
    _chart(book, page, master, lower)
    _escalations(page, master, lower)
    _ranking(page, master, TOP)
    bottom = lower + 17
    _returns(page, master, TOP + 15)
    _assessor(page, master, TOP + 24)
    page.merge(bottom, 0, bottom, LAST,
               f"▲ baik, mulai {_comma(master.limits.good)} % dari nilai maksimum    ● cukup    ▼ perlu perhatian, di bawah "
               f"{_comma(master.limits.fair)} %    ○ belum ada    Klik angka untuk melihat rinciannya; cara menelusuri ada di Daftar Isi.",
               "legend")
    for row in range(TOP, bottom + 1):
        page.call("set_row", row, 24 if row == TOP + 1 else 14.6)
    page.call("print_area", 0, 0, bottom, LAST)
    paper(page, master, "Dasbor", pages=1)
    page.call("set_margins", 0.4, 0.4, 0.4, 0.5)
    page.call("center_horizontally")


def _comma(number: float) -> str:
    return f"{number:g}".replace(".", ",")


def block(page: Page, row: int, first: int, last: int, title: str, sheet: str, note: str = "") -> None:
    """The heading of a block, which is also the way to its sheet."""
    middle = last - 2 if not note else first + (last - first) // 2
    page.merge(row, first, row, middle, "", "block")
    page.jump(row, first, sheet, "A1")
    page.text(row, first, title, "block")
    page.merge(row, middle + 1, row, last, note or "", "block_note")


def cell(page: Page, row: int, first: int, last: int, value: Stored, look: str, formula: str = "",
         to: tuple[str, str] | None = None) -> None:
    """A value or a formula with its true value over some grid columns, perhaps a link."""
    if last > first:
        page.merge(row, first, row, last, "", look)
    if to:
        page.jump(row, first, *to)
    if formula:
        page.formula(row, first, formula, value, look)
    elif isinstance(value, str):
        page.text(row, first, value, look, quote_prefix=True)
    elif value is None:
        page.blank(row, first, look)
    else:
        page.number(row, first, value, look)


AREA_HEADS = ((0, 4, "Area perubahan", "th"), (5, 6, "Nilai PD (% maks)", "th_right"), (7, 8, "", "th"),
              (9, 11, "Sejak induk lalu", "th_right"),
              (12, 13, "Pemda (% maks)", "th_right"), (14, 16, "Indikator tercapai", "th_right"),
              (17, 18, "Laporan aksi selesai (%)", "th_right"))


def _areas(page: Page, master: Master, row: int) -> None:
    block(page, row, 0, 18, f"{len(master.areas)} area perubahan", "Matriks PD x Area",
          f"rata-rata {len(master.scores)} dari {len(master.due)} PD; persen dari nilai maksimum")
    for first, last, head, look in AREA_HEADS:
        cell(page, row + 1, first, last, head, look)
    count = len(master.scores)
    for offset, area in enumerate(master.areas):
        at = row + 2 + offset
        cell(page, at, 0, 4, f"{area.number}. {area.name}", "td_bold")
        _area_score(page, at, area, master, count)
        _area_regency(page, at, area, master)
        _area_work(page, at, area, master)
    heat(page, (row + 2, 5, row + 1 + len(master.areas), 6))
    heat(page, (row + 2, 12, row + 1 + len(master.areas), 13))


def _area_score(page: Page, at: int, area: AreaLine, master: Master, count: int) -> None:
    if area.weight is None:
        cell(page, at, 5, 8, "tidak dinilai di KKE PD", "td_right")
        cell(page, at, 9, 11, "–", "td_right")
        return
    col = 2 + [a.id for a in master.instrument_areas].index(area.id)
    cells = span(FIRST, FIRST + max(count, 1) - 1, col, RECAP)
    cell(page, at, 5, 6, NONE_YET if area.mean is None else area.mean, "td_heat",
         f'IF(COUNT({cells})=0,"{NONE_YET}",SUM({cells})/COUNT({cells})/{area.weight:g}*100)', ("Matriks PD x Area", "A1"))
    own = cell_name(at, 5)
    filled = 0 if area.mean is None else int(area.mean / 10 + 0.5)
    cell(page, at, 7, 8, "█" * filled + "░" * (10 - filled), "td_bar",
         f'IF(ISNUMBER({own}),REPT("█",ROUND({own}/10,0))&REPT("░",10-ROUND({own}/10,0)),REPT("░",10))')
    if area.mean is None or area.earlier is None:
        cell(page, at, 9, 11, "–", "td_right")
    else:
        cell(page, at, 9, 11, round(area.mean - area.earlier, 6), "td_change", f"ROUND({own}-{area.earlier!r},6)", ("Perubahan", "A1"))


def _area_regency(page: Page, at: int, area: AreaLine, master: Master) -> None:
    line = master.regency
    ids = [a.area for a in line.areas] if line else []
    if line is None or area.id not in ids:
        cell(page, at, 12, 13, "–" if line else NONE_YET, "td_right", to=("Indeks RB", "A1"))
        return
    own = line.areas[ids.index(area.id)]
    source = f"'Indeks RB'!{fixed(regency_row(master) + 1 + ids.index(area.id), 3)}"
    cell(page, at, 12, 13, (own.score or 0.0) / own.weight * 100, "td_heat", source, ("Indeks RB", "A1"))


def _area_work(page: Page, at: int, area: AreaLine, master: Master) -> None:
    last = FIRST + max(len(master.indicators), 1) - 1
    names, verdicts = span(FIRST, last, 1, "Indikator"), span(FIRST, last, verdict_column(master), "Indikator")
    own = [i for i in master.indicators if i.area == area.name]
    met = sum(i.verdict == "tercapai" for i in own)
    cell(page, at, 14, 16, f"{met} dari {len(own)}", "td_right",
         f'COUNTIFS({names},{quoted(area.name)},{verdicts},"▲ tercapai")&" dari "&COUNTIF({names},{quoted(area.name)})',
         ("Indikator", "A1"))
    last = FIRST + max(len(master.steps), 1) - 1
    names = span(FIRST, last, 1, "Rencana Aksi")
    reported, done = step_column(master, "reported"), step_column(master, master.words.statuses[0])
    steps = [s for s in master.steps if s.area == area.name]
    whole = sum(s.reported for s in steps)
    ready = sum(dict(s.statuses)[master.words.statuses[0]] for s in steps)

    def total(col: int) -> str:
        return f"SUMIF({names},{quoted(area.name)},{span(FIRST, last, col, 'Rencana Aksi')})"
    cell(page, at, 17, 18, ready / whole * 100 if whole else NONE_YET, "td1",
         f'IF({total(reported)}=0,"{NONE_YET}",{total(done)}/{total(reported)}*100)', ("Rencana Aksi", "A1"))


def step_column(master: Master, what: str) -> int:
    """Where "reported" or a status is counted on `Rencana Aksi`."""
    base = 7 + len(master.years)
    return base if what == "reported" else base + 1 + master.words.statuses.index(what)


def _ranking(page: Page, master: Master, row: int) -> None:
    lines, total = ranked(master), total_column(master)
    best, worst = lines[:5], lines[5:][-5:]
    for title, some, start in (("Lima nilai KKE tertinggi", best, row), ("Lima nilai KKE terendah", worst, row + 8)):
        block(page, start, 20, LAST, title, RECAP)
        if start == row:
            for first, last, head, look in ((20, 26, "Perangkat Daerah", "th"), (27, 27, "Nilai", "th_right"),
                                            (28, 28, "Pred.", "th_right")):
                cell(page, start + 1, first, last, head, look)
        first_row = start + (2 if start == row else 1)
        for offset in range(5):
            at = first_row + offset
            if offset < len(some):
                source = FIRST + lines.index(some[offset])
                name, whole = some[offset].name, f"'{RECAP}'!B{source + 1}"
                cell(page, at, 20, 26, name if len(name) <= ROOM else name[: ROOM - 2] + "…", "td",
                     f'IF(LEN({whole})>{ROOM},LEFT({whole},{ROOM - 2})&"…",{whole})', (RECAP, f"A{source + 1}"))
                cell(page, at, 27, 27, some[offset].total, "td2", f"'{RECAP}'!{cell_name(source, total)}")
                cell(page, at, 28, 28, some[offset].predicate or "-", "td_right", f"'{RECAP}'!{cell_name(source, total + 2)}")
            else:
                cell(page, at, 20, LAST, NONE_YET if not lines else "–", "td_right")


def _returns(page: Page, master: Master, row: int) -> None:
    block(page, row, 20, LAST, "Pengumpulan formulir", "Status")
    last = FIRST + max(len(master.standings), 1) - 1
    states, forms = span(FIRST, last, 2, "Status"), span(FIRST, last, 10, "Status")
    whole = max(len(master.due), 1)
    for offset, (state, mark) in enumerate(STATE_MARKS.items()):
        at = row + 1 + offset
        count = sum(s.state == state and s.form == master.words.agency_form for s in master.standings)
        cell(page, at, 20, 24, mark, "td")
        cell(page, at, 25, 25, count, "td0", f"COUNTIFS({states},{quoted(mark)},{forms},{quoted(master.words.agency_form)})",
             ("Status", "A1"))
        filled = int(count / whole * 12 + 0.5)
        cell(page, at, 26, LAST, "█" * filled, "td_bar", f'REPT("█",ROUND({cell_name(at, 25)}/{whole}*12,0))')


def _assessor(page: Page, master: Master, row: int) -> None:
    """Self against assessor over the agencies that have both."""
    block(page, row, 20, LAST, "Mandiri dan penilai", RECAP)
    last, total = FIRST + max(len(master.scores), 1) - 1, total_column(master)
    own, theirs = span(FIRST, last, total, RECAP), span(FIRST, last, total + 5, RECAP)
    both = [(s.total, s.assessed_total) for s in master.scores if s.assessed_total is not None]
    count = len(both)
    for offset, (label, cells, value) in enumerate((("Nilai mandiri", own, sum(b[0] for b in both)),
                                                    ("Nilai penilai", theirs, sum(b[1] for b in both))), start=1):
        cell(page, row + offset, 20, 24, f"{label}, rata-rata", "td")
        formula = f'IF(COUNT({theirs})=0,"{NONE_YET}",SUMIF({theirs},">=0",{cells})/COUNT({theirs}))'
        cell(page, row + offset, 25, 26, value / count if count else NONE_YET, "td2", formula, (RECAP, "A1"))
        cell(page, row + offset, 27, LAST, f"{count} dari {len(master.due)}", "td_right", f'COUNT({theirs})&" dari {len(master.due)}"')


def _escalations(page: Page, master: Master, row: int) -> None:
    block(page, row, 10, 18, "Kendala yang menunggu keputusan", "Kendala")
    for first, last, head in ((10, 11, "Eskalasi"), (12, 12, "PD"), (13, 18, "Kendala (langkah)")):
        cell(page, row + 1, first, last, head, "th")
    marks = level_marks(master)
    lowest = master.words.levels[0] if master.words.levels else ""
    waiting = [(at, o) for at, o in enumerate(master.obstacles, start=FIRST) if o.level not in ("", lowest)]
    for offset, (source, one) in enumerate(waiting[:7]):
        at = row + 2 + 2 * offset
        for first, last, text in ((10, 11, marks[one.level]), (12, 12, one.agency), (13, 18, f"{one.obstacle} ({one.step_text})")):
            page.merge(at, first, at + 1, last, "", "td_wrap")
            if first == 10:
                page.jump(at, first, "Kendala", f"A{source + 1}")
            shown = text if len(text) <= 78 else text[:76].rstrip() + " …"
            page.text(at, first, shown, "td_wrap", quote_prefix=True)
    if len(waiting) > 7:
        cell(page, row + 16, 10, 18, f"… dan {len(waiting) - 7} lagi di lembar Kendala.", "td_right", to=("Kendala", "A1"))
    elif not waiting:
        cell(page, row + 2, 10, 18, "Tidak ada." if master.scores else NONE_YET, "td_right")


def _chart(book: Book, page: Page, master: Master, row: int) -> None:
    """The action plan by area as stacked bars; its figures stand beside the page, outside the print."""
    block(page, row, 0, 8, "Laporan rencana aksi per area", "Rencana Aksi")
    last = FIRST + max(len(master.steps), 1) - 1
    names = span(FIRST, last, 1, "Rencana Aksi")
    page.text(TOP, CHART_DATA, "Angka grafik", "legend")
    for offset, status in enumerate(master.words.statuses, start=1):
        page.text(TOP + 1, CHART_DATA + offset, status, "legend")
    told = []
    for index, area in enumerate(master.areas):
        at = TOP + 2 + index
        page.text(at, CHART_DATA, area.name, "legend")
        counts = []
        for offset, status in enumerate(master.words.statuses, start=1):
            counts.append(sum(dict(s.statuses)[status] for s in master.steps if s.area == area.name))
            cells = span(FIRST, last, step_column(master, status), "Rencana Aksi")
            page.formula(at, CHART_DATA + offset, f"SUMIF({names},{quoted(area.name)},{cells})", counts[-1], "legend")
        told.append(f"{area.name}: " + ", ".join(f"{s.lower()} {c}" for s, c in zip(master.words.statuses, counts, strict=True)))
    chart = book.chart({"type": "bar", "subtype": "percent_stacked"})
    first_area, last_area = TOP + 2, TOP + 1 + len(master.areas)
    for offset, (_, colour) in enumerate(zip(master.words.statuses, SERIES_STATUS, strict=False), start=1):
        chart.add_series({"name": [page.name, TOP + 1, CHART_DATA + offset],
                          "categories": [page.name, first_area, CHART_DATA, last_area, CHART_DATA],
                          "values": [page.name, first_area, CHART_DATA + offset, last_area, CHART_DATA + offset],
                          "fill": {"color": colour}, "gap": 40})
    chart.set_y_axis({"reverse": True, "num_font": {"size": 8}, "line": {"none": True}})
    chart.set_x_axis({"num_font": {"size": 8}, "major_gridlines": {"visible": True, "line": {"color": CHART_GRID}}, "num_format": "0%"})
    chart.set_legend({"position": "bottom", "font": {"size": 8}})
    chart.set_chartarea({"border": {"none": True}})
    page.chart(row + 1, 0, chart, width=372, height=296, alt="Laporan langkah rencana aksi per area. " + "; ".join(told) + ".", x=2, y=4)

