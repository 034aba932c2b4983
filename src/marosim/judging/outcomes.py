"""J1 Outcomes and J2 Peace outcomes: what a run is judged by."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from marosim.core.ratio import ratio
from marosim.core.setting import MechanismSettings, setting
from marosim.core.short_axis import added
from marosim.journal import Metric
from marosim.mechanism import Mechanism
from marosim.situation import SHELTERED


@dataclass
class OutcomeSettings(MechanismSettings):
    """J1: what counts as threatened and as protected."""

    memory_days: float = setting(
        30.0,
        "days over which an attack leaves a place threatened, by a factor e",
        unit="days",
        low=1,
        high=365,
    )
    protected_share: float = setting(
        0.5, "share of threatened people protected that counts as protection", low=0.01, high=1
    )


class Outcomes(Mechanism[OutcomeSettings]):
    """Protection of those under threat, beside the counts that other rooms report."""

    id = "J1"
    title = "Outcomes"
    settings_key = "outcomes"
    rule = (
        "A place is threatened as the fading sum of attacks begun there (at most 1). Averted is "
        "the share of the killing expected there that force and order hold back, 1 - (1 - order)·"
        "Σ_o w·exp(-D) / Σ_o w over those who mean harm (w = intent · fighters), never below "
        "0 though help to an abusive host may add to the killing; and for the sheltered also what "
        "defenders avert. The share of threatened people protected = Σ "
        "people·threat·averted / Σ people·threat. time_to_protect_days counts from the first "
        "attack to the first day on which that share passes its mark; a run that never gets there "
        "counts to its end and says so (protected_in_time)."
    )
    source = "by design"
    metrics = {
        "people_threatened": Metric("persons", "at places lately attacked", "stock", "lower"),
        "threatened_protected": Metric(
            "1", "share of threatened people who are protected", "stock", "higher"
        ),
        "places_reached": Metric(
            "places", "where civilians have been attacked so far", "total", "lower"
        ),
        "people_killed_total": Metric(
            "persons", "civilians dead so far, of all causes", "total", "lower"
        ),
    }
    outcome = "threatened_protected_mean"

    def start(self) -> None:
        self.threat = np.zeros(self.model.geography.count)
        self.reached = np.zeros(self.model.geography.count, dtype=bool)
        self.first_attack = -1
        self.protected_day = -1
        self.threatened = self.share = 0.0

    def step(self, day: int) -> None:
        now, options = self.model.situation, self.settings
        begun = now.attack_starts.sum(axis=0)
        self.threat *= math.exp(-1.0 / options.memory_days)
        if begun.any():
            self.reached |= begun > 0
            self.threat = np.minimum(self.threat + begun, 1.0)
            if self.first_attack < 0:
                self.first_attack = day
        if self.first_attack < 0:
            return
        averted = self._averted()
        sheltered = added(now.people[:, :, SHELTERED])
        present = added(now.present)
        safe = present * averted + sheltered * (1.0 - averted) * now.refuge_defence
        self.threatened = float(present @ self.threat)
        self.share = float(safe @ self.threat) / self.threatened if self.threatened > 0 else 0.0
        if self.protected_day < 0 and self.share >= options.protected_share:
            self.protected_day = day
            self.model.journal.log(
                day, "protected", "Most threatened people are protected", share=self.share
            )

    def _averted(self) -> NDArray[np.float64]:
        """Share of the killing expected at a place that force and order hold back, [P]."""
        now = self.model.situation
        danger = now.intent.max(axis=1, initial=0.0)[:, None] * (now.force + 1.0)
        total = danger.sum(axis=0)
        left = ratio((danger * np.exp(-now.deterrence)).sum(axis=0), total, otherwise=1.0)
        # where help to an abusive host adds to the killing nobody is protected
        averted: NDArray[np.float64] = np.maximum(1.0 - left * (1.0 - now.order), 0.0)
        return averted

    def report(self, day: int) -> None:
        journal, civilians = self.model.journal, self.model.civilians
        journal.report("people_threatened", self.threatened)
        journal.report("threatened_protected", self.share)
        journal.report("places_reached", int(self.reached.sum()))
        dead = float(civilians.dead_direct.sum() + civilians.dead_indirect.sum())
        journal.report("people_killed_total", dead)

    def run_outcomes(self) -> dict[str, float]:
        """``time_to_protect_days`` (to the end if never) and ``protected_in_time`` (0 or 1)."""
        if self.first_attack < 0:
            return {"time_to_protect_days": 0.0, "protected_in_time": 1.0}
        end = self.protected_day if self.protected_day >= 0 else self.model.day
        return {
            "time_to_protect_days": float(end - self.first_attack),
            "protected_in_time": float(self.protected_day >= 0),
        }


@dataclass
class PeaceOutcomeSettings(MechanismSettings):
    """J2: when a shock counts as survived."""

    shock_days: int = setting(
        60, "days after a shock in which violence may rise", unit="days", low=7, high=730
    )
    shock_factor: float = setting(
        1.5, "rise of the monthly dead beyond which a shock is not survived", low=1, high=20
    )
    shock_deaths: float = setting(
        25.0,
        "monthly dead below which a shock is survived in any case",
        unit="persons",
        low=0,
        high=100_000,
        source="Uppsala Conflict Data Program: 25 battle deaths, there a year",
    )


class PeaceOutcomes(Mechanism[PeaceOutcomeSettings]):
    """Trust, cohesion, institutions, and shocks survived."""

    id = "J2"
    title = "Peace outcomes"
    settings_key = "peace_outcomes"
    rule = (
        "Trust is the mean over pairs of communities, weighted by people; cohesion = (trust · (1 - "
        "exclusion) · (1 - grievance))^(1/3). A shock is survived when the dead of the thirty days "
        "never rise beyond a factor in the days after it; resilience = (survived + 1)/(shocks + "
        "2)."
    )
    source = "by design; Laplace's rule for few shocks"
    metrics = {
        "trust_between_groups": Metric("1", "trust between communities, 0 to 1", "stock", "higher"),
        "governance": Metric("1", "working institutions, 0 to 1", "stock", "higher"),
        "cohesion": Metric(
            "1", "trust, inclusion and absence of grievance, 0 to 1", "stock", "higher"
        ),
        "resilience": Metric("1", "shocks survived, 0 to 1", "stock", "higher"),
    }
    outcome = "cohesion_mean"

    def start(self) -> None:
        people = self.model.geography.initial_people[self.model.geography.inside].sum(axis=0)
        self.size = people / max(people.sum(), 1.0)
        pairs = np.outer(self.size, self.size)
        np.fill_diagonal(pairs, 0.0)
        self.pairs = pairs / pairs.sum() if pairs.sum() > 0 else np.eye(len(people)) / len(people)
        self.read = 0
        self.open: list[tuple[int, float]] = []  # shocks judged later: last day, dead before
        self.survived = self.judged = 0

    def step(self, day: int) -> None:
        peace, options = self.model.peace, self.settings
        peace.observe(day)
        events = self.model.journal.events
        while self.read < len(events):
            event = events[self.read]
            self.read += 1
            if event.kind == "trigger":
                self.open.append((event.day + options.shock_days, peace.killed_30))
        if not self.open:
            return
        still = []
        for last, before in self.open:
            limit = max(options.shock_factor * before, options.shock_deaths)
            if peace.killed_30 > limit:
                self.judged += 1
            elif day >= last:
                self.judged += 1
                self.survived += 1
            else:
                still.append((last, before))
        self.open = still

    def report(self, day: int) -> None:
        now, journal, weight = self.model.situation, self.model.journal, self.model.peace.weight
        trust = float((now.trust * self.pairs).sum())
        journal.report("trust_between_groups", trust)
        journal.report("governance", float((now.governance * weight).sum()))
        included = 1.0 - float((now.exclusion * self.size).sum())
        content = 1.0 - float((now.grievance * self.size).sum())
        journal.report("cohesion", (trust * max(included, 0.0) * max(content, 0.0)) ** (1 / 3))
        journal.report("resilience", (self.survived + 1.0) / (self.judged + 2.0))
