"""Settings of the mechanisms in the room ``warning``."""

from __future__ import annotations

from dataclasses import dataclass, field

from marosim.settings.base import MechanismSettings, setting


@dataclass
class SensorSettings:
    """One source of early warning; rates are those of one place on one day.

    The weights say which signs the source notices: armed men gathering, incitement, and
    violence here and next door.
    """

    coverage: float = setting(
        0.2, "chance that a place is looked at, without a mission", low=0, high=1
    )
    mission_coverage: float = setting(
        0.3, "added chance where people of a mission are present", low=0, high=1
    )
    delay_days: int = setting(3, "days from sign to report", unit="days", low=0, high=30)
    hit: float = setting(0.3, "chance of a report when all signs are there", low=0, high=1)
    false_alarm: float = setting(0.02, "chance of a report without any sign", low=0, high=1)
    armed_weight: float = setting(0.34, "weight of armed men gathering", low=0, high=1)
    incitement_weight: float = setting(0.33, "weight of incitement", low=0, high=1)
    violence_weight: float = setting(0.33, "weight of violence here and next door", low=0, high=1)
    human: bool = setting(True, "whether people on the ground must trust the source", unit="yes/no")
    usd_per_day: float = setting(
        1000.0, "cost while a mission pays for it", unit="US$/day", low=0, high=1e6
    )


def _sensor(**values: float | int | bool) -> SensorSettings:
    return field(default_factory=lambda: SensorSettings(**values))  # type: ignore[arg-type]


@dataclass
class EarlyWarningSettings(MechanismSettings):
    """Several sensors, fused to one probability for each place (W1)."""

    horizon_days: int = setting(
        14, "days ahead that the risk is about", unit="days", low=3, high=90, source="by design"
    )
    threshold: float = setting(
        0.25, "risk above which an alert is raised", low=0.01, high=0.99, source="assumed"
    )
    quiet_days: int = setting(
        21, "days before the same place is the subject of a new alert", unit="days", low=1, high=180
    )
    memory_days: float = setting(
        10.0, "days over which evidence fades to a third", unit="days", low=1, high=120
    )
    base_rate: float = setting(
        0.1,
        "share of places with an attack within the horizon, before any experience",
        low=0.0001,
        high=0.9,
    )
    evidence_weight: float = setting(
        0.1,
        "log-odds for each unit of fused evidence, before any experience; 1 would take "
        "sensors as independent",
        low=0.0,
        high=3.0,
    )
    violence_weight: float = setting(
        1.2,
        "log-odds that recent attacks here and next door add, before any experience",
        low=0.0,
        high=10.0,
    )
    learning_rate: float = setting(
        0.1,
        "how fast analysts correct their weights against what happened",
        unit="1/day",
        low=0.0,
        high=1.0,
    )
    noticed_fighters: float = setting(
        100.0, "fighters at a place that are noticed half", unit="persons", low=1, high=100_000
    )
    noticed_people: float = setting(
        5000.0, "people at a place whose danger is noticed half", unit="persons", low=1, high=1e7
    )
    threat_half: float = setting(
        0.1,
        "hostile force near people (0 to 1 an organisation) that looks half threatening",
        low=0.001,
        high=10,
    )
    preparation_floor: float = setting(
        0.3,
        "how far hostile fighters look threatening before a campaign is prepared",
        low=0,
        high=1,
    )
    neighbour_weight: float = setting(
        0.5, "weight of violence next door relative to violence here", low=0, high=1
    )
    typical_sign: float = setting(
        0.4,
        "strength of signs that analysts have in mind when they weigh a report",
        low=0.05,
        high=1,
    )
    signal_evidence: float = setting(
        2.0,
        "fused evidence at a place that counts as a first signal",
        unit="log-odds",
        low=0.1,
        high=20,
    )
    liaison: SensorSettings = _sensor(
        coverage=0.15,
        mission_coverage=0.5,
        delay_days=2,
        hit=0.6,
        false_alarm=0.03,
        armed_weight=0.5,
        incitement_weight=0.25,
        violence_weight=0.25,
        human=True,
        usd_per_day=4000.0,
    )
    monitors: SensorSettings = _sensor(
        coverage=0.2,
        mission_coverage=0.4,
        delay_days=4,
        hit=0.5,
        false_alarm=0.015,
        armed_weight=0.5,
        incitement_weight=0.2,
        violence_weight=0.3,
        human=True,
        usd_per_day=6000.0,
    )
    imagery: SensorSettings = _sensor(
        coverage=0.3,
        mission_coverage=0.2,
        delay_days=2,
        hit=0.5,
        false_alarm=0.02,
        armed_weight=0.9,
        incitement_weight=0.0,
        violence_weight=0.1,
        human=False,
        usd_per_day=15_000.0,
    )
    social_media: SensorSettings = _sensor(
        coverage=0.3,
        mission_coverage=0.0,
        delay_days=0,
        hit=0.4,
        false_alarm=0.06,
        armed_weight=0.2,
        incitement_weight=0.6,
        violence_weight=0.2,
        human=False,
        usd_per_day=1500.0,
    )
    analytics: SensorSettings = _sensor(
        coverage=0.5,
        mission_coverage=0.1,
        delay_days=5,
        hit=0.4,
        false_alarm=0.02,
        armed_weight=0.6,
        incitement_weight=0.2,
        violence_weight=0.2,
        human=False,
        usd_per_day=2500.0,
    )


@dataclass
class DecisionChainSettings(MechanismSettings):
    """From alert to decision: delay, dismissal, cry-wolf and news (W2)."""

    dismissal: float = setting(
        0.85,
        "chance that an alert is set aside although the sender is believed",
        low=0,
        high=1,
        source="assumed; George & Holl 1997 on the warning-response gap",
    )
    delay_days: float = setting(
        10.0,
        "mean days from a believed alert or recognition to a decision",
        unit="days",
        low=0,
        high=365,
        source="assumed; United Nations 1999 (S/1999/1257)",
    )
    delay_shape: float = setting(
        3.0, "regularity of that delay (shape of a gamma distribution)", low=0.5, high=50
    )
    belief_lost: float = setting(
        0.12, "share of belief lost by a false alarm (cry-wolf)", low=0, high=1
    )
    belief_gained: float = setting(
        0.25, "share of doubt removed by an alert that came true", low=0, high=1
    )
    belief_recovery_days: float = setting(
        180.0, "days over which belief recovers by itself", unit="days", low=7, high=3650
    )
    reported_share: float = setting(
        0.06,
        "share of deaths that the outside world hears of, far from the capital without observers",
        low=0,
        high=1,
        source="press estimates in April 1994 were ten times too low (Kuperman 2000)",
    )
    capital_share: float = setting(
        0.25,
        "share heard of in the capital without observers",
        low=0,
        high=1,
    )
    news_delay_days: float = setting(
        5.0, "mean days until deaths are reported", unit="days", low=0.5, high=90
    )
    recognition_rate: float = setting(
        0.035,
        "hazard of recognition for each e-fold of reported deaths",
        unit="1/day",
        low=0,
        high=2,
        source="assumed; two weeks from onset to recognition in Rwanda (Kuperman 2000)",
    )
    recognition_deaths: float = setting(
        1000.0,
        "reported deaths in 30 days that weigh as one unit of news",
        unit="persons",
        low=1,
        high=1e6,
    )


@dataclass
class LocalKnowledgeSettings(MechanismSettings):
    """Community engagement and cultural competence (W3)."""

    engagement: float = setting(
        0.4, "effort in engaging communities and learning their languages and ways", low=0, high=1
    )
    strangers: float = setting(
        0.25, "knowledge of those who are present but never engage", low=0, high=1
    )
    build_up_days: float = setting(
        60.0, "days in which presence turns into local knowledge", unit="days", low=1, high=1000
    )
    loss_days: float = setting(
        120.0, "days in which local knowledge fades without presence", unit="days", low=1, high=2000
    )


@dataclass
class WarningSettings:
    """One field a mechanism."""

    early_warning: EarlyWarningSettings = field(default_factory=EarlyWarningSettings)
    decision_chain: DecisionChainSettings = field(default_factory=DecisionChainSettings)
    local_knowledge: LocalKnowledgeSettings = field(default_factory=LocalKnowledgeSettings)
