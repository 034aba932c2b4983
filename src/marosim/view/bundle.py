"""The page's modules as one script, for hosts that take one text: a notebook's widget, one request.

Each module keeps its names to itself, as in a browser. Modules import and export by name only
(``import { a } from "./b.js"``; ``export`` before a declaration), so that putting them together
needs no more than their order.
"""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

IMPORT = re.compile(r'^import \{([^}]*)\} from "(\.[^"]+)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|class) (\w+))", re.MULTILINE)
OTHER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


class BundleError(ValueError):
    """Modules do not fit together; the message says which and why in one line."""


def bundle(folder: Path, entry: str) -> str:
    """All modules that ``entry`` needs, in order; the last is ``entry`` and gives its exports."""
    order = _in_order(folder, entry)
    parts = [f"const {_name(path)} = {text};" for path, text in order.items()]
    return "\n".join(parts)


def exports_of(entry: str) -> str:
    """The name under which a bundle holds the exports of a module."""
    return _name(PurePosixPath(entry))


def _in_order(folder: Path, entry: str) -> dict[PurePosixPath, str]:
    """Modules as expressions that give their exports, each after those that it imports."""
    done: dict[PurePosixPath, str] = {}
    known: dict[PurePosixPath, set[str]] = {}
    under_way: list[PurePosixPath] = []

    def take(path: PurePosixPath) -> None:
        if path in done:
            return
        if path in under_way:
            circle = " → ".join(map(str, [*under_way[under_way.index(path) :], path]))
            raise BundleError(f"modules import one another in a circle: {circle}")
        under_way.append(path)
        text = _read(folder, path, under_way)
        for names, source in IMPORT.findall(text):
            other = _beside(path, source)
            take(other)
            for name in _listed(names):
                if name not in known[other]:
                    raise BundleError(f"{path}: {other} exports no {name}")
        known[path] = set(EXPORT.findall(text))
        done[path] = _wrapped(path, text, known[path])
        under_way.pop()

    take(PurePosixPath(entry))
    return done


def _wrapped(path: PurePosixPath, text: str, exported: set[str]) -> str:
    def given(found: re.Match[str]) -> str:
        return f"const {{ {', '.join(_listed(found[1]))} }} = {_name(_beside(path, found[2]))};\n"

    body = EXPORT.sub("", IMPORT.sub(given, text))
    odd = OTHER.search(body)
    if odd:
        raise BundleError(f"{path}: “{odd[0].strip()}” is not import or export by name")
    return f"(() => {{\n{body}return {{ {', '.join(sorted(exported))} }};\n}})()"


def _read(folder: Path, path: PurePosixPath, needed_by: list[PurePosixPath]) -> str:
    try:
        return (folder / path).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise BundleError(f"{needed_by[-2:][0]}: there is no module {path}") from None


def _listed(names: str) -> list[str]:
    return [name.strip() for name in names.split(",") if name.strip()]


def _beside(path: PurePosixPath, source: str) -> PurePosixPath:
    """The module that ``source`` names, seen from ``path``."""
    parts: list[str] = list(path.parent.parts)
    for part in PurePosixPath(source).parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return PurePosixPath(*parts)


def _name(path: PurePosixPath) -> str:
    return "$" + re.sub(r"\W", "_", str(path.with_suffix("")))
