"""One writer at a time: a lock file held for as long as the ledger is open."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO

from rmrb_xlsx.errors import FolderError


def take(path: Path) -> IO[bytes]:
    """The held lock; close it to let go. FolderError when another process holds it."""
    stream = path.open("ab")
    try:
        if os.name == "nt":
            import msvcrt  # noqa: PLC0415
            stream.seek(0)
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl  # noqa: PLC0415
            fcntl.flock(stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        stream.close()
        raise FolderError("Folder kerja sedang dipakai perintah rmrb lain. Tunggu sampai selesai, lalu ulangi.") from None
    return stream
