"""Places where a test may kill or fail the process: before and after every fsync, rename and commit.

`RMRB_MATI_PADA=n` kills the process (SIGKILL) at the n-th place it passes; `RMRB_PENUH_PADA=n` makes the n-th place
answer "no space left". Neither is set in real life, and then `point` costs one look at a variable.
"""

from __future__ import annotations

import errno
import os
import signal

KILL, FULL = "RMRB_MATI_PADA", "RMRB_PENUH_PADA"


class Watch:
    """Counts the places passed; kills at the `kill`-th, fails with `error` at the `fail`-th (0: never)."""

    def __init__(self, kill: int = 0, fail: int = 0, error: int = errno.ENOSPC) -> None:
        self.kill, self.fail, self.error = kill, fail, error
        self.passed: list[str] = []

    def at(self, name: str) -> None:
        """One place is passed."""
        self.passed.append(name)
        if len(self.passed) == self.kill:
            os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
        if len(self.passed) == self.fail:
            raise OSError(self.error, os.strerror(self.error), name)


_watch: Watch | None = (Watch(int(os.environ.get(KILL, "0")), int(os.environ.get(FULL, "0"))) if {KILL, FULL} & set(os.environ) else None)


def watch(one: Watch | None) -> None:
    """From now on `one` watches; None: nobody."""
    global _watch  # noqa: PLW0603  (one process, one watch)
    _watch = one


def point(name: str) -> None:
    """A place where a crash must do no harm."""
    if _watch is not None:
        _watch.at(name)
