"""`rmrb periksa` as people and programs call it, on files that are not what they should be."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner, Result

from rmrb_xlsx.cli import rmrb
from rmrb_xlsx.read.limits import LIMITS, WORDS
from tests.hostile.forge import packed
from tests.hostile.samples import FOLDER


def periksa(*arguments: str | Path) -> Result:
    return CliRunner().invoke(rmrb, ["periksa", *map(str, arguments)], standalone_mode=False)


def test_every_limit_is_printed_with_its_meaning() -> None:
    result = periksa("--batas")
    assert set(WORDS) == set(LIMITS._fields)
    for name, words in WORDS.items():
        assert name in result.output and words in result.output


def test_an_archive_is_opened_and_each_file_told(tmp_path: Path) -> None:
    inner = {f"{n}.xlsx": (FOLDER / f"{n}.xlsx").read_bytes() for n in ("belum-diisi", "angka-taksa")}
    (tmp_path / "a.zip").write_bytes(packed({**inner, "catatan.txt": b"x"}))
    files = json.loads(periksa("--json", tmp_path / "a.zip").output)["files"]
    assert [(Path(f["file"]).name, f["outcome"]) for f in files] == [
        ("belum-diisi.xlsx", "accepted"), ("angka-taksa.xlsx", "accepted"), ("catatan.txt", "rejected")]


def test_a_huge_file_is_refused_by_its_size(tmp_path: Path) -> None:
    with (tmp_path / "besar.xlsx").open("wb") as stream:
        stream.truncate(LIMITS.file_bytes + 1)
    told = json.loads(periksa("--json", tmp_path / "besar.xlsx").output)["files"][0]
    assert (told["outcome"], told["reason"], len(told["sha256"])) == ("rejected", "melebihi-batas", 64)


def test_people_read_groups_worst_first() -> None:
    lines = periksa(FOLDER / "lembar-tambahan.xlsx").output.splitlines()
    assert "DITERIMA" in lines[0] and "PERIKSA JUGA" in "\n".join(lines)
    text = periksa(FOLDER / "tabel-hilang.xlsx", FOLDER / "isi-aktif.xlsx").output
    assert text.index("PERBAIKI INI DULU") < text.index("DIKARANTINA")


def test_one_bad_file_does_not_stop_the_batch() -> None:
    files = [FOLDER / "berkas-kosong.xlsx", FOLDER / "berkas-rusak.xlsx", FOLDER / "belum-diisi.xlsx"]
    outcomes = [f["outcome"] for f in json.loads(periksa("--json", *files).output)["files"]]
    assert outcomes == ["rejected", "rejected", "accepted"]
