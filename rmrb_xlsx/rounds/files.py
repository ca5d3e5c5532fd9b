"""Files written at once or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from rmrb_xlsx.errors import FolderError


def write_whole(path: Path, data: bytes) -> Path:
    """Writes a file at once or not at all. When the target is open in Excel it is written beside it; gives the path used."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.tmp")
    with temporary.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    for attempt in range(1, 100):
        target = path if attempt == 1 else path.with_name(f"{path.stem} ({attempt}){path.suffix}")
        try:
            temporary.replace(target)
            return target
        except PermissionError:
            continue
    raise FolderError(f"«{path.name}» tidak dapat ditulis. Tutup berkas itu di Excel lalu ulangi.")
