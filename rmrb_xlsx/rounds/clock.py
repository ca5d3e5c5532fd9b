"""The present moment, as one replaceable function: tests and the demonstration pass their own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

Clock = Callable[[], str]


def now() -> str:
    """The present moment as local ISO text to the second."""
    return dt.datetime.now().astimezone().isoformat(timespec="seconds")
