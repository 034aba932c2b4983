"""Which agents die for those who were counted dead: as many as stand for them, and no more.

Agents at risk are drawn one after the other, each the sooner the more harm it was exposed to. An
agent dies if the persons for whom it stands are due; once the next stands for more, the rest is
carried on. So nobody is taken who has not been counted, however few agents there are.
"""

from __future__ import annotations

import numba
import numpy as np

from marosim.randomness import draw_bits
from marosim.situation import Exposure, Status

OPEN, REFUGE, ROAD = int(Exposure.OPEN), int(Exposure.REFUGE), int(Exposure.ROAD)
UNDER_WAY, SHELTERED, FIGHTER = (
    int(Status.UNDER_WAY), int(Status.SHELTERED), int(Status.FIGHTER)
)  # fmt: skip
LAST = np.int64(0xFFFFFFFF)


@numba.njit(cache=True, nogil=True)
def take(
    key, place, community, status, persons, lightest, due, chance, death_direct, death_total
):  # fmt: skip
    """Write the draws below which agents die today into ``death_direct`` and ``death_total``.

    ``due`` [2, P, G] persons, direct and of hardship; ``chance`` [2, 3, P, G] of dying today by
    exposure, such that ``due`` are expected; ``lightest`` [G] the fewest persons for whom an
    agent of a community stands; both tables [3, P, G], written whole.
    """
    death_direct[:] = 0
    death_total[:] = 0
    places, groups = due.shape[1:]
    wanted = np.zeros((places, groups), np.bool_)
    anybody = False
    for p in range(places):
        for g in range(groups):
            wanted[p, g] = max(due[0, p, g], due[1, p, g]) >= lightest[g]
            anybody |= wanted[p, g]
    if not anybody:
        return
    count = 0
    rows = np.empty(place.size, np.uint32)
    for i in range(place.size):
        if wanted[place[i], community[i]] and status[i] < FIGHTER:
            rows[count] = i
            count += 1
    dead = np.zeros(count, np.bool_)
    heaviest = np.zeros((places, groups))
    for k in range(count):
        p, g = place[rows[k]], community[rows[k]]
        heaviest[p, g] = max(heaviest[p, g], persons[rows[k]])
    for cause in range(2):
        turn, candidates, found = np.empty(count), np.empty(count, np.int64), 0
        for k in range(count):
            i = rows[k]
            p, g = place[i], community[i]
            risk = chance[cause, _exposure(status[i]), p, g]
            if dead[k] or risk <= 0.0 or due[cause, p, g] < lightest[g]:
                continue
            draw = np.float64(draw_bits(key, np.uint64(i)) >> np.uint64(32))
            draw -= np.float64(death_direct[_exposure(status[i]), p, g])
            agents = due[cause, p, g] / heaviest[p, g]
            turn[found] = draw / (risk * 4294967296.0)
            # in expectation those who are due have come by turn 1; far more are never needed
            if turn[found] < 1.0 + 6.0 / np.sqrt(agents) + 6.0 / agents:
                candidates[found] = k
                found += 1
        left = due[cause].copy()
        for c in np.argsort(turn[:found]):
            k = candidates[c]
            i = rows[k]
            p, g, exposure = place[i], community[i], _exposure(status[i])
            if left[p, g] < persons[i]:
                left[p, g] = -1.0  # whose turn it is stands for too many: the rest waits
                continue
            left[p, g] -= persons[i]
            dead[k] = True
            below = np.int64(draw_bits(key, np.uint64(i)) >> np.uint64(32)) + 1
            below = max(below, np.int64(death_total[exposure, p, g]))
            death_total[exposure, p, g] = np.uint32(min(below, LAST))
        if cause == 0:
            death_direct[:] = death_total


@numba.njit(inline="always")
def _exposure(status):
    if status == UNDER_WAY:
        return ROAD
    return REFUGE if status == SHELTERED else OPEN
