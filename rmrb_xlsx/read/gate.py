"""The gate before any parser: is the zip container sound?

A container is checked against its own directory: names, duplicates, overlaps, local against central header, declared
against real size, CRC. Nothing is written to disk, nothing outside the bytes is read, nothing is inflated beyond its limit.
"""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from rmrb_xlsx.errors import FileRefused
from rmrb_xlsx.read.limits import LIMITS, Limits

_CHUNK = 256 * 1024
_LOCAL = struct.Struct("<4s5H3L2H")
_END, _LOCAL_MAGIC = b"PK\x05\x06", b"PK\x03\x04"
_END_SIZE = 22
_ENCRYPTED, _DESCRIPTOR, _UTF8, _STRONG = 0x1, 0x8, 0x800, 0x2040
_UNKNOWN = 0xFFFFFFFF
_MISMATCH = "daftar isi berkas tidak cocok dengan isinya"


@dataclass(frozen=True)
class Parts:
    """A sound zip container: part name (slashes, as written) -> bytes; `foreign` says what else the file holds."""

    data: Mapping[str, bytes]
    foreign: str | None = None

    @cached_property
    def _folded(self) -> dict[str, str]:
        return {name.casefold(): name for name in self.data}

    def get(self, name: str) -> bytes | None:
        """A part by name, letter case ignored, or None."""
        real = self._folded.get(name.casefold().lstrip("/"))
        return None if real is None else self.data[real]

    def has(self, name: str) -> bool:
        """True when there is such a part."""
        return name.casefold().lstrip("/") in self._folded


def open_zip(data: bytes, limits: Limits = LIMITS) -> Parts:
    """The parts of a zip container, all inflated under count. Raises FileRefused for anything unsound."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, ValueError, OSError, struct.error, LookupError):
        raise FileRefused("berkas-rusak", sebab="wadah zip rusak atau terpotong") from None
    if any(i.header_offset < 0 for i in infos):
        raise FileRefused("berkas-rusak", sebab="wadah zip rusak atau terpotong")
    foreign = _end(data, infos, limits)
    _counts(infos, limits)
    _names(infos)
    _refuse_locked(data, infos)
    _layout(data, infos)
    if min((i.header_offset for i in infos), default=0) > 0 or not data.startswith(b"PK"):
        foreign = "ada data lain di depannya"
    if sum(i.file_size for i in infos) > limits.total_bytes:
        raise FileRefused("melebihi-batas", sebab="isi berkas terlalu besar sesudah dimekarkan")
    parts: dict[str, bytes] = {}
    total = 0
    for info in infos:
        name = info.filename.replace("\\", "/")
        if name.endswith("/"):
            continue
        parts[name] = _inflate(data, info, min(limits.part_bytes, limits.total_bytes - total))
        total += len(parts[name])
    return Parts(parts, foreign)


def _end(data: bytes, infos: Sequence[zipfile.ZipInfo], limits: Limits) -> str | None:
    """What stands after the end record or in its comment; FileRefused when the record's own count lies."""
    at = data.rfind(_END, 0, max(0, len(data) - _END_SIZE) + len(_END))
    if at < 0:
        raise FileRefused("berkas-rusak", sebab="wadah zip rusak atau terpotong")
    disk_count, count = struct.unpack_from("<2H", data, at + 8)
    comment = int.from_bytes(data[at + 20: at + 22], "little")
    if 0xFFFF not in (count, disk_count) and not disk_count == count == len(infos):
        raise FileRefused("berkas-berbahaya", sebab=_MISMATCH)
    if at + _END_SIZE + comment != len(data):
        return "ada data lain di belakangnya"
    return "catatan wadahnya terlalu panjang" if comment > limits.comment else None


def _counts(infos: Sequence[zipfile.ZipInfo], limits: Limits) -> None:
    sheets = sum(_is_sheet(i.filename) for i in infos)
    if len(infos) - sheets > limits.entries or sheets > 2 * limits.sheets:
        raise FileRefused("melebihi-batas", sebab=f"{len(infos)} bagian")


def _is_sheet(name: str) -> bool:
    """A worksheet or its relations: they are counted by sheets."""
    return name.replace("\\", "/").casefold().startswith("xl/worksheets/")


def _names(infos: Sequence[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    for info in infos:
        name = info.filename.replace("\\", "/")
        odd = name.startswith("/") or ".." in name.split("/") or ":" in name or any(ord(c) < 32 for c in info.orig_filename)
        if odd or stat.S_ISLNK(info.external_attr >> 16):
            raise FileRefused("berkas-berbahaya", sebab="nama bagian menunjuk ke luar berkas")
        if name.casefold() in seen:
            raise FileRefused("berkas-berbahaya", sebab="ada bagian bernama sama")
        seen.add(name.casefold())


def _refuse_locked(data: bytes, infos: Sequence[zipfile.ZipInfo]) -> None:
    """Password before anything else: a locked container looks unsound in other ways too."""
    for info in infos:
        if info.flag_bits & (_ENCRYPTED | _STRONG):
            raise FileRefused("terkunci-sandi")
        if info.filename.casefold() == "meta-inf/manifest.xml" and info.file_size <= 16 * _CHUNK and b"encryption-data" in _inflate(
                data, info, 16 * _CHUNK):
            raise FileRefused("terkunci-sandi")
        if info.filename.casefold() == "encrypted-package":
            raise FileRefused("terkunci-sandi")


def _layout(data: bytes, infos: Sequence[zipfile.ZipInfo]) -> None:
    """Local headers agree with the directory, and no two parts share bytes."""
    end = 0
    for info in sorted(infos, key=lambda i: i.header_offset):
        at = info.header_offset
        if at < end or at + _LOCAL.size > len(data):
            raise FileRefused("berkas-berbahaya", sebab="bagian-bagian saling menindih")
        magic, _, flags, method, _, _, crc, packed, size, name_size, extra_size = _LOCAL.unpack_from(data, at)
        name = data[at + _LOCAL.size: at + _LOCAL.size + name_size]
        central = info.orig_filename.encode("utf-8" if info.flag_bits & _UTF8 else "cp437", "replace")
        if magic != _LOCAL_MAGIC or method != info.compress_type or name != central or (flags ^ info.flag_bits) & _ENCRYPTED:
            raise FileRefused("berkas-berbahaya", sebab=_MISMATCH)
        if not flags & _DESCRIPTOR:
            pairs = ((packed, info.compress_size), (size, info.file_size))
            if crc != info.CRC or any(one not in (other, _UNKNOWN) for one, other in pairs):
                raise FileRefused("berkas-berbahaya", sebab=_MISMATCH)
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise FileRefused("berkas-rusak", sebab="cara pemampatan tidak dikenal")
        end = at + _LOCAL.size + name_size + extra_size + info.compress_size
        if end > len(data):
            raise FileRefused("berkas-rusak", sebab="isi terpotong")


def _inflate(data: bytes, info: zipfile.ZipInfo, cap: int) -> bytes:
    if info.header_offset + _LOCAL.size > len(data):
        raise FileRefused("berkas-rusak", sebab="isi terpotong")
    name_size, extra_size = struct.unpack_from("<2H", data, info.header_offset + 26)
    start = info.header_offset + _LOCAL.size + name_size + extra_size
    packed = memoryview(data)[start: start + info.compress_size]
    if info.file_size > cap:
        raise FileRefused("melebihi-batas", sebab=f"bagian {info.filename[:60]} terlalu besar")
    content = bytes(packed) if info.compress_type == zipfile.ZIP_STORED else _deflated(packed, info.filename, cap)
    if zlib.crc32(content) != info.CRC:
        raise FileRefused("berkas-rusak", sebab="isi tidak cocok dengan jumlah periksanya")
    if len(content) != info.file_size:  # sound content of another size than told: no accident
        raise FileRefused("berkas-berbahaya", sebab=f"ukuran sebenarnya bagian {info.filename[:60]} lain dari yang tertulis")
    return content


def _deflated(packed: memoryview, name: str, cap: int) -> bytes:
    engine = zlib.decompressobj(-15)
    chunks: list[bytes] = []
    size = 0
    feed: bytes | memoryview = packed
    try:
        while not engine.eof:
            chunk = engine.decompress(feed, _CHUNK)
            feed = engine.unconsumed_tail
            size += len(chunk)
            if size > cap:
                raise FileRefused("melebihi-batas", sebab=f"bagian {name[:60]} terlalu besar")
            if not chunk and not feed:
                break
            chunks.append(chunk)
    except zlib.error:
        raise FileRefused("berkas-rusak", sebab="data mampat rusak") from None
    return b"".join(chunks)
