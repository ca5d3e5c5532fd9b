"""Seeded mutations of gate and readers: whatever comes, the answer is a workbook or a refusal, never another exception."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from rmrb_xlsx.errors import FileRefused
from rmrb_xlsx.findings import CODES
from rmrb_xlsx.read.book import open_book
from rmrb_xlsx.read.cfb import Compound
from rmrb_xlsx.read.intake import read_return
from rmrb_xlsx.read.xlsx import read_xlsx
from rmrb_xlsx.rounds.desk import pack_folders
from rmrb_xlsx.spec.pack import Pack
from tests.conftest import form
from tests.hostile.cases import ods
from tests.hostile.forge import compound, packed, parts_of, slim
from tests.read.hostile import clean

ROW = "<table:table-row><table:table-cell office:value-type='float' office:value='1'><text:p>1</text:p></table:table-cell></table:table-row>"
CHUNKS = (b"<", b">", b'"', b"/", b"&", b"\0", b"\xff", b"-1", b"4294967296", b"<c/>", b"</row>", b"<row>", b"1e999", b"A0", b"\xef\xbb\xbf", b"xmlns")


def mutated(data: bytes, dice: random.Random) -> bytes:
    """One to eight small changes: bytes flipped, cut, doubled, moved, or replaced by something telling."""
    body = bytearray(data)
    for _ in range(dice.randint(1, 8)):
        at, size = dice.randrange(len(body)), dice.choice((1, 1, 2, 4, 16, 200))
        match dice.randrange(5):
            case 0:
                body[at] ^= 1 << dice.randrange(8)
            case 1:
                del body[at: at + size]
            case 2:
                body[at:at] = body[at: at + size]
            case 3:
                body[at: at + 2] = dice.choice(CHUNKS)
            case _:
                body[at:at] = dice.choice(CHUNKS)
        if not body:
            body = bytearray(b"P")
    return bytes(body)


def survives(read: Callable[[bytes], object], data: bytes) -> None:
    try:
        read(data)
    except FileRefused as refused:
        assert refused.code != "gagal-baca", refused.details
        CODES[refused.code].template.format(**refused.details)


def test_a_directory_before_the_beginning_of_the_file() -> None:
    """Found by these mutations: a part said to begin before the first byte."""
    data = bytearray(ods(ROW))
    at = data.rfind(b"PK\x05\x06")
    data[at + 16: at + 20] = (int.from_bytes(data[at + 16: at + 20], "little") + 5000).to_bytes(4, "little")
    with pytest.raises(FileRefused) as caught:
        open_book(bytes(data))
    assert caught.value.code == "berkas-rusak"


@pytest.mark.parametrize("seed", range(6))
def test_mutated_containers(seed: int) -> None:
    dice = random.Random(seed)
    bases = [clean(), ods(ROW * 3)]
    for _ in range(40):
        survives(open_book, mutated(dice.choice(bases), dice))


@pytest.mark.parametrize("seed", range(4))
def test_mutated_compound_files(seed: int) -> None:
    dice = random.Random(seed)
    base = compound({"Workbook": b"\x09\x08\x10\x00" + bytes(5000), "Lain": bytes(4200)})
    for _ in range(60):
        survives(Compound, mutated(base, dice))


@pytest.mark.parametrize("seed", range(6))
def test_mutated_parts_of_a_workbook(seed: int) -> None:
    dice = random.Random(seed)
    parts = parts_of(clean())
    for _ in range(40):
        name = dice.choice(list(parts))
        survives(open_book, packed({**parts, name: mutated(parts[name], dice)}))


@pytest.fixture(scope="module")
def small_form(example: Pack) -> dict[str, bytes]:
    return parts_of(slim(form(example, "CCC", 2026)))


@pytest.mark.parametrize("seed", range(3))
def test_mutated_parts_of_a_form(small_form: dict[str, bytes], seed: int) -> None:
    """Through identity and the search for every field: the strict parser lets few through, so texts are changed, not marks."""
    dice, packs = random.Random(seed), pack_folders()
    names = [n for n in small_form if n.startswith(("xl/worksheets/", "xl/sharedStrings", "docProps/custom", "xl/workbook.xml"))]
    passed = 0
    for _ in range(20):
        name = dice.choice(names)
        text = bytearray(small_form[name])
        for _ in range(dice.randint(1, 30)):
            at = dice.randrange(len(text))
            if text[at: at + 1].isalnum():
                text[at] = dice.choice(b"0123456789ABCabcmnrs")
        submission = read_return(packed({**small_form, name: bytes(text)}), packs)
        assert submission.reason != "gagal-baca"
        passed += submission.outcome != "rejected"
    assert passed


def test_the_reader_itself_refuses_a_container_without_parts() -> None:
    from rmrb_xlsx.read.gate import Parts
    with pytest.raises(FileRefused):
        read_xlsx(Parts({}))
