"""The roads a letter can take: a draft file, the drafts folder of the mailbox, SMTP. Each says what became of one letter."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from rmrb_xlsx.errors import FolderError
from rmrb_xlsx.folder import layout
from rmrb_xlsx.ledger.outbox import Outgoing
from rmrb_xlsx.mail.compose import as_draft
from rmrb_xlsx.mail.handed import Handed
from rmrb_xlsx.mail.imap import Mailbox, open_mailbox
from rmrb_xlsx.mail.settings import MailSettings
from rmrb_xlsx.mail.smtp import Post
from rmrb_xlsx.rounds.files import write_whole
from rmrb_xlsx.rounds.workplace import Workplace


class Road(Protocol):
    """`hand` gives one letter over and never raises for what the outside world does; `shows`: it can be seen there now."""

    name: str

    def hand(self, letter: Outgoing, data: bytes) -> Handed: ...

    def shows(self, letter: Outgoing) -> bool: ...


class Files:
    """Draft files in `5 Surel`, opened and sent by a person."""

    name = "berkas"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _path(self, letter: Outgoing) -> Path:
        return self._folder / f"{letter.id:04d} {letter.agency} {letter.kind}.eml"

    def hand(self, letter: Outgoing, data: bytes) -> Handed:
        try:
            return Handed("sent", f"draf {write_whole(self._path(letter), as_draft(data)).name}")
        except (OSError, FolderError) as fault:
            return Handed("later", str(fault))

    def shows(self, letter: Outgoing) -> bool:
        return self._path(letter).is_file()


class Drafts:
    """Drafts in the office's own mailbox, looked at and sent by a person."""

    name = "draf"

    def __init__(self, box: Mailbox) -> None:
        self._box, self._folder = box, box.drafts_folder()

    def hand(self, letter: Outgoing, data: bytes) -> Handed:
        return self._box.put_draft(self._folder, data)

    def shows(self, letter: Outgoing) -> bool:
        return self._box.has_draft(self._folder, letter.message_id)


class Smtp:
    """Straight to the mail server."""

    name = "smtp"

    def __init__(self, post: Post, sender: str) -> None:
        self._post, self._sender = post, sender

    def hand(self, letter: Outgoing, data: bytes) -> Handed:
        return self._post.hand(self._sender, letter.recipients, data)

    def shows(self, letter: Outgoing) -> bool:
        return False


@contextmanager
def open_road(place: Workplace, settings: MailSettings, name: str) -> Iterator[Road]:
    """The road `berkas`, `draf` or `smtp`, signed in; FolderError when it cannot be used (then nothing was sent)."""
    if name == "berkas":
        yield Files(place.folder / layout.MAILS)
        return
    if not settings.sender:
        raise FolderError(f"Isi «pengirim» pada bagian [surel] di {layout.SETTINGS}.")
    server = settings.imap if name == "draf" else settings.smtp
    if server is None:
        raise FolderError(f"Jalan {name} perlu bagian [surel.{'imap' if name == 'draf' else 'smtp'}] di {layout.SETTINGS}.")
    if name == "draf":
        with open_mailbox(server) as box:
            yield Drafts(box)
    else:
        with Post(server) as post:
            yield Smtp(post, settings.sender)
