"""Input rules of the cells: drop-downs, limits, prompts and error texts with the cure; colours with words as second guard,
because pasting destroys validation without a word. Cells that ask alike share one rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from rmrb_xlsx.spec.expr import excel, refs
from rmrb_xlsx.spec.kinds import TEXT_KINDS, excel_empty, excel_wrong
from rmrb_xlsx.spec.model import Rule, Slot
from rmrb_xlsx.write.head import Drawing
from rmrb_xlsx.write.must import Page, Range, cell_name, column_name, fixed
from rmrb_xlsx.write.place import Block, Spot
from rmrb_xlsx.write.words import day, how_to, prompt, short

TITLE, PROMPT, ERROR, FORMULA = 32, 255, 225, 255  # what Excel takes at most
_DECIMAL = ("number", "percent", "index", "integer")


def input_rules(page: Page, d: Drawing, block: Block) -> None:
    """Validation and conditional formats of all input cells of a table."""
    alike: dict[tuple[Any, ...], list[Spot]] = defaultdict(list)
    own = [s for s in d.placed.spots if s.slot.table == block.table.code]
    for spot in own:
        s = spot.slot
        alike[s.field, s.label, s.help, s.kind, s.required, s.whole, s.choice_list, s.min, s.max,
              s.row if block.table.record else "", d.marked.get((s.table, s.row, s.field))].append(spot)
    for group in alike.values():
        ranges = _ranges(group)
        corner = cell_name(ranges[0][0], ranges[0][1])
        slot = group[0].slot
        wrong = excel_wrong(slot, corner, d.choices.get(slot.choice_list or "", ""))
        _validate(page, slot, ranges, d.choices, wrong, d.marked.get((slot.table, slot.row, slot.field)))
        _colour(page, d, slot, ranges, corner, wrong, block)
        for criteria, look in _broken(d, block, group, ranges):
            page.condition(ranges, {"type": "formula", "criteria": criteria, "format": d.book.dxf(look)})


def _ranges(spots: list[Spot]) -> list[Range]:
    """The cells as few rectangles: runs down one column."""
    runs: list[list[int]] = []
    for col, row in sorted((s.col, s.row) for s in spots):
        if runs and runs[-1][1] == col and runs[-1][2] == row - 1:
            runs[-1][2] = row
        else:
            runs.append([row, col, row])
    return [(first, col, last, col) for first, col, last in runs]


def _validate(page: Page, slot: Slot, ranges: list[Range], choices: Mapping[str, str], wrong: str,
              fault: str | None) -> None:
    """The input rule of a slot with its prompt; of a cell to be mended the prompt says what was wrong with it."""
    how = how_to(slot)
    common = {"input_title": short(slot.label, TITLE), "input_message": short(prompt(slot), PROMPT),
              "error_title": "Isian belum sesuai", "error_message": short(how, ERROR), "error_type": "stop"}
    if slot.choice_list:
        rule: dict[str, Any] = {"validate": "list", "source": f"={choices[slot.choice_list]}"}
    elif slot.kind in _DECIMAL:
        rule = {"validate": "integer" if slot.kind == "integer" else "decimal", "criteria": "between",
                "minimum": slot.min if slot.min is not None else -1e12, "maximum": slot.max if slot.max is not None else 1e12}
    elif slot.kind == "date":
        rule = {"validate": "date", "criteria": "between", "minimum": day(slot.min or "2000-01-01"),
                "maximum": day(slot.max or "2099-12-31")}
    elif slot.kind in ("email", "phone", "nip") and len(wrong) + 6 <= FORMULA:
        rule = {"validate": "custom", "value": f"=NOT({wrong})"}
    else:
        rule = {"validate": "any"}
    told = {"input_title": "PERBAIKI", "input_message": short(fault, PROMPT)} if fault else {}
    page.validate(ranges, {**rule, **common, **told})


def _colour(page: Page, d: Drawing, slot: Slot, ranges: list[Range], corner: str, wrong: str, block: Block) -> None:
    """Missing and wrong: in the cell by colour (and word), in the column «Cek» by word."""
    if slot.required:
        page.condition(ranges, {"type": "formula", "criteria": f"={excel_empty(slot, corner)}", "stop_if_true": True,
                                "format": d.book.dxf("missing")})
    elif slot.whole:
        row = ranges[0][0]
        shown = [f"NOT({excel_empty(s.slot, f'${column_name(s.col)}{row + 1}')})" for s in _on_row(d, slot, row)]
        begun = f"OR({','.join(shown)})"
        page.condition(ranges, {"type": "formula", "criteria": f"=AND({excel_empty(slot, corner)},{begun})", "stop_if_true": True,
                                "format": d.book.dxf("missing")})
    if slot.kind not in TEXT_KINDS:
        page.condition(ranges, {"type": "formula", "criteria": f"=IFERROR(IF({excel_empty(slot, corner)},FALSE,{wrong}),TRUE)",
                                "format": d.book.dxf("wrong"), "stop_if_true": True})


def _broken(d: Drawing, block: Block, group: list[Spot], ranges: list[Range]) -> Iterator[tuple[str, str]]:
    """(criteria, look) for each rule that may blame these cells: what is missing by it, and what contradicts it."""
    slot, row = group[0].slot, ranges[0][0]
    name = slot.row if block.table.record else slot.field
    corner = cell_name(row, ranges[0][1])
    for rule in (r for r in block.table.rules if r.field == name):
        spots = _operands(d, block, rule, slot, row)
        if spots is None:
            continue
        cells = {n: (fixed(s.row, s.col) if block.table.record else f"${column_name(s.col)}{row + 1}") for n, s in spots.items()}
        empty = {n: excel_empty(s.slot, cells[n]) for n, s in spots.items()}
        judged = [f"IF({empty[n]},TRUE,NOT({excel_wrong(s.slot, cells[n], d.choices.get(s.slot.choice_list or '', ''))}))"
                  for n, s in sorted(spots.items()) if s.slot.kind not in TEXT_KINDS]
        whole = {n: f"ROUND({cells[n]}-0.5,0)" if s.slot.kind == "date" else cells[n] for n, s in spots.items()}
        broken = ",".join([*judged, f"NOT({excel(rule.holds, whole, empty)})"])
        own = excel_empty(slot, corner)
        yield f"=IFERROR(AND({own},{broken}),FALSE)", "missing"
        yield f"=IFERROR(AND(NOT({own}),{broken}),FALSE)", "broken"


def _operands(d: Drawing, block: Block, rule: Rule, slot: Slot, row: int) -> dict[str, Spot] | None:
    """Name -> the cell it means here (in a table: on the row of the corner); None when one of them is closed."""
    own = [s for s in d.placed.spots if s.slot.table == slot.table] if block.table.record else _on_row(d, slot, row)
    found = {(s.slot.row if block.table.record else s.slot.field): s for s in own}
    names = refs(rule.holds)
    return {n: found[n] for n in names} if names <= found.keys() else None


def _on_row(d: Drawing, slot: Slot, row: int) -> list[Spot]:
    """The input cells of the same table on one row of the sheet."""
    return [s for s in d.placed.spots if s.row == row and s.slot.table == slot.table]
