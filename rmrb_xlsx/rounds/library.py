"""The acts of the public API: one call each, for programs instead of people. The command line uses the same rooms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rmrb_xlsx.check.form import Checked
from rmrb_xlsx.errors import UsageError
from rmrb_xlsx.gather.frames import Frames, data_rows, frames
from rmrb_xlsx.gather.tidy import WRONG
from rmrb_xlsx.rounds.counting import Counted, count
from rmrb_xlsx.rounds.desk import check_copy, open_desk
from rmrb_xlsx.rounds.issue import render
from rmrb_xlsx.rounds.master import gather_master
from rmrb_xlsx.rounds.workplace import open_workplace
from rmrb_xlsx.score.form import FormScore, score_form
from rmrb_xlsx.spec.copies import make_copy
from rmrb_xlsx.spec.model import FormCopy, Identity
from rmrb_xlsx.spec.pack import Pack
from rmrb_xlsx.spec.returned import Submission
from rmrb_xlsx.write.master.lines import Master
from rmrb_xlsx.write.master.workbook import write_master as write_lines


def write_form(pack: Pack, agency: str, year: int, period: str = "tahunan", form: str | None = None) -> bytes:
    """The empty form of one agency as .xlsx bytes, unsigned: for looking and learning; forms of a round come from `rmrb buat`.

    Raises UsageError for an agency, year, period or form that the pack has not.
    """
    code = form or str(pack.settings["agency_form"])
    return render(pack, Identity(pack.id, pack.edition, year, period, code, agency, 1, "0" * 32, ""))


def read_return(source: bytes | Path | str, *packs: str) -> Submission:
    """What a returned file (bytes or path) holds, read in a process of its own; any of the formats .xlsx .xls .xlsb .ods.

    `packs`: folders of packs beside those that come with the program. Never raises for bad files: `outcome` says rejected or
    quarantined, `reason` and `findings` say why. OSError when the path cannot be read.
    """
    data = source if isinstance(source, bytes) else Path(source).read_bytes()
    with open_desk(*packs) as desk:
        return desk.inspect("berkas", data).submission


def check(pack: Pack, submission: Submission) -> Checked:
    """The submission judged: answers by (table, row, field), findings worst first, complete or not.

    Raises UsageError when the submission was not identified, or belongs to another pack.
    """
    return check_copy(pack, _copy(pack, submission), submission)


def score(pack: Pack, submission: Submission) -> FormScore:
    """The scores of a submission's sound answers: KKE (self and assessor), indicators, activities, surveys, shares."""
    copy = _copy(pack, submission)
    answers = check_copy(pack, copy, submission).answers
    spare = {(t.code, r.id) for t in copy.form.tables for r in copy.rows[t.code] if r.level == "spare"}
    started = {(t, r) for (t, r, _), p in answers.items() if p.state != "blank"} & spare
    return score_form(pack, copy, {k: p.value for k, p in answers.items() if p.state == "ok"}, started)


def _copy(pack: Pack, submission: Submission) -> FormCopy:
    if submission.identity is None or submission.identity.pack != pack.id:
        raise UsageError("Berkas ini tidak dikenali sebagai formulir paket tersebut.")
    return make_copy(pack, submission.identity)


def gather(folder: Path | str) -> Frames:
    """Everything that counts in the round of a working folder, as pandas DataFrames (`rmrb_xlsx.gather.frames.COLUMNS`).

    FolderError when it is no working folder, or its ledger is in use.
    """
    with open_workplace(Path(folder)) as place:
        counted = count(place.pack, place.ledger, place.settings.year, place.settings.period)
        master = gather_master(place)
    return frames({"data": data_rows(counted.rows), "kke": _kke(master), "agencies": _agencies(master), "indicators": _indicators(master),
                   "steps": _steps(place.pack, counted), "findings": _findings(master)})


def write_master(folder: Path | str) -> bytes:
    """The master of a working folder as .xlsx bytes; nothing is written to the folder. `rmrb gabung` writes and records it."""
    with open_workplace(Path(folder)) as place:
        return write_lines(gather_master(place))


def _kke(master: Master) -> Iterator[dict[str, Any]]:
    for line in (*master.scores, *((master.regency,) if master.regency else ())):
        name = next((s.name for s in master.standings if s.agency == line.agency), line.agency)
        for sub in line.subs:
            yield {"agency": line.agency, "agency_name": name, "form": line.form, "area": sub.area, "subcomponent": sub.sub,
                   "name": sub.name,
                   "weight": sub.weight, "items": sub.items, "answered": sub.answered, "score": sub.score, "assessed": sub.assessed,
                   "assessor_score": sub.assessed_score}


def _agencies(master: Master) -> Iterator[dict[str, Any]]:
    scores = {(s.agency, s.form): s for s in master.scores}
    for s in master.standings:
        score_ = scores.get((s.agency, s.form))
        yield {"agency": s.agency, "agency_name": s.name, "form": s.form, "state": s.state, "revision": s.revision, "errors": s.errors,
               "missing": s.missing, "days_late": s.days_late, "total": s.kke, "predicate": score_.predicate if score_ else None,
               "provisional": score_.provisional if score_ else None, "assessor_total": score_.assessed_total if score_ else None}


def _indicators(master: Master) -> Iterator[dict[str, Any]]:
    for i in master.indicators:
        target, actual = i.targets[i.current], i.history[i.current]
        yield {"indicator": i.id, "area": i.area, "name": i.name, "unit": i.unit, "agency": i.agency or None, "year": master.year,
               "target": None if target is None else str(target), "target_number": target if isinstance(target, int | float) else None,
               "actual": None if actual is None else str(actual), "actual_number": actual if isinstance(actual, int | float) else None,
               "achievement": i.achievement, "verdict": i.verdict, "decision": i.decision or None}


def _steps(pack: Pack, counted: Counted) -> Iterator[dict[str, Any]]:
    actions = {s.id: s.action for s in pack.steps}
    told: dict[tuple[str, str], dict[str, Any]] = defaultdict(dict)
    names: Mapping[str, str] = {"status": "status", "progres": "progress", "kendala": "obstacle", "eskalasi": "escalation"}
    for r in counted.rows:
        if r.table == "rencana_aksi" and r.kind != WRONG and r.field in names:
            told[r.row, r.agency] |= {"area": r.area, names[r.field]: r.value}
    for (step, agency), fields in told.items():
        yield {"step": step, "action": actions.get(step), "agency": agency, **fields}


def _findings(master: Master) -> Sequence[dict[str, Any]]:
    return [{"agency": f.agency or None, "file": f.file, "outcome": f.outcome, "severity": f.severity, "code": f.code,
             "sheet": f.sheet or None,
             "cell": f.cell or None, "message": f.message} for f in master.findings]


__all__ = ["check", "gather", "read_return", "score", "write_form", "write_master"]
