"""The inside of the cage: sets its own limits, then answers calls until its input ends."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from importlib import import_module
from typing import Any

from rmrb_xlsx.errors import FileRefused
from rmrb_xlsx.read.limits import LIMITS, MB
from rmrb_xlsx.read.wire import receive, send

_MOST_CALL = 64 * MB
_FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.remove", "os.rename", "os.mkdir",
              "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.kill", "ctypes.", "shutil.", "ftplib.", "smtplib.", "urllib.")


def limit(limits: dict[str, int]) -> None:
    """Memory, files, cores; nothing on systems that have no such limits."""
    try:
        import resource  # noqa: PLC0415  (POSIX only)
    except ImportError:
        return
    for name, most in (("RLIMIT_AS", limits["memory"]), ("RLIMIT_CORE", 0), ("RLIMIT_FSIZE", 0), ("RLIMIT_NOFILE", limits["open_files"])):
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


def guard(event: str, args: tuple[Any, ...]) -> None:
    """An audit hook: no network, no other program, no file opened for writing."""
    if event.startswith(_FORBIDDEN):
        raise PermissionError(event)
    if event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
        raise PermissionError(event)


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
    except BaseException as fault:  # a panic of a compiled library is no Exception; this worker is not used again
        return "failed", type(fault).__name__


def main() -> None:
    """Serves until the parent closes the pipe. Whatever a library prints goes nowhere."""
    source = os.fdopen(os.dup(0), "rb")
    target = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1):
        os.dup2(nowhere, standard)
    sys.stdout = sys.stderr
    limits = receive(source, LIMITS.answer_bytes)
    limit(limits)
    sys.addaudithook(guard)
    while True:
        try:
            call, args = receive(source, _MOST_CALL)
        except EOFError:
            return
        limit_cpu(limits["cpu_seconds"])
        told = answer(call, args)
        try:
            send(target, told)
        except ValueError as fault:
            send(target, ("failed", str(fault)[:200]))
        gc.collect()


if __name__ == "__main__":
    main()
