"""What a user writes to civilians: checked, carried out for many at once, and counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from marosim.civilians.kernel import NOWHERE
from marosim.core.row_agent import Edit
from marosim.situation import (
    ABROAD,
    BY_HAND,
    DEAD,
    DISPLACED,
    FIGHTER,
    HOME,
    SHELTERED,
    STATUS_NAMES,
    UNDER_WAY,
)

if TYPE_CHECKING:
    from marosim.civilians.population import Civilians

WRITABLE = ("place", "destination", "status", "fear")
Rows = NDArray[np.int64]


class ByHand:
    """Changes to civilians by a user's hand; ``put`` is the only way in."""

    def __init__(self, civilians: Civilians) -> None:
        self.civilians = civilians
        shape = civilians.dead_direct.shape
        self.killed = np.zeros(shape)  # since the last reckoning, persons [P, G]

    def put(self, rows: Rows, name: str, value: Any) -> None:
        """Write one attribute of the civilians in these rows; nothing changes if it is refused.

        ``place`` and ``destination`` are names or indices, ``status`` a name, ``fear`` 0 to 1.
        A person who is put elsewhere is at home, displaced or abroad there; one who is given a
        destination sets out; one who becomes a fighter is a recruit of the next day; who dies
        is counted where they were. Raises ValueError for what cannot be.
        """
        everyone = self.civilians
        stored = self._stored(name, value)
        rows = rows[getattr(everyone, name)[rows] != stored]
        if not len(rows):
            return
        fixed = np.isin(everyone.status[rows], (FIGHTER, DEAD))
        if fixed.any():
            who = int(rows[fixed][0])
            raise ValueError(
                f"civilian {who} is {STATUS_NAMES[everyone.status[who]]} and cannot be changed; "
                "select those who are not"
            )
        if name == "fear":
            everyone.fear[rows] = stored
        else:
            getattr(self, f"_{name}")(rows, stored)
            with everyone.model.situation.let_in("civilians"):
                everyone.count_people()
        named = f"civilian {rows[0]}" if len(rows) == 1 else f"{len(rows)} civilians"
        everyone.model.edits.append(Edit(everyone.model.day, named, f"{name} = {value}"))

    def _stored(self, name: str, value: Any) -> int:
        if name in ("place", "destination"):
            return self.civilians.model.geography.number(value)
        if name == "status":
            if value not in STATUS_NAMES:
                raise ValueError(f"no status {value!r}; expected one of {', '.join(STATUS_NAMES)}")
            return STATUS_NAMES.index(value)
        if not (isinstance(value, (int, float, np.number)) and 0.0 <= value <= 1.0):
            raise ValueError(f"fear={value!r}; expected a number from 0 to 1")
        return round(float(value) * 255)

    def _place(self, rows: Rows, place: int) -> None:
        everyone = self.civilians
        way = everyone.status[rows] == UNDER_WAY
        travelling, settled = rows[way], rows[~way]
        onward = travelling[everyone.destination[travelling] != place]
        self._check_way(np.full(len(onward), place), everyone.destination[onward], onward)
        everyone.place[rows] = place
        self._send(onward)
        self._settle(np.concatenate([settled, np.setdiff1d(travelling, onward)]))

    def _destination(self, rows: Rows, goal: int) -> None:
        everyone = self.civilians
        leaving = rows[everyone.place[rows] != goal]
        self._check_way(everyone.place[leaving], np.full(len(leaving), goal), leaving)
        everyone.destination[rows] = goal
        everyone.status[leaving] = UNDER_WAY
        self._send(leaving)
        self._settle(np.setdiff1d(rows, leaving))

    def _status(self, rows: Rows, status: int) -> None:
        everyone, here = self.civilians, self.civilians.place[rows]
        inside = everyone.model.geography.inside[here]
        at_home = here == everyone.home[rows]
        where_possible: dict[int, Any] = {
            HOME: at_home,
            DISPLACED: inside & ~at_home,
            SHELTERED: inside,
            ABROAD: ~inside & ~at_home,
            UNDER_WAY: np.zeros(len(rows), dtype=bool),  # for whoever is not there already
        }
        possible = where_possible.get(status, np.ones(len(rows), dtype=bool))
        if not possible.all():
            who = int(rows[~possible][0])
            where = everyone.model.geography.names[everyone.place[who]]
            hint = "; set a destination" if status == UNDER_WAY else ""
            raise ValueError(
                f"civilian {who} cannot be {STATUS_NAMES[status]!r} at {where}, whose home is "
                f"{everyone.model.geography.names[everyone.home[who]]}{hint}"
            )
        everyone.status[rows] = status
        everyone.destination[rows] = everyone.place[rows]
        everyone.remaining[rows] = 0
        where_who, persons = (here, everyone.community[rows]), everyone.persons[rows]
        if status == FIGHTER:
            np.add.at(everyone.joined, where_who, persons)
            now = everyone.model.situation
            with now.let_in("civilians"):
                np.add.at(now.recruits, where_who, persons)
        elif status == DEAD:
            np.add.at(everyone.dead_direct, where_who, persons)
            np.add.at(self.killed, where_who, persons)

    def _check_way(self, start: Rows, goal: Rows, rows: Rows) -> None:
        map_ = self.civilians.model.geography
        closed = map_.next_place[start, goal] == NOWHERE
        if closed.any():
            one, other = map_.names[start[closed][0]], map_.names[goal[closed][0]]
            raise ValueError(f"civilian {rows[closed][0]}: no way leads from {one} to {other}")

    def _send(self, rows: Rows) -> None:
        everyone = self.civilians
        everyone.remaining[rows] = everyone.model.geography.leg_km[
            everyone.place[rows], everyone.destination[rows]
        ]

    def _settle(self, rows: Rows) -> None:
        """Let people be where they are, with the status that goes with it."""
        everyone, here = self.civilians, self.civilians.place[rows]
        inside = everyone.model.geography.inside[here]
        stays = (everyone.status[rows] == SHELTERED) & inside
        away = np.where(inside, np.where(stays, SHELTERED, DISPLACED), ABROAD)
        everyone.status[rows] = np.where((here == everyone.home[rows]) & ~stays, HOME, away)
        everyone.destination[rows] = here
        everyone.remaining[rows] = 0

    def reckon(self) -> None:
        """Count those who died by hand among today's dead, and begin anew."""
        self.civilians.model.situation.deaths_today[BY_HAND] = self.killed
        self.killed[:] = 0.0
