"""The drop folder as a delivery: what is new in it comes together. Nothing in it is moved, renamed or opened for writing,
because a file there may be open in Excel; a note says what became of each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from rmrb_xlsx.folder import layout
from rmrb_xlsx.rounds.clock import Clock, now
from rmrb_xlsx.rounds.desk import Desk
from rmrb_xlsx.rounds.files import write_whole
from rmrb_xlsx.rounds.intake import Delivery, Taken, take_delivery, told_again
from rmrb_xlsx.rounds.workplace import Workplace

NOTE = "_Hasil penerimaan.txt"
VIA = "folder"
LATER = "tertunda"


WORDS = {"accepted": "diterima", "quarantined": "menunggu keputusan petugas", "rejected": "ditolak"}


def write_note(place: Workplace) -> Path:
    """`_Hasil penerimaan.txt` in the drop folder: one line a file that lies there, from the ledger alone (a second run writes
    the same)."""
    inbox = place.folder / layout.INBOX
    lines = ["HASIL PENERIMAAN. Berkas di folder ini tidak dipindah dan tidak diubah; boleh dihapus bila sudah tercatat di bawah.", ""]
    for name, path in find_returns([inbox]):
        try:
            sha = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError:
            lines.append(f"{name}: belum diterima (sedang dibuka program lain).")
            continue
        inside = [r for r in place.ledger.receipts() if r["file_name"].startswith(f"{name}/")]
        lines += [f"{label}: {_became(place, own)}" for label, own in [(name, sha), *((r["file_name"], r["sha256"]) for r in inside)]]
    return write_whole(inbox / NOTE, ("\ufeff" + "\r\n".join([*lines, ""])).encode())


def _became(place: Workplace, sha256: str) -> str:
    one = place.ledger.submission_of(sha256)
    if one is None:
        known = any(r["sha256"] == sha256 for r in place.ledger.receipts())
        return "arsip, sudah dibuka; isinya disebut sendiri." if known else "belum diterima; jalankan rmrb terima."
    if one["same_as"]:
        return f"isinya sama dengan kiriman {one['agency']} yang sudah ada; tidak ada yang berubah."
    if one["outcome"] == "accepted":
        state = "lengkap" if one["complete"] else "masih ada yang perlu diperbaiki"
        return f"diterima dari {one['agency']}, revisi {one['revision']}, {state}."
    first = next((f["message"] for f in place.ledger.findings_of(one["id"])), "")
    return f"{WORDS[one['outcome']]} (nomor {one['id']}). {first}"


def find_returns(paths: Iterable[Path]) -> Iterator[tuple[str, Path]]:
    """(name, path) of every file under `paths`, in order; Excel's lock files and our own notes are passed over."""
    for path in paths:
        if path.is_dir():
            for inner in sorted(p for p in path.rglob("*") if p.is_file()):
                if not inner.name.startswith(("~$", ".")) and inner.name != NOTE:
                    yield inner.relative_to(path).as_posix(), inner
        else:
            yield path.name, path


def receive(place: Workplace, desk: Desk, paths: Sequence[Path], *, clock: Clock = now,
            leave: Callable[[Path], bool] = lambda path: False) -> list[Taken]:
    """Takes in every file under `paths` (but those to `leave`) as one delivery. A second run over the same files changes
    nothing; a file that cannot be read now (held by another program) is told as `tertunda` and comes with a later run."""
    told: dict[str, Taken] = {}
    new: list[tuple[str, bytes]] = []
    for name, path in find_returns(paths):
        if leave(path):
            continue
        try:
            data = path.read_bytes()
        except OSError:
            told[name] = Taken(name, LATER, None, None, None, "berkas-dipakai")
            continue
        sha = hashlib.sha256(data).hexdigest()
        if place.ledger.has_receipt(name, sha, VIA):
            told[name] = told_again(place, name, sha)
        else:
            new.append((name, data))
    taken = list(told.values())
    if new:
        content = json.dumps([[name, hashlib.sha256(data).hexdigest()] for name, data in new]).encode()
        key = f"{VIA}:{hashlib.sha256(content).hexdigest()}"
        taken += take_delivery(place, desk, Delivery(key, VIA, tuple(new)), clock)
    return sorted(taken, key=lambda t: t.file)
