"""Sending to a real SMTP server that fails on demand: nothing lost, nothing sent twice, what nobody can know is told."""

from __future__ import annotations

import email
import email.policy
import gc
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from rmrb_xlsx.cli import rmrb
from rmrb_xlsx.errors import FolderError
from rmrb_xlsx.mail.settings import Server
from rmrb_xlsx.mail.smtp import Post
from rmrb_xlsx.rounds.post import Posted, again, due_letters, everything, hand_over, mail_settings, queue, recover
from rmrb_xlsx.rounds.roads import open_road
from rmrb_xlsx.rounds.workplace import open_workplace
from tests.mail.conftest import AT, addressed, clock, configured
from tests.mail.servers import PASSWORD, USER, Sink


def send(folder: Path, road: str = "smtp", rests: list[float] | None = None) -> list[Posted]:
    """What `rmrb kirim` does, with rests noted instead of slept."""
    with open_workplace(folder) as place:
        settings = mail_settings(place)
        problems = queue(place, settings, due_letters(place, settings, "semua", (), AT), clock)
        with open_road(place, settings, road) as way:
            unsure = recover(place, way, clock)
            sent = hand_over(place, way, lambda o: True, clock=clock, sleep=(rests if rests is not None else []).append, pause=2)
        return [*problems, *unsure, *sent]


def outbox(folder: Path) -> Counter[str]:
    with open_workplace(folder) as place:
        return Counter(p.state for p in everything(place))


@pytest.fixture
def ready(folder: Path, sink: Sink) -> Path:
    configured(folder, pengirim=USER, jalan="smtp", smtp=sink.settings())
    return folder


def test_each_form_goes_once_to_its_agency_and_never_again(ready: Path, sink: Sink) -> None:
    rests: list[float] = []
    assert [p.state for p in send(ready, rests=rests)] == ["sent"] * 4
    assert rests == [2, 2, 2], "a pause between two, none before the first"
    assert [r for _, r, _ in sink.mails] == [("alfa@rekaan.go.id",), ("alfa@rekaan.go.id",), ("beta@rekaan.go.id",), ("gama@rekaan.go.id",)]
    mail = email.message_from_bytes(sink.mails[2][2], policy=email.policy.default)
    assert mail["Subject"].startswith("[RMRB-2026/tahunan/BBB] ") and mail["From"].addresses[0].addr_spec == USER
    attachment = next(iter(mail.iter_attachments()))
    assert attachment.get_filename() == "RMRB 2026 tahunan - BBB Badan Beta Rekaan.xlsx"
    assert attachment.get_content() == (ready / "1 Formulir" / "RMRB 2026 tahunan - BBB Badan Beta Rekaan.xlsx").read_bytes()
    before = list(sink.mails)
    assert send(ready) == [] and sink.mails == before and len(set(sink.ids())) == 4


def test_wrong_certificate_password_or_port_sends_nothing(ready: Path, sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    good = sink.settings()
    for change, says in (({"sertifikat": ""}, "tidak dapat dipakai"), ({"pengguna": "lain"}, "ditolak"), ({"port": 1}, "tidak dapat dipakai"),
                         ({"keamanan": "tls"}, "tidak dapat dipakai")):
        configured(ready, pengirim=USER, smtp={**good, **change})
        with pytest.raises(FolderError, match=says):
            send(ready)
    monkeypatch.delenv("RMRB_SMTP_SANDI")
    configured(ready, pengirim=USER, smtp=good)
    with pytest.raises(FolderError, match="RMRB_SMTP_SANDI"):
        send(ready)
    gc.collect()  # a connection left open would warn now, and a warning fails
    assert sink.mails == [] and outbox(ready) == {"queued": 4}


def test_a_server_without_starttls_is_not_used_in_plain(ready: Path, sink: Sink) -> None:
    sink.faults["STARTTLS"] = ["454 TLS not available"]
    with pytest.raises(FolderError):
        send(ready)
    assert "MAIL" not in sink.said and sink.mails == []


def test_a_token_signs_in_too(sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RMRB_SMTP_TOKEN", "tiket123")
    server = Server("localhost", sink.port, "starttls", USER, "xoauth2", str(sink.certificates.authority))
    with Post(server) as post:
        assert post.hand(USER, ["a@b.go.id"], b"Subject: x\r\n\r\n.titik di depan\r\n..dua\r\n").state == "sent"
    assert sink.tokens[-1] == f"user={USER}\x01auth=Bearer tiket123\x01\x01"
    assert sink.mails[0][2] == b"Subject: x\r\n\r\n.titik di depan\r\n..dua\r\n"


# verb, answer: state of the first letter at the end, how often the sink took it, rests beyond the pauses
CASES = [
    ("MAIL", "451 nanti", "sent", 1, [20.0]), ("RCPT", "450 daftar abu-abu", "sent", 1, [20.0]), ("DATA", "451 nanti", "sent", 1, [20.0]),
    ("DATA-END", "452 penuh", "sent", 1, [20.0]), ("MAIL", "421 tutup", "sent", 1, [20.0]),
    ("MAIL", "550 tidak boleh", "failed", 0, []), ("RCPT", "550 5.1.1 tidak ada", "failed", 0, []), ("DATA", "554 tidak", "failed", 0, []),
    ("DATA-END", "554 ditolak", "failed", 0, []),
    ("MAIL", "putus", "sent", 1, [20.0]), ("RCPT", "putus", "sent", 1, [20.0]), ("DATA", "putus", "sent", 1, [20.0]),
    ("DATA-END", "putus", "uncertain", 0, []), ("DATA-END", "putus sesudah", "uncertain", 1, []), ("QUIT", "putus", "sent", 1, []),
    ("RSET", "putus", "sent", 1, []),
]


@pytest.mark.parametrize(("verb", "answer", "state", "taken", "waits"), CASES, ids=[f"{v} {a}" for v, a, *_ in CASES])
def test_every_failure_at_every_verb(ready: Path, sink: Sink, verb: str, answer: str, state: str, taken: int, waits: list[float]) -> None:
    sink.faults[verb] = [answer]
    rests: list[float] = []
    first = send(ready, rests=rests)[0]
    assert (first.state, [r for r in rests if r != 2]) == (state, waits)
    assert outbox(ready) == Counter({"sent": 3}) + Counter([state])
    with open_workplace(ready) as place:
        number = place.ledger._one("SELECT message_id FROM letter ORDER BY id LIMIT 1")
    assert number and sink.ids().count(number["message_id"]) == taken
    assert send(ready) == ([first] if state == "uncertain" else [])
    counts = Counter(sink.ids())
    assert max(counts.values()) == 1 and len(counts) == 3 + taken


def test_only_a_person_sends_an_uncertain_letter_again(ready: Path, sink: Sink) -> None:
    sink.faults["DATA-END"] = ["putus sesudah"]
    send(ready)
    with open_workplace(ready) as place:
        again(place, 1, "ulangi", "Petugas", "tidak ada di kotak terkirim", clock)
    assert [p.state for p in send(ready)] == ["sent"]
    assert Counter(sink.ids())[sink.ids()[0]] == 2, "the copy carries the same Message-ID"
    with open_workplace(ready) as place:
        steps = place.ledger._all("SELECT state, words FROM letter_step WHERE letter = 1 ORDER BY id")
    assert [s["state"] for s in steps] == ["queued", "sending", "uncertain", "queued", "sending", "sent"]
    assert "ulangi oleh Petugas: tidak ada di kotak terkirim" in steps[3]["words"]


def test_a_server_that_stays_down_stops_the_run_and_the_next_goes_on(ready: Path, sink: Sink) -> None:
    sink.faults["MAIL"] = ["putus"] * 3
    with pytest.raises(FolderError, match="tetap di kotak keluar"):
        send(ready)
    assert outbox(ready) == {"queued": 4} and sink.mails == []
    assert [p.state for p in send(ready)] == ["sent"] * 4 and len(set(sink.ids())) == len(sink.ids()) == 4


def test_put_off_for_long_stays_queued(ready: Path, sink: Sink) -> None:
    sink.faults["RCPT"] = ["450 nanti"] * 12
    rests: list[float] = []
    assert {p.state for p in send(ready, rests=rests)} == {"queued"}
    assert [r for r in rests if r != 2] == [20.0, 60.0]
    assert {p.state for p in send(ready)} == {"sent"}


def test_dead_addresses_are_told_and_a_mended_roster_sends_to_the_new_one_only(ready: Path, sink: Sink) -> None:
    addressed(ready, {"BBB": "mati@rekaan.go.id", "CCC": "mati.juga@rekaan.go.id, hidup@rekaan.go.id"})
    told = {(p.agency, p.form): p for p in send(ready)}
    assert told["BBB", "pd"].state == "failed" and "5.1.1" in told["BBB", "pd"].words and told["CCC", "pd"].state == "sent"
    assert [p.words for p in send(ready)] == [], "nothing more is tried for a dead address by itself"
    addressed(ready, {"BBB": "baru@rekaan.go.id"})
    assert [(p.agency, p.state, p.recipients) for p in send(ready)] == [("BBB", "sent", ("baru@rekaan.go.id",))]
    assert sink.mails[-1][1] == ("baru@rekaan.go.id",)


def test_at_most_so_many_and_the_rest_later(ready: Path, sink: Sink) -> None:
    with open_workplace(ready) as place:
        settings = mail_settings(place)
        queue(place, settings, due_letters(place, settings, "formulir", ("BBB", "CCC"), AT), clock)
        with open_road(place, settings, "smtp") as way:
            hand_over(place, way, lambda o: True, clock=clock, sleep=lambda _: None, most=1)
    assert len(sink.mails) == 1 and outbox(ready) == {"sent": 1, "queued": 1}
    assert [p.agency for p in send(ready)] == ["AAA", "AAA", "CCC"] or len(sink.mails) == 4


def test_passwords_never_reach_ledger_or_folder(ready: Path, sink: Sink) -> None:
    send(ready)
    for path in ready.rglob("*"):
        assert not path.is_file() or PASSWORD.encode() not in path.read_bytes()


def test_the_command_says_what_became_of_each(folder: Path, sink: Sink) -> None:
    def run(*words: str) -> tuple[int, str]:
        result = CliRunner().invoke(rmrb, ["-C", str(folder), *words], standalone_mode=False)
        assert result.exception is None, result.output
        return result.return_value, result.output
    code, told = run("kirim", "--pd", "BBB", "--dry-run")
    assert (code, outbox(folder)) == (0, Counter()) and "rencana 1" in told
    assert [p.name for p in (folder / "5 Surel" / "Pratinjau").iterdir()] == ["001 BBB formulir.eml"]
    code, told = run("kirim", "--pd", "BBB")
    assert code == 0 and told.endswith("draf dibuat 1\n") and (folder / "5 Surel" / "0001 BBB formulir.eml").read_bytes().startswith(b"X-Unsent: 1")
    configured(folder, pengirim=USER, jalan="smtp", jeda_detik=0, smtp=sink.settings())
    sink.faults["DATA-END"] = ["putus"]
    code, told = run("kirim", "--pd", "CCC")
    assert code == 4 and "belum pasti 1" in told and "--anggap-terkirim" in told
    code, told = run("kirim", "--anggap-terkirim", "2", "--alasan", "ada di kotak terkirim", "--oleh", "Petugas")
    assert code == 0 and run("kirim", "--pd", "CCC") == (0, "Tidak ada surel yang perlu dikirim.\n")
    assert "terkirim" in run("kirim", "--daftar")[1]
