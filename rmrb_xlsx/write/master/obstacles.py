"""`Kendala` by working group and level, `Tindak Lanjut`, `Indeks RB`, `Survei`."""

from __future__ import annotations

from rmrb_xlsx.write.master.common import FIRST, finish, frame, heat, jump_text, put, put_row, quoted, span, table_range, tall, words_shaded
from rmrb_xlsx.write.master.kke import D_SCORE, DETAIL, RECAP, detail_sum, predicate_formula, result_cell, total_column
from rmrb_xlsx.write.master.lines import NONE_YET, Master
from rmrb_xlsx.write.must import Page, cell_name, fixed

LEVEL_COLUMN, GROUP_COLUMN = 0, 1


def level_marks(master: Master) -> dict[str, str]:
    """Level of escalation -> the same with a symbol, the highest most visible."""
    marks = ("●", "▼", "▼▼")
    return {level: f"{marks[min(i, 2)]} {level}" for i, level in enumerate(master.words.levels)} | {"": "– tidak disebut"}


def draw_obstacles(page: Page, master: Master) -> None:
    """Obstacles, highest level first, then by working group; counted on `Dasbor`."""
    columns = (("Eskalasi", 14.0), ("Kelompok kerja", 30.0), ("Area", 20.0), ("Kode PD", 10.0), ("Perangkat Daerah", 32.0),
               ("Langkah", 34.0), ("Status", 13.0), ("Kendala", 44.0), ("Rencana tindak lanjut PD", 44.0), ("Data", 10.0))
    frame(page, master, "Kendala", "Kendala yang dilaporkan PD; yang diminta diputuskan pada tingkat tertinggi berada di atas.", columns)
    marks = level_marks(master)
    keys = {line.key: position for position, line in enumerate(master.data)}
    for row, line in enumerate(master.obstacles, start=FIRST):
        put_row(page, row, (marks[line.level], line.pokja, line.area, line.agency, line.agency_name, line.step_text, line.status or "-",
                            line.obstacle, line.follow_up or "belum diisi"))
        jump_text(page, row, 9, "Data", table_range(keys[line.key], keys[line.key]), "lihat isian")
        tall(page, row, (line.obstacle, 44.0), (line.follow_up, 44.0), (line.step_text, 34.0), (line.pokja, 30.0), (line.agency_name, 32.0))
    last = FIRST + max(len(master.obstacles), 1) - 1
    words_shaded(page, (FIRST, 0, last, 0), (("▼", "low"), ("●", "mid"), ("–", "none")))
    finish(page, len(master.obstacles), len(columns), "Tidak ada kendala yang dilaporkan.")


def draw_advice(page: Page, master: Master) -> None:
    """Recommendations by agency: what, how it stands, what to do, until when."""
    columns = (("Kode PD", 10.0), ("Perangkat Daerah", 34.0), ("Jenis", 22.0), ("Sasaran", 40.0), ("Keadaan", 26.0), ("Rekomendasi", 60.0),
               ("Batas waktu", 17.0), ("Lihat", 12.0))
    frame(page, master, "Tindak Lanjut", "Rekomendasi hasil monitoring dan evaluasi bagi tiap Perangkat Daerah.", columns)
    for row, line in enumerate(master.advice, start=FIRST):
        put_row(page, row, (line.agency, line.agency_name, line.kind, line.subject, line.now, line.text, line.due or "-"))
        jump_text(page, row, 7, line.sheet, "A1", line.sheet)
        tall(page, row, (line.text, 60.0), (line.subject, 40.0), (line.now, 26.0), (line.agency_name, 34.0))
    finish(page, len(master.advice), len(columns), "Tidak ada rekomendasi.")


def draw_index(page: Page, master: Master) -> None:
    """The index of the regency: parts, weights, how many of how many; no total while a part is missing; then the regency's KKE."""
    columns = (("Unsur", 56.0), ("Bobot (%)", 11.0), ("Nilai", 12.0), ("Nilai x bobot", 13.0), ("Dari", 20.0), ("Keterangan", 56.0))
    frame(page, master, "Indeks Reformasi Birokrasi", "Indeks dihitung bila semua unsurnya ada; yang belum ada tidak dianggap nol.",
          columns)
    index, row = master.index, FIRST
    for part in index.parts:
        if part.kind == "pemda":
            put(page, row, 0, part.name)
        else:
            jump_text(page, row, 0, RECAP, "A1", part.name)
        page.number(row, 1, part.weight, "n2")
        shown = NONE_YET if part.value is None else part.value
        formula = _part_formula(master, part.kind)
        if part.value is None or not formula:
            put(page, row, 2, shown, number="n2")
        else:
            page.formula(row, 2, formula, shown, "n2")
        value = cell_name(row, 2)
        page.formula(row, 3, f'IF(ISNUMBER({value}),{value}*{cell_name(row, 1)}/100,"{NONE_YET}")',
                     NONE_YET if part.value is None else part.value * part.weight / 100, "n2")
        put_row(page, row, (f"{part.of} dari {part.due}", "-"), start=4)
        row += 1
    parts = f"{cell_name(FIRST, 3)}:{cell_name(row - 1, 3)}"
    page.text(row, 0, "Indeks Reformasi Birokrasi", "sum_text")
    page.formula(row, 1, f"SUM({cell_name(FIRST, 1)}:{cell_name(row - 1, 1)})", sum(p.weight for p in index.parts), "sum")
    page.blank(row, 2, "sum")
    whole = f'IF(COUNT({parts})={len(index.parts)},SUM({parts})/{cell_name(row, 1)}*100,"{NONE_YET}")'
    page.formula(row, 3, whole, NONE_YET if index.value is None else index.value, "sum")
    page.formula(row, 4, predicate_formula(cell_name(row, 3)), index.predicate or "-", "sum_text")
    page.text(row, 5, index.method, "sum_text")
    tall(page, row, (index.method, 50.0))
    past = (index.past,) if index.past else ()
    for label, known in (*((f"Indeks {name}", value) for name, value in past), ("Indeks pada induk sebelumnya", index.earlier),
                         (f"Target {master.year}", index.target),
                         ("Data dasar", index.baseline)):
        row += 1
        put(page, row, 0, label)
        put(page, row, 3, known, number="n2")
    row = _regency(page, master, row + 2)
    page.call("print_area", 0, 0, row, len(columns) - 1)


def _part_formula(master: Master, kind: str) -> str:
    if kind == "pemda" and master.regency:
        return fixed(regency_row(master) + 1 + len(master.regency.areas) + len(master.regency.results), 2)
    if kind == "mean":
        last = FIRST + max(len(master.scores), 1) - 1
        total = total_column(master)
        flags, cells = span(FIRST, last, total + 8, RECAP), span(FIRST, last, total, RECAP)
        return f'IF(COUNTIF({flags},"ya")=0,"{NONE_YET}",SUMIF({flags},"ya",{cells})/COUNTIF({flags},"ya"))'
    return ""


def regency_row(master: Master) -> int:
    """Where the header of the regency's KKE stands on `Indeks RB`."""
    return FIRST + len(master.index.parts) + 5 + int(master.index.past is not None)


def _regency(page: Page, master: Master, row: int) -> int:
    """The regency's own KKE: areas, results, total."""
    for col, head in enumerate(("KKE Pemerintah Daerah", "Maksimum", "Nilai", "% dari maksimum")):
        page.text(row, col, head, "header")
    line = master.regency
    if line is None:
        put_row(page, row + 1, ("Formulir Pemerintah Daerah belum diterima.", "-", NONE_YET, NONE_YET))
        return row + 1
    agency, first = quoted(line.agency), row + 1
    for area in line.areas:
        row += 1
        jump_text(page, row, 0, DETAIL, "A1", f"{area.id}. {area.name}")
        page.number(row, 1, area.weight, "n2")
        total = detail_sum(master, D_SCORE, agency, line.form, f"{area.id}. {area.name}")
        page.formula(row, 2, total, area.score or 0.0, "n2")
        page.formula(row, 3, f"{cell_name(row, 2)}/{cell_name(row, 1)}*100", (area.score or 0.0) / area.weight * 100, "heat")
    for result in line.results:
        row += 1
        put(page, row, 0, result.name)
        page.number(row, 1, result.weight, "n2")
        result_cell(page, row, 2, agency, line.form, result)
        share = NONE_YET if result.score is None else result.score / result.weight * 100
        value = cell_name(row, 2)
        page.formula(row, 3, f'IF(ISNUMBER({value}),{value}/{cell_name(row, 1)}*100,"{NONE_YET}")', share, "heat")
    heat(page, (first, 3, row, 3))
    row += 1
    page.text(row, 0, f"Jumlah, {'sementara' if line.provisional else 'lengkap'}, predikat {line.predicate or '-'}", "sum_text")
    page.formula(row, 1, f"SUM({cell_name(first, 1)}:{cell_name(row - 1, 1)})", sum(a.weight for a in line.areas)
                 + sum(r.weight for r in line.results), "sum")
    page.formula(row, 2, f"SUM({cell_name(first, 2)}:{cell_name(row - 1, 2)})", line.total, "sum")
    page.blank(row, 3, "sum")
    return row


def index_cells(master: Master) -> tuple[str, str]:
    """Where the index and its predicate stand on `Indeks RB`."""
    row = FIRST + len(master.index.parts)
    return f"'Indeks RB'!{fixed(row, 3)}", f"'Indeks RB'!{fixed(row, 4)}"


def draw_surveys(page: Page, master: Master) -> None:
    """Surveys: respondents, minimum sample, index, category; an agency without answers is not in the list."""
    columns = (("Kode PD", 10.0), ("Perangkat Daerah", 44.0), ("Survei", 40.0), ("Responden", 11.0), ("Sampel minimum", 11.0),
               ("Kecukupan", 14.0), ("Indeks", 10.0), ("Kategori", 18.0), ("Catatan", 40.0))
    told = len({s.agency for s in master.surveys})
    frame(page, master, "Survei", f"{told} dari {len(master.due)} PD melaporkan survei. Sampel minimum menurut jumlah pengguna layanan.",
          columns)
    for row, line in enumerate(master.surveys, start=FIRST):
        word = "– tidak diketahui" if line.sample is None else "▲ cukup" if line.respondents >= line.sample else "▼ kurang"
        put_row(page, row, (line.agency, line.agency_name, line.survey, line.respondents, line.sample, word), number="n0")
        put_row(page, row, (line.index if line.index is not None else NONE_YET, line.category or "-", line.note or "-"), number="n2",
                start=6)
        tall(page, row, (line.agency_name, 44.0), (line.survey, 40.0), (line.note, 40.0))
    last = FIRST + max(len(master.surveys), 1) - 1
    words_shaded(page, (FIRST, 5, last, 5), (("▲", "high"), ("▼", "low"), ("–", "none")))
    finish(page, len(master.surveys), len(columns), "Belum ada isian survei.")


def group_formula(master: Master, level: str) -> str:
    """How many obstacles ask for a level of escalation, counted on `Kendala`."""
    last = FIRST + max(len(master.obstacles), 1) - 1
    return f"COUNTIF({span(FIRST, last, LEVEL_COLUMN, 'Kendala')},{quoted(level_marks(master)[level])})"
