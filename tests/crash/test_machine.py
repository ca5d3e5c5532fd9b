"""A state machine over the life of a working folder: issue, receive (new, the same, saved again), decide, crash, consolidate.

Files are read by a stand-in that answers at once (one byte string, one set of answers), so that thousands of steps are cheap; the
archive, the ledger, the intake, the decisions are the real ones. The model is a plain dict.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from rmrb_xlsx.ledger import failpoint
from rmrb_xlsx.rounds import decide
from rmrb_xlsx.rounds.desk import Inspection
from rmrb_xlsx.rounds.dropbox import receive
from rmrb_xlsx.rounds.intake import Delivery, Trust, take_delivery
from rmrb_xlsx.rounds.issue import identity_of, issue
from rmrb_xlsx.rounds.status import standings
from rmrb_xlsx.rounds.workplace import Workplace, open_workplace, prepare
from rmrb_xlsx.spec.copies import make_copy
from rmrb_xlsx.spec.load import load_pack
from rmrb_xlsx.spec.model import Identity
from rmrb_xlsx.spec.returned import Submission, Value
from tests.conftest import EXAMPLE
from tests.crash.flow import KEY, clock
from tests.journey.test_decisions import SARI, TODAY

AGENCIES = ("BBB", "CCC")


class Stand:
    """A desk for files that say `agency|answer|program`: one cell is filled with the answer, the program changes only the bytes."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def inspect(self, name: str, data: bytes, assigned: Identity | None = None) -> Inspection:
        from rmrb_xlsx.check.form import check
        agency, answer, _ = data.decode().split("|")
        identity = assigned or identity_of(self.place, agency, "pd", 1, KEY)
        copy = make_copy(self.place.pack, identity)
        value = Value("identitas", "nama_kepala", "isian", answer, "Identitas", "D7")
        submission = Submission("accepted", None, "xlsx", None, identity, values=(value,))
        return Inspection(name, hashlib.sha256(data).hexdigest(), submission, copy, check(copy, submission), load_pack(EXAMPLE))

    def unpack(self, data: bytes) -> None:
        return None


class Life(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp())
        self.folder = self.root / "k"
        prepare(self.folder, EXAMPLE, 2026, "tahunan", key=KEY, key_file=self.root / "kunci")
        with open_workplace(self.folder) as place:
            list(issue(place, AGENCIES, clock=clock))
        self.sent: set[bytes] = set()
        self.counts: dict[str, str] = {}          # agency -> the answer that counts
        self.past: dict[str, list[str]] = {a: [] for a in AGENCIES}  # answers that have had a revision
        self.revisions: dict[str, int] = dict.fromkeys(AGENCIES, 0)
        self.mails = 0

    def teardown(self) -> None:
        failpoint.watch(None)
        shutil.rmtree(self.root)

    def take(self, place: Workplace, agency: str, answer: str, program: str, by_mail: bool) -> str:
        data = f"{agency}|{answer}|{program}".encode()
        if by_mail:
            self.mails += 1
            delivery = Delivery(f"surel:{self.mails}", "surel", (("a.xlsx", data),), Trust("hijau", "", "x@y", (agency,)))
            return take_delivery(place, Stand(place), delivery, clock)[0].state  # type: ignore[arg-type]
        (self.folder / "2 Masuk" / f"{agency} {answer} {program}.xlsx").write_bytes(data)
        taken = receive(place, Stand(place), [self.folder / "2 Masuk"], clock=clock)  # type: ignore[arg-type]
        return next(t.state for t in taken if t.file == f"{agency} {answer} {program}.xlsx")

    @rule(agency=st.sampled_from(AGENCIES), answer=st.sampled_from("pqr"), program=st.sampled_from("XY"), by_mail=st.booleans(),
          crash=st.integers(0, 14))
    def receive_one(self, agency: str, answer: str, program: str, by_mail: bool, crash: int) -> None:
        data = f"{agency}|{answer}|{program}".encode()
        failpoint.watch(failpoint.Watch(fail=crash) if crash else None)
        try:
            with open_workplace(self.folder) as place:
                state = self.take(place, agency, answer, program, by_mail)
        except OSError:
            failpoint.watch(None)
            self.mails -= by_mail
            with open_workplace(self.folder) as place:
                crashed_late = data in self.sent or place.ledger.knows(hashlib.sha256(data).hexdigest())
                state = self.take(place, agency, answer, program, by_mail)
            if crashed_late and data not in self.sent:
                state = ""  # it was whole before the failure: the rerun only says so
        finally:
            failpoint.watch(None)
        if data in self.sent:
            assert state == "sama"
        elif self.counts.get(agency) == answer:
            assert state in ("sama", "")
        elif answer in self.past[agency]:
            assert state in ("karantina", "")
        else:
            assert state in ("diterima", "")
            self.count(agency, answer)
        self.sent.add(data)

    def count(self, agency: str, answer: str) -> None:
        self.counts[agency] = answer
        self.past[agency].append(answer)
        self.revisions[agency] += 1

    @rule()
    def receive_nothing_new(self) -> None:
        with open_workplace(self.folder) as place:
            before = place.ledger.dump()
            assert {t.state for t in receive(place, Stand(place), [self.folder / "2 Masuk"], clock=clock)} <= {"sama"}  # type: ignore[arg-type]
            assert place.ledger.dump() == before

    @precondition(lambda self: self.waiting())
    @rule(which=st.integers(0, 50), accept=st.booleans())
    def decide_one(self, which: int, accept: bool) -> None:
        with open_workplace(self.folder) as place:
            waits = place.ledger.waiting()
            one = waits[which % len(waits)]
            if not accept:
                decide.reject(place, one["id"], SARI, clock=clock)
                return
            decided = decide.accept(place, Stand(place), one["id"], SARI, clock=clock)  # type: ignore[arg-type]
            answer = place.ledger.values_of(one["id"])[0]["value"]
            if self.counts.get(one["agency"]) == answer:
                assert decided.revision is None
            else:
                self.count(one["agency"], answer)
                assert decided.revision == self.revisions[one["agency"]]

    @precondition(lambda self: any(self.revisions.values()))
    @rule()
    def exclude_and_take_back(self) -> None:
        with open_workplace(self.folder) as place:
            before = place.ledger.current()
            decided = decide.exclude(place, before[0]["id"], SARI, clock=clock)
            assert place.ledger.current() != before
            decide.undo(place, decided.number, SARI, clock=clock)
            assert place.ledger.current() == before

    def waiting(self) -> list[dict[str, Any]]:
        with open_workplace(self.folder) as place:
            return place.ledger.waiting()

    @invariant()
    def the_ledger_is_sound_and_knows_what_counts(self) -> None:
        with open_workplace(self.folder) as place:
            ledger = place.ledger
            assert ledger.check() == []
            assert {s["agency"]: ledger.values_of(s["id"])[0]["value"] for s in ledger.current()} == self.counts
            for agency in AGENCIES:
                assert [r["revision"] for r in ledger.revisions(agency, "pd")] == list(range(1, self.revisions[agency] + 1))
            assert set(ledger.blobs.all()) == {hashlib.sha256(d).hexdigest() for d in self.sent}
            states = {s.agency: s.state for s in standings(place, TODAY)}
            assert {a for a in AGENCIES if states[a] == "terkirim"} == {
                a for a in AGENCIES if a not in self.counts and a not in {w["agency"] for w in ledger.waiting()}}


Life.TestCase.settings = settings(max_examples=6, stateful_step_count=14, deadline=None, derandomize=True,
                                  suppress_health_check=list(HealthCheck))
TestLife = Life.TestCase
