"""Tools to forge files: a form taken apart into parts, changed, and put together again, honestly or not."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape

NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
FIXED = (1980, 1, 1, 0, 0, 0)
Parts = dict[str, bytes]


def parts_of(data: bytes) -> Parts:
    """Part name -> content."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {i.filename: archive.read(i) for i in archive.infolist()}


def packed(parts: Mapping[str, bytes], *, method: int = zipfile.ZIP_DEFLATED, comment: bytes = b"") -> bytes:
    """An honest zip container; same parts, same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.comment = comment
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, FIXED), content, method, 9 if method == zipfile.ZIP_DEFLATED else None)
    return out.getvalue()


@dataclass(frozen=True)
class Entry:
    """One entry of a container written by hand: what the local and the central header say may differ from the truth."""

    name: str
    content: bytes
    flags: int = 0
    method: int = 8
    local_name: str | None = None
    size: int | None = None
    local_size: int | None = None
    crc: int | None = None
    at: int | None = None
    mode: int = 0


def by_hand(entries: list[Entry], *, count: int | None = None) -> bytes:
    """A container with exactly the lies that are asked for."""
    body, central = bytearray(), bytearray()
    for e in entries:
        engine = zlib.compressobj(9, zlib.DEFLATED, -15)
        data = engine.compress(e.content) + engine.flush() if e.method == 8 else e.content
        crc = zlib.crc32(e.content) if e.crc is None else e.crc
        size = len(e.content) if e.size is None else e.size
        local = size if e.local_size is None else e.local_size
        offset = len(body) if e.at is None else e.at
        if e.at is None:
            name = (e.local_name or e.name).encode()
            body += struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, e.flags, e.method, 0, 33, crc, len(data), local, len(name), 0) + name + data
        name = e.name.encode()
        central += struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 0x0314, 20, e.flags, e.method, 0, 33, crc, len(data), size, len(name), 0, 0, 0,
                               0, e.mode << 16, offset) + name
    n = len(entries) if count is None else count
    return bytes(body + central) + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, n, n, len(central), len(body), 0)


class Book:
    """An .xlsx taken apart. Changes are made on the XML text, as a careless or hostile program makes them."""

    def __init__(self, data: bytes) -> None:
        self.parts = parts_of(data)

    def save(self, **options: object) -> bytes:
        """The container again."""
        return packed(self.parts, **options)  # type: ignore[arg-type]

    def path(self, sheet: str) -> str:
        """The part of a sheet."""
        book = self.parts["xl/workbook.xml"].decode()
        match = re.search(rf'<sheet [^>]*name="{re.escape(escape(sheet))}"[^>]*r:id="([^"]+)"', book)
        assert match, sheet
        rel = re.search(rf'<Relationship [^>]*Id="{match[1]}"[^>]*?/>', self.parts["xl/_rels/workbook.xml.rels"].decode())
        assert rel
        target = re.search(r'Target="([^"]+)"', rel[0])
        assert target
        return "xl/" + target[1].removeprefix("/xl/")

    def edit(self, name: str, change: Callable[[str], str]) -> Book:
        """The text of a part changed; it must really change."""
        before = self.parts[name].decode()
        after = change(before)
        assert after != before, name
        self.parts[name] = after.encode()
        return self

    def sub(self, name: str, old: str, new: str) -> Book:
        """One text of a part replaced."""
        return self.edit(name, lambda text: text.replace(old, new, 1))

    def cell(self, sheet: str, ref: str, inner: str, attributes: str = "") -> Book:
        """A cell's content as XML, e.g. `<v>1</v>`; its style stays unless `attributes` names one."""
        def change(text: str) -> str:
            match = re.search(rf'<c r="{ref}"([^>]*?)(?:/>|>.*?</c>)', text, re.DOTALL)
            assert match, (sheet, ref)
            style = re.search(r' s="\d+"', match[1])
            kept = style[0] if style and not attributes.startswith("s=") else ""
            return text.replace(match[0], f'<c r="{ref}"{kept} {attributes}>{inner}</c>', 1)
        return self.edit(self.path(sheet), change)

    def text(self, sheet: str, ref: str, text: str) -> Book:
        """A cell with an inline text."""
        return self.cell(sheet, ref, f'<is><t xml:space="preserve">{escape(text, quote=False)}</t></is>', 't="inlineStr"')

    def number(self, sheet: str, ref: str, number: str) -> Book:
        """A cell with a number as written."""
        return self.cell(sheet, ref, f"<v>{number}</v>")

    def formula(self, sheet: str, ref: str, formula: str, cached: str | None = "0") -> Book:
        """A cell with a formula."""
        return self.cell(sheet, ref, f"<f>{escape(formula, quote=False)}</f>" + (f"<v>{cached}</v>" if cached is not None else ""))

    def rows(self, sheet: str, xml: str) -> Book:
        """Rows added at the end of a sheet's data."""
        return self.sub(self.path(sheet), "</sheetData>", xml + "</sheetData>")

    def tail(self, sheet: str, xml: str) -> Book:
        """Elements put right after a sheet's data (order does not matter to our reader)."""
        return self.sub(self.path(sheet), "</sheetData>", "</sheetData>" + xml)

    def add_sheet(self, name: str, rows: str, *, state: str = "visible") -> Book:
        """One more sheet."""
        number = len(self.parts) + 100
        self.parts[f"xl/worksheets/sheet{number}.xml"] = f'<worksheet xmlns="{NS}"><sheetData>{rows}</sheetData></worksheet>'.encode()
        self.sub("xl/workbook.xml", "</sheets>", f'<sheet name="{name}" sheetId="{number}" state="{state}" r:id="rX{number}"/></sheets>')
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
        return self.sub("xl/_rels/workbook.xml.rels", "</Relationships>",
                        f'<Relationship Id="rX{number}" Type="{kind}" Target="worksheets/sheet{number}.xml"/></Relationships>')

    def drop_sheet(self, name: str) -> Book:
        """A sheet taken out of the list of sheets, its part with it."""
        del self.parts[self.path(name)]
        return self.edit("xl/workbook.xml", lambda t: re.sub(rf'<sheet [^>]*name="{re.escape(escape(name))}"[^>]*/>', "", t))


def slim(data: bytes, leave: tuple[str, ...] = ("_cek", "Periksa")) -> bytes:
    """A form without its self-check and its colours: small, and all the same to the reader."""
    book = Book(data)
    for name in re.findall(r'<sheet [^>]*name="([^"]+)"', book.parts["xl/workbook.xml"].decode()):
        if name in leave:
            book.drop_sheet(name)
    used: dict[str, int] = {}
    for name, part in book.parts.items():
        if name.startswith("xl/worksheets/sheet"):
            text = re.sub(r"<(conditionalFormatting|dataValidations|extLst)\b.*?</\1>", "", part.decode(), flags=re.DOTALL)
            text = re.sub(r'(<c [^>]*t="s"[^>]*><v>)(\d+)(</v>)', lambda m: f"{m[1]}{used.setdefault(m[2], len(used))}{m[3]}", text)
            book.parts[name] = text.encode()
    strings = re.findall(r"<si>.*?</si>", book.parts["xl/sharedStrings.xml"].decode(), re.DOTALL)
    book.parts["xl/sharedStrings.xml"] = f'<sst xmlns="{NS}" count="{len(used)}" uniqueCount="{len(used)}">{"".join(strings[int(i)] for i in used)}</sst>'.encode()
    return book.save()


def compound(streams: Mapping[str, bytes], *, fat: Callable[[list[int]], list[int]] = list, header: Mapping[int, bytes] | None = None) -> bytes:
    """A compound file (version 3) with these streams, each of 4096 bytes or more; `fat` may spoil its table, `header` its head."""
    free, end, fat_mark = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    body, table, entries = b"", [fat_mark, end], []
    for name, content in streams.items():
        whole = content.ljust(4096, b"\0")
        first, count = 2 + len(body) // 512, -(-len(whole) // 512)
        body += whole.ljust(count * 512, b"\0")
        table += [*range(first + 1, first + count), end]
        entries.append((name, 2, first, len(whole)))
    table = fat(table)
    directory = b""
    for name, kind, first, size in [("Root Entry", 5, end, 0), *entries]:
        raw = name.encode("utf-16-le")
        directory += (raw.ljust(64, b"\0") + struct.pack("<HBB3I", len(raw) + 2, kind, 1, free, free, 1 if kind == 5 else free)).ljust(
            116, b"\0") + struct.pack("<3I", first, size, 0)
    head = bytearray((b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6)).ljust(44, b"\0"))
    head += struct.pack("<9I", 1, 1, 0, 4096, end, 0, end, 0, 0) + struct.pack("<I", free) * 108
    for at, value in (header or {}).items():
        head[at: at + len(value)] = value
    sectors = b"".join(struct.pack("<I", v) for v in table).ljust(512, b"\xff")
    return bytes(head) + sectors + directory.ljust(512, b"\0") + body
