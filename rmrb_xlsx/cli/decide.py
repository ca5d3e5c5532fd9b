"""`tetapkan` and `bandingkan`: an operator's recorded decisions, and what changed between two returns."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from rmrb_xlsx.cli.words import print_json
from rmrb_xlsx.spec.values import show_date

JSON = click.option("--json", "as_json", is_flag=True, help="Keluaran untuk program lain.")
FORM = click.option("--formulir", "form", metavar="KODE", help="Formulir (bawaan: formulir Perangkat Daerah).")
NUMBER = click.argument("number", metavar="NOMOR", type=int)
AGENCY = click.argument("agency", metavar="KODE")


def _author() -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    why = click.option("--alasan", "why", required=True, metavar="TEKS", help="Mengapa (wajib; tercatat).")
    who = click.option("--oleh", "who", metavar="NAMA", help="Siapa yang memutuskan (bawaan: pemakai komputer ini).")
    return lambda command: why(who(command))


def _by(who: str | None, why: str) -> Any:
    from rmrb_xlsx.rounds.decide import Author  # noqa: PLC0415
    return Author(who or getpass.getuser(), why)


def _tell(*decided: Any) -> int:
    for one in decided:
        revision = f" Menjadi revisi {one.revision}." if one.revision else ""
        click.echo(f"Keputusan nomor {one.number} dicatat: {one.words}.{revision}")
    return 0


@click.group()
def tetapkan() -> None:
    """Catat keputusan petugas. Setiap keputusan menyebut siapa dan mengapa; membatalkannya pun sebuah keputusan."""


@tetapkan.command("daftar")
@JSON
@click.pass_obj
def listing(folder: Path, as_json: bool) -> int:
    """Berkas yang menunggu keputusan, dan semua keputusan sampai kini."""
    from rmrb_xlsx.rounds.decisions import words_of  # noqa: PLC0415
    from rmrb_xlsx.rounds.workplace import open_workplace  # noqa: PLC0415
    with open_workplace(folder) as place:
        waiting, decisions = place.ledger.waiting(), place.ledger.decisions()
        first = {w["id"]: next((f["message"] for f in place.ledger.findings_of(w["id"])), "") for w in waiting}
    if as_json:
        print_json({"schema": "rmrb.tetapkan/1", "waiting": [
            {"number": w["id"], "file": w["file_name"], "agency": w["agency"], "form": w["form"], "reason": w["reason"],
             "sha256": w["sha256"], "message": first[w["id"]]} for w in waiting], "decisions": [
            {"number": d["id"], "kind": d["kind"], "target": d["target"], "who": d["who"], "at": d["at"], "why": d["why"],
             "holds": bool(d["holds"]), "words": words_of(d)} for d in decisions]})
        return 0
    for w in waiting:
        click.echo(f"MENUNGGU nomor {w['id']}: {w['file_name']} ({w['agency'] or 'tanpa identitas'}). {first[w['id']]}")
    for d in decisions:
        state = "" if d["holds"] or d["kind"] == "batalkan" else " [sudah dibatalkan]"
        click.echo(f"KEPUTUSAN nomor {d['id']}, {show_date(d['at'][:10])}, {d['who']}: {words_of(d)}. Alasan: {d['why']}{state}")
    click.echo(f"{len(waiting)} berkas menunggu, {len(decisions)} keputusan tercatat.")
    return 0


@tetapkan.command("terima")
@NUMBER
@click.option("--sebagai", "agency", metavar="KODE", help="Perangkat Daerah pemilik berkas, bila belum pasti.")
@FORM
@_author()
@click.pass_obj
def accept_file(folder: Path, number: int, agency: str | None, form: str | None, why: str, who: str | None) -> int:
    """Terima berkas karantina NOMOR, bila perlu sebagai milik Perangkat Daerah tertentu."""
    from rmrb_xlsx.rounds.decide import accept  # noqa: PLC0415
    from rmrb_xlsx.rounds.desk import open_desk  # noqa: PLC0415
    from rmrb_xlsx.rounds.workplace import open_workplace  # noqa: PLC0415
    with open_workplace(folder) as place, open_desk(place.settings.pack) as desk:
        return _tell(accept(place, desk, number, _by(who, why), agency=agency, form=form))


@tetapkan.command("tolak")
@NUMBER
@_author()
@click.pass_obj
def reject_file(folder: Path, number: int, why: str, who: str | None) -> int:
    """Tolak berkas karantina NOMOR."""
    from rmrb_xlsx.rounds.decide import reject  # noqa: PLC0415
    from rmrb_xlsx.rounds.workplace import open_workplace  # noqa: PLC0415
    with open_workplace(folder) as place:
        return _tell(reject(place, number, _by(who, why)))


@tetapkan.command("kecualikan")
@NUMBER
@_author()
@click.pass_obj
def exclude_file(folder: Path, number: int, why: str, who: str | None) -> int:
    """Jangan hitung kiriman NOMOR yang sudah diterima; revisi sebelumnya berlaku lagi."""
    from rmrb_xlsx.rounds.decide import exclude  # noqa: PLC0415
    from rmrb_xlsx.rounds.workplace import open_workplace  # noqa: PLC0415
    with open_workplace(folder) as place:
        return _tell(exclude(place, number, _by(who, why)))


@tetapkan.command("maklumi")
@AGENCY
@click.argument("cell", metavar="LEMBAR!SEL")
@FORM
@_author()
@click.pass_obj
def waive_finding(folder: Path, agency: str, cell: str, form: str | None, why: str, who: str | None) -> int:
    """Maklumi kesalahan pada satu sel isian Perangkat Daerah KODE, selama isinya tetap."""
    from rmrb_xlsx.rounds.decide import waive  # noqa: PLC0415
    from rmrb_xlsx.rounds.workplace import open_workplace  # noqa: PLC0415
    with open_workplace(folder) as place:
        return _tell(*waive(place, agency, cell, _by(who, why), form=form))


@tetapkan.command("perpanjang")
@AGENCY
@click.argument("day", metavar="TANGGAL")
@_author()
@click.pass_obj
def extend_deadline(folder: Path, agency: str, day: str, why: str, who: str | None) -> int:
    """Perpanjang batas kirim Perangkat Daerah KODE sampai TANGGAL."""
    from rmrb_xlsx.rounds.decide import extend  # noqa: PLC0415
    from rmrb_xlsx.rounds.workplace import open_workplace  # noqa: PLC0415
    with open_workplace(folder) as place:
        return _tell(extend(place, agency, day, _by(who, why)))


@tetapkan.command("buka")
@AGENCY
@FORM
@_author()
@click.pass_obj
def reopen_form(folder: Path, agency: str, form: str | None, why: str, who: str | None) -> int:
    """Buka kembali isian Perangkat Daerah KODE; formulir berisi semua jawabannya dibuat di «3 Perbaikan» oleh rmrb terima."""
    from rmrb_xlsx.rounds.decide import reopen  # noqa: PLC0415
    from rmrb_xlsx.rounds.workplace import open_workplace  # noqa: PLC0415
    with open_workplace(folder) as place:
        return _tell(reopen(place, agency, _by(who, why), form=form))


@tetapkan.command("batalkan")
@NUMBER
@_author()
@click.pass_obj
def undo_decision(folder: Path, number: int, why: str, who: str | None) -> int:
    """Batalkan keputusan NOMOR."""
    from rmrb_xlsx.rounds.decide import undo  # noqa: PLC0415
    from rmrb_xlsx.rounds.workplace import open_workplace  # noqa: PLC0415
    with open_workplace(folder) as place:
        return _tell(undo(place, number, _by(who, why)))


@click.command()
@AGENCY
@FORM
@click.option("--revisi", "revisions", type=int, nargs=2, metavar="LAMA BARU", help="Dua revisi (bawaan: dua yang terbaru).")
@click.option("--putaran", "other", metavar="FOLDER", type=click.Path(path_type=Path, file_okay=False, exists=True),
              help="Bandingkan dengan folder kerja putaran lain.")
@JSON
@click.pass_obj
def bandingkan(folder: Path, agency: str, form: str | None, revisions: tuple[int, int] | None, other: Path | None, as_json: bool) -> int:
    """Apa yang dibuat, diubah, dan dihapus pada isian Perangkat Daerah KODE antara dua revisi atau dua putaran."""
    from rmrb_xlsx.rounds.compare import compare_revisions, compare_rounds  # noqa: PLC0415
    from rmrb_xlsx.rounds.workplace import open_workplace  # noqa: PLC0415
    with open_workplace(folder) as place:
        form = form or place.agency_form
        found = compare_rounds(place, agency, form, other) if other else compare_revisions(place, agency, form, *(revisions or ()))
    if as_json:
        print_json(found.as_json())
        return 0
    for change in found.changes:
        click.echo(f"{change.kind.upper():8} {change.words}")
    click.echo(f"{found.agency}: {len(found.changes)} isian berbeda antara {found.before} dan {found.after}.")
    return 0
