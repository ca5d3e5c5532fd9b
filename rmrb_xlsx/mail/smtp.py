"""Hands mails to an SMTP server, one connection for many, and says exactly what became of each.

The moment that matters is the end of DATA: before the final dot leaves us the server has accepted nothing; after it, without
an answer, nobody can know. That mail is `uncertain` and is never sent again by itself.
"""

from __future__ import annotations

import re
import smtplib
from collections.abc import Sequence
from types import TracebackType

from rmrb_xlsx.errors import FolderError
from rmrb_xlsx.mail.handed import Handed
from rmrb_xlsx.mail.settings import Server, secret

_DOT = re.compile(rb"(?m)^\.")


class Post:
    """A signed-in SMTP connection. Use as a context manager; `hand` reconnects by itself after a disconnect."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> Post:
        self.connect()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is None:
            return
        try:
            smtp.quit()
        except (smtplib.SMTPException, OSError):
            smtp.close()

    def connect(self) -> None:
        """Connects, checks the certificate, signs in. FolderError in words when that fails: nothing was sent."""
        server = self._server
        self._drop()
        try:
            if server.security == "tls":
                self._smtp = smtplib.SMTP_SSL(server.host, server.port, timeout=server.timeout, context=server.tls())
            else:
                self._smtp = smtplib.SMTP(server.host, server.port, timeout=server.timeout)
                self._smtp.starttls(context=server.tls())
            self._smtp.ehlo()
            self._sign_in(self._smtp)
        except (smtplib.SMTPException, OSError) as fault:
            self._drop()
            raise FolderError(f"Server SMTP {server.host}:{server.port} tidak dapat dipakai: {_words(fault)}. "
                              "Tidak ada yang terkirim; periksa bagian [surel.smtp] di rmrb.toml, lalu ulangi.") from None
        except FolderError:  # no password at hand: the connection is not left behind
            self._drop()
            raise

    def _sign_in(self, smtp: smtplib.SMTP) -> None:
        server = self._server
        if server.sign_in == "sandi":
            smtp.login(server.user, secret("smtp", server))
        elif server.sign_in == "xoauth2":
            token = secret("smtp", server)
            smtp.auth("XOAUTH2", lambda challenge=None: f"user={server.user}\x01auth=Bearer {token}\x01\x01" if challenge is None else "")

    def hand(self, sender: str, recipients: Sequence[str], data: bytes) -> Handed:
        """Hands over one mail. Never raises for what the server or the network does; `later` means: nothing was accepted."""
        refused: list[tuple[str, str]] = []
        try:
            if self._smtp is None:
                self.connect()
            smtp = self._smtp
            assert smtp is not None
            code, words = smtp.mail(sender, [f"size={len(data)}"] if smtp.has_extn("size") else [])
            if code != 250:
                return self._turned_away(code, words)
            later: list[str] = []
            for one in recipients:
                code, words = smtp.rcpt(one)
                if 500 <= code < 600:
                    refused.append((one, _answer(code, words)))
                elif code not in (250, 251):
                    later.append(_answer(code, words))
            if later or len(refused) == len(recipients):
                self._reset()
                return Handed("later", later[0]) if later else Handed("failed", refused[0][1], tuple(refused))
            code, words = smtp.docmd("DATA")
            if code != 354:
                return self._turned_away(code, words)
            smtp.send(_DOT.sub(b"..", data if data.endswith(b"\r\n") else data + b"\r\n"))
        except FolderError as fault:
            return Handed("later", str(fault), lost=True)
        except (smtplib.SMTPException, OSError) as fault:
            self._drop()
            return Handed("later", _words(fault), lost=True)
        return self._finish(smtp, tuple(refused))

    def _finish(self, smtp: smtplib.SMTP, refused: tuple[tuple[str, str], ...]) -> Handed:
        try:
            smtp.send(b".\r\n")
            code, words = smtp.getreply()
        except (smtplib.SMTPException, OSError) as fault:
            self._drop()
            return Handed("uncertain", _words(fault), refused, lost=True)
        if code == 250:
            return Handed("sent", _answer(code, words), refused)
        if code == -1:
            self._drop()
            return Handed("uncertain", _answer(code, words), refused, lost=True)
        return self._turned_away(code, words)

    def _turned_away(self, code: int, words: bytes) -> Handed:
        """The mail as a whole was not taken: for now (4xx, or a server that is leaving) or for good (5xx)."""
        if 500 <= code < 600 and code != 521:
            self._reset()
            return Handed("failed", _answer(code, words))
        if code in (421, 521, -1):
            self._drop()
            return Handed("later", _answer(code, words), lost=True)
        self._reset()
        return Handed("later", _answer(code, words))

    def _reset(self) -> None:
        try:
            if self._smtp is not None:
                self._smtp.rset()
        except (smtplib.SMTPException, OSError):
            self._drop()

    def _drop(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()


def _answer(code: int, words: bytes) -> str:
    return f"{code} {words.decode('utf-8', 'replace')}".replace("\n", " ")[:300]


def _words(fault: Exception) -> str:
    if isinstance(fault, smtplib.SMTPAuthenticationError):
        return f"nama pengguna atau kata sandi ditolak ({fault.smtp_code})"
    if isinstance(fault, smtplib.SMTPNotSupportedError):
        return "server tidak mendukung cara masuk atau pengamanan yang diminta"
    if isinstance(fault, smtplib.SMTPServerDisconnected):
        return "sambungan diputus server"
    if isinstance(fault, smtplib.SMTPResponseException):
        error = fault.smtp_error
        return _answer(fault.smtp_code, error if isinstance(error, bytes) else str(error).encode())
    return str(fault)[:300]
