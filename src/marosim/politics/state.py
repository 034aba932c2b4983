"""What has been decided: the mandate in force, will, consent, legitimacy and money."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from marosim.model import ResponseModel

LEVELS = ("consent", "political_will", "legitimacy")


@dataclass(frozen=True)
class Mandate:
    """A mandate in force. ``area`` is a mask [P] of the places where it applies."""

    name: str = "none"
    rules_of_engagement: float = 0.0  # 0 observe only .. 1 all necessary means
    protection: float = 0.0  # 0..1 how strongly protection of civilians is asked for
    ceiling: int = 0  # troops
    police: int = 0
    observers: int = 0
    tasks: tuple[str, ...] = ()
    area: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=bool))
    ambiguity: float = 0.0  # 0..1 share of contacts in which units first ask what is allowed
    duration_days: int = 0
    chapter: int = 6  # 6 or 7 of the Charter


class PoliticsState:
    """Decisions shared by politics and read by mission and peace.

    Levels in 0..1: ``consent`` of the host, ``political_will``, ``freedom_of_movement``,
    ``readiness_money``, ``strength_money``, ``task_money``, ``shared_intelligence``; the
    legitimacy of the mission stands in ``situation.legitimacy``. ``decision_delay`` (days)
    is what coordination costs in every decision. ``authorised_*`` are head counts, zero
    until ``authorised_day``. ``build_effort`` multiplies peacebuilding programmes (1 is
    neutral). ``announced`` is set when an intervention is known to come;
    ``contingents_coming`` is set by the mission once contingents really are on their way.
    """

    def __init__(self, model: ResponseModel) -> None:
        self.mandate = Mandate(area=np.zeros(model.geography.count, dtype=bool))
        self.authorised_day: int | None = None
        self.authorised_troops = 0
        self.authorised_police = 0
        self.authorised_observers = 0
        self.lawful = True
        self.announced = False
        self.contingents_coming = False
        self.expelled = False
        self.political_will = 0.5
        self.consent = 1.0
        self.freedom_of_movement = 1.0
        self.legitimacy_mean = 0.5
        self.readiness_money = 1.0
        self.strength_money = 1.0
        self.task_money = 1.0
        self.build_effort = 1.0
        self.decision_delay = 0.0
        self.shared_intelligence = 0.5
        self.duplication = 0.0
        self.cost_usd = 0.0
        self.cost_by_line: defaultdict[str, float] = defaultdict(float)
        self.spent_today: defaultdict[str, float] = defaultdict(float)
        self._pressure = dict.fromkeys(LEVELS, 0.0)

    @property
    def authorised(self) -> bool:
        """Whether a mission may be in the country."""
        return self.authorised_day is not None and not self.expelled

    def spend(self, line: str, usd: float) -> None:
        """Book dollars spent today on a line of the budget (troops, police, aid, …)."""
        self.cost_usd += usd
        self.cost_by_line[line] += usd
        self.spent_today[line] += usd

    def press(self, level: str, amount: float) -> None:
        """Push a level (consent, political_will or legitimacy) by ``amount`` from tomorrow."""
        self._pressure[level] += amount

    def taken(self, level: str) -> float:
        """The pressure on a level since it was last taken."""
        amount = self._pressure[level]
        self._pressure[level] = 0.0
        return amount
