"""What came together is taken in together: mails with their trust, archives one level deep, old answers, poison."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from rmrb_xlsx.rounds.desk import Desk
from rmrb_xlsx.rounds.dropbox import receive
from rmrb_xlsx.rounds.intake import Delivery, Taken, Trust, take_delivery
from rmrb_xlsx.rounds.workplace import open_workplace
from tests.conftest import by_openpyxl, fill_examples
from tests.journey.test_round import clock, drop, folder, issued, take

__all__ = ["folder"]


@pytest.fixture(scope="module")
def filled(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """One complete return per agency: the forms follow from the key, so those of any folder with that key are the same."""
    from rmrb_xlsx.rounds.issue import issue
    from rmrb_xlsx.rounds.workplace import prepare
    from tests.conftest import EXAMPLE
    root = tmp_path_factory.mktemp("isi")
    prepare(root / "kerja", EXAMPLE, 2026, "tahunan", key=b"k" * 32, key_file=root / "kunci")
    with open_workplace(root / "kerja") as place:
        list(issue(place, clock=clock))
    return {a: fill_examples(desk, issued(root / "kerja", a)) for a in ("AAA", "BBB", "CCC")}


def other(data: bytes, name: str = "Orang Lain") -> bytes:
    return by_openpyxl(data, lambda book: book["Identitas"].__setitem__("D9", name))


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def deliver(folder: Path, desk: Desk, key: str, files: dict[str, bytes], trust: Trust | None = None, via: str = "surel") -> list[Taken]:
    with open_workplace(folder) as place:
        return take_delivery(place, desk, Delivery(key, via, tuple(files.items()), trust), clock)


def told(taken: list[Taken]) -> list[tuple[str, str, str | None]]:
    return [(t.file, t.state, t.reason) for t in taken]


def test_a_mail_is_taken_in_once_and_believed_as_far_as_its_sender(folder: Path, desk: Desk, filled: dict[str, bytes]) -> None:
    green = Trust("hijau", sender="tu@alfa.example", agencies=("AAA",))
    assert told(deliver(folder, desk, "m1", {"a.xlsx": filled["AAA"]}, green)) == [("a.xlsx", "diterima", None)]
    assert told(deliver(folder, desk, "m1", {"a.xlsx": filled["AAA"]}, green)) == [("a.xlsx", "sama", None)]
    assert told(deliver(folder, desk, "m2", {"b.xlsx": filled["BBB"]}, green)) == [("b.xlsx", "karantina", "milik-pd-lain")]
    yellow = Trust("kuning", "alamat tidak terdaftar", "x@y.example")
    assert told(deliver(folder, desk, "m3", {"c.xlsx": filled["CCC"]}, yellow)) == [("c.xlsx", "karantina", "pengirim-belum-pasti")]
    with open_workplace(folder) as place:
        assert [(s["agency"], s["revision"]) for s in place.ledger.current()] == [("AAA", 1)]
        assert [d["key"] for d in place.ledger.deliveries()] == ["m1", "m2", "m3"]
        assert place.ledger.check() == []


def test_an_archive_is_opened_one_level_deep(folder: Path, desk: Desk, filled: dict[str, bytes]) -> None:
    inner = zipped({"dalam.xlsx": filled["CCC"]})
    drop(folder, "kiriman.zip", zipped({"map/a.xlsx": filled["AAA"], "b.xlsx": filled["BBB"], "lagi.zip": inner, "__MACOSX/._a.xlsx": b"x",
                                        "arsip.rar": b"Rar!\x1a\x07\x00" + b"x" * 40}))
    with open_workplace(folder) as place:
        first = receive(place, desk, [folder / "2 Masuk"], clock=clock)
        again = receive(place, desk, [folder / "2 Masuk"], clock=clock)
        assert place.ledger.check() == []
    assert told(first) == [("kiriman.zip", "dibuka", None), ("kiriman.zip/arsip.rar", "ditolak", "bukan-buku-kerja"),
                           ("kiriman.zip/b.xlsx", "diterima", None), ("kiriman.zip/lagi.zip", "ditolak", "arsip-bersarang"),
                           ("kiriman.zip/map/a.xlsx", "diterima", None)]
    assert told(again) == [("kiriman.zip", "sama", None)]


@pytest.mark.parametrize(("files", "reason"), [({}, "arsip-kosong"), ({f"{n}.xlsx": b"PK" for n in range(11)}, "arsip-terlalu-banyak")])
def test_an_archive_with_nothing_or_too_much_is_refused(folder: Path, desk: Desk, files: dict[str, bytes], reason: str) -> None:
    files = files or {"__MACOSX/._a": b"x"}
    assert told(deliver(folder, desk, "z", {"z.zip": zipped(files)})) == [("z.zip", "ditolak", reason)]


def test_answers_that_were_replaced_do_not_come_back_by_themselves(folder: Path, desk: Desk, filled: dict[str, bytes]) -> None:
    for number, data in enumerate((filled["AAA"], other(filled["AAA"]))):
        drop(folder, f"{number}.xlsx", data)
        assert take(folder, desk)[-1][1:] == ("diterima", number + 1)
    drop(folder, "lama.xlsx", by_openpyxl(filled["AAA"], lambda book: None))
    assert [s for f, s, _ in take(folder, desk) if f == "lama.xlsx"] == ["karantina"]
    drop(folder, "ulang.xlsx", by_openpyxl(other(filled["AAA"]), lambda book: None))
    assert [s for f, s, _ in take(folder, desk) if f == "ulang.xlsx"] == ["sama"]


def test_the_same_bytes_under_two_names_are_one_submission(folder: Path, desk: Desk, filled: dict[str, bytes]) -> None:
    drop(folder, "a.xlsx", filled["AAA"])
    drop(folder, "salinan.xlsx", filled["AAA"])
    assert take(folder, desk) == [("a.xlsx", "diterima", 1), ("salinan.xlsx", "sama", 1)]


def test_a_resave_beside_new_answers_is_no_rival(folder: Path, desk: Desk, filled: dict[str, bytes]) -> None:
    drop(folder, "a.xlsx", filled["AAA"])
    take(folder, desk)
    drop(folder, "b.xlsx", by_openpyxl(filled["AAA"], lambda book: None))
    drop(folder, "c.xlsx", other(filled["AAA"]))
    assert {f: s for f, s, _ in take(folder, desk)} == {"a.xlsx": "sama", "b.xlsx": "sama", "c.xlsx": "diterima"}


def test_bytes_that_killed_us_three_times_are_not_tried_again(folder: Path, desk: Desk, filled: dict[str, bytes],
                                                              monkeypatch: pytest.MonkeyPatch) -> None:
    drop(folder, "racun.xlsx", filled["AAA"])
    drop(folder, "sehat.xlsx", filled["BBB"])
    real = Desk.inspect

    def dies(self: Desk, name: str, data: bytes) -> Any:
        if data == filled["AAA"]:
            raise KeyboardInterrupt
        return real(self, name, data)
    monkeypatch.setattr(Desk, "inspect", dies)
    for _ in range(3):
        with pytest.raises(KeyboardInterrupt):
            take(folder, desk)
    assert take(folder, desk) == [("racun.xlsx", "ditolak", None), ("sehat.xlsx", "diterima", 1)]


def test_a_file_that_cannot_be_read_now_comes_later(folder: Path, desk: Desk, filled: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    drop(folder, "a.xlsx", filled["AAA"])
    drop(folder, "b.xlsx", filled["BBB"])
    real = Path.read_bytes

    def held(self: Path) -> bytes:
        if self.name == "a.xlsx":
            raise PermissionError(13, "dipakai", str(self))
        return real(self)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", held)
        assert take(folder, desk) == [("a.xlsx", "tertunda", None), ("b.xlsx", "diterima", 1)]
    assert take(folder, desk) == [("a.xlsx", "diterima", 1), ("b.xlsx", "sama", 1)]
