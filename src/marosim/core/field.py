"""A number that mechanisms share: declared once, with owner, meaning, unit, axes and bounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Field:
    """The declaration of one shared number or array.

    ``owner`` is the room whose mechanisms may write it; ``axes`` names the dimensions, none
    for a single number. ``neutral`` is its value while nobody writes it. ``low`` and ``high``
    are the bounds of every value, None where there is none. ``name`` is given by the state
    that declares it.
    """

    owner: str
    meaning: str
    unit: str
    axes: tuple[str, ...]
    neutral: float | bool
    low: float | None
    high: float | None
    name: str = ""

    def allocate(self, sizes: dict[str, int]) -> Any:
        """The neutral value in the declared shape; ``sizes`` gives the length of each axis."""
        if not self.axes:
            return self.neutral
        return np.full([sizes[axis] for axis in self.axes], self.neutral)


def field(
    owner: str,
    meaning: str,
    unit: str = "0 to 1",
    axes: str = "",
    *,
    neutral: float | bool = 0.0,
    low: float | None = 0.0,
    high: float | None = None,
) -> Any:
    """Declare a field of a :class:`marosim.core.state.State`.

    ``axes`` are names divided by blanks. A unit of "0 to 1" bounds the values by itself.
    """
    if unit == "0 to 1":
        low, high = 0.0, 1.0
    return Field(owner, meaning, unit, tuple(axes.split()), neutral, low, high)
