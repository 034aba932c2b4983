"""J4 Ethics: what a response costs those whom it means to serve, beside its benefit."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from marosim.core.setting import MechanismSettings, setting
from marosim.journal import Metric
from marosim.mechanism import Mechanism
from marosim.situation import MISSION


@dataclass
class EthicsSettings(MechanismSettings):
    """J4: what a response does beside its benefit."""

    memory_days: float = setting(
        90.0,
        "days over which need and protection of communities are compared",
        unit="days",
        low=7,
        high=3650,
    )
    force_weight: float = setting(
        0.5,
        "sovereignty cost of full rules of engagement relative to lost consent",
        low=0,
        high=1,
    )
    unlawful_weight: float = setting(
        0.3, "sovereignty cost of acting without authorisation", low=0, high=1
    )


class Ethics(Mechanism[EthicsSettings]):
    """Four numbers, never folded into one."""

    id = "J4"
    title = "Ethics"
    settings_key = "ethics"
    rule = (
        "Proportionality = people protected/(people protected + civilians killed by the mission), "
        "people protected being attacks prevented × the mean killed in an attack so far. "
        "Impartiality = 1 - ½·Σ|share of protection - share of need| over communities, need = "
        "people × fear. Sovereignty cost = (1 - consent) + f·rules of engagement·(1 - consent) + "
        "u if without authorisation, at most 1, while a mission is present. Local voice = mean of "
        "local ownership, community engagement and inclusion in agreements, while present."
    )
    source = "by design; Bellamy 2015; United Nations 2009 (A/63/677); weights assumed"
    metrics = {
        "proportionality": Metric(
            "1",
            "protected over protected and killed by the mission",
            "stock",
            "higher",
            needs="somebody protected or killed by the mission",
        ),
        "impartiality": Metric(
            "1",
            "how far protection follows need",
            "stock",
            "higher",
            needs="need, and protection felt by somebody",
        ),
        "sovereignty_cost": Metric("1", "presence against the host's consent", "stock", "lower"),
        "local_voice": Metric(
            "1",
            "say of local people in the response, as its settings plan it",
            "stock",
            needs="a mission in the country",
        ),
    }
    outcome = "sovereignty_cost_mean"

    def start(self) -> None:
        groups = len(self.model.case.communities)
        self.need = np.zeros(groups)
        self.given = np.zeros(groups)
        self.protected = self.harmed = 0.0
        self.killed = self.attacks = 0.0

    def step(self, day: int) -> None:
        now = self.model.situation
        self.killed += float(now.attack_persons.sum())
        self.attacks += float(now.attack_starts.sum())
        self.harmed += float(now.deaths_today[MISSION].sum())
        prevented = float(now.attack_prevented.sum())
        if prevented and self.attacks:
            self.protected += prevented * self.killed / self.attacks
        if day % 7 == 0:
            keep = math.exp(-7.0 / self.settings.memory_days)
            people = now.present
            self.need = keep * self.need + (people * now.fear).sum(axis=0)
            self.given = keep * self.given + now.protection_sense @ people

    def _impartiality(self) -> float:
        if self.need.sum() <= 0 or self.given.sum() <= 0:
            return math.nan
        apart = self.given / self.given.sum() - self.need / self.need.sum()
        return 1.0 - 0.5 * float(np.abs(apart).sum())

    def _sovereignty(self) -> float:
        politics, options = self.model.politics, self.settings
        if not politics.present:
            return 0.0
        against = 1.0 - politics.consent
        force = options.force_weight * politics.mandate.rules_of_engagement
        unlawful = 0.0 if politics.lawful else options.unlawful_weight
        return min(against * (1.0 + force) + unlawful, 1.0)

    def _voice(self) -> float:
        model, settings = self.model, self.model.settings
        if not model.politics.present:
            return math.nan
        owned = settings.ownership.level if settings.ownership.enabled else 0.0
        known = settings.local_knowledge
        engaged = known.engagement if known.enabled else 0.0
        included = settings.ceasefires.inclusion if settings.ceasefires.enabled else 0.0
        return (owned + engaged + included) / 3.0

    def report(self, day: int) -> None:
        journal = self.model.journal
        both = self.protected + self.harmed
        journal.report("proportionality", self.protected / both if both > 0 else math.nan)
        journal.report("impartiality", self._impartiality())
        journal.report("sovereignty_cost", self._sovereignty())
        journal.report("local_voice", self._voice())
