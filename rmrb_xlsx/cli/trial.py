"""`coba`: the whole main job, simulated."""

from __future__ import annotations

from pathlib import Path

import click

from rmrb_xlsx.folder import layout


@click.command()
@click.argument("target", metavar="FOLDER", type=click.Path(path_type=Path, file_okay=False))
@click.option("--paket", default=None, help="Nama atau folder paket (bawaan: paket pertama yang disertakan).")
@click.option("--tahun", type=int, help="Tahun pelaporan (bawaan: tahun tengah paket).")
@click.option("--periode", default="tahunan", help="Periode (bawaan: tahunan).")
@click.option("--benih", "seed", type=int, default=1, help="Benih simulasi; benih sama, hasil sama (bawaan: 1).")
def coba(target: Path, paket: str | None, tahun: int | None, periode: str, seed: int) -> int:
    """Jalankan seluruh alur di FOLDER baru: formulir, berkas kembali simulasi, penerimaan, buku induk."""
    from rmrb_xlsx.rounds.trial import run_trial  # noqa: PLC0415
    from rmrb_xlsx.spec.load import known_packs, load_pack  # noqa: PLC0415
    paket = paket or known_packs()[0]
    pack = load_pack(paket)
    trial = run_trial(target, paket, tahun or pack.years[len(pack.years) // 2], periode, seed, click.echo)
    click.echo("Selesai. Yang dapat dibuka:")
    click.echo(f"  Buku induk           : {trial.master}")
    click.echo(f"  Laporan              : {trial.report}")
    click.echo(f"  Formulir             : {target / layout.FORMS}")
    click.echo(f"  Berkas perbaikan     : {target / layout.REPAIRS}")
    click.echo(f"  Berkas kembali       : {target / layout.INBOX}")
    click.echo(f"  Siapa sampai mana    : rmrb -C \"{target}\" status")
    return 0
