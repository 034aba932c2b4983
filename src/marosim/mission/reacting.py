"""What a unit of the mission knows when an attack within its reach calls for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from marosim.situation import Floats

if TYPE_CHECKING:
    from marosim.mission.units import PeacekeeperUnit


@dataclass(frozen=True)
class Call:
    """Places under attack that this unit knows of and can reach, one entry of each array a place.

    ``days`` is its drive, ``force`` the credible troops of the whole mission within reach. The
    unit would go where ``mood`` (chance of its contingent, new every few days) lies below
    ``ready``: what the way, its strength, its mandate and its contingent's will make of it.
    """

    day: int
    places: NDArray[np.int64]
    days: Floats
    force: Floats
    mood: Floats
    ready: Floats


def shares_sent(unit: PeacekeeperUnit, call: Call) -> Floats:
    """What a unit decides to send, checked: a share (0..1) of its strength for each place."""
    given = np.asarray(unit.react(call), dtype=float)
    try:
        share = np.broadcast_to(given, call.places.shape)
        sound = bool(((share >= 0) & (share <= 1)).all())
    except ValueError:
        sound = False
    if not sound:
        raise ValueError(
            f"{unit}: react() gave {given.tolist()}; expected a share from 0 to 1 for each of "
            f"{len(call.places)} places, or one for all"
        )
    return share
