"""The files of `samples/bad/`: one for every remark and every refusal, named for its fault, with what must be found beside it.

    python -m tests.hostile.samples            makes them all anew (also `make samples`)
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rmrb_xlsx.rounds.desk import Desk, Inspection, open_desk
from rmrb_xlsx.spec import marks
from rmrb_xlsx.spec.load import load_pack
from tests.conftest import EXAMPLE, by_openpyxl, form, told
from tests.hostile import cases as c
from tests.hostile.forge import Book, packed, slim

FOLDER = Path(__file__).resolve().parents[2] / "samples" / "bad"
AGENCY, YEAR = "AAA", 2026
NO_FILE = {
    "gagal-baca": "the reader itself died or was stopped; tests/read/test_cage.py",
    "arsip-bersarang": "an archive inside an archive, at intake; tests/ledger",
    "arsip-kosong": "an archive, at intake; tests/ledger", "arsip-terlalu-banyak": "an archive, at intake; tests/ledger",
    "surel-tak-wajar": "a mail; tests/mail", "lampiran-winmail": "a mail; tests/mail", "surel-tanpa-lampiran": "a mail; tests/mail",
    "formulir-kosong-kembali": "a mail; tests/mail", "msg-tak-didukung": "a mail; tests/mail",
    "pengirim-belum-pasti": "a mail and its sender; tests/mail", "milik-pd-lain": "a mail and its sender; tests/mail",
    "putaran-lain": "against the round of a working folder; tests/journey", "tidak-pernah-dikirim": "against the forms issued from a folder; tests/journey",
    "dua-isi-berbeda": "two files of one delivery; tests/journey", "isian-lama": "against earlier revisions; tests/ledger",
    "terbitan-lama": "against earlier revisions; tests/ledger",
    "huruf-kendali": "said of the master workbook; tests/master", "teks-dipotong": "said of the master workbook; tests/master",
}
"""Codes that no single file can earn, each with where it is tested."""


@dataclass(frozen=True)
class Sample:
    """`make` gives the file; `key`: the input cell that is blamed; `place`: (sheet, cell) where it is no input."""

    make: Callable[[c.Form], bytes]
    key: tuple[str, ...] | None = None
    place: tuple[str | None, str | None] | None = None
    suffix: str = ".xlsx"


def rows(sheet: str, change: Callable[[Any], None]) -> Callable[[c.Form], bytes]:
    """A change by openpyxl on one sheet."""
    return lambda f: by_openpyxl(f.data, lambda book: change(book[sheet]))


def row_of(page: Any, row_id: str) -> int:
    return int(next(r for r in range(1, page.max_row + 1) if str(page.cell(r, 1).value) == row_id))


def column_of(page: Any, mark: str) -> tuple[int, int]:
    return next((cell.row, cell.column) for row in page.iter_rows() for cell in row if cell.value == f"rmrb:{mark}")


def copy_row(page: Any) -> None:
    at, below = row_of(page, "I.1.a"), page.max_row + 1
    for col in range(1, page.max_column + 1):
        page.cell(below, col).value = page.cell(at, col).value


def add_row(page: Any) -> None:
    page.insert_rows(row_of(page, "I.1.b"))
    page.cell(row_of(page, "I.1.b") - 1, column_of(page, "kke:catatan")[1]).value = "butir tambahan"


def copy_column(page: Any) -> None:
    at, col = column_of(page, "kke:jawaban")
    last = page.max_column + 1
    for row in range(at, page.max_row + 1):
        page.cell(row, last).value = page.cell(row, col).value
    page.cell(row_of(page, "I.1.a"), last).value = "Tidak"


def swap_ids(page: Any) -> None:
    one, other = (page.cell(row_of(page, i), 1) for i in ("I.1.a", "I.1.b"))
    one.value, other.value = other.value, one.value


def copied(content: str | None) -> Callable[[c.Form], bytes]:
    def change(book: Any) -> None:
        twin = book.copy_worksheet(book["KKE"])
        twin.title = "KKE (2)"
        if content:
            twin.cell(row_of(twin, "I.1.a"), column_of(twin, "kke:catatan")[1]).value = content
    return lambda f: by_openpyxl(f.data, change)


def count_up(f: c.Form) -> bytes:
    book = f.book()
    for i, question in enumerate(RUN):
        book.number(*f.at("hasil", question), str(10 + i))
    return book.save()


def other_token(f: c.Form, where: str, **changes: Any) -> bytes:
    """One carrier (or all: `xl/`) with another, well-formed identity."""
    from dataclasses import replace

    def change(name: str, content: bytes) -> bytes:
        import re
        if where not in name:
            return content

        def new(match: re.Match[bytes]) -> bytes:
            identity = marks.read_token(match[0].decode())
            assert identity is not None
            return marks.token(replace(identity, **changes)).encode()
        return re.sub(rb"RMRB1\|[^<]*", new, content)
    return c.everywhere(change)(f)


def other_sheet(f: c.Form) -> bytes:
    import re

    def change(book: Any) -> None:
        for row in book["KKE"].iter_rows(min_row=1, max_row=6):
            for cell in row:
                if marks.read_short_code(cell.value):
                    cell.value = re.sub(rf"{AGENCY}-", "BBB-", str(cell.value))
    return by_openpyxl(f.data, change)


def drop_cell(key: tuple[str, ...]) -> Callable[[c.Form], bytes]:
    return c.cell(key, "")


RUN = ("tlhp_rekomendasi", "tlhp_selesai", "lhkpn_wajib", "lhkpn_lapor", "lhkasn_wajib", "lhkasn_lapor")
NAME, MAIL, PHONE, NIP = (("identitas", q, "isian") for q in ("nama_kepala", "surel", "telepon", "nip_kepala"))
OWN: dict[str, Sample] = {
    "identitas-bertentangan": Sample(lambda f: other_token(f, "docProps/custom", agency="BBB")),
    "edisi-lain": Sample(lambda f: other_token(f, "", edition="2020-lama")),
    "paket-tak-dikenal": Sample(lambda f: other_token(f, "", pack="kabupaten-lain")),
    "kolom-hilang": Sample(rows("KKE", lambda page: page.delete_cols(column_of(page, "kke:jawaban")[1])), place=("KKE", None)),
    "baris-hilang": Sample(rows("KKE", lambda page: page.delete_rows(row_of(page, "I.1.a"))), place=("KKE", None)),
    "baris-ganda": Sample(rows("KKE", copy_row), place=("KKE", None)),
    "baris-tambahan": Sample(rows("KKE", add_row), place=("KKE", None)),
    "lembar-salinan": Sample(copied("lain"), place=("KKE (2)", None)),
    "lembar-salinan-sama": Sample(copied(None), place=("KKE (2)", None)),
    "kolom-ganda": Sample(rows("KKE", copy_column), place=("KKE", None)),
    "baris-tertukar": Sample(rows("KKE", swap_ids), place=("KKE", None)),
    "dikenali-dari-judul": Sample(rows("KKE", lambda page: page.delete_rows(column_of(page, "kke:jawaban")[0])), place=("KKE", None)),
    "dikenali-dari-teks": Sample(rows("KKE", lambda page: setattr(page.cell(row_of(page, "I.1.a"), 1), "value", "??")), place=("KKE", None)),
    "teks-tetap-berubah": Sample(rows("KKE", lambda page: setattr(page.cell(row_of(page, "I.1.a"), column_of(page, "kke:penilaian")[1]), "value", "Diubah")),
                                 place=("KKE", None)),
    "belum-diisi": Sample(drop_cell(NAME), NAME),
    "baris-belum-utuh": Sample(c.number(("skm", "+1", "u1"), "3"), ("skm", "+1", "u2")),
    "bukan-angka": Sample(c.text(c.NUMBER, "sekitar sepuluh"), c.NUMBER),
    "bukan-bulat": Sample(c.number(c.COUNT, "2.5"), c.COUNT),
    "di-luar-batas": Sample(c.number(c.PROGRESS, "120"), c.PROGRESS),
    "bukan-surel": Sample(c.text(MAIL, "petugas di kantor"), MAIL),
    "bukan-telepon": Sample(c.text(PHONE, "telepon kantor"), PHONE),
    "bukan-nip": Sample(c.text(NIP, "12345"), NIP),
    "persen-kecil": Sample(c.number(c.PROGRESS, "0.8"), c.PROGRESS),
    "isi-berurutan": Sample(count_up, ("hasil", RUN[0], "isian")),
    "lembar-tambahan": Sample(lambda f: c.many_sheets(f, 25)),
    "disimpan-program-lain": Sample(lambda f: by_openpyxl(f.data, lambda book: None)),
    "lembar-pd-lain": Sample(other_sheet, place=("KKE", None)),
    "aturan": Sample(drop_cell(c.DONE), c.DONE),
    "melebihi-batas": Sample(lambda f: packed({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"\0" * (65 << 20)})),
    "berkas-berbahaya": Sample(lambda f: c.by_hand([c.Entry("[Content_Types].xml", b"<Types/>"), c.Entry("../lari.txt", b"x")])),
    "berkas-rusak": Sample(lambda f: f.data[:9000]),
    "format-lain": Sample(lambda f: c.ods('<table:table-row><table:table-cell office:value-type="float" office:value="1"/></table:table-row>'), suffix=".ods"),
    "bukan-buku-kerja": Sample(lambda f: b"%PDF-1.4\n% bukan buku kerja\n", suffix=".pdf"),
}


def samples() -> dict[str, Sample]:
    """Code -> its sample: the ones above, else the first hostile case that earns it."""
    told_by = {k.code: Sample(k.make, k.key if k.code != "isi-aktif" else None, k.place) for k in reversed(c.CASES) if k.code}
    told_by |= {k.reason: Sample(k.make) for k in reversed(c.CASES) if k.reason and k.reason not in told_by}
    return told_by | OWN


def base_form(desk: Desk) -> c.Form:
    """A small, fully filled form of the example pack."""
    empty = slim(form(load_pack(EXAMPLE), AGENCY, YEAR))
    return c.filled_form(empty, told(desk.inspect("f.xlsx", empty))["values"])


def expected(code: str, inspection: Inspection) -> dict[str, Any]:
    """What stands beside a sample: outcome, reason, and every place where its fault is found."""
    entry = told(inspection)
    places = [{"code": f["code"], "sheet": f["sheet"], "cell": f["cell"]} for f in entry["findings"] if f["code"] == code]
    return {"fault": code, "sha256": entry["sha256"], "outcome": entry["outcome"], "reason": entry["reason"], "findings": places}


def make(folder: Path) -> None:
    """Writes every sample and its sidecar; what is no longer made is removed."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    with open_desk() as desk:
        base = base_form(desk)
        for code, sample in sorted(samples().items()):
            data = sample.make(base)
            (folder / f"{code}{sample.suffix}").write_bytes(data)
            told_of = expected(code, desk.inspect(code, data))
            (folder / f"{code}.json").write_text(json.dumps(told_of, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def read_all(folder: Path) -> dict[str, tuple[Path, dict[str, Any]]]:
    """Code -> (file, what must be found in it)."""
    found = {}
    for sidecar in sorted(folder.glob("*.json")):
        file = next(f for f in folder.glob(f"{sidecar.stem}.*") if f.suffix != ".json")
        found[sidecar.stem] = (file, json.loads(sidecar.read_text(encoding="utf-8")))
        assert hashlib.sha256(file.read_bytes()).hexdigest() == found[sidecar.stem][1]["sha256"]
    return found


__all__ = ["Book", "expected", "make", "read_all", "samples"]

if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
