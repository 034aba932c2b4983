"""P2 Ceasefires and agreements: signed, monitored, violated, broken or stepped up."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from marosim.core.setting import MechanismSettings, setting
from marosim.journal import Metric
from marosim.mechanism import Mechanism
from marosim.peace.state import (
    CESSATION,
    DEFINITIVE,
    KINDS,
    NONE,
    PRELIMINARY,
    YEAR_DAYS,
    Dyad,
    Floats,
)
from marosim.terms import Task

CLAYTON_STICHER = "Clayton & Sticher 2021"


@dataclass
class CeasefireSettings(MechanismSettings):
    """P2: kinds of ceasefires, their strength and how they end."""

    strength_cessation: float = setting(
        0.7, "share of fighting that a cessation of hostilities stops", low=0, high=1
    )
    strength_preliminary: float = setting(
        0.85, "share of fighting that a preliminary ceasefire stops", low=0, high=1
    )
    strength_definitive: float = setting(
        0.95, "share of fighting that a definitive ceasefire stops", low=0, high=1
    )
    hazard: float = setting(
        0.018,
        "hazard that a new cessation fails under middling conditions",
        unit="1/day",
        low=0,
        high=1,
        source="assumed; fitted so that about 80 % fail (Quinn & Joshi)",
    )
    fading_days: float = setting(
        45.0, "age at which the hazard has fallen to one half", unit="days", low=1, high=3650
    )
    preliminary_ratio: float = setting(
        0.6,
        "hazard of a preliminary ceasefire relative to a cessation",
        low=0.01,
        high=2,
        source=f"assumed size; order from {CLAYTON_STICHER}",
    )
    definitive_ratio: float = setting(
        0.12,
        "hazard of a definitive ceasefire relative to a cessation",
        low=0.01,
        high=2,
        source=f"assumed size; order from {CLAYTON_STICHER}",
    )
    monitoring_weight: float = setting(
        1.5,
        "fall of the log hazard where peacekeepers watch everywhere",
        low=0,
        high=6,
        source="Fortna 2008; Gilligan & Sergenti 2008 (hazard ratio 0.15 to 0.5 after war)",
    )
    without_task: float = setting(
        0.5,
        "share of that without monitoring or a buffer zone among the tasks",
        low=0,
        high=1,
        source="assumed; Fortna 2008 on monitors whom the parties agreed to",
    )
    spoiler_weight: float = setting(
        0.9,
        "rise of the log hazard when cohesion of a party is gone",
        low=0,
        high=6,
        source="assumed; Stedman 1997",
    )
    inclusion_weight: float = setting(
        0.6,
        "fall of the log hazard under full inclusion",
        low=0,
        high=6,
        source="assumed; Nilsson 2012; Krause, Krause & Bränfors 2018",
    )
    ddr_weight: float = setting(
        0.8, "fall of the log hazard once all fighters are demobilised", low=0, high=6
    )
    idle_weight: float = setting(
        1.0,
        "rise of the log hazard when all former fighters were left without a living",
        low=0,
        high=6,
    )
    grievance_weight: float = setting(
        0.6, "rise of the log hazard at full grievance", low=0, high=6
    )
    justice_weight: float = setting(
        0.8,
        "rise of the log hazard while those who could spoil are prosecuted",
        low=0,
        high=6,
        source="assumed; Snyder & Vinjamuri 2003",
    )
    violation_weight: float = setting(
        0.05, "rise of the log hazard for each violation in the last month", low=0, high=2
    )
    inclusion: float = setting(
        0.3,
        "share of communities, women and civil society with a part in agreements",
        low=0,
        high=1,
    )
    violation_days: float = setting(
        30.0,
        "days over which violations are forgotten by a factor e",
        unit="days",
        low=1,
        high=365,
    )
    step_up_years: float = setting(
        1.0,
        "mean years from a ceasefire to the next step of an agreement",
        unit="years",
        low=0.05,
        high=50,
    )
    reescalation: float = setting(
        0.3,
        "escalation of both parties when a ceasefire fails",
        low=0,
        high=1,
        source=f"assumed size; 84 % of failures are followed by an offensive ({CLAYTON_STICHER})",
    )


class Ceasefires(Mechanism[CeasefireSettings]):
    """Every ceasefire has a hazard of failure that falls with age."""

    id = "P2"
    title = "Ceasefires and agreements"
    settings_key = "ceasefires"
    rule = (
        "A ceasefire stops a share of fighting by its kind (cessation, preliminary, definitive). "
        "It fails with hazard h·kind/(1 + age/τ)·exp(-w_m·monitoring + w_s·(1 - cohesion) - "
        "w_i·inclusion - w_d·demobilised + w_u·idle former fighters + w_g·(grievance - ½) + "
        "w_j·threat of trials + w_v·recent violations); a battle between its parties is a "
        "violation. Peacekeepers monitor less without monitoring or a buffer zone among their "
        "tasks. Failure ends it and provokes both. It steps up with a hazard that follows trust "
        "in the envoys; ripe dyads also stop by themselves, at a small hazard."
    )
    source = (
        "Clayton & Sticher 2021; Quinn & Joshi (about 80 % fail); Fortna 2008; Stedman 1997; "
        "Nilsson 2012; sizes assumed"
    )
    metrics = {
        "ceasefires_in_force": Metric("dyads", "dyads under a ceasefire", "stock", "higher"),
        "agreements_in_force": Metric("dyads", "dyads under a definitive one", "stock", "higher"),
        "ceasefires_signed": Metric("ceasefires", "begun today", "flow", "higher"),
        "ceasefires_failed": Metric("ceasefires", "broken today", "flow", "lower"),
        "ceasefire_violations": Metric(
            "battles", "between parties to a ceasefire", "flow", "lower"
        ),
        "ceasefire_days": Metric("dyad-days", "under a ceasefire so far", "total", "higher"),
    }
    outcome = "ceasefire_days"
    expected = +1
    scenario = "liberia_2003"
    arms = {
        "mandate": "multidimensional",
        "deployment": "standard",
        "authorisation.day": 0,
        "population.agents": 4000,
    }
    contrast = ({"ceasefires.monitoring_weight": 0.0}, {"ceasefires.monitoring_weight": 3.0})

    def start(self) -> None:
        self.signed = self.failed = self.violations = 0
        self.dyad_days = 0

    def step(self, day: int) -> None:
        self.signed = self.failed = self.violations = 0
        state = self.model.peace
        state.observe(day)
        if day % 7 == 0:
            state.meet()
            self._unaided(day)
        fighting = self.model.situation.battle_today > 0
        any_battle = bool(fighting.any())
        for dyad in state.dyads.values():
            if any_battle:
                self._see_battle(dyad, fighting, day)
            if dyad.signed > dyad.kind:
                self._begin(dyad, day)
        # where one side is gone there is nothing left to break
        kept = [d for d in state.dyads.values() if d.kind and state.armed(d)]
        if kept:
            self._endure(kept, day)

    def _see_battle(self, dyad: Dyad, fighting: NDArray[np.bool_], day: int) -> None:
        force = self.model.situation.force
        where = np.flatnonzero(fighting)
        met = (force[dyad.first, where] > 0.5) & (force[dyad.second, where] > 0.5)
        battles = int(met.sum())
        if not battles:
            return
        dyad.fought = day
        if dyad.kind:
            self.violations += battles
            dyad.violations += battles
            self._log(day, "ceasefire_violated", "A ceasefire is violated", dyad,
                      battles=battles)  # fmt: skip

    def _unaided(self, day: int) -> None:
        state, rate = self.model.peace, self.model.settings.mediation.unaided
        free = [d for d in state.dyads.values() if d.kind == NONE and state.armed(d)]
        if not free:
            return
        hazard = np.array([rate * 7.0 / YEAR_DAYS * state.ripeness(d) for d in free])
        numbers = [d.number for d in free]
        stops = self.model.draws.happens("peace.unaided", numbers, day, hazard)
        for dyad, alone in zip(free, stops, strict=True):
            if alone and dyad.signed == NONE:
                dyad.signed = CESSATION

    def _strength(self, kind: int) -> float:
        options = self.settings
        return (
            0.0,
            options.strength_cessation,
            options.strength_preliminary,
            options.strength_definitive,
        )[kind]

    def _begin(self, dyad: Dyad, day: int) -> None:
        if dyad.kind == NONE:
            self.signed += 1
            dyad.since = day
        dyad.kind, dyad.signed = dyad.signed, NONE
        dyad.reached = day
        self._set(dyad, self._strength(dyad.kind))
        self._log(day, "ceasefire", f"Signed: {KINDS[dyad.kind]}", dyad,
                  step=dyad.kind)  # fmt: skip

    def _set(self, dyad: Dyad, strength: float) -> None:
        dyad.strength = strength
        now = self.model.situation
        now.ceasefire[dyad.first, dyad.second] = strength
        now.ceasefire[dyad.second, dyad.first] = strength

    def hazards(self, dyads: list[Dyad], day: int) -> Floats:
        """Hazard of failure today of ceasefires in force, per day, one for each dyad."""
        model, options = self.model, self.settings
        now, state = model.situation, model.peace
        monitored = float(now.watched @ state.weight)
        politics = model.politics
        if politics.authorised and not {Task.MONITOR, Task.BUFFER} & set(politics.mandate.tasks):
            monitored *= options.without_task
        armed = max(math.fsum(o.initial for o in model.armed.organisations), 1.0)
        common = (
            -options.monitoring_weight * monitored
            - options.inclusion_weight * options.inclusion
            - options.ddr_weight * min(state.demobilised / armed, 1.0)
            + options.idle_weight * min(state.idle / armed, 1.0)
            + options.grievance_weight * (float(now.grievance.mean()) - 0.5)
            + options.justice_weight * state.justice_threat
        )
        parties = np.array([(d.first, d.second) for d in dyads])
        cohesion = now.cohesion[parties].min(axis=1)
        violations = np.array([d.violations for d in dyads])
        ratio = np.array([0.0, 1.0, options.preliminary_ratio, options.definitive_ratio])
        age = day - np.array([d.since for d in dyads])
        base = options.hazard * ratio[[d.kind for d in dyads]] / (1.0 + age / options.fading_days)
        log = common + options.spoiler_weight * (1.0 - cohesion)
        hazards: Floats = base * np.exp(
            log + options.violation_weight * np.minimum(violations, 40.0)
        )
        return hazards

    def _endure(self, dyads: list[Dyad], day: int) -> None:
        options, draws = self.settings, self.model.draws
        fading = math.exp(-1.0 / options.violation_days)
        for dyad in dyads:
            dyad.violations *= fading
        self.dyad_days += len(dyads)
        numbers = [d.number for d in dyads]
        fails = draws.happens("peace.failure", numbers, day, self.hazards(dyads, day))
        for dyad, broken in zip(dyads, fails, strict=True):
            if broken:
                self._break(dyad, day)
        if day % 7 == 0:
            rate = 7.0 / (options.step_up_years * YEAR_DAYS) * 2.0
            steps = draws.happens("peace.step", numbers, day, [rate * d.trust for d in dyads])
            for dyad, up in zip(dyads, steps, strict=True):
                if up and NONE < dyad.kind < DEFINITIVE:
                    dyad.signed = max(PRELIMINARY, dyad.kind + 1)

    def _break(self, dyad: Dyad, day: int) -> None:
        now = self.model.situation
        self.failed += 1
        self._log(day, "ceasefire_failed", f"Broken: {KINDS[dyad.kind]}", dyad,
                  age=day - dyad.since, step=dyad.kind,
                  peacekeepers=float(now.peacekeeper_force.sum()))  # fmt: skip
        dyad.kind, dyad.signed = NONE, NONE
        dyad.violations = 0.0
        self._set(dyad, 0.0)
        for index in (dyad.first, dyad.second):
            now.provoke(index, self.settings.reescalation)

    def _log(self, day: int, kind: str, text: str, dyad: Dyad, **numbers: float) -> None:
        organisations = self.model.armed.organisations
        one, other = organisations[dyad.first], organisations[dyad.second]
        self.model.journal.log(
            day, kind, f"{text} ({one.title}, {other.title})", place="", actor=one.name, **numbers
        )

    def report(self, day: int) -> None:
        journal = self.model.journal
        dyads = [d for d in self.model.peace.dyads.values() if d.kind]
        journal.report("ceasefires_in_force", len(dyads))
        journal.report("agreements_in_force", sum(d.kind == DEFINITIVE for d in dyads))
        journal.report("ceasefires_signed", self.signed)
        journal.report("ceasefires_failed", self.failed)
        journal.report("ceasefire_violations", self.violations)
        journal.report("ceasefire_days", self.dyad_days)
