"""One row a value: who, which revision of which file, where in the form, where in the file, what, and what a KKE answer is worth."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from sys import intern
from typing import Any

from rmrb_xlsx.spec.pack import Instrument, Pack, Subcomponent
from rmrb_xlsx.spec.values import Stored

WRONG = "salah"
BY_ROW = ("steps", "indicators", "activities", "quick_wins")  # sources whose rows many agencies share
ANSWERS = ("jawaban", "jawaban_penilai")


@dataclass(frozen=True, slots=True)
class DataRow:
    """A value of the newest accepted submission of an agency's form. `number` is None for text; `group` is what totals add up
    over (form|table|row or sub-component|field, for a KKE with the agency in front), empty for a wrong value."""

    agency: str
    agency_name: str
    form: str
    table: str
    row: str
    field: str
    area: str
    label: str
    unit: str
    text: str | None
    number: float | None
    kind: str
    group: str
    scale: str
    score: float | None
    revision: int
    sheet: str
    cell: str
    file: str
    sha256: str
    received: str

    @property
    def value(self) -> Stored:
        return self.text if self.number is None else self.number

    @property
    def key(self) -> str:
        """The one value this is, over all agencies; a wrong value has a key of its own, so that no total takes it."""
        key = f"{self.agency}|{self.form}|{self.table}|{self.row}|{self.field}"
        return f"{WRONG}|{key}" if self.kind == WRONG else key


def key_of(agency: str, form: str, table: str, row: str, field: str) -> str:
    """The key of a sound value in `Data`."""
    return f"{agency}|{form}|{table}|{row}|{field}"


@dataclass(frozen=True, slots=True)
class _Words:
    """What a row of a table is called, in which order it stands, and its sub-component and scale when it is a KKE item."""

    area: str
    label: str
    unit: str = ""
    sub: str = ""
    scale: str = ""


def tidy(pack: Pack, submissions: Iterable[tuple[Mapping[str, Any], Iterable[Mapping[str, Any]]]]) -> tuple[DataRow, ...]:
    """The rows of all (submission, values) pairs: by form and table; tables whose rows are shared by row and then agency (so that
    a step's reports stand together), the others by agency and then row. Agencies in pack order."""
    agencies = {a.code: i for i, a in enumerate(pack.agencies)}
    keyed: list[tuple[tuple[Any, ...], DataRow]] = []
    words = {form: _labels(pack, form) for form in pack.forms}
    scales = {(form, name): scale_name(pack, form, name)
              for form in pack.forms if (t := pack.instrument_of(form)) for name in t.scales}
    orders = {form: _orders(pack, form, words[form]) for form in pack.forms}
    for head, values in submissions:
        form = str(head["form"])
        order = orders[form]
        for v in values:
            row = _row(pack, head, v, words[form], scales)
            table, by_row, fields = order[0].get(row.table, (99, False, {}))
            place = order[1].get((row.table, row.row), 10_000)
            who = agencies.get(row.agency, 9_999)
            first, second, last = (place, 0, who) if by_row else (who, place, 0)
            keyed.append(((form != pack.settings["agency_form"], form, table, first, second, len(row.row), row.row, last,
                           fields.get(row.field, 99)), row))
    return tuple(row for _, row in sorted(keyed, key=lambda k: k[0]))


def _row(pack: Pack, head: Mapping[str, Any], v: Mapping[str, Any], words: Mapping[tuple[str, str], _Words],
         scales: Mapping[tuple[str, str], str]) -> DataRow:
    code, form = str(head["agency"]), str(head["form"])
    agency = pack.agency(code)
    number = float(v["value"]) if isinstance(v["value"], int | float) else None
    told = words.get((v["table"], v["row"]), _Words("", f"baris {v['row']}"))
    score = None
    tool = pack.instrument_of(form) if told.scale and v["field"] in ANSWERS else None
    if tool is not None and v["kind"] == "choice":
        score = tool.scales[told.scale].choices.get(str(v["value"]))
    group = ""
    if v["kind"] != WRONG and v["table"] == "kke" and told.sub:
        group = f"{code}|{form}|kke|{told.sub}|{v['field']}" if score is not None else ""
    elif v["kind"] != WRONG:
        group = f"{form}|{v['table']}|{v['row']}|{v['field']}"
    return DataRow(code, agency.name if agency else code, form, intern(v["table"]), intern(v["row"]), intern(v["field"]), told.area,
                   told.label, told.unit, None if number is not None else str(v["value"]), number, intern(v["kind"]), group,
                   scales[form, told.scale] if score is not None else "",
                   score, int(head["revision"]), intern(v["sheet"]), intern(v["cell"]), str(head["file_name"]), str(head["sha256"]),
                   str(head["at"]))


def _orders(pack: Pack, form: str, words: Mapping[tuple[str, str], _Words]) -> tuple[
        dict[str, tuple[int, bool, dict[str, int]]], dict[tuple[str, str], int]]:
    tables = {t.code: (i, t.source in BY_ROW, {f.code: n for n, f in enumerate(t.fields)}) for i, t in enumerate(pack.forms[form].tables)}
    return tables, {key: i for i, key in enumerate(words)}


def _labels(pack: Pack, form: str) -> dict[tuple[str, str], _Words]:
    """(table, row) -> what the row is, in the order of the pack."""
    areas = {a.id: a.short or a.name for a in pack.areas}
    actions = {a.id: a for a in pack.actions}
    words = {("rencana_aksi", s.id): _Words(areas.get(actions[s.action].area, ""), s.text) for s in pack.steps}
    words |= {("indikator", i.id): _Words(areas.get(i.area, ""), i.name, i.unit) for i in pack.indicators}
    words |= {("kegiatan", k.id): _Words(areas.get(k.area, ""), k.name, k.unit) for k in pack.activities}
    words |= {("quick_wins", q.id): _Words("", q.name) for q in pack.quick_wins}
    tool = pack.instrument_of(form)
    if tool is not None:
        words |= dict(_items(tool, areas))
    return words | {(q["table"], q["id"]): _Words("", q["label"]) for q in pack.tables.get("questions", ()) if q["form"] == form}


def scale_name(pack: Pack, form: str, name: str) -> str:
    """The name of an answer scale over all instruments: its own, with the form when another form's scale of that name differs."""
    tools = [t for f in pack.forms if (t := pack.instrument_of(f)) and name in t.scales]
    alike = len({tuple(t.scales[name].choices.items()) for t in tools}) == 1
    return name if alike else f"{name} ({form})"


def _items(tool: Instrument, areas: Mapping[str, str]) -> Iterator[tuple[tuple[str, str], _Words]]:
    subs: dict[str, Subcomponent] = {s.id: s for s in tool.subcomponents}
    own = {a.id: areas.get(a.area, a.name) for a in tool.areas}
    for item in tool.items:
        yield ("kke", item.id), _Words(own[subs[item.subcomponent].area], item.text, "", item.subcomponent, item.scale)
