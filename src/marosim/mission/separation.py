"""A7 Separation and A8 Containment: between the parties, and in the way of armed groups."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from marosim.core.setting import MechanismSettings, setting
from marosim.journal import Metric
from marosim.mechanism import Mechanism
from marosim.mission.arms import SIERRA_LEONE, SOUTH_SUDAN
from marosim.mission.state import TROOPS
from marosim.situation import Situation
from marosim.terms import Approach, Role, Task

HANDBOOK = "Sewall, Raymond & Chin 2010 (MARO handbook)"


@dataclass
class SeparationSettings(MechanismSettings):
    """A7: separation and buffer zones."""

    strength: float = setting(
        1.4,
        "fall of the battle hazard for each e-fold of troops between the parties",
        low=0,
        high=10,
        source="fitted to Hultman, Kathman & Shannon 2014: 10,000 troops leave 27 % of deaths",
    )
    base_force: float = setting(
        60.0, "ready troops at a place that count as one unit", unit="persons", low=1, high=5000
    )
    reach_days: float = setting(
        0.5,
        "days' drive over which interposition weakens by a factor e",
        unit="days",
        low=0.05,
        high=10,
    )
    without_buffer: float = setting(
        0.8, "effect without interposition among the tasks, relative to with it", low=0, high=1
    )
    approach_factor: float = setting(
        1.5,
        "effect where separating the parties is the approach",
        low=1,
        high=5,
        source=f"assumed; {HANDBOOK}",
    )
    consent_weight: float = setting(0.5, "share of the effect that rests on consent", low=0, high=1)


class Separation(Mechanism[SeparationSettings]):
    """Troops between parties make battle less likely."""

    id = "A7"
    title = "Separation and buffer zones"
    settings_key = "separation"
    rule = (
        "Battle hazard × exp(−B), B = β·tasks·consent·log(1 + T/t₀) with T the ready troops whom "
        "patrols bring to a place; interposition among the tasks and an approach of separation "
        "strengthen it. It rests on consent more than on force; police and observers do not count."
    )
    source = "Hultman, Kathman & Shannon 2014 (10,000 troops: battle deaths × 0.27)"
    metrics = {
        "interposition": Metric("1", "mean fall of the battle hazard, 0 to 1", better="higher")
    }
    outcome = "battles"
    expected = -1
    scenario = "sierra_leone_1999"
    arms = SIERRA_LEONE

    def start(self) -> None:
        self.active = False

    def step(self, day: int) -> None:
        mission, options = self.model.mission, self.settings
        if not mission.units:
            if self.active:
                self.active = False
                self.stop()
            return
        self.active = True
        politics = self.model.politics
        worth = mission.readiness(day) * mission.quality()
        troops = mission.shared_out(mission.at_places(TROOPS, day, worth), options.reach_days)
        strength = options.strength
        if Task.BUFFER not in politics.mandate.tasks:
            strength *= options.without_buffer
        if mission.approach == Approach.SEPARATION:
            strength *= options.approach_factor
        strength *= 1.0 - options.consent_weight * (1.0 - politics.consent)
        part = strength * np.log1p(troops / options.base_force)
        self.contribute(Situation.battle_deterrence, part)

    def report(self, day: int) -> None:
        fall = 1.0 - np.exp(-self.model.situation.battle_deterrence)
        self.model.journal.report("interposition", float(fall[self.model.geography.inside].mean()))


HANDBOOK = "Sewall, Raymond & Chin 2010 (MARO handbook)"


@dataclass
class ContainmentSettings(MechanismSettings):
    """A8: containment."""

    most: float = setting(
        0.35, "largest chance that a unit is kept from entering a place", low=0, high=1
    )
    approach_most: float = setting(
        0.85,
        "that chance where containment is the approach",
        low=0,
        high=1,
        source=f"assumed; {HANDBOOK}",
    )
    half_force: float = setting(
        120.0,
        "credible troops at a place at which that chance is half",
        unit="persons",
        low=1,
        high=10_000,
    )


class Containment(Mechanism[ContainmentSettings]):
    """Checkpoints and blocking positions keep armed units out."""

    id = "A8"
    title = "Containment"
    settings_key = "containment"
    rule = (
        "A unit is kept from entering a place with chance m·F/(F + F½), F the credible force that "
        "patrols bring there; m is larger where containment is the approach, and lower for the "
        "host's own forces (as with deterrence). Contagion into a blocked place falls by the same "
        "share. An arms embargo works as far as places are watched."
    )
    source = "Sewall, Raymond & Chin 2010; Beardsley 2011 (peacekeeping contains conflict)"
    metrics = {
        "roads_blocked": Metric("1", "mean chance that an armed unit is kept out", better="neither")
    }
    outcome = "places_reached"
    expected = -1
    scenario = "south_sudan_2013"
    arms = {**SOUTH_SUDAN, "mandate": "robust", "authorisation.day": -60, "approach": "containment"}
    renews = (Situation.blocked,)

    def start(self) -> None:
        self.active = False

    def step(self, day: int) -> None:
        now, mission, options = self.model.situation, self.model.mission, self.settings
        if not mission.units:
            if self.active:
                self.active = False
                self.stop()
            return
        self.active = True
        contains = mission.approach == Approach.CONTAINMENT
        most = options.approach_most if contains else options.most
        force = mission.reach_force
        chance = most * force / (force + options.half_force)
        # the host's own forces pass, as far as the mission rests on their consent
        presence = self.model.settings.presence
        on_host = mission.toward_host(presence.on_government, presence.on_government_by_force)
        for organisation in self.model.armed.organisations:
            share = on_host if organisation.role == Role.GOVERNMENT else 1.0
            now.blocked[organisation.index] = share * chance

    def report(self, day: int) -> None:
        count = len(self.model.armed.organisations)
        blocked = self.model.situation.blocked[:count, self.model.geography.inside]
        self.model.journal.report("roads_blocked", float(blocked.mean()) if count else 0.0)
