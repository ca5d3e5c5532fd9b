"""The working folder: made once, opened with its ledger locked for us."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import secrets
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rmrb_xlsx.errors import FolderError, PackError, UsageError
from rmrb_xlsx.folder import layout
from rmrb_xlsx.folder.clicks import write_click_files
from rmrb_xlsx.folder.recovery import recovery_sheet
from rmrb_xlsx.folder.roster import SHEET, Entry, read_roster
from rmrb_xlsx.ledger.failpoint import point
from rmrb_xlsx.ledger.store import Ledger
from rmrb_xlsx.mail.settings import TEMPLATE
from rmrb_xlsx.rounds.files import write_whole
from rmrb_xlsx.spec.lint import lint
from rmrb_xlsx.spec.load import find_pack, known_packs, load_pack
from rmrb_xlsx.spec.pack import Pack

SHORTEST_KEY = 16


@dataclass(frozen=True)
class Workplace:
    """An opened working folder: settings, pack, ledger."""

    folder: Path
    settings: layout.Settings
    pack: Pack
    ledger: Ledger

    def roster(self) -> tuple[Entry, ...]:
        """The roster of `Kendali.xlsx`; agencies that stand not in it are not part of the round."""
        return read_roster(self.folder / layout.ROSTER, {a.code: a.name for a in self.pack.reporting})

    def deadline(self, entry: Entry) -> str:
        """The agency's own deadline, else the general one."""
        return entry.deadline or self.settings.deadline

    @property
    def agency_form(self) -> str:
        """The form every agency fills."""
        return str(self.pack.settings["agency_form"])

    def must_know(self, agencies: Iterable[str]) -> None:
        """UsageError when a code stands not in the roster, with where to look it up."""
        unknown = sorted(set(agencies) - {e.code for e in self.roster()})
        if unknown:
            raise UsageError(f"Kode Perangkat Daerah tidak dikenal: {', '.join(unknown)}. Lihat kolom Kode di {layout.ROSTER}.")

    def forms_due(self, agency: str) -> tuple[str, ...]:
        """The forms an agency owes: its own, and the regency's when it is the one that fills it."""
        other = self.pack.settings.get("pemda_form")
        due = other in self.pack.forms and agency == self.pack.settings.get("pemda_agency")
        return (self.agency_form, str(other)) if due else (self.agency_form,)

    def key(self) -> bytes:
        """The identity key; FolderError when its file is gone."""
        path = self.folder / self.settings.key_file  # an absolute place stays as it is
        try:
            key = bytes.fromhex("".join(path.read_text(encoding="ascii").replace("-", " ").split()))
            if len(key) < SHORTEST_KEY:
                raise ValueError
            return key
        except (OSError, ValueError):
            raise FolderError(f"Kunci identitas «{path}» tidak dapat dibaca. Pulihkan dari cadangan Anda.") from None


def default_deadline(pack: Pack, year: int, period: str) -> str:
    """The last day of the period plus the pack's `deadline_days`."""
    end = dt.date.fromisoformat(f"{year}-{pack.periods[period].end}")
    return (end + dt.timedelta(days=int(str(pack.settings["deadline_days"])))).isoformat()


def prepare(folder: Path, pack_name: str, year: int, period: str, *, key: bytes | None = None,
            key_file: Path | None = None) -> Path:
    """A new working folder. UsageError for an unknown pack, year or period; PackError with every fault of the pack; FolderError when
    one is there already."""
    from rmrb_xlsx.write.control import write_control  # noqa: PLC0415  (xlsxwriter only when writing)
    pack = load_pack(pack_name)
    if faults := lint(pack):
        raise PackError([str(f) for f in faults])
    if year not in pack.years:
        raise UsageError(f"Tahun {year} di luar masa paket ({pack.years[0]}-{pack.years[-1]}).")
    if period not in pack.periods:
        raise UsageError(f"Periode «{period}» tidak dikenal. Pilihan: {', '.join(pack.periods)}.")
    if (folder / layout.SETTINGS).exists():
        raise FolderError(f"«{folder}» sudah menjadi folder kerja. Pilih nama folder lain.")
    layout.make_folders(folder)
    where = key_file.resolve() if key_file else _key_place(folder)
    _make_key(where, key or secrets.token_bytes(32), folder)
    title = f"Kendali {pack.periods[period].label} {year}: {pack.title}"
    control = write_control(title, SHEET, [(a.code, a.name) for a in pack.reporting])
    write_whole(folder / layout.ROSTER, control)
    write_click_files(folder, sys.executable)
    deadline = default_deadline(pack, year, period)
    name = pack_name if pack_name in known_packs() else str(find_pack(pack_name).resolve())
    with Ledger.open(folder, create=True) as ledger:
        ledger.record_round(pack.id, pack.edition, pack.fingerprint, year, period, deadline)
    settings = layout.settings_text(layout.Settings(name, year, period, deadline, _as_noted(where, folder)), TEMPLATE)
    write_whole(folder / layout.SETTINGS, settings.encode())  # last: with it, and not before, this is a working folder
    return folder


def _key_place(folder: Path) -> Path:
    name = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]
    base = Path(os.environ.get("APPDATA") or os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return base / "rmrb" / f"{name}.kunci"


def _as_noted(where: Path, folder: Path) -> str:
    """How the settings name the key's place: from the folder when it lies inside (the folder may move), else in full."""
    inside = where.is_relative_to(folder.resolve())
    return str(where.relative_to(folder.resolve()) if inside else where)


def _make_key(path: Path, key: bytes, folder: Path) -> None:
    """The key in a file only its owner may read, made once, and a page to print beside it; a key that is there stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        return
    for target, text in ((path.with_name(f"{path.name}.cetak.txt"), recovery_sheet(key, path, folder)), (path, key.hex())):
        half = target.with_name(f".{target.name}.tmp")
        half.unlink(missing_ok=True)
        descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
            stream.flush()
            point("kunci: sebelum fsync")
            os.fsync(stream.fileno())
        point("kunci: sebelum ganti nama")
        half.replace(target)
        point("kunci: sesudah ganti nama")


@contextmanager
def open_workplace(folder: Path) -> Iterator[Workplace]:
    """An existing working folder with its ledger locked for us; FolderError says what is wrong and what to do."""
    settings = layout.read_settings(folder)
    pack = load_pack(settings.pack)
    with Ledger.open(folder) as ledger:
        stored = ledger.round()
        if stored and stored["fingerprint"] != pack.fingerprint and ledger.issues():
            raise FolderError("Isi paket berubah sesudah formulir dikirim. Kembalikan paket semula, "
                              "atau buat putaran baru dengan edisi baru.")
        yield Workplace(folder, settings, pack, ledger)
