"""The office's mailbox by IMAP: read without leaving a trace, put drafts into it, never delete.

Messages are fetched as raw bytes through the client under imap-tools, because its own `fetch` parses them in this process, and
marked by a plain STORE, because its own `flag` expunges whatever the person had marked for deletion.
"""

from __future__ import annotations

import imaplib
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls
from imap_tools.errors import ImapToolsError
from imap_tools.utils import encode_folder

from rmrb_xlsx.errors import FolderError
from rmrb_xlsx.mail.handed import Handed
from rmrb_xlsx.mail.settings import Server, secret

_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_UID = re.compile(rb"UID (\d+)")
_DATE = re.compile(rb'INTERNALDATE "([^"]*)"')
_NAMES = ("drafts", "draf", "konsep", "draft", "inbox.drafts", "inbox/drafts", "[gmail]/drafts", "[gmail]/draf")
FAULTS = (imaplib.IMAP4.error, ImapToolsError, OSError)


class Seen(NamedTuple):
    """A message as the server lists it. `mark` is a hint for "the same as before": UIDVALIDITY, UID, size and arrival
    together, since each alone has been reused in the field."""

    uid: str
    size: int
    mark: str


class Mailbox:
    """A signed-in mailbox; made by `open_mailbox`."""

    def __init__(self, server: Server, box: BaseMailBox) -> None:
        self._server, self._box = server, box

    def listing(self) -> list[Seen]:
        """Every message of the mailbox, oldest first, without its content."""
        with self._told():
            self._box.folder.set(self._server.mailbox, readonly=True)
            validity = self._validity()
            if not self._box.uids("ALL"):
                return []
            answer, rows = self._box.client.uid("FETCH", "1:*", "(UID RFC822.SIZE INTERNALDATE)")
            if answer != "OK":
                raise imaplib.IMAP4.error(f"FETCH {answer}")
        seen = []
        for row in rows:
            line = row if isinstance(row, bytes) else b"".join(p for p in row or () if isinstance(p, bytes))
            uid, size, date = _UID.search(line), _SIZE.search(line), _DATE.search(line)
            if uid and size:
                when = date[1].decode("ascii", "replace") if date else ""
                seen.append(Seen(uid[1].decode(), int(size[1]), f"{validity}/{uid[1].decode()}/{int(size[1])}/{when}"))
        return sorted(seen, key=lambda s: int(s.uid))

    def _validity(self) -> str:
        return str(self._box.folder.status(self._server.mailbox, ["UIDVALIDITY"]).get("UIDVALIDITY", ""))

    def raw(self, uid: str) -> bytes | None:
        """The bytes of one message, left unread; None when it is gone by now."""
        with self._told():
            answer, rows = self._box.client.uid("FETCH", uid, "(BODY.PEEK[])")
            if answer != "OK":
                raise imaplib.IMAP4.error(f"FETCH {answer}")
        return next((bytes(row[1]) for row in rows or () if isinstance(row, tuple) and len(row) > 1), None)

    def settle(self, uids: Iterable[str]) -> None:
        """After everything is recorded: leaves, marks as read, or moves, as the settings say. Where the server cannot move
        in one step, a copy is made and the message stays."""
        uid_set = ",".join(uids)
        if not uid_set or self._server.after == "biarkan":
            return
        with self._told():
            self._box.folder.set(self._server.mailbox, readonly=False)
            if self._server.after == "tandai":
                self._command("STORE", uid_set, "+FLAGS.SILENT", "(\\Seen)")
                return
            target = self._server.move_to
            if not self._box.folder.exists(target):
                self._box.folder.create(target)
            can_move = b"MOVE" in b" ".join(self._box.client.capability()[1]).upper().split()
            self._command("MOVE" if can_move else "COPY", uid_set, encode_folder(target).decode("ascii"))
            if not can_move:
                self._command("STORE", uid_set, "+FLAGS.SILENT", "(\\Seen)")

    def _command(self, *words: str) -> None:
        answer, rows = self._box.client.uid(*words)
        if answer != "OK":
            raise imaplib.IMAP4.error(f"{words[0]} {answer} {rows}")

    # --- drafts ---

    def drafts_folder(self) -> str:
        """The folder for drafts: as set, else by its special use, else by its usual names. FolderError when there is none."""
        with self._told():
            folders = self._box.folder.list()
        if self._server.drafts:
            return self._server.drafts
        for info in folders:
            if any(flag.casefold() == "\\drafts" for flag in info.flags):
                return str(info.name)
        for name in _NAMES:
            for info in folders:
                if info.name.casefold() == name:
                    return str(info.name)
        raise FolderError("Kotak draf tidak ditemukan di server. Isi «draf» pada bagian [surel.imap] di rmrb.toml.")

    def put_draft(self, folder: str, data: bytes) -> Handed:
        """Puts one draft. `later`: the server said no; `uncertain`: the connection broke while it was being handed over."""
        try:
            self._box.append(data, folder, flag_set=["\\Draft", "\\Seen"])
        except (imaplib.IMAP4.abort, OSError) as fault:
            return Handed("uncertain", _words(fault), lost=True)
        except (imaplib.IMAP4.error, ImapToolsError) as fault:
            return Handed("later", _words(fault))
        return Handed("sent", f"draf di {folder}")

    def has_draft(self, folder: str, message_id: str) -> bool:
        """True when a draft with this Message-ID lies in the folder."""
        with self._told():
            self._box.folder.set(folder, readonly=True)
            answer, rows = self._box.client.uid("SEARCH", "HEADER", "Message-ID", f'"{message_id}"')
            if answer != "OK":
                raise imaplib.IMAP4.error(f"SEARCH {answer}")
        return bool(rows and rows[0] and rows[0].split())

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except FAULTS as fault:
            raise FolderError(f"Server IMAP {self._server.host}: {_words(fault)}. "
                              "Yang sudah tercatat tetap tercatat; ulangi perintah yang sama.") from None


@contextmanager
def open_mailbox(server: Server) -> Iterator[Mailbox]:
    """A signed-in mailbox with a verified certificate. FolderError in words when that fails."""
    try:
        kind = MailBox if server.security == "tls" else MailBoxStartTls
        box = kind(server.host, server.port, timeout=server.timeout, ssl_context=server.tls())
    except FAULTS as fault:
        raise FolderError(f"Server IMAP {server.host}:{server.port} tidak dapat dihubungi: {_words(fault)}. "
                          "Periksa sambungan dan bagian [surel.imap] di rmrb.toml, lalu ulangi.") from None
    try:
        password = secret("imap", server)
        try:
            if server.sign_in == "xoauth2":
                box.xoauth2(server.user, password, initial_folder=None)
            else:
                box.login(server.user, password, initial_folder=None)
        except FAULTS as fault:
            raise FolderError(f"Server IMAP {server.host} menolak masuk: {_words(fault)}. "
                              "Periksa nama pengguna dan kata sandinya, lalu ulangi.") from None
        yield Mailbox(server, box)
    finally:
        try:
            box.logout()
        except FAULTS:
            box.client.shutdown()


def _words(fault: Exception) -> str:
    return " ".join(str(fault).split())[:200] or type(fault).__name__
