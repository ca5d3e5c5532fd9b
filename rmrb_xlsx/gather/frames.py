"""Tidy tables as pandas DataFrames with fixed columns and dtypes. pandas is imported only when they are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rmrb_xlsx.errors import UsageError
from rmrb_xlsx.gather.tidy import DataRow

if TYPE_CHECKING:
    import pandas

TEXT, WHOLE, NUMBER, YES, TIME = "string", "Int64", "Float64", "boolean", "datetime64[ns, UTC]"
COLUMNS: Mapping[str, Mapping[str, str]] = {  # table -> column -> dtype; the order is the order of the columns
    "data": {"agency": TEXT, "agency_name": TEXT, "form": TEXT, "table": TEXT, "row": TEXT, "field": TEXT, "area": TEXT, "label": TEXT,
             "unit": TEXT, "kind": TEXT, "text": TEXT, "number": NUMBER, "score": NUMBER, "revision": WHOLE, "sheet": TEXT, "cell": TEXT,
             "file": TEXT, "sha256": TEXT, "received": TIME},
    "kke": {"agency": TEXT, "agency_name": TEXT, "form": TEXT, "area": TEXT, "subcomponent": TEXT, "name": TEXT, "weight": NUMBER,
            "items": WHOLE, "answered": WHOLE, "score": NUMBER, "assessed": WHOLE, "assessor_score": NUMBER},
    "agencies": {"agency": TEXT, "agency_name": TEXT, "form": TEXT, "state": TEXT, "revision": WHOLE, "errors": WHOLE, "missing": WHOLE,
                 "days_late": WHOLE, "total": NUMBER, "predicate": TEXT, "provisional": YES, "assessor_total": NUMBER},
    "indicators": {"indicator": TEXT, "area": TEXT, "name": TEXT, "unit": TEXT, "agency": TEXT, "year": WHOLE, "target": TEXT,
                   "target_number": NUMBER, "actual": TEXT, "actual_number": NUMBER, "achievement": NUMBER, "verdict": TEXT,
                   "decision": TEXT},
    "steps": {"step": TEXT, "area": TEXT, "action": TEXT, "agency": TEXT, "status": TEXT, "progress": NUMBER, "obstacle": TEXT,
              "escalation": TEXT},
    "findings": {"agency": TEXT, "file": TEXT, "outcome": TEXT, "severity": TEXT, "code": TEXT, "sheet": TEXT, "cell": TEXT,
                 "message": TEXT},
}


@dataclass(frozen=True)
class Frames:
    """What counts in a round, as DataFrames with the columns and dtypes of `COLUMNS`. A missing value is `pandas.NA`, never 0."""

    data: pandas.DataFrame
    kke: pandas.DataFrame
    agencies: pandas.DataFrame
    indicators: pandas.DataFrame
    steps: pandas.DataFrame
    findings: pandas.DataFrame

    def to_parquet(self, folder: Path | str) -> list[Path]:
        """Writes `NAME.parquet` for every table; gives the paths. UsageError when no Parquet library is installed."""
        target = Path(folder)
        target.mkdir(parents=True, exist_ok=True)
        paths = []
        for name in COLUMNS:
            path = target / f"{name}.parquet"
            try:
                getattr(self, name).to_parquet(path, index=False)
            except ImportError:
                raise UsageError("Parquet memerlukan pyarrow. Pasang dengan: pip install pyarrow") from None
            paths.append(path)
        return paths


def frames(tables: Mapping[str, Iterable[Mapping[str, Any]]]) -> Frames:
    """The DataFrames of plain rows; a column that a row lacks is missing there. KeyError for an unknown table."""
    return Frames(**{name: _frame(COLUMNS[name], tables[name]) for name in COLUMNS})


def data_rows(rows: Iterable[DataRow]) -> Iterable[dict[str, Any]]:
    """The rows of table `data`."""
    names = COLUMNS["data"]
    return ({name: getattr(row, name) for name in names} for row in rows)


def _frame(columns: Mapping[str, str], rows: Iterable[Mapping[str, Any]]) -> pandas.DataFrame:
    import pandas as pd  # noqa: PLC0415  (half a second to import: only for those who ask)
    kept = list(rows)
    series = {}
    for name, dtype in columns.items():
        values = [row.get(name) for row in kept]
        series[name] = pd.to_datetime(pd.Series(values, dtype="object"),
                                      utc=True).astype(dtype) if dtype == TIME else pd.Series(values, dtype=dtype)
    return pd.DataFrame(series, columns=list(columns))
