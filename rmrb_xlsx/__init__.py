"""From a government regulation to Excel forms, back from the agencies, into one master workbook. The public names, one per act.

Nothing is loaded before it is asked for, so that the command line starts at once. `check`, `score` and `gather` are also the
names of rooms (packages) in here: as attributes of `rmrb_xlsx` they are the acts, whatever was imported before; modules of
those rooms are imported by their full path (`from rmrb_xlsx.gather.frames import COLUMNS`).
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rmrb_xlsx.ledger.store import Ledger
    from rmrb_xlsx.rounds.library import check, gather, read_return, score, write_form, write_master
    from rmrb_xlsx.spec.load import load_pack

__all__ = ["Ledger", "check", "gather", "load_pack", "read_return", "score", "write_form", "write_master"]

_LIBRARY = "rmrb_xlsx.rounds.library"
_HOME = {"Ledger": "rmrb_xlsx.ledger.store", "load_pack": "rmrb_xlsx.spec.load"}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME.get(name, _LIBRARY)), name)


def _act(name: str) -> property:
    def get(package: ModuleType) -> Any:
        return __getattr__(name)

    def keep(package: ModuleType, room: ModuleType) -> None:
        """The import of a room of this name changes nothing here."""
    return property(get, keep)


class _Package(ModuleType):
    """This package as a module: importing a room of the same name as an act does not put the room in the act's place."""

    check, score, gather = _act("check"), _act("score"), _act("gather")


sys.modules[__name__].__class__ = _Package
