"""Reading and checking files, with or without a working folder: the cage for parsers, then the checks."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from rmrb_xlsx.check.computed import compare
from rmrb_xlsx.check.form import SEVERITY, Checked, check
from rmrb_xlsx.errors import FileRefused
from rmrb_xlsx.findings import Finding, found_with
from rmrb_xlsx.mail.limits import is_outlook
from rmrb_xlsx.mail.parts import Mail
from rmrb_xlsx.read.cage import Cage
from rmrb_xlsx.read.limits import LIMITS, MB
from rmrb_xlsx.score.cells import computed_cells
from rmrb_xlsx.spec.copies import make_copy
from rmrb_xlsx.spec.load import find_pack, known_packs, load_pack, packs_folder
from rmrb_xlsx.spec.model import FormCopy, Identity
from rmrb_xlsx.spec.pack import Pack
from rmrb_xlsx.spec.returned import Submission

READ = "rmrb_xlsx.read.intake:read_return"
UNPACK = "rmrb_xlsx.read.archive:unpack"
MAIL, OUTLOOK = "rmrb_xlsx.mail.apart:take_apart", "rmrb_xlsx.mail.outlook:take_apart_msg"


@dataclass(frozen=True, slots=True)
class Inspection:
    """One file read and checked. `copy` and `checked` are None when the file was refused or not identified."""

    file: str
    sha256: str
    submission: Submission
    copy: FormCopy | None
    checked: Checked | None
    pack: Pack | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        return self.checked.findings if self.checked else self.submission.findings

    @property
    def complete(self) -> bool:
        return bool(self.checked and self.checked.complete)


class Desk:
    """Reads and checks returns: a cage for the parsers, and the packs they may name."""

    def __init__(self, cage: Cage, packs: Mapping[str, str]) -> None:
        self._cage = cage
        self._packs = dict(packs)
        self._loaded: dict[str, Pack] = {}
        self._copies: dict[Identity, FormCopy] = {}

    def inspect(self, name: str, data: bytes, assigned: Identity | None = None) -> Inspection:
        """One file: read in the cage, checked here; `assigned`: the identity a person gave it. Never raises for bad input."""
        sha = hashlib.sha256(data).hexdigest()
        try:
            if len(data) > LIMITS.file_bytes:
                raise FileRefused("melebihi-batas", sebab=f"ukuran berkas {len(data) // 1_048_576} MB")
            submission: Submission = self._cage.call(READ, data, self._packs, assigned)
        except FileRefused as refused:
            return self._refused(name, sha, refused)
        copy = self._copy(submission)
        pack = self._loaded.get(submission.identity.pack) if copy and submission.identity else None
        return Inspection(name, sha, submission, copy, check_copy(pack, copy, submission) if copy and pack else None, pack)

    def unpack(self, data: bytes) -> tuple[tuple[str, bytes], ...] | None:
        """The files in a plain .zip, or None when `data` is none. FileRefused for one with nothing or too much in it."""
        opened: tuple[tuple[str, bytes], ...] | None = self._cage.call(UNPACK, data)
        return opened

    def open_mail(self, data: bytes) -> Mail:
        """A mail (`.eml` or `.msg`) taken apart. FileRefused when it is beyond the limits or broken."""
        opened: Mail = self._cage.call(OUTLOOK if is_outlook(data) else MAIL, data)
        return opened

    def inspect_file(self, path: Path) -> list[Inspection]:
        """A file on disk, inspected; a plain archive gives one inspection for each file in it. One beyond the size limit is
        hashed piece by piece and never held whole; one that cannot be opened is refused like any other."""
        name = path.as_posix()
        try:
            size = path.stat().st_size
            if size > LIMITS.file_bytes:
                return [self._refused(name, _hash(path), FileRefused("melebihi-batas", sebab=f"ukuran berkas {size // MB} MB"))]
            data = path.read_bytes()
        except OSError as fault:
            refused = FileRefused("gagal-baca", sebab=fault.strerror or "tidak dapat dibuka")
            return [self._refused(name, hashlib.sha256(b"").hexdigest(), refused)]
        own = self.inspect(name, data)
        if own.submission.reason != "bukan-buku-kerja" or not data.startswith(b"PK"):
            return [own]
        try:
            inner = self.unpack(data)
        except FileRefused as refused:
            return [self._refused(name, own.sha256, refused)]
        return [self.inspect(f"{name}/{label}", content) for label, content in inner] if inner else [own]

    @staticmethod
    def _refused(name: str, sha: str, refused: FileRefused) -> Inspection:
        remark = found_with(refused.code, refused.details)
        return Inspection(name, sha, Submission("rejected", refused.code, "tidak dikenal", None, None, findings=(remark,)), None, None)

    def _copy(self, submission: Submission) -> FormCopy | None:
        identity = submission.identity
        if identity is None or not submission.values or identity.pack not in self._packs:
            return None
        if identity not in self._copies:
            if identity.pack not in self._loaded:
                self._loaded[identity.pack] = load_pack(self._packs[identity.pack])
            self._copies[identity] = make_copy(self._loaded[identity.pack], identity)
        return self._copies[identity]


def _hash(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def check_copy(pack: Pack, copy: FormCopy, submission: Submission) -> Checked:
    """The submission checked, its calculated cells compared with our calculation from the answers as the form sees them."""
    checked = check(copy, submission)
    seen = {key: parsed.value if parsed.state == "ok" and not parsed.retype else ""
            for key, parsed in checked.answers.items() if parsed.state != "blank"}
    differences = compare(submission, computed_cells(pack, copy, seen), lambda: computed_cells(pack, copy, {}))
    return replace(checked, findings=tuple(sorted((*checked.findings, *differences), key=lambda f: SEVERITY[f.severity])))


def pack_folders(*more: str) -> dict[str, str]:
    """Pack id -> folder, for the packs that come with the program and any given by path."""
    folders = {name: str(packs_folder() / name) for name in known_packs()}
    for path in more:
        folder = find_pack(path)
        folders[load_pack(str(folder)).id] = str(folder)
    return folders


@contextmanager
def open_desk(*packs: str) -> Iterator[Desk]:
    """A desk with its cage; closed when done."""
    with Cage() as cage:
        yield Desk(cage, pack_folders(*packs))
