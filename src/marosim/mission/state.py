"""What a mission has and how able it is. The mission writes it, judging its focus alone."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from marosim.core.field import ANYBODY, field, keep
from marosim.mission.contingents import (
    CIVILIANS,
    GONE,
    IN_COUNTRY,
    IN_SECTOR,
    KINDS,
    LEAVING,
    LIFTED,
    OBSERVERS,
    PLEDGED,
    POLICE,
    READY,
    STAGES,
    TROOPS,
    Contingent,
)
from marosim.mission.units import PeacekeeperUnit, UnitRoster
from marosim.situation import Floats
from marosim.terms import Approach
from marosim.world.felt import Near

if TYPE_CHECKING:
    from marosim.response_model import ResponseModel

# what the room's mechanisms look for here
__all__ = [
    "CIVILIANS",
    "GONE",
    "IN_COUNTRY",
    "IN_SECTOR",
    "KINDS",
    "LEAVING",
    "LIFTED",
    "OBSERVERS",
    "PLEDGED",
    "POLICE",
    "READY",
    "STAGES",
    "TROOPS",
    "Contingent",
    "MissionState",
    "PeacekeeperUnit",
]


class MissionState(UnitRoster):
    """Units as columns, one row each, and what several mechanisms of the room share."""

    standby: list[list[float]] = keep("mission", "pools: days to readiness, troops left", list)
    airlift_tonnes: float = field("mission", "carried by air beside the usual lift", "tonnes/day")
    airlift_usd: float = field("mission", "price of airlift", "US$/tonne")
    stocks: float = field("mission", "share of tonnage that lies near the country")
    standby_reception: float | None = field(
        "mission", "days until those from pools move out", "days", neutral=None
    )
    preventive_risk: float = field(
        "mission", "how much more a place at certain risk draws units", "factor"
    )
    adapts: bool = field("judging", "units move as the record changes", "yes or no", neutral=False)
    focus: Floats = field(
        "judging", "weight that evaluation gives a place", "factor", "place", neutral=1.0
    )
    protection_skill: float = field("mission", "skill in protecting civilians", neutral=0.5)
    conduct: float = field("mission", "respect for rights in the use of force", neutral=0.5)
    culture: float = field("mission", "knowledge of the country's ways", neutral=0.5)
    quality_low: float = field("mission", "quality of the untrained", "factor", neutral=0.3)
    quality_high: float = field("mission", "quality of the trained", "factor", neutral=0.95)
    quality_spread: float = field("mission", "spread of quality among contingents", "factor")
    resolve: float = field("mission", "will to use force after losses", neutral=1.0)
    strength: float = field("mission", "share of the strength that money keeps", neutral=1.0)
    approach: Approach | None = keep("mission", "the approach in force")
    declared: NDArray[np.bool_] = field(
        "mission", "declared a safe area", "yes or no", "place", neutral=False
    )
    reach_force: Floats = field(
        "mission", "credible troops that patrols bring to a place", "persons", "place"
    )
    response_force: Floats = field("mission", "troops who can come at once", "persons", "place")
    answering: NDArray[np.bool_] = field(
        "mission", "an attack is answered", "yes or no", "place", neutral=False
    )
    host_capacity: float = field("mission", "capacity that the host has gained")
    dead: float = field("mission", "peacekeepers killed so far", "persons")
    captive: list[PeacekeeperUnit] = keep("mission", "units of which people are held hostage", list)
    restraint: float = field("mission", "share of the will to use force that hostages cost")
    ways: tuple[object, float, float] | None = keep(ANYBODY, "ways for which what follows holds")
    near: dict[float, Near] = keep(ANYBODY, "nearness of places by reach", dict)

    def __init__(self, model: ResponseModel) -> None:
        super().__init__(place=model.geography.count)
        self.model = model

    def expected(self, kind: int) -> float:
        """Authorised strength of the contingents of a kind that are here or coming."""
        here = self.contingents
        return math.fsum([c.authorised for c in here if c.kind == kind and c.stage < LEAVING])

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
        """Readiness of units in 0..1: money, and time in the sector; none with people held."""
        options = self.model.settings.deployment
        settled = np.clip((day - self.arrives) / max(options.settling_days, 1e-9), 0.0, 1.0)
        money = self.model.politics.readiness_money
        ready = money * (options.unsettled + (1.0 - options.unsettled) * settled)
        ready[self.captives()] = 0.0
        return np.asarray(ready)

    def captives(self) -> list[int]:
        """Rows of the units of which people are held hostage; they stand still."""
        return [unit.row for unit in self.captive if unit.last is None]

    def willing(self) -> Floats:
        """Will to use force in 0..1: caveats of capitals, losses and hostages; by unit."""
        return self.resolve * (1.0 - self.restraint) * (1.0 - self.caveats)

    def permission(self, floor: float = 0.0) -> float:
        """What rules of engagement and protection clause allow, 0..1, less ambiguity."""
        mandate = self.model.politics.mandate
        allowed = mandate.rules_of_engagement * (0.5 + 0.5 * mandate.protection)
        allowed *= 1.0 - 0.5 * mandate.ambiguity
        return floor + (1.0 - floor) * allowed

    def toward_host(self, by_consent: float, by_force: float) -> float:
        """A level toward the host's own forces: one while the mission rests on consent (rules of
        engagement up to one half), rising to another as it may use all necessary means."""
        beyond = max(0.0, 2.0 * self.model.politics.mandate.rules_of_engagement - 1.0)
        return by_consent + (by_force - by_consent) * beyond

    # --- ways ------------------------------------------------------------------------

    def nearness(self, reach_days: float) -> Near:
        """What happens at places, felt by exp(-days / reach); kept until ways change."""
        map_ = self.model.geography
        seen = (map_.dry_days, map_.season, self.model.settings.deployment.mobility)
        kept = self.ways
        if kept is None or kept[0] is not seen[0] or kept[1:] != seen[1:]:
            self.ways = seen
            self.near = {}
        if reach_days not in self.near:
            reach = reach_days * map_.season * self.model.settings.deployment.mobility
            self.near[reach_days] = Near(map_.dry_days, reach, itself=True)
        return self.near[reach_days]

    def shared_out(self, at: Floats, reach_days: float) -> Floats:
        """Force by place after patrols share it out over what they can reach, [P].

        What a unit patrols elsewhere it does not patrol at home: the sum is kept.
        """
        near, inside = self.nearness(reach_days), self.model.geography.inside
        places, each = at.nonzero()[0], np.zeros(len(at))
        within = near.within(places, inside)
        there = places[within > 0]
        each[there] = at[there] / within[within > 0]
        shared: Floats = near.of(each) * inside
        return shared

    @property
    def entry(self) -> int:
        """The place where contingents land: the capital."""
        return int(self.model.geography.capital)
