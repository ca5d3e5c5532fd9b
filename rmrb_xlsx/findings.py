"""What we return: findings, and the one table of everything a finding can say.

A finding names the place (sheet, cell, table, row, field), says what is wrong and how to mend it.
The words live here, once, beside their code; `found()` fills them in.
"""

from __future__ import annotations

from collections.abc import Mapping
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
                       "Simpan ulang sebagai .xlsx, lalu kirim kembali. Bila berulang, hubungi pengirim formulir."),
    "arsip-kosong": Code("error", "Arsip kosong", "Arsip .zip ini tidak memuat berkas.",
                         "Lampirkan ulang formulir yang sudah diisi, lalu kirim kembali."),
    "arsip-terlalu-banyak": Code("error", "Arsip terlalu banyak isinya",
                                 "Arsip .zip ini memuat {jumlah} berkas; yang dibaca paling banyak {batas}.",
                                 "Bagi menjadi beberapa arsip, atau kirim formulirnya satu per satu."),
    "arsip-bersarang": Code("error", "Arsip di dalam arsip", "Berkas ini arsip di dalam arsip dan tidak dibuka.",
                            "Keluarkan formulir dari arsipnya, lalu kirim kembali sebagai .xlsx."),
    # --- mails -----------------------------------------------------------------------------------------
    "surel-tak-wajar": Code("error", "Surel tidak wajar", "Surel ini tidak wajar dan tidak dibuka ({sebab}).",
                            "Kirim ulang surel biasa dengan melampirkan formulir."),
    "lampiran-winmail": Code("error", "Lampiran winmail.dat",
                             "Lampiran surel ini berupa winmail.dat, yang hanya dapat dibuka Outlook.",
                             "Di Outlook, ubah format surel menjadi HTML atau Teks Biasa, lalu kirim ulang formulirnya."),
    "surel-tanpa-lampiran": Code("error", "Tanpa lampiran", "Surel ini tidak memuat lampiran Excel.",
                                 "Kirim ulang dengan melampirkan formulir."),
    "formulir-kosong-kembali": Code("error", "Formulir belum diisi",
                                    "Lampiran «{nama}» adalah formulir yang kami kirim dan belum diisi.",
                                    "Isi, simpan, lalu lampirkan berkas yang sudah disimpan itu."),
    "msg-tak-didukung": Code("error", "Berkas .msg tidak didukung",
                             "Surel .msg tidak dapat dibuka karena tambahan «msg» belum dipasang.",
                             "Pasang dengan: pip install rmrb_xlsx[msg]; atau simpan surelnya sebagai .eml."),
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
    # --- identity: quarantined, or told ------------------------------------------------------------------
    "identitas-hilang": Code("error", "Identitas hilang",
                             "Identitas formulir hilang ({di}) sehingga pengirimnya belum pasti; menunggu petugas.",
                             "Salin isian ke formulir asli yang kami kirim."),
    "identitas-berubah": Code("error", "Identitas berubah",
                              "Identitas formulir berubah atau rusak ({di}); menunggu petugas.",
                              "Salin isian ke formulir asli yang kami kirim tanpa mengubah kodenya."),
    "identitas-bertentangan": Code("error", "Identitas bertentangan",
                                   "Identitas formulir saling bertentangan: {di}; menunggu petugas.",
                                   "Isi formulir milik Perangkat Daerah Anda sendiri, jangan menyalin lembar dari formulir lain."),
    "identitas-berkurang": Code("info", "Sebagian identitas hilang",
                                "Sebagian penanda formulir hilang ({di}), tetapi yang tersisa cukup untuk mengenalinya.", ""),
    "edisi-lain": Code("error", "Edisi lain", "Formulir ini edisi «{edisi}», sedangkan yang berlaku edisi «{berlaku}».",
                       "Gunakan formulir terbaru yang kami kirim."),
    "paket-tak-dikenal": Code("error", "Paket tidak dikenal",
                              "Formulir ini menyebut paket «{paket}» dan Perangkat Daerah «{pd}» yang tidak dikenal di sini.",
                              "Gunakan formulir yang kami kirim."),
    "putaran-lain": Code("error", "Putaran lain",
                         "Formulir ini untuk {formulir}, sedangkan yang sedang dikumpulkan {berlaku}.",
                         "Isi formulir putaran yang berlaku."),
    "tidak-pernah-dikirim": Code("error", "Belum pernah diterbitkan",
                                 "Formulir dengan kode ini tidak pernah diterbitkan dari folder kerja ini; menunggu petugas.",
                                 "Gunakan formulir yang kami kirim."),
    "dua-isi-berbeda": Code("error", "Dua isian berbeda",
                            "Dalam satu penerimaan ada dua isian berbeda dari Perangkat Daerah ini; menunggu petugas.",
                            "Sebutkan berkas mana yang berlaku."),
    "isian-lama": Code("error", "Isian lama", "Isian ini sama dengan revisi {revisi} yang sudah digantikan; menunggu petugas.",
                       "Sebutkan apakah isian lama memang yang dikehendaki."),
    "terbitan-lama": Code("error", "Formulir lama",
                          "Formulir ini kiriman ke-{kiriman}, sedangkan isian kiriman ke-{terbaru} sudah diterima; menunggu petugas.",
                          "Gunakan formulir terbaru yang kami kirim."),
    "pengirim-belum-pasti": Code("error", "Pengirim belum pasti", "Pengirim berkas ini belum dapat dipastikan ({sebab}); menunggu petugas.",
                                 "Kirim dari alamat surel yang terdaftar."),
    "milik-pd-lain": Code("error", "Milik Perangkat Daerah lain",
                          "Formulir {pd} dikirim oleh «{pengirim}» yang terdaftar untuk {terdaftar}; menunggu petugas.",
                          "Kirim dari alamat surel yang terdaftar bagi Perangkat Daerah itu."),
    # --- structure of the form ---------------------------------------------------------------------------
    "tabel-hilang": Code("error", "Tabel hilang", "Tabel «{tabel}» (lembar «{lembar}») tidak ditemukan dalam berkas.",
                         "Salin isian ke formulir asli; jangan menghapus lembar."),
    "kolom-hilang": Code("error", "Kolom hilang", "Kolom «{kolom}» pada lembar «{lembar}» tidak ditemukan.",
                         "Salin isian ke formulir asli; jangan menghapus kolom."),
    "baris-hilang": Code("error", "Baris hilang", "Baris {kode} («{isi}») pada lembar «{lembar}» terhapus.",
                         "Isi kembali baris itu pada formulir perbaikan yang kami kirim."),
    "baris-ganda": Code("error", "Baris ganda", "Baris {kode} ada lebih dari satu kali pada lembar «{lembar}» ({sel}).",
                        "Hapus salinannya; sisakan satu baris."),
    "baris-tambahan": Code("error", "Baris tambahan",
                           "Baris {baris} pada lembar «{lembar}» bukan baris formulir; isinya («{isi}») belum dihitung.",
                           "Pindahkan isinya ke baris formulir yang sesuai."),
    "lembar-salinan": Code("error", "Lembar disalin",
                           "Lembar «{lembar}» adalah salinan «{asli}» dengan isi berbeda; yang dibaca hanya «{asli}».",
                           "Sisakan satu lembar saja."),
    "lembar-salinan-sama": Code("info", "Lembar disalin", "Lembar «{lembar}» adalah salinan «{asli}» dengan isi sama.", ""),
    "lembar-tambahan": Code("warning", "Lembar tambahan",
                            "Ada {jumlah} lembar lain yang bukan bagian formulir ({lembar}); isinya tidak dihitung.",
                            "Bila penting, pindahkan isinya ke formulir."),
    "kolom-ganda": Code("error", "Kolom ganda",
                        "Kolom «{kolom}» pada lembar «{lembar}» ada lebih dari satu kali dengan isi berbeda; yang dibaca {dibaca}.",
                        "Hapus salinannya; sisakan satu kolom."),
    "baris-tertukar": Code("error", "Kode dan uraian tertukar",
                           "Baris {baris} pada lembar «{lembar}» berkode {kode}, tetapi uraiannya milik baris {lain}.",
                           "Urutkan ulang seluruh kolom bersama-sama, atau salin isian ke formulir asli."),
    "dikenali-dari-judul": Code("warning", "Dikenali dari judul kolom",
                                "Baris kode kolom tabel «{tabel}» pada lembar «{lembar}» hilang; kolomnya dikenali dari judulnya.",
                                "Periksa ringkasan isian."),
    "dikenali-dari-teks": Code("warning", "Dikenali dari uraian",
                               "Kode {jumlah} baris pada lembar «{lembar}» hilang atau rusak ({kode}); barisnya dikenali dari uraiannya.",
                               "Periksa ringkasan isian."),
    "teks-tetap-berubah": Code("warning", "Bagian tetap berubah",
                               "{jumlah} sel tetap pada lembar «{lembar}» berubah ({sel}); kami tetap memakai isi aslinya.",
                               "Jangan mengubah teks, target, atau kode yang sudah tercetak."),
    "di-luar-formulir": Code("warning", "Isian di luar formulir",
                             "Ada {jumlah} isian di luar area formulir pada lembar «{lembar}» ({sel}); isian itu tidak dihitung.",
                             "Bila penting, pindahkan ke kolom yang tersedia."),
    # --- content of a cell -----------------------------------------------------------------------------------
    "belum-diisi": Code("error", "Belum diisi", "{lembar}!{sel}: «{isian}» belum diisi.", "Isi dengan {aturan}."),
    "baris-belum-utuh": Code("error", "Baris belum utuh", "{lembar}!{sel}: baris ini sudah mulai diisi, tetapi «{isian}» belum.",
                             "Lengkapi seluruh baris itu, atau kosongkan seluruhnya."),
    "bukan-angka": Code("error", "Bukan angka", "{lembar}!{sel}: «{nilai}» bukan angka.", "Isi dengan {aturan}."),
    "angka-taksa": Code("error", "Angka bermakna ganda",
                        "{lembar}!{sel}: «{nilai}» dapat dibaca sebagai ribuan atau pecahan.",
                        "Tulis angka tanpa titik ribuan, dengan koma untuk desimal, misalnya 1234,5."),
    "angka-tak-wajar": Code("error", "Angka tidak wajar", "{lembar}!{sel}: «{nilai}» tidak dapat dipakai sebagai angka.",
                            "Isi dengan {aturan}."),
    "bukan-bulat": Code("error", "Bukan bilangan bulat", "{lembar}!{sel}: «{nilai}» bukan bilangan bulat.",
                        "Isi dengan {aturan}."),
    "di-luar-batas": Code("error", "Di luar batas", "{lembar}!{sel}: «{nilai}» di luar batas.", "Isi dengan {aturan}."),
    "bukan-pilihan": Code("error", "Bukan pilihan", "{lembar}!{sel}: «{nilai}» tidak ada dalam daftar.{saran}",
                          "Pilih {aturan}."),
    "bukan-tanggal": Code("error", "Bukan tanggal", "{lembar}!{sel}: «{nilai}» bukan tanggal yang sah.",
                          "Isi dengan {aturan}."),
    "bukan-surel": Code("error", "Bukan alamat surel", "{lembar}!{sel}: «{nilai}» bukan alamat surel.", "Isi dengan {aturan}."),
    "bukan-telepon": Code("error", "Bukan nomor telepon", "{lembar}!{sel}: «{nilai}» bukan nomor telepon.",
                          "Isi dengan {aturan}."),
    "bukan-nip": Code("error", "Bukan NIP", "{lembar}!{sel}: «{nilai}» bukan NIP.", "Isi dengan {aturan}."),
    "presisi-hilang": Code("error", "Angka terpotong",
                           "{lembar}!{sel}: angka panjang «{nilai}» tersimpan tidak utuh oleh program lembar kerja.",
                           "Ketik ulang sebagai teks: {aturan}."),
    "terlalu-panjang": Code("error", "Terlalu panjang", "{lembar}!{sel}: isian «{isian}» terlalu panjang.",
                            "Ringkas menjadi paling banyak 5.000 huruf; sisanya lampirkan sebagai bukti dukung."),
    "huruf-kendali": Code("info", "Huruf kendali", "{lembar}!{sel}: isian memuat huruf yang tidak dapat ditampilkan; di buku induk huruf "
                          "itu ditulis sebagai tanda. Berkas aslinya tidak berubah.", ""),
    "teks-dipotong": Code("warning", "Teks dipotong", "{lembar}!{sel}: isian {panjang} huruf melebihi isi satu sel; di buku induk ujungnya "
                          "dipotong. Isian lengkap ada di berkas asli.", "Ringkas isian itu pada kiriman berikutnya."),
    "galat-rumus": Code("error", "Galat rumus", "{lembar}!{sel}: sel berisi galat «{nilai}».", "Hapus, lalu isi dengan {aturan}."),
    "rumus-di-isian": Code("error", "Rumus pada sel isian",
                           "{lembar}!{sel}: sel berisi rumus «{nilai}», bukan isian.", "Ketik hasilnya langsung: {aturan}."),
    "rumus-tetap": Code("info", "Rumus angka", "{lembar}!{sel}: rumus hitungan dibaca sebagai {nilai}.", ""),
    "rumus-dihitung": Code("warning", "Rumus dihitung", "{lembar}!{sel}: rumus «{rumus}» kami hitung menjadi {nilai}.",
                           "Lebih baik ketik hasilnya langsung."),
    "rumus-tersimpan": Code("warning", "Hasil rumus dipakai",
                            "{lembar}!{sel}: sel berisi rumus «{rumus}»; hasil tersimpan ({nilai}) kami pakai tanpa dapat menghitungnya.",
                            "Ketik hasilnya langsung."),
    "hitungan-berbeda": Code("warning", "Hitungan berbeda",
                             "{lembar}!{sel}: hasil di berkas ({nilai}) berbeda dari hitungan kami ({hitungan}), yang kami pakai.",
                             "Buka berkas di Excel lalu simpan ulang, atau abaikan."),
    "rumus-tertimpa": Code("warning", "Rumus formulir tertimpa",
                           "{jumlah} sel hitungan pada lembar «{lembar}» berisi ketikan, bukan rumus ({sel}); hitungan kami yang dipakai.",
                           "Isi hanya sel kuning."),
    "belum-dihitung": Code("info", "Belum dihitung",
                           "Berkas ini belum pernah dihitung oleh program lembar kerja; nilainya kami hitung sendiri.", ""),
    "format-sel-rusak": Code("warning", "Format sel rusak",
                             "{lembar}!{sel}: format sel ini rusak; «{nilai}» dibaca apa adanya.", "Periksa isinya."),
    "isi-tak-wajar": Code("error", "Isi sel tidak wajar", "{lembar}!{sel}: isi sel «{nilai}» rusak.", "Ketik ulang: {aturan}."),
    "huruf-terlarang": Code("error", "Huruf tak terlihat",
                            "{lembar}!{sel}: isian memuat huruf kendali {huruf} yang tidak terlihat.", "Hapus isi sel, lalu ketik ulang."),
    "huruf-menyamar": Code("warning", "Huruf mirip",
                           "{lembar}!{sel}: «{nilai}» memuat huruf dari abjad lain atau tanda arah yang tampak serupa.",
                           "Ketik ulang bila tidak disengaja."),
    "angka-jadi-tanggal": Code("error", "Angka menjadi tanggal",
                               "{lembar}!{sel}: program lembar kerja mengubah ketikan Anda menjadi tanggal ({nilai}).",
                               "Ubah format sel menjadi Angka, lalu isi dengan {aturan}."),
    "persen-kecil": Code("warning", "Persen sangat kecil",
                         "{lembar}!{sel}: «{nilai}» kami baca sebagai {nilai} %, kurang dari satu persen.",
                         "Bila maksudnya {persen} %, tulis {persen}."),
    "isi-berurutan": Code("warning", "Isian berurutan",
                          "{lembar}!{sel}: {jumlah} isian berturut-turut naik satu ({nilai}); mungkin tertarik dari sel di atasnya.",
                          "Periksa apakah memang demikian."),
    "disimpan-program-lain": Code("info", "Program penyimpan",
                                  "Berkas terakhir disimpan dengan {program}; yang mungkin berubah: {akibat}.", ""),
    "lembar-pd-lain": Code("error", "Lembar Perangkat Daerah lain",
                           "Lembar «{lembar}» berasal dari formulir {pd}, bukan dari formulir ini; menunggu petugas.",
                           "Isi formulir milik Perangkat Daerah Anda sendiri."),
    "dikenali-dari-susunan": Code("warning", "Dikenali dari susunan",
                                  "Menurut kode tercetak pada lembarnya, formulir ini tampaknya milik {pd} ({putaran}).",
                                  "Petugas perlu memastikannya."),
    "dibaca-sebagai": Code("warning", "Dibaca sebagai", "{lembar}!{sel}: «{nilai}» kami baca sebagai {angka}.",
                           "Bila keliru, perbaiki."),
    "sel-digabung": Code("warning", "Sel digabung", "{lembar}!{sel}: sel ini digabung dengan sel lain sehingga isinya tidak terlihat.",
                         "Batalkan penggabungan sel, lalu isi."),
    "aturan": Code("error", "Aturan isian", "{lembar}!{sel}: {pesan}", "{obat}"),
}


def found_with(code: str, details: Mapping[str, object]) -> Finding:
    """A finding about a whole file, its details given as a mapping (from `FileRefused`)."""
    entry = CODES[code]
    return Finding(code, entry.severity, f"{entry.template} {entry.cure}".strip().format(**details))


def found(code: str, *, sheet: str | None = None, cell: str | None = None, table: str | None = None,
          row: str | None = None, field: str | None = None,
          value: str | float | bool | None = None, **details: object) -> Finding:
    """A finding of `code`, its Indonesian text filled with `details`; KeyError when a detail is missing."""
    entry = CODES[code]
    message = f"{entry.template} {entry.cure}".strip().format(**details)
    return Finding(code, entry.severity, message, sheet, cell, table, row, field, value)
