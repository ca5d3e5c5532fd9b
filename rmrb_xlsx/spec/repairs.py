"""The description of a repaired form: their answers as typed, what each was judged as, what must be mended and why, and
whatever of the returned file found no place. Made by `rounds`, drawn by `write`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rmrb_xlsx.spec.judge import Key
from rmrb_xlsx.spec.values import Stored

NEW, STILL, MENDED = "baru", "masih salah", "sudah benar"


@dataclass(frozen=True, slots=True)
class RepairLine:
    """One line of the list. `sheet` and `cell` are where it stands in the repaired form; `key` its cell, None for a remark on
    a row or a file; `history` against the revision before: baru, masih salah, sudah benar, or empty when there was none."""

    group: str
    severity: str
    sheet: str
    cell: str
    key: Key | None
    label: str
    value: str
    words: str
    history: str = ""


@dataclass(frozen=True, slots=True)
class Unread:
    """Content of the returned file that has no place in the form: where it stood, what it says, why it was left out."""

    sheet: str
    cell: str
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Repair:
    """One repaired form. `summary`: lines above the list; `answers`: contents of the input cells, wrong ones as they were
    typed; `marked`: key -> the finding in words; `note`: for the footer."""

    note: str
    summary: tuple[str, ...]
    answers: Mapping[Key, Stored]
    marked: Mapping[Key, str]
    lines: tuple[RepairLine, ...]
    unread: tuple[Unread, ...]
