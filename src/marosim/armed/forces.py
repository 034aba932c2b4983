"""Armed organisations and their units: who has how many fighters where."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from marosim.armed.attacks import Attacks
from marosim.armed.hostility import Wills
from marosim.armed.state import Organisation
from marosim.armed.units import ArmedUnit
from marosim.core.field import ROWS, field, keep
from marosim.core.ratio import ratio
from marosim.core.row_agent import Roster
from marosim.core.state import offered_by
from marosim.situation import Floats, Situation
from marosim.terms import Role
from marosim.world.case import HEAVIEST, HEAVY_ARMS_BY_KIND, OrganisationPlan

if TYPE_CHECKING:
    from marosim.response_model import ResponseModel

# what those who meet organisations look for here
__all__ = ["Forces", "Organisation", "heavy_arms"]


def heavy_arms(plan: OrganisationPlan) -> float:
    """Heavy arms of an organisation, 0 to 1: its own where known, or those of its kind."""
    known = plan.heavy_arms
    return (HEAVY_ARMS_BY_KIND[Role(plan.role)] if known is None else known) / HEAVIEST


class Forces(Roster):
    """All organisations and units of a run; writes ``force`` and ``control``."""

    EMPTY: ClassVar[dict[str, Any]] = {"unit_fighters": 0.0}
    owner: ClassVar[str] = "armed"
    unit_place: NDArray[np.int64] = field(
        "armed", "where it stands or whither it is bound", "place", ROWS, neutral=0
    )
    unit_organisation: NDArray[np.int64] = field("armed", "whose it is", "number", ROWS, neutral=0)
    unit_fighters: Floats = field("armed", "head count", "fighters", ROWS)
    unit_arrives: NDArray[np.int64] = field(
        "armed", "day from which it acts there", "day", ROWS, neutral=0, low=None
    )
    unit_decides: NDArray[np.bool_] = field(
        "armed", "its class decides for itself", "yes or no", ROWS, neutral=False
    )
    units: list[ArmedUnit]
    model: ResponseModel = keep("armed", "the run that they belong to")
    organisations: list[Organisation] = keep("armed", "all that have come so far", list)
    attacks_so_far: Floats = field("armed", "attacks begun so far", "attacks", "place")
    battle_deaths_so_far: Floats = field(
        "armed", "fighters killed in battle so far", "persons", "place"
    )
    wills: Wills = keep("world", "what organisations of the case mean to do to whom")

    def __init__(self, model: ResponseModel) -> None:
        super().__init__(place=model.geography.count)
        self.model = model
        model.situation.attach(self)
        communities = {c.name: i for i, c in enumerate(model.case.communities)}
        options = model.settings
        self.wills = Wills(model.case, options.hostility, options.escalation.violence)
        for index, plan in enumerate(model.case.organisations):
            self.add(
                Organisation(
                    index=index, name=plan.name, title=plan.title, role=Role(plan.role),
                    quality=plan.quality, extermination=self.wills.extermination(index),
                    incites=self.wills.incites(index),
                    constituency=communities.get(plan.mobilises, -1),
                    hostility=np.zeros(len(communities)),
                    allies=plan.allies, enemies=plan.enemies, active_from=plan.active_from,
                    established=float(plan.fighters), supply=plan.supply,
                    heavy_arms=heavy_arms(plan), conscripts=plan.conscripts,
                    excludes=bool(plan.excludes),
                    kin=tuple(communities[name] for name in plan.people),
                    initial=float(plan.fighters), active=plan.active_from <= 0,
                    bases=[model.geography.index[b] for b in plan.bases],
                )
            )  # fmt: skip

    def add(self, organisation: Organisation) -> None:
        """Let an organisation join the others."""
        self.organisations.append(organisation)
        self.attach(organisation)

    def start(self) -> None:
        """Put on the map whoever is there from the first day."""
        for index, plan in enumerate(self.model.case.organisations):
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
        return math.fsum([getattr(o.weapons, flow) for o in self.organisations])

    def full_armament(self, organisation: Organisation) -> float:
        """Weapons for the strength that an organisation tries to keep."""
        options, militia = self.model.settings.operations, organisation.role == Role.MILITIA
        each = options.weapons_per_militia_member if militia else options.weapons_per_fighter
        return float(each * organisation.established)

    def fire(self, organisation: Organisation) -> float:
        """What its heavy arms do to a town, 0 to 1, relative to artillery and armour in mass."""
        power: float = self.model.settings.operations.massed_fire
        return float(organisation.heavy_arms**power)

    def add_unit(self, index: int, place: int, fighters: float) -> None:
        """Add one unit of an organisation at a place."""
        name = self.organisations[index].name
        with self.ruled():
            self.model.agent_class(ArmedUnit, name)(
                self.model, organisation=index, place=place, fighters=fighters
            )

    def number(self, organisation: Organisation | str | int) -> int:
        """Index of an organisation that is given as such, by name or by index."""
        if isinstance(organisation, Organisation):
            organisation = organisation.name
        names = [one.name for one in self.organisations]
        if isinstance(organisation, str) and organisation in names:
            return names.index(organisation)
        if not isinstance(organisation, str) and 0 <= organisation < len(names):
            return int(organisation)
        raise ValueError(f"no organisation {organisation!r}; expected one of {', '.join(names)}")

    def friends_of(self, organisation: Organisation) -> list[Organisation]:
        """The organisations that it names as its allies."""
        return [other for other in self.organisations if other.name in organisation.allies]

    @offered_by("armed")
    def move(self, row: int, place: int, arrives: int) -> None:
        """Send a unit to a place; it acts again from day ``arrives``."""
        self.unit_place[row] = place
        self.unit_arrives[row] = arrives
        self.units[row].stand(place)

    # what a user changes by hand

    def came(self, unit: ArmedUnit) -> None:
        """Fighters of a unit made by hand have moved in."""
        self._moved_in(unit.organisation, unit.fighters)
        self.recount()

    def went(self, unit: ArmedUnit) -> None:
        """Fighters of a unit removed by hand have moved out."""
        self._moved_in(unit.organisation, -unit.fighters)
        self._attack_with_less(unit.organisation.index, unit.place, unit.fighters)

    def edited(self, unit: ArmedUnit, name: str, old: Any, new: Any) -> None:
        """Fighters, place or side of a unit changed by hand: the books and the map follow."""
        if name == "fighters":
            self._moved_in(unit.organisation, new - old)
            self._attack_with_less(unit.organisation.index, unit.place, old - new)
        elif name == "organisation":
            self._moved_in(old, -unit.fighters)
            self._moved_in(new, unit.fighters)
            self._attack_with_less(old.index, unit.place, unit.fighters)
        elif name == "place":
            unit.stand(new)
            day = self.model.day
            self.unit_arrives[unit.row] = min(int(self.unit_arrives[unit.row]), day)
            self._attack_with_less(unit.organisation.index, old, unit.fighters)
        self.recount()

    def _moved_in(self, organisation: Organisation, fighters: float) -> None:
        """Book fighters who came, or who left if negative, with their share of the weapons."""
        armed = organisation.weapons.share_armed(organisation.fighters)
        organisation.moved_in += fighters
        organisation.weapons.book(moved_in=armed * fighters)
        organisation.fighters += fighters
        organisation.came = organisation.came or fighters > 0

    def _attack_with_less(self, index: int, place: int, gone: float) -> None:
        """Those who are no longer there attack nobody: attacks under way become smaller."""
        attacks, present = self.model.mechanism("attacks"), self.state.force[index, place]
        if isinstance(attacks, Attacks) and gone > 0 and present > 0:
            attacks.perpetrators[..., index, place] *= max(1.0 - gone / present, 0.0)

    @offered_by("armed")
    def recount(self) -> None:
        """Count the force anew after a change by hand."""
        self.count_force()

    def _relations(self) -> None:
        now = self.model.situation
        by_name = {o.name: o for o in self.organisations}
        for one in self.organisations:
            for name in one.enemies:
                if name in by_name:
                    other = by_name[name].index
                    now.at_war[one.index, other] = now.at_war[other, one.index] = True
        for one in self.organisations:
            self._take_sides(one.index)

    def _take_sides(self, index: int) -> None:
        """Hostility grows with a new war, and outlasts it."""
        own = self.organisations[index]
        planned = len(self.wills.plans)  # a faction keeps the hostility with which it left
        at_war = np.flatnonzero(self.model.situation.at_war[index, :planned]).tolist()
        own.hostility = np.maximum(own.hostility, self.wills.hostility(index, at_war))

    @offered_by("armed")
    def set_war(self, first: str, second: str, at_war: bool) -> None:
        """Open or close a war between two organisations, named as in the case."""
        index = {o.name: o.index for o in self.organisations}
        a, b = index[first], index[second]
        now = self.model.situation
        now.at_war[a, b] = now.at_war[b, a] = at_war
        for side in (a, b):
            if at_war:
                self._take_sides(side)

    @offered_by("armed")
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
        removed: Floats = np.minimum(losses, present)
        share = ratio(removed, present)
        rows = self.unit_organisation == index
        self.unit_fighters[rows] *= 1.0 - share[self.unit_place[rows]]
        now.force[index] = present - removed
        self.organisations[index].fighters = float(now.force[index].sum())
        return removed

    @offered_by("armed")
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
        here = (self.unit_organisation == index) & (self.unit_place == place)
        rows = self.standing(np.flatnonzero(here))
        if len(rows):
            self.unit_fighters[rows[0]] += fighters
        else:
            self.add_unit(index, place, fighters)
        self.model.situation.force[index, place] += fighters
        self.organisations[index].fighters += fighters
