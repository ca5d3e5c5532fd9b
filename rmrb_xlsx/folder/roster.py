"""The roster in `Kendali.xlsx`: edited by staff, read tolerantly (order, case, extra columns, spaces), errors with cell."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from rmrb_xlsx.errors import FolderError
from rmrb_xlsx.spec.values import as_text, clean, parse_date, same_word

SHEET = "Perangkat Daerah"
COLUMNS = ("Kode", "Nama", "Surel", "Narahubung", "Telepon", "Batas kirim", "Dikecualikan", "Catatan")
YES, NO = "ya", "tidak"


@dataclass(frozen=True, slots=True)
class Entry:
    """One agency of the roster. `deadline`: own ISO date or ""; `exempt`: needs not report this round."""

    code: str
    name: str
    emails: tuple[str, ...] = ()
    contact: str = ""
    phone: str = ""
    deadline: str = ""
    exempt: bool = False
    note: str = ""


def read_roster(path: Path, known: Mapping[str, str]) -> tuple[Entry, ...]:
    """The roster of `Kendali.xlsx`; `known`: agency code -> name. FolderError lists every fault with its cell."""
    import openpyxl  # noqa: PLC0415  (slow to import; only needed here)
    try:
        book = openpyxl.load_workbook(path, data_only=True)
    except FileNotFoundError:
        raise FolderError(f"{path.name} tidak ada di folder kerja. Salin kembali, atau jalankan rmrb siapkan lagi.") from None
    except PermissionError:
        raise FolderError(f"{path.name} sedang dikunci program lain. Tutup Excel lalu ulangi.") from None
    except (BadZipFile, KeyError, ValueError, OSError):
        raise FolderError(f"{path.name} rusak. Simpan ulang dari Excel, atau pulihkan dari cadangan.") from None
    name = next((n for n in book.sheetnames if same_word(n, SHEET)), book.sheetnames[0])
    page = book[name]  # asking openpyxl for cells that are not there makes them, at great cost
    rows = [[c.value for c in row] for row in page.iter_rows(max_row=min(page.max_row, 2000), max_col=min(page.max_column, 60))]
    book.close()
    return _entries(rows, known, path.name)


def _entries(rows: Sequence[Sequence[Any]], known: Mapping[str, str], file: str) -> tuple[Entry, ...]:
    head_at = next((i for i, row in enumerate(rows) if any(same_word(as_text(c), "Kode") for c in row if c)), None)
    if head_at is None:
        raise FolderError(f"{file}: baris judul dengan kolom «Kode» tidak ditemukan.")
    columns = {name: i for name in COLUMNS for i, c in enumerate(rows[head_at]) if c and same_word(as_text(c), name)}
    faults: list[str] = []
    entries: dict[str, Entry] = {}
    for number, row in enumerate(rows[head_at + 1:], start=head_at + 2):
        cells = {n: row[i] if i < len(row) else None for n, i in columns.items()}
        code = clean(as_text(cells.get("Kode")))
        if not code:
            continue
        where = _Where(file, number, columns)
        match = next((k for k in known if k.casefold() == code.casefold()), None)
        if match is None:
            faults.append(f"{where.at('Kode')}: kode «{code}» tidak ada dalam paket.")
        elif match in entries:
            faults.append(f"{where.at('Kode')}: kode «{code}» muncul dua kali.")
        else:
            entries[match] = _entry(match, known[match], cells, where, faults)
    if faults:
        raise FolderError("\n".join(faults))
    return tuple(entries.values())


@dataclass(frozen=True, slots=True)
class _Where:
    """Names a cell of the roster for a person."""

    file: str
    row: int
    columns: Mapping[str, int]

    def at(self, column: str) -> str:
        """`Kendali.xlsx, sel H5 (baris 5, kolom «Dikecualikan»)`."""
        letter, number = "", self.columns[column] + 1
        while number:
            number, rest = divmod(number - 1, 26)
            letter = chr(65 + rest) + letter
        return f"{self.file}, sel {letter}{self.row} (baris {self.row}, kolom «{column}»)"


def _entry(code: str, name: str, cells: Mapping[str, Any], where: _Where, faults: list[str]) -> Entry:
    exempt = clean(as_text(cells.get("Dikecualikan"))).casefold()
    if exempt not in ("", YES, NO):
        faults.append(f"{where.at('Dikecualikan')}: «{exempt}» tidak dikenal; tulis {YES} atau {NO}.")
    deadline = parse_date(_plain(cells.get("Batas kirim")))
    if deadline.state == "wrong":
        faults.append(f"{where.at('Batas kirim')}: «{as_text(_plain(cells.get('Batas kirim')))}» bukan tanggal; tulis misalnya 31/01/2022.")
    emails = tuple(clean(part) for part in re.split(r"[,;\s]+", as_text(cells.get("Surel"))) if clean(part))
    for email in emails:
        if not re.fullmatch(r"[^@]+@[^@]+\.[^@.]+", email):
            faults.append(f"{where.at('Surel')}: «{email}» bukan alamat surel.")
    return Entry(code, name, emails, clean(as_text(cells.get("Narahubung"))), clean(as_text(cells.get("Telepon"))),
                 str(deadline.value or ""), exempt == YES, clean(as_text(cells.get("Catatan"))))


def _plain(raw: Any) -> Any:
    return raw if raw is None or isinstance(raw, str | int | float | bool | dt.date | dt.datetime | dt.time) else str(raw)
