"""A bounded streaming XML reader: namespaces reduced to local names, no document types, depth and attributes counted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.parsers import expat

from rmrb_xlsx.errors import FileRefused
from rmrb_xlsx.read.limits import LIMITS, Limits

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Walker:
    """Subclass it: `start(name, attributes)`, `end(name)`, and `text` collects character data while `keep` is true."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self.limits = limits
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
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = _no_doctype
        parser.EntityDeclHandler = _no_doctype
        try:
            parser.Parse(data, True)
        except (expat.ExpatError, ValueError, LookupError, UnicodeError):
            raise FileRefused("berkas-rusak", sebab="susunan XML rusak") from None

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > self.limits.xml_depth:
            raise FileRefused("melebihi-batas", sebab="susunan terlalu dalam")
        if len(attributes) > self.limits.xml_attributes:
            raise FileRefused("melebihi-batas", sebab="terlalu banyak atribut")
        self.start(name.rpartition("}")[2], {k.rpartition("}")[2]: v for k, v in attributes.items()})

    def _end(self, name: str) -> None:
        self.depth -= 1
        self.end(name.rpartition("}")[2])

    def _characters(self, text: str) -> None:
        if self.keep:
            self._length += len(text)
            if self._length > self.limits.text_length:
                raise FileRefused("melebihi-batas", sebab="satu teks terlalu panjang")
            self._text.append(text)


def _no_doctype(*_: object) -> None:
    raise FileRefused("berkas-berbahaya", sebab="berkas memuat definisi dokumen (DTD)")


def refuse_doctype(data: bytes) -> None:
    """FileRefused when a part that is not parsed holds a document type, in any common encoding."""
    head = data[:4096].replace(b"\0", b"")
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        _no_doctype()


def unescape(text: str) -> str:
    """`_x000D_` and its like decoded; half of a surrogate pair stays as written."""
    if "_x" not in text:
        return text
    return _ESCAPE.sub(lambda m: m[0] if 0xD800 <= int(m[1], 16) <= 0xDFFF else chr(int(m[1], 16)), text)
