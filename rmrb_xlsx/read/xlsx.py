"""The bounded streaming reader of .xlsx/.xlsm: value, formula, cached value, error, order and duplicates in one pass.

Sound for Strict OOXML, prefixed names, UTF-16 parts, missing references, false dimensions, 1904 dates, shared and inline
strings, rich text. A contradiction inside the file (a cell twice, a row that is not its cells' row) refuses the file.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping

from rmrb_xlsx.errors import FileRefused
from rmrb_xlsx.read.active import HIDDEN, MACRO, OLD_MACRO, in_name, inventory
from rmrb_xlsx.read.gate import Parts
from rmrb_xlsx.read.limits import LIMITS, Limits
from rmrb_xlsx.read.programs import told
from rmrb_xlsx.read.raw import RawBook, RawSheet
from rmrb_xlsx.read.sheetxml import FormulaWalker, SheetWalker, without_blanks
from rmrb_xlsx.read.styles import Styles
from rmrb_xlsx.read.xml import Budget, Walker, refuse_doctype, unescape
from rmrb_xlsx.spec import marks

MAIN = ("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main")
_REQUIRED = ("[Content_Types].xml", "_rels/.rels")
_READ = ("worksheet", "sharedStrings", "styles", "officeDocument")


def read_xlsx(parts: Parts, limits: Limits = LIMITS) -> RawBook:
    """The workbook in a sound container. FileRefused when it is no workbook or contradicts itself."""
    for name, data in parts.data.items():
        lowered = name.casefold()
        if lowered.endswith((".xml", ".rels", ".vml")):
            refuse_doctype(data, strict=not lowered.endswith(".vml"))
    for name in _REQUIRED:
        _need(parts, name)
    budget = Budget(limits)
    main = _main_part(parts, budget)
    book = _Workbook(limits, budget)
    book.walk(_need(parts, main))
    book.sound()
    targets = _relations(parts, main, budget)
    strings = _strings(parts, targets, limits, budget)
    styles = _styles(parts, targets, limits, budget)
    active = [*inventory(parts), *book.active]
    sheets: list[RawSheet] = []
    left = limits.cells
    seen: set[str] = set()
    for name, state, relation in book.sheets:
        word, target = targets.get(relation, ("", ""))
        if word in ("xlMacrosheet", "xlIntlMacrosheet", "dialogsheet", "chartsheet"):
            active += [] if word == "chartsheet" else [OLD_MACRO]
            continue
        part = parts.get(target)
        if part is None or word != "worksheet" or target.casefold() in seen:
            raise FileRefused("berkas-rusak", sebab=f"lembar «{name[:40]}» tidak ada isinya")
        seen.add(target.casefold())
        if name in marks.WORKINGS and state != "visible":
            workings = FormulaWalker(limits, budget)
            workings.walk(part)
            active += workings.active
            sheets.append(RawSheet(name, state, {}))
            continue
        walker = SheetWalker(strings, styles, book.base1904, left, limits, budget)
        walker.walk(without_blanks(part))
        left -= len(walker.cells)
        active += walker.active
        if state == "veryHidden" and name not in marks.OUR_HIDDEN_SHEETS:
            active.append(HIDDEN)
        sheets.append(RawSheet(name, state, walker.cells, tuple(walker.merges)))
    properties = _properties(parts, limits)
    remarks = (("berkas-ganda-bentuk", {"sebab": parts.foreign}),) if parts.foreign else ()
    return RawBook("xlsm" if MACRO in active else "xlsx", _saved_by(parts, properties, limits), tuple(sheets), properties,
                   tuple(dict.fromkeys(active)), remarks)


def _need(parts: Parts, name: str) -> bytes:
    data = parts.get(name)
    if data is None:
        raise FileRefused("berkas-rusak", sebab=f"bagian {name[:60]} tidak ada")
    return data


class _Relations(Walker):
    def __init__(self, budget: Budget) -> None:
        super().__init__(budget=budget)
        self.found: dict[str, tuple[str, str, bool]] = {}

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "Relationship":
            key = attributes.get("Id", "")
            if key in self.found:
                raise FileRefused("berkas-rusak", sebab="dua hubungan bernama sama")
            external = attributes.get("TargetMode", "").casefold() == "external"
            self.found[key] = (attributes.get("Type", ""), attributes.get("Target", ""), external)


def _relations(parts: Parts, of: str, budget: Budget) -> dict[str, tuple[str, str]]:
    """Relation id -> (last word of its type, part name); external targets and escapes from the package are refused
    for the parts we read, and left out otherwise."""
    folder, base = posixpath.split(of)
    data = parts.get(posixpath.join(folder, "_rels", base + ".rels"))
    if data is None:
        return {}
    walker = _Relations(budget)
    walker.walk(data)
    found = {}
    for key, (kind, target, external) in walker.found.items():
        word = kind.rsplit("/", 1)[-1]
        name = target.replace("\\", "/")
        full = name.lstrip("/") if name.startswith("/") else posixpath.normpath(posixpath.join(folder, name))
        if word in _READ and (external or full.startswith("..") or ".." in name.lstrip("/").split("/")[1:] or "://" in name):
            raise FileRefused("berkas-berbahaya", sebab="bagian utama menunjuk ke luar berkas")
        if not external:
            found[key] = (word, full)
    return found


def _main_part(parts: Parts, budget: Budget) -> str:
    for word, target in _relations(parts, "", budget).values():
        if word == "officeDocument":
            if parts.get(target) is None or not target.casefold().endswith(".xml"):
                raise FileRefused("berkas-rusak", sebab="bagian utama tidak ada")
            return target
    raise FileRefused("berkas-rusak", sebab="buku kerja tidak ada di dalam berkas")


class _Workbook(Walker):
    def __init__(self, limits: Limits, budget: Budget) -> None:
        super().__init__(limits, budget)
        self.sheets: list[tuple[str, str, str]] = []
        self.active: list[str] = []
        self.base1904 = False
        self.names = 0
        self._root = ""
        self._name = ""

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if not self.depth:
            self._root = name
        super()._start(name, attributes)

    def sound(self) -> None:
        """FileRefused when this is no workbook of a known namespace, has no sheet, or two of one name."""
        space, _, root = self._root.rpartition("}")
        if root != "workbook" or space not in MAIN:
            raise FileRefused("berkas-rusak", sebab="bagian utama bukan buku kerja")
        names = [name.casefold() for name, _, _ in self.sheets]
        if not names or len(set(names)) != len(names):
            raise FileRefused("berkas-rusak", sebab="nama lembar berganda" if names else "tidak ada lembar")

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "workbookPr":
            self.base1904 = attributes.get("date1904", "0") in ("1", "true", "on")
        elif name == "definedName":
            self.names += 1
            self._name, self.keep = attributes.get("name", ""), True
            if self.names > self.limits.names:
                raise FileRefused("melebihi-batas", sebab="terlalu banyak nama")
        elif name == "sheet":
            self.sheets.append((attributes.get("name", ""), attributes.get("state", "visible"), attributes.get("id", "")))
            if len(self.sheets) > self.limits.sheets:
                raise FileRefused("melebihi-batas", sebab="terlalu banyak lembar")

    def end(self, name: str) -> None:
        if name == "definedName":
            self.keep = False
            why = in_name(self._name, self.take_text())
            if why:
                self.active.append(why)


class _Strings(Walker):
    def __init__(self, limits: Limits, budget: Budget) -> None:
        super().__init__(limits, budget)
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


def _strings(parts: Parts, targets: Mapping[str, tuple[str, str]], limits: Limits, budget: Budget) -> list[str]:
    data = next((parts.get(t) for w, t in targets.values() if w == "sharedStrings"), None)
    if data is None:
        return []
    walker = _Strings(limits, budget)
    walker.walk(data)
    return walker.found


def _styles(parts: Parts, targets: Mapping[str, tuple[str, str]], limits: Limits, budget: Budget) -> Styles:
    data = next((parts.get(t) for w, t in targets.values() if w == "styles"), None)
    styles = Styles(limits, budget)
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


def _texts(parts: Parts, name: str, limits: Limits, *wanted: str) -> dict[str, str]:
    """The texts of a part of document properties; a damaged one tells nothing, and harms nothing."""
    data = parts.get(name)
    walker = _Texts(limits, frozenset(wanted))
    try:
        walker.walk(data or b"<nihil/>")
    except FileRefused:
        return {}
    return walker.found


def _properties(parts: Parts, limits: Limits) -> dict[str, str]:
    return _texts(parts, "docProps/custom.xml", limits)


def _saved_by(parts: Parts, properties: Mapping[str, str], limits: Limits) -> str | None:
    app = _texts(parts, "docProps/app.xml", limits, "Application", "AppVersion")
    creator = _texts(parts, "docProps/core.xml", limits, "creator").get("creator", "")
    return told(properties, app, creator, bare=not any(n.casefold().startswith("docprops/") for n in parts.data))
