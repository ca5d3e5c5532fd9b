"""Servers of the session, and a small working folder with addresses."""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rmrb_xlsx.demo.answers import good_answers
from rmrb_xlsx.demo.fill import fill
from rmrb_xlsx.rounds.desk import Desk
from rmrb_xlsx.rounds.issue import issue
from rmrb_xlsx.rounds.workplace import open_workplace, prepare
from tests.conftest import EXAMPLE, by_openpyxl, told
from tests.mail.servers import PASSWORD, USER, Certificates, Dovecot, Sink, SinkController, start_dovecot

AT = "2027-01-10T09:00:00+07:00"


def clock() -> str:
    return AT


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("sertifikat"))


@pytest.fixture(scope="session")
def sink_server(certificates: Certificates) -> Iterator[Sink]:
    controller = SinkController(certificates)
    controller.start()
    yield controller.sink
    controller.stop()


@pytest.fixture
def sink(sink_server: Sink, monkeypatch: pytest.MonkeyPatch) -> Sink:
    monkeypatch.setenv("RMRB_SMTP_SANDI", PASSWORD)
    sink_server.reset()
    return sink_server


@pytest.fixture(scope="session")
def dovecot_server(certificates: Certificates) -> Iterator[Dovecot]:
    program = shutil.which("dovecot") or (shutil.which("/usr/sbin/dovecot"))
    if program is None:
        if os.environ.get("RMRB_CI"):
            pytest.fail("Dovecot must be present in CI")
        pytest.skip("Dovecot (dovecot-imapd, dovecot-lmtpd) tidak terpasang di mesin ini")
    with tempfile.TemporaryDirectory(prefix="rmrb-dovecot-") as place:  # pytest's own folder is closed to other users
        server, process = start_dovecot(program, Path(place), certificates)
        yield server
        process.terminate()
        process.wait(20)
        if process.stderr:
            process.stderr.close()


@pytest.fixture
def dovecot(dovecot_server: Dovecot, monkeypatch: pytest.MonkeyPatch) -> Dovecot:
    monkeypatch.setenv("RMRB_IMAP_SANDI", PASSWORD)
    return dovecot_server


def addressed(folder: Path, addresses: dict[str, str]) -> None:
    """Writes addresses into the roster, by code, as staff do."""
    def change(book: Any) -> None:
        page = book.active
        for row in page.iter_rows(min_row=5):
            if row[0].value in addresses:
                row[2].value = addresses[row[0].value]
    path = folder / "Kendali.xlsx"
    path.write_bytes(by_openpyxl(path.read_bytes(), change))


def configured(folder: Path, **surel: Any) -> None:
    """Replaces the `[surel]` part of rmrb.toml."""
    path = folder / "rmrb.toml"
    head = path.read_text(encoding="utf-8").split("# Surel.")[0]
    lines = ["# Surel.", "[surel]", *(f"{k} = {_toml(v)}" for k, v in surel.items() if not isinstance(v, dict))]
    for name, table in surel.items():
        if isinstance(table, dict):
            lines += [f"[surel.{name}]", *(f"{k} = {_toml(v)}" for k, v in table.items())]
    path.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")


def _toml(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool | int | float) else '"' + str(value) + '"'


@pytest.fixture(scope="session")
def issued_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("dasar")
    prepare(base / "kerja", EXAMPLE, 2026, "tahunan", key=b"k" * 32, key_file=base / "kunci")
    addressed(base / "kerja", {"AAA": "alfa@rekaan.go.id", "BBB": "beta@rekaan.go.id", "CCC": "gama@rekaan.go.id"})
    with open_workplace(base / "kerja") as place:
        list(issue(place, clock=clock))
    configured(base / "kerja", pengirim=USER)
    return base / "kerja"


@pytest.fixture
def folder(issued_folder: Path, tmp_path: Path) -> Path:
    """A working folder of the example pack: AAA (which fills the regency's form too), BBB and CCC, with addresses."""
    return Path(shutil.copytree(issued_folder, tmp_path / "kerja"))


@pytest.fixture(scope="session")
def filled(issued_folder: Path, desk: Desk) -> Filled:
    """filled(agency, seed=1, **spoiled): the agency's form with invented good answers, by editing its sheet XML."""
    return Filled(issued_folder, desk)


class Filled:
    """Filled copies of the issued forms, made once per (agency, seed, faults)."""

    def __init__(self, folder: Path, desk: Desk) -> None:
        self._folder, self._desk = folder, desk
        self._told: dict[str, list[dict[str, Any]]] = {}

    def blank(self, agency: str) -> bytes:
        return next(p for p in sorted((self._folder / "1 Formulir").glob(f"*- {agency} *")) if "pemda" not in p.name).read_bytes()

    def __call__(self, agency: str, seed: int = 1, faulty: bool = False) -> bytes:
        if agency not in self._told:
            self._told[agency] = told(self._desk.inspect("kosong.xlsx", self.blank(agency)))["values"]
        values = self._told[agency]
        cells = good_answers(values, random.Random(seed))
        text = next(v for v in values if v["kind"] == "text" and (v["sheet"], v["cell"]) in cells)
        cells[text["sheet"], text["cell"]] = f"Isian ke-{seed}"
        if faulty:
            wrong = next(v for v in values if v["kind"] == "email")
            cells[wrong["sheet"], wrong["cell"]] = "bukan alamat"
        return fill(self.blank(agency), cells)
