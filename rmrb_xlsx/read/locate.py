"""Finds every field again, wherever sheets, columns and rows went: by column codes and row ids, never by position.

Per table: the sheet that carries its column codes (else its header texts); per row its id (else its printed texts);
whatever stands elsewhere is reported, so that nothing a person typed is lost without a word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rmrb_xlsx.findings import Finding, found
from rmrb_xlsx.read.active import in_formula
from rmrb_xlsx.read.anchors import Anchor, Grid, completed, contents, find_tables, name
from rmrb_xlsx.read.outside import changed_texts, find_strays, stray_findings
from rmrb_xlsx.read.raw import RawBook, RawCell
from rmrb_xlsx.read.reckon import Reckoner
from rmrb_xlsx.read.rows import Rows, match_rows, title
from rmrb_xlsx.spec import marks
from rmrb_xlsx.spec.model import FormCopy, Row, Table
from rmrb_xlsx.spec.returned import Stray, Value
from rmrb_xlsx.spec.values import as_text, is_blank

MERGED = "digabung"
MOST_COPIED = 5000


@dataclass(frozen=True, slots=True)
class Located:
    """Everything found again: inputs, computed cells, content without a place, and what was noticed."""

    values: tuple[Value, ...]
    computed: tuple[Value, ...]
    strays: tuple[Stray, ...]
    findings: tuple[Finding, ...]


@dataclass
class _Search:
    copy: FormCopy
    reckoner: Reckoner
    values: list[Value] = field(default_factory=list)
    computed: list[Value] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    strays: list[Stray] = field(default_factory=list)
    used: list[tuple[Anchor, Table, Rows]] = field(default_factory=list)


def locate(book: RawBook, copy: FormCopy) -> Located:
    """The input cells of `copy` in `book`."""
    grids = [Grid(s) for s in book.sheets if s.name not in marks.OUR_HIDDEN_SHEETS]
    anchors = find_tables(grids, copy)
    search = _Search(copy, Reckoner(book))
    for table in copy.form.tables:
        found_at = anchors.get(table.code, [])
        if not any(r.level in ("item", "spare") for r in copy.rows[table.code]):
            search.used += [(a, table, Rows()) for a in found_at]
            continue
        anchor = _choose(found_at, table, search)
        if anchor is None and not table.inputs:
            continue  # a table of sums: we calculate them ourselves
        if anchor is None:
            search.findings.append(found("tabel-hilang", table=table.code, tabel=table.title, lembar=table.sheet))
        else:
            _table(completed(anchor, table, frozenset(r.id for r in copy.rows[table.code])), table, search)
    outside = find_strays(grids, search.used, copy)
    search.findings += stray_findings(outside)
    return Located(tuple(search.values), tuple(search.computed), (*search.strays, *outside.kept), tuple(search.findings))


def _choose(found_at: Sequence[Anchor], table: Table, search: _Search) -> Anchor | None:
    """The one block to read: on the sheet of the right name, else the first; copies are told."""
    if not found_at:
        return None
    chosen = next((a for a in found_at if a.grid.name == table.sheet), found_at[0])
    for other in found_at:
        if other is not chosen:
            theirs, ours = contents(other), contents(chosen)
            same = theirs == ours
            search.strays += [Stray(other.grid.name, name(*at), text, "salinan lembar dengan isi berbeda")
                              for at, text in sorted(theirs.items())[:MOST_COPIED] if ours.get(at) != text]
            search.findings.append(found("lembar-salinan-sama" if same else "lembar-salinan", sheet=other.grid.name,
                                  table=table.code, lembar=other.grid.name, asli=chosen.grid.name))
    if chosen.by == "judul":
        search.findings.append(found("dikenali-dari-judul", sheet=chosen.grid.name, table=table.code, tabel=table.title,
                              lembar=chosen.grid.name))
    return chosen


def _table(anchor: Anchor, table: Table, search: _Search) -> None:
    rows = match_rows(anchor, table, search.copy.rows[table.code])
    known = {r.id: r for r in search.copy.rows[table.code]}
    search.used.append((anchor, table, rows))
    sheet = anchor.grid.name
    for one in table.inputs:
        if one.code not in anchor.columns:
            search.findings.append(found("kolom-hilang", sheet=sheet, table=table.code, field=one.code, kolom=one.label, lembar=sheet))
    _doubled_columns(anchor, table, rows, search.findings)
    for row in search.copy.rows[table.code]:
        _row(anchor, table, row, rows, search)
    for at, (own, other) in rows.swapped.items():
        search.findings.append(found("baris-tertukar", sheet=sheet, cell=_id_cell(anchor, at), table=table.code, row=own, kode=own,
                                     lain=other, lembar=sheet, baris=at))
    if rows.by_text:
        search.findings.append(found("dikenali-dari-teks", sheet=sheet, table=table.code, lembar=sheet, jumlah=len(rows.by_text),
                                     kode=", ".join(sorted(rows.by_text)[:5])))
    _strangers(anchor, table, rows, search)
    search.findings += changed_texts(anchor, table, rows, known)


def _id_cell(anchor: Anchor, at: int) -> str:
    return name(at, anchor.columns.get(marks.ID, 1))


def _row(anchor: Anchor, table: Table, row: Row, rows: Rows, search: _Search) -> None:
    slots = list(search.copy.row_slots(table, row)) if row.level in ("item", "spare") else []
    at = rows.at.get(row.id, [])
    if at:
        for one in (f for f in table.fields if f.role == "computed" and f.code in anchor.columns):
            search.computed.append(_value(anchor, search.reckoner, (table.code, row.id, one.code), at[0], anchor.columns[one.code]))
    if not slots:
        return
    sheet = anchor.grid.name
    if not at:
        if row.level == "item":
            search.findings.append(found("baris-hilang", sheet=sheet, table=table.code, row=row.id, kode=row.id, isi=title(row),
                                         lembar=sheet))
        return
    if len(at) > 1:
        cells = ", ".join(_id_cell(anchor, r) for r in at)
        search.findings += [found("baris-ganda", sheet=sheet, cell=_id_cell(anchor, r), table=table.code, row=row.id, kode=row.id,
                                  sel=cells, lembar=sheet) for r in at]
    inputs = [anchor.columns[s.field] for s in slots if s.field in anchor.columns]
    chosen = _filled_first(anchor, at, inputs)
    for other in at:
        if other != chosen:
            search.strays += _content(anchor, other, inputs, f"baris {row.id} ada lebih dari satu kali")
    search.values += [_value(anchor, search.reckoner, (s.table, s.row, s.field), chosen, anchor.columns[s.field])
                      for s in slots if s.field in anchor.columns]


def _doubled_columns(anchor: Anchor, table: Table, rows: Rows, findings: list[Finding]) -> None:
    places = [r for at in rows.at.values() for r in at]
    for one in table.inputs:
        columns = anchor.doubled.get(one.code, ())
        if len({tuple(anchor.grid.text(r, c) for r in places) for c in columns}) > 1:
            findings.append(found("kolom-ganda", sheet=anchor.grid.name, cell=name(anchor.row, columns[1]), table=table.code,
                                  field=one.code, kolom=one.label, lembar=anchor.grid.name, dibaca=name(anchor.row, columns[0])))


def _filled_first(anchor: Anchor, at: Sequence[int], columns: Sequence[int]) -> int:
    """Of doubled rows the one with most content; the first when equal."""
    def filled(row: int) -> int:
        return sum(1 for c in columns if (cell := anchor.grid.cell(row, c)) and not is_blank(cell.value))
    return max(at, key=lambda r: (filled(r), -r))


def _content(anchor: Anchor, row: int, columns: Sequence[int], why: str) -> list[Stray]:
    return [Stray(anchor.grid.name, name(row, col), as_text(cell.value), why) for col in columns
            if (cell := anchor.grid.cell(row, col)) and not is_blank(cell.value)]


def _strangers(anchor: Anchor, table: Table, rows: Rows, search: _Search) -> None:
    """Rows inside the table that are not ours, with content in an input column: an error each."""
    inputs = [anchor.columns[f.code] for f in table.inputs if f.code in anchor.columns]
    for at, row_id in rows.strangers.items():
        content = _content(anchor, at, inputs, "baris ini bukan baris formulir")
        search.strays += content
        texts = [c.text for c in content]
        search.findings.append(found("baris-tambahan", sheet=anchor.grid.name, cell=content[0].cell, table=table.code, row=row_id or None,
                                     value=" | ".join(texts)[:500], baris=at, lembar=anchor.grid.name,
                                     isi=" | ".join(texts)[:120]))


def _value(anchor: Anchor, reckoner: Reckoner, key: tuple[str, str, str], row: int, col: int) -> Value:
    grid = anchor.grid
    cell = grid.cell(row, col) or RawCell(None)
    note = cell.note or (MERGED if grid.merged(row, col) else None)
    safe = cell.formula is None or in_formula(cell.formula) is None
    reckoned = reckoner.value(grid.name, cell.formula) if cell.formula and safe else None
    return Value(*key, cell.value if safe else None, grid.name, name(row, col), cell.formula, cell.error, note, cell.percent, reckoned)
