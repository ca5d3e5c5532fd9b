"""`samples/bad/`: every remark and every refusal has its file, and the file earns exactly that, exactly there."""

from __future__ import annotations

import pytest

from rmrb_xlsx.findings import CODES
from rmrb_xlsx.rounds.desk import Desk
from tests.conftest import told
from tests.hostile.cases import Form
from tests.hostile.samples import FOLDER, NO_FILE, base_form, expected, read_all, samples

KEPT = read_all(FOLDER)
MADE = samples()


@pytest.fixture(scope="module")
def base(desk: Desk) -> Form:
    return base_form(desk)


def test_every_code_has_its_file_or_its_reason() -> None:
    assert set(KEPT) | set(NO_FILE) == set(CODES)
    assert not set(KEPT) & set(NO_FILE)
    assert set(KEPT) == set(MADE)


def test_the_samples_are_small() -> None:
    assert sum(f.stat().st_size for f in FOLDER.iterdir()) < 3_000_000


@pytest.mark.parametrize("code", sorted(KEPT))
def test_the_kept_file_shows_its_fault(desk: Desk, code: str) -> None:
    file, wanted = KEPT[code]
    assert expected(code, desk.inspect(file.name, file.read_bytes())) == wanted
    assert wanted["findings"]


@pytest.mark.parametrize("code", sorted(MADE))
def test_the_fault_is_found_where_it_was_made(desk: Desk, base: Form, code: str) -> None:
    """Not what the reader said once, but what was done to the file: the cell that was spoiled is the cell that is blamed."""
    sample = MADE[code]
    entry = told(desk.inspect(code, sample.make(base)))
    found = {(f["sheet"], f["cell"]) for f in entry["findings"] if f["code"] == code}
    assert found
    if sample.key:
        assert base.at(*sample.key) in found
    if sample.place:
        sheet, cell = sample.place
        assert any(s == sheet and (cell is None or at == cell) for s, at in found)
