"""FormCopy -> Placement: where every column, row and input cell stands. Pure; no library.

On every sheet: title in A1, what it is in A2, links and verdict in row 3, agency in row 4; on a sheet with a summary that
follows. Each table then has a hidden row of column codes, one or two header rows, its rows; from the second table of a sheet
on, its title above. Column A holds row ids, column B the row's self-check.
"""

from __future__ import annotations

from dataclasses import dataclass

from rmrb_xlsx.spec.model import FormCopy, Row, Slot, Table

FIRST_BLOCK = 4
LEAST_SUMMARY, SUMMARY_FRAME = 9, 6
ID_COLUMN, CHECK_COLUMN, FIRST_FIELD = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Block:
    """One table on its sheet; all rows 0-based."""

    table: Table
    mark_row: int
    header_row: int
    two_rows: bool
    first_row: int
    rows: tuple[Row, ...]
    title_row: int | None = None

    @property
    def last_row(self) -> int:
        return self.first_row + max(len(self.rows), 1) - 1

    def column(self, field: str) -> int:
        """The column of a field."""
        return FIRST_FIELD + [f.code for f in self.table.fields].index(field)

    @property
    def last_column(self) -> int:
        return FIRST_FIELD + len(self.table.fields) - 1


@dataclass(frozen=True, slots=True)
class Spot:
    """One input cell: its slot and its place."""

    slot: Slot
    sheet: str
    row: int
    col: int


@dataclass(frozen=True, slots=True)
class Placement:
    """All blocks by sheet, all input cells in reading order."""

    blocks: dict[str, tuple[Block, ...]]
    spots: tuple[Spot, ...]

    def slots_of(self, table: str) -> dict[str, dict[str, Slot]]:
        """The slots of a table by row and field."""
        found: dict[str, dict[str, Slot]] = {}
        for spot in self.spots:
            if spot.slot.table == table:
                found.setdefault(spot.slot.row, {})[spot.slot.field] = spot.slot
        return found

    def block(self, table: str) -> Block:
        """The block of a table; KeyError when it is not placed."""
        for blocks in self.blocks.values():
            for block in blocks:
                if block.table.code == table:
                    return block
        raise KeyError(table)


def place(copy: FormCopy) -> Placement:
    """The placement of a copy."""
    blocks: dict[str, tuple[Block, ...]] = {}
    spots: list[Spot] = []
    for sheet in copy.form.sheets:
        row = FIRST_BLOCK + (summary_rows(copy) if sheet.summary else 0)
        placed: list[Block] = []
        for table in sheet.tables:
            two = any(f.group for f in table.fields)
            title = row if placed or sheet.summary else None
            mark = row if title is None else row + 1
            block = Block(table, mark, mark + 1, two, mark + (3 if two else 2), copy.rows[table.code], title)
            placed.append(block)
            spots += _spots(copy, block, sheet.name)
            row = block.last_row + 2
        blocks[sheet.name] = tuple(placed)
    return Placement(blocks, tuple(spots))


def summary_rows(copy: FormCopy) -> int:
    """How many rows the summary takes: a line a sheet, a line for the score, and its frame (heading, whose form, closing
    words, distance); room for a signature at least."""
    return max(len(copy.form.sheets) + 1, LEAST_SUMMARY) + SUMMARY_FRAME


def _spots(copy: FormCopy, block: Block, sheet: str) -> list[Spot]:
    columns = {f.code: block.column(f.code) for f in block.table.fields}
    return [Spot(slot, sheet, block.first_row + i, columns[slot.field])
            for i, row in enumerate(block.rows) if row.level in ("item", "spare")
            for slot in copy.row_slots(block.table, row)]
