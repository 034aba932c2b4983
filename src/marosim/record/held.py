"""A file or folder held by one process at a time."""

from __future__ import annotations

import os
from pathlib import Path

try:
    import fcntl
except ImportError:  # not on this system: nobody is kept out
    fcntl = None  # type: ignore[assignment]


class Held:
    """A lock on a file or folder: it leaves no file behind and ends with the process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._handle: int | None = None

    def take(self) -> bool:
        """Whether the folder is now held by this process; a disk that knows no locks says yes."""
        if fcntl is None or self._handle is not None:
            return True
        handle = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return False
        except OSError:  # some network disks
            os.close(handle)
            return True
        self._handle = handle
        return True

    @property
    def sure(self) -> bool:
        """Whether the system vouches that nobody else holds the folder."""
        return self._handle is not None

    def release(self) -> None:
        """Let others take it."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
