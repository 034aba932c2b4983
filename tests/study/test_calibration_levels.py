"""Levels of violence are summed over, and emulators learn how far they are too sure."""

from __future__ import annotations

import numpy as np
import pytest

from marosim.settings import Settings
from marosim.study.calibration_emulator import Emulator
from marosim.study.calibration_plan import SIZES, Plan, levels, priors, spread_out
from marosim.study.calibration_posterior import Fit, Grid, effective, likelihood, weights
from marosim.study.calibration_summaries import LOG, Summary

CASES = ("rwanda_1994", "liberia_2003", "somalia_2007")
SHARED = "attacks.hazard"


@pytest.fixture(scope="module")
def fit() -> Fit:
    """Three made-up cases: deaths follow the shared setting and the case's own level."""
    asked = {
        case: (Summary("deaths", LOG, record, 0.1, 0.1, "fit"),)
        for case, record in zip(CASES, (0.5, -0.4, 1.0), strict=True)
    }
    inputs = (*priors(Settings(), [SHARED], 3.0), *levels(CASES))
    plan = Plan(asked, inputs, (), SIZES["quick"], 1)
    points = spread_out(64, len(inputs), 3)
    parts = []
    for case in CASES:
        known = plan.standardised(points)[:, plan.columns(case)]
        emulator = Emulator.fitted(known, known[:, 0] + 2.0 * known[:, 1], 0.05)
        parts.append((case, asked[case][0], emulator))
    return Fit(plan, tuple(parts))


def test_levels_that_are_summed_over_say_what_many_drawn_ones_say(fit: Fit) -> None:
    drawn = spread_out(2**17, len(fit.plan.inputs), 11)
    plain = weights(likelihood(fit.record, fit.width, *fit.predict(drawn)))
    grid = Grid.over(fit, spread_out(2**12, len(fit.plan.inputs), 5))
    shares, weight = grid.weighed()
    for n in range(len(fit.plan.inputs)):
        means = [np.average(s[:, n], weights=w) for s, w in ((drawn, plain), (shares, weight))]
        spreads = [
            np.sqrt(np.average((s[:, n] - mean) ** 2, weights=w))
            for (s, w), mean in zip(((drawn, plain), (shares, weight)), means, strict=True)
        ]
        assert means[1] == pytest.approx(means[0], abs=0.02)
        assert spreads[1] == pytest.approx(spreads[0], rel=0.15)
    part = effective(plain) / len(drawn)
    assert effective(weight) / len(shares) > 20 * part


def test_a_case_that_is_left_out_has_the_level_of_its_prior(fit: Fit) -> None:
    grid = Grid.over(fit, spread_out(2**11, len(fit.plan.inputs), 5))
    shares, _ = grid.weighed(without=CASES[1])
    level = fit.plan.level(CASES[1])
    other = fit.plan.level(CASES[0])
    assert level is not None and other is not None
    assert np.array_equal(shares[:, level], grid.shares[:, level])
    assert not np.array_equal(shares[:, other], grid.shares[:, other])
    moved = fit.record.copy()
    moved[1] += 3.0  # the record of the case that is left out
    assert np.array_equal(grid.weighed(moved, CASES[1])[1], grid.weighed(without=CASES[1])[1])


def test_an_emulator_of_what_it_cannot_follow_doubts_itself() -> None:
    points = np.random.default_rng(2).normal(size=(160, 4))
    chance = 0.05 * np.random.default_rng(3).standard_normal(160)
    smooth = Emulator.fitted(points, points[:, 0] + 0.3 * points[:, 1] ** 2 + chance)
    torn = np.where(points[:, 2] > 1.2, 4.0 * points[:, 3], 0.1 * points[:, 0]) + chance
    rough = Emulator.fitted(points, torn, 0.05)
    assert smooth.doubted(1).doubt < 1.3
    assert rough.doubted(1).doubt > 1.3
    wider = rough.doubted(1).predict(points[:5])[1] / rough.predict(points[:5])[1]
    assert wider == pytest.approx(np.full(5, rough.doubted(1).doubt))
