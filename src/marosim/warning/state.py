"""What is known in advance; warning writes it, politics only its money and what is shared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from marosim.core.field import channel, field, keep
from marosim.core.state import State, offered_by
from marosim.warning.news import News

if TYPE_CHECKING:
    from marosim.response_model import ResponseModel


class WarningState(State):
    """Knowledge shared by the mechanisms of warning and read by those who decide and act."""

    news: News = keep("warning", "what the outside world hears of deaths")
    risk: NDArray[np.float64] = field(
        "warning", "probability that an attack starts within the horizon", axes="place"
    )
    alerted: NDArray[np.bool_] = field(
        "warning", "under an open alert", "yes or no", "place", neutral=False
    )
    new_alerts: NDArray[np.int64] = keep(
        "warning", "places of today's alerts", lambda: np.zeros(0, dtype=np.int64)
    )
    settled_true: int = field("warning", "alerts found true today", "alerts", neutral=0)
    settled_false: int = field("warning", "alerts found false today", "alerts", neutral=0)
    local_access: NDArray[np.float64] = field(
        "warning", "how well outsiders know a place", axes="place", neutral=0.5
    )
    told: NDArray[np.float64] = channel(
        "warning", "evidence of an attack to come that others bring", "log-odds", "place"
    )
    belief: float = field("warning", "how far decision makers trust alerts", neutral=1.0)
    first_signal_day: int | None = field("warning", "first signal", "day", neutral=None)
    alert_day: int | None = field("warning", "first alert", "day", neutral=None)
    decided_day: int | None = field("warning", "decision to act", "day", neutral=None)
    money: float = field("politics", "share of its tasks that is paid for", neutral=1.0)
    shared_intelligence: float = field(
        "politics", "share of what one organisation knows that others learn", neutral=0.5
    )

    def __init__(self, model: ResponseModel) -> None:
        super().__init__(place=model.geography.count)
        self.news = News(model)

    @property
    def alerts(self) -> int:
        """Alerts raised today."""
        return len(self.new_alerts)

    @offered_by("warning")
    def brought_up(self, day: int, chain: bool) -> int | None:
        """The day since which the matter lies before the Council, or None.

        Where no ``chain`` of desks is modelled, an alert or news of a death is enough.
        """
        if chain:
            return self.decided_day
        self.news.hear(day)
        if self.decided_day is None and (self.alert_day is not None or self.news.month >= 1.0):
            self.decided_day = day
        return self.decided_day
