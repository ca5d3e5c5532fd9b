"""The files of a pack as plain data that still knows its lines: CSV tables and YAML documents, and the faults met on the way."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

M = TypeVar("M", bound=BaseModel)
Path_ = tuple[str | int, ...]
_WORDS = {  # pydantic's kinds of fault, in Indonesian
    "missing": "wajib ada", "extra_forbidden": "tidak dikenal", "int_parsing": "bukan bilangan bulat", "int_type": "bukan bilangan bulat",
    "float_parsing": "bukan angka", "float_type": "bukan angka", "literal_error": "harus salah satu dari {expected}",
    "bool_type": "harus ya atau tidak", "bool_parsing": "harus ya atau tidak", "string_type": "harus teks",
    "dict_type": "harus berupa pasangan",
    "string_pattern_mismatch": "bentuknya tidak sah (pola {pattern})", "list_type": "harus berupa daftar",
    "too_short": "tidak boleh kosong", "int_from_float": "bukan bilangan bulat", "string_too_short": "tidak boleh kosong",
}


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """Something wrong with a pack: the file, its line (0: the file as a whole), and what."""

    file: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}, baris {self.line}: {self.what}" if self.line else f"{self.file}: {self.what}"


class PackFiles:
    """Reads the files of one folder. `faults` grows; `broken`: ids of rows left out; `lines` remembers where YAML keys stand."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: list[Fault] = []
        self.broken: set[str] = set()
        self.lines: dict[str, dict[Path_, int]] = {}

    def complain(self, file: str, line: int, what: str) -> None:
        """Notes a fault."""
        self.faults.append(Fault(file, line, what))

    def yaml(self, name: str) -> dict[str, Any]:
        """A YAML document as plain data; empty, with a fault noted, when it cannot be read."""
        try:
            text = (self.folder / name).read_text(encoding="utf-8")
            data, self.lines[name] = _parsed(text)
        except FileNotFoundError:
            self.complain(name, 0, "berkas tidak ada")
            return {}
        except (YAMLError, UnicodeDecodeError, ValueError) as fault:
            mark = getattr(fault, "problem_mark", None)
            self.complain(name, mark.line + 1 if mark else 0, "tidak dapat dibaca sebagai YAML")
            return {}
        if not isinstance(data, dict):
            self.complain(name, 1, "harus berupa pasangan nama: isi")
            return {}
        return data

    def line(self, name: str, *path: str | int) -> int:
        """The line of a key (or of the nearest key above it) in a YAML file; 0 when unknown."""
        known = self.lines.get(name, {})
        while path and path not in known:
            path = path[:-1]
        return known.get(path, 0)

    def csv(self, name: str) -> list[tuple[int, dict[str, str]]]:
        """The rows of a CSV file with their line numbers; a missing file is an empty table."""
        path = self.folder / name
        if not path.is_file():
            return []
        try:
            text = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            self.complain(name, 0, "bukan UTF-8; simpan sebagai «CSV UTF-8»")
            return []
        head = text.splitlines()[0] if text else ""
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if head.count(";") > head.count(",") else ",")
        header: list[str] = []
        found: list[tuple[int, dict[str, str]]] = []
        start = 1
        for cells in reader:
            line, start = start, reader.line_num + 1
            if not header:
                header = [h.strip() for h in cells]
                if twice := sorted({h for h in header if header.count(h) > 1}):
                    self.complain(name, line, f"judul kolom dipakai dua kali: {', '.join(twice)}")
            elif any(c.strip() for c in cells):
                if len(cells) != len(header):
                    self.complain(name, line, f"{len(cells)} kolom, seharusnya {len(header)}")
                    self.broken.add(cells[0].strip())
                    continue
                found.append((line, dict(zip(header, cells, strict=True))))
        return found

    def model(self, model: type[M], data: Mapping[str, Any], name: str, line: int, path: Path_ = ()) -> M | None:
        """`data` as `model`, or None with every fault noted: at `line` (a CSV row), or where the key stands (YAML, line 0)."""
        try:
            return model.model_validate(dict(data))
        except ValidationError as fault:
            for one in fault.errors():
                self.complain(name, line or self.line(name, *path, *one["loc"]), told(one))
        return None


def told(one: ErrorDetails) -> str:
    """A fault of a value in Indonesian: which field, what is wrong, what stands there."""
    where = ".".join(str(x) for x in one["loc"] if not str(x).startswith("function-"))
    words = _WORDS.get(one["type"], str(one["msg"]).removeprefix("Value error, ")).format(**one.get("ctx", {}))
    shown = "" if one["type"] in ("missing", "extra_forbidden") else f" (isi: {one['input']!r})"
    return f"«{where}» {words}{shown}"


@lru_cache(maxsize=32)  # parsing is most of the time it takes to load a pack; nobody changes what comes out
def _parsed(text: str) -> tuple[Any, dict[Path_, int]]:
    reader = YAML(typ="safe", pure=True)
    node = reader.compose(text)
    return (reader.constructor.construct_document(node), _yaml_lines(node)) if node else (None, {})


def _yaml_lines(root: Node) -> dict[Path_, int]:
    """The line of every key and list entry of a YAML document, by its path."""
    found: dict[Path_, int] = {}

    def walk(node: Node, path: Path_) -> None:
        found.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, MappingNode):
            for key, value in node.value:
                below = (*path, str(key.value) if isinstance(key, ScalarNode) else "")
                found[below] = key.start_mark.line + 1
                walk(value, below)
        elif isinstance(node, SequenceNode):
            for index, value in enumerate(node.value):
                walk(value, (*path, index))
    walk(root, ())
    return found
