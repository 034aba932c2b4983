"""Values of a class file, each within its bounds and under a name that is known."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from marosim.languages import _
from marosim.languages.faults import nearest
from marosim.languages.formats import digits


def number(value: Any, name: str, low: float, high: float) -> float:
    """A number as a file gives it, or a ValueError that says what was expected."""
    with suppress(TypeError, ValueError):
        if not isinstance(value, bool) and low <= float(value) <= high:
            return float(value)
    raise ValueError(
        _("{name}: expected a number from {low} to {high}", name=f"{name} {value!r}",
          low=digits(f"{low:,.15g}"), high=digits(f"{high:,.15g}"))
    )  # fmt: skip


def whole(value: Any, name: str, low: int, high: int) -> int:
    """The same of a whole number."""
    with suppress(TypeError, ValueError):
        if not isinstance(value, bool) and low <= float(value) <= high and float(value) % 1 == 0:
            return int(float(value))
    raise ValueError(
        _("{setting}: expected a whole number from {low} to {high}", setting=f"{name} {value!r}",
          low=digits(f"{low:,}"), high=digits(f"{high:,}"))
    )  # fmt: skip


def yes_or_no(value: Any, name: str) -> bool:
    """True or false as a file gives it; a word such as "no" would else pass for true."""
    if isinstance(value, bool):
        return value
    raise ValueError(_("{where}: expected true or false", where=f"{name} {value!r}"))


def named(value: Any, name: str) -> Mapping[Any, Any]:
    """Named values as a file gives them; nothing is none."""
    if value is None or isinstance(value, Mapping):
        return value or {}
    raise ValueError(_("{where}: expected named values", where=name))


def several(value: Any, name: str) -> Sequence[Any]:
    """A list as a file gives it; nothing is an empty one."""
    if value is None or isinstance(value, (list, tuple)):
        return value or ()
    raise ValueError(_("{where}: expected a list", where=name))


def refuse_unknown(given: Iterable[Any], known: Collection[str], where: str) -> None:
    """Raise a ValueError for a key that nothing would read."""
    for key in given:
        if key not in known:
            raise ValueError(
                _("{path}: unknown key {key}{hint}", path=where, key=key,
                  hint=nearest(str(key), known))
            )  # fmt: skip
