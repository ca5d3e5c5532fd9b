"""Opens a returned file, whatever it is: detects the type by content, passes the gate, calls the right reader."""

from __future__ import annotations

from rmrb_xlsx.errors import FileRefused
from rmrb_xlsx.read.gate import Parts, open_zip
from rmrb_xlsx.read.kind import kind_of
from rmrb_xlsx.read.limits import LIMITS, Limits
from rmrb_xlsx.read.ods import read_ods
from rmrb_xlsx.read.raw import RawBook
from rmrb_xlsx.read.xlsx import read_xlsx

_ODS = b"application/vnd.oasis.opendocument.spreadsheet"


def open_book(data: bytes, limits: Limits = LIMITS) -> RawBook:
    """The workbook in `data`. FileRefused with code and cause for everything that cannot be used."""
    try:
        return _open(data, limits)
    except FileRefused:
        raise
    except MemoryError:
        raise FileRefused("melebihi-batas", sebab="memori pembaca habis") from None
    except Exception as fault:  # the gate's own promise: whatever goes wrong here means "refused", never a traceback
        raise FileRefused("gagal-baca", sebab=type(fault).__name__) from None


def _open(data: bytes, limits: Limits) -> RawBook:
    if len(data) > limits.file_bytes:
        raise FileRefused("melebihi-batas", sebab=f"ukuran berkas {len(data) // 1_048_576} MB")
    kind = kind_of(data)
    if kind == "cfb":
        from rmrb_xlsx.read.others import read_xls  # noqa: PLC0415  (calamine only when it is needed)
        return read_xls(data, limits)
    if kind != "zip":
        raise FileRefused("bukan-buku-kerja", jenis=kind)
    parts = open_zip(data, limits)
    if parts.has("xl/workbook.bin"):
        from rmrb_xlsx.read.others import read_xlsb  # noqa: PLC0415
        return read_xlsb(data, parts, limits)
    if _ODS in (parts.get("mimetype") or b""):
        return read_ods(parts, limits)
    _refuse_other_documents(parts)
    return read_xlsx(parts, limits)


def _refuse_other_documents(parts: Parts) -> None:
    names = [n.casefold() for n in parts.data]
    for start, kind in (("word/", "dokumen Word"), ("ppt/", "presentasi PowerPoint"), ("visio/", "gambar Visio")):
        if any(n.startswith(start) for n in names):
            raise FileRefused("bukan-buku-kerja", jenis=kind)
    if "mimetype" in names:
        raise FileRefused("bukan-buku-kerja", jenis="dokumen OpenDocument lain")
    if "[content_types].xml" not in names and not any(n.startswith("xl/") for n in names):
        raise FileRefused("bukan-buku-kerja", jenis="arsip zip biasa")
