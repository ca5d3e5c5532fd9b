"""The print-ready summary above the last table of a form: verdict, how far each sheet is, the score, and the signature block.

It stands above the column codes of its sheet, where the reader looks for no content. One page: the signature never stands alone.
"""

from __future__ import annotations

from rmrb_xlsx.spec import marks
from rmrb_xlsx.spec.kinds import as_raw
from rmrb_xlsx.spec.values import MONTHS, as_text, parse_date, show_date
from rmrb_xlsx.write.head import Drawing
from rmrb_xlsx.write.lines import FIRST
from rmrb_xlsx.write.must import Page, fixed
from rmrb_xlsx.write.periksa import bar, in_words, progress, progress_row
from rmrb_xlsx.write.place import FIRST_BLOCK, Block, summary_rows

NAME, BAR_COLUMN, WORDS, SIGN = 0, 2, 3, 4
DOTS = "." * 34
CLOSING = "Isian formulir ini telah diperiksa dan dapat dipertanggungjawabkan."
UNRATED = "belum dinilai"
TOTAL = frozenset({"total", "predikat", "kelengkapan"})


def draw_summary(page: Page, d: Drawing, block: Block) -> None:
    """Rows 5 on of the sheet; print set-up of the sheet."""
    row = FIRST_BLOCK
    for col, text in ((NAME, "Ringkasan isian"), (1, ""), (BAR_COLUMN, ""), (WORDS, ""), (SIGN, "Pengesahan")):
        page.text(row, col, text, "section")
    identity = d.copy.identity
    told = f"{d.copy.agency_name}, {d.copy.facts['period']} {identity.year}"
    for col, text, look in ((NAME, "Formulir", "line"), (1, "", "line"), (BAR_COLUMN, told, "line"), (WORDS, "", "line")):
        page.text(row + 1, col, text, look, bold=True)
    at = row + 2
    for sheet in d.copy.form.sheets:
        _sheet_line(page, d, at, sheet.name)
        at += 1
    _scores(page, d, at)
    last = FIRST_BLOCK + summary_rows(d.copy) - 2
    page.text(last, NAME, CLOSING, "intro")
    _signature(page, d, block, last - 8)
    page.call("print_area", 0, 0, last, max(block.last_column, SIGN))
    page.call("fit_to_pages", 1, 1)
    page.call("freeze_panes", FIRST_BLOCK, 0)


def _sheet_line(page: Page, d: Drawing, row: int, name: str) -> None:
    source, there = progress_row(d, name) + 1, f"'{marks.SELF_CHECK_SHEET}'!"
    done, total, still_open = progress(d.lines, name)
    page.text(row, NAME, name, "line")
    page.blank(row, 1, "line")
    if total:
        page.formula(row, BAR_COLUMN, f'{there}D{source}&"  "&{there}B{source}&" dari "&{there}C{source}',
                     f"{bar(done, total)}  {done} dari {total}", "line_bar")
    else:
        page.blank(row, BAR_COLUMN, "line_bar")
    page.formula(row, WORDS, f"{there}E{source}", in_words(total, still_open), "line")


def _scores(page: Page, d: Drawing, row: int) -> None:
    """The total of the form's KKE with its predicate, from the table that sums it up."""
    block = next((b for blocks in d.placed.blocks.values() for b in blocks if {r.id for r in b.rows} >= TOTAL), None)
    if block is None:
        return
    field = next(f for f in block.table.fields if f.role == "computed")
    at = {r.id: f"'{block.table.sheet}'!{fixed(block.first_row + i, block.column(field.code))}" for i, r in enumerate(block.rows)}
    now = {name: d.computed.get((block.table.code, name, field.code)) for name in TOTAL}
    weight = next(as_text(r.given.get("bobot")) for r in block.rows if r.id == "total")
    total = now["total"]
    page.text(row, NAME, "Nilai KKE", "line", bold=True)
    page.blank(row, 1, "line")
    page.formula(row, BAR_COLUMN, f'IF(ISNUMBER({at["total"]}),{at["total"]},"{UNRATED}")',
                 total if isinstance(total, int | float) else UNRATED, "line_score", align="left", bold=True)
    words = f'"{weight}, predikat "&IF(LEN({at["predikat"]})=0,"-",{at["predikat"]})&", "&{at["kelengkapan"]}'
    page.formula(row, WORDS, words, f"{weight}, predikat {now['predikat'] or '-'}, {now['kelengkapan'] or ''}", "line")


def _signature(page: Page, d: Drawing, block: Block, row: int) -> None:
    """Place and date, office, name, rank, NIP: each as soon as its cell is right, dots until then."""
    table = block.table.code
    slots = {r.id: s for r in block.rows for s in d.copy.row_slots(block.table, r)}
    if not {"tempat", "tanggal", "jabatan", "nama", "nip"} <= slots.keys():
        return
    cells = {r.id: fixed(block.first_row + i, block.column("isian")) for i, r in enumerate(block.rows)}
    lines = {name: d.lines.rows[table, name, "isian"] for name in slots}
    right = {name: f"'{marks.CHECK_SHEET}'!$E${line + 1}=\"OK\",LEN(TRIM({cells[name]}))>0" for name, line in lines.items()}
    given = {name: d.answers.get((table, name, "isian")) if d.lines.reasons[line - FIRST] == "OK" else None for name, line in lines.items()}

    def shown(name: str) -> tuple[str, str]:
        text = as_text(given[name])
        return f'IF(AND({right[name]}),{cells[name]},"{DOTS}")', text if text.strip(" ") else DOTS
    day, months = f"ROUND({cells['tanggal']}-0.5,0)", ",".join(f'"{m}"' for m in MONTHS)
    date = f'{day}-DATE(YEAR({day}),MONTH({day}),1)+1&" "&CHOOSE(MONTH({day}),{months})&" "&YEAR({day})'
    where, place = shown("tempat")
    when = parse_date(as_raw(given["tanggal"], slots["tanggal"])).value
    page.formula(row, SIGN, f'{where}&", "&IF(AND({right["tanggal"]}),{date},"{DOTS}")',
                 f"{place}, {show_date(when) if when else DOTS}", "sign")
    page.formula(row + 1, SIGN, *shown("jabatan"), "sign")
    page.formula(row + 6, SIGN, *shown("nama"), "sign_name")
    if "pangkat" in slots:
        formula, rank = shown("pangkat")
        page.formula(row + 7, SIGN, formula.replace(DOTS, ""), "" if rank == DOTS else rank, "sign")
    formula, nip = shown("nip")
    page.formula(row + 8, SIGN, f'"NIP "&{formula}', f"NIP {nip}", "sign")
