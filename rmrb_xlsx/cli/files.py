"""`periksa`: files read and judged, nothing recorded."""

from __future__ import annotations

from pathlib import Path

import click

from rmrb_xlsx.cli.words import print_json
from rmrb_xlsx.findings import CODES
from rmrb_xlsx.rounds.desk import Desk, Inspection, open_desk
from rmrb_xlsx.rounds.report import periksa_json

SHOWN = 40
_OUTCOMES = {"accepted": "DITERIMA", "quarantined": "DIKARANTINA", "rejected": "DITOLAK"}
_SEVERITIES = {"error": "KESALAHAN", "warning": "PERINGATAN", "info": "CATATAN"}
FILES = click.argument("files", nargs=-1, required=True, metavar="BERKAS...", type=click.Path(path_type=Path))
PACKS = click.option("--paket", "packs", multiple=True, metavar="FOLDER", help="Paket tambahan di luar yang disertakan.")


@click.command()
@FILES
@PACKS
@click.option("--json", "as_json", is_flag=True, help="Keluaran untuk program lain.")
@click.option("--nilai", "with_values", is_flag=True, help="Sertakan setiap sel isian beserta nilainya (dengan --json).")
def periksa(files: tuple[Path, ...], packs: tuple[str, ...], as_json: bool, with_values: bool) -> int:
    """Baca dan periksa BERKAS kembali, tanpa mencatat apa pun."""
    with open_desk(*packs) as desk:
        inspections = [inspect_path(desk, path) for path in files]
    if as_json:
        print_json(periksa_json(inspections, with_values))
    else:
        for one in inspections:
            _tell(one)
    return exit_code(inspections)


def inspect_path(desk: Desk, path: Path) -> Inspection:
    """A file of the command line, inspected; one that is not there is a click error."""
    if path.is_dir():
        raise click.UsageError(f"«{path}» adalah folder; sebutkan berkasnya.")
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise click.UsageError(f"Berkas «{path}» tidak ada.") from None
    return desk.inspect(path.as_posix(), data)


def exit_code(inspections: list[Inspection]) -> int:
    """3 when a file was refused or quarantined, 1 when data has errors, else 0."""
    if any(i.submission.outcome != "accepted" for i in inspections):
        return 3
    return 1 if any(f.severity == "error" for i in inspections for f in i.findings) else 0


def _tell(one: Inspection) -> None:
    identity = one.submission.identity
    click.echo(f"{one.file}: {_OUTCOMES[one.submission.outcome]}"
               + (f" - {identity.agency}, {identity.period} {identity.year}" if identity else "")
               + (" - LENGKAP" if one.complete else ""))
    for finding in one.findings[:SHOWN]:
        click.echo(f"  {_SEVERITIES[finding.severity]} [{CODES[finding.code].title}] {finding.message}")
    if len(one.findings) > SHOWN:
        click.echo(f"  ... dan {len(one.findings) - SHOWN} lagi (semua ada dengan --json).")
