"""From the ledger and the pack to the lists of the master: plan, obstacles, files, findings, decisions, changes, quick wins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from rmrb_xlsx.findings import CODES, found
from rmrb_xlsx.gather.tidy import WRONG, DataRow, scale_name
from rmrb_xlsx.ledger.store import Ledger
from rmrb_xlsx.rounds.counting import Counted, Key
from rmrb_xlsx.rounds.masterlines import agency_name, short_name
from rmrb_xlsx.rounds.texts import Adjusted, presentable
from rmrb_xlsx.spec.copies import action_title
from rmrb_xlsx.spec.model import Stored
from rmrb_xlsx.spec.pack import Pack, Step
from rmrb_xlsx.write.master import lines as m

MOST_WORDS = 6


def words_of(pack: Pack) -> m.Words:
    """The words that totals count: statuses and levels from the lists of the agency form, the predicates."""
    lists = pack.forms[str(pack.settings["agency_form"])].lists
    bands = tuple((b["id"], float(b["above"]), float(b["upto"]), b.get("label") or b.get("name") or "") for b in pack.predicates)
    return m.Words(tuple(lists.get("status", ())), tuple(lists.get("eskalasi", ())), str(pack.settings["agency_form"]), bands)


def limits_of(pack: Pack) -> m.Limits:
    """The thresholds of the three classes: settings `board_limits`, and the pack's classes of achievement."""
    told = pack.settings.get("board_limits")
    good, fair = (float(told["good"]), float(told["fair"])) if isinstance(told, Mapping) else (80.0, 60.0)
    floors = sorted((float(c["at_least"]) for c in pack.tables.get("achievement_classes", ()) if c["at_least"]), reverse=True)
    return m.Limits(good, fair, floors[0] if floors else 100.0, floors[1] if len(floors) > 1 else 90.0)


def scales_of(pack: Pack, rows: Sequence[DataRow]) -> tuple[tuple[str, tuple[tuple[str, float], ...]], ...]:
    """The answer scales in use; a scale that two instruments define alike is one."""
    used = {r.scale for r in rows if r.scale}
    found_: dict[str, tuple[tuple[str, float], ...]] = {}
    for form in pack.forms:
        tool = pack.instrument_of(form)
        for name, scale in ((scale_name(pack, form, n), s) for n, s in sorted(tool.scales.items())) if tool else ():
            if name in used:
                found_[name] = tuple(scale.choices.items())
    return tuple(sorted(found_.items()))


def _cells(counted: Counted, form: str) -> dict[tuple[str, str], list[DataRow]]:
    cells: dict[tuple[str, str], list[DataRow]] = defaultdict(list)
    for r in counted.rows:
        if r.table == "rencana_aksi" and r.form == form and r.kind != WRONG:
            cells[r.row, r.field].append(r)
    return cells


def step_lines(pack: Pack, year: int, counted: Counted, everyone: Sequence[str]) -> Iterator[m.StepLine]:
    """Lampiran II of this year as printed, aggregated over the agencies that reported."""
    actions = {a.id: a for a in pack.actions}
    areas, order = {a.id: a.short or a.name for a in pack.areas}, {a.id: a.number for a in pack.areas}
    texts: dict[tuple[str, int], list[str]] = defaultdict(list)
    for step in pack.steps:
        texts[step.action, step.year].append(f"- {step.text}")
    cells, words = _cells(counted, str(pack.settings["agency_form"])), words_of(pack)
    places = [(a, index, step) for a in pack.actions for index, step in enumerate(_of_year(pack, a.id, year))]
    for action, index, step in sorted(places, key=lambda p: order.get(p[0].area, 99)):
        rest = slice(index, None if index == len(texts[action.id, year]) - 1 else index + 1)
        status = [str(r.value) for r in cells[step.id, "status"]]
        progress = [r.number for r in cells[step.id, "progres"] if r.number is not None]
        lead = set(everyone) if str(pack.settings["all_agencies"]) in action.lead else set(action.lead) & set(everyone)
        own = [f"{r.agency}: {r.text}" for r in cells[step.id, "realisasi"] if r.agency in lead]
        told = "\n".join([*own[:MOST_WORDS], *([f"… dan {len(own) - MOST_WORDS} PD lain, lihat Data"] if len(own) > MOST_WORDS else [])])
        years = tuple("\n".join(texts[action.id, y][rest]) or "-" for y in pack.years)
        yield m.StepLine(step.id, areas.get(action.area, action.area), action.id, action_title(actions, action), years,
                         ", ".join(short_name(pack, c) for c in action.lead), ", ".join(short_name(pack, c) for c in action.support),
                         step.text,
                         len(lead), tuple((s, status.count(s)) for s in words.statuses), len(status),
                         sum(progress) / len(progress) if progress else None, len(progress), presentable(told)[0])


def _of_year(pack: Pack, action: str, year: int) -> list[Step]:
    return [s for s in pack.steps if s.action == action and s.year == year]


def obstacle_lines(pack: Pack, counted: Counted) -> tuple[m.ObstacleLine, ...]:
    """Obstacles of steps, highest level of escalation first, then by working group; "no obstacle" in words is none."""
    form = str(pack.settings["agency_form"])
    cells: dict[tuple[str, str], dict[str, DataRow]] = defaultdict(dict)
    for (_, field), rows in _cells(counted, form).items():
        for r in rows:
            cells[r.row, r.agency][field] = r
    actions, steps = {a.id: a for a in pack.actions}, {s.id: s for s in pack.steps}
    groups = {g.area: g.name for g in pack.working_groups}
    areas = {a.id: a.short or a.name for a in pack.areas}
    levels = words_of(pack).levels
    blocked = words_of(pack).statuses[-1:]
    none = {str(w).casefold() for w in _listed(pack.settings.get("no_obstacle_words"))}
    lines = []
    for (step, code), fields in cells.items():
        told = fields.get("kendala")
        status = str(fields["status"].value) if "status" in fields else ""
        if told is None or step not in steps or (status not in blocked and str(told.value).strip(" .").casefold() in none):
            continue
        area = actions[steps[step].action].area
        level = str(fields["eskalasi"].value) if "eskalasi" in fields else ""
        lines.append(m.ObstacleLine(level, groups.get(area, "-"), areas.get(area, area), code, agency_name(pack, code), step,
                                    steps[step].text,
                                    status, str(told.value), str(fields["tindak_lanjut"].value) if "tindak_lanjut" in fields else "",
                                    told.key))
    agencies = {a.code: i for i, a in enumerate(pack.agencies)}
    rank = {level: -i for i, level in enumerate(levels)}
    return tuple(sorted(lines, key=lambda o: (rank.get(o.level, 1), o.pokja, agencies.get(o.agency, 999), o.step)))


def _listed(told: object) -> Sequence[object]:
    return told if isinstance(told, Sequence) and not isinstance(told, str) else ()


def file_lines(pack: Pack, ledger: Ledger, counted: Counted) -> tuple[m.FileLine, ...]:
    """Every file that came in, by agency, newest first."""
    counts = {int(h["id"]) for h in counted.heads.values()}
    order = {a.code: i for i, a in enumerate(pack.agencies)}
    files = sorted(ledger.submissions(), key=lambda s: (order.get(str(s["agency"]), 999), str(s["form"] or ""), -int(s["id"])))
    return tuple(m.FileLine(str(s["agency"] or ""), agency_name(pack, str(s["agency"])) if s["agency"] else "", str(s["form"] or ""),
                            presentable(str(s["file_name"]))[0], str(s["outcome"]), s["revision"], int(s["id"]) in counts,
                            presentable(str(s["saved_by"] or ""))[0], moment(str(s["at"])), str(s["sha256"]),
                            f"../arsip/{s['sha256'][:2]}/{s['sha256']}") for s in files)


def moment(iso: str) -> str:
    """`2022-01-12 09.00` for an ISO time: sorts as text, reads as Indonesian."""
    return f"{iso[:10]} {iso[11:16].replace(':', '.')}".strip()


def finding_lines(ledger: Ledger, counted: Counted) -> Iterator[m.FindingLine]:
    """Findings of what counts, waits or was refused, worst first; then what had to be adjusted to be shown in the master."""
    counts = {int(h["id"]) for h in counted.heads.values()}
    worst = {"error": 0, "warning": 1, "info": 2}
    rows: list[tuple[tuple[int, str, int], m.FindingLine]] = []
    for s in ledger.submissions():
        if s["outcome"] == "accepted" and int(s["id"]) not in counts:
            continue
        for f in ledger.findings_of(int(s["id"])):
            title = CODES[f["code"]].title if f["code"] in CODES else f["code"]
            rows.append(((worst[f["severity"]], str(s["agency"] or ""), len(rows)), m.FindingLine(
                str(s["agency"] or ""), presentable(str(s["file_name"]))[0], str(s["outcome"]), f["severity"], f["code"], title,
                presentable(f["sheet"] or "")[0], f["cell"] or "", presentable(f["message"])[0],
                f"keputusan {f['waived']}" if f["waived"] else "")))
    yield from (line for _, line in sorted(rows, key=lambda r: r[0]))
    yield from (_adjusted(a) for a in counted.adjusted)


def _adjusted(one: Adjusted) -> m.FindingLine:
    told = found(one.code, lembar=one.sheet, sel=one.cell, panjang=one.length)
    return m.FindingLine(one.agency, presentable(one.file)[0], "accepted", told.severity, one.code, CODES[one.code].title, one.sheet,
                         one.cell,
                         told.message, "")


def decision_lines(pack: Pack, ledger: Ledger) -> Iterator[m.DecisionLine]:
    """Contradictions of the source with the readings chosen; then the office's own decisions, with who, when and why."""
    for d in pack.decisions:
        readings = "\n".join(f"[{r.id}] {r.text} ({r.source})" for r in pack.readings if r.decision == d.id)
        yield m.DecisionLine(d.id, "pertentangan sumber", d.severity, d.question, readings, d.chosen or "belum diputuskan", d.reason,
                             "paket", "")
    for own in ledger.decisions():
        details = "; ".join(f"{k}: {v}" for k, v in own["details"].items())
        yield m.DecisionLine(f"K{own['id']}", f"keputusan petugas: {own['kind']}", "", presentable(f"Sasaran: {own['target']}")[0],
                             presentable(details)[0], "berlaku" if own["holds"] else "dibatalkan", presentable(str(own["why"]))[0],
                             presentable(str(own["who"]))[0], moment(str(own["at"])))


def quick_win_lines(pack: Pack, counted: Counted) -> Iterator[m.QuickWinLine]:
    """Each quick win and owner, with what the owner reported; nobody's report is a line too."""
    form = pack.forms[str(pack.settings["agency_form"])]
    labels = {f.code: f.label for t in form.tables if t.code == "quick_wins" for f in t.fields}
    told: dict[tuple[str, str], list[tuple[str, Stored, str]]] = defaultdict(list)
    for r in counted.rows:
        if r.table == "quick_wins" and r.kind != WRONG:
            told[r.row, r.agency].append((labels.get(r.field, r.field), r.value, r.key))
    for one in pack.quick_wins:
        for code in one.lead:
            yield m.QuickWinLine(one.id, one.name, one.summary, code, agency_name(pack, code), tuple(told[one.id, code]))


def change_lines(pack: Pack, now: Counted, before: Counted | None) -> Iterator[m.ChangeLine]:
    """What is different from the last master, by agency: new and withdrawn submissions, then changed values."""
    if before is None:
        return
    old, new = _by_head(before.rows), _by_head(now.rows)
    order = {a.code: i for i, a in enumerate(pack.agencies)}
    for key in sorted(old.keys() | new.keys(), key=lambda k: (order.get(k[0], 999), k[1])):
        code, name = key[0], agency_name(pack, key[0])
        if key not in old:
            head = now.heads[key]
            yield m.ChangeLine(code, name, "kiriman pertama", "", f"{len(new[key])} isian", "", None, None, head["revision"], "", "",
                               str(head["sha256"]))
        elif key not in new:
            yield m.ChangeLine(code, name, "tidak berlaku lagi", "", f"{len(old[key])} isian", "", None, None, None, "", "", "")
        elif before.heads[key]["id"] != now.heads[key]["id"]:
            yield from _changed(code, name, old[key], new[key])


def _by_head(rows: Iterable[DataRow]) -> dict[Key, dict[tuple[str, str, str], DataRow]]:
    found_: dict[Key, dict[tuple[str, str, str], DataRow]] = defaultdict(dict)
    for r in rows:
        found_[r.agency, r.form][r.table, r.row, r.field] = r
    return found_


def _changed(code: str, name: str, old: Mapping[Any, DataRow], new: Mapping[Any, DataRow]) -> Iterator[m.ChangeLine]:
    for place in [*new, *(p for p in old if p not in new)]:
        one, other = old.get(place), new.get(place)
        row = other or one
        assert row is not None
        if one is None or other is None or one.value != other.value:
            what = "isian baru" if one is None else "dihapus" if other is None else "diubah"
            yield m.ChangeLine(code, name, what, row.table, row.label, row.field, one.value if one else None,
                               other.value if other else None,
                               other.revision if other else None, row.sheet, row.cell, row.sha256)
