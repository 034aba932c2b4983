"""A running model that was put by: a class goes on from it at once after a crash.

What is unpacked can act. So it stands in the cache folder of the user, which nobody else may
write to, never beside the log that a class may be given with. It is only ever a short cut: where
it is missing, damaged or not that of the log, the days are computed again from the log.
"""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from marosim.record.provenance import computing
from marosim.record.whole import whole_file

EVERY_DAYS = 30
MOST_FILES = 8  # of the latest classes
SIZE = hashlib.sha256().digest_size


def place(header: Mapping[str, Any]) -> Path | None:
    """Where the model of a log is put by; None where no folder is the user's alone.

    Another log, other code or other packages have another place.
    """
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    folder = Path(home) / "marosim" / "classes"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.lstat()
        for old in sorted(folder.glob("*.model"), key=os.path.getmtime)[: -MOST_FILES + 1]:
            old.unlink(missing_ok=True)
    except OSError:
        return None
    if hasattr(os, "getuid") and (
        found.st_uid != os.getuid() or stat.S_IMODE(found.st_mode) & 0o022
    ):
        return None
    said = json.dumps([header, computing()], sort_keys=True, default=str)
    return folder / f"{hashlib.sha256(said.encode()).hexdigest()[:24]}.model"


def put_by(path: Path, content: Mapping[str, Any]) -> None:
    """Write it whole; a disk that is full costs time after a crash, never the class."""
    packed = pickle.dumps(dict(content))
    try:
        with whole_file(path) as draft:
            draft.write_bytes(hashlib.sha256(packed).digest() + packed)
    except OSError:
        return


def found(path: Path) -> dict[str, Any] | None:
    """What was put by, or None where nothing sound is there."""
    try:
        whole = path.read_bytes()
    except OSError:
        return None
    packed = whole[SIZE:]
    if hashlib.sha256(packed).digest() != whole[:SIZE]:
        return None
    return dict(pickle.loads(packed))
