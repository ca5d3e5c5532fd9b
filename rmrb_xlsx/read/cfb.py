"""The old binary container (.xls): header claims against the file's size, every chain walked once, before any parser.

[MS-CFB]: 512-byte header, sectors of 512 or 4096 bytes, a table (FAT) that chains them, a directory of streams.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator
from dataclasses import dataclass

from rmrb_xlsx.errors import FileRefused

_END, _MOST_SECTOR = 0xFFFFFFFE, 0xFFFFFFFA
_MINI, _CUTOFF = 64, 4096
_ENTRY = 128
_STREAM, _ROOT = 2, 5
LOCKED = "EncryptedPackage".encode("utf-16-le")


def _refuse(why: str) -> FileRefused:
    return FileRefused("berkas-rusak", sebab=why)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the directory. `kind`: 1 storage, 2 stream, 5 root."""

    name: str
    kind: int
    start: int
    size: int


class Compound:
    """A sound compound file. FileRefused when a claim exceeds the file, a chain loops or leaves it."""

    def __init__(self, data: bytes) -> None:
        if LOCKED in data:
            raise FileRefused("terkunci-sandi")
        if len(data) < 3 * 512:
            raise _refuse("berkas biner terpotong")
        order, shift, mini = struct.unpack_from("<3H", data, 28)
        if order != 0xFFFE or shift not in (9, 12) or mini != 6:
            raise _refuse("kepala berkas biner tidak wajar")
        self._data = data
        self._size = 1 << shift
        self._sectors = -(-(len(data) - self._size) // self._size)
        fat_count, directory = struct.unpack_from("<2I", data, 44)
        mini_first, mini_count, difat_first, difat_count = struct.unpack_from("<4I", data, 60)
        if max(fat_count, mini_count, difat_count) > self._sectors:
            raise _refuse("tabel sektor tidak wajar")
        self._fat = self._table(fat_count, difat_first, difat_count)
        self.entries = tuple(self._directory(directory))
        root = next((e for e in self.entries if e.kind == _ROOT), None)
        if root is None:
            raise _refuse("daftar isi berkas biner tidak ada")
        self._root = self._read(root.start) if root.size else b""
        self._minifat = array("I", self._read(mini_first)) if mini_count else array("I")
        for entry in self.entries:
            if entry.kind == _STREAM:
                self.stream(entry)

    def find(self, *names: str) -> Entry | None:
        """The first stream of one of these names, letter case ignored."""
        wanted = {n.casefold() for n in names}
        return next((e for e in self.entries if e.kind == _STREAM and e.name.casefold() in wanted), None)

    def has(self, *names: str) -> bool:
        """True when a stream or storage of one of these names is there."""
        wanted = {n.casefold() for n in names}
        return any(e.name.casefold() in wanted for e in self.entries)

    def stream(self, entry: Entry) -> bytes:
        """The content of a stream."""
        if entry.size > len(self._data):
            raise _refuse("ukuran bagian tidak wajar")
        if entry.size >= _CUTOFF:
            content = self._read(entry.start)
        elif entry.size:
            chain = _chain(entry.start, self._minifat, len(self._root) // _MINI + 1)
            content = b"".join(self._root[i * _MINI: (i + 1) * _MINI] for i in chain)
        else:
            return b""
        if len(content) < entry.size:
            raise _refuse("isi bagian terpotong")
        return content[: entry.size]

    def _sector(self, index: int) -> bytes:
        if index >= self._sectors:
            raise _refuse("rantai sektor keluar dari berkas")
        at = (index + 1) * self._size
        return self._data[at: at + self._size]

    def _table(self, count: int, first: int, blocks: int) -> array[int]:
        places = [i for i in struct.unpack_from("<109I", self._data, 76) if i < _MOST_SECTOR]
        seen: set[int] = set()
        while blocks and first < _MOST_SECTOR:
            if first in seen or len(seen) >= blocks:
                raise _refuse("rantai sektor berputar")
            seen.add(first)
            block = struct.unpack(f"<{self._size // 4}I", self._sector(first).ljust(self._size, b"\xff"))
            places += [i for i in block[:-1] if i < _MOST_SECTOR]
            first = block[-1]
        if len(places) != count or len(set(places)) != len(places) or count * (self._size // 4) < self._sectors:
            raise _refuse("tabel sektor tidak wajar")
        table = array("I")
        for place in places:
            table.frombytes(self._sector(place).ljust(self._size, b"\xff"))
        return table

    def _read(self, first: int) -> bytes:
        return b"".join(self._sector(i) for i in _chain(first, self._fat, self._sectors))

    def _directory(self, first: int) -> Iterator[Entry]:
        data = self._read(first)
        for at in range(0, len(data) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", data, at + 64)
            start, size = struct.unpack_from("<2I", data, at + 116)
            if kind in (1, _STREAM, _ROOT):
                yield Entry(data[at: at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace"), kind, start, size)


def _chain(first: int, table: array[int], most: int) -> Iterator[int]:
    """The sectors of a chain; FileRefused when it is longer than the file or leaves the table."""
    index, steps = first, 0
    while index != _END:
        if index >= len(table) or steps > most:
            raise _refuse("rantai sektor berputar" if steps > most else "rantai sektor keluar dari berkas")
        yield index
        index, steps = table[index], steps + 1
