"""What the form says about filling a cell: how to type it, between which limits. Short, and always the cure."""

from __future__ import annotations

import datetime as dt

from rmrb_xlsx.spec.kinds import KINDS, WORD_KINDS, limits_in_words
from rmrb_xlsx.spec.model import Slot


def prompt(slot: Slot) -> str:
    """What stands beside a cell when it is chosen: how to fill it and what it is for."""
    if slot.help and slot.kind in WORD_KINDS:
        return slot.help
    return " ".join(p for p in (how_to(slot), slot.help) if p)


def how_to(slot: Slot) -> str:
    """How to fill this cell, with its limits."""
    limits = limits_in_words(slot)
    return KINDS[slot.kind].how + (f" {limits[0].upper()}{limits[1:]}." if limits else "")


def day(iso: float | str) -> dt.date:
    """The date of an ISO text."""
    return dt.date.fromisoformat(str(iso))


def short(text: str, most: int) -> str:
    """`text`, cut at `most` letters with an ellipsis, between words where that is near."""
    if len(text) <= most:
        return text
    cut = text[: most - 1].rstrip()
    space = cut.rfind(" ")
    return (cut[:space] if space > most * 0.6 else cut).rstrip(" ,.;:-") + "…"
