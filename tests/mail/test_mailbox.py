"""Mails taken in: from files, and from a real IMAP server whose numbers nobody may trust. The sender is judged, answers go to the
registered contact, and a second run changes nothing."""

from __future__ import annotations

import email
import email.policy
import io
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest

from rmrb_xlsx.errors import FileRefused, FolderError
from rmrb_xlsx.ledger.outbox import Outbox
from rmrb_xlsx.mail.imap import open_mailbox
from rmrb_xlsx.mail.settings import read_settings
from rmrb_xlsx.rounds.addresses import failed_addresses
from rmrb_xlsx.rounds.desk import Desk
from rmrb_xlsx.rounds.mailbox import TakenMail, fetch, receive_paths
from rmrb_xlsx.rounds.post import due_letters, hand_over, mail_settings, queue, recover
from rmrb_xlsx.rounds.roads import open_road
from rmrb_xlsx.rounds.workplace import open_workplace
from tests.mail.conftest import AT, Filled, addressed, clock, configured
from tests.mail.mails import bounce, forwarded, plain
from tests.mail.outlookfile import outlook
from tests.mail.servers import USER, Dovecot

OWN = "mail.kab.go.id"
PASSED = (("Authentication-Results", f"{OWN}; dmarc=pass header.from=rekaan.go.id"),)


def drop(folder: Path, name: str, mail: EmailMessage | bytes) -> None:
    (folder / "2 Masuk" / name).write_bytes(mail if isinstance(mail, bytes) else mail.as_bytes())


def take(folder: Path, desk: Desk, *paths: Path) -> list[TakenMail]:
    with open_workplace(folder) as place:
        return receive_paths(place, desk, list(paths) or [folder / "2 Masuk"], lambda: mail_settings(place), clock)[1]


def take_imap(folder: Path, desk: Desk) -> list[TakenMail]:
    with open_workplace(folder) as place:
        return fetch(place, desk, mail_settings(place), clock)


def send(folder: Path, what: str = "semua") -> list[EmailMessage]:
    """`kirim` by draft files; gives the new mails."""
    box = folder / "5 Surel"
    before = set(box.glob("*.eml"))
    with open_workplace(folder) as place:
        settings = mail_settings(place)
        assert queue(place, settings, due_letters(place, settings, what, (), AT), clock) == []
        with open_road(place, settings, "berkas") as way:
            recover(place, way, clock)
            hand_over(place, way, lambda o: True, clock=clock)
    return [email.message_from_bytes(p.read_bytes(), policy=email.policy.default) for p in sorted(set(box.glob("*.eml")) - before)]  # type: ignore[misc]


def body(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part
    return str(part.get_content())


def states(mails: list[TakenMail]) -> list[tuple[str, str, list[tuple[str, str | None]]]]:
    return [(m.kind, m.level, [(t.state, t.agency) for t in m.files]) for m in mails]


def dump(folder: Path) -> str:
    with open_workplace(folder) as place:
        return place.ledger.dump()


def test_a_reply_is_taken_in_once_and_answered_once_to_the_registered_contact(folder: Path, desk: Desk, filled: Filled) -> None:
    sent = send(folder, "formulir")
    form = next(m for m in sent if "/AAA]" in m["Subject"])
    drop(folder, "balasan.eml", plain("alfa@rekaan.go.id", (("Isian kami.xlsx", filled("AAA")),), subject=f"Re: {form['Subject']}",
                                      answers=form["Message-ID"]))
    assert states(take(folder, desk)) == [("kiriman", "hijau", [("diterima", "AAA")])]
    once = dump(folder)
    assert states(take(folder, desk)) == [("sama", "", [("sama", "AAA")])] and dump(folder) == once
    (receipt,) = send(folder)
    assert (receipt["To"], receipt["In-Reply-To"], receipt["Auto-Submitted"]) == ("alfa@rekaan.go.id", "<1@alfa.go.id>", "auto-replied")
    assert form["Message-ID"] in receipt["References"]
    assert receipt["Subject"].startswith("[RMRB-2026/tahunan/AAA] Tanda terima TT/2026/tahunan/AAA/1")
    assert "Isian sudah LENGKAP" in body(receipt) and "10 Januari 2027 pukul 09.00" in body(receipt)
    assert send(folder) == []


def test_errors_come_back_in_one_letter_with_every_error_in_words(folder: Path, desk: Desk, filled: Filled) -> None:
    drop(folder, "a.eml", plain("beta@rekaan.go.id", (("a.xlsx", filled("BBB", faulty=True)),)))
    (mail,) = take(folder, desk)
    letter = next(m for m in send(folder) if "perbaikan" in str(m["Subject"]))
    assert letter["To"] == "beta@rekaan.go.id"
    inspection = mail.files[0].inspection
    assert inspection
    wrong = [f.message for f in inspection.findings if f.severity == "error" and f.code != "belum-diisi"]
    assert wrong and all(message in " ".join(body(letter).split()) for message in wrong)


WAYS = ["polos", "diteruskan", "zip", "dua lampiran", "tanpa Message-ID", "nama aneh", "eml di dalam"]


@pytest.mark.parametrize("way", WAYS)
def test_every_way_offices_send_files(folder: Path, desk: Desk, filled: Filled, way: str) -> None:
    data, sender = filled("CCC"), "gama@rekaan.go.id"
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as out:
        out.writestr("Isian.xlsx", data)
    inner = plain("orang@lain.id", (("isi.xlsx", data),), message_id="<dalam@lain.id>")
    whole = plain(sender)
    whole.add_attachment(inner.as_bytes(), maintype="application", subtype="octet-stream", filename="Terusan.eml")
    mails = {"polos": plain(sender, (("isi.xlsx", data),)), "diteruskan": forwarded(inner, sender), "zip": plain(sender, (("isi.zip", archive.getvalue()),)),
             "dua lampiran": plain(sender, (("isi.xlsx", data), ("bukti.pdf", b"%PDF-1.4"), ("foto.jpg", b"\xff\xd8\xff"))),
             "tanpa Message-ID": plain(sender, (("isi.xlsx", data),), message_id=None),
             "nama aneh": plain(sender, (("../../\u202exslx.exe", data),)), "eml di dalam": whole}
    drop(folder, "m.eml", mails[way])
    (mail,) = take(folder, desk)
    assert (mail.level, [t.agency for t in mail.files if t.state == "diterima"]) == ("hijau", ["CCC"])
    assert all(t.state in ("diterima", "dibuka") for t in mail.files)


def test_two_different_copies_in_one_mail_wait(folder: Path, desk: Desk, filled: Filled) -> None:
    drop(folder, "a.eml", plain("alfa@rekaan.go.id", (("a.xlsx", filled("AAA", 1)), ("b.xlsx", filled("AAA", 2)))))
    assert states(take(folder, desk)) == [("kiriman", "hijau", [("karantina", "AAA")] * 2)]
    letters = [m for m in send(folder) if "belum dapat diterima" in str(m["Subject"])]
    assert {m["To"] for m in letters} == {"alfa@rekaan.go.id"} and "dua isian berbeda" in body(letters[0])


# sender, own server configured, extra headers, subject, agency of the form: level, state, answered
TRUST = [
    ("alfa@rekaan.go.id", False, (), "x", "AAA", "hijau", "diterima", True),
    ("asing@luar.id", False, (), "x", "AAA", "kuning", "karantina", False),
    ("beta@rekaan.go.id", False, (), "x", "AAA", "hijau", "karantina", True),
    ("alfa@rekaan.go.id", True, (("Authentication-Results", f"{OWN}; dmarc=fail header.from=rekaan.go.id"),
                                 ("Authentication-Results", f"{OWN}; dmarc=pass header.from=rekaan.go.id")), "x", "AAA", "merah", "karantina", False),
    ("alfa@rekaan.go.id", False, (), "Re: [RMRB-2026/tahunan/BBB] Formulir", "AAA", "kuning", "karantina", False),
    ("alfa@rekaan.go.id", False, (("From", "beta@rekaan.go.id"),), "x", "AAA", "kuning", "karantina", False),
    ("alfa@rekaan.go.id", False, (("List-Id", "<semua.rekaan.go.id>"),), "x", "AAA", "hijau", "diterima", False),
]


@pytest.mark.parametrize(("sender", "own", "extra", "subject", "agency", "level", "state", "answered"), TRUST)
def test_the_table_of_trust(folder: Path, desk: Desk, filled: Filled, sender: str, own: bool, extra: tuple[tuple[str, str], ...], subject: str,
                            agency: str, level: str, state: str, answered: bool) -> None:
    configured(folder, pengirim=USER, server_uji=OWN if own else "")
    raw = plain(sender, (("a.xlsx", filled(agency)),), subject=subject).as_bytes()
    drop(folder, "a.eml", "".join(f"{k}: {v}\r\n" for k, v in extra).encode() + raw)
    assert states(take(folder, desk)) == [("kiriman", level, [(state, agency)])]
    letters = send(folder, "jawaban")
    assert bool(letters) == answered
    assert all(m["To"] in ("alfa@rekaan.go.id", "beta@rekaan.go.id") for m in letters)


def test_what_is_no_return(folder: Path, desk: Desk, filled: Filled) -> None:
    sent = {m["Subject"].split("]")[0].split("/", 2)[2]: m for m in send(folder, "formulir")}
    auto = plain("alfa@rekaan.go.id", (("a.xlsx", filled("AAA")),), extra=(("Auto-Submitted", "auto-replied"),), message_id="<o@x>")
    drop(folder, "1 otomatis.eml", auto)
    drop(folder, "2 pantulan.eml", bounce(sent["BBB"].as_bytes(policy=email.policy.SMTP), "beta@rekaan.go.id"))
    drop(folder, "3 kosong.eml", plain("gama@rekaan.go.id", (), message_id="<k@x>"))
    drop(folder, "4 formulir kosong.eml", plain("gama@rekaan.go.id", (("f.xlsx", filled.blank("CCC")),), message_id="<f@x>"))
    drop(folder, "5 bom.eml", b"From: a@x.id\r\nTo: b@x.id\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n" + b"--B\r\n\r\nx\r\n" * 500)
    drop(folder, "6 pantulan asing.eml", bounce(plain(message_id="<bukan.kami@x>").as_bytes(), "gama@rekaan.go.id"))
    assert [(m.kind, len(m.files)) for m in take(folder, desk)] == [
        ("otomatis", 0), ("pantulan", 0), ("kosong", 0), ("kosong", 0), ("rusak", 0), ("pantulan", 0)]
    with open_workplace(folder) as place:
        assert failed_addresses(place) == {"BBB": "alamat gagal: beta@rekaan.go.id"}
        assert place.ledger.submissions() == [] and place.ledger.check() == []
    letters = send(folder)
    assert [(m["To"], "tidak memuat lampiran" in body(m)) for m in letters] == [("gama@rekaan.go.id", True)], "one a day, none to the dead"
    once = dump(folder)
    assert {m.kind for m in take(folder, desk)} == {"sama"} and dump(folder) == once


def test_mbox_and_maildir(folder: Path, desk: Desk, filled: Filled, tmp_path: Path) -> None:
    one = plain("alfa@rekaan.go.id", (("a.xlsx", filled("AAA")),), message_id="<1@x>").as_bytes().replace(b"\r\n", b"\n")
    two = plain("beta@rekaan.go.id", (("b.xlsx", filled("BBB")),), message_id="<2@x>").as_bytes().replace(b"\r\n", b"\n")
    (tmp_path / "arsip.mbox").write_bytes(b"".join(b"From a@b Mon Jan 10 09:00:00 2022\n" + m + b"\n" for m in (one, two)))
    for part in ("cur", "new", "tmp"):
        (tmp_path / "Kotak" / part).mkdir(parents=True)
    (tmp_path / "Kotak" / "cur" / "1:2,S").write_bytes(one)
    assert [t for m in take(folder, desk, tmp_path / "arsip.mbox") for t in states([m])[0][2]] == [("diterima", "AAA"), ("diterima", "BBB")]
    assert [t.state for m in take(folder, desk, tmp_path / "Kotak") for t in m.files] == ["sama"]


def test_a_mail_saved_by_outlook(folder: Path, desk: Desk, filled: Filled) -> None:
    pytest.importorskip("oxmsg", reason="tambahan «msg» (python-oxmsg) tidak terpasang")
    headers = ("From: =?utf-8?q?Staf_Alfa?= <alfa@rekaan.go.id>\r\nMessage-ID: <outlook@rekaan.go.id>\r\n"
               "Authentication-Results: mail.kab.go.id; dmarc=fail\r\n\r\n")
    saved = outlook({0x0037: "RE: [RMRB-2026/tahunan/AAA] Formulir", 0x007D: headers, 0x1000: "Terlampir."},
                    [("Isian – kami.xlsx", filled("AAA")), ("catatan.txt", b"halo")])
    drop(folder, "balasan.msg", saved)
    (mail,) = take(folder, desk)
    assert (mail.sender, mail.subject, mail.level) == ("alfa@rekaan.go.id", "RE: [RMRB-2026/tahunan/AAA] Formulir", "hijau")
    assert [(t.file, t.state, t.agency) for t in mail.files] == [("Isian – kami.xlsx", "diterima", "AAA")]
    assert [m.kind for m in take(folder, desk)] == ["sama"]


def test_without_the_extra_a_msg_waits_instead_of_being_used_up(folder: Path, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(data: bytes) -> None:
        raise FileRefused("msg-tak-didukung")
    monkeypatch.setattr(desk, "open_mail", missing)
    drop(folder, "a.msg", outlook({0x0037: "x"}, []))
    for _ in range(2):
        (mail,) = take(folder, desk)
        assert (mail.kind, mail.reason) == ("rusak", "msg-tak-didukung") and "pip install" in mail.remarks[0]


# --- a real IMAP server ---

def user(folder: Path, dovecot: Dovecot, name: str, **more: object) -> str:
    """A mailbox of its own for a test."""
    address = f"{name}@kab.go.id"
    configured(folder, pengirim=USER, uji_wajib=True, server_uji=OWN, imap=dovecot.settings(address, **more))
    return address


def reply(sender: str, data: bytes, message_id: str | None = "<r@x>", **more: str) -> bytes:
    return plain(sender, (("isian.xlsx", data),), message_id=message_id, extra=PASSED, **more).as_bytes()  # type: ignore[arg-type]


def test_imap_leaves_no_trace_and_repeats_nothing(folder: Path, desk: Desk, filled: Filled, dovecot: Dovecot) -> None:
    who = user(folder, dovecot, "baca")
    dovecot.deliver(reply("alfa@rekaan.go.id", filled("AAA")), who)
    dovecot.deliver(reply("beta@rekaan.go.id", filled("BBB")), who)
    dovecot.deliver(plain("gama@rekaan.go.id", (("c.xlsx", filled("CCC")),)).as_bytes(), who)
    assert sorted(states(take_imap(folder, desk))) == [("kiriman", "hijau", [("diterima", "AAA")]), ("kiriman", "hijau", [("diterima", "BBB")]),
                                                       ("kiriman", "kuning", [("karantina", "CCC")])]
    assert len(dovecot.files(who)) == 3 and not any(p.name.endswith("S") for p in dovecot.files(who)), "left unread"
    once = dump(folder)
    assert take_imap(folder, desk) == [] and dump(folder) == once


def test_flags_and_moves_come_after_and_nothing_is_deleted(folder: Path, desk: Desk, filled: Filled, dovecot: Dovecot) -> None:
    who = user(folder, dovecot, "tandai", setelah="tandai")
    dovecot.deliver(plain("orang@lain.id", message_id="<terhapus@x>").as_bytes(), who)
    with open_mailbox(read_settings({"imap": dovecot.settings(who)}).imap) as box:  # type: ignore[arg-type]
        box.listing()
        box._box.folder.set("INBOX")
        box._command("STORE", "1", "+FLAGS.SILENT", "(\\Deleted)")
    dovecot.deliver(reply("alfa@rekaan.go.id", filled("AAA")), who)
    take_imap(folder, desk)
    assert len(dovecot.files(who)) == 2, "what a person marked for deletion is still there"
    assert all("S" in p.name.rpartition(",")[2] for p in dovecot.files(who))
    configured(folder, pengirim=USER, server_uji=OWN, imap=dovecot.settings(who, setelah="pindahkan", pindah_ke="RMRB Diterima"))
    once = len(dump(folder))
    assert take_imap(folder, desk) == [] and len(dump(folder)) > once, "moved, and that is noted"
    assert (len(dovecot.files(who)), len(dovecot.files(who, ".RMRB Diterima"))) == (0, 2)


def test_new_uidvalidity_reused_uid_and_repeated_message_id_do_no_harm(folder: Path, desk: Desk, filled: Filled, dovecot: Dovecot) -> None:
    who = user(folder, dovecot, "nomor")
    dovecot.deliver(reply("alfa@rekaan.go.id", filled("AAA"), "<sama@x>"), who)
    take_imap(folder, desk)
    kept = dovecot.files(who)[0].read_bytes()
    box = dovecot.folder / "mail" / who
    for part in [*box.glob("dovecot*"), *box.glob("*/*")]:
        if part.is_file():
            part.unlink()
    dovecot.deliver(reply("beta@rekaan.go.id", filled("BBB"), "<sama@x>"), who)
    (again,) = take_imap(folder, desk)
    assert states([again]) == [("kiriman", "hijau", [("diterima", "BBB")])] and "Message-ID" in again.remarks[0]
    (box / "new" / "9999.lama.host").write_bytes(kept)
    (old,) = take_imap(folder, desk)
    assert (old.kind, [t.agency for t in old.files]) == ("sama", ["AAA"])


def test_drafts_go_to_the_drafts_folder_once(folder: Path, desk: Desk, dovecot: Dovecot) -> None:
    who = user(folder, dovecot, "draf")
    with open_workplace(folder) as place:
        settings = mail_settings(place)
        queue(place, settings, due_letters(place, settings, "formulir", (), AT), clock)
        with open_road(place, settings, "draf") as way:
            assert [p.state for p in hand_over(place, way, lambda o: True, clock=clock)] == ["sent"] * 4
            letters = Outbox(place.ledger).letters()
            assert way.shows(letters[0])
    drafts = dovecot.files(who, ".Draf")
    assert len(drafts) == 4 and all("D" in p.name.rpartition(",")[2] for p in drafts)
    assert sorted(i for p in drafts for i in [str(email.message_from_bytes(p.read_bytes())["Message-ID"])]) == sorted(o.message_id for o in letters)


def test_a_wrong_password_or_certificate_is_told(folder: Path, desk: Desk, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    user(folder, dovecot, "sandi", sertifikat="")
    with pytest.raises(FolderError, match="tidak dapat dihubungi"):
        take_imap(folder, desk)
    user(folder, dovecot, "sandi")
    monkeypatch.setenv("RMRB_IMAP_SANDI", "salah")
    with pytest.raises(FolderError, match="menolak masuk"):
        take_imap(folder, desk)


def test_reminders_say_what_is_missing_once_a_day(folder: Path, desk: Desk, filled: Filled) -> None:
    addressed(folder, {"CCC": ""})
    with open_workplace(folder) as place:
        settings = mail_settings(place)
        for at, expected in ((AT, 0), ("2027-01-20T08:00:00+07:00", 4), ("2027-01-20T15:00:00+07:00", 1), ("2027-01-21T08:00:00+07:00", 4)):
            dues = due_letters(place, settings, "pengingat", (), at)
            problems = queue(place, settings, dues, lambda at=at: at)  # type: ignore[misc]
            assert (len(dues), [p.agency for p in problems]) == (expected, ["CCC"] if expected else [])
        assert len(due_letters(place, settings, "pengingat", ("AAA",), AT, ahead=5)) == 2
        letters = [place.ledger.blobs.get(o.sha256) for o in Outbox(place.ledger).letters()]
    assert b"lewat 6 hari" in letters[0] and b".xlsx" in letters[0]
