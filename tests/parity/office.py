"""LibreOffice as witness: workbooks in, the same workbooks recalculated out, many in one call."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest

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


def shown(data: bytes, *sheets: str) -> dict[tuple[str, str], Any]:
    """(sheet, cell) -> shown value; nothing and empty text are left out."""
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True, read_only=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # huge numbers in date cells: our own nasty contents
        found = {(page.title, cell.coordinate): cell.value for page in book if not sheets or page.title in sheets
                 for row in page.iter_rows() for cell in row if cell.value not in (None, "")}
    book.close()
    return found
