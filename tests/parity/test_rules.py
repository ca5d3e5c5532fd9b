"""Every rule and every table of the real forms, each table many times over in one workbook: the form's verdict, recalculated
by LibreOffice, agrees with the strict judgement cell by cell, row by row and in the overall verdict."""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import replace

import pytest

from rmrb_xlsx.spec.model import FormCopy, Row, Table
from rmrb_xlsx.spec.pack import Pack
from rmrb_xlsx.write.lines import reason
from rmrb_xlsx.write.must import column_name
from rmrb_xlsx.write.place import CHECK_COLUMN
from tests.parity.fillings import fill, mixed
from tests.parity.forms import FULL, places, real_copy, strict, written
from tests.parity.office import recalculated, shown

pytestmark = pytest.mark.libreoffice
ROWS = 150 if FULL else 25
FORMS = [("banyumas", "pd"), ("banyumas", "pemda"), *([("example", "pd"), ("example", "pemda")] if FULL else [])]


def many(copy: FormCopy, rows: int) -> FormCopy:
    """The copy with every table repeated until it has about `rows` rows (records three times as often). Repetitions leave computed
    columns out: their formulas name the one table they are about."""
    tables: dict[str, list[Table]] = {s.name: [] for s in copy.form.sheets}
    own: dict[str, tuple[Row, ...]] = {}
    for table in copy.form.tables:
        count = sum(r.level in ("item", "spare") for r in copy.rows[table.code])
        for k in range((3 * rows if table.record else -(-rows // max(count, 1))) if table.inputs else 1):
            code = f"{table.code}_{k}" if k else table.code
            fields = tuple(f for f in table.fields if not k or f.role != "computed")
            tables[table.sheet].append(replace(table, code=code, fields=fields, filterable=False, rules=tuple(replace(r, table=code) for r in table.rules)))
            own[code] = copy.rows[table.code]
    return replace(copy, form=replace(copy.form, sheets=tuple(replace(s, tables=tuple(tables[s.name])) for s in copy.form.sheets)), rows=own)


@pytest.mark.parametrize(("pack", "form"), FORMS)
def test_every_rule_agrees_over_many_rows(pack: str, form: str, request: pytest.FixtureRequest) -> None:
    given: Pack = request.getfixturevalue(pack)
    copy = many(real_copy(given, form, spare=10), ROWS)
    contents = mixed(copy, random.Random(f"{pack} {form}"), (0.55, 0.2, 0.25))
    where = places(copy)
    data = fill(written(given, copy), {where[key]: content for key, content in contents.items()})
    cells = shown(recalculated({"banyak": data})["banyak"])
    verdicts = {(v.slot.table, v.slot.row, v.slot.field): v for v in strict(copy, contents)}
    theirs = {(cells["_cek", f"B{n}"], cells["_cek", f"C{n}"]): cells.get(("_cek", f"E{n}")) for n in range(2, len(verdicts) + 2)}
    differ = [(key, contents[key], reason(v), theirs[where[key]]) for key, v in verdicts.items() if reason(v) != theirs[where[key]]]
    open_cells = sum(v.code is not None for v in verdicts.values())
    print(f"paritas aturan {pack} {form}: {len(verdicts)} sel, {open_cells} terbuka, {len(differ)} perbedaan")
    assert not differ
    assert f"BELUM LENGKAP ({open_cells})" in {value for (sheet, _), value in cells.items() if sheet == "Periksa"}
    by_row = Counter((where[key][0], int("".join(filter(str.isdigit, where[key][1])))) for key, v in verdicts.items() if v.code)
    rows = {(where[key][0], int("".join(filter(str.isdigit, where[key][1])))) for key in verdicts}
    said = {at: cells[at[0], f"{column_name(CHECK_COLUMN)}{at[1]}"] for at in rows}
    assert {at: 0 if words == "OK" else int(words.split()[-1]) for at, words in said.items()} == {at: by_row[at] for at in rows}
    rules = {(re.sub(r"_\d+$", "", r.table), r.code) for t in copy.form.tables for r in t.rules}
    broken = {(re.sub(r"_\d+$", "", v.rule.table), v.rule.code) for v in verdicts.values() if v.rule}
    assert broken == rules, f"aturan yang tidak pernah teruji: {rules - broken}"
