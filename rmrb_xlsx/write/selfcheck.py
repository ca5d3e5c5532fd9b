"""The in-form self-check: the hidden sheet `_cek` (one line per input cell that can be open) and the sheet `Periksa`.

`_cek` columns: A running number of open cells, B sheet, C cell, D what it is, E verdict ("OK" or the reason), F 1 when the
content is of the wrong kind, G 1 on the first line of a spare row that was started. Every formula is written with the
verdict of `spec.judge`, the same that Python gives.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from rmrb_xlsx.spec import marks
from rmrb_xlsx.spec.expr import excel, refs
from rmrb_xlsx.spec.judge import Verdict
from rmrb_xlsx.spec.kinds import excel_wrong
from rmrb_xlsx.spec.model import FormCopy, Slot, Table
from rmrb_xlsx.write.must import Book, Page, cell_name, fixed
from rmrb_xlsx.write.place import Placement, Spot

FIRST = 1
SHOWN = 50
MISSING, WRONG, PART = "Belum diisi", "Isian tidak sah", "Baris belum utuh"
BAR = 20
READY = "SIAP DIKIRIM"


@dataclass(frozen=True, slots=True)
class CheckLines:
    """Where each watched input cell stands in `_cek` (0-based row), and the verdicts in that order."""

    rows: Mapping[tuple[str, str, str], int]
    spots: tuple[Spot, ...]
    reasons: tuple[str, ...]

    @property
    def last(self) -> int:
        return FIRST + max(len(self.spots), 1) - 1

    def span(self, column: str, first: int | None = None, last: int | None = None) -> str:
        """An absolute range of `_cek`."""
        top, bottom = (FIRST if first is None else first) + 1, (self.last if last is None else last) + 1
        return f"'{marks.CHECK_SHEET}'!${column}${top}:${column}${bottom}"


def watch(copy: FormCopy, placed: Placement, verdicts: Sequence[Verdict]) -> CheckLines:
    """The cells worth a line: all but optional free text that no rule blames."""
    blamed = {(r.table, r.field) for t in copy.form.tables for r in t.rules}
    tables = {t.code: t for t in copy.form.tables}
    by_key = {(v.slot.table, v.slot.row, v.slot.field): v for v in verdicts}
    spots = tuple(s for s in placed.spots if _watched(s.slot, tables[s.slot.table], blamed))
    rows = {(s.slot.table, s.slot.row, s.slot.field): FIRST + i for i, s in enumerate(spots)}
    return CheckLines(rows, spots, tuple(reason(by_key[key]) for key in rows))


def _watched(slot: Slot, table: Table, blamed: set[tuple[str, str]]) -> bool:
    name = slot.row if table.record else slot.field
    return slot.required or slot.whole or slot.kind not in ("text", "evidence") or (table.code, name) in blamed


def reason(verdict: Verdict) -> str:
    """The words a cell shows in the form."""
    if verdict.code is None:
        return "OK"
    if verdict.code == "belum-diisi":
        return MISSING
    if verdict.code == "baris-belum-utuh":
        return PART
    return verdict.rule.message if verdict.rule else WRONG


def write_check_sheet(book: Book, copy: FormCopy, placed: Placement, lines: CheckLines, choices: Mapping[str, str],
                      filled: AbstractSet[tuple[str, str, str]] = frozenset()) -> None:
    """The hidden sheet `_cek`. `filled`: the cells that hold an answer."""
    page = book.page(marks.CHECK_SHEET)
    page.call("hide")
    for col, head in enumerate(("No", "Lembar", "Sel", "Isian", "Hasil", "Salah jenis", "Baris dimulai")):
        page.text(0, col, head, "label")
    tables = {t.code: t for t in copy.form.tables}
    cells = {(s.slot.table, s.slot.row, s.slot.field): f"'{s.sheet}'!{fixed(s.row, s.col)}" for s in placed.spots}
    operands = {t.code: frozenset().union(*(refs(r.holds) for r in t.rules)) for t in copy.form.tables}
    wrongs = _wrong_flags(copy, cells, operands, lines, choices)
    starts = _started_flags(page, placed, lines, filled)
    running = 0
    for index, (spot, verdict) in enumerate(zip(lines.spots, lines.reasons, strict=True)):
        row, slot = FIRST + index, spot.slot
        table = tables[slot.table]
        key = (slot.table, slot.row, slot.field)
        running += verdict != "OK"
        page.formula(row, 0, f"{'0' if index == 0 else f'A{row}'}+(E{row + 1}<>\"OK\")", running, "plain")
        page.text(row, 1, spot.sheet, "plain")
        page.text(row, 2, cell_name(spot.row, spot.col), "plain")
        page.text(row, 3, slot.label if table.record else f"{slot.row}: {slot.label}", "plain")
        wrong = f"F{row + 1}=1" if key in wrongs else _present(cells[key], excel_wrong(slot, cells[key], _list(slot, choices)))
        if key in wrongs:
            page.formula(row, 5, f"IF({wrongs[key]},1,0)", int(verdict == WRONG), "plain")
        formula = _verdict_formula(slot, table, key, cells, wrong, lines, wrongs)
        if slot.whole:
            formula = f'IF(LEN(TRIM({cells[key]}))=0,IF({starts[slot.table, slot.row]}=1,"{PART}","OK"),{formula})'
        page.formula(row, 4, formula, verdict, "plain")


def _started_flags(page: Page, placed: Placement, lines: CheckLines,
                   filled: AbstractSet[tuple[str, str, str]]) -> dict[tuple[str, str], str]:
    """One cell a spare row that says whether anything stands in it: (table, row) -> cell of column G, written here."""
    members: dict[tuple[str, str], list[Spot]] = {}
    for spot in placed.spots:
        if spot.slot.spare:
            members.setdefault((spot.slot.table, spot.slot.row), []).append(spot)
    starts: dict[tuple[str, str], str] = {}
    for spot in lines.spots:
        slot = spot.slot
        if slot.whole and (slot.table, slot.row) not in starts:
            at = lines.rows[slot.table, slot.row, slot.field]
            own = members[slot.table, slot.row]
            joined = "&".join(f"'{s.sheet}'!{fixed(s.row, s.col)}" for s in own)
            begun = any((s.slot.table, s.slot.row, s.slot.field) in filled for s in own)
            page.formula(at, 6, f"IF(LEN(TRIM({joined}))>0,1,0)", int(begun), "plain")
            starts[slot.table, slot.row] = f"G{at + 1}"
    return starts


def _wrong_flags(copy: FormCopy, cells: Mapping[tuple[str, str, str], str], operands: Mapping[str, frozenset[str]],
                 lines: CheckLines, choices: Mapping[str, str]) -> dict[tuple[str, str, str], str]:
    """The wrong-kind test of every watched cell that some rule looks at: they need a column of their own."""
    tables = {t.code: t for t in copy.form.tables}
    flags = {}
    for spot in lines.spots:
        slot = spot.slot
        name = slot.row if tables[slot.table].record else slot.field
        if name in operands[slot.table]:
            key = (slot.table, slot.row, slot.field)
            flags[key] = _present(cells[key], excel_wrong(slot, cells[key], _list(slot, choices)))
    return flags


def _present(cell: str, test: str) -> str:
    return f"IF(LEN(TRIM({cell}))=0,FALSE,{test})"


def _list(slot: Slot, choices: Mapping[str, str]) -> str:
    return choices.get(slot.choice_list or "", "")


def _verdict_formula(slot: Slot, table: Table, key: tuple[str, str, str], cells: Mapping[tuple[str, str, str], str],
                     wrong: str, lines: CheckLines, wrongs: Mapping[tuple[str, str, str], str]) -> str:
    own_name = slot.row if table.record else slot.field
    inner = '"OK"'
    for rule in reversed([r for r in table.rules if r.field == own_name]):
        keys = {n: (slot.table, n, slot.field) if table.record else (slot.table, slot.row, n) for n in refs(rule.holds)}
        if not all(k in cells for k in keys.values()):
            continue
        judged = ",".join(f"F{lines.rows[k] + 1}=0" for k in sorted(keys.values()) if k in wrongs)
        broken = f"NOT({excel(rule.holds, {n: cells[k] for n, k in keys.items()})})"
        inner = f'IF({f"AND({judged},{broken})" if judged else broken},"{_quoted(rule.message)}",{inner})'
    inner = f'IF({wrong},"{WRONG}",{inner})'
    return f'IF(LEN(TRIM({cells[key]}))=0,"{MISSING}",{inner})' if slot.required else inner


def _quoted(text: str) -> str:
    return text.replace('"', '""')


def verdict_formula(lines: CheckLines) -> tuple[str, str]:
    """(formula, cached text) of the overall verdict."""
    total = f"'{marks.CHECK_SHEET}'!$A${lines.last + 1}"
    count = sum(r != "OK" for r in lines.reasons)
    return f'IF({total}=0,"{READY}","BELUM LENGKAP ("&{total}&")")', READY if not count else f"BELUM LENGKAP ({count})"


def row_check(lines: CheckLines, keys: Sequence[tuple[str, str, str]]) -> tuple[str, str] | None:
    """(formula, cached text) of a row's own check, or None when nothing of it is watched."""
    rows = sorted(lines.rows[k] for k in keys if k in lines.rows)
    if not rows:
        return None
    span = lines.span("E", rows[0], rows[-1])
    count = sum(lines.reasons[r - FIRST] != "OK" for r in rows)
    formula = f'IF(COUNTIF({span},"OK")={len(rows)},"OK","KURANG "&{len(rows)}-COUNTIF({span},"OK"))'
    return formula, "OK" if not count else f"KURANG {count}"


def write_periksa(page: Page, copy: FormCopy, lines: CheckLines) -> None:
    """The visible sheet: verdict, progress per sheet, the first open cells with a jump link."""
    formula, cached = verdict_formula(lines)
    page.text(4, 0, "Hasil pemeriksaan", "label")
    page.formula(4, 2, formula, cached, "verdict")
    for col, head in enumerate(("Lembar", "Sudah beres", "Dari", "Kemajuan", "Keterangan")):
        page.text(6, col, head, "header")
    row = 7
    for sheet in copy.form.sheets:
        rows = [FIRST + i for i, s in enumerate(lines.spots) if s.sheet == sheet.name]
        _sheet_progress(page, row, sheet.name, rows, lines)
        row += 1
    row += 1
    page.text(row, 0, f"Daftar isian yang masih perlu dibereskan (paling banyak {SHOWN} baris)", "label")
    for col, head in enumerate(("Lembar", "Sel", "Buka", "Isian", "Yang perlu dilakukan")):
        page.text(row + 1, col, head, "header")
    _open_list(page, row + 2, lines)


def _sheet_progress(page: Page, row: int, name: str, rows: list[int], lines: CheckLines) -> None:
    page.link(row, 0, name, "A1", name)
    if not rows:
        page.text(row, 4, "tidak ada yang wajib diisi", "note")
        return
    span = lines.span("E", rows[0], rows[-1])
    done = sum(lines.reasons[r - FIRST] == "OK" for r in rows)
    share = round(BAR * done / len(rows) + 1e-9)
    page.formula(row, 1, f'COUNTIF({span},"OK")', done, "plain")
    page.number(row, 2, len(rows), "plain")
    bar = f"ROUND({BAR}*B{row + 1}/C{row + 1},0)"
    page.formula(row, 3, f'REPT("█",{bar})&REPT("░",{BAR}-{bar})', "█" * share + "░" * (BAR - share), "bar")
    page.formula(row, 4, f'IF(B{row + 1}=C{row + 1},"lengkap","masih "&(C{row + 1}-B{row + 1})&" isian")',
                 "lengkap" if done == len(rows) else f"masih {len(rows) - done} isian", "plain")


def _open_list(page: Page, first: int, lines: CheckLines) -> None:
    open_at = [i for i, r in enumerate(lines.reasons) if r != "OK"]
    for k in range(1, SHOWN + 1):
        row = first + k - 1
        at = open_at[k - 1] if k <= len(open_at) else None
        match = f"MATCH({k},{lines.span('A')},0)"
        spot = lines.spots[at] if at is not None else None
        cell = cell_name(spot.row, spot.col) if spot else ""
        page.formula(row, 0, f'IFERROR(INDEX({lines.span("B")},{match}),"")', spot.sheet if spot else "", "plain")
        page.formula(row, 1, f'IFERROR(INDEX({lines.span("C")},{match}),"")', cell, "plain")
        page.formula(row, 2, f'IF(B{row + 1}="","",HYPERLINK("#\'"&A{row + 1}&"\'!"&B{row + 1},"Buka"))',
                     "Buka" if spot else "", "link")
        label = _label(lines, at) if at is not None else ""
        page.formula(row, 3, f'IFERROR(INDEX({lines.span("D")},{match}),"")', label, "plain")
        page.formula(row, 4, f'IFERROR(INDEX({lines.span("E")},{match}),"")',
                     lines.reasons[at] if at is not None else "", "plain")


def _label(lines: CheckLines, index: int) -> str:
    slot = lines.spots[index].slot
    record = slot.label and slot.field == "isian"
    return slot.label if record else f"{slot.row}: {slot.label}"
