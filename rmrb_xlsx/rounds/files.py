"""Files written at once or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from rmrb_xlsx.errors import FolderError
from rmrb_xlsx.ledger.blobs import sync_folder
from rmrb_xlsx.ledger.failpoint import point


def write_whole(path: Path, data: bytes) -> Path:
    """Writes a file at once or not at all, and nothing when it already holds `data`. When the target is open in Excel it is
    written beside it; gives the path used."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if _holds(path, data):
        return path
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        with temporary.open("wb") as stream:
            stream.write(data)
            stream.flush()
            point("berkas: sebelum fsync")
            os.fsync(stream.fileno())
        point("berkas: sebelum ganti nama")
        target = _put(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    point("berkas: sesudah ganti nama")
    sync_folder(path.parent)
    return target


def _put(temporary: Path, path: Path) -> Path:
    for attempt in range(1, 100):
        target = path if attempt == 1 else path.with_name(f"{path.stem} ({attempt}){path.suffix}")
        try:
            temporary.replace(target)
            return target
        except PermissionError:
            continue
    raise FolderError(f"«{path.name}» tidak dapat ditulis. Tutup berkas itu di Excel lalu ulangi.")


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False
