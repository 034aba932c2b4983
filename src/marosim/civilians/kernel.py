"""One compiled pass over all civilians a day. The rule in words is ``civilian.Civilian.step``.

All chances come as 32-bit thresholds computed beforehand by place and community, so that
the pass does only integer work: it is fast, and equal bit for bit to the readable rule.
``sieve.live`` finds the rows to which it is applied; applied to all rows it gives the same.
"""

from __future__ import annotations

import numba
import numpy as np

from marosim.civilians.destinations import headed
from marosim.randomness import draw_bits
from marosim.situation import Exposure, Status

OPEN, REFUGE, ROAD = int(Exposure.OPEN), int(Exposure.REFUGE), int(Exposure.ROAD)
UNDER_WAY, SHELTERED = int(Status.UNDER_WAY), int(Status.SHELTERED)
CERTAIN = np.uint32(0xFFFFFFFF)
NOWHERE = np.uint16(65535)


@numba.njit(inline="always")
def exposed(status):
    """Where harm reaches people of a status, as :class:`Exposure` counts."""
    if status == UNDER_WAY:
        return ROAD
    return REFUGE if status == SHELTERED else OPEN


@numba.njit(nogil=True, cache=True)
def advance(
    rows, count, felt,
    key_death, key_flee, key_where, key_shelter, key_return, key_join,
    place, home, destination, remaining, community, status, fear, attachment, disposition, means,
    persons,
    fear_now, fear_fading, death_direct, death_total,
    flee_level, flee_scale, shelter, leave_shelter, return_home, calm,
    join_pressure, join_rate,
    weights, pull, sent_from, sent_to, slot, kept, used,
    next_place, leg_km, abroad, speed,
    people, killed, perished, joined, left, came_home,
):  # fmt: skip
    """Advance the civilians in the first ``count`` of ``rows``, adding to the last line.

    All counts are of ``persons``, whole, for whom each stands. ``people`` gains who came into a
    place and state and loses who left it, so that it holds the day's changes. ``felt`` says that
    their fear is today's already.
    """
    low32 = np.uint64(32)
    for k in range(count):
        i = rows[k]
        state = status[i]
        if state >= 5:
            continue
        p = place[i]
        g = community[i]
        dread = fear[i]
        if not felt:
            dread = max(fear_fading[dread], fear_now[p, g])
            fear[i] = dread
        many = np.int64(persons[i])
        people[p, g, state] -= many
        agent = np.uint64(i)

        exposure = exposed(state)
        threshold = death_total[exposure, p, g]
        if threshold > 0:
            draw = np.uint32(draw_bits(key_death, agent) >> low32)
            if draw < threshold:
                status[i] = 6
                if draw < death_direct[exposure, p, g]:
                    killed[exposure, p, g] += many
                else:
                    perished[p, g] += many
                continue

        if state == 2:
            target = destination[i]
            budget = speed[means[i]]
            while True:
                onward = next_place[p, target]
                if onward == NOWHERE:
                    target = p
                    break
                togo = remaining[i]
                if togo > budget:
                    remaining[i] = togo - budget
                    break
                budget -= togo
                p = onward
                if p == target:
                    break
                remaining[i] = leg_km[p, target]
            place[i] = p
            if p == target:
                remaining[i] = 0
                if p == home[i]:
                    state = 0
                    came_home[p, g] += many
                elif abroad[p]:
                    state = 4
                else:
                    state = 1
                status[i] = state
            people[p, g, state] += many
            continue

        if state == 3:
            threshold = leave_shelter[p]
            if threshold > 0 and np.uint32(draw_bits(key_shelter, agent) >> low32) < threshold:
                state = 0 if p == home[i] else 1
                status[i] = state
            people[p, g, state] += many
            continue

        pressure = join_pressure[p, g]
        if (
            pressure > 0
            and state <= 1
            and disposition[i] < pressure
            and np.uint32(draw_bits(key_join, agent) >> low32) < join_rate
        ):
            status[i] = 5
            joined[p, g] += many
            continue

        threshold = shelter[p, g]
        if (
            threshold > 0
            and state <= 1
            and np.uint32(draw_bits(key_shelter, agent) >> low32) < threshold
        ):
            status[i] = 3
            people[p, g, 3] += many
            continue

        settled = 0 if state == 0 else 1
        level = np.uint64(flee_level[dread >> 3, attachment[i] >> 5, settled])
        limit = (level * np.uint64(flee_scale[p, g])) >> np.uint64(8)
        if limit > 0 and (draw_bits(key_flee, agent) >> low32) < limit:
            draw = np.uint32(draw_bits(key_where, agent) >> low32)
            chosen = headed(p, g, draw, weights, pull, sent_from, sent_to, slot, kept, used)
            if chosen >= 0 and next_place[p, chosen] != NOWHERE:
                destination[i] = chosen
                remaining[i] = leg_km[p, chosen]
                state = 2
                status[i] = 2
                left[p, g] += many
                people[p, g, 2] += many
                continue

        if state != 0 and dread < calm:
            threshold = return_home[home[i], g]
            if threshold > 0 and np.uint32(draw_bits(key_return, agent) >> low32) < threshold:
                if p == home[i]:
                    state = 0
                    status[i] = 0
                elif next_place[p, home[i]] != NOWHERE:
                    destination[i] = home[i]
                    remaining[i] = leg_km[p, home[i]]
                    state = 2
                    status[i] = 2
        people[p, g, state] += many
