"""Global options may stand where people put them."""

from __future__ import annotations

import pytest

from rmrb_xlsx.cli import placed


@pytest.mark.parametrize(("typed", "understood"), [
    (["--json", "status", "-C", "k"], ["-C", "k", "status", "--json"]),
    (["-C", "k", "--dry-run", "kirim"], ["-C", "k", "kirim", "--dry-run"]),
    (["periksa", "a.xlsx", "--json"], ["periksa", "a.xlsx", "--json"]),
    (["--json", "paket", "isi", "p"], ["paket", "isi", "p", "--json"]),
    (["--json", "periksa", "--", "-C"], ["periksa", "--json", "--", "-C"]),
    (["--help"], ["--help"]), (["-C"], ["-C"]), ([], []),
])
def test_global_options_find_their_place(typed: list[str], understood: list[str]) -> None:
    assert placed(typed) == understood
