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
    """(formula, cached text) of a row's own check, or None when nothing of it is watched. A spare row that nobody started
    says nothing."""
    rows = sorted(lines.rows[k] for k in keys if k in lines.rows)
    if not rows:
        return None
    missing = lines.open_between(rows[0], rows[-1])
    count = sum(lines.reasons[r - FIRST] != "OK" for r in rows)
    fine, shown = '"OK"', "OK"
    if lines.spots[rows[0] - FIRST].slot.spare:
        fine = f"IF('{marks.CHECK_SHEET}'!$I${rows[0] + 1}=1,\"OK\",\"\")"
        shown = "OK" if any(lines.verdicts[r - FIRST].parsed.state != "blank" for r in rows) else ""
    return f'IF({missing}=0,{fine},"{OPEN} "&{missing})', f"{OPEN} {count}" if count else shown
