"""The exponent of the tail of sizes."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from marosim.evidence.tails import exponent, quantile


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
