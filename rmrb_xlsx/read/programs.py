"""Which program saved a workbook, and what it is known to damage: one row of `PROGRAMS` each.

Some programs sign as Excel: openpyxl and xlsxwriter by an impossible version, Google Sheets by leaving the signature out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple


class Program(NamedTuple):
    """`pattern` is matched against the name told by `told`; `harm` is what people should know, empty when nothing."""

    pattern: str
    name: str
    harm: str


PROGRAMS = (
    Program(r"libreoffice|openoffice|collabora", "LibreOffice",
            "daftar pilihan dan warna sel dapat berubah; bila disimpan sebagai .xls sebagian penanda hilang"),
    Program(r"\bwps\b|kso|kingsoft", "WPS Office", "ukuran lembar yang tercatat dapat keliru dan sebagian aturan isian dapat hilang"),
    Program(r"google", "Google Sheets", "nama sel, perlindungan, dan sebagian daftar pilihan dapat hilang"),
    Program(r"openpyxl", "openpyxl", "hasil rumus tidak tersimpan; lembar Periksa baru benar sesudah dibuka di program lembar kerja"),
    Program(r"apple numbers|iwork|^numbers\b", "Apple Numbers", "perlindungan, daftar pilihan, dan rumus pemeriksaan dapat hilang"),
    Program(r"onlyoffice", "ONLYOFFICE", "sebagian warna dan aturan isian dapat berubah"),
    Program(r"microsoft excel|microsoft office|microsoft macintosh excel", "Microsoft Excel", ""),
)
UNKNOWN_HARM = "program ini tidak dikenal; periksa ringkasan isian"


def told(properties: Mapping[str, str], app: Mapping[str, str], creator: str, *, bare: bool) -> str | None:
    """Name and version of the program, as far as the file tells. `bare`: it has no document properties at all."""
    if "KSOProductBuildVer" in properties:
        return f"WPS Office {properties['KSOProductBuildVer']}"[:80]
    name, version = app.get("Application", "").strip(), app.get("AppVersion", "").strip()
    if creator == "openpyxl" or (name == "Microsoft Excel" and re.fullmatch(r"[0-4]\.[0-9]+", version)):
        return f"openpyxl {version}".strip()
    if not name:
        return "Google Sheets (dugaan)" if bare else None
    return f"{name} {version}".strip()[:80]


def harm(saved_by: str | None) -> tuple[str, str] | None:
    """(program, known damage) for a program that is not Excel itself, or None."""
    if saved_by is None:
        return None
    for one in PROGRAMS:
        if re.search(one.pattern, saved_by, re.IGNORECASE):
            return (one.name, one.harm) if one.harm else None
    return saved_by, UNKNOWN_HARM
