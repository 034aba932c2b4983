"""J5 Continuous evaluation: the mission adapts to what it measures, not to what is true."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from marosim.core.setting import MechanismSettings, setting
from marosim.journal import Metric
from marosim.mechanism import Mechanism
from marosim.mission.state import MissionState
from marosim.terms import Line


@dataclass
class EvaluationSettings(MechanismSettings):
    """J5: how the mission learns from what it measures."""

    review_days: int = setting(30, "days between evaluations", unit="days", low=7, high=730)
    focus: float = setting(
        0.25,
        "weight of places by the root of their share of reported deaths, over the average place",
        low=0,
        high=20,
    )
    spending_shift: float = setting(
        0.5,
        "largest rise of the share of money that builds peace in quiet months, relative to it",
        low=0,
        high=1,
    )
    quiet_deaths: float = setting(
        20.0,
        "reported deaths in 30 days below which more is built",
        unit="persons",
        low=0,
        high=100_000,
    )
    violent_deaths: float = setting(
        200.0,
        "reported deaths in 30 days above which it goes back to the plan",
        unit="persons",
        low=0,
        high=1_000_000,
    )
    steps: int = setting(
        4, "reviews over which the largest change is reached", unit="reviews", low=1, high=100
    )
    usd_per_year: float = setting(
        1_500_000.0, "cost of evaluation", unit="US$/year", low=0, high=1e8
    )


class Evaluation(Mechanism[EvaluationSettings]):
    """On a cycle, units lean toward places with reported deaths and money toward what is due."""

    id = "J5"
    title = "Continuous evaluation"
    settings_key = "evaluation"
    rule = (
        "A mission that evaluates moves its units as its record of violence changes (A9), others "
        "leave them where they were first sent. At each review a place weighs 1 + f·(√(its share "
        "of deaths reported in two months × number of places) - 1), at least ¼, when planners "
        "allot units; the share of money for long-term peace moves up by a step after a month "
        "with few reported deaths and back toward the plan after one with many. Only the "
        "mission's record is read."
    )
    source = "assumed; United Nations 2020 (Comprehensive Planning and Performance Assessment)"
    metrics = {
        "build_shift": Metric("1", "relative change of the share of money that builds"),
    }
    outcome = "threatened_protected_mean"
    expected = 1
    scenario = "south_sudan_2013"
    # few units, violence that shifts, and no alerts, on which planners would act in any case
    arms = {
        "mandate": "protection_of_civilians",
        "mandate.ceiling": 2500,
        "adaptive_mandate.enabled": False,
        "deployment": "rapid",
        "funding": "full",
        "authorisation.day": -60,
        "warning": "none",
        "days": 500,
    }
    renews = (MissionState.adapts, MissionState.focus)

    def step(self, day: int) -> None:
        options, model = self.settings, self.model
        model.mission.adapts = model.judging.measured
        if day % options.review_days or day == 0 or not model.politics.present:
            return
        if not model.judging.measured:
            return
        model.politics.spend(Line.EVALUATION, options.usd_per_year * options.review_days / 365.25)
        self._posture()
        self._spending()

    def _posture(self) -> None:
        record, mission = self.model.judging, self.model.mission
        total = float(record.killed.sum())
        if total < 1.0:
            mission.focus[:] = 1.0
            return
        inside = self.model.geography.inside
        relative = np.sqrt(record.killed / total * max(int(inside.sum()), 1))
        mission.focus[:] = np.maximum(1.0 + self.settings.focus * (relative - 1.0), 0.25)

    def _spending(self) -> None:
        record, options, politics = self.model.judging, self.settings, self.model.politics
        step = options.spending_shift / options.steps
        if record.month < options.quiet_deaths:
            politics.build_shift += step
        elif record.month > options.violent_deaths:
            politics.build_shift -= step
        politics.build_shift = min(max(politics.build_shift, 0.0), options.spending_shift)

    def report(self, day: int) -> None:
        self.model.journal.report("build_shift", self.model.politics.build_shift)
