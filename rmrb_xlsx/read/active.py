"""The inventory of active content: what makes a file wait for a person. Nothing here is opened, run or followed.

Three witnesses for a package: part names, content types, relationship types; one for formulas wherever they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from rmrb_xlsx.read.gate import Parts
from rmrb_xlsx.read.xml import Walker

MACRO, OLD_MACRO, EXTERNAL, DDE = "makro", "makro lama (XLM)", "tautan ke berkas luar", "tautan DDE"
CONNECTION, QUERY, OBJECT, CONTROL = "sambungan data luar", "kueri data luar", "objek tertanam", "kendali ActiveX"
FORMULA, HIDDEN, REFERENCE = "rumus berbahaya", "lembar yang sengaja disembunyikan", "rujukan ke luar berkas"
_NAMES = (
    ("vbaproject", MACRO), ("/macrosheets/", OLD_MACRO), ("/dialogsheets/", "lembar dialog"), ("/externallinks/", EXTERNAL),
    ("/connections.", CONNECTION), ("/querytables/", QUERY), ("/embeddings/", OBJECT), ("oleobject", OBJECT),
    ("/activex/", CONTROL), ("customui/", "menu buatan"), ("/webextensions/", "tambahan web"), ("xl/model/", "model data"),
    ("/basic/", MACRO), ("/scripts/", MACRO), ("/object ", OBJECT),
)
_TYPES = (
    ("vbaproject", MACRO), ("macroenabled", MACRO), ("macrosheet", OLD_MACRO), ("dialogsheet", "lembar dialog"), ("externallink", EXTERNAL),
    ("connections", CONNECTION), ("querytable", QUERY), ("oleobject", OBJECT), ("activex", CONTROL), ("/control", CONTROL),
    ("relationships/package", OBJECT), ("ui/extensibility", "menu buatan"), ("webextension", "tambahan web"),
    ("powerpivotdata", "model data"), ("attachedtoolbars", "menu buatan"),
)
_TEXTS = re.compile(r'"(?:[^"]|"")*"')
_DANGEROUS = re.compile(r"\bDDE(AUTO)?\s*\(|WEBSERVICE\s*\(|\bCALL\s*\(|\bREGISTER(\.ID)?\s*\(|\bEXEC\s*\(|FILTERXML\s*\(|\bRTD\s*\(|"
                        r"SQL\.REQUEST|\bIMAGE\s*\(|\bEVALUATE\s*\(|\bHALT\s*\(|[\w.)'\]]\s*\|\s*['\w]", re.IGNORECASE)
_ELSEWHERE = re.compile(r"\[(?:\d+|[^\[\]]*\.(?:xl\w{1,3}|ods|csv)|(?:https?|file|ftp)[^\[\]]*)\]|"
                        r"'(?:file|https?|ftp):[^']*'\s*#|\\\\[\w.]+\\", re.IGNORECASE)
_LINK = re.compile(r"HYPERLINK\s*\(\s*(?!\"#)", re.IGNORECASE)
_ONE_DIGIT = str.maketrans("123456789", "000000000")
_DOTTED = re.compile(r"^(?:msoxl|of|oooc):=?", re.IGNORECASE)


def in_formula(text: str) -> str | None:
    """Why a formula may not be accepted unseen, or None. A link within the workbook (`HYPERLINK("#...`) is fine."""
    return _in_shape(text.translate(_ONE_DIGIT))


@lru_cache(maxsize=1024)
def _in_shape(text: str) -> str | None:
    """The same for a formula in which every digit is 0: a form has thousands of formulas and few shapes, and none of these
    tests tells one digit from another."""
    if _LINK.search(text):
        return FORMULA
    bare = _TEXTS.sub('""', _DOTTED.sub("", text))
    if _DANGEROUS.search(bare):
        return FORMULA
    return EXTERNAL if _ELSEWHERE.search(bare) else None


def in_name(name: str, text: str) -> str | None:
    """The same for a defined name; names that run by themselves are macros."""
    bare = re.sub(r"[^a-z]", "", name.casefold().removeprefix("_xlnm."))
    if bare.startswith(("autoopen", "autoclose", "autoactivate", "autodeactivate")):
        return OLD_MACRO
    return in_formula(text)


class _Types(Walker):
    """Content types, and relationships as (type, target, external)."""

    def __init__(self) -> None:
        super().__init__()
        self.types: list[str] = []
        self.links: list[tuple[str, bool]] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "Relationship":
            self.links.append((attributes.get("Type", ""), attributes.get("TargetMode", "").casefold() == "external"))
        elif name in ("Default", "Override"):
            self.types.append(attributes.get("ContentType", ""))


def inventory(parts: Parts) -> tuple[str, ...]:
    """Indonesian words for the active content of a package, by its parts and what they are declared to be."""
    found = [word for name in parts.data for mark, word in _NAMES if mark in "/" + name.casefold()]
    for name, data in parts.data.items():
        lowered = name.casefold()
        if lowered.endswith(".rels") or lowered == "[content_types].xml":
            walker = _Types()
            walker.walk(data)
            found += _typed(walker.types)
            found += _typed([kind for kind, _ in walker.links])
            found += [REFERENCE for kind, external in walker.links if external and not kind.casefold().endswith("/hyperlink")
                      and not any(mark in kind.casefold() for mark, _ in _TYPES)]
        elif "/externallinks/" in "/" + lowered and b"ddeLink" in data.replace(b"\0", b""):
            found.append(DDE)
    return tuple(dict.fromkeys(found))


def _typed(kinds: Iterable[str]) -> list[str]:
    return [word for kind in kinds for mark, word in _TYPES if mark in kind.casefold()]
