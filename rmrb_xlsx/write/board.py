"""The first sheet, `Dasbor`: one page for the head of the regency. Every number is a formula and links to its sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rmrb_xlsx.write.must import Page, cell_name

if TYPE_CHECKING:
    from rmrb_xlsx.write.master import Master

WIDTHS = (34, 12, 12, 26, 4, 56, 12, 12)
TOP = 5


def draw_board(page: Page, master: Master) -> None:
    """Returns, mean score, areas, strongest and weakest agencies, indicators, data age."""
    for col, width in enumerate(WIDTHS):
        page.call("set_column", col, col, width)
    page.text(0, 0, f"Dasbor Reformasi Birokrasi {master.government}", "title")
    page.text(1, 0, master.title, "intro")
    page.text(2, 0, f"Data per {master.as_of}. Sidik buku: {master.state_hash[:16]}", "note")
    row = _returns(page, master, 4)
    row = _score(page, master, row + 1)
    _areas(page, master, row + 1)
    _indicators(page, master)
    _ranking(page, master, TOP + 8)
    page.call("set_paper", 14 if master.paper == "F4" else 9)
    page.call("set_landscape")
    page.call("fit_to_pages", 1, 1)
    page.call("hide_gridlines", 2)
    page.call("set_footer", "&L&8rmrb&R&8Halaman &P dari &N")


def _heading(page: Page, row: int, col: int, text: str, sheet: str, width: int) -> None:
    page.link(row, col, sheet, "A1", text, "link")
    for c in range(col + 1, col + width):
        page.blank(row, c, "plain")


def _returns(page: Page, master: Master, row: int) -> int:
    _heading(page, row, 0, "Pengumpulan (lihat Status)", "Status", 4)
    last = 4 + max(len(master.standings), 1)
    span = f"Status!$C$5:$C${last}"
    states: list[str] = [s.state for s in master.standings]
    due = len(states) - states.count("dikecualikan")
    back = sum(s in ("lengkap", "diterima", "perlu perbaikan") for s in states)
    received = "+".join(f'COUNTIF({span},"{s}")' for s in ("lengkap", "diterima", "perlu perbaikan"))
    page.text(row + 1, 0, "Sudah kembali", "plain")
    page.formula(row + 1, 1, received, back, "big", num_format="#,##0")
    page.formula(row + 1, 2, f'"dari "&(COUNTA({span})-COUNTIF({span},"dikecualikan"))', f"dari {due}", "plain")
    for offset, (label, state) in enumerate((("Lengkap", "lengkap"), ("Perlu perbaikan", "perlu perbaikan"),
                                             ("Diterima, belum lengkap", "diterima"), ("Karantina", "karantina"),
                                             ("Belum kembali", "terkirim"), ("Belum dikirimi formulir", "belum dikirim")), start=2):
        page.text(row + offset, 0, label, "plain")
        page.formula(row + offset, 1, f'COUNTIF({span},"{state}")', states.count(state), "plain")
        share = states.count(state) / due if due else 0
        bar = f'REPT("█",ROUND(20*B{row + offset + 1}/MAX(COUNTA({span})-COUNTIF({span},"dikecualikan"),1),0))'
        page.formula(row + offset, 3, bar, "█" * int(20 * share + 0.5), "bar")
    page.text(row + 8, 0, "Terlambat", "plain")
    late = sum(s.days_late > 0 for s in master.standings)
    page.formula(row + 8, 1, f'COUNTIF(Status!$G$5:$G${last},">0")', late, "plain")
    return row + 9


def _score_column(master: Master) -> int:
    return 2 + len(master.areas) + (len(master.scores[0].results) if master.scores else 0)


def _score(page: Page, master: Master, row: int) -> int:
    _heading(page, row, 0, "Nilai KKE Perangkat Daerah (lihat KKE Rekap)", "KKE Rekap", 4)
    page.text(row + 1, 0, "Rata-rata dari yang melapor", "plain")
    n = len(master.scores)
    if not n:
        page.text(row + 1, 1, "belum", "plain")
        return row + 2
    letter = cell_name(0, _score_column(master))[:-1]
    span = f"'KKE Rekap'!${letter}$5:${letter}${4 + n}"
    page.formula(row + 1, 1, f"SUM({span})/COUNT({span})", sum(s.total for s in master.scores) / n, "big")
    page.formula(row + 1, 2, f'"dari "&COUNT({span})&" PD"', f"dari {n} PD", "plain")
    provisional = sum(s.provisional for s in master.scores)
    page.text(row + 1, 3, f"{provisional} di antaranya sementara" if provisional else "semua lengkap", "note")
    return row + 2


def _areas(page: Page, master: Master, row: int) -> None:
    for col, head in enumerate(("Area perubahan", "Rata-rata", "Maksimum", "Kemajuan")):
        page.text(row, col, head, "header")
    n = len(master.scores)
    for index, (_, name, weight) in enumerate(master.areas):
        at = row + 1 + index
        page.text(at, 0, name, "locked")
        page.number(at, 2, weight, "locked_number")
        if not n:
            page.text(at, 1, "belum", "locked")
            page.blank(at, 3, "locked")
            continue
        letter = cell_name(0, 2 + index)[:-1]
        span = f"'KKE Rekap'!${letter}$5:${letter}${4 + n}"
        mean = sum(s.areas[index] for s in master.scores) / n
        page.formula(at, 1, f"SUM({span})/COUNT({span})", mean, "computed")
        page.formula(at, 3, f'REPT("█",ROUND(20*B{at + 1}/C{at + 1},0))', "█" * int(20 * mean / weight + 0.5), "bar")


def _indicators(page: Page, master: Master) -> None:
    _heading(page, 4, 5, "Indikator (lihat Indikator)", "Indikator", 3)
    letter = cell_name(0, 5 + len(master.years) + 3)[:-1]
    last = 4 + max(len(master.indicators), 1)
    for offset, verdict in enumerate(("tercapai", "mendekati", "belum tercapai", "belum dinilai", "belum lapor"), start=5):
        page.text(offset, 5, verdict.capitalize(), "plain")
        count = sum(i.verdict == verdict for i in master.indicators)
        page.formula(offset, 6, f"COUNTIF(Indikator!${letter}$5:${letter}${last},\"{verdict}\")", count, "plain")


def _ranking(page: Page, master: Master, row: int) -> None:
    ranked = sorted(master.scores, key=lambda s: (-s.total, s.agency))
    for title, first in (("Lima nilai tertinggi", 0), ("Lima nilai terendah", max(len(ranked) - 5, 0))):
        for col, head in ((5, title), (6, "Nilai"), (7, "Predikat")):
            page.text(row, col, head, "header")
        column, total = _score_column(master), cell_name(0, _score_column(master))[:-1]
        for offset, line in enumerate(ranked[first: first + 5]):
            at, source = row + 1 + offset, 5 + first + offset
            page.formula(at, 5, f"'KKE Rekap'!B{source}", line.name, "locked")
            page.formula(at, 6, f"'KKE Rekap'!{total}{source}", line.total, "computed")
            page.formula(at, 7, f"'KKE Rekap'!{cell_name(0, column + 2)[:-1]}{source}", line.predicate, "locked")
        row += 8
