"""The core types: a form described once, and the copy of it that one agency gets. All frozen, all inert.

A `Table` has columns (`Field`) and rows (`Row`). A single record (identity, results, signature) is the same thing
turned: one input column, one row per question, so every input cell is addressed alike: (table, row, field).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from rmrb_xlsx.spec.expr import Expr

KindName = Literal["text", "choice", "integer", "number", "percent", "index", "date", "email", "phone", "nip", "evidence"]
Stored = str | float | None


@dataclass(frozen=True, slots=True)
class Field:
    """One column. `role`: given (printed, locked), input (filled by the agency), computed (formula). `quiet`: words that
    repeat those of the row above are set in grey."""

    code: str
    label: str
    role: Literal["given", "input", "computed"] = "given"
    kind: KindName = "text"
    required: bool = False
    choices: str | None = None
    min: float | str | None = None
    max: float | str | None = None
    example: Stored = None
    help: str = ""
    width: float = 14
    group: str = ""
    computed: str = ""
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition on one row (or on a record): `holds` must be true, else `field` is blamed with `message`."""

    code: str
    table: str
    field: str
    holds: Expr
    message: str
    cure: str


@dataclass(frozen=True, slots=True)
class Table:
    """One block on one sheet. `record` tables resolve names in rules to row ids, the others to columns.
    `spare` rows are empty, numbered and may be filled freely; there `required` means: once the row is started.
    `instrument` names the KKE whose rows the table shows (empty: the one of the agencies). `carry`: into which later round
    answers may be carried (always, only within the same year, never); `fresh`: fields (of a record: questions) never carried.
    `freeze`: the last column that stays in view (empty: the row's own check)."""

    code: str
    sheet: str
    title: str
    fields: tuple[Field, ...]
    source: str
    record: bool = False
    spare: int = 0
    filterable: bool = False
    empty_note: str = ""
    rules: tuple[Rule, ...] = ()
    instrument: str = ""
    carry: Literal["always", "year", "never"] = "always"
    fresh: tuple[str, ...] = ()
    freeze: str = ""

    def field(self, code: str) -> Field:
        """The column `code`; KeyError when there is none."""
        for one in self.fields:
            if one.code == code:
                return one
        raise KeyError(code)

    @property
    def inputs(self) -> tuple[Field, ...]:
        return tuple(f for f in self.fields if f.role == "input")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table in one copy. `given` holds printed texts and numbers; `over` changes a field for this row
    (kind, choices, limits, required, example); `level` heading rows carry no input."""

    id: str
    given: Mapping[str, Stored]
    over: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    level: Literal["item", "heading", "subheading", "spare"] = "item"
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One visible sheet: its name (tab), the title in A1 and what it is in A2. `omit_empty`: left out of a copy in
    which none of its tables has a row. `summary`: above its tables stands the print-ready summary with the signature."""

    name: str
    title: str
    intro: str
    tables: tuple[Table, ...]
    omit_empty: bool = False
    summary: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A form as the pack describes it: sheets in order, named choice lists, the lines of `Petunjuk`."""

    code: str
    title: str
    sheets: tuple[Sheet, ...]
    lists: Mapping[str, tuple[str, ...]]
    instructions: tuple[str, ...]

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(t for s in self.sheets for t in s.tables)


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose form of which round this is. `token()` is what is written into the workbook, three times."""

    pack: str
    edition: str
    year: int
    period: str
    form: str
    agency: str
    send_no: int = 1
    nonce: str = ""
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """One input cell of one copy, with everything that is asked of it. `whole`: must be filled once its spare row is started."""

    table: str
    row: str
    field: str
    label: str
    kind: KindName
    required: bool
    choices: tuple[str, ...] | None
    choice_list: str | None
    min: float | str | None
    max: float | str | None
    example: Stored
    spare: bool = False
    whole: bool = False
    help: str = ""


@dataclass(frozen=True, slots=True)
class FormCopy:
    """The form of one agency in one round: the description plus its own rows."""

    form: Form
    identity: Identity
    agency_name: str
    rows: Mapping[str, tuple[Row, ...]]
    lists: Mapping[str, tuple[str, ...]]
    facts: Mapping[str, str] = field(default_factory=dict)

    def slots(self) -> Iterator[Slot]:
        """Every input cell in reading order."""
        for table in self.form.tables:
            for row in self.rows[table.code]:
                if row.level in ("item", "spare"):
                    yield from self.row_slots(table, row)

    def row_slots(self, table: Table, row: Row) -> Iterator[Slot]:
        """The input cells of one row; a field closed for this row (`closed` in `over`) is left out."""
        for column in table.inputs:
            over = row.over.get(column.code, {})
            if over.get("closed"):
                continue
            own = replace(column, **{k: v for k, v in over.items() if k in _OVERRIDABLE}) if over else column  # type: ignore[arg-type]
            label = str(row.given.get("uraian") or row.id) if table.record else own.label
            yield Slot(table.code, row.id, own.code, label, own.kind, own.required and row.level != "spare",
                       self.lists[own.choices] if own.choices else None, own.choices,
                       own.min, own.max, None if row.level == "spare" else own.example, row.level == "spare",
                       own.required and row.level == "spare",
                       str(row.given.get("petunjuk") or "") if table.record else own.help)


_OVERRIDABLE = frozenset({"kind", "required", "choices", "min", "max", "example", "help", "label"})
