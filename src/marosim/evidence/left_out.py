"""Each case predicted by the draws that fit the other cases best: plain arrays, no model.

A pool of draws from the prior is run on every case. For a case, the draws are ranked by their
distance from the record of the *other* cases, and the nearest are kept as they are, equally
likely (rejection, Pritchard et al. 1999). What the case itself records enters nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

KEPT = 0.25  # share of the pool that is kept; assumed
NOMINAL = (0.5, 0.8, 0.9)
GATE = 0.04  # how far from nominal the pooled coverage may lie (inference.md's gate)
WORST = 8.0  # standard deviations beyond which a row counts no more
_SEED = 27_182

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Fitting:
    """What a pool says of one case, on scales where errors are alike (logs of counts, shares).

    ``values`` [N, R] of N draws and R rows, ``record`` [R] and its standard error ``spread``
    [R]; ``read`` [R] marks rows that may be fitted and ``group`` [R] numbers their group.
    """

    values: Floats
    record: Floats
    spread: Floats
    read: NDArray[np.bool_]
    group: NDArray[np.int64]

    def distances(self) -> Floats:
        """Root mean square over groups of each draw's standardised differences [N]."""
        apart = (self.values - self.record)[:, self.read] / self.spread[self.read]
        squares = np.minimum(np.nan_to_num(np.abs(apart), nan=WORST), WORST) ** 2
        groups = self.group[self.read]
        means = [squares[:, groups == g].mean(axis=1) for g in np.unique(groups)]
        return np.sqrt(np.mean(means, axis=0)) if means else np.zeros(len(self.values))


def nearest(cases: Mapping[str, Fitting], case: str, among: NDArray[np.int64]) -> NDArray[np.int64]:
    """The draws (of ``among``) that fit all cases but this one best."""
    squares = [fit.distances()[among] ** 2 for name, fit in cases.items() if name != case]
    order = np.argsort(np.mean(squares, axis=0), kind="stable")
    return among[order[: kept_of(len(among))]]


def kept_of(draws: int) -> int:
    """How many of so many draws are kept."""
    return max(2, round(KEPT * draws))


def coverage(cases: Mapping[str, Fitting], truths: int | None = None) -> pd.DataFrame:
    """How often bands hold what they claim, on draws that stand for the truth in turn.

    A truth gives every other case its record, with errors as the real one has; the case is
    predicted from the rest of the pool, and each of its rows either lies in the band or not.
    Columns: case (``all`` last), nominal, reached, error (standard error between truths),
    truths, verdict (of all: whether it is within ``GATE``).
    """
    count = len(next(iter(cases.values())).values)
    generator = np.random.default_rng(_SEED)
    chosen = np.arange(count)[: truths or count]
    held: dict[str, list[Floats]] = {name: [] for name in cases}
    for truth in chosen:
        world = {
            name: replace(
                fit,
                record=fit.values[truth] + fit.spread * generator.standard_normal(len(fit.record)),
            )
            for name, fit in cases.items()
        }
        rest = np.delete(np.arange(count), truth)
        for name, fit in cases.items():
            members = fit.values[nearest(world, name, rest)]
            held[name].append(_inside(members, fit.values[truth], generator))
    widths = range(len(NOMINAL))
    rows = [_row(name, i, np.array(held[name])[:, i]) for name in cases for i in widths]
    every = np.array(list(held.values()))
    with np.errstate(invalid="ignore"):  # a truth that no case has a row of
        pooled = np.nansum(every, axis=0) / np.isfinite(every).sum(axis=0)
    rows += [_row("all", i, pooled[:, i], judged=True) for i in widths]
    return pd.DataFrame(rows)


def _inside(members: Floats, truth: Floats, generator: np.random.Generator) -> Floats:
    """The share of rows whose truth lies in each band of the members, by randomised ranks."""
    known = np.isfinite(truth) & np.isfinite(members).all(axis=0)
    # a row that is the same whatever is drawn holds every truth, and tells nothing
    known &= np.ptp(np.where(np.isfinite(members), members, 0.0), axis=0) > 0
    if not known.any():
        return np.full(len(NOMINAL), np.nan)
    below = (members[:, known] < truth[known]).sum(axis=0)
    ties = (members[:, known] == truth[known]).sum(axis=0)
    place = (below + generator.random(known.sum()) * (ties + 1)) / (len(members) + 1)
    return np.array([(np.abs(place - 0.5) <= nominal / 2).mean() for nominal in NOMINAL])


def _row(case: str, which: int, shares: Floats, judged: bool = False) -> dict[str, object]:
    shares = shares[np.isfinite(shares)]
    reached = float(shares.mean()) if len(shares) else float("nan")
    fits = abs(reached - NOMINAL[which]) <= GATE
    return {
        "case": case,
        "nominal": NOMINAL[which],
        "reached": reached,
        "error": float(shares.std(ddof=1) / np.sqrt(len(shares))) if len(shares) > 1 else np.nan,
        "truths": len(shares),
        "verdict": ("passes" if fits else "misses") if judged else "",
    }
