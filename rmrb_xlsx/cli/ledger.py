"""`buku`: is the ledger sound, and a copy of all of it."""

from __future__ import annotations

from pathlib import Path

import click


@click.group()
def buku() -> None:
    """Periksa dan cadangkan buku (rmrb.db) beserta berkas asli."""


@buku.command("periksa")
@click.pass_obj
def check_ledger(folder: Path) -> int:
    """Periksa keutuhan buku, hitung ulang sidik setiap berkas asli, dan cari berkas yang tidak tercatat."""
    from rmrb_xlsx.rounds.keeping import examine  # noqa: PLC0415
    from rmrb_xlsx.rounds.workplace import open_workplace  # noqa: PLC0415
    with open_workplace(folder) as place:
        report = examine(place)
    for fault in report.faults:
        click.echo(f"RUSAK {fault}")
    end = f"{len(report.faults)} kerusakan." if report.faults else "Buku utuh."
    click.echo(f"{report.files} berkas asli ({report.size} bita) dihitung ulang, {report.submissions} kiriman, "
               f"{report.decisions} keputusan. {end}")
    return 1 if report.faults else 0


@buku.command("cadangkan")
@click.argument("target", metavar="TUJUAN", type=click.Path(path_type=Path, file_okay=False))
@click.pass_obj
def back_up(folder: Path, target: Path) -> int:
    """Salin buku, berkas asli, pengaturan, dan Kendali.xlsx ke folder TUJUAN. Diulang hanya menambah yang baru."""
    from rmrb_xlsx.rounds.keeping import back_up as copy_all  # noqa: PLC0415
    from rmrb_xlsx.rounds.workplace import open_workplace  # noqa: PLC0415
    with open_workplace(folder) as place:
        count = copy_all(place, target)
    click.echo(f"Cadangan di «{target}»: buku dan {count} berkas asli. Kunci identitas tidak ikut disalin; simpan sendiri di tempat aman.")
    return 0
