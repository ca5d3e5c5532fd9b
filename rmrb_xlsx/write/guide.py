"""The sheet `Petunjuk`: whose form, until when, how to fill in six lines, the looks explained, links, the form's code."""

from __future__ import annotations

from rmrb_xlsx.spec import marks
from rmrb_xlsx.write.must import Page
from rmrb_xlsx.write.sheet import Drawing

WIDTHS = (16, 11, 92)


def draw_guide(page: Page, d: Drawing, deadline: str) -> None:
    """Everything below the head of the sheet."""
    for col, width in enumerate(WIDTHS):
        page.call("set_column", col, col, width)
    facts, identity = d.copy.facts, d.copy.identity
    lines = [("Formulir untuk", d.copy.agency_name), ("Putaran", f"{facts['period']} {identity.year}"),
             ("Batas kirim", deadline or "lihat surat pengantar"), ("Dikirim ke", facts["collector"]),
             ("Dasar", f"{facts['regulation']} ({facts['pack_title']})")]
    row = 5
    for label, text in lines:
        page.text(row, 0, label, "label")
        page.text(row, 2, text, "plain")
        row += 1
    row = _section(page, row + 1, "Cara mengisi")
    for number, text in enumerate(d.copy.form.instructions, start=1):
        page.text(row, 1, f"{number}.", "label", align="right")
        page.text(row, 2, text, "wrapped")
        page.call("set_row", row, 30 if len(text) > 95 else 16)
        row += 1
    row = _section(page, row + 1, "Arti warna dan tanda")
    for look, sample, meaning in (("input", "isian", "Sel kuning: diisi oleh Anda."),
                                  ("missing", "", "Bergaris jingga: wajib diisi tetapi masih kosong."),
                                  ("wrong", "abc", "Merah dengan kata SALAH: isinya belum sesuai. Baca petunjuk selnya."),
                                  ("locked", "terkunci", "Sel putih: sudah tercetak, tidak perlu diubah."),
                                  ("computed", "dihitung", "Sel abu-abu: dihitung sendiri."),
                                  ("closed", "-", "Tanda hubung: tidak perlu diisi.")):
        page.text(row, 1, sample, look, locked=True)
        page.text(row, 2, meaning, "plain")
        row += 1
    row = _section(page, row + 1, "Lembar dalam berkas ini")
    for name, intro in [(marks.SELF_CHECK_SHEET, "Menunjukkan isian yang masih kurang atau salah."),
                        *((s.name, s.intro) for s in d.copy.form.sheets)]:
        page.link(row, 0, name, "A1", name)
        page.text(row, 2, intro, "wrapped")
        page.call("set_row", row, 30 if len(intro) > 95 else 16)
        row += 1
    page.text(row + 1, 0, marks.CODE_LABEL, "code")
    page.text(row + 1, 2, marks.token(identity), "code")
    page.text(row + 2, 2, "Jangan mengubah kode di atas: kode itu memastikan isian Anda tercatat atas nama Perangkat Daerah Anda.", "note")


def _section(page: Page, row: int, title: str) -> int:
    page.text(row, 0, title, "heading")
    page.blank(row, 1, "heading")
    page.blank(row, 2, "heading")
    return row + 1
