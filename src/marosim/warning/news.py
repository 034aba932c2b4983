"""What the outside world hears of deaths: a part, late, mostly from the capital. Warning's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from marosim.core.field import field, keep
from marosim.core.state import State, offered_by
from marosim.situation import ATTACK, BATTLE, ROADBLOCK

if TYPE_CHECKING:
    from marosim.response_model import ResponseModel

NEWS_MEMORY_DAYS = 30.0  # by definition: news is the reported deaths of thirty days


class News(State):
    """Reported deaths, taken in once a day."""

    model: ResponseModel = keep("warning", "the run that it belongs to")
    today: float = field("warning", "deaths reported today", "persons")
    month: float = field("warning", "deaths reported in thirty days, fading", "persons")
    waiting: float = field("warning", "deaths heard of and not yet reported", "persons")
    heard_day: int = field("warning", "last day taken in; -1 before", "day", neutral=-1, low=-1)
    nearness: NDArray[np.float64] = field(
        "warning", "exp(-distance from the capital)", axes="place"
    )

    def __init__(self, model: ResponseModel) -> None:
        super().__init__(place=model.geography.count)
        self.model = model
        distance = model.geography.distance_km[model.geography.capital]
        reach = np.nanmedian(np.where(np.isfinite(distance), distance, np.nan))
        self.nearness = np.exp(-np.where(np.isfinite(distance), distance, np.inf) / max(reach, 1))

    @offered_by("warning")
    def hear(self, day: int) -> None:
        """Take in yesterday's deaths, once a day however many ask."""
        if day == self.heard_day:
            return
        self.heard_day = day
        options = self.model.settings.decision_chain
        now = self.model.situation
        deaths = now.deaths_today[[ATTACK, BATTLE, ROADBLOCK]].sum(axis=(0, 2))
        far, near = options.reported_share, options.capital_share
        unseen = 1.0 - (far + (near - far) * self.nearness)
        self.waiting += float((deaths * (1.0 - unseen * (1.0 - now.watched))).sum())
        self.today = self.waiting / max(options.news_delay_days, 1.0)
        self.waiting -= self.today
        self.month += self.today - self.month / NEWS_MEMORY_DAYS
