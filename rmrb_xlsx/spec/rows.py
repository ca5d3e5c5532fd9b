"""What all rows of a pack's tables share: how cells become values, the row's line, its standing in the source."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
Status = Literal["printed", "reconstructed", "assumed", "missing"]


def _split(raw: object) -> object:
    return tuple(p.strip() for p in raw.split(";") if p.strip()) if isinstance(raw, str) else raw


def none_if_empty(raw: object) -> object:
    """An empty cell is nothing."""
    return None if raw == "" else raw


def _yes(raw: object) -> object:
    return {"ya": True, "tidak": False}.get(raw, raw) if isinstance(raw, str) else raw


def number_or_text(raw: object) -> object:
    """A cell as number where it is one (point or, as Excel of an Indonesian system writes it, comma), else as text; empty is None."""
    if not isinstance(raw, str):
        return raw
    text = raw.strip()
    if _NUMBER.fullmatch(text):
        return float(text.replace(",", "."))
    return text or None


Codes = Annotated[tuple[str, ...], BeforeValidator(_split)]
OptionalFloat = Annotated[float | None, BeforeValidator(none_if_empty)]
YesNo = Annotated[bool, BeforeValidator(_yes)]
NumberOrText = Annotated[float | str | None, BeforeValidator(number_or_text)]


class Lined(BaseModel):
    """A row that knows its line in its file (`line`; not part of its content)."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
    line: int = Field(default=0, exclude=True, repr=False)


class Sourced(Lined):
    """What every row has: its standing in the source."""

    status: Status = "printed"
    reason: str = ""
    source: str = ""
