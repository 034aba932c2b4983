"""The leadership of an armed organisation: what it believes of outsiders, and its plan."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mesa import Agent

from marosim.armed.forces import Organisation
from marosim.core.setting import MechanismSettings, setting
from marosim.terms import Role

if TYPE_CHECKING:
    from marosim.response_model import ResponseModel

PLANS = {
    "hold": "hold what they have",
    "contest": "fight for ground",
    "besiege": "shell towns",
    "loot": "live by looting",
    "terrorise": "frighten civilians",
    "expel": "drive people out",
    "exterminate": "destroy a people",
    "lie_low": "lie low",
}  # each as the log says it
TOLD = 0.005  # of a plan's worth, below which the log does not name a reason


@dataclass
class LeadershipSettings(MechanismSettings):
    """C11: beliefs and plans of leaderships."""

    resolve: float = setting(
        0.3,
        "share of attacks in reach of outsiders that a leadership expects them to answer, before "
        "it has seen any",
        low=0,
        high=1,
    )
    first_weight: float = setting(
        5.0, "attacks that this first belief is worth", unit="attacks", low=0.1, high=500
    )
    promise_weight: float = setting(
        10.0,
        "attacks that an announced intervention is worth, once it came or did not",
        unit="attacks",
        low=0,
        high=500,
    )
    memory_days: float = setting(
        365.0,
        "days in which what was seen is forgotten by a factor e",
        unit="days",
        low=10,
        high=3650,
    )
    spur: float = setting(
        0.405,
        "added to the logarithm of the hazard of attacks by a full announcement of outsiders who "
        "are not believed",
        low=0,
        high=3,
        source="assumed; Sewall, Raymond & Chin 2010, Kuperman 2008 on killing before it is late",
    )
    coercion: float = setting(
        2.0,
        "taken from that logarithm by a full announcement of outsiders who are fully believed",
        low=0,
        high=10,
        source="assumed; Fortna 2008, Kathman & Wood 2016 on credible threats",
    )
    review_days: int = setting(30, "days between reviews of the plan", unit="days", low=1, high=365)
    shock: float = setting(
        0.2, "change of a belief or of escalation that calls for a review", low=0.01, high=1
    )
    lie_low_hazard: float = setting(
        0.3, "hazard of attacks of an organisation that lies low, relative to others", low=0, high=1
    )
    price: float = setting(
        1.0,
        "price that a leadership puts on violence where outsiders are fully believed and reach "
        "all of it, relative to the gain of its plan",
        low=0,
        high=10,
    )


class Leadership(Agent):
    """Beliefs, plan and reasons of one organisation's leaders; replace it by a subclass.

    ``resolve`` (0..1) is the share of attacks in reach that it expects outsiders to answer,
    ``reach`` the share of its violence that it saw in their reach, ``plan`` one of ``PLANS`` and
    ``why`` the terms that decided, with their worth. Each may be read and set at any time.
    """

    def __init__(
        self, model: ResponseModel, organisation: Organisation, settings: LeadershipSettings
    ) -> None:
        super().__init__(model)
        self.organisation = organisation
        self.settings = settings
        self.seen = 0.0
        self.answered = 0.0
        self.near = 0.0
        self.plan = "hold"
        self.why: dict[str, float] = {}
        self.reviewed = -1
        self.at_review = (0.0, 0.0)

    @property
    def resolve(self) -> float:
        """Expected share of attacks in reach that outsiders answer."""
        first = self.settings.first_weight
        known = first * self.settings.resolve + self.answered
        return min(max(known / (first + self.seen), 0.0), 1.0)

    @resolve.setter
    def resolve(self, value: float) -> None:
        self.answered = value * (self.settings.first_weight + self.seen)
        self.answered -= self.settings.first_weight * self.settings.resolve

    @property
    def reach(self) -> float:
        """Share of its own attacks that it saw in the reach of outsiders."""
        return min(self.near, 1.0)

    def learn(self, seen: float, answered: float) -> None:
        """Take in so many cases in which outsiders could act, and in how many they did."""
        self.seen += seen
        self.answered += answered

    def forget(self) -> None:
        """What was seen weighs less every day."""
        keep = math.exp(-1.0 / self.settings.memory_days)
        self.seen *= keep
        self.answered *= keep

    def pressure(self, expected: float) -> float:
        """Factor on its hazard of attacks while an intervention is expected (0..1)."""
        options, believed = self.settings, self.resolve
        change = options.spur * (1.0 - believed) - options.coercion * believed
        lying_low = options.lie_low_hazard if self.plan == "lie_low" else 1.0
        return lying_low * math.exp(expected * change)

    def due(self, day: int, escalation: float) -> bool:
        """Whether it is time to think again: after some weeks, or a shock."""
        believed, heat = self.at_review
        shock = max(abs(self.resolve - believed), abs(escalation - heat)) > self.settings.shock
        return self.reviewed < 0 or day - self.reviewed >= self.settings.review_days or shock

    def review(self, day: int) -> None:
        """Choose the plan of most worth under what it believes, and keep the reasons."""
        worth = self.worth()
        best = max(worth, key=lambda plan: sum(worth[plan].values()))
        changed = best != self.plan or self.reviewed < 0
        self.plan, self.why = best, worth[best]
        self.reviewed = day
        self.at_review = self.resolve, float(self._now.escalation[self.organisation.index])
        if changed:
            terms = sorted(self.why.items(), key=lambda term: -abs(term[1]))[:3]
            said = ", ".join(f"{name.replace('_', ' ')} {value:.2f}" for name, value in terms
                             if abs(value) >= TOLD)  # fmt: skip
            text = f"{self.organisation.title}: its leaders plan to {PLANS[best]}; why: {said}"
            self.model.journal.log(
                day, "plan", text,
                actor=self.organisation.name, **dict(terms), believed_resolve=self.resolve,
            )  # fmt: skip

    @property
    def _now(self):  # type: ignore[no-untyped-def]
        return self.model.situation

    def worth(self) -> dict[str, dict[str, float]]:
        """What each plan promises, as named terms that add up."""
        now, one = self._now, self.organisation
        index = one.index
        escalation = float(now.escalation[index])
        hostility = float(one.hostility.max(initial=0.0))
        ground = now.control[index][self.model.geography.inside]
        held = float(ground.mean()) if len(ground) else 0.0
        will = float(now.belligerence[index] * (1.0 - now.weariness[index]) ** 2)
        war = float((now.at_war[index] * (1.0 - now.ceasefire[index])).max(initial=0.0))
        expulsion = self.model.mechanism("expulsion")
        unwanted = 0.0
        if expulsion is not None:
            unwanted = float((expulsion.aims[index] * one.hostility).max(initial=0.0))
        price = self.settings.price * self.resolve * self.reach
        kin = 1.0 if one.kin else 0.0
        # who only fights a people's army is less set on having the people gone
        claim = kin if one.excludes else 0.5 * kin
        state = 1.0 if one.role == Role.GOVERNMENT else 0.0
        violent = {
            "loot": {"no_people_of_its_own": 0.6 * (1.0 - max(kin, state)) * (1.0 - held)},
            "terrorise": {"hostility": 0.5 * hostility, "ground_not_held": 0.2 * (1.0 - held)},
            "expel": {"unwanted_people": unwanted * claim, "ground_held": 0.3 * unwanted * held},
            "exterminate": {"will_to_destroy": 2.0 * one.extermination * escalation},
        }
        for terms in violent.values():
            terms["price"] = -price * sum(terms.values())
        return {
            "hold": {"ground_held": 0.2 + 0.3 * held},
            "contest": {"will_to_fight": will * war, "ground_not_held": 0.2 * war * (1.0 - held)},
            "besiege": {"heavy_arms": one.heavy_arms * will * war * 0.9},
            **violent,
            "lie_low": {"fear_of_outsiders": price, "peace": 0.3 * (1.0 - war)},
        }
