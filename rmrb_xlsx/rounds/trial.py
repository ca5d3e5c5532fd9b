"""`rmrb coba`: the whole main job with a pack and no set-up. Everything is invented from a seed; same seed, same end."""

from __future__ import annotations

import datetime as dt
import hashlib
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rmrb_xlsx.demo.answers import good_answers, spoil
from rmrb_xlsx.demo.fill import fill
from rmrb_xlsx.demo.structure import reshape
from rmrb_xlsx.folder import layout
from rmrb_xlsx.rounds.desk import Desk, open_desk
from rmrb_xlsx.rounds.dropbox import receive
from rmrb_xlsx.rounds.intake import Taken
from rmrb_xlsx.rounds.issue import Issued, issue, render, sign
from rmrb_xlsx.rounds.master import consolidate
from rmrb_xlsx.rounds.report import periksa_json
from rmrb_xlsx.rounds.workplace import Workplace, open_workplace, prepare
from rmrb_xlsx.spec.model import Identity

Say = Callable[[str], None]
KEY_FILE = ".kunci-simulasi"
RESHAPED = (("hapus", "baris dihapus"), ("urutkan", "baris diurutkan"), ("sisipkan", "baris disisipkan"))


@dataclass(frozen=True, slots=True)
class Trial:
    """What the trial made: folder, forms, what became of the returns, the master."""

    folder: Path
    forms: int
    taken: tuple[Taken, ...]
    master: Path


def run_trial(folder: Path, pack_name: str, year: int, period: str, seed: int, say: Say) -> Trial:
    """Forms for all agencies, simulated returns, intake, master. FolderError when the folder is a working folder already."""
    dice = random.Random(seed)
    key = hashlib.sha256(f"simulasi {seed}".encode()).digest()
    prepare(folder, pack_name, year, period, key=key, key_file=folder / KEY_FILE)
    with open_workplace(folder) as place, open_desk(place.settings.pack) as desk:
        day = dt.date.fromisoformat(place.settings.deadline) - dt.timedelta(days=2)
        def clock() -> str:
            return f"{day.isoformat()}T09:00:00+07:00"
        issued = list(issue(place, clock=clock))
        say(f"{len(issued)} formulir dibuat di «{layout.FORMS}».")
        count = sum(1 for _ in _returns(place, desk, issued, dice, key))
        say(f"{count} berkas kembali disimulasikan di «{layout.INBOX}».")
        taken = receive(place, desk, [folder / layout.INBOX], clock=clock)
        counts = {s: sum(t.state == s for t in taken) for s in ("diterima", "karantina", "ditolak", "sama")}
        say("Penerimaan: " + ", ".join(f"{s} {n}" for s, n in counts.items()) + ".")
        master = consolidate(place)
    return Trial(folder, len(issued), tuple(taken), master)


def _returns(place: Workplace, desk: Desk, issued: list[Issued], dice: random.Random, key: bytes) -> Iterator[Path]:
    """Writes the simulated returns: most are good, some faulty, some reshaped, one of another round, one broken, some missing."""
    order = [i for i in issued if i.form == place.agency_form]
    dice.shuffle(order)
    missing = max(len(order) // 12, 0)
    inbox = place.folder / layout.INBOX
    for form in (i for i in issued if i.form != place.agency_form):
        data = form.path.read_bytes()
        yield _write(inbox / form.path.name, fill(data, good_answers(_told(desk, form, data), dice)))
    for number, form in enumerate(order[missing:]):
        data = form.path.read_bytes()
        told = _told(desk, form, data)
        cells = good_answers(told, dice)
        target = inbox / form.path.name
        if number == 0 and len(order) > 1:
            yield _write(inbox / f"Terpotong - {form.path.name}", fill(data, cells)[:-4000])
        elif number == 1 and len(order) > 2:
            yield _write(inbox / f"Putaran lain - {form.path.name}", fill(_other_round(place, form, key), cells))
        elif number % 7 == 2:
            yield _write(target, fill(data, spoil(cells, told, dice)))
        elif number in (4, 6, 8):
            damage, word = RESHAPED[(number - 4) // 2]
            yield _write(inbox / f"{target.stem} ({word}).xlsx", reshape(fill(data, cells), told_sheet(told), damage))
        elif number % 9 == 7:
            keep = {k: v for k, v in cells.items() if dice.random() < 0.7}
            yield _write(target, fill(data, keep))
        else:
            yield _write(target, fill(data, cells))


def _told(desk: Desk, form: Issued, data: bytes) -> list[dict[str, Any]]:
    values: list[dict[str, Any]] = periksa_json([desk.inspect(form.path.name, data)], with_values=True)["files"][0]["values"]
    return values


def told_sheet(values: list[dict[str, Any]]) -> str:
    """The sheet with the most input cells of a table that people sort."""
    return str(next(v["sheet"] for v in values if v["table"] == "rencana_aksi"))


def _other_round(place: Workplace, form: Issued, key: bytes) -> bytes:
    """The agency's form for another period of the same year: the same rows, so the same answers fit."""
    period = next(p for p in place.pack.periods if p != place.settings.period)
    identity = Identity(place.pack.id, place.pack.edition, place.settings.year, period, form.form, form.agency, 1, "0" * 32)
    return render(place.pack, sign(key, identity))


def _write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path
