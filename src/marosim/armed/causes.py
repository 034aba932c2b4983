"""C1 Root causes: grievance from inequality, exclusion and past violence."""

from __future__ import annotations

import numpy as np

from marosim.mechanism import Mechanism
from marosim.settings.crisis import RootCauseSettings
from marosim.situation import HARDSHIP


class RootCauses(Mechanism):
    """Slow grievance of each community."""

    id = "C1"
    title = "Root causes"
    settings_key = "root_causes"
    rule = (
        "Grievance of a community = inequality weight × inequality + exclusion weight × exclusion "
        "+ inherited grievance + violence weight × share of its people killed × 10, fading over "
        "years; capped at 1. Updated weekly."
    )
    source = "Gurr 1970; Cederman, Gleditsch & Buhaug 2013; UN Framework of Analysis 2014"
    outcome = "fighters_mean"
    expected = +1
    settings: RootCauseSettings

    def start(self) -> None:
        communities = self.model.case.communities
        self.inherited = np.array([c.grievance for c in communities])
        self.inequality = np.array([c.inequality for c in communities])
        self.killed = np.zeros(len(communities))
        self.people = np.maximum(self.model.civilians.initial.sum(axis=0), 1.0)
        self._update()

    def step(self, day: int) -> None:
        self.killed += self.model.situation.deaths_today[:HARDSHIP].sum(axis=(0, 1))
        if day % 7 == 0:
            keep = np.exp(-7.0 / (365.25 * self.settings.memory_years))
            self.killed *= keep
            self.inherited *= keep
            self._update()

    def _update(self) -> None:
        now, options = self.model.situation, self.settings
        level = (
            options.inequality_weight
            * self.inequality
            * (1 - options.recovery_relief * now.recovery.mean())
            + options.exclusion_weight * now.exclusion
            + options.inherited_weight * self.inherited
            + 10 * options.violence_weight * self.killed / self.people
        )
        now.grievance = np.clip(level, 0.0, 1.0)
