"""What we raise. Faults in the *data* of a return are never raised: they are `Finding`s.

RmrbError
├── PackError       a pack cannot be used; carries every complaint, each with file and line
├── FileRefused     a file cannot be read as a form; carries one code of `findings.CODES`
├── FolderError     the working folder, its control workbook or its ledger cannot be used
├── UsageError      the caller asked for something that does not exist
└── OwnFault        we broke a promise of our own (a workbook we could not write correctly)
"""

from __future__ import annotations


class RmrbError(Exception):
    """The root of all our exceptions; its text is Indonesian and fit for a person."""


class PackError(RmrbError):
    """A pack with faults. `complaints` holds one Indonesian sentence each, with file and line."""

    def __init__(self, complaints: list[str]) -> None:
        super().__init__("\n".join(complaints))
        self.complaints = complaints


class FileRefused(RmrbError):
    """A file that cannot be read as a form; `code` is a row of `findings.CODES`, `details` fill its text."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


class FolderError(RmrbError):
    """The working folder, `Kendali.xlsx` or the ledger cannot be used."""


class UsageError(RmrbError):
    """The caller named an agency, pack, period or file that does not exist."""


class OwnFault(RmrbError):
    """A promise of our own is broken; never the user's doing."""
