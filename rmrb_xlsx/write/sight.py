"""What a formula may look at: any cell of the form by (table, row, field), and what is asked of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rmrb_xlsx.spec.model import FormCopy, Row, Slot
from rmrb_xlsx.write.must import cell_name, fixed
from rmrb_xlsx.write.place import Block, Placement


@dataclass(frozen=True, slots=True)
class Sight:
    """The copy, where everything stands, and the names of its lists."""

    copy: FormCopy
    placed: Placement
    choices: Mapping[str, str]

    def block(self, table: str) -> Block | None:
        """The block of a table, or None when this form has none."""
        return next((b for blocks in self.placed.blocks.values() for b in blocks if b.table.code == table), None)

    def cell(self, table: str, row: str, field: str) -> str:
        """An absolute reference with its sheet; KeyError when the row is not there."""
        block = self.placed.block(table)
        index = next((i for i, r in enumerate(block.rows) if r.id == row), None)
        if index is None:
            raise KeyError(row)
        return f"'{block.table.sheet}'!{fixed(block.first_row + index, block.column(field))}"

    def span(self, table: str, field: str) -> str:
        """The whole column of a table."""
        block = self.placed.block(table)
        column = block.column(field)
        return f"'{block.table.sheet}'!{fixed(block.first_row, column)}:{fixed(block.last_row, column)}"

    def slot(self, table: str, row: str, field: str) -> Slot:
        """What is asked of an input cell."""
        found = self.placed.block(table)
        return next(s for r in found.rows if r.id == row for s in self.copy.row_slots(found.table, r) if s.field == field)

    def sound(self, table: str, row: str, field: str) -> str:
        """A condition: the cell holds a number within its limits (whole when integers are asked for)."""
        return sound_number(self.cell(table, row, field), self.slot(table, row, field))


def sound_number(cell: str, slot: Slot) -> str:
    """The condition that `cell` holds a number the slot allows. Text and blanks fail before any comparison."""
    tests = [f"ROUND({cell},9){sign}{limit:.12g}" for sign, limit in ((">=", slot.min), ("<=", slot.max)) if isinstance(limit, int | float)]
    if slot.kind == "integer":
        tests.append(f"ROUND({cell},0)=ROUND({cell},9)")
    return f"IF(ISNUMBER({cell}),AND({','.join(tests)}),FALSE)" if tests else f"ISNUMBER({cell})"


def value_of(answer: str, table: str) -> str:
    """The value of a chosen answer by its two-column list; empty when it is not in the list. No wildcards, unlike VLOOKUP."""
    hit = f"(INDEX({table},0,1)=TRIM({answer}))"
    return f'IF(LEN(TRIM({answer}))=0,"",IF(SUMPRODUCT(--{hit})=0,"",SUMPRODUCT({hit}*INDEX({table},0,2))))'


def item_spans(block: Block, field: str, prefix: str = "") -> list[str]:
    """The cells of every sub-component's items, as ranges, in order."""
    spans: list[str] = []
    for at, row in enumerate(block.rows):
        if row.level == "subheading":
            own = [i for i, r in enumerate(block.rows) if r.parent == row.id]
            column = block.column(field)
            if own and own == list(range(at + 1, at + 1 + len(own))):
                spans.append(f"{prefix}{fixed(block.first_row + own[0], column)}:{fixed(block.first_row + own[-1], column)}")
    return spans


def judged(rows: Sequence[Row], answer: str) -> list[Row]:
    """The items whose answer has a value."""
    return [r for r in rows if r.level == "item" and not r.over.get(answer, {}).get("closed")]


def joined(block: Block, row: Row, at: int, sight: Sight) -> str:
    """All input cells of a row as one text, to see whether anything stands in it."""
    return "&".join(cell_name(at, block.column(s.field)) for s in sight.copy.row_slots(block.table, row))
