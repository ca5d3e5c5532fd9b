"""What the sheets of the master share: head, cells, references to the Excel Table `Data`, classes shown by symbol and word."""

from __future__ import annotations

from collections.abc import Sequence

from rmrb_xlsx.spec.values import Stored
from rmrb_xlsx.write.heights import row_height
from rmrb_xlsx.write.master.lines import NONE_YET, Limits, Master
from rmrb_xlsx.write.must import Page, cell_name, fixed

HEAD = 3
FIRST = HEAD + 1
DATA_COLUMNS = ("No", "Kunci", "Kelompok", "Kode PD", "Perangkat Daerah", "Formulir", "Tabel", "Baris", "Kolom", "Area", "Uraian",
                "Satuan", "Nilai", "Skor", "Jenis", "Revisi", "Lembar", "Sel", "Berkas", "SHA-256", "Arsip")
LAST_DATA = len(DATA_COLUMNS) - 1
SHEETS = {  # every sheet of the master and what it shows
    "Dasbor": "Satu halaman untuk pimpinan: pengumpulan, indeks, area, peringkat, indikator, kendala.",
    "Daftar Isi": "Isi buku ini, cara menelusuri angka sampai berkas asli, keterangan lambang.",
    "Status": "Siapa sudah mengirim, siapa belum, siapa perlu memperbaiki; yang paling perlu perhatian di atas.",
    "Matriks PD x Area": "Nilai tiap Perangkat Daerah pada tiap area perubahan, persen dari nilai maksimum.",
    "Indikator": "Target semua tahun, realisasi, capaian, dan bacaan target yang dipakai.",
    "Rencana Aksi": "Lampiran II tahun ini: berapa PD melapor, selesai, berjalan, belum, terkendala.",
    "Kegiatan": "Kegiatan prioritas: target dan realisasi.",
    "KKE Rekap": "Nilai KKE tiap Perangkat Daerah: mandiri, penilai, predikat, peringkat.",
    "KKE Rinci": "Nilai KKE sampai subkomponen: mandiri dibandingkan penilai.",
    "Indeks RB": "Indeks Reformasi Birokrasi dan cara menghitungnya.",
    "Survei": "Indeks survei tiap Perangkat Daerah dengan jumlah responden.",
    "Quick Wins": "Program percepatan dan laporan pengampunya.",
    "Kendala": "Kendala yang dilaporkan, menurut kelompok kerja dan tingkat eskalasi.",
    "Tindak Lanjut": "Rekomendasi bagi tiap Perangkat Daerah dengan batas waktunya.",
    "Perubahan": "Apa yang berubah sejak buku induk sebelumnya.",
    "Temuan": "Kesalahan dan catatan atas berkas yang berlaku, dikarantina, atau ditolak.",
    "Keputusan": "Pertentangan dalam peraturan dengan bacaan yang dipilih, dan keputusan petugas.",
    "Berkas": "Setiap berkas yang diterima: revisi, hasil, sidik SHA-256, tautan ke berkas asli.",
    "Data": "Satu baris satu isian, sampai berkas, revisi, lembar, dan sel asalnya.",
    "Acuan": "Ambang, skala jawaban, dan predikat yang dipakai rumus di buku ini.",
}


def data(column: str) -> str:
    """A column of the table `Data` as formulas name it."""
    return f"Data[{column}]"


def table_range(first: int, last: int) -> str:
    """Rows `first`..`last` of `Data` (0-based positions among its lines) as a link target that selects them whole."""
    return f"{cell_name(FIRST + first, 0)}:{cell_name(FIRST + last, LAST_DATA)}"


def quoted(text: str) -> str:
    """Text as a string inside a formula."""
    return '"' + text.replace('"', '""') + '"'


def frame(page: Page, master: Master, title: str, intro: str, columns: Sequence[tuple[str, float]], *,
          freeze: int = 2, portrait: bool = False) -> None:
    """Title in A1, what the sheet shows in A2, way back in A3, header row, print set-up."""
    page.text(0, 0, title, "title")
    page.text(1, 0, f"{intro} Data per {master.as_of}.", "intro")
    page.link(2, 0, "Dasbor", "A1", "<< Dasbor")
    page.link(2, 1 if columns[0][1] >= 9 else 2, "Daftar Isi", "A1", "Daftar Isi")
    for col, (name, width) in enumerate(columns):
        page.text(HEAD, col, name, "header")
        page.call("set_column", col, col, width)
    page.call("set_row", HEAD, row_height(columns, least=2, bold=True))
    page.call("freeze_panes", FIRST, freeze)
    page.call("repeat_rows", HEAD)
    paper(page, master, title, portrait=portrait)


def paper(page: Page, master: Master, title: str, *, portrait: bool = False, pages: int = 0) -> None:
    """F4 or A4, one page wide (and `pages` high, 0: any), footer with title and page number."""
    page.call("set_paper", 14 if master.paper == "F4" else 9)
    page.call("set_portrait" if portrait else "set_landscape")
    page.call("fit_to_pages", 1, pages)
    page.call("set_margins", 0.5, 0.5, 0.5, 0.6)
    page.call("hide_gridlines", 2)
    page.call("set_footer", f"&L&8{_footer(master.title)}&C&8{_footer(title)}&R&8Halaman &P dari &N")


def _footer(text: str) -> str:
    return text.replace("&", "&&")[:80]


def put(page: Page, row: int, col: int, value: Stored, look: str = "cell", number: str = "n_any") -> None:
    """A value by its own type: text stays text whatever it looks like, nothing is "-"."""
    if isinstance(value, str):
        page.text(row, col, value, look, quote_prefix=True)
    elif value is None:
        page.text(row, col, "-", "cell_muted")
    else:
        page.number(row, col, value, number)


def put_row(page: Page, row: int, values: Sequence[Stored], look: str = "cell", number: str = "n_any", start: int = 0) -> None:
    """Values side by side."""
    for col, value in enumerate(values, start=start):
        put(page, row, col, value, look, number)


def jump_text(page: Page, row: int, col: int, sheet: str, cell: str, text: str, look: str = "cell_link") -> None:
    """Text that is a link inside this workbook; the text may come from a return."""
    page.jump(row, col, sheet, cell)
    page.text(row, col, text, look, quote_prefix=True)


def finish(page: Page, rows: int, columns: int, empty: str = "Tidak ada.") -> None:
    """Filter and print area; a sheet without rows says so."""
    if rows:
        page.call("autofilter", HEAD, 0, FIRST + rows - 1, columns - 1)
    else:
        page.text(FIRST, 0, empty, "note")
    page.call("print_area", 0, 0, FIRST + max(rows, 1) - 1, columns - 1)


def tall(page: Page, row: int, *cells: tuple[str, float]) -> None:
    """The row high enough for its wrapped texts."""
    page.call("set_row", row, row_height([(text[:1500], width) for text, width in cells]))


def span(first_row: int, last_row: int, col: int, sheet: str = "") -> str:
    """An absolute range of one column (0-based rows), with its sheet when given."""
    where = f"'{sheet}'!" if sheet else ""
    return f"{where}{fixed(first_row, col)}:{fixed(last_row, col)}"


def heat(page: Page, area: tuple[int, int, int, int], *, percent_of_target: bool = False) -> None:
    """The three classes on numbers: colour, symbol, number; "belum" in grey."""
    first = cell_name(area[0], area[1])
    high, low = ("Ambang_Tercapai", "Ambang_Mendekati") if percent_of_target else ("Ambang_Baik", "Ambang_Cukup")
    number = f"ISNUMBER({first})"
    for test, look in ((f"AND({number},ROUND({first},2)>={high})", "heat_high"),
                       (f"AND({number},ROUND({first},2)<{low})", "heat_low"), (number, "heat_mid"),
                       (f'{first}="{NONE_YET}"', "none")):
        page.condition([area], {"type": "formula", "criteria": "=" + test, "format": page.book.dxf(look), "stop_if_true": True})


def heat_plain(page: Page, area: tuple[int, int, int, int], limits: Limits) -> None:
    """The three classes on shares of a maximum, for books that have no sheet of thresholds."""
    first = cell_name(area[0], area[1])
    number = f"ISNUMBER({first})"
    for test, look in ((f"AND({number},ROUND({first},2)>={limits.good:g})", "heat_high"),
                       (f"AND({number},ROUND({first},2)<{limits.fair:g})", "heat_low"), (number, "heat_mid")):
        page.condition([area], {"type": "formula", "criteria": "=" + test, "format": page.book.dxf(look), "stop_if_true": True})


def words_shaded(page: Page, area: tuple[int, int, int, int], looks: Sequence[tuple[str, str]]) -> None:
    """Cells shaded by the word they hold: (start of the text, look)."""
    first = cell_name(area[0], area[1])
    for word, look in looks:
        test = f"=LEFT({first},{len(word)})={quoted(word)}"
        page.condition([area], {"type": "formula", "criteria": test, "format": page.book.dxf(look), "stop_if_true": True})


def class_of(share: float | None, limits: Limits) -> str:
    """The word with its symbol for a share of the maximum in per cent."""
    if share is None:
        return NONE_YET
    return "▲ baik" if round(share, 2) >= limits.good else "▼ perlu perhatian" if round(share, 2) < limits.fair else "● cukup"


def class_formula(cell: str) -> str:
    """`class_of` as a formula over a cell."""
    return (f'IF(ISNUMBER({cell}),IF(ROUND({cell},2)>=Ambang_Baik,"▲ baik",IF(ROUND({cell},2)<Ambang_Cukup,'
            f'"▼ perlu perhatian","● cukup")),"{NONE_YET}")')


VERDICTS = ("tercapai", "mendekati", "belum tercapai", "belum dinilai", "belum lapor")
VERDICT_MARKS = {"tercapai": "▲ tercapai", "mendekati": "● mendekati", "belum tercapai": "▼ belum tercapai",
                 "belum dinilai": "– belum dinilai", "belum lapor": "○ belum lapor"}
VERDICT_LOOKS = (("▲", "high"), ("●", "mid"), ("▼", "low"), ("○", "none"), ("–", "none"))


def verdict_formula(actual: str, percent: str) -> str:
    """The verdict on a row, from its realisation and its achievement in per cent."""
    return (f'IF({actual}="{NONE_YET}","○ belum lapor",IF(ISNUMBER({percent}),IF({percent}>=Ambang_Tercapai,"▲ tercapai",'
            f'IF({percent}>=Ambang_Mendekati,"● mendekati","▼ belum tercapai")),"– belum dinilai"))')


def achieved_formula(actual: str, target: str, polarity: str) -> str:
    """Achievement in per cent from cells; empty when it cannot be judged."""
    if polarity == "category":
        return f'IF(OR({actual}="{NONE_YET}",LEN({target})=0,{target}="-"),"",IF(TRIM({actual})=TRIM({target}),100,0))'
    share = f"{actual}/{target}" if polarity == "up" else f"MAX((2*{target}-{actual})/{target},0)"
    return f'IF(AND(ISNUMBER({actual}),ISNUMBER({target})),IF({target}=0,"",ROUND({share}*100,2)),"")'


def lookup(key: str) -> str:
    """The value of one key of `Data`, or "belum"."""
    return f'IFERROR(INDEX({data("Nilai")},MATCH({quoted(key)},{data("Kunci")},0)),"{NONE_YET}")'
