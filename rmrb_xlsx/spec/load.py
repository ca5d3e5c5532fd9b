"""Pack folder -> `Pack`. Every complaint is collected, each with its file and line; nothing is repaired silently.

Tables are CSV in UTF-8, comma or semicolon (Excel of an Indonesian system writes semicolons). Structure is YAML 1.2.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from rmrb_xlsx.errors import PackError, UsageError
from rmrb_xlsx.spec import pack as p
from rmrb_xlsx.spec.formdef import read_form
from rmrb_xlsx.spec.model import Form

M = TypeVar("M", bound=BaseModel)
_SUFFIXES = {".csv", ".yaml"}


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
    folder = find_pack(str(name))
    return _Loader(folder).load()


def fingerprint(folder: Path) -> str:
    """SHA-256 over the names and contents of all files of the pack, in order."""
    digest = hashlib.sha256()
    for path in sorted(f for f in folder.rglob("*") if f.suffix in _SUFFIXES):
        data = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{path.relative_to(folder).as_posix()}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()


class _Loader:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.complaints: list[str] = []

    def load(self) -> p.Pack:
        main = self.yaml("paket.yaml")
        pack = self.build(main) if not self.complaints else None
        if self.complaints or pack is None:
            raise PackError(self.complaints)
        return pack

    def build(self, main: dict[str, Any]) -> p.Pack | None:
        years = tuple(int(y) for y in main["years"])
        names = [*self.folder.glob("*.csv"), *self.folder.glob("forms/*.csv")]
        tables = {f.stem: tuple(row for _, row in self.csv(f.relative_to(self.folder).as_posix())) for f in sorted(names)}
        instruments = {f.name: self.instrument(f) for f in sorted((self.folder / "instruments").glob("*"))
                       if (f / "instrument.yaml").is_file()}
        forms = {f.stem: self.form(f) for f in sorted((self.folder / "forms").glob("*.yaml"))}
        parts: dict[str, Any] = {
            "areas": self.rows("areas.csv", p.Area), "agencies": self.rows("agencies.csv", p.Agency),
            "indicators": self.rows("indicators.csv", p.Indicator),
            "activities": self.rows("activities.csv", p.Activity),
            "actions": self.rows("actions.csv", p.Action), "steps": self.rows("steps.csv", p.Step),
            "working_groups": self.rows("working_groups.csv", p.WorkingGroup),
            "quick_wins": self.rows("quick_wins.csv", p.QuickWin),
            "decisions": self.rows("decisions.csv", p.Decision), "readings": self.rows("readings.csv", p.Reading),
        }
        if self.complaints:
            return None
        return p.Pack(
            id=str(main["id"]), edition=str(main["edition"]), title=str(main["title"]), folder=self.folder,
            fingerprint=fingerprint(self.folder), region={k: str(v) for k, v in main["region"].items()}, years=years,
            periods={c: p.Period(c, str(d["label"]), str(d["start"]), str(d["end"]))
                     for c, d in main["periods"].items()},
            settings=main["settings"], instruments=instruments,
            forms={k: v for k, v in forms.items() if v is not None},
            predicates=tuple(row for _, row in self.csv("instruments/predicates.csv")), tables=tables, **parts)

    def complain(self, place: str, text: str) -> None:
        self.complaints.append(f"{place}: {text}")

    def yaml(self, name: str) -> dict[str, Any]:
        """A YAML file as plain data; complaints name the line."""
        try:
            with (self.folder / name).open(encoding="utf-8") as stream:
                return dict(YAML(typ="safe", pure=True).load(stream))
        except FileNotFoundError:
            self.complain(name, "berkas tidak ada")
        except (YAMLError, UnicodeDecodeError, TypeError, ValueError) as fault:
            mark = getattr(fault, "problem_mark", None)
            self.complain(f"{name}, baris {mark.line + 1}" if mark else name, "tidak dapat dibaca sebagai YAML")
        return {}

    def csv(self, name: str) -> list[tuple[int, dict[str, str]]]:
        """The rows of a CSV file with their line numbers; a missing file is an empty table."""
        path = self.folder / name
        if not path.is_file():
            return []
        try:
            text = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            self.complain(name, "bukan UTF-8; simpan sebagai «CSV UTF-8»")
            return []
        head = text.splitlines()[0] if text else ""
        reader = csv.reader(io.StringIO(text), delimiter=";" if head.count(";") > head.count(",") else ",")
        header: list[str] = []
        found: list[tuple[int, dict[str, str]]] = []
        start = 1
        for cells in reader:
            line, start = start, reader.line_num + 1
            if not header:
                header = [h.strip() for h in cells]
            elif any(c.strip() for c in cells):
                if len(cells) != len(header):
                    self.complain(f"{name}, baris {line}", f"{len(cells)} kolom, seharusnya {len(header)}")
                    continue
                found.append((line, dict(zip(header, cells, strict=True))))
        return found

    def rows(self, name: str, model: type[M], base: str = "") -> tuple[M, ...]:
        """The rows of a table as `model`; `target_YYYY` columns become the mapping `targets`."""
        built: list[M] = []
        for line, row in self.csv(base + name):
            data: dict[str, Any] = {k: v for k, v in row.items() if not k.startswith("target_")}
            if "targets" in model.model_fields:
                data["targets"] = {int(k[7:]): _target(v) for k, v in row.items() if k.startswith("target_")}
            try:
                built.append(model.model_validate(data))
            except ValidationError as fault:
                for one in fault.errors():
                    where = ".".join(str(x) for x in one["loc"])
                    self.complain(f"{base}{name}, baris {line}", f"kolom «{where}»: {one['msg']} (isi: {one['input']!r})")
        return tuple(built)

    def instrument(self, folder: Path) -> p.Instrument:
        base = f"instruments/{folder.name}/"
        main = self.yaml(base + "instrument.yaml")
        return p.Instrument(
            id=str(main.get("id", folder.name)), title=str(main.get("title", "")), level=str(main.get("level", "")),
            basis=str(main.get("basis", "")),
            scales={k: p.Scale.model_validate({"name": k, **v}) for k, v in main.get("scales", {}).items()},
            profiles={k: _profile(k, v) for k, v in main.get("profiles", {}).items()},
            areas=self.rows("areas.csv", p.InstrumentArea, base),
            subcomponents=self.rows("subcomponents.csv", p.Subcomponent, base),
            items=self.rows("items.csv", p.Item, base),
            results=tuple(main.get("results", ())))

    def form(self, path: Path) -> Form | None:
        name = f"forms/{path.name}"
        data = self.yaml(name)
        try:
            return read_form(path.stem, data) if data else None
        except (KeyError, ValueError, TypeError) as fault:
            self.complain(name, f"definisi formulir tidak sah: {fault}")
            return None


def _profile(name: str, data: Mapping[str, Any]) -> p.Profile:
    return p.Profile(name, str(data.get("name", name)), {str(k): float(v) for k, v in data["areas"].items()},
                     {str(k): float(v) for k, v in data["results"].items()}, bool(data.get("default", False)))


def _target(raw: str) -> float | str | None:
    text = raw.strip()
    if not text:
        return None
    try:
        return float(text)
    except ValueError:
        return text
