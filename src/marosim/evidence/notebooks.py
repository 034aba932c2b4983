"""Notebooks carry what their outputs were computed with, and say first when that has changed.

``python -m marosim.evidence.notebooks FOLDER`` marks those that are stale; with ``--run`` it
computes them anew, each in an empty folder.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from marosim.evidence.digest import changed, of_evidence
from marosim.record.whole import write_whole

KEY = "marosim"
STALE = (
    "**Stale: the model, its settings or its cases changed since the outputs below were computed; "
    "`make notebooks` computes them anew.**"
)
TIMEOUT = 900  # seconds for a cell


def is_stale(notebook: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether outputs came from another model than ``now`` has digests of, or from nobody knows."""
    kept = notebook["metadata"].get(KEY, {}).get("digests")
    return not isinstance(kept, Mapping) or bool(changed(kept, now))


def says_so(notebook: Mapping[str, Any]) -> bool:
    """Whether the first cell says that the outputs are stale."""
    return STALE in "".join(notebook["cells"][0]["source"])


def mark(path: Path, now: Mapping[str, Any]) -> bool:
    """Let the first cell say whether the outputs are stale; returns whether they are."""
    notebook = json.loads(path.read_text("utf-8"))
    stale = is_stale(notebook, now)
    if stale != says_so(notebook):
        text = "".join(notebook["cells"][0]["source"]).replace(f"\n\n{STALE}", "")
        text += f"\n\n{STALE}" * stale
        notebook["cells"][0]["source"] = text.splitlines(keepends=True)
        _write(path, notebook)
    return stale


def run(path: Path, now: Mapping[str, Any]) -> None:
    """Compute a notebook anew in an empty folder and note with what."""
    import nbclient
    import nbformat

    notebook: Any = nbformat.read(path, as_version=4)
    with tempfile.TemporaryDirectory() as folder:
        about = {"metadata": {"path": folder}}
        nbclient.NotebookClient(
            notebook, timeout=TIMEOUT, kernel_name="python3", resources=about, record_timing=False
        ).execute()
    notebook["metadata"][KEY] = {"digests": now}
    # where a cell wrote for the while is nobody's concern, and differs each time
    scratch = re.escape(tempfile.gettempdir()) + r"/\w+/"
    _write(path, json.loads(re.sub(scratch, "", nbformat.writes(notebook))))


def _write(path: Path, notebook: Mapping[str, Any]) -> None:
    """As Jupyter writes it, so that only what changed differs."""
    text = json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True)
    write_whole(path, text + "\n")


def main(words: list[str]) -> None:
    """Mark the notebooks of a folder, or with ``--run`` compute them anew."""
    folder = Path(next((word for word in words if not word.startswith("-")), "notebooks"))
    now = of_evidence()  # as it stands before anything is computed
    for path in sorted(folder.glob("*.ipynb")):
        if "--run" in words:
            run(path, now)
        print(f"{path}: {'stale' if mark(path, now) else 'current'}")


if __name__ == "__main__":
    main(sys.argv[1:])
