"""Quotations of numbers (`quotations.csv`): what the regulation prints at a line, cell by cell, next to the row it became.

They prove the pack against the text: the values of a row must equal its quotation (always checked), and a quotation must stand at its
line of the text (checked when somebody who has the text gives it; the text itself is no part of a pack).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from rmrb_xlsx.spec.pack import Activity, Indicator, Pack
from rmrb_xlsx.spec.packfiles import Fault

FILE = "quotations.csv"
BLANKS = ("na", "NA", "-", "")
_NUMBER = re.compile(r"-?\d{1,3}(?:\.\d{3})+(?:,\d+)?|-?\d+(?:,\d+)?")
_LINE = re.compile(r"L(\d+)")


def printed_number(text: str) -> float | str | None:
    """A cell as the regulation prints it (`1.204`, `66,68`, `16,50%`, `WTP`, `NA`) as a value."""
    bare = text.strip().removesuffix("%")
    if bare in BLANKS:
        return None
    return float(bare.replace(".", "").replace(",", ".")) if _NUMBER.fullmatch(bare) else bare


def quote_faults(pack: Pack) -> Iterator[Fault]:
    """Every row of targets that is not what its quotation says, or that has none although the pack quotes."""
    quotes = _quotes(pack)
    rows: dict[str, Indicator | Activity] = {i.id: i for i in pack.printed.indicators}
    rows |= {a.id: a for a in pack.printed.activities}
    weights = {f"{tool.id}/{p.id}/{key}": weight for tool in pack.instruments.values() for p in tool.profiles.values()
               for key, weight in (*p.areas.items(), *p.results.items())}
    for line, q in quotes:
        key = q["object"]
        cells = [printed_number(c) for c in q["quoted"].split("|")]
        row = rows.get(key)
        told: Sequence[float | str | None]
        if q["field"] == "weight" and key in weights:
            told = [weights[key]]
        elif row and q["field"] == "targets":
            told = [row.targets.get(int(y)) for y in q["years"].split(";")]
        elif isinstance(row, Indicator) and q["field"] == "baseline":
            told = [row.baseline]
        else:
            yield Fault(FILE, line, f"kutipan atas «{key}» ({q['field']}) yang tidak ada")
            continue
        if list(told) != cells:
            yield Fault(FILE, line, f"{key}: kutipan {q['quoted']} ({q['source']}) tidak sama dengan isi paket {_shown(told)}")
    quoted = {q["object"] for _, q in quotes if q["field"] == "targets"}
    for row in rows.values() if quotes else ():
        if row.id not in quoted and any(t is not None for t in row.targets.values()):
            yield Fault("indicators.csv" if isinstance(row, Indicator) else "activities.csv", row.line, f"{row.id}: target tanpa kutipan")


def source_faults(pack: Pack, text: str) -> Iterator[Fault]:
    """Every quotation (of numbers, and of the readings of decisions) that does not stand at its line of the regulation's `text`."""
    lines = text.splitlines()
    for line, q in _quotes(pack):
        if missing := _missing(lines, q["source"], [re.escape(c.strip()) for c in q["quoted"].split("|")]):
            yield Fault(FILE, line, f"{q['object']}: «{missing}» tidak ada pada {q['source']} teks peraturan")
    for r in pack.readings:
        if missing := _missing(lines, r.source, [re.escape(c) for c in r.quote.split("|") if c], whole=False):
            yield Fault("readings.csv", r.line, f"{r.decision} {r.id}: «{missing}» tidak ada pada {r.source} teks peraturan")


def _missing(lines: Sequence[str], source: str, patterns: Sequence[str], whole: bool = True) -> str | None:
    """The first of `patterns` that does not follow the one before it at `source`; `whole`: not as part of a longer number or word."""
    found = " ".join(_at(lines, source))
    place = 0
    for one in patterns:
        pattern = rf"(?<![\w,.]){one}(?!\w|[,.]\d)" if whole else one
        match = re.compile(pattern, re.IGNORECASE).search(found, place)
        if match is None:
            return re.sub(r"\\(.)", r"\1", one)
        place = match.end()
    return None


def _at(lines: Sequence[str], source: str) -> Iterator[str]:
    for part in source.split(";"):
        ends = [int(n) for n in _LINE.findall(part)]
        if ends:
            yield from lines[ends[0] - 1:ends[-1]]


def _quotes(pack: Pack) -> list[tuple[int, Mapping[str, str]]]:
    known = pack.lines.get(FILE, {})
    return [(known.get((n,), 0), q) for n, q in enumerate(pack.tables.get("quotations", ()))]


def _shown(values: Sequence[float | str | None]) -> str:
    return " | ".join("-" if v is None else str(v) for v in values)
