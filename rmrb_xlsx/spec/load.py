"""Pack folder -> `Pack`. Every complaint is collected, each with its file and line; nothing is repaired silently.

Tables are CSV in UTF-8, comma or semicolon (Excel of an Indonesian system writes semicolons). Structure is YAML 1.2.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from rmrb_xlsx.errors import PackError, UsageError
from rmrb_xlsx.spec import pack as p
from rmrb_xlsx.spec.decided import decide
from rmrb_xlsx.spec.formdef import read_form
from rmrb_xlsx.spec.lintform import form_faults
from rmrb_xlsx.spec.linttables import column_faults
from rmrb_xlsx.spec.model import Form
from rmrb_xlsx.spec.packfiles import Fault, PackFiles
from rmrb_xlsx.spec.rows import Lined, number_or_text

M = TypeVar("M", bound=Lined)
REQUIRED = ("areas.csv", "agencies.csv")
_ID = r"^[a-z0-9][a-z0-9-]{0,60}$"
_SUFFIXES = {".csv", ".yaml"}
Words = Annotated[str, BeforeValidator(lambda raw: str(raw) if isinstance(raw, int | float) else raw), Field(min_length=1)]
Day = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]


class _Period(BaseModel):
    model_config = ConfigDict(extra="forbid")
    label: Words
    start: Day
    end: Day


class _Region(BaseModel):
    model_config = ConfigDict(extra="allow")
    name: Words
    government: Words
    regulation: Words
    collector: Words
    place: Words


class _Settings(BaseModel):
    model_config = ConfigDict(extra="allow")
    paper: Literal["F4", "A4"]
    agency_form: Words
    agency_instrument: Words
    profile: Words
    all_agencies: Words
    deadline_days: int


class _Main(BaseModel):
    model_config = ConfigDict(extra="allow")
    id: Annotated[str, Field(pattern=_ID)]
    edition: Annotated[Words, Field(pattern=r"^[A-Za-z0-9.-]{1,20}$")]
    title: Words
    region: _Region
    years: Annotated[list[int], Field(min_length=1)]
    periods: Annotated[dict[str, _Period], Field(min_length=1)]
    settings: _Settings


class _Profile(BaseModel):
    model_config = ConfigDict(extra="allow")
    name: str = ""
    default: bool = False
    areas: dict[str, float]
    results: dict[str, float] = Field(default_factory=dict)


class _Tool(BaseModel):
    model_config = ConfigDict(extra="allow")
    id: Words
    title: Words
    level: Literal["pd", "pemda"]
    basis: str = ""
    scales: dict[str, dict[str, Any]]
    profiles: Annotated[dict[str, _Profile], Field(min_length=1)]
    results: list[dict[str, Any]] = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ReadPack:
    """What could be read of a pack: the pack (None when `paket.yaml` itself is unusable), the faults of its files, and the ids
    of rows that were left out because of a fault."""

    pack: p.Pack | None
    faults: tuple[Fault, ...]
    broken: frozenset[str]


def packs_folder() -> Path:
    """Where the packs lie: inside the installed package, or beside it in a source checkout."""
    inside = Path(__file__).resolve().parent.parent / "templates"
    return inside if inside.is_dir() else inside.parent.parent / "templates"


def known_packs() -> tuple[str, ...]:
    """The names of the packs that come with the program, sorted."""
    return tuple(sorted(f.name for f in packs_folder().iterdir() if (f / "paket.yaml").is_file()))


def find_pack(name: str) -> Path:
    """The folder of a pack given by name or by path; UsageError when there is none."""
    for folder in (Path(name), packs_folder() / name):
        if (folder / "paket.yaml").is_file() and (os.sep in name or folder.parent == packs_folder() or folder.exists()):
            return folder
    raise UsageError(f"Paket «{name}» tidak ditemukan. Paket yang tersedia: {', '.join(known_packs())}.")


def load_pack(name: str | Path) -> p.Pack:
    """The pack of that name or folder. Raises PackError with every fault of its files at once."""
    found = read_pack(name)
    if found.faults or found.pack is None:
        raise PackError([str(f) for f in found.faults])
    return found.pack


def read_pack(name: str | Path) -> ReadPack:
    """As much of a pack as can be read, with all faults of its files: for checking a pack."""
    loader = _Loader(find_pack(str(name)))
    pack = loader.load()
    return ReadPack(pack, tuple(sorted(set(loader.files.faults))), frozenset(loader.files.broken))


def fingerprint(folder: Path) -> str:
    """SHA-256 over the names and contents of all files of the pack, in order."""
    digest = hashlib.sha256()
    for path in sorted(f for f in folder.rglob("*") if f.suffix in _SUFFIXES):
        data = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{path.relative_to(folder).as_posix()}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()


def copy_pack(name: str, folder: Path, new_id: str) -> None:
    """A copy of a pack under another id, to be rewritten for another regulation. UsageError when the folder is in use or the id is bad."""
    if not re.fullmatch(_ID, new_id):
        raise UsageError(f"Kode paket «{new_id}» tidak sah: huruf kecil, angka, tanda hubung.")
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(f"Folder «{folder}» sudah berisi; sebutkan folder baru.")
    shutil.copytree(find_pack(name), folder, dirs_exist_ok=True)
    main = folder / "paket.yaml"
    main.write_text(re.sub(r"(?m)^id: .*$", f"id: {new_id}", main.read_text(encoding="utf-8"), count=1), encoding="utf-8")


class _Loader:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = PackFiles(folder)
        self.answering: dict[str, p.Responsible] = {}

    def load(self) -> p.Pack | None:
        raw = self.files.yaml("paket.yaml")
        main = self.files.model(_Main, raw, "paket.yaml", 0) if raw else None
        for name in REQUIRED:
            if not (self.folder / name).is_file():
                self.files.complain(name, 0, "berkas tidak ada")
        tables = self.tables()
        answering = self.rows("responsible.csv", p.Responsible)
        self.answering = {r.object: r for r in answering}
        decisions, readings = self.rows("decisions.csv", p.Decision), self.rows("readings.csv", p.Reading)
        effects = self.rows("effects.csv", p.Effect)
        instruments = {f.name: tool for f in sorted((self.folder / "instruments").glob("*"))
                       if (f / "instrument.yaml").is_file() and (tool := self.instrument(f))}
        forms = {f.stem: form for f in sorted((self.folder / "forms").glob("*.yaml")) if (form := self.form(f, tables))}
        printed = p.Printed(
            areas=self.rows("areas.csv", p.Area), agencies=self.rows("agencies.csv", p.Agency),
            indicators=self.rows("indicators.csv", p.Indicator), activities=self.rows("activities.csv", p.Activity),
            actions=self.rows("actions.csv", p.Action), steps=self.rows("steps.csv", p.Step),
            settings=dict(raw.get("settings", {})) if main else {})
        groups, wins = self.rows("working_groups.csv", p.WorkingGroup), self.rows("quick_wins.csv", p.QuickWin)
        predicates = self.table("instruments/predicates.csv", "predicates")
        used, faults = decide(printed, decisions, tuple(e for e in effects if e.object not in self.files.broken))
        self.files.faults += faults
        if main is None:
            return None
        return p.Pack(
            id=main.id, edition=main.edition, title=main.title, folder=self.folder, fingerprint=fingerprint(self.folder),
            region={k: str(v) for k, v in raw["region"].items()}, years=tuple(main.years),
            periods={c: p.Period(c, d.label, d.start, d.end) for c, d in main.periods.items()}, settings=used.settings,
            areas=used.areas, agencies=used.agencies, indicators=used.indicators, activities=used.activities, actions=used.actions,
            steps=used.steps, working_groups=groups, quick_wins=wins, decisions=decisions, readings=readings, instruments=instruments,
            forms=forms, printed=printed, effects=effects, responsible=answering, predicates=predicates, tables=tables,
            lines=self.files.lines)

    def tables(self) -> dict[str, tuple[Mapping[str, str], ...]]:
        """Every CSV of the folder and of `forms/`, as text; the line of each row goes to `lines`."""
        found: dict[str, tuple[Mapping[str, str], ...]] = {}
        for path in sorted([*self.folder.glob("*.csv"), *self.folder.glob("forms/*.csv")]):
            found[path.stem] = self.table(path.relative_to(self.folder).as_posix(), path.stem)
        return found

    def table(self, name: str, stem: str) -> tuple[Mapping[str, str], ...]:
        """One table as text. Without a column that its readers rely on it counts as empty."""
        rows = self.files.csv(name)
        self.files.lines[name] = {(n,): line for n, (line, _) in enumerate(rows)}
        missing = list(column_faults(name, stem, rows))
        self.files.faults += missing
        return () if missing else tuple(row for _, row in rows)

    def rows(self, name: str, model: type[M], base: str = "") -> tuple[M, ...]:
        """The rows of a table as `model`; `target_YYYY` columns become the mapping `targets`, the answering agencies come
        from `responsible.csv`."""
        built: list[M] = []
        for line, row in self.files.csv(base + name):
            data: dict[str, Any] = {k: v for k, v in row.items() if not k.startswith("target_")}
            data["line"] = line
            if "targets" in model.model_fields:
                data["targets"] = {k[7:]: number_or_text(v) for k, v in row.items() if k.startswith("target_")}
                data |= self.answer(data)
            one = self.files.model(model, data, base + name, line)
            if one is None:
                self.files.broken.add(str(row.get("id") or row.get("code") or ""))
            else:
                built.append(one)
        return tuple(built)

    def answer(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Who answers for a row: its own entry of `responsible.csv`, else that of the row it repeats (`same_as`)."""
        own = self.answering.get(str(data.get("id")))
        if own:
            return {"responsible": own.agencies, "responsible_status": own.status, "responsible_reason": own.reason}
        same = self.answering.get(str(data.get("same_as")))
        if same:
            return {"responsible": same.agencies, "responsible_status": "assumed",
                    "responsible_reason": f"Tidak tercetak; mengikuti {same.object}."}
        return {}

    def instrument(self, folder: Path) -> p.Instrument | None:
        base = f"instruments/{folder.name}/"
        name = base + "instrument.yaml"
        raw = self.files.yaml(name)
        main = self.files.model(_Tool, raw, name, 0) if raw else None
        parts = (self.rows("areas.csv", p.InstrumentArea, base), self.rows("subcomponents.csv", p.Subcomponent, base),
                 self.rows("items.csv", p.Item, base))
        if main is None:
            self.files.broken.add(folder.name)
            return None
        scales = {k: s for k, v in main.scales.items()
                  if (s := self.files.model(p.Scale, {"name": k, **v}, name, 0, ("scales", k)))}
        profiles = {k: p.Profile(k, v.name or k, v.areas, v.results, v.default) for k, v in main.profiles.items()}
        return p.Instrument(main.id, main.title, main.level, main.basis, scales, profiles, *parts, tuple(main.results))

    def form(self, path: Path, tables: Mapping[str, tuple[Mapping[str, str], ...]]) -> Form | None:
        name = f"forms/{path.name}"
        data = self.files.yaml(name)
        if not data:
            return None
        before = len(self.files.faults)
        self.files.faults += form_faults(path.stem, data, self.files, tables.get("questions", ()))
        try:
            return read_form(path.stem, data)
        except (KeyError, ValueError, TypeError) as fault:
            if len(self.files.faults) == before:
                self.files.complain(name, 0, f"definisi formulir tidak sah: {fault}")
            self.files.broken.add(path.stem)
            return None
