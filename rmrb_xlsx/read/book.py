"""Opens a returned file, whatever it is: detects the type by content, passes the gate, calls the right reader."""

from __future__ import annotations

from rmrb_xlsx.errors import FileRefused
from rmrb_xlsx.read.gate import Parts, check_cfb, kind_of, open_zip
from rmrb_xlsx.read.limits import LIMITS, Limits
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
        check_cfb(data)
        return _other(data, "xls", None, limits)
    if kind != "zip":
        raise FileRefused("bukan-buku-kerja", jenis=kind)
    parts = open_zip(data, limits)
    if parts.get("xl/workbook.bin") is not None:
        return _other(data, "xlsb", parts, limits)
    if _ODS in (parts.get("mimetype") or b""):
        return _other(data, "ods", parts, limits)
    _refuse_other_documents(parts)
    return read_xlsx(parts, limits)


def _other(data: bytes, kind: str, parts: Parts | None, limits: Limits) -> RawBook:
    from rmrb_xlsx.read.others import read_other  # noqa: PLC0415  (calamine only when it is needed)
    return read_other(data, kind, parts, limits)


def _refuse_other_documents(parts: Parts) -> None:
    names = [n.casefold() for n in parts.data]
    for start, kind in (("word/", "dokumen Word"), ("ppt/", "presentasi PowerPoint"), ("visio/", "gambar Visio")):
        if any(n.startswith(start) for n in names):
            raise FileRefused("bukan-buku-kerja", jenis=kind)
    if "mimetype" in names:
        raise FileRefused("bukan-buku-kerja", jenis="dokumen OpenDocument lain")
    if "[content_types].xml" not in names:
        raise FileRefused("bukan-buku-kerja", jenis="arsip zip biasa")
