"""Addresses that mail servers turned away, told beside the agency."""

from __future__ import annotations

from collections.abc import Mapping

from rmrb_xlsx.ledger.outbox import Outbox
from rmrb_xlsx.mail.words import address
from rmrb_xlsx.rounds.workplace import Workplace


def failed_addresses(place: Workplace) -> Mapping[str, str]:
    """Agency -> `alamat gagal: ...`, for those that have an address which was turned away; `place` is an opened folder."""
    dead = Outbox(place.ledger).dead_addresses()
    told = {e.code: [a for a in e.emails if address(a) in dead] for e in place.roster()}
    return {code: f"alamat gagal: {', '.join(failed)}" for code, failed in told.items() if failed}
