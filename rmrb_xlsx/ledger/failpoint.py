"""Places where a test may kill or fail the process: before and after every fsync, rename and commit.

`RMRB_MATI_PADA=n` kills the process (SIGKILL) at the n-th place it passes; `RMRB_PENUH_PADA=n` makes the n-th place
answer "no space left". Neither is set in real life, and then `point` does nothing at all.
"""

from __future__ import annotations

import errno
import os
import signal
from collections.abc import Callable

KILL, FULL, TRACE = "RMRB_MATI_PADA", "RMRB_PENUH_PADA", "RMRB_CATAT_TITIK"


def _nothing(_name: str) -> None:
    """No test is watching."""


def _armed() -> Callable[[str], None]:
    kill, full, trace = int(os.environ.get(KILL, "0")), int(os.environ.get(FULL, "0")), os.environ.get(TRACE)
    passed = 0

    def point(name: str) -> None:
        nonlocal passed
        passed += 1
        if trace:
            with open(trace, "a", encoding="ascii") as stream:
                stream.write(f"{passed} {name}\n")
        if passed == kill:
            os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
        if passed == full:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), name)
    return point


point: Callable[[str], None] = _armed() if {KILL, FULL, TRACE} & set(os.environ) else _nothing
