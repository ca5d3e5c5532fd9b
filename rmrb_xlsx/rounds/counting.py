"""What counts in a round at a moment: submissions, tidy rows, scores. The master, the report and `gather` stand on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rmrb_xlsx.gather.tidy import WRONG, DataRow, tidy
from rmrb_xlsx.ledger.store import Ledger
from rmrb_xlsx.rounds.texts import Adjusted, presentable
from rmrb_xlsx.score.form import FormScore, score_form
from rmrb_xlsx.spec.copies import make_copy
from rmrb_xlsx.spec.model import Identity, Stored
from rmrb_xlsx.spec.pack import Pack

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Counted:
    """The submissions that count, by (agency, form); their rows; their scores; texts that had to be adjusted to be shown."""

    heads: Mapping[Key, Mapping[str, Any]]
    rows: tuple[DataRow, ...]
    scores: Mapping[Key, FormScore]
    adjusted: tuple[Adjusted, ...]


def count(pack: Pack, ledger: Ledger, year: int, period: str, ids: Sequence[int] | None = None) -> Counted:
    """What counts now; or, with `ids`, what counted when these submissions did."""
    named = {int(s["id"]): s for s in ledger.submissions()}
    wanted = [int(s["id"]) for s in ledger.current()] if ids is None else [i for i in ids if i in named]
    heads = {(str(named[i]["agency"]), str(named[i]["form"])): named[i] for i in wanted}
    adjusted: list[Adjusted] = []
    scores: dict[Key, FormScore] = {}

    def told() -> Iterator[tuple[dict[str, Any], list[Mapping[str, Any]]]]:
        """One submission after the other, so that only one is held as plain values at a time."""
        for key, head in heads.items():
            if key[1] in pack.forms:
                values = ledger.values_of(int(head["id"]))
                scores[key] = score_values(pack, head, values, year, period)
                yield {**head, "file_name": presentable(str(head["file_name"]))[0]}, [_shown(head, v, adjusted) for v in values]
    return Counted(heads, tidy(pack, told()), scores, tuple(adjusted))


def score_values(pack: Pack, head: Mapping[str, Any], values: Sequence[Mapping[str, Any]], year: int, period: str) -> FormScore:
    """The scores of one submission from its stored values."""
    copy = make_copy(pack, Identity(pack.id, pack.edition, year, period, str(head["form"]), str(head["agency"])))
    good: dict[tuple[str, str, str], Stored] = {(v["table"], v["row"], v["field"]): v["value"] for v in values if v["kind"] != WRONG}
    spare = {(t.code, r.id) for t in copy.form.tables for r in copy.rows[t.code] if r.level == "spare"}
    return score_form(pack, copy, good, {(v["table"], v["row"]) for v in values} & spare)


def _shown(head: Mapping[str, Any], value: Mapping[str, Any], adjusted: list[Adjusted]) -> Mapping[str, Any]:
    if not isinstance(value["value"], str):
        return value
    text, codes = presentable(value["value"])
    adjusted += [Adjusted(str(head["agency"]), str(head["file_name"]), str(value["sheet"]), str(value["cell"]), code, len(value["value"]))
                 for code in codes]
    return {**value, "value": text}
