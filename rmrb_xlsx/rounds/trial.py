"""`rmrb coba`: the whole main job with a pack and no set-up. Everything is invented from a seed; same seed, same end."""

from __future__ import annotations

import datetime as dt
import hashlib
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rmrb_xlsx.demo.answers import example_answers, good_answers, spoil
from rmrb_xlsx.demo.fill import fill
from rmrb_xlsx.demo.structure import reshape
from rmrb_xlsx.folder import layout
from rmrb_xlsx.rounds.desk import Desk, open_desk
from rmrb_xlsx.rounds.dropbox import receive, write_note
from rmrb_xlsx.rounds.intake import Taken
from rmrb_xlsx.rounds.issue import Issued, issue, render, sign
from rmrb_xlsx.rounds.master import consolidate
from rmrb_xlsx.rounds.repair import Repaired, repair
from rmrb_xlsx.rounds.workplace import Workplace, open_workplace, prepare
from rmrb_xlsx.rounds.yearend import report
from rmrb_xlsx.spec.copies import make_copy
from rmrb_xlsx.spec.model import FormCopy, Identity
from rmrb_xlsx.write.must import cell_name
from rmrb_xlsx.write.place import place as placement

Say = Callable[[str], None]
KEY_FILE = ".kunci-simulasi"
MENDED = 3
RESHAPED = (("hapus", "baris dihapus"), ("urutkan", "baris diurutkan"), ("sisipkan", "baris disisipkan"))


@dataclass(frozen=True, slots=True)
class Trial:
    """What the trial made: folder, forms, what became of the returns, the repaired forms, what became of the few that came back
    mended, the second master (the first was made before the mended ones came, so that it can tell what changed), the report."""

    folder: Path
    forms: int
    taken: tuple[Taken, ...]
    repaired: tuple[Repaired, ...]
    mended: tuple[Taken, ...]
    master: Path
    report: Path


def run_trial(folder: Path, pack_name: str, year: int, period: str, seed: int, say: Say) -> Trial:
    """Forms for all agencies, simulated returns, intake, master, report. FolderError when the folder is a working folder already."""
    dice = random.Random(seed)
    key = hashlib.sha256(f"simulasi {seed}".encode()).digest()
    prepare(folder, pack_name, year, period, key=key, key_file=folder / KEY_FILE)
    with open_workplace(folder) as place, open_desk(place.settings.pack) as desk:
        day = dt.date.fromisoformat(place.settings.deadline) - dt.timedelta(days=2)
        def clock() -> str:
            return f"{day.isoformat()}T09:00:00+07:00"
        issued = list(issue(place, clock=clock))
        say(f"{len(issued)} formulir dibuat di «{layout.FORMS}».")
        count = sum(1 for _ in _returns(place, issued, dice, key))
        say(f"{count} berkas kembali disimulasikan di «{layout.INBOX}».")
        taken = receive(place, desk, [folder / layout.INBOX], clock=clock)
        counts = {s: sum(t.state == s for t in taken) for s in ("diterima", "karantina", "ditolak", "sama")}
        say("Penerimaan: " + ", ".join(f"{s} {n}" for s, n in counts.items()) + ".")
        known = {t.inspection.sha256: t.inspection for t in taken if t.inspection}
        consolidate(place, clock=clock)
        repaired = list(repair(place, desk, known, clock=clock))
        say(f"{len(repaired)} berkas perbaikan dibuat di «{layout.REPAIRS}», {sum(r.marked for r in repaired)} sel ditandai.")
        names = {_write(folder / layout.INBOX / r.path.name, _mended(desk, r.path)).name for r in repaired[:MENDED]}
        mended = [t for t in receive(place, desk, [folder / layout.INBOX], clock=clock) if t.file in names]
        say(f"{len(mended)} di antaranya diperbaiki dan dikirim kembali: "
            f"{sum(bool(t.inspection and t.inspection.complete) for t in mended)} kini lengkap.")
        write_note(place)
        master = consolidate(place, clock=clock)
        written = report(place, clock=clock)
    return Trial(folder, len(issued), tuple(taken), tuple(repaired), tuple(mended), master, written)


def _mended(desk: Desk, path: Path) -> bytes:
    """A repaired form in which every row with a marked cell got valid contents."""
    data = path.read_bytes()
    one = desk.inspect(path.name, data)
    wrong = {(f.table, f.row) for f in one.findings if f.severity == "error"}
    return fill(data, example_answers([v for v in asked_of(one.copy) if (v["table"], v["row"]) in wrong])) if one.copy else data


def _returns(place: Workplace, issued: list[Issued], dice: random.Random, key: bytes) -> Iterator[Path]:
    """Writes the simulated returns: most are good, some faulty, some reshaped, one of another round, one broken, some missing."""
    order = [i for i in issued if i.form == place.agency_form]
    dice.shuffle(order)
    missing = max(len(order) // 12, 0)
    inbox = place.folder / layout.INBOX
    for form in (i for i in issued if i.form != place.agency_form):
        data = form.path.read_bytes()
        yield _write(inbox / form.path.name, fill(data, good_answers(_told(place, form), dice)))
    for number, form in enumerate(order[missing:]):
        data = form.path.read_bytes()
        told = _told(place, form)
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


def _told(place: Workplace, form: Issued) -> list[dict[str, Any]]:
    pack, settings = place.pack, place.settings
    return asked_of(make_copy(pack, Identity(pack.id, pack.edition, settings.year, settings.period, form.form, form.agency)))


def asked_of(copy: FormCopy) -> list[dict[str, Any]]:
    """Every input cell of a form and where it stands, as plain values."""
    return [{"table": s.table, "row": s.row, "field": s.field, "kind": s.kind, "required": s.required, "choices": s.choices, "min": s.min,
             "max": s.max, "example": s.example, "sheet": spot.sheet, "cell": cell_name(spot.row, spot.col)}
            for spot in placement(copy).spots for s in (spot.slot,)]


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
