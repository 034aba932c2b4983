"""C1 Root causes: grievance from inequality, exclusion and past violence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from marosim.core.setting import MechanismSettings, setting
from marosim.mechanism import Mechanism
from marosim.situation import HARDSHIP


@dataclass
class RootCauseSettings(MechanismSettings):
    """C1: grievance from inequality, exclusion and past violence."""

    inequality_weight: float = setting(
        0.35,
        "share of inequality between communities in grievance",
        low=0,
        high=1,
        source="assumed; Cederman, Gleditsch & Buhaug 2013",
    )
    exclusion_weight: float = setting(
        0.45,
        "share of exclusion from power in grievance",
        low=0,
        high=1,
        source="assumed; Cederman, Wimmer & Min 2010",
    )
    violence_weight: float = setting(
        2.0, "grievance added when a tenth of a community has been killed", low=0, high=20
    )
    inherited_weight: float = setting(
        0.3, "share of grievance inherited from before the case", low=0, high=1
    )
    recovery_relief: float = setting(
        0.5, "share of inequality's grievance that full recovery takes away", low=0, high=1
    )
    memory_years: float = setting(
        8.0,
        "years in which past violence fades from grievance by a factor e",
        unit="years",
        low=0.5,
        high=60,
    )


class RootCauses(Mechanism[RootCauseSettings]):
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
