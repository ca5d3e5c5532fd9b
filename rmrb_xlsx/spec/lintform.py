"""Faults of a form definition (`forms/*.yaml`, `forms/questions.csv`): all of them, each with its line, before a form is built.

Excel's own limits are kept here: 31 characters and no `[]:*?/\\'` in the name of a sheet, 32 in the title of an input prompt, 255 in
its text, names of lists that are no cell address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args

from rmrb_xlsx.spec import marks
from rmrb_xlsx.spec.copies import AREAS, SOURCES
from rmrb_xlsx.spec.expr import misfits, parse, refs
from rmrb_xlsx.spec.formdef import FIELD_KEYS
from rmrb_xlsx.spec.model import KindName
from rmrb_xlsx.spec.packfiles import Fault, PackFiles

LONGEST_SHEET_NAME, LONGEST_PROMPT_TITLE, LONGEST_PROMPT, LONGEST_CHOICE = 31, 32, 255, 255
_BAD_IN_SHEET_NAME = "[]:*?/\\'"
_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
_CELL_LIKE = re.compile(r"[a-z]{1,3}\d+|r\d*c\d*|[rc]\d*", re.IGNORECASE)
_KINDS = get_args(KindName)
_OURS = {s.casefold() for s in (marks.GUIDE_SHEET, marks.SELF_CHECK_SHEET, *marks.OUR_HIDDEN_SHEETS)}
PACK_LISTS = (AREAS,)  # lists that the pack itself fills (see copies)
QUESTIONS = "forms/questions.csv"


def form_faults(code: str, data: Mapping[str, Any], files: PackFiles, questions: Sequence[Mapping[str, str]]) -> list[Fault]:
    """Every fault of the form `code` and of its questions."""
    return list(_Form(code, data, files, questions).faults())


class _Form:
    def __init__(self, code: str, data: Mapping[str, Any], files: PackFiles, questions: Sequence[Mapping[str, str]]) -> None:
        self.code, self.data, self.files = code, data, files
        self.file = f"forms/{code}.yaml"
        self.questions = [(files.lines.get(QUESTIONS, {}).get((n,), 0), q) for n, q in enumerate(questions) if q.get("form") == code]
        self.lists: Mapping[str, Any] = data.get("lists") or {}

    def at(self, what: str, *path: str | int) -> Fault:
        return Fault(self.file, self.files.line(self.file, *path), what)

    def faults(self) -> Iterator[Fault]:
        for key in ("title", "instructions", "lists", "sheets"):
            if key not in self.data:
                yield self.at(f"«{key}» wajib ada")
        yield from self.list_faults()
        names: set[str] = set()
        codes: set[str] = set()
        for s, sheet in enumerate(self.data.get("sheets") or ()):
            path = ("sheets", s)
            yield from self.sheet_faults(sheet, names, path)
            for t, table in enumerate(sheet.get("tables") or ()):
                yield from self.table_faults(table, codes, (*path, "tables", t))
        yield from self.question_faults(codes)

    def list_faults(self) -> Iterator[Fault]:
        for name, choices in self.lists.items():
            where = ("lists", name)
            if not _CODE.fullmatch(str(name)) or _CELL_LIKE.fullmatch(str(name)):
                yield self.at(f"nama daftar «{name}» tidak sah: huruf kecil, angka, garis bawah; bukan alamat sel", *where)
            words = [choices] if isinstance(choices, str) else [str(c) for c in choices or ()]
            if isinstance(choices, str) and choices not in PACK_LISTS:
                yield self.at(f"daftar «{name}»: «{choices}» tidak dikenal; yang ada: {', '.join(PACK_LISTS)}", *where)
            if not words:
                yield self.at(f"daftar «{name}» kosong", *where)
            if len({w.casefold().strip() for w in words}) < len(words):
                yield self.at(f"daftar «{name}» memuat pilihan yang sama dua kali", *where)
            for word in words:
                if len(word) > LONGEST_CHOICE:
                    yield self.at(f"pilihan «{word[:20]}…» pada daftar «{name}» melebihi {LONGEST_CHOICE} huruf", *where)

    def sheet_faults(self, sheet: Mapping[str, Any], names: set[str], path: tuple[str | int, ...]) -> Iterator[Fault]:
        for key in ("name", "title", "intro", "tables"):
            if not sheet.get(key):
                yield self.at(f"lembar: «{key}» wajib ada", *path)
        name = str(sheet.get("name", ""))
        if len(name) > LONGEST_SHEET_NAME or any(c in name for c in _BAD_IN_SHEET_NAME):
            yield self.at(f"nama lembar «{name}» tidak sah bagi Excel: paling panjang {LONGEST_SHEET_NAME} huruf, "
                          f"tanpa {_BAD_IN_SHEET_NAME}", *path, "name")
        if name.casefold() in names:
            yield self.at(f"nama lembar «{name}» dipakai dua kali", *path, "name")
        if name.casefold() in _OURS:
            yield self.at(f"nama lembar «{name}» sudah dipakai program", *path, "name")
        names.add(name.casefold())

    def table_faults(self, table: Mapping[str, Any], codes: set[str], path: tuple[str | int, ...]) -> Iterator[Fault]:
        for key in ("code", "title", "source", "fields"):
            if not table.get(key):
                yield self.at(f"tabel: «{key}» wajib ada", *path)
        code = str(table.get("code", ""))
        if not _CODE.fullmatch(code):
            yield self.at(f"kode tabel «{code}» tidak sah: huruf kecil, angka, garis bawah", *path, "code")
        if code in codes:
            yield self.at(f"kode tabel «{code}» dipakai dua kali", *path, "code")
        codes.add(code)
        if table.get("source") and table["source"] not in SOURCES:
            yield self.at(f"tabel «{code}»: sumber baris «{table['source']}» tidak dikenal; yang ada: {', '.join(SOURCES)}",
                          *path, "source")
        seen: set[str] = set()
        record = bool(table.get("record"))
        for f, field in enumerate(table.get("fields") or ()):
            yield from self.field_faults(field, code, record, (*path, "fields", f))
            own = str(field.get("code", ""))
            if own in seen:
                yield self.at(f"tabel «{code}»: kode kolom «{own}» dipakai dua kali", *path, "fields", f, "code")
            seen.add(own)
        names = {str(q.get("id")) for _, q in self.questions if q.get("table") == code} if record else seen
        for r, rule in enumerate(table.get("rules") or ()):
            yield from self.rule_faults(rule, code, names, (*path, "rules", r), self.operands(table, code, record))

    def field_faults(self, field: Mapping[str, Any], table: str, record: bool, path: tuple[str | int, ...]) -> Iterator[Fault]:
        code = str(field.get("code", ""))
        head = f"tabel «{table}», kolom «{code}»"
        for key in ("code", "label"):
            if not field.get(key):
                yield self.at(f"{head}: «{key}» wajib ada", *path)
        if unknown := sorted(set(field) - FIELD_KEYS):
            yield self.at(f"{head}: sifat tidak dikenal: {', '.join(unknown)}", *path)
        if not _CODE.fullmatch(code):
            yield self.at(f"{head}: kode tidak sah: huruf kecil, angka, garis bawah", *path, "code")
        if field.get("kind", "text") not in _KINDS:
            yield self.at(f"{head}: jenis «{field['kind']}» tidak dikenal; yang ada: {', '.join(_KINDS)}", *path, "kind")
        if field.get("role", "given") not in ("given", "input", "computed"):
            yield self.at(f"{head}: peran «{field['role']}» tidak dikenal", *path, "role")
        if field.get("choices") and field["choices"] not in self.lists:
            yield self.at(f"{head}: daftar pilihan «{field['choices']}» tidak ada pada «lists»", *path, "choices")
        if field.get("role") == "input":
            if not record and len(str(field.get("label", ""))) > LONGEST_PROMPT_TITLE:
                yield self.at(f"{head}: label melebihi {LONGEST_PROMPT_TITLE} huruf, terpotong sebagai judul petunjuk isian",
                              *path, "label")
            if len(str(field.get("help", ""))) > LONGEST_PROMPT:
                yield self.at(f"{head}: petunjuk isian melebihi {LONGEST_PROMPT} huruf", *path, "help")

    def operands(self, table: Mapping[str, Any], code: str, record: bool) -> Mapping[str, tuple[str, Any]]:
        """What a rule may name: its kind and its list of choices."""
        asked = [q for _, q in self.questions if q.get("table") == code]
        rows: Sequence[Mapping[str, Any]] = asked if record else table.get("fields") or ()
        return {str(one.get("id" if record else "code")): (str(one.get("kind") or "text"), self.lists.get(one.get("choices") or ""))
                for one in rows}

    def rule_faults(self, rule: Mapping[str, Any], table: str, names: set[str], path: tuple[str | int, ...],
                    known: Mapping[str, tuple[str, Any]]) -> Iterator[Fault]:
        head = f"tabel «{table}», aturan «{rule.get('code', '?')}»"
        for key in ("code", "field", "holds", "message", "cure"):
            if not rule.get(key):
                yield self.at(f"{head}: «{key}» wajib ada", *path)
        if str(rule.get("field")) not in names:
            yield self.at(f"{head}: menyalahkan «{rule.get('field')}» yang tidak ada", *path, "field")
        try:
            holds = parse(rule.get("holds"))
            missing = refs(holds) - names
        except ValueError as fault:
            yield self.at(f"{head}: {fault}", *path, "holds")
        else:
            if missing:
                yield self.at(f"{head}: menyebut yang tidak ada: {', '.join(sorted(missing))}", *path, "holds")
            choices = {name: own for name, (_, own) in known.items() if isinstance(own, list)}
            for misfit in misfits(holds, {name: kind for name, (kind, _) in known.items()}, choices):
                yield self.at(f"{head}: {misfit}", *path, "holds")

    def question_faults(self, codes: set[str]) -> Iterator[Fault]:
        seen: set[tuple[str, str]] = set()
        for line, q in self.questions:
            head = f"pertanyaan «{q.get('id', '')}»"
            if q.get("table") not in codes:
                yield Fault(QUESTIONS, line, f"{head}: tabel «{q.get('table')}» tidak ada pada {self.file}")
            if q.get("kind") not in _KINDS:
                yield Fault(QUESTIONS, line, f"{head}: jenis «{q.get('kind')}» tidak dikenal")
            if q.get("choices") and q["choices"] not in self.lists:
                yield Fault(QUESTIONS, line, f"{head}: daftar pilihan «{q['choices']}» tidak ada pada {self.file}")
            if q.get("kind") == "choice" and not q.get("choices"):
                yield Fault(QUESTIONS, line, f"{head}: jenis choice tanpa daftar pilihan")
            if q.get("required") not in ("ya", "tidak", ""):
                yield Fault(QUESTIONS, line, f"{head}: kolom «required» berisi ya atau tidak")
            if not q.get("label") or not q.get("source"):
                yield Fault(QUESTIONS, line, f"{head}: label dan sumber wajib ada")
            if len(q.get("help", "")) > LONGEST_PROMPT:
                yield Fault(QUESTIONS, line, f"{head}: petunjuk melebihi {LONGEST_PROMPT} huruf")
            key = (q.get("table", ""), q.get("id", ""))
            if key in seen:
                yield Fault(QUESTIONS, line, f"{head}: kode dipakai dua kali")
            seen.add(key)
