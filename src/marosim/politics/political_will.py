"""D5 Political will: raised by news of atrocities, lowered by own dead and by length."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from marosim.core.setting import MechanismSettings, setting
from marosim.journal import Metric
from marosim.mechanism import Mechanism
from marosim.terms import Level

if TYPE_CHECKING:
    from marosim.injects import Inject
    from marosim.response_model import ResponseModel


@dataclass
class PoliticalWillSettings(MechanismSettings):
    """Will of those who decide and contribute (D5)."""

    mean: float = setting(0.45, "will toward which the level tends", low=0, high=1)
    initial: float = setting(0.4, "will at the start", low=0, high=1)
    reversion_days: float = setting(
        120.0, "days over which the level returns to its mean", unit="days", low=5, high=3650
    )
    news_gain: float = setting(
        0.012,
        "share of missing will gained a day for each e-fold of reported deaths",
        unit="1/day",
        low=0,
        high=1,
    )
    news_deaths: float = setting(
        500.0,
        "reported deaths in 30 days that weigh as one unit of news",
        unit="persons",
        low=1,
        high=1e6,
    )
    loss_per_death: float = setting(
        0.012,
        "will lost for each peacekeeper killed",
        unit="1/person",
        low=0,
        high=1,
        source="assumed; after ten Belgian deaths the contingent left (S/1999/1257)",
    )
    fatigue_per_year: float = setting(
        0.03, "mean will lost for each year of a mission", unit="1/year", low=0, high=1
    )


class PoliticalWill(Mechanism[PoliticalWillSettings]):
    """The will of those who decide, pay and send troops."""

    id = "D5"
    title = "Political will"
    settings_key = "political_will"
    rule = (
        "Will tends toward its mean less fatigue × years of mission; news adds "
        "gain·log(1 + R/R₀)·(1 − will) a day in the deaths R reported in thirty days; each "
        "peacekeeper killed takes a share of it. Will shortens the Council's preparation, makes "
        "votes pass, renews and widens mandates, and moves what is paid."
    )
    source = "Regan 2000; Binder 2015 on media, spill-over and intervention; sizes assumed"
    metrics = {"political_will": Metric("1", "political will, 0 to 1", better="higher")}
    outcome = "peacekeepers"
    expected = 1
    scenario = "sierra_leone_1999"
    arms = {"mandate": "multidimensional", "deployment": "standard"}
    contrast = (
        {"political_will.mean": 0.1, "political_will.initial": 0.1},
        {"political_will.mean": 0.8, "political_will.initial": 0.8},
    )
    injects = (Level.POLITICAL_WILL,)

    def __init__(self, model: ResponseModel, settings: Any) -> None:
        super().__init__(model, settings)
        model.politics.political_will = settings.initial

    def told(self, inject: Inject) -> None:
        self.model.politics.press(Level.POLITICAL_WILL, inject.value)

    def step(self, day: int) -> None:
        politics, warning, options = self.model.politics, self.model.warning, self.settings
        warning.news.hear(day)
        mean = options.mean
        if politics.present:
            mean -= options.fatigue_per_year * politics.age(day) / 365.0
        level = politics.political_will
        news = math.log1p(warning.news.month / options.news_deaths)
        level += (max(mean, 0.0) - level) / options.reversion_days
        level += options.news_gain * news * (1.0 - level)
        lost = self.model.situation.peacekeeper_loss_today
        level *= math.exp(-options.loss_per_death * lost)
        level += politics.taken(Level.POLITICAL_WILL)
        politics.political_will = min(max(level, 0.0), 1.0)

    def report(self, day: int) -> None:
        self.model.journal.report("political_will", self.model.politics.political_will)
