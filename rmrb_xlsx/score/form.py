"""Everything a filled form scores: KKE (self and assessor), indicators, activities, surveys, shares. From values only."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from rmrb_xlsx.score.assessor import Assessment, assess
from rmrb_xlsx.score.indicators import IndicatorScore, achievement, met_class, score_indicator
from rmrb_xlsx.score.kke import KkeScore, score_kke
from rmrb_xlsx.score.surveys import Share, SurveyScore, Values, score_share, score_survey
from rmrb_xlsx.spec.model import FormCopy
from rmrb_xlsx.spec.pack import Pack
from rmrb_xlsx.spec.targets import target
from rmrb_xlsx.spec.values import Stored

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class ActivityScore:
    """A priority activity: target, realisation, achievement in per cent and its class."""

    id: str
    target: Stored
    actual: Stored
    achievement: float | None
    class_name: str


@dataclass(frozen=True, slots=True)
class FormScore:
    """The scores of one form; `kke` None when the form asks for none."""

    kke: KkeScore | None
    assessment: Assessment | None
    indicators: tuple[IndicatorScore, ...]
    activities: tuple[ActivityScore, ...]
    surveys: tuple[SurveyScore, ...]
    shares: tuple[Share, ...]


def score_form(pack: Pack, copy: FormCopy, values: Values, started: AbstractSet[tuple[str, str]] = frozenset()) -> FormScore:
    """The scores of a copy filled with `values` (sound contents only). `started`: spare rows that hold anything at all."""
    year = copy.identity.year
    indicators = {r.id for r in copy.rows.get("indikator", ()) if r.level == "item"}
    activities = {r.id for r in copy.rows.get("kegiatan", ()) if r.level == "item"}
    return replace(
        score_figures(pack, copy, values, started),
        indicators=tuple(score_indicator(pack, i, year, values.get(("indikator", i.id, "realisasi")))
                         for i in pack.indicators if i.id in indicators),
        activities=tuple(_activity(pack, a.id, target(pack, a, year).value, values) for a in pack.activities if a.id in activities))


def score_figures(pack: Pack, copy: FormCopy, values: Values, started: AbstractSet[tuple[str, str]]) -> FormScore:
    """The same without indicators and activities: what the sums of a form need."""
    kke, assessment = score_answers(pack, copy.form.code, values)
    tables = {t.code for t in copy.form.tables}
    return FormScore(kke, assessment, (), (),
                     tuple(score_survey(pack, s, values, started) for s in pack.tables.get("surveys", ()) if s["id"] in tables),
                     tuple(score_share(s, values) for s in pack.tables.get("shares", ()) if _asked(copy, s)))


def score_answers(pack: Pack, form: str, values: Values) -> tuple[KkeScore | None, Assessment | None]:
    """The KKE of a form, by the one who filled it and by the assessor; (None, None) when the form has no KKE."""
    tool = pack.instrument_of(form)
    if tool is None:
        return None, None
    profile, rule = pack.profile_of(tool), str(pack.settings["tlhp_without_recommendations"])
    own, other = ({r: str(v) for (t, r, f), v in values.items() if t == "kke" and f == column and v is not None}
                  for column in ("jawaban", "jawaban_penilai"))
    results: dict[str, int | float | str | None] = {r: v for (t, r, _), v in values.items() if t == "hasil"}
    kke = score_kke(tool, profile, own, results, pack.predicates, rule)
    return kke, assess(tool, profile, kke, own, other, results, pack.predicates, rule)


def _activity(pack: Pack, key: str, wanted: Stored, values: Values) -> ActivityScore:
    actual = values.get(("kegiatan", key, "realisasi"))
    reached = achievement(wanted, actual, "up")
    return ActivityScore(key, wanted, actual, reached, met_class(reached, pack.tables.get("achievement_classes", ())))


def _asked(copy: FormCopy, share: Mapping[str, str]) -> bool:
    asked = {r.id for r in copy.rows.get("hasil", ())}
    return set(share["part"].split(";")) <= asked and set(share["whole"].split(";")) <= asked
