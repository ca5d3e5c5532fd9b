"""Click's own words in Indonesian, and what every verb shares when it prints."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any

import click

_WORDS = {
    "Usage:": "Pemakaian:", "Options": "Pilihan", "Commands": "Perintah", "Show this message and exit.": "Tampilkan bantuan ini.",
    "Show the version and exit.": "Tampilkan versi.", "Missing command.": "Perintah belum disebut.",
    "No such command {name!r}.": "Perintah {name!r} tidak ada.", "No such option: {name}": "Pilihan {name} tidak ada.",
    "Missing parameter: {param_name}": "Belum disebut: {param_name}",
    "Missing option": "Pilihan belum disebut",
    "Missing argument": "Belum disebut", "Missing parameter": "Belum disebut", "required": "wajib",
    "default: {default}": "bawaan: {default}",
    "Got unexpected extra argument ({args})": "Ada kata berlebih ({args})",
    "Got unexpected extra arguments ({args})": "Ada kata berlebih ({args})",
    "Option {name!r} requires an argument.": "Pilihan {name!r} perlu isi.", "Invalid value: {message}": "Isi tidak sah: {message}",
    "Invalid value for {param_hint}: {message}": "Isi {param_hint} tidak sah: {message}", "Try '{command} {option}' for help.":
    "Lihat bantuan dengan: {command} {option}", "{value!r} is not a valid {number_type}.": "{value!r} bukan angka.",
    "{name} {filename!r} does not exist.": "{filename!r} tidak ada.", "Error: {message}": "Salah: {message}", "Arguments": "Isian",
    "{name} {filename!r} is a file.": "{filename!r} adalah berkas, bukan folder.",
    "{name} {filename!r} is a directory.": "{filename!r} adalah folder, bukan berkas.",
}


def translate_click() -> None:
    """Puts Indonesian words in place of click's own, in every module of click that asks for a translation."""
    def word(text: str) -> str:
        return _WORDS.get(text, text)

    def words(one: str, many: str, count: int) -> str:
        return _WORDS.get(one if count == 1 else many, one if count == 1 else many)
    for name, module in list(sys.modules.items()):
        if name.startswith("click.") and hasattr(module, "_"):
            vars(module)["_"] = word
        if name.startswith("click.") and hasattr(module, "ngettext"):
            vars(module)["ngettext"] = words


def print_json(data: Mapping[str, Any]) -> None:
    """Machine output: one object on standard output."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=1))
