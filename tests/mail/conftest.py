"""Servers of the session, and a small working folder with addresses."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rmrb_xlsx.rounds.issue import issue
from rmrb_xlsx.rounds.workplace import open_workplace, prepare
from tests.conftest import EXAMPLE, by_openpyxl
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
def dovecot_server(certificates: Certificates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dovecot]:
    program = shutil.which("dovecot") or (shutil.which("/usr/sbin/dovecot"))
    if program is None:
        if os.environ.get("RMRB_CI"):
            pytest.fail("Dovecot must be present in CI")
        pytest.skip("Dovecot (dovecot-imapd, dovecot-lmtpd) tidak terpasang di mesin ini")
    server, process = start_dovecot(program, tmp_path_factory.mktemp("dovecot"), certificates)
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
