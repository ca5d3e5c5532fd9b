"""The command `rmrb`. Words are Indonesian; every verb also answers to its English alias. Parse, call, print, exit code."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import click

from rmrb_xlsx.cli.words import translate_click
from rmrb_xlsx.errors import FolderError, PackError, RmrbError, UsageError

VERBS = {  # verb: (English alias, module, one line)
    "coba": ("demo", "trial", "Jalankan seluruh alur dengan data simulasi."),
    "siapkan": ("init", "work", "Buat folder kerja untuk satu putaran."),
    "buat": ("generate", "work", "Buat formulir tiap Perangkat Daerah."),
    "periksa": ("validate", "files", "Baca dan periksa berkas kembali, tanpa mencatatnya."),
    "terima": ("receive", "work", "Terima berkas kembali dan catat dalam buku."),
    "kirim": ("send", "post", "Kirim formulir, tanda terima, dan surat perbaikan lewat surel."),
    "ingatkan": ("remind", "post", "Ingatkan yang terlambat, dengan apa yang masih kurang."),
    "status": ("status", "work", "Siapa sudah sampai mana."),
    "tetapkan": ("decide", "decide", "Catat keputusan petugas atas berkas, temuan, atau batas kirim."),
    "bandingkan": ("diff", "decide", "Apa yang berubah antara dua revisi atau dua putaran."),
    "buku": ("ledger", "ledger", "Periksa dan cadangkan buku beserta berkas asli."),
    "gabung": ("consolidate", "masters", "Buat buku induk dari kiriman terbaru."),
    "lapor": ("report", "masters", "Buat laporan akhir bagi Bupati, Sekda, dan tiap Perangkat Daerah."),
    "nilai": ("score", "scores", "Hitung nilai berkas kembali."),
    "paket": ("pack", "packs", "Periksa dan tampilkan paket peraturan."),
}
ALIASES = {alias: verb for verb, (alias, _, _) in VERBS.items()}


class Verbs(click.Group):
    """Loads a verb only when it is called, so that `rmrb periksa` starts without the writing libraries."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        verb = ALIASES.get(cmd_name, cmd_name)
        if verb not in VERBS:
            return None
        command: click.Command = getattr(import_module(f"rmrb_xlsx.cli.{VERBS[verb][1]}"), verb)
        return _indonesian(command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Perintah"):
            formatter.write_dl([(f"{verb} ({alias})", text) for verb, (alias, _, text) in VERBS.items()])


def _indonesian(command: click.Command) -> click.Command:
    """The command with the placeholders of its usage line in Indonesian, and so its sub-commands."""
    command.options_metavar = "[PILIHAN]"
    if isinstance(command, click.Group):
        command.subcommand_metavar = "PERINTAH [ISI]..."
        for inner in command.commands.values():
            _indonesian(inner)
    return command


@click.command(cls=Verbs, options_metavar="[PILIHAN]", subcommand_metavar="PERINTAH [ISI]...",
               context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option("-C", "folder", type=click.Path(path_type=Path, file_okay=False), default=Path(), metavar="FOLDER",
              help="Folder kerja (bila tidak disebut: folder sekarang).")
@click.version_option(package_name="rmrb_xlsx", prog_name="rmrb", message="%(prog)s %(version)s",
                      help="Tampilkan versi.")
@click.pass_context
def rmrb(ctx: click.Context, folder: Path) -> None:
    """Dari peraturan menjadi formulir Excel, kembali dari Perangkat Daerah, menjadi satu buku induk.

    Kode keluar: 0 baik; 1 ada kesalahan isian; 2 salah pemakaian; 3 ada berkas ditolak atau dikarantina;
    4 sebagian gagal; 5 gangguan luar (surel, kunci, cakram).
    """
    ctx.obj = folder


def placed(arguments: Sequence[str]) -> list[str]:
    """The arguments with the global ones where click expects them: `-C FOLDER` may stand anywhere, and `--json` or
    `--dry-run` before the verb mean the same as behind it."""
    front: list[str] = []
    rest: list[str] = []
    waiting = iter(arguments)
    for word in waiting:
        if word == "--":
            rest += [word, *waiting]
        elif word == "-C":
            front += [word, *([value] if (value := next(waiting, None)) is not None else [])]
        else:
            rest.append(word)
    verb = _verb_at(rest)
    early = [w for w in rest[:verb] if w in ("--json", "--dry-run")]
    kept = [w for i, w in enumerate(rest) if i >= verb or w not in early]
    end = kept.index("--") if "--" in kept else len(kept)
    return [*front, *kept[:end], *early, *kept[end:]]


def _verb_at(words: Sequence[str]) -> int:
    return next((i for i, w in enumerate(words) if not w.startswith("-")), 0)


def main(arguments: Sequence[str] | None = None) -> None:
    """The entry point: runs a verb and ends the process with its exit code; never a traceback to a person."""
    translate_click()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code = rmrb.main(args=placed(sys.argv[1:] if arguments is None else arguments), prog_name="rmrb", standalone_mode=False)
    except click.ClickException as wrong:
        click.echo(f"Salah pemakaian: {wrong.format_message()}", err=True)
        code = 2
    except click.exceptions.Abort:
        code = 5
    except UsageError as wrong:
        click.echo(f"Salah pemakaian: {wrong}", err=True)
        code = 2
    except PackError as wrong:
        click.echo("Paket tidak dapat dipakai:", err=True)
        for line in wrong.complaints:
            click.echo(f"  - {line}", err=True)
        code = 2
    except FolderError as wrong:
        click.echo(f"Tidak dapat dilanjutkan: {wrong}", err=True)
        code = 5
    except RmrbError as wrong:
        click.echo(f"Kesalahan program: {wrong}", err=True)
        code = 5
    except OSError as wrong:
        click.echo(f"Gangguan berkas atau cakram: {wrong.strerror or wrong} ({wrong.filename or '-'}). Perbaiki lalu ulangi.", err=True)
        code = 5
    sys.exit(code if isinstance(code, int) else 0)
