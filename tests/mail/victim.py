"""A process that forks children which run a verb and are killed (SIGKILL) at the n-th place: around every commit of the ledger and
every word spoken with an SMTP or IMAP server. Speaks JSON lines; started once, so that a death costs milliseconds.

Run as `python -m tests.mail.victim`.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

from rmrb_xlsx.ledger import failpoint

WATCHED = ("buku: sebelum", "SMTP", "IMAP")  # after a commit is before the next place
_state = {"passed": 0, "kill": 0}


def point(name: str) -> None:
    """The n-th watched place is the last one."""
    if name.startswith(WATCHED):
        _state["passed"] += 1
        if _state["passed"] == _state["kill"]:
            os.kill(os.getpid(), signal.SIGKILL)


failpoint.point = point  # before any module takes it by name


def around(kind: type, method: str, label: str, after: bool) -> None:
    """A place before or after a method."""
    inner: Callable[..., Any] = getattr(kind, method)

    def watched(self: Any, *args: Any, **more: Any) -> Any:
        if not after:
            point(f"{label} {method}: sebelum")
        result = inner(self, *args, **more)
        if after:
            point(f"{label} {method}: sesudah")
        return result
    setattr(kind, method, watched)


def main() -> None:
    """Serves commands {"verb", "folder", "kill"}; answers {"signal", "code"} of the child."""
    import imaplib
    import smtplib

    from rmrb_xlsx.cli import rmrb
    from rmrb_xlsx.rounds import workplace
    workplace.load_pack = lru_cache(workplace.load_pack)  # type: ignore[assignment]
    for name in ("cli.post", "cli.work", "rounds.post", "rounds.roads", "rounds.mailbox", "rounds.repair", "write.book"):
        import_module(f"rmrb_xlsx.{name}")  # once here instead of in every child
    for library in ("openpyxl", "jinja2.sandbox"):
        import_module(library)
    around(smtplib.SMTP, "send", "SMTP", after=False)
    around(smtplib.SMTP, "getreply", "SMTP", after=True)
    around(imaplib.IMAP4, "_command", "IMAP", after=False)
    for line in sys.stdin:
        told = json.loads(line)
        workplace.load_pack(workplace.layout.read_settings(Path(told["folder"])).pack)
        child = os.fork()
        if child == 0:
            _state.update(passed=0, kill=told["kill"])
            with open(told["folder"] + ".catatan", "a", encoding="utf-8") as log:
                os.dup2(log.fileno(), 1)
                os.dup2(log.fileno(), 2)
                try:
                    code = rmrb.main(["-C", told["folder"], *told["verb"]], standalone_mode=False)
                except BaseException:
                    traceback.print_exc()
                    code = 99
            os._exit(code if isinstance(code, int) else 0)
        status = os.waitpid(child, 0)[1]
        answer = {"signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0,
                  "code": os.WEXITSTATUS(status) if os.WIFEXITED(status) else None}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
