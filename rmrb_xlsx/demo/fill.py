"""Fills cells of an issued .xlsx by editing its sheet XML: what a small office program does, and not what our writer does."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from xml.etree import ElementTree as ET

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CELL = re.compile(r"([A-Z]+)(\d+)")

ET.register_namespace("", MAIN)
ET.register_namespace("r", REL)


def fill(data: bytes, cells: Mapping[tuple[str, str], str | float], *, program: str = "SimulasiKantor") -> bytes:
    """The workbook with `cells` (sheet name, cell) set; the formulas' cached values are dropped, as programs that cannot
    calculate do. KeyError when a sheet or a cell does not exist."""
    source = zipfile.ZipFile(io.BytesIO(data))
    paths = _sheet_paths(source)
    by_path: dict[str, dict[str, str | float]] = {}
    for (sheet, cell), value in cells.items():
        by_path.setdefault(paths[sheet], {})[cell] = value
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for name in source.namelist():
            part = source.read(name)
            if name in by_path:
                part = _fill_sheet(part, by_path[name])
            elif name == "docProps/app.xml":
                part = part.replace(b"Microsoft Excel", program.encode())
            out.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), part, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _sheet_paths(source: zipfile.ZipFile) -> dict[str, str]:
    book = ET.fromstring(source.read("xl/workbook.xml"))
    rels = ET.fromstring(source.read("xl/_rels/workbook.xml.rels"))
    targets = {r.get("Id"): r.get("Target", "") for r in rels}
    return {s.get("name", ""): "xl/" + targets[s.get(f"{{{REL}}}id")] for s in book.iter(f"{{{MAIN}}}sheet")}


def _fill_sheet(part: bytes, cells: Mapping[str, str | float]) -> bytes:
    root = ET.fromstring(part)
    found = {c.get("r"): c for c in root.iter(f"{{{MAIN}}}c") if c.get("r") in cells}
    for name, value in cells.items():
        cell = found[name]
        for child in list(cell):
            cell.remove(child)
        if isinstance(value, str):
            cell.set("t", "inlineStr")
            text = ET.SubElement(ET.SubElement(cell, f"{{{MAIN}}}is"), f"{{{MAIN}}}t")
            text.text = value
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        else:
            cell.attrib.pop("t", None)
            ET.SubElement(cell, f"{{{MAIN}}}v").text = repr(float(value))
    return b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + ET.tostring(root)
