"""What a mission has: contingents on their way, units on the map, and how able they are."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

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
    """Units as columns, one row each, and what several mechanisms of the room share.

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
        self.open_columns()
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
        self.first_unit_day: int | None = None
        self.dead = 0.0
        self._ways: tuple[object, float, float] | None = None
        self._kernels: dict[float, Floats] = {}
        self._patrols: dict[float, Floats] = {}

    def expected(self, kind: int) -> float:
        """Authorised strength of the contingents of a kind that are here or coming."""
        staying = (c for c in self.contingents if c.kind == kind and c.stage < LEAVING)
        return math.fsum(c.authorised for c in staying)

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

    def toward_host(self, by_consent: float, by_force: float) -> float:
        """A level toward the host's own forces: one while the mission rests on consent (rules of
        engagement up to one half), rising to another as it may use all necessary means."""
        beyond = max(0.0, 2.0 * self.model.politics.mandate.rules_of_engagement - 1.0)
        return by_consent + (by_force - by_consent) * beyond

    # --- ways ------------------------------------------------------------------------

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
