"""A round by mail on real servers: 55 forms out, 40 back from every kind of mail program, bounces, forgeries and automatic answers between
them. The end stands in one table; everything is done twice and the second time changes nothing. All through the command line."""

from __future__ import annotations

import csv
import datetime as dt
import email
import email.policy
import io
import json
import os
import random
import shutil
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from rmrb_xlsx.demo.fill import fill
from rmrb_xlsx.ledger.outbox import Outbox
from rmrb_xlsx.rounds.desk import open_desk
from rmrb_xlsx.rounds.issue import issue
from rmrb_xlsx.rounds.workplace import open_workplace, prepare
from rmrb_xlsx.spec.load import find_pack
from tests.conftest import EXAMPLE, told
from tests.mail.conftest import addressed, configured
from tests.mail.mails import XLSX, bounce
from tests.mail.servers import USER, Dovecot, Sink

EPOCH = dt.date(1899, 12, 30)
OWN = "mail.kab.go.id"
CODES = ["AAA", "BBB", "CCC", *(f"D{n:02}" for n in range(4, 56))]
OFFICE = "kotak.putaran@kab.go.id"

# agencies in order: how many, what they do, how their form ends
PLAN = [
    (16, "polos", "lengkap"), (3, "polos, salah", "perlu perbaikan"), (2, "polos, kurang", "diterima"), (5, "diteruskan", "lengkap"),
    (5, "zip", "lengkap"), (4, "dua lampiran", "lengkap"), (3, "tanpa Message-ID", "lengkap"), (2, "kirim dua kali", "lengkap"),
    (5, "pantulan", "terkirim"), (1, "palsu: gagal uji", "karantina"), (1, "palsu: pengirim asing", "karantina"),
    (1, "palsu: kepala tiruan", "karantina"), (2, "jawaban otomatis", "terkirim"), (5, "diam", "terkirim")]
HOW = dict(zip(CODES, [how for count, how, _ in PLAN for _ in range(count)], strict=True))
END = dict(zip(CODES, [end for count, _, end in PLAN for _ in range(count)], strict=True))
RETURNED = [c for c in CODES if END[c] in ("lengkap", "perlu perbaikan", "diterima")]


Values = dict[str, list[dict[str, Any]]]


@dataclass
class Round:
    """The working folder, the servers, and what each command answered."""

    folder: Path
    sink: Sink
    dovecot: Dovecot
    values: Values
    runs: list[tuple[int, dict[str, Any]]] = field(default_factory=list)

    def rmrb(self, *words: str) -> tuple[int, dict[str, Any]]:
        done = subprocess.run([sys.executable, "-m", "rmrb_xlsx", "-C", str(self.folder), *words, "--json"], capture_output=True, text=True,
                              check=False, env={**os.environ, "PYTHONIOENCODING": "utf-8"})
        assert done.stdout and "Traceback" not in done.stderr, done.stderr
        self.runs.append((done.returncode, json.loads(done.stdout)))
        return self.runs[-1]


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Values]:
    """55 issued forms of an invented regency, and the input cells that all but the first three share."""
    base = tmp_path_factory.mktemp("putaran")
    pack = Path(shutil.copytree(find_pack(EXAMPLE), base / "paket"))
    settings = (pack / "paket.yaml").read_text(encoding="utf-8").splitlines()
    (pack / "paket.yaml").write_text("\n".join(line for line in settings if not line.strip().startswith(("pemda_form:", "pemda_agency:"))),
                                     encoding="utf-8")
    with (pack / "agencies.csv").open("a", encoding="utf-8", newline="") as stream:
        for code in CODES[3:]:
            csv.writer(stream).writerow([code, f"Dinas {code} Rekaan", code, "dinas", "ya", "", "", "printed", "", "rekaan"])
    folder = prepare(base / "kerja", str(pack), 2026, "tahunan", key=b"k" * 32, key_file=base / "kunci")
    addressed(folder, {code: f"{code.lower()}@rekaan.go.id" for code in CODES})
    with open_workplace(folder) as place:
        forms = {i.agency: i.path for i in issue(place)}
    assert list(forms) == CODES
    with open_desk(str(pack)) as desk:
        return folder, {code: told(desk.inspect("kosong.xlsx", forms[code].read_bytes()))["values"] for code in ("AAA", "BBB", "CCC", "D10")}


@pytest.fixture
def course(begun: tuple[Path, Values], sink: Sink, dovecot: Dovecot) -> Round:
    folder, values = begun
    configured(folder, pengirim=USER, jalan="smtp", jeda_detik=0, uji_wajib=True, server_uji=OWN, smtp=sink.settings(),
               imap=dovecot.settings(OFFICE, setelah="tandai"))
    return Round(folder, sink, dovecot, values)


def test_the_round_ends_as_the_table_says_and_a_second_run_changes_nothing(course: Round) -> None:
    code, sent = course.rmrb("kirim")
    assert (code, Counter(r["state"] for r in sent["letters"])) == (0, {"sent": 55})
    letters = {mail["To"].partition("@")[0].upper(): mail for mail in map(parsed, (m for _, _, m in course.sink.mails))}
    assert sorted(letters) == CODES and len(course.sink.mails) == 55

    delivered = list(answers(course, letters))
    random.Random(7).shuffle(delivered)
    for sender, raw in delivered:
        course.dovecot.deliver(raw, OFFICE, sender)
    code, got = course.rmrb("terima", "--imap")
    assert code == 3, "some wait for a person"
    assert Counter(m["kind"] for m in got["mails"]) == {"kiriman": 45, "pantulan": 5, "otomatis": 2}
    assert Counter(m["level"] for m in got["mails"] if m["kind"] == "kiriman") == {"hijau": 42, "merah": 2, "kuning": 1}
    forms = [f for f in got["files"] if f["state"] != "dibuka"]
    assert Counter(f["state"] for f in forms) == {"diterima": 40, "sama": 2, "karantina": 3}
    assert {f["agency"] for f in forms if f["state"] == "diterima"} == set(RETURNED)
    assert {f["reason"] for f in forms if f["state"] == "karantina"} == {"pengirim-belum-pasti"}

    _, status = course.rmrb("status")
    assert {a["agency"]: a["state"] for a in status["agencies"]} == END
    assert {a["agency"] for a in status["agencies"] if "alamat gagal" in a["note"]} == {c for c in CODES if HOW[c] == "pantulan"}
    assert {a["revision"] for a in status["agencies"] if a["agency"] in RETURNED} == {1}

    code, answered = course.rmrb("kirim")
    assert (code, Counter((r["kind"], r["state"]) for r in answered["letters"])) == (0, {("terima", "sent"): 37, ("perbaikan", "sent"): 3})
    back = list(map(parsed, (m for _, _, m in course.sink.mails[55:])))
    assert sorted(m["To"].partition("@")[0].upper() for m in back) == sorted(RETURNED), "one answer each, to nobody else"
    repairs = [m for m in back if "Perlu perbaikan" in m["Subject"]]
    assert {m["To"].partition("@")[0].upper() for m in repairs} == {c for c in CODES if HOW[c] == "polos, salah"}
    for mail in repairs:
        (form,) = mail.iter_attachments()
        inspection = desk_of(course, form.get_content())
        assert inspection["identity"]["agency"] == mail["To"].partition("@")[0].upper()
    assert all(m["In-Reply-To"] for m in back) and all(m["Auto-Submitted"] == "auto-replied" for m in back)

    with open_workplace(course.folder) as place:
        box = Outbox(place.ledger)
        assert Counter((o.kind, o.state) for o in box.letters()) == {("formulir", "sent"): 55, ("terima", "sent"): 37, ("perbaikan", "sent"): 3}
        assert Counter(m["kind"] for m in box.mails()) == {"kiriman": 45, "pantulan": 5, "otomatis": 2}
        assert place.ledger.check() == []
        once = place.ledger.dump()
    mails = len(course.sink.mails)
    assert course.rmrb("terima", "--imap")[0] == 0 and course.rmrb("kirim") == (0, {"schema": "rmrb.kirim/1", "road": "smtp", "letters": []})
    with open_workplace(course.folder) as place:
        assert place.ledger.dump() == once
    assert len(course.sink.mails) == mails and len(course.dovecot.files(OFFICE)) == len(delivered)
    assert all("S" in p.name.rpartition(",")[2] for p in course.dovecot.files(OFFICE)), "marked as read after everything was recorded"


def parsed(raw: bytes) -> EmailMessage:
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def desk_of(course: Round, data: bytes) -> dict[str, Any]:
    path = course.folder.parent / "periksa.xlsx"
    path.write_bytes(data)
    done = subprocess.run([sys.executable, "-m", "rmrb_xlsx", "periksa", "--json", "--paket", str(course.folder.parent / "paket"), str(path)],
                          capture_output=True, text=True, check=False)
    entry: dict[str, Any] = json.loads(done.stdout)["files"][0]
    return entry


def answers(course: Round, letters: dict[str, EmailMessage]) -> Iterator[tuple[str, bytes]]:
    """(envelope sender, mail) of everything that comes to the office."""
    for code in CODES:
        how, letter = HOW[code], letters[code]
        address = f"{code.lower()}@rekaan.go.id"
        if how == "diam":
            continue
        if how == "pantulan":
            yield "", bounce(letter.as_bytes(policy=email.policy.SMTP), address)
            continue
        if how == "jawaban otomatis":
            yield "", written(address, letter, [], text="Saya sedang cuti.", head=[("Auto-Submitted", "auto-replied")])
            continue
        (form,) = letter.iter_attachments()
        data = filled(course, code, form.get_content(), how)
        name = form.get_filename() or "formulir.xlsx"
        if how == "zip":
            archive = io.BytesIO()
            with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as out:
                out.writestr(name, data)
            yield address, written(address, letter, [("Formulir.zip", archive.getvalue())])
        elif how == "diteruskan":
            inner = parsed(written("staf@surel.id", letter, [(name, data)]))
            outer = parsed(written(address, letter, [], subject=f"Fwd: {letter['Subject']}"))
            outer.make_mixed()
            outer.attach(rfc822(inner))
            yield address, outer.as_bytes(policy=email.policy.SMTP)
        elif how == "dua lampiran":
            yield address, written(address, letter, [(name, data), ("bukti dukung.pdf", b"%PDF-1.4 bukti")])
        elif how == "tanpa Message-ID":
            yield address, written(address, letter, [(name, data)], message_id=None)
        elif how == "palsu: gagal uji":
            yield "palsu@luar.id", written(address, letter, [(name, data)], verdict="fail")
        elif how == "palsu: pengirim asing":
            yield "palsu@luar.id", written("dinas@gratis.id", letter, [(name, data)], domain="gratis.id")
        elif how == "palsu: kepala tiruan":
            forged = [("Authentication-Results", f"{OWN}; dmarc=pass header.from=rekaan.go.id")]
            yield "palsu@luar.id", written(address, letter, [(name, data)], verdict="fail", head=forged)
        else:
            mail = written(address, letter, [(name, data)])
            yield address, mail
            if how == "kirim dua kali":
                yield address, mail


def rfc822(inner: EmailMessage) -> EmailMessage:
    part = EmailMessage(policy=email.policy.SMTP)
    part.set_content(inner)
    return part


def written(sender: str, letter: EmailMessage, files: list[tuple[str, bytes]], *, text: str = "Terlampir, terima kasih.",
            message_id: str | None = "", verdict: str = "pass", domain: str = "rekaan.go.id", subject: str | None = None,
            head: list[tuple[str, str]] | None = None) -> bytes:
    """What a mail program makes of "Balas", as our own server delivers it: its verdict on top."""
    mail = EmailMessage(policy=email.policy.SMTP)
    mail["Authentication-Results"] = f"{OWN}; dmarc={verdict} header.from={domain}"
    for name, value in head or []:
        mail[name] = value
    mail["From"], mail["To"], mail["Subject"] = f"Staf <{sender}>", OFFICE, subject or f"Bls: {letter['Subject']}"
    mail["In-Reply-To"], mail["References"] = letter["Message-ID"], letter["Message-ID"]
    mail["Date"] = "Mon, 11 Jan 2027 10:00:00 +0700"
    if message_id is not None:
        mail["Message-ID"] = f"<{hash_of(sender, subject or '')}@rekaan.go.id>"
    mail.set_content(text)
    for name, data in files:
        mail.add_attachment(data, maintype=XLSX[0], subtype=XLSX[1] if name.endswith("xlsx") else "octet-stream", filename=name)
    return mail.as_bytes()


def hash_of(*words: str) -> str:
    import hashlib
    return hashlib.sha256("|".join(words).encode()).hexdigest()[:20]


def filled(course: Round, code: str, blank: bytes, how: str) -> bytes:
    """The agency's form filled in: whole, with a mistake, or with something left out."""
    values = course.values.get(code, course.values["D10"])
    cells: dict[tuple[str, str], str | float] = {}
    for v in values:
        content = v["example"]
        if content is not None:
            cells[v["sheet"], v["cell"]] = float((dt.date.fromisoformat(content) - EPOCH).days) if v["kind"] == "date" else content
    required = [v for v in values if v["required"] and (v["sheet"], v["cell"]) in cells]
    for v in values:
        if v["kind"] == "email" and how == "polos, salah":
            cells[v["sheet"], v["cell"]] = "petugas di kantor"
    if how == "polos, kurang":
        for v in required[:3]:
            cells.pop((v["sheet"], v["cell"]))
    return fill(blank, cells)
