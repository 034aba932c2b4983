"""A4 Presence, patrols, deterrence: force that is credible and near enough to matter."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from marosim.core.setting import MechanismSettings, setting
from marosim.core.short_axis import added
from marosim.journal import Metric
from marosim.mechanism import Mechanism
from marosim.mission.arms import SIERRA_LEONE
from marosim.mission.state import CIVILIANS, OBSERVERS, POLICE, TROOPS, MissionState
from marosim.situation import Floats, Situation
from marosim.terms import Role

HKS = "Hultman, Kathman & Shannon 2013"
STRENGTH, RESOLVE, WITNESSES = "strength", "resolve", "witnesses"


@dataclass
class PresenceSettings(MechanismSettings):
    """A4: presence, patrols, deterrence."""

    deters_by: str = setting(
        STRENGTH,
        "what deters: the strength of troops near by; that strength as far as an organisation has "
        "learnt to believe that they act; or witnesses who see and report",
        choices=(STRENGTH, RESOLVE, WITNESSES),
        variant=True,
        source=f"assumed; {HKS} for strength, Howard 2019 and Fortna 2008 for what is believed, "
        "Kuperman 2000 and DeMeritt 2012 for being seen",
    )
    strength: float = setting(
        2.8,
        "deterrence of non-state groups for each e-fold of credible force",
        low=0,
        high=10,
        source=f"fitted to {HKS}: 8,000 troops leave 1 to 15 % of killings",
    )
    base_force: float = setting(
        12.0,
        "credible troops at a place that count as one unit of force",
        unit="persons",
        low=0.5,
        high=1000,
        source=f"fitted to {HKS}",
    )
    opposed: float = setting(
        0.03,
        "credible troops further needed for each fighter of the organisation to be deterred",
        low=0,
        high=2,
    )
    on_government: float = setting(
        0.13,
        "deterrence of a government's forces relative to non-state groups",
        low=0,
        high=1,
        source="fitted to Fjelde, Hultman & Nilsson 2019 and Phayal & Prins 2020: hardly any "
        "on governments",
    )
    on_government_by_force: float = setting(
        0.5,
        "the same for a mission that may use all necessary means and needs no consent",
        low=0,
        high=1,
        source="assumed; the effects measured are those of missions that rest on consent",
    )
    reach_days: float = setting(
        0.5,
        "days' drive over which a patrol's weight falls by a factor e",
        unit="days",
        low=0.05,
        high=10,
    )
    permission_floor: float = setting(
        0.12, "credibility of troops that may only defend themselves", low=0, high=1
    )
    witnesses_half: float = setting(
        60.0,
        "witnesses at a place who see half of what happens",
        unit="persons",
        low=1,
        high=2000,
    )
    police_witness: float = setting(
        0.3, "worth of a police officer as a witness relative to an observer", low=0, high=5
    )
    soldier_witness: float = setting(
        0.03, "worth of a soldier as a witness relative to an observer", low=0, high=5
    )
    felt_force: float = setting(
        150.0,
        "credible troops at a place that make people feel half protected",
        unit="persons",
        low=1,
        high=10_000,
    )
    road_force: float = setting(
        60.0,
        "credible troops at a place that avert half of the harm on roads",
        unit="persons",
        low=1,
        high=10_000,
    )


class Presence(Mechanism[PresenceSettings]):
    """What perpetrators, civilians and travellers notice of troops and witnesses."""

    id = "A4"
    title = "Presence, patrols, deterrence"
    settings_key = "presence"
    rule = (
        "Credible force = persons × readiness × quality × will × permission × (0.5 + legitimacy) "
        "× local knowledge; patrols share it out over the places within reach, so F(p) keeps its "
        "sum. D(o,p) = δ·s(o)·log(1 + F(p)/(p₀ + c·f(o,p))), s = 1 for non-state groups, small "
        "for a government, less so where a mission does not need its consent (variants: D times "
        "what the organisation's leaders believe of the mission over what they believed at first; "
        "or with w/w½ in place of F/(p₀ + c·f)); attacks start with "
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
    renews = (
        MissionState.reach_force,
        Situation.watched,
        Situation.protection_sense,
        Situation.road_safety,
    )

    def start(self) -> None:
        self.active = False

    def step(self, day: int) -> None:
        mission, now = self.model.mission, self.model.situation
        if not mission.units:
            if self.active:
                self.active = False
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
        self._deter(witnesses := self._witnesses(day))
        now.watched = witnesses / (witnesses + options.witnesses_half)
        now.protection_sense = force / (force + options.felt_force) * (0.5 + 0.5 * now.legitimacy)
        now.road_safety = force / (force + options.road_force)

    def _deter(self, witnesses: Floats) -> None:
        now, options, mission = self.model.situation, self.settings, self.model.mission
        force = mission.reach_force
        exponent = np.zeros(now.deterrence.shape)
        on_host = mission.toward_host(options.on_government, options.on_government_by_force)
        for organisation in self.model.armed.organisations:
            index = organisation.index
            share = on_host if organisation.role == Role.GOVERNMENT else 1.0
            opposed = options.base_force + options.opposed * now.force[index]
            noticed = force / opposed
            if options.deters_by == WITNESSES:
                noticed = witnesses / options.witnesses_half
            exponent[index] = options.strength * share * np.log1p(noticed)
        if options.deters_by == RESOLVE:
            exponent *= self._believed()[:, None]
        self.contribute(Situation.deterrence, exponent)

    def _believed(self) -> Floats:
        """What leaders believe of the mission, relative to what they believed at first, [O]."""
        relative = np.ones(len(self.model.situation.deterrence))
        leaders = self.model.mechanism("leaders")
        for one in getattr(leaders, "leaderships", ()):
            first = max(one.settings.resolve, 1e-6)
            relative[one.organisation.index] = min(one.resolve, 1.0) / first
        return relative

    def _witnesses(self, day: int) -> Floats:
        """Witnesses by place, as observers, [P]."""
        mission, options = self.model.mission, self.settings
        witnesses = mission.at_places(OBSERVERS, day)
        witnesses += options.police_witness * mission.at_places(POLICE, day)
        witnesses += options.soldier_witness * mission.at_places(TROOPS, day)
        if (mission.kind == CIVILIANS).any():
            worth = self.model.settings.civilian_component.witness
            witnesses += worth * mission.at_places(CIVILIANS, day)
        return witnesses * self.model.politics.freedom_of_movement

    def report(self, day: int) -> None:
        now, journal = self.model.situation, self.model.journal
        inside = self.model.geography.inside
        people = added(now.present) * inside
        near = self.model.mission.reach_force >= self.settings.base_force
        total = max(float(people.sum()), 1.0)
        journal.report("people_near_peacekeepers", float(people[near].sum()) / total)
        journal.report("places_watched", float(now.watched[inside].mean()))
