"""How many agents stand for the people of each community at each place, and for how many each.

Killing and flight happen by place and community, so that few agents for a small people would
leave it out of most places where it lives. Agents are therefore allotted by a power of the number
of people, as a survey allots its sample where small strata are to be known too (Bankier 1988).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]


def allotted(people: Whole, agents: int, power: float) -> tuple[Whole, Whole]:
    """Agents of every place and community [P, G], and the people [A] for whom each stands.

    ``people`` are whole persons [P, G]; with a ``power`` of 1 agents are in proportion to them,
    with 0 as many in each cell, where it holds so many people. Agents come in the order of
    places, then communities. Every cell with people has an agent, or, where there are fewer
    agents than cells, the largest cells of each community, which then stand for all of it.
    Nobody is left out, and no agent stands for less than a person.
    """
    lived = people > 0
    agents = max(min(agents, int(people.sum())), int(lived.any(axis=0).sum()))
    if agents < lived.sum():
        counts = _largest_cells(people, agents)
        total, there = people.sum(axis=0), np.maximum(counts.sum(axis=0), 1)
        number = np.cumsum(counts, axis=0) - counts  # among the agents of its community
        each = total // there + (number < total % there)
        return counts, each[counts > 0]
    counts = _by_power(people.ravel(), agents, power).reshape(people.shape)
    return counts, _shared_out(people, counts)


def _largest_cells(people: Whole, agents: int) -> Whole:
    """One agent in each of the largest cells, at least one for each community."""
    counts = np.zeros_like(people)
    largest = people.argmax(axis=0)
    for group in np.flatnonzero(people.any(axis=0)):
        counts[largest[group], group] = 1
    order = np.argsort(-(people * (counts == 0)), axis=None, kind="stable")
    counts.ravel()[order[: agents - int(counts.sum())]] = 1
    return counts


def _by_power(people: Whole, agents: int, power: float) -> Whole:
    """Agents by cell: at least one where anybody lives, at most one for each person."""
    lived = np.flatnonzero(people)
    most = people[lived]
    weight = most**power
    counts = np.ones(len(lived), dtype=np.int64)
    while True:
        free = np.flatnonzero(counts < most)
        left = agents - int(counts.sum())
        if left <= 0 or not len(free):
            break
        wanted = left * weight[free] / weight[free].sum()
        more = np.floor(wanted).astype(np.int64)
        if not more.any():
            more[np.argsort(-wanted, kind="stable")[:left]] = 1
        counts[free] = np.minimum(counts[free] + more, most[free])
    found = np.zeros_like(people)
    found[lived] = counts
    return found


def _shared_out(people: Whole, counts: Whole) -> Whole:
    """The people of each cell shared out evenly among its agents, in whole persons [A]."""
    times, total = counts[counts > 0], people[counts > 0]
    each, rest = total // times, total % times
    # the first of a cell stand for one person more, so that nobody is left over
    stands_for = np.stack([each + 1, each], axis=1).ravel()
    return np.repeat(stands_for, np.stack([rest, times - rest], axis=1).ravel())
