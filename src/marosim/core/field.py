"""What mechanisms share, declared once: owner, meaning, unit, axes, bounds, neutral value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

ANYBODY = "anybody"  # who owns what is written wherever a user's hand may be at work
ROWS = "unit"  # an axis whose length changes: arrays over it are replaced, not copied into
Combine = Callable[[Sequence[Any], Any], Any]  # contributions, neutral value -> what is read


@dataclass(frozen=True, kw_only=True)
class Declared:
    """What a state declares: ``owner`` is the room whose mechanisms may write it.

    ``name`` and ``state`` (the name of its class) are given by the state that declares it.
    """

    owner: str
    meaning: str
    name: str = ""
    state: str = ""

    def allocate(self, sizes: dict[str, int]) -> Any:
        """The value while nobody writes it; ``sizes`` gives the length of each axis."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class Field(Declared):
    """The declaration of one shared number or array.

    ``axes`` names the dimensions, none for a single number. ``neutral`` is its value while
    nobody writes it, None for a number that is not there yet (the day of what may happen).
    ``low`` and ``high`` are the bounds of every value, None where there is none.
    """

    unit: str
    axes: tuple[str, ...]
    neutral: float | bool | None
    low: float | None
    high: float | None

    @property
    def grows(self) -> bool:
        """Whether its arrays have a row for each agent, and so no fixed length."""
        return ROWS in self.axes

    def allocate(self, sizes: dict[str, int]) -> Any:
        """The neutral value in the declared shape."""
        if not self.axes:
            return self.neutral
        return np.full([sizes.get(axis, 0) for axis in self.axes], self.neutral)


@dataclass(frozen=True, kw_only=True)
class Channel(Field):
    """A field that many ask for and its owner settles: amounts add up until it takes them."""


@dataclass(frozen=True, kw_only=True)
class Blend(Field):
    """A field that several contribute to by name; ``combine`` is its owner's rule for it."""

    combine: Combine


@dataclass(frozen=True, kw_only=True)
class Kept(Declared):
    """The declaration of what is no number: agreements, envoys, a list. ``make`` makes it anew."""

    make: Callable[[], Any]

    def allocate(self, sizes: dict[str, int]) -> Any:
        """It as it is before the first day."""
        return self.make()


def _bounded(
    owner: str, meaning: str, unit: str, axes: str, neutral: float | bool | None,
    low: float | None, high: float | None,
) -> dict[str, Any]:  # fmt: skip
    if unit == "0 to 1":
        low, high = 0.0, 1.0
    return {
        "owner": owner, "meaning": meaning, "unit": unit, "axes": tuple(axes.split()),
        "neutral": neutral, "low": low, "high": high,
    }  # fmt: skip


def field(
    owner: str,
    meaning: str,
    unit: str = "0 to 1",
    axes: str = "",
    *,
    neutral: float | bool | None = 0.0,
    low: float | None = 0.0,
    high: float | None = None,
) -> Any:
    """Declare a field of a :class:`marosim.core.state.State`.

    ``axes`` are names divided by blanks. A unit of "0 to 1" bounds the values by itself.
    """
    return Field(**_bounded(owner, meaning, unit, axes, neutral, low, high))


def channel(owner: str, meaning: str, unit: str, axes: str = "", *, low: float | None = 0.0) -> Any:
    """Declare a field that anybody may ask for and its owner settles."""
    return Channel(**_bounded(owner, meaning, unit, axes, 0.0, low, None))


def blend(
    owner: str,
    meaning: str,
    unit: str = "0 to 1",
    axes: str = "",
    *,
    combine: Combine,
    neutral: float = 0.0,
    low: float | None = 0.0,
    high: float | None = None,
) -> Any:
    """Declare a field that several contribute to by name (:func:`added`, :func:`restrained`)."""
    return Blend(**_bounded(owner, meaning, unit, axes, neutral, low, high), combine=combine)


def keep(owner: str, meaning: str, make: Callable[[], Any] = lambda: None) -> Any:
    """Declare an attribute of a state that is no number; ``make`` makes its first value."""
    return Kept(owner=owner, meaning=meaning, make=make)


def added(parts: Sequence[Any], neutral: Any) -> Any:
    """The sum of contributions."""
    return sum(parts, neutral)


def restrained(parts: Sequence[Any], neutral: Any) -> Any:
    """The share that contributions restrain together, each what the others have left over."""
    left = 1.0 - neutral
    for part in parts:
        left = left * (1.0 - part)
    return 1.0 - left
