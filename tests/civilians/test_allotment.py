"""How many agents stand for whom: nobody is left out, and small peoples are not lost."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from marosim.civilians.allotment import allotted

PEOPLE = arrays.arrays(
    np.int64,
    st.tuples(st.integers(1, 12), st.integers(1, 4)),
    elements=st.one_of(st.just(0), st.integers(1, 9), st.integers(10, 2_000_000)),
).filter(lambda people: people.any())


@given(PEOPLE, st.integers(1, 5_000))
def test_everybody_is_stood_for_by_somebody(people, agents):
    counts, persons = allotted(people, agents, 0.5)
    groups = np.repeat(np.nonzero(counts)[1], counts[counts > 0])
    communities = np.bincount(groups, persons, minlength=people.shape[1])
    assert np.array_equal(communities, people.sum(axis=0))
    assert len(persons) == counts.sum() and (persons >= 1).all()
    lived = int(people.any(axis=0).sum())
    assert counts.sum() == max(min(agents, int(people.sum())), lived)


@given(PEOPLE, st.integers(0, 5_000))
def test_each_people_is_at_each_place_where_it_lives_in_its_number(people, more):
    counts, persons = allotted(people, int((people > 0).sum()) + more, 0.5)
    assert np.array_equal(counts > 0, people > 0)
    cells = np.repeat(np.flatnonzero(counts), counts[counts > 0])
    there = np.bincount(cells, persons, minlength=people.size)
    assert np.array_equal(there, people.ravel())
    apart = [np.ptp(persons[cells == cell]) for cell in np.unique(cells)]
    assert max(apart) <= 1


@given(PEOPLE)
def test_one_to_one_every_agent_is_a_person(people):
    small = np.minimum(people, 40)
    counts, persons = allotted(small, 10**9, 0.5)
    assert np.array_equal(counts, small) and (persons == 1).all()


def test_a_people_of_a_hundredth_has_far_more_than_a_hundredth_of_the_agents():
    people = np.tile([99_000, 1_000], (50, 1))
    counts, persons = allotted(people, 2_000, 0.5)
    share = counts.sum(axis=0) / counts.sum()
    assert 0.07 < share[1] < 0.15
    assert persons.max() < 3_000


def test_in_proportion_where_asked():
    people = np.tile([99_000, 1_000], (50, 1))
    counts, _ = allotted(people, 10_000, 1.0)
    assert np.allclose(counts.sum(axis=0) / counts.sum(), [0.99, 0.01], atol=0.003)
