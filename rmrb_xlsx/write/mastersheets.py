"""The list sheets of the master: Status, Indikator, Rencana Aksi, KKE Rekap, Temuan, Keputusan, Data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rmrb_xlsx.spec.values import Stored
from rmrb_xlsx.write.heights import row_height
from rmrb_xlsx.write.must import LONGEST_CELL, Page, cell_name

if TYPE_CHECKING:
    from rmrb_xlsx.write.master import Master

HEAD = 3
FIRST = HEAD + 1
DATA_COLUMNS = ("Kunci", "Kode PD", "Perangkat Daerah", "Tabel", "Baris", "Kolom", "Area", "Uraian", "Nilai", "Jenis",
                "Revisi", "Lembar", "Sel", "Berkas", "SHA-256")
DATA_WIDTHS = (10, 10, 34, 13, 14, 14, 26, 44, 26, 10, 8, 14, 8, 34, 18)
STATUSES = ("Selesai", "Berjalan", "Belum dilaksanakan", "Terkendala")
NONE_YET = "belum"


def data_range(column: str, master: Master) -> str:
    """The absolute range of a column of `Data`."""
    letter = chr(65 + DATA_COLUMNS.index(column))
    return f"Data!${letter}${FIRST + 1}:${letter}${FIRST + max(len(master.data), 1)}"


def frame(page: Page, master: Master, title: str, intro: str, columns: Sequence[tuple[str, float]]) -> None:
    """Title, explanation, link back, header row, print set-up."""
    page.text(0, 0, title, "title")
    page.text(1, 0, f"{intro} Data per {master.as_of}.", "intro")
    page.link(2, 0, "Dasbor", "A1", "<< Dasbor")
    for col, (name, width) in enumerate(columns):
        page.text(HEAD, col, name, "header")
        page.call("set_column", col, col, width)
    page.call("set_row", HEAD, row_height([(n, w) for n, w in columns], least=2))
    page.call("freeze_panes", FIRST, 2)
    page.call("repeat_rows", HEAD)
    page.call("set_paper", 14 if master.paper == "F4" else 9)
    page.call("set_landscape")
    page.call("fit_to_pages", 1, 0)
    page.call("set_footer", f"&L&8{master.title.replace('&', '&&')[:120]}&R&8Halaman &P dari &N")


def safe(text: str) -> str:
    """Text that fits a cell; what is too long ends with a visible mark."""
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 20] + " [… terpotong]"


def _cell(page: Page, row: int, col: int, value: Stored, look: str = "locked") -> None:
    if isinstance(value, str):
        page.text(row, col, safe(value), look, quote_prefix=True)
    elif value is None:
        page.blank(row, col, look)
    else:
        page.number(row, col, value, "locked_number")


def draw_status(page: Page, master: Master) -> None:
    """Who is where, worst first."""
    columns = (("Kode", 11.0), ("Perangkat Daerah", 52.0), ("Keadaan", 18.0), ("Revisi", 9.0), ("Kesalahan", 11.0),
               ("Belum diisi", 11.0), ("Terlambat (hari)", 12.0))
    frame(page, master, "Status Pengumpulan", "Satu baris satu Perangkat Daerah, yang paling perlu perhatian di atas.", columns)
    for row, line in enumerate(master.standings, start=FIRST):
        values: tuple[Stored, ...] = (line.agency, line.name, line.state, line.revision, line.errors, line.missing,
                                      line.days_late or None)
        for col, value in enumerate(values):
            _cell(page, row, col, value)
    _finish(page, len(master.standings), len(columns))


def draw_indicators(page: Page, master: Master) -> None:
    """Targets of all years, the realisation from `Data`, achievement."""
    fixed = (("Kode", 10.0), ("Indikator", 40.0), ("Area", 22.0), ("Satuan", 13.0), ("Data dasar", 9.0))
    columns = (*fixed, *((f"Target {y}", 9.0) for y in master.years), ("PD pengampu", 18.0), (f"Realisasi {master.year}", 12.0),
               ("Capaian (%)", 10.0), ("Keterangan", 15.0), ("Keputusan", 10.0))
    frame(page, master, "Indikator Keberhasilan",
          "Target menurut bacaan yang dipilih (lihat Keputusan); realisasi langsung dari lembar Data.",
          columns)
    shift = len(fixed) + len(master.years)
    target_col = len(fixed) + list(master.years).index(master.year)
    for row, line in enumerate(master.indicators, start=FIRST):
        for col, value in enumerate((line.id, line.name, line.area, line.unit, line.baseline, *line.targets, line.agency_name)):
            _cell(page, row, col, value)
        key = f"{line.agency}|indikator|{line.id}|realisasi"
        lookup = f'IFERROR(INDEX({data_range("Nilai", master)},MATCH("{key}",{data_range("Kunci", master)},0)),"{NONE_YET}")'
        page.formula(row, shift + 1, lookup, NONE_YET if line.actual is None else line.actual, "locked_number")
        actual, target = cell_name(row, shift + 1), cell_name(row, target_col)
        page.formula(row, shift + 2, _achieved(actual, target, line.polarity), "" if line.achievement is None else line.achievement,
                     "locked_number")
        verdict = cell_name(row, shift + 2)
        page.formula(row, shift + 3, f'IF({actual}="{NONE_YET}","belum lapor",IF(ISNUMBER({verdict}),IF({verdict}>=100,"tercapai",'
                                     f'IF({verdict}>=90,"mendekati","belum tercapai")),"belum dinilai"))', line.verdict, "locked")
        _cell(page, row, shift + 4, line.decision)
        page.call("set_row", row, row_height([(line.name, 40.0), (line.agency_name, 18.0)]))
    _finish(page, len(master.indicators), len(columns))


def _achieved(actual: str, target: str, polarity: str) -> str:
    if polarity == "category":
        return f'IF(OR({actual}="{NONE_YET}",LEN({target})=0),"",IF(TRIM({actual})=TRIM({target}),100,0))'
    share = f"{actual}/{target}" if polarity == "up" else f"(2*{target}-{actual})/{target}"
    return f'IF(AND(ISNUMBER({actual}),ISNUMBER({target})),IF({target}=0,"",ROUND({share}*100,2)),"")'


def draw_steps(page: Page, master: Master) -> None:
    """Lampiran II of the year, counted over `Data`."""
    columns = (("Kode", 13.0), ("Langkah", 40.0), ("Area", 20.0), ("Kegiatan", 40.0), ("Utama", 14.0), ("PD melapor", 9.0),
               *((s, 11.0) for s in STATUSES), ("Rata-rata kemajuan (%)", 12.0), ("Realisasi PD utama", 50.0))
    frame(page, master, f"Rencana Aksi {master.year} (Lampiran II)", "Dihitung dari isian semua Perangkat Daerah yang melapor.", columns)
    table, ids, fields, values, kinds = (data_range(c, master) for c in ("Tabel", "Baris", "Kolom", "Nilai", "Jenis"))
    for row, line in enumerate(master.steps, start=FIRST):
        for col, text in enumerate((line.id, line.text, line.area, line.action, line.lead)):
            _cell(page, row, col, text)
        where = f'{kinds},"<>salah",{table},"rencana_aksi",{ids},{cell_name(row, 0)},{fields},'
        page.formula(row, 5, f'COUNTIFS({where}"status")', len(line.statuses), "locked_number")
        for offset, status in enumerate(STATUSES):
            page.formula(row, 6 + offset, f'COUNTIFS({where}"status",{values},"{status}")', line.statuses.count(status), "locked_number")
        mean = sum(line.progress) / len(line.progress) if line.progress else NONE_YET
        count = f'COUNTIFS({where}"progres")'
        page.formula(row, 10, f'IF({count}=0,"{NONE_YET}",SUMIFS({values},{where}"progres")/{count})', mean, "locked_number")
        _cell(page, row, 11, line.words)
        page.call("set_row", row, row_height([(line.text, 40), (line.action, 40), (line.words[:600], 50)]))
    _finish(page, len(master.steps), len(columns))


def draw_scores(page: Page, master: Master) -> None:
    """KKE per agency and area; agencies without a return stand below with "belum"."""
    results = tuple(n for n, _ in master.scores[0].results) if master.scores else ()
    columns = (("Kode", 11.0), ("Perangkat Daerah", 46.0), *((f"{n} (maks {w:g})", 14.0) for _, n, w in master.areas),
               *((n, 16.0) for n in results), ("Nilai dari yang terisi", 11.0), ("Nilai bila kosong = 0", 11.0),
               ("Predikat", 10.0), ("Sifat", 12.0))
    frame(page, master, "Rekap KKE Perangkat Daerah", "Nilai sementara berarti masih ada butir atau hasil yang belum diisi.", columns)
    row = FIRST
    for line in sorted(master.scores, key=lambda s: (-s.total, s.agency)):
        values: tuple[Stored, ...] = (line.agency, line.name, *line.areas, *(s for _, s in line.results))
        for col, value in enumerate(values):
            _cell(page, row, col, NONE_YET if value is None else value)
        at = len(values)
        span = f"{cell_name(row, 2)}:{cell_name(row, at - 1)}"
        page.formula(row, at, f"SUM({span})", line.total, "locked_number")
        _cell(page, row, at + 1, line.total_blank_as_zero)
        _cell(page, row, at + 2, line.predicate)
        _cell(page, row, at + 3, "sementara" if line.provisional else "lengkap")
        row += 1
    reported = {s.agency for s in master.scores}
    for standing in (s for s in master.standings if s.agency not in reported and s.state != "dikecualikan"):
        _cell(page, row, 0, standing.agency)
        _cell(page, row, 1, standing.name)
        for col in range(2, len(columns)):
            page.text(row, col, NONE_YET, "closed")
        row += 1
    _finish(page, row - FIRST, len(columns))


def draw_findings(page: Page, master: Master) -> None:
    """Every finding of what counts, waits, or was refused."""
    columns = (("Kode PD", 11.0), ("Berkas", 40.0), ("Hasil", 13.0), ("Tingkat", 10.0), ("Kode temuan", 20.0), ("Lembar", 15.0),
               ("Sel", 8.0), ("Penjelasan", 100.0))
    words = {"accepted": "diterima", "quarantined": "karantina", "rejected": "ditolak", "error": "kesalahan",
             "warning": "peringatan", "info": "catatan"}
    frame(page, master, "Temuan", "Semua kesalahan dan catatan atas berkas yang berlaku, dikarantina, atau ditolak.", columns)
    for row, line in enumerate(master.findings, start=FIRST):
        for col, text in enumerate((line.agency, line.file, words[line.outcome], words[line.severity], line.code, line.sheet,
                                    line.cell, line.message)):
            _cell(page, row, col, text)
    _finish(page, len(master.findings), len(columns))


def draw_decisions(page: Page, master: Master) -> None:
    """Contradictions of the source and the readings chosen."""
    columns = (("Kode", 10.0), ("Pertanyaan", 50.0), ("Tingkat", 10.0), ("Bacaan", 70.0), ("Dipilih", 10.0), ("Alasan", 50.0))
    frame(page, master, "Keputusan atas Pertentangan",
          "Bila peraturan berbeda dengan dirinya sendiri, bacaan yang dipakai tercatat di sini.",
          columns)
    for row, line in enumerate(master.decisions, start=FIRST):
        for col, text in enumerate((line.id, line.question, line.severity, line.readings, line.chosen, line.reason)):
            _cell(page, row, col, text)
        page.call("set_row", row, row_height([(line.question, 50), (line.readings, 70), (line.reason, 50)]))
    _finish(page, len(master.decisions), len(columns))


def draw_data(page: Page, master: Master) -> None:
    """The tidy table: one row a value, down to file, revision, sheet and cell."""
    frame(page, master, "Data", "Satu baris satu isian dari kiriman terbaru tiap Perangkat Daerah.",
          tuple(zip(DATA_COLUMNS, DATA_WIDTHS, strict=True)))
    for row, line in enumerate(master.data, start=FIRST):
        page.text(row, 0, line.key, "plain")
        for col, text in enumerate((line.agency, line.agency_name, line.table, line.row, line.field, line.area, line.label), start=1):
            page.text(row, col, safe(text), "plain")
        if isinstance(line.value, str):
            page.text(row, 8, safe(line.value), "plain", quote_prefix=True)
        else:
            page.value(row, 8, line.value, "plain")
        page.text(row, 9, line.kind, "plain")
        page.number(row, 10, line.revision, "plain")
        for col, text in enumerate((line.sheet, line.cell, safe(line.file), line.sha256), start=11):
            page.text(row, col, text, "plain")
    last = FIRST + max(len(master.data), 1) - 1
    page.call("add_table", HEAD, 0, last, len(DATA_COLUMNS) - 1,
              {"name": "Data", "style": "Table Style Light 1", "columns": [{"header": c} for c in DATA_COLUMNS]})


def _finish(page: Page, rows: int, columns: int) -> None:
    if rows:
        page.call("autofilter", HEAD, 0, FIRST + rows - 1, columns - 1)
    page.call("print_area", 0, 0, FIRST + max(rows, 1) - 1, columns - 1)
