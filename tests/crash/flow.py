"""The whole main job in one working folder, as a person runs it command after command; run again, it only does what is missing.

`python -m tests.crash.flow all|N` forks one child per place of a crash, kills it there, lets the job run again, and compares the
end with that of an undisturbed run. POSIX only: it forks, so that every child starts with everything loaded.
"""

from __future__ import annotations

import hashlib
import importlib
import io
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rmrb_xlsx.folder import layout
from rmrb_xlsx.ledger import failpoint
from rmrb_xlsx.rounds import decide
from rmrb_xlsx.rounds.desk import Desk, pack_folders
from rmrb_xlsx.rounds.dropbox import receive, write_note
from rmrb_xlsx.rounds.intake import Delivery, Trust, take_delivery
from rmrb_xlsx.rounds.issue import issue
from rmrb_xlsx.rounds.keeping import back_up
from rmrb_xlsx.rounds.master import consolidate
from rmrb_xlsx.rounds.repair import repair
from rmrb_xlsx.rounds.workplace import open_workplace, prepare
from tests.conftest import EXAMPLE, by_openpyxl, fill_examples
from tests.journey.test_repair import put

AGENCIES = ("BBB", "CCC")
KEY = b"k" * 32


def clock() -> str:
    return "2027-01-10T09:00:00+07:00"


class Direct:
    """The cage's face without the cage: what is tested here is what comes after reading."""

    def call(self, target: str, *args: Any) -> Any:
        module, name = target.split(":")
        return getattr(importlib.import_module(module), name)(*args)


def desk() -> Desk:
    return Desk(Direct(), pack_folders())  # type: ignore[arg-type]


def returns() -> dict[str, bytes]:
    """What comes back: whole, with errors, in an archive, broken, and as another copy by mail. Forms follow from the key, so
    those of any folder with that key are the same."""
    with tempfile.TemporaryDirectory() as root:
        folder = Path(root) / "k"
        prepare(folder, EXAMPLE, 2026, "tahunan", key=KEY, key_file=Path(root) / "kunci")
        with open_workplace(folder) as place:
            forms = {i.agency: i.path.read_bytes() for i in issue(place, AGENCIES, clock=clock)}
    one = desk()
    whole = {agency: fill_examples(one, data) for agency, data in forms.items()}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo("c.xlsx", (2026, 1, 1, 0, 0, 0)), whole["CCC"])
    other = by_openpyxl(whole["CCC"], lambda book: book["Identitas"].__setitem__("D9", "Orang Lain"))
    return {"b.xlsx": put(one, whole["BBB"], {("identitas", "surel", "isian"): "di kantor"}), "kiriman.zip": packed.getvalue(),
            "rusak.xlsx": b"PK\x03\x04", "surel": other}


def run(folder: Path, files: dict[str, bytes], key_file: Path) -> None:
    """Every step of the round; each is a command of its own in real life."""
    if not (folder / layout.SETTINGS).is_file():
        prepare(folder, EXAMPLE, 2026, "tahunan", key=KEY, key_file=key_file)
    with open_workplace(folder) as place:
        list(issue(place, AGENCIES, clock=clock))
    with open_workplace(folder) as place:
        one = desk()
        receive(place, one, [folder / layout.INBOX], clock=clock)
        take_delivery(place, one, Delivery("surel:1", "surel", (("c.xlsx", files["surel"]),), Trust("kuning", "alamat tak terdaftar")), clock)
        list(repair(place, one, clock=clock))
        write_note(place)
    with open_workplace(folder) as place:
        for waiting in place.ledger.waiting():
            decide.accept(place, desk(), waiting["id"], decide.Author("Sari", "sudah ditanya"), clock=clock)
    with open_workplace(folder) as place:
        consolidate(place, clock=clock)
        back_up(place, folder.parent / "cadangan")


def end_of(folder: Path) -> dict[str, str]:
    """Everything that must be alike: ledger (but for the attempts at reading), originals, files of folder and backup."""
    with open_workplace(folder) as place:
        assert place.ledger.check() == []
        end = {"buku": "\n".join(x for x in place.ledger.dump().splitlines() if not x.startswith('INSERT INTO "attempt"'))}
    for root in (folder, folder.parent / "cadangan"):
        for path in sorted(p for p in root.rglob("*") if p.is_file() and not p.name.startswith(("rmrb.db", ".rmrb"))):
            text = path.read_bytes().replace(str(folder.parent).encode(), b"TEMPAT")
            end[path.relative_to(folder.parent).as_posix()] = hashlib.sha256(text).hexdigest()
    return end


def child(work: Callable[[], None]) -> int:
    """The end of a forked child that does `work`: 0, its exit code, or minus the signal that killed it."""
    number = os.fork()
    if number == 0:
        try:
            work()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])


def fresh(root: Path, name: str, files: dict[str, bytes]) -> tuple[Path, Path]:
    base = root / name / "tempat"
    shutil.rmtree(root / name, ignore_errors=True)
    (base / "k" / layout.INBOX).mkdir(parents=True)
    for label, data in files.items():
        if label != "surel":
            (base / "k" / layout.INBOX / label).write_bytes(data)
    return base / "k", base / "kunci"


def undisturbed(root: Path, files: dict[str, bytes]) -> tuple[dict[str, str], list[str], float]:
    """The end that every run must reach, the places passed on the way, and how long it took."""
    folder, key_file = fresh(root, "utuh", files)
    seen = failpoint.Watch()
    failpoint.watch(seen)
    start = time.monotonic()
    run(folder, files, key_file)
    spent = time.monotonic() - start
    failpoint.watch(None)
    return end_of(folder), seen.passed, spent


def kill_at(root: Path, files: dict[str, bytes], place: int) -> tuple[int, dict[str, str]]:
    """How a run killed at a place ended, and the end after it was run again."""
    folder, key_file = fresh(root, "mati", files)

    def dies() -> None:
        failpoint.watch(failpoint.Watch(kill=place))
        run(folder, files, key_file)
    code = child(dies)
    assert child(lambda: run(folder, files, key_file)) == 0
    return code, end_of(folder)


def kill_in_time(root: Path, files: dict[str, bytes], dice: random.Random, spent: float) -> tuple[int, dict[str, str]]:
    """A run killed several times at random moments, then left to finish."""
    folder, key_file = fresh(root, "acak", files)
    kills = 0
    for _ in range(dice.randint(1, 3)):
        number = os.fork()
        if number == 0:
            try:
                run(folder, files, key_file)
            finally:
                os._exit(0)
        time.sleep(dice.uniform(0, spent))
        os.kill(number, signal.SIGKILL)
        kills += os.waitstatus_to_exitcode(os.waitpid(number, 0)[1]) == -signal.SIGKILL
    assert child(lambda: run(folder, files, key_file)) == 0
    return kills, end_of(folder)


def main(root: Path, places: str, trials: int, seed: int) -> dict[str, Any]:
    """The report: places passed, killed, losses; random trials, kills, losses."""
    files = returns()
    expected, passed, spent = undisturbed(root, files)
    every = len(passed) if places == "all" else min(int(places), len(passed))
    chosen = sorted({1 + i * (len(passed) - 1) // max(every - 1, 1) for i in range(every)})
    losses: list[str] = []
    for place in chosen:
        code, end = kill_at(root, files, place)
        if code != -signal.SIGKILL:
            losses.append(f"titik {place} ({passed[place - 1]}): tidak mati ({code})")
        losses += [f"titik {place} ({passed[place - 1]}): {k}" for k in expected.keys() | end.keys() if expected.get(k) != end.get(k)]
    dice = random.Random(seed)
    kills = 0
    for trial in range(trials):
        more, end = kill_in_time(root, files, dice, spent)
        kills += more
        losses += [f"acak {trial}: {k}" for k in expected.keys() | end.keys() if expected.get(k) != end.get(k)]
    return {"places": len(passed), "killed": len(chosen), "kinds": sorted(set(passed)), "trials": trials, "kills": kills,
            "seconds": spent, "losses": losses}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place_of_work:
        print(json.dumps(main(Path(place_of_work), sys.argv[1], int(sys.argv[2]), 1), ensure_ascii=False, indent=1))
