"""W3 Local knowledge: community engagement and cultural competence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from marosim.core.setting import MechanismSettings, setting
from marosim.journal import Metric
from marosim.mechanism import Mechanism


@dataclass
class LocalKnowledgeSettings(MechanismSettings):
    """Community engagement and cultural competence (W3)."""

    engagement: float = setting(
        0.4, "effort in engaging communities and learning their languages and ways", low=0, high=1
    )
    strangers: float = setting(
        0.25, "knowledge of those who are present but never engage", low=0, high=1
    )
    build_up_days: float = setting(
        60.0, "days in which presence turns into local knowledge", unit="days", low=1, high=1000
    )
    loss_days: float = setting(
        120.0, "days in which local knowledge fades without presence", unit="days", low=1, high=2000
    )


class LocalKnowledge(Mechanism[LocalKnowledgeSettings]):
    """Those who stay and engage get to know a place; those who do not remain strangers."""

    id = "W3"
    title = "Local knowledge"
    settings_key = "local_knowledge"
    rule = (
        "Knowledge of a place tends toward s + (1 − s)·engagement where a mission is present, "
        "with the build-up time (s: that of strangers), and back to 0.5 (neutral) without "
        "presence, with the time of loss. It multiplies, by 0.5 + knowledge, the hit rates of "
        "sensors that work through people, and the fit of what the mission does."
    )
    source = "Autesserre 2014, Peaceland; Gordon & Young 2017 on trust and cooperation; assumed"
    metrics = {
        "local_knowledge": Metric(
            "1", "mean knowledge of places where the mission is present, 0 to 1", better="higher"
        )
    }
    outcome = "threatened_protected_mean"
    expected = 1
    scenario = "sierra_leone_1999"
    arms = {
        "mandate": "robust",
        "deployment": "rapid",
        "funding": "full",
        "authorisation.day": 0,
        "days": 400,
        "population.agents": 4000,
    }
    contrast = ({"local_knowledge.engagement": 0.0}, {"local_knowledge.engagement": 1.0})

    def step(self, day: int) -> None:
        present = self.model.situation.watched
        access = self.model.warning.local_access
        if not present.any() and np.all(access == 0.5):
            return
        options = self.settings
        strangers = options.strangers
        target = np.where(present > 0, strangers + (1.0 - strangers) * options.engagement, 0.5)
        days = np.where(present > 0, options.build_up_days, options.loss_days)
        access += (target - access) / days

    def report(self, day: int) -> None:
        present = self.model.situation.watched > 0
        access = self.model.warning.local_access
        mean = float(access[present].mean()) if present.any() else 0.5
        self.model.journal.report("local_knowledge", mean)
