"""What became of one mail that was handed over."""

from __future__ import annotations

from typing import Literal, NamedTuple


class Handed(NamedTuple):
    """`later`: nothing was accepted; `uncertain`: nobody can know. `refused`: recipients turned away for good, with the
    answer; `words`: what the other side said; `lost`: the connection broke."""

    state: Literal["sent", "later", "failed", "uncertain"]
    words: str = ""
    refused: tuple[tuple[str, str], ...] = ()
    lost: bool = False
