"""A4 Presence, patrols, deterrence: force that is credible and near enough to matter."""

from __future__ import annotations

import numpy as np

from marosim.journal import Metric
from marosim.mechanism import Mechanism
from marosim.mission.arms import SIERRA_LEONE
from marosim.mission.state import CIVILIANS, OBSERVERS, POLICE, TROOPS
from marosim.terms import Role


class Presence(Mechanism):
    """What perpetrators, civilians and travellers notice of troops and witnesses."""

    id = "A4"
    title = "Presence, patrols, deterrence"
    settings_key = "presence"
    rule = (
        "Credible force = persons × readiness × quality × will × permission × (0.5 + legitimacy) "
        "× local knowledge; patrols share it out over the places within reach, so F(p) keeps its "
        "sum. D(o,p) = δ·s(o)·log(1 + F(p)/(p₀ + c·f(o,p))), s = 1 for non-state groups, small "
        "for a government, less so where a mission does not need its consent; attacks start with "
        "hazard × exp(−D). Witnesses (observers, police, civilian staff, a little each soldier) "
        "see a share w/(w + w½). Patrols make people feel protected and avert part of the harm "
        "at roadblocks."
    )
    source = (
        "Hultman, Kathman & Shannon 2013; Fjelde, Hultman & Nilsson 2019; Phayal & Prins 2020; "
        "Kuperman 2000 (witnesses)"
    )
    metrics = {
        "people_near_peacekeepers": Metric(
            "1", "share of people at places with credible troops", better="higher"
        ),
        "places_watched": Metric("1", "mean share of events that outsiders see", better="higher"),
    }
    outcome = "attacks"
    expected = -1
    scenario = "sierra_leone_1999"
    arms = SIERRA_LEONE

    def start(self) -> None:
        self.active = False

    def step(self, day: int) -> None:
        mission, now = self.model.mission, self.model.situation
        if not mission.units:
            if self.active:
                self.stop()
            return
        self.active = True
        options = self.settings
        politics = self.model.politics
        free = politics.freedom_of_movement
        worth = mission.readiness(day) * mission.quality() * mission.willing()
        worth = worth * mission.permission(options.permission_floor) * (0.5 + now.legitimacy)
        at = mission.at_places(TROOPS, day, worth)
        force = mission.shared_out(at, options.reach_days) * free
        force = force + (1.0 - free) * at  # those who may not move still stand where they are
        force *= 0.5 + self.model.warning.local_access
        mission.reach_force = force
        self._deter()
        self._watch(day)
        now.protection_sense = force / (force + options.felt_force) * (0.5 + 0.5 * now.legitimacy)
        now.road_safety = force / (force + options.road_force)

    def _deter(self) -> None:
        now, options, mission = self.model.situation, self.settings, self.model.mission
        force = mission.reach_force
        exponent = np.zeros(now.deterrence.shape)
        on_host = mission.toward_host(options.on_government, options.on_government_by_force)
        for organisation in self.model.armed.organisations:
            index = organisation.index
            share = on_host if organisation.role == Role.GOVERNMENT else 1.0
            opposed = options.base_force + options.opposed * now.force[index]
            exponent[index] = options.strength * share * np.log1p(force / opposed)
        mission.deter("troops", exponent)

    def _watch(self, day: int) -> None:
        mission, now, options = self.model.mission, self.model.situation, self.settings
        witnesses = mission.at_places(OBSERVERS, day)
        witnesses += options.police_witness * mission.at_places(POLICE, day)
        witnesses += options.soldier_witness * mission.at_places(TROOPS, day)
        if (mission.kind == CIVILIANS).any():
            worth = self.model.settings.civilian_component.witness
            witnesses += worth * mission.at_places(CIVILIANS, day)
        witnesses *= self.model.politics.freedom_of_movement
        now.watched = witnesses / (witnesses + options.witnesses_half)

    def stop(self) -> None:
        self.active = False
        now = self.model.situation
        self.model.mission.reach_force[:] = 0.0
        self.model.mission.deter("troops", np.zeros(now.deterrence.shape))
        for name in ("watched", "protection_sense", "road_safety"):
            getattr(now, name)[:] = 0.0

    def report(self, day: int) -> None:
        now, journal = self.model.situation, self.model.journal
        inside = self.model.geography.inside
        people = now.present.sum(axis=1) * inside
        near = self.model.mission.reach_force >= self.settings.base_force
        total = max(float(people.sum()), 1.0)
        journal.report("people_near_peacekeepers", float(people[near].sum()) / total)
        journal.report("places_watched", float(now.watched[inside].mean()))
