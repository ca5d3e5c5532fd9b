"""Pack + agency + round -> `FormCopy`: which rows of which table this agency is asked, with their printed texts.

Each row source is one function of `SOURCES`; a form definition names it. Nothing here knows a particular regulation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar, cast

from rmrb_xlsx.errors import UsageError
from rmrb_xlsx.spec.figures import score_rows, survey_rows
from rmrb_xlsx.spec.marks import SPARE_PREFIX
from rmrb_xlsx.spec.model import Form, FormCopy, Identity, Row, Stored, Table
from rmrb_xlsx.spec.pack import Action, Agency, Instrument, Item, Pack, Targeted
from rmrb_xlsx.spec.targets import target as chosen_target

T = TypeVar("T")
AREAS = "@area"
POLARITY_WORDS = {"up": "makin tinggi makin baik", "down": "makin rendah makin baik", "category": "kategori"}
UNDECIDED = "belum diputuskan"


@dataclass(frozen=True, slots=True)
class _Ask:
    pack: Pack
    form: str
    agency: Agency
    year: int
    period: str
    table: Table
    lists: dict[str, tuple[str, ...]]


def make_copy(pack: Pack, identity: Identity) -> FormCopy:
    """The form that `identity` names. Raises UsageError when the form, agency, year or period is unknown."""
    form = pack.forms.get(identity.form)
    agency = pack.agency(identity.agency)
    if form is None:
        raise UsageError(f"Formulir «{identity.form}» tidak ada dalam paket {pack.id}.")
    if agency is None:
        raise UsageError(f"Perangkat Daerah «{identity.agency}» tidak ada dalam paket {pack.id}.")
    if identity.year not in pack.years:
        raise UsageError(f"Tahun {identity.year} di luar masa paket ({pack.years[0]}-{pack.years[-1]}).")
    if identity.period not in pack.periods:
        raise UsageError(f"Periode «{identity.period}» tidak dikenal. Pilihan: {', '.join(pack.periods)}.")
    lists = {name: _own_list(pack, choices) for name, choices in form.lists.items()}
    form = _dated(form, pack, identity.year)
    rows = {t.code: SOURCES[t.source](_Ask(pack, identity.form, agency, identity.year, identity.period, t, lists))
            for t in form.tables}
    form = _present(form, rows)
    return FormCopy(form, identity, agency.name, {t.code: rows[t.code] for t in form.tables}, lists, _facts(pack, identity))


def _own_list(pack: Pack, choices: tuple[str, ...]) -> tuple[str, ...]:
    """The choices of a list; `@area` stands for the names of the pack's areas."""
    return tuple(a.name for a in sorted(pack.areas, key=lambda a: a.number)) if choices == (AREAS,) else choices


def _present(form: Form, rows: Mapping[str, tuple[Row, ...]]) -> Form:
    """The form without the sheets that have nothing for this agency; the guide names the sheets that are left."""
    sheets = tuple(s for s in form.sheets if not s.omit_empty or any(rows[t.code] for t in s.tables))
    words = {"sheets": ", ".join(s.name for s in sheets)}
    return replace(form, sheets=sheets, instructions=tuple(_fill(i, words) for i in form.instructions))


def _facts(pack: Pack, identity: Identity) -> dict[str, str]:
    return {**pack.region, "period": pack.periods[identity.period].label, "paper": str(pack.settings["paper"]),
            "pack_title": pack.title}


def _dated(form: Form, pack: Pack, year: int) -> Form:
    """The form with the year filled into labels, helps, limits and examples."""
    words = {"year": str(year), "next": str(year + 1), "place": pack.region.get("place", ""),
             **{f"year{i}": f"TH. {y}" for i, y in enumerate(pack.years, start=1)}}

    def table(t: Table) -> Table:
        return replace(t, fields=tuple(replace(f, label=_fill(f.label, words), help=_fill(f.help, words),
                                               group=_fill(f.group, words), min=_fill(f.min, words), max=_fill(f.max, words),
                                               example=_fill(f.example, words)) for f in t.fields))
    return replace(form, sheets=tuple(replace(s, title=_fill(s.title, words), intro=_fill(s.intro, words),
                                              tables=tuple(table(t) for t in s.tables)) for s in form.sheets))


def _fill(text: T, words: Mapping[str, str]) -> T:
    if not isinstance(text, str):
        return text
    filled: str = text
    for name, value in words.items():
        filled = filled.replace("{" + name + "}", value)
    return cast(T, filled)


def _questions(ask: _Ask) -> tuple[Row, ...]:
    """Record tables: one row per question of `forms/questions.csv`."""
    words = {"year": str(ask.year), "next": str(ask.year + 1), "place": ask.pack.region.get("place", "")}
    rows = []
    own = [q for q in ask.pack.tables.get("questions", ()) if (q["form"], q["table"]) == (ask.form, ask.table.code)]
    for q in ({k: _fill(v, words) for k, v in one.items()} for one in own):
        over: dict[str, object] = {"kind": q["kind"], "required": q["required"] == "ya", "choices": q["choices"] or None,
                                   "min": _limit(q["min"]), "max": _limit(q["max"]),
                                   "example": _limit(q["example"]) if q["kind"] in ("integer", "number", "index", "percent")
                                   else q["example"]}
        rows.append(Row(q["id"], {"uraian": q["label"], "petunjuk": q["help"]}, {"isian": over}))
    return tuple(rows)


def _limit(text: str) -> float | str | None:
    if not text:
        return None
    return float(text) if text.replace(".", "", 1).replace("-", "", 1).isdigit() else text


def _role(ask: _Ask, action: Action) -> str | None:
    """Utama, Pendukung or None: what this agency is to the action."""
    everyone = str(ask.pack.settings["all_agencies"])
    for role, codes in (("Utama", action.lead), ("Pendukung", action.support)):
        if ask.agency.code in codes or everyone in codes:
            return role
    return None


def _steps(ask: _Ask) -> tuple[Row, ...]:
    """Lampiran II: the steps of this year that concern the agency, one row each, under their area as printed. The steps of
    the other years stand beside them, step for step; what is more than this year's stands on the last row of the action."""
    actions = {a.id: a for a in ask.pack.actions}
    by_action: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for step in ask.pack.steps:
        by_action[step.action][step.year].append(step.text)
    rows: dict[str, list[Row]] = defaultdict(list)
    for action in actions.values():
        role = _role(ask, action)
        now = [s for s in ask.pack.steps if s.action == action.id and s.year == ask.year] if role else []
        required = role == "Utama" or bool(ask.pack.settings.get("support_required"))
        over = {} if required else {f.code: {"required": False} for f in ask.table.inputs if f.required}
        for index, step in enumerate(now):
            last = index == len(now) - 1
            years: dict[str, Stored] = {
                f"th{i}": "\n".join(f"- {t}" for t in (texts[index:] if last else texts[index:index + 1])) or "-"
                for i, texts in enumerate((by_action[action.id][y] for y in ask.pack.years), start=1)}
            given: dict[str, Stored] = {
                "area": _area_name(ask.pack, action.area), "kegiatan": action_title(actions, action), **years,
                "utama": _names(ask.pack, action.lead), "pendukung": _names(ask.pack, action.support),
                "langkah": step.text, "peran": role}
            rows[action.area].append(Row(step.id, given, over, parent=action.id))
    order = {a.id: i for i, a in enumerate(ask.pack.areas)}
    found: list[Row] = []
    for area in sorted(rows, key=lambda a: order.get(a, 99)):
        found += [Row(area, {"area": _area_name(ask.pack, area)}, level="heading"), *rows[area]]
    return tuple(found)


def action_title(actions: Mapping[str, Action], action: Action) -> str:
    """The letter and title of an action, with its parent's title in front of a sub-activity's."""
    letter = f"{action.letter}. " if action.letter else ""
    parent = actions.get(action.parent)
    return f"{letter}{parent.title} - {action.title}" if parent else letter + action.title


def _area_name(pack: Pack, area_id: str) -> str:
    area = pack.area(area_id)
    return area.name if area else area_id


def _names(pack: Pack, codes: tuple[str, ...]) -> str:
    everyone = str(pack.settings["all_agencies"])
    found = (("Seluruh Perangkat Daerah" if c == everyone else (a.short or a.name if (a := pack.agency(c)) else c))
             for c in codes)
    return ", ".join(found)


def _concerns(ask: _Ask, row: Targeted) -> bool:
    return ask.agency.code in row.responsible or str(ask.pack.settings["all_agencies"]) in row.responsible


def _indicators(ask: _Ask) -> tuple[Row, ...]:
    """The indicators this agency answers for; doubles (`same_as`) are put once."""
    rows = []
    for one in ask.pack.indicators:
        if one.same_as or not _concerns(ask, one):
            continue
        wanted = chosen_target(ask.pack, one, ask.year)
        target = wanted.value
        over: dict[str, object] = {"kind": one.kind, "min": one.min, "max": one.max,
                                   "example": _example(target, one.min, one.max)}
        if one.kind == "choice":
            name = f"i_{one.id.replace('.', '_')}"
            ask.lists[name] = one.choices
            over |= {"choices": name, "example": target if target in one.choices else one.choices[0],
                     "min": None, "max": None}
        given: dict[str, Stored] = {"area": _area_name(ask.pack, one.area), "nama": one.name, "satuan": one.unit,
                                    "arah": POLARITY_WORDS[one.polarity], "dasar": _dash(one.baseline),
                                    "target": UNDECIDED if wanted.standing == "bertentangan" else _dash(target)}
        rows.append(Row(one.id, given, {"realisasi": over}, parent=one.polarity))
    return tuple(rows)


def _activities(ask: _Ask) -> tuple[Row, ...]:
    """The priority activities this agency answers for; a parent row without target is a heading and lends its unit."""
    units = {a.id: a.unit for a in ask.pack.activities}
    shown = {a.parent for a in ask.pack.activities if a.parent and _concerns(ask, a)}
    rows = []
    for one in ask.pack.activities:
        if one.id in shown:
            rows.append(Row(one.id, {"area": _area_name(ask.pack, one.area), "nama": one.name, "satuan": one.unit},
                            level="subheading"))
        elif _concerns(ask, one) and not any(a.parent == one.id for a in ask.pack.activities):
            target = chosen_target(ask.pack, one, ask.year).value
            given: dict[str, Stored] = {"area": _area_name(ask.pack, one.area), "nama": one.name,
                                        "satuan": one.unit or units.get(one.parent, ""), "target": _dash(target)}
            over: dict[str, object] = {"kind": one.kind, "example": _example(target, 0, None)}
            if one.kind == "percent":
                over["max"] = None
            rows.append(Row(one.id, given, {"realisasi": over}, parent="up"))
    return tuple(rows)


def _dash(value: float | str | None) -> Stored:
    return "-" if value is None or value == "" else value


def _example(target: float | str | None, low: float | None, high: float | None) -> float:
    if isinstance(target, int | float) and (low is None or target >= low) and (high is None or target <= high):
        return float(target)
    return float(low if low is not None else high if high is not None else 1)


def _instrument(ask: _Ask) -> tuple[Row, ...]:
    """The KKE: area and sub-component headings, then items with their own scale as drop-down."""
    tool = ask.pack.instruments[ask.table.instrument or str(ask.pack.settings["agency_instrument"])]
    profile = ask.pack.profile_of(tool)
    rows: list[Row] = []
    for area in sorted(tool.areas, key=lambda a: a.order):
        rows.append(Row(area.id, {"penilaian": area.name, "bobot": tool.profiles[profile].areas[area.id]}, level="heading"))
        for sub in (s for s in tool.subcomponents if s.area == area.id):
            rows.append(Row(sub.id, {"penilaian": sub.name, "bobot": tool.effective_weight(sub, profile)},
                            level="subheading", parent=area.id))
            rows.extend(_item_row(tool, item, ask) for item in tool.items if item.subcomponent == sub.id)
    return tuple(rows)


def _item_row(tool: Instrument, item: Item, ask: _Ask) -> Row:
    given: dict[str, Stored] = {"penilaian": item.text, "penjelasan": item.explanation, "contoh_bukti": item.evidence}
    scale = tool.scales.get(item.scale)
    if scale is None or not scale.choices:
        given["penjelasan"] = (item.explanation + " Skala butir ini tidak diketahui; tidak dinilai.").strip()
        closed = {f.code: {"closed": True} for f in ask.table.inputs if f.kind == "choice"}
        return Row(item.id, given, {f.code: {"required": False} for f in ask.table.inputs} | closed, parent=item.subcomponent)
    name = f"skala_{item.scale.lower()}"
    ask.lists[name] = tuple(scale.choices)
    given["pilihan"] = "/".join(scale.choices)
    asked = {"choices": name, "example": next(iter(scale.choices))}
    return Row(item.id, given, {f.code: asked for f in ask.table.inputs if f.kind == "choice"}, parent=item.subcomponent)


def _spare(ask: _Ask) -> tuple[Row, ...]:
    """Free rows, numbered `+1`, `+2`, ...: the agency fills as many as it needs."""
    return tuple(Row(f"{SPARE_PREFIX}{n}", {}, level="spare") for n in range(1, ask.table.spare + 1))


def _quick_wins(ask: _Ask) -> tuple[Row, ...]:
    """The quick wins this agency owns, with the figures the regulation gives."""
    rows = []
    for one in ask.pack.quick_wins:
        if ask.agency.code in one.lead:
            data = [d for d in ask.pack.tables.get("quick_win_data", ()) if d["quick_win"] == one.id]
            figures = "; ".join(" ".join(p for p in (f"{d['label']}:", d["value"], d["unit"]) if p) for d in data)
            rows.append(Row(one.id, {"nama": one.name, "uraian": one.summary, "data": figures or "-"}))
    return tuple(rows)


SOURCES: Mapping[str, Callable[[_Ask], tuple[Row, ...]]] = {
    "questions": _questions,
    "steps": _steps,
    "indicators": _indicators,
    "activities": _activities,
    "instrument": _instrument,
    "quick_wins": _quick_wins,
    "spare": _spare,
    "scores": lambda ask: score_rows(ask.pack, ask.pack.forms[ask.form], ask.table, ask.lists),
    "surveys": lambda ask: survey_rows(ask.pack, ask.pack.forms[ask.form], ask.table, ask.lists),
}
