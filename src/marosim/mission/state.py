"""What a mission has: contingents on their way, units on the map, and how able they are."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from mesa.discrete_space import CellAgent
from numpy.typing import NDArray

from marosim.terms import Approach

if TYPE_CHECKING:
    from marosim.response_model import ResponseModel

TROOPS, POLICE, OBSERVERS, CIVILIANS = range(4)
KINDS = ("troops", "police", "observers", "civilians")
PLEDGED, READY, LIFTED, IN_COUNTRY, IN_SECTOR, LEAVING, GONE = range(7)
COLUMNS = (
    *("kind", "contingent", "persons", "place", "arrives", "planned"),
    *("luck", "equipment", "caveats"),
)
STAGES = ("pledged", "ready", "lifted", "in country", "in sector", "leaving", "gone")

Floats = NDArray[np.float64]


@dataclass
class Contingent:
    """One contributor's contingent. Days are days of the run; ``persons`` those who come.

    ``luck`` (standard normal) places its quality among contingents; ``equipment`` and
    ``caveats`` lie in 0..1; ``dead`` counts its own losses.
    """

    number: int
    kind: int
    authorised: float
    persons: float
    origin: str
    luck: float
    equipment: float
    caveats: float
    stage: int = PLEDGED
    ready_day: int = 0
    due_day: int = 0
    tonnes_left: float = 0.0
    standby: bool = False
    dead: float = 0.0
    leaves_day: int = -1

    @property
    def name(self) -> str:
        """A name for logs; contributors are told apart by number and origin alone."""
        return f"{self.origin} {KINDS[self.kind]} {self.number % 1000 + 1}"


class PeacekeeperUnit(CellAgent):
    """A unit of a contingent on the map: a handle on its row of the unit arrays."""

    def __init__(self, model: ResponseModel, mission: MissionState, row: int) -> None:
        super().__init__(model)
        self.mission = mission
        self.row = row

    @property
    def contingent(self) -> Contingent:
        """The contingent that the unit belongs to."""
        return self.mission.contingents[int(self.mission.contingent[self.row])]

    @property
    def kind(self) -> str:
        """troops, police, observers or civilians."""
        return KINDS[int(self.mission.kind[self.row])]

    @property
    def persons(self) -> float:
        """Head count."""
        return float(self.mission.persons[self.row])

    @property
    def place(self) -> int:
        """Index of the place where it stands or whither it is bound."""
        return int(self.mission.place[self.row])


class MissionState:
    """Units as columns, one row each, and what several mechanisms of the room share.

    Columns: ``kind``, ``contingent`` (index), ``persons``, ``place``, ``arrives`` (day from
    which the unit acts at its place), ``planned`` (whether it was told where to go).
    Levels: skills (0..1, 0.5 neutral) from training; ``resolve`` (0..1) is the will to use
    force after losses; ``strength`` is the share of the strength that money keeps.
    Fields [P]: ``reach_force`` credible troops that patrols bring to a place;
    ``response_force`` those who can come at once; ``declared`` marks safe areas; ``focus``
    (1 is neutral) is the weight that evaluation gives a place, ``adapts`` whether units
    move as the record changes.
    """

    def __init__(self, model: ResponseModel) -> None:
        self.model = model
        places = model.geography.count
        self.contingents: list[Contingent] = []
        self.kind: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        self.contingent: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        self.persons: Floats = np.zeros(0)
        self.place: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        self.arrives: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        self.planned: NDArray[np.bool_] = np.zeros(0, dtype=bool)
        self.luck: Floats = np.zeros(0)
        self.equipment: Floats = np.zeros(0)
        self.caveats: Floats = np.zeros(0)
        self.units: list[PeacekeeperUnit] = []
        self.standby: list[list[float]] = []  # pools: days to readiness, troops left
        self.airlift_tonnes = 0.0
        self.airlift_usd = 0.0
        self.stocks = 0.0
        self.standby_reception: float | None = None
        self.preventive_risk = 0.0
        self.adapts = False
        self.focus: Floats = np.ones(places)
        self.protection_skill = 0.5
        self.conduct = 0.5
        self.culture = 0.5
        self.quality_low, self.quality_high, self.quality_spread = 0.3, 0.95, 0.0
        self.resolve = 1.0
        self.strength = 1.0
        self.approach: Approach | None = None
        self.declared: NDArray[np.bool_] = np.zeros(places, dtype=bool)
        self.reach_force: Floats = np.zeros(places)
        self.response_force: Floats = np.zeros(places)
        self.answering: NDArray[np.bool_] = np.zeros(places, dtype=bool)
        self.host_capacity = 0.0
        shape = model.situation.deterrence.shape
        self._deterrence = {source: np.zeros(shape) for source in ("troops", "host")}
        self.first_unit_day: int | None = None
        self.dead = 0.0
        self._ways: tuple[object, float, float] | None = None
        self._kernels: dict[float, Floats] = {}
        self._patrols: dict[float, Floats] = {}

    # --- units -----------------------------------------------------------------------

    def deploy(self, index: int, persons: float, count: int, place: int, day: int) -> None:
        """Put a contingent's persons on the map at a place as ``count`` units."""
        contingent = self.contingents[index]
        kind, count = contingent.kind, max(1, count)
        new = {
            "kind": kind,
            "contingent": index,
            "persons": persons / count,
            "place": place,
            "arrives": day,
            "planned": False,
            "luck": contingent.luck,
            "equipment": contingent.equipment,
            "caveats": contingent.caveats,
        }
        for name, value in new.items():
            column = getattr(self, name)
            more = np.full(count, value, dtype=column.dtype)
            setattr(self, name, np.concatenate([column, more]))
        for _ in range(count):
            unit = PeacekeeperUnit(self.model, self, len(self.units))
            unit.cell = self.model.geography.cell(place)
            self.units.append(unit)
        if kind != CIVILIANS and self.first_unit_day is None:
            self.first_unit_day = day

    def remove(self, gone: NDArray[np.bool_]) -> None:
        """Take units off the map."""
        if not gone.any():
            return
        for unit in [self.units[row] for row in np.flatnonzero(gone)]:
            unit.remove()
        keep = ~gone
        self.units = [u for u, kept in zip(self.units, keep, strict=True) if kept]
        for place_in_line, unit in enumerate(self.units):
            unit.row = place_in_line
        for name in COLUMNS:
            setattr(self, name, getattr(self, name)[keep])

    def move(self, row: int, place: int, day: int) -> None:
        """Send a unit to a place; it acts there once it has arrived."""
        start = int(self.place[row])
        if start != place:
            days = self.days_between[start, place]
            self.arrives[row] = max(day, int(self.arrives[row])) + int(np.ceil(min(days, 60.0)))
            self.place[row] = place
            self.units[row].cell = self.model.geography.cell(place)
        self.planned[row] = True

    # --- counts ----------------------------------------------------------------------

    def heads(self, kind: int) -> float:
        """Persons of a kind in the country, on the road or not."""
        return float(self.persons[self.kind == kind].sum())

    def expected(self, kind: int) -> float:
        """Authorised strength of the contingents of a kind that are here or coming."""
        staying = (c for c in self.contingents if c.kind == kind and c.stage < LEAVING)
        return math.fsum(c.authorised for c in staying)

    def at_places(self, kind: int, day: int, weight: Floats | None = None) -> Floats:
        """Persons of a kind who act today, by place [P]; each times a weight if given."""
        worth = self.persons if weight is None else self.persons * weight
        there = (self.kind == kind) & (self.arrives <= day)
        return np.bincount(
            self.place[there], weights=worth[there], minlength=self.model.geography.count
        ).astype(np.float64)

    # --- ability ---------------------------------------------------------------------

    def quality(self) -> Floats:
        """Quality of units, from training, equipment and the contingent's luck; by unit."""
        mean = self.quality_low + (self.quality_high - self.quality_low) * self.protection_skill
        spread = self.quality_spread * self.luck
        weight = self.model.settings.deployment.equipment_weight
        equipped = 1.0 + weight * (self.equipment - 0.5)
        equipped *= self.model.politics.equipment_money
        return np.clip((mean + spread) * equipped, 0.05, 1.2)

    def readiness(self, day: int) -> Floats:
        """Readiness of units in 0..1: money, and time in the sector; by unit."""
        options = self.model.settings.deployment
        settled = np.clip((day - self.arrives) / max(options.settling_days, 1e-9), 0.0, 1.0)
        money = self.model.politics.readiness_money
        return money * (options.unsettled + (1.0 - options.unsettled) * settled)

    def willing(self) -> Floats:
        """Will to use force in 0..1: caveats of capitals and losses; by unit."""
        return self.resolve * (1.0 - self.caveats)

    def permission(self, floor: float = 0.0) -> float:
        """What rules of engagement and protection clause allow, 0..1, less ambiguity."""
        mandate = self.model.politics.mandate
        allowed = mandate.rules_of_engagement * (0.5 + 0.5 * mandate.protection)
        allowed *= 1.0 - 0.5 * mandate.ambiguity
        return floor + (1.0 - floor) * allowed

    def deter(self, source: str, exponent: Floats) -> None:
        """Set what ``troops`` or the ``host`` add to the exponent of deterrence, [O, P]."""
        self._deterrence[source] = exponent
        self.model.situation.deterrence = sum(self._deterrence.values(), np.zeros(exponent.shape))

    def toward_host(self, by_consent: float, by_force: float) -> float:
        """A level toward the host's own forces: one while the mission rests on consent (rules of
        engagement up to one half), rising to another as it may use all necessary means."""
        beyond = max(0.0, 2.0 * self.model.politics.mandate.rules_of_engagement - 1.0)
        return by_consent + (by_force - by_consent) * beyond

    # --- ways ------------------------------------------------------------------------

    @property
    def days_between(self) -> Floats:
        """Days a unit needs between places, [P, P]."""
        return self.model.geography.travel_days / self.model.settings.deployment.mobility

    def nearness(self, reach_days: float) -> Floats:
        """exp(-days / reach) between places, [P, P], kept until ways change."""
        map_ = self.model.geography
        seen = (map_.dry_days, map_.season, self.model.settings.deployment.mobility)
        kept = self._ways
        if kept is None or kept[0] is not seen[0] or kept[1:] != seen[1:]:
            self._ways = seen
            self._kernels = {}
            self._patrols = {}
        if reach_days not in self._kernels:
            with np.errstate(over="ignore"):
                self._kernels[reach_days] = np.exp(-self.days_between / reach_days)
        return self._kernels[reach_days]

    def shared_out(self, at: Floats, reach_days: float) -> Floats:
        """Force by place after patrols share it out over what they can reach, [P].

        What a unit patrols elsewhere it does not patrol at home: the sum is kept.
        """
        near = self.nearness(reach_days)
        if reach_days not in self._patrols:
            within = near * self.model.geography.inside[None, :]
            total = within.sum(axis=1, keepdims=True)
            self._patrols[reach_days] = np.divide(
                within, total, out=np.zeros_like(within), where=total > 0
            )
        return at @ self._patrols[reach_days]

    @property
    def entry(self) -> int:
        """The place where contingents land: the capital."""
        return int(self.model.geography.capital)
