"""A plain .zip of returns, opened one level deep. Runs inside the cage; each inner file goes back to the gate."""

from __future__ import annotations

from rmrb_xlsx.errors import FileRefused
from rmrb_xlsx.read.gate import open_zip
from rmrb_xlsx.read.kind import kind_of
from rmrb_xlsx.read.limits import LIMITS, Limits

_DOCUMENTS = ("[content_types].xml", "mimetype", "xl/", "word/", "ppt/", "meta-inf/")
_RUBBISH = ("__macosx/", ".ds_store", "thumbs.db", "desktop.ini", "~$")


def unpack(data: bytes, limits: Limits = LIMITS) -> tuple[tuple[str, bytes], ...] | None:
    """(name, bytes) of every file in a plain zip, or None when `data` is none. FileRefused for one that holds nothing or
    too much; the names are labels only and never touch a disk."""
    if not data or kind_of(data) != "zip":
        return None
    parts = open_zip(data, limits).data
    if any(name.casefold().startswith(_DOCUMENTS) for name in parts):
        return None
    inner = [(name, content) for name, content in parts.items() if not _rubbish(name)]
    if not inner:
        raise FileRefused("arsip-kosong")
    if len(inner) > limits.archive_files:
        raise FileRefused("arsip-terlalu-banyak", jumlah=len(inner), batas=limits.archive_files)
    return tuple((name, content) for name, content in inner)


def _rubbish(name: str) -> bool:
    lowered = name.casefold()
    return lowered.startswith("__macosx/") or lowered.rsplit("/", maxsplit=1)[-1].startswith(_RUBBISH)
