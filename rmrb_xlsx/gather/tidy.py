"""One row a value: who, which revision of which file, where in the form, where in the file, what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from rmrb_xlsx.spec.pack import Pack
from rmrb_xlsx.spec.values import Stored

if TYPE_CHECKING:
    import pandas

COLUMNS = ("Kode PD", "Perangkat Daerah", "Tabel", "Baris", "Kolom", "Area", "Uraian", "Nilai", "Angka", "Jenis", "Revisi",
           "Lembar", "Sel", "Berkas", "SHA-256")


@dataclass(frozen=True, slots=True)
class DataRow:
    """A value of the newest accepted submission of an agency. `number` is None for text."""

    agency: str
    agency_name: str
    table: str
    row: str
    field: str
    area: str
    label: str
    text: str | None
    number: float | None
    kind: str
    revision: int
    sheet: str
    cell: str
    file: str
    sha256: str

    @property
    def value(self) -> Stored:
        return self.text if self.number is None else self.number


def tidy(pack: Pack, submissions: Iterable[tuple[Mapping[str, Any], Iterable[Mapping[str, Any]]]]) -> tuple[DataRow, ...]:
    """The rows of all (submission, values) pairs, by agency in pack order, then in form order."""
    words = _labels(pack)
    order = {a.code: i for i, a in enumerate(pack.agencies)}
    rows: list[DataRow] = []
    for head, values in sorted(submissions, key=lambda s: order.get(str(s[0]["agency"]), 999)):
        agency = pack.agency(str(head["agency"]))
        for v in values:
            number = float(v["value"]) if isinstance(v["value"], int | float) else None
            area, label = words.get((v["table"], v["row"]), ("", v["row"]))
            rows.append(DataRow(str(head["agency"]), agency.name if agency else "", v["table"], v["row"], v["field"], area,
                                label, None if number is not None else str(v["value"]), number, v["kind"],
                                int(head["revision"]), v["sheet"], v["cell"], str(head["file_name"]), str(head["sha256"])))
    return tuple(rows)


def _labels(pack: Pack) -> dict[tuple[str, str], tuple[str, str]]:
    """(table, row) -> (area name, what the row is)."""
    areas = {a.id: a.name for a in pack.areas}
    actions = {a.id: a for a in pack.actions}
    tool = pack.instruments[str(pack.settings["agency_instrument"])]
    subs = {s.id: s.area for s in tool.subcomponents}
    own = {a.id: areas.get(a.area, a.name) for a in tool.areas}
    words = {("rencana_aksi", s.id): (areas.get(actions[s.action].area, ""), s.text) for s in pack.steps}
    words |= {("indikator", i.id): (areas.get(i.area, ""), i.name) for i in pack.indicators}
    words |= {("kegiatan", k.id): (areas.get(k.area, ""), k.name) for k in pack.activities}
    words |= {("kke", i.id): (own[subs[i.subcomponent]], i.text) for i in tool.items}
    words |= {(q["table"], q["id"]): ("", q["label"]) for q in pack.tables.get("questions", ())}
    return words


def frame(rows: Iterable[DataRow]) -> pandas.DataFrame:
    """The same rows as a DataFrame with the columns of the master's `Data` sheet in English field names."""
    import pandas as pd  # noqa: PLC0415  (half a second to import: only for those who ask)
    return pd.DataFrame([asdict(r) for r in rows], columns=list(DataRow.__dataclass_fields__))
