"""The real forms the parity tests use, and how much of everything: `RMRB_PARITAS=penuh` runs the long version."""

from __future__ import annotations

import os
from dataclasses import replace

from rmrb_xlsx.score.cells import computed_cells
from rmrb_xlsx.spec.copies import make_copy
from rmrb_xlsx.spec.figures import list_values
from rmrb_xlsx.spec.judge import Verdict, judge
from rmrb_xlsx.spec.kinds import read_slot
from rmrb_xlsx.spec.model import FormCopy
from rmrb_xlsx.spec.pack import Pack
from rmrb_xlsx.spec.values import Parsed
from rmrb_xlsx.write.book import write_form
from rmrb_xlsx.write.must import cell_name
from rmrb_xlsx.write.place import place
from tests.conftest import BANYUMAS, identity
from tests.parity.fillings import Key
from tests.parity.nasty import Content, Fault

FULL = os.environ.get("RMRB_PARITAS") == "penuh"
YEARS = {BANYUMAS: 2021}


def real_copy(pack: Pack, form: str, agency: str = "", spare: int = 1000) -> FormCopy:
    """The copy of one agency (default: the one that fills the form of the regency, which has every sheet), with as many
    spare rows of a table as wanted."""
    who = agency or str(pack.settings["pemda_agency"])
    copy = make_copy(pack, replace(identity(pack, who, YEARS.get(pack.id, 2026)), form=form))
    return replace(copy, rows={t: tuple(r for i, r in enumerate(rows) if r.level != "spare" or i < spare) for t, rows in copy.rows.items()})


def written(pack: Pack, copy: FormCopy) -> bytes:
    """The empty workbook of a copy."""
    return write_form(copy, list_values(pack, copy), computed=computed_cells(pack, copy, {}))


def places(copy: FormCopy) -> dict[Key, tuple[str, str]]:
    """(table, row, field) -> (sheet, cell)."""
    return {(s.slot.table, s.slot.row, s.slot.field): (s.sheet, cell_name(s.row, s.col)) for s in place(copy).spots}


def strict(copy: FormCopy, contents: dict[Key, Content]) -> list[Verdict]:
    """What the form itself must say of contents."""
    slots = {(s.table, s.row, s.field): s for s in copy.slots()}
    return judge(copy, {key: Parsed("wrong", code="galat-rumus") if isinstance(c, Fault) else read_slot(c, slots[key])
                        for key, c in contents.items()}, strict=True)
