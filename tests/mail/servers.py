"""Mail servers on loopback: an SMTP sink that fails on demand, and a real Dovecot (IMAP over TLS, LMTP) in a temporary folder."""

from __future__ import annotations

import asyncio
import imaplib
import os
import pwd
import smtplib
import socket
import ssl
import subprocess
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

USER, PASSWORD = "organisasi@kab.go.id", "rahasia-sekali"


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@dataclass
class Certificates:
    """An own authority for 127.0.0.1 and localhost: `authority` is what a client is told to trust."""

    folder: Path
    authority: Path = field(init=False)
    chain: Path = field(init=False)

    def __post_init__(self) -> None:
        ca = trustme.CA()
        server = ca.issue_cert("localhost", "127.0.0.1")
        self.authority, self.chain = self.folder / "ca.pem", self.folder / "server.pem"
        ca.cert_pem.write_to_path(self.authority)
        server.private_key_and_cert_chain_pem.write_to_path(self.chain)

    def context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.chain)
        return context


@dataclass
class Sink:
    """What the SMTP sink took (`mails`: sender, recipients, bytes) and how it shall fail: verb -> answers to give, one a
    time; an answer is a reply line, `putus` (the connection dies before the verb acts) or `putus sesudah` (DATA only: the mail
    is taken, the reply never comes)."""

    port: int
    certificates: Certificates
    mails: list[tuple[str, tuple[str, ...], bytes]] = field(default_factory=list)
    faults: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    said: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)

    def fault(self, verb: str) -> str:
        self.said.append(verb)
        return self.faults[verb].pop(0) if self.faults.get(verb) else ""

    def reset(self) -> None:
        self.mails.clear()
        self.faults.clear()
        self.said.clear()

    def settings(self) -> dict[str, Any]:
        """Its `[surel.smtp]`."""
        return {"server": "localhost", "port": self.port, "keamanan": "starttls", "pengguna": USER, "masuk": "sandi",
                "sertifikat": str(self.certificates.authority), "batas_tunggu": 20}

    def ids(self) -> list[str]:
        """The Message-ID of each mail taken."""
        heads = [data.split(b"\r\n\r\n")[0].decode("ascii") for _, _, data in self.mails]
        return [line.partition(": ")[2] for head in heads for line in head.split("\r\n") if line.startswith("Message-ID:")]


class _Handler:
    def __init__(self, sink: Sink) -> None:
        self.sink = sink

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:
        import base64
        self.sink.tokens.append(base64.b64decode(args[1]).decode())
        return AuthResult(success=True)

    def _answer(self, server: SMTP, verb: str, good: str) -> str:
        answer = self.sink.fault(verb)
        if answer == "putus":
            assert server.transport
            server.transport.abort()
        return answer if answer and not answer.startswith("putus") else good

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        answer = self._answer(server, "MAIL", "250 OK")
        if answer.startswith("250"):
            envelope.mail_from = address
        return answer

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        answer = self._answer(server, "RCPT", "250 OK")
        if "mati" in address:
            answer = "550 5.1.1 alamat tidak ada"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = self.sink.fault("DATA-END")
        if answer in ("", "putus sesudah"):
            assert isinstance(envelope.content, bytes)
            self.sink.mails.append((str(envelope.mail_from), tuple(envelope.rcpt_tos), envelope.content))
        if answer.startswith("putus"):
            assert server.transport
            server.transport.abort()
        return answer if answer and not answer.startswith("putus") else "250 diterima"

    async def handle_RSET(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        return self._answer(server, "RSET", "250 OK")

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        return self._answer(server, "QUIT", "221 dah")

    async def handle_EHLO(self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]) -> list[str]:
        session.host_name = hostname
        answer = self.sink.fault("EHLO")
        if answer == "putus":
            assert server.transport
            server.transport.abort()
        return responses if not answer or answer == "putus" else [answer]


class _Server(SMTP):
    """The stock server, failing at the word DATA and at STARTTLS too, where no hook exists."""

    opened: set[asyncio.BaseTransport]

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.opened.add(transport)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self.transport:
            self.opened.discard(self.transport)
        super().connection_lost(error)

    async def smtp_DATA(self, arg: str) -> None:
        answer = self.event_handler.sink.fault("DATA")
        if answer == "putus":
            assert self.transport
            self.transport.abort()
        elif answer:
            await self.push(answer)
        else:
            await super().smtp_DATA(arg)

    async def smtp_STARTTLS(self, arg: str) -> None:
        answer = self.event_handler.sink.fault("STARTTLS")
        if answer == "putus":
            assert self.transport
            self.transport.abort()
        elif answer:
            await self.push(answer)
        else:
            await super().smtp_STARTTLS(arg)


class SinkController(Controller):
    """Runs the sink in a thread of its own."""

    def __init__(self, certificates: Certificates) -> None:
        self.sink = Sink(free_port(), certificates)
        self.open: set[asyncio.BaseTransport] = set()

        def check(server: object, session: object, envelope: object, mechanism: str, data: Any) -> AuthResult:
            good = getattr(data, "login", b"") == USER.encode() and getattr(data, "password", b"") == PASSWORD.encode()
            return AuthResult(success=good, handled=False)
        super().__init__(_Handler(self.sink), hostname="127.0.0.1", port=self.sink.port, tls_context=certificates.context(),
                         require_starttls=True, authenticator=check, auth_required=True, data_size_limit=40 << 20)

    def factory(self) -> SMTP:
        server = _Server(self.handler, **self.SMTP_kwargs)
        server.opened = self.open
        return server

    def stop(self, no_assert: bool = False) -> None:
        """Ends every connection before the loop: what a client left open is not the next test's warning."""
        async def end() -> None:
            for transport in self.open:
                transport.abort() if isinstance(transport, asyncio.Transport) else None
            await asyncio.sleep(0.05)
        asyncio.run_coroutine_threadsafe(end(), self.loop).result(5)
        super().stop(no_assert)


DOVECOT = """
protocols = imap lmtp
listen = 127.0.0.1
base_dir = {run}
state_dir = {run}
log_path = {folder}/log
ssl = required
ssl_cert = <{chain}
ssl_key = <{chain}
auth_mechanisms = plain
disable_plaintext_auth = yes
mail_location = maildir:{folder}/mail/%u
mail_uid = {uid}
mail_gid = {gid}
first_valid_uid = 1
first_valid_gid = 1
{unprivileged}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u allow_all_users=yes
}}
namespace inbox {{
  inbox = yes
  mailbox Draf {{
    special_use = \\Drafts
    auto = create
  }}
}}
service imap-login {{
  {chroot}
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {imap}
    ssl = yes
  }}
}}
service lmtp {{
  {chroot}
  inet_listener lmtp {{
    port = {lmtp}
  }}
}}
service anvil {{
  {chroot}
}}
service stats {{
  {chroot}
}}
"""


@dataclass
class Dovecot:
    """A running Dovecot: every user has a mailbox and the one password."""

    folder: Path
    certificates: Certificates
    imap: int
    lmtp: int

    def deliver(self, mail: bytes, user: str = USER, sender: str = "pengirim@luar.id") -> None:
        """A mail handed over by LMTP, as the office's own server would; `sender` "" is the null sender of reports."""
        with smtplib.LMTP("127.0.0.1", self.lmtp) as lmtp:
            lmtp.sendmail(sender or "<>", [user], mail)

    def settings(self, user: str = USER, **more: Any) -> dict[str, Any]:
        """Its `[surel.imap]`."""
        return {"server": "localhost", "port": self.imap, "keamanan": "tls", "pengguna": user, "masuk": "sandi",
                "sertifikat": str(self.certificates.authority), "batas_tunggu": 20, **more}

    def files(self, user: str = USER, folder: str = "") -> list[Path]:
        """The message files of a mailbox as they lie on the disk."""
        box = self.folder / "mail" / user / folder
        return sorted(p for part in ("cur", "new") for p in (box / part).glob("*"))


def start_dovecot(program: str, folder: Path, certificates: Certificates) -> tuple[Dovecot, subprocess.Popen[bytes]]:
    """Starts it and waits until it answers."""
    root = os.getuid() == 0
    owner = pwd.getpwnam("nobody") if root else pwd.getpwuid(os.getuid())
    run = folder / "run"
    for part in (run, folder / "mail"):
        part.mkdir()
    if root:
        os.chown(folder / "mail", owner.pw_uid, owner.pw_gid)
        folder.chmod(0o755)
    own = "" if root else "".join(f"default_{k} = {owner.pw_name}\n" for k in ("internal_user", "login_user"))
    server = Dovecot(folder, certificates, free_port(), free_port())
    (folder / "dovecot.conf").write_text(DOVECOT.format(
        run=run, folder=folder, chain=certificates.chain, uid=owner.pw_uid, gid=owner.pw_gid, password=PASSWORD, imap=server.imap,
        lmtp=server.lmtp, unprivileged=own, chroot="" if root else "chroot ="))
    process = subprocess.Popen([program, "-F", "-c", str(folder / "dovecot.conf")], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    for _ in range(200):
        if process.poll() is not None:
            raise RuntimeError(f"Dovecot ended at once: {process.stderr.read().decode() if process.stderr else ''}")
        try:
            smtplib.LMTP("127.0.0.1", server.lmtp).close()
            context = ssl.create_default_context(cafile=str(certificates.authority))
            with imaplib.IMAP4_SSL("localhost", server.imap, ssl_context=context, timeout=20) as imap:
                imap.login("mulai@kab.go.id", PASSWORD)
            return server, process
        except (OSError, smtplib.SMTPException, imaplib.IMAP4.error):
            time.sleep(0.05)
    process.kill()
    raise RuntimeError(f"Dovecot does not answer: {(folder / 'log').read_text(errors='replace')}")
