"""What is known in advance: risk by place, alerts, news, and whether anybody believes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from marosim.warning.news import News

if TYPE_CHECKING:
    from marosim.response_model import ResponseModel


class WarningState:
    """Knowledge shared by the mechanisms of warning and read by those who decide and act.

    ``risk`` [P] is the probability that an attack starts at a place within the horizon of
    the early-warning mechanism (14 days by default); zero everywhere without sensors.
    ``alerts`` counts today's alerts, ``alerted`` [P] marks places under an open alert,
    ``belief`` in 0..1 is how far decision makers trust alerts. Days are None until they
    happen. ``local_access`` [P] in 0..1 is how well outsiders know a place (0.5 neutral).
    Politics writes ``money`` and ``shared_intelligence`` (0..1) and ``decision_delay`` (days).
    """

    def __init__(self, model: ResponseModel) -> None:
        places = model.geography.count
        self.news = News(model)
        self.risk: NDArray[np.float64] = np.zeros(places)
        self.alerted: NDArray[np.bool_] = np.zeros(places, dtype=bool)
        self.new_alerts: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        self.settled_true = 0
        self.settled_false = 0
        self.local_access: NDArray[np.float64] = np.full(places, 0.5)
        self.belief = 1.0
        self.first_signal_day: int | None = None
        self.alert_day: int | None = None
        self.decided_day: int | None = None
        self.money = 1.0
        self.shared_intelligence = 0.5
        self.decision_delay = 0.0

    @property
    def alerts(self) -> int:
        """Alerts raised today."""
        return len(self.new_alerts)
