"""A linear axis: where a value lies, and round numbers along it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from matplotlib.ticker import MaxNLocator


@dataclass(frozen=True)
class Scale:
    """Values from ``low`` to ``high`` over millimetres from ``start`` to ``end``."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Where a value lies; beyond the ends it is held at them."""
        span = (self.high - self.low) or 1.0
        share = min(max((value - self.low) / span, 0.0), 1.0)
        return self.start + share * (self.end - self.start)

    def ticks(self, most: int = 4) -> list[float]:
        """Round values within the axis."""
        found = MaxNLocator(most, steps=[1, 2, 2.5, 5, 10]).tick_values(self.low, self.high)
        room = 1e-9 * (self.high - self.low)
        return [float(v) for v in found if self.low - room <= v <= self.high + room]


def around(values: list[float], *, zero: bool = True) -> tuple[float, float]:
    """The ends of an axis that holds all finite values, and zero."""
    known = [v for v in values if math.isfinite(v)] + ([0.0] if zero else [])
    low, high = min(known, default=0.0), max(known, default=1.0)
    if low == high:
        high = low + 1.0
    room = 0.04 * (high - low)
    return (low - room if low < 0 else low), high + room
