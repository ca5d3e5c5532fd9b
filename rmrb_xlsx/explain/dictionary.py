"""The data dictionary of a pack in Markdown: every field of every form, with what is asked, the choices, the rules in words, an example.

It is read off the same description that writes, reads and judges the forms, so it cannot disagree with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from rmrb_xlsx.spec.copies import AREAS, POLARITY_WORDS
from rmrb_xlsx.spec.decided import put_once
from rmrb_xlsx.spec.expr import words
from rmrb_xlsx.spec.kinds import KINDS, asked
from rmrb_xlsx.spec.marks import column_mark
from rmrb_xlsx.spec.model import Field, Form, KindName, Slot, Stored, Table
from rmrb_xlsx.spec.pack import Activity, Indicator, Pack
from rmrb_xlsx.spec.targets import target
from rmrb_xlsx.spec.values import as_text

ROLES = {"given": "tercetak, terkunci", "input": "isian", "computed": "dihitung"}
UNITS: Mapping[str, str] = {"percent": "%", "date": "tanggal", "index": "nilai indeks"}


def dictionary(pack: Pack, year: int) -> str:
    """The dictionary of all forms of `pack` for the round of `year`, as one Markdown text ending in a line break."""
    return "\n".join(_Dictionary(pack, year).lines()) + "\n"


class _Dictionary:
    def __init__(self, pack: Pack, year: int) -> None:
        self.pack, self.year = pack, year
        self.fill = {"{year}": str(year), "{next}": str(year + 1), "{place}": pack.region.get("place", ""),
                     **{f"{{year{i}}}": f"TH. {y}" for i, y in enumerate(pack.years, start=1)}}

    def lines(self) -> Iterator[str]:
        yield f"# Kamus data {self.pack.title}"
        yield ""
        yield f"Paket `{self.pack.id}`, edisi {self.pack.edition}; contoh untuk tahun {self.year}."
        yield ("Setiap sel isian dikenali dari kode tabel, kode baris, dan kode kolom; kode kolom berdiri pada baris tersembunyi di atas "
               f"judulnya sebagai `{column_mark('TABEL', 'KOLOM')}`, kode baris pada kolom pertama.")
        yield ""
        yield "| Jenis | Yang diminta |"
        yield "|---|---|"
        yield from (f"| `{name}` | {_cell(kind.words)} |" for name, kind in KINDS.items())
        for form in self.pack.forms.values():
            yield from self.form(form)

    def form(self, form: Form) -> Iterator[str]:
        yield from ("", f"## Formulir `{form.code}`: {form.title}")
        if form.lists:
            yield from ("", "| Daftar pilihan | Isi |", "|---|---|")
            yield from (f"| `{name}` | {_cell(' / '.join(self.choices(form, name) or ()))} |" for name in form.lists)
        for sheet in form.sheets:
            yield from ("", f"### Lembar {sheet.name}", "", self.text(sheet.intro))
            for table in sheet.tables:
                yield from self.table(form, table)

    def table(self, form: Form, table: Table) -> Iterator[str]:
        about = "satu isian per baris" if table.record else "satu baris per butir" if table.source != "spare" else "baris bebas"
        yield from ("", f"#### Tabel `{table.code}`: {table.title} ({about})", "")
        yield "| Kode | Label | Peran | Jenis | Satuan | Wajib | Yang diminta | Contoh | Keterangan |"
        yield "|---|---|---|---|---|---|---|---|---|"
        if table.record:
            yield from self.questions(form, table)
        else:
            yield from (self.field(form, table, f) for f in table.fields)
        yield from self.rules(form, table)
        yield from self.rows(table)

    def field(self, form: Form, table: Table, field: Field) -> str:
        slot = self.slot(form, table.code, field.code, self.text(field.label), field)
        required = field.required and field.role == "input"
        example = _shown(self.text_of(field.example), field.kind) or ("lihat daftar di bawah" if field.role == "input" else "")
        return _row(f"`{field.code}`", self.text(field.label), ROLES[field.role], f"`{field.kind}`", UNITS.get(field.kind, ""),
                    ("bila baris dimulai" if table.spare else "ya") if required else "",
                    self.wanted(slot) if field.role == "input" else "", example, self.text(field.help))

    def questions(self, form: Form, table: Table) -> Iterator[str]:
        """Record tables: every question is a field of its own."""
        for q in self.asked_questions(form, table):
            kind: KindName = q["kind"]  # type: ignore[assignment]
            slot = Slot(table.code, q["id"], "isian", q["label"], kind, q["required"] == "ya", self.choices(form, q["choices"]),
                        q["choices"] or None, _limit(q["min"]), _limit(q["max"]), q["example"])
            yield _row(f"`{q['id']}`", q["label"], ROLES["input"], f"`{kind}`", UNITS.get(kind, ""), "ya" if slot.required else "",
                       self.wanted(slot), _shown(q["example"], kind), q["help"])

    def asked_questions(self, form: Form, table: Table) -> Iterator[dict[str, str]]:
        for q in self.pack.tables.get("questions", ()):
            if (q["form"], q["table"]) == (form.code, table.code):
                yield {k: self.text(v) for k, v in q.items()}

    def rules(self, form: Form, table: Table) -> Iterator[str]:
        if not table.rules:
            return
        labels = {f.code: self.text(f.label) for f in table.fields}
        if table.record:
            labels |= {q["id"]: q["label"] for q in self.asked_questions(form, table)}
        yield from ("", "| Aturan | Menyalahkan | Harus berlaku | Pesan | Obat |", "|---|---|---|---|---|")
        for rule in table.rules:
            yield _row(f"`{rule.code}`", labels.get(rule.field, rule.field), self.text(words(rule.holds, labels)), rule.message, rule.cure)

    def rows(self, table: Table) -> Iterator[str]:
        """Rows whose input differs: their unit, kind, choices."""
        if table.source == "indicators":
            yield from _rows_head("Indikator")
            yield from (self.targeted(i, POLARITY_WORDS[i.polarity]) for i in put_once(self.pack.indicators) if i.responsible)
        elif table.source == "activities":
            yield from _rows_head("Kegiatan")
            parents = {a.parent for a in self.pack.activities}
            yield from (self.targeted(a, "") for a in self.pack.activities if a.responsible and a.id not in parents)
        elif table.source == "instrument":
            yield from self.items(table)

    def targeted(self, row: Indicator | Activity, direction: str) -> str:
        own = isinstance(row, Indicator)
        slot = Slot("", row.id, "realisasi", row.name, row.kind, True, row.choices or None if isinstance(row, Indicator) else None, None,
                    row.min if isinstance(row, Indicator) else 0, row.max if isinstance(row, Indicator) else None, None)
        wanted = target(self.pack, row, self.year).value
        return _row(f"`{row.id}`", row.name, row.unit, f"`{row.kind}`", asked(slot), direction if own else "", _shown(wanted, row.kind),
                    ", ".join(row.responsible))

    def items(self, table: Table) -> Iterator[str]:
        tool = self.pack.instruments[table.instrument or str(self.pack.settings["agency_instrument"])]
        profile = self.pack.profile_of(tool)
        yield from ("", f"Instrumen `{tool.id}`, profil bobot `{profile}`.", "")
        yield from ("| Butir | Penilaian | Pilihan (nilai) | Keyakinan |", "|---|---|---|---|")
        for sub in tool.subcomponents:
            yield _row(f"**{sub.id}**", f"**{sub.name}** (bobot {as_text(round(tool.effective_weight(sub, profile), 4))})", "", "")
            for item in (i for i in tool.items if i.subcomponent == sub.id):
                scale = tool.scales.get(item.scale)
                told = " / ".join(f"{c} ({as_text(v)})" for c, v in scale.choices.items()) if scale and scale.choices else "tidak dinilai"
                yield _row(f"`{item.id}`", item.text, told, item.confidence.replace("_", " "))

    def slot(self, form: Form, table: str, row: str, label: str, field: Field) -> Slot:
        return Slot(table, row, field.code, label, field.kind, field.required, self.choices(form, field.choices), field.choices,
                    self.text_of(field.min), self.text_of(field.max), field.example)

    def text_of(self, value: Stored) -> Stored:
        return self.text(value) if isinstance(value, str) else value

    def wanted(self, slot: Slot) -> str:
        if slot.kind == "choice" and not slot.choices:
            return "satu pilihan dari skala butirnya"
        return asked(slot)

    def choices(self, form: Form, name: str | None) -> tuple[str, ...] | None:
        if not name or name not in form.lists:
            return None
        found = form.lists[name]
        return tuple(a.name for a in sorted(self.pack.areas, key=lambda a: a.number)) if found == (AREAS,) else found

    def text(self, text: str) -> str:
        for name, value in self.fill.items():
            text = text.replace(name, value)
        return text


def _rows_head(name: str) -> Iterable[str]:
    return ("", f"| Kode | {name} | Satuan | Jenis | Yang diminta | Arah | Target | Pengampu |", "|---|---|---|---|---|---|---|---|")


def _limit(text: str) -> float | str | None:
    if not text:
        return None
    return float(text) if text.replace(".", "", 1).removeprefix("-").isdigit() else text


def _shown(value: Stored, kind: KindName) -> str:
    """A value as a person of the office writes it."""
    if kind == "date" and isinstance(value, str) and value.count("-") == 2:
        return "/".join(reversed(value.split("-")))
    return "" if value is None else as_text(value)


def _row(*cells: str) -> str:
    return "| " + " | ".join(_cell(c) for c in cells) + " |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", "<br>")
