"""Hostile and broken files, made here: each names its fault and the code the reader must give."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable

import openpyxl

NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = f'<worksheet xmlns="{NS}"><sheetData>{{rows}}</sheetData>{{tail}}</worksheet>'


def clean() -> bytes:
    """A small sound workbook of openpyxl."""
    book = openpyxl.Workbook()
    book.active.append(["satu", 2.5])  # type: ignore[union-attr]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(changes: dict[str, bytes | None], extra: dict[str, bytes] | None = None, base: bytes | None = None) -> bytes:
    """The clean workbook with parts replaced, dropped (None) or added."""
    source = zipfile.ZipFile(io.BytesIO(base or clean()))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = changes.get(name, source.read(name)) if name in changes else source.read(name)
            if data is not None:
                target.writestr(name, data)
        for name, data in (extra or {}).items():
            target.writestr(name, data)
    return out.getvalue()


def sheet(rows: str, tail: str = "", head: str = "") -> bytes:
    return repacked({"xl/worksheets/sheet1.xml": (head + SHEET.format(rows=rows, tail=tail)).encode()})


def encrypted() -> bytes:
    """The skeleton of an agile-encrypted workbook: an old container that holds `EncryptedPackage`."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    head = head.ljust(44, b"\0") + struct.pack("<I", 1)
    body = head.ljust(512, b"\0") + "EncryptedPackage".encode("utf-16-le").ljust(2048, b"\0")
    return body


def lying_size() -> bytes:
    """The central directory understates the size of a part."""
    data = bytearray(repacked({"xl/worksheets/sheet1.xml": SHEET.format(rows=" " * 100_000, tail="").encode()}))
    name = b"xl/worksheets/sheet1.xml"
    at = data.rfind(name) - 46
    data[at + 24: at + 28] = struct.pack("<I", 1000)
    return bytes(data)


def doubled_part() -> bytes:
    out = io.BytesIO(clean())
    import warnings
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with zipfile.ZipFile(out, "a") as target:
            target.writestr("xl/worksheets/sheet1.xml", b"x")
    return out.getvalue()


def one(ref: str) -> bytes:
    return sheet(f'<row r="{ref.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") or 1}"><c r="{ref}"><v>1</v></c></row>')


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "kosong": (lambda: b"", "berkas-kosong"),
    "pdf": (lambda: b"%PDF-1.4\n" + b"x" * 500, "bukan-buku-kerja"),
    "html": (lambda: b"<html><table><tr><td>1</td></tr></table></html>", "bukan-buku-kerja"),
    "csv": (lambda: b"a;b;c\n1;2;3\n", "bukan-buku-kerja"),
    "xml-2003": (lambda: b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "bukan-buku-kerja"),
    "gambar": (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "bukan-buku-kerja"),
    "acak": (lambda: bytes(range(256)) * 8, "bukan-buku-kerja"),
    "zip-biasa": (lambda: repacked({n: None for n in zipfile.ZipFile(io.BytesIO(clean())).namelist()}, {"a.txt": b"a"}), "bukan-buku-kerja"),
    "tanpa-daftar-jenis": (lambda: repacked({"[Content_Types].xml": None}), "berkas-rusak"),
    "docx": (lambda: repacked({}, {"word/document.xml": b"<w/>"}), "bukan-buku-kerja"),
    "terpotong": (lambda: clean()[:-300], "berkas-rusak"),
    "awalan-saja": (lambda: clean()[:60], "berkas-rusak"),
    "terkunci": (encrypted, "terkunci-sandi"),
    "ukuran-bohong": (lying_size, "melebihi-batas-atau-rusak"),
    "bagian-ganda": (doubled_part, "berkas-berbahaya"),
    "nama-keluar": (lambda: repacked({}, {"../../lari.txt": b"x"}), "berkas-berbahaya"),
    "terlalu-banyak-bagian": (lambda: repacked({}, {f"x/{i}": b"" for i in range(2500)}), "melebihi-batas"),
    "entitas": (lambda: sheet("", head='<!DOCTYPE a [<!ENTITY b "c">]>'), "berkas-berbahaya"),
    "dtd-luar": (lambda: sheet("", head='<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x">'), "berkas-berbahaya"),
    "dtd-utf16": (lambda: repacked({"xl/worksheets/sheet1.xml": ('<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY b "c">]>'
                                                                 + SHEET.format(rows="", tail="")).encode("utf-16")}), "berkas-berbahaya"),
    "xml-rusak": (lambda: repacked({"xl/worksheets/sheet1.xml": b"<worksheet><sheetData>"}), "berkas-rusak"),
    "utf8-rusak": (lambda: repacked({"xl/worksheets/sheet1.xml": b"<a>\xff\xfe\xfa</a>"}), "berkas-rusak"),
    "terlalu-dalam": (lambda: sheet("<a>" * 5000 + "</a>" * 5000), "melebihi-batas"),
    "banjir-atribut": (lambda: sheet("<row " + " ".join(f'a{i}="1"' for i in range(2000)) + "/>"), "melebihi-batas"),
    "sel-ganda": (lambda: sheet('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>'), "berkas-rusak"),
    "baris-bohong": (lambda: sheet('<row r="2"><c r="A7"><v>1</v></c></row>'), "berkas-rusak"),
    "baris-raksasa": (lambda: sheet('<row r="4294967295"><c><v>1</v></c></row>'), "berkas-rusak"),
    "kolom-raksasa": (lambda: one("ZZZZ3"), "berkas-rusak"),
    "sel-nol": (lambda: sheet('<row r="1"><c r="A0"><v>1</v></c></row>'), "berkas-rusak"),
    "nomor-teks": (lambda: sheet('<row r="1"><c r="A1" t="s"><v>99</v></c></row>'), "berkas-rusak"),
    "nomor-teks-negatif": (lambda: sheet('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>'), "berkas-rusak"),
    "lembar-hilang": (lambda: repacked({"xl/worksheets/sheet1.xml": None}), "berkas-rusak"),
    "buku-hilang": (lambda: repacked({"xl/workbook.xml": None}), "berkas-rusak"),
    "cfb-bohong": (lambda: encrypted()[:44] + struct.pack("<I", 2**32 - 1) + bytes(2100), "berkas-rusak"),
    "cfb-terpotong": (lambda: encrypted()[:512] + bytes(188), "berkas-rusak"),
}
ACTIVE: dict[str, tuple[Callable[[], bytes], str]] = {
    "makro": (lambda: repacked({}, {"xl/vbaProject.bin": b"x"}), "makro"),
    "tautan-luar": (lambda: repacked({}, {"xl/externalLinks/externalLink1.xml": b"<a/>"}), "tautan ke berkas luar"),
    "kueri": (lambda: repacked({}, {"xl/connections.xml": b"<a/>"}), "sambungan data luar"),
    "ole": (lambda: repacked({}, {"xl/embeddings/oleObject1.bin": b"x"}), "objek tertanam"),
    "dde": (lambda: sheet('<row r="1"><c r="A1"><f>cmd|\'/c calc\'!A1</f><v>0</v></c></row>'), "rumus berbahaya"),
    "webservice": (lambda: sheet('<row r="1"><c r="A1"><f>WEBSERVICE("http://127.0.0.1")</f><v>0</v></c></row>'), "rumus berbahaya"),
    "hyperlink": (lambda: sheet('<row r="1"><c r="A1"><f>HYPERLINK("http://127.0.0.1","a")</f><v>0</v></c></row>'), "rumus berbahaya"),
    "sangat-tersembunyi": (lambda: repacked({"xl/workbook.xml": zipfile.ZipFile(io.BytesIO(clean())).read("xl/workbook.xml").replace(
        b'state="visible"', b'state="veryHidden"')}), "lembar yang sengaja disembunyikan"),
}
