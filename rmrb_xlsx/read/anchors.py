"""Where each table went: by the codes above its columns; when those are gone, by its header texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from rmrb_xlsx.read.raw import RawCell, RawSheet
from rmrb_xlsx.read.shift import letter
from rmrb_xlsx.spec import marks
from rmrb_xlsx.spec.model import FormCopy, Table
from rmrb_xlsx.spec.values import as_text, clean, is_blank

HEADER_DEPTH = 60
HEADER_ROWS = 4
TALL = 1000
ID_HEADER = "kode"


class Grid:
    """A sheet by rows, and which of its cells lie hidden under a merge."""

    def __init__(self, sheet: RawSheet) -> None:
        self.sheet = sheet
        self.name = sheet.name
        self.rows: dict[int, dict[int, RawCell]] = {}
        for (row, col), cell in sorted(sheet.cells.items()):
            self.rows.setdefault(row, {})[col] = cell

    def cell(self, row: int, col: int) -> RawCell | None:
        """The cell, or None when nothing stands there."""
        return self.rows.get(row, {}).get(col)

    def text(self, row: int, col: int) -> str:
        """The cleaned text of a cell."""
        cell = self.cell(row, col)
        return clean(as_text(cell.value)) if cell else ""

    def merged(self, row: int, col: int) -> bool:
        """True when the cell lies under a merge that begins elsewhere. Merges are looked up, never expanded."""
        low, tall = self._merges
        return any(top <= row <= bottom and left <= col <= right and (row, col) != (top, left)
                   for top, left, bottom, right in (*low.get(row, ()), *tall))

    @cached_property
    def _merges(self) -> tuple[dict[int, list[tuple[int, int, int, int]]], list[tuple[int, int, int, int]]]:
        low: dict[int, list[tuple[int, int, int, int]]] = {}
        tall = []
        last = max(self.rows, default=0) + TALL
        for merge in self.sheet.merges:
            if merge[2] - merge[0] > TALL:
                tall.append(merge)
                continue
            for row in range(merge[0], min(merge[2], last) + 1):
                low.setdefault(row, []).append(merge)
        return low, tall[:TALL]


@dataclass(frozen=True)
class Anchor:
    """One table found on one sheet: the row its codes (or headers) stand in, its columns, the last row that can be its own.
    `doubled`: fields whose code stands over more than one column."""

    grid: Grid
    row: int
    columns: Mapping[str, int]
    last: int
    by: str = "kode"
    doubled: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def rows(self) -> Iterator[int]:
        """The filled rows below the codes, in order."""
        return (r for r in self.grid.rows if self.row < r <= self.last)

    @cached_property
    def marked(self) -> frozenset[int]:
        """Every column that belongs to the table."""
        extra = {self.columns[marks.ID] + 1} if marks.ID in self.columns else set()
        return frozenset({*self.columns.values(), *(c for cs in self.doubled.values() for c in cs), *extra})


def name(row: int, col: int) -> str:
    """`B12`."""
    return f"{letter(col)}{row}"


def find_tables(grids: Iterable[Grid], copy: FormCopy) -> dict[str, list[Anchor]]:
    """Every place where a table of the form stands, by table code."""
    grids = list(grids)
    found: dict[str, list[Anchor]] = {}
    for grid in grids:
        for anchor_row, code, columns in _code_rows(grid):
            first = {f: cols[0] for f, cols in columns.items()}
            doubled = {f: tuple(cols) for f, cols in columns.items() if len(cols) > 1}
            found.setdefault(code, []).append(Anchor(grid, anchor_row, first, 0, "kode", doubled))
    for table in copy.form.tables:
        if table.code not in found and (anchor := _by_headers(grids, table, copy)):
            found[table.code] = [anchor]
    return {code: [_bounded(a, found) for a in anchors] for code, anchors in found.items()}


def _bounded(anchor: Anchor, found: Mapping[str, list[Anchor]]) -> Anchor:
    below = [a.row for anchors in found.values() for a in anchors if a.grid is anchor.grid and a.row > anchor.row]
    last = min(below, default=max(anchor.grid.rows, default=0) + 1) - 1
    return Anchor(anchor.grid, anchor.row, anchor.columns, last, anchor.by, anchor.doubled)


def _code_rows(grid: Grid) -> Iterator[tuple[int, str, dict[str, list[int]]]]:
    for row, cells in grid.rows.items():
        tables: dict[str, dict[str, list[int]]] = {}
        for col, cell in cells.items():
            mark = marks.read_mark(cell.value)
            if mark:
                tables.setdefault(mark[0], {}).setdefault(mark[1], []).append(col)
        for table, columns in tables.items():
            yield row, table, columns


def _by_headers(grids: Iterable[Grid], table: Table, copy: FormCopy) -> Anchor | None:
    """The best row whose texts are the table's column labels and under which its row ids or texts stand."""
    ids = {r.id for r in copy.rows[table.code]}
    best: tuple[int, bool, Anchor] | None = None
    for grid in grids:
        for row in [r for r in grid.rows if r <= HEADER_DEPTH or table.sheet == grid.name]:
            columns = header_columns(grid, row, table)
            if len(columns) < max(3, (len(table.fields) * 3 + 4) // 5 + 1):
                continue
            known = sum(grid.text(r, columns[marks.ID]) in ids for r in grid.rows if r > row) if marks.ID in columns else 0
            rank = (known, grid.name == table.sheet)
            if known and (best is None or rank > best[:2]):
                best = (*rank, Anchor(grid, row, columns, 0, "judul"))
    return best[2] if best else None


def header_columns(grid: Grid, row: int, table: Table) -> dict[str, int]:
    """Field -> column for the labels of `table` that stand in one row; the id column under its own header."""
    texts: dict[str, int] = {}
    for col in grid.rows.get(row, {}):
        texts.setdefault(grid.text(row, col).rstrip(" *").casefold(), col)
    columns = {f.code: texts[label] for f in table.fields if (label := clean(f.label).casefold()) in texts}
    return {**columns, marks.ID: texts[ID_HEADER]} if ID_HEADER in texts else columns


def completed(anchor: Anchor, table: Table, ids: frozenset[str]) -> Anchor:
    """The anchor with columns whose code is gone found by header text, and the id column by its content."""
    own = {f.code for f in table.fields} | {marks.ID}
    columns = {code: col for code, col in anchor.columns.items() if code in own}
    for row in range(anchor.row, anchor.row + HEADER_ROWS):
        for code, col in header_columns(anchor.grid, row, table).items():
            if col not in columns.values():
                columns.setdefault(code, col)
    if marks.ID not in columns:
        counted: dict[int, int] = {}
        for row in anchor.rows():
            for col in anchor.grid.rows[row]:
                if col not in columns.values() and anchor.grid.text(row, col) in ids:
                    counted[col] = counted.get(col, 0) + 1
        if counted:
            columns[marks.ID] = max(counted, key=lambda c: counted[c])
    return Anchor(anchor.grid, anchor.row, columns, anchor.last, anchor.by, anchor.doubled)


def contents(anchor: Anchor) -> dict[tuple[int, int], str]:
    """What stands on the anchor's sheet, formulas left out: for comparing copies."""
    return {at: as_text(c.value) for at, c in anchor.grid.sheet.cells.items() if not is_blank(c.value) and not c.formula}
