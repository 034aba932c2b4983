"""P6 Inclusive governance and reform: less exclusion, institutions that work."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from marosim.core.setting import MechanismSettings, setting
from marosim.mechanism import Mechanism
from marosim.terms import Task

MONTH = 30


@dataclass
class InclusiveGovernanceSettings(MechanismSettings):
    """P6: inclusion in power and reform of institutions."""

    effort: float = setting(0.4, "weight given to inclusion and reform", low=0, high=1)
    inclusion_gain: float = setting(
        0.6,
        "share of exclusion that full effort removes",
        low=0,
        high=1,
        source="assumed; Cederman, Gleditsch & Buhaug 2013",
    )
    institutions: float = setting(
        0.85, "working institutions toward which full effort leads", low=0, high=1
    )
    without_task: float = setting(
        0.5,
        "effect on inclusion without elections, and on institutions without the rule of law, among "
        "the tasks, relative to with them",
        low=0,
        high=1,
        source="assumed; Di Salvatore et al. 2022 on what mandates ask for",
    )
    years: float = setting(4.0, "years over which reform works", unit="years", low=0.25, high=50)
    without_agreement: float = setting(
        0.2, "share of reform that is possible without an agreement", low=0, high=1
    )
    usd_per_head_year: float = setting(
        2.0, "cost for each person in the country", unit="US$/person/year", low=0, high=1000
    )


class InclusiveGovernance(Mechanism[InclusiveGovernanceSettings]):
    """Reform needs an agreement, safety, money and years."""

    id = "P6"
    title = "Inclusive governance and reform"
    settings_key = "inclusive_governance"
    rule = (
        "Exclusion of each community falls toward (1 - i·effort·agreement) of its first level, "
        "and institutions at a place rise toward effort·safety of the way to their best, over "
        "years; less inclusion without elections and weaker institutions without the rule of law "
        "among the tasks of the mandate; agreement is the mean step of agreements of armed "
        "dyads, with a floor. Without the mission the part nobody owns is lost again."
    )
    source = "Cederman, Gleditsch & Buhaug 2013; Walter 2015; sizes assumed"
    outcome = "governance"
    expected = +1
    scenario = "liberia_2003"
    arms = {
        "mandate": "multidimensional",
        "deployment": "standard",
        "days": 1095,
        "population.agents": 4000,
    }

    def start(self) -> None:
        self.first = self.model.situation.exclusion.copy()
        self.made = np.zeros(self.model.geography.count)
        self.included = np.zeros(len(self.first))  # exclusion removed so far

    def step(self, day: int) -> None:
        if day % MONTH != MONTH - 1:
            return
        state = self.model.peace
        if state.carried:
            self._reform()
        elif self.made.any() or self.included.any():
            self._fade()

    def _reform(self) -> None:
        state, now, options = self.model.peace, self.model.situation, self.settings
        floor = options.without_agreement
        means = state.means(options.effort) * (floor + (1.0 - floor) * state.agreement())
        state.pay(options.usd_per_head_year * state.people * means, MONTH)
        rate = state.speed(options.years, MONTH)
        tasks, part = self.model.politics.mandate.tasks, options.without_task
        voted = 1.0 if Task.ELECTIONS in tasks else part
        lawful = 1.0 if Task.RULE_OF_LAW in tasks else part
        target = self.first * (1.0 - options.inclusion_gain * means * voted)
        removed = rate * np.maximum(now.exclusion - target, 0.0)
        now.exclusion -= removed
        self.included += removed
        missing = np.maximum(options.institutions - now.governance, 0)
        added = rate * means * lawful * state.safety * missing
        added *= self.model.geography.inside
        now.governance += added
        self.made += added

    def _fade(self) -> None:
        state, now = self.model.peace, self.model.situation
        share = state.fading(MONTH) * (1.0 - state.kept)
        back, lost = share * self.included, share * self.made
        self.included -= back
        self.made -= lost
        now.exclusion += back
        now.governance -= np.minimum(lost, np.maximum(now.governance - 0.02, 0.0))
