"""The cage: whatever happens inside costs one call; the next call works."""

from __future__ import annotations

import datetime as dt
import io
import struct
from dataclasses import replace

import pytest

from rmrb_xlsx.errors import FileRefused
from rmrb_xlsx.findings import found
from rmrb_xlsx.read.cage import Cage
from rmrb_xlsx.read.limits import LIMITS
from rmrb_xlsx.read.wire import receive, send
from rmrb_xlsx.spec.model import Identity
from rmrb_xlsx.spec.returned import Stray, Submission, Value

OPEN = "rmrb_xlsx.read.book:open_book"


def refused(cage: Cage, target: str, *args: object) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        cage.call(target, *args)
    return caught.value


def test_a_dead_worker_costs_one_call() -> None:
    with Cage() as cage:
        assert refused(cage, "os:abort").code == "gagal-baca"
        assert refused(cage, "os:_exit", 3).code == "gagal-baca"
        assert refused(cage, OPEN, b"").code == "berkas-kosong"


def test_a_slow_worker_is_stopped() -> None:
    with Cage(LIMITS._replace(wall_seconds=1)) as cage:
        assert refused(cage, "time:sleep", 60).details["sebab"] == "terlalu lama dibaca"
        assert cage.call("math:gcd", 12, 18) == 6


def test_memory_is_limited() -> None:
    pytest.importorskip("resource", reason="batas memori hanya ada di POSIX")
    with Cage(LIMITS._replace(memory=600 * 1024 * 1024)) as cage:
        assert refused(cage, "builtins:bytearray", 2_000_000_000).code == "melebihi-batas"


def test_the_environment_is_empty() -> None:
    with Cage() as cage:
        assert cage.call("os:getenv", "HOME") is None


@pytest.mark.parametrize(("target", "args"), [
    ("socket:create_connection", (("127.0.0.1", 9),)), ("os:system", ("true",)), ("os:mkdir", ("/tmp/kandang",)), ("builtins:open", ("/tmp/kandang", "w")),
    ("os:remove", ("/tmp/kandang",)), ("subprocess:run", (("true",),)),
])
def test_nothing_is_called_written_or_removed_from_inside(target: str, args: tuple[object, ...]) -> None:
    with Cage() as cage:
        assert refused(cage, target, *args).details["sebab"] in ("PermissionError", "OSError", "BlockingIOError")


def test_an_answer_that_is_too_long_costs_one_call() -> None:
    with Cage(LIMITS._replace(answer_bytes=20_000)) as cage:
        assert refused(cage, "operator:mul", "x", 30_000).details["sebab"] == "jawaban pembaca kacau"
        assert cage.call("math:gcd", 12, 18) == 6


def test_a_panic_that_is_no_exception_costs_one_call() -> None:
    with Cage() as cage:
        assert refused(cage, "sys:exit", 3).details["sebab"] == "SystemExit"
        assert cage.call("math:gcd", 12, 18) == 6


def test_what_passes_the_bars_is_rebuilt_by_its_type() -> None:
    good = Submission("accepted", None, "xlsx", None, Identity("p", "e", 2026, "tahunan", "pd", "AAA"), ("kode",),
                      (Value("t", "r", "f", dt.datetime(2021, 12, 31), "S", "A1", reckoned=1.5), Value("t", "r", "g", 'x"\ud800', "S", "A2")),
                      (Stray("S", "B2", "x"),), (found("berkas-kosong"),))
    assert passed(good) == good
    assert passed({"a": (b"bytes", b"more"), "b": frozenset({1})}) == {"a": (b"bytes", b"more"), "b": frozenset({1})}


@pytest.mark.parametrize("bad", [
    replace(Stray("S", "B2", "x"), cell=3),  # type: ignore[arg-type]
    Submission("baik", None, "xlsx", None, None),  # type: ignore[arg-type]
    Value("t", "r", "f", ("a", "b"), "S", "A1"),  # type: ignore[arg-type]
])
def test_what_does_not_fit_its_type_is_nonsense(bad: object) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        passed(bad)


@pytest.mark.parametrize("text", ['{"of":"os:path","is":[]}', '{"of":"rmrb_xlsx.findings:found","is":[]}', '{"bytes":[0,9]}', '{"aneh":1}', "[[[", '{"a":1,"b":2}'])
def test_nonsense_is_a_value_error(text: str) -> None:
    raw = text.encode()
    with pytest.raises(ValueError):
        receive(io.BytesIO(struct.pack(">QQ", len(raw), 0) + raw), 1000)


def passed(message: object) -> object:
    stream = io.BytesIO()
    send(stream, message)
    return receive(io.BytesIO(stream.getvalue()), 1_000_000)


def test_an_answer_may_not_smuggle_classes() -> None:
    with Cage() as cage:
        assert refused(cage, "pathlib:Path", "x").code == "gagal-baca"
