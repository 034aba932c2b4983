"""What peace shares and alone writes: dyads and their agreements, programmes, days of peace."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from marosim.core.field import field, keep
from marosim.core.state import State, offered_by
from marosim.terms import Agreement, Line

if TYPE_CHECKING:
    from marosim.response_model import ResponseModel

Floats = NDArray[np.float64]

NONE, CESSATION, PRELIMINARY, DEFINITIVE = Agreement
KINDS = ("none", "cessation of hostilities", "preliminary ceasefire", "definitive ceasefire")
YEAR_DAYS = 365.25
# by definition of the outcome, as in the studies that it is held against: 1,000 deaths within a
# year make a war (Collier & Hoeffler 2004), a year in which no month keeps that rate ends it
# (Gleditsch et al. 2002: an episode is over after a year below the threshold)
WAR_DEATHS = 1000.0
WAR_DEATHS_IN_30_DAYS = WAR_DEATHS / 12.0
YEAR, PEACE_DAYS = 365, 365


@dataclass(slots=True)
class Dyad:
    """Two organisations at war. ``kind`` is the step of their agreement, 0 for none.

    ``trust`` in envoys lies in 0..1; ``fought`` is the last day of battle between them, -1 for
    none; ``violations`` is the recent number, fading over a month.
    """

    first: int
    second: int
    kind: int = NONE
    since: int = -1
    reached: int = -1
    strength: float = 0.0
    trust: float = 0.5
    fought: int = -1
    violations: float = 0.0
    talks_end: int = -1
    signed: int = NONE

    @property
    def number(self) -> int:
        """A stable id for random draws."""
        return self.first * 64 + self.second


class PeaceState(State):
    """Shared by the room; killed are counted before rounding to whole agents."""

    model: ResponseModel = keep("peace", "the run that it belongs to")
    dyads: dict[tuple[int, int], Dyad] = keep("peace", "organisations at war, in pairs", dict)
    safety: Floats = field("peace", "safety for programmes' work", axes="place", neutral=1.0)
    violence: Floats = field("peace", "days of violence, fading", "days", "place")
    weight: Floats = field("peace", "share of the country's people at first", axes="place")
    kept: float = field("peace", "share of programmes that outlasts the mission")
    slowing: float = field("peace", "speed lost to local decision")
    demobilised: float = field("peace", "fighters taken in by DDR so far", "persons")
    reintegrated: float = field("peace", "former fighters reintegrated so far", "persons")
    idle: float = field("peace", "former fighters without a living", "persons")
    justice_threat: float = field("peace", "how far trials threaten those who could spoil")
    drawdown: float = field("peace", "share of the mission left by its exit", neutral=1.0)
    quiet_days: int = field("peace", "days in a row below the rate of war", "days", neutral=0)
    killed_30: float = field("peace", "killed by attacks and battle in 30 days", "persons")
    killed_year: float = field("peace", "killed by attacks and battle in 365 days", "persons")
    war_days: int = field("peace", "days at the rate of war so far", "days", neutral=0)
    war_seen: bool = field("peace", "there has been a war", "yes or no", neutral=False)
    peace_day: int = field("peace", "day of peace; -1 without", "day", neutral=-1, low=-1)
    relapse_day: int = field("peace", "day of relapse; -1 without", "day", neutral=-1, low=-1)
    killed_by_day: deque[float] = keep(
        "peace", "killed each day of a year (persons)", lambda: deque([0.0] * YEAR, maxlen=YEAR)
    )
    observed_day: int = field("peace", "last day counted; -1 before", "day", neutral=-1, low=-1)

    def __init__(self, model: ResponseModel) -> None:
        super().__init__(place=model.geography.count)
        self.model = model
        inside = model.geography.inside.astype(float)
        people = model.geography.initial_people.sum(axis=1) * inside
        self.weight = people / max(people.sum(), 1.0)

    @offered_by("peace")
    def observe(self, day: int) -> None:
        """Count yesterday's and today's violence, once a day however many ask."""
        if day == self.observed_day:
            return
        self.observed_day = day
        now = self.model.situation
        killed = float(now.attack_persons.sum() + now.battle_today.sum())
        self.killed_30 = max(self.killed_30 + killed - self.killed_by_day[-30], 0.0)
        self.killed_year = max(self.killed_year + killed - self.killed_by_day[0], 0.0)
        self.killed_by_day.append(killed)
        if self.killed_year >= WAR_DEATHS:
            self.war_seen = True
            if self.peace_day >= 0 and self.relapse_day < 0:
                self.relapse_day = day
        if self.killed_30 >= WAR_DEATHS_IN_30_DAYS:
            self.war_days += 1
            self.quiet_days = 0
        else:
            self.quiet_days += 1
            over = self.quiet_days >= PEACE_DAYS and self.killed_year < WAR_DEATHS
            if over and self.war_seen and self.peace_day < 0:
                self.peace_day = day

    def meet(self) -> list[Dyad]:
        """All dyads of organisations that are enemies and still have fighters."""
        now = self.model.situation
        organisations = self.model.armed.organisations
        for first, second in np.argwhere(np.triu(now.at_war, 1)):
            pair = (int(first), int(second))
            if pair not in self.dyads and pair[1] < len(organisations):
                self.dyads[pair] = Dyad(*pair, trust=float(self.model.settings.mediation.trust))
        return [d for d in self.dyads.values() if self.armed(d)]

    def ripeness(self, dyad: Dyad) -> float:
        """0..1: a stalemate that hurts both sides (Zartman 1989)."""
        now, options = self.model.situation, self.model.settings.mediation
        hurt = math.sqrt(now.weariness[dyad.first] * now.weariness[dyad.second])
        organisations = self.model.armed.organisations
        one = organisations[dyad.first].quality * organisations[dyad.first].fighters
        other = organisations[dyad.second].quality * organisations[dyad.second].fighters
        parity = 2.0 * min(one, other) / max(one + other, 1e-9)
        stalemate = 1.0 - options.victory_hope * (1.0 - parity)
        return hurt / (hurt + options.half_hurt) * stalemate

    # --- programmes ------------------------------------------------------------------

    @property
    def carried(self) -> bool:
        """Whether a mission is there to carry programmes."""
        return self.model.politics.present

    def means(self, effort: float) -> float:
        """Share of a programme's work that money, people and the split of effort allow, 0..1."""
        politics = self.model.politics
        staff = float(self.model.mission.persons.sum())
        half = self.model.settings.stabilise_or_build.carriers_half * self.people / 1e6
        carried = staff / (staff + half) if staff > 0 else 0.0
        return min(effort * politics.task_money * politics.build_effort * carried, 1.0)

    def speed(self, years: float, days: int) -> float:
        """Share of the way to a target covered in ``days``, slower where locals decide."""
        return -math.expm1(-days * (1.0 - self.slowing) / (years * YEAR_DAYS))

    def fading(self, days: int) -> float:
        """Share of what nobody owns that is lost in ``days`` without the mission."""
        return -math.expm1(-days / self.model.settings.ownership.fading_days)

    def pay(self, usd_per_year: float, days: int) -> None:
        """Book the cost of a programme for some days."""
        if usd_per_year > 0:
            self.model.politics.spend(Line.PEACEBUILDING, usd_per_year * days / YEAR_DAYS)

    @property
    def people(self) -> float:
        """Persons inside the country at the start."""
        initial = self.model.geography.initial_people
        return float(initial[self.model.geography.inside].sum())

    def agreement(self) -> float:
        """0..1: how far agreements have come between parties that still have fighters."""
        dyads = [d for d in self.dyads.values() if self.armed(d)]
        if not dyads:
            return 1.0
        return sum(d.kind for d in dyads) / (DEFINITIVE * len(dyads))

    def armed(self, dyad: Dyad) -> bool:
        """Whether both sides are at war and still have fighters."""
        organisations = self.model.armed.organisations
        if not self.model.situation.at_war[dyad.first, dyad.second]:
            return False
        return organisations[dyad.first].fighters > 1 and organisations[dyad.second].fighters > 1
