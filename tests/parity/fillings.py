"""Seeded fillings of real forms, put in by editing the sheet XML: what a stranger's program stores, not what our writer writes."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Mapping
from datetime import date
from xml.sax.saxutils import escape

from rmrb_xlsx.spec.kinds import FIRST_DAY, LAST_DAY
from rmrb_xlsx.spec.model import FormCopy, Slot
from tests.parity.nasty import CHOICES, CODES, MAILS, NOTHING, NUMBERS, OTHERS, TYPED, WORDS, Content, Fault

Key = tuple[str, str, str]
_CELL = re.compile(r'<c r="([A-Z]+[0-9]+)"((?: s="\d+")?)[^>]*?(?:/>|>.*?</c>)', re.DOTALL)
_NASTY: Mapping[str, tuple[Content, ...]] = {
    "text": WORDS, "evidence": WORDS, "choice": CHOICES, "integer": NUMBERS + TYPED, "number": NUMBERS + TYPED, "percent": NUMBERS + TYPED, "index": NUMBERS + TYPED,
    "date": NUMBERS + TYPED, "email": MAILS, "phone": CODES, "nip": CODES}


def good(slot: Slot, dice: random.Random) -> Content:
    """A content that the slot asks for."""
    if slot.choices:
        return dice.choice(slot.choices)
    if slot.kind == "date":
        low, high = (date.fromisoformat(str(d)) for d in (slot.min or FIRST_DAY, slot.max or LAST_DAY))
        return float((low - date(1899, 12, 30)).days + dice.randrange((high - low).days + 1))
    if slot.kind in ("integer", "number", "percent", "index"):
        low, high = float(slot.min or 0), float(100 if slot.max is None else slot.max)
        whole = dice.randrange(int(low), int(high) + 1)
        return float(whole) if slot.kind == "integer" or dice.random() < 0.5 else round(dice.uniform(low, high), 2)
    examples: Mapping[str, Content] = {"email": "a.b@contoh.go.id", "phone": "081234567890", "nip": "198001012005011001"}
    return examples.get(slot.kind, "isian contoh")


def nasty(slot: Slot, dice: random.Random) -> Content:
    """A content that people put there all the same. Marks that show nothing are rare: each costs a long search."""
    pool = dice.choices((_NASTY[slot.kind], WORDS, OTHERS, NOTHING), (80, 10, 5, 5))[0]
    content = dice.choice(pool)
    return content if not isinstance(content, str) or len(content) < 300 or dice.random() < 0.1 else "x"


def mixed(copy: FormCopy, dice: random.Random, shares: tuple[float, float, float]) -> dict[Key, Content]:
    """Contents by (table, row, field): shares of good, nasty and empty cells. Rules get their chance because neighbours differ."""
    makers = (good, nasty, lambda _slot, _dice: None)
    return {(s.table, s.row, s.field): dice.choices(makers, shares)[0](s, dice) for s in copy.slots()}


def almost(copy: FormCopy, dice: random.Random, faults: int) -> dict[Key, Content]:
    """Every example, and a few cells changed: how a nearly finished form looks."""
    filled: dict[Key, Content] = {}
    for s in copy.slots():
        example: Content = s.example
        if s.kind == "date" and isinstance(s.example, str):
            example = float((date.fromisoformat(s.example) - date(1899, 12, 30)).days)
        filled[s.table, s.row, s.field] = float(example) if isinstance(example, int) else example
    slots = [s for s in copy.slots() if not s.spare or dice.random() < 0.1]
    for s in dice.sample(slots, faults):
        filled[s.table, s.row, s.field] = dice.choice((good, nasty, nasty))(s, dice)
    return filled


def fill(data: bytes, cells: Mapping[tuple[str, str], Content]) -> bytes:
    """The workbook with contents by (sheet, cell). KeyError when a cell is not there."""
    source, target = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    paths = sheet_paths(source)
    left = dict(cells)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
        for name in source.namelist():
            part = source.read(name)
            if name in paths:
                sheet = paths[name]
                part = _CELL.sub(lambda m, sheet=sheet: _cell(m, left.pop((sheet, m[1]), ...)), part.decode()).encode()  # type: ignore[misc]
            out.writestr(name, part)
    if left:
        raise KeyError(next(iter(left)))
    return target.getvalue()


def sheet_paths(source: zipfile.ZipFile) -> dict[str, str]:
    """Part name -> sheet name, in the order our writer numbers them."""
    names = re.findall(r'<sheet name="([^"]*)"', source.read("xl/workbook.xml").decode())
    return {f"xl/worksheets/sheet{n}.xml": name for n, name in enumerate(names, start=1)}


def _cell(match: re.Match[str], content: object) -> str:
    start = f'<c r="{match[1]}"{match[2]}'
    if content is ...:
        return match[0]
    if content is None:
        return f"{start}/>"
    if isinstance(content, Fault):
        return f'{start} t="e"><v>{content.text}</v></c>'
    if isinstance(content, bool):
        return f'{start} t="b"><v>{int(content)}</v></c>'
    if isinstance(content, float):
        return f"{start}><v>{content!r}</v></c>"
    return f'{start} t="inlineStr"><is><t xml:space="preserve">{_text(str(content))}</t></is></c>'


def _text(text: str) -> str:
    """As Excel stores it: control characters as `_x000D_`, and what looks like such a mark escaped itself."""
    literal = re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)
    return escape(re.sub(r"[\x00-\x08\x0b-\x1f]", lambda m: f"_x{ord(m[0]):04X}_", literal))
