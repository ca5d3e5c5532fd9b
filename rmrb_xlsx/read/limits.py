"""Every limit of the reading room in one table, printed by `rmrb periksa --batas`.

A form has about 1 MB of XML in 30 parts and 10,000 filled cells; the limits leave room for ordinary mistakes (a million
styled empty rows, two thousand sheets of another workbook moved in) and stop what no form ever holds. Worksheets are
counted by `sheets`, all other parts by `entries`.
"""

from __future__ import annotations

from typing import NamedTuple

MB = 1024 * 1024


class Limits(NamedTuple):
    """The numbers; `WORDS` says what each is, in Indonesian."""

    file_bytes: int = 15 * MB
    archive_files: int = 10
    comment: int = 1024
    entries: int = 1000
    sheets: int = 2500
    part_bytes: int = 64 * MB
    total_bytes: int = 128 * MB
    xml_elements: int = 4_000_000
    xml_attributes: int = 64
    xml_depth: int = 256
    cells: int = 200_000
    cell_text: int = 32_767
    text_length: int = 1_000_000
    strings: int = 200_000
    names: int = 50_000
    formats: int = 100_000
    merges: int = 100_000
    rows: int = 1_048_576
    columns: int = 16_384
    grid: int = 5_000_000
    memory: int = 1024 * MB
    cpu_seconds: int = 30
    wall_seconds: int = 45
    open_files: int = 16
    answer_bytes: int = 8 * MB


LIMITS = Limits()
WORDS = {
    "file_bytes": "ukuran berkas (bita)",
    "archive_files": "jumlah berkas dalam satu arsip zip", "comment": "panjang catatan wadah zip (bita)",
    "entries": "jumlah bagian di dalam berkas, selain lembar", "sheets": "jumlah lembar",
    "part_bytes": "ukuran satu bagian sesudah dimekarkan (bita)", "total_bytes": "ukuran seluruh bagian sesudah dimekarkan (bita)",
    "xml_elements": "jumlah unsur XML seluruh buku kerja", "xml_attributes": "jumlah atribut satu unsur",
    "xml_depth": "kedalaman susunan XML",
    "cells": "jumlah sel berisi", "cell_text": "panjang isi satu sel (huruf); lebih dari itu menjadi temuan",
    "text_length": "panjang satu teks (huruf); lebih dari itu berkas ditolak", "strings": "jumlah teks bersama", "names": "jumlah nama",
    "formats": "jumlah gaya sel", "merges": "jumlah sel gabungan", "rows": "nomor baris tertinggi", "columns": "nomor kolom tertinggi",
    "grid": "luas lembar format lama (baris x kolom)", "memory": "memori pembaca (bita; tidak berlaku di Windows)",
    "cpu_seconds": "waktu prosesor per berkas (detik; tidak berlaku di Windows)", "wall_seconds": "waktu tunggu per berkas (detik)",
    "open_files": "berkas terbuka pembaca (tidak berlaku di Windows)", "answer_bytes": "ukuran jawaban pembaca (bita)",
}
