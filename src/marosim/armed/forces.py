"""Armed organisations and their units: who has how many fighters where."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from mesa.discrete_space import CellAgent
from numpy.typing import NDArray

from marosim.armed.weapons import Weapons
from marosim.core.state import offered_by
from marosim.situation import Situation
from marosim.terms import Role

if TYPE_CHECKING:
    from marosim.response_model import ResponseModel


@dataclass
class Organisation:
    """An armed organisation in a run; ``index`` is its row in shared arrays.

    ``hostility`` [G] in [0, 1]; ``constituency`` is a community's index or -1;
    ``established`` is the strength it tries to keep (fighters); ``came`` says that it has been
    on the map, and ``active`` that it is there to fight.
    """

    index: int
    name: str
    title: str
    role: Role
    quality: float
    extermination: float
    incites: float
    constituency: int
    hostility: NDArray[np.float64]
    allies: tuple[str, ...]
    enemies: tuple[str, ...]
    active_from: int
    established: float
    supply: float = 1.0
    fighters: float = 0.0
    recruited: float = 0.0
    replaced: float = 0.0
    killed: float = 0.0
    demobilised: float = 0.0
    initial: float = 0.0
    moved_in: float = 0.0
    parent: str = ""
    came: bool = False
    active: bool = True
    bases: list[int] = field(default_factory=list)
    weapons: Weapons = field(default_factory=Weapons)

    def share_armed(self, gone: float) -> float:
        """Share (0..1) who carried a weapon before so many of its fighters were taken off."""
        return self.weapons.share_armed(self.fighters + gone)


class ArmedUnit(CellAgent):
    """A unit on the map: a handle on its row of the unit arrays."""

    def __init__(self, model: ResponseModel, forces: Forces, row: int) -> None:
        super().__init__(model)
        self.forces = forces
        self.row = row

    @property
    def organisation(self) -> Organisation:
        """The organisation that the unit belongs to."""
        return self.forces.organisations[int(self.forces.unit_organisation[self.row])]

    @property
    def place(self) -> int:
        """Index of the place where it stands."""
        return int(self.forces.unit_place[self.row])

    @property
    def fighters(self) -> float:
        """Head count."""
        return float(self.forces.unit_fighters[self.row])


class Forces:
    """All organisations and units of a run; writes ``force`` and ``control``."""

    def __init__(self, model: ResponseModel) -> None:
        self.model = model
        self.organisations: list[Organisation] = []
        self.unit_place: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        self.unit_organisation: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        self.unit_fighters: NDArray[np.float64] = np.zeros(0)
        self.unit_arrives: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        self.units: list[ArmedUnit] = []
        self.attacks_so_far = np.zeros(model.geography.count)
        self.battle_deaths_so_far = np.zeros(model.geography.count)
        communities = {c.name: i for i, c in enumerate(model.case.communities)}
        for index, plan in enumerate(model.case.organisations):
            hostility = np.zeros(len(communities))
            for name, value in plan.hostility.items():
                hostility[communities[name]] = value
            self.organisations.append(
                Organisation(
                    index=index, name=plan.name, title=plan.title, role=Role(plan.role),
                    quality=plan.quality, extermination=plan.extermination, incites=plan.incites,
                    constituency=communities.get(plan.mobilises, -1), hostility=hostility,
                    allies=plan.allies, enemies=plan.enemies, active_from=plan.active_from,
                    established=float(plan.fighters), supply=plan.supply,
                    initial=float(plan.fighters), active=plan.active_from <= 0,
                    bases=[model.geography.index[b] for b in plan.bases],
                )
            )  # fmt: skip
            if plan.active_from <= 0:
                self.raise_units(index, plan.fighters, plan.units)
        self._relations()
        self._first_control()
        self.count_force()

    @property
    def state(self) -> Situation:
        """What its methods write to."""
        return self.model.situation

    def raise_units(self, index: int, fighters: float, units: int) -> None:
        """Put an organisation's units and weapons on the map, spread over its bases."""
        organisation = self.organisations[index]
        organisation.came = True
        organisation.initial = float(fighters)
        organisation.weapons.book(first=self.full_armament(organisation))
        bases = organisation.bases or [self.model.geography.capital]
        units = max(1, min(units, int(fighters)))
        for k in range(units):
            self.add_unit(index, bases[k % len(bases)], fighters / units)

    def weapons(self, flow: str) -> float:
        """Weapons of all organisations together: held, or a flow so far (see Weapons)."""
        return math.fsum(getattr(o.weapons, flow) for o in self.organisations)

    def full_armament(self, organisation: Organisation) -> float:
        """Weapons for the strength that an organisation tries to keep."""
        options, militia = self.model.settings.operations, organisation.role == Role.MILITIA
        each = options.weapons_per_militia_member if militia else options.weapons_per_fighter
        return each * organisation.established

    def add_unit(self, index: int, place: int, fighters: float) -> None:
        """Add one unit of an organisation at a place."""
        self.unit_place = np.append(self.unit_place, place)
        self.unit_organisation = np.append(self.unit_organisation, index)
        self.unit_fighters = np.append(self.unit_fighters, float(fighters))
        self.unit_arrives = np.append(self.unit_arrives, 0)
        unit = ArmedUnit(self.model, self, len(self.units))
        unit.cell = self.model.geography.cell(place)
        self.units.append(unit)

    def move(self, row: int, place: int, arrives: int) -> None:
        """Send a unit to a place; it acts again from day ``arrives``."""
        self.unit_place[row] = place
        self.unit_arrives[row] = arrives
        self.units[row].cell = self.model.geography.cell(place)

    def _relations(self) -> None:
        now = self.model.situation
        by_name = {o.name: o for o in self.organisations}
        for one in self.organisations:
            for name in one.enemies:
                if name in by_name:
                    other = by_name[name].index
                    now.at_war[one.index, other] = now.at_war[other, one.index] = True

    @offered_by("armed")
    def set_war(self, first: str, second: str, at_war: bool) -> None:
        """Open or close a war between two organisations, named as in the case."""
        index = {o.name: o.index for o in self.organisations}
        a, b = index[first], index[second]
        now = self.model.situation
        now.at_war[a, b] = now.at_war[b, a] = at_war

    def withdraw(self, name: str, share: float) -> None:
        """Take a share (0..1) of its fighters and weapons out of the country for good."""
        organisation = next(o for o in self.organisations if o.name == name)
        present = self.model.situation.force[organisation.index]
        organisation.moved_in -= float(self.take(organisation.index, present * share).sum())
        organisation.weapons.book(moved_in=-share * organisation.weapons.held)
        organisation.established *= 1.0 - share
        organisation.active = organisation.active and share < 1.0

    def _first_control(self) -> None:
        now, map_ = self.model.situation, self.model.geography
        holders_of_rest = []
        for index, plan in enumerate(self.model.case.organisations):
            if "*" in plan.holds:
                holders_of_rest.append(index)
                continue
            for name in plan.holds:
                where = (map_.region == name) | (np.array(map_.names) == name)
                now.control[index, where & map_.inside] = 0.9
        # ground that several claim to hold is shared
        now.control /= np.maximum(now.control.sum(axis=0) / 0.95, 1.0)
        rest = np.where(map_.inside, 0.95 - now.control.sum(axis=0), 0.0).clip(0.0, 0.95)
        for index in holders_of_rest:
            now.control[index] += rest / len(holders_of_rest)

    def count_force(self) -> None:
        """Add up fighters by organisation and place into ``situation.force``."""
        now = self.model.situation
        shape = now.force.shape
        flat = self.unit_organisation * shape[1] + self.unit_place
        counted = np.bincount(flat, weights=self.unit_fighters, minlength=shape[0] * shape[1])
        now.force = np.asarray(counted.reshape(shape), dtype=np.float64)
        totals = now.force.sum(axis=1)
        for organisation in self.organisations:
            organisation.fighters = float(totals[organisation.index])

    @offered_by("armed")
    def take(self, index: int, losses: NDArray[np.float64]) -> NDArray[np.float64]:
        """Remove fighters of an organisation by place [P]; returns what was removed."""
        now = self.model.situation
        present = now.force[index]
        removed = np.minimum(losses, present)
        share = np.divide(removed, present, out=np.zeros_like(present), where=present > 0)
        rows = self.unit_organisation == index
        self.unit_fighters[rows] *= 1.0 - share[self.unit_place[rows]]
        now.force[index] = present - removed
        self.organisations[index].fighters = float(now.force[index].sum())
        return removed

    def lose_to_mission(self, index: int, losses: NDArray[np.float64]) -> NDArray[np.float64]:
        """Fighters killed by peacekeepers, by place [P], who seize the weapons of the dead."""
        organisation = self.organisations[index]
        removed = self.take(index, losses)
        killed = float(removed.sum())
        organisation.killed += killed
        organisation.weapons.book(seized=organisation.share_armed(killed) * killed)
        return removed

    @offered_by("armed")
    def join(self, index: int, place: int, fighters: float) -> None:
        """Add fighters to an organisation's unit at a place, or raise one there."""
        rows = np.flatnonzero((self.unit_organisation == index) & (self.unit_place == place))
        if len(rows):
            self.unit_fighters[rows[0]] += fighters
        else:
            self.add_unit(index, place, fighters)
        self.model.situation.force[index, place] += fighters
        self.organisations[index].fighters += fighters
