"""Which agents die for those who were counted dead: as many as stand for them, and no more.

Agents at risk are drawn one after the other, each the sooner the more harm it was exposed to. An
agent dies if the persons for whom it stands are due; once the next stands for more, the rest is
carried on. So nobody is taken who has not been counted, however few agents there are.
"""

from __future__ import annotations

import numba
import numpy as np

from marosim.civilians.kernel import exposed
from marosim.randomness import draw_bits
from marosim.situation import Status

FIGHTER = int(Status.FIGHTER)  # from here on nobody is at risk
LAST = np.int64(0xFFFFFFFF)
SPAN = 2.0**32  # of draws


@numba.njit(cache=True, nogil=True)
def take(
    key, place, community, status, persons, lightest, heaviest, due, chance,
    death_direct, death_total,
):  # fmt: skip
    """Write the draws below which agents die today into ``death_direct`` and ``death_total``.

    ``due`` [2, P, G] persons, direct and of hardship; ``chance`` [2, 3, P, G] of dying today by
    exposure, such that ``due`` are expected; ``lightest`` and ``heaviest`` [G] the persons for
    whom agents of a community stand; both tables [3, P, G], written whole.
    """
    death_direct[:] = 0
    death_total[:] = 0
    highest = _highest(lightest, heaviest, due, chance)
    if not highest.any():
        return
    rows, draws = _candidates(key, place, community, status, highest.sum(axis=0))
    dead = np.zeros(len(rows), np.bool_)
    for cause in range(2):
        turn, who, found = np.empty(len(rows)), np.empty(len(rows), np.int64), 0
        for k in range(len(rows)):
            i = rows[k]
            p, g, exposure = place[i], community[i], exposed(status[i])
            if dead[k] or highest[cause, exposure, p, g] <= 0.0:
                continue
            above = np.float64(draws[k]) - np.float64(death_direct[exposure, p, g])
            turn[found] = above / chance[cause, exposure, p, g]
            who[found] = k
            found += 1
        left = due[cause].copy()
        for c in np.argsort(turn[:found]):
            k = who[c]
            i = rows[k]
            p, g, exposure = place[i], community[i], exposed(status[i])
            if left[p, g] < persons[i]:
                left[p, g] = -1.0  # whose turn it is stands for too many: the rest waits
                continue
            left[p, g] -= persons[i]
            dead[k] = True
            below = max(np.int64(draws[k]) + 1, np.int64(death_total[exposure, p, g]))
            death_total[exposure, p, g] = np.uint32(min(below, LAST))
        if cause == 0:
            death_direct[:] = death_total


@numba.njit(cache=True, nogil=True)
def _highest(lightest, heaviest, due, chance):
    """How far draws may lie above those of the cause before, to be looked at, [2, 3, P, G].

    In expectation those who are due have come once draws as high as their chance are taken; six
    standard deviations more are enough.
    """
    found = np.zeros(chance.shape)
    causes, places, groups = due.shape
    for cause in range(causes):
        for p in range(places):
            for g in range(groups):
                if due[cause, p, g] < lightest[g]:
                    continue
                agents = due[cause, p, g] / heaviest[g]
                more = SPAN * (1.0 + 6.0 / np.sqrt(agents) + 6.0 / agents)
                for exposure in range(chance.shape[1]):
                    found[cause, exposure, p, g] = more * chance[cause, exposure, p, g]
    return found


@numba.njit(cache=True, nogil=True)
def _candidates(key, place, community, status, highest):
    """The rows of the living whose draws are low enough to be looked at, and these draws."""
    rows, draws, count = np.empty(place.size, np.uint32), np.empty(place.size, np.uint32), 0
    for i in range(place.size):
        if status[i] >= FIGHTER:
            continue
        limit = highest[exposed(status[i]), place[i], community[i]]
        if limit > 0.0:
            draw = np.uint32(draw_bits(key, np.uint64(i)) >> np.uint64(32))
            if draw < limit:
                rows[count] = i
                draws[count] = draw
                count += 1
    return rows[:count], draws[:count]
