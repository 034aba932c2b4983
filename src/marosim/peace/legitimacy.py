"""P9 Trust and legitimacy of the mission: earned by protection, lost by failure and harm."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from marosim.core.setting import MechanismSettings, setting
from marosim.journal import Metric
from marosim.mechanism import Mechanism
from marosim.situation import ATTACK, MISSION
from marosim.terms import Level

WEEK = 7


@dataclass
class LegitimacySettings(MechanismSettings):
    """P9: trust in the mission, earned and lost."""

    protection_gain: float = setting(
        0.012,
        "missing legitimacy gained a week where every attack is prevented or answered",
        unit="1/week",
        low=0,
        high=1,
    )
    delivery_gain: float = setting(
        0.006,
        "missing legitimacy gained a week where all programmes and aid deliver",
        unit="1/week",
        low=0,
        high=1,
    )
    failure_loss: float = setting(
        0.04,
        "legitimacy lost a week for each civilian killed in 1,000 beside peacekeepers",
        unit="1/week",
        low=0,
        high=5,
    )
    harm_loss: float = setting(
        0.002,
        "legitimacy lost for each civilian killed by the mission",
        unit="1/person",
        low=0,
        high=1,
    )
    partiality_loss: float = setting(
        0.004,
        "legitimacy lost a week if only one community is protected",
        unit="1/week",
        low=0,
        high=1,
    )


class MissionLegitimacy(Mechanism[LegitimacySettings]):
    """What people see of the mission at their own place, week by week."""

    id = "P9"
    title = "Trust and legitimacy of the mission"
    settings_key = "mission_legitimacy"
    rule = (
        "Each week legitimacy L gains (1 - L)·[p·share of attacks prevented or answered where "
        "peacekeepers stand + d·delivery of aid and programmes] and loses L·[f·killed per 1,000 "
        "people beside peacekeepers + q·partiality] + h·civilians killed by the mission; "
        "partiality is the difference between the best and the worst protected community. "
        "Pressure is handed to the level, which reverts to its legal basis (D9)."
    )
    source = "Whalan 2013; Gordon & Young 2017; sizes assumed"
    metrics = {
        "legitimacy_earned": Metric(
            "1/day", "legitimacy gained or lost today by conduct", "flow", "higher"
        ),
    }
    outcome = "legitimacy_mean"
    expected = +1
    scenario = "liberia_2003"
    arms = {
        "mandate": "multidimensional",
        "deployment": "standard",
        "authorisation.day": 0,
        "population.agents": 4000,
    }

    def start(self) -> None:
        self.today = 0.0
        self._clear()

    def _clear(self) -> None:
        self.prevented = self.begun = self.killed = self.near = self.harmed = 0.0

    def step(self, day: int) -> None:
        self.today = 0.0
        state, now = self.model.peace, self.model.situation
        if not state.carried:
            return
        there = now.peacekeeper_force > 0
        if there.any():
            self.prevented += float(now.attack_prevented[:, there].sum())
            begun = now.attack_starts[:, there]
            answered = np.minimum(now.attack_response[there], 1.0)
            self.prevented += float((begun * answered).sum())
            self.begun += float((begun * (1.0 - answered)).sum())
            self.killed += float(now.deaths_today[ATTACK][there].sum())
        self.harmed += float(now.deaths_today[MISSION].sum())
        if day % WEEK == WEEK - 1:
            people = now.present
            self.near = float(people[there].sum())
            self._judge(people)
            self._clear()

    def _judge(self, people: np.ndarray) -> None:
        state, now, options = self.model.peace, self.model.situation, self.settings
        level = now.legitimacy
        seen = self.prevented + self.begun
        protected = self.prevented / seen if seen > 0 else 0.0
        delivery = 0.5 * float(((now.aid + now.recovery) * state.weight).sum())
        failure = 1000.0 * self.killed / self.near if self.near > 0 else 0.0
        size = np.maximum(people.sum(axis=0), 1.0)
        felt = (people * now.protection_sense[:, None]).sum(axis=0) / size
        partiality = float(felt.max() - felt.min()) if len(felt) > 1 else 0.0
        gain = (1.0 - level) * (
            options.protection_gain * protected + options.delivery_gain * min(delivery, 1.0)
        )
        loss = level * (
            min(options.failure_loss * failure, 0.5) + options.partiality_loss * partiality
        )
        self.today = gain - loss - min(options.harm_loss * self.harmed, level)
        self.model.politics.press(Level.LEGITIMACY, self.today)

    def report(self, day: int) -> None:
        self.model.journal.report("legitimacy_earned", self.today)
