"""What is wrong with the value of a setting, in the language that is spoken.

:func:`marosim.core.setting.assign` says it in English, and knows no language. What it refuses is
looked at again here by what the setting declares, and said in the same words.
"""

from __future__ import annotations

import typing
from collections.abc import Mapping
from dataclasses import is_dataclass, make_dataclass
from typing import Any

from marosim.core import setting
from marosim.core.setting import SettingError, check_value, members
from marosim.languages import NP_, _, _p
from marosim.languages.faults import nearest, one_of

KINDS = (
    NP_("kind of value", "true or false"), NP_("kind of value", "a whole number"),
    NP_("kind of value", "a number"), NP_("kind of value", "a text"),
    NP_("kind of value", "a list, as in [A,B]"), NP_("kind of value", "named values, as in {a: 1}"),
)  # fmt: skip


def assign(settings: Any, values: Mapping[str, Any]) -> None:
    """Set values from a nested mapping, checking names, kinds, bounds and choices.

    Raises :class:`SettingError` with one clear line on the first fault.
    """
    try:
        setting.assign(settings, values)
    except SettingError as error:
        raise SettingError(fault(settings, values) or str(error)) from None


def fault(settings: Any, values: Any, prefix: str = "") -> str:
    """What is wrong with the first value that cannot be set; empty if all can."""
    if not isinstance(values, Mapping):
        return _("{name}: expected named values, got {value}",
                 name=prefix.rstrip(".") or "settings", value=repr(values))  # fmt: skip
    known, hints = members(settings), typing.get_type_hints(type(settings))
    for key, value in values.items():
        name = f"{prefix}{key}"
        if key not in known:
            return _unknown(name, str(key), value, known)
        current = getattr(settings, key)
        if is_dataclass(current):
            said = fault(current, value, f"{name}.")
        else:
            said = _of_value(name, value, hints[key], known[key])
        if said:
            return said
    return ""


def _unknown(name: str, key: str, value: Any, known: Mapping[str, Any]) -> str:
    own = isinstance(value, Mapping) and "enabled" in value
    hint = (
        _("; a mechanism of one's own is added with marosim --with FILE.py")
        if own
        else nearest(key, known)
    )
    return _("unknown setting {name}{hint}", name=name, hint=hint)


def _of_value(name: str, value: Any, hint: Any, told: Mapping[str, Any]) -> str:
    """What is wrong with a value: its kind, or that of an item of a list, else its size or word."""
    taken = _taken(value, hint)
    if taken is None:
        if isinstance(value, (list, tuple)) and _kind(hint) is list:
            (inner,) = typing.get_args(hint)
            number, value = next((n, v) for n, v in enumerate(value) if _taken(v, inner) is None)
            name, hint = f"{name}[{number}]", inner
        return _("{name}={value}: expected {kind}", name=name, value=repr(value),
                 kind=_p("kind of value", setting.KINDS[_kind(hint)]))  # fmt: skip
    for item in taken[0] if isinstance(taken[0], list) else taken:
        try:
            check_value(name, item, told)
        except SettingError:
            if told["choices"] and item not in told["choices"]:
                return one_of(f"{name}={item!r}", told["choices"], item)
            low, high = told["low"], told["high"]
            unit = told["unit"] if setting.in_unit(told["unit"]) else ""
            unit = setting.in_unit(_p("unit", unit))
            return _("{name}={value}: expected {low} to {high}{unit}", name=name,
                     value=str(item), low="-∞" if low is None else str(low),
                     high="∞" if high is None else str(high),
                     unit=unit)  # fmt: skip
    return ""


def _taken(value: Any, hint: Any) -> tuple[Any] | None:
    """A value as a setting of this kind takes it, whatever its bounds; None if it does not."""
    bare = make_dataclass("Bare", [("value", hint)])(None)
    try:
        setting.assign(bare, {"value": value})
    except SettingError:
        return None
    return (bare.value,)


def _kind(hint: Any) -> Any:
    """The kind that a setting is of, None left out."""
    inner = [hint, *typing.get_args(hint)]
    return next(kind for one in inner if (kind := typing.get_origin(one) or one) in setting.KINDS)
