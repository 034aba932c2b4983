"""D4 Consent of the host: freedom of movement, and its withdrawal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from marosim.core.setting import MechanismSettings, setting
from marosim.journal import Metric
from marosim.mechanism import Mechanism
from marosim.terms import Level, Role
from marosim.world.on_record import timeline

if TYPE_CHECKING:
    from marosim.injects import Inject
    from marosim.response_model import ResponseModel


@dataclass
class HostConsentSettings(MechanismSettings):
    """Consent of the host and what it lets the mission do (D4)."""

    mean: float = setting(0.7, "consent toward which the level tends", low=0, high=1)
    initial: float = setting(0.7, "consent at the start", low=0, high=1)
    reversion_days: float = setting(
        90.0, "days over which the level returns to its mean", unit="days", low=5, high=3650
    )
    diplomacy: float = setting(0.3, "diplomatic effort toward the host", low=0, high=1)
    diplomacy_gain: float = setting(
        0.2, "consent that full diplomatic effort adds to the mean", low=0, high=1
    )
    intrusion: float = setting(
        0.5,
        "consent lost where the host itself attacks civilians and the mandate allows force",
        low=0,
        high=1,
    )
    chapter_six_restriction: float = setting(
        0.9, "freedom of movement lost without any consent, Chapter VI", low=0, high=1
    )
    chapter_seven_restriction: float = setting(
        0.55, "freedom of movement lost without any consent, Chapter VII", low=0, high=1
    )
    withdrawal_level: float = setting(
        0.25, "consent below which it may be withdrawn", low=0, high=1
    )
    withdrawal_hazard: float = setting(
        0.04, "hazard of withdrawal when consent is nil", unit="1/day", low=0, high=5
    )


class HostConsent(Mechanism[HostConsentSettings]):
    """A level that falls with force and partiality and rises with diplomacy."""

    id = "D4"
    title = "Host-state consent"
    settings_key = "host_consent"
    rule = (
        "Consent tends toward its mean, raised by diplomatic effort and lowered by intrusion × "
        "rules of engagement × the government's share of recent attacks on civilians; the "
        "mission's use of force and partiality press it down. Freedom of movement is "
        "1 − r·(1 − consent), with r larger under Chapter VI. Below a level, consent is "
        "withdrawn with a hazard that grows with the gap: a mission under Chapter VI must leave, "
        "one under Chapter VII stays with the least freedom."
    )
    source = "Sebastián & Gorur 2018 (Stimson Center) on host-state consent; assumed levels"
    metrics = {
        "consent": Metric("1", "consent of the host, 0 to 1", better="higher"),
        "freedom_of_movement": Metric("1", "freedom of movement, 0 to 1", better="higher"),
    }
    outcome = "freedom_of_movement"
    expected = 1
    scenario = "south_sudan_2013"
    arms = {"mandate": "protection_of_civilians", "deployment": "standard"}
    contrast = ({"host_consent.diplomacy": 0.0}, {"host_consent.diplomacy": 1.0})
    injects = ("diplomacy", Level.CONSENT)

    def __init__(self, model: ResponseModel, settings: Any) -> None:
        super().__init__(model, settings)
        organisations = model.armed.organisations
        self.government = np.array([o.role == Role.GOVERNMENT for o in organisations], dtype=bool)
        self.attacked = np.zeros(2)  # civilians attacked by others and by the government, fading
        self.diplomacy = {day: value for day, value, _ in timeline(model, "diplomacy")}
        self.withdrawn = False
        model.politics.consent = settings.initial

    def told(self, inject: Inject) -> None:
        if inject.kind == Level.CONSENT:
            self.model.politics.press(Level.CONSENT, inject.value)
        else:
            self.diplomacy[inject.day] = self.diplomacy.get(inject.day, 0.0) + inject.value

    def step(self, day: int) -> None:
        politics, options = self.model.politics, self.settings
        persons = self.model.situation.attack_persons.sum(axis=1)[: len(self.government)]
        self.attacked *= 1.0 - 1.0 / 30.0  # recent: a month
        self.attacked += (persons[~self.government].sum(), persons[self.government].sum())
        share = self.attacked[1] / max(self.attacked.sum(), 1.0)
        force = politics.mandate.rules_of_engagement if politics.authorised else 0.0
        mean = (
            options.mean
            + options.diplomacy_gain * options.diplomacy
            - options.intrusion * force * share
        )
        level = politics.consent + (mean - politics.consent) / options.reversion_days
        level += politics.taken(Level.CONSENT)
        if politics.authorised:
            level += options.diplomacy_gain * self.diplomacy.get(day, 0.0)
        politics.consent = float(min(max(level, 0.0), 1.0))
        self._withdraw(day)
        chapter = politics.mandate.chapter
        restriction = (
            options.chapter_seven_restriction if chapter == 7 else options.chapter_six_restriction
        )
        missing = 1.0 if self.withdrawn else 1.0 - politics.consent
        politics.freedom_of_movement = 1.0 - restriction * missing

    def _withdraw(self, day: int) -> None:
        politics, options = self.model.politics, self.settings
        if self.withdrawn:
            if politics.consent > options.withdrawal_level + 0.1:
                self.withdrawn = False
                self.model.journal.log(
                    day,
                    "consent_restored",
                    "The host agrees again to the mission",
                    actor="government",
                    consent=politics.consent,
                )
            return
        if not politics.authorised or not politics.present:
            return
        gap = (options.withdrawal_level - politics.consent) / max(options.withdrawal_level, 1e-9)
        hazard = options.withdrawal_hazard * max(gap, 0.0)
        if politics.mandate.name == "historical":
            return  # the record says when the mission left
        if not self.model.draws.happens("politics.withdrawal", [0], day, hazard)[0]:
            return
        self.withdrawn = True
        if politics.mandate.chapter == 6:
            politics.expelled = True
            politics.leave()
            text = "The host withdraws its consent; the mission must leave"
        else:
            text = "The host withdraws its consent; the mission stays, hemmed in"
        self.model.journal.log(
            day,
            "consent_withdrawn",
            text,
            actor="government",
            consent=politics.consent,
            chapter=politics.mandate.chapter,
        )

    def report(self, day: int) -> None:
        politics = self.model.politics
        self.model.journal.report("consent", politics.consent)
        self.model.journal.report("freedom_of_movement", politics.freedom_of_movement)
