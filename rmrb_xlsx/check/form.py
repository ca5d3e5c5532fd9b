"""Checks one submission against its form: kinds, required, choices, limits, the form's rules; each with cell and cure."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rmrb_xlsx.findings import Finding, found
from rmrb_xlsx.spec.judge import Key, Verdict, judge
from rmrb_xlsx.spec.kinds import asked, read_slot
from rmrb_xlsx.spec.model import FormCopy, Slot
from rmrb_xlsx.spec.returned import Submission, Value
from rmrb_xlsx.spec.values import Parsed, as_text, is_blank

_SEVERITY = {"error": 0, "warning": 1, "info": 2}
_ARITHMETIC: Mapping[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}


@dataclass(frozen=True, slots=True)
class Checked:
    """The judged answers of a submission (key -> parsed content), all findings worst first, and whether it is complete."""

    answers: Mapping[Key, Parsed]
    findings: tuple[Finding, ...]
    complete: bool
    missing: int


def check(copy: FormCopy, submission: Submission) -> Checked:
    """All findings of a read return against its copy."""
    by_key = {(v.table, v.row, v.field): v for v in submission.values}
    slots = {(s.table, s.row, s.field): s for s in copy.slots()}
    own: list[Finding] = []
    answers = {key: _parse(slot, by_key[key], own) for key, slot in slots.items() if key in by_key}
    for verdict in judge(copy, answers):
        key = (verdict.slot.table, verdict.slot.row, verdict.slot.field)
        if key in by_key and verdict.code:
            own.append(_finding(verdict, by_key[key]))
    findings = sorted((*submission.findings, *own), key=lambda f: _SEVERITY[f.severity])
    errors = sum(f.severity == "error" for f in findings)
    missing = sum(f.code == "belum-diisi" for f in findings)
    return Checked(answers, tuple(findings), submission.outcome == "accepted" and not errors, missing)


def _parse(slot: Slot, value: Value, remarks: list[Finding]) -> Parsed:
    """The content of a cell; what was read from text, or from a formula, is told."""
    place = {"sheet": value.sheet, "cell": value.cell, "table": value.table, "row": value.row, "field": value.field}
    if value.error:
        return Parsed("wrong", code="galat-rumus")
    if value.note == "digabung":
        remarks.append(found("sel-digabung", **place, lembar=value.sheet, sel=value.cell))
    elif value.note:
        return Parsed("wrong", code="angka-tak-wajar" if "angka" in value.note else "bukan-tanggal")
    raw = value.raw
    if value.formula:
        computed = constant(value.formula)
        if computed is None:
            return Parsed("wrong", code="rumus-di-isian")
        raw = computed
        remarks.append(found("rumus-tetap", **place, lembar=value.sheet, sel=value.cell, nilai=as_text(raw)))
    parsed = read_slot(raw, slot)
    if parsed.state == "ok" and parsed.code == "dibaca-sebagai":
        remarks.append(found("dibaca-sebagai", **place, value=as_text(raw), lembar=value.sheet, sel=value.cell,
                             nilai=as_text(raw), angka=as_text(parsed.value)))
    return parsed


def constant(formula: str) -> float | None:
    """The value of a formula made of numbers and + - * / only; None for anything else."""
    text = formula.removeprefix("=")
    if not re.fullmatch(r"[0-9+\-*/(). ]{1,200}", text):
        return None
    try:
        return _calculate(ast.parse(text, mode="eval").body)
    except (SyntaxError, ValueError, ZeroDivisionError, OverflowError, RecursionError):
        return None


def _calculate(node: ast.expr) -> float:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return float(node.value)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_calculate(node.operand)
    if isinstance(node, ast.BinOp) and type(node.op) in _ARITHMETIC:
        return _ARITHMETIC[type(node.op)](_calculate(node.left), _calculate(node.right))
    raise ValueError


def _finding(verdict: Verdict, value: Value) -> Finding:
    slot = verdict.slot
    raw = value.error or value.formula or value.raw
    shown = as_text(raw)[:200]
    place = {"sheet": value.sheet, "cell": value.cell, "table": slot.table, "row": slot.row, "field": slot.field,
             "value": None if is_blank(raw) else shown}
    words = {"lembar": value.sheet, "sel": value.cell, "isian": slot.label, "nilai": shown, "aturan": asked(slot)}
    if verdict.code == "aturan" and verdict.rule:
        return found("aturan", **place, **words, pesan=verdict.rule.message, obat=verdict.rule.cure)
    return found(verdict.code or "belum-diisi", **place, **words)


