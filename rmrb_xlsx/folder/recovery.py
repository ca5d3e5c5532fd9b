"""The page to print from which a lost identity key is typed again."""

from __future__ import annotations

import hashlib
from pathlib import Path


def recovery_sheet(key: bytes, key_file: Path, folder: Path) -> str:
    """A page to print: the key in groups, and how to type it again."""
    text = key.hex()
    groups = [text[i: i + 4] for i in range(0, len(text), 4)]
    lines = ["  ".join(groups[i: i + 4]) for i in range(0, len(groups), 4)]
    return "\r\n".join((
        "LEMBAR PEMULIHAN KUNCI IDENTITAS", "", f"Folder kerja : {folder}", f"Berkas kunci : {key_file}",
        f"Sidik kunci  : {key_print(key)}", "", *lines, "",
        "Cetak lembar ini, simpan di lemari terkunci, lalu hapus berkasnya. Siapa pun yang memegang kunci ini dapat membuat",
        "formulir palsu. Bila berkas kunci hilang: buat berkas teks bernama seperti di atas, ketik keempat baris itu (spasi",
        "tidak berpengaruh), lalu jalankan: rmrb buku periksa", ""))


def key_print(key: bytes) -> str:
    """Eight letters by which a typed key is recognised; they do not give the key away."""
    return hashlib.sha256(b"sidik " + key).hexdigest()[:8]
