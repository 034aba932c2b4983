"""What has been decided: the mandate in force, will, consent, legitimacy and money."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from marosim.terms import Level, Line, Task

if TYPE_CHECKING:
    from marosim.response_model import ResponseModel


@dataclass(frozen=True)
class Mandate:
    """A mandate in force. ``area`` is a mask [P] of the places where it applies."""

    name: str = "none"
    rules_of_engagement: float = 0.0  # 0 observe only .. 1 all necessary means
    protection: float = 0.0  # 0..1 how strongly protection of civilians is asked for
    ceiling: int = 0  # troops
    police: int = 0
    observers: int = 0
    tasks: tuple[Task, ...] = ()
    area: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=bool), compare=False)
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
    neutral), ``build_shift`` (relative) moves their share of money. ``announced`` is set when an
    intervention is known to come; ``contingents_coming`` is set by the mission once
    contingents really are on their way.
    ``expelled`` and ``ended`` mean that the mission must leave; ``authorised_*`` are then 0.
    """

    def __init__(self, model: ResponseModel) -> None:
        self.model = model
        self.mandate = Mandate(area=np.zeros(model.geography.count, dtype=bool))
        self.authorised_day: int | None = None
        self.authorised_troops = 0
        self.authorised_police = 0
        self.authorised_observers = 0
        self.renewed_day = 0
        self.lawful = True
        self.announced = False
        self.contingents_coming = False
        self.expelled = False
        self.ended = False
        self.political_will = 0.5
        self.consent = 1.0
        self.freedom_of_movement = 1.0
        self.legitimacy_mean = 0.5
        self.readiness_money = 1.0
        self.paid_strength = 1.0
        self.paid_tasks = 1.0
        self.stabilise_effort = 1.0
        self.build_effort = 1.0
        self.build_shift = 0.0
        self.duplication = 0.0
        self.decision_delay = 0.0
        self.shared_intelligence = 0.5
        self.cost_usd = 0.0
        self.cost_by_line: defaultdict[Line, float] = defaultdict(float)
        self._pressure = dict.fromkeys(Level, 0.0)

    @property
    def authorised(self) -> bool:
        """Whether a mission may be in the country."""
        return self.authorised_day is not None and not self.expelled and not self.ended

    @property
    def strength_money(self) -> float:
        """Share of the strength that is paid for, after what goes to building peace."""
        return min(1.0, self.paid_strength * self.stabilise_effort)

    @property
    def equipment_money(self) -> float:
        """Money for security a head, relative to the usual: above 1 once strength is full."""
        return max(1.0, self.paid_strength * self.stabilise_effort)

    @property
    def task_money(self) -> float:
        """Share of the tasks that are paid for and not done twice."""
        return self.paid_tasks * (1.0 - self.duplication)

    @property
    def present(self) -> bool:
        """Whether anybody of a mission is in the country."""
        now = self.model.situation
        return bool(now.peacekeeper_force.any() or now.watched.any())

    def age(self, day: int) -> int:
        """Days since authorisation, zero before it."""
        return 0 if self.authorised_day is None else max(0, day - self.authorised_day)

    def authorise(self, day: int, mandate: Mandate, lawful: bool = True) -> None:
        """Put a mandate in force for the first time."""
        self.authorised_day = day
        self.lawful = lawful
        self.announced = True
        self.enact(day, mandate)

    def enact(self, day: int, mandate: Mandate) -> None:
        """Put a new or changed mandate in force."""
        self.mandate = mandate
        self.renewed_day = day
        self.authorised_troops = mandate.ceiling
        self.authorised_police = mandate.police
        self.authorised_observers = mandate.observers

    def leave(self) -> None:
        """Nobody is authorised to stay any longer."""
        self.authorised_troops = self.authorised_police = self.authorised_observers = 0

    def spend(self, line: Line, usd: float) -> None:
        """Book dollars spent today on a line of the budget; ValueError if there is no such line."""
        self.cost_by_line[Line(line)] += usd
        self.cost_usd += usd
        # told here, so that costs are counted though the mechanism of money is off
        self.model.journal.report("cost_usd", self.cost_usd)

    def press(self, level: Level, amount: float) -> None:
        """Push a level by ``amount`` from tomorrow."""
        self._pressure[Level(level)] += amount

    def taken(self, level: Level) -> float:
        """The pressure on a level since it was last taken."""
        amount = self._pressure[level]
        self._pressure[level] = 0.0
        return amount
