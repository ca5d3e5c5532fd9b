"""`Acuan` holds what formulas refer to by name: thresholds, answer scales, predicates. `Daftar Isi` leads to every sheet."""

from __future__ import annotations

from rmrb_xlsx.write.master.common import SHEETS, paper, put
from rmrb_xlsx.write.master.lines import Master
from rmrb_xlsx.write.must import Book, Page, fixed

LIMIT_ROWS = (("Ambang_Baik", "Nilai baik: persen dari maksimum, mulai", "good"),
              ("Ambang_Cukup", "Nilai cukup: persen dari maksimum, mulai", "fair"),
              ("Ambang_Tercapai", "Indikator tercapai: persen dari target, mulai", "met"),
              ("Ambang_Mendekati", "Indikator mendekati: persen dari target, mulai", "near"))


def draw_reference(book: Book, page: Page, master: Master) -> None:
    """Thresholds, scales and predicates, each with the defined name that formulas use."""
    page.text(0, 0, "Acuan", "title")
    page.text(1, 0, "Angka yang dipakai rumus di buku ini. Mengubahnya di sini mengubah semua lembar; aslinya ada pada paket peraturan.",
              "intro")
    page.link(2, 0, "Dasbor", "A1", "<< Dasbor")
    for col, width in enumerate((46.0, 16.0, 16.0, 30.0)):
        page.call("set_column", col, col, width)
    row = 4
    page.text(row, 0, "Ambang", "header")
    page.text(row, 1, "Nilai", "header")
    for name, words, field in LIMIT_ROWS:
        row += 1
        put(page, row, 0, words)
        page.number(row, 1, getattr(master.limits, field), "n2")
        book.define(name, f"='Acuan'!{fixed(row, 1)}")
    row = _predicates(book, page, master, row + 2)
    for number, (name, choices) in enumerate(master.scales, start=1):
        row += 2
        page.text(row, 0, f"Skala {name}: jawaban", "header")
        page.text(row, 1, "Nilai", "header")
        top = row + 1
        for answer, value in choices:
            row += 1
            put(page, row, 0, answer)
            page.number(row, 1, value, "n2")
        book.define(f"Skala_{number}", f"='Acuan'!{fixed(top, 0)}:{fixed(row, 0)}")
        book.define(f"Skala_{number}_nilai", f"='Acuan'!{fixed(top, 1)}:{fixed(row, 1)}")
    page.call("print_area", 0, 0, row, 3)
    paper(page, master, "Acuan", portrait=True)


def _predicates(book: Book, page: Page, master: Master, row: int) -> int:
    for col, head in enumerate(("Predikat: di atas nilai", "Predikat", "Sampai dengan", "Arti")):
        page.text(row, col, head, "header")
    bands = sorted(master.words.predicates, key=lambda b: b[1]) or [("-", 0.0, 100.0, "Paket tidak memuat predikat.")]
    top = row + 1
    for name, above, upto, label in bands:
        row += 1
        page.number(row, 0, above, "n2")
        put(page, row, 1, name)
        page.number(row, 2, upto, "n2")
        put(page, row, 3, label)
    book.define("Predikat_batas", f"='Acuan'!{fixed(top, 0)}:{fixed(row, 0)}")
    book.define("Predikat_nama", f"='Acuan'!{fixed(top, 1)}:{fixed(row, 1)}")
    return row


HOW = (
    ("Menelusuri angka", "Klik angka atau nama di Dasbor, lalu nama atau «lihat isian» di lembar yang terbuka: paling banyak dua klik "
                         "sampai baris di Data. Di sana tertulis berkas, revisi, lembar, sel, sidik SHA-256, dan tautan ke berkas asli."),
    ("Lambang", "▲ baik, naik, atau selesai; ● sedang; ▼ perlu perhatian, turun, atau salah; ○ belum ada; – tidak berlaku. "
                "Warna hanya mengulang lambang dan kata."),
    ("Belum", "Perangkat Daerah tanpa kiriman tertulis «belum», tidak pernah 0; setiap rata-rata menyebut dari berapa."),
    ("Tabel pivot", "Klik satu sel di lembar Data, lalu Sisipkan > PivotTable > OK. Irisan (Slicer) juga dapat dipasang pada tabel Data."),
    ("Buku ini", "Hanya keluaran: dibuat ulang oleh rmrb gabung. Catatan Anda simpan di Kendali.xlsx, bukan di sini."),
)


def draw_contents(page: Page, master: Master, rows: dict[str, int]) -> None:
    """Every sheet with a link and what it shows; how to follow a number; the legend; how to make a pivot table."""
    page.text(0, 0, "Daftar Isi", "title")
    page.text(1, 0, f"{master.title}. Data per {master.as_of}.", "intro")
    page.link(2, 0, "Dasbor", "A1", "<< Dasbor")
    for col, width in enumerate((24.0, 92.0, 10.0)):
        page.call("set_column", col, col, width)
    for col, head in enumerate(("Lembar", "Isi", "Baris")):
        page.text(4, col, head, "header")
    row = 5
    for name, what in SHEETS.items():
        page.jump(row, 0, name, "A1")
        page.text(row, 0, name, "cell_link")
        put(page, row, 1, what)
        put(page, row, 2, rows.get(name), number="n0")
        row += 1
    row += 1
    for head, text in HOW:
        page.text(row, 0, head, "cell_bold")
        page.text(row, 1, text, "cell")
        page.call("set_row", row, 14 * (1 + len(text) // 125))
        row += 1
    page.text(row + 1, 0, f"Sidik keadaan buku (SHA-256): {master.state_hash}", "note")
    page.text(row + 2, 0, f"{len(master.files)} berkas diterima; {len(master.data)} isian berlaku.", "note")
    page.call("print_area", 0, 0, row + 2, 2)
    paper(page, master, "Daftar Isi", portrait=True, pages=1)
