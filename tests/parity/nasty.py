"""Contents that people and their programs put into cells, as a spreadsheet stores them."""

from __future__ import annotations

from dataclasses import dataclass

from rmrb_xlsx.spec.values import Scalar


@dataclass(frozen=True)
class Fault:
    """An error value such as `#REF!`."""

    text: str


Content = Scalar | Fault
NOTHING: tuple[Content, ...] = (None, "", " ", "     ", "\u00a0", "\u00a0\u00a0 \u00a0", "\u200b", "\ufeff", "\u2060\u200d", "\u3000", "\t", "\n",
                                "\r\n", " \u00a0\u200b ", "\u00ad", "\u2003\u202f", "\u0085", "\u2028", "\x0b", "\u00a0" * 200)
WORDS: tuple[Content, ...] = (
    "-", ".", "?", "*", "~", "??", "*?*", "~?", "a", "A", "0", "abc", "\u200babc", "\u00a0abc", "abc\u00a0", "\nabc", "x\u00a0y", "'", '"', "=1+1", "=A1", "+62", "@x",
    "#REF!", "TRUE", "FALSE", "BENAR", "ya", "tidak", "é", "ａ", "３", "٣", "²", "½", "ß", "İ", "👍", "\u200b?", "\u00a0*", "x" * 255, "x" * 256, "x" * 5000, "x" * 5001,
    " " + "x" * 5000 + " ", "x " * 2500, "<b>&amp;</b>", "a\tb", "a;b", "_x0041_")
CHOICES: tuple[Content, ...] = (
    "Selesai", "selesai", "SELESAI", " Selesai", "Selesai ", "Selesai\u00a0", "\u200bSelesai", "Sele sai", "Selesai.", "Belum dilaksanakan", "Belum  dilaksanakan",
    "belum\u00a0dilaksanakan", " BELUM   DILAKSANAKAN ", "Sudah", "Sel*", "*", "?elesai", "Selesai\n", "A", "a", "B", "ab", "A?", "a?", "A*", "~A", "Ｓelesai", "Ya", "ya ",
    "1", "2", 1.0, 2.0, 1.5)
NUMBERS: tuple[Content, ...] = (
    0.0, 1.0, -1.0, 0.5, -0.5, 2.5, 3.0, 4.0, 5.0, 80.0, 99.0, 100.0, 101.0, 120.0, 99.9999999999, 100.0000000001, 100.00000001, 99.99999999, 0.1 + 0.2, 0.3, -0.0,
    1e-10, -1e-10, 1e-300, 3.0000000001, 3.00000001, 2.9999999999, 1e9, 1e15, 1.1e15, -1e15, -1.1e15, 1e16, 1e300, -1e300, 123456789012345.0, 36525.0, 36526.0, 42004.0,
    44196.0, 44196.5, 44197.0, 44561.0, 44561.75, 44562.0, 44651.0, 44651.25, 44652.0, 73050.0, 73051.0, 73415.0, 2958465.0)
TYPED: tuple[Content, ...] = (
    "80", "80 ", "80 %", "80%", "1.234,56", "1,234.56", "1.234", "12,5", "12.5", "1e5", "nan", "inf", "seratus", "Rp 1.000.000,-", "(5)", "−3", "５", "1_000", "0x10", "1 234",
    "31/12/2021", "31 Desember 2021", "2021-12-31", "12/31/2021", "1 Nopember 2021", "44561", "31-12-2021", "besok", "00/00/0000", "29/02/2021")
CODES: tuple[Content, ...] = (
    "198001012005011001", " 198001012005011001 ", "19800101 200501 1 001", "19800101\u00a0200501 1 001", "19800101.200501.1.001", "1980010120050110011", "19800101200501100",
    "NIP 198001012005011001", "'198001012005011001", "1980-0101-2005-0110-01", "198001012005011001" + " ." * 12, 198001012005011001.0, 198001012005011.0, "١٩٨٠٠١٠١٢٠٠٥٠١١٠٠١",
    "081234567890", "0812-3456-7890", "(0281) 636-079", "+62 812 3456 7890", "(+62) 812 3456 7890", "+62+8123456", "0812 3456 7890 / 0813", "812345678.0", 812345678.0,
    8123456.5, -81234567.0, 999999.0, 1000000.0, "telepon kantor", "123456", "1234567", "1234567890123456", "0812,3456,7890", "0812\u00a03456\u00a07890", "0812\t34567", "+", "+6281234567",
    "-- 0812 3456 78 --", "0" * 39, "0" * 41)
MAILS: tuple[Content, ...] = (
    "nama@contoh.go.id", " nama@contoh.go.id ", "NAMA@CONTOH.GO.ID", "nama@contoh", "nama@.id", "nama@a.b", "nama@a..b", "@contoh.id", "nama@contoh.id.", "a@b@c.id", "a b@c.id",
    "a@b c.id", "a@b.c d", "a,b@c.id", "a@b.id;c@d.id", "a@b.id, c@d.id", "<a@b.id>", "Nama <a@b.id>", "a@b.id\n", "\u200ba@b.id", "a@b\u00a0.id", "a\u00a0@b.id", "mailto:a@b.id",
    "petugas di kantor", "*@*.*", "?@?.?", "a?b@c.id", "a*b@c.id", "a~b@c.id", "a@b.c*", "a@ .c", "@@.x", "a＠b.id", "a@b.id" + " " * 60, "a" * 88 + "@contoh.id.x", "a" * 89 + "@contoh.id.x",
    "a@" + "b." * 60 + "id", "é@b.id", "a@b.👍", "a.b.c@d.e.f.g")
OTHERS: tuple[Content, ...] = (Fault("#REF!"), Fault("#N/A"), Fault("#DIV/0!"), Fault("#VALUE!"), Fault("#NAME?"))
BOOLEANS: tuple[Content, ...] = (True, False)
ALL = tuple({(type(c).__name__, repr(c)): c for c in (*NOTHING, *WORDS, *CHOICES, *NUMBERS, *TYPED, *CODES, *MAILS, *OTHERS)}.values())
