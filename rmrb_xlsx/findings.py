"""What we return: findings, and the one table of everything a finding can say.

A finding names the place (sheet, cell, table, row, field), says what is wrong and how to mend it.
The words live here, once, beside their code; `found()` fills them in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark on a return. `message` is a full Indonesian text: what, where, cure."""

    code: str
    severity: Severity
    message: str
    sheet: str | None = None
    cell: str | None = None
    table: str | None = None
    row: str | None = None
    field: str | None = None
    value: str | float | bool | None = None


class Code(NamedTuple):
    """One row of `CODES`: how severe, a title for lists, the sentence, and the cure."""

    severity: Severity
    title: str
    template: str
    cure: str


CODES: dict[str, Code] = {
    # --- the file itself: refused ------------------------------------------------------------------
    "berkas-kosong": Code("error", "Berkas kosong", "Berkas ini kosong (0 bita).",
                          "Lampirkan ulang formulir yang sudah diisi, lalu kirim kembali."),
    "bukan-buku-kerja": Code("error", "Bukan buku kerja", "Berkas ini bukan buku kerja Excel, melainkan {jenis}.",
                             "Kirim formulir aslinya dalam bentuk .xlsx."),
    "berkas-rusak": Code("error", "Berkas rusak", "Berkas rusak atau terpotong sehingga tidak dapat dibaca ({sebab}).",
                         "Buka di Excel/WPS/LibreOffice, simpan ulang sebagai .xlsx, lalu kirim kembali."),
    "terkunci-sandi": Code("error", "Terkunci kata sandi", "Berkas terkunci kata sandi.",
                           "Hapus kata sandinya (Berkas > Info > Proteksi), lalu kirim kembali. "
                           "Jangan mengirim kata sandi lewat surel."),
    "berkas-berbahaya": Code("error", "Ditolak demi keamanan",
                             "Berkas ditolak demi keamanan: {sebab}.",
                             "Isi formulir asli yang kami kirim, lalu kirim kembali."),
    "melebihi-batas": Code("error", "Melebihi batas", "Isi berkas jauh melebihi ukuran sebuah formulir ({sebab}).",
                           "Isi formulir asli yang kami kirim. Jangan menempelkan gambar atau data lain ke dalamnya."),
    "gagal-baca": Code("error", "Tidak terbaca", "Berkas tidak dapat dibaca dengan aman ({sebab}).",
                       "Simpan ulang sebagai .xlsx, lalu kirim kembali. Bila berulang, hubungi Bagian Organisasi."),
    # --- content that waits for a person: quarantined -------------------------------------------------
    "isi-aktif": Code("error", "Memuat isi aktif",
                      "Berkas memuat {jenis} yang tidak diizinkan dan menunggu pemeriksaan petugas.",
                      "Salin isian ke formulir asli tanpa makro atau tautan luar."),
    "berkas-ganda-bentuk": Code("error", "Berkas berbentuk ganda",
                                "Berkas memuat data lain di luar buku kerja ({sebab}).",
                                "Simpan ulang sebagai .xlsx, lalu kirim kembali."),
    # --- notes on how it was read -----------------------------------------------------------------------
    "format-lain": Code("info", "Format lain", "Berkas berformat {format}; isinya dibaca dan dikonversi.",
                        "Periksa ringkasan isian. Lain kali simpan sebagai .xlsx."),
}


def found(code: str, *, sheet: str | None = None, cell: str | None = None, table: str | None = None,
          row: str | None = None, field: str | None = None,
          value: str | float | bool | None = None, **details: object) -> Finding:
    """A finding of `code`, its Indonesian text filled with `details`; KeyError when a detail is missing."""
    entry = CODES[code]
    message = entry.template.format(**details) + (" " + entry.cure if entry.cure else "")
    return Finding(code, entry.severity, message, sheet, cell, table, row, field, value)
