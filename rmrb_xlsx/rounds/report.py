"""The JSON of `periksa`: shapes of PRODUCT section 6."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rmrb_xlsx.findings import Finding
from rmrb_xlsx.rounds.desk import Inspection


def periksa_json(inspections: Sequence[Inspection], with_values: bool = False) -> dict[str, Any]:
    """`rmrb.periksa/1`: one entry a file; `values` only when asked for, then every input cell."""
    return {"schema": "rmrb.periksa/1", "files": [_file(i, with_values) for i in inspections]}


def _file(one: Inspection, with_values: bool) -> dict[str, Any]:
    s = one.submission
    identity = None if s.identity is None else {
        "pack": s.identity.pack, "edition": s.identity.edition, "year": s.identity.year, "period": s.identity.period,
        "form": s.identity.form, "agency": s.identity.agency}
    counts = {level: sum(f.severity == level for f in one.findings) for level in ("error", "warning", "info")}
    told: dict[str, Any] = {
        "file": one.file, "sha256": one.sha256, "format": s.format, "saved_by": s.saved_by, "outcome": s.outcome, "reason": s.reason,
        "identity": identity, "identified_by": list(s.found_by), "complete": one.complete, "counts": counts,
        "findings": [_finding(f) for f in one.findings]}
    if with_values:
        told["values"] = _values(one)
    return told


def _finding(f: Finding) -> dict[str, Any]:
    return {"code": f.code, "severity": f.severity, "sheet": f.sheet, "cell": f.cell, "table": f.table, "row": f.row,
            "field": f.field, "value": f.value, "message": f.message}


def _values(one: Inspection) -> list[dict[str, Any]]:
    if one.copy is None or one.checked is None:
        return []
    slots = {(s.table, s.row, s.field): s for s in one.copy.slots()}
    told = []
    for value in one.submission.values:
        key = (value.table, value.row, value.field)
        slot, parsed = slots[key], one.checked.answers.get(key)
        told.append({"table": value.table, "row": value.row, "field": value.field, "kind": slot.kind, "required": slot.required,
                     "choices": list(slot.choices) if slot.choices else None, "min": slot.min, "max": slot.max,
                     "value": parsed.value if parsed and parsed.state == "ok" else None, "example": slot.example,
                     "sheet": value.sheet, "cell": value.cell, "label": slot.label})
    return told
