"""Last round's accepted answers as a start for this one: by table, row and field, and only where the row is the same thing.

Which answers may go over is said in the form definition (`carry`, `fresh`): what is measured anew every year starts empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rmrb_xlsx.errors import FolderError, UsageError
from rmrb_xlsx.folder import layout
from rmrb_xlsx.ledger.store import Ledger
from rmrb_xlsx.spec.copies import make_copy
from rmrb_xlsx.spec.judge import Key
from rmrb_xlsx.spec.kinds import read_slot
from rmrb_xlsx.spec.load import load_pack
from rmrb_xlsx.spec.model import FormCopy, Identity, Row, Slot, Stored, Table
from rmrb_xlsx.spec.pack import Pack
from rmrb_xlsx.spec.values import clean

WRONG = "salah"  # the kind under which the ledger keeps contents that are no answers
TITLES = ("langkah", "nama", "penilaian", "uraian")


@dataclass(frozen=True, slots=True)
class LastRound:
    """An earlier round: its pack and time, and the answers that count, by (agency, form)."""

    pack: Pack
    year: int
    period: str
    answers: Mapping[tuple[str, str], Mapping[Key, Stored]]

    @property
    def name(self) -> str:
        return f"{self.pack.periods[self.period].label} {self.year}"


def last_round(folder: Path, here: Path) -> LastRound:
    """The round of another working folder. FolderError when it is none, or in use; UsageError when it is this very folder."""
    if folder.resolve() == here.resolve():
        raise UsageError(f"«{folder}» adalah folder kerja ini sendiri; sebutkan folder kerja putaran sebelumnya.")
    settings = layout.read_settings(folder)
    pack = load_pack(settings.pack)
    if settings.period not in pack.periods:
        raise FolderError(f"Periode «{settings.period}» di «{folder}» tidak dikenal paketnya. Perbaiki «periode» di rmrb.toml folder itu.")
    with Ledger.open(folder) as ledger:
        answers = {(str(one["agency"]), str(one["form"])): _answers(ledger.values_of(int(one["id"]))) for one in ledger.current()}
    return LastRound(pack, settings.year, settings.period, answers)


def _answers(values: list[dict[str, Any]]) -> dict[Key, Stored]:
    return {(v["table"], v["row"], v["field"]): v["value"] for v in values if v["value"] is not None and v["kind"] != WRONG}


def carried(last: LastRound, copy: FormCopy) -> dict[Key, Stored]:
    """The answers of the earlier round that this copy may start with; contents that would be wrong here stay behind."""
    identity = copy.identity
    answers = last.answers.get((identity.agency, identity.form))
    if not answers:
        return {}
    before = make_copy(last.pack, Identity(last.pack.id, last.pack.edition, last.year, last.period, identity.form, identity.agency))
    found: dict[Key, Stored] = {}
    for table in copy.form.tables:
        if table.carry == "never" or (table.carry == "year" and last.year != identity.year):
            continue
        old = {r.id: r for r in before.rows.get(table.code, ())}
        for row in copy.rows[table.code]:
            if row.level in ("item", "spare") and row.id in old and _same_thing(row, old[row.id]):
                found |= _of_row(copy, table, row, answers)
    return found


def _same_thing(one: Row, other: Row) -> bool:
    return one.level == other.level and _title(one) == _title(other)


def _title(row: Row) -> str:
    return next((clean(str(row.given[t])).casefold() for t in TITLES if row.given.get(t)), "")


def _of_row(copy: FormCopy, table: Table, row: Row, answers: Mapping[Key, Stored]) -> dict[Key, Stored]:
    found: dict[Key, Stored] = {}
    for slot in copy.row_slots(table, row):
        value = answers.get((slot.table, slot.row, slot.field))
        if value is not None and (slot.row if table.record else slot.field) not in table.fresh and _good(value, slot):
            found[slot.table, slot.row, slot.field] = value
    return found


def _good(value: Stored, slot: Slot) -> bool:
    return read_slot(value, slot).state == "ok"
