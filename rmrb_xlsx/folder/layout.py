"""Names of the working folder's parts, and its settings file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rmrb_xlsx.errors import FolderError

SETTINGS, ROSTER, LEDGER = "rmrb.toml", "Kendali.xlsx", "rmrb.db"
FORMS, INBOX, REPAIRS, MASTERS, MAILS, ARCHIVE = "1 Formulir", "2 Masuk", "3 Perbaikan", "4 Induk", "5 Surel", "arsip"


@dataclass(frozen=True, slots=True)
class Settings:
    """What `rmrb.toml` says. `deadline` is an ISO date; `key_file` the place of the identity key; `mail` the
    table `[surel]` as it stands."""

    pack: str
    year: int
    period: str
    deadline: str
    key_file: str
    mail: Mapping[str, Any] = field(default_factory=dict)


def make_folders(folder: Path) -> None:
    """The sub-folders; existing ones stay."""
    for name in (FORMS, INBOX, REPAIRS, MASTERS, MAILS, ARCHIVE):
        (folder / name).mkdir(parents=True, exist_ok=True)


def settings_text(settings: Settings, more: str = "") -> str:
    """The text of `rmrb.toml` with a comment per line, and `more` behind it."""
    return (
        "# Pengaturan folder kerja. Ubah seperlunya, lalu jalankan perintah seperti biasa.\n"
        f"paket = {_quoted(settings.pack)}\n"
        f"tahun = {settings.year}\n"
        f"periode = {_quoted(settings.period)}\n"
        f"batas_kirim = {_quoted(settings.deadline)}   # tahun-bulan-tanggal\n"
        "# Kunci identitas formulir disimpan di luar folder ini. Jangan dikirim kepada siapa pun.\n"
        f"berkas_kunci = {_quoted(settings.key_file)}\n" + more)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def read_settings(folder: Path) -> Settings:
    """The settings of a working folder; FolderError when it is none, or the file is damaged."""
    path = folder / SETTINGS
    if not path.is_file():
        raise FolderError(f"«{folder}» bukan folder kerja ({SETTINGS} tidak ada). "
                          "Buat dahulu dengan: rmrb siapkan FOLDER --paket PAKET --tahun TAHUN --periode PERIODE.")
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        return Settings(str(data["paket"]), int(data["tahun"]), str(data["periode"]), str(data["batas_kirim"]),
                        str(data["berkas_kunci"]), dict(data.get("surel", {})))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise FolderError(f"{SETTINGS} tidak dapat dibaca: {fault}. Perbaiki baris itu lalu ulangi.") from None
    except (KeyError, ValueError, TypeError) as fault:
        raise FolderError(f"{SETTINGS} kurang atau salah isi: {fault}. Lengkapi lalu ulangi.") from None
