"""Originals by SHA-256: written once, whole, and flushed to the disk before anything else is said of them."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from rmrb_xlsx.ledger.failpoint import point


class Blobs:
    """A folder of immutable files named by the SHA-256 of their content, in 256 sub-folders."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, sha256: str) -> Path:
        """Where a blob lies (whether or not it does)."""
        return self._folder / sha256[:2] / sha256

    def put(self, data: bytes) -> str:
        """The hash of `data`, which is on disk when this returns: temporary file, fsync, rename, fsync of the folder."""
        sha256 = hashlib.sha256(data).hexdigest()
        target = self.path(sha256)
        if target.is_file() and target.stat().st_size == len(data):
            return sha256
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = target.with_name(f".{sha256[:16]}.tmp")
        with temporary.open("wb") as stream:
            stream.write(data)
            stream.flush()
            point("berkas asli: sebelum fsync")
            os.fsync(stream.fileno())
        point("berkas asli: sebelum ganti nama")
        temporary.replace(target)
        point("berkas asli: sesudah ganti nama")
        for folder in (target.parent, self._folder):
            sync_folder(folder)
        point("berkas asli: sesudah fsync folder")
        return sha256

    def get(self, sha256: str) -> bytes:
        """The content of a blob; FileNotFoundError when it is gone."""
        return self.path(sha256).read_bytes()

    def sound(self, sha256: str) -> bool:
        """True when the blob is there and still has its hash."""
        path = self.path(sha256)
        return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256

    def all(self) -> Iterator[str]:
        """The names of all blobs, sorted; half-written temporary files are not blobs."""
        for path in sorted(self._folder.glob("??/*")):
            if not path.name.startswith("."):
                yield path.name


def sync_folder(folder: Path) -> None:
    """Flushes a folder's own entries (a rename) to the disk, where the system can."""
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
