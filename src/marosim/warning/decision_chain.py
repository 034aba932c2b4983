"""W2 The gap between warning and response: delay, dismissal, cry-wolf, and news."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from marosim.core.setting import MechanismSettings, setting
from marosim.journal import Metric
from marosim.mechanism import Mechanism

if TYPE_CHECKING:
    from marosim.response_model import ResponseModel


@dataclass
class DecisionChainSettings(MechanismSettings):
    """From alert to decision: delay, dismissal, cry-wolf and news (W2)."""

    dismissal: float = setting(
        0.85,
        "chance that an alert is set aside although the sender is believed",
        low=0,
        high=1,
        source="assumed; George & Holl 1997 on the warning-response gap",
    )
    delay_days: float = setting(
        10.0,
        "mean days from a believed alert or recognition to a decision",
        unit="days",
        low=0,
        high=365,
        source="assumed; United Nations 1999 (S/1999/1257)",
    )
    delay_shape: float = setting(
        3.0, "regularity of that delay (shape of a gamma distribution)", low=0.5, high=50
    )
    belief_lost: float = setting(
        0.12, "share of belief lost by a false alarm (cry-wolf)", low=0, high=1
    )
    belief_gained: float = setting(
        0.25, "share of doubt removed by an alert that came true", low=0, high=1
    )
    belief_recovery_days: float = setting(
        180.0, "days over which belief recovers by itself", unit="days", low=7, high=3650
    )
    reported_share: float = setting(
        0.06,
        "share of deaths that the outside world hears of, far from the capital without observers",
        low=0,
        high=1,
        source="press estimates in April 1994 were ten times too low (Kuperman 2000)",
    )
    capital_share: float = setting(
        0.25,
        "share heard of in the capital without observers",
        low=0,
        high=1,
    )
    news_delay_days: float = setting(
        5.0, "mean days until deaths are reported", unit="days", low=0.5, high=90
    )
    recognition_rate: float = setting(
        0.035,
        "hazard of recognition for each e-fold of reported deaths",
        unit="1/day",
        low=0,
        high=2,
        source="assumed; two weeks from onset to recognition in Rwanda (Kuperman 2000)",
    )
    recognition_deaths: float = setting(
        1000.0,
        "reported deaths in 30 days that weigh as one unit of news",
        unit="persons",
        low=1,
        high=1e6,
    )


class DecisionChain(Mechanism[DecisionChainSettings]):
    """Alerts cross a chain of desks; news of deaths may do what alerts did not."""

    id = "W2"
    title = "Warning–response gap"
    settings_key = "decision_chain"
    rule = (
        "The alerts of a week are taken up with probability belief·(1 − dismissal); a decision "
        "to act then follows after a gamma-distributed delay plus what coordination adds. A false "
        "alarm takes a share of belief, a true one removes a share of doubt (cry-wolf). Without "
        "any alert taken up, the crisis is recognised with hazard k·log(1 + R/R₀) in the deaths R "
        "reported in thirty days, of which the outside world hears a part, late."
    )
    source = "George & Holl 1997; Kuperman 2000; United Nations 1999 (S/1999/1257)"
    metrics = {
        "warning_belief": Metric("1", "how far decision makers trust alerts, 0 to 1"),
        "deaths_in_the_news": Metric("persons", "deaths reported to the outside today", "flow"),
    }
    outcome = "deaths_direct"
    expected = 0
    scenario = "rwanda_1994"
    arms = {"mandate": "robust", "deployment": "rapid", "authorisation.agenda": False}

    def __init__(self, model: ResponseModel, settings: Any) -> None:
        super().__init__(model, settings)
        self.due: int | None = None  # day on which a decision will have been taken

    def step(self, day: int) -> None:
        warning, options = self.model.warning, self.settings
        warning.news.hear(day)
        self._believe(warning.settled_true, warning.settled_false)
        if warning.decided_day is not None:
            return
        self._weigh_alerts(day)
        if self.due is None:
            news = np.log1p(warning.news.month / options.recognition_deaths)
            if self.model.draws.happens(
                "warning.recognition", [0], day, options.recognition_rate * news
            )[0]:
                self._take_up(day)
                self.model.journal.log(
                    day,
                    "recognition",
                    "Reported deaths can no longer be overlooked",
                    actor="decision makers",
                    reported=warning.news.month,
                )
        if self.due is not None and day >= self.due:
            warning.decided_day = day
            self.model.journal.log(
                day,
                "decision",
                "It is decided to act: the matter goes to the Council",
                actor="decision makers",
                belief=warning.belief,
                reported=warning.news.month,
            )

    def _believe(self, came_true: int, were_false: int) -> None:
        options, warning = self.settings, self.model.warning
        belief = warning.belief * (1.0 - options.belief_lost) ** were_false
        doubt = (1.0 - belief) * (1.0 - options.belief_gained) ** came_true
        warning.belief = 1.0 - doubt * (1.0 - 1.0 / options.belief_recovery_days)

    def _weigh_alerts(self, day: int) -> None:
        warning, model = self.model.warning, self.model
        new = warning.new_alerts
        if not len(new):
            return
        believed = warning.belief * (1.0 - self.settings.dismissal)
        # alerts of one week meet the same desk in the same mood
        mood = float(model.draws.uniform("warning.dismissal", [0], day // 7)[0])
        if mood < believed:
            self._take_up(day)
            return
        for place in new:
            model.journal.log(
                day,
                "dismissed",
                "The alert is set aside",
                model.geography.names[place],
                "decision makers",
                belief=warning.belief,
            )

    def _take_up(self, day: int) -> None:
        options = self.settings
        delay = self.model.politics.decision_delay
        if options.delay_days > 0:
            delay += float(
                self.model.draws.gamma(
                    "warning.decision", [0], 0, options.delay_days, options.delay_shape
                )[0]
            )
        due = day + round(delay)
        self.due = due if self.due is None else min(due, self.due)

    def report(self, day: int) -> None:
        self.model.journal.report("warning_belief", self.model.warning.belief)
        self.model.journal.report("deaths_in_the_news", self.model.warning.news.today)
