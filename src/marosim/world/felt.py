"""What is felt at places of what happens at others: sums over places in a fixed order.

A library for matrices may add in another order on another machine, or with other threads.
These sums run over places in their order in the case, whatever the machine, and pass over
places where nothing happens.
"""

from __future__ import annotations

from collections.abc import Sequence

import numba
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@numba.njit(cache=True, nogil=True)
def _felt_near(near: Floats, happening: Floats, found: Floats) -> None:
    for place in range(near.shape[0]):
        for k in range(happening.shape[0]):
            what = happening[k, place]
            if what != 0.0:
                for other in range(near.shape[1]):
                    found[k, other] += near[place, other] * what


@numba.njit(cache=True, nogil=True)
def _unknown(known: NDArray[np.bool_], happening: Floats) -> NDArray[np.int64]:
    found = np.empty(len(known), np.int64)
    count = 0
    for place in range(len(known)):
        if not known[place]:
            for k in range(happening.shape[0]):
                if happening[k, place] != 0.0:
                    found[count] = place
                    count += 1
                    break
    return found[:count]


@numba.njit(cache=True, nogil=True)
def _felt_next_door(
    first: NDArray[np.int64],
    others: NDArray[np.int64],
    share: Floats,
    happening: Floats,
    found: Floats,
) -> None:
    for place in range(first.shape[0] - 1):
        for k in range(happening.shape[0]):
            for j in range(first[place], first[place + 1]):
                found[k, place] += happening[k, others[j]]
            found[k, place] *= share[place]


class Near:
    """What happens at a place, felt at others by exp(-distance / reach) along routes.

    ``distance_km`` [P, P]. The weights of a place are kept from when something first happens
    there, since on a large map nothing happens at most places. Without ``itself``, a place
    does not feel what happens there.
    """

    def __init__(self, distance_km: Floats, reach_km: float, *, itself: bool) -> None:
        self.distance_km = distance_km
        self.reach_km = reach_km
        self.itself = itself
        self._weights = np.empty_like(distance_km)
        self._known = np.zeros(len(distance_km), dtype=bool)
        self._unknown = len(distance_km)
        self._within = np.full(len(distance_km), np.nan)

    def of(self, happening: Floats) -> Floats:
        """What each place feels, of the shape of what is happening: [P] or [K, P]."""
        rows = np.array(happening, dtype=np.float64, order="C", ndmin=2)
        if self._unknown:
            for place in _unknown(self._known, rows):
                self.weights(int(place))
        found = np.zeros(rows.shape)
        _felt_near(self._weights, rows, found)
        return found.reshape(happening.shape)

    def holds(self, distance_km: Floats, reach_km: float) -> bool:
        """Whether it was made from these distances (the very array) and this reach."""
        return self.distance_km is distance_km and self.reach_km == reach_km

    def weights(self, place: int) -> Floats:
        """How far every place feels what happens at one, [P] in 0..1."""
        if not self._known[place]:
            with np.errstate(over="ignore"):  # a reach of next to nothing
                self._weights[place] = np.exp(-self.distance_km[place] / self.reach_km)
            if not self.itself:
                self._weights[place, place] = 0.0
            self._known[place] = True
            self._unknown -= 1
        found: Floats = self._weights[place]
        return found

    def within(self, places: NDArray[np.int64], inside: NDArray[np.bool_]) -> Floats:
        """What one of something at each of these places amounts to inside the country."""
        for place in places[np.isnan(self._within[places])]:
            self._within[place] = self.weights(int(place))[inside].sum()
        found: Floats = self._within[places]
        return found

    def total(self) -> Floats:
        """What each place would feel if one of something happened at every place, [P]."""
        every = Near(self.distance_km, self.reach_km, itself=self.itself)  # and forgotten after
        return every.of(np.ones(len(self.distance_km)))


class NextDoor:
    """What happens at neighbours, felt at each place by ``share`` [P] of their sum."""

    def __init__(self, neighbours: Sequence[NDArray[np.int64]], share: Floats) -> None:
        self.first = np.cumsum([0, *(len(others) for others in neighbours)])
        self.others = np.concatenate([*neighbours, np.zeros(0, np.int64)]).astype(np.int64)
        self.share = share

    def of(self, happening: Floats) -> Floats:
        """What each place feels, of the shape of what is happening: [P] or [K, P]."""
        rows = np.array(happening, dtype=np.float64, order="C", ndmin=2)
        found = np.zeros(rows.shape)
        _felt_next_door(self.first, self.others, self.share, rows, found)
        return found.reshape(happening.shape)


def mean_next_door(neighbours: Sequence[NDArray[np.int64]]) -> NextDoor:
    """Each place feels the mean over its neighbours."""
    return NextDoor(neighbours, np.array([1.0 / max(len(others), 1) for others in neighbours]))
