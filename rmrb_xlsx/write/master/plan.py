"""`Rencana Aksi` (Lampiran II of the year, counted over `Data`), `Kegiatan`, `Quick Wins`."""

from __future__ import annotations

from rmrb_xlsx.write.master.common import (
    FIRST,
    VERDICT_LOOKS,
    VERDICT_MARKS,
    achieved_formula,
    data,
    finish,
    frame,
    heat,
    jump_text,
    lookup,
    put,
    put_row,
    quoted,
    table_range,
    tall,
    verdict_formula,
    words_shaded,
)
from rmrb_xlsx.write.master.lines import NONE_YET, Master, StepLine
from rmrb_xlsx.write.must import Page, cell_name

YEAR_WIDTH = 18.0


def positions(master: Master, table: str) -> dict[str, tuple[int, int]]:
    """Row id -> first and last position of a table's rows in `Data`."""
    found: dict[str, tuple[int, int]] = {}
    for position, line in enumerate(master.data):
        if line.table == table and line.form == master.words.agency_form:
            found[line.row] = found.get(line.row, (position, position))[0], position
    return found


def step_columns(master: Master) -> tuple[tuple[str, float], ...]:
    """The columns of `Rencana Aksi`."""
    return (("Kode", 11.0), ("Area", 15.0), ("Kegiatan dan sub kegiatan", 26.0), *((f"TH. {y}", YEAR_WIDTH) for y in master.years),
            ("Utama", 13.0), ("Pendukung", 13.0), (f"Langkah {master.year}", 26.0), ("PD utama", 7.0), ("PD melapor", 8.0),
            *((s, 9.0) for s in master.words.statuses), ("Rata-rata kemajuan (%)", 11.0), ("Data", 9.0),
            ("Realisasi menurut PD utama", 36.0))


def draw_steps(page: Page, master: Master) -> None:
    """Lampiran II as printed, then what the agencies reported on this year's steps."""
    columns = step_columns(master)
    frame(page, master, f"Rencana Aksi {master.year} (Lampiran II)",
          "Tata letak seperti tercetak; kolom kanan dihitung dari Data. «PD utama» = berapa PD yang wajib melapor.", columns, freeze=3)
    places = positions(master, "rencana_aksi")
    for row, step in enumerate(master.steps, start=FIRST):
        _step_row(page, row, step, master, places)
    count = len(master.steps)
    page.call("set_print_scale", 78)
    page.call("set_v_pagebreaks", [5 + len(master.years)])
    page.call("repeat_columns", 0, 2)
    if count:
        at = 3 + len(master.years) + 5 + len(master.words.statuses)
        heat(page, (FIRST, at, FIRST + count - 1, at))
    finish(page, count, len(columns))


def _step_row(page: Page, row: int, line: StepLine, master: Master, places: dict[str, tuple[int, int]]) -> None:
    put_row(page, row, (line.id, line.area, line.action, *line.years, line.lead or "-", line.support or "-"))
    col = 5 + len(master.years)
    put(page, row, col, line.text)
    put(page, row, col + 1, line.due, number="n0")
    own = f"$A{row + 1}"

    def group(field: str) -> str:
        return f"{quoted(f'{master.words.agency_form}|rencana_aksi|')}&{own}&{quoted('|' + field)}"
    page.formula(row, col + 2, f"COUNTIF({data('Kelompok')},{group('status')})", line.reported, "n0")
    for offset, (status, count) in enumerate(line.statuses, start=col + 3):
        page.formula(row, offset, f"COUNTIFS({data('Kelompok')},{group('status')},{data('Nilai')},{quoted(status)})", count, "n0")
    at = col + 3 + len(line.statuses)
    told = f"COUNTIF({data('Kelompok')},{group('progres')})"
    page.formula(row, at, f'IF({told}=0,"{NONE_YET}",SUMIF({data("Kelompok")},{group("progres")},{data("Nilai")})/{told})',
                 NONE_YET if line.progress is None else line.progress, "heat")
    if line.id in places:
        jump_text(page, row, at + 1, "Data", table_range(*places[line.id]), "lihat isian")
    else:
        page.text(row, at + 1, "-", "cell_muted")
    put(page, row, at + 2, line.words or NONE_YET)
    tall(page, row, *((text, YEAR_WIDTH) for text in line.years), (line.text, 26.0), (line.words, 36.0), (line.action, 26.0),
         (line.lead, 13.0), (line.support, 13.0))


def draw_activities(page: Page, master: Master) -> None:
    """Priority activities: target and realisation of the year."""
    columns = (("Kode", 11.0), ("Area", 24.0), ("Kegiatan", 54.0), ("Satuan", 16.0), (f"Target {master.year}", 11.0), ("PD pengampu", 26.0),
               (f"Realisasi {master.year}", 12.0), ("Capaian (%)", 11.0), ("Keterangan", 18.0), ("Data", 10.0))
    frame(page, master, "Kegiatan Prioritas", "Realisasi langsung dari lembar Data.", columns)
    keys = {line.key: position for position, line in enumerate(master.data)}
    for row, line in enumerate(master.activities, start=FIRST):
        put_row(page, row, (line.id, line.area, line.name, line.unit, line.target, line.agency_name or "-"))
        page.formula(row, 6, lookup(line.key), NONE_YET if line.actual is None else line.actual, "n_any")
        actual, percent = cell_name(row, 6), cell_name(row, 7)
        page.formula(row, 7, achieved_formula(actual, cell_name(row, 4), "up"), line.achievement, "heat")
        page.formula(row, 8, verdict_formula(actual, percent), VERDICT_MARKS[line.verdict], "cell")
        if line.key in keys:
            jump_text(page, row, 9, "Data", table_range(keys[line.key], keys[line.key]), "lihat isian")
        else:
            page.text(row, 9, "-", "cell_muted")
        tall(page, row, (line.name, 54.0), (line.agency_name, 26.0), (line.area, 24.0))
    last = FIRST + max(len(master.activities), 1) - 1
    heat(page, (FIRST, 7, last, 7), percent_of_target=True)
    words_shaded(page, (FIRST, 8, last, 8), VERDICT_LOOKS)
    finish(page, len(master.activities), len(columns))


def draw_quick_wins(page: Page, master: Master) -> None:
    """Quick wins with what their owners reported, one row a reported field."""
    columns = (("Kode", 9.0), ("Program percepatan", 30.0), ("Ringkasan", 54.0), ("PD pengampu", 30.0), ("Yang dilaporkan", 34.0),
               ("Isian", 40.0), ("Data", 11.0))
    frame(page, master, "Quick Wins", "Program percepatan dalam peraturan dan laporan pengampunya.", columns)
    keys = {line.key: position for position, line in enumerate(master.data)}
    row = FIRST
    for line in master.quick_wins:
        for label, value, key in line.told or (("-", NONE_YET, ""),):
            put_row(page, row, (line.id, line.name, line.summary, line.agency_name, label))
            if key:
                page.formula(row, 5, lookup(key), value, "cell")
                jump_text(page, row, 6, "Data", table_range(keys[key], keys[key]), "lihat isian")
            else:
                put_row(page, row, (value, "-"), look="cell_muted", start=5)
            tall(page, row, (line.summary, 54.0), (line.name, 30.0), (label, 34.0), (str(value), 40.0))
            row += 1
    finish(page, row - FIRST, len(columns), "Paket tidak memuat program percepatan.")
