"""The cage: parsers run in a reused worker process with limits, never in the process that holds the ledger.

A worker that dies or overstays costs one call and is replaced. Memory and CPU limits exist where the system has them
(POSIX); the wall limit and the isolation hold everywhere. Answers are unpickled with a short list of allowed classes.
"""

from __future__ import annotations

import io
import os
import pickle
import struct
import subprocess
import sys
import threading
from types import TracebackType
from typing import Any

from rmrb_xlsx.errors import FileRefused
from rmrb_xlsx.read.limits import LIMITS, Limits

_LENGTH = struct.Struct(">Q")
_MOST_ANSWER = 512 * 1024 * 1024
_ALLOWED = ("rmrb_xlsx.spec.", "rmrb_xlsx.findings", "rmrb_xlsx.errors", "rmrb_xlsx.read.raw", "rmrb_xlsx.mail.parts", "datetime")
_KEEP = ("PATH", "SYSTEMROOT", "PYTHONPATH", "LD_LIBRARY_PATH", "TZ")


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if module.startswith(_ALLOWED) or (module == "builtins" and name in ("frozenset", "set")):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name}")


def send(stream: Any, message: object) -> None:
    """One length-prefixed pickle."""
    data = pickle.dumps(message, protocol=5)
    stream.write(_LENGTH.pack(len(data)) + data)
    stream.flush()


def receive(stream: Any) -> Any:
    """The next message; EOFError when the other side is gone or answers nonsense."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    size = _LENGTH.unpack(head)[0]
    if size > _MOST_ANSWER:
        raise EOFError
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return _Unpickler(io.BytesIO(data)).load()


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
        """What the function gives back. FileRefused when it raises that, or when the worker dies or takes too long."""
        worker = self._ready()
        late = threading.Event()

        def stop() -> None:
            late.set()
            worker.kill()
        timer = threading.Timer(self._limits.wall_seconds, stop)
        timer.start()
        try:
            send(worker.stdin, (target, args))
            kind, answer = receive(worker.stdout)
        except (EOFError, OSError, pickle.UnpicklingError, ValueError):
            self.close()
            raise FileRefused("gagal-baca", sebab="terlalu lama dibaca" if late.is_set() else "pembaca berhenti") from None
        finally:
            timer.cancel()
        if kind == "refused":
            raise FileRefused(answer[0], **answer[1])
        if kind == "failed":
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
            if stream:
                try:
                    stream.close()
                except OSError:
                    continue

    def _ready(self) -> subprocess.Popen[bytes]:
        if self._worker is None or self._worker.poll() is not None:
            self.close()
            environment = {k: os.environ[k] for k in _KEEP if k in os.environ}
            self._worker = subprocess.Popen([sys.executable, "-m", "rmrb_xlsx.read.cage_worker"], stdin=subprocess.PIPE,
                                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment)
            send(self._worker.stdin, self._limits._asdict())
        return self._worker
