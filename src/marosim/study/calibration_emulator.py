"""A Gaussian process that stands for the model: one number of a run, from its settings.

The mean is a plane, what is left over a Matérn 5/2 process with one length scale an input
(Rasmussen & Williams 2006). The values that are most likely *after* a prior are taken: without
a prior on length scales an emulator of twenty inputs that learns from a few hundred runs is
far too sure of itself. scikit-learn's process knows no such prior, hence this one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_solve, cholesky, solve_triangular
from scipy.optimize import minimize

Floats = NDArray[np.float64]

LENGTH, LENGTH_SPREAD = 8.0, 0.7  # median, in standard deviations of an input's prior; sd of log
# standard deviations relative to the outcome's own: the plane's, the rest's and chance's
SCALES, SCALES_SPREAD = (0.3, 0.5, 0.4), 1.0
NOISE_SPREAD = 0.3  # sd of log of the noise where repeated draws tell it
LEAST_NOISE = 0.02
FOLDS = 4  # parts of the runs, each left out in turn to learn how far an emulator is too sure
NUMBERS = ("plane", "rest", "noise", "centre", "spread", "doubt")
BLOCK = 4096  # points that are predicted at a time
ROOT5 = np.sqrt(5.0)


@dataclass(frozen=True)
class Emulator:
    """One number of a run, from inputs [N, D] in standard deviations of their prior.

    ``lengths`` [D]; ``plane``, ``rest`` and ``noise`` are standard deviations relative to
    ``spread``, the outcome's own around ``centre``. ``doubt`` multiplies every variance that it
    tells: how much larger errors on runs left out are than it says (see :meth:`doubted`).
    """

    inputs: Floats
    outcomes: Floats
    lengths: Floats
    plane: float
    rest: float
    noise: float
    centre: float
    spread: float
    doubt: float = 1.0

    @classmethod
    def fitted(cls, inputs: Floats, outcomes: Floats, noise: float | None = None) -> Emulator:
        """The most likely emulator of these runs; ``noise`` is what repeated draws say of chance.

        ``noise`` is a standard deviation on the outcome's scale.
        """
        centre, spread = float(outcomes.mean()), float(outcomes.std()) or 1.0
        scales, tight = np.log(SCALES), np.full(3, SCALES_SPREAD)
        if noise is not None:
            scales[2], tight[2] = np.log(max(noise / spread, LEAST_NOISE)), NOISE_SPREAD
        middle = np.append(np.full(inputs.shape[1], np.log(LENGTH)), scales)
        width = np.append(np.full(inputs.shape[1], LENGTH_SPREAD), tight)
        found = minimize(
            _loss,
            middle,
            args=(inputs, (outcomes - centre) / spread, middle, width),
            jac=True,
            method="L-BFGS-B",
            bounds=[(m - 5 * w, m + 5 * w) for m, w in zip(middle, width, strict=True)],
            options={"maxiter": 100},
        )
        *lengths, plane, rest, chance = np.exp(found.x)
        return cls(inputs, outcomes, np.array(lengths), plane, rest, chance, centre, spread)

    @classmethod
    def kept(cls, inputs: Floats, outcomes: Floats, about: Mapping[str, Any]) -> Emulator:
        """The emulator that :meth:`about` told of, with the runs that it learnt from."""
        numbers = {k: float(about[k]) for k in NUMBERS}
        return cls(inputs, outcomes, np.array(about["lengths"], dtype=float), **numbers)

    def about(self) -> dict[str, Any]:
        """All but the runs, as plain values."""
        return {"lengths": self.lengths.tolist(), **{n: getattr(self, n) for n in NUMBERS}}

    def doubted(self, seed: int) -> Emulator:
        """The same, with ``doubt`` from runs that emulators fitted anew have not seen.

        Each of FOLDS parts of the runs is left out in turn. To leave runs out without fitting
        anew flatters: length scales have seen them.
        """
        order = np.random.default_rng(seed).permutation(len(self.inputs))
        errors: list[float] = []
        for part in range(FOLDS):
            out = order[part::FOLDS]
            stay = np.setdiff1d(order, out)
            rest = Emulator.fitted(self.inputs[stay], self.outcomes[stay], self.noise * self.spread)
            mean, variance = rest.predict(self.inputs[out])
            errors.extend((self.outcomes[out] - mean) ** 2 / (variance + rest.chance))
        return replace(self, doubt=max(float(np.mean(errors)), 1.0))

    def factor(self) -> Floats:
        """Lower triangle L of the runs' covariance L·Lᵀ."""
        matrix = _parts(self.inputs, self.inputs, self.lengths, self.plane, self.rest)[0]
        return np.asarray(cholesky(_noisy(matrix, self.noise), lower=True))

    def predict(self, points: Floats) -> tuple[Floats, Floats]:
        """Mean and variance of the mean [P] at points [P, D], without the noise of a run."""
        factor = self.factor()
        weights = cho_solve((factor, True), (self.outcomes - self.centre) / self.spread)
        mean, variance = np.empty(len(points)), np.empty(len(points))
        for first in range(0, len(points), BLOCK):
            block = points[first : first + BLOCK]
            across = _parts(block, self.inputs, self.lengths, self.plane, self.rest)[0]
            known = solve_triangular(factor, across.T, lower=True)
            own = 1.0 + self.rest**2 + self.plane**2 * np.mean(block**2, axis=1)
            mean[first : first + BLOCK] = across @ weights
            variance[first : first + BLOCK] = np.maximum(own - np.sum(known**2, axis=0), 1e-9)
        return self.centre + self.spread * mean, self.doubt * self.spread**2 * variance

    @property
    def chance(self) -> float:
        """Variance of the outcome between runs with the same settings."""
        return float(self.doubt * (self.spread * self.noise) ** 2)

    def explained(self) -> float:
        """Share of the outcome's variance told by the other runs, each left out in turn."""
        inverse = cho_solve((self.factor(), True), np.eye(len(self.inputs)))
        outcomes = (self.outcomes - self.centre) / self.spread
        left = inverse @ outcomes / np.diag(inverse)
        return float(1.0 - np.mean(left**2) / max(np.var(outcomes), 1e-12))


def _parts(
    some: Floats, others: Floats, lengths: Floats, plane: float, rest: float
) -> tuple[Floats, Floats]:
    """Covariance of two sets of points, and their scaled distances."""
    a, b = some / lengths, others / lengths
    squares = np.sum(a**2, axis=1)[:, None] + np.sum(b**2, axis=1) - 2.0 * a @ b.T
    apart = np.sqrt(np.maximum(squares, 0.0))
    matern = (1.0 + ROOT5 * apart + 5.0 / 3.0 * apart**2) * np.exp(-ROOT5 * apart)
    return 1.0 + plane**2 * (some @ others.T) / some.shape[1] + rest**2 * matern, apart


def _noisy(matrix: Floats, noise: float) -> Floats:
    return matrix + (noise**2 + 1e-8) * np.eye(len(matrix))


def _loss(
    logs: Floats, inputs: Floats, outcomes: Floats, middle: Floats, width: Floats
) -> tuple[float, Floats]:
    """Minus the log of likelihood times prior, and its slopes."""
    *lengths, plane, rest, noise = np.exp(logs)
    scaled = inputs / np.array(lengths)
    covariance, apart = _parts(inputs, inputs, np.array(lengths), plane, rest)
    factor = cholesky(_noisy(covariance, noise), lower=True)
    weights = cho_solve((factor, True), outcomes)
    pull = cho_solve((factor, True), np.eye(len(inputs))) - np.outer(weights, weights)
    flat = np.exp(-ROOT5 * apart)
    steep = pull * (rest**2 * 5.0 / 3.0 * (1.0 + ROOT5 * apart) * flat)
    # sum over pairs of steep · (x_i - x_j)², by input
    by_length = steep.sum(axis=1) @ scaled**2 - np.sum(scaled * (steep @ scaled), axis=0)
    matern = (1.0 + ROOT5 * apart + 5.0 / 3.0 * apart**2) * flat
    by_scale = [
        plane**2 * np.sum(pull * (inputs @ inputs.T)) / inputs.shape[1],
        rest**2 * np.sum(pull * matern),
        noise**2 * np.trace(pull),
    ]
    off = (logs - middle) / width
    loss = 0.5 * outcomes @ weights + np.log(np.diag(factor)).sum() + 0.5 * off @ off
    return float(loss), np.append(by_length, by_scale) + off / width
