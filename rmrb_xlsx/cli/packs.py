"""`paket`: what a pack holds, and whether it is sound."""

from __future__ import annotations

from pathlib import Path

import click

from rmrb_xlsx.cli.words import print_json
from rmrb_xlsx.errors import UsageError
from rmrb_xlsx.explain.dictionary import dictionary
from rmrb_xlsx.spec.contents import contents
from rmrb_xlsx.spec.lint import inspect_pack
from rmrb_xlsx.spec.load import copy_pack, load_pack
from rmrb_xlsx.spec.pack import Decision, Pack
from rmrb_xlsx.spec.packfiles import Fault
from rmrb_xlsx.spec.quotes import source_faults

SEVERITIES = ("tinggi", "sedang", "rendah")


@click.group()
def paket() -> None:
    """Periksa dan tampilkan paket peraturan."""


@paket.command("periksa")
@click.argument("name", metavar="PAKET")
@click.option("--sumber", "text", type=click.Path(path_type=Path, dir_okay=False), metavar="BERKAS",
              help="Teks peraturan (.txt): setiap kutipan angka dicocokkan dengan barisnya.")
@click.option("--json", "as_json", is_flag=True, help="Keluaran untuk program lain.")
def lint_pack(name: str, text: Path | None, as_json: bool) -> int:
    """Cari semua kesalahan dalam PAKET, lalu sebutkan pertentangan peraturan beserta bacaan yang dipilih."""
    found, faults = inspect_pack(name)
    pack = found.pack
    if pack and text:
        faults += sorted(source_faults(pack, _read(text)))
    if as_json:
        print_json({"schema": "rmrb.paket-periksa/1", "faults": [{"file": f.file, "line": f.line or None, "message": f.what}
                                                                 for f in faults],
                    "decisions": contents(pack)["decisions"] if pack else []})
    else:
        _tell(pack, faults)
    return 1 if faults else 0


def _tell(pack: Pack | None, faults: list[Fault]) -> None:
    for fault in faults:
        click.echo(f"KESALAHAN {fault}")
    click.echo(f"{len(faults)} kesalahan.")
    if pack is None:
        return
    for severity in SEVERITIES:
        for d in (one for one in pack.decisions if one.severity == severity):
            click.echo(f"\nPERTENTANGAN {d.id} [{d.severity}{_affected(d)}] {d.question}")
            for r in (one for one in pack.readings if one.decision == d.id):
                click.echo(f"  {'>' if r.id == d.chosen else ' '} {r.id}: {r.text} ({r.source})")
            click.echo(f"    Alasan: {d.reason}" if d.chosen else "    BELUM DIPUTUSKAN: isi kolom chosen pada decisions.csv.")
    counts = ", ".join(f"{sum(d.severity == s for d in pack.decisions)} {s}" for s in SEVERITIES)
    click.echo(f"\n{len(pack.decisions)} pertentangan ({counts}). Tanda > adalah bacaan yang dipakai; ubah kolom «chosen» "
               "pada decisions.csv untuk memakai bacaan lain.")


def _affected(decision: Decision) -> str:
    return ": " + ", ".join(decision.affects) if decision.affects else ""


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as missing:
        raise UsageError(f"Berkas «{path}» tidak ada. Periksa nama dan foldernya.") from missing
    except UnicodeDecodeError as fault:
        raise UsageError(f"Berkas «{path}» bukan teks UTF-8. Simpan ulang sebagai UTF-8.") from fault


@paket.command("isi")
@click.argument("name", metavar="PAKET")
@click.option("--json", "as_json", is_flag=True, help="Keluaran untuk program lain (selalu JSON).")
def show_pack(name: str, as_json: bool) -> int:
    """Tampilkan seluruh isi PAKET sebagai satu objek JSON."""
    del as_json
    print_json(contents(load_pack(name)))
    return 0


@paket.command("kamus")
@click.argument("name", metavar="PAKET")
@click.option("--tahun", "year", type=int, metavar="TAHUN", help="Tahun contoh dan target (bawaan: tahun terakhir paket).")
def dictionary_of_pack(name: str, year: int | None) -> int:
    """Tampilkan kamus data PAKET (Markdown): setiap kolom isian, pilihan, aturan dalam kata-kata, dan contohnya."""
    pack = load_pack(name)
    if year is not None and year not in pack.years:
        raise UsageError(f"Tahun {year} di luar masa paket ({pack.years[0]}-{pack.years[-1]}).")
    click.echo(dictionary(pack, year or pack.years[-1]), nl=False)
    return 0


@paket.command("salin")
@click.argument("name", metavar="PAKET")
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path, file_okay=False))
@click.option("--id", "new_id", required=True, metavar="KODE", help="Kode paket baru: huruf kecil, angka, tanda hubung.")
def copy_of_pack(name: str, folder: Path, new_id: str) -> int:
    """Salin PAKET ke FOLDER baru sebagai titik tolak paket sendiri."""
    copy_pack(name, folder, new_id)
    click.echo(f"Paket {new_id} ada di {folder}. Ubah berkas-berkasnya, lalu jalankan: rmrb paket periksa {folder}")
    return 0
