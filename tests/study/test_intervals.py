"""Intervals hold what they say: nominal 95 % covers the truth in about 95 % of studies."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from marosim.study.intervals import (
    FEWEST,
    Interval,
    direction,
    of_chance,
    of_mean,
    of_ratio,
    of_shares,
)

STUDIES = 1500


def _mean(draw: np.random.Generator, count: int) -> tuple[Interval, float]:
    return of_mean(draw.normal(3, 2, count)), 3.0


def _shares(draw: np.random.Generator, count: int) -> tuple[Interval, float]:
    """Pairs of yes/no outcomes that share part of their luck: 0.5 against 0.35."""
    luck, own = draw.random(count), draw.random(count)
    before, after = luck < 0.5, (luck < 0.5) & (own < 0.6) | (luck >= 0.5) & (own < 0.1)
    return of_shares(after.astype(float) - before), 0.35 - 0.5


def _ratio(draw: np.random.Generator, count: int) -> tuple[Interval, float]:
    below = draw.normal(10, 3, count)
    return of_ratio(5 * below + draw.normal(0, 8, count), below), 5.0


def _chance(draw: np.random.Generator, count: int) -> tuple[Interval, float]:
    return of_chance(draw.random(count) < 0.35), 0.35


@pytest.mark.parametrize("kind", [_mean, _shares, _ratio, _chance])
@pytest.mark.parametrize("count", [10, 20, 40])
def test_nominal_95_percent_covers_92_to_98(
    kind: Callable[[np.random.Generator, int], tuple[Interval, float]], count: int
) -> None:
    draw = np.random.default_rng(20)
    held = 0
    for _ in range(STUDIES):
        found, truth = kind(draw, count)
        held += found.low <= truth <= found.high
    assert 0.92 <= held / STUDIES <= 0.98


@pytest.mark.parametrize("among", [1, 3, 8])
def test_of_differences_that_are_nothing_few_have_a_direction(among: int) -> None:
    draw = np.random.default_rng(3)
    told = 0
    for _ in range(STUDIES):
        found = [of_mean(draw.normal(size=10)) for _ in range(among)]
        told += any(direction(one, 10, among) for one in found)
    assert told / STUDIES <= 0.065
    assert direction(of_mean(draw.normal(2, 1, 20)), 20, among) == 1


def test_few_pairs_have_no_direction_however_much_they_agree() -> None:
    for count in range(1, FEWEST):
        assert direction(of_mean(np.full(count, -500.0)), count) == 0
    assert direction(of_mean(np.full(FEWEST, -500.0)), FEWEST) == -1


def test_a_ratio_to_what_may_be_nothing_has_no_bounds() -> None:
    found = of_ratio([1.0, 2.0, 3.0, 4.0, 5.0], [1.0, -1.0, 2.0, -2.0, 0.5])
    assert np.isnan(found.low) and np.isnan(found.high)
