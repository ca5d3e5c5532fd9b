"""`nilai`: scores of returned files; nothing recorded."""

from __future__ import annotations

from pathlib import Path

import click

from rmrb_xlsx.cli.files import FILES, PACKS, exit_code, inspect_path
from rmrb_xlsx.cli.words import print_json
from rmrb_xlsx.rounds.desk import open_desk
from rmrb_xlsx.rounds.scoring import nilai_json
from rmrb_xlsx.rounds.wording import explain


@click.command()
@FILES
@PACKS
@click.option("--json", "as_json", is_flag=True, help="Keluaran untuk program lain.")
@click.option("--jelaskan", "in_words", is_flag=True, help="Terangkan hitungannya langkah demi langkah.")
def nilai(files: tuple[Path, ...], packs: tuple[str, ...], as_json: bool, in_words: bool) -> int:
    """Hitung nilai KKE, capaian indikator, dan indeks survei dari BERKAS kembali."""
    with open_desk(*packs) as desk:
        inspections = [inspect_path(desk, path) for path in files]
    readable = [i for i in inspections if i.checked is not None]
    if as_json:
        print_json(nilai_json(readable))
    else:
        for one in readable:
            for line in explain(one, in_words):
                click.echo(line)
    for one in inspections:
        if one.checked is None:
            click.echo(f"{one.file}: tidak dapat dinilai. {one.findings[0].message if one.findings else ''}", err=True)
    return exit_code(inspections) if len(readable) < len(inspections) else 0
