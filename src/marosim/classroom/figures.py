"""Numbers of a class file, each within its bounds."""

from __future__ import annotations

from contextlib import suppress
from typing import Any


def number(value: Any, name: str, low: float, high: float) -> float:
    """A number as a file gives it, or a ValueError that says what was expected."""
    with suppress(TypeError, ValueError):
        if not isinstance(value, bool) and low <= float(value) <= high:
            return float(value)
    raise ValueError(f"{name} {value!r}: expected a number from {low:,.15g} to {high:,.15g}")


def whole(value: Any, name: str, low: int, high: int) -> int:
    """The same of a whole number."""
    with suppress(TypeError, ValueError):
        if not isinstance(value, bool) and low <= float(value) <= high and float(value) % 1 == 0:
            return int(float(value))
    raise ValueError(f"{name} {value!r}: expected a whole number from {low:,} to {high:,}")
