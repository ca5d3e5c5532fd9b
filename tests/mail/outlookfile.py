"""A small writer of Outlook `.msg` files, by the format's description ([MS-CFB], [MS-OXMSG]), for lack of Outlook here."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

FREE, END, FAT_MARK = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
UNICODE, BINARY, INTEGER = 0x001F, 0x0102, 0x0003
Tree = Mapping[str, Any]  # name -> bytes (a stream) or Tree (a storage)


def outlook(texts: Mapping[int, str], files: list[tuple[str, bytes]]) -> bytes:
    """A `.msg` with these text properties (0x0037 subject, 0x007D headers, 0x1000 body) and attachments."""
    tree: dict[str, Any] = _properties({tag: text.encode("utf-16-le") for tag, text in texts.items()}, {}, 32, len(files))
    for number, (name, data) in enumerate(files):
        tree[f"__attach_version1.0_#{number:08X}"] = _properties({0x3707: name.encode("utf-16-le")}, {0x3701: data}, 8, 0)
    return compound(tree)


def _properties(texts: Mapping[int, bytes], blobs: Mapping[int, bytes], head: int, attachments: int) -> dict[str, Any]:
    rows = [struct.pack("<HHIII", UNICODE, tag, 6, len(data) + 2, 0) for tag, data in texts.items()]
    rows += [struct.pack("<HHIII", BINARY, tag, 6, len(data), 0) for tag, data in blobs.items()]
    if head == 8:
        rows.append(struct.pack("<HHIII", INTEGER, 0x3705, 6, 1, 0))
    start = struct.pack("<8x6I", 0, attachments, 0, attachments, 0, 0) if head == 32 else bytes(8)
    return {"__properties_version1.0": start + b"".join(rows), **{f"__substg1.0_{t:04X}{UNICODE:04X}": d for t, d in texts.items()},
            **{f"__substg1.0_{t:04X}{BINARY:04X}": d for t, d in blobs.items()}}


def compound(tree: Tree) -> bytes:
    """A compound file, version 3: streams under 4096 bytes go to the mini stream, as the format wants."""
    entries: list[list[Any]] = [["Root Entry", 5, FREE, FREE, FREE, b""]]

    def add(level: Tree, parent: int) -> None:
        numbers = []
        for name, content in level.items():
            entries.append([name, 2 if isinstance(content, bytes) else 1, FREE, FREE, FREE, content if isinstance(content, bytes) else b""])
            numbers.append(len(entries) - 1)
        if numbers:
            entries[parent][4] = numbers[0]
        for one, right in pairwise(numbers):
            entries[one][3] = right
        for number, content in zip(numbers, level.values(), strict=True):
            if not isinstance(content, bytes):
                add(content, number)
    add(tree, 0)
    sectors: list[bytes] = []
    fat: list[int] = []

    def store(data: bytes) -> int:
        if not data:
            return END
        first, count = len(sectors), -(-len(data) // 512)
        sectors.extend(data[at * 512: (at + 1) * 512].ljust(512, b"\0") for at in range(count))
        fat.extend([*range(first + 1, first + count), END])
        return first
    mini, minifat, starts = b"", [], {}
    for number, (_, kind, *_, content) in enumerate(entries):
        if kind == 2 and 0 < len(content) < 4096:
            starts[number] = len(mini) // 64
            count = -(-len(content) // 64)
            minifat += [*range(len(minifat) + 1, len(minifat) + count), END]
            mini += content.ljust(count * 64, b"\0")
        elif kind == 2:
            starts[number] = store(content)
    starts[0] = store(mini)
    directory = b""
    for number, (name, kind, left, right, child, content) in enumerate(entries):
        raw = name.encode("utf-16-le")
        size = len(mini) if number == 0 else len(content)
        directory += (raw.ljust(64, b"\0") + struct.pack("<HBB3I", len(raw) + 2, kind, 1, left, right, child)).ljust(116, b"\0")
        directory += struct.pack("<3I", starts.get(number, 0), size, 0)
    where = store(directory.ljust(-(-len(directory) // 512) * 512, b"\0"))
    mini_at = store(struct.pack(f"<{len(minifat)}I", *minifat).ljust(-(-len(minifat) * 4 // 512) * 512, b"\xff"))
    tables = 1
    while tables * 128 < len(fat) + tables:
        tables += 1
    fat_at = list(range(len(sectors), len(sectors) + tables))
    table = [*fat, *[FAT_MARK] * tables]
    table += [FREE] * (tables * 128 - len(table))
    head = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6)).ljust(44, b"\0")
    head += struct.pack("<9I", tables, where, 0, 4096, mini_at, -(-len(minifat) * 4 // 512), END, 0, fat_at[0])
    head += struct.pack("<108I", *[*fat_at[1:], *[FREE] * (109 - tables)][:108])
    return head + b"".join(sectors) + struct.pack(f"<{len(table)}I", *table)
