"""Common random numbers: named, repeatable, independent of order, alike in every form."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from marosim.randomness import Draws, day_key, draw_bits, draw_bits_plain

ids = st.lists(st.integers(0, 2**40), min_size=1, max_size=30)


@given(st.integers(0, 2**31 - 1), ids, st.integers(0, 40_000))
def test_the_same_name_gives_the_same_bits_in_arrays_kernels_and_plain_python(seed, agents, day):
    array = Draws(seed).bits("test.stream", agents, day)
    key = day_key(seed, "test.stream", day)
    plain = [draw_bits_plain(int(key), agent) for agent in agents]
    compiled = [int(draw_bits(key, np.uint64(agent))) for agent in agents]
    assert array.tolist() == plain == compiled


def test_an_agents_draw_does_not_depend_on_who_else_draws():
    draws = Draws(7)
    everyone = draws.uniform("a", np.arange(1000), 3)
    assert draws.uniform("a", [500], 3)[0] == everyone[500]
    assert draws.uniform("a", np.arange(999, -1, -1), 3)[::-1].tolist() == everyone.tolist()


def test_streams_days_and_seeds_are_independent():
    n = np.arange(200_000)
    base = Draws(1).uniform("a", n, 0)
    for other in (
        Draws(1).uniform("b", n, 0), Draws(1).uniform("a", n, 1), Draws(2).uniform("a", n, 0),
        Draws(1).uniform("a", n + 1, 0),
    ):  # fmt: skip
        assert abs(np.corrcoef(base, other)[0, 1]) < 0.012
    assert stats.kstest(base, "uniform").pvalue > 1e-4


def test_distributions_have_the_moments_they_claim():
    draws, n = Draws(5), np.arange(100_000)
    assert abs(draws.normal("n", n, 0).mean()) < 0.02
    assert abs(draws.gamma("g", n, 0, mean=30.0, shape=4.0).mean() / 30 - 1) < 0.01
    assert abs(draws.poisson("p", n, 0, 2.5).mean() / 2.5 - 1) < 0.02
    assert abs(draws.happens("h", n, 0, 0.1).mean() - (1 - np.exp(-0.1))) < 0.005
    assert abs(draws.rounded("r", n, 0, 1.3).mean() - 1.3) < 0.01


def test_a_larger_hazard_only_adds_events():
    draws, n = Draws(5), np.arange(10_000)
    few, many = draws.happens("h", n, 0, 0.1), draws.happens("h", n, 0, 0.2)
    assert (many | ~few).all() and many.sum() > few.sum()
