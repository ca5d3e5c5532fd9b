"""The verbs of the working folder: `siapkan buat terima status gabung`."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from pathlib import Path

import click

from rmrb_xlsx.cli.words import print_json
from rmrb_xlsx.folder import layout
from rmrb_xlsx.spec.values import show_date, show_moment

JSON = click.option("--json", "as_json", is_flag=True, help="Keluaran untuk program lain.")
CHUNK = 25


@click.command()
@click.argument("target", metavar="FOLDER", type=click.Path(path_type=Path, file_okay=False))
@click.option("--paket", required=True, help="Nama atau folder paket.")
@click.option("--tahun", required=True, type=int, help="Tahun pelaporan.")
@click.option("--periode", required=True, help="tw1 tw2 tw3 tw4 s1 s2 tahunan.")
@click.option("--berkas-kunci", "key_file", type=click.Path(path_type=Path, dir_okay=False), help="Tempat kunci identitas.")
def siapkan(target: Path, paket: str, tahun: int, periode: str, key_file: Path | None) -> int:
    """Buat FOLDER kerja untuk satu putaran."""
    from rmrb_xlsx.rounds.workplace import prepare  # noqa: PLC0415
    prepare(target, paket, tahun, periode, key_file=key_file)
    settings = layout.read_settings(target)
    click.echo(f"Folder kerja «{target}» siap. Batas kirim {show_date(settings.deadline)}.")
    click.echo(f"Kunci identitas: {settings.key_file}. Cetak lembar pemulihannya ({settings.key_file}.cetak.txt), lalu hapus berkas itu.")
    click.echo(f"Berikutnya: lengkapi {layout.ROSTER}, lalu klik ganda «1 Buat formulir» atau jalankan: rmrb -C \"{target}\" buat")
    return 0


@click.command()
@click.option("--pd", "agencies", multiple=True, metavar="KODE", help="Hanya Perangkat Daerah ini (boleh diulang).")
@click.option("--isi-dari", "before", metavar="PUTARAN", type=click.Path(path_type=Path, file_okay=False, exists=True),
              help="Folder kerja putaran sebelumnya: jawabannya yang diterima dibawa sebagai isian awal.")
@click.pass_obj
def buat(folder: Path, agencies: tuple[str, ...], before: Path | None) -> int:
    """Buat formulir tiap Perangkat Daerah di «1 Formulir»."""
    from rmrb_xlsx.rounds.issue import issue  # noqa: PLC0415
    from rmrb_xlsx.rounds.prefill import last_round  # noqa: PLC0415
    from rmrb_xlsx.rounds.workplace import open_workplace  # noqa: PLC0415
    with open_workplace(folder) as place:
        last = last_round(before, folder) if before else None
        made = list(issue(place, agencies, last=last))
    click.echo(f"{sum(m.new for m in made)} formulir baru, {sum(not m.new for m in made)} sudah ada, di «{folder / layout.FORMS}».")
    return 0


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path, exists=True))
@click.option("--imap", "from_server", is_flag=True, help="Ambil dari kotak surel di server; tidak ada yang dihapus di sana.")
@JSON
@click.pass_obj
def terima(folder: Path, paths: tuple[Path, ...], from_server: bool, as_json: bool) -> int:
    """Terima berkas dari «2 Masuk» (atau PATH: buku kerja, zip, .eml, .msg, mbox, Maildir) dan catat dalam buku.

    Yang masih salah dibuatkan berkas perbaikan di «3 Perbaikan». Diulang pun tidak mengubah apa-apa.
    """
    from rmrb_xlsx.cli.post import mail_row, tell_mails, tell_taken  # noqa: PLC0415
    from rmrb_xlsx.rounds.desk import open_desk  # noqa: PLC0415
    from rmrb_xlsx.rounds.dropbox import write_note  # noqa: PLC0415
    from rmrb_xlsx.rounds.mailbox import fetch, receive_paths  # noqa: PLC0415
    from rmrb_xlsx.rounds.post import mail_settings  # noqa: PLC0415
    from rmrb_xlsx.rounds.repair import repair  # noqa: PLC0415
    from rmrb_xlsx.rounds.workplace import open_workplace  # noqa: PLC0415
    with open_workplace(folder) as place, open_desk(place.settings.pack) as desk:
        wanted = list(paths) or ([] if from_server else [folder / layout.INBOX])
        taken, mails = receive_paths(place, desk, wanted, lambda: mail_settings(place))
        if from_server:
            mails += fetch(place, desk, mail_settings(place))
        files = [*taken, *(f for m in mails for f in m.files)]
        known = {t.inspection.sha256: t.inspection for t in files if t.inspection}
        repaired = [r for r in repair(place, desk, known) if r.new]
        if not paths:
            write_note(place)
    if as_json:
        print_json({"schema": "rmrb.terima/1", "files": [
            {"file": t.file, "state": t.state, "agency": t.agency, "revision": t.revision, "reason": t.reason} for t in files],
            "mails": [mail_row(m) for m in mails],
            "repairs": [{"agency": r.agency, "form": r.form, "revision": r.revision, "file": r.path.name, "marked": r.marked,
                         "unread": r.unread} for r in repaired]})
    else:
        for t in taken:
            tell_taken(t)
        tell_mails(mails)
        click.echo("; ".join(f"{state} {sum(t.state == state for t in files)}" for state in ("diterima", "sama", "karantina", "ditolak")))
        for r in repaired:
            click.echo(f"Perbaikan dibuat: {r.path.name} ({r.marked} sel perlu diperbaiki)")
        if any(t.state == "tertunda" for t in files):
            click.echo("Berkas yang tertunda sedang dibuka program lain. Tutup, lalu jalankan lagi.")
    return 3 if any(t.state in ("karantina", "ditolak") for t in files) or any(m.kind in ("rusak", "terlalu besar") for m in mails) else 0


@click.command()
@JSON
@click.pass_obj
def status(folder: Path, as_json: bool) -> int:
    """Siapa sudah sampai mana, yang paling perlu perhatian lebih dahulu."""
    from rmrb_xlsx.rounds.status import events_since, other_standings, standings  # noqa: PLC0415
    from rmrb_xlsx.rounds.workplace import open_workplace  # noqa: PLC0415
    today = dt.date.today()
    yesterday = today - dt.timedelta(days=1)
    with open_workplace(folder) as place:
        rows, others, events = standings(place, today), other_standings(place, today), events_since(place, yesterday)
        unknown = [w for w in place.ledger.waiting() if not w["agency"]]
    if as_json:
        print_json({"schema": "rmrb.status/1", "as_of": today.isoformat(), "agencies": [asdict(r) for r in rows],
                    "other_forms": [asdict(r) for r in others], "waiting_unknown": len(unknown),
                    "since": {"date": yesterday.isoformat(), "events": [asdict(e) for e in events]}})
        return 0
    for r in [*rows, *others]:
        late = f", terlambat {r.days_late} hari" if r.days_late else ""
        detail = f" (revisi {r.revision}, kesalahan {r.errors}, belum diisi {r.missing})" if r.revision else ""
        notes = "".join(f"; {n}" for n in (r.note, f"{r.waits} berkas menunggu keputusan" if r.waits else "") if n)
        name = r.name if r in rows else f"{r.name} (formulir {r.form})"
        click.echo(f"{r.agency:9} {name:70.70} {r.state}{detail}{late}{notes}")
    if unknown:
        click.echo(f"{len(unknown)} berkas tanpa pemilik yang pasti menunggu keputusan: rmrb tetapkan daftar")
    click.echo(f"Sejak kemarin ({yesterday.strftime('%d/%m/%Y')}): {len(events)} peristiwa.")
    for e in events:
        click.echo(f"  {show_moment(e.at)}: {e.words}")
    return 0
