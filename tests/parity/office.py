"""LibreOffice as witness: workbooks in, the same workbooks recalculated out, many in one call."""

from __future__ import annotations

import html
import io
import os
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from rmrb_xlsx.read.xml import unescape
from tests.conftest import RECALCULATE


def recalculated(books: Mapping[str, bytes], kind: str = "xlsx") -> dict[str, bytes]:
    """Every book after a full recalculation by LibreOffice (`OOXMLRecalcMode` 0). Skips without it, fails in CI."""
    program = shutil.which("soffice")
    if program is None:
        if os.environ.get("RMRB_CI"):
            pytest.fail("LibreOffice must be present in CI")
        pytest.skip("LibreOffice (soffice) tidak terpasang di mesin ini")
    with tempfile.TemporaryDirectory() as place:
        home, source, target = (Path(place) / name for name in ("profil", "asal", "hasil"))
        (home / "user").mkdir(parents=True)
        (home / "user" / "registrymodifications.xcu").write_text(RECALCULATE, encoding="utf-8")
        source.mkdir()
        for name, data in books.items():
            (source / f"{name}.xlsx").write_bytes(data)
        subprocess.run([program, f"-env:UserInstallation={home.as_uri()}", "--headless", "--convert-to", kind, "--outdir", str(target),
                        *map(str, sorted(source.iterdir()))], check=True, capture_output=True, timeout=600)
        return {name: (target / f"{name}.{kind}").read_bytes() for name in books}


_EMPTY = re.compile(r"<c [^>]*/>")
_CELL = re.compile(r'<c r="([A-Z]+[0-9]+)"([^>]*)>(.*?)</c>', re.DOTALL)
_VALUE = re.compile(r"<v(?: [^>]*)?>([^<]*)</v>|<t(?: [^>]*)?>([^<]*)</t>", re.DOTALL)
_TYPE = re.compile(r' t="(\w+)"')
_STRING = re.compile(r"<si>(.*?)</si>|<si/>", re.DOTALL)
_RUN = re.compile(r"<t(?: [^>]*)?>([^<]*)</t>", re.DOTALL)


def shown(data: bytes, *sheets: str) -> dict[tuple[str, str], Any]:
    """(sheet, cell) -> stored value as number or text (errors and booleans as their text); nothing and empty text are left
    out. A quick reading of the XML that our writer, LibreOffice and `fillings.fill` write; openpyxl needs ten times as long."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    book, links = (archive.read(f"xl/{name}").decode() for name in ("workbook.xml", "_rels/workbook.xml.rels"))
    targets = {re.search(r'Id="([^"]+)"', link)[1]: re.search(r'Target="([^"]+)"', link)[1] for link in re.findall(r"<Relationship [^>]*>", links)}  # type: ignore[index]
    strings = ["".join(_RUN.findall(one)) for one in _STRING.findall(archive.read("xl/sharedStrings.xml").decode())]
    found: dict[tuple[str, str], Any] = {}
    for tag in re.findall(r"<sheet [^>]*>", book):
        name, link = html.unescape(re.search(r'name="([^"]*)"', tag)[1]), re.search(r'r:id="([^"]*)"', tag)[1]  # type: ignore[index]
        if sheets and name not in sheets:
            continue
        for cell, attributes, inside in _CELL.findall(_EMPTY.sub("", archive.read(f"xl/{targets[link]}").decode())):
            value = _VALUE.search(inside)
            text = (value[1] if value[1] is not None else value[2]) if value else ""
            kind = _TYPE.search(attributes)
            if text and (kind is None or kind[1] == "n"):
                found[name, cell] = float(text)
            elif text and (plain := unescape(html.unescape(strings[int(text)] if kind and kind[1] == "s" else text))):
                found[name, cell] = plain
    return found
