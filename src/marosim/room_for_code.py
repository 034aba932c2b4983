"""Where compiled rules are kept when neither the installation nor a home takes them.

The compiler keeps its code beside marosim's files or in the user's cache folder, and refuses
to start where it may write to neither, as in many containers. Then a folder of the user's own
among temporary files takes it. Its contents are run, so that it must be nobody else's.
"""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

KEY = "NUMBA_CACHE_DIR"


def find_room() -> None:
    """Name a folder for compiled rules, unless there is one that can be written to."""
    if KEY in os.environ:
        return
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    if not (_takes(Path(__file__).parent / "__pycache__") or _takes(Path(home) / "numba")):
        os.environ[KEY] = str(_own_folder())


def _takes(folder: Path) -> bool:
    """Whether files can be written in a folder, or the folder can be made."""
    there = next(f for f in (folder, *folder.parents) if f.exists())
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)


def _own_folder() -> Path:
    who = os.getuid() if hasattr(os, "getuid") else "user"
    folder = Path(tempfile.gettempdir()) / f"marosim-compiled-{who}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        ours = not hasattr(os, "getuid") or (
            found.st_uid == who and stat.S_IMODE(found.st_mode) & 0o077 == 0
        )
        if stat.S_ISDIR(found.st_mode) and ours:
            return folder
    except OSError:
        pass
    return Path(tempfile.mkdtemp(prefix="marosim-compiled-"))
