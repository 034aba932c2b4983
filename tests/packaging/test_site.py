"""The documentation is built strictly, opens from a folder and asks nobody for anything."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from marosim import cases
from marosim.cli import COMMANDS
from marosim.core.setting import rows
from marosim.settings import Settings

ROOT = Path(__file__).parents[2]
NEEDED = ("mkdocs", "material", "mkdocstrings", "nbconvert")
ELSEWHERE = re.compile(r'<(?:script|link|img|iframe)[^>]*?(?:src|href)="(?:https?:)?//[^"]*"')


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if missing := [name for name in NEEDED if find_spec(name) is None]:
        pytest.skip(f"not installed: {', '.join(missing)} (marosim[docs])")
    target = tmp_path_factory.mktemp("site")
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(target)],
        cwd=ROOT, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "NO_MKDOCS_2_WARNING": "1"},
    )  # fmt: skip
    assert built.returncode == 0, built.stderr[-3000:]
    return target


@pytest.mark.slow
def test_nothing_is_asked_of_other_servers(site: Path) -> None:
    found = {p.name: ELSEWHERE.findall(p.read_text("utf-8")) for p in site.rglob("*.html")}
    assert len(found) > 40
    assert {name: hits for name, hits in found.items() if hits} == {}


@pytest.mark.slow
def test_links_lead_to_files_as_a_folder_needs_them(site: Path) -> None:
    missing = set()
    for page in site.rglob("*.html"):
        if page.name == "404.html":  # for servers alone
            continue
        for link in re.findall(r'(?:href|src)="([^"#?:]+)[#?]?[^":]*"', page.read_text("utf-8")):
            if not (page.parent / link).is_file():
                missing.add((page.relative_to(site).as_posix(), link))
    assert missing == set()


@pytest.mark.slow
def test_what_the_package_declares_stands_on_the_site(site: Path) -> None:
    commands = (site / "reference" / "commands.html").read_text("utf-8")
    assert all(f">marosim {name}<" in commands for name in COMMANDS)
    settings = (site / "reference" / "settings.html").read_text("utf-8")
    assert all(f"<code>{row.name}</code>" in settings for row in rows(Settings()))
    for name in cases.available():
        page = (site / "cases" / f"{name}.html").read_text("utf-8")
        assert all(table in page for table in ("Dated events", "Sources", "does not predict"))
    for file in (ROOT / "notebooks").glob("*.ipynb"):
        assert (site / "notebooks" / f"{file.stem}.html").is_file()


def test_links_of_the_front_page_lead_to_files() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", text)
    assert len(links) > 15
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_front_page_stays_a_screen_and_a_half() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert len(text.split()) < 650 and text.count("![") == 1


PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


def test_commands_that_pages_show_exist() -> None:
    shown = []
    for file in PAGES:
        for block in re.findall(r"^```\w*\n(.*?)^```", file.read_text("utf-8"), re.M | re.S):
            calls = re.findall(r"^(?:\$ )?(?:\.venv/bin/)?marosim (.+)$", block, re.M)
            shown += [(re.sub(r"^--with \S+ ", "", c).split()[0], file.name) for c in calls]
    assert len(shown) > 40
    assert [word for word in shown if word[0] not in {*COMMANDS, "COMMAND"}] == []


def test_marks_of_pages_are_those_that_are_made() -> None:
    import ast

    tree = ast.parse((ROOT / "docs" / "made" / "hook.py").read_text("utf-8"))
    [parts] = [n.value for n in tree.body
               if isinstance(n, ast.Assign) and ast.unparse(n.targets[0]) == "PARTS"]  # fmt: skip
    asked = {m for p in PAGES for m in re.findall(r"<!-- made: (\w+) -->", p.read_text("utf-8"))}
    assert asked == {key.value for key in parts.keys}
