"""Intervals of 95 %: Student's t for means, bootstrap for probabilities and ratios."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

RESAMPLES = 4000
_SEED = 20_200  # the same resamples every time, so that tables repeat exactly


@dataclass(frozen=True)
class Interval:
    """An estimate with its 95 % interval; the interval is empty (NaN) for a single value."""

    mean: float
    low: float
    high: float

    @property
    def half(self) -> float:
        """Half the width."""
        return (self.high - self.low) / 2

    @property
    def excludes_zero(self) -> bool:
        """Whether zero lies outside."""
        return self.low > 0 or self.high < 0


def of_mean(values: ArrayLike) -> Interval:
    """Mean with Student's t interval."""
    data = np.asarray(values, dtype=float)
    data = data[np.isfinite(data)]
    if len(data) == 0:
        return Interval(np.nan, np.nan, np.nan)
    mean = float(data.mean())
    if len(data) == 1:
        return Interval(mean, np.nan, np.nan)
    half = float(stats.t.ppf(0.975, len(data) - 1) * data.std(ddof=1) / np.sqrt(len(data)))
    return Interval(mean, mean - half, mean + half)


def of_shares(differences: ArrayLike) -> Interval:
    """Mean of differences between yes/no outcomes, by bootstrap over replications."""
    data = np.asarray(differences, dtype=float)
    if len(data) < 2:
        return Interval(float(data.mean()) if len(data) else np.nan, np.nan, np.nan)
    means = data[_resamples(len(data))].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return Interval(float(data.mean()), float(low), float(high))


def of_ratio(numerators: ArrayLike, denominators: ArrayLike) -> Interval:
    """Ratio of two means over the same replications, by bootstrap."""
    top, bottom = np.asarray(numerators, dtype=float), np.asarray(denominators, dtype=float)
    ratio = float(top.mean() / bottom.mean()) if len(top) and bottom.mean() else np.nan
    if len(top) < 2:
        return Interval(ratio, np.nan, np.nan)
    picks = _resamples(len(top))
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = top[picks].mean(axis=1) / bottom[picks].mean(axis=1)
    low, high = np.nanpercentile(ratios, [2.5, 97.5])
    return Interval(ratio, float(low), float(high))


def of_chance(hits: ArrayLike) -> Interval:
    """Probability of a yes/no outcome with Wilson's (1927) interval."""
    data = np.asarray(hits, dtype=bool)
    if len(data) == 0:
        return Interval(np.nan, np.nan, np.nan)
    bounds = stats.binomtest(int(data.sum()), len(data)).proportion_ci(method="wilson")
    return Interval(float(data.mean()), float(bounds.low), float(bounds.high))


def clear_among_many(differences: ArrayLike, share: float = 0.05) -> NDArray[np.bool_]:
    """Which columns of paired differences (replications × columns) differ from zero.

    Of those said to differ, at most ``share`` are expected to be there by chance (false discovery
    rate, Benjamini & Hochberg 1995); a plain interval each would call one in twenty of many
    columns clear where nothing is.
    """
    data = np.asarray(differences, dtype=float)
    if len(data) < 2 or not data.shape[1]:
        return np.zeros(data.shape[1], dtype=bool)
    mean, error = data.mean(axis=0), stats.sem(data, axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        sizes = np.where(mean == 0, 0.0, np.abs(mean) / error)
    doubts = 2 * stats.t.sf(sizes, len(data) - 1)
    return np.asarray(stats.false_discovery_control(doubts) <= share)


def yes_or_no(values: ArrayLike) -> bool:
    """Whether all values are 0 or 1."""
    data = np.asarray(values, dtype=float)
    return bool(np.isin(data[np.isfinite(data)], (0.0, 1.0)).all())


def redraws(count: int, times: int = 400) -> NDArray[np.int64]:
    """Numbers of replications drawn again with replacement, one row a time."""
    return _resamples(count)[:times] if count else np.empty((0, 0), dtype=np.int64)


def _resamples(count: int) -> NDArray[np.int64]:
    generator = np.random.Generator(np.random.Philox(_SEED))
    return generator.integers(0, count, size=(RESAMPLES, count))
