"""What stands in an issued package: nothing newer than Excel 2010, nothing outside the closed list, nothing past a limit of any
target program; and everything still there after LibreOffice saved it as .xlsx and as .ods."""

from __future__ import annotations

import io
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.formula.translate import Translator
from openpyxl.utils import get_column_letter

from rmrb_xlsx.spec.pack import Pack
from tests.form.package import ALLOWED, MAIN, ORDER, PARTS, Package
from tests.parity.forms import real_copy, written
from tests.parity.test_issued import prefilled, repaired

FORMS = ("banyumas pd", "banyumas pemda", "kecamatan", "example pd", "example pemda", "terisi", "perbaikan")


@pytest.fixture(scope="module")
def packages(banyumas: Pack, example: Pack) -> dict[str, Package]:
    """Each form once; warnings of the writer are errors (pytest turns them, and so does the writer's own wrapper)."""
    office = real_copy(banyumas, "pd")
    data = {"banyumas pd": written(banyumas, office), "banyumas pemda": written(banyumas, real_copy(banyumas, "pemda")),
            "kecamatan": written(banyumas, real_copy(banyumas, "pd", "33.02.01")), "example pd": written(example, real_copy(example, "pd")),
            "example pemda": written(example, real_copy(example, "pemda")), "terisi": prefilled(banyumas, office),
            "perbaikan": repaired(banyumas, office, random.Random("kompatibel"))}
    return {name: Package(book) for name, book in data.items()}


@pytest.fixture(params=FORMS)
def package(request: pytest.FixtureRequest, packages: dict[str, Package]) -> Package:
    return packages[request.param]


def test_only_parts_of_a_plain_workbook(package: Package) -> None:
    assert [name for name in package.raw if not PARTS.fullmatch(name)] == []
    assert b"macro" not in package.raw["[Content_Types].xml"].lower()
    for name, part in package.raw.items():
        for newer in (b"x14", b"x15", b"xr:", b"extLst", b"_xlfn", b"_xlws", b" cm=", b"sheetMetadata", b"mc:Ignorable", b"externalReference"):
            assert newer not in part, (name, newer)


def test_the_parts_of_a_sheet_stand_in_the_order_of_the_standard(package: Package) -> None:
    for part in package.sheets:
        tags = [child.tag.removeprefix(MAIN) for child in package.trees[part]]
        assert tags == sorted(tags, key=ORDER.index), part


def test_formulas_use_the_closed_list_and_stay_short(package: Package) -> None:
    found = list(package.formulas())
    assert len(found) > 100
    for one in found:
        assert one.functions <= ALLOWED, one
        assert len(one.text) < 8192 and one.depth <= 60, one
        assert not set(one.bare) & set("{}@#[]") or one.kind == "name", one
        assert all(len(text) <= 257 for text in re.findall(r'"(?:[^"]|"")*"', one.text)), one
        assert one.text.isprintable(), one


def test_rules_reach_other_sheets_by_name_only(package: Package) -> None:
    """Conditional formats and validations of Excel 2007 and 2010 refuse other sheets and constants in braces."""
    for one in package.formulas():
        if one.kind.startswith("formula"):
            assert "!" not in one.bare and "{" not in one.bare, one
        if one.kind in ("formula1", "formula2"):
            assert len(one.text) <= 255, one


def test_every_name_in_a_formula_is_defined(package: Package) -> None:
    for one in package.formulas():
        if one.kind != "name":
            words = set(re.findall(r"(?<![A-Za-z0-9_.!'$:])([A-Za-z_][A-Za-z0-9_.]*)(?![A-Za-z0-9_.(!:'])", re.sub(r"'[^']+'!", "", one.bare)))
            words = {w for w in words if not re.fullmatch(r"[A-Z]{1,3}[0-9]{1,7}|TRUE|FALSE|[0-9.]*E[0-9]+", w)}
            assert words <= package.names.keys(), one


def test_names_are_such_that_every_program_takes_them(package: Package) -> None:
    for name, text in package.names.items():
        assert re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.]{2,254}", name), name
        assert not re.fullmatch(r"[A-Za-z]{1,3}[0-9]+|[Rr][0-9]*[Cc][0-9]*", name), name
        sheet, _, area = text.rpartition("!")
        assert sheet.strip("'") in package.sheets.values(), name
        assert re.fullmatch(r"\$[A-Z]+\$\d+(:\$[A-Z]+\$\d+)?", area), name
    assert len({n.casefold() for n in package.names}) == len(package.names)


def test_sheet_names_fit(package: Package) -> None:
    for name in package.sheets.values():
        assert 0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") and not name.startswith("'"), name
    assert len({n.casefold() for n in package.sheets.values()}) == len(package.sheets)


def test_prompts_and_texts_fit(package: Package) -> None:
    prompts = 0
    for part in package.sheets:
        for rule in package.trees[part].iter(f"{MAIN}dataValidation"):
            prompts += bool(rule.get("prompt"))
            for attribute, most in (("promptTitle", 32), ("prompt", 255), ("errorTitle", 32), ("error", 225)):
                assert len(rule.get(attribute, "")) <= most, rule.attrib
            assert rule.get("errorStyle", "stop") == "stop"
        for tag in ("oddHeader", "oddFooter"):
            assert all(len(e.text or "") <= 255 for e in package.trees[part].iter(f"{MAIN}{tag}"))
        assert all(float(r.get("ht", 0)) <= 409 for r in package.trees[part].iter(f"{MAIN}row"))
        assert all(float(c.get("width", 0)) <= 255 for c in package.trees[part].iter(f"{MAIN}col"))
    assert prompts > 10
    for text in package.trees["xl/sharedStrings.xml"].iter(f"{MAIN}t"):
        assert len(text.text or "") <= 32_767
    assert all(len(e.text or "") <= 255 for e in package.trees["docProps/custom.xml"].iter() if e.tag.endswith("lpwstr"))
    assert len(list(package.trees["xl/styles.xml"].iter(f"{MAIN}xf"))) < 4000


def test_every_shown_sheet_is_locked_without_a_password(package: Package) -> None:
    shown = [s.get("name") for s in package.book.iter(f"{MAIN}sheet") if s.get("state", "visible") == "visible"]
    for part, name in package.sheets.items():
        lock = package.trees[part].find(f"{MAIN}sheetProtection")
        if name in shown:
            assert lock is not None and lock.get("sheet") == "1" and not {"password", "hashValue"} & lock.attrib.keys(), name
            assert lock.get("formatColumns") == lock.get("autoFilter") == "0", name


def _cells(area: Any) -> Iterator[str]:
    for part in area.ranges:
        for row in part.rows:
            yield from (f"{get_column_letter(col)}{line}" for line, col in row)


def _plain(formula: str | None) -> str | None:
    """Formulas in one spelling: LibreOffice writes 1 for TRUE and whole numbers without exponent."""
    if formula is None:
        return None
    bare = re.sub(r"\bTRUE(\(\))?", "1", re.sub(r"\bFALSE(\(\))?", "0", formula.removeprefix("=").replace(" ", "")))
    bare = re.sub(r"\b1E(\d+)\b", lambda m: str(10 ** int(m[1])), bare)
    return bare.removesuffix(".0") if re.fullmatch(r"-?\d+\.0", bare) else bare


def _validations(book: Any) -> dict[tuple[str, str], tuple[Any, ...]]:
    return {(page.title, cell): (rule.type, _plain(rule.formula1) if rule.type else None, _plain(rule.formula2) if rule.type not in (None, "list", "custom") else None,
                                 rule.promptTitle, rule.prompt, rule.errorTitle, rule.error, rule.errorStyle or "stop")
            for page in book for rule in page.data_validations.dataValidation for cell in _cells(rule.sqref)}


def _formats(book: Any) -> dict[tuple[str, str], list[str | None]]:
    """The conditions that hold for each cell, as seen from it."""
    seen: dict[tuple[str, str], list[str | None]] = {}
    for page in book:
        for group in page.conditional_formatting:
            area = group.sqref
            origin = f"{get_column_letter(min(r.min_col for r in area.ranges))}{min(r.min_row for r in area.ranges)}"
            for rule in group.rules:
                assert rule.type == "expression" and rule.dxf is not None
                for cell in _cells(area):
                    seen.setdefault((page.title, cell), []).append(_plain(Translator("=" + rule.formula[0], origin=origin).translate_formula(cell)))
    return {at: sorted(map(str, rules)) for at, rules in seen.items()}


def _names(book: Any) -> dict[str, str]:
    return {name: one.attr_text.replace("'", "") for name, one in book.defined_names.items()}


def _unlocked(book: Any) -> set[tuple[str, str]]:
    return {(page.title, cell.coordinate) for page in book if page.protection.sheet for row in page.iter_rows() for cell in row if not cell.protection.locked}


@pytest.mark.libreoffice
def test_nothing_is_lost_when_libreoffice_saves_it(banyumas: Pack, soffice: Callable[[str, Path, Path], Path], tmp_path: Path) -> None:
    (tmp_path / "f.xlsx").write_bytes(written(banyumas, real_copy(banyumas, "pd", spare=6)))
    once = soffice("xlsx", tmp_path / "f.xlsx", tmp_path / "a")
    twice = soffice("xlsx", soffice("ods", tmp_path / "f.xlsx", tmp_path / "b"), tmp_path / "c")
    ours, *others = (openpyxl.load_workbook(io.BytesIO(p.read_bytes())) for p in (tmp_path / "f.xlsx", once, twice))
    for face in (_validations, _formats, _names, _unlocked):
        expected: Any = face(ours)
        assert len(expected) > 20
        for other in others:
            found: Any = face(other)
            assert found == expected, face.__name__
    for other in others:
        assert [p.title for p in other] == [p.title for p in ours]
        assert [(p.protection.sheet, p.auto_filter.ref, p.print_title_rows, p.page_setup.orientation) for p in other if p.sheet_state == "visible"] == [
            (p.protection.sheet, p.auto_filter.ref, p.print_title_rows, p.page_setup.orientation) for p in ours if p.sheet_state == "visible"]
