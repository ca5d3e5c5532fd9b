"""Global options may stand where people put them."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from rmrb_xlsx.cli import placed, rmrb


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


@pytest.mark.parametrize("words", [["bandingkan"], ["paket"], ["paket", "isi"], ["tetapkan", "terima"]])
def test_usage_lines_are_in_indonesian(words: list[str]) -> None:
    usage = CliRunner().invoke(rmrb, [*words, "--help"]).output.splitlines()[0]
    assert "[PILIHAN]" in usage and "OPTIONS" not in usage and "COMMAND" not in usage
