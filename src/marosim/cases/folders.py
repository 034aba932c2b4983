"""Where cases live: the working folder's ``scenarios/`` beside those that are shipped."""

from __future__ import annotations

import re
from pathlib import Path

from marosim.cases.faults import CaseError
from marosim.core.setting import nearest
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
            f"no scenario named {text!r}{nearest(text, available())}",
            "expected one of: " + ", ".join(available()),
        )
    if isinstance(name_or_path, str) and ".." in Path(text).parts:
        raise CaseError(
            f"scenario {text!r} points outside its folder",
            "give a name from 'marosim scenarios' or the full path of a folder",
        )
    folder = Path(name_or_path)
    if not (folder / "scenario.yaml").is_file():
        raise CaseError(
            f"{text} is not the folder of a case",
            "expected a folder that holds scenario.yaml, places.csv and routes.csv",
        )
    return folder


def new_folder(name: str, root: Path | None = None) -> Path:
    """The folder where a new case will be written; it must not exist yet."""
    if not NAME.match(name):
        raise CaseError(
            f"{name!r} cannot name a case",
            "use letters, digits, - and _, up to 64, starting with a letter or digit",
        )
    folder = (root or Path.cwd() / SHIPPED) / name
    if folder.exists():
        raise CaseError(f"{folder} exists already", "choose another name or remove the folder")
    if root is None and (shipped(SHIPPED) / name).exists():
        raise CaseError(f"the case {name!r} ships with marosim", "choose another name")
    return folder
