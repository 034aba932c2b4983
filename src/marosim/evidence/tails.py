"""The tail of sizes of attacks: a discrete power law by its exact likelihood."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize, special

FEWEST, FEWEST_SIZES = 10, 4  # fewer above a threshold say nothing of a tail
THRESHOLDS = 25
HIGHEST = 6.0  # an exponent beyond this is no heavy tail


def exponent(sizes: ArrayLike) -> float:
    """Exponent of the tail of whole sizes of one or more; NaN where there are too few.

    The threshold is the one whose fit has the smallest Kolmogorov-Smirnov distance (Clauset,
    Shalizi & Newman 2009), among the 25 smallest sizes.
    """
    data = np.asarray(sizes, dtype=float)
    data = np.rint(data[np.isfinite(data)])
    data = data[data >= 1]
    best = (np.inf, np.nan)
    for least in np.unique(data)[:THRESHOLDS]:
        over = data[data >= least]
        kinds, counts = np.unique(over, return_counts=True)
        if len(over) < FEWEST or len(kinds) < FEWEST_SIZES:
            break
        alpha = _most_likely(over, float(least))
        beyond = special.zeta(alpha, kinds + 1) / special.zeta(alpha, least)
        gap = float(np.abs(counts.cumsum() / len(over) - (1 - beyond)).max())
        best = min(best, (gap, alpha))
    return best[1]


def _most_likely(over: np.ndarray, least: float) -> float:
    """The exponent under which sizes from ``least`` on are most likely."""
    logs = float(np.log(over).mean())

    def cost(alpha: float) -> float:
        return float(np.log(special.zeta(alpha, least)) + alpha * logs)

    found = optimize.minimize_scalar(cost, bounds=(1.01, HIGHEST), method="bounded")
    return float(found.x)


def quantile(sizes: ArrayLike, share: float) -> float:
    """The smallest size that at least this share of sizes do not exceed; NaN for none."""
    data = np.asarray(sizes, dtype=float)
    if not len(data):
        return float("nan")
    return float(np.quantile(data, share, method="inverted_cdf"))
