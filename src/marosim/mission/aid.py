"""A14 Humanitarian access and aid."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from marosim.core.setting import MechanismSettings, setting
from marosim.core.short_axis import largest
from marosim.journal import Metric
from marosim.mechanism import Mechanism
from marosim.mission.arms import SOUTH_SUDAN
from marosim.situation import ABROAD, DISPLACED, SHELTERED, UNDER_WAY, Situation
from marosim.terms import Line, Task


@dataclass
class AidSettings(MechanismSettings):
    """A14: humanitarian access and aid."""

    share: float = setting(
        0.7, "share of need that aid meets where access is free and money is there", low=0, high=1
    )
    build_up_days: float = setting(
        20.0, "days in which aid follows access by a factor e", unit="days", low=1, high=365
    )
    danger_weight: float = setting(
        4.0, "fall of access with fear at a place (exponential)", low=0, high=20
    )
    escort_force: float = setting(
        100.0,
        "credible troops at a place that make half of the danger passable",
        unit="persons",
        low=1,
        high=10_000,
    )
    without_escort: float = setting(
        0.4, "access without aid security among the tasks, relative to with it", low=0, high=1
    )
    usd_per_day: float = setting(
        0.6,
        "cost of meeting the need of one person",
        unit="US$/person/day",
        low=0,
        high=20,
        source="assumed; order of appeals of some US$200 a person and year",
    )


class Aid(Mechanism[AidSettings]):
    """Aid reaches people where roads are safe enough and somebody pays."""

    id = "A14"
    title = "Humanitarian access and aid"
    settings_key = "aid"
    rule = (
        "The share of need that aid meets at a place tends, in weeks, to share × money for tasks × "
        "access, access = exp(−w·fear·f½/(f½ + F)) with F the credible troops who open roads "
        "there, × freedom of movement × share of convoys that pass (C14), less without aid "
        "security among the tasks; abroad access is free. Aid lowers indirect deaths."
    )
    source = "Checchi & Roberts 2005; Stoddard, Harmer & Czwarno 2017 on access; sizes assumed"
    metrics = {
        "aid_coverage": Metric(
            "1", "share of the need of displaced people that is met", better="higher"
        ),
    }
    outcome = "deaths_indirect"
    expected = -1
    scenario = "south_sudan_2013"
    arms = SOUTH_SUDAN
    renews = (Situation.aid,)

    def step(self, day: int) -> None:
        now, mission, options = self.model.situation, self.model.mission, self.settings
        if not mission.units and not now.aid.any():
            return
        politics, map_ = self.model.politics, self.model.geography
        if mission.units:
            force = mission.reach_force
            danger = options.danger_weight * largest(now.fear)
            danger = danger * options.escort_force / (options.escort_force + force)
            access = np.exp(-danger) * politics.freedom_of_movement * self._let_pass()
            if Task.AID_SECURITY not in politics.mandate.tasks:
                access = access * options.without_escort
            access = np.where(map_.inside, access, 1.0)
            target = options.share * politics.task_money * access
        else:
            target = np.zeros(map_.count)
        now.aid = now.aid + (target - now.aid) * -math.expm1(-1.0 / options.build_up_days)
        if not mission.units and now.aid.max() < 1e-6:
            now.aid[:] = 0.0
        politics.spend(Line.AID, float((self._needy() * now.aid).sum()) * options.usd_per_day)

    def _let_pass(self) -> np.ndarray:
        """Share of convoys that pass those who would stop them, free or against payment, [P]."""
        sold = self.model.settings.hostages.sold
        return 1.0 - (1.0 - sold) * self.model.situation.obstruction

    def _needy(self) -> np.ndarray:
        people = self.model.situation.people
        needy: np.ndarray = people[:, :, [DISPLACED, SHELTERED, UNDER_WAY, ABROAD]].sum(axis=(1, 2))
        return needy

    def report(self, day: int) -> None:
        needy = self._needy()
        met = float((needy * self.model.situation.aid).sum() / max(needy.sum(), 1.0))
        self.model.journal.report("aid_coverage", met)
