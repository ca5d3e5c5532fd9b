"""`kirim` and `ingatkan`, and what `terima` says of mails."""

from __future__ import annotations

import getpass
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rmrb_xlsx.cli.words import print_json
from rmrb_xlsx.folder import layout

if TYPE_CHECKING:
    from rmrb_xlsx.rounds.intake import Taken
    from rmrb_xlsx.rounds.mailbox import TakenMail
    from rmrb_xlsx.rounds.post import Posted

JSON = click.option("--json", "as_json", is_flag=True, help="Keluaran untuk program lain.")
DRY = click.option("--dry-run", "dry", is_flag=True,
                   help="Hanya tunjukkan rencananya, dengan pratinjau di «5 Surel/Pratinjau»; tidak ada yang dicatat.")
ROAD = click.option("--sebagai", "road", type=click.Choice(["berkas", "draf", "smtp"]),
                    help="Jalan kirim kali ini (bawaan: «jalan» di rmrb.toml).")
AGENCIES = click.option("--pd", "agencies", multiple=True, metavar="KODE", help="Hanya Perangkat Daerah ini (boleh diulang).")
MOST = click.option("--paling-banyak", "most", type=click.IntRange(1), help="Paling banyak sekian surel kali ini; sisanya tetap menunggu.")
PREVIEW = "Pratinjau"


@click.command()
@AGENCIES
@click.option("--apa", "what", type=click.Choice(["semua", "formulir", "jawaban"]), default="semua",
              help="formulir; jawaban (tanda terima, perbaikan); atau semua (bawaan).")
@ROAD
@MOST
@DRY
@click.option("--daftar", "listing", is_flag=True, help="Tampilkan kotak keluar; tidak mengirim.")
@click.option("--ulangi", type=int, metavar="NOMOR", help="Perintahkan surel NOMOR dikirim sekali lagi.")
@click.option("--anggap-terkirim", "settled", type=int, metavar="NOMOR", help="Nyatakan surel NOMOR sudah terkirim.")
@click.option("--batalkan", "dropped", type=int, metavar="NOMOR", help="Jangan kirim surel NOMOR.")
@click.option("--oleh", "who", default=None, metavar="NAMA", help="Siapa yang memerintahkan (bawaan: nama pengguna komputer).")
@click.option("--alasan", "why", default="", metavar="TEKS", help="Alasan perintah.")
@JSON
@click.pass_obj
def kirim(folder: Path, agencies: tuple[str, ...], what: str, road: str | None, most: int | None, dry: bool, listing: bool,
          ulangi: int | None, settled: int | None, dropped: int | None, who: str | None, why: str, as_json: bool) -> int:
    """Kirim yang perlu dikirim: formulir, tanda terima, surat perbaikan. Diulang pun tidak ada yang terkirim dua kali."""
    from rmrb_xlsx.rounds.post import again, everything  # noqa: PLC0415
    from rmrb_xlsx.rounds.workplace import open_workplace  # noqa: PLC0415
    orders = [(n, order) for n, order in ((ulangi, "ulangi"), (settled, "terkirim"), (dropped, "batal")) if n is not None]
    if listing or orders:
        if orders and not why.strip():
            raise click.UsageError("Sebutkan alasannya dengan --alasan.")
        with open_workplace(folder) as place:
            for number, order in orders:
                again(place, number, order, who or getpass.getuser(), why.strip())
            rows = [p for p in everything(place) if listing or p.number in [n for n, _ in orders]]
        return _tell(rows, as_json, "-")
    return _send(folder, what, agencies, road, most, dry, None, as_json)


@click.command()
@AGENCIES
@click.option("--jelang", "ahead", type=click.IntRange(0), metavar="HARI", help="Ingatkan juga yang batasnya tinggal HARI hari lagi.")
@ROAD
@MOST
@DRY
@JSON
@click.pass_obj
def ingatkan(folder: Path, agencies: tuple[str, ...], ahead: int | None, road: str | None, most: int | None, dry: bool,
             as_json: bool) -> int:
    """Ingatkan yang terlambat, masing-masing dengan apa yang masih kurang; paling banyak sekali sehari."""
    return _send(folder, "pengingat", agencies, road, most, dry, ahead, as_json)


def _send(folder: Path, what: str, agencies: Sequence[str], road: str | None, most: int | None, dry: bool, ahead: int | None,
          as_json: bool) -> int:
    from rmrb_xlsx.rounds.clock import now  # noqa: PLC0415
    from rmrb_xlsx.rounds.files import write_whole  # noqa: PLC0415
    from rmrb_xlsx.rounds.post import (  # noqa: PLC0415
        due_letters,
        ensure_repaired,
        everything,
        hand_over,
        mail_settings,
        planned,
        queue,
        recover,
    )
    from rmrb_xlsx.rounds.roads import open_road  # noqa: PLC0415
    from rmrb_xlsx.rounds.workplace import open_workplace  # noqa: PLC0415
    with open_workplace(folder) as place:
        settings = mail_settings(place)
        name, reminding = road or settings.road, what == "pengingat"
        if not dry and not reminding:
            ensure_repaired(place)
        dues = due_letters(place, settings, what, agencies, now(), ahead)
        if dry:
            plan = planned(place, settings, dues)
            for number, (posted, data) in enumerate(plan, start=1):
                if data:
                    write_whole(folder / layout.MAILS / PREVIEW / f"{number:03d} {posted.agency} {posted.kind}.eml", data)
            waiting = [p for p in everything(place) if p.state == "queued"]
            return _tell([*(p for p, _ in plan), *waiting], as_json, name)
        problems = queue(place, settings, dues)
        with open_road(place, settings, name) as way:
            unsure = recover(place, way)
            rows = hand_over(place, way, lambda o: (not agencies or o.agency in agencies) and (o.kind == "pengingat") == reminding,
                             pause=settings.pause if name == "smtp" else 0, most=most)
    return _tell([*problems, *unsure, *rows], as_json, name)


def _tell(rows: Sequence[Posted], as_json: bool, road: str) -> int:
    if as_json:
        print_json({"schema": "rmrb.kirim/1", "road": road, "letters": [{**asdict(r), "recipients": list(r.recipients)} for r in rows]})
    else:
        for r in rows:
            number = f"{r.number:4}" if r.number else "   -"
            click.echo(f"{number} {_state(r):12} {r.kind:10} {r.agency:9} {', '.join(r.recipients) or '-'}  {r.words or r.subject}")
        named = Counter(_state(r) for r in rows)
        click.echo("; ".join(f"{name} {n}" for name, n in named.items()) or "Tidak ada surel yang perlu dikirim.")
        if any(r.state == "uncertain" for r in rows):
            click.echo("Yang belum pasti tidak dikirim ulang sendiri. Periksa di kotak terkirim, lalu: rmrb kirim --anggap-terkirim NOMOR "
                       "atau --ulangi NOMOR, dengan --alasan.")
    return 4 if any(r.state in ("failed", "uncertain", "masalah", "queued") for r in rows) and road != "-" else 0


def _state(posted: Posted) -> str:
    from rmrb_xlsx.rounds.post import STATES  # noqa: PLC0415
    return "draf dibuat" if posted.state == "sent" and posted.road in ("berkas", "draf") else STATES[posted.state]


def mail_row(mail: TakenMail) -> dict[str, Any]:
    """A mail in the JSON of `terima`."""
    return {"label": mail.label, "kind": mail.kind, "sender": mail.sender, "subject": mail.subject, "level": mail.level,
            "reason": mail.reason, "remarks": list(mail.remarks), "files": [f.file for f in mail.files]}


def tell_taken(t: Taken) -> None:
    """One line about a received file."""
    revision = f", revisi {t.revision}" if t.revision else ""
    message = t.inspection.findings[0].message if t.inspection and t.reason and t.inspection.findings else ""
    click.echo(f"{t.state:10} {t.agency or '-':9} {t.file}{revision} {message}")


def tell_mails(mails: Sequence[TakenMail]) -> None:
    """What became of each mail and its files, in words; known ones are only counted."""
    for m in mails:
        if m.kind == "sama":
            continue
        why = "; ".join(filter(None, (m.reason, *m.remarks)))
        click.echo(f"surel      {m.kind:9} {m.sender or m.label}: {m.subject} [{m.level}] {why}".rstrip())
        for t in m.files:
            tell_taken(t)
    if mails:
        click.echo(f"Surel: {len(mails)}, sudah pernah diterima {sum(m.kind == 'sama' for m in mails)}.")
