"""What is felt at places equals the plain sum over all of them, and in one order."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marosim.world.felt import Near, NextDoor, mean_next_door


def a_map(random, count):
    distance = random.uniform(1, 400, (count, count))
    distance = distance + distance.T
    np.fill_diagonal(distance, 0.0)
    cut_off = random.random(count) < 0.2
    distance[cut_off] = distance[:, cut_off] = np.inf
    distance[cut_off, cut_off] = 0.0
    return distance


@pytest.mark.parametrize("itself", [True, False])
@given(seed=st.integers(0, 999), count=st.integers(1, 12))
@settings(max_examples=40, deadline=None)
def test_near_is_the_sum_over_places_in_their_order(itself, seed, count):
    random = np.random.default_rng(seed)
    distance, reach = a_map(random, count), random.uniform(5, 200)
    near = Near(distance, reach, itself=itself)
    for _ in range(3):  # weights kept from one day serve the next
        happening = random.random((2, count)) * (random.random(count) < 0.5)
        for row, felt in zip(happening, near.of(happening), strict=True):
            for place in range(count):
                wanted = 0.0
                for other in range(count):
                    if itself or other != place:
                        share = float(np.exp(-distance[other] / reach)[place])
                        wanted += share * float(row[other])
                assert felt[place] == wanted
        assert np.array_equal(near.of(happening[1]), near.of(happening)[1])
    assert np.array_equal(near.total(), near.of(np.ones(count)))


@given(seed=st.integers(0, 999), count=st.integers(1, 12))
@settings(max_examples=40, deadline=None)
def test_next_door_is_the_sum_over_neighbours(seed, count):
    random = np.random.default_rng(seed)
    neighbours = [np.flatnonzero(random.random(count) < 0.4) for _ in range(count)]
    share, happening = random.random(count), random.random((3, count))
    felt = NextDoor(neighbours, share).of(happening)
    mean = mean_next_door(neighbours).of(happening[0])
    for place, others in enumerate(neighbours):
        for row, found in zip(happening, felt, strict=True):
            wanted = math.fsum(row[others]) * share[place]
            assert found[place] == pytest.approx(wanted, rel=1e-12)
        wanted = happening[0][others].mean() if len(others) else 0.0
        assert mean[place] == pytest.approx(wanted, rel=1e-12)
