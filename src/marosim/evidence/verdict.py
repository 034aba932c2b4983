"""What a line of evidence comes to: by its whole interval, never by a point alone."""

from __future__ import annotations

import math

PASSES, POINT, MISSES, UNKNOWN = "passes", "point only", "misses", "not known"


def verdict(accept_low: float, accept_high: float, value: float, low: float, high: float) -> str:
    """``passes`` when the whole interval lies in the accepted range.

    ``point only`` when no more than the estimate does, ``misses`` when not even that. Where no
    effect is expected, the accepted range surrounds none, and this is a test of equivalence.
    """
    if not math.isfinite(value):
        return UNKNOWN
    if not accept_low <= value <= accept_high:
        return MISSES
    # an interval that is not known is not inside
    return PASSES if accept_low <= low and high <= accept_high else POINT
