"""A bounded streaming XML reader: namespaces reduced to local names, no document types, depth, attributes and elements counted."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from xml.parsers import expat

from rmrb_xlsx.errors import FileRefused
from rmrb_xlsx.read.limits import LIMITS, Limits

_ESCAPE = re.compile(r"_x([Dd][89ABab][0-9A-Fa-f]{2})__x([Dd][C-Fc-f][0-9A-Fa-f]{2})_|_x([0-9A-Fa-f]{4})_")
_BROKEN = (expat.ExpatError, ValueError, LookupError, UnicodeError)
_HEAD = 64 * 1024
_WIDE = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"), (b"<\0?\0", "utf-16-le"), (b"\0<\0?", "utf-16-be"))


class Budget:
    """Elements still allowed in one workbook, shared by all its parts."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self.left = limits.xml_elements

    def spend(self, count: int) -> None:
        """FileRefused when nothing is left."""
        self.left -= count
        if self.left < 0:
            raise FileRefused("melebihi-batas", sebab="terlalu banyak unsur")


class Walker:
    """Subclass it: `start(name, attributes)`, `end(name)`, and `text` collects character data while `keep` is true."""

    def __init__(self, limits: Limits = LIMITS, budget: Budget | None = None) -> None:
        self.limits = limits
        self.budget = budget or Budget(limits)
        self.depth = 0
        self.keep = False
        self._text: list[str] = []
        self._length = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins; `name` and attribute names are local names."""

    def end(self, name: str) -> None:
        """An element ends."""

    def take_text(self) -> str:
        """The text collected since the last take."""
        text = "".join(self._text)
        self._text.clear()
        self._length = 0
        return text

    def walk(self, data: bytes) -> None:
        """Reads the whole part. FileRefused for malformed XML, a document type, or a broken limit."""
        text, encoding = utf8(data)
        self.budget.spend(text.count(b"<") - text.count(b"</"))
        parser = _parser(encoding)
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        try:
            parser.Parse(text, True)
        except _BROKEN:
            raise FileRefused("berkas-rusak", sebab="susunan XML rusak") from None

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > self.limits.xml_depth:
            raise FileRefused("melebihi-batas", sebab="susunan terlalu dalam")
        if len(attributes) > self.limits.xml_attributes:
            raise FileRefused("melebihi-batas", sebab="terlalu banyak atribut")
        for key in attributes:
            if "}" in key:
                attributes = {k.rpartition("}")[2]: v for k, v in attributes.items()}
                break
        self.start(name.rpartition("}")[2], attributes)

    def _end(self, name: str) -> None:
        self.depth -= 1
        self.end(name.rpartition("}")[2])

    def _characters(self, text: str) -> None:
        if self.keep:
            self._length += len(text)
            if self._length > self.limits.text_length:
                raise FileRefused("melebihi-batas", sebab="satu teks terlalu panjang")
            self._text.append(text)


def _parser(encoding: str | None) -> expat.XMLParserType:
    parser = expat.ParserCreate(encoding, "}")
    parser.StartDoctypeDeclHandler = _no_doctype
    parser.EntityDeclHandler = _no_doctype
    return parser


def _no_doctype(*_: object) -> None:
    raise FileRefused("berkas-berbahaya", sebab="berkas memuat definisi dokumen (DTD)")


def utf8(data: bytes) -> tuple[bytes, str | None]:
    """UTF-16 turned into UTF-8 and its name; anything else as it is (expat knows the rest, or refuses)."""
    for mark, name in _WIDE:
        if data.startswith(mark):
            try:
                return data.decode(name).lstrip("\ufeff").encode("utf-8"), "utf-8"
            except UnicodeError:
                raise FileRefused("berkas-rusak", sebab="susunan XML rusak") from None
    return data, None


class _Begun(Exception):
    """The first element was reached."""


def refuse_doctype(data: bytes, *, strict: bool = True) -> None:
    """FileRefused when a part holds a document type, in any encoding expat reads: fed up to the first element, where alone
    it may stand. `strict`: also for a head that is no XML."""
    text, encoding = utf8(data)
    parser = _parser(encoding)

    def begun(*_: object) -> None:
        raise _Begun
    parser.StartElementHandler = begun
    try:
        for at in range(0, len(text), _HEAD):
            parser.Parse(text[at: at + _HEAD], at + _HEAD >= len(text))
    except _Begun:
        return
    except _BROKEN:
        if strict:
            raise FileRefused("berkas-rusak", sebab="susunan XML rusak") from None
        if b"<!DOCTYPE" in text[:_HEAD] or b"<!ENTITY" in text[:_HEAD]:
            _no_doctype()


def unescape(text: str) -> str:
    """`_x000D_` and its like decoded, pairs of surrogates joined; half of a pair stays as written."""
    if "_x" not in text:
        return text
    return _ESCAPE.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    if match[1]:
        return chr(0x10000 + ((int(match[1], 16) - 0xD800) << 10) + int(match[2], 16) - 0xDC00)
    code = int(match[3], 16)
    return match[0] if 0xD800 <= code <= 0xDFFF else chr(code)
