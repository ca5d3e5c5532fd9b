"""What a cold command may not pay for: pandas, openpyxl and xlsxwriter are not imported on the way of `--help` and `periksa`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {"pandas", "numpy", "openpyxl", "xlsxwriter", "python_calamine"}
COMMAND = """
import json, sys
from rmrb_xlsx.cli import main
try:
    main(sys.argv[1:])
except SystemExit as end:
    print(json.dumps([end.code, sorted({m.split(".")[0] for m in sys.modules})]))
"""
WORKER = """
import json, sys
from rmrb_xlsx.read.intake import read_return
from rmrb_xlsx.rounds.desk import pack_folders
import rmrb_xlsx.read.cage_worker
told = read_return(open(sys.argv[1], "rb").read(), pack_folders())
print(json.dumps([0 if told.outcome == "accepted" else 3, sorted({m.split(".")[0] for m in sys.modules})]))
"""


def imported(program: str, *arguments: str) -> tuple[int, set[str]]:
    """Exit code and top-level modules of a fresh process."""
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True, timeout=120)
    code, modules = json.loads(done.stdout.splitlines()[-1])
    return code, set(modules)


@pytest.mark.parametrize(("program", "arguments", "code"), [(COMMAND, ["--help"], 0), (COMMAND, ["periksa", "--help"], 0), (COMMAND, ["periksa", "BERKAS"], 1), (WORKER, ["BERKAS"], 0)])
def test_heavy_libraries_stay_away(program: str, arguments: list[str], code: int, example_form: bytes, tmp_path: Path) -> None:
    (tmp_path / "f.xlsx").write_bytes(example_form)
    exit_code, modules = imported(program, *(str(tmp_path / "f.xlsx") if a == "BERKAS" else a for a in arguments))
    assert exit_code == code
    assert not modules & HEAVY
    assert "click" in modules or program == WORKER
