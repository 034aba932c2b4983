"""D9 Accountability: watching and naming crimes, referral, and the conduct of peacekeepers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from marosim.core.setting import MechanismSettings, setting
from marosim.core.short_axis import added
from marosim.journal import Metric
from marosim.mechanism import Mechanism
from marosim.terms import Level, Task

if TYPE_CHECKING:
    from marosim.injects import Inject
    from marosim.response_model import ResponseModel


@dataclass
class AccountabilitySettings(MechanismSettings):
    """Monitoring, referral and prosecution; conduct of peacekeepers (D9)."""

    monitoring: float = setting(
        0.5, "effort in monitoring and public reporting of crimes", low=0, high=1
    )
    without_task: float = setting(
        0.5,
        "effect of monitoring without human rights among the tasks, relative to with it",
        low=0,
        high=1,
    )
    prosecution: float = setting(0.2, "effort in referral and prosecution", low=0, high=1)
    build_up_days: float = setting(
        45.0,
        "days in which pressure on perpetrators builds up or fades",
        unit="days",
        low=1,
        high=2000,
    )
    referral_deaths: float = setting(
        2000.0,
        "reported deaths in 30 days after which a referral is likely",
        unit="persons",
        low=1,
        high=1e6,
    )
    referral_hazard: float = setting(
        0.01,
        "hazard of a referral at full effort once that is passed",
        unit="1/day",
        low=0,
        high=1,
    )
    referral_pressure: float = setting(
        0.3, "pressure that a referral adds at full effort", low=0, high=1
    )
    misconduct_rate: float = setting(
        1.0,
        "serious allegations for each 1,000 uniformed and year",
        unit="1/1000/year",
        low=0,
        high=100,
        source="assumed; about 50 to 100 allegations a year for 100,000 uniformed",
    )
    misconduct_loss: float = setting(
        0.02, "legitimacy lost by an allegation that nobody answers for", low=0, high=1
    )
    transparency: float = setting(
        0.5, "share of allegations that are investigated and answered for", low=0, high=1
    )
    legitimacy_reversion_days: float = setting(
        180.0, "days over which legitimacy returns to its mean", unit="days", low=5, high=3650
    )


class Accountability(Mechanism[AccountabilitySettings]):
    """Pressure on perpetrators from being seen and prosecuted; legitimacy from conduct."""

    id = "D9"
    title = "Accountability and transparency"
    settings_key = "accountability"
    rule = (
        "Pressure on perpetrators tends to monitoring × the share of people at places that are "
        "watched, less without human rights among the tasks, plus what a referral adds; a "
        "referral follows with a hazard once reported deaths pass a threshold and somebody is "
        "there to gather evidence. Pressure lowers impunity. Allegations against peacekeepers "
        "come at a rate per head; those that nobody answers for cost legitimacy, which tends to "
        "the mean of the legal basis."
    )
    source = (
        "Krain 2012 on naming and shaming; Jo & Simmons 2016 on the International Criminal "
        "Court; misconduct rate: UN Conduct in UN Field Missions; sizes assumed"
    )
    metrics = {
        "accountability": Metric("1", "pressure on perpetrators, 0 to 1", better="higher"),
        "legitimacy": Metric(
            "1",
            "legitimacy of the mission, 0 to 1",
            better="higher",
            needs="a mission in the country",
        ),
        "misconduct": Metric("cases", "serious allegations against peacekeepers", "flow", "lower"),
    }
    outcome = "impunity_mean"
    expected = -1
    scenario = "sierra_leone_1999"
    arms = {
        "mandate": "robust",
        "deployment": "rapid",
        "funding": "full",
        "authorisation.day": 0,
        "days": 400,
        "population.agents": 4000,
    }
    contrast = (
        {"accountability.monitoring": 0.0, "accountability.prosecution": 0.0},
        {"accountability.monitoring": 1.0, "accountability.prosecution": 1.0},
    )
    injects = (Level.LEGITIMACY,)

    def __init__(self, model: ResponseModel, settings: Any) -> None:
        super().__init__(model, settings)
        self.referred = False
        self.cases_today = 0

    def told(self, inject: Inject) -> None:
        self.model.politics.press(Level.LEGITIMACY, inject.value)

    def step(self, day: int) -> None:
        model, options, now = self.model, self.settings, self.model.situation
        self.cases_today = 0
        present = model.politics.present
        if not present and now.accountability == 0.0:
            return
        people = added(now.unsheltered) * model.geography.inside
        seen = float((now.watched * people).sum() / max(people.sum(), 1.0))
        target = options.monitoring * seen
        if Task.HUMAN_RIGHTS not in model.politics.mandate.tasks:
            target *= options.without_task
        if present:
            self._refer(day)
            self._conduct(day)
            self._legitimacy()
        if self.referred:
            target += options.referral_pressure * options.prosecution
        now.accountability += (min(target, 1.0) - now.accountability) / options.build_up_days
        if not present and now.accountability < 1e-6:
            now.accountability = 0.0

    def _refer(self, day: int) -> None:
        options, model = self.settings, self.model
        if self.referred:
            return
        model.warning.news.hear(day)
        reported = model.warning.news.month
        hazard = options.referral_hazard * options.prosecution
        if reported < options.referral_deaths:
            return
        if model.draws.happens("politics.referral", [0], day, hazard)[0]:
            self.referred = True
            model.journal.log(
                day,
                "accountability",
                "The situation is referred for prosecution",
                actor="prosecutors",
                reported=reported,
            )

    def _conduct(self, day: int) -> None:
        options, model = self.settings, self.model
        heads = float(model.situation.peacekeeper_force.sum())
        rate = options.misconduct_rate * heads / 1000.0 / 365.0
        if not model.draws.happens("politics.misconduct", [0], day, rate)[0]:
            return
        self.cases_today = 1
        answered = float(model.draws.uniform("politics.answered", [0], day)[0])
        investigated = answered < options.transparency
        if not investigated:
            model.politics.press(Level.LEGITIMACY, -options.misconduct_loss)
        model.journal.log(
            day,
            "misconduct",
            "An allegation against peacekeepers is investigated and answered for"
            if investigated
            else "An allegation against peacekeepers is left unanswered",
            actor="peacekeepers",
            answered=investigated,
        )

    def _legitimacy(self) -> None:
        now, politics = self.model.situation, self.model.politics
        level = now.legitimacy
        level += (politics.legitimacy_mean - level) / self.settings.legitimacy_reversion_days
        level += politics.taken(Level.LEGITIMACY)
        now.legitimacy = min(max(level, 0.0), 1.0)

    def report(self, day: int) -> None:
        now, journal = self.model.situation, self.model.journal
        journal.report("accountability", now.accountability)
        # what nobody is there to earn is no outcome, though the level waits for a mission
        there = self.model.politics.present
        journal.report("legitimacy", now.legitimacy if there else math.nan)
        journal.report("misconduct", self.cases_today)
