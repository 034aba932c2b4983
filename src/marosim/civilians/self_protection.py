"""W4 Civilian self-protection: people who are warned hide, leave early, gather and bargain."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from marosim.civilians.flight import Flight
from marosim.civilians.given import GivenFlight
from marosim.civilians.tables import threshold
from marosim.core.setting import MechanismSettings, setting
from marosim.core.short_axis import added
from marosim.journal import Metric
from marosim.mechanism import Mechanism
from marosim.situation import DISPLACED, HOME, SHELTERED, Floats, Situation
from marosim.world.felt import Near

if TYPE_CHECKING:
    from marosim.response_model import ResponseModel

NOBODY_HERE: dict[str, Any] = {
    "mandate": "none",
    "deployment": "none",
    "warning": "full",
    "days": 400,
}


@dataclass
class SelfProtectionSettings(MechanismSettings):
    """W4: civilian self-protection."""

    passed_on: float = setting(
        0.5,
        "share of people whom an alert for their place reaches, at a place known middling",
        low=0,
        high=1,
        source="assumed; Barrs 2010 and Gorur 2013 on networks that pass warnings on",
    )
    word_of_mouth: float = setting(
        0.3,
        "share of people whom word of an attack at the next place reaches in time",
        low=0,
        high=1,
    )
    word_km: float = setting(
        25.0,
        "distance over which word of an attack fades by a factor e",
        unit="km",
        low=1,
        high=300,
    )
    fade_days: float = setting(
        5.0, "days in which a warning loses hold by a factor e", unit="days", low=0.5, high=90
    )
    hide: float = setting(
        0.4,
        "share of warned people who are out of reach when attackers come",
        low=0,
        high=1,
        source="assumed; Kaplan 2017 (organised communities in Colombia: about a quarter fewer "
        "killed)",
    )
    bargain: float = setting(
        0.25,
        "share of warned people whom a group spares that holds their place and lives off it",
        low=0,
        high=1,
        source="assumed; Kaplan 2017, Arjona 2016 on rebels who need those whom they rule",
    )
    hunted: float = setting(
        0.8,
        "share of hiding and bargaining that fails against a campaign to destroy",
        low=0,
        high=1,
        source="assumed; Des Forges 1999 on searches for those in hiding",
    )
    leave: float = setting(
        0.25, "fear that a warning is worth where it comes to leaving early", low=0, high=1
    )
    gather: float = setting(
        0.1, "chance a day that warned people go to an open protection site", low=0, high=1
    )
    endure_days: float = setting(
        21.0,
        "days for which people can live in hiding before half of them must come out",
        unit="days",
        low=1,
        high=365,
    )


class SelfProtection(Mechanism[SelfProtectionSettings]):
    """Whoever hears in time does something about it, with or without a mission."""

    id = "W4"
    title = "Civilian self-protection"
    settings_key = "self_protection"
    rule = (
        "People are warned by alerts of early warning for their place, as far as networks pass "
        "them on, and by word of attacks nearby, w = 1 − (1 − alert)(1 − word·exp(−km/k)); it "
        "fades in days. A share of the warned is out of reach, hidden or spared in a bargain with "
        "the group that holds the place and lives off it, less so against a campaign to destroy; "
        "hiding wears out in weeks. The warned leave earlier, as if they feared more, and seek a "
        "protection site that is open."
    )
    source = (
        "Kaplan 2017, Resisting War; Barrs 2010, How Civilians Survive Violence; Gorur 2013; "
        "sizes assumed"
    )
    metrics = {
        "people_warned": Metric("persons", "warned of an attack in time", better="higher"),
        "people_out_of_reach": Metric(
            "persons", "hidden or spared by what they do themselves", better="higher"
        ),
    }
    outcome = "deaths_direct"
    expected = -1
    scenario = "sierra_leone_1999"
    arms = NOBODY_HERE
    renews = (Situation.self_protected,)

    def __init__(self, model: ResponseModel, settings: Any) -> None:
        super().__init__(model, settings)
        self.warned = np.zeros(model.geography.count)
        self.tired = np.zeros(model.geography.count)
        self.near: Near | None = None

    def step(self, day: int) -> None:
        if self.model.case.arrivals is not None:  # who flees, and when, is given
            return
        self._warn()
        now = self.model.situation
        if not self.warned.any():
            now.self_protected[:] = 0.0
            return
        self._keep_out_of_reach()
        self._leave_early()

    def _warn(self) -> None:
        """Share of people at each place who are warned today, [P]."""
        model, options, now = self.model, self.settings, self.model.situation
        map_, warning = model.geography, model.warning
        if self.near is None or not self.near.holds(map_.distance_km, options.word_km):
            self.near = Near(map_.distance_km, options.word_km, itself=False)
        heard_of = self.near.of(now.attacked.astype(float))
        word = options.word_of_mouth * np.minimum(heard_of, 1.0)
        passed = np.clip(options.passed_on * (0.5 + warning.local_access), 0.0, 1.0)
        heard = 1.0 - (1.0 - warning.alerted * passed) * (1.0 - word)
        kept = self.warned * math.exp(-1.0 / options.fade_days)
        self.warned = np.where(map_.inside, np.maximum(heard, kept), 0.0)
        self.warned[self.warned < 0.005] = 0.0

    def _keep_out_of_reach(self) -> None:
        now, options = self.model.situation, self.settings
        # those who hide tire of it, and rest when they are not warned
        days = options.endure_days
        self.tired += self.warned / days * (1.0 - self.tired) - (1.0 - self.warned) / days * (
            self.tired
        )
        destroy, menace = self._destroy(), self._menace()
        total = np.maximum(menace.sum(axis=0), 1e-9)
        share = menace / total
        hunted = options.hunted * (share * destroy[:, None, :]).sum(axis=0)
        ruled = (share * now.control[:, :, None]).sum(axis=0)
        hidden = options.hide * (1.0 - self.tired)[:, None]
        out = 1.0 - (1.0 - hidden * (1.0 - hunted)) * (
            1.0 - options.bargain * ruled * (1.0 - hunted)
        )
        now.self_protected = self.warned[:, None] * out

    def _destroy(self) -> Floats:
        """How far each organisation now means to destroy each community, [O, G] in 0..1."""
        now = self.model.situation
        result = np.zeros(now.intent.shape)
        for organisation in self.model.armed.organisations:
            worst = organisation.hostility.max(initial=0.0)
            if worst > 0:
                campaign = organisation.extermination * now.escalation[organisation.index]
                result[organisation.index] = campaign * (organisation.hostility / worst) ** 2
        return result

    def _menace(self) -> Floats:
        """Fighters at each place by how hostile they are to each community, [O, P, G]."""
        now = self.model.situation
        return np.asarray(now.force[:, :, None] * now.intent[:, None, :])

    def _leave_early(self) -> None:
        """The warned decide on leaving as if their fear were greater, and seek open sites."""
        model, options, now = self.model, self.settings, self.model.situation
        flight = model.mechanism("flight")
        if not isinstance(flight, Flight) or isinstance(flight, GivenFlight):
            return
        tables = model.civilians.tables
        if not tables.fear_now.any():  # nobody has looked for a way yet
            tables.where = flight.destinations()
        # beside all that makes them leave already
        felt = tables.fear_now / 255.0
        fear = 1.0 - (1.0 - felt) * (1.0 - options.leave * self.warned)[:, None]
        tables.fear_now = np.rint(fear * 255).astype(np.uint8)
        room = np.maximum(now.refuge_capacity - added(now.people[:, :, SHELTERED]), 0.0)
        if room.any():
            there = now.people[:, :, [HOME, DISPLACED]].sum(axis=(1, 2))
            wanting = there * options.gather * self.warned
            fits = np.minimum(1.0, room / np.maximum(wanting, 1e-9))
            seek = threshold(options.gather * self.warned * fits)[:, None]
            tables.shelter = np.maximum(tables.shelter, seek)

    def report(self, day: int) -> None:
        now, journal = self.model.situation, self.model.journal
        people = now.unsheltered
        journal.report("people_warned", float((added(people) * self.warned).sum()))
        journal.report("people_out_of_reach", float((people * now.self_protected).sum()))
