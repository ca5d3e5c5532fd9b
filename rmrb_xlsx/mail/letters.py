"""Letter texts of a pack (`surat/*.txt`): first line `Subjek: ...`, an empty line, then the letter. Staff may edit them, so they
are rendered in Jinja2's sandbox, where an unknown name is an error and not a hole. Plain text is the letter; HTML is its simple twin."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from rmrb_xlsx.errors import PackError
from rmrb_xlsx.mail.words import one_line

FOLDER = "surat"
LETTERS = ("pengantar", "pengingat", "tanda_terima", "perbaikan", "tolakan")


@dataclass(frozen=True, slots=True)
class Letter:
    """A rendered letter."""

    subject: str
    text: str
    html: str


def render(pack_folder: Path, name: str, words: Mapping[str, object]) -> Letter:
    """The letter `name` of a pack with `words` filled in. PackError names the file and what is wrong with it."""
    path = pack_folder / FOLDER / f"{name}.txt"
    where = f"{FOLDER}/{path.name}"
    try:
        source = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise PackError([f"{where}: naskah surat tidak ada atau tidak dapat dibaca."]) from None
    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True)
    try:
        text = environment.from_string(source).render(dict(words))
    except TemplateError as fault:
        line = getattr(fault, "lineno", None)
        raise PackError([f"{where}{f', baris {line}' if line else ''}: {fault}."]) from None
    head, _, body = text.strip().partition("\n")
    label, _, subject = head.partition(":")
    if label.strip().casefold() != "subjek" or not subject.strip():
        raise PackError([f"{where}, baris 1: harus berbunyi «Subjek: ...»."])
    tidy = _tidy(body)
    return Letter(one_line(subject), tidy, to_html(tidy))


def _tidy(body: str) -> str:
    lines = [line.rstrip() for line in body.strip().splitlines()]
    kept = [line for at, line in enumerate(lines) if line or (at and lines[at - 1])]
    return "\n".join(kept) + "\n"


def to_html(text: str) -> str:
    """The simple twin: paragraphs, and lists where lines start with `- ` or a number and a dot. Nothing of the text is markup."""
    blocks = (b.splitlines() for b in text.strip().split("\n\n"))
    body = "\n".join(part for block in blocks for part in _block(block))
    return ('<!DOCTYPE html>\n<html lang="id"><head><meta charset="utf-8"></head>\n<body style="font-family: sans-serif">\n'
            f"{body}\n</body></html>\n")


def _block(lines: list[str]) -> Iterator[str]:
    run: list[str] = []
    kind = ""
    for line in [*lines, ""]:
        bullet, number = line.startswith("- "), line.split(". ", 1)[0].isdigit()
        now = "ul" if bullet else "ol" if number else "li" if line.startswith("  ") and kind in ("ul", "ol") else "p" if line else ""
        if now == "li":
            run[-1] += "<br>" + html.escape(line.strip())
            continue
        if now != kind and run:
            yield _wrapped(kind, run)
            run = []
        kind = now
        if now:
            run.append(html.escape(line[2:] if bullet else line.split(". ", 1)[1] if number and ". " in line else line))
    return


def _wrapped(kind: str, run: list[str]) -> str:
    if kind == "p":
        return "<p>" + "<br>\n".join(run) + "</p>"
    return f"<{kind}>" + "".join(f"\n<li>{item}</li>" for item in run) + f"\n</{kind}>"
