"""Keeping the ledger: is everything sound, a whole copy of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rmrb_xlsx.errors import FolderError, UsageError
from rmrb_xlsx.folder import layout
from rmrb_xlsx.ledger.blobs import Blobs
from rmrb_xlsx.ledger.reading import ARCHIVE
from rmrb_xlsx.ledger.store import DATABASE
from rmrb_xlsx.rounds.files import write_whole
from rmrb_xlsx.rounds.issue import identity_of
from rmrb_xlsx.rounds.workplace import Workplace


@dataclass(frozen=True, slots=True)
class Examined:
    """What was looked at, and everything found wrong, one sentence each."""

    files: int
    size: int
    submissions: int
    decisions: int
    faults: tuple[str, ...]


def examine(place: Workplace) -> Examined:
    """Integrity of the ledger, every original hashed again, originals nobody knows, and whether the key is this folder's."""
    faults = place.ledger.check()
    try:
        key = place.key()
        issues = place.ledger.issues()
        strange = [i for i in issues if identity_of(place, i["agency"], i["form"], i["send_no"], key).nonce != i["nonce"]]
        if strange:
            faults.append("Kunci identitas bukan kunci yang dipakai menerbitkan formulir folder ini.")
    except FolderError as fault:
        faults.append(str(fault))
    files = list(place.ledger.blobs.all())
    size = sum(place.ledger.blobs.path(f).stat().st_size for f in files)
    return Examined(len(files), size, len(place.ledger.submissions()), len(place.ledger.decisions()), tuple(faults))


def back_up(place: Workplace, target: Path) -> int:
    """Copies the originals, then the ledger, then settings and roster to `target`; the number of originals there. Originals come
    first, so that whatever the copied ledger names is there."""
    if target.resolve() == place.folder.resolve() or ((target / layout.SETTINGS).is_file() and not (target / MARK).is_file()):
        raise UsageError(f"«{target}» adalah folder kerja. Pilih folder lain untuk cadangan.")
    target.mkdir(parents=True, exist_ok=True)
    write_whole(target / MARK, b"Cadangan folder kerja rmrb. Untuk memulihkan, salin seluruh isi folder ini ke folder kerja baru.\r\n")
    copies = Blobs(target / ARCHIVE)
    for sha256 in place.ledger.blobs.all():
        if not copies.sound(sha256):
            copies.put(place.ledger.blobs.get(sha256))
    fresh = target / f".{DATABASE}.tmp"
    fresh.unlink(missing_ok=True)
    place.ledger.backup(fresh)
    fresh.replace(target / DATABASE)
    for name in (layout.SETTINGS, layout.ROSTER):
        write_whole(target / name, (place.folder / name).read_bytes())
    return sum(1 for _ in copies.all())


MARK = "BACA INI - cadangan.txt"
