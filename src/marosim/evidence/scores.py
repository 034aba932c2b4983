"""Scores of an ensemble against a record, beside forecasts that know next to nothing.

Everything is plain arrays: ``ensemble`` [R, K] holds R runs of K recorded rows, ``observed`` [K]
the record. Counts are scored on log(1 + count), so that a month of ten and one of ten thousand
weigh alike.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scoringrules
from numpy.typing import ArrayLike, NDArray
from scipy import special, stats

RESAMPLES = 2000
# a record errs too: no forecast is asked to be sharper than this on log(1 + count); it keeps the
# score of one without width finite, and is the least error that calibration allows for
LEAST_WIDTH = 0.25
_SEED = 31_415  # the same resamples and ties every time, so that tables repeat exactly


def crps(ensemble: ArrayLike, observed: ArrayLike) -> NDArray[np.float64]:
    """Continuous ranked probability score of each row, on log(1 + count); lower is better.

    The estimator is the fair one, so that an ensemble of few runs is not marked down for being
    small. A single member is a forecast without width, whose score is its absolute error.
    """
    members = np.log1p(np.maximum(np.asarray(ensemble, dtype=float), 0.0))
    record = np.log1p(np.asarray(observed, dtype=float))
    if len(members) == 1:
        return np.abs(members[0] - record)
    found = scoringrules.crps_ensemble(
        record, members.T, m_axis=-1, estimator="fair", backend="numpy"
    )
    return np.asarray(found, dtype=float)


def log_score(ensemble: ArrayLike, observed: ArrayLike) -> NDArray[np.float64]:
    """Minus the log density of each recorded row under the ensemble, in nats; lower is better.

    The density is that of Gaussian kernels on log(1 + count), as wide as Silverman's rule says
    and never below ``LEAST_WIDTH``. Unlike CRPS it punishes without bound what a forecast holds
    to be impossible.
    """
    members = np.log1p(np.maximum(np.asarray(ensemble, dtype=float), 0.0))
    record = np.log1p(np.asarray(observed, dtype=float))
    count = len(members)
    spread = members.std(axis=0, ddof=1) if count > 1 else np.zeros(members.shape[1])
    width = np.maximum(1.06 * spread * count**-0.2, LEAST_WIDTH)
    kernels = stats.norm.logpdf(record, members, width)
    found = special.logsumexp(kernels, axis=0) - np.log(count)
    return -np.asarray(found, dtype=float)


@dataclass(frozen=True)
class Gain:
    """What the ensemble's log score gains on the best baseline's, in nats a row, at 95 %."""

    baseline: str
    gain: float
    low: float
    high: float


def gain(ensemble: ArrayLike, observed: ArrayLike, baselines: dict[str, NDArray]) -> Gain:
    """The log score of the ensemble against the best of its baselines, as in :func:`skill`."""
    own = log_score(ensemble, observed)
    theirs = np.array([log_score(members, observed) for members in baselines.values()])
    picks = _picks(len(own))
    drawn = theirs[:, picks].mean(axis=2).min(axis=0) - own[picks].mean(axis=1)
    low, high = np.quantile(drawn, [0.025, 0.975])
    means = theirs.mean(axis=1)
    best = list(baselines)[int(means.argmin())]
    return Gain(best, float(means.min() - own.mean()), float(low), float(high))


@dataclass(frozen=True)
class Skill:
    """Share of the best baseline's score that the ensemble saves, with a 95 % interval.

    ``crps`` is the ensemble's own mean score; ``baseline`` names the best baseline and
    ``scores`` holds the mean score of each. ``skill`` is 1 for a perfect forecast, 0 for one no
    better than the baseline, and below 0 for one that is worse.
    """

    crps: float
    baseline: str
    skill: float
    low: float
    high: float
    scores: dict[str, float]


def skill(ensemble: ArrayLike, observed: ArrayLike, baselines: dict[str, NDArray]) -> Skill:
    """The ensemble against the best of its baselines on the same rows.

    The interval resamples blocks of neighbouring rows, since months that follow each other are
    alike; the best baseline is chosen anew in each resample, as it was for the estimate.
    """
    own = crps(ensemble, observed)
    theirs = np.array([crps(members, observed) for members in baselines.values()])
    names = list(baselines)
    picks = _picks(len(own))
    drawn = _saved(own[picks].mean(axis=1), theirs[:, picks].mean(axis=2))
    low, high = np.quantile(drawn, [0.025, 0.975])
    means = theirs.mean(axis=1)
    best = int(means.argmin())
    estimate = float(_saved(own.mean(), means))
    return Skill(float(own.mean()), names[best], estimate, float(low), float(high),
                 dict(zip(names, map(float, means), strict=True)))  # fmt: skip


def _picks(count: int) -> NDArray[np.int64]:
    """Rows of each resample, in blocks of neighbours [RESAMPLES, count]."""
    block = max(1, round(count ** (1 / 3)))
    generator = np.random.default_rng(_SEED)
    starts = generator.integers(0, count, (RESAMPLES, -(-count // block)))
    return ((starts[:, :, None] + np.arange(block)) % count).reshape(RESAMPLES, -1)[:, :count]


def _saved(own: ArrayLike, theirs: NDArray[np.float64]) -> NDArray[np.float64]:
    return 1.0 - np.asarray(own) / np.maximum(theirs.min(axis=0), 1e-9)


@dataclass(frozen=True)
class Calibration:
    """Where the record falls within the ensemble.

    ``ranks`` counts rows by the number of runs below the record (R + 1 bins); ``uniform`` is
    the chance of ranks at least as uneven under a calibrated ensemble. ``coverage`` maps the
    nominal width (0.5, 0.9) to the share of rows inside, its 95 % interval and the share that a
    calibrated ensemble of as many runs would hold. ``sharpness`` is the typical ratio of the
    90 % band's upper end to its lower one.
    """

    ranks: NDArray[np.int64]
    uniform: float
    coverage: dict[float, tuple[float, float, float, float]]
    sharpness: float


def calibration(ensemble: ArrayLike, observed: ArrayLike) -> Calibration:
    """Rank histogram, coverage and sharpness of an ensemble."""
    members = np.asarray(ensemble, dtype=float)
    record = np.asarray(observed, dtype=float)
    runs, rows = members.shape
    below, equal = (members < record).sum(axis=0), (members == record).sum(axis=0)
    luck = np.random.default_rng(_SEED).random(rows)  # ties fall anywhere among the equal
    rank = below + np.floor(luck * (equal + 1)).astype(int)
    ranks = np.bincount(rank, minlength=runs + 1)
    # few rows cannot fill many bins: neighbours are put together, to five expected in each
    bins = int(np.clip(rows // 5, 2, runs + 1))
    edges = np.linspace(0, runs + 1, bins + 1).round().astype(int)
    lumps = np.add.reduceat(ranks, edges[:-1])
    expected = np.diff(edges) / (runs + 1) * rows
    uniform = float(stats.chisquare(lumps, expected).pvalue)
    coverage = {}
    for nominal in (0.5, 0.9):
        outside = int((1 - nominal) / 2 * (runs + 1))  # ranks beyond each end of the band
        held = np.minimum(rank, runs - rank) >= max(outside, 1)
        share = float(held.mean())
        interval = stats.binomtest(int(held.sum()), rows).proportion_ci(method="wilson")
        expected_share = (runs + 1 - 2 * max(outside, 1)) / (runs + 1)
        coverage[nominal] = (share, float(interval.low), float(interval.high), expected_share)
    low, high = np.quantile(np.log1p(members), [0.05, 0.95], axis=0, method="weibull")
    return Calibration(ranks, uniform, coverage, float(np.exp((high - low).mean())))
