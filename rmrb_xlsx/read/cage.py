"""The cage: parsers run in a reused worker process with limits, never in the process that holds the ledger.

A worker that dies, overstays or answers nonsense costs one call and is replaced. It starts isolated (`python -I`) with an
empty environment. Memory, processor and file limits exist where the system has them (POSIX); on Windows the wall limit,
the own process and the refusal of network and written files (an audit hook) still hold. Calls and answers travel as JSON.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Any

from rmrb_xlsx.errors import FileRefused
from rmrb_xlsx.read.limits import LIMITS, Limits
from rmrb_xlsx.read.wire import receive, send

_HOME = str(Path(__file__).resolve().parents[2])
_BOOT = "import sys; sys.path.append(sys.argv[1]); from rmrb_xlsx.read.cage_worker import main; main()"
_KEEP = ("SYSTEMROOT", "LD_LIBRARY_PATH")


class Cage:
    """A worker process behind a door: `call` runs `module:function` in it. Use as a context manager."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self._limits = limits
        self._worker: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Cage:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def call(self, target: str, *args: object) -> Any:
        """What the function gives back: plain values, bytes, and dataclasses of `wire.KNOWN` (lists come back as tuples).
        FileRefused when it raises that, or when the worker dies, takes too long or answers nonsense."""
        late = threading.Event()
        worker = self._ready()

        def stop() -> None:
            late.set()
            worker.kill()
        timer = threading.Timer(self._limits.wall_seconds, stop)
        timer.daemon = True
        timer.start()
        try:
            send(worker.stdin, (target, args))
            kind, answer = receive(worker.stdout, self._limits.answer_bytes)
        except (EOFError, OSError, ValueError) as fault:
            self.close()
            died = "jawaban pembaca kacau" if isinstance(fault, ValueError) else "pembaca berhenti"
            raise FileRefused("gagal-baca", sebab="terlalu lama dibaca" if late.is_set() else died) from None
        finally:
            timer.cancel()
        if kind == "refused":
            raise FileRefused(answer[0], **answer[1])
        if kind != "ok":
            self.close()
            raise FileRefused("gagal-baca", sebab=str(answer))
        return answer

    def close(self) -> None:
        """Ends the worker."""
        worker, self._worker = self._worker, None
        if worker is None:
            return
        worker.kill()
        worker.wait()
        for stream in (worker.stdin, worker.stdout):
            with contextlib.suppress(OSError):
                if stream:
                    stream.close()

    def _ready(self) -> subprocess.Popen[bytes]:
        if self._worker is None or self._worker.poll() is not None:
            self.close()
            environment = {k: os.environ[k] for k in _KEEP if k in os.environ}
            self._worker = subprocess.Popen([sys.executable, "-I", "-B", "-c", _BOOT, _HOME], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                            stderr=subprocess.DEVNULL, env=environment)
            send(self._worker.stdin, self._limits._asdict())
        return self._worker
