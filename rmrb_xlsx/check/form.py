"""Checks one submission against its form: kinds, required, choices, limits, the form's rules; each with cell and cure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rmrb_xlsx.check.runs import counted_up
from rmrb_xlsx.findings import Finding, found
from rmrb_xlsx.spec.judge import Key, Verdict, judge
from rmrb_xlsx.spec.kinds import TEXT_KINDS, asked, read_slot
from rmrb_xlsx.spec.model import FormCopy, Slot
from rmrb_xlsx.spec.returned import Submission, Value
from rmrb_xlsx.spec.values import Parsed, Scalar, as_text, disguised, is_blank, nearest, odd_character, show_date

SEVERITY = {"error": 0, "warning": 1, "info": 2}
NUMBER_KINDS = frozenset({"number", "integer", "percent", "index"})
DOUBTS = {"angka-tak-wajar": "angka-tak-wajar", "tanggal-tak-wajar": "bukan-tanggal", "isi-tak-wajar": "isi-tak-wajar",
          "presisi-hilang": "presisi-hilang"}
"""What the reader doubts about a stored content, and the finding that says so. Other notes leave the content usable."""
_REMARKS = {"digabung": "sel-digabung", "gaya-tak-dikenal": "format-sel-rusak"}
_DIGITS_KEPT = 1e15


@dataclass(frozen=True, slots=True)
class Checked:
    """The judged answers of a submission (key -> parsed content), all findings worst first, and whether it is complete."""

    answers: Mapping[Key, Parsed]
    findings: tuple[Finding, ...]
    complete: bool
    missing: int


def check(copy: FormCopy, submission: Submission, more: Iterable[Finding] = ()) -> Checked:
    """All findings of a read return against its copy, worst first; `more` come from elsewhere and are only put in order."""
    by_key = {(v.table, v.row, v.field): v for v in submission.values}
    slots = {(s.table, s.row, s.field): s for s in copy.slots()}
    own: list[Finding] = []
    answers = {key: _parse(slot, by_key[key], own) for key, slot in slots.items() if key in by_key}
    for verdict in judge(copy, answers):
        key = (verdict.slot.table, verdict.slot.row, verdict.slot.field)
        if key in by_key and verdict.code:
            own.append(_finding(verdict, by_key[key]))
    own += counted_up(slots, submission.values, answers)
    findings = sorted((*submission.findings, *own, *more), key=lambda f: SEVERITY[f.severity])
    errors = sum(f.severity == "error" for f in findings)
    missing = sum(f.code == "belum-diisi" for f in findings)
    return Checked(answers, tuple(findings), submission.outcome == "accepted" and not errors, missing)


def _parse(slot: Slot, value: Value, remarks: list[Finding]) -> Parsed:
    """The content of a cell; what was read from text, or from a formula, is told."""
    if value.error:
        return Parsed("wrong", code="galat-rumus")
    if value.note in DOUBTS:
        return Parsed("wrong", code=DOUBTS[value.note])
    if value.note in _REMARKS:
        remarks.append(_remark(_REMARKS[value.note], value, nilai=as_text(value.raw)[:200]))
    raw = value.raw
    if value.formula:
        raw = _from_formula(value, remarks)
        if raw is None:
            return Parsed("wrong", code="rumus-di-isian")
    barred = _barred(slot, raw)
    if barred:
        return Parsed("wrong", code=barred)
    raw, shown = _as_shown(slot, raw, value)
    parsed = read_slot(raw, slot)
    if parsed.state == "ok":
        _told(slot, parsed, raw, shown, value, remarks)
    return parsed


def _from_formula(value: Value, remarks: list[Finding]) -> Scalar:
    """The result of a formula: ours where we can calculate it, else the stored one, else None; never without a remark."""
    formula = f"={value.formula}"[:120]
    if value.reckoned is None:
        if is_blank(value.raw):
            return None
        remarks.append(_remark("rumus-tersimpan", value, rumus=formula, nilai=as_text(value.raw)[:80]))
        return value.raw
    result = value.reckoned
    if isinstance(value.raw, float) and abs(value.raw - result) > 1e-9 * max(1.0, abs(result)):
        remarks.append(_remark("hitungan-berbeda", value, nilai=as_text(value.raw), hitungan=as_text(result)))
    constant = not any(c.isalpha() for c in value.formula or "")
    remarks.append(_remark("rumus-tetap", value, nilai=as_text(result)) if constant
                   else _remark("rumus-dihitung", value, rumus=formula, nilai=as_text(result)))
    return result


def _barred(slot: Slot, raw: Scalar) -> str | None:
    """Why a content cannot be used whatever its kind."""
    if isinstance(raw, str) and odd_character(raw):
        return "huruf-terlarang"
    if isinstance(raw, dt.date | dt.time) and slot.kind in NUMBER_KINDS:
        return "angka-jadi-tanggal"
    if isinstance(raw, float) and slot.kind in TEXT_KINDS and abs(raw) >= _DIGITS_KEPT:
        return "presisi-hilang"
    return None


def _as_shown(slot: Slot, raw: Scalar, value: Value) -> tuple[Scalar, str]:
    """The content as the person saw it: a number shown as a percentage is that many percent."""
    if not value.percent or not isinstance(raw, float):
        return raw, as_text(raw)
    percent = round(raw * 100, 9)
    shown = f"{as_text(percent)} %"
    return (percent, shown) if slot.kind == "percent" else (shown, shown)


def _told(slot: Slot, parsed: Parsed, raw: Scalar, shown: str, value: Value, remarks: list[Finding]) -> None:
    if parsed.code == "dibaca-sebagai" or (value.percent and slot.kind == "percent"):
        read = show_date(parsed.value) if slot.kind == "date" else as_text(parsed.value)
        remarks.append(_remark("dibaca-sebagai", value, nilai=shown[:200], angka=read))
    if isinstance(raw, str) and slot.kind in TEXT_KINDS and disguised(raw):
        remarks.append(_remark("huruf-menyamar", value, nilai=shown[:80]))
    number, usual = parsed.value, slot.example
    if slot.kind == "percent" and isinstance(number, float) and 0 < number < 1 and isinstance(usual, float | int) and usual > 1:
        remarks.append(_remark("persen-kecil", value, nilai=as_text(number), persen=as_text(round(number * 100, 9))))


def _remark(code: str, value: Value, **details: str) -> Finding:
    raw = value.raw
    return found(code, sheet=value.sheet, cell=value.cell, table=value.table, row=value.row, field=value.field,
                 value=None if is_blank(raw) else as_text(raw)[:200], lembar=value.sheet, sel=value.cell, **details)


def _finding(verdict: Verdict, value: Value) -> Finding:
    slot = verdict.slot
    raw = value.error or (f"={value.formula}" if value.formula else value.raw)
    shown = as_text(raw)[:200]
    code = verdict.code or "belum-diisi"
    meant = nearest(shown, slot.choices or ()) if code == "bukan-pilihan" else None
    details: dict[str, Any] = {"lembar": value.sheet, "sel": value.cell, "isian": slot.label, "nilai": shown, "aturan": asked(slot),
               "saran": f" Mungkin maksud Anda «{meant}»." if meant else "", "huruf": odd_character(as_text(value.raw)) or ""}
    if verdict.code == "aturan" and verdict.rule:
        details |= {"pesan": verdict.rule.message, "obat": verdict.rule.cure}
    return found(code, sheet=value.sheet, cell=value.cell, table=value.table, row=value.row, field=value.field,
                 value=None if is_blank(raw) else shown, **details)
