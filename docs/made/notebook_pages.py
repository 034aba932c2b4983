"""Notebooks as pages, with the outputs that they carry; nothing is run."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbconvert import MarkdownExporter
from text import cell

FOLDER = Path(__file__).parents[2] / "notebooks"


def _files(folder: Path = FOLDER) -> list[Path]:
    return sorted(folder.glob("*.ipynb"))


def paths() -> list[str]:
    """Where the pages stand on the site."""
    return [f"notebooks/{path.stem}.md" for path in _files()]


def listed() -> str:
    """A list of the notebooks with links."""
    return "\n".join(f"- [{_title(p)}](../notebooks/{p.stem}.md)" for p in _files())


def _title(path: Path) -> str:
    first = nbformat.read(path, as_version=4)["cells"][0]["source"]
    return cell(first.splitlines()[0].lstrip("# "))


def pages(folder: Path) -> dict[str, str | bytes]:
    """Text and pictures of all notebooks by their path on the site."""
    found: dict[str, str | bytes] = {}
    for path in _files(folder):
        notebook = nbformat.read(path, as_version=4)
        about = {"output_files_dir": f"{path.stem}_files", "unique_key": path.stem}
        body, resources = MarkdownExporter().from_notebook_node(notebook, resources=about)
        found[f"notebooks/{path.stem}.md"] = body
        found |= {f"notebooks/{name}": data for name, data in resources["outputs"].items()}
    return found
