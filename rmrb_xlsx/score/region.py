"""The regency's index: the KKE of the regency and the mean of its agencies, weighed as the regulation says (50 and 50).

Weights: regulation Lampiran I letter J (settings `index_weights`). How agencies are averaged and what becomes of those without a
score is in no source: both are pack settings (`agency_average`, `missing_agencies`, `index_left_out_kinds`) and are told in words
beside the number.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rmrb_xlsx.score.kke import KkeScore, predicate
from rmrb_xlsx.spec.pack import Agency, Pack

AVERAGES: Mapping[str, tuple[Callable[[Sequence[float]], float], str]] = {
    "sederhana": (statistics.fmean, "rata-rata sederhana"),
    "median": (statistics.median, "nilai tengah"),
}
MISSING: Mapping[str, str] = {"dikeluarkan": "yang belum bernilai tidak ikut dirata-rata", "nol": "yang belum bernilai dihitung 0"}


@dataclass(frozen=True, slots=True)
class RegencyIndex:
    """`value` None until the regency's own KKE and at least one agency have a score. `method`: how it was made, in words."""

    value: float | None
    predicate: str | None
    regency: float | None
    agencies: float | None
    regency_weight: float
    agencies_weight: float
    counted: int
    missing: int
    provisional: bool
    method: str


def counted_agencies(pack: Pack) -> tuple[Agency, ...]:
    """The agencies whose score belongs to the index: those that report, without the kinds the pack leaves out."""
    left_out = pack.settings.get("index_left_out_kinds") or ()
    return tuple(a for a in pack.reporting if not (isinstance(left_out, Sequence) and a.kind in left_out))


def regency_index(pack: Pack, regency: KkeScore | None, agencies: Mapping[str, KkeScore]) -> RegencyIndex:
    """The index from the regency's score and the scores of its agencies (by code; one without a score is missing)."""
    due = counted_agencies(pack)
    scores = [agencies[a.code] for a in due if a.code in agencies]
    average, words = AVERAGES[str(pack.settings.get("agency_average", "sederhana"))]
    rule = str(pack.settings.get("missing_agencies", "dikeluarkan"))
    missing = len(due) - len(scores)
    numbers = [s.total for s in scores] + ([0.0] * missing if rule == "nol" else [])
    mean = average(numbers) if scores else None
    weights = pack.settings.get("index_weights")
    own, others = _weights(weights)
    value = (regency.total * own + mean * others) / (own + others) if regency is not None and mean is not None else None
    open_ends = missing > 0 or regency is None or regency.provisional or any(s.provisional for s in scores)
    method = (f"{own:g} % KKE Pemerintah Daerah + {others:g} % {words} {len(scores)} dari {len(due)} Perangkat Daerah"
              + (f"; {missing} {MISSING[rule]}" if missing else ""))
    return RegencyIndex(value, None if value is None else predicate(value, pack.predicates), regency.total if regency else None, mean,
                        own, others, len(scores), missing, open_ends, method)


def _weights(told: object) -> tuple[float, float]:
    if isinstance(told, Mapping):
        return float(told["pemda"]), float(told["pd"])
    return 50.0, 50.0
