"""The pass that looks closely at few rows leaves every array as the rule applied to all rows."""

from dataclasses import fields
from types import SimpleNamespace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from marosim.civilians.kernel import NOWHERE, advance
from marosim.civilians.population import COLUMNS, STREAMS
from marosim.civilians.sieve import BLOCK, live
from marosim.civilians.tables import DayTables


def a_day(seed, count):
    """Arguments of the pass for a made-up population, map and day, as the model gives them."""
    random = np.random.default_rng(seed)
    places, groups = int(random.integers(2, 9)), int(random.integers(1, 4))

    def integers(low, high, shape, kind):
        return random.integers(low, high, shape).astype(kind)

    def chances(shape):
        """Mostly small, some nil, some certain."""
        drawn = (random.random(shape) ** 4 * 2**32 * random.choice([0.01, 0.3])).astype(np.uint32)
        drawn[random.random(shape) < 0.2] = 0
        drawn[random.random(shape) < 0.1] = 2**32 - 1
        return drawn

    keys = tuple(random.integers(0, 2**64, 6, dtype=np.uint64))
    columns = (
        integers(0, places, count, np.uint16),
        integers(0, places, count, np.uint16),
        integers(0, places, count, np.uint16),
        integers(0, 90, count, np.uint16),
        integers(0, groups, count, np.uint8),
        random.choice(7, count, p=[0.5, 0.15, 0.1, 0.05, 0.1, 0.05, 0.05]).astype(np.uint8),
        integers(0, 256, count, np.uint8),
        integers(0, 256, count, np.uint8),
        integers(0, 256, count, np.uint8),
        integers(0, 2, count, np.uint8),
        integers(1, 5000, count, np.uint32),
    )
    here = (places, groups)
    dies = chances((3, *here))
    join = integers(0, 256, here, np.uint8) * (random.random(here) < 0.5).astype(np.uint8)
    tables = (
        integers(0, 256, here, np.uint8),
        np.floor(np.arange(256) * random.random()).astype(np.uint8),
        dies // 2,
        dies,
        chances((32, 8, 2)),
        random.choice([0, 100, 256, 300, 65535], here).astype(np.uint16),
        chances(here),
        chances(places),
        chances(here),
        np.uint8(random.integers(256)),
        join,
        np.uint32(random.integers(2**32)),
    )
    weights, pull = random.random((places, places)), random.random((groups, places))
    nobody = np.zeros(0, np.int64)
    rows = min(int(random.integers(1, 5)), places * groups)
    where = (
        *(weights, pull, nobody, nobody),
        np.full((groups, places), -1, np.int64),
        np.empty((rows, places), np.uint32),
        np.zeros(1, np.int64),
    )
    onward = integers(0, places, (places, places), np.uint16)
    np.fill_diagonal(onward, NOWHERE)
    onward[random.random((places, places)) < 0.1] = NOWHERE
    ways = (
        *(onward, integers(1, 60, (places, places), np.uint16), random.random(places) < 0.3),
        integers(1, 200, 2, np.uint16),
    )
    out = (
        np.zeros((*here, 7), np.int64),
        np.zeros((3, *here), np.int64),
        *(np.zeros(here, np.int64) for _ in range(4)),
    )
    return (*keys, *columns, *tables, *where, *ways, *out)


def parts_of(arguments):
    """The same arguments as the model gives them to the pass, first to last row apart."""
    keys, columns = dict(zip(STREAMS, arguments[:6], strict=True)), arguments[6:17]
    names = [field.name for field in fields(DayTables)][:12]
    tables = SimpleNamespace(**dict(zip(names, arguments[17:29], strict=True)))
    tables.arrays = lambda thread: arguments[17:36]
    columns = dict(zip(COLUMNS, columns, strict=True))
    return keys, columns, tables, 0, arguments[36:40], arguments[40:]


def copied(arguments):
    return tuple(a.copy() if isinstance(a, np.ndarray) else a for a in arguments)


@given(seed=st.integers(0, 10**6), count=st.integers(1, 2 * BLOCK + 9), data=st.data())
@settings(max_examples=60, deadline=None)
def test_the_pass_leaves_every_array_as_the_rule_for_all_rows_does(seed, count, data):
    first = data.draw(st.integers(0, count - 1))
    last = data.draw(st.integers(first + 1, count))
    plain = a_day(seed, count)
    sifted, before = copied(plain), copied(plain)
    advance(np.arange(first, last, dtype=np.uint32), last - first, False, *plain)
    live(first, last, *parts_of(sifted))
    for number, (one, other) in enumerate(zip(plain, sifted, strict=True)):
        assert np.array_equal(one, other), number
    if last - first > 500:
        changed = (plain[11] != before[11])[first:last]
        assert 5 < changed.sum() < last - first - 5, "a day on which nobody or all do anything"
