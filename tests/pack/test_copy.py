"""A pack of one's own begins as a copy, and works from its folder as the ones that come with the program do."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rmrb_xlsx.cli import rmrb
from rmrb_xlsx.errors import PackError
from rmrb_xlsx.rounds.issue import render
from rmrb_xlsx.rounds.workplace import prepare
from rmrb_xlsx.spec.load import load_pack
from rmrb_xlsx.spec.model import Identity
from tests.conftest import EXAMPLE


def run(*words: str) -> Result:
    return CliRunner().invoke(rmrb, ["paket", *words], standalone_mode=False)


def test_a_copied_pack_is_sound_and_makes_forms(tmp_path: Path) -> None:
    folder = tmp_path / "paket-saya"
    assert run("salin", EXAMPLE, str(folder), "--id", "kabupaten-lain-2030").return_value == 0
    checked = run("periksa", str(folder))
    assert (checked.return_value, checked.output.splitlines()[0]) == (0, "0 kesalahan.")
    pack = load_pack(folder)
    assert pack.id == "kabupaten-lain-2030"
    assert render(pack, Identity(pack.id, pack.edition, 2026, "tahunan", "pd", "AAA"), deadline="14 Januari 2027").startswith(b"PK")


@pytest.mark.parametrize(("new_id", "existing", "told"), [("Kabupaten Lain", False, "tidak sah"), ("lain", True, "sudah berisi")])
def test_a_copy_overwrites_nothing_and_needs_a_sound_id(tmp_path: Path, new_id: str, existing: bool, told: str) -> None:
    folder = tmp_path / "paket-saya"
    if existing:
        folder.mkdir()
        (folder / "catatan.txt").write_text("milik orang lain", encoding="utf-8")
    assert told in str(run("salin", EXAMPLE, str(folder), "--id", new_id).exception)
    assert sorted(p.name for p in folder.glob("*")) == (["catatan.txt"] if existing else [])


def test_no_round_is_opened_on_a_pack_with_faults(tmp_path: Path) -> None:
    """Weights that do not add up would only show in the scores of a year."""
    folder = tmp_path / "paket-saya"
    run("salin", EXAMPLE, str(folder), "--id", "lain")
    tool = folder / "instruments" / "pd-mini" / "instrument.yaml"
    tool.write_text(tool.read_text(encoding="utf-8").replace("I: 40, II: 20", "I: 40, II: 15"), encoding="utf-8")
    with pytest.raises(PackError, match="bobot pengungkit berjumlah 55"):
        prepare(tmp_path / "kerja", str(folder), 2026, "tahunan", key=b"k" * 32, key_file=tmp_path / "kunci")
    assert not (tmp_path / "kerja").exists()
