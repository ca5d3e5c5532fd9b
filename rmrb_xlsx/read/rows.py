"""Which sheet row is which row of the form: by id; when the id is gone, by the printed texts; spare rows by what is free."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rmrb_xlsx.read.anchors import Anchor
from rmrb_xlsx.spec import marks
from rmrb_xlsx.spec.model import Row, Table
from rmrb_xlsx.spec.values import as_text, clean, is_blank

TITLES = ("langkah", "nama", "penilaian", "uraian")


@dataclass
class Rows:
    """`at`: form row -> sheet rows that carry its id (more than one: doubled). `by_text`: found by text only. `swapped`: sheet
    rows whose printed text is that of another row. `strangers`: filled rows that are none of ours, with their id text."""

    at: dict[str, list[int]] = field(default_factory=dict)
    by_text: set[str] = field(default_factory=set)
    swapped: dict[int, tuple[str, str]] = field(default_factory=dict)
    strangers: dict[int, str] = field(default_factory=dict)


def title(row: Row) -> str:
    """The text a person knows the row by."""
    text = next((row.given[name] for name in TITLES if row.given.get(name)), row.id)
    return str(text).split("\n")[0][:80]


def match_rows(anchor: Anchor, table: Table, rows: Sequence[Row]) -> Rows:
    """Every row of the table found again as far as it can be."""
    known = {r.id: r for r in rows}
    found = Rows()
    unnamed: dict[int, str] = {}
    id_column = anchor.columns.get(marks.ID)
    for at in anchor.rows():
        text = anchor.grid.text(at, id_column) if id_column else ""
        if text in known:
            found.at.setdefault(text, []).append(at)
        else:
            unnamed[at] = text
    first = min((r for at in found.at.values() for r in at), default=anchor.row + 2)
    unnamed = {at: text for at, text in unnamed.items() if at >= first or not found.at}
    _by_text(anchor, table, rows, found, unnamed)
    _swapped(anchor, table, rows, found)
    inputs = [anchor.columns[f.code] for f in table.inputs if f.code in anchor.columns]
    found.strangers = {at: text for at, text in unnamed.items()
                       if any((cell := anchor.grid.cell(at, c)) and not is_blank(cell.value) for c in inputs)}
    _spare(anchor, rows, found, inputs)
    return found


def _texts(row: Row, columns: Mapping[str, int]) -> dict[int, str]:
    return {columns[f]: clean(as_text(v)).casefold() for f, v in row.given.items()
            if f in columns and isinstance(v, str) and not is_blank(v)}


def same_text(printed: str, whole: str) -> bool:
    """True when a cell bears this text, whole or cut short by the form (which shortens what it repeats)."""
    return printed == whole or (printed.endswith(("…", "...")) and whole.startswith(printed.rstrip(" .…")))


def _by_text(anchor: Anchor, table: Table, rows: Sequence[Row], found: Rows, unnamed: dict[int, str]) -> None:
    """Rows without their id, when exactly one sheet row bears exactly their texts."""
    missing = [r for r in rows if r.level == "item" and r.id not in found.at]
    if not missing or not unnamed:
        return
    for row in missing:
        wanted = _texts(row, anchor.columns)
        twins = [r for r in rows if _texts(r, anchor.columns) == wanted]
        fitting = [at for at in unnamed if wanted and all(same_text(anchor.grid.text(at, c).casefold(), t) for c, t in wanted.items())]
        if len(fitting) == 1 and len(twins) == 1:
            found.at[row.id] = fitting
            found.by_text.add(row.id)
            del unnamed[fitting[0]]


def _swapped(anchor: Anchor, table: Table, rows: Sequence[Row], found: Rows) -> None:
    """Ids that stand beside the text of another row: someone sorted part of the columns only."""
    column = next((anchor.columns[f] for f in TITLES if f in anchor.columns and table.field(f).role == "given"), None)
    if column is None:
        return
    names = {r.id: clean(title_text(r)).casefold() for r in rows if title_text(r)}
    owners: dict[str, list[str]] = {}
    for row_id, text in names.items():
        owners.setdefault(text, []).append(row_id)
    for row_id, at in found.at.items():
        for one in at:
            text = anchor.grid.text(one, column).casefold()
            if row_id in names and text and text != names[row_id] and text in owners:
                found.swapped[one] = (row_id, owners[text][0])


def title_text(row: Row) -> str:
    """The whole printed text of the row's title column, empty when it has none."""
    return str(next((row.given[name] for name in TITLES if row.given.get(name)), ""))


def _spare(anchor: Anchor, rows: Sequence[Row], found: Rows, inputs: Sequence[int]) -> None:
    """Filled rows without an id of their own (inserted, or copied with the id) take the free numbers of spare rows."""
    spare = [r.id for r in rows if r.level == "spare"]
    if not spare:
        return

    def filled(at: int) -> bool:
        return any((cell := anchor.grid.cell(at, c)) and not is_blank(cell.value) for c in inputs)
    homeless = list(found.strangers)
    for row_id in spare:
        homeless += [at for at in found.at.get(row_id, [])[1:] if filled(at)]
        found.at[row_id] = found.at.get(row_id, [])[:1]
    free = [i for i in spare if not found.at[i] or not filled(found.at[i][0])]
    for row_id, at in zip(free, sorted(homeless), strict=False):
        found.at[row_id] = [at]
        found.strangers.pop(at, None)
    for at in sorted(homeless)[len(free):]:
        found.strangers[at] = ""
    found.at = {k: v for k, v in found.at.items() if v}
