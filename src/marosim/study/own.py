"""Options of groups: those that ship, and the user's own in ``./conf/<group>/NAME.yaml``.

The user's own are data like all others: what could name code, the environment or other parts of
Hydra is refused, since a folder may come from somebody else.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from marosim.core.setting import SettingError
from marosim.languages import _
from marosim.shipped import shipped
from marosim.study.words import refuse_code

CONF = "conf"
NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,63}")
LARGEST = 100_000  # bytes of an option file; the longest that ships has a hundredth of it
HEADER = re.compile(r"^# *@package +(\S+)", re.MULTILINE)


_chosen: list[Path] = []  # the folder that a user named instead of the working folder's


def look_in(folder: Path | None) -> None:
    """Look for the user's options in another folder than ``conf``; None for that again."""
    if folder is not None and not folder.is_dir():
        raise SettingError(_("--config-dir {folder}: there is no such folder", folder=folder))
    _chosen[:] = [] if folder is None else [folder]


def own_folder() -> Path | None:
    """The working folder's ``conf`` or the one chosen instead, unless it is the one that ships."""
    folder = _chosen[0] if _chosen else Path.cwd() / CONF
    if not folder.is_dir() or folder.resolve() == shipped(CONF).resolve():
        return None
    return folder


def option_files() -> dict[str, dict[str, Path]]:
    """The file of every option, by group and name; raises :class:`SettingError` for a bad one."""
    found = {group: dict(files) for group, files in _shipped_files()}
    if (folder := own_folder()) is not None:
        for group, files in found.items():
            for path in sorted((folder / group).glob("*.yaml")):
                if NAME.fullmatch(path.stem) and not _same(path, files.get(path.stem)):
                    stamp = path.stat()
                    _check(path, group, stamp.st_mtime_ns, stamp.st_size)
                    files[path.stem] = path
    return found


def search_words() -> list[str]:
    """What Hydra is told beside a command's own words, so that it finds the user's options."""
    folder = own_folder()
    if folder is None:
        return []
    quoted = str(folder.resolve()).replace("\\", "\\\\").replace("'", "\\'")
    return [f"hydra.searchpath=['file://{quoted}']"]


@lru_cache(maxsize=1)
def _shipped_files() -> tuple[tuple[str, dict[str, Path]], ...]:
    folders = sorted(p for p in shipped(CONF).iterdir() if p.is_dir())
    return tuple((f.name, {p.stem: p for p in sorted(f.glob("*.yaml"))}) for f in folders)


def _same(path: Path, ships: Path | None) -> bool:
    """Whether a file is a mere copy of one that ships; another of its name is refused."""
    if ships is None:
        return False
    if path.read_bytes() != ships.read_bytes():
        raise SettingError(
            _(
                "{path}: {name}={option} ships with marosim; give your file another name",
                path=path,
                name=path.parent.name,
                option=path.stem,
            )
        )
    return True


@lru_cache(maxsize=512)
def _check(path: Path, group: str, _changed: int, size: int) -> None:
    """Raise :class:`SettingError` unless a file holds options and nothing else."""
    import yaml

    if size > LARGEST:
        raise SettingError(
            _(
                "{path}: {size} bytes; an option file has {most} at most",
                path=path,
                size=f"{size:,}",
                most=f"{LARGEST:,}",
            )
        )
    try:
        text = path.read_text(encoding="utf-8")
        content: Any = yaml.safe_load(text) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise SettingError(
            _("{path}: not YAML ({reason})", path=path, reason=" ".join(str(error).split())[:120])
        ) from None
    if not isinstance(content, dict):
        raise SettingError(_("{path}: expected settings as key: value, one a line", path=path))
    if any(package != "_global_" for package in HEADER.findall(text)):
        raise SettingError(
            _("{path}: expected '# @package _global_' in its first line, or none", path=path)
        )
    refuse_code(content, str(path))
    hydra = content.get("hydra", {"sweeper": {"params": {}}})
    if not isinstance(hydra, dict) or list(hydra) != ["sweeper"] or \
            list(hydra["sweeper"]) != ["params"]:  # fmt: skip
        raise SettingError(
            _("{path}: of hydra only sweeper.params may be set, which a sweep runs", path=path)
        )
    for entry in content.get("defaults") or []:
        if not _plain(entry):
            raise SettingError(
                _(
                    "{path}: defaults: {entry}: expected '- override /GROUP: OPTION' or '- _self_'",
                    path=path,
                    entry=entry,
                )
            )


def _plain(entry: Any) -> bool:
    """Whether an entry of a defaults list only chooses options of marosim's groups."""
    if entry == "_self_":
        return True
    if not isinstance(entry, dict) or len(entry) != 1:
        return False
    ((key, value),) = entry.items()
    group = str(key).removeprefix("override /")
    known = {name for name, _ in _shipped_files()}
    return str(key).startswith("override /") and group in known and isinstance(value, str)
