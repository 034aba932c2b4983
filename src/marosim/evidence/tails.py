"""Sizes of attacks: a discrete power law by its exact likelihood, and how well it fits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import optimize, special, stats

FEWEST, FEWEST_SIZES = 10, 4  # fewer above a threshold say nothing of a tail
THRESHOLDS = 25
EXACT = 2000  # sizes of a law whose chances are tabled
SAMPLES = 99
_SEED = 16_180
HIGHEST = 6.0  # an exponent beyond this is no heavy tail


@dataclass(frozen=True)
class Tail:
    """A power law of sizes from ``least`` on; ``gap`` is its Kolmogorov-Smirnov distance."""

    exponent: float
    least: float
    gap: float


def tail(sizes: ArrayLike) -> Tail | None:
    """The power law of whole sizes of one or more; nothing where there are too few.

    The threshold is the one whose fit has the smallest distance (Clauset, Shalizi & Newman
    2009), among the 25 smallest sizes.
    """
    data = np.asarray(sizes, dtype=float)
    data = np.rint(data[np.isfinite(data)])
    data = data[data >= 1]
    best: Tail | None = None
    for least in np.unique(data)[:THRESHOLDS]:
        over = data[data >= least]
        if len(over) < FEWEST or len(np.unique(over)) < FEWEST_SIZES:
            break
        found = _fitted(over, float(least))
        if best is None or (found.gap, found.exponent) < (best.gap, best.exponent):
            best = found
    return best


def exponent(sizes: ArrayLike) -> float:
    """Exponent of the tail of whole sizes of one or more; NaN where there are too few."""
    found = tail(sizes)
    return float("nan") if found is None else found.exponent


def smooth(sizes: ArrayLike, samples: int = SAMPLES) -> float:
    """The chance that a power law of the same exponent leaves so large a gap; NaN for too few.

    By samples of the fitted law, each fitted anew from the same threshold. Sizes that stand on a
    ladder, one rung an agent or a constant times the last, have gaps that no such sample has.
    """
    found = tail(sizes)
    if found is None:
        return float("nan")
    data = np.rint(np.asarray(sizes, dtype=float))
    count = int((data >= found.least).sum())
    generator = np.random.default_rng(_SEED)
    gaps = [_fitted(_sample(found, count, generator), found.least).gap for _ in range(samples)]
    # the sizes themselves are one more such sample if the law holds
    return float((1 + np.sum(np.array(gaps) >= found.gap)) / (1 + samples))


def alike(sizes: ArrayLike, marks: Mapping[float, float], events: int) -> float:
    """The chance of sizes so far from recorded quantiles, if both were drawn from one law.

    ``marks`` gives the recorded size at each share, of so many ``events``. A record of whole
    sizes says no more than that fewer than the share lie below its quantile and at least the
    share up to it; the farther of the marks counts, as often as there are marks (Bonferroni).
    """
    data = np.rint(np.asarray(sizes, dtype=float))
    if not len(data) or not marks:
        return float("nan")
    chances = []
    for share, size in marks.items():
        below, up_to = (data < size).mean(), (data <= size).mean()
        apart = max(share - up_to, below - share, 0.0)
        error = np.sqrt(share * (1 - share) * (1 / len(data) + 1 / events))
        chances.append(2 * stats.norm.sf(apart / error))
    return float(min(1.0, len(chances) * min(chances)))


def _fitted(over: NDArray[np.float64], least: float) -> Tail:
    """The most likely power law of sizes from ``least`` on."""
    kinds, counts = np.unique(over, return_counts=True)
    alpha = _most_likely(over, least)
    beyond = special.zeta(alpha, kinds + 1) / special.zeta(alpha, least)
    reached = counts.cumsum() / len(over)
    before = np.concatenate([[0.0], reached[:-1]])
    # between two sizes that occur the law goes on: a ladder's gap opens just below each rung
    ahead = 1 - special.zeta(alpha, kinds) / special.zeta(alpha, least)
    gap = max(np.abs(reached - (1 - beyond)).max(), np.abs(before - ahead).max())
    return Tail(alpha, least, float(gap))


def _sample(law: Tail, count: int, generator: np.random.Generator) -> NDArray[np.float64]:
    """Whole sizes of a power law: exact up to ``EXACT`` sizes, and as a continuous law beyond."""
    kinds = law.least + np.arange(EXACT)
    beyond = special.zeta(law.exponent, kinds + 1) / special.zeta(law.exponent, law.least)
    luck = generator.random(count)
    found = law.least + np.searchsorted(-beyond, -luck)
    far = luck < beyond[-1]
    stretched = (beyond[-1] / luck[far]) ** (1 / (law.exponent - 1))
    found[far] = np.rint(kinds[-1] * stretched)
    return np.asarray(found, dtype=float)


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
