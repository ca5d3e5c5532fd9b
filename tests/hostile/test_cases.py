"""Every hostile file gets its outcome, reason and finding; what is merely odd is read right; nothing is fetched or written."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from rmrb_xlsx.rounds.desk import Desk
from rmrb_xlsx.spec.pack import Pack
from tests.conftest import form, told
from tests.hostile.cases import CASES, Case, Form, filled_form
from tests.hostile.forge import slim


@pytest.fixture(scope="module")
def base(desk: Desk, example: Pack) -> Form:
    empty = slim(form(example, "AAA", 2026))
    return filled_form(empty, told(desk.inspect("f.xlsx", empty))["values"])


@pytest.fixture(scope="module")
def right(desk: Desk, base: Form) -> dict[tuple[str, str, str], object]:
    return values(told(desk.inspect("f.xlsx", base.data)))


def values(entry: dict[str, object]) -> dict[tuple[str, str, str], object]:
    return {(v["table"], v["row"], v["field"]): v["value"] for v in entry["values"]}  # type: ignore[attr-defined]


@pytest.fixture(scope="module", autouse=True)
def canary() -> Iterator[list[object]]:
    """A listener at the address the hostile files name: nobody may call."""
    calls: list[object] = []
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.settimeout(0.2)
        done = threading.Event()

        def watch() -> None:
            while not done.is_set():
                try:
                    calls.append(listener.accept())
                except TimeoutError:
                    continue
        thread = threading.Thread(target=watch)
        thread.start()
        yield calls
        done.set()
        thread.join()
    assert not calls


@pytest.mark.parametrize("case", CASES, ids=[c.name for c in CASES])
def test_case(desk: Desk, base: Form, right: dict[tuple[str, str, str], object], case: Case) -> None:
    entry = told(desk.inspect(case.name, case.make(base)))
    assert (entry["outcome"], entry["reason"]) == (case.outcome, case.reason), entry["findings"][:3]
    found = {(f["code"], f["sheet"], f["cell"]) for f in entry["findings"]}
    if case.code and (case.key or case.place):
        place = base.at(*case.key) if case.key and case.code != "isi-aktif" else case.place
        assert place is None or (case.code, *place) in found
    if case.code:
        assert case.code in {code for code, _, _ in found}
    if case.reason:
        assert case.reason in {code for code, _, _ in found}
    if case.outcome == "accepted":
        now = values(entry)
        changed = {k for k in right if now.get(k) != right[k]}
        assert changed <= ({case.key} if case.key else set()) | {k for k in changed if k not in now and case.code == "tabel-hilang"}
    if case.value is not ...:
        assert case.key is not None
        assert values(entry)[case.key] == case.value  # type: ignore[index]


def test_names_of_cases_are_unique() -> None:
    assert len({c.name for c in CASES}) == len(CASES)
