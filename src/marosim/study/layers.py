"""Options laid over one another without Hydra, where they are nothing but values.

Hydra takes a third of a second to compose what takes milliseconds here, too long for a page that
answers at once. What is more than values (experiments, whole responses, sweeps, lists typed by
hand) is left to Hydra; a test holds every option of every case to what Hydra makes of it.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from marosim.shipped import shipped
from marosim.study.own import HEADER, option_files
from marosim.study.words import Word

PACKAGE = "# @package _global_"
SCALARS = (bool, int, float, str, type(None))
NOT_LAID = {"defaults", "hydra"}  # keys of an option file that speak to Hydra
CASE_BLOCK = "/of_case/"

Laid = tuple[dict[str, Any], dict[str, str]]  # values from the root of the tree, chosen options


def layered(
    words: Sequence[Word],
    settings: Iterable[str],
    base: Callable[[], dict[str, Any]],
    of_case: Callable[[str], Mapping[str, Any]],
) -> Laid | None:
    """What Hydra would compose from ``words``, or None where only Hydra can tell.

    ``settings`` are the names of all settings, ``base()`` their values before any option, and
    ``of_case(group)`` is what the case itself says of a group.
    """
    known = set(settings)
    chosen = dict(_order())
    values: list[Word] = []
    for word in words:
        if word.sweep or not isinstance(word.value, SCALARS):
            return None
        if word.key in chosen and isinstance(word.value, str):
            chosen[word.key] = word.value
        elif word.key in known:
            values.append(word)
        else:
            return None
    whole = base()
    choices = {group: option for group, option in chosen.items() if option is not None}
    files = option_files()
    for group, option in choices.items():
        path = files[group][str(option)]
        layer = _layer(group, path, path.stat().st_mtime_ns)
        if layer is None:
            return None
        lay(whole, of_case(group) if isinstance(layer, str) else layer)
    for word in values:
        *branches, name = word.key.split(".")
        place = whole
        for branch in branches:
            place = place[branch]
        place[name] = word.value
    return whole, {group: str(choices[group]) for group in reversed(choices)}  # as Hydra lists them


def lay(below: dict[str, Any], above: Mapping[str, Any]) -> None:
    """Lay values over others: branch by branch, and a list as a whole."""
    for key, value in above.items():
        under = below.get(key)
        if isinstance(under, dict) and isinstance(value, Mapping):
            lay(under, value)
        else:
            below[key] = copy.deepcopy(value)


@lru_cache(maxsize=1)
def _order() -> tuple[tuple[str, str | None], ...]:
    """Groups in the order in which they are laid, each with the option that holds by default."""
    found: list[tuple[str, str | None]] = []
    for item in _read(shipped("conf") / "config.yaml")["defaults"]:
        if isinstance(item, dict):
            found += [(str(k), v) for k, v in item.items() if not str(k).startswith("override ")]
    return tuple(found)


@lru_cache(maxsize=256)
def _layer(group: str, path: Path, _changed: int) -> dict[str, Any] | str | None:
    """The values of an option, or that they are the case's, or None if Hydra must read it."""
    content = _read(path)
    defaults = content.get("defaults", [])
    values = {key: value for key, value in content.items() if key not in NOT_LAID}
    if not path.read_text(encoding="utf-8").startswith(PACKAGE) or "hydra" in content:
        return None
    if defaults == [f"{CASE_BLOCK}{group}"] and not values:
        return CASE_BLOCK
    return None if defaults else values


def option_values(group: str) -> list[dict[str, Any]]:
    """What each option of a group sets, as values from the root of the tree."""
    return [values_of(path) for path in option_files().get(group, {}).values()]


def values_of(path: Path) -> dict[str, Any]:
    """What the file of an option sets, as values from the root of the tree.

    Without the header that says so, its values are those of its group, as Hydra has it.
    """
    content = _kept(path, path.stat().st_mtime_ns)
    values = {key: value for key, value in content.items() if key not in NOT_LAID}
    rooted = HEADER.search(path.read_text(encoding="utf-8")) is not None
    return values if rooted or not values else {path.parent.name: values}


def leaves(branch: Mapping[str, Any], before: str = "") -> list[str]:
    """Names of all settings of nested values."""
    found = []
    for key, value in branch.items():
        name = f"{before}{key}"
        found += leaves(value, f"{name}.") if isinstance(value, Mapping) else [name]
    return found


@lru_cache(maxsize=512)
def _kept(path: Path, _changed: int) -> dict[str, Any]:
    return _read(path)


def _read(path: Path) -> dict[str, Any]:
    from omegaconf import OmegaConf

    content: Any = OmegaConf.to_container(OmegaConf.load(path))  # numbers as Hydra reads them
    return dict(content)
