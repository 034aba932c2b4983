"""A6 Safe areas and protection sites: room for civilians, and whether it is defended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from marosim.core.setting import MechanismSettings, setting
from marosim.journal import Metric
from marosim.mechanism import Mechanism
from marosim.mission.arms import RWANDA_PRESENT
from marosim.mission.state import TROOPS
from marosim.situation import SHELTERED, Situation
from marosim.terms import Level

if TYPE_CHECKING:
    from marosim.response_model import ResponseModel


@dataclass
class SafeAreaSettings(MechanismSettings):
    """A6: safe areas and protection sites."""

    room_per_soldier: float = setting(
        70.0,
        "people who find room at a base, for each soldier there",
        unit="persons",
        low=0,
        high=500,
        source="UNMISS 2015: over 100,000 people at Bentiu with some 1,700 soldiers",
    )
    declared_factor: float = setting(
        1.5,
        "room in a declared safe area relative to a base",
        low=0,
        high=50,
        source="Srebrenica 1995: about 40,000 people and some 400 soldiers",
    )
    least_troops: float = setting(
        60.0,
        "soldiers at a place from which people gather at their base",
        unit="persons",
        low=1,
        high=1000,
    )
    unasked: float = setting(
        0.2,
        "room without any protection in the mandate, relative to full protection",
        low=0,
        high=1,
    )
    defence_ratio: float = setting(
        0.06, "defenders for each attacker at which half of the harm is averted", low=0.01, high=5
    )
    self_defence: float = setting(
        0.2, "defence by troops who may only defend themselves", low=0, high=1
    )
    fall_hazard: float = setting(
        0.03,
        "hazard a day that a site without any defence falls while attacked",
        unit="1/day",
        low=0,
        high=1,
        source="assumed; Akobo 2013, Srebrenica and Žepa 1995",
    )
    fall_legitimacy: float = setting(0.02, "legitimacy lost when a site falls", low=0, high=1)
    closed_days: int = setting(
        90, "days for which a fallen site stays closed", unit="days", low=1, high=3650
    )


class SafeAreas(Mechanism[SafeAreaSettings]):
    """People gather where soldiers stand; the soldiers may or may not defend them."""

    id = "A6"
    title = "Safe areas and protection sites"
    settings_key = "safe_areas"
    rule = (
        "A base of enough soldiers has room for so many people a soldier, more in a declared safe "
        "area, less where protection is not asked for. Defenders (troops × quality × readiness × "
        "[self-defence + (1 − self-defence) × permission × will]) avert the share "
        "d/(d + k·hostile fighters) of harm. Gathered people are easier to reach than others, so "
        "a site without defence kills; one that is attacked may fall, with a hazard that grows as "
        "defence is missing, and is then closed."
    )
    source = (
        "United Nations 1999 on Srebrenica (A/54/549); Des Forges 1999 (gathering sites); "
        "UNMISS protection sites since 2013; sizes assumed"
    )
    metrics = {
        "refuge_room": Metric("persons", "people whom protection sites can hold"),
        "sites_fallen": Metric("sites", "protection sites fallen so far", "total", "lower"),
    }
    outcome = "deaths_direct"
    expected = -1
    scenario = "rwanda_1994"
    arms = {**RWANDA_PRESENT, "approach": "safe_areas"}
    renews = (Situation.refuge_capacity, Situation.refuge_defence)

    def __init__(self, model: ResponseModel, settings: Any) -> None:
        super().__init__(model, settings)
        count = model.geography.count
        self.closed_until = np.full(count, -1)
        self.open_before = np.zeros(count, dtype=bool)
        self.places = np.arange(count)
        self.fallen = 0

    def step(self, day: int) -> None:
        now, mission, options = self.model.situation, self.model.mission, self.settings
        if not mission.units and not self.open_before.any():
            return
        troops = mission.at_places(TROOPS, day)
        asked = options.unasked + (1 - options.unasked) * self.model.politics.mandate.protection
        room = options.room_per_soldier * asked * troops
        room = np.where(mission.declared, room * options.declared_factor, room)
        open_now = (troops >= options.least_troops) & (self.closed_until < day)
        now.refuge_capacity = np.where(open_now, room, 0.0)
        now.refuge_defence = np.where(open_now, self._defence(day), 0.0)
        self._fall(open_now, day)
        for place in np.flatnonzero(open_now & ~self.open_before):
            self.model.journal.log(
                day, "site_opened", "People may gather at a base",
                place=self.model.geography.names[place], actor="mission",
                room=float(room[place]), defence=float(now.refuge_defence[place]),
            )  # fmt: skip
        self.open_before = now.refuge_capacity > 0

    def _defence(self, day: int) -> np.ndarray:
        now, mission, options = self.model.situation, self.model.mission, self.settings
        least = options.self_defence
        stance = least + (1.0 - least) * mission.permission() * mission.willing()
        worth = mission.readiness(day) * mission.quality() * stance
        defenders = mission.at_places(TROOPS, day, worth)
        hostile = (now.force * now.intent.max(axis=1)[:, None]).sum(axis=0)
        averted: np.ndarray = defenders / (defenders + options.defence_ratio * hostile + 1.0)
        return averted

    def _fall(self, open_now: np.ndarray, day: int) -> None:
        model, now = self.model, self.model.situation
        attacked = open_now & now.attacked
        if not attacked.any():
            return
        hazard = np.where(attacked, self.settings.fall_hazard * (1.0 - now.refuge_defence), 0.0)
        falls = model.draws.happens("mission.fall", self.places, day, hazard)
        for place in np.flatnonzero(falls):
            self.fallen += 1
            self.closed_until[place] = day + int(self.settings.closed_days)
            now.refuge_capacity[place] = 0.0
            model.mission.declared[place] = False
            model.politics.press(Level.LEGITIMACY, -self.settings.fall_legitimacy)
            model.journal.log(
                day, "site_fallen", "A protection site falls",
                place=model.geography.names[place], actor="attackers",
                sheltered=float(now.people[place, :, SHELTERED].sum()),
                defence=float(now.refuge_defence[place]),
            )  # fmt: skip

    def report(self, day: int) -> None:
        room = float(self.model.situation.refuge_capacity.sum())
        self.model.journal.report("refuge_room", room)
        self.model.journal.report("sites_fallen", self.fallen)
