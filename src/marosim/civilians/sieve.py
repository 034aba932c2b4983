"""Finding the few civilians to whom something happens today, with vectors.

On most days nothing happens to most people. Whether anything does depends on their draws and
thresholds alone, so that these are compared first, block by block; only the rows that a draw
strikes, and people under way or in shelters, go through the whole rule of ``kernel.advance``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from marosim.civilians.kernel import advance
from marosim.civilians.loads import const, put
from marosim.civilians.tables import DayTables
from marosim.randomness import GOLDEN, draw_bits, mix

BLOCK = 1024  # rows whose thresholds stay in the nearest cache
PART = 1 << 15  # rows whose columns stay in a cache of half a MiB
SIFTED = ("place", "home", "community", "status", "fear", "attachment", "disposition")
B8, B32, B64 = np.uint8, np.uint32, np.uint64
LOW = np.uint64(0xFFFFFFFF)

Keys = Mapping[str, np.uint64]
Columns = Mapping[str, NDArray[Any]]


@numba.njit(nogil=True)
def pack(fear_now, death_total, flee_scale, shelter, join_pressure):
    """What a place and community needs, in two words: fewer reads a row than five tables."""
    places, groups = fear_now.shape
    chances = np.empty(places * groups, np.uint64)
    levels = np.empty(places * groups, np.uint64)
    for p in range(places):
        for g in range(groups):
            k = p * groups + g
            chances[k] = B64(death_total[0, p, g]) | (B64(shelter[p, g]) << B64(32))
            levels[k] = (
                B64(fear_now[p, g])
                | (B64(join_pressure[p, g]) << B64(8))
                | (B64(flee_scale[p, g]) << B64(16))
            )
    return chances, levels


@numba.njit(nogil=True)
def thresholds(
    first, count, groups, place, community, status, fear, attachment, disposition,
    chances, levels, fear_fading, flee_level, join_rate,
    die, flee, hide, join, struck, dread,
):  # fmt: skip
    """The day's thresholds of a block of rows, 0 where a draw cannot strike.

    Returns whether anybody of the block is settled away from home.
    """
    away = B32(0)
    for j in range(count):
        i = first + j
        state = B32(const(status, i))
        here = B32(const(place, i)) * groups + B32(const(community, i))
        level, chance = const(levels, here), const(chances, here)
        before = B32(const(fear, i))
        now = max(B32(const(fear_fading, before)), B32(level) & B32(255))
        put(dread, j, now if state < B32(5) else before)
        moves = state < B32(2)
        settled = moves | (state == B32(4))
        displaced = B32(1) if state != B32(0) else B32(0)
        kind = ((now >> B32(3)) << B32(4)) | ((B32(const(attachment, i)) >> B32(5)) << B32(1))
        limit = (B64(const(flee_level, kind | displaced)) * (level >> B64(16))) >> B64(8)
        put(flee, j, B32(min(limit, LOW)) if settled else B32(0))
        put(die, j, B32(chance & LOW) if settled else B32(0))
        put(hide, j, B32(chance >> B64(32)) if moves else B32(0))
        willing = moves & (B32(const(disposition, i)) < (B32(level >> B64(8)) & B32(255)))
        put(join, j, join_rate if willing else B32(0))
        put(struck, j, B8((state == B32(2)) | (state == B32(3)) | (settled & (limit > LOW))))
        away |= displaced & B32(settled)
    return away


@numba.njit(nogil=True)
def homeward(
    first, count, groups, home, community, status, dread, return_home, calm, back
):  # fmt: skip
    """The thresholds of going home of a block of rows."""
    for j in range(count):
        i = first + j
        state = const(status, i)
        chance = const(return_home, B32(const(home, i)) * groups + B32(const(community, i)))
        away = ((state == 1) | (state == 4)) & (const(dread, j) < calm)
        put(back, j, chance if away else B32(0))


@numba.njit(nogil=True)
def strike(key, first, count, threshold, struck):
    """Mark the rows of a block that one kind of draw strikes."""
    highest = B32(0)
    for j in range(count):
        highest |= threshold[j]
    if highest == 0:
        return
    for j in range(count):
        if (draw_bits(key, B64(first + j)) >> B64(32)) < threshold[j]:
            struck[j] = 1


@numba.njit(nogil=True)
def strike_twice(key, other_key, first, count, threshold, other_threshold, struck):
    """Mark the rows of a block that one of two kinds strikes, both drawn without a question."""
    agent = B64(first) * GOLDEN
    for j in range(count):
        one = (mix(mix(agent + key) ^ key) >> B64(32)) < threshold[j]
        other = (mix(mix(agent + other_key) ^ other_key) >> B64(32)) < other_threshold[j]
        struck[j] |= B8(one | other)
        agent += GOLDEN


@numba.njit(nogil=True)
def struck_rows(first, count, struck, rows, found):
    """Add the rows of a block that are marked, eight at a time where none is; how many in all."""
    for j in range(count, BLOCK):
        struck[j] = 0
    eights = struck.view(np.uint64)
    for k in range((count + 7) // 8):
        if eights[k] != 0:
            for j in range(8 * k, 8 * k + 8):
                rows[found] = first + j
                found += struck[j]
    return found


@numba.njit(nogil=True, cache=True)
def sift(
    first, last, key_death, key_flee, key_shelter, key_return, key_join,
    place, home, community, status, fear, attachment, disposition,
    fear_now, fear_fading, death_total, flee_level, flee_scale, shelter, return_home, calm,
    join_pressure, join_rate, rows,
):  # fmt: skip
    """Let fear of civilians ``first`` to ``last`` fade, and write the rows to look at closely.

    ``rows`` must have room for all of them and eight more; returns how many it holds.
    """
    chances, levels = pack(fear_now, death_total, flee_scale, shelter, join_pressure)
    groups = B32(fear_now.shape[1])
    die, flee = np.empty(BLOCK, np.uint32), np.empty(BLOCK, np.uint32)
    hide, join = np.empty(BLOCK, np.uint32), np.empty(BLOCK, np.uint32)
    back = np.empty(BLOCK, np.uint32)
    struck, dread = np.empty(BLOCK, np.uint8), np.empty(BLOCK, np.uint8)
    found = np.int64(0)
    for start in range(first, last, BLOCK):
        count = min(BLOCK, last - start)
        away = thresholds(
            start, count, groups, place, community, status, fear, attachment, disposition,
            chances, levels, fear_fading, flee_level, join_rate,
            die, flee, hide, join, struck, dread,
        )  # fmt: skip
        if away:
            homeward(start, count, groups, home, community, status, dread, return_home, calm, back)
            strike(key_return, start, count, back, struck)
        strike(key_shelter, start, count, hide, struck)
        strike(key_join, start, count, join, struck)
        strike_twice(key_death, key_flee, start, count, die, flee, struck)
        for j in range(count):
            fear[start + j] = dread[j]
        found = struck_rows(start, count, struck, rows, found)
    return found


def live(
    first: int,
    last: int,
    keys: Keys,
    columns: Columns,
    tables: DayTables,
    thread: int,
    ways: tuple[Any, ...],
    counts: Sequence[NDArray[np.int64]],
) -> None:
    """Advance civilians ``first`` to ``last``, adding to ``counts`` as the rule does.

    In parts whose columns stay in a near cache between sieve and rule.
    """
    rows = np.empty(PART + 8, np.uint32)
    day = tables.arrays(thread)
    for start in range(first, last, PART):
        found = sift(
            start, min(start + PART, last),
            *(keys[name] for name in ("death", "flee", "shelter", "return", "join")),
            *(columns[name] for name in SIFTED),
            tables.fear_now, tables.fear_fading, tables.death_total, tables.flee_level.ravel(),
            tables.flee_scale, tables.shelter, tables.return_home.ravel(), tables.calm,
            tables.join_pressure, tables.join_rate, rows,
        )  # fmt: skip
        advance(rows, found, True, *keys.values(), *columns.values(), *day, *ways, *counts)
