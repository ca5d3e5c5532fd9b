"""Shared helpers: forms of the packs, filled by an independent route, and LibreOffice as witness."""

from __future__ import annotations

import datetime as dt
import io
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from rmrb_xlsx.rounds.desk import Desk, Inspection, open_desk
from rmrb_xlsx.rounds.issue import render
from rmrb_xlsx.rounds.report import periksa_json
from rmrb_xlsx.spec.load import load_pack
from rmrb_xlsx.spec.model import Identity
from rmrb_xlsx.spec.pack import Pack

BANYUMAS, EXAMPLE = "banyumas-2019-2023", "contoh-kabupaten-rekaan"
RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>"""


@pytest.fixture(scope="session")
def banyumas() -> Pack:
    return load_pack(BANYUMAS)


@pytest.fixture(scope="session")
def example() -> Pack:
    return load_pack(EXAMPLE)


@pytest.fixture(scope="session")
def desk() -> Iterator[Desk]:
    with open_desk() as one:
        yield one


def identity(pack: Pack, agency: str, year: int, period: str = "tahunan") -> Identity:
    return Identity(pack.id, pack.edition, year, period, "pd", agency, 1, "0123456789abcdef", "")


def form(pack: Pack, agency: str, year: int) -> bytes:
    return render(pack, identity(pack, agency, year), deadline="14 Januari 2027")


@pytest.fixture(scope="session")
def example_form(example: Pack) -> bytes:
    return form(example, "AAA", 2026)


@pytest.fixture(scope="session")
def banyumas_form(banyumas: Pack) -> bytes:
    return form(banyumas, "BOR", 2021)


def told(one: Inspection) -> dict[str, Any]:
    """The JSON entry of one file, values included."""
    entry: dict[str, Any] = periksa_json([one], with_values=True)["files"][0]
    return entry


def by_openpyxl(data: bytes, change: Callable[[Any], None]) -> bytes:
    """The workbook after `change`, saved by openpyxl: an independent writer."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book)
    out = io.BytesIO()
    book.save(out)
    book.close()
    return out.getvalue()


def fill_examples(desk: Desk, data: bytes) -> bytes:
    """The form with every example written into its cell by openpyxl."""
    values = told(desk.inspect("kosong.xlsx", data))["values"]

    def change(book: Any) -> None:
        for v in values:
            content = v["example"]
            if v["kind"] == "date" and content:
                content = dt.date.fromisoformat(content)
            if content is not None:
                book[v["sheet"]][v["cell"]] = content
    return by_openpyxl(data, change)


@pytest.fixture(scope="session")
def soffice(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Path, Path], Path]:
    """convert(format, file, folder) through LibreOffice, which recalculates everything on load."""
    program = shutil.which("soffice")
    if program is None:
        if os.environ.get("RMRB_CI"):
            pytest.fail("LibreOffice must be present in CI")
        pytest.skip("LibreOffice (soffice) tidak terpasang di mesin ini")
    profile = tmp_path_factory.mktemp("profil")
    (profile / "user").mkdir()
    (profile / "user" / "registrymodifications.xcu").write_text(RECALCULATE, encoding="utf-8")

    def convert(kind: str, file: Path, folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run([program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", kind, "--outdir",
                        str(folder), str(file)], check=True, capture_output=True, timeout=180)
        return folder / f"{file.stem}.{kind}"
    return convert
