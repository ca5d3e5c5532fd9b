"""Surveys of the public: SKM (nine elements) and IPAK (five); minimum sample; shares of counted duties.

SKM (PermenPANRB 14/2017, references.csv S12): mean of each element over the respondents, every element weighs 1/9 (not 0,111,
which would cap the index at 99,90), the sum x 25. Quality bands at two decimals, rounded first. IPAK (S13): mean of its elements,
1 to 4. Minimum sample: Krejcie and Morgan, n = X2 N P(1-P) / (d2 (N-1) + X2 P(1-P)), X2 = 3,841, P = 0,5, d = 0,05, to the nearest
whole number; it agrees with all 90 rows of the printed table. Which elements, factor and bands: `surveys.csv`, `survey_bands.csv`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from fractions import Fraction

from rmrb_xlsx.score.bands import band, half_up
from rmrb_xlsx.spec.pack import Pack

Stored = str | float | None
Values = Mapping[tuple[str, str, str], Stored]
CHI_SQUARE, PORTION, MARGIN = Fraction("3.841"), Fraction("0.5"), Fraction("0.05")
ROWS, SUMMARY, NONE = "responden", "rekap", "belum ada"


@dataclass(frozen=True, slots=True)
class SurveyScore:
    """One survey of one agency. `basis`: respondent rows, the summary, or nothing. `respondents`: those that count; `left_out`:
    rows that were started but are not whole or hold an impossible value, never averaged. `both`: rows and summary are filled;
    the rows count. `index` None when nothing counts."""

    id: str
    basis: str
    respondents: int
    left_out: int
    both: bool
    elements: Mapping[str, float | None]
    factor: float
    index: float | None
    band: str | None
    band_name: str | None
    population: int | None
    sample_minimum: int | None
    sample_enough: bool | None


def sample_size(population: float) -> int:
    """The minimum number of respondents for a population of that size (Krejcie and Morgan); 0 for 0."""
    number = Fraction(str(population))
    spread = CHI_SQUARE * PORTION * (1 - PORTION)
    return int(half_up(float(spread * number / (MARGIN**2 * (number - 1) + spread)), 0)) if number > 0 else 0


def index_of(means: Sequence[Fraction], factor: Fraction) -> float:
    """The mean of the element means x factor (25 turns 1..4 into 25..100)."""
    return float(sum(means, Fraction()) / len(means) * factor)


def score_survey(pack: Pack, survey: Mapping[str, str], values: Values, started: AbstractSet[tuple[str, str]]) -> SurveyScore:
    """The survey from one form. `values`: its sound contents; `started`: (table, row) of the rows
    that hold anything at all."""
    key, elements = survey["id"], survey["elements"].split(";")
    rows = sorted((row for table, row in started if table == key), key=lambda r: (len(r), r))
    whole = [r for r in rows if all(isinstance(values.get((key, r, e)), int | float) for e in elements)]
    summary = _summary(key, elements, values)
    basis = ROWS if whole else SUMMARY if summary else NONE
    means: dict[str, Fraction] = summary[1] if basis == SUMMARY and summary else {}
    if whole:
        means = {e: sum((Fraction(str(values[key, r, e])) for r in whole), Fraction()) / len(whole) for e in elements}
    count = len(whole) or (summary[0] if summary else 0)
    index = index_of(list(means.values()), Fraction(survey["factor"])) if means else None
    bands = [b for b in pack.tables.get("survey_bands", ()) if b["survey"] == key]
    found = band(index, bands) if bands else None
    people = values.get(("survei", survey["population"], "isian"))
    wanted = sample_size(people) if isinstance(people, int | float) else None
    return SurveyScore(
        key, basis, count, len(rows) - len(whole), bool(whole and summary), {e: float(means[e]) if e in means else None for e in elements},
        float(survey["factor"]), index, found["id"] if found else None, found["name"] if found else None,
        int(people) if isinstance(people, int | float) else None, wanted, None if wanted is None or basis == NONE else count >= wanted)


def _summary(key: str, elements: Sequence[str], values: Values) -> tuple[int, dict[str, Fraction]] | None:
    """(respondents, element means) of the summary questions, only when all of them are filled soundly."""
    told = [values.get(("survei", f"{key}_rekap_{name}", "isian")) for name in ("n", *elements)]
    numbers = [Fraction(str(v)) for v in told if isinstance(v, int | float)]
    return (int(numbers[0]), dict(zip(elements, numbers[1:], strict=True))) if len(numbers) == len(told) else None


@dataclass(frozen=True, slots=True)
class Share:
    """Part of a whole in per cent (TLHP settled, LHKPN and LHKASN reported). `percent` None when a number is missing, the whole
    is 0, or the part is larger than the whole."""

    id: str
    name: str
    part: float | None
    whole: float | None
    percent: float | None


def score_share(share: Mapping[str, str], values: Values) -> Share:
    """One row of `shares.csv` from one form; several questions of a side are added."""
    part, whole = (_total([values.get(("hasil", q, "isian")) for q in share[side].split(";")]) for side in ("part", "whole"))
    fine = part is not None and whole is not None and whole > 0 and part <= whole
    return Share(share["id"], share["name"], part, whole, part / whole * 100 if fine and part is not None and whole else None)


def _total(contents: Sequence[Stored]) -> float | None:
    numbers = [c for c in contents if isinstance(c, int | float)]
    return float(sum(numbers)) if len(numbers) == len(contents) else None
