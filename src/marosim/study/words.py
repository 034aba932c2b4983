"""Overrides as users type them (``key=value``), read and checked before anything runs."""

from __future__ import annotations

import math
import re
import typing
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from marosim.core.setting import SettingError
from marosim.languages import _
from marosim.languages.faults import nearest, one_of

MOST_RESPONSES = 100_000  # that one study may combine; each is composed before the first run
EXECUTABLE = ("${", "_target_", "_partial_", "_args_")


@dataclass(frozen=True)
class Word:
    """One override: key, value, text as typed; a sweep has ``values`` (if they are a list).

    ``count`` is the number of values that a sweep stands for, if they can be counted.
    """

    key: str
    value: Any
    text: str
    sweep: bool
    values: tuple[str, ...] = ()
    count: int = 1


def refuse_code(value: Any, where: str) -> None:
    """Raise :class:`SettingError` if data tries to name code, the environment or files.

    Settings and cases are data only: no ``_target_``, no interpolation ``${...}``.
    """
    if isinstance(value, Mapping):
        for key, item in value.items():
            refuse_code(key, where)
            refuse_code(item, f"{where}.{key}")
    elif isinstance(value, (list, tuple)):
        for item in value:
            refuse_code(item, where)
    elif isinstance(value, str):
        for mark in EXECUTABLE:
            if mark in value:
                raise SettingError(
                    _(
                        "{where}: {mark} is not allowed; settings are plain values",
                        where=where,
                        mark=repr(mark),
                    )
                )
    elif value is not None and not isinstance(value, (bool, int, float)):
        raise SettingError(
            _(
                "{where}: {value} is no plain value; put quotes around it",
                where=where,
                value=str(value),
            )
        )


def read_words(overrides: Iterable[str]) -> list[Word]:
    """Parse overrides with Hydra's own grammar; faults end in :class:`SettingError`."""
    from hydra.core.override_parser.overrides_parser import OverridesParser
    from hydra.errors import HydraException

    parser = OverridesParser.create()
    words = []
    for text in overrides:
        refuse_code(text, text.split("=", 1)[0] or text)
        if any(ord(sign) < 32 for sign in text):
            raise SettingError(
                _("{text}: control characters are not allowed in a setting", text=repr(text))
            )
        try:
            override = parser.parse_override(text)
        except (HydraException, ValueError, RecursionError):
            raise SettingError(
                _(
                    "{text}: expected key=value; put quotes around values with signs or spaces",
                    text=repr(text),
                )
            ) from None
        if not override.key_or_group:
            raise SettingError(_("{text}: expected key=value", text=repr(text)))
        if override.is_delete() or override.is_add() or override.package:
            raise SettingError(
                _(
                    "{text}: expected key=value; settings cannot be added or removed",
                    text=repr(text),
                )
            )
        try:
            sweep = override.is_sweep_override()
            value = None if sweep else override.value()
            values = tuple(override.sweep_string_iterator()) if override.is_choice_sweep() else ()
            count = _count(override) if override.is_range_sweep() else max(len(values), 1)
        except HydraException:
            raise SettingError(
                _("{text}: write the values out, as key=value or key=a,b", text=repr(text))
            ) from None
        words.append(Word(override.key_or_group, value, text, sweep, values, count))
    return words


def spelled(overrides: Iterable[str]) -> list[str]:
    """Overrides with what is typed in short written out.

    ``uncertainty=posterior,structure`` stands for two words, and ``baseline=mandate=none`` for one
    whose value has a sign in it.
    """
    found = []
    for text in overrides:
        key, _, value = text.partition("=")
        if key == "uncertainty" and value.endswith(",structure"):
            found += [text.removesuffix(",structure"), "structure=true"]
        elif key == "baseline" and "=" in value and value[0] not in "'\"":
            found.append(f'baseline="{value}"')
        else:
            found.append(text)
    return found


def _count(override: Any) -> int:
    """How many values a range stands for, without writing them out."""
    span = override.value()
    steps = (float(span.stop) - float(span.start)) / float(span.step) if span.step else math.inf
    return max(math.ceil(steps), 1) if math.isfinite(steps) else MOST_RESPONSES + 1


def check_words(
    words: Sequence[Word],
    groups: Mapping[str, Mapping[str, str]],
    known: Iterable[str],
    *,
    multirun: bool = False,
) -> None:
    """Check that keys are groups or settings and that named options exist."""
    combinations = math.prod(word.count for word in words)
    if combinations > MOST_RESPONSES:
        raise SettingError(
            _(
                "these values make more than {most} combinations; give fewer",
                most=f"{MOST_RESPONSES:,}",
            )
        )
    spans = [word.text for word in words if word.sweep and "=interval(" in word.text]
    if multirun and spans and not any(word.key == "hydra/sweeper" for word in words):
        raise SettingError(
            _(
                "{word}: a sweep needs values, as in KEY=1,2,3 or KEY=range(0,10,2); to search "
                "within bounds use marosim search, or hydra/sweeper=optuna",
                word=spans[0],
            )
        )
    names = list(known)
    branches = {name.rsplit(".", depth)[0] for name in names for depth in range(1, 5)}
    for word in words:
        key = word.key
        if key == "hydra/sweeper" or key.startswith("hydra.sweeper."):
            if not multirun:
                raise SettingError(_("{text}: sweepers need several runs: add -m", text=word.text))
            continue
        if key.startswith("hydra"):
            raise SettingError(
                _("{text}: only hydra/sweeper and hydra.sweeper.* can be set", text=word.text)
            )
        if word.sweep and not multirun:
            raise SettingError(
                _("{text}: several values: add -m to run each of them", text=word.text)
            )
        if key in groups:
            for value in word.values if word.sweep else (word.value,):
                _check_option(key, value, groups[key], key in branches)
        elif key not in names and key not in branches:
            raise SettingError(
                _("unknown setting {name}{hint}", name=key, hint=nearest(key, [*names, *groups]))
            )
        if key in branches and key not in names:
            for name in _inside(key, word.value):
                if name not in names:
                    raise SettingError(
                        _("unknown setting {name}{hint}", name=name, hint=nearest(name, names))
                    )


def _inside(key: str, value: Any) -> Iterator[str]:
    """The settings that a value of several sets: mandate={ceiling: 3000}."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from (
                _inside(f"{key}.{name}", inner)
                if isinstance(inner, Mapping)
                else (f"{key}.{name}",)
            )


def _check_option(key: str, value: Any, options: Mapping[str, str], also_settings: bool) -> None:
    if also_settings and isinstance(value, Mapping):
        return
    if str(value) not in options:
        raise SettingError(one_of(f"{key}={value}", options, value))


def is_whole(name: str) -> bool:
    """Whether a setting of the model takes whole numbers only."""
    from marosim.settings import Settings  # not before it is needed: --help answers at once

    branch: Any = Settings()
    *branches, leaf = name.split(".")
    for part in branches:
        branch = getattr(branch, part, None)
    hint = typing.get_type_hints(type(branch)).get(leaf)
    return int in (hint, *typing.get_args(hint))


def whole_numbers(overrides: Sequence[str]) -> list[str]:
    """Overrides with whole numbers where no others do, since some sweepers know floats only."""
    return [
        f"{word.key}={round(word.value)}"
        if isinstance(word.value, float) and is_whole(word.key)
        else word.text
        for word in read_words(overrides)
    ]


def written(values: Mapping[str, Any], *, sweep: bool = False) -> list[str]:
    """Python values as overrides; with ``sweep``, lists become several values of a key."""
    words = []
    for key, value in values.items():
        name, value = key.replace("__", "."), _plain(value)
        if sweep and isinstance(value, (list, tuple, range)):
            words.append(f"{name}={','.join(_quoted(item) for item in value)}")
        else:
            words.append(f"{name}={_quoted(value)}")
    return words


def _plain(value: Any) -> Any:
    """Numbers and columns of numpy and pandas as Python's own."""
    return value.tolist() if hasattr(value, "tolist") else value


def _quoted(value: Any) -> str:
    """A value in Hydra's grammar."""
    value = _plain(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, (list, tuple)):
        return f"[{','.join(_quoted(item) for item in value)}]"
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{k}:{_quoted(v)}" for k, v in value.items()) + "}"
    text = str(value)
    if re.fullmatch(r"[A-Za-z_][\w-]*", text):
        return text
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
