"""Earlier rounds of the same pack, read from their working folders, so that a master can show more than one year."""

from __future__ import annotations

from rmrb_xlsx.rounds.workplace import Workplace
from rmrb_xlsx.spec.model import Stored


def realisations(place: Workplace) -> dict[tuple[int, str, str], Stored]:
    """(year, indicator, agency) -> realisation of earlier rounds. None is known yet."""
    return {}
