"""Where those who leave a place head for: cumulative weights, made when somebody leaves there.

Hardly any place loses people on a given day, so that a row is made only for the places and
communities that need one. It is the same sum in the same order as for all places at once.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numba
import numpy as np
from numpy.typing import NDArray

ROWS_KEPT = 256  # then all are forgotten: what a day asks for again is quickly made again
NOBODY: NDArray[np.int64] = np.zeros(0, np.int64)


@numba.njit(nogil=True, cache=True)
def choose(cumulative, draw):
    """The first index whose cumulative 32-bit weight exceeds the draw; -1 if none does."""
    low, high = 0, cumulative.shape[0]
    while low < high:
        middle = (low + high) >> 1
        if cumulative[middle] > draw:
            high = middle
        else:
            low = middle + 1
    return low if low < cumulative.shape[0] else -1


@numba.njit(nogil=True, cache=True)
def cumulate(weights, pull, sent_from, sent_to, row):
    """Fill ``row`` with the cumulative 32-bit weights of one place and community."""
    count = row.shape[0]
    found = np.empty(count)
    for q in range(count):
        found[q] = weights[q] * pull[q]
    for k in range(sent_from.shape[0]):
        found[sent_to[k]] += found[sent_from[k]]
        found[sent_from[k]] = 0.0
    total = 0.0
    for q in range(count):
        total += found[q]
        found[q] = total
    for q in range(count):
        row[q] = np.uint32(found[q] / total * 4294967295.0) if total > 0.0 else 0


@numba.njit(nogil=True, cache=True)
def headed(place, group, draw, weights, pull, sent_from, sent_to, slot, rows, used):
    """The place that a draw chooses for somebody who leaves ``place``; -1 if there is none."""
    kept = slot[group, place]
    if kept < 0:
        if used[0] == rows.shape[0]:
            slot[:] = -1
            used[0] = 0
        kept = used[0]
        used[0] += 1
        slot[group, place] = kept
        cumulate(weights[place], pull[group], sent_from, sent_to, rows[kept])
    return choose(rows[kept], draw)


@dataclass
class Destinations:
    """Today's weights of destinations; P places, G communities.

    ``weights`` [P, P] by start and destination, ``pull`` [G, P] of destinations; their
    product is what counts. Those who chose ``sent_from[k]`` are sent on to ``sent_to[k]``.
    """

    weights: NDArray[np.float64]
    pull: NDArray[np.float64]
    sent_from: NDArray[np.int64] = field(default_factory=NOBODY.copy)
    sent_to: NDArray[np.int64] = field(default_factory=NOBODY.copy)

    def __post_init__(self) -> None:
        self._kept: dict[int, tuple[NDArray[np.generic], ...]] = {}

    @classmethod
    def nowhere(cls, places: int, groups: int) -> Destinations:
        """Nobody chooses any place."""
        return cls(np.zeros((places, places)), np.zeros((groups, places)))

    def __getitem__(self, key: tuple[int, int]) -> NDArray[np.uint32]:
        """Cumulative 32-bit weights of destinations for a community at a place, [P]."""
        group, place = key
        row = np.empty(len(self.weights), np.uint32)
        cumulate(self.weights[place], self.pull[group], self.sent_from, self.sent_to, row)
        return row

    def arrays(self, thread: int) -> tuple[NDArray[np.generic], ...]:
        """What :func:`headed` takes after the draw; each thread keeps rows of its own."""
        if thread not in self._kept:
            groups, places = self.pull.shape
            self._kept[thread] = (
                np.full((groups, places), -1, np.int64),
                np.empty((min(ROWS_KEPT, groups * places), places), np.uint32),
                np.zeros(1, np.int64),
            )
        return (self.weights, self.pull, self.sent_from, self.sent_to, *self._kept[thread])
