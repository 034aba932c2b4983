"""Intervals of 95 %: of means, of differences of shares, of ratios and of chances."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

LEVEL = 0.95  # of every interval
FEWEST = 5  # pairs below which the spread that an interval rests on is itself a guess
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
    half = float(_students(len(data)) * data.std(ddof=1) / np.sqrt(len(data)))
    return Interval(mean, mean - half, mean + half)


def of_shares(differences: ArrayLike) -> Interval:
    """Mean of paired differences between yes/no outcomes (−1, 0 or 1), by Bonett & Price (2012).

    Their adjusted Wald interval holds its level with few pairs, where a bootstrap is too narrow.
    Where no pair differs there is no spread, as with means.
    """
    data = np.asarray(differences, dtype=float)
    data = data[np.isfinite(data)]
    count = len(data)
    mean = float(data.mean()) if count else np.nan
    if count < 2:
        return Interval(mean, np.nan, np.nan)
    if not data.any():
        return Interval(0.0, 0.0, 0.0)
    more = (np.count_nonzero(data > 0) + 1) / (count + 2)
    less = (np.count_nonzero(data < 0) + 1) / (count + 2)
    error = np.sqrt((more + less - (more - less) ** 2) / (count + 2))
    reach = stats.norm.ppf((1 + LEVEL) / 2) * error
    low, high = max(more - less - reach, -1.0), min(more - less + reach, 1.0)
    return Interval(mean, float(low), float(high))


def of_ratio(numerators: ArrayLike, denominators: ArrayLike) -> Interval:
    """Ratio of two means over the same replications, by Fieller (1954).

    Without ends where the denominators' mean may be zero: the ratio has then no bounds.
    """
    top, bottom = np.asarray(numerators, dtype=float), np.asarray(denominators, dtype=float)
    count = len(top)
    ratio = float(top.mean() / bottom.mean()) if count and bottom.mean() else np.nan
    if count < 2:
        return Interval(ratio, np.nan, np.nan)
    spread = np.cov(top, bottom) / count * _students(count) ** 2
    above, across = top.mean() ** 2 - spread[0, 0], top.mean() * bottom.mean() - spread[0, 1]
    below = bottom.mean() ** 2 - spread[1, 1]
    if below <= 0:
        return Interval(ratio, np.nan, np.nan)
    root = np.sqrt(max(across**2 - above * below, 0.0))
    return Interval(ratio, float((across - root) / below), float((across + root) / below))


def _students(count: int, among: int = 1) -> float:
    """Student's t that leaves out 5 % on both sides, shared among ``among`` comparisons."""
    return float(stats.t.ppf(1 - (1 - LEVEL) / 2 / among, count - 1))


def normal_quantile(among: int = 1) -> float:
    """Standard errors on each side that leave out 5 %, shared among ``among`` comparisons."""
    return float(stats.norm.ppf(1 - (1 - LEVEL) / 2 / among))


def together(found: Interval, count: int, among: int = 1) -> Interval:
    """The interval of one of ``among`` means of ``count`` values that all have to hold at 95 %.

    By Bonferroni; a plain 95 % interval each would leave zero out too often.
    """
    wider = _students(count, max(among, 1)) / _students(count) if count > 1 else np.nan
    low = found.mean - wider * (found.mean - found.low)
    high = found.mean + wider * (found.high - found.mean)
    return Interval(found.mean, low, high)


def direction(found: Interval, count: int, among: int = 1) -> int:
    """Whether a difference over ``count`` pairs is clearly above (1) or below zero (−1), else 0.

    Of ``among`` differences looked at together all have to hold at 95 % (Bonferroni), or of
    many that are nothing one would soon be called clear. Below FEWEST pairs nothing is.
    """
    if count < FEWEST or not np.isfinite([found.mean, found.low, found.high]).all():
        return 0
    wide = together(found, count, among)
    return int(wide.low > 0) - int(wide.high < 0)


def of_chance(hits: ArrayLike) -> Interval:
    """Probability of a yes/no outcome with Wilson's (1927) interval."""
    data = np.asarray(hits, dtype=bool)
    if len(data) == 0:
        return Interval(np.nan, np.nan, np.nan)
    bounds = stats.binomtest(int(data.sum()), len(data)).proportion_ci(LEVEL, method="wilson")
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
