"""A5 Response to attack: quick reaction within reach, as far as the mandate allows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from marosim.core.setting import MechanismSettings, setting
from marosim.core.short_axis import added
from marosim.journal import Metric
from marosim.mechanism import Mechanism
from marosim.mission.arms import RWANDA_PRESENT
from marosim.mission.state import TROOPS, MissionState
from marosim.mission.unit_decisions import ENGAGE, STAY, WORDS, UnitDecisions, most_allowed, reasons
from marosim.situation import MISSION, OPEN, Situation
from marosim.terms import Level, Role

if TYPE_CHECKING:
    from marosim.response_model import ResponseModel


@dataclass
class ResponseSettings(MechanismSettings):
    """A5: response to attack."""

    reach_days: float = setting(
        0.3,
        "days' drive over which quick reaction weakens by a factor e",
        unit="days",
        low=0.02,
        high=5,
    )
    muster_days: float = setting(
        0.04,
        "time that troops need to set out once they know of an attack",
        unit="days",
        low=0,
        high=2,
        source="assumed; an hour: quick reaction forces are kept at 30 to 60 minutes' notice",
    )
    report_days: float = setting(
        0.25,
        "time until a new attack elsewhere is reported and the order to go is given",
        unit="days",
        low=0,
        high=3,
        source="assumed; United Nations 2014 (A/68/787: most who came, came after the attack)",
    )
    stop: float = setting(
        2.5,
        "hazard that an attack stops where overwhelming force engages",
        unit="1/day",
        low=0,
        high=10,
    )
    against_government: float = setting(
        0.35,
        "readiness to act against the host's own forces, relative to others",
        low=0,
        high=1,
        source="assumed; Fjelde, Hultman & Nilsson 2019 (missions rest on the host's consent)",
    )
    against_government_by_force: float = setting(
        0.8, "the same for a mission that may use all necessary means", low=0, high=1
    )
    half_ratio: float = setting(
        0.25, "troops for each attacker at which that hazard is half", low=0.01, high=10
    )
    least_troops: float = setting(
        20.0,
        "credible troops within reach without which nobody sets out",
        unit="persons",
        low=1,
        high=1000,
    )
    interpose: float = setting(
        0.6, "effect of standing between, relative to engaging", low=0, high=1
    )
    evacuate: float = setting(
        0.25, "effect of bringing people out, relative to engaging", low=0, high=1
    )
    engage_from: float = setting(
        0.6, "rules of engagement from which troops engage attackers", low=0, high=1
    )
    interpose_from: float = setting(
        0.3, "rules of engagement from which troops stand between", low=0, high=1
    )
    evacuate_from: float = setting(
        0.1,
        "rules of engagement from which troops bring people out; below they observe",
        low=0,
        high=1,
    )
    attrition: float = setting(
        0.01, "attackers lost a day for each soldier who engages", unit="1/day", low=0, high=0.5
    )
    attrition_most: float = setting(
        0.1, "largest share of attackers at a place lost in a day", unit="1/day", low=0, high=1
    )
    civilian_harm: float = setting(
        0.25,
        "civilians killed for each attacker killed by an untrained force",
        low=0,
        high=5,
        source="assumed; AMISOM's civilian casualty tracking cell was set up for such harm",
    )
    consent_lost: float = setting(
        0.002, "consent lost by engaging the forces of the host for a day", low=0, high=0.2
    )


class ResponseToAttack(Mechanism[ResponseSettings]):
    """What units that have decided to act (A18) do to an attack, and what it costs."""

    id = "A5"
    title = "Response to attack"
    settings_key = "response_to_attack"
    rule = (
        "Units decide by themselves whether they set out, and what they do (A18): bring people "
        "out, stand between or engage. Those who come are R = Σ force·exp(−days/reach); the attack "
        "stops with added hazard ρ·Σ worth·R/(ΣR + k·attackers), the worth of each way of acting "
        "relative to engaging. An attack that began today feels it only from the moment at which "
        "the first of them are there: they muster, and elsewhere it must be reported and driven "
        "to; if it has ended, they come too late. Engaging costs attackers fighters, and "
        "civilians too, less so with training; against the host's own forces it costs consent."
    )
    source = (
        "Ruggeri, Dorussen & Gizelis 2017 (shorter episodes); United Nations 2014 (A/68/787: "
        "force seldom used); sizes assumed"
    )
    metrics = {
        "attacks_in_reach": Metric(
            "attacks", "attacks begun today within reach of troops", "flow", "neither"
        ),
        "attacks_answered": Metric("attacks", "attacks first answered today", "flow", "higher"),
        "attacks_fought": Metric(
            "attacks", "attacks first answered with force today", "flow", "neither"
        ),
    }
    outcome = "deaths_per_attack_in_reach"
    expected = -1
    scenario = "rwanda_1994"
    arms = RWANDA_PRESENT
    contrast = ({"response_to_attack.stop": 0.0}, {"response_to_attack.stop": 2.5})
    renews = (
        Situation.attack_response,
        Situation.response_delay,
        MissionState.response_force,
        MissionState.answering,
    )

    def __init__(self, model: ResponseModel, settings: Any) -> None:
        super().__init__(model, settings)
        self.answered = np.zeros(model.situation.attack_active.shape, dtype=bool)
        self.fought = self.answered.copy()
        self.fights = self.answered.copy()  # organisations and places where force is used today
        self.active = False
        self.in_reach = self.new_answers = self.new_fights = 0
        self.near_at_start = self.answered.copy()
        self.killed_near = 0.0
        self.begun_near = 0

    def step(self, day: int) -> None:
        now, mission = self.model.situation, self.model.mission
        self.in_reach = self.new_answers = self.new_fights = 0
        self.fights[:] = False
        if not mission.units:
            if self.active:
                self.active = False
                self.stop()
            return
        self.active = True
        options = self.settings
        attacked = now.attack_active.any(axis=0)
        force = self._force(day)
        mission.response_force = force
        near = force >= options.least_troops
        begun = now.attack_starts > 0
        self.in_reach = int(begun[:, near].sum())
        self.near_at_start = np.where(begun, near[None, :], self.near_at_start)
        self.begun_near += self.in_reach
        self.answered &= now.attack_active & ~begun
        self.fought &= self.answered
        now.attack_response[:] = 0.0
        mission.answering[:] = False
        if not attacked.any():
            return
        coming = self._coming(attacked & near, force, day)
        there = coming.sum(axis=0)
        acts = there > 0
        mission.answering = acts
        if not acts.any():
            return
        attackers = (now.force * now.attack_active).sum(axis=0)
        worth = np.array([options.evacuate, options.interpose, 1.0]) @ coming
        stop = options.stop * worth / (there + options.half_ratio * attackers + 1.0)
        now.attack_response = np.where(acts, stop, 0.0)
        now.response_delay = np.where(acts, self._delay(day), 0.0)
        self._log(acts, coming, day)
        if coming[-1].any():
            self._engage(coming[-1])

    def _force(self, day: int) -> np.ndarray:
        """Credible troops who could be at a place at once, whoever sets out, [P]."""
        mission = self.model.mission
        worth = mission.readiness(day) * mission.quality()
        at = mission.at_places(TROOPS, day, worth)
        near = mission.nearness(self.settings.reach_days)
        free = self.model.politics.freedom_of_movement
        return free * near.of(at) + (1.0 - free) * at

    def _coming(self, attacked: np.ndarray, force: np.ndarray, day: int) -> np.ndarray:
        """Credible troops who act at each place, by what they do: [evacuate to engage, P]."""
        model, mission = self.model, self.model.mission
        coming = np.zeros((ENGAGE, model.geography.count))
        decisions = model.mechanism("unit_decisions")
        if not isinstance(decisions, UnitDecisions):  # they do what they may, and nobody asks
            if (mode := most_allowed(model)) != STAY:
                coming[mode - 1] = np.where(attacked, force, 0.0)
            return coming
        rows, targets, modes = decisions.rows, decisions.targets, decisions.modes
        acting = attacked[targets]
        rows, targets, modes = rows[acting], targets[acting], modes[acting]
        near = np.exp(-mission.days(mission.place[rows], targets) / self.settings.reach_days)
        worth = (mission.persons * mission.readiness(day) * mission.quality())[rows]
        np.add.at(coming, (modes - 1, targets), worth * near * decisions.shares[acting])
        return coming

    def _delay(self, day: int) -> np.ndarray:
        """Days until the first who act are at an attack that began today, [P]."""
        mission, options = self.model.mission, self.settings
        decisions = self.model.mechanism("unit_decisions")
        if isinstance(decisions, UnitDecisions):
            rows, targets = decisions.rows, decisions.targets
        else:  # whoever is nearest comes first
            troops = np.flatnonzero((mission.kind == TROOPS) & (mission.arrives <= day))
            every = np.arange(self.model.geography.count)
            rows, targets = np.repeat(troops, len(every)), np.tile(every, len(troops))
        way = mission.days(mission.place[rows], targets)
        told = np.where(way > 0, options.report_days, 0.0)
        first = np.full(self.model.geography.count, np.inf)
        np.minimum.at(first, targets, options.muster_days + told + way)
        return np.where(np.isfinite(first), first, 0.0)

    def _log(self, acts: np.ndarray, coming: np.ndarray, day: int) -> None:
        model, now = self.model, self.model.situation
        fresh = now.attack_active & acts[None, :] & ~self.answered
        by_force = now.attack_active & (coming[-1] > 0)[None, :] & ~self.fought
        self.new_fights = int(by_force.sum())
        self.fought |= by_force
        decisions = model.mechanism("unit_decisions")
        for organisation, place in zip(*np.nonzero(fresh), strict=True):
            self.new_answers += 1
            mode = int(np.flatnonzero(coming[:, place])[-1]) + 1
            why, units = "so they are ordered", 0
            if isinstance(decisions, UnitDecisions):
                here = (decisions.targets == place) & (decisions.modes == mode)
                told = reasons(decisions.weighed[here].mean(axis=0), acts=True)
                why, units = ", ".join(name for name, _ in told), here.sum()
            model.journal.log(
                day, "attack_answered", f"Peacekeepers {WORDS[mode]}: {why}",
                place=model.geography.names[place], actor="mission",
                troops=round(float(coming[:, place].sum()), 1), units=float(units),
                stop_hazard=round(float(now.attack_response[place]), 3), organisation=organisation,
            )  # fmt: skip
        self.answered |= fresh

    def _engage(self, force: np.ndarray) -> None:
        """Fighting costs attackers, some civilians, and the host's goodwill."""
        model, now, options = self.model, self.model.situation, self.settings
        killed = np.zeros(model.geography.count)
        for organisation in model.armed.organisations:
            fights = (force > 0) & now.attack_active[organisation.index]
            if not fights.any():
                continue
            self.fights[organisation.index] = fights
            present = now.force[organisation.index]
            losses = np.where(
                fights, np.minimum(options.attrition * force, options.attrition_most * present), 0.0
            )
            removed = model.armed.lose_to_mission(organisation.index, losses)
            killed += removed
            if organisation.role == Role.GOVERNMENT:
                model.politics.press(Level.CONSENT, -options.consent_lost)
        if killed.any():
            people = now.unsheltered
            share = people / np.maximum(added(people), 1.0)[:, None]
            harm = killed * options.civilian_harm * (1.0 - model.mission.conduct)
            now.request_harm(MISSION, OPEN, harm[:, None] * share)

    def report(self, day: int) -> None:
        persons = self.model.situation.attack_persons
        self.killed_near += float(persons[self.near_at_start].sum())
        self.model.journal.report("attacks_in_reach", self.in_reach)
        self.model.journal.report("attacks_answered", self.new_answers)
        self.model.journal.report("attacks_fought", self.new_fights)

    def run_outcomes(self) -> dict[str, float]:
        """Mean civilians attacked with effect in attacks begun within reach of troops."""
        return {"deaths_per_attack_in_reach": self.killed_near / max(self.begun_near, 1)}
