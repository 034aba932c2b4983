"""P5 Truth, reconciliation, justice: trust over years, a threat to spoilers at first."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from marosim.core.setting import MechanismSettings, setting
from marosim.journal import Metric
from marosim.mechanism import Mechanism

MONTH = 30


@dataclass
class ReconciliationSettings(MechanismSettings):
    """P5: truth-telling, reconciliation and prosecution."""

    effort: float = setting(0.4, "share of the country reached", low=0, high=1)
    start_after_days: int = setting(
        90, "days of quiet before hearings begin", unit="days", low=0, high=3650
    )
    ceiling: float = setting(0.8, "trust toward which reconciliation leads", low=0, high=1)
    years: float = setting(
        5.0,
        "years over which trust follows where everybody is reached",
        unit="years",
        low=0.25,
        high=50,
        source="assumed; Cilliers, Dube & Siddiqi 2016: trust +22 % within 31 months",
    )
    prosecution: float = setting(
        0.3, "weight of trials beside truth-telling", low=0, high=1, source="assumed"
    )
    trial_years: float = setting(
        3.0,
        "years during which trials threaten those who could spoil",
        unit="years",
        low=0.1,
        high=30,
    )
    justice_gain: float = setting(
        0.5,
        "speed of trust gained through full prosecution",
        low=0,
        high=5,
        source="assumed; Kim & Sikkink 2010",
    )
    usd_per_head_year: float = setting(
        0.6, "cost for each person in the country", unit="US$/person/year", low=0, high=1000
    )


class Reconciliation(Mechanism[ReconciliationSettings]):
    """Hearings begin once it has been quiet; trials weigh on those who could spoil."""

    id = "P5"
    title = "Truth, reconciliation, justice"
    settings_key = "reconciliation"
    rule = (
        "After enough quiet days trust between communities moves to its ceiling by 1 - exp(-t/T) "
        "× reach × (1 + justice gain × prosecution), reach = effort × money × safety. While "
        "trials are young, the threat prosecution × (1 - age/years) × share of fighters still "
        "armed raises the hazard that a ceasefire fails. Without the mission the part nobody "
        "owns is lost again."
    )
    source = "Cilliers, Dube & Siddiqi 2016; Kim & Sikkink 2010; Snyder & Vinjamuri 2003"
    metrics = {
        "justice_threat": Metric("1", "threat that trials pose to those who could spoil", "stock"),
    }
    outcome = "trust_between_groups"
    expected = +1
    scenario = "liberia_2003"
    arms = {
        "mandate": "multidimensional",
        "deployment": "standard",
        "days": 1095,
        "population.agents": 4000,
    }

    def start(self) -> None:
        groups = len(self.model.case.communities)
        self.made = np.zeros((groups, groups))
        self.apart = ~np.eye(groups, dtype=bool)
        self.began = -1

    def step(self, day: int) -> None:
        state = self.model.peace
        state.observe(day)
        if day % MONTH != MONTH - 1:
            return
        if state.carried:
            if self.began < 0 and state.quiet_days >= self.settings.start_after_days:
                self.began = day
                self.model.journal.log(day, "reconciliation", "Hearings of a commission begin")
            if self.began >= 0:
                self._work(day)
        elif self.made.any():
            self._fade()
        self._threaten(day)

    def _work(self, day: int) -> None:
        state, now, options = self.model.peace, self.model.situation, self.settings
        means = state.means(options.effort)
        state.pay(options.usd_per_head_year * state.people * means, MONTH)
        reach = means * float((state.safety * state.weight).sum())
        gain = 1.0 + options.justice_gain * options.prosecution
        rate = min(state.speed(options.years, MONTH) * reach * gain, 1.0)
        added = rate * np.maximum(options.ceiling - now.trust, 0.0) * self.apart
        now.trust += added
        self.made += added

    def _fade(self) -> None:
        state, now = self.model.peace, self.model.situation
        lost = state.fading(MONTH) * (1.0 - state.kept) * self.made
        self.made -= lost
        now.trust -= np.minimum(lost, np.maximum(now.trust - 0.02, 0.0))

    def _threaten(self, day: int) -> None:
        state, options = self.model.peace, self.settings
        if self.began < 0:
            return
        young = 1.0 - (day - self.began) / (365.25 * options.trial_years)
        organisations = self.model.armed.organisations
        armed = math.fsum(o.fighters for o in organisations)
        armed /= max(math.fsum(o.initial for o in organisations), 1.0)
        effort = state.means(options.effort)
        state.justice_threat = options.prosecution * effort * max(young, 0.0) * min(armed, 1.0)

    def report(self, day: int) -> None:
        self.model.journal.report("justice_threat", self.model.peace.justice_threat)
