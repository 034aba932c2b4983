"""The posterior: a large pool of points of the prior, weighed by how well emulators fit.

Importance sampling from one pool is exact, has nothing to tune, and tells by its effective
number of draws when it fails. Errors of emulator, chance, record and model are all allowed for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from marosim.study.calibration_emulator import Emulator, Floats
from marosim.study.calibration_matching import OUT_OF_REACH, Emulators
from marosim.study.calibration_plan import Plan, spread_out
from marosim.study.calibration_summaries import Summary
from marosim.study.uncertainty import LEVEL

DRAWS = 400
NOMINAL = (0.5, 0.8, 0.9)
LEAST_EFFECTIVE = 200
BATCHES = 5  # pools that are drawn at most, until enough draws are effective
MANY = 12  # summaries from which on the second worst decides what is ruled out
SEEDS = {"pool": 31, "draws": 37, "errors": 41, "response": 43}  # beside the user's


@dataclass(frozen=True)
class Fit:
    """What is fitted: a summary, its case and its emulator, each in turn."""

    plan: Plan
    parts: tuple[tuple[str, Summary, Emulator], ...]

    @classmethod
    def of(cls, plan: Plan, emulators: Emulators, table: pd.DataFrame) -> Fit:
        """All summaries whose status in the table of :func:`reach` is ``fitted``."""
        wanted = set(table.loc[table["status"] == "fitted", ["case", "summary"]].apply(tuple, 1))
        return cls(plan, tuple(
            (case, summary, emulators[case][summary.name])
            for case, asked in plan.asked.items()
            for summary in asked
            if (case, summary.name) in wanted
        ))  # fmt: skip

    @property
    def record(self) -> Floats:
        """The recorded values [S]."""
        return np.array([summary.record for _, summary, _ in self.parts])

    @property
    def width(self) -> Floats:
        """Standard deviations of the record around the model [S]."""
        return np.array([summary.width for _, summary, _ in self.parts])

    def predict(self, shares: Floats) -> tuple[Floats, Floats]:
        """Mean and variance of a run's summaries [P, S], chance included, at points [P, D]."""
        inputs = self.plan.standardised(shares)
        mean, variance = np.empty((2, len(shares), len(self.parts)))
        for s, (case, _, emulator) in enumerate(self.parts):
            mean[:, s], unsure = emulator.predict(inputs[:, self.plan.columns(case)])
            variance[:, s] = unsure + emulator.chance
        return mean, variance

    def seen(self, runs: dict[str, pd.DataFrame]) -> Floats:
        """What runs of all cases gave of each summary [N, S]."""
        return np.column_stack([s.scaled(runs[case][s.name]) for case, s, _ in self.parts])


def pool(plan: Plan, batch: int = 0) -> Floats:
    """Points that stand for the prior: shares [P, D]."""
    return spread_out(plan.sizes.pool, len(plan.inputs), plan.seed + SEEDS["pool"] + 1000 * batch)


def implausible(record: Floats, width: Floats, mean: Floats, variance: Floats) -> Floats:
    """How far the record lies from each point, in standard deviations [P].

    Of many summaries the second worst counts, so that one odd emulator rules nothing out.
    """
    away = np.sort(np.abs(mean - record) / np.sqrt(variance + width**2), axis=1)
    return away[:, -2] if away.shape[1] > MANY else away[:, -1]


def possible(fit: Fit, points: Floats) -> tuple[float, Floats]:
    """The share of points that is not ruled out, and the points of the second wave."""
    if not fit.parts:
        return 1.0, points[: fit.plan.sizes.second]
    away = implausible(fit.record, fit.width, *fit.predict(points))
    kept = np.flatnonzero(away < OUT_OF_REACH)
    wanted = fit.plan.sizes.second
    if len(kept) < wanted:  # hardly anything is left: the least implausible points
        kept = np.argsort(away, kind="stable")[:wanted]
    else:
        kept = kept[np.linspace(0, len(kept) - 1, wanted).astype(int)]
    return float(np.mean(away < OUT_OF_REACH)), points[kept]


def likelihood(record: Floats, width: Floats, mean: Floats, variance: Floats) -> Floats:
    """Log of how likely the record is at each point [P], but for a constant."""
    total = variance + width**2
    return np.asarray(-0.5 * np.sum((record - mean) ** 2 / total + np.log(total), axis=1))


def weights(logs: Floats) -> Floats:
    """Likelihoods relative to the greatest [P], from their logs."""
    return np.asarray(np.exp(logs - logs.max()))


def effective(weight: Floats) -> float:
    """How many equally likely draws the weighted ones are worth (Kish 1965)."""
    return float(weight.sum() ** 2 / np.sum(weight**2))


def posterior(fit: Fit) -> tuple[pd.DataFrame, Floats, Floats, float]:
    """Equally likely draws, weighted points [P, D] with weights [P], and the effective number.

    Settings of the response are drawn from their priors, whatever the record seems to say of
    them, and so is the level of violence of a case that was not fitted.
    """
    plan, points, logs = fit.plan, [], []
    for batch in range(BATCHES):
        shares = pool(plan, batch)
        points.append(shares)
        logs.append(likelihood(fit.record, fit.width, *fit.predict(shares)))
        weight = weights(np.concatenate(logs))
        if effective(weight) >= LEAST_EFFECTIVE:
            break
    shares = np.concatenate(points)
    return drawn(plan, shares, weight), shares, weight, effective(weight)


def drawn(plan: Plan, shares: Floats, weight: Floats) -> pd.DataFrame:
    """``DRAWS`` equally likely draws from weighted points, a column a setting."""
    chosen = picked(plan, shares, weight, DRAWS)
    before = spread_out(DRAWS, len(plan.inputs) + 1, plan.seed + SEEDS["response"])
    fixed = [i for i in range(len(plan.inputs)) if i not in plan.free]
    chosen[:, fixed] = before[:, fixed]
    table = plan.table(chosen)
    level = next(p for p in plan.inputs if p.name.startswith(LEVEL))
    table[LEVEL] = level.value(before[:, -1])
    return table


def picked(plan: Plan, shares: Floats, weight: Floats, count: int) -> Floats:
    """So many equally likely points from weighted ones, in no order."""
    generator = np.random.default_rng(plan.seed + SEEDS["draws"])
    steps = (np.arange(count) + generator.random()) / count
    picks = np.searchsorted(np.cumsum(weight) / weight.sum(), steps).clip(0, len(shares) - 1)
    return np.asarray(shares[generator.permutation(picks)])


def below(plan: Plan, shares: Floats, weight: Floats, truth: Floats) -> Floats:
    """The posterior's share below a truth [free inputs], one input at a time."""
    free = plan.free
    return np.asarray(weight @ (shares[:, free] < truth[free]) / weight.sum())


def ranks(fit: Fit, runs: dict[str, pd.DataFrame]) -> tuple[Floats, Floats]:
    """Simulation-based calibration: each run in turn is the truth, with errors like the record's.

    Returns the posterior's share below each truth [N, free inputs], and the effective number of
    draws of each [N]. Runs that miss a fitted number are left out.
    """
    plan = fit.plan
    truths = plan.shares(next(iter(runs.values())))  # the same design in all cases
    seen = fit.seen(runs)
    generator = np.random.default_rng(plan.seed + SEEDS["errors"])
    seen = seen + fit.width * generator.standard_normal(seen.shape)
    shares = pool(plan)
    mean, variance = fit.predict(shares)
    found, worth = [], []
    for truth, record in zip(truths, seen, strict=True):
        if np.isfinite(record).all():
            weight = weights(likelihood(record, fit.width, mean, variance))
            found.append(below(plan, shares, weight, truth))
            worth.append(effective(weight))
    return np.array(found).reshape(len(found), len(plan.free)), np.array(worth)


def covered(places: Floats, nominal: Sequence[float] = NOMINAL) -> Floats:
    """How often intervals hold the truth, by nominal level and input [levels, inputs]."""
    return np.array([np.mean(np.abs(places - 0.5) <= level / 2, axis=0) for level in nominal])
