"""What MkDocs calls: pages that are made from the package, and parts of pages that are.

Nothing here is typed by hand: a page of a case, a table of settings or a drawing of the rooms
comes from what the package itself declares, so that the site cannot say something else.
"""

from __future__ import annotations

import re
from pathlib import Path

import case_pages
import classes
import code_pages
import command_pages
import notebook_pages
import rooms
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).parents[2]
MARK = re.compile(r"^<!-- made: (\w+) -->$", re.MULTILINE)
PARTS = {
    "cases": case_pages.listed,
    "classes": classes.listed,
    "commands": command_pages.commands,
    "columns": code_pages.columns,
    "counts": code_pages.counts,
    "extras": code_pages.extras,
    "metrics": code_pages.metrics,
    "notebooks": notebook_pages.listed,
    "options": code_pages.options,
    "rooms": rooms.drawn,
    "contracts": rooms.contracts,
    "settings": code_pages.settings,
    "terms": code_pages.terms,
    "trace": code_pages.trace,
}
# files of the repository that are pages as they stand: path on the site and file
AS_THEY_STAND = {
    "model/odd.md": "src/marosim/ODD.md",
    "about/changelog.md": "CHANGELOG.md",
    "about/contributing.md": "CONTRIBUTING.md",
    "about/security.md": "SECURITY.md",
    "about/conduct.md": "CODE_OF_CONDUCT.md",
    "about/data.md": "LICENSE-DATA",
}


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Complete the menu by what the repository holds."""
    assert config.nav is not None
    measured = [p.name for p in (ROOT / "docs").glob("bench.md")]  # where `make bench` was run
    made = {
        "Speed": measured,
        "Cases": case_pages.paths(), "Notebooks": notebook_pages.paths(), "Classes": classes.paths()
    }  # fmt: skip
    _complete(config.nav, made)
    return config


def _complete(nav: list[object], made: dict[str, list[str]]) -> None:
    for entry in nav:
        if isinstance(entry, dict):
            for name, inside in entry.items():
                if isinstance(inside, list):
                    inside += made.get(name, [])
                    _complete(inside, made)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are made."""
    texts = {**case_pages.pages(), **classes.pages(), **notebook_pages.pages(ROOT / "notebooks")}
    texts |= {page: _standing(file) for page, file in AS_THEY_STAND.items()}
    for path, content in texts.items():
        files.append(File.generated(config, path, content=content))
    return files


def _standing(file: str) -> str:
    return (ROOT / file).read_text(encoding="utf-8")


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Put what is made where a page has a mark for it."""
    return MARK.sub(lambda found: PARTS[found[1]](), markdown)
