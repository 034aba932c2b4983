"""Where the browser side of the widgets lies, wherever Python found their packages.

Jupyter looks below the environment's own folder. Packages that an environment takes from
another one, by a path file, bring their Python side alone, and Solara ends in a KeyError.
"""

from __future__ import annotations

import os
from importlib import metadata
from pathlib import Path

PACKAGES = ("anywidget", "ipyvue", "ipyvuetify")
CONFIGURATION, FILES = ("etc", "jupyter"), ("share", "jupyter")
VARIABLES = {CONFIGURATION: "JUPYTER_CONFIG_PATH", FILES: "JUPYTER_PATH"}


def tell_jupyter() -> None:
    """Add the folders of the widgets' own files to those in which Jupyter looks."""
    for parts, variable in VARIABLES.items():
        known = [part for part in os.environ.get(variable, "").split(os.pathsep) if part]
        more = [str(folder) for folder in folders(parts) if str(folder) not in known]
        if more:
            os.environ[variable] = os.pathsep.join([*known, *more])


def folders(parts: tuple[str, str]) -> list[Path]:
    """The folders etc/jupyter or share/jupyter into which the packages were installed."""
    found: dict[Path, None] = {}
    for package in PACKAGES:
        try:
            distribution = metadata.distribution(package)
        except metadata.PackageNotFoundError:
            continue
        for file in distribution.files or ():
            names = file.parts
            if parts == tuple(name for name in names if name != "..")[:2]:
                path = Path(str(distribution.locate_file(file))).resolve()
                found[path.parents[len(names) - names.index(parts[1]) - 2]] = None
    return list(found)
