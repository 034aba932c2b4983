"""Trust and institutions under violence: what programmes later mend."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from marosim.core.setting import MechanismSettings, setting
from marosim.core.short_axis import added
from marosim.mechanism import Mechanism
from marosim.situation import ATTACK, ROADBLOCK

WEEK = 7


@dataclass
class SocietySettings(MechanismSettings):
    """How trust and institutions wear away under violence and come back by themselves."""

    initial_trust: float = setting(
        0.5, "trust between communities that have no grievance", low=0, high=1
    )
    grievance_weight: float = setting(
        0.4, "trust missing at the start where grievance is greatest", low=0, high=1
    )
    erosion: float = setting(
        0.25, "share of trust lost for each killed in 1,000 of a community", low=0, high=5
    )
    trust_years: float = setting(
        12.0, "years over which trust returns by itself", unit="years", low=0.5, high=100
    )
    initial_governance: float = setting(
        0.5, "working institutions where nobody is excluded", low=0, high=1
    )
    exclusion_weight: float = setting(
        0.3, "institutions missing at the start under full exclusion", low=0, high=1
    )
    collapse_days: float = setting(
        120.0,
        "days of violence at a place over which institutions fail by a factor e",
        unit="days",
        low=5,
        high=3650,
    )
    governance_years: float = setting(
        6.0, "years over which institutions return by themselves", unit="years", low=0.5, high=100
    )
    memory_days: float = setting(
        30.0,
        "days over which a place grows safe again after violence",
        unit="days",
        low=2,
        high=365,
    )
    violent_days: float = setting(
        3.0,
        "recent days of violence at which programmes can do 1/e of their work",
        unit="days",
        low=0.1,
        high=60,
    )


class Society(Mechanism[SocietySettings]):
    """Violence wears trust and institutions away; without it they come back slowly."""

    title = "Society under violence"
    settings_key = "society"
    rule = (
        "At first trust between g and h = τ₀ - w·(grievance_g + grievance_h)/2 and institutions "
        "= γ₀ - w·exclusion. Each week trust between the community of the perpetrators and the "
        "victims' falls by the share 1 - exp(-e·killed per 1,000); half of that where the "
        "perpetrators have no community. Institutions at a place fall by a factor e in the "
        "collapse days of violence. Both return over years. A place is safe for programmes as "
        "exp(-recent days of violence/v)."
    )
    source = "assumed; Rohner, Thoenig & Zilibotti 2013 on trust lost in war"
    outcome = "trust_between_groups"

    def start(self) -> None:
        model, now, options = self.model, self.model.situation, self.settings
        grievance = np.array([c.grievance for c in model.case.communities])
        exclusion = np.array([c.exclusion for c in model.case.communities])
        pair = (grievance[:, None] + grievance[None, :]) / 2.0
        now.trust[:] = np.clip(options.initial_trust - options.grievance_weight * pair, 0.02, 1)
        np.fill_diagonal(now.trust, 1.0 - options.grievance_weight * 0.25)
        people = model.geography.initial_people
        local = people @ exclusion / np.maximum(added(people), 1.0)
        now.governance[:] = np.clip(
            options.initial_governance - options.exclusion_weight * local, 0.02, 1.0
        )
        self.first_trust = now.trust.copy()
        self.first_governance = now.governance.copy()
        self.size = np.maximum(model.civilians.initial.sum(axis=0), 1.0)
        self.killed = np.zeros((len(grievance), len(grievance) + 1))  # victims by perpetrators
        self.fought = np.zeros(model.geography.count)

    def step(self, day: int) -> None:
        model, now, options = self.model, self.model.situation, self.settings
        state = model.peace
        state.observe(day)
        violent = now.attacked | (now.battle_today > 0)
        state.violence *= np.exp(-1.0 / options.memory_days)
        if violent.any():
            state.violence += violent
            self.fought += violent
            self._count_victims()
        if day % WEEK == WEEK - 1:
            state.safety = np.exp(-state.violence / options.violent_days)
            self._trust()
            self._institutions()

    def _count_victims(self) -> None:
        now = self.model.situation
        victims = (now.deaths_today[ATTACK] + now.deaths_today[ROADBLOCK]).sum(axis=0)
        if not victims.any():
            return
        attacks = now.attack_persons.sum(axis=1)
        aim = now.intent * (attacks + 1e-9)[:, None]  # [O, G]
        share = aim / np.maximum(aim.sum(axis=0), 1e-12)
        for organisation in self.model.armed.organisations:
            row = share[organisation.index] * victims
            self.killed[:, organisation.constituency] += row  # -1 is the column for no community

    def _trust(self) -> None:
        now, options = self.model.situation, self.settings
        if self.killed.any():
            rate = 1000.0 * self.killed / self.size[:, None]
            by_community = rate[:, :-1] + 0.5 * rate[:, -1:]
            lost = -np.expm1(-options.erosion * (by_community + by_community.T))
            np.fill_diagonal(lost, 0.0)
            now.trust *= 1.0 - lost
            self.killed[:] = 0.0
        back = -np.expm1(-WEEK / (365.25 * options.trust_years))
        now.trust += back * np.maximum(self.first_trust - now.trust, 0.0)

    def _institutions(self) -> None:
        now, options = self.model.situation, self.settings
        now.governance *= np.exp(-self.fought / options.collapse_days)
        self.fought[:] = 0.0
        back = -np.expm1(-WEEK / (365.25 * options.governance_years))
        safe = self.model.peace.safety
        now.governance += back * safe * np.maximum(self.first_governance - now.governance, 0.0)
