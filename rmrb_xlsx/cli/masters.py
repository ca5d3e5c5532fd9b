"""The verbs that build workbooks for the office and its heads: `gabung lapor`."""

from __future__ import annotations

from pathlib import Path

import click


def _beside(path: Path, wanted: Path) -> None:
    """Says so when the workbook had to be written beside the one that is open."""
    if path != wanted:
        click.echo(f"«{wanted.name}» sedang terbuka di program lain, maka buku yang baru disimpan di sebelahnya: {path}", err=True)


@click.command()
@click.option("--riwayat", "earlier", multiple=True, metavar="FOLDER", type=click.Path(path_type=Path, file_okay=False, exists=True),
              help="Folder kerja putaran terdahulu, untuk realisasi tahun lalu dan indeks terakhir (boleh diulang).")
@click.pass_obj
def gabung(folder: Path, earlier: tuple[Path, ...]) -> int:
    """Buat buku induk di «4 Induk» dari kiriman terbaru yang diterima."""
    from rmrb_xlsx.rounds.master import consolidate, master_path  # noqa: PLC0415
    from rmrb_xlsx.rounds.prefill import last_round  # noqa: PLC0415
    from rmrb_xlsx.rounds.workplace import open_workplace  # noqa: PLC0415
    with open_workplace(folder) as place:
        path, wanted = consolidate(place, earlier=[last_round(one, folder) for one in earlier]), master_path(place)
    _beside(path, wanted)
    click.echo(f"Buku induk: {path}")
    return 0


@click.command()
@click.pass_obj
def lapor(folder: Path) -> int:
    """Buat laporan siap cetak di «4 Induk»: ringkasan bagi pimpinan dan lembar rekomendasi tiap Perangkat Daerah."""
    from rmrb_xlsx.rounds.workplace import open_workplace  # noqa: PLC0415
    from rmrb_xlsx.rounds.yearend import report, report_path  # noqa: PLC0415
    with open_workplace(folder) as place:
        path, wanted = report(place), report_path(place)
    _beside(path, wanted)
    click.echo(f"Laporan: {path}")
    return 0
