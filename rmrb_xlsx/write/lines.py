"""The hidden sheet `_cek`: one line per input cell with the form's own verdict, in reading order.

Columns: A running number of open cells, B sheet, C cell, D what it is, E verdict ("OK" or the reason), F 1 when a filled
cell is of the wrong kind, G 1 when the cell shows nothing (where that matters), H 1 when it must be filled, I 1 on the
first line of a spare row that was started, J how to fill it. Every formula is written with the strict verdict of
`spec.judge`. To the right stand the sets of characters that the formulas look into, each under its defined name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rmrb_xlsx.spec import marks
from rmrb_xlsx.spec.expr import excel, refs
from rmrb_xlsx.spec.judge import Verdict
from rmrb_xlsx.spec.kinds import CHARACTERS, PLACES, TEXT_KINDS, excel_empty, excel_wrong
from rmrb_xlsx.spec.model import FormCopy, Rule, Slot, Table
from rmrb_xlsx.write.must import Book, Page, cell_name, fixed
from rmrb_xlsx.write.place import Placement, Spot
from rmrb_xlsx.write.stream import RowSheet
from rmrb_xlsx.write.words import how_to

FIRST = 1
SETS = 10  # the first column right of the lines
MISSING, WRONG, PART = "Belum diisi", "Isian tidak sah", "Baris belum utuh"
Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class CheckLines:
    """Where each input cell stands in `_cek` (0-based row), and in that order the verdicts and their words."""

    rows: Mapping[Key, int]
    spots: tuple[Spot, ...]
    verdicts: tuple[Verdict, ...]
    reasons: tuple[str, ...]
    labels: tuple[str, ...]

    @property
    def last(self) -> int:
        return FIRST + max(len(self.spots), 1) - 1

    def span(self, column: str, first: int | None = None, last: int | None = None) -> str:
        """An absolute range of `_cek`."""
        top, bottom = (FIRST if first is None else first) + 1, (self.last if last is None else last) + 1
        return f"'{marks.CHECK_SHEET}'!${column}${top}:${column}${bottom}"

    def open_between(self, first: int, last: int) -> str:
        """The formula that counts the open cells of some lines."""
        before = f"-'{marks.CHECK_SHEET}'!$A${first}" if first > FIRST else ""
        return f"('{marks.CHECK_SHEET}'!$A${last + 1}{before})"


def watch(copy: FormCopy, placed: Placement, verdicts: Sequence[Verdict]) -> CheckLines:
    """One line per input cell, as verdict and words."""
    records = {t.code for t in copy.form.tables if t.record}
    by_key = {(v.slot.table, v.slot.row, v.slot.field): v for v in verdicts}
    rows = {(s.slot.table, s.slot.row, s.slot.field): FIRST + i for i, s in enumerate(placed.spots)}
    own = tuple(by_key[key] for key in rows)
    return CheckLines(rows, placed.spots, own, tuple(reason(v) for v in own),
                      tuple(s.slot.label if s.slot.table in records else f"{s.slot.row}: {s.slot.label}" for s in placed.spots))


def reason(verdict: Verdict) -> str:
    """The words a cell shows in the form."""
    if verdict.code is None:
        return "OK"
    if verdict.code == "belum-diisi":
        return MISSING
    if verdict.code == "baris-belum-utuh":
        return PART
    return verdict.rule.message if verdict.rule else WRONG


def write_check_sheet(book: Book, copy: FormCopy, lines: CheckLines, choices: Mapping[str, str]) -> None:
    """The hidden sheet `_cek`."""
    page, sheet = book.long_page(marks.CHECK_SHEET)
    page.call("hide")
    for col, head in enumerate(("No", "Lembar", "Sel", "Isian", "Hasil", "Salah jenis", "Kosong", "Wajib", "Baris dimulai",
                                "Cara mengisi")):
        page.text(0, col, head, "label")
    tables = {t.code: t for t in copy.form.tables}
    cells = {key: f"{_sheet_ref(s.sheet)}!{cell_name(s.row, s.col)}" for key, s in zip(lines.rows, lines.spots, strict=True)}
    starts, asked = _started_flags(lines), _asked(copy, lines.spots)
    sets = _character_sets(book, page, sheet)
    look, running = book.format("plain"), 0
    for (key, row), spot, verdict, words, label in zip(lines.rows.items(), lines.spots, lines.verdicts, lines.reasons, lines.labels,
                                                       strict=True):
        slot, cell, n = spot.slot, cells[key], row + 1
        running += words != "OK"
        pieces = [sheet.formula(f"A{n}", f"{f'A{row}' if row > FIRST else '0'}+(E{n}<>\"OK\")", running, look),
                  sheet.string(f"B{n}", spot.sheet, look), sheet.string(f"C{n}", cell_name(spot.row, spot.col), look),
                  sheet.string(f"D{n}", label, look)]
        wrong = excel_wrong(slot, cell, choices.get(slot.choice_list or "", ""))
        quiet = slot not in asked
        if quiet and slot.kind in TEXT_KINDS:
            pieces.append(sheet.formula(f"E{n}", f'IF(IFERROR({wrong},TRUE),"{WRONG}","OK")', words, look))
        else:
            rules, empty = _rules_formula(slot, tables[slot.table], cells, lines), excel_empty(slot, cell)
            pieces.append(sheet.formula(f"E{n}", _verdict_formula(slot, n, rules, starts), words, look))
            pieces.append(sheet.formula(f"F{n}", f"IFERROR(IF({empty if quiet else f'G{n}=1'},0,IF({wrong},1,0)),1)",
                                        int(verdict.parsed.state == "wrong"), look))
            if not quiet:
                pieces.append(sheet.formula(f"G{n}", f"IFERROR(IF({empty},1,0),0)", int(verdict.parsed.state == "blank"), look))
            if slot.required:
                pieces.append(sheet.number(f"H{n}", 1, look))
            if key == starts.first.get((slot.table, slot.row)):
                pieces.append(sheet.formula(f"I{n}", *starts.formulas[slot.table, slot.row], look))
            pieces.append(sheet.string(f"J{n}", how_to(slot), look))
        sheet.row(n, pieces + sets.pop(row, []))
    for row, left in sorted(sets.items()):
        sheet.row(row + 1, left)
    sheet.reach(max(lines.last, len(CHARACTERS)), SETS + max(len(c) for c in CHARACTERS.values()) - 1)


def _sheet_ref(name: str) -> str:
    return name if name.isalpha() and name.isascii() and len(name) > 3 else "'" + name.replace("'", "''") + "'"


def _asked(copy: FormCopy, spots: Sequence[Spot]) -> frozenset[Slot]:
    """The cells of which somebody asks whether they are empty: required, in spare rows, or looked at by a rule."""
    named = {(t.code, name) for t in copy.form.tables for r in t.rules for name in refs(r.holds)}
    records = {t.code for t in copy.form.tables if t.record}
    return frozenset(s.slot for s in spots if s.slot.required or s.slot.spare
                     or (s.slot.table, s.slot.row if s.slot.table in records else s.slot.field) in named)


def _verdict_formula(slot: Slot, n: int, rules: str, starts: Started) -> str:
    judged = f'IF(F{n}=1,"{WRONG}",{rules})'
    if slot.required:
        return f'IF(G{n}=1,"{MISSING}",{judged})'
    if slot.whole:
        return f'IF(AND(G{n}=1,{starts.cells[slot.table, slot.row]}=1),"{PART}",{judged})'
    return judged


def _rules_formula(slot: Slot, table: Table, cells: Mapping[Key, str], lines: CheckLines) -> str:
    """The words of the first broken rule that blames this cell, else OK. A rule with a wrong-kind operand is not judged."""
    own_name = slot.row if table.record else slot.field
    inner = '"OK"'
    for rule in reversed([r for r in table.rules if r.field == own_name]):
        keys = {n: (slot.table, n, slot.field) if table.record else (slot.table, slot.row, n) for n in refs(rule.holds)}
        if all(k in cells for k in keys.values()):
            inner = f'IF({_broken(rule, keys, cells, lines)},"{_quoted(rule.message)}",{inner})'
    return inner


def _broken(rule: Rule, keys: Mapping[str, Key], cells: Mapping[Key, str], lines: CheckLines) -> str:
    dates = {k for k in keys.values() if lines.spots[lines.rows[k] - FIRST].slot.kind == "date"}
    operands = {n: f"ROUND({cells[k]}-0.5,0)" if k in dates else cells[k] for n, k in keys.items()}
    empty = {n: f"G{lines.rows[k] + 1}=1" for n, k in keys.items()}
    judged = ",".join(f"F{lines.rows[k] + 1}=0" for k in sorted(keys.values()))
    return f"IFERROR(AND({judged},NOT({excel(rule.holds, operands, empty)})),FALSE)"


@dataclass(frozen=True, slots=True)
class Started:
    """Of each spare row (table, row): the cell of `_cek` that says whether anything stands in it, the key of the line that
    carries this cell, and its (formula, value)."""

    cells: Mapping[tuple[str, str], str]
    first: Mapping[tuple[str, str], Key]
    formulas: Mapping[tuple[str, str], tuple[str, int]]


def _started_flags(lines: CheckLines) -> Started:
    members: dict[tuple[str, str], list[int]] = {}
    first: dict[tuple[str, str], Key] = {}
    for key, at in lines.rows.items():
        if lines.spots[at - FIRST].slot.spare:
            members.setdefault(key[:2], []).append(at)
            first.setdefault(key[:2], key)
    formulas = {}
    for name, own in members.items():
        begun = any(lines.verdicts[at - FIRST].parsed.state != "blank" for at in own)
        formulas[name] = (f"IF(SUM(G{own[0] + 1}:G{own[-1] + 1})<{len(own)},1,0)", int(begun))
    return Started({name: f"I{own[0] + 1}" for name, own in members.items()}, first, formulas)


def _character_sets(book: Book, page: Page, sheet: RowSheet) -> dict[int, list[str]]:
    """The sets of characters under their names: the first written here, the others as pieces for the rows (0-based) they share
    with the lines."""
    pieces: dict[int, list[str]] = {}
    for row, (name, characters) in enumerate(CHARACTERS.items()):
        for col, character in enumerate(characters, start=SETS):
            if row < FIRST:
                page.text(row, col, character, "code")
            else:
                pieces.setdefault(row, []).append(sheet.string(cell_name(row, col), character, book.format("code")))
        book.define(name, f"='{marks.CHECK_SHEET}'!{fixed(row, SETS)}:{fixed(row, SETS + len(characters) - 1)}")
    for name, size in PLACES.items():
        book.define(name, f"='{marks.LIST_SHEET}'!{fixed(0, 0)}:{fixed(size - 1, 0)}")
    return pieces


def _quoted(text: str) -> str:
    return text.replace('"', '""')
