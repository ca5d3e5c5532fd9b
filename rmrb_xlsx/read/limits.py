"""Every limit of the reading room in one table. A form has about 3 MB of XML in 30 parts; the limits leave room for
ordinary mistakes (a million styled empty rows) and stop what no form ever holds."""

from __future__ import annotations

from typing import NamedTuple

MB = 1024 * 1024


class Limits(NamedTuple):
    """The numbers; `WORDS` says what each is, in Indonesian."""

    file_bytes: int = 30 * MB
    entries: int = 2000
    part_bytes: int = 160 * MB
    styles_bytes: int = 30 * MB
    total_bytes: int = 400 * MB
    xml_depth: int = 64
    xml_attributes: int = 256
    text_length: int = 1_000_000
    cells: int = 400_000
    strings: int = 400_000
    sheets: int = 300
    names: int = 50_000
    formats: int = 100_000
    merges: int = 100_000
    memory: int = 3072 * MB
    cpu_seconds: int = 40
    wall_seconds: int = 60


LIMITS = Limits()
WORDS = {
    "file_bytes": "ukuran berkas (bita)", "entries": "jumlah bagian di dalam berkas", "part_bytes": "ukuran satu bagian (bita)",
    "styles_bytes": "ukuran bagian gaya (bita)", "total_bytes": "ukuran seluruh bagian (bita)",
    "xml_depth": "kedalaman susunan", "xml_attributes": "jumlah atribut satu unsur", "text_length": "panjang satu teks (huruf)",
    "cells": "jumlah sel berisi", "strings": "jumlah teks", "sheets": "jumlah lembar", "names": "jumlah nama",
    "formats": "jumlah gaya sel", "merges": "jumlah sel gabungan", "memory": "memori pembaca (bita)",
    "cpu_seconds": "waktu prosesor (detik)", "wall_seconds": "waktu tunggu (detik)",
}
