"""One civilian: a light handle on a row of the columns, and the daily rule in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from marosim.civilians.by_hand import WRITABLE
from marosim.civilians.destinations import choose
from marosim.civilians.kernel import NOWHERE
from marosim.randomness import day_key, draw_bits_plain
from marosim.situation import (
    ABROAD,
    DEAD,
    DISPLACED,
    FIGHTER,
    HOME,
    OPEN,
    REFUGE,
    ROAD,
    SHELTERED,
    STATUS_NAMES,
    UNDER_WAY,
)
from marosim.terms import Exposure

if TYPE_CHECKING:
    from marosim.civilians.population import Civilians


READABLE = ("place", "home", "destination", "community", "status", "fear", "attachment")


def unknown(name: str, civilians: Civilians | None) -> str:
    """That there is no such attribute, and which ones there are."""
    own = list(civilians.own_columns) if civilians is not None else []
    return f"civilians have no {name!r}; expected {', '.join([*READABLE, *own])} or unique_id"


class Civilian(mesa.Agent):
    """A person (or the people one agent stands for), made when somebody asks for one.

    ``unique_id`` is the row, which never changes in a run. Handles are not registered with
    the model: millions of them would cost more than the run. ``place``, ``destination``,
    ``status`` and ``fear`` may be written; so may attributes of a user's own, once
    ``civilians.add_column`` has given them to everybody.
    """

    def __init__(self, civilians: Civilians, row: int) -> None:
        # not calling the parent's constructor is what keeps the handle unregistered
        held = self.__dict__
        held["civilians"], held["model"] = civilians, civilians.model
        held["row"] = held["unique_id"] = row
        held["pos"] = held["current_action"] = None  # what Mesa's releases look for

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Civilian):
            return NotImplemented
        return other.row == self.row and other.civilians is self.civilians

    def __hash__(self) -> int:
        return hash((id(self.civilians), self.row))

    def __getattr__(self, name: str) -> Any:
        own = self.__dict__.get("civilians")
        if own is not None and name in own.own_columns:
            return own.own_columns[name][[self.row]].tolist()[0]
        raise AttributeError(unknown(name, own))

    def __setattr__(self, name: str, value: Any) -> None:
        if name in WRITABLE or name in self.civilians.own_columns:
            self.civilians.put(np.array([self.row]), name, value)
        elif hasattr(type(self), name) or name in self.__dict__:
            raise AttributeError(f"{self}: {name} is given and cannot be changed")
        else:
            raise AttributeError(
                f"{unknown(name, self.civilians)}; model.civilians.add_column({name!r}, {value!r}) "
                "gives everybody one"
            )

    @property
    def place(self) -> str:
        """Where the person is, or the last place passed on the way."""
        return self._name(self.civilians.place[self.row])

    @property
    def home(self) -> str:
        """Where the person lived at the start."""
        return self._name(self.civilians.home[self.row])

    @property
    def destination(self) -> str:
        """Where the person is heading; their own place when not under way."""
        return self._name(self.civilians.destination[self.row])

    @property
    def community(self) -> str:
        """The community's name."""
        names = self.civilians.model.geography.communities
        return str(names[self.civilians.community[self.row]])

    @property
    def status(self) -> str:
        """home, displaced, under way, sheltered, abroad, fighter or dead."""
        return str(STATUS_NAMES[self.civilians.status[self.row]])

    @property
    def fear(self) -> float:
        """Fear, 0 to 1."""
        return float(self.civilians.fear[self.row]) / 255

    @property
    def attachment(self) -> float:
        """Attachment to home, 0 to 1, drawn once for each person."""
        return float(self.civilians.attachment[self.row]) / 255

    @property
    def persons(self) -> int:
        """People for whom this agent stands."""
        return int(self.civilians.persons[self.row])

    def remove(self) -> None:
        """Civilians are never removed: the dead keep their row."""
        raise TypeError("a civilian cannot be removed; people die only by resolved harm")

    def _name(self, place: int) -> str:
        return str(self.civilians.model.geography.names[int(place)])

    def story(self) -> str:
        """What this person has gone through, in one sentence."""
        text = f"Lived in {self.home}; now {self.status}"
        if self.status == "under way":
            return f"{text} from {self.place} to {self.destination}."
        return f"{text}, at {self.place}." if self.place != self.home else f"{text}."

    def __repr__(self) -> str:
        return f"Civilian({self.row}: {self.status} at {self.place}, home {self.home})"

    def step(self, day: int | None = None) -> int:  # type: ignore[override]
        """What one day does to this person: the rule that the compiled pass must equal.

        ``day`` is the model's day unless given. Returns
        the exposure under which the person was killed (open, refuge, road), or -1.
        """
        everyone, row = self.civilians, self.row
        day = everyone.model.day if day is None else day
        today, map_ = everyone.tables, everyone.model.geography
        state = int(everyone.status[row])
        if state in (FIGHTER, DEAD):
            return -1
        here, group = int(everyone.place[row]), int(everyone.community[row])

        dread = max(int(today.fear_fading[everyone.fear[row]]), int(today.fear_now[here, group]))
        everyone.fear[row] = dread

        exposed: dict[int, Exposure] = {UNDER_WAY: ROAD, SHELTERED: REFUGE}
        exposure = exposed.get(state, OPEN)
        deadly = today.death_total[exposure, here, group]
        if deadly and self._draw("death", day) < deadly:
            everyone.status[row] = DEAD
            return exposure
        if state == UNDER_WAY:
            self._travel()
            return -1
        if state == SHELTERED:
            if self._draw("shelter", day) < today.leave_shelter[here]:
                everyone.status[row] = HOME if here == everyone.home[row] else DISPLACED
            return -1
        if state in (HOME, DISPLACED):
            if (
                everyone.disposition[row] < today.join_pressure[here, group]
                and self._draw("join", day) < today.join_rate
            ):
                everyone.status[row] = FIGHTER
                return -1
            if self._draw("shelter", day) < today.shelter[here, group]:
                everyone.status[row] = SHELTERED
                return -1

        settled = 0 if state == HOME else 1
        level = int(today.flee_level[dread >> 3, everyone.attachment[row] >> 5, settled])
        if self._draw("flee", day) < (level * int(today.flee_scale[here, group])) >> 8:
            chosen = choose(today.where[group, here], self._draw("where", day))
            if chosen >= 0 and map_.next_place[here, chosen] != NOWHERE:
                self._set_out(here, chosen)
                return -1
        if (
            state != HOME
            and dread < today.calm
            and self._draw("return", day) < today.return_home[everyone.home[row], group]
        ):
            lived = int(everyone.home[row])
            if here == lived:
                everyone.status[row] = HOME
            elif map_.next_place[here, lived] != NOWHERE:
                self._set_out(here, lived)
        return -1

    def _draw(self, purpose: str, day: int) -> int:
        key = day_key(self.civilians.model.draws.seed, f"civilians.{purpose}", day)
        return draw_bits_plain(int(key), self.row) >> 32

    def _set_out(self, here: int, chosen: int) -> None:
        everyone, map_ = self.civilians, self.civilians.model.geography
        everyone.destination[self.row] = chosen
        everyone.remaining[self.row] = map_.leg_km[here, chosen]
        everyone.status[self.row] = UNDER_WAY

    def _travel(self) -> None:
        everyone, map_, row = self.civilians, self.civilians.model.geography, self.row
        here, target = int(everyone.place[row]), int(everyone.destination[row])
        budget = int(everyone.speed_today()[everyone.means[row]])
        while here != target:
            onward = int(map_.next_place[here, target])
            if onward == NOWHERE:  # the way is closed: stay where the road ends
                target = here
                break
            togo = int(everyone.remaining[row])
            if togo > budget:
                everyone.remaining[row] = togo - budget
                break
            budget -= togo
            here = onward
            everyone.remaining[row] = map_.leg_km[here, target] if here != target else 0
        everyone.place[row] = here
        if here == target:
            everyone.remaining[row] = 0
            arrived_home = here == everyone.home[row]
            settled = DISPLACED if map_.inside[here] else ABROAD
            everyone.status[row] = HOME if arrived_home else settled
