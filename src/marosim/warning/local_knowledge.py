"""W3 Local knowledge: community engagement and cultural competence."""

from __future__ import annotations

import numpy as np

from marosim.journal import Metric
from marosim.mechanism import Mechanism


class LocalKnowledge(Mechanism):
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
