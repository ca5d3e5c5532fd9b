"""What are these bytes really? By their content, never by a name."""

from __future__ import annotations

import io
import zipfile

from rmrb_xlsx.errors import FileRefused

CFB_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_KINDS = (
    (b"%PDF", "PDF"), (b"\x89PNG", "gambar PNG"), (b"\xff\xd8\xff", "gambar JPEG"), (b"GIF8", "gambar GIF"),
    (b"Rar!", "arsip RAR"), (b"7z\xbc\xaf", "arsip 7z"), (b"\x1f\x8b", "arsip gzip"), (b"{\\rtf", "dokumen RTF"),
    (b"MZ", "program"), (b"BM", "gambar BMP"), (b"\x09\x08\x08\x00", "Excel sangat lama"), (b"\x09\x04\x06\x00", "Excel sangat lama"),
    (b"\x09\x02\x06\x00", "Excel sangat lama"), (b"\x09\x00\x04\x00", "Excel sangat lama"), (b"SQLite format 3", "basis data"),
    (b"\x7fELF", "program"), (b"II*\x00", "gambar TIFF"), (b"MM\x00*", "gambar TIFF"),
)


def kind_of(data: bytes) -> str:
    """What the bytes are: `zip`, `cfb`, or an Indonesian word for what is no workbook. FileRefused when empty."""
    if not data:
        raise FileRefused("berkas-kosong")
    if data.startswith(CFB_MAGIC):
        return "cfb"
    if data.startswith(b"PK") or zipfile.is_zipfile(io.BytesIO(data)):
        return "zip"
    for magic, name in _KINDS:
        if data.startswith(magic):
            return name
    return _text_kind(data)


def _text_kind(data: bytes) -> str:
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = data[:8192].decode("utf-16", "ignore").encode("utf-8", "ignore").lower()
    if b"urn:schemas-microsoft-com:office:spreadsheet" in data[:8192]:
        return "XML Excel 2003"
    if head.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<body")) or b"<html" in head:
        return "halaman web (HTML)"
    if head.startswith(b"mime-version:") or b"content-type: multipart/related" in head:
        return "halaman web (MHTML)"
    if head.startswith(b"<?xml"):
        return "berkas XML"
    printable = sum(b >= 32 or b in (9, 10, 13) for b in data[:4096])
    if printable == len(data[:4096]):
        return "berkas teks atau CSV"
    return "berkas tak dikenal"
