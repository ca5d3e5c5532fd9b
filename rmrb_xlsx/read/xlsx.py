"""The bounded streaming reader of .xlsx/.xlsm: value, formula, cached value, error, order and duplicates in one pass.

Sound for Strict OOXML, prefixed names, UTF-16 parts, missing references, false dimensions, 1904 dates, shared and inline
strings, rich text. A contradiction inside the file (a cell twice, a row that is not its cells' row) refuses the file.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping

from rmrb_xlsx.errors import FileRefused
from rmrb_xlsx.read.gate import Parts
from rmrb_xlsx.read.limits import LIMITS, Limits
from rmrb_xlsx.read.raw import RawBook, RawSheet
from rmrb_xlsx.read.sheetxml import SheetWalker, Styles
from rmrb_xlsx.read.xml import Walker, refuse_doctype, unescape
from rmrb_xlsx.spec import marks


def read_xlsx(parts: Parts, limits: Limits = LIMITS) -> RawBook:
    """The workbook in a sound container. FileRefused when it is no workbook or contradicts itself."""
    for name, data in parts.data.items():
        if name.casefold().endswith((".xml", ".rels", ".vml")):
            refuse_doctype(data)
    main = _main_part(parts)
    book = _Workbook(limits)
    book.walk(_need(parts, main))
    targets = _relations(parts, main)
    strings = _strings(parts, targets, limits)
    styles = _styles(parts, targets, limits)
    active = list(parts.active) + (["data lain di luar buku kerja"] if parts.foreign else [])
    sheets = []
    budget = limits.cells
    for name, state, relation in book.sheets:
        part = parts.get(targets.get(relation, ("", ""))[1])
        if part is None:
            raise FileRefused("berkas-rusak", sebab=f"lembar «{name[:40]}» tidak ada isinya")
        walker = SheetWalker(strings, styles, book.base1904, budget, limits)
        walker.walk(part)
        budget -= len(walker.cells)
        active += walker.active
        if state == "veryHidden" and name not in marks.OUR_HIDDEN_SHEETS:
            active.append("lembar yang sengaja disembunyikan")
        sheets.append(RawSheet(name, state, walker.cells, tuple(walker.merges)))
    properties = _properties(parts, limits)
    macro = any("vbaproject" in n.casefold() for n in parts.data)
    return RawBook("xlsm" if macro else "xlsx", _saved_by(parts, properties, limits), tuple(sheets), properties,
                   tuple(dict.fromkeys(active)))


def _need(parts: Parts, name: str) -> bytes:
    data = parts.get(name)
    if data is None:
        raise FileRefused("berkas-rusak", sebab=f"bagian {name[:60]} tidak ada")
    return data


class _Relations(Walker):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, tuple[str, str, bool]] = {}

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "Relationship":
            external = attributes.get("TargetMode", "").casefold() == "external"
            self.found[attributes.get("Id", "")] = (attributes.get("Type", ""), attributes.get("Target", ""), external)


def _relations(parts: Parts, of: str) -> dict[str, tuple[str, str]]:
    """Relation id -> (last word of its type, part name); external targets and escapes from the package are refused
    for the parts we read, and left out otherwise."""
    folder, base = posixpath.split(of)
    data = parts.get(posixpath.join(folder, "_rels", base + ".rels"))
    if data is None:
        return {}
    walker = _Relations()
    walker.walk(data)
    found = {}
    for key, (kind, target, external) in walker.found.items():
        word = kind.rsplit("/", 1)[-1]
        name = target.replace("\\", "/")
        full = name.lstrip("/") if name.startswith("/") else posixpath.normpath(posixpath.join(folder, name))
        if word in ("worksheet", "sharedStrings", "styles", "officeDocument") and (external or full.startswith("..")):
            raise FileRefused("berkas-berbahaya", sebab="bagian utama menunjuk ke luar berkas")
        if not external:
            found[key] = (word, full)
    return found


def _main_part(parts: Parts) -> str:
    for word, target in _relations(parts, "").values():
        if word == "officeDocument":
            if parts.get(target) is None or not target.casefold().endswith(".xml"):
                raise FileRefused("berkas-rusak", sebab="bagian utama tidak ada")
            return target
    if parts.get("xl/workbook.xml") is not None:
        return "xl/workbook.xml"
    raise FileRefused("berkas-rusak", sebab="buku kerja tidak ada di dalam berkas")


class _Workbook(Walker):
    def __init__(self, limits: Limits) -> None:
        super().__init__(limits)
        self.sheets: list[tuple[str, str, str]] = []
        self.base1904 = False
        self.names = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "workbookPr":
            self.base1904 = attributes.get("date1904", "0") in ("1", "true")
        elif name == "definedName":
            self.names += 1
            if self.names > self.limits.names:
                raise FileRefused("melebihi-batas", sebab="terlalu banyak nama")
        elif name == "sheet":
            self.sheets.append((attributes.get("name", ""), attributes.get("state", "visible"), attributes.get("id", "")))
            if len(self.sheets) > self.limits.sheets:
                raise FileRefused("melebihi-batas", sebab="terlalu banyak lembar")


class _Strings(Walker):
    def __init__(self, limits: Limits) -> None:
        super().__init__(limits)
        self.found: list[str] = []
        self._phonetic = 0
        self._parts: list[str] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "si":
            self._parts = []
        elif name == "rPh":
            self._phonetic += 1
        elif name == "t" and not self._phonetic:
            self.keep = True

    def end(self, name: str) -> None:
        if name == "t" and self.keep:
            self.keep = False
            self._parts.append(self.take_text())
        elif name == "rPh":
            self._phonetic -= 1
        elif name == "si":
            self.found.append(unescape("".join(self._parts)))
            if len(self.found) > self.limits.strings:
                raise FileRefused("melebihi-batas", sebab="terlalu banyak teks")


def _strings(parts: Parts, targets: Mapping[str, tuple[str, str]], limits: Limits) -> list[str]:
    data = next((parts.get(t) for w, t in targets.values() if w == "sharedStrings"), None)
    if data is None:
        return []
    walker = _Strings(limits)
    walker.walk(data)
    return walker.found


def _styles(parts: Parts, targets: Mapping[str, tuple[str, str]], limits: Limits) -> Styles:
    data = next((parts.get(t) for w, t in targets.values() if w == "styles"), None)
    styles = Styles(limits)
    if data is not None:
        styles.walk(data)
    return styles


class _Texts(Walker):
    """Text of named elements, or of the child of each `property`."""

    def __init__(self, limits: Limits, wanted: frozenset[str]) -> None:
        super().__init__(limits)
        self.wanted, self.found = wanted, dict[str, str]()
        self._property = ""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "property":
            self._property = attributes.get("name", "")
        elif self._property or name in self.wanted:
            self.keep = True

    def end(self, name: str) -> None:
        if self.keep:
            self.found[self._property or name] = self.take_text()
            self.keep = False
        if name == "property":
            self._property = ""


def _properties(parts: Parts, limits: Limits) -> dict[str, str]:
    data = parts.get("docProps/custom.xml")
    if data is None:
        return {}
    walker = _Texts(limits, frozenset())
    walker.walk(data)
    return walker.found


def _saved_by(parts: Parts, properties: Mapping[str, str], limits: Limits) -> str | None:
    if "KSOProductBuildVer" in properties:
        return f"WPS Office {properties['KSOProductBuildVer']}"
    data = parts.get("docProps/app.xml")
    if data is None:
        return None
    walker = _Texts(limits, frozenset({"Application", "AppVersion"}))
    walker.walk(data)
    words = (walker.found.get("Application", ""), walker.found.get("AppVersion", ""))
    return " ".join(w for w in words if w)[:80] or None
