"""Intervals hold the values that the textbooks give, at 95 % and no other level."""

from __future__ import annotations

import math

import numpy as np
import pytest

from marosim.study import intervals
from marosim.study.intervals import Interval

LUCK = np.random.default_rng(7)


def test_a_mean_has_students_interval() -> None:
    found = intervals.of_mean([2.0, 4.0, 6.0, 8.0])
    half = 3.182446 * math.sqrt(20 / 3) / 2  # t of 3 degrees of freedom at 97.5 %, by table
    assert found.mean == 5.0
    assert (found.low, found.high) == pytest.approx((5 - half, 5 + half), rel=1e-6)
    assert found.half == pytest.approx(half, rel=1e-6)


def test_what_is_missing_is_left_out_of_a_mean() -> None:
    assert intervals.of_mean([1.0, np.nan, 3.0, np.inf]) == intervals.of_mean([1.0, 3.0])
    assert intervals.of_mean([1.0, None, 3.0]) == intervals.of_mean([1.0, 3.0])
    assert intervals.yes_or_no([0, 1, None])


@pytest.mark.parametrize("of", [intervals.of_mean, intervals.of_shares])
def test_one_value_has_no_interval_and_none_has_no_mean(of) -> None:
    one, none = of([4.0]), of([])
    assert one.mean == 4.0 and math.isnan(one.low) and math.isnan(one.high)
    assert all(math.isnan(value) for value in (none.mean, none.low, none.high))
    assert not one.excludes_zero


def test_two_values_have_an_interval() -> None:
    assert intervals.of_mean([1.0, 2.0]).half > 0
    assert intervals.of_shares([0.0, 1.0]).half > 0
    assert intervals.of_ratio([1.0, 2.0], [1.0, 1.0]).half > 0


def test_zero_is_excluded_only_when_it_lies_outside() -> None:
    assert Interval(1.0, 0.5, 1.5).excludes_zero and Interval(-1.0, -1.5, -0.5).excludes_zero
    assert not Interval(1.0, 0.0, 2.0).excludes_zero
    assert not Interval(-1.0, -2.0, 0.0).excludes_zero
    assert not Interval(0.0, -1.0, 1.0).excludes_zero


def test_shares_have_an_interval_of_95_per_cent() -> None:
    hits = (LUCK.uniform(size=400) < 0.3).astype(float)
    found = intervals.of_shares(hits)
    error = hits.std() / math.sqrt(len(hits))
    assert found.mean == hits.mean()
    # each side: at 90 % it would be 16 % shorter
    assert found.high - found.mean == pytest.approx(1.96 * error, rel=0.06)
    assert found.mean - found.low == pytest.approx(1.96 * error, rel=0.06)


def test_a_ratio_has_an_interval_of_95_per_cent() -> None:
    bottom = LUCK.normal(50.0, 8.0, 400)
    top = 0.4 * bottom + LUCK.normal(0.0, 3.0, 400)
    found = intervals.of_ratio(top, bottom)
    ratio = top.mean() / bottom.mean()
    error = (top - ratio * bottom).std() / math.sqrt(len(top)) / bottom.mean()
    assert found.mean == pytest.approx(ratio)
    # numerator and denominator come from the same replication: unpaired it would be wider
    assert found.high - found.mean == pytest.approx(1.96 * error, rel=0.06)
    assert found.mean - found.low == pytest.approx(1.96 * error, rel=0.06)


def test_a_ratio_to_nothing_is_undefined() -> None:
    assert math.isnan(intervals.of_ratio([1.0, 2.0], [0.0, 0.0]).mean)
    assert math.isnan(intervals.of_ratio([], []).mean)
    one = intervals.of_ratio([3.0], [4.0])
    assert one.mean == 0.75 and math.isnan(one.low) and math.isnan(one.high)


def test_a_ratio_to_what_is_hardly_there_has_no_ends() -> None:
    found = intervals.of_ratio([1.0, 0.0, 0.0, 0.0], [2.0, 0.0, 0.0, 0.0])
    assert found.mean == 0.5 and math.isnan(found.low) and math.isnan(found.high)


def test_a_chance_has_wilsons_interval() -> None:
    hits, count, z = 3, 10, 1.959964
    share = hits / count
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    spread = math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    found = intervals.of_chance([True] * hits + [False] * (count - hits))
    half = z / (1 + z * z / count) * spread
    assert found.mean == share
    assert (found.low, found.high) == pytest.approx((middle - half, middle + half), rel=1e-5)
    assert math.isnan(intervals.of_chance([]).low) and math.isnan(intervals.of_chance([]).mean)
    assert intervals.of_chance([True]).low < 1.0


def test_few_of_many_columns_of_noise_are_called_clear() -> None:
    noise = LUCK.normal(size=(12, 400))
    assert intervals.clear_among_many(noise).sum() <= 3
    shifted = noise.copy()
    shifted[:, :40] += 4.0
    shifted[:, 40:80] -= 4.0
    clear = intervals.clear_among_many(shifted)
    assert clear[:80].all() and clear[80:].sum() <= 8


def test_the_share_of_false_alarms_is_the_one_asked_for() -> None:
    doubtful = np.tile([[1.0], [2.0], [3.0], [-0.5]], (1, 3))  # p = 0.16 by Student's t
    assert not intervals.clear_among_many(doubtful).any()
    assert not intervals.clear_among_many(doubtful, share=0.15).any()
    assert intervals.clear_among_many(doubtful, share=0.2).all()


def test_columns_that_never_differ_or_always_differ_alike() -> None:
    same = np.array([[0.0, 2.0], [0.0, 2.0], [0.0, 2.0]])
    assert intervals.clear_among_many(same).tolist() == [False, True]
    two = np.array([[5.0], [5.0001]])
    assert intervals.clear_among_many(two).tolist() == [True]
    assert intervals.clear_among_many([[9.0, 9.0]]).tolist() == [False, False]
    assert intervals.clear_among_many(np.empty((3, 0))).tolist() == []


def test_yes_or_no_is_noughts_and_ones() -> None:
    assert intervals.yes_or_no([0, 1, 1.0, np.nan]) and not intervals.yes_or_no([0, 1, 0.5])


def test_redraws_repeat_and_stay_within_the_replications() -> None:
    drawn = intervals.redraws(7)
    assert drawn.shape == (400, 7)
    assert set(np.unique(drawn)) == set(range(7))
    assert np.array_equal(drawn, intervals.redraws(7))
    assert len(np.unique(drawn, axis=0)) > 390
    assert intervals.redraws(7, times=3).shape == (3, 7)
    assert intervals.redraws(0).shape == (0, 0)
