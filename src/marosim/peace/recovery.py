"""P7 Economic recovery and development: livelihoods, and jobs for former fighters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from marosim.core.setting import MechanismSettings, setting
from marosim.journal import Metric
from marosim.mechanism import Mechanism

MONTH = 30


@dataclass
class RecoverySettings(MechanismSettings):
    """P7: livelihoods, jobs and infrastructure."""

    effort: float = setting(
        0.4, "share of livelihoods that programmes aim to restore", low=0, high=1
    )
    years: float = setting(
        2.5, "years over which livelihoods follow", unit="years", low=0.1, high=50
    )
    loss_days: float = setting(
        150.0,
        "days of violence at a place over which what was restored is lost",
        unit="days",
        low=5,
        high=3650,
    )
    usd_per_head_year: float = setting(
        8.0, "cost for each person in the country", unit="US$/person/year", low=0, high=1000
    )


class Recovery(Mechanism[RecoverySettings]):
    """Livelihoods follow programmes where it is safe, and are lost again in violence."""

    id = "P7"
    title = "Economic recovery and development"
    settings_key = "recovery"
    rule = (
        "Recovery at a place tends to effort × money × safety over years and is lost over the "
        "days of violence there; it lowers hardship and inequality and gives former fighters a "
        "living. Without the mission it falls to the share that is owned locally."
    )
    source = "Collier & Hoeffler 2004; Blattman & Annan 2016; sizes assumed"
    metrics = {
        "recovery": Metric("1", "livelihoods restored by programmes, 0 to 1", "stock", "higher"),
    }
    outcome = "ddr_idle_mean"
    expected = -1
    scenario = "liberia_2003"
    arms = {
        "mandate": "multidimensional",
        "deployment": "standard",
        "days": 1095,
        "population.agents": 4000,
    }

    def start(self) -> None:
        self.best = np.zeros(self.model.geography.count)
        self.fought = np.zeros(self.model.geography.count)

    def step(self, day: int) -> None:
        now, options = self.model.situation, self.settings
        self.fought += now.attacked | (now.battle_today > 0)
        if day % MONTH != MONTH - 1:
            return
        state = self.model.peace
        if self.fought.any():
            now.recovery *= np.exp(-self.fought / options.loss_days)
            self.best = np.minimum(self.best, np.maximum(now.recovery, 0.0))
            self.fought[:] = 0.0
        if state.carried:
            means = state.means(options.effort)
            state.pay(options.usd_per_head_year * state.people * means, MONTH)
            target = means * state.safety * self.model.geography.inside
            now.recovery += state.speed(options.years, MONTH) * (target - now.recovery)
            self.best = np.maximum(self.best, now.recovery)
        elif self.best.any():
            kept = state.kept * self.best
            now.recovery -= state.fading(MONTH) * np.maximum(now.recovery - kept, 0.0)

    def report(self, day: int) -> None:
        recovered = float((self.model.situation.recovery * self.model.peace.weight).sum())
        self.model.journal.report("recovery", recovered)
