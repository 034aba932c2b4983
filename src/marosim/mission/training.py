"""A11 Training and quality of contingents."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from marosim.core.setting import MechanismSettings, setting
from marosim.core.short_axis import added
from marosim.journal import Metric
from marosim.mechanism import Mechanism
from marosim.mission.arms import RWANDA
from marosim.mission.state import TROOPS
from marosim.situation import MISSION, OPEN
from marosim.terms import Level


@dataclass
class TrainingSettings(MechanismSettings):
    """A11: training and quality of contingents."""

    protection: float = setting(0.5, "training in protecting civilians", low=0, high=1)
    rights: float = setting(0.5, "training in human rights, law and conduct", low=0, high=1)
    culture: float = setting(0.5, "training in language and local culture", low=0, high=1)
    joint: float = setting(0.5, "joint exercises of contingents and staff", low=0, high=1)
    spread: float = setting(
        0.12,
        "standard deviation of quality between contingents without joint exercises",
        low=0,
        high=0.5,
        source="assumed; Haass & Ansorg 2018 on quality, Bove & Ruggeri 2016 on diversity",
    )
    untrained: float = setting(0.3, "fighting quality of untrained troops", low=0.01, high=1)
    trained: float = setting(0.95, "fighting quality of fully trained troops", low=0.01, high=1.5)
    misconduct_deaths: float = setting(
        1.0,
        "civilians killed a year by a thousand untrained soldiers, by misconduct and accident",
        unit="1/1000/year",
        low=0,
        high=50,
    )
    trust_gain: float = setting(
        0.0006,
        "legitimacy gained a day by full training in culture and conduct over none",
        unit="1/day",
        low=0,
        high=0.02,
    )


class Training(Mechanism[TrainingSettings]):
    """What contingents can do, how alike they are, and how they behave."""

    id = "A11"
    title = "Training and quality of contingents"
    settings_key = "training"
    rule = (
        "Quality of troops rises from untrained to trained with the mean of training in "
        "protection and joint exercises, scattered between contingents by a spread that joint "
        "exercises narrow, and grows with equipment. Training in rights and conduct lowers the "
        "civilians killed by operations, misconduct and accident; culture and conduct earn "
        "legitimacy a little every day."
    )
    source = "Haass & Ansorg 2018; Bove & Ruggeri 2016; sizes assumed"
    metrics = {
        "troop_quality": Metric("1", "mean quality of troops", better="higher"),
    }
    outcome = "deaths_direct"
    expected = -1
    scenario = "rwanda_1994"
    arms = RWANDA
    contrast = ({"training": "low"}, {"training": "high"})

    def step(self, day: int) -> None:
        options, mission = self.settings, self.model.mission
        mission.protection_skill = 0.5 * (options.protection + options.joint)
        mission.conduct, mission.culture = options.rights, options.culture
        mission.quality_low, mission.quality_high = options.untrained, options.trained
        mission.quality_spread = options.spread * (1.0 - options.joint)
        if not mission.units:
            return
        troops = mission.at_places(TROOPS, day)
        heads = float(troops.sum())
        if heads <= 0:
            return
        now = self.model.situation
        rate = options.misconduct_deaths / 1000.0 / 365.0 * (1.0 - options.rights)
        people = now.unsheltered
        share = people / np.maximum(added(people), 1.0)[:, None]
        now.request_harm(MISSION, OPEN, (rate * troops)[:, None] * share)
        gain = 0.5 * (options.rights + options.culture) - 0.5
        self.model.politics.press(Level.LEGITIMACY, options.trust_gain * 2.0 * gain)

    def report(self, day: int) -> None:
        mission = self.model.mission
        troops = mission.kind == TROOPS
        if troops.any():
            heads = mission.persons[troops]
            mean = float((mission.quality()[troops] * heads).sum() / max(heads.sum(), 1e-9))
            self.model.journal.report("troop_quality", mean)
