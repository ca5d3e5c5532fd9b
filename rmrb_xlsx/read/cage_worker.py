"""The inside of the cage: sets its own limits, then answers calls until its input ends."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from importlib import import_module
from typing import Any

from rmrb_xlsx.errors import FileRefused
from rmrb_xlsx.read.cage import receive, send


def limit(limits: dict[str, int]) -> None:
    """Memory, files, cores; nothing on systems that have no such limits."""
    try:
        import resource  # noqa: PLC0415  (POSIX only)
    except ImportError:
        return
    for name, most in (("RLIMIT_AS", limits["memory"]), ("RLIMIT_CORE", 0), ("RLIMIT_FSIZE", 0), ("RLIMIT_NOFILE", 64)):
        with contextlib.suppress(ValueError, OSError, AttributeError):
            resource.setrlimit(getattr(resource, name), (most, most))


def limit_cpu(seconds: int) -> None:
    """The processor time this call may use, counted from now."""
    try:
        import resource  # noqa: PLC0415  (POSIX only)
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds, resource.RLIM_INFINITY))


def answer(target: str, args: tuple[Any, ...]) -> tuple[str, Any]:
    """("ok", result), ("refused", (code, details)) or ("failed", word)."""
    module, _, name = target.partition(":")
    try:
        return "ok", getattr(import_module(module), name)(*args)
    except FileRefused as refused:
        return "refused", (refused.code, {k: str(v) for k, v in refused.details.items()})
    except MemoryError:
        return "refused", ("melebihi-batas", {"sebab": "memori pembaca habis"})
    except Exception as fault:
        return "failed", type(fault).__name__


def main() -> None:
    """Serves until the parent closes the pipe. Whatever a library prints goes nowhere."""
    source = os.fdopen(os.dup(0), "rb")
    target = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 1)
    sys.stdout = sys.stderr
    limits = receive(source)
    limit(limits)
    while True:
        try:
            call, args = receive(source)
        except EOFError:
            return
        limit_cpu(limits["cpu_seconds"])
        send(target, answer(call, args))
        gc.collect()


if __name__ == "__main__":
    main()
