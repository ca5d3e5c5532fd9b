"""Received mails taken apart: where workbooks hide, what is no person's writing, what is refused before any parser."""

from __future__ import annotations

import email
from email.message import EmailMessage

import pytest

from rmrb_xlsx.errors import FileRefused
from rmrb_xlsx.mail.apart import take_apart
from rmrb_xlsx.mail.limits import MAIL_LIMITS, is_outlook
from rmrb_xlsx.mail.outlook import take_apart_msg
from rmrb_xlsx.mail.sources import kind_of_mail, mails_in, split_mbox
from rmrb_xlsx.read.cage import Cage
from tests.mail.mails import bounce, forwarded, plain

BOOK = b"PK\x03\x04isi buku kerja"


def test_attachments_are_found_wherever_they_are() -> None:
    two = plain(files=(("a.xlsx", BOOK), ("b.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1..")))
    assert [f.name for f in take_apart(two.as_bytes()).files] == ["a.xlsx", "b.xls"]
    inner = plain("lain@x.go.id", (("dalam.xlsx", BOOK),), message_id="<dalam@x>")
    told = take_apart(forwarded(inner).as_bytes())
    assert [(f.name, f.forwarded, f.data) for f in told.files] == [("dalam.xlsx", True, BOOK)]
    assert (told.senders, told.message_id) == (("dinas@alfa.go.id",), "<terusan@alfa.go.id>")
    as_file = plain()
    as_file.add_attachment(inner.as_bytes(), maintype="application", subtype="octet-stream", filename="Terusan.eml")
    assert [f.name for f in take_apart(as_file.as_bytes()).files] == ["dalam.xlsx"]


def test_content_decides_not_the_type_or_name() -> None:
    mail = plain(files=(("tanpa akhiran", BOOK), ("surat.docx", BOOK), ("foto.jpg", b"\xff\xd8\xff"), ("kosong.xlsx", b"")))
    told = take_apart(mail.as_bytes())
    assert [f.name for f in told.files] == ["tanpa akhiran", "kosong.xlsx"] and told.others == ("surat.docx", "foto.jpg")


@pytest.mark.parametrize(("name", "shown"), [
    ("../../../etc/passwd.xlsx", "../../../etc/passwd.xlsx"), ("CON.xlsx", "CON.xlsx"), ("aman\u202exslx.exe.xlsx", "amanxslx.exe.xlsx"),
    ("x" * 400 + ".xlsx", "x" * 200),
    ("Formulir Pelaporan Pelaksanaan Reformasi Birokrasi Tahun 2021 Dinas Pemberdayaan Masyarakat – Ünïkode.xlsx",
     "Formulir Pelaporan Pelaksanaan Reformasi Birokrasi Tahun 2021 Dinas Pemberdayaan Masyarakat – Ünïkode.xlsx")])
def test_names_are_text_to_show(name: str, shown: str) -> None:
    assert take_apart(plain(files=((name, BOOK),)).as_bytes()).files[0].name == shown


def test_names_in_continued_and_encoded_parameters() -> None:
    raw = plain(files=(("nama.xlsx", BOOK),)).as_bytes().replace(
        b'filename="nama.xlsx"', b"filename*0*=UTF-8''Formulir%20;\r\n filename*1*=Dinas%20%C3%A9.xlsx")
    assert take_apart(raw).files[0].name == "Formulir Dinas é.xlsx"
    raw = plain(files=(("nama.xlsx", BOOK),)).as_bytes().replace(b'filename="nama.xlsx"', b'filename="=?utf-8?B?Rm9ybXVsaXIueGxzeA==?="')
    assert take_apart(raw).files[0].name == "Formulir.xlsx"


def test_who_answers_what() -> None:
    mail = plain(answers="<kami@kab.go.id>")
    mail["References"] = "<a@x> <b@x>"
    told = take_apart(mail.as_bytes())
    assert told.answers == ("<kami@kab.go.id>", "<b@x>", "<a@x>") and told.text == "Terlampir."
    assert take_apart(plain(message_id=None).as_bytes()).message_id is None
    two = b"From: a@x.id\r\nFrom: Kepala <B@X.ID>\r\nSubject: =?utf-8?q?satu=0D=0ABcc=3A_korban=40x.id?=\r\n\r\nisi"
    assert take_apart(two).senders == ("a@x.id", "b@x.id")
    assert "\n" not in take_apart(two).subject and "\r" not in take_apart(two).subject


def test_winmail_is_told() -> None:
    mail = plain()
    mail.add_attachment(b"\x78\x9f\x3e\x22isi", maintype="application", subtype="ms-tnef", filename="winmail.dat")
    told = take_apart(mail.as_bytes())
    assert told.files == () and told.remarks == (("lampiran-winmail", ()),)


@pytest.mark.parametrize(("extra", "automatic", "to_list"), [
    ((), False, False), ((("Auto-Submitted", "no"),), False, False), ((("Auto-Submitted", "auto-replied; x=1"),), True, False),
    ((("Auto-Submitted", "auto-generated"),), True, False), ((("X-Autoreply", "yes"),), True, False), ((("Return-Path", "<>"),), True, False),
    ((("Precedence", "bulk"),), False, True), ((("List-Id", "<milis.kab.go.id>"),), False, True)])
def test_no_persons_writing(extra: tuple[tuple[str, str], ...], automatic: bool, to_list: bool) -> None:
    told = take_apart(plain(extra=extra).as_bytes())
    assert (told.automatic is not None, told.to_list) == (automatic, to_list)


def test_a_bounce_names_recipient_status_and_our_mail() -> None:
    ours = plain("organisasi@kab.go.id", message_id="<rmrb.1@kab.go.id>").as_bytes()
    told = take_apart(bounce(ours, "Mati@Alfa.go.id"))
    assert [(b.recipient, b.status) for b in told.bounces] == [("mati@alfa.go.id", "5.1.1")]
    assert told.bounced == ("<rmrb.1@kab.go.id>",) and told.automatic == "pantulan"
    whole = plain("mailer-daemon@kab.go.id", message_id="<x@kab>")
    report = bounce(ours, "mati@alfa.go.id").replace(b"text/rfc822-headers", b"message/rfc822")
    assert take_apart(report).bounced == ("<rmrb.1@kab.go.id>",)
    delayed = take_apart(bounce(ours, "lambat@alfa.go.id", "4.4.1", "delayed"))
    assert delayed.bounces == () and delayed.automatic is not None and whole["From"]


def test_broken_mime_is_read_as_far_as_it_goes() -> None:
    raw = plain(files=(("a.xlsx", BOOK * 100),)).as_bytes()
    told = take_apart(raw[:-700])
    assert len(told.files) == 1 and len(told.files[0].data) < len(BOOK) * 100
    assert take_apart(b"\xff\xfe\x00bukan surel").files == ()


def many_parts(count: int, boundary: str = "B") -> bytes:
    head = f'From: a@x.id\r\nContent-Type: multipart/mixed; boundary="{boundary}"\r\n\r\n'.encode()
    return head + f"--{boundary}\r\nContent-Type: text/plain\r\n\r\nx\r\n".encode() * count + f"--{boundary}--\r\n".encode()


def nested(depth: int) -> bytes:
    mail = b"From: a@x.id\r\n\r\ninti"
    for _ in range(depth):
        mail = b"From: a@x.id\r\nContent-Type: message/rfc822\r\n\r\n" + mail
    return mail


HOSTILE = {
    "kosong": b" \r\n", "20.000 bagian": many_parts(20_000), "200 tingkat": nested(200), "31 MB": b"From: a@x.id\r\n\r\n" + b"x" * (31 << 20),
    "batas disambung": many_parts(20_000).replace(b'boundary="B"', b'boundary*0=""; boundary*1="B"'),
    "kepala panjang": b"Subject: " + b"a" * 300_000 + b"\r\n\r\n", "25 lampiran": plain(files=tuple((f"{n}.xlsx", BOOK) for n in range(25))).as_bytes(),
    "20 tingkat": nested(20),
}


PARSED = ("25 lampiran",)


@pytest.mark.parametrize("case", sorted(HOSTILE))
def test_hostile_mails_are_refused_and_most_before_any_parser_sees_them(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[bytes] = []
    parser = email.message_from_bytes
    monkeypatch.setattr(email, "message_from_bytes", lambda data, **more: (parsed.append(data), parser(data, **more))[1])
    with pytest.raises(FileRefused) as refused:
        take_apart(HOSTILE[case])
    assert refused.value.code == "surel-tak-wajar"
    assert bool(parsed) == (case in PARSED)


def test_limits_do_not_hit_ordinary_long_mails() -> None:
    text = "\n".join(f"-- baris {n}\n--\n---------" for n in range(3000))
    mail = plain(text=text, files=tuple((f"{n}.xlsx", BOOK) for n in range(MAIL_LIMITS.files)))
    assert len(take_apart(mail.as_bytes()).files) == MAIL_LIMITS.files
    assert len(take_apart(nested(7)).senders) == 1


def test_a_mail_comes_whole_out_of_the_cage() -> None:
    raw = plain(files=(("a.xlsx", BOOK),), extra=(("Authentication-Results", "mail.kab.go.id; dmarc=pass header.from=alfa.go.id"),)).as_bytes()
    with Cage() as cage:
        assert cage.call("rmrb_xlsx.mail.apart:take_apart", raw) == take_apart(raw)
        with pytest.raises(FileRefused, match="surel-tak-wajar"):
            cage.call("rmrb_xlsx.mail.apart:take_apart", HOSTILE["20.000 bagian"])


def test_mails_on_disk(tmp_path: object) -> None:
    from pathlib import Path
    folder = Path(str(tmp_path))
    one, two = plain(files=(("a.xlsx", BOOK),)).as_bytes(), plain("b@x.id", message_id="<2@x>", text="From sini 2021\nke sana").as_bytes()
    mbox = b"".join(b"From a@x.id Mon Jan 10 09:00:00 2022\n" + m.replace(b"\r\n", b"\n") + b"\n" for m in (one, two))
    (folder / "surat").write_bytes(mbox)
    assert [take_apart(m).senders for _, m in mails_in(folder / "surat")] == [("dinas@alfa.go.id",), ("b@x.id",)]
    for part in ("cur", "new", "tmp", ".Lama/cur", ".Lama/new"):
        (folder / "Maildir" / part).mkdir(parents=True)
    (folder / "Maildir/cur/1.a:2,S").write_bytes(one)
    (folder / "Maildir/new/2.b").write_bytes(two)
    (folder / "Maildir/.Lama/cur/3").write_bytes(one)
    assert [d for _, d in mails_in(folder / "Maildir")] == [one, two, one]
    assert (kind_of_mail("x.eml", one), kind_of_mail("x", one), kind_of_mail("x.xlsx", BOOK), kind_of_mail("x.txt", b"catatan: biasa\n")) == (
        "eml", "eml", None, None)
    assert list(split_mbox(b"")) == []


def test_a_broken_outlook_file_is_refused() -> None:
    pytest.importorskip("oxmsg", reason="tambahan «msg» (python-oxmsg) tidak terpasang")
    fake = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000 + "__properties_version1.0".encode("utf-16-le")
    assert is_outlook(fake) and kind_of_mail("a.msg", fake) == "msg"
    with pytest.raises(FileRefused, match="surel-tak-wajar"):
        take_apart_msg(fake)


def test_headers_that_break_the_parser_are_read_raw() -> None:
    for header in (b"From: =?utf-8?b?4pyT", b"From: @,,<<>>;:", b"Subject: =?x?y?z?=", b"To: a@[", b"Content-Type: ;;;=", b"Date: \x80\x81"):
        assert isinstance(take_apart(header + b"\r\nMessage-ID: <a@b>\r\n\r\nisi"), type(take_apart(EmailMessage().as_bytes() + b"x")))
