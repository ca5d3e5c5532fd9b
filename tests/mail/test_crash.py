"""Killed around every word spoken with a server and every commit between: nothing is lost, nothing is sent or taken twice, and
what nobody can know is marked."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from rmrb_xlsx.ledger.outbox import Outbox
from rmrb_xlsx.rounds.workplace import open_workplace
from tests.mail.conftest import Filled, configured
from tests.mail.servers import USER, Dovecot, Sink
from tests.mail.test_mailbox import OWN, reply

Act = Callable[..., dict[str, Any]]
MOST = 80


@pytest.fixture(scope="module")
def victim() -> Iterator[subprocess.Popen[str]]:
    import os
    environment = {**os.environ, "RMRB_SMTP_SANDI": "rahasia-sekali", "RMRB_IMAP_SANDI": "rahasia-sekali"}
    process = subprocess.Popen([sys.executable, "-m", "tests.mail.victim"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                               env=environment, cwd=Path(__file__).parents[2])
    yield process
    process.communicate(timeout=20)


@pytest.fixture
def act(victim: subprocess.Popen[str]) -> Act:
    def run(folder: Path, *verb: str, kill: int = 0) -> dict[str, Any]:
        assert victim.stdin and victim.stdout
        victim.stdin.write(json.dumps({"folder": str(folder), "verb": verb, "kill": kill}) + "\n")
        victim.stdin.flush()
        answer: dict[str, Any] = json.loads(victim.stdout.readline())
        assert answer["code"] != 99, Path(f"{folder}.catatan").read_text(encoding="utf-8")
        return answer
    return run


def died_everywhere(act: Act, base: Path, tmp_path: Path, verb: tuple[str, ...], each: Callable[[Path, int], None],
                    check: Callable[[Path, int], None], dead: Callable[[Path, int], None] = lambda folder, n: None) -> int:
    """Runs `verb` in a fresh copy of the folder, killed at the n-th place, then again undisturbed, for every n until it survives;
    `dead` looks between the two. Gives the number of deaths."""
    for n in range(1, MOST):
        folder = Path(shutil.copytree(base, tmp_path / f"mati{n}" / "kerja"))
        each(folder, n)
        first = act(folder, *verb, kill=n)
        if first["signal"] == 0:
            return n - 1
        dead(folder, n)
        again = act(folder, *verb)
        assert again["signal"] == 0 and again["code"] in (0, 4), (n, again)
        check(folder, n)
        shutil.rmtree(folder)
    raise AssertionError("never came to an end")


@pytest.mark.parametrize("road", ["smtp", "draf"])
def test_sending_survives_every_death(folder: Path, tmp_path: Path, act: Act, sink: Sink, dovecot: Dovecot, road: str) -> None:
    configured(folder, pengirim=USER, jalan=road, jeda_detik=0, smtp=sink.settings(), imap=dovecot.settings("mati@kab.go.id"))
    endings: Counter[str] = Counter()

    def user(n: int) -> str:
        return f"draf{n}@kab.go.id"

    def begin(copy: Path, n: int) -> None:
        sink.reset()
        configured(copy, pengirim=USER, jalan=road, jeda_detik=0, smtp=sink.settings(), imap=dovecot.settings(user(n)))

    def check(copy: Path, n: int) -> None:
        with open_workplace(copy) as place:
            (letter,) = Outbox(place.ledger).letters()
            assert [f for f in place.ledger.check() if not f.endswith("tidak tercatat dalam buku.")] == []
        drafts = [p.read_bytes() for p in dovecot.files(user(n), ".Draf")]
        arrived = sink.ids().count(letter.message_id) if road == "smtp" else sum(letter.message_id.encode() in d for d in drafts)
        assert (len(sink.mails) if road == "smtp" else len(drafts)) == arrived, "nothing else went out"
        assert arrived == 1 if letter.state == "sent" else (letter.state == "uncertain" and arrived in (0, 1)), (n, letter.state, arrived)
        endings[f"{letter.state} {arrived}"] += 1

    deaths = died_everywhere(act, folder, tmp_path, ("kirim", "--pd", "BBB"), begin, check)
    assert deaths > 7, "the places are still watched"
    expected = {"sent 1", "uncertain 0", "uncertain 1"} if road == "smtp" else {"sent 1", "uncertain 0"}
    assert set(endings) == expected, "a draft that arrived is found again; an SMTP mail cannot be"
    assert endings["sent 1"] > endings["uncertain 0"] + endings["uncertain 1"]


def test_taking_in_survives_every_death(folder: Path, tmp_path: Path, act: Act, filled: Filled, dovecot: Dovecot) -> None:
    def user(n: int) -> str:
        return f"masuk{n}@kab.go.id"

    def begin(copy: Path, n: int) -> None:
        configured(copy, pengirim=USER, server_uji=OWN, imap=dovecot.settings(user(n), setelah="tandai"))
        dovecot.deliver(reply("beta@rekaan.go.id", filled("BBB")), user(n))

    def check(copy: Path, n: int) -> None:
        with open_workplace(copy) as place:
            assert [(s["agency"], s["outcome"], s["revision"]) for s in place.ledger.submissions()] == [("BBB", "accepted", 1)], n
            assert [m["kind"] for m in Outbox(place.ledger).mails()] == ["kiriman"] and len(place.ledger.receipts()) == 1
            assert place.ledger.check() == []
        (file,) = dovecot.files(user(n))
        assert "S" in file.name.rpartition(",")[2], "marked in the end"

    def dead(copy: Path, n: int) -> None:
        if any("S" in p.name.rpartition(",")[2] for p in dovecot.files(user(n))):
            with open_workplace(copy) as place:
                assert len(Outbox(place.ledger).mails()) == 1, f"marked on the server before the commit, place {n}"

    deaths = died_everywhere(act, folder, tmp_path, ("terima", "--imap"), begin, check, dead)
    assert deaths > 7, "the places are still watched"
