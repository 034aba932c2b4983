"""What has been decided: mandate, will, consent and money. Politics writes all but two fields."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from marosim.core.field import channel, field, keep
from marosim.core.state import State, offered_by
from marosim.terms import Level, Line, Task
from marosim.world.areas import area_mask
from marosim.world.on_record import HEADS, recorded_strengths

if TYPE_CHECKING:
    from marosim.response_model import ResponseModel


LEVELS = tuple(Level)


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
    area: NDArray[np.bool_] = dataclasses.field(
        default_factory=lambda: np.zeros(0, dtype=bool), compare=False
    )
    ambiguity: float = 0.0  # 0..1 share of contacts in which units first ask what is allowed
    duration_days: int = 0
    chapter: int = 6  # 6 or 7 of the Charter


class PoliticsState(State):
    """Decisions shared by politics and read by mission and peace.

    The legitimacy of the mission stands in ``situation.legitimacy``.
    """

    model: ResponseModel = keep("politics", "the run that it belongs to")
    mandate: Mandate = keep("politics", "the mandate in force", Mandate)
    authorised_day: int | None = field(
        "politics", "first authorisation; negative before the case begins", "day", neutral=None,
        low=None,
    )  # fmt: skip
    authorised_troops: int = field("politics", "troops authorised now", "persons", neutral=0)
    authorised_police: int = field("politics", "police authorised now", "persons", neutral=0)
    authorised_observers: int = field("politics", "observers authorised now", "persons", neutral=0)
    renewed_day: int = field("politics", "mandate last enacted or renewed", "day", neutral=0,
                             low=None)  # fmt: skip
    lawful: bool = field("politics", "the Council has agreed", "yes or no", neutral=True)
    contingents_coming: bool = field(
        "mission", "contingents really are on their way", "yes or no", neutral=False
    )
    expelled: bool = field("politics", "the host has sent the mission away", "yes or no",
                           neutral=False)  # fmt: skip
    ended: bool = field("politics", "the mission must leave", "yes or no", neutral=False)
    political_will: float = field("politics", "will of those who decide and pay", neutral=0.5)
    consent: float = field("politics", "consent of the host", neutral=1.0)
    freedom_of_movement: float = field("politics", "freedom of movement", neutral=1.0)
    legitimacy_mean: float = field(
        "politics", "legitimacy toward which the mission's tends", neutral=0.5
    )
    readiness_money: float = field("politics", "readiness that is paid for", neutral=1.0)
    paid_strength: float = field("politics", "strength that money keeps", neutral=1.0)
    paid_tasks: float = field("politics", "tasks that are paid for", neutral=1.0)
    stabilise_effort: float = field(
        "politics", "effort for security, 1 for the usual split", "factor", neutral=1.0
    )
    build_effort: float = field(
        "politics", "effort for programmes, 1 for the usual split", "factor", neutral=1.0
    )
    build_shift: float = field("judging", "change of the share of money that builds", "relative")
    duplication: float = field("politics", "share of effort that doubles another's")
    decision_delay: float = field("politics", "what coordination adds to a decision", "days")
    cost_usd: float = field("politics", "cost of the response so far", "US$")
    cost_by_line: defaultdict[Line, float] = keep(
        "politics", "cost so far by line of the budget (US$)", lambda: defaultdict(float)
    )
    pressure: NDArray[np.float64] = channel(
        "politics", "what levels are pushed by from tomorrow", "change", "level", low=None
    )

    def __init__(self, model: ResponseModel) -> None:
        super().__init__(level=len(Level))
        self.model = model
        self.mandate = Mandate(area=np.zeros(model.geography.count, dtype=bool))

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

    def draft(self) -> Mandate:
        """The mandate that today's settings ask for."""
        wish = self.model.settings.mandate
        on_record = wish.name == "historical"
        most = recorded_strengths(self.model) if on_record else dict.fromkeys(HEADS, 0)
        return Mandate(
            name=wish.name,
            rules_of_engagement=wish.rules_of_engagement,
            protection=wish.protection,
            ceiling=wish.ceiling or most["troops"],
            police=wish.police or most["police"],
            observers=wish.observers or most["observers"],
            tasks=tuple(map(Task, wish.tasks)),
            area=area_mask(self.model, wish.area),
            ambiguity=wish.ambiguity,
            duration_days=wish.duration_days,
            chapter=wish.chapter,
        )

    @offered_by("politics")
    def authorise(self, day: int, mandate: Mandate, lawful: bool = True) -> None:
        """Put a mandate in force for the first time."""
        self.authorised_day = day
        self.lawful = lawful
        self.enact(day, mandate)

    @offered_by("politics")
    def enact(self, day: int, mandate: Mandate) -> None:
        """Put a new or changed mandate in force."""
        self.mandate = mandate
        self.renewed_day = day
        self.authorised_troops = mandate.ceiling
        self.authorised_police = mandate.police
        self.authorised_observers = mandate.observers

    @offered_by("politics")
    def end(self) -> None:
        """The mission must leave."""
        self.ended = True
        self.leave()

    @offered_by("politics")
    def leave(self) -> None:
        """Nobody is authorised to stay any longer."""
        self.authorised_troops = self.authorised_police = self.authorised_observers = 0

    @offered_by("politics")
    def spend(self, line: Line, usd: float) -> None:
        """Book dollars spent today on a line of the budget; ValueError if there is no such line."""
        self.cost_by_line[Line(line)] += usd
        self.cost_usd += usd
        # told here, so that costs are counted though the mechanism of money is off
        self.model.journal.report("cost_usd", self.cost_usd)

    def press(self, level: Level, amount: float) -> None:
        """Push a level by ``amount`` from tomorrow; ValueError if there is no such level."""
        self.ask(PoliticsState.pressure, amount, LEVELS.index(Level(level)))

    def taken(self, level: Level) -> float:
        """The pressure on a level since it was last taken."""
        return float(self.take(PoliticsState.pressure, LEVELS.index(level)))
