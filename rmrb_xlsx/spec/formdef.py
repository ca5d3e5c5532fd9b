"""Form definition (YAML of a pack) -> `Form`. Raises ValueError/KeyError with an Indonesian text for anything unknown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from rmrb_xlsx.spec.expr import parse, refs
from rmrb_xlsx.spec.model import Field, Form, KindName, Rule, Sheet, Table

FIELD_KEYS = frozenset(Field.__dataclass_fields__)


def read_form(code: str, data: Mapping[str, Any]) -> Form:
    """The form `code` from its YAML mapping."""
    lists = {str(k): (v,) if isinstance(v, str) else tuple(str(c) for c in v) for k, v in data["lists"].items()}
    sheets = tuple(_sheet(s, lists) for s in data["sheets"])
    return Form(code, str(data["title"]), sheets, lists, tuple(str(i) for i in data["instructions"]))


def _sheet(data: Mapping[str, Any], lists: Mapping[str, tuple[str, ...]]) -> Sheet:
    name = str(data["name"])
    tables = tuple(_table(t, name, lists) for t in data["tables"])
    return Sheet(name, str(data["title"]), str(data["intro"]), tables, bool(data.get("omit_empty", False)),
                 bool(data.get("summary", False)))


def _table(data: Mapping[str, Any], sheet: str, lists: Mapping[str, tuple[str, ...]]) -> Table:
    code = str(data["code"])
    fields = tuple(_field(f, code, lists) for f in data["fields"])
    record = bool(data.get("record", False))
    names = {f.code for f in fields}
    rules = tuple(_rule(r, code, names, record) for r in data.get("rules", ()))
    return Table(code, sheet, str(data["title"]), fields, str(data["source"]), record, int(data.get("spare", 0)),
                 bool(data.get("filterable", False)), str(data.get("empty_note", "")), rules,
                 str(data.get("instrument", "")), _carry(data.get("carry", "always"), code), tuple(str(n) for n in data.get("fresh", ())),
                 _known(str(data.get("freeze", "")), names, code))


def _known(name: str, names: set[str], table: str) -> str:
    if name and name not in names:
        raise ValueError(f"tabel «{table}»: kolom «{name}» tidak dikenal")
    return name


def _carry(word: Any, table: str) -> Any:
    if word not in ("always", "year", "never"):
        raise ValueError(f"tabel «{table}»: carry «{word}» tidak dikenal; yang ada: always, year, never")
    return word


def _field(data: Mapping[str, Any], table: str, lists: Mapping[str, tuple[str, ...]]) -> Field:
    unknown = set(data) - FIELD_KEYS
    if unknown:
        raise ValueError(f"tabel «{table}»: sifat kolom tidak dikenal: {', '.join(sorted(unknown))}")
    field = Field(**data)
    if field.kind not in get_args(KindName):
        raise ValueError(f"tabel «{table}», kolom «{field.code}»: jenis «{field.kind}» tidak dikenal")
    if field.choices and field.choices not in lists:
        raise ValueError(f"tabel «{table}», kolom «{field.code}»: daftar «{field.choices}» tidak ada")
    return field


def _rule(data: Mapping[str, Any], table: str, names: set[str], record: bool) -> Rule:
    holds = parse(data["holds"])
    if not record and (missing := refs(holds) - names):
        raise ValueError(f"tabel «{table}», aturan «{data['code']}»: kolom tidak dikenal: {', '.join(sorted(missing))}")
    return Rule(str(data["code"]), table, str(data["field"]), holds, str(data["message"]), str(data["cure"]))
