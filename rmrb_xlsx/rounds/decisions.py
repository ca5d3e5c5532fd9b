"""What each kind of decision says, in words: one row of `KINDS` each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

KINDS: Mapping[str, str] = {  # kind -> what it says; the braces are filled from the decision's target and details
    "terima": "Kiriman nomor {target} diterima sebagai isian {pd} ({formulir})",
    "tolak": "Kiriman nomor {target} ditolak",
    "kecualikan": "Kiriman nomor {target} tidak dihitung",
    "maklumi": "Temuan «{kode}» pada {lembar}!{sel} milik {pd} ({formulir}) dimaklumi; isinya «{nilai}»",
    "perpanjang": "Batas kirim {target} menjadi {batas}",
    "buka": "Isian {pd} ({formulir}) revisi {revisi} dibuka kembali",
    "batalkan": "Keputusan nomor {target} dibatalkan",
}


def words_of(decision: Mapping[str, Any]) -> str:
    """What a decision (a row of `Ledger.decisions`) says, in one Indonesian phrase."""
    return KINDS[decision["kind"]].format(**{**decision["details"], "target": decision["target"]})
