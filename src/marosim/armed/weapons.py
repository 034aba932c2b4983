"""Weapons of armed organisations: where they came from, who carries them, where they end."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from marosim.core.declaring import Declaring
from marosim.core.field import field
from marosim.core.state import offered_by

CAME = ("first", "supplied", "captured", "moved_in")


class Weapons(Declaring):
    """The firearms of one organisation. One arms one fighter; what is more lies in caches.

    ``held`` = first + supplied + captured + moved in - lost - seized - surrendered, always.
    ``first`` came with the organisation; ``lost`` are those of its dead that it did not take up
    again, among them what its enemies ``captured``; peacekeepers ``seized`` those of whom they
    killed; ``surrendered`` were handed in. Weapons ``moved_in`` with fighters of another
    organisation, or out with those who left (then negative). They are counted and change nothing
    else: how well an organisation fights is in its quality.
    """

    held: float = field("armed", "carried or in caches", "weapons")
    first: float = field("armed", "came with the organisation", "weapons")
    supplied: float = field("armed", "supplied so far", "weapons")
    captured: float = field("armed", "taken from dead enemies so far", "weapons")
    moved_in: float = field("armed", "came with fighters from elsewhere so far; negative if more "
                            "went", "weapons", low=None)  # fmt: skip
    lost: float = field("armed", "of its dead, not taken up again so far", "weapons")
    seized: float = field("armed", "taken by peacekeepers so far", "weapons")
    surrendered: float = field("armed", "handed in so far", "weapons")

    @property
    def state(self) -> Weapons:
        """Itself: what its own methods write to."""
        return self

    @offered_by("armed")
    def book(self, **flows: float) -> None:
        """Add weapons to the flows that are named, and to what is held."""
        for name, count in flows.items():
            setattr(self, name, getattr(self, name) + float(count))
            self.held += float(count) if name in CAME else -float(count)

    def share_armed(self, fighters: float) -> float:
        """Share (0..1) of the organisation's fighters, so many in all, who carry a weapon."""
        return min(1.0, self.held / fighters) if fighters > 0 else 0.0


def take_up(
    one: Weapons,
    other: Weapons,
    fallen: tuple[NDArray[np.float64], NDArray[np.float64]],
    stronger: NDArray[np.bool_],
    share: float,
) -> None:
    """After battle, the side that is stronger at a place takes up a share of what lies there.

    ``fallen`` are the weapons of the dead of both sides by place, ``stronger`` says where the
    first is. What nobody takes up is lost.
    """
    for side, own, enemy, here in (
        (one, fallen[0], fallen[1], stronger),
        (other, fallen[1], fallen[0], ~stronger),
    ):
        again = share * own[here].sum()
        side.book(lost=own.sum() - again, captured=share * enemy[here].sum())
