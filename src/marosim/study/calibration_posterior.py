"""The posterior: a large pool of points of the prior, weighed by how well emulators fit.

Importance sampling from one pool is exact, has nothing to tune, and tells by its effective
number of draws when it fails. Levels of violence, one a case, are summed over instead of drawn:
with six of them hardly a point would have all right at once. Errors of emulator, chance, record
and model are all allowed for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
CELLS = 12  # of a case's level of violence, each as likely by its prior
MANY = 12  # summaries from which on the second worst decides what is ruled out
SEEDS = {"pool": 31, "draws": 37, "errors": 41, "response": 43, "levels": 47}  # beside the user's


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

    def of_case(self, case: str) -> Fit:
        """What is fitted of one case."""
        return Fit(self.plan, tuple(part for part in self.parts if part[0] == case))

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
    """Log of how likely the record [S] is given means [..., S], but for a constant."""
    total = variance + width**2
    return np.asarray(-0.5 * np.sum((record - mean) ** 2 / total + np.log(total), axis=-1))


def weights(logs: Floats) -> Floats:
    """Likelihoods relative to the greatest [P], from their logs."""
    return np.asarray(np.exp(logs - logs.max()))


def effective(weight: Floats) -> float:
    """How many equally likely draws the weighted ones are worth (Kish 1965)."""
    return float(weight.sum() ** 2 / np.sum(weight**2))


@dataclass(frozen=True)
class Grid:
    """What emulators tell at points of the prior, for every level of violence of each case.

    A level acts on its own case alone. So each case weighs a point by the mean over the cells of
    its level, each as likely by its prior, and the levels need not be hit by chance all at once:
    of as many numbers from emulators, hundreds of times as many are worth something.
    ``mean`` and ``variance`` by case: [P, cells, summaries].
    """

    fit: Fit
    shares: Floats
    mean: Mapping[str, Floats]
    variance: Mapping[str, Floats]

    @classmethod
    def over(cls, fit: Fit, shares: Floats) -> Grid:
        """The grid over points [P, D] of the prior."""
        plan = fit.plan
        mean, variance = {}, {}
        for case in plan.cases:
            own = fit.of_case(case)
            cells = len(_cells(plan, case))
            many = np.repeat(shares, cells, axis=0)
            if cells > 1:
                many[:, plan.level(case)] = np.tile(_cells(plan, case), len(shares))
            found = own.predict(many)
            shape = (len(shares), cells, len(own.parts))
            mean[case], variance[case] = (each.reshape(shape) for each in found)
        return cls(fit, shares, mean, variance)

    def with_(self, other: Grid) -> Grid:
        """Both grids as one."""
        mean, variance = (
            {case: np.concatenate([ours[case], theirs[case]]) for case in ours}
            for ours, theirs in ((self.mean, other.mean), (self.variance, other.variance))
        )
        return Grid(self.fit, np.concatenate([self.shares, other.shares]), mean, variance)

    def weighed(self, record: Floats | None = None, without: str = "") -> tuple[Floats, Floats]:
        """Points [P, D] with their weights [P], given a record [S] (that of the cases by default).

        Each point has one level a case, drawn as likely as it then is. ``without`` names a case
        whose record is left out; its level is as the prior has it.
        """
        plan, shares = self.fit.plan, self.shares.copy()
        record = self.fit.record if record is None else record
        generator = np.random.default_rng(plan.seed + SEEDS["levels"])
        logs = np.zeros(len(shares))
        for case in plan.cases:
            mine = [n for n, part in enumerate(self.fit.parts) if part[0] == case]
            if case == without or not mine:
                continue
            told = likelihood(
                record[mine], self.fit.width[mine], self.mean[case], self.variance[case]
            )
            greatest = told.max(axis=1, keepdims=True)
            cells = np.exp(told - greatest)
            logs += np.log(cells.mean(axis=1)) + greatest[:, 0]
            if cells.shape[1] > 1:
                reached = np.cumsum(cells, axis=1) / cells.sum(axis=1, keepdims=True)
                chosen = (reached < generator.random((len(shares), 1))).sum(axis=1)
                within = chosen.clip(0, cells.shape[1] - 1) + generator.random(len(shares))
                shares[:, plan.level(case)] = within / cells.shape[1]
        return shares, weights(logs)


def _cells(plan: Plan, case: str) -> Floats:
    """Middles of the cells of a case's level, in shares of its prior; one if it has none."""
    count = 1 if plan.level(case) is None else CELLS
    return (np.arange(count) + 0.5) / count


def grown(fit: Fit) -> Grid:
    """A grid over as many points of the prior as it takes until enough draws are effective."""
    grid = None
    for batch in range(BATCHES):
        new = Grid.over(fit, pool(fit.plan, batch)[: max(fit.plan.sizes.pool // CELLS, 1)])
        grid = new if grid is None else grid.with_(new)
        if effective(grid.weighed()[1]) >= LEAST_EFFECTIVE:
            break
    assert grid is not None
    return grid


def posterior(grid: Grid) -> tuple[pd.DataFrame, Floats, Floats, float]:
    """Equally likely draws, weighted points [P, D] with weights [P], and the effective number.

    Settings of the response are drawn from their priors, whatever the record seems to say of
    them, and so is the level of violence of a case that was not fitted.
    """
    shares, weight = grid.weighed()
    return drawn(grid.fit.plan, shares, weight), shares, weight, effective(weight)


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


def ranks(grid: Grid, runs: dict[str, pd.DataFrame]) -> tuple[Floats, Floats]:
    """Simulation-based calibration: each run in turn is the truth, with errors like the record's.

    Returns the posterior's share below each truth [N, free inputs], and the effective number of
    draws of each [N]. Runs that miss a fitted number are left out.
    """
    fit, plan = grid.fit, grid.fit.plan
    truths = plan.shares(next(iter(runs.values())))  # the same design in all cases
    seen = fit.seen(runs)
    generator = np.random.default_rng(plan.seed + SEEDS["errors"])
    seen = seen + fit.width * generator.standard_normal(seen.shape)
    found, worth = [], []
    for truth, record in zip(truths, seen, strict=True):
        if np.isfinite(record).all():
            shares, weight = grid.weighed(record)
            found.append(below(plan, shares, weight, truth))
            worth.append(effective(weight))
    return np.array(found).reshape(len(found), len(plan.free)), np.array(worth)


def covered(places: Floats, nominal: Sequence[float] = NOMINAL) -> Floats:
    """How often intervals hold the truth, by nominal level and input [levels, inputs]."""
    return np.array([np.mean(np.abs(places - 0.5) <= level / 2, axis=0) for level in nominal])
