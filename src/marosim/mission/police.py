"""A12 Police: formed units and officers who keep order in towns and camps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from marosim.core.setting import MechanismSettings, setting
from marosim.core.short_axis import added
from marosim.journal import Metric
from marosim.mechanism import Mechanism
from marosim.mission.arms import LIBERIA
from marosim.mission.state import POLICE
from marosim.situation import Situation
from marosim.terms import Task

HKS = "Hultman, Kathman & Shannon 2013"


@dataclass
class PoliceSettings(MechanismSettings):
    """A12: formed and individual police."""

    half_density: float = setting(
        0.1,
        "officers for 10,000 people at which order is half restored",
        unit="1/10,000",
        low=0.01,
        high=50,
        source=f"fitted to {HKS}: 200 police leave 15 % of killings",
    )
    highest: float = setting(
        0.93,
        "share of violence that police can prevent at most",
        low=0,
        high=1,
        source=f"fitted to {HKS}",
    )
    reach_days: float = setting(
        0.5,
        "days' drive over which police weigh less by a factor e",
        unit="days",
        low=0.05,
        high=10,
    )
    without_task: float = setting(
        0.5, "effect without police among the tasks, relative to with it", low=0, high=1
    )


class PoliceComponent(Mechanism[PoliceSettings]):
    """Order where police are, unless somebody is bent on destruction."""

    id = "A12"
    title = "Police"
    settings_key = "police_component"
    rule = (
        "Order at a place = h·q/(q + q½), q the officers for 10,000 people whom patrols bring "
        "there; less without police among the tasks; and × (1 − the strongest campaign to "
        "destroy that is under way), since officers without an army behind them do not stop one. "
        "Order lowers the hazard that attacks start and makes those that run stop sooner. Armies "
        "that act on orders heed it only under a ceasefire. It does nothing to battle."
    )
    source = (
        "Hultman, Kathman & Shannon 2013 (200 police: killings × 0.15); Di Salvatore 2019; "
        "Bara 2020"
    )
    metrics = {"public_order": Metric("1", "mean order where people are, 0 to 1", better="higher")}
    outcome = "attacks"
    expected = -1
    scenario = "liberia_2003"
    arms = LIBERIA
    renews = (Situation.order,)

    def start(self) -> None:
        self.active = False

    def step(self, day: int) -> None:
        now, mission, options = self.model.situation, self.model.mission, self.settings
        officers = mission.at_places(POLICE, day) if mission.units else None
        if officers is None or not officers.any():
            if self.active:
                self.active = False
                self.stop()
            return
        self.active = True
        ready = self.model.politics.readiness_money
        spread = mission.shared_out(officers * ready, options.reach_days)
        density = 1e4 * spread / np.maximum(added(now.present), 1.0)
        highest = options.highest
        if Task.POLICE not in self.model.politics.mandate.tasks:
            highest *= options.without_task
        campaign = 0.0
        for organisation in self.model.armed.organisations:
            level = organisation.extermination * now.escalation[organisation.index]
            campaign = max(campaign, float(level))
        now.order = highest * density / (density + options.half_density) * (1.0 - campaign)

    def report(self, day: int) -> None:
        now = self.model.situation
        people = added(now.present) * self.model.geography.inside
        order = float((now.order * people).sum() / max(people.sum(), 1.0))
        self.model.journal.report("public_order", order)
