"""What the outside world hears of deaths: a part, late, and mostly from the capital."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from marosim.situation import ATTACK, BATTLE, ROADBLOCK

if TYPE_CHECKING:
    from marosim.response_model import ResponseModel

NEWS_MEMORY_DAYS = 30.0  # by definition: news is the reported deaths of thirty days


class News:
    """Reported deaths: ``today`` and ``month`` (fading sum over thirty days), persons."""

    def __init__(self, model: ResponseModel) -> None:
        self.model = model
        self.today = 0.0
        self.month = 0.0
        self._waiting = 0.0
        self._day = -1
        distance = model.geography.distance_km[model.geography.capital]
        reach = np.nanmedian(np.where(np.isfinite(distance), distance, np.nan))
        self._nearness = np.exp(-np.where(np.isfinite(distance), distance, np.inf) / max(reach, 1))

    def hear(self, day: int) -> None:
        """Take in yesterday's deaths, once a day however many ask."""
        if day == self._day:
            return
        self._day = day
        options = self.model.settings.decision_chain
        now = self.model.situation
        deaths = now.deaths_today[[ATTACK, BATTLE, ROADBLOCK]].sum(axis=(0, 2))
        far, near = options.reported_share, options.capital_share
        unseen = 1.0 - (far + (near - far) * self._nearness)
        self._waiting += float((deaths * (1.0 - unseen * (1.0 - now.watched))).sum())
        self.today = self._waiting / max(options.news_delay_days, 1.0)
        self._waiting -= self.today
        self.month += self.today - self.month / NEWS_MEMORY_DAYS
