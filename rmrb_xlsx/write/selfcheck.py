"""The visible self-check: the sheet `Periksa`, and the verdicts that other sheets show. Formulas over `_cek` (`write.lines`)."""

from __future__ import annotations

from collections.abc import Sequence

from rmrb_xlsx.spec import marks
from rmrb_xlsx.spec.model import FormCopy
from rmrb_xlsx.write.lines import FIRST, CheckLines
from rmrb_xlsx.write.must import Page, cell_name

SHOWN = 50
BAR = 20
READY = "SIAP DIKIRIM"


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
    missing = lines.open_between(rows[0], rows[-1])
    count = sum(lines.reasons[r - FIRST] != "OK" for r in rows)
    formula = f'IF({missing}=0,"OK","KURANG "&{missing})'
    return formula, "OK" if not count else f"KURANG {count}"


def write_periksa(page: Page, copy: FormCopy, lines: CheckLines) -> None:
    """The visible sheet: verdict, progress per sheet, the first open cells with a jump link."""
    formula, cached = verdict_formula(lines)
    page.text(4, 0, "Hasil pemeriksaan", "label")
    page.formula(4, 2, formula, cached, "verdict")
    for col, head in enumerate(("Lembar", "Wajib beres", "Dari", "Kemajuan", "Keterangan")):
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
    asked = [r for r in rows if lines.spots[r - FIRST].slot.required]
    if not rows:
        page.text(row, 4, "tidak ada yang wajib diisi", "note")
        return
    n = row + 1
    if asked:
        done = sum(lines.reasons[r - FIRST] == "OK" for r in asked)
        share = round(BAR * done / len(asked) + 1e-9)
        required = lines.span("H", rows[0], rows[-1])
        page.formula(row, 1, f'COUNTIFS({lines.span("E", rows[0], rows[-1])},"OK",{required},1)', done, "plain")
        page.number(row, 2, len(asked), "plain")
        bar = f"ROUND({BAR}*B{n}/C{n},0)"
        page.formula(row, 3, f'REPT("█",{bar})&REPT("░",{BAR}-{bar})', "█" * share + "░" * (BAR - share), "bar")
    missing = lines.open_between(rows[0], rows[-1])
    count = sum(lines.reasons[r - FIRST] != "OK" for r in rows)
    page.formula(row, 4, f'IF({missing}=0,"lengkap","masih "&{missing}&" isian")',
                 f"masih {count} isian" if count else "lengkap", "plain")


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
