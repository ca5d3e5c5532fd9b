"""`Status`, `Temuan`, `Keputusan`: who is where, what is wrong, who decided what."""

from __future__ import annotations

from rmrb_xlsx.write.master.common import FIRST, data, finish, frame, jump_text, put, put_row, table_range, tall, words_shaded
from rmrb_xlsx.write.master.data import OUTCOMES
from rmrb_xlsx.write.master.lines import Master
from rmrb_xlsx.write.must import Page, cell_name

STATE_MARKS = {"lengkap": "▲ lengkap", "diterima": "● diterima, belum lengkap", "perlu perbaikan": "▼ perlu perbaikan",
               "karantina": "▼ karantina", "terkirim": "○ belum kembali", "belum dikirim": "○ belum dikirimi formulir",
               "dikecualikan": "– dikecualikan"}
STATE_COLUMN, LATE_COLUMN = 2, 3


def draw_status(page: Page, master: Master) -> None:
    """Who is where, worst first; errors are counted on `Temuan`, the way to the rows of an agency is one click."""
    columns = (("Kode", 10.0), ("Perangkat Daerah", 52.0), ("Keadaan", 24.0), ("Terlambat (hari)", 11.0), ("Revisi", 8.0),
               ("Diterima", 17.0), ("Kesalahan", 11.0), ("Belum diisi", 9.0), ("Isian di Data", 9.0), ("Nilai KKE", 10.0),
               ("Formulir", 9.0),
               ("Keputusan yang berlaku", 26.0))
    frame(page, master, "Status Pengumpulan",
          "Satu baris satu formulir, yang paling perlu perhatian di atas. Kode menuju isiannya di Data.", columns)
    first: dict[tuple[str, str], int] = {}
    counts: dict[tuple[str, str], int] = {}
    for position, one in enumerate(master.data):
        first.setdefault((one.agency, one.form), position)
        counts[one.agency, one.form] = counts.get((one.agency, one.form), 0) + 1
    for row, line in enumerate(master.standings, start=FIRST):
        key = line.agency, line.form
        if key in first:
            jump_text(page, row, 0, "Data", table_range(first[key], first[key]), line.agency)
        else:
            put(page, row, 0, line.agency)
        put(page, row, 1, line.name)
        put(page, row, 2, STATE_MARKS[line.state])
        put(page, row, 3, line.days_late or None, number="n0")
        put_row(page, row, (line.revision, line.received or None, line.errors, line.missing), number="n0", start=4)
        counted = f"COUNTIFS({data('Kode PD')},{cell_name(row, 0)},{data('Formulir')},{cell_name(row, 10)})"
        page.formula(row, 8, counted, counts.get(key, 0), "n0")
        if line.kke is None:
            page.text(row, 9, "belum", "cell_muted")
        else:
            page.number(row, 9, line.kke, "n2")
        put_row(page, row, (line.form, line.note or None), start=10)
        tall(page, row, (line.name, 52.0), (line.note, 26.0))
    last = FIRST + max(len(master.standings), 1) - 1
    words_shaded(page, (FIRST, 2, last, 2), (("▲", "high"), ("●", "mid"), ("▼", "low"), ("○", "none"), ("–", "none")))
    finish(page, len(master.standings), len(columns))


SEVERITIES = {"error": "▼ kesalahan", "warning": "● peringatan", "info": "– catatan"}


def draw_findings(page: Page, master: Master) -> None:
    """Every finding of what counts, waits, or was refused, and what had to be changed to be shown here."""
    columns = (("Kode PD", 10.0), ("Berkas", 38.0), ("Hasil", 11.0), ("Tingkat", 13.0), ("Temuan", 22.0), ("Lembar", 14.0),
               ("Sel", 7.0), ("Penjelasan", 92.0), ("Dimaklumi", 13.0))
    frame(page, master, "Temuan", "Semua kesalahan dan catatan atas berkas yang berlaku, dikarantina, atau ditolak.", columns)
    for row, line in enumerate(master.findings, start=FIRST):
        put_row(page, row, (line.agency or "-", line.file, OUTCOMES[line.outcome], SEVERITIES[line.severity], line.title,
                            line.sheet or "-", line.cell or "-", line.message, line.waived or "-"))
        tall(page, row, (line.message, 92.0), (line.file, 38.0), (line.title, 22.0))
    last = FIRST + max(len(master.findings), 1) - 1
    words_shaded(page, (FIRST, 3, last, 3), (("▼", "low"), ("●", "mid"), ("–", "none")))
    finish(page, len(master.findings), len(columns))


def draw_decisions(page: Page, master: Master) -> None:
    """Contradictions of the source with the readings chosen; decisions of the office with who, when, why."""
    columns = (("Kode", 10.0), ("Jenis", 18.0), ("Pertanyaan atau sasaran", 46.0), ("Tingkat", 10.0), ("Bacaan", 62.0), ("Dipilih", 12.0),
               ("Alasan", 48.0), ("Oleh", 16.0), ("Pada", 17.0))
    frame(page, master, "Keputusan", "Bila peraturan berbeda dengan dirinya sendiri, bacaan yang dipakai tercatat di sini; "
          "demikian pula keputusan petugas selama putaran ini.", columns)
    for row, line in enumerate(master.decisions, start=FIRST):
        put_row(page, row, (line.id, line.kind, line.question, line.severity or "-", line.readings or "-", line.chosen or "-",
                            line.reason or "-", line.who or "-", line.at or "-"))
        tall(page, row, (line.question, 46.0), (line.readings, 62.0), (line.reason, 48.0))
    finish(page, len(master.decisions), len(columns))
