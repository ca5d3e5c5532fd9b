"""The verdicts that sheets show of themselves: overall and per row. Formulas over `_cek` (`write.lines`)."""

from __future__ import annotations

from collections.abc import Sequence

from rmrb_xlsx.spec import marks
from rmrb_xlsx.write.lines import FIRST, CheckLines

READY, NOT_READY, OPEN = "SIAP DIKIRIM", "BELUM LENGKAP", "BELUM"


def verdict_formula(lines: CheckLines) -> tuple[str, str]:
    """(formula, cached text) of the overall verdict."""
    total = f"'{marks.CHECK_SHEET}'!$A${lines.last + 1}"
    count = sum(r != "OK" for r in lines.reasons)
    return f'IF({total}=0,"{READY}","{NOT_READY} ("&{total}&")")', READY if not count else f"{NOT_READY} ({count})"


def row_check(lines: CheckLines, keys: Sequence[tuple[str, str, str]]) -> tuple[str, str] | None:
    """(formula, cached text) of a row's own check, or None when nothing of it is watched."""
    rows = sorted(lines.rows[k] for k in keys if k in lines.rows)
    if not rows:
        return None
    missing = lines.open_between(rows[0], rows[-1])
    count = sum(lines.reasons[r - FIRST] != "OK" for r in rows)
    formula = f'IF({missing}=0,"OK","{OPEN} "&{missing})'
    return formula, "OK" if not count else f"{OPEN} {count}"
