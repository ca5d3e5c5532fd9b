"""The cage: whatever happens inside costs one call; the next call works."""

from __future__ import annotations

import pytest

from rmrb_xlsx.errors import FileRefused
from rmrb_xlsx.read.cage import Cage
from rmrb_xlsx.read.limits import LIMITS

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


def test_an_answer_may_not_smuggle_classes() -> None:
    with Cage() as cage:
        assert refused(cage, "pathlib:Path", "x").code == "gagal-baca"
