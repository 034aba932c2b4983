"""The exponent of the tail of sizes."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from marosim.evidence.months import LEAST_UNIFORM
from marosim.evidence.tails import alike, exponent, quantile, smooth


@pytest.mark.parametrize("true", [1.6, 2.0, 2.6])
def test_a_known_power_law_gives_its_exponent(true: float) -> None:
    sizes = stats.zipf(true).rvs(2000, random_state=np.random.default_rng(1)).astype(float)
    assert exponent(sizes) == pytest.approx(true, abs=0.12)


def test_too_few_or_too_even_sizes_have_none() -> None:
    assert np.isnan(exponent([]))
    assert np.isnan(exponent([1, 2, 3, 4]))
    assert np.isnan(exponent(np.full(500, 7.0)))


def test_a_quantile_is_one_of_the_sizes() -> None:
    assert quantile([5, 1, 3, 100], 0.5) == 3
    assert quantile([5, 1, 3, 100], 0.99) == 100
    assert np.isnan(quantile([], 0.5))


# ---- goodness of fit ------------------------------------------------------------------------

MARKS = {0.5: 3.0, 0.9: 15.0, 0.99: 238.0}  # South Sudan's 170 events


def recorded(count: int, seed: int) -> np.ndarray:
    """Sizes of a power law whose quantiles are near those of the record."""
    return stats.zipf(1.74).rvs(count, random_state=np.random.default_rng(seed)).astype(float)


def own_marks(sizes: np.ndarray) -> dict[float, float]:
    return {share: quantile(sizes, share) for share in MARKS}


def ladder(sizes: np.ndarray) -> np.ndarray:
    """The same sizes, each on the nearest rung of a ladder of doublings."""
    return 2.0 ** np.round(np.log2(sizes))


def test_sizes_of_the_same_law_fit_as_often_as_they_should() -> None:
    chances = [smooth(recorded(300, seed), 39) for seed in range(20)]
    assert np.mean(np.array(chances) < 0.05) <= 0.2
    assert np.mean(chances) > 0.25
    same = [alike(recorded(300, seed), own_marks(recorded(170, seed + 99)), 170)
            for seed in range(60)]  # fmt: skip
    assert np.mean(np.array(same) < 0.05) <= 0.1


def test_a_ladder_of_sizes_is_no_tail_though_its_quantiles_fit() -> None:
    sizes = ladder(recorded(300, 1))
    assert smooth(sizes, 39) < 0.05
    assert alike(sizes, own_marks(sizes), 170) == 1.0
    # rungs on the recorded quantiles themselves meet every mark, and are found out all the same
    rungs = np.repeat([3.0, 15.0, 238.0, 336.0], [180, 90, 27, 3])
    assert alike(rungs, MARKS, 170) == 1.0
    assert not smooth(rungs, 39) >= 0.05


@pytest.mark.parametrize("times", [0.1, 10.0])
def test_ten_times_and_a_tenth_are_far_from_the_recorded_quantiles(times: float) -> None:
    sizes = np.maximum(recorded(300, 2) * times, 1.0)
    assert alike(sizes, own_marks(recorded(1000, 3)), 170) < LEAST_UNIFORM


def test_nobody_killed_has_no_sizes_to_judge() -> None:
    assert np.isnan(smooth([])) and np.isnan(alike([], MARKS, 170))
