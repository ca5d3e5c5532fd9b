"""The joined acts: make a working folder, issue a round, take in returns, tell who is where, build the master.

Rooms do one thing each and do not know one another; here they meet. Nothing is printed and nothing is parsed from the
command line here.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rmrb_xlsx.check.form import Checked, check
from rmrb_xlsx.errors import FileRefused, FolderError, UsageError
from rmrb_xlsx.findings import Finding, found
from rmrb_xlsx.folder import layout, roster
from rmrb_xlsx.ledger.store import Ledger
from rmrb_xlsx.read.cage import Cage
from rmrb_xlsx.spec import marks
from rmrb_xlsx.spec.copies import make_copy
from rmrb_xlsx.spec.load import find_pack, known_packs, load_pack, packs_folder
from rmrb_xlsx.spec.model import FormCopy, Identity
from rmrb_xlsx.spec.pack import Pack
from rmrb_xlsx.spec.returned import Submission

READ = "rmrb_xlsx.read.intake:read_return"
BIGGEST_FILE = 30 * 1024 * 1024
Say = Callable[[str], None]
Clock = Callable[[], str]


def now() -> str:
    """The present moment as local ISO text to the second."""
    return dt.datetime.now().astimezone().isoformat(timespec="seconds")


# --- reading and checking files, without a working folder -------------------------------------------------

@dataclass(frozen=True, slots=True)
class Inspection:
    """One file read and checked. `copy` and `checked` are None when the file was refused or not identified."""

    file: str
    sha256: str
    submission: Submission
    copy: FormCopy | None
    checked: Checked | None

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

    def inspect(self, name: str, data: bytes) -> Inspection:
        """One file: read in the cage, checked here. Never raises for bad input."""
        sha = hashlib.sha256(data).hexdigest()
        try:
            if len(data) > BIGGEST_FILE:
                raise FileRefused("melebihi-batas", sebab=f"ukuran berkas {len(data) // 1_048_576} MB")
            submission: Submission = self._cage.call(READ, data, self._packs)
        except FileRefused as refused:
            remark = found(refused.code, **refused.details)
            submission = Submission("rejected", refused.code, "tidak dikenal", None, None, findings=(remark,))
        copy = self._copy(submission)
        return Inspection(name, sha, submission, copy, check(copy, submission) if copy else None)

    def _copy(self, submission: Submission) -> FormCopy | None:
        identity = submission.identity
        if identity is None or not submission.values or identity.pack not in self._packs:
            return None
        if identity not in self._copies:
            if identity.pack not in self._loaded:
                self._loaded[identity.pack] = load_pack(self._packs[identity.pack])
            self._copies[identity] = make_copy(self._loaded[identity.pack], identity)
        return self._copies[identity]


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


# --- the working folder ------------------------------------------------------------------------------------

@dataclass(frozen=True)
class Workplace:
    """An opened working folder: settings, pack, ledger."""

    folder: Path
    settings: layout.Settings
    pack: Pack
    ledger: Ledger

    def roster(self) -> tuple[roster.Entry, ...]:
        """The roster of `Kendali.xlsx`; agencies that stand not in it are not part of the round."""
        return roster.read_roster(self.folder / layout.ROSTER, {a.code: a.name for a in self.pack.reporting})

    def deadline(self, entry: roster.Entry) -> str:
        """The agency's own deadline, else the general one."""
        return entry.deadline or self.settings.deadline

    def key(self) -> bytes:
        """The identity key; FolderError when its file is gone."""
        path = Path(self.settings.key_file)
        try:
            return bytes.fromhex(path.read_text(encoding="ascii").strip())
        except (OSError, ValueError):
            raise FolderError(f"Kunci identitas «{path}» tidak dapat dibaca. Pulihkan dari cadangan Anda.") from None


def default_deadline(pack: Pack, year: int, period: str) -> str:
    """The last day of the period plus the pack's `deadline_days`."""
    end = dt.date.fromisoformat(f"{year}-{pack.periods[period].end}")
    return (end + dt.timedelta(days=int(str(pack.settings["deadline_days"])))).isoformat()


def prepare(folder: Path, pack_name: str, year: int, period: str, *, key: bytes | None = None,
            key_file: Path | None = None, clock: Clock = now) -> Path:
    """A new working folder. UsageError for an unknown pack, year or period; FolderError when one is there already."""
    from rmrb_xlsx.write.control import write_control  # noqa: PLC0415  (xlsxwriter only when writing)
    pack = load_pack(pack_name)
    if year not in pack.years:
        raise UsageError(f"Tahun {year} di luar masa paket ({pack.years[0]}-{pack.years[-1]}).")
    if period not in pack.periods:
        raise UsageError(f"Periode «{period}» tidak dikenal. Pilihan: {', '.join(pack.periods)}.")
    if (folder / layout.SETTINGS).exists():
        raise FolderError(f"«{folder}» sudah menjadi folder kerja. Pilih nama folder lain.")
    layout.make_folders(folder)
    where = key_file or _key_place(folder)
    _write_key(where, key or secrets.token_bytes(32))
    title = f"Kendali {pack.periods[period].label} {year}: {pack.title}"
    control = write_control(title, roster.SHEET, [(a.code, a.name) for a in pack.reporting])
    write_whole(folder / layout.ROSTER, control)
    deadline = default_deadline(pack, year, period)
    name = pack_name if pack_name in known_packs() else str(find_pack(pack_name).resolve())
    layout.write_settings(folder, layout.Settings(name, year, period, deadline, str(where)))
    with Ledger.open(folder, create=True) as ledger:
        ledger.record_round(pack.id, pack.edition, pack.fingerprint, year, period, deadline)
    return folder


def _key_place(folder: Path) -> Path:
    name = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]
    base = Path(os.environ.get("APPDATA") or os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return base / "rmrb" / f"{name}.kunci"


def _write_key(path: Path, key: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(key.hex())


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


def write_whole(path: Path, data: bytes) -> Path:
    """Writes a file at once or not at all. When the target is open in Excel it is written beside it; gives the path used."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.tmp")
    with temporary.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    for attempt in range(1, 100):
        target = path if attempt == 1 else path.with_name(f"{path.stem} ({attempt}){path.suffix}")
        try:
            temporary.replace(target)
            return target
        except PermissionError:
            continue
    raise FolderError(f"«{path.name}» tidak dapat ditulis. Tutup berkas itu di Excel lalu ulangi.")


# --- issuing -------------------------------------------------------------------------------------------------

@dataclass(frozen=True, slots=True)
class Issued:
    """One form written: agency, path, and whether it was new (False: the same form lay there already)."""

    agency: str
    path: Path
    new: bool


def sign(key: bytes, identity: Identity) -> Identity:
    """The identity with its tag: HMAC-SHA256 (first 128 bits) over length-prefixed parts."""
    body = b"".join(len(p.encode()).to_bytes(4, "big") + p.encode() for p in marks.signed_parts(identity))
    return replace(identity, tag=hmac.new(key, body, hashlib.sha256).hexdigest()[:32])


def genuine(key: bytes, identity: Identity) -> bool:
    """True when the tag is ours."""
    return hmac.compare_digest(sign(key, identity).tag, identity.tag)


def issue(place: Workplace, agencies: Sequence[str] = (), *, clock: Clock = now) -> Iterator[Issued]:
    """The forms of the round, one per agency of the roster (or of `agencies`); a form already issued is not made anew."""
    entries = {e.code: e for e in place.roster()}
    unknown = [a for a in agencies if a not in entries]
    if unknown:
        raise UsageError(f"Kode Perangkat Daerah tidak dikenal: {', '.join(unknown)}. Lihat kolom Kode di {layout.ROSTER}.")
    issued = {i["agency"]: i for i in place.ledger.issues()}
    key = place.key()
    for code, entry in entries.items():
        if entry.exempt or (agencies and code not in agencies):
            continue
        yield _issue_one(place, entry, key, issued.get(code), clock)


def _issue_one(place: Workplace, entry: roster.Entry, key: bytes, earlier: Mapping[str, Any] | None, clock: Clock) -> Issued:
    settings = place.settings
    form = str(place.pack.settings["agency_form"])
    seed = f"{place.pack.id}|{settings.year}|{settings.period}|{form}|{entry.code}|1"
    nonce = earlier["nonce"] if earlier else hmac.new(key, seed.encode(), hashlib.sha256).hexdigest()[:32]
    identity = sign(key, Identity(place.pack.id, place.pack.edition, settings.year, settings.period, form, entry.code, 1, nonce))
    name = file_name(place, entry)
    path = place.folder / layout.FORMS / name
    if earlier and path.is_file():
        return Issued(entry.code, path, False)
    data = render(place.pack, identity, deadline=indonesian_date(place.deadline(entry)))
    sha = hashlib.sha256(data).hexdigest()
    path = write_whole(path, data)
    if not earlier:
        place.ledger.record_issue(entry.code, form, 1, nonce, sha, path.name, clock(), "formulir pertama")
    return Issued(entry.code, path, not earlier)


def file_name(place: Workplace, entry: roster.Entry) -> str:
    """`RMRB 2021 tahunan - KOM Dinas Komunikasi dan Informatika.xlsx`, safe on every file system."""
    words = f"RMRB {place.settings.year} {place.settings.period} - {entry.code} {entry.name}"
    return "".join(c if c.isalnum() or c in " -._" else " " for c in words)[:120].strip() + ".xlsx"


def render(pack: Pack, identity: Identity, *, deadline: str = "") -> bytes:
    """The workbook of one form."""
    from rmrb_xlsx.write.book import write_form  # noqa: PLC0415  (xlsxwriter only when writing)
    copy = make_copy(pack, identity)
    return write_form(copy, scale_values(pack, copy), deadline=deadline)


def scale_values(pack: Pack, copy: FormCopy) -> dict[str, dict[str, float]]:
    """List name -> answer -> value, for the answer scales that this copy uses."""
    tool = pack.instruments[str(pack.settings["agency_instrument"])]
    named = {f"skala_{name.lower()}": dict(scale.choices) for name, scale in tool.scales.items()}
    return {name: values for name, values in named.items() if name in copy.lists}


def indonesian_date(iso: str) -> str:
    """`14 Januari 2022` for `2022-01-14`."""
    from babel.dates import format_date  # noqa: PLC0415  (locale data only when a date is written)
    return str(format_date(dt.date.fromisoformat(iso), "d MMMM y", locale="id_ID"))


# --- taking in -------------------------------------------------------------------------------------------------

@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one received file. `state`: diterima, sama, karantina, ditolak; `revision` when accepted."""

    file: str
    state: str
    agency: str | None
    revision: int | None
    inspection: Inspection | None
    reason: str | None


WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
POISON_LIMIT = 3


def find_returns(paths: Iterable[Path]) -> Iterator[tuple[str, Path]]:
    """(name, path) of every file under `paths`, in order; Excel's lock files and our own notes are passed over."""
    for path in paths:
        if path.is_dir():
            for inner in sorted(p for p in path.rglob("*") if p.is_file()):
                if not inner.name.startswith(("~$", ".")) and inner.name != NOTE:
                    yield inner.relative_to(path).as_posix(), inner
        else:
            yield path.name, path


NOTE = "_Hasil penerimaan.txt"


def receive(place: Workplace, desk: Desk, paths: Sequence[Path], *, clock: Clock = now) -> list[Taken]:
    """Takes in every file under `paths`. A second run over the same files changes nothing."""
    files = [(name, path.read_bytes()) for name, path in find_returns(paths)]
    inspected = [(name, data, _tried(place, desk, name, data)) for name, data in files]
    rivals = _rivals(place, [i for _, _, i in inspected if i])
    return [_take(place, name, data, inspection, rivals, clock) for name, data, inspection in inspected]


def _tried(place: Workplace, desk: Desk, name: str, data: bytes) -> Inspection | None:
    """The inspection of a file, after its bytes are safe; None when it was taken before."""
    sha = place.ledger.archive(data)
    if place.ledger.knows(sha):
        return None
    if place.ledger.begin_attempt(sha) > POISON_LIMIT:
        remark = found("gagal-baca", sebab="sudah tiga kali gagal dibaca")
        return Inspection(name, sha, Submission("rejected", "gagal-baca", "tidak dikenal", None, None, findings=(remark,)), None, None)
    return place_in_round(place, desk.inspect(name, data))


def place_in_round(place: Workplace, inspection: Inspection) -> Inspection:
    """The inspection with what the round knows: another round, a form never issued."""
    submission = inspection.submission
    identity = submission.identity
    if identity is None or submission.outcome != "accepted":
        return inspection
    settings = place.settings
    remark: Finding | None = None
    if (identity.pack, identity.year, identity.period) != (place.pack.id, settings.year, settings.period):
        remark = found("putaran-lain", formulir=f"{identity.pack} {identity.period} {identity.year}",
                       berlaku=f"{place.pack.id} {settings.period} {settings.year}")
    elif not genuine(place.key(), identity) or place.ledger.issue_by_nonce(identity.nonce) is None:
        remark = found("tidak-pernah-dikirim")
    if remark is None:
        return inspection
    barred = replace(submission, outcome="quarantined", reason=remark.code, findings=(remark, *submission.findings))
    return replace(inspection, submission=barred, checked=check(inspection.copy, barred) if inspection.copy else None)


def content_hash(inspection: Inspection) -> str | None:
    """SHA-256 over the judged values: the same answers give the same hash whatever program saved them."""
    if inspection.checked is None:
        return None
    raw = {(v.table, v.row, v.field): v.raw for v in inspection.submission.values}
    told = [[*key, p.state, p.value if p.state != "wrong" else str(raw[key])]
            for key, p in sorted(inspection.checked.answers.items()) if p.state != "blank"]
    return hashlib.sha256(json.dumps(told, ensure_ascii=True).encode()).hexdigest()


def _rivals(place: Workplace, inspections: Sequence[Inspection]) -> frozenset[str]:
    """Hashes of files in this delivery that are different answers of one agency: which one counts is not ours to guess."""
    by_agency: dict[str, dict[str, str]] = {}
    for one in inspections:
        identity = one.submission.identity
        if identity and one.submission.outcome == "accepted":
            by_agency.setdefault(identity.agency, {})[one.sha256] = content_hash(one) or one.sha256
    return frozenset(sha for group in by_agency.values() if len(set(group.values())) > 1 for sha in group)


def _take(place: Workplace, name: str, data: bytes, inspection: Inspection | None, rivals: frozenset[str], clock: Clock) -> Taken:
    sha = hashlib.sha256(data).hexdigest()
    when = clock()
    place.ledger.record_receipt("folder", name, sha, when, "folder")
    if inspection is None:
        return Taken(name, "sama", None, None, None, None)
    if sha in rivals:
        remark = found("dua-isi-berbeda")
        submission = replace(inspection.submission, outcome="quarantined", reason=remark.code,
                             findings=(remark, *inspection.submission.findings))
        inspection = replace(inspection, submission=submission,
                             checked=check(inspection.copy, submission) if inspection.copy else None)
    submission = inspection.submission
    identity = submission.identity
    result = place.ledger.record_submission(
        sha, identity.agency if identity else None, _identity_dict(identity), submission.outcome, submission.reason,
        inspection.complete, content_hash(inspection), inspection.findings, _stored_values(inspection),
        submission.saved_by, submission.format, when)
    states = {"accepted": "diterima", "quarantined": "karantina", "rejected": "ditolak"}
    state = "sama" if result.status in ("same-values", "duplicate-bytes") else states[submission.outcome]
    return Taken(name, state, identity.agency if identity else None, result.revision, inspection, submission.reason)


def _identity_dict(identity: Identity | None) -> dict[str, object] | None:
    if identity is None:
        return None
    return {"pack": identity.pack, "edition": identity.edition, "year": identity.year, "period": identity.period,
            "form": identity.form, "agency": identity.agency, "send_no": identity.send_no}


def _stored_values(inspection: Inspection) -> list[dict[str, object]]:
    """Every filled cell: judged value where it is good, the raw text where it is wrong (never lost)."""
    if inspection.checked is None or inspection.copy is None:
        return []
    kinds = {(s.table, s.row, s.field): s.kind for s in inspection.copy.slots()}
    rows: list[dict[str, object]] = []
    for value in inspection.submission.values:
        key = (value.table, value.row, value.field)
        parsed = inspection.checked.answers.get(key)
        if parsed is None or parsed.state == "blank":
            continue
        good = parsed.state == "ok"
        rows.append({"table": value.table, "row": value.row, "field": value.field,
                     "kind": kinds[key] if good else "salah",
                     "value": parsed.value if good else str(value.error or value.formula or value.raw),
                     "sheet": value.sheet, "cell": value.cell})
    return rows
