"""D3 Adaptive mandate: review on a cycle or after an event."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from marosim.mechanism import Mechanism
from marosim.terms import Task

if TYPE_CHECKING:
    from marosim.response_model import ResponseModel


class AdaptiveMandate(Mechanism):
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
