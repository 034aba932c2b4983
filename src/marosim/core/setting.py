"""What a setting is: a value with a meaning, a unit, bounds and a source."""

from __future__ import annotations

import contextlib
import dataclasses
import difflib
import math
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from functools import lru_cache
from typing import Any, TypeVar

ASSUMED = "assumed"
MOST_COMPARED = 2_000  # names to choose a hint from, and signs of the name to be explained


KINDS = {
    bool: "true or false", int: "a whole number", float: "a number", str: "a text",
    list: "a list, as in [A,B]", dict: "named values, as in {a: 1}",
}  # fmt: skip


class SettingError(ValueError):
    """A setting that does not exist, has the wrong kind or lies out of bounds."""


def setting(
    default: Any,
    meaning: str,
    *,
    unit: str = "1",
    low: float | None = None,
    high: float | None = None,
    choices: tuple[str, ...] | None = None,
    names: str | None = None,
    variant: bool = False,
    source: str = ASSUMED,
) -> Any:
    """A dataclass field that carries its meaning, unit, bounds or choices, and source.

    ``source`` names a study (author, year) or is ``"assumed"``; assumed numbers are what
    ``marosim sensitivity`` varies and ``marosim calibrate`` may fit. Bounds and choices hold
    for each item of a list. A text without choices says in ``names`` what it names (checked
    by :mod:`marosim.study.vocabulary` or where it is used), or that it is free text. The
    choices of a ``variant`` are rules that the literature holds possible, of which a study may
    draw one in each replication.
    """
    metadata = {
        "meaning": meaning,
        "unit": unit,
        "low": low,
        "high": high,
        "choices": choices,
        "names": names,
        "variant": variant,
        "source": source,
    }
    if isinstance(default, (list, dict)):
        return field(default_factory=lambda: type(default)(default), metadata=metadata)
    return field(default=default, metadata=metadata)


Part = TypeVar("Part")


def part(kind: type[Part]) -> Part:
    """A dataclass field that holds settings of its own."""
    made: Part = field(default_factory=kind)
    return made


@dataclass
class MechanismSettings:
    """What every mechanism can be told: whether it acts at all."""

    enabled: bool = setting(True, "whether the mechanism acts", unit="yes/no", source="by design")


@dataclass(frozen=True)
class SettingRow:
    """One setting as ``marosim describe`` shows it."""

    name: str
    value: Any
    unit: str
    low: float | None
    high: float | None
    choices: tuple[str, ...] | None
    source: str
    meaning: str
    names: str | None = None
    variant: bool = False

    @property
    def assumed(self) -> bool:
        return self.source.startswith(ASSUMED)


def members(settings: Any) -> dict[str, Mapping[str, Any]]:
    """Names of a tree's settings and branches with what is said of each.

    Branches that a mechanism of one's own brings are no fields of the class.
    """
    declared = {item.name: item.metadata for item in fields(settings)}
    return declared | {name: {} for name in vars(settings) if name not in declared}


def rows(settings: Any, prefix: str = "") -> Iterator[SettingRow]:
    """Every setting in the tree, depth first, with its dotted name."""
    for item, meta in members(settings).items():
        value = getattr(settings, item)
        name = f"{prefix}{item}"
        if is_dataclass(value):
            yield from rows(value, f"{name}.")
            continue
        yield SettingRow(
            name,
            value,
            meta.get("unit", "1"),
            meta.get("low"),
            meta.get("high"),
            meta.get("choices"),
            meta.get("source", ASSUMED),
            meta.get("meaning", ""),
            meta.get("names"),
            meta.get("variant", False),
        )


def names(settings: Any) -> list[str]:
    """The dotted names of all settings."""
    return [row.name for row in rows(settings)]


def nearest(name: str, known: typing.Iterable[str]) -> str:
    """A hint naming the closest valid names, or an empty string if there is none nearby."""
    listed = list(dict.fromkeys(known))
    if len(listed) > MOST_COMPARED or len(name) > MOST_COMPARED:
        return ""  # comparing would take longer than reading
    found = difflib.get_close_matches(name, listed, n=3, cutoff=0.5)
    return f"; did you mean {' or '.join(found)}?" if found else ""


def _coerced(value: Any, wanted: Any, name: str, nullable: bool = False) -> Any:
    if value is None and nullable:
        return None
    if wanted is bool:
        if isinstance(value, bool):
            return value
    elif wanted is int:
        if isinstance(value, bool):
            pass
        elif isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
            return int(value)
    elif wanted is float:
        with contextlib.suppress(OverflowError):  # a whole number may exceed every float
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                if math.isfinite(value):
                    return float(value)
    elif wanted is str:
        if isinstance(value, str):
            return value
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return str(value)
    elif wanted is list:
        if isinstance(value, (list, tuple)):
            return list(value)
    elif wanted is dict:
        if isinstance(value, Mapping):
            return dict(value)
    raise SettingError(f"{name}={value!r}: expected {KINDS[wanted]}")


def _items(values: list[Any], annotation: Any, name: str) -> list[Any]:
    """The items of a list, each of the kind that the setting asks for."""
    (kind,) = typing.get_args(annotation)
    if kind is Any:
        return values
    return [_coerced(value, kind, f"{name}[{number}]") for number, value in enumerate(values)]


@lru_cache(maxsize=256)
def _hints(kind: Any) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _kind(annotation: Any) -> tuple[Any, bool]:
    arguments = typing.get_args(annotation)
    nullable = type(None) in arguments
    origin = typing.get_origin(annotation)
    if nullable:
        annotation = next(a for a in arguments if a is not type(None))
        origin = typing.get_origin(annotation)
    return (origin or annotation), nullable


def assign(settings: Any, values: Mapping[str, Any], prefix: str = "") -> None:
    """Set values from a nested mapping, checking names, kinds, bounds and choices.

    Raises :class:`SettingError` with one clear line on the first fault.
    """
    if not isinstance(values, Mapping):
        raise SettingError(
            f"{prefix.rstrip('.') or 'settings'}: expected named values, got {values!r}"
        )
    hints = _hints(settings.__class__)
    known = members(settings)
    for key, value in values.items():
        name = f"{prefix}{key}"
        if key not in known:
            hint = nearest(str(key), known)
            if isinstance(value, Mapping) and "enabled" in value:
                hint = "; a mechanism of one's own is added with marosim --with FILE.py"
            raise SettingError(f"unknown setting {name}{hint}")
        current = getattr(settings, key)
        if is_dataclass(current):
            assign(current, value, f"{name}.")
            continue
        kind, nullable = _kind(hints[key])
        value = _coerced(value, kind, name, nullable)
        if kind is list:
            value = _items(value, hints[key], name)
        check_value(name, value, known[key])
        setattr(settings, key, value)


def check_value(name: str, value: Any, metadata: Mapping[str, Any]) -> None:
    """Raise :class:`SettingError` if a value, or an item of a list, breaks bounds or choices."""
    if isinstance(value, list):
        for item in value:
            check_value(name, item, metadata)
        return
    choices, low, high = metadata.get("choices"), metadata.get("low"), metadata.get("high")
    if value is None:
        return
    if choices and value not in choices:
        raise SettingError(
            f"{name}={value!r}: expected one of {', '.join(choices)}{nearest(str(value), choices)}"
        )
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if (low is not None and value < low) or (high is not None and value > high):
            raise SettingError(
                f"{name}={value}: expected {'-∞' if low is None else low} to "
                f"{'∞' if high is None else high}{in_unit(metadata.get('unit', '1'))}"
            )


def in_unit(unit: str) -> str:
    """A unit behind a number; nothing for what has none."""
    return "" if unit in ("", "1") else f" ({unit})"


def as_dict(settings: Any) -> dict[str, Any]:
    """The whole tree as plain nested dictionaries, ready for YAML."""
    declared = dataclasses.asdict(settings)
    beside = [name for name in vars(settings) if name not in declared]
    return declared | {name: as_dict(getattr(settings, name)) for name in beside}
