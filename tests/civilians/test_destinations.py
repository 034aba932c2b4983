"""Rows made on demand equal the table of all places at once, however often they are forgotten."""

import numpy as np
import pytest

from marosim.civilians.destinations import ROWS_KEPT, Destinations, headed


def all_at_once(weights, pull, moved):
    """Cumulative 32-bit weights of every community and place, [G, P, P]."""
    table = weights[None, :, :] * pull[:, None, :]
    for start, end in moved:
        table[:, :, end] += table[:, :, start]
        table[:, :, start] = 0.0
    cumulative = np.cumsum(table, axis=2)
    top = cumulative[:, :, -1:]
    scaled = np.divide(cumulative, top, out=np.zeros_like(cumulative), where=top > 0)
    return (scaled * (2.0**32 - 1)).astype(np.uint32)


@pytest.mark.parametrize("moved", [[], [(3, 7), (11, 7), (5, 4)]])
def test_rows_on_demand_choose_as_the_whole_table_does(moved):
    random = np.random.default_rng(4)
    places, groups = 150, 3
    assert places * groups > ROWS_KEPT, "rows must be forgotten on the way"
    weights = random.random((places, places)) ** 9
    weights[17] = 0.0  # nobody can leave here
    pull = random.random((groups, places)) * (random.random((groups, places)) > 0.3)
    start, end = (np.array([pair[k] for pair in moved], dtype=np.int64) for k in (0, 1))
    where = Destinations(weights, pull, start, end)
    table = all_at_once(weights, pull, moved)
    found = []
    for _ in range(4000):
        place, group = int(random.integers(places)), int(random.integers(groups))
        draw = np.uint32(random.integers(2**32))
        over = np.flatnonzero(table[group, place] > draw)
        wanted = int(over[0]) if len(over) else -1
        assert headed(place, group, draw, *where.arrays(0)) == wanted
        assert np.array_equal(where[group, place], table[group, place])
        found.append(wanted)
    assert len(set(found)) > 50 and -1 in found
