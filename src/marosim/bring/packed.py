"""Files that come packed: unpacked within bounds, or refused in one line."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, cast

from marosim.cases.faults import CaseError
from marosim.languages import _

MAX_BYTES = 1_000_000_000
GZIP = b"\x1f\x8b"  # with which every file of gzip begins


def refuse_large(size: int, name: str) -> None:
    """Raise :class:`CaseError` for more bytes than are read of any file."""
    if size > MAX_BYTES:
        raise CaseError(_("is larger than {size}", size="1 GB"), _("cut it to the country"), name)


@contextmanager
def unpacking(name: str) -> Iterator[None]:
    """Within it, what is wrong with an archive is a :class:`CaseError`."""
    try:
        yield
    except (OSError, EOFError, RuntimeError, zlib.error, zipfile.BadZipFile) as error:
        what = _("is an archive that cannot be unpacked ({reason})", reason=error)
        raise CaseError(what, _("download it again, or unpack it yourself"), name) from error


def bounded(file: IO[bytes], name: str) -> bytes:
    """All that a file in an archive holds, of which some bytes can say more than memory takes."""
    found = file.read(MAX_BYTES + 1)
    refuse_large(len(found), name)
    return found


def from_gzip(data: bytes, name: str) -> bytes:
    """What lies in a file of gzip."""
    with unpacking(name), gzip.open(io.BytesIO(data)) as file:
        return bounded(cast(IO[bytes], file), name)
