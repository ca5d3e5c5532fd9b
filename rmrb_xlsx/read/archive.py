"""A plain .zip of returns, opened one level deep. Runs inside the cage; each inner file goes back to the gate."""

from __future__ import annotations

from rmrb_xlsx.errors import FileRefused
from rmrb_xlsx.read.gate import kind_of, open_zip
from rmrb_xlsx.read.limits import LIMITS, Limits

MOST_FILES = 10
_RUBBISH = ("__macosx/", ".ds_store", "thumbs.db", "desktop.ini", "~$")


def unpack(data: bytes, limits: Limits = LIMITS) -> tuple[tuple[str, bytes], ...] | None:
    """(name, bytes) of every file in a plain zip, or None when `data` is none. FileRefused for one that holds nothing or
    too much; the names are labels only and never touch a disk."""
    if not is_archive(data, limits):
        return None
    parts = open_zip(data, limits).data
    inner = [(name, content) for name, content in parts.items() if not _rubbish(name)]
    if not inner:
        raise FileRefused("arsip-kosong")
    if len(inner) > MOST_FILES:
        raise FileRefused("arsip-terlalu-banyak", jumlah=len(inner), batas=MOST_FILES)
    return tuple((name, content) for name, content in inner)


def is_archive(data: bytes, limits: Limits = LIMITS) -> bool:
    """True for a sound zip that is no document of any kind."""
    if not data or kind_of(data) != "zip":
        return False
    names = {n.casefold() for n in open_zip(data, limits).data}
    return "[content_types].xml" not in names and "mimetype" not in names and "xl/workbook.bin" not in names


def _rubbish(name: str) -> bool:
    lowered = name.casefold()
    return lowered.startswith("__macosx/") or lowered.rsplit("/", maxsplit=1)[-1].startswith(_RUBBISH)
