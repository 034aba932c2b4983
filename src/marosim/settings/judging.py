"""Settings of measurement and judgement."""

from __future__ import annotations

from dataclasses import dataclass, field

from marosim.settings.base import MechanismSettings, setting


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


@dataclass
class MeasurementSettings(MechanismSettings):
    """J3: surveys, incident reports and monitors, with delay, bias and error."""

    coverage: float = setting(
        0.12,
        "share of deaths reported from far places that nobody watches",
        low=0,
        high=1,
        source="assumed; South Sudan: event data hold under a tenth of violent deaths (LSHTM)",
    )
    capital_coverage: float = setting(
        0.5,
        "that share at the capital",
        low=0,
        high=1,
        source="assumed; Davenport & Ball 2002, Weidmann 2015 on bias to cities",
    )
    bias_km: float = setting(
        120.0,
        "distance from the capital over which that bias falls by a factor e",
        unit="km",
        low=5,
        high=2000,
    )
    monitor_coverage: float = setting(
        0.8, "share of deaths reported where outsiders watch everything", low=0, high=1
    )
    delay_days: float = setting(
        10.0, "mean days until an incident is reported", unit="days", low=1, high=365
    )
    error: float = setting(
        0.35, "error of a report (standard deviation of its logarithm)", low=0, high=3
    )
    survey_days: int = setting(
        30, "days between counts of the displaced", unit="days", low=1, high=730
    )
    survey_coverage: float = setting(
        0.7, "share of the displaced who are counted where roads are open", low=0, high=1
    )
    survey_error: float = setting(
        0.2, "error of a count (standard deviation of its logarithm)", low=0, high=3
    )


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


@dataclass
class EvaluationSettings(MechanismSettings):
    """J5: how the mission learns from what it measures."""

    review_days: int = setting(30, "days between evaluations", unit="days", low=7, high=730)
    focus: float = setting(
        0.25,
        "weight of places by the root of their share of reported deaths, over the average place",
        low=0,
        high=20,
    )
    spending_shift: float = setting(
        0.5,
        "largest rise of the share of money that builds peace in quiet months, relative to it",
        low=0,
        high=1,
    )
    quiet_deaths: float = setting(
        20.0,
        "reported deaths in 30 days below which more is built",
        unit="persons",
        low=0,
        high=100_000,
    )
    violent_deaths: float = setting(
        200.0,
        "reported deaths in 30 days above which it goes back to the plan",
        unit="persons",
        low=0,
        high=1_000_000,
    )
    steps: int = setting(
        4, "reviews over which the largest change is reached", unit="reviews", low=1, high=100
    )
    usd_per_year: float = setting(
        1_500_000.0, "cost of evaluation", unit="US$/year", low=0, high=1e8
    )


@dataclass
class JudgingSettings:
    """One field a mechanism."""

    outcomes: OutcomeSettings = field(default_factory=OutcomeSettings)
    peace_outcomes: PeaceOutcomeSettings = field(default_factory=PeaceOutcomeSettings)
    measurement: MeasurementSettings = field(default_factory=MeasurementSettings)
    ethics: EthicsSettings = field(default_factory=EthicsSettings)
    evaluation: EvaluationSettings = field(default_factory=EvaluationSettings)
