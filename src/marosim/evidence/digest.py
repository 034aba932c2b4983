"""What a table of evidence was made from, so that a stale one can say so."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from marosim.record.whole import whole_file
from marosim.shipped import shipped

MADE = "made.json"
# what shows results does not make them
LEFT_OUT = ("view", "cli")
KINDS = (".py", ".csv", ".yaml", ".geojson")


def digest() -> str:
    """A hash of the model's code, its options and its shipped cases."""
    package = Path(__file__).resolve().parents[1]
    roots = [package, shipped("conf"), shipped("scenarios")]
    found = hashlib.sha256()
    for root in roots:
        for path in sorted(p for p in root.rglob("*") if p.suffix in KINDS):
            within = path.relative_to(root)
            if root == package and within.parts[0] in (*LEFT_OUT, "_data"):
                continue
            found.update(within.as_posix().encode())
            # line ends are no difference
            found.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return found.hexdigest()[:16]


def stamp(folder: Path, **about: Any) -> None:
    """Write beside tables what they were made from."""
    with whole_file(folder / MADE) as draft:
        draft.write_text(json.dumps({"digest": digest(), **about}, indent=1) + "\n", "utf-8")


def stale(folder: Path) -> str:
    """A sentence that says that tables are stale; empty where they are not."""
    path = folder / MADE
    made: Mapping[str, Any] = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    if made.get("digest") == digest():
        return ""
    return (
        f"{folder.name}: made with another model, settings or cases than these; "
        "'make evidence' makes it anew"
    )
