"""Finds every field again, wherever sheets, columns and rows went: by column codes and row ids, never by position.

Per table: the sheet that carries its column codes (else by header text); per row its id; whatever stands elsewhere is
reported as stray, so that nothing a person typed is lost without a word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rmrb_xlsx.findings import Finding, found
from rmrb_xlsx.read.raw import RawBook, RawCell, RawSheet
from rmrb_xlsx.spec import marks
from rmrb_xlsx.spec.model import FormCopy, Row, Table
from rmrb_xlsx.spec.returned import Stray, Value
from rmrb_xlsx.spec.values import as_text, clean, is_blank

MOST_STRAYS = 20_000


@dataclass(frozen=True, slots=True)
class Anchor:
    """One table found on one sheet: the row of its codes, the columns of its fields, the rows that belong to it."""

    sheet: RawSheet
    row: int
    columns: dict[str, int]
    last: int


@dataclass(frozen=True, slots=True)
class Located:
    """Everything found again, and what was noticed."""

    values: tuple[Value, ...]
    strays: tuple[Stray, ...]
    findings: tuple[Finding, ...]


def locate(book: RawBook, copy: FormCopy) -> Located:
    """The input cells of `copy` in `book`."""
    values: list[Value] = []
    findings: list[Finding] = []
    strays: list[Stray] = []
    sheets = [s for s in book.sheets if s.name not in marks.OUR_HIDDEN_SHEETS]
    anchors = _anchors(sheets)
    used: list[Anchor] = []
    for table in copy.form.tables:
        if not table.inputs or not any(r.level in ("item", "spare") for r in copy.rows[table.code]):
            used += anchors.get(table.code, [])
            continue
        anchor = _choose(anchors.get(table.code, []), table, findings, strays)
        if anchor is None:
            findings.append(found("tabel-hilang", table=table.code, tabel=table.title, lembar=table.sheet))
            continue
        used.append(anchor)
        _table(anchor, table, copy, values, findings, strays)
    ours = {s.name for s in copy.form.sheets} | set(marks.OUR_OWN_SHEETS)
    outside = _outside(sheets, used, ours)
    findings += _stray_findings(outside)
    strays += outside
    return Located(tuple(values), tuple(strays), tuple(findings))


def column_letter(col: int) -> str:
    """`A` for 1."""
    name = ""
    while col:
        col, rest = divmod(col - 1, 26)
        name = chr(65 + rest) + name
    return name


def _name(row: int, col: int) -> str:
    return f"{column_letter(col)}{row}"


def _anchors(sheets: Iterable[RawSheet]) -> dict[str, list[Anchor]]:
    """Every block of column codes, by table."""
    found_at: dict[str, list[Anchor]] = {}
    for sheet in sheets:
        marked: dict[int, dict[str, dict[str, int]]] = {}
        for (row, col), cell in sheet.cells.items():
            mark = marks.read_mark(cell.value)
            if mark:
                marked.setdefault(row, {}).setdefault(mark[0], {})[mark[1]] = col
        bottom = max((r for r, _ in sheet.cells), default=0)
        starts = sorted(marked)
        for index, row in enumerate(starts):
            last = starts[index + 1] - 1 if index + 1 < len(starts) else bottom
            for table, columns in marked[row].items():
                found_at.setdefault(table, []).append(Anchor(sheet, row, columns, last))
    return found_at


def _choose(found_at: list[Anchor], table: Table, findings: list[Finding], strays: list[Stray]) -> Anchor | None:
    """The one block to read: on the sheet of the right name, else the first; copies are told."""
    if not found_at:
        return None
    chosen = next((a for a in found_at if a.sheet.name == table.sheet), found_at[0])
    others = [a for a in found_at if a is not chosen]
    for other in others:
        same = _contents(other) == _contents(chosen)
        findings.append(found("lembar-salinan-sama" if same else "lembar-salinan", sheet=other.sheet.name,
                              table=table.code, lembar=other.sheet.name, asli=chosen.sheet.name))
        if not same:
            known = _contents(chosen)
            strays += [Stray(other.sheet.name, _name(*at), text, "salinan lembar dengan isi berbeda")
                       for at, text in sorted(_contents(other).items()) if known.get(at) != text]
    return chosen


def _contents(anchor: Anchor) -> dict[tuple[int, int], str]:
    return {at: as_text(c.value) for at, c in anchor.sheet.cells.items() if not is_blank(c.value) and not c.formula}


def _table(anchor: Anchor, table: Table, copy: FormCopy, values: list[Value], findings: list[Finding],
           strays: list[Stray]) -> None:
    columns = dict(anchor.columns)
    for field in table.inputs:
        if field.code not in columns and (col := _by_header(anchor, field.label)):
            columns[field.code] = col
        if field.code not in columns:
            findings.append(found("kolom-hilang", sheet=anchor.sheet.name, table=table.code, field=field.code,
                                  kolom=field.label, lembar=anchor.sheet.name))
    rows = _rows_by_id(anchor, columns.get(marks.ID))
    _strangers(anchor, table, columns, rows, {r.id for r in copy.rows[table.code]}, findings, strays)
    for row in copy.rows[table.code]:
        slots = list(copy.row_slots(table, row)) if row.level in ("item", "spare") else []
        at = rows.get(row.id, [])
        if not slots:
            continue
        if not at:
            if row.level == "item":
                findings.append(found("baris-hilang", sheet=anchor.sheet.name, table=table.code, row=row.id,
                                      kode=row.id, isi=_title(row), lembar=anchor.sheet.name))
            continue
        if len(at) > 1:
            _double(anchor, table, row, at, columns, findings)
        inputs = [columns[s.field] for s in slots if s.field in columns]
        chosen = _filled_first(anchor, at, inputs)
        for other in at:
            if other != chosen:
                strays += _row_content(anchor, other, inputs, f"baris {row.id} ada lebih dari satu kali")
        for slot in slots:
            if slot.field in columns:
                values.append(_value(anchor.sheet, slot.table, slot.row, slot.field, chosen, columns[slot.field]))


def _by_header(anchor: Anchor, label: str) -> int | None:
    """A column whose code is gone, found by its header text in the three rows under the codes."""
    wanted = clean(label).casefold()
    for row in range(anchor.row, anchor.row + 4):
        for (r, col), cell in anchor.sheet.cells.items():
            if r == row and isinstance(cell.value, str) and clean(cell.value).rstrip(" *").casefold() == wanted:
                return col
    return None


def _rows_by_id(anchor: Anchor, column: int | None) -> dict[str, list[int]]:
    rows: dict[str, list[int]] = {}
    if column is None:
        return rows
    for (row, col), cell in sorted(anchor.sheet.cells.items()):
        if col == column and anchor.row < row <= anchor.last and not is_blank(cell.value):
            rows.setdefault(clean(as_text(cell.value)), []).append(row)
    return rows


def _title(row: Row) -> str:
    for name in ("langkah", "nama", "penilaian", "uraian"):
        text = row.given.get(name)
        if text:
            return str(text).split("\n")[0][:80]
    return row.id


def _double(anchor: Anchor, table: Table, row: Row, at: list[int], columns: dict[str, int], findings: list[Finding]) -> None:
    cells = ", ".join(_name(r, columns[marks.ID]) for r in at)
    for r in at:
        findings.append(found("baris-ganda", sheet=anchor.sheet.name, cell=_name(r, columns[marks.ID]), table=table.code,
                              row=row.id, kode=row.id, sel=cells, lembar=anchor.sheet.name))


def _filled_first(anchor: Anchor, at: list[int], columns: list[int]) -> int:
    """Of doubled rows the one with most content; the first when equal."""
    return max(at, key=lambda r: (sum(not is_blank(c.value) for c in _cells(anchor.sheet, r, columns)), -r))


def _cells(sheet: RawSheet, row: int, columns: Iterable[int]) -> Iterator[RawCell]:
    for col in columns:
        cell = sheet.cells.get((row, col))
        if cell:
            yield cell


def _strangers(anchor: Anchor, table: Table, columns: dict[str, int], rows: dict[str, list[int]], known: set[str],
               findings: list[Finding], strays: list[Stray]) -> None:
    """Rows inside the table that are not ours: with content in an input column they are an error, else no matter."""
    inputs = [columns[f.code] for f in table.inputs if f.code in columns]
    ours = {r for row_id, at in rows.items() if row_id in known for r in at}
    named = {r: row_id for row_id, at in rows.items() for r in at}
    first = min(ours, default=anchor.row + 3)
    for row in sorted({r for r, _ in anchor.sheet.cells if first <= r <= anchor.last} - ours):
        texts = [as_text(c.value) for c in _cells(anchor.sheet, row, inputs) if not is_blank(c.value)]
        if not texts:
            continue
        strays += _row_content(anchor, row, inputs, "baris ini bukan baris formulir")
        col = next(c for c in inputs if (cell := anchor.sheet.cells.get((row, c))) and not is_blank(cell.value))
        findings.append(found("baris-tambahan", sheet=anchor.sheet.name, cell=_name(row, col), table=table.code,
                              row=named.get(row), value=" | ".join(texts)[:500], baris=row, lembar=anchor.sheet.name,
                              isi=" | ".join(texts)[:120]))


def _row_content(anchor: Anchor, row: int, columns: Iterable[int], why: str) -> list[Stray]:
    return [Stray(anchor.sheet.name, _name(row, col), as_text(cell.value), why) for col in columns
            if (cell := anchor.sheet.cells.get((row, col))) and not is_blank(cell.value)]


def _value(sheet: RawSheet, table: str, row: str, field: str, at: int, col: int) -> Value:
    cell = sheet.cells.get((at, col))
    merged = None if cell and not is_blank(cell.value) else _merged_into(sheet, at, col)
    if cell is None:
        return Value(table, row, field, None, sheet.name, _name(at, col), note=merged)
    return Value(table, row, field, cell.value, sheet.name, _name(at, col), cell.formula, cell.error, cell.note or merged)


def _merged_into(sheet: RawSheet, row: int, col: int) -> str | None:
    """`digabung` when the cell lies under a merge that begins elsewhere."""
    for top, left, bottom, right in sheet.merges:
        if top <= row <= bottom and left <= col <= right and (row, col) != (top, left):
            return "digabung"
    return None


def _outside(sheets: Iterable[RawSheet], used: list[Anchor], ours: set[str]) -> list[Stray]:
    """Content beside and below the tables, and on sheets that are not ours."""
    strays: list[Stray] = []
    for sheet in sheets:
        mine = [a for a in used if a.sheet is sheet]
        copied = not mine and any(marks.read_mark(c.value) for c in sheet.cells.values())
        if copied or (sheet.name in ours and not mine):
            continue
        edge = max((max(a.columns.values()) for a in mine), default=0)
        top = min((a.row for a in mine), default=0)
        bottom = max((_last_id(a) for a in mine), default=0)
        for (row, col), cell in sorted(sheet.cells.items()):
            if is_blank(cell.value) or (mine and (row <= top or (col <= edge and row <= bottom))):
                continue
            if any(a.row < row <= a.last and col in _inputs(a) for a in mine):
                continue
            strays.append(Stray(sheet.name, _name(row, col), as_text(cell.value)))
            if len(strays) >= MOST_STRAYS:
                return strays
    return strays


def _last_id(anchor: Anchor) -> int:
    column = anchor.columns.get(marks.ID)
    return max((r for (r, c), cell in anchor.sheet.cells.items() if c == column and r <= anchor.last and not is_blank(cell.value)),
               default=anchor.row + 3)


def _inputs(anchor: Anchor) -> set[int]:
    return {c for f, c in anchor.columns.items() if f != marks.ID}


def _stray_findings(strays: list[Stray]) -> list[Finding]:
    by_sheet: dict[str, list[Stray]] = {}
    for stray in strays:
        by_sheet.setdefault(stray.sheet, []).append(stray)
    return [found("di-luar-formulir", sheet=name, cell=some[0].cell, value=some[0].text[:500], lembar=name, jumlah=len(some),
                  sel=", ".join(s.cell for s in some[:5]) + (" …" if len(some) > 5 else ""))
            for name, some in by_sheet.items()]
