"""The master workbook, sheet by sheet. The same lines give the same bytes."""

from __future__ import annotations

from rmrb_xlsx.write.master.board import draw_board
from rmrb_xlsx.write.master.common import SHEETS
from rmrb_xlsx.write.master.data import draw_changes, draw_data, draw_files
from rmrb_xlsx.write.master.indicators import draw_indicators
from rmrb_xlsx.write.master.kke import draw_detail, draw_matrix, draw_recap
from rmrb_xlsx.write.master.lines import Master
from rmrb_xlsx.write.master.lists import draw_decisions, draw_findings, draw_status
from rmrb_xlsx.write.master.obstacles import draw_advice, draw_index, draw_obstacles, draw_surveys
from rmrb_xlsx.write.master.plan import draw_activities, draw_quick_wins, draw_steps
from rmrb_xlsx.write.master.reference import draw_contents, draw_reference
from rmrb_xlsx.write.must import Book


def write_master(master: Master) -> bytes:
    """The master as .xlsx bytes. Raises OwnFault rather than write half."""
    book = Book({"title": master.title, "subject": "Buku induk"}, {"rmrb_buku_induk": master.state_hash})
    pages = {name: book.page(name) for name in SHEETS if name not in ("Data", "Acuan")}
    draw_board(book, pages["Dasbor"], master)
    draw_contents(pages["Daftar Isi"], master, row_counts(master))
    draw_status(pages["Status"], master)
    draw_matrix(pages["Matriks PD x Area"], master)
    draw_indicators(book, pages["Indikator"], master)
    draw_steps(pages["Rencana Aksi"], master)
    draw_activities(pages["Kegiatan"], master)
    draw_recap(pages["KKE Rekap"], master)
    draw_detail(pages["KKE Rinci"], master)
    draw_index(pages["Indeks RB"], master)
    draw_surveys(pages["Survei"], master)
    draw_quick_wins(pages["Quick Wins"], master)
    draw_obstacles(pages["Kendala"], master)
    draw_advice(pages["Tindak Lanjut"], master)
    draw_changes(pages["Perubahan"], master)
    draw_findings(pages["Temuan"], master)
    draw_decisions(pages["Keputusan"], master)
    draw_files(pages["Berkas"], master)
    draw_data(book, master)
    draw_reference(book, book.page("Acuan"), master)
    pages["Dasbor"].call("activate")
    return book.close()


def row_counts(master: Master) -> dict[str, int]:
    """How many rows each list sheet has."""
    return {"Status": len(master.standings), "Matriks PD x Area": len(master.due), "Indikator": len(master.indicators),
            "Rencana Aksi": len(master.steps), "Kegiatan": len(master.activities), "KKE Rekap": len(master.due),
            "KKE Rinci": sum(len(s.subs) for s in master.scores), "Survei": len(master.surveys),
            "Quick Wins": sum(max(len(q.told), 1) for q in master.quick_wins), "Kendala": len(master.obstacles),
            "Tindak Lanjut": len(master.advice), "Perubahan": len(master.changes), "Temuan": len(master.findings),
            "Keputusan": len(master.decisions), "Berkas": len(master.files), "Data": len(master.data)}
