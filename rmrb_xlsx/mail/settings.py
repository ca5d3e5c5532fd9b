"""The `[surel]` part of `rmrb.toml`. Passwords are never in it: they come from the environment or the system's key store."""

from __future__ import annotations

import os
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from rmrb_xlsx.errors import FolderError
from rmrb_xlsx.mail.words import is_address

ROADS = ("berkas", "draf", "smtp")
SECURITY = ("tls", "starttls")
SIGN_IN = ("sandi", "xoauth2", "tanpa")
AFTER = ("biarkan", "tandai", "pindahkan")
ANSWERS = ("semua", "surel", "tidak")
SERVICE = "rmrb"

TEMPLATE = """
# Surel. Tanpa diubah pun «rmrb kirim» dapat dipakai: surel dibuat sebagai berkas draf di «5 Surel».
# Kata sandi TIDAK ditulis di sini; lihat docs/surel.md.
[surel]
jalan = "berkas"            # berkas = draf .eml; draf = kotak Draf lewat IMAP; smtp = langsung dikirim
pengirim = ""               # alamat pengirim, misalnya organisasi@contoh.go.id
nama_pengirim = ""          # nama yang tampak; kosong = nama dari paket
jawab = "semua"             # tanda terima dan surat perbaikan untuk: semua kiriman, surel saja, tidak
jeda_detik = 2              # jeda antarsurel
uji_wajib = true            # surel dari --imap hanya diterima langsung bila server sendiri menyatakan pengirimnya asli
server_uji = ""             # nama server sendiri pada kepala surat Authentication-Results
# [surel.smtp]
# server = "smtp.contoh.go.id"
# port = 587
# keamanan = "starttls"     # starttls atau tls
# pengguna = "organisasi@contoh.go.id"
# masuk = "sandi"           # sandi, xoauth2, atau tanpa
# [surel.imap]
# server = "imap.contoh.go.id"
# port = 993
# keamanan = "tls"
# pengguna = "organisasi@contoh.go.id"
# masuk = "sandi"
# kotak = "INBOX"
# setelah = "biarkan"       # sesudah tercatat: biarkan, tandai (terbaca), atau pindahkan
# pindah_ke = "RMRB Diterima"
# draf = ""                 # kosong = dicari sendiri
"""


@dataclass(frozen=True, slots=True)
class Server:
    """Where and how to sign in. `certificates`: file of an own certificate authority, else the system's."""

    host: str
    port: int
    security: str
    user: str
    sign_in: str
    certificates: str = ""
    mailbox: str = "INBOX"
    after: str = "biarkan"
    move_to: str = ""
    drafts: str = ""
    timeout: float = 60

    def tls(self) -> ssl.SSLContext:
        """A context that verifies the server's name and certificate; there is no way round it."""
        try:
            return ssl.create_default_context(cafile=self.certificates or None)
        except (OSError, ssl.SSLError):
            raise FolderError(f"Berkas sertifikat «{self.certificates}» tidak dapat dibaca.") from None


@dataclass(frozen=True, slots=True)
class MailSettings:
    """What `[surel]` says."""

    road: str = "berkas"
    sender: str = ""
    sender_name: str = ""
    answer: str = "semua"
    pause: float = 2
    proof_needed: bool = True
    own_server: str = ""
    smtp: Server | None = None
    imap: Server | None = None
    domain: str = field(default="rmrb.invalid")


def read_settings(table: Mapping[str, Any]) -> MailSettings:
    """The settings of a parsed `[surel]` table. FolderError lists everything that is wrong with it at once."""
    faults: list[str] = []
    known = {"jalan", "pengirim", "nama_pengirim", "jawab", "jeda_detik", "uji_wajib", "server_uji", "smtp", "imap"}
    faults += [f"«{k}» tidak dikenal" for k in table if k not in known]
    if any("sandi" in str(k).casefold() and k != "masuk" for part in (table, table.get("smtp", {}), table.get("imap", {})) for k in part):
        faults.append("kata sandi tidak boleh ditulis di rmrb.toml; lihat docs/surel.md")
    sender = str(table.get("pengirim", "")).strip()
    if sender and not is_address(sender):
        faults.append(f"pengirim «{sender}» bukan alamat surel")
    settings = MailSettings(
        road=_one_of(table, "jalan", ROADS, "berkas", faults), sender=sender, sender_name=str(table.get("nama_pengirim", "")),
        answer=_one_of(table, "jawab", ANSWERS, "semua", faults), pause=float(_number(table, "jeda_detik", 2, faults)),
        proof_needed=bool(table.get("uji_wajib", True)), own_server=str(table.get("server_uji", "")).strip().casefold(),
        smtp=_server(table, "smtp", 587, "starttls", faults), imap=_server(table, "imap", 993, "tls", faults),
        domain=sender.rpartition("@")[2].casefold() or "rmrb.invalid")
    if settings.road == "smtp" and settings.smtp is None:
        faults.append("jalan smtp perlu bagian [surel.smtp]")
    if settings.road == "draf" and settings.imap is None:
        faults.append("jalan draf perlu bagian [surel.imap]")
    if faults:
        raise FolderError("rmrb.toml, bagian [surel]: " + "; ".join(faults) + ".")
    return settings


def _one_of(table: Mapping[str, Any], key: str, choices: tuple[str, ...], default: str, faults: list[str]) -> str:
    value = str(table.get(key, default)).strip().casefold()
    if value not in choices:
        faults.append(f"{key} «{value}» tidak dikenal; pilihan: {', '.join(choices)}")
        return default
    return value


def _number(table: Mapping[str, Any], key: str, default: float, faults: list[str]) -> float:
    value = table.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        faults.append(f"{key} harus angka")
        return default
    return value


def _server(table: Mapping[str, Any], name: str, port: int, security: str, faults: list[str]) -> Server | None:
    part = table.get(name)
    if part is None:
        return None
    if not isinstance(part, Mapping) or not str(part.get("server", "")).strip():
        faults.append(f"[surel.{name}] tanpa server")
        return None
    server = Server(
        host=str(part["server"]).strip(), port=int(_number(part, "port", port, faults)),
        security=_one_of(part, "keamanan", SECURITY, security, faults), user=str(part.get("pengguna", "")),
        sign_in=_one_of(part, "masuk", SIGN_IN if name == "smtp" else SIGN_IN[:2], "sandi", faults),
        certificates=str(part.get("sertifikat", "")), mailbox=str(part.get("kotak", "INBOX")),
        after=_one_of(part, "setelah", AFTER, "biarkan", faults), move_to=str(part.get("pindah_ke", "")),
        drafts=str(part.get("draf", "")), timeout=_number(part, "batas_tunggu", 60, faults))
    if server.after == "pindahkan" and not server.move_to:
        faults.append("setelah = pindahkan perlu pindah_ke")
    return server


def secret(name: str, server: Server, look: Callable[[str, str], str | None] | None = None) -> str:
    """The password or token for `smtp` or `imap`: environment first, then the system's key store. FolderError says where to put it."""
    kind = "TOKEN" if server.sign_in == "xoauth2" else "SANDI"
    variable = f"RMRB_{name.upper()}_{kind}"
    found = os.environ.get(variable) or (look or _from_keyring)(f"{SERVICE}-{name}", server.user)
    if not found:
        raise FolderError(f"{'Token' if kind == 'TOKEN' else 'Kata sandi'} {name.upper()} belum ada. Isi variabel lingkungan {variable}, "
                          f"atau simpan dengan: keyring set {SERVICE}-{name} {server.user}")
    return found


def _from_keyring(service: str, user: str) -> str | None:
    try:
        import keyring  # noqa: PLC0415  (optional extra)
    except ImportError:
        return None
    try:
        kept: str | None = keyring.get_password(service, user)
    except Exception:
        return None
    return kept
