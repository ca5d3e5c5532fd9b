"""The one verdict on a copy's answers: for every input cell, fine or what is wrong. Writer and checker both use it.

Order per cell: empty but required (in a spare row: once the row is started), wrong kind or limits, broken rule. A rule with a
wrong-kind operand is not judged.

Two strengths. The plain judgement is the authority: what it calls wrong comes back to the agency. The *strict* one is what
the form itself can say. It takes every content that was understood here but that no formula can read (`Parsed.retype`: a
number or date typed as text, a choice with a no-break space) as wrong, so the form asks to type it again. There is no third
state:

- the form, recalculated by any program, shows exactly the strict verdict, cell by cell and overall; so do its cached values;
- a cell that the strict verdict passes is passed by the plain one too, except for what a formula cannot see at all: that
  the cell holds a formula, that its number is shown as a date or a percentage, that it was merged away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from rmrb_xlsx.spec.expr import evaluate, refs
from rmrb_xlsx.spec.kinds import as_raw, read_slot
from rmrb_xlsx.spec.model import FormCopy, Rule, Slot, Table
from rmrb_xlsx.spec.values import BLANK, Parsed, Stored

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """`code` is None when the cell is fine; `rule` the broken rule when the code is `aturan`; `baris-belum-utuh`: the cell is
    empty in a spare row that was started."""

    slot: Slot
    parsed: Parsed
    code: str | None = None
    rule: Rule | None = None


def judge(copy: FormCopy, answers: Mapping[Key, Parsed], *, strict: bool = False) -> list[Verdict]:
    """A verdict for every input cell, in reading order. A key that is not in `answers` counts as blank. `strict`: as the
    form itself can judge, where a content to be typed again is wrong."""
    if strict:
        answers = {key: as_form_sees(parsed) for key, parsed in answers.items()}
    verdicts: list[Verdict] = []
    for table in copy.form.tables:
        rows = copy.rows[table.code]
        if table.record:
            slots = [s for row in rows for s in copy.row_slots(table, row)]
            verdicts += judge_group(slots, table, {s.row: s for s in slots}, answers)
        else:
            for row in rows:
                if row.level in ("item", "spare"):
                    slots = list(copy.row_slots(table, row))
                    verdicts += judge_group(slots, table, {s.field: s for s in slots}, answers)
    return verdicts


def as_held(slots: Iterable[Slot], answers: Mapping[Key, Stored]) -> dict[Key, Parsed]:
    """What cells hold once `answers` are written into them, read as if the workbook came back; other keys are left out."""
    own = {(s.table, s.row, s.field): s for s in slots} if answers else {}
    return {key: read_slot(as_raw(value, own[key]), own[key]) for key, value in answers.items() if key in own}


def as_form_sees(parsed: Parsed) -> Parsed:
    """The content as a formula can judge it."""
    return replace(parsed, state="wrong", code="dibaca-sebagai") if parsed.retype else parsed


def judge_group(slots: list[Slot], table: Table, named: Mapping[str, Slot], answers: Mapping[Key, Parsed]) -> list[Verdict]:
    """The verdicts of the cells that rules may name together: one row, or a whole record."""
    parsed = {name: answers.get((s.table, s.row, s.field), BLANK) for name, s in named.items()}
    names = {(s.row, s.field): name for name, s in named.items()}
    return [_one(s, parsed[names[s.row, s.field]], table, names[s.row, s.field], parsed) for s in slots]


def _one(slot: Slot, own: Parsed, table: Table, name: str, parsed: Mapping[str, Parsed]) -> Verdict:
    if own.state == "wrong":
        return Verdict(slot, own, own.code)
    if own.state == "blank" and slot.required:
        return Verdict(slot, own, "belum-diisi")
    if own.state == "blank" and slot.whole and any(p.state != "blank" for p in parsed.values()):
        return Verdict(slot, own, "baris-belum-utuh")
    for rule in table.rules:
        if rule.field == name and not _holds(rule, parsed):
            return Verdict(slot, own, "aturan", rule)
    return Verdict(slot, own)


def _holds(rule: Rule, parsed: Mapping[str, Parsed]) -> bool:
    operands = refs(rule.holds)
    if any(n not in parsed or parsed[n].state == "wrong" for n in operands):
        return True
    return bool(evaluate(rule.holds, {n: parsed[n].value for n in operands}))
