"""Every kind, over every nasty content: the Excel test, recalculated by LibreOffice, agrees with its Python twin."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
import xlsxwriter

from rmrb_xlsx.spec.judge import as_form_sees
from rmrb_xlsx.spec.kinds import CHARACTERS, KINDS, PLACES, excel_empty, excel_wrong, read_slot
from rmrb_xlsx.spec.model import Slot
from rmrb_xlsx.spec.values import Parsed
from tests.parity.nasty import ALL, BOOLEANS, Content, Fault
from tests.parity.office import recalculated, shown

BARE = Slot("t", "r", "f", "Isian", "text", False, None, None, None, None, None)
STATES = ("Selesai", "Belum dilaksanakan", "Ya", "A", "B", "A?", "a*b", "1", "2")
SLOTS: dict[str, Slot] = {
    "text": BARE, "evidence": replace(BARE, kind="evidence"), "choice": replace(BARE, kind="choice", choices=STATES, choice_list="status"),
    "integer": replace(BARE, kind="integer"), "integer from 0": replace(BARE, kind="integer", min=0.0), "integer 1-4": replace(BARE, kind="integer", min=1.0, max=4.0),
    "number": replace(BARE, kind="number"), "number from 0": replace(BARE, kind="number", min=0.0), "number to 2.5": replace(BARE, kind="number", max=2.5),
    "percent": replace(BARE, kind="percent", min=0.0, max=100.0), "index": replace(BARE, kind="index", min=0.0, max=4.0),
    "date": replace(BARE, kind="date"), "date 2021": replace(BARE, kind="date", min="2021-01-01", max="2022-03-31"),
    "email": replace(BARE, kind="email"), "phone": replace(BARE, kind="phone"), "nip": replace(BARE, kind="nip")}


def judged(content: Content, slot: Slot) -> str:
    """The strict state of one content: blank, ok or wrong."""
    parsed = Parsed("wrong") if isinstance(content, Fault) else as_form_sees(read_slot(content, slot))
    return parsed.state


def workbook(cases: list[tuple[Content, Slot]]) -> bytes:
    """Each case on one row: content in A; B is 1 when it shows nothing, C is 1 when it is filled and wrong."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False})
    page, sets = book.add_worksheet("Isian"), book.add_worksheet("Daftar")
    for row, (name, characters) in enumerate({**CHARACTERS, "Pilihan_status": STATES}.items()):
        sets.write_row(row, 0, list(characters))
        book.define_name(name, f"=Daftar!$A${row + 1}:${xlsxwriter.utility.xl_col_to_name(len(characters) - 1)}${row + 1}")
    for name, size in PLACES.items():
        book.define_name(name, f"=Daftar!$A$1:$A${size}")
    for row, (content, slot) in enumerate(cases):
        cell = f"Isian!A{row + 1}"
        put(page, row, content)
        empty, wrong = excel_empty(slot, cell), excel_wrong(slot, cell, "Pilihan_status")
        page.write_formula(row, 1, f"=IFERROR(IF({empty},1,0),0)", None, 9)
        page.write_formula(row, 2, f"=IFERROR(IF(B{row + 1}=1,0,IF({wrong},1,0)),1)", None, 9)
    book.close()
    return out.getvalue()


def put(page: object, row: int, content: Content) -> None:
    write = {str: "write_string", float: "write_number", bool: "write_boolean"}
    if isinstance(content, Fault):
        page.write_formula(row, 0, "=" + content.text, None, content.text)  # type: ignore[attr-defined]
    elif content is not None and content != "":
        getattr(page, write[type(content)])(row, 0, content)


@pytest.mark.libreoffice
def test_every_kind_agrees_with_its_formula() -> None:
    cases = [(content, slot) for slot in SLOTS.values() for content in ALL]
    cells = shown(recalculated({"kinds": workbook(cases)})["kinds"], "Isian")
    states = {(1, 0): "blank", (0, 1): "wrong", (0, 0): "ok"}
    differ = [(slot.kind, content, judged(content, slot), states.get((cells["Isian", f"B{n}"], cells["Isian", f"C{n}"])))
              for n, (content, slot) in enumerate(cases, start=1)
              if judged(content, slot) != states.get((cells["Isian", f"B{n}"], cells["Isian", f"C{n}"]))]
    print(f"paritas jenis: {len(cases)} kasus, {len(differ)} perbedaan")
    assert not differ
    assert {judged(c, s) for c, s in cases} == {"blank", "wrong", "ok"}
    for kind in KINDS:
        assert {judged(c, s) for c, s in cases if s.kind == kind} >= {"ok", "blank", "wrong"}, kind


@pytest.mark.parametrize("slot", SLOTS.values(), ids=SLOTS)
def test_the_form_is_never_easier_than_the_check(slot: Slot) -> None:
    """What the form passes we pass; what we refuse the form refuses. Only contents to be typed again lie between."""
    for content in ALL + BOOLEANS:
        if not isinstance(content, Fault):
            parsed = read_slot(content, slot)
            assert parsed.state == "ok" or not parsed.retype or parsed.state == "blank"
            assert (judged(content, slot) == parsed.state) != parsed.retype, content
