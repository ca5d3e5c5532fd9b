"""Letters that are due: what to say to whom, from the ledger and the roster. Nothing is sent or recorded here.

Every letter has a key for what it is about; a key that was ever queued is not due again. All go to the registered contact.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rmrb_xlsx.folder import layout
from rmrb_xlsx.folder.roster import Entry
from rmrb_xlsx.ledger.outbox import Outbox
from rmrb_xlsx.mail.settings import MailSettings
from rmrb_xlsx.mail.words import address, one_line, subject_code
from rmrb_xlsx.rounds.status import ISSUED, RECEIVED, Standing, other_standings, standings
from rmrb_xlsx.rounds.status import REPAIR as NEEDS_REPAIR
from rmrb_xlsx.rounds.workplace import Workplace
from rmrb_xlsx.spec.values import show_date, show_moment

FORM, REMINDER, RECEIPT, REPAIR, REFUSAL = "formulir", "pengingat", "terima", "perbaikan", "tolakan"
LETTER = {FORM: "pengantar", REMINDER: "pengingat", RECEIPT: "tanda_terima", REPAIR: "perbaikan", REFUSAL: "tolakan"}
AUTOMATIC = (RECEIPT, REPAIR, REFUSAL)
ANSWERS_A_DAY = 5
EXAMPLES, SHOWN = 4, 200


@dataclass(frozen=True, slots=True)
class Due:
    """A letter that should go out. `file`: (name, folder of the working folder, expected SHA-256) of its
    attachment; `answers`: the Message-ID it answers; `problem`: why it cannot be written."""

    key: str
    kind: str
    agency: str
    form: str
    recipients: tuple[str, ...]
    words: Mapping[str, object] = field(default_factory=dict)
    file: tuple[str, str, str] | None = None
    problem: str = ""
    answers: tuple[str, ...] = ()


class Writer:
    """Finds the letters that are due in one working folder."""

    def __init__(self, place: Workplace, settings: MailSettings, at: str) -> None:
        self._place, self._settings, self._at = place, settings, at
        self._entries = {e.code: e for e in place.roster()}
        self._box = Outbox(place.ledger)
        self._letters = self._box.letters()
        self._dead = self._box.dead_addresses()
        self._today = dt.date.fromisoformat(at[:10])
        rows = (*standings(place, self._today), *other_standings(place, self._today))
        self._standings: dict[tuple[str, str], Standing] = {(s.agency, s.form): s for s in rows}

    # --- forms ---

    def forms(self, agencies: Sequence[str] = ()) -> Iterator[Due]:
        """The forms of the round that have not been sent to an address that still stands in the roster."""
        came = {(s["agency"], s["form"]) for s in self._place.ledger.current()}
        for issue in self._place.ledger.issues():
            entry = self._entries.get(issue["agency"])
            if entry is None or entry.exempt or (agencies and entry.code not in agencies) or issue["answers"] is not None:
                continue
            newest = self._place.ledger.newest_issue(issue["agency"], issue["form"])
            if newest is None or newest["id"] != issue["id"] or (entry.code, issue["form"]) in came:
                continue
            base = f"{FORM}|{entry.code}|{issue['form']}|{issue['send_no']}"
            sent = [o for o in self._letters if o.key == base or o.key.startswith(base + "|")]
            reached = {a for o in sent for a in o.recipients if a not in self._dead}
            recipients = tuple(a for a in self._addresses(entry) if a not in self._dead)
            if sent and (reached or not recipients):
                continue
            key = base if not sent else f"{base}|{_short(*recipients)}"
            yield self._due(key, FORM, entry, issue["form"], recipients, {"nama_berkas": issue["file_name"]},
                            (issue["file_name"], layout.FORMS, issue["sha256"]))

    # --- reminders ---

    def reminders(self, agencies: Sequence[str] = (), ahead: int | None = None) -> Iterator[Due]:
        """One a day to each agency that is late (or whose deadline is at most `ahead` days off): what is missing, and the form
        once more when nothing came."""
        for standing in self._standings.values():
            entry = self._entries[standing.agency]
            left = (dt.date.fromisoformat(standing.deadline) - self._today).days
            due = (standing.days_late or 0) > 0 or (ahead is not None and 0 <= left <= ahead)
            if standing.state not in (ISSUED, RECEIVED, NEEDS_REPAIR) or not due or (agencies and entry.code not in agencies):
                continue
            issue = self._place.ledger.newest_issue(entry.code, standing.form)
            words: dict[str, object] = {"terlambat": standing.days_late or 0, "revisi": standing.revision, "kurang": [],
                                        "jumlah_kesalahan": 0, "nama_berkas": ""}
            file = None
            if standing.revision:
                sub = next(s for s in self._place.ledger.current(standing.form) if s["agency"] == entry.code)
                repaired = self._repaired(int(sub["id"]))
                if repaired:
                    file, words["nama_berkas"] = (repaired["file_name"], layout.REPAIRS, repaired["sha256"]), repaired["file_name"]
                words |= {"kurang": missing_by_sheet(self._place.ledger.findings_of(int(sub["id"]))),
                          "jumlah_kesalahan": standing.errors or 0}
            elif issue and issue["answers"] is None:
                words["nama_berkas"] = issue["file_name"]
                file = (issue["file_name"], layout.FORMS, issue["sha256"])
            key = f"{REMINDER}|{entry.code}|{standing.form}|{self._today.isoformat()}"
            if not self._box.knows(key):
                yield self._due(key, REMINDER, entry, standing.form, self._alive(entry), words, file)

    # --- answers ---

    def answers(self, agencies: Sequence[str] = ()) -> Iterator[Due]:
        """Receipts and repair letters for what counts now, refusals for what a verified sender sent and could not be taken in;
        at most one per content and five a day for an agency."""
        if self._settings.answer == "tidak":
            return
        given: dict[str, int] = {}
        for letter in self._letters:
            if letter.kind in AUTOMATIC and letter.at[:10] == self._at[:10]:
                given[letter.agency] = given.get(letter.agency, 0) + 1
        for due in (*self._about_submissions(), *self._about_refused()):
            if (agencies and due.agency not in agencies) or self._box.knows(due.key):
                continue
            given[due.agency] = given.get(due.agency, 0) + 1
            if given[due.agency] <= ANSWERS_A_DAY:
                yield due

    def _about_submissions(self) -> Iterator[Due]:
        for sub in self._place.ledger.current():
            entry = self._entries.get(sub["agency"])
            mails = self._box.came_by_mail(sub["sha256"])
            vouched = bool(sub["decision"]) or all(m["may_answer"] for m in mails[:1])
            if entry is None or (self._settings.answer == "surel" and not mails) or not vouched:
                continue
            findings = self._place.ledger.findings_of(int(sub["id"]))
            errors = [f for f in findings if f["severity"] == "error" and f["code"] != "belum-diisi" and not f.get("waived")]
            words = self._submission_words(sub, findings)
            answers = mails[0]["message_id"] if mails else None
            issue = self._repaired(int(sub["id"]))
            file = (issue["file_name"], layout.REPAIRS, issue["sha256"]) if issue else None
            words["nama_lampiran"] = issue["file_name"] if issue else ""
            if not errors:
                key = f"{RECEIPT}|{entry.code}|{sub['form']}|{sub['content_hash'] or sub['sha256']}"
                yield self._due(key, RECEIPT, entry, sub["form"], self._alive(entry), words, file, answers)
                continue
            words |= {"jumlah_kesalahan": len(errors), "kesalahan": errors_by_sheet(errors)}
            yield self._due(f"{REPAIR}|{entry.code}|{sub['form']}|{sub['content_hash'] or sub['sha256']}", REPAIR, entry, sub["form"],
                            self._alive(entry), words, file, answers)

    def _repaired(self, submission: int) -> dict[str, Any] | None:
        """The newest form that was made from a submission, or None."""
        return next((i for i in reversed(self._place.ledger.issues()) if i["answers"] == submission), None)

    def _submission_words(self, sub: Mapping[str, Any], findings: Sequence[Mapping[str, Any]]) -> dict[str, object]:
        named = next((s["file_name"] for s in self._place.ledger.submissions() if s["id"] == sub["id"]), None)
        kurang = missing_by_sheet(findings)
        return {"nomor": receipt_number(self._place, sub), "revisi": sub["revision"], "waktu": show_moment(sub["at"], " pukul "),
                "nama_berkas": one_line(str(named or "-"), 120), "lengkap": bool(sub["complete"]), "kurang": kurang,
                "jumlah_kurang": sum(int(str(k["jumlah"])) for k in kurang),
                "catatan": [one_line(f["message"], 400) for f in findings if f["code"] in ("format-lain", "dibaca-sebagai")][:20]}

    def _about_refused(self) -> Iterator[Due]:
        form = self._place.agency_form
        by_file = {s["sha256"]: s for s in self._place.ledger.submissions()}
        for mail in self._box.mails():
            if not mail["may_answer"] or len(mail["agencies"]) != 1 or mail["agencies"][0] not in self._entries:
                continue
            entry = self._entries[mail["agencies"][0]]
            waktu = show_moment(mail["at"], " pukul ")
            if mail["kind"] == "kosong":
                yield self._due(f"{REFUSAL}|{entry.code}|kosong|{mail['at'][:10]}", REFUSAL, entry, form, self._alive(entry),
                                {"nama_berkas": "", "waktu": waktu, "alasan": mail["remarks"]}, answers=mail["message_id"])
            for receipt in self._place.ledger.receipts(f"surel:{mail['sha256']}"):
                sub = by_file.get(receipt["sha256"])
                if sub is None or sub["outcome"] == "accepted" or sub["reason"] == "pengirim-belum-pasti":
                    continue
                if any(c["sha256"] == sub["sha256"] for c in self._place.ledger.current()):
                    continue
                first = self._place.ledger.findings_of(int(sub["id"]))[:1]
                yield self._due(f"{REFUSAL}|{entry.code}|{sub['sha256']}", REFUSAL, entry, sub["form"] or form, self._alive(entry),
                                {"nama_berkas": one_line(receipt["file_name"], 120), "waktu": waktu,
                                 "alasan": [one_line(f["message"], 500) for f in first] or ["Berkas tidak dapat dibaca."]},
                                answers=mail["message_id"])

    # --- what all share ---

    def _addresses(self, entry: Entry) -> tuple[str, ...]:
        return tuple(dict.fromkeys(address(e) for e in entry.emails))

    def _alive(self, entry: Entry) -> tuple[str, ...]:
        return tuple(a for a in self._addresses(entry) if a not in self._dead)

    def _deadline(self, entry: Entry, form: str) -> str:
        standing = self._standings.get((entry.code, form))
        return standing.deadline if standing else self._place.deadline(entry)

    def _due(self, key: str, kind: str, entry: Entry, form: str, recipients: tuple[str, ...], words: Mapping[str, object],
             file: tuple[str, str, str] | None = None, answers: str | None = None) -> Due:
        problem = ""
        if not recipients:
            problem = (f"alamat gagal: {', '.join(entry.emails)}" if entry.emails
                       else f"belum ada alamat di kolom «Surel» {layout.ROSTER}")
        return Due(key, kind, entry.code, form, recipients, {**self._common(entry, form), **words}, file, problem,
                   (answers,) if answers and answers.isascii() and answers.isprintable() else ())

    def _common(self, entry: Entry, form: str) -> dict[str, object]:
        pack, settings = self._place.pack, self._place.settings
        own = form == self._place.agency_form
        title = pack.forms[form].title if form in pack.forms else form
        return {"kode_subjek": subject_code(settings.year, settings.period, entry.code, "" if own else form),
                "judul_formulir": title.removeprefix("Formulir "), "tahun": settings.year, "periode": pack.periods[settings.period].label,
                "instansi": entry.name, "kode": entry.code, "narahubung": entry.contact,
                "batas": show_date(self._deadline(entry, form)),
                "pengirim": self._settings.sender_name or pack.region["collector"], "pemerintah": pack.region["government"]}


def receipt_number(place: Workplace, sub: Mapping[str, Any]) -> str:
    """`TT/2021/tahunan/KOM/2`: the same for the same revision, readable on the phone."""
    form = "" if sub["form"] == place.agency_form else f"/{sub['form']}"
    return f"TT/{place.settings.year}/{place.settings.period}/{sub['agency']}{form}/{sub['revision']}"


def missing_by_sheet(findings: Sequence[Mapping[str, Any]]) -> list[dict[str, object]]:
    """What is not filled, a row a sheet: name, how many, the first few cells."""
    sheets: dict[str, list[str]] = {}
    for f in findings:
        if f["code"] == "belum-diisi" and not f.get("waived"):
            sheets.setdefault(f["sheet"] or "-", []).append(f["cell"] or "-")
    return [{"lembar": name, "jumlah": len(cells), "contoh": ", ".join(cells[:EXAMPLES]) + (", ..." if len(cells) > EXAMPLES else "")}
            for name, cells in sheets.items()]


def errors_by_sheet(errors: Sequence[Mapping[str, Any]]) -> list[dict[str, object]]:
    """Every error in words, grouped by sheet, in the order of the ledger (worst first); a very long list ends with a count."""
    sheets: dict[str, list[str]] = {}
    for f in errors[:SHOWN]:
        sheets.setdefault(f["sheet"] or "Berkas", []).append(one_line(f["message"], 600))
    grouped: list[dict[str, object]] = [{"nama": name, "baris": lines} for name, lines in sheets.items()]
    if len(errors) > SHOWN:
        grouped.append({"nama": "Lainnya", "baris": [f"{len(errors) - SHOWN} kesalahan lagi ditandai di dalam formulir perbaikan."]})
    return grouped


def _short(*words: str) -> str:
    return hashlib.sha256("\0".join(words).encode()).hexdigest()[:12]
