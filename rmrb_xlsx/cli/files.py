"""`periksa`: files read and judged, nothing recorded."""

from __future__ import annotations

from pathlib import Path

import click

from rmrb_xlsx.cli.words import print_json
from rmrb_xlsx.read.limits import LIMITS, WORDS
from rmrb_xlsx.rounds.desk import Desk, Inspection, open_desk
from rmrb_xlsx.rounds.report import periksa_json
from rmrb_xlsx.spec.grouping import Group, grouped

SHOWN = 15
_OUTCOMES = {"accepted": "DITERIMA", "quarantined": "DIKARANTINA", "rejected": "DITOLAK"}
_HEADINGS = {"error": "PERBAIKI INI DULU", "warning": "PERIKSA JUGA", "info": "CATATAN"}
_COUNTED = {"error": "kesalahan", "warning": "peringatan", "info": "catatan"}
FILES = click.argument("files", nargs=-1, required=True, metavar="BERKAS...", type=click.Path(path_type=Path))
PACKS = click.option("--paket", "packs", multiple=True, metavar="FOLDER", help="Paket tambahan di luar yang disertakan.")


def _limits(ctx: click.Context, _option: click.Parameter, wanted: bool) -> None:
    """Prints the table of limits and ends."""
    if wanted and not ctx.resilient_parsing:
        for name, value in LIMITS._asdict().items():
            click.echo(f"{name:16} {f'{value:,}'.replace(',', '.'):>14}  {WORDS[name]}")
        ctx.exit(0)


@click.command()
@FILES
@PACKS
@click.option("--json", "as_json", is_flag=True, help="Keluaran untuk program lain.")
@click.option("--nilai", "with_values", is_flag=True, help="Sertakan setiap sel isian beserta nilainya (dengan --json).")
@click.option("--batas", is_flag=True, is_eager=True, expose_value=False, callback=_limits, help="Tampilkan semua batas pembacaan.")
def periksa(files: tuple[Path, ...], packs: tuple[str, ...], as_json: bool, with_values: bool) -> int:
    """Baca dan periksa BERKAS kembali (atau arsip .zip berisi berkas), tanpa mencatat apa pun."""
    for path in files:
        _refuse_missing(path)
    with open_desk(*packs) as desk:
        inspections = [one for path in files for one in desk.inspect_file(path)]
    if as_json:
        print_json(periksa_json(inspections, with_values))
    else:
        for one in inspections:
            _tell(one)
    return exit_code(inspections)


def _refuse_missing(path: Path) -> None:
    if path.is_dir():
        raise click.UsageError(f"«{path}» adalah folder; sebutkan berkasnya.")
    if not path.exists():
        raise click.UsageError(f"Berkas «{path}» tidak ada. Periksa nama dan foldernya.")
    if not path.is_file():
        raise click.UsageError(f"«{path}» bukan berkas biasa.")


def inspect_path(desk: Desk, path: Path) -> Inspection:
    """A file of the command line, inspected; one that is not there is a click error."""
    _refuse_missing(path)
    return desk.inspect_file(path)[0]


def exit_code(inspections: list[Inspection]) -> int:
    """3 when a file was refused or quarantined, 1 when data has errors, else 0."""
    if any(i.submission.outcome != "accepted" for i in inspections):
        return 3
    return 1 if any(f.severity == "error" for i in inspections for f in i.findings) else 0


def _tell(one: Inspection) -> None:
    identity = one.submission.identity
    counts = ", ".join(f"{n} {word}" for level, word in _COUNTED.items() if (n := sum(f.severity == level for f in one.findings)))
    click.echo(f"{one.file}: {_OUTCOMES[one.submission.outcome]}"
               + (f" - {identity.agency}, {identity.period} {identity.year}" if identity else "")
               + (" - LENGKAP" if one.complete else "") + (f" - {counts}" if counts else ""))
    groups = grouped(one.findings)
    for level, heading in _HEADINGS.items():
        own = [g for g in groups if g.severity == level]
        if own:
            click.echo(f"  {heading}")
        for number, group in enumerate(own[:SHOWN], start=1):
            _tell_group(number, group)
        if len(own) > SHOWN:
            click.echo(f"   ... dan {len(own) - SHOWN} macam lagi (semua ada dengan --json).")


def _tell_group(number: int, group: Group) -> None:
    click.echo(f"   {number}. [{group.title}] {group.message}")
    if len(group.cells) > 1:
        click.echo(f"      Sel: {group.places}")
