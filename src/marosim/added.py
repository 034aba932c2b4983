"""Mechanisms that users add to the day: from a file, a notebook or an installed package."""

from __future__ import annotations

import hashlib
import importlib
import importlib.metadata
import os
import sys
import typing
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from marosim.core.setting import MechanismSettings, SettingError
from marosim.languages import _
from marosim.mechanism import Mechanism

ENTRY_POINTS = "marosim.mechanisms"  # a package names its modules or classes under this group
VARIABLE = "MAROSIM_WITH"  # files to load, so that processes of a study know them too

Kind = TypeVar("Kind", bound=type[Mechanism[Any]])
Place = type[Mechanism[Any]] | None  # after whom it acts; None: before the day is judged


@dataclass(frozen=True)
class Added:
    """A mechanism, its place in the day, and a hash of its source as it was loaded."""

    kind: type[Mechanism[Any]]
    after: Place
    digest: str


_added: dict[str, Added] = {}  # by settings key
_seen: set[str] = set()  # files, and the name of the entry points once these are loaded


def mechanism(kind: Any = None, /, *, after: Place = None) -> Any:
    """Make a class of :class:`Mechanism` part of the day, as if it were shipped.

    Use it as a decorator, bare or with ``after``: the class of the mechanism after which it
    acts; by default it acts last, before the day is judged. Its settings stand under its
    ``settings_key``; it is described, swept, switched off and ablated as all others.
    Raises :class:`SettingError` if the class lacks what it needs or takes a name in use.
    """
    return partial(_add, after=after) if kind is None else _add(kind, after)


def _add(kind: Kind, after: Place) -> Kind:
    _check(kind, after)
    _added[kind.settings_key] = Added(kind, after, _digest(kind))
    file = _file(kind)
    if file and "." not in kind.__module__ and kind.__module__ != "__main__":
        _remember(file)
    return kind


def remove(settings_key: str) -> None:
    """Take a mechanism out of the day again; nothing happens if it was not added."""
    _added.pop(settings_key, None)


def _check(kind: type[Mechanism[Any]], after: Place) -> None:
    from marosim.day import DAY
    from marosim.settings import Settings

    name = kind.__name__
    missing = [word for word in ("settings_key", "title", "rule") if not getattr(kind, word)]
    if missing:
        raise SettingError(
            _("mechanism {name}: {known} is not given", name=name, known=", ".join(missing))
        )
    key = kind.settings_key
    if not key.isidentifier() or key in Settings.__dataclass_fields__:
        why = _("is in use") if key.isidentifier() else _("is no name")
        raise SettingError(
            _(
                "mechanism {name}: the settings key {key} {why}; choose another",
                name=name,
                key=repr(key),
                why=why,
            )
        )
    if after is not None and after not in DAY and after not in kinds():
        raise SettingError(
            _(
                "mechanism {name}: after={given}: expected the class of a mechanism of the "
                "day; marosim describe --brief lists them",
                name=name,
                given=getattr(after, "__name__", after),
            )
        )
    others = [*DAY, *(one.kind for known, one in _added.items() if known != key)]
    taken = {metric: other for other in others for metric in other.metrics}
    for metric in kind.metrics:
        if metric in taken:
            raise SettingError(
                _(
                    "mechanism {name}: {title} reports a metric {metric} already; choose another "
                    "name",
                    name=name,
                    title=taken[metric].title,
                    metric=repr(metric),
                )
            )


def kinds() -> tuple[type[Mechanism[Any]], ...]:
    """The mechanisms that were added, in the order of adding."""
    _load()
    return tuple(one.kind for one in _added.values())


def check_processes() -> None:
    """Raise :class:`SettingError` for a mechanism that other processes could not load."""
    for kind in kinds():
        if kind.__module__ == "__main__":
            raise SettingError(
                _(
                    "mechanism {name}: it is defined in a notebook or script, where the "
                    "processes of a study cannot find it; put it into a file of its own and import "
                    "that, or use workers=1",
                    name=kind.__name__,
                )
            )


def settings_of(kind: type[Mechanism[Any]]) -> Any:
    """Settings of a mechanism with their defaults; a switch alone if it names none."""
    for base in getattr(kind, "__orig_bases__", ()):
        for given in typing.get_args(base):
            if isinstance(given, type) and issubclass(given, MechanismSettings):
                return given()
    return MechanismSettings()


def inserted(day: Iterable[type[Mechanism[Any]]]) -> list[type[Mechanism[Any]]]:
    """A day's list with what was added, each in its place."""
    _load()
    found = list(day)
    for one in _added.values():
        if one.after is None:
            judging = [n for n, other in enumerate(found) if other.room() == "judging"]
            at = judging[0] if judging else len(found)
        else:  # behind those that were put at the same place before
            others = {other.kind for other in _added.values() if other.after is one.after}
            at = found.index(one.after) + 1
            while at < len(found) and found[at] in others:
                at += 1
        found.insert(at, one.kind)
    return found


def digests() -> dict[str, str]:
    """A hash of the source of each mechanism that was added, by settings key."""
    _load()
    return {key: one.digest for key, one in _added.items()}


def _file(kind: type[Mechanism[Any]]) -> str | None:
    return getattr(sys.modules.get(kind.__module__), "__file__", None)


def _digest(kind: type[Mechanism[Any]]) -> str:
    file = _file(kind)
    if file is None:  # of a notebook: what Python compiled of it
        parts = [f.__code__ for f in vars(kind).values() if hasattr(f, "__code__")]
        content = b"".join(c.co_code + repr(c.co_consts).encode() for c in parts)
    else:
        content = Path(file).read_bytes().replace(b"\r\n", b"\n")
    return hashlib.sha256(content).hexdigest()


def use_files(files: Iterable[str | Path]) -> None:
    """Load Python files that add mechanisms, here and in the processes of studies to come.

    Raises :class:`SettingError` naming the file if it cannot be loaded or adds nothing.
    """
    for file in files:
        before = set(_added)
        _load_file(str(file))
        if before == set(_added) and str(Path(file).resolve()) not in _files():
            raise SettingError(
                _("{file}: adds no mechanism; expected a class under @marosim.mechanism", file=file)
            )
        _remember(str(file))


def _remember(file: str) -> None:
    path = str(Path(file).resolve())
    os.environ[VARIABLE] = os.pathsep.join(dict.fromkeys([*_files(), path]))
    _seen.add(path)


def _files() -> list[str]:
    return [file for file in os.environ.get(VARIABLE, "").split(os.pathsep) if file]


def _load() -> None:
    """Load what packages and the environment name, once a process."""
    if ENTRY_POINTS not in _seen:
        _seen.add(ENTRY_POINTS)
        for entry in importlib.metadata.entry_points(group=ENTRY_POINTS):
            try:
                found = entry.load()
                if isinstance(found, type) and found not in [one.kind for one in _added.values()]:
                    _add(found, None)
            except Exception as error:
                raise SettingError(
                    _(
                        "the package behind the mechanism {name} cannot be loaded ({value}: "
                        "{kind}: {error}); mend or uninstall it",
                        name=repr(entry.name),
                        value=str(entry.value),
                        kind=type(error).__name__,
                        error=error,
                    )
                ) from error
    for file in _files():
        if file not in _seen:
            _load_file(file)


def _load_file(file: str) -> None:
    path = Path(file).resolve()
    if path.suffix != ".py" or not path.is_file():
        raise SettingError(_("{file}: expected a Python file that adds mechanisms", file=file))
    _seen.add(str(path))
    module = sys.modules.get(path.stem)
    if module is not None and Path(getattr(module, "__file__", None) or "") != path:
        raise SettingError(
            _(
                "{file}: a module {name} is loaded already; rename the file",
                file=file,
                name=repr(path.stem),
            )
        )
    if str(path.parent) not in sys.path:
        sys.path.insert(0, str(path.parent))  # processes of a study inherit it
    try:
        importlib.import_module(path.stem)
    except SettingError as error:
        raise SettingError(f"{file}: {error}") from error
    except Exception as error:
        raise SettingError(f"{file}: {type(error).__name__}: {error}") from error
