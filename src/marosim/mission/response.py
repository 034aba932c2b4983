"""A5 Response to attack: quick reaction within reach, as far as the mandate allows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from marosim.core.setting import MechanismSettings, setting
from marosim.journal import Metric
from marosim.mechanism import Mechanism
from marosim.mission.arms import RWANDA_PRESENT
from marosim.mission.reacting import Call, shares_sent
from marosim.mission.state import TROOPS, MissionState
from marosim.situation import MISSION, OPEN, Situation
from marosim.terms import Level, Role

if TYPE_CHECKING:
    from marosim.response_model import ResponseModel

OBSERVE, EVACUATE, INTERPOSE, ENGAGE = range(4)
WORDS = ("observe", "bring people out", "stand between", "engage the attackers")


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
    unasked: float = setting(
        0.5,
        "readiness to act where the mandate asks neither for protection nor for force",
        low=0,
        high=1,
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
    patience_days: int = setting(
        3,
        "days after which a contingent that did not act thinks again",
        unit="days",
        low=1,
        high=60,
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
    """Where an attack runs and troops are near, a commander decides and acts."""

    id = "A5"
    title = "Response to attack"
    settings_key = "response_to_attack"
    rule = (
        "Troops who can come at once, R(p) = Σ force·exp(−days/reach), set out with probability "
        "permission × will, drawn anew every few days (ambiguity makes them ask first), less "
        "readily against the host's own forces; what they then do follows from the rules of "
        "engagement: engage, stand between, bring people out or only observe. The attack stops "
        "with added hazard ρ·mode·R/(R + k·attackers). Engaging costs attackers fighters, and "
        "civilians too, less so with training; against the host's own forces it costs consent."
    )
    source = (
        "Ruggeri, Dorussen & Gizelis 2017 (shorter episodes); United Nations 2014 (A/68/787: "
        "force seldom used); sizes assumed"
    )
    metrics = {
        "attacks_in_reach": Metric(
            "attacks", "attacks begun yesterday within reach of troops", "flow", "neither"
        ),
        "attacks_answered": Metric("attacks", "attacks first answered today", "flow", "higher"),
    }
    outcome = "deaths_per_attack_in_reach"
    expected = -1
    scenario = "rwanda_1994"
    arms = RWANDA_PRESENT
    contrast = ({"response_to_attack.stop": 0.0}, {"response_to_attack.stop": 2.5})
    renews = (Situation.attack_response, MissionState.response_force, MissionState.answering)

    def __init__(self, model: ResponseModel, settings: Any) -> None:
        super().__init__(model, settings)
        self.answered = np.zeros(model.situation.attack_active.shape, dtype=bool)
        self.places = np.arange(model.geography.count)
        self.active = False
        self.in_reach = 0
        self.new_answers = 0
        self.near_at_start = self.answered.copy()
        self.killed_near = 0.0
        self.begun_near = 0

    def step(self, day: int) -> None:
        now, mission = self.model.situation, self.model.mission
        self.in_reach = self.new_answers = 0
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
        self.killed_near += float(now.attack_persons[self.near_at_start].sum())
        self.begun_near += self.in_reach
        self.answered &= now.attack_active & ~begun
        now.attack_response[:] = 0.0
        mission.answering[:] = False
        mode = self._mode()
        if not attacked.any() or mode == OBSERVE:
            return
        mood = self.model.draws.uniform(
            "mission.answer", self.places, day // int(options.patience_days)
        )
        ready = self._willingness(day) * self._freedom_to_act()
        acts = attacked & near & (mood < ready)
        if mission.reacts.any():
            force = self._asked(force, acts, attacked & near, mood, ready, day)
            acts = attacked & (force >= options.least_troops)
        mission.answering = acts
        if not acts.any():
            return
        attackers = (now.force * now.attack_active).sum(axis=0)
        worth = (0.0, options.evacuate, options.interpose, 1.0)[mode]
        stop = options.stop * worth * force / (force + options.half_ratio * attackers + 1.0)
        now.attack_response = np.where(acts, stop, 0.0)
        self._log(acts, mode, day)
        if mode == ENGAGE:
            self._engage(acts, force)

    def _force(self, day: int) -> np.ndarray:
        mission = self.model.mission
        worth = mission.readiness(day) * mission.quality()
        at = mission.at_places(TROOPS, day, worth)
        near = mission.nearness(self.settings.reach_days)
        free = self.model.politics.freedom_of_movement
        return free * near.of(at) + (1.0 - free) * at

    def _asked(
        self,
        force: np.ndarray,
        acts: np.ndarray,
        calling: np.ndarray,
        mood: np.ndarray,
        ready: np.ndarray,
        day: int,
    ) -> np.ndarray:
        """Force that sets out to each place, [P], once units of a user's classes have decided.

        What they send otherwise than the mission would have is added or taken off.
        """
        mission, places = self.model.mission, np.flatnonzero(calling)
        sent = np.where(acts, force, 0.0)
        units = np.flatnonzero(mission.reacts & (mission.kind == TROOPS) & (mission.arrives <= day))
        worth = mission.persons * (mission.readiness(day) * mission.quality())
        free, near = (
            self.model.politics.freedom_of_movement,
            mission.nearness(self.settings.reach_days),
        )
        for row in units:
            unit, stands = mission.units[row], int(mission.place[row])
            call = Call(
                day, places, mission.days_between[stands, places], force[places], mood[places],
                ready[places],
            )  # fmt: skip
            share = shares_sent(unit, call)
            reach = free * near[stands, places] + (1.0 - free) * (places == stands)
            sent[places] += worth[row] * reach * (share - acts[places])
        return sent

    def _mode(self) -> int:
        options, force = self.settings, self.model.politics.mandate.rules_of_engagement
        if force >= options.engage_from:
            return ENGAGE
        if force >= options.interpose_from:
            return INTERPOSE
        return EVACUATE if force >= options.evacuate_from else OBSERVE

    def _willingness(self, day: int) -> float:
        mission, mandate = self.model.mission, self.model.politics.mandate
        troops = (mission.kind == TROOPS) & (mission.arrives <= day)
        if not troops.any():
            return 0.0
        will = float(mission.willing()[troops].mean())
        least = self.settings.unasked
        asked = least + (1.0 - least) * max(mandate.protection, mandate.rules_of_engagement)
        return will * asked * (1.0 - mandate.ambiguity)

    def _freedom_to_act(self) -> np.ndarray:
        """Readiness to act by place: less where the attackers are the host's own forces."""
        now, organisations = self.model.situation, self.model.armed.organisations
        attackers = now.force * now.attack_active
        state = np.array([o.role == Role.GOVERNMENT for o in organisations], dtype=bool)
        total = attackers.sum(axis=0)
        share = np.divide(
            attackers[: len(state)][state].sum(axis=0), total, out=np.zeros_like(total),
            where=total > 0,
        )  # fmt: skip
        options = self.settings
        least, most = options.against_government, options.against_government_by_force
        return 1.0 - (1.0 - self.model.mission.toward_host(least, most)) * share

    def _log(self, acts: np.ndarray, mode: int, day: int) -> None:
        model, now = self.model, self.model.situation
        fresh = now.attack_active & acts[None, :] & ~self.answered
        for organisation, place in zip(*np.nonzero(fresh), strict=True):
            self.new_answers += 1
            model.journal.log(
                day, "attack_answered", f"Peacekeepers {WORDS[mode]}",
                place=model.geography.names[place], actor="mission",
                troops=round(float(model.mission.response_force[place]), 1),
                stop_hazard=round(float(now.attack_response[place]), 3), organisation=organisation,
            )  # fmt: skip
        self.answered |= fresh

    def _engage(self, acts: np.ndarray, force: np.ndarray) -> None:
        """Fighting costs attackers, some civilians, and the host's goodwill."""
        model, now, options = self.model, self.model.situation, self.settings
        killed = np.zeros(model.geography.count)
        for organisation in model.armed.organisations:
            fights = acts & now.attack_active[organisation.index]
            if not fights.any():
                continue
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
            share = people / np.maximum(people.sum(axis=1), 1.0)[:, None]
            harm = killed * options.civilian_harm * (1.0 - model.mission.conduct)
            now.request_harm(MISSION, OPEN, harm[:, None] * share)

    def report(self, day: int) -> None:
        self.model.journal.report("attacks_in_reach", self.in_reach)
        self.model.journal.report("attacks_answered", self.new_answers)

    def run_outcomes(self) -> dict[str, float]:
        """Mean civilians attacked with effect in attacks begun within reach of troops."""
        return {"deaths_per_attack_in_reach": self.killed_near / max(self.begun_near, 1)}
