"""The house rules: which room may import which, one door per library, no cycles, tables with examples, short modules."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import rmrb_xlsx
from rmrb_xlsx.cli import VERBS, rmrb
from rmrb_xlsx.findings import CODES
from rmrb_xlsx.spec.expr import OPS
from rmrb_xlsx.spec.kinds import KINDS
from rmrb_xlsx.spec.load import known_packs, load_pack

HOUSE = Path(rmrb_xlsx.__file__).parent
MODULES = {p.relative_to(HOUSE).with_suffix("").as_posix(): p for p in HOUSE.rglob("*.py")}
GROUND = {"errors", "findings", "spec"}
ALLOWED = {
    "errors": set(), "findings": set(), "spec": {"errors", "findings"},
    "write": GROUND, "read": GROUND, "check": GROUND, "score": GROUND, "gather": GROUND, "ledger": GROUND,
    "folder": GROUND,  # the working folder on disk: only door to openpyxl in the live product
    "mail": GROUND,    # letters both ways, as bytes and plain descriptions; whoever joins them with the ledger stands in rounds
    "demo": GROUND,    # simulated returns: openpyxl as a stranger's program
    "rounds": GROUND | {"write", "read", "check", "score", "gather", "ledger", "folder", "demo", "mail"},
    "explain": GROUND,  # texts made from the descriptions alone: the data dictionary
    "cli": GROUND | {"rounds", "folder", "read", "explain"}, "__init__": {"rounds", "spec", "gather", "ledger", "check", "write", "errors", "findings"},
    "__main__": {"cli"},
}
DOORS = {"xlsxwriter": {"write"}, "openpyxl": {"folder", "demo"}, "python_calamine": {"read"}, "pandas": {"gather"}, "sqlite3": {"ledger"},
         "click": {"cli"}, "pydantic": {"spec"}, "ruamel": {"spec"}, "zipfile": {"read", "demo", "folder", "write"},
         "subprocess": {"read"},
         **{name: {"mail"} for name in ("email", "smtplib", "imaplib", "imap_tools", "mailbox", "jinja2", "keyring", "oxmsg", "ssl")}}
LONGEST = 350


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {a.name for a in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def room(module: str) -> str:
    return module.split("/", maxsplit=1)[0]


@pytest.mark.parametrize("module", sorted(MODULES))
def test_imports_only_from_allowed_rooms(module: str) -> None:
    used = {name.split(".")[1] if "." in name else "__init__" for name in imports(MODULES[module]) if name.startswith("rmrb_xlsx")}
    assert used - {room(module)} <= ALLOWED[room(module)]


@pytest.mark.parametrize("library", sorted(DOORS))
def test_each_library_has_its_door(library: str) -> None:
    users = {room(m) for m, p in MODULES.items() if any(i.split(".")[0] == library for i in imports(p))}
    assert users <= DOORS[library]


def test_no_import_cycles() -> None:
    graph = {m: {n.removeprefix("rmrb_xlsx.").replace(".", "/") for n in _top_level(p) if n.startswith("rmrb_xlsx.")} & set(MODULES)
             for m, p in MODULES.items()}
    done: set[str] = set()
    while ready := {m for m in graph if m not in done and graph[m] - {m} <= done}:
        done |= ready
    assert set(graph) == done, f"cycle among {sorted(set(graph) - done)}"


def _top_level(path: Path) -> set[str]:
    return {n.module for n in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(n, ast.ImportFrom) and n.module}


def test_modules_are_short() -> None:
    long = {m: n for m, p in MODULES.items() if (n := len(p.read_text(encoding="utf-8").splitlines())) > LONGEST}
    assert not long


def test_every_public_function_has_a_docstring() -> None:
    bare = [f"{m}.{n.name}" for m, p in MODULES.items() for n in ast.parse(p.read_text(encoding="utf-8")).body
            if isinstance(n, ast.FunctionDef) and not n.name.startswith("_") and not ast.get_docstring(n)]
    assert not bare


def test_no_colours_outside_the_table_of_looks() -> None:
    stray = [m for m, p in MODULES.items() if m != "write/looks" and re.search(r"#[0-9A-Fa-f]{6}\b", p.read_text(encoding="utf-8"))]
    assert not stray


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_says_what_and_how_to_mend(code: str) -> None:
    entry = CODES[code]
    assert entry.title and entry.template
    assert entry.cure or entry.severity == "info", "an error without a cure helps nobody"


def test_every_code_used_in_the_source_is_in_the_table() -> None:
    text = "\n".join(p.read_text(encoding="utf-8") for p in MODULES.values())
    used = set(re.findall(r'(?:found|found_with|FileRefused)\(\s*"([a-z-]+)"', text))
    assert used <= set(CODES)
    assert used, "the search finds something"


def test_every_verb_answers_to_its_alias_and_has_help() -> None:
    for verb, (alias, _, line) in VERBS.items():
        for name in (verb, alias):
            result = CliRunner().invoke(rmrb, [name, "--help"])
            assert result.exit_code == 0, result.output
        assert line in CliRunner().invoke(rmrb, ["--help"]).output.replace("\n" + " " * 24, " ")


def test_kinds_and_operators_have_all_their_faces() -> None:
    for kind in KINDS.values():
        assert "{x}" in kind.wrong and kind.words and kind.format
    for op in OPS.values():
        assert op.excel and op.words and callable(op.python)


def test_nothing_of_a_regulation_stands_in_code() -> None:
    """Nothing the packs say (regions, areas, agencies with their aliases, indicators, actions, spellings) may stand in a module."""
    packs = [load_pack(name) for name in known_packs()]
    assert len(packs) >= 2
    words = {w for p in packs for rows in (p.areas, p.agencies) for r in rows for w in (r.name, r.short, *r.aliases)}
    words |= {w for p in packs for w in (p.region["name"], p.region["government"], p.region["regulation"], p.region["place"])}
    words |= {r.name for p in packs for r in (*p.indicators, *p.activities)} | {a.title for p in packs for a in p.actions}
    words |= {"Banyumas", "Inspektorat", "Bappeda", "SPBE", "Perbup"}
    ours = {"", "Indeks RB", "Indeks Reformasi Birokrasi", "Perubahan"}  # sheets of the master, of any regulation
    known = re.compile("|".join(rf"(?<!\w){re.escape(w)}(?!\w)" for w in sorted(words - ours, key=len, reverse=True)))
    stray = [(m, found[0]) for m, p in MODULES.items() for found in known.finditer(p.read_text(encoding="utf-8"))]
    assert not stray


def test_no_weights_of_a_regulation_stand_in_code() -> None:
    """No list, tuple, set or mapping in a module holds the weights of a profile."""
    tools = [t for name in known_packs() for t in load_pack(name).instruments.values()]
    weights = [sorted(found.values()) for t in tools for p in t.profiles.values() for found in (p.areas, p.results) if len(found) > 2]
    assert [5, 5, 10, 10, 15, 15] in weights, "the search knows what to look for"
    stray = []
    for module, path in MODULES.items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            parts = node.values if isinstance(node, ast.Dict) else node.elts if isinstance(node, ast.List | ast.Tuple | ast.Set) else []
            numbers = sorted(p.value for p in parts if isinstance(p, ast.Constant) and isinstance(p.value, int | float))
            if numbers in weights:
                stray.append((module, numbers))
    assert not stray
