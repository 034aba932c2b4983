"""Where cases live: the working folder's ``scenarios/`` beside those that are shipped."""

from __future__ import annotations

import re
from pathlib import Path

from marosim.cases.faults import CaseError
from marosim.languages import _
from marosim.languages.faults import nearest
from marosim.shipped import shipped

NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")
SHIPPED = "scenarios"


def roots() -> list[Path]:
    """The folders that hold cases; the working folder's come first."""
    found: list[Path] = []
    for root in (Path.cwd() / SHIPPED, shipped(SHIPPED)):
        if root.is_dir() and root.resolve() not in [other.resolve() for other in found]:
            found.append(root)
    return found


def available() -> list[str]:
    """The names of all cases that can be loaded."""
    return sorted(
        {
            folder.name
            for root in roots()
            for folder in root.iterdir()
            if NAME.match(folder.name) and (folder / "scenario.yaml").is_file()
        }
    )


def find(name_or_path: str | Path) -> Path:
    """The folder of a case, by its name or by the path of its folder."""
    text = str(name_or_path)
    if isinstance(name_or_path, str) and NAME.match(text):
        for root in roots():
            if (root / text / "scenario.yaml").is_file():
                return root / text
        raise CaseError(
            _("no scenario named {text}{hint}", text=repr(text), hint=nearest(text, available())),
            _("expected one of: {known}", known=", ".join(available())),
        )
    if isinstance(name_or_path, str) and ".." in Path(text).parts:
        raise CaseError(
            _("scenario {text} points outside its folder", text=repr(text)),
            _("give a name from 'marosim scenarios' or the full path of a folder"),
        )
    folder = Path(name_or_path)
    if not (folder / "scenario.yaml").is_file():
        raise CaseError(
            _("{text} is not the folder of a case", text=text),
            _("expected a folder that holds scenario.yaml, places.csv and routes.csv"),
        )
    return folder


def new_folder(name: str, root: Path | None = None) -> Path:
    """The folder where a new case will be written; it must not exist yet."""
    if not NAME.match(name):
        raise CaseError(
            _("{name} cannot name a case", name=repr(name)),
            _("use letters, digits, - and _, up to 64, starting with a letter or digit"),
        )
    folder = (root or Path.cwd() / SHIPPED) / name
    if folder.exists():
        raise CaseError(
            _("{folder} exists already", folder=folder),
            _("choose another name or remove the folder"),
        )
    if root is None and (shipped(SHIPPED) / name).exists():
        raise CaseError(
            _("the case {name} ships with marosim", name=repr(name)), _("choose another name")
        )
    return folder
