"""The gate before any parser: what is this file really, and is its container sound?

Zip containers are checked against their own directory: names, duplicates, overlaps, local against central header, declared
against real size, CRC. Nothing is written to disk, nothing outside the bytes is read.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass, field

from rmrb_xlsx.errors import FileRefused
from rmrb_xlsx.read.limits import LIMITS, Limits

_CHUNK = 256 * 1024
_LOCAL = struct.Struct("<4s5H3L2H")
CFB_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_KINDS = (
    (b"%PDF", "PDF"), (b"\x89PNG", "gambar PNG"), (b"\xff\xd8\xff", "gambar JPEG"), (b"GIF8", "gambar GIF"),
    (b"Rar!", "arsip RAR"), (b"7z\xbc\xaf", "arsip 7z"), (b"\x1f\x8b", "arsip gzip"), (b"{\\rtf", "dokumen RTF"),
    (b"MZ", "program"), (b"BM", "gambar BMP"),
)
_ACTIVE = (
    ("vbaproject", "makro"), ("/macrosheets/", "makro lama (XLM)"), ("/dialogsheets/", "lembar dialog"),
    ("/externallinks/", "tautan ke berkas luar"), ("xl/connections.xml", "sambungan data luar"), ("/querytables/", "kueri data luar"),
    ("/embeddings/", "objek tertanam"), ("oleobject", "objek tertanam"), ("/activex/", "kendali ActiveX"), ("customui/", "menu buatan"),
    ("/webextensions/", "tambahan web"), ("xl/model/", "model data"), ("basic/", "makro"), ("scripts/", "makro"),
)


@dataclass(frozen=True)
class Parts:
    """A sound zip container: part name (slashes, as written) -> bytes; active content by name; whether foreign bytes
    stand before or after the container."""

    data: dict[str, bytes]
    foreign: bool
    active: tuple[str, ...] = field(default=())

    def get(self, name: str) -> bytes | None:
        """A part by name, letter case ignored, or None."""
        wanted = name.casefold().lstrip("/")
        return next((d for n, d in self.data.items() if n.casefold() == wanted), None)


def kind_of(data: bytes) -> str:
    """What the bytes are: `zip`, `cfb`, or an Indonesian word for what is no workbook. FileRefused when empty."""
    if not data:
        raise FileRefused("berkas-kosong")
    if data.startswith(CFB_MAGIC):
        return "cfb"
    if data.startswith(b"PK") or zipfile.is_zipfile(io.BytesIO(data)):
        return "zip"
    for magic, name in _KINDS:
        if data.startswith(magic):
            return name
    return _text_kind(data)


def _text_kind(data: bytes) -> str:
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"urn:schemas-microsoft-com:office:spreadsheet" in data[:8192]:
        return "XML Excel 2003"
    if head.startswith((b"<!doctype html", b"<html", b"<table", b"<head")) or b"<html" in head:
        return "halaman web (HTML)"
    if head.startswith(b"<?xml"):
        return "berkas XML"
    printable = sum(b >= 32 or b in (9, 10, 13) for b in data[:4096])
    if printable == len(data[:4096]):
        return "berkas teks atau CSV"
    return "berkas tak dikenal"


def open_zip(data: bytes, limits: Limits = LIMITS) -> Parts:
    """The parts of a zip container, all inflated under count. Raises FileRefused for anything unsound."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, ValueError, OSError, struct.error):
        raise FileRefused("berkas-rusak", sebab="wadah zip rusak atau terpotong") from None
    if len(infos) > limits.entries:
        raise FileRefused("melebihi-batas", sebab=f"{len(infos)} bagian")
    _names(infos)
    _layout(data, infos)
    parts: dict[str, bytes] = {}
    total = 0
    for info in infos:
        name = info.filename.replace("\\", "/")
        if name.endswith("/"):
            continue
        cap = limits.styles_bytes if name.casefold().endswith("styles.xml") else limits.part_bytes
        parts[name] = _inflate(data, info, min(cap, limits.total_bytes - total))
        total += len(parts[name])
    lowered = ["/" + n.casefold() for n in parts]
    active = tuple(dict.fromkeys(word for mark, word in _ACTIVE if any(mark in n for n in lowered)))
    first = min((i.header_offset for i in infos), default=0)
    return Parts(parts, first > 0 or not data.startswith(b"PK") or _after_end(data), active)


def _names(infos: list[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    for info in infos:
        name = info.filename.replace("\\", "/")
        if name.startswith("/") or ".." in name.split("/") or ":" in name or "\0" in info.orig_filename:
            raise FileRefused("berkas-berbahaya", sebab="nama bagian menunjuk ke luar berkas")
        if name.casefold() in seen:
            raise FileRefused("berkas-berbahaya", sebab="ada bagian bernama sama")
        seen.add(name.casefold())
        if info.flag_bits & 0x1:
            raise FileRefused("terkunci-sandi")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise FileRefused("berkas-rusak", sebab="cara pemampatan tidak dikenal")


def _layout(data: bytes, infos: list[zipfile.ZipInfo]) -> None:
    """Local headers agree with the directory, and no two parts share bytes."""
    end = 0
    for info in sorted(infos, key=lambda i: i.header_offset):
        at = info.header_offset
        if at < end or at + _LOCAL.size > len(data):
            raise FileRefused("berkas-berbahaya", sebab="bagian-bagian saling menindih")
        magic, _, flags, method, _, _, _, packed, _, name_size, extra_size = _LOCAL.unpack_from(data, at)
        name = data[at + _LOCAL.size: at + _LOCAL.size + name_size]
        central = info.orig_filename.encode("utf-8" if info.flag_bits & 0x800 else "cp437", "replace")
        if magic != b"PK\x03\x04" or method != info.compress_type or (name != central and name.replace(b"\\", b"/") != central):
            raise FileRefused("berkas-berbahaya", sebab="daftar isi berkas tidak cocok dengan isinya")
        if not flags & 0x8 and packed not in (info.compress_size, 0xFFFFFFFF):
            raise FileRefused("berkas-berbahaya", sebab="daftar isi berkas tidak cocok dengan isinya")
        end = at + _LOCAL.size + name_size + extra_size + info.compress_size
        if end > len(data):
            raise FileRefused("berkas-rusak", sebab="isi terpotong")


def _inflate(data: bytes, info: zipfile.ZipInfo, cap: int) -> bytes:
    name_size, extra_size = struct.unpack_from("<2H", data, info.header_offset + 26)
    start = info.header_offset + _LOCAL.size + name_size + extra_size
    packed = memoryview(data)[start: start + info.compress_size]
    if info.file_size > cap:
        raise FileRefused("melebihi-batas", sebab=f"bagian {info.filename[:60]} terlalu besar")
    stored = info.compress_type == zipfile.ZIP_STORED
    content = bytes(packed) if stored else _deflated(packed, info, min(cap, info.file_size))
    if len(content) != info.file_size or zlib.crc32(content) != info.CRC:
        raise FileRefused("berkas-rusak", sebab="isi tidak cocok dengan jumlah periksanya")
    return content


def _deflated(packed: memoryview, info: zipfile.ZipInfo, cap: int) -> bytes:
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
                raise FileRefused("berkas-berbahaya", sebab=f"ukuran sebenarnya bagian {info.filename[:60]} melebihi yang tertulis")
            if not chunk and not feed:
                break
            chunks.append(chunk)
    except zlib.error:
        raise FileRefused("berkas-rusak", sebab="data mampat rusak") from None
    return b"".join(chunks)


def _after_end(data: bytes) -> bool:
    """True when bytes follow the end record that its comment does not account for."""
    at = data.rfind(b"PK\x05\x06")
    return at < 0 or at + 22 + int.from_bytes(data[at + 20: at + 22], "little") != len(data)


def check_cfb(data: bytes) -> None:
    """Sanity of an old binary container: header claims against the file's size. FileRefused when it lies or is encrypted."""
    if len(data) < 1536:
        raise FileRefused("berkas-rusak", sebab="berkas biner terpotong")
    shift = int.from_bytes(data[30:32], "little")
    if shift not in (9, 12):
        raise FileRefused("berkas-rusak", sebab="ukuran sektor tidak wajar")
    sectors = len(data) >> shift
    fat, minifat, difat = (int.from_bytes(data[a: a + 4], "little") for a in (44, 64, 72))
    if max(fat, minifat, difat) > sectors or fat * (1 << (shift - 2)) < sectors - (1 << (shift - 2)):
        raise FileRefused("berkas-rusak", sebab="tabel sektor tidak wajar")
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise FileRefused("terkunci-sandi")
