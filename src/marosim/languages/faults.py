"""What messages about mistakes say alike: near names, and what was expected."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path

from marosim.core.setting import MOST_COMPARED
from marosim.languages import N_, _, _p

# what systems say of files and addresses; a text that stands not here is said as it comes
OF_SYSTEMS = (
    N_("No such file or directory"), N_("Permission denied"), N_("Is a directory"),
    N_("Not a directory"), N_("File exists"), N_("No space left on device"),
    N_("Read-only file system"), N_("Address already in use"),
    N_("Cannot assign requested address"), N_("Name or service not known"),
)  # fmt: skip


def nearest(name: str, known: Iterable[str]) -> str:
    """A hint naming the closest valid names, or an empty string if there is none nearby."""
    listed = list(dict.fromkeys(known))
    if len(listed) > MOST_COMPARED or len(name) > MOST_COMPARED:
        return ""  # comparing would take longer than reading
    found = difflib.get_close_matches(name, listed, n=3, cutoff=0.5)
    return _("; did you mean {names}?", names=_p("near names", " or ").join(found)) if found else ""


def one_of(where: str, known: Iterable[str], given: object = None) -> str:
    """That one of some words was expected, and which of them are near what was given."""
    words = list(map(str, known))
    hint = nearest(str(given), words) if given is not None else ""
    return _("{where}: expected one of {known}{hint}",
             where=where, known=", ".join(words), hint=hint)  # fmt: skip


def above(where: str, low: int) -> str:
    """That a larger whole number was expected."""
    return _("{where}: expected a whole number above {low}", where=where, low=str(low))


def cannot_be_read(path: Path | str, error: Exception) -> str:
    """That a file is of no use, with what a library says of it."""
    said = of_system(error) if isinstance(error, OSError) else " ".join(str(error).split())[:200]
    return _("{path}: cannot be read ({reason})", path=path, reason=said)


def of_system(error: OSError) -> str:
    """What the system says of a fault."""
    return _(error.strerror) if error.strerror else str(error)
