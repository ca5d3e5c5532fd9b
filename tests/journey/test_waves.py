"""The job as it is lived: forms out, returns in four waves with errors, repaired, received again, two decided by a person, and the
master built twice, byte for byte the same."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from rmrb_xlsx.demo.answers import example_answers, good_answers, spoil
from rmrb_xlsx.demo.fill import fill
from rmrb_xlsx.rounds import decide
from rmrb_xlsx.rounds.desk import Desk
from rmrb_xlsx.rounds.dropbox import receive
from rmrb_xlsx.rounds.intake import Delivery, Taken, Trust, take_delivery
from rmrb_xlsx.rounds.issue import issue
from rmrb_xlsx.rounds.master import consolidate
from rmrb_xlsx.rounds.repair import Repaired, repair
from rmrb_xlsx.rounds.status import standings
from rmrb_xlsx.rounds.trial import asked_of
from rmrb_xlsx.rounds.workplace import Workplace, open_workplace, prepare
from tests.conftest import BANYUMAS, EXAMPLE, by_openpyxl
from tests.journey.test_decisions import SARI, TODAY
from tests.journey.test_round import clock

SUBSET = ("BOR", "INS", "DIK", "33.02.01")


class Round:
    """A working folder, and the returns its agencies send."""

    def __init__(self, root: Path, desk: Desk, pack: str, year: int, agencies: tuple[str, ...]) -> None:
        self.folder, self.desk, self.dice = root / "kerja", desk, random.Random(5)
        prepare(self.folder, pack, year, "tahunan", key=b"k" * 32, key_file=root / "kunci")
        with open_workplace(self.folder) as place:
            self.forms = {(i.agency, i.form): i.path.read_bytes() for i in issue(place, agencies, clock=clock)}

    def wave(self, files: dict[str, bytes]) -> tuple[dict[str, Taken], dict[tuple[str, str], Repaired]]:
        for name, data in files.items():
            (self.folder / "2 Masuk" / name).write_bytes(data)
        with open_workplace(self.folder) as place:
            taken = {t.file: t for t in receive(place, self.desk, [self.folder / "2 Masuk"], clock=clock)}
            return taken, {(r.agency, r.form): r for r in repair(place, self.desk, clock=clock) if r.new}

    def asked(self, data: bytes) -> list[dict[str, Any]]:
        copy = self.desk.inspect("f", data).copy
        assert copy
        return asked_of(copy)

    def good(self, key: tuple[str, str]) -> bytes:
        return fill(self.forms[key], good_answers(self.asked(self.forms[key]), self.dice))

    def faulty(self, key: tuple[str, str]) -> bytes:
        asked = self.asked(self.forms[key])
        return fill(self.forms[key], spoil(good_answers(asked, self.dice), asked, self.dice))

    def mended(self, made: Repaired) -> bytes:
        data = made.path.read_bytes()
        wrong = {(f.table, f.row) for f in self.desk.inspect("f", data).findings if f.severity == "error"}
        return fill(data, example_answers([v for v in self.asked(data) if (v["table"], v["row"]) in wrong]))


def states(place: Workplace) -> dict[str, str]:
    return {s.agency: s.state for s in standings(place, TODAY)}


@pytest.mark.parametrize(("pack", "year", "agencies"), [(EXAMPLE, 2026, ("AAA", "BBB", "CCC")), (BANYUMAS, 2021, SUBSET)])
def test_four_waves_two_decisions_and_one_master(tmp_path: Path, desk: Desk, pack: str, year: int, agencies: tuple[str, ...]) -> None:
    one = Round(tmp_path, desk, pack, year, agencies)
    first, second, third = agencies[:3]

    taken, repaired = one.wave({"1.xlsx": one.good((first, "pd")), "2.xlsx": one.faulty((second, "pd"))})
    assert [t.state for t in taken.values()] == ["diterima", "diterima"] and set(repaired) == {(second, "pd")}

    taken, more = one.wave({"perbaikan.xlsx": one.mended(repaired[second, "pd"]), "3a.xlsx": one.good((third, "pd")),
                            "3b.xlsx": one.good((third, "pd")), "rusak.xlsx": b"PK\x03\x04"})
    assert {f: (t.state, t.revision) for f, t in taken.items()} == {
        "1.xlsx": ("sama", 1), "2.xlsx": ("sama", 1), "3a.xlsx": ("karantina", None), "3b.xlsx": ("karantina", None),
        "perbaikan.xlsx": ("diterima", 2), "rusak.xlsx": ("ditolak", None)}
    assert not more and taken["perbaikan.xlsx"].inspection and taken["perbaikan.xlsx"].inspection.complete

    late = by_openpyxl(one.good((second, "pd")), lambda book: None)
    with open_workplace(one.folder) as place:
        (mailed,) = take_delivery(place, desk, Delivery("surel:1", "surel", (("lampiran.xlsx", late),), Trust("kuning", "alamat baru")), clock)
        assert (mailed.state, mailed.reason) == ("karantina", "terbitan-lama"), "the first form after its repair came back"
        assert states(place)[third] == "karantina" and states(place)[second] == "lengkap"

    pemda = [k for k in one.forms if k[1] != "pd"]
    taken, repaired = one.wave({f"{form} {agency}.xlsx": one.faulty((agency, form)) for agency, form in pemda})
    assert [t.state for f, t in taken.items() if f.startswith("pemda")] == ["diterima"] * len(pemda)

    with open_workplace(one.folder) as place:
        waiting = {w["file_name"]: w["id"] for w in place.ledger.waiting()}
        accepted = decide.accept(place, desk, waiting["3b.xlsx"], SARI, clock=clock)
        decide.reject(place, waiting["3a.xlsx"], SARI, clock=clock)
        decide.reject(place, waiting["lampiran.xlsx"], SARI, clock=clock)
        assert accepted.revision == 1 and not place.ledger.waiting()
        assert {states(place)[a] for a in (first, second, third)} == {"lengkap"}
    taken, none = one.wave({f"kembali {k[0]} {k[1]}.xlsx": one.mended(r) for k, r in repaired.items()})
    assert not none and all(t.inspection.complete for t in taken.values() if t.inspection)

    with open_workplace(one.folder) as place:
        path = consolidate(place, clock=clock)
        once = path.read_bytes()
        path.unlink()
        assert consolidate(place, clock=clock).read_bytes() == once
        assert place.ledger.check() == []
        counted = {(s["agency"], s["form"], s["revision"]) for s in place.ledger.current()}
    assert {(first, "pd", 1), (second, "pd", 2), (third, "pd", 1)} <= counted
    book = openpyxl.load_workbook(path, read_only=True)
    text = "\n".join(str(c) for s in book for row in s.iter_rows(values_only=True) for c in row if c is not None)
    book.close()
    assert SARI.why in text and "Sari" in text, "a person's decisions stand in the master"
    before = {p: p.read_bytes() for p in one.folder.rglob("*.xlsx")}
    again, nothing = one.wave({})
    assert {t.state for t in again.values()} == {"sama"} and not nothing
    assert {p: p.read_bytes() for p in one.folder.rglob("*.xlsx")} == before


def test_the_whole_regency_in_four_waves(tmp_path: Path, desk: Desk) -> None:
    """Every form of the real pack: each wave some faulty, mended from their repaired copies in the next; two agencies send two
    different copies at once, and a person decides which counts."""
    one = Round(tmp_path, desk, BANYUMAS, 2021, ())
    keys = sorted(one.forms)
    assert len(keys) >= 56
    size = -(-len(keys) // 4)
    doubled = [k for k in keys if k[1] == "pd"][-2:]
    open_repairs: dict[tuple[str, str], Repaired] = {}
    faulty: set[tuple[str, str]] = set()
    for wave in range(5):
        group = keys[wave * size: (wave + 1) * size]
        files = {f"{a} {f} perbaikan.xlsx": one.mended(r) for (a, f), r in open_repairs.items()}
        for index, key in enumerate(group):
            if key in doubled:
                files |= {f"{key[0]} salinan {n}.xlsx": one.good(key) for n in (1, 2)}
            else:
                wrong = index % 4 == 1
                faulty |= {key} if wrong else set()
                files[f"{key[0]} {key[1]}.xlsx"] = one.faulty(key) if wrong else one.good(key)
        taken, open_repairs = one.wave(files)
        assert {t.state for f, t in taken.items() if f in files and "salinan" not in f} <= {"diterima"}
        assert set(open_repairs) == {k for k in faulty if k in group}
        assert {f for f, t in taken.items() if t.state == "karantina"} == {f for f in taken if "salinan" in f and f in files}
    assert len(faulty) >= 12 and not open_repairs
    with open_workplace(one.folder) as place:
        for agency, _ in doubled:
            waiting = {w["file_name"]: w["id"] for w in place.ledger.waiting() if w["agency"] == agency}
            decide.reject(place, waiting[f"{agency} salinan 1.xlsx"], SARI, clock=clock)
            decide.accept(place, desk, waiting[f"{agency} salinan 2.xlsx"], SARI, clock=clock)
        assert set(states(place).values()) == {"lengkap"}
        assert {(s["agency"], s["form"]): s["revision"] for s in place.ledger.current()} == {k: 2 if k in faulty else 1 for k in keys}
        path = consolidate(place, clock=clock)
        once = path.read_bytes()
        path.unlink()
        assert consolidate(place, clock=clock).read_bytes() == once
        assert place.ledger.check() == []
