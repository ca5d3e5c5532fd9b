"""How the master compares with the script a handy colleague would write: pandas `read_excel` in a loop, `concat`, `to_excel`.

    rmrb coba /tmp/putaran                        # a round of all agencies, once
    python -m tests.bench.master /tmp/putaran     # prints ratios; nothing is asserted, the machine's speed drifts

Every act runs in a process of its own, in turn, `ROUNDS` times; medians are compared within one run. The naive script only pastes
sheets together; ours judges nothing anew (that was done at intake) and writes all sheets of the master with live formulas.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 3
NAIVE = """
import sys, warnings
from pathlib import Path
import pandas as pd
warnings.simplefilter("ignore")
found = {}
for path in sorted(Path(sys.argv[1]).glob("*.xlsx")):
    try:
        sheets = pd.read_excel(path, sheet_name=None, header=None, engine=sys.argv[3])
    except Exception:
        continue
    for name, frame in sheets.items():
        frame.insert(0, "berkas", path.name)
        found.setdefault(name, []).append(frame)
with pd.ExcelWriter(sys.argv[2]) as out:
    for name, frames in found.items():
        pd.concat(frames).to_excel(out, sheet_name=name, index=False)
"""
OURS = """
import sys
from rmrb_xlsx.cli import main
main(["-C", sys.argv[1], *sys.argv[2:]])
"""
PEAK = """
import resource
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, file=sys.stderr)
"""


def run(code: str, *words: str) -> tuple[float, int]:
    """(seconds, peak memory in MiB) of a fresh process that runs `code`."""
    script = f"import sys\ntry:\n    exec({code!r})\nexcept SystemExit:\n    pass\n{PEAK}"
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", script, *words], capture_output=True, text=True, check=True)
    return time.perf_counter() - start, int(done.stderr.strip().splitlines()[-1])


def main(folder: Path) -> None:
    """Prints the table."""
    inbox = str(folder / "2 Masuk")
    files = len(list((folder / "2 Masuk").glob("*.xlsx")))
    with tempfile.TemporaryDirectory() as scratch:
        acts = {
            "naif: pandas + openpyxl, to_excel": lambda: run(NAIVE, inbox, f"{scratch}/n.xlsx", "openpyxl"),
            "naif: pandas + calamine, to_excel": lambda: run(NAIVE, inbox, f"{scratch}/c.xlsx", "calamine"),
            "rmrb gabung (buku induk lengkap)": lambda: run(OURS, str(folder), "gabung"),
            "rmrb lapor (laporan dan rekomendasi)": lambda: run(OURS, str(folder), "lapor"),
        }
        told: dict[str, list[tuple[float, int]]] = {name: [] for name in acts}
        for _ in range(ROUNDS):
            for name, act in acts.items():
                told[name].append(act())
    ours = statistics.median(t for t, _ in told["rmrb gabung (buku induk lengkap)"])
    print(f"{files} berkas kembali, median {ROUNDS} putaran\n")
    print(f"{'':40}{'detik':>8}{'x gabung':>10}{'puncak MiB':>12}")
    for name, figures in told.items():
        seconds = statistics.median(t for t, _ in figures)
        print(f"{name:40}{seconds:8.2f}{seconds / ours:10.2f}{max(m for _, m in figures):12}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
