"""`paket`: what a pack holds, and whether it is sound."""

from __future__ import annotations

import click

from rmrb_xlsx.cli.words import print_json
from rmrb_xlsx.spec.contents import contents
from rmrb_xlsx.spec.lint import lint
from rmrb_xlsx.spec.load import load_pack


@click.group()
def paket() -> None:
    """Periksa dan tampilkan paket peraturan."""


@paket.command("periksa")
@click.argument("name", metavar="PAKET")
def lint_pack(name: str) -> int:
    """Cari kesalahan dalam PAKET, lalu sebutkan pertentangan peraturan yang sudah diputuskan."""
    pack = load_pack(name)
    faults = lint(pack)
    for fault in faults:
        click.echo(f"KESALAHAN {fault}")
    click.echo(f"{len(faults)} kesalahan.")
    for d in pack.decisions:
        click.echo(f"KEPUTUSAN {d.id} [{d.severity}] {d.question} Dipilih: {d.chosen}. {d.reason}")
    click.echo(f"{len(pack.decisions)} keputusan atas pertentangan.")
    return 1 if faults else 0


@paket.command("isi")
@click.argument("name", metavar="PAKET")
@click.option("--json", "as_json", is_flag=True, help="Keluaran untuk program lain (selalu JSON).")
def show_pack(name: str, as_json: bool) -> int:
    """Tampilkan seluruh isi PAKET sebagai satu objek JSON."""
    del as_json
    print_json(contents(load_pack(name)))
    return 0
