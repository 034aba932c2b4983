"""The chances that hold today, by place and community, as 32-bit thresholds for the kernel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from marosim.civilians.destinations import Destinations

FEAR_LEVELS = 32
ATTACHMENT_LEVELS = 8
FLIGHT_TABLES = (
    *("fear_now", "fear_fading", "flee_level", "flee_scale", "shelter", "leave_shelter"),
    *("return_home", "calm"),
)


def threshold(chance: ArrayLike) -> NDArray[np.uint32]:
    """A chance in [0, 1] as the 32-bit number below which a draw means yes."""
    return np.minimum(
        np.asarray(chance, dtype=np.float64).clip(0.0, 1.0) * 2.0**32, 2.0**32 - 1
    ).astype(np.uint32)


@dataclass
class DayTables:
    """Inputs of one day's pass; P places, G communities.

    ``fear_now`` [P, G] byte; ``fear_fading`` [256] byte to byte; ``death_direct`` and
    ``death_total`` [3, P, G] by exposure (open, refuge, road); ``flee_level`` [32, 8, 2] by
    fear, attachment and whether displaced; ``flee_scale`` [P, G] in 1/256; ``shelter``
    [P, G]; ``leave_shelter`` [P]; ``return_home`` [P, G] by home; ``calm`` byte of fear
    below which people return; ``join_pressure`` [P, G] byte; ``join_rate`` scalar;
    ``where`` the choice of a destination.
    """

    fear_now: NDArray[np.uint8]
    fear_fading: NDArray[np.uint8]
    death_direct: NDArray[np.uint32]
    death_total: NDArray[np.uint32]
    flee_level: NDArray[np.uint32]
    flee_scale: NDArray[np.uint16]
    shelter: NDArray[np.uint32]
    leave_shelter: NDArray[np.uint32]
    return_home: NDArray[np.uint32]
    calm: np.uint8
    join_pressure: NDArray[np.uint8]
    join_rate: np.uint32
    where: Destinations

    @classmethod
    def neutral(cls, places: int, groups: int) -> DayTables:
        """A day on which nothing happens to anybody."""
        return cls(
            fear_now=np.zeros((places, groups), np.uint8),
            fear_fading=np.arange(256, dtype=np.uint8),
            death_direct=np.zeros((3, places, groups), np.uint32),
            death_total=np.zeros((3, places, groups), np.uint32),
            flee_level=np.zeros((FEAR_LEVELS, ATTACHMENT_LEVELS, 2), np.uint32),
            flee_scale=np.full((places, groups), 256, np.uint16),
            shelter=np.zeros((places, groups), np.uint32),
            leave_shelter=np.zeros(places, np.uint32),
            return_home=np.zeros((places, groups), np.uint32),
            calm=np.uint8(0),
            join_pressure=np.zeros((places, groups), np.uint8),
            join_rate=np.uint32(0),
            where=Destinations.nowhere(places, groups),
        )

    def arrays(self, thread: int) -> tuple[object, ...]:
        """All tables, in the order that the kernel takes them, for one of its threads."""
        return (
            self.fear_now, self.fear_fading, self.death_direct, self.death_total,
            self.flee_level, self.flee_scale, self.shelter, self.leave_shelter,
            self.return_home, self.calm, self.join_pressure, self.join_rate,
            *self.where.arrays(thread),
        )  # fmt: skip
