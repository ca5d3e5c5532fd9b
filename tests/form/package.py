"""An issued package taken apart: every formula with its place, and the limits that programs set."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree as ET

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ALLOWED = frozenset(["IF", "AND", "OR", "NOT", "IFERROR", "ISNUMBER", "ISTEXT", "ISBLANK", "COUNT", "COUNTA", "COUNTBLANK", "COUNTIF", "COUNTIFS", "SUM", "SUMIF", "SUMIFS", "AVERAGEIF", "SUMPRODUCT", "INDEX", "MATCH", "VLOOKUP", "SMALL", "LARGE", "RANK", "ROUND", "ABS", "MIN", "MAX", "MEDIAN", "LEN", "TRIM", "LEFT", "MID", "CHOOSE", "ROW", "YEAR", "MONTH", "REPT", "HYPERLINK", "DATE", "NETWORKDAYS", "SUBTOTAL", "PERCENTILE"])
PARTS = re.compile(r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(app|core|custom)\.xml|xl/(workbook|styles|sharedStrings)\.xml|xl/theme/theme1\.xml"
                   r"|xl/_rels/workbook\.xml\.rels|xl/worksheets/sheet\d+\.xml|xl/worksheets/_rels/sheet\d+\.xml\.rels")
ORDER = ("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetProtection", "autoFilter", "mergeCells", "conditionalFormatting",
         "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "ignoredErrors", "drawing")


@dataclass(frozen=True)
class Formula:
    """One formula: part, kind (f, formula1, ...), the cell it is in when it is in one, its text."""

    part: str
    kind: str
    cell: str
    text: str

    @property
    def bare(self) -> str:
        """Without its quoted texts."""
        return re.sub(r'"(?:[^"]|"")*"', '""', self.text)

    @property
    def functions(self) -> set[str]:
        return set(re.findall(r"([A-Za-z_][A-Za-z0-9_.]*)\(", self.bare))

    @property
    def depth(self) -> int:
        level = deepest = 0
        for sign in self.bare:
            level += (sign == "(") - (sign == ")")
            deepest = max(deepest, level)
        return deepest


class Package:
    """The parts of a workbook as XML."""

    def __init__(self, data: bytes) -> None:
        archive = zipfile.ZipFile(io.BytesIO(data))
        self.raw = {name: archive.read(name) for name in archive.namelist()}
        self.trees = {name: ET.fromstring(part) for name, part in self.raw.items()}
        self.book = self.trees["xl/workbook.xml"]
        self.sheets = {f"xl/worksheets/sheet{n}.xml": s.get("name", "") for n, s in enumerate(self.book.iter(f"{MAIN}sheet"), start=1)}
        self.names = {n.get("name", ""): n.text or "" for n in self.book.iter(f"{MAIN}definedName") if not n.get("name", "").startswith("_xlnm.")}

    def formulas(self) -> Iterator[Formula]:
        """Every formula: cells, validations, conditional formats, defined names."""
        for part in self.sheets:
            for cell in self.trees[part].iter(f"{MAIN}c"):
                if (own := cell.find(f"{MAIN}f")) is not None:
                    assert not own.attrib, "shared or array formula"
                    yield Formula(part, "f", cell.get("r", ""), own.text or "")
            for kind in ("formula", "formula1", "formula2"):
                for own in self.trees[part].iter(f"{MAIN}{kind}"):
                    yield Formula(part, kind, "", own.text or "")
        for name, text in self.names.items():
            yield Formula("xl/workbook.xml", "name", name, text)
