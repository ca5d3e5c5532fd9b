"""The sheet `Petunjuk`: whose form, until when, how to fill in six lines, a worked example, the looks explained, links, the code."""

from __future__ import annotations

from rmrb_xlsx.spec import marks
from rmrb_xlsx.spec.kinds import KINDS
from rmrb_xlsx.spec.model import FormCopy, Slot, Table
from rmrb_xlsx.write.head import Drawing, head
from rmrb_xlsx.write.heights import row_height
from rmrb_xlsx.write.must import Page
from rmrb_xlsx.write.selfcheck import OPEN
from rmrb_xlsx.write.words import prompt

WIDTHS = (22.0, 34.0, 100.0)
EXAMPLE_LINES = 6
LEGEND = (  # look, what stands in the sample, what it means
    ("input", "isian", "Kuning: diisi oleh Anda."),
    ("missing", "", "Jingga bergaris: wajib diisi tetapi masih kosong. Kolom bertanda * wajib diisi."),
    ("wrong", "abc", "Merah dengan kata SALAH: isinya tidak sesuai, misalnya huruf di tempat angka."),
    ("broken", "80", "Merah dengan kata PERIKSA: isinya bertentangan dengan isian lain. Sebabnya tertulis di lembar Periksa."),
    ("check", f"{OPEN} 2", "Kolom Cek: pada baris ini masih ada 2 sel kosong atau salah. Bila tertulis OK, baris itu beres."),
    ("locked", "terkunci", "Putih: sudah tercetak, tidak perlu diubah."),
    ("locked_now", "tahun ini", "Krem tebal: rencana tahun ini."),
    ("computed", "12,50", "Abu-abu: dihitung sendiri."),
    ("closed", "-", "Tanda hubung: tidak perlu diisi."),
)


def draw_guide(page: Page, d: Drawing, deadline: str) -> None:
    """The whole sheet."""
    head(page, d, d.copy.form.title, "Petunjuk pengisian. Mulai dari sini.", WIDTHS[2:])
    for col, width in enumerate(WIDTHS):
        page.call("set_column", col, col, width)
    facts, identity = d.copy.facts, d.copy.identity
    row = 5
    for label, text in (("Formulir untuk", d.copy.agency_name), ("Putaran", f"{facts['period']} {identity.year}"),
                        ("Batas kirim", deadline or "lihat surat pengantar"),
                        ("Dikirim ke", f"{facts['collector']}, dengan membalas surel pengantarnya"),
                        ("Dasar", f"{facts['regulation']} ({facts['pack_title']})")):
        page.text(row, 0, label, "label")
        page.text(row, 1, text, "label" if label == "Batas kirim" else "plain")
        row += 1
    row = _section(page, row + 1, "Cara mengisi")
    for number, text in enumerate(d.copy.form.instructions, start=1):
        page.text(row, 0, f"Langkah {number}", "label", valign="top")
        page.text(row, 1, text, "plain", valign="top")
        row += 1
    row = _example(page, d, row + 1)
    row = _section(page, row + 1, "Arti warna dan tanda")
    for look, sample, meaning in LEGEND:
        _sample(page, row, look, sample)
        page.text(row, 2, meaning, "plain")
        row += 1
    row = _section(page, row + 1, "Lembar dalam berkas ini")
    for name, intro in [(marks.SELF_CHECK_SHEET, "Menunjukkan isian yang masih kosong atau salah, dengan tautan ke selnya."),
                        *((s.name, s.intro) for s in d.copy.form.sheets)]:
        page.link(row, 0, name, "A1", name)
        page.text(row, 1, intro, "plain")
        row += 1
    page.text(row + 1, 0, marks.CODE_LABEL, "code")
    page.text(row + 1, 1, marks.token(identity), "code")
    page.text(row + 2, 1, "Jangan mengubah kode di atas: kode itu memastikan isian Anda tercatat atas nama Perangkat Daerah Anda.", "note")
    page.call("print_area", 0, 0, row + 2, len(WIDTHS) - 1)
    page.call("fit_to_pages", 1, 1)
    page.call("center_horizontally")


def _section(page: Page, row: int, title: str) -> int:
    page.text(row, 0, title, "section")
    for col in range(1, len(WIDTHS)):
        page.blank(row, col, "section")
    return row + 1


def _sample(page: Page, row: int, look: str, sample: str) -> None:
    """A sample as the form shows it; an effect is laid over an input cell, as in the form."""
    if look in ("missing", "wrong", "broken"):
        page.text(row, 1, sample, "input", locked=True)
        page.condition([(row, 1, row, 1)], {"type": "formula", "criteria": "=TRUE", "format": page.book.dxf(look)})
    else:
        page.text(row, 1, sample, look, locked=True)
    if look == "check":
        page.condition([(row, 1, row, 1)], {"type": "formula", "criteria": "=TRUE", "format": page.book.dxf("open")})


def _example(page: Page, d: Drawing, row: int) -> int:
    """One row of the form's widest table, filled in as it should be."""
    found = example_row(d.copy)
    if found is None:
        return row
    table, slots = found
    row = _section(page, row, f"Contoh isian satu baris di lembar {table.sheet}")
    for slot in slots[:EXAMPLE_LINES]:
        page.text(row, 0, slot.label + (" *" if slot.required else ""), "plain", valign="top")
        shape = {"num_format": KINDS[slot.kind].format, "locked": True}
        if slot.kind == "date" and isinstance(slot.example, str):
            page.date(row, 1, slot.example, "input", **shape, align="left")
        else:
            page.value(row, 1, slot.example, "input", **shape, align="left")
        text = prompt(slot)
        page.text(row, 2, text, "wrapped")
        page.call("set_row", row, row_height([(text, WIDTHS[2]), (str(slot.example), WIDTHS[1])]))
        row += 1
    return row


def example_row(copy: FormCopy) -> tuple[Table, list[Slot]] | None:
    """The table with most inputs and the cells of its first row that have an example; None when there is none."""
    best: tuple[Table, list[Slot]] | None = None
    for table in (t for t in copy.form.tables if not t.record):
        row = next((r for r in copy.rows[table.code] if r.level == "item"), None)
        slots = [s for s in copy.row_slots(table, row) if s.example is not None] if row else []
        if slots and (best is None or len(slots) > len(best[1])):
            best = table, slots
    return best
