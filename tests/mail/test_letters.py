"""Letter texts, mails composed from them, settings, and the verdict on a sender: each rule with an example."""

from __future__ import annotations

import email
import email.policy
import ssl
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rmrb_xlsx.errors import FolderError, PackError, UsageError
from rmrb_xlsx.mail.apart import take_apart
from rmrb_xlsx.mail.authres import parse, verdict
from rmrb_xlsx.mail.compose import Envelope, as_draft, compose, message_id
from rmrb_xlsx.mail.letters import FOLDER, LETTERS, Letter, render, to_html
from rmrb_xlsx.mail.settings import TEMPLATE, Server, read_settings, secret
from rmrb_xlsx.mail.trust import TABLE, Evidence, judge
from rmrb_xlsx.mail.words import find_code, is_address, one_line, subject_code
from rmrb_xlsx.spec.load import find_pack, known_packs

WORDS = {"kode_subjek": "[RMRB-2021/tahunan/KOM]", "judul_formulir": "Pelaporan", "tahun": 2021, "periode": "Tahunan", "instansi": "Dinas <b>&",
         "kode": "KOM", "narahubung": "", "batas": "14 Januari 2022", "pengirim": "Bagian Organisasi", "pemerintah": "Pemerintah", "nama_berkas": "",
         "nama_lampiran": "", "terlambat": 0, "revisi": None, "kurang": [], "jumlah_kesalahan": 0, "nomor": "TT/1", "waktu": "hari ini",
         "lengkap": True, "jumlah_kurang": 0, "catatan": [], "kesalahan": [], "alasan": ["Rusak."]}
FULL = {**WORDS, "narahubung": "Bu Ani", "nama_berkas": "a.xlsx", "nama_lampiran": "b.xlsx", "terlambat": 6, "revisi": 2, "lengkap": False,
        "kurang": [{"lembar": "KKE", "jumlah": 3, "contoh": "F9, F10"}], "jumlah_kurang": 3, "jumlah_kesalahan": 2, "catatan": ["dibaca"],
        "kesalahan": [{"nama": "Indikator", "baris": ["Indikator!F9: «x» bukan angka. Isi dengan angka."]}]}


@pytest.mark.parametrize("pack", known_packs())
@pytest.mark.parametrize("name", LETTERS)
def test_every_letter_of_every_pack_is_whole(pack: str, name: str) -> None:
    for words in (WORDS, FULL):
        letter = render(find_pack(pack), name, words)
        assert letter.subject.startswith("[RMRB-2021/tahunan/KOM] ") and "Dinas <b>&" in letter.text and "Pemerintah" in letter.text
        assert "\n\n\n" not in letter.text and not any(line != line.rstrip() for line in letter.text.splitlines())
        assert "Dinas &lt;b&gt;&amp;" in letter.html and "<b>" not in letter.html
    assert "Bu Ani" in letter.text


@pytest.mark.parametrize(("source", "says"), [
    ("Subjek: x\n\n{{ salah_ketik }}", "salah_ketik"), ("Subjek: x\n\n{% if %}", "baris 3"), ("Tanpa subjek\n\nisi", "Subjek"),
    ("Subjek: x\n\n{{ ''.__class__.__mro__ }}", "unsafe"), ("Subjek: x\n\n{{ kurang.append(1) }}{{ lipsum.__globals__ }}", "unsafe")])
def test_a_faulty_or_hostile_text_is_told_with_its_place(tmp_path: Path, source: str, says: str) -> None:
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / "pengantar.txt").write_text(source, encoding="utf-8")
    with pytest.raises(PackError) as wrong:
        render(tmp_path, "pengantar", WORDS)
    assert says in wrong.value.complaints[0] and "surat/pengantar.txt" in wrong.value.complaints[0]
    with pytest.raises(PackError):
        render(tmp_path, "pengingat", WORDS)


def test_the_html_twin_has_paragraphs_and_lists() -> None:
    html = to_html("Satu\ndua\n\n- a\n- b\n  lanjut\n\n1. x\n2. y\n\nKKE:\n")
    assert [html.count(t) for t in ("<p>", "<ul>", "<ol>", "<li>", "<br>")] == [2, 1, 1, 4, 2]


def test_a_mail_is_the_same_bytes_each_time_and_comes_back_whole() -> None:
    letter = Letter("Formulir é " + "panjang " * 30, "isi – baris\n", "<p>isi</p>")
    number = message_id(b"k" * 32, "formulir|KOM|pd|1", "kab.go.id")
    envelope = Envelope("org@kab.go.id", "Bagian, \"Organisasi\"\r\nBcc: x@y.id", ("a@x.go.id", "b@x.go.id"), number, "2022-01-10T09:00:00+07:00", ("<z@x>",))
    files = [("Formulir Pelaporan – Dinas Pemberdayaan Masyarakat.xlsx", b"PK\x03\x04" + bytes(range(256)))]
    data = compose(letter, envelope, files)
    assert data == compose(letter, envelope, files) and b"\n" not in data.replace(b"\r\n", b"")
    back = take_apart(data)
    assert (back.files[0].name, back.files[0].data, back.answers) == (*files[0], ("<z@x>",))
    mail = email.message_from_bytes(as_draft(data), policy=email.policy.default)
    assert (mail["X-Unsent"], mail["Message-ID"], mail["Bcc"]) == ("1", number, None)
    assert [a.addr_spec for a in mail["To"].addresses] == ["a@x.go.id", "b@x.go.id"]
    assert number != message_id(b"k" * 32, "formulir|KOM|pd|2", "kab.go.id") and number.endswith("@kab.go.id>")


def test_too_big_or_wrongly_addressed_is_refused() -> None:
    letter = Letter("x", "x\n", "<p>x</p>")
    with pytest.raises(UsageError, match="melebihi batas 7 MB"):
        compose(letter, Envelope("a@b.go.id", "", ("c@d.go.id",), "<1@b>", "2022-01-10T09:00:00+07:00"), [("a.xlsx", b"x" * (6 << 20))])
    for bad in ((), ("bukan alamat",), ("a@b.go.id\r\nBcc: x@y.id",), ("a@b",)):
        with pytest.raises(UsageError):
            compose(letter, Envelope("a@b.go.id", "", bad, "<1@b>", "2022-01-10T09:00:00+07:00"))


@given(st.text(max_size=300))
def test_foreign_text_in_a_header_is_one_harmless_line(text: str) -> None:
    line = one_line(text)
    assert len(line.splitlines()) <= 1 and line.encode("utf-8") is not None
    data = compose(Letter(line or "x", "x\n", "<p>x</p>"), Envelope("a@b.go.id", line, ("c@d.go.id",), "<1@b>", "2022-01-10T09:00:00+07:00"))
    mail = email.message_from_bytes(data, policy=email.policy.default)
    assert {k.casefold() for k in mail.keys()} == {"from", "to", "subject", "date", "message-id", "mime-version", "content-type"}  # noqa: SIM118


@given(st.integers(2000, 2100), st.sampled_from(["tw1", "s2", "tahunan"]), st.from_regex(r"[A-Z][A-Z0-9]{1,5}", fullmatch=True), st.sampled_from(["", "pemda"]))
def test_the_subject_code_is_found_again(year: int, period: str, agency: str, form: str) -> None:
    code = subject_code(year, period, agency, form)
    assert find_code(f"Bls: RE: Fwd: {code} apa saja") == (year, period, agency, form)


def test_addresses() -> None:
    assert [is_address(a) for a in ("a@b.id", "a.b+c@d-e.go.id", "a@b", "a b@c.id", "a@b.id,c@d.id", "<a@b.id>", "a@b.id\n")] == [True, True] + [False] * 5


OWN = "mail.kab.go.id"
VERDICTS = [
    ([f"{OWN}; dmarc=pass header.from=x.go.id"], "pass"), ([f"{OWN} 1; spf=fail (a;b) smtp.mailfrom=q@x.id; dmarc=fail (p=NONE) header.from=x.go.id"], "fail"),
    (["lain.id; dmarc=pass header.from=x.go.id"], "unknown"), ([], "unknown"), ([f"{OWN}; none"], "unknown"),
    ([f"{OWN}; dmarc=none; dkim=pass header.d=x.go.id"], "pass"), ([f"{OWN}; dkim=pass header.d=lain.id; spf=pass smtp.mailfrom=a@lain.id"], "unknown"),
    ([f"{OWN}; spf=pass smtp.mailfrom=a@x.go.id"], "pass"), ([f"{OWN}; spf=softfail", f"{OWN}; dmarc=pass header.from=x.go.id"], "unknown"),
    ([f"{OWN}; dmarc=pass header.from=x.go.id", f"{OWN}; dmarc=fail"], "fail"), ([f"{OWN}; dmarc=pass header.from=lain.id"], "unknown"),
    ([f"{OWN}; dmarc=temperror"], "unknown"), (["MAIL.KAB.GO.ID; DMARC=Pass header.from=x.go.id"], "pass"),
]


@pytest.mark.parametrize(("headers", "expected"), VERDICTS)
def test_only_our_own_servers_word_counts(headers: list[str], expected: str) -> None:
    results = [r for r in map(parse, headers) if r]
    assert verdict(results, OWN, "Petugas@X.go.id") == expected
    assert verdict(results, "", "petugas@x.go.id") == "unknown", "no server named, no word believed"


GOOD = Evidence(("a@x.id",), ("AAA",), "AAA", "AAA", "pass", True)
ROWS = [  # one example for each row of the table, in its order
    Evidence(("a@x.id",), ("AAA",), "AAA", "AAA", "fail", False), Evidence(("a@x.id", "b@x.id"), ("AAA",), None, None, "pass", True),
    Evidence(("a@x.id",), (), "AAA", "AAA", "pass", True), Evidence(("a@x.id",), ("AAA",), "BBB", None, "pass", True),
    Evidence(("a@x.id",), ("AAA",), None, "BBB", "pass", True), Evidence(("a@x.id",), ("AAA",), "AAA", None, "unknown", True)]


def test_each_row_of_the_table_of_trust_has_an_example_and_decides_it() -> None:
    assert judge(GOOD) == ("hijau", "")
    assert len(ROWS) == len(TABLE)
    for row, example in zip(TABLE, ROWS, strict=True):
        assert judge(example) == (row.level, row.words)
    assert Evidence(("a@x.id",), ("AAA", "BBB"), "BBB", None, "pass", True).agencies == ("BBB",), "narrowed by the letter it answers"


def test_settings_are_told_all_at_once_and_hold_no_password() -> None:
    import tomllib
    shown = read_settings(tomllib.loads(TEMPLATE)["surel"])
    assert (shown.road, shown.smtp, shown.proof_needed) == ("berkas", None, True)
    whole = tomllib.loads("\n".join(line.removeprefix("# ") for line in TEMPLATE.splitlines() if not line.startswith(("# Surel", "# Kata"))))
    settings = read_settings(whole["surel"])
    assert settings.smtp and settings.imap and (settings.smtp.port, settings.imap.port, settings.imap.after) == (587, 993, "biarkan")
    with pytest.raises(FolderError) as wrong:
        read_settings({"jalan": "merpati", "pengirim": "siapa", "jeda_detik": "lama", "apa": 1, "smtp": {"port": 25, "kata_sandi": "x"},
                       "imap": {"server": "s", "setelah": "pindahkan"}})
    for part in ("merpati", "siapa", "jeda_detik", "«apa»", "[surel.smtp] tanpa server", "kata sandi", "pindah_ke"):
        assert part in str(wrong.value)


def test_secrets_come_from_the_environment_then_the_key_store(monkeypatch: pytest.MonkeyPatch) -> None:
    server = Server("s", 1, "tls", "org@x.id", "sandi")
    monkeypatch.delenv("RMRB_IMAP_SANDI", raising=False)
    assert secret("imap", server, lambda service, user: f"{service}/{user}") == "rmrb-imap/org@x.id"
    monkeypatch.setenv("RMRB_IMAP_SANDI", "dari lingkungan")
    assert secret("imap", server, lambda service, user: "lain") == "dari lingkungan"
    monkeypatch.delenv("RMRB_IMAP_SANDI")
    with pytest.raises(FolderError, match="RMRB_IMAP_SANDI"):
        secret("imap", server, lambda service, user: None)


def test_tls_always_verifies() -> None:
    context = Server("s", 1, "tls", "", "sandi").tls()
    assert context.check_hostname and context.verify_mode == ssl.CERT_REQUIRED
    with pytest.raises(FolderError, match="sertifikat"):
        Server("s", 1, "tls", "", "sandi", certificates="tidak-ada.pem").tls()
