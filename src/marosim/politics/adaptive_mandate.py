"""D3 Adaptive mandate: review on a cycle or after an event."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from marosim.core.setting import MechanismSettings, setting
from marosim.mechanism import Mechanism
from marosim.terms import Task

if TYPE_CHECKING:
    from marosim.response_model import ResponseModel


@dataclass
class AdaptiveMandateSettings(MechanismSettings):
    """Review of the mandate on a cycle or after an event (D3)."""

    cycle_days: int = setting(
        180,
        "days between reviews",
        unit="days",
        low=7,
        high=3650,
        source="usual length of mandates set by the Security Council",
    )
    event_deaths: float = setting(
        200.0,
        "reported deaths in 30 days that bring a review forward",
        unit="persons",
        low=1,
        high=1e6,
    )
    widening_deaths: float = setting(
        25.0,
        "reported deaths in 30 days from which a review may widen a mandate",
        unit="persons",
        low=0,
        high=1e6,
    )
    event_losses: float = setting(
        10.0, "peacekeepers killed that bring a review forward", unit="persons", low=1, high=10_000
    )
    review_days: float = setting(14.0, "days that a review takes", unit="days", low=0, high=365)
    pause_days: int = setting(
        45, "days before another review can be brought forward", unit="days", low=1, high=365
    )
    widening_will: float = setting(0.45, "political will needed to widen a mandate", low=0, high=1)
    force_step: float = setting(0.2, "rules of engagement added by one widening", low=0, high=1)
    clarity_factor: float = setting(
        0.7, "ambiguity of a mandate after a widening, relative to before", low=0, high=1
    )
    troop_factor: float = setting(
        1.4,
        "troop ceiling after a widening, relative to before",
        low=1,
        high=5,
        source="UNMISS 7,000 to 12,500 (S/RES/2132), UNAMSIL 6,000 to 11,100 to 13,000 to 17,500",
    )
    filled: float = setting(
        0.7, "share of the ceiling that must be there before it is raised", low=0, high=1
    )
    troop_limit: float = setting(
        3.0,
        "largest ceiling relative to the first one",
        low=1,
        high=20,
        source="UNAMSIL 6,000 to 17,500",
    )
    largest_ceiling: int = setting(
        20_000,
        "troops beyond which a review does not raise a ceiling",
        unit="persons",
        low=100,
        high=200_000,
        source="MONUSCO 19,815 (S/RES/1925), UNAMID 19,555 (S/RES/1769): the most troops that the "
        "Council has given a mission of its own since UNPROFOR",
    )
    quiet_deaths: float = setting(
        5.0,
        "reported deaths in 30 days below which a mandate may be narrowed",
        unit="persons",
        low=0,
        high=1e6,
    )
    narrowing_days: int = setting(
        540,
        "days after authorisation before a mandate may be narrowed",
        unit="days",
        low=30,
        high=36_525,
    )
    narrowing_factor: float = setting(
        0.85, "troop ceiling after a narrowing, relative to before", low=0, high=1
    )


class AdaptiveMandate(Mechanism[AdaptiveMandateSettings]):
    """Widens a mandate that is too weak for what happens, narrows one that has done its work."""

    id = "D3"
    title = "Adaptive mandate"
    settings_key = "adaptive_mandate"
    rule = (
        "A review begins at the end of each cycle, or after reported deaths or losses of "
        "peacekeepers above a threshold, and takes the review time plus the delay of "
        "coordination. Where deaths are still reported and political will suffices, "
        "rules of engagement and protection rise by a step, ambiguity falls and, once most "
        "troops are there, the troop ceiling rises by a factor (up to limits), under Chapter "
        "VII; where deaths are few and the mission is old, the ceiling shrinks. Off: the mandate "
        "is renewed unchanged."
    )
    source = (
        "S/RES/2132 (UNMISS 7,000 to 12,500); UNAMSIL 6,000 to 11,100, 13,000 and 17,500 "
        "(S/RES/1270, 1289, 1299, 1346)"
    )
    outcome = "threatened_protected_mean"
    expected = 1
    scenario = "kalvera"
    arms = {
        "mandate": "traditional",
        "deployment": "standard",
        "authorisation.day": 0,
        "population.agents": 4000,
    }

    def __init__(self, model: ResponseModel, settings: Any) -> None:
        super().__init__(model, settings)
        self.first_ceiling = 0
        self.last_review = -1  # day of the last review, -1 before authorisation
        self.decision_due: int | None = None
        self.losses = 0.0

    def step(self, day: int) -> None:
        politics = self.model.politics
        if not politics.authorised or politics.mandate.name == "historical":
            return
        if self.last_review < 0:
            self.first_ceiling = politics.mandate.ceiling
            self.last_review = day
        self.losses += self.model.situation.peacekeeper_loss_today
        if self.decision_due is None:
            if self._called(day):
                delay = self.settings.review_days + politics.decision_delay
                self.decision_due = day + round(delay)
        elif day >= self.decision_due:
            self.decision_due = None
            self.last_review = day
            self._decide(day)
            self.losses = 0.0

    def _called(self, day: int) -> bool:
        options, warning = self.settings, self.model.warning
        warning.news.hear(day)
        since = day - self.last_review
        alarming = warning.news.month >= options.event_deaths or self.losses >= options.event_losses
        return since >= options.cycle_days or (alarming and since >= options.pause_days)

    def _decide(self, day: int) -> None:
        options, politics = self.settings, self.model.politics
        mandate, reported = politics.mandate, self.model.warning.news.month
        ceiling = mandate.ceiling
        if reported >= options.widening_deaths or self.losses >= options.event_losses:
            if politics.political_will < options.widening_will:
                return
            limit = min(int(self.first_ceiling * options.troop_limit), options.largest_ceiling)
            more = min(round(ceiling * options.troop_factor), limit)
            here = float(self.model.situation.peacekeeper_force.sum())
            changed = replace(
                mandate,
                rules_of_engagement=min(1.0, mandate.rules_of_engagement + options.force_step),
                protection=min(1.0, mandate.protection + options.force_step),
                ceiling=max(ceiling, more) if here >= options.filled * ceiling else ceiling,
                chapter=7,
                ambiguity=mandate.ambiguity * options.clarity_factor,
                tasks=tuple(dict.fromkeys((*mandate.tasks, Task.PROTECT))),
            )
            text = "The mandate is widened after a review"
        elif reported < options.quiet_deaths and politics.age(day) >= options.narrowing_days:
            changed = replace(mandate, ceiling=round(ceiling * options.narrowing_factor))
            text = "The troop ceiling is lowered after a review"
        else:
            return
        told = (changed.rules_of_engagement, changed.protection, changed.ceiling)
        if told == (mandate.rules_of_engagement, mandate.protection, mandate.ceiling):
            return
        politics.enact(day, changed)
        self.model.journal.log(
            day,
            "mandate_changed",
            text,
            actor="security council",
            troops=changed.ceiling,
            rules_of_engagement=changed.rules_of_engagement,
            protection=changed.protection,
            reported=reported,
            political_will=politics.political_will,
        )
