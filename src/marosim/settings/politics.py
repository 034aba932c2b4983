"""Settings of the mechanisms in the room ``politics``."""

from __future__ import annotations

from dataclasses import dataclass, field

from marosim.settings.base import MechanismSettings, setting
from marosim.settings.effort import (
    CoordinationSettings,
    FundingSettings,
    StabiliseOrBuildSettings,
)
from marosim.terms import Task

TASKS = tuple(map(str, Task))
MANDATES = (
    "none",
    "observer",
    "traditional",
    "multidimensional",
    "protection_of_civilians",
    "robust",
    "historical",
)
UNPMM = "UN Peace Mission Mandates 2.0 (1,382 mission-years, 1948–2023)"


@dataclass
class AuthorisationSettings(MechanismSettings):
    """The Security Council's process and its alternatives (D1)."""

    day: int | None = setting(
        None,
        "day on which the Council authorises, instead of its process; negative: before the "
        "case begins",
        unit="day",
        low=-3650,
        high=36_525,
        source="by design",
    )
    agenda: bool = setting(
        True,
        "whether the Council votes at the latest on the first day on which the case's record has "
        "it vote on a mission",
        unit="yes/no",
        source="by design",
    )
    preparation_days: float = setting(
        28.0,
        "mean days from decision to vote at middling political will",
        unit="days",
        low=0,
        high=1000,
        source="Kuperman 2000: four weeks from recognition to Resolution 918",
    )
    preparation_shape: float = setting(
        4.0, "regularity of that time (shape of a gamma distribution)", low=0.5, high=50
    )
    seized_factor: float = setting(
        0.4,
        "that time where the UN was already in the country, relative to elsewhere",
        low=0.01,
        high=1,
    )
    veto: float = setting(
        0.15,
        "chance that a vote fails at middling will",
        low=0,
        high=1,
        source="assumed; rare in the record of missions, since drafts bound to fail are not tabled",
    )
    chapter_six_ease: float = setting(
        0.5, "chance that a vote under Chapter VI fails, relative to Chapter VII", low=0, high=2
    )
    retry_days: float = setting(
        21.0, "days until a failed vote is tried again", unit="days", low=1, high=365
    )
    without_authorisation: bool = setting(
        False,
        "whether a coalition acts without the Council after a failed vote",
        unit="yes/no",
        source="by design",
    )
    lawful_legitimacy: float = setting(
        0.6, "legitimacy toward which an authorised mission tends", low=0, high=1
    )
    unlawful_legitimacy: float = setting(
        0.35, "legitimacy toward which an intervention without authorisation tends", low=0, high=1
    )
    unlawful_consent_lost: float = setting(
        0.3, "consent lost by acting without authorisation", low=0, high=1
    )
    announcement_days: float = setting(
        30.0,
        "days over which the expectation of an announced intervention fades",
        unit="days",
        low=1,
        high=365,
    )


@dataclass
class MandateSettings(MechanismSettings):
    """What the mission may do (D2); the options of the group ``mandate`` are presets."""

    name: str = setting("historical", "name of the preset", choices=MANDATES, source="by design")
    rules_of_engagement: float = setting(
        0.15, "use of force allowed: 0 observe only, 1 all necessary means", low=0, high=1
    )
    protection: float = setting(
        0.1, "weight of protecting civilians among the tasks", low=0, high=1
    )
    ceiling: int = setting(0, "troops authorised", unit="persons", low=0, high=200_000)
    police: int = setting(0, "police authorised", unit="persons", low=0, high=50_000)
    observers: int = setting(0, "military observers authorised", unit="persons", low=0, high=10_000)
    tasks: list[str] = setting(
        ["monitor"],
        "what the mission is to do",
        unit="names",
        choices=TASKS,
        source=UNPMM,
    )
    area: list[str] = setting(
        ["*"],
        "places or regions where the mandate applies; * for the whole country",
        unit="names",
        names="areas",
        source="by design",
    )
    ambiguity: float = setting(
        0.3, "share of contacts in which units first have to ask what is allowed", low=0, high=1
    )
    duration_days: int = setting(
        180,
        "days until the mandate must be renewed",
        unit="days",
        low=7,
        high=3650,
        source="usual length of mandates set by the Security Council",
    )
    chapter: int = setting(6, "chapter of the Charter", low=6, high=7, source="by design")
    renewal_will: float = setting(
        0.15, "political will below which a mandate is not renewed", low=0, high=1
    )
    embargo_strength: float = setting(
        0.6, "share of resupply that a well-monitored arms embargo cuts", low=0, high=1
    )


@dataclass
class AdaptiveMandateSettings(MechanismSettings):
    """Review of the mandate on a cycle or after an event (D3)."""

    cycle_days: int = setting(
        180,
        "days between reviews",
        unit="days",
        low=7,
        high=3650,
        source="usual length of mandates set by the Security Council",
    )
    event_deaths: float = setting(
        200.0,
        "reported deaths in 30 days that bring a review forward",
        unit="persons",
        low=1,
        high=1e6,
    )
    widening_deaths: float = setting(
        25.0,
        "reported deaths in 30 days from which a review may widen a mandate",
        unit="persons",
        low=0,
        high=1e6,
    )
    event_losses: float = setting(
        10.0, "peacekeepers killed that bring a review forward", unit="persons", low=1, high=10_000
    )
    review_days: float = setting(14.0, "days that a review takes", unit="days", low=0, high=365)
    pause_days: int = setting(
        45, "days before another review can be brought forward", unit="days", low=1, high=365
    )
    widening_will: float = setting(0.45, "political will needed to widen a mandate", low=0, high=1)
    force_step: float = setting(0.2, "rules of engagement added by one widening", low=0, high=1)
    clarity_factor: float = setting(
        0.7, "ambiguity of a mandate after a widening, relative to before", low=0, high=1
    )
    troop_factor: float = setting(
        1.4,
        "troop ceiling after a widening, relative to before",
        low=1,
        high=5,
        source="UNMISS 7,000 to 12,500 (S/RES/2132), UNAMSIL 6,000 to 11,100 to 13,000 to 17,500",
    )
    filled: float = setting(
        0.7, "share of the ceiling that must be there before it is raised", low=0, high=1
    )
    troop_limit: float = setting(
        3.0,
        "largest ceiling relative to the first one",
        low=1,
        high=20,
        source="UNAMSIL 6,000 to 17,500",
    )
    largest_ceiling: int = setting(
        20_000,
        "troops beyond which a review does not raise a ceiling",
        unit="persons",
        low=100,
        high=200_000,
        source="MONUSCO 19,815 (S/RES/1925), UNAMID 19,555 (S/RES/1769): the most troops that the "
        "Council has given a mission of its own since UNPROFOR",
    )
    quiet_deaths: float = setting(
        5.0,
        "reported deaths in 30 days below which a mandate may be narrowed",
        unit="persons",
        low=0,
        high=1e6,
    )
    narrowing_days: int = setting(
        540,
        "days after authorisation before a mandate may be narrowed",
        unit="days",
        low=30,
        high=36_525,
    )
    narrowing_factor: float = setting(
        0.85, "troop ceiling after a narrowing, relative to before", low=0, high=1
    )


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


@dataclass
class PoliticalWillSettings(MechanismSettings):
    """Will of those who decide and contribute (D5)."""

    mean: float = setting(0.45, "will toward which the level tends", low=0, high=1)
    initial: float = setting(0.4, "will at the start", low=0, high=1)
    reversion_days: float = setting(
        120.0, "days over which the level returns to its mean", unit="days", low=5, high=3650
    )
    news_gain: float = setting(
        0.012,
        "share of missing will gained a day for each e-fold of reported deaths",
        unit="1/day",
        low=0,
        high=1,
    )
    news_deaths: float = setting(
        500.0,
        "reported deaths in 30 days that weigh as one unit of news",
        unit="persons",
        low=1,
        high=1e6,
    )
    loss_per_death: float = setting(
        0.012,
        "will lost for each peacekeeper killed",
        unit="1/person",
        low=0,
        high=1,
        source="assumed; after ten Belgian deaths the contingent left (S/1999/1257)",
    )
    fatigue_per_year: float = setting(
        0.03, "mean will lost for each year of a mission", unit="1/year", low=0, high=1
    )


@dataclass
class AccountabilitySettings(MechanismSettings):
    """Monitoring, referral and prosecution; conduct of peacekeepers (D9)."""

    monitoring: float = setting(
        0.5, "effort in monitoring and public reporting of crimes", low=0, high=1
    )
    prosecution: float = setting(0.2, "effort in referral and prosecution", low=0, high=1)
    build_up_days: float = setting(
        45.0,
        "days in which pressure on perpetrators builds up or fades",
        unit="days",
        low=1,
        high=2000,
    )
    referral_deaths: float = setting(
        2000.0,
        "reported deaths in 30 days after which a referral is likely",
        unit="persons",
        low=1,
        high=1e6,
    )
    referral_hazard: float = setting(
        0.01,
        "hazard of a referral at full effort once that is passed",
        unit="1/day",
        low=0,
        high=1,
    )
    referral_pressure: float = setting(
        0.3, "pressure that a referral adds at full effort", low=0, high=1
    )
    misconduct_rate: float = setting(
        1.0,
        "serious allegations for each 1,000 uniformed and year",
        unit="1/1000/year",
        low=0,
        high=100,
        source="assumed; about 50 to 100 allegations a year for 100,000 uniformed",
    )
    misconduct_loss: float = setting(
        0.02, "legitimacy lost by an allegation that nobody answers for", low=0, high=1
    )
    transparency: float = setting(
        0.5, "share of allegations that are investigated and answered for", low=0, high=1
    )
    legitimacy_reversion_days: float = setting(
        180.0, "days over which legitimacy returns to its mean", unit="days", low=5, high=3650
    )


@dataclass
class PoliticsSettings:
    """One field a mechanism."""

    authorisation: AuthorisationSettings = field(default_factory=AuthorisationSettings)
    mandate: MandateSettings = field(default_factory=MandateSettings)
    adaptive_mandate: AdaptiveMandateSettings = field(default_factory=AdaptiveMandateSettings)
    host_consent: HostConsentSettings = field(default_factory=HostConsentSettings)
    political_will: PoliticalWillSettings = field(default_factory=PoliticalWillSettings)
    funding: FundingSettings = field(default_factory=FundingSettings)
    stabilise_or_build: StabiliseOrBuildSettings = field(default_factory=StabiliseOrBuildSettings)
    coordination: CoordinationSettings = field(default_factory=CoordinationSettings)
    accountability: AccountabilitySettings = field(default_factory=AccountabilitySettings)
