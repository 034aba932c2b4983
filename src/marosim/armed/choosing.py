"""How armed units choose where to go: what each place promises, and who decides for himself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from marosim.armed.collapse import ground_value
from marosim.core.ratio import ratio
from marosim.core.reasons import Why
from marosim.core.short_axis import added, largest
from marosim.situation import Floats
from marosim.terms import Role
from marosim.world.felt import Near

if TYPE_CHECKING:
    from marosim.armed.operations import OperationSettings
    from marosim.armed.units import ArmedUnit
    from marosim.response_model import ResponseModel

# what a place's score is the sum of, in this order
TERMS = (
    *("ground to win", "own ground", "people to attack", "peacekeepers", "orders"),
    *("nearness of the enemy", "killing set off here", "way", "chance"),
)
WHY = 3  # terms that a unit names as those that decided


@dataclass(frozen=True)
class Choice:
    """What a unit decides on: its place and the neighbours, and what each promises.

    ``places`` are indices, ``days`` the march to each, ``scores`` what each promises in all
    (chance is in it, drawn for this unit, place and day), ``terms`` [T, places] what that is
    the sum of, in the order of ``TERMS``. ``stays`` says that a local militia will not leave its
    home today.
    """

    day: int
    here: int
    places: NDArray[np.int64]
    days: Floats
    scores: Floats
    terms: Floats
    stays: bool

    def why(self, place: int) -> Why:
        """The terms that speak most for (or against) a place, against staying here."""
        there, here = (int(np.flatnonzero(self.places == p)[0]) for p in (place, self.here))
        return weightiest(self.terms[:, there] - self.terms[:, here])


def weightiest(difference: Floats) -> Why:
    """The largest terms of a difference [T] by size, with their size."""
    order = np.argsort(-np.abs(difference), kind="stable")[:WHY]
    return tuple((TERMS[t], float(difference[t])) for t in order if difference[t])


class UnitChoices:
    """The choices of all units that are due on a day, in columns; own classes are asked."""

    def __init__(self, model: ResponseModel, settings: OperationSettings) -> None:
        self.model = model
        self.settings = settings
        self.value = ground_value(model.geography)
        self.value[model.geography.capital] += 0.6
        self.near: Near | None = None
        self.refresh()

    def refresh(self) -> None:
        """Find the neighbours of every place after a route has opened or closed."""
        map_ = self.model.geography
        near = [np.append(n, i) for i, n in enumerate(map_.neighbours)]
        widest = max(len(n) for n in near)
        self.candidates = np.full((map_.count, widest), -1, dtype=np.int64)
        for place, options in enumerate(near):
            self.candidates[place, : len(options)] = options
        self.routes_seen = int(map_.route_open.sum())

    def terms(self) -> tuple[Floats, NDArray[np.bool_]]:
        """What each organisation's units would gain at each place, by term, [T, O, P].

        The last two terms, way and chance, are a unit's own and zero here. The second array
        [O, P] says where they may go at all: across a border only once their army has broken.
        """
        now, options = self.model.situation, self.settings
        found = np.zeros((len(TERMS), *now.force.shape))
        allowed = np.zeros(now.force.shape, dtype=bool)
        inside = self.model.geography.inside
        present = added(now.people[:, :, :4])
        ordered = self._ordered()
        quality = np.array([o.quality for o in self.model.armed.organisations])
        for organisation in self.model.armed.organisations:
            index = organisation.index
            if not organisation.active or organisation.fighters <= 0:
                continue
            firm = 1.0 - now.collapse[index]
            own = now.force[index] * organisation.quality
            weight = now.at_war[index] * (1.0 - now.ceasefire[index])
            enemy = (weight[: len(quality)] * quality) @ now.force[: len(quality)]
            enemy_control = weight @ now.control
            unit = (
                organisation.quality
                * organisation.fighters
                / max(1, int((self.model.armed.unit_organisation == index).sum()))
            )
            strength = own + options.concert_units * unit
            win = firm * strength / (strength + enemy + 1.0)
            room = options.crowding_fighters / (options.crowding_fighters + now.force[index])
            threat = enemy / (enemy + own + 1.0)
            targets = np.log10(1 + present @ now.intent[index]) / 5.0
            found[0, index] = options.contest_weight * self.value * enemy_control * win * room
            found[1, index] = (
                options.hold_weight
                * firm
                * self.value
                * now.control[index]
                * (options.garrison_weight * room + threat)
            )
            found[2, index] = options.terror_weight * firm * targets * room
            found[3, index] = -(options.deterred_weight * now.deterrence[index])
            found[4, index] = options.order_weight * firm * ordered[index]
            found[6, index] = options.pogrom_weight * firm * now.heat[index]
            allowed[index] = inside | (firm < 1.0)
            if firm < 1.0:
                found[5, index] = -(options.withdraw_weight * (1.0 - firm) * self._peril(index))
        return found, allowed

    def _ordered(self) -> Floats:
        """Pull of ground that an organisation has been ordered to take, felt from afar, [O, P]."""
        now = self.model.situation
        # an order is carried out when the ground is held
        objective: Floats = now.objective * (1.0 - now.control)
        if not objective.any():
            return objective
        named = np.flatnonzero(objective.any(axis=0))
        way = np.exp(-self.model.geography.distance_km[:, named] / self.settings.order_reach_km)
        pulls = objective[:, None, named] * way[None, :, :]
        return largest(pulls)

    def _peril(self, index: int) -> Floats:
        """Nearness of ground that enemies hold, [P] in 0..1; across a border there is none."""
        map_, reach = self.model.geography, self.settings.order_reach_km
        if self.near is None or not self.near.holds(map_.distance_km, reach):
            self.near = Near(map_.distance_km, reach, itself=True)
        enemies = self.model.situation.control_of_enemies(index)
        held, ground = self.near.of(np.stack([enemies, np.ones(map_.count)]) * map_.inside)
        return np.where(map_.inside, ratio(held, ground), 0.0)

    def step(self, day: int) -> None:
        """Let the units that are due choose, and send those that go elsewhere on their way."""
        if int(self.model.geography.route_open.sum()) != self.routes_seen:
            self.refresh()
        armed, now, options = self.model.armed, self.model.situation, self.settings
        broken = now.collapse[armed.unit_organisation] > 0.5
        due = np.flatnonzero(
            (((day + armed.serial) % options.decision_days == 0) | broken)
            & (armed.unit_arrives <= day)
            & (armed.unit_fighters > 0.5)
        )
        if len(due) == 0:
            return
        unit = armed.serial[due]  # chance goes with the unit, wherever its row has moved
        here, who = armed.unit_place[due], armed.unit_organisation[due]
        places = self.candidates[here]
        goals = who[:, None], np.maximum(places, 0)
        terms, allowed = self.terms()
        terms = terms[:, goals[0], goals[1]]  # [T, units, places]
        days = self.model.geography.days(here[:, None], np.maximum(places, 0))
        militia = np.array([o.role == Role.MILITIA for o in armed.organisations])[who]
        reluctance = np.where(militia, 1.0 / max(options.militia_mobility, 1e-3), 1.0)[:, None]
        terms[7] = -(options.way_weight * np.minimum(days, 30.0) * reluctance)
        keys = unit[:, None] * 64 + np.arange(places.shape[1])[None, :]
        chance = self.model.draws.uniform("armed.move", keys, day)
        terms[8] = -(options.noise * np.log(-np.log(chance)))
        score = np.where((places >= 0) & allowed[goals], _sum(terms), -np.inf)
        best = places[np.arange(len(due)), np.argmax(score, axis=1)]
        stays = np.zeros(len(due), dtype=bool)
        if militia.any():
            luck = self.model.draws.uniform("armed.local", unit, day)
            stays = militia & (luck > options.militia_mobility)
        best[stays] = here[stays]
        own = armed.unit_decides[due]
        self._tell_why(armed, due, terms, places, here, best, (best != here) & ~own)
        for i in np.flatnonzero(own):
            on = places[i] >= 0
            choice = Choice(
                day, int(here[i]), places[i][on], days[i][on], score[i][on], terms[:, i, on],
                bool(stays[i]),
            )  # fmt: skip
            best[i] = self._ask(armed.units[due[i]], choice)
        entry = self.model.draws.uniform("armed.entry", unit, day)
        moving = (best != here) & (entry >= now.blocked[who, best])
        ways = np.minimum(self.model.geography.days(here[moving], best[moving]), 60.0)
        arrives = day + np.ceil(ways).astype(np.int64)
        for move in zip(due[moving].tolist(), best[moving].tolist(), arrives.tolist(), strict=True):
            armed.move(*move)

    def _ask(self, unit: ArmedUnit, choice: Choice) -> int:
        """The place that a unit of a user's class decides on."""
        place = self.model.geography.number(unit.decide(choice))
        if place not in choice.places:
            names = self.model.geography.names
            raise ValueError(
                f"{unit}: decide() gave {names[place]}; expected one of "
                f"{', '.join(names[p] for p in choice.places)} (march_to goes farther)"
            )
        return place

    @staticmethod
    def _tell_why(armed, due, terms, places, here, best, going) -> None:  # type: ignore[no-untyped-def]
        """Leave with each unit that will go elsewhere the terms that decided."""
        i = np.flatnonzero(going)
        if not len(i):
            return
        there, stay = ((places[i] == goal[i, None]).argmax(axis=1) for goal in (best, here))
        differences = (terms[:, i, there] - terms[:, i, stay]).T.copy()
        for row, difference in zip(due[i].tolist(), differences, strict=True):
            armed.units[row].why = partial(weightiest, difference)


def _sum(terms: Floats) -> Floats:
    """The terms added one after the other: NumPy's sum may group them otherwise."""
    total: Floats = terms[0]
    for term in terms[1:]:
        total = total + term
    return total
