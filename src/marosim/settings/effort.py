"""Settings of money and effort: funding, its split between security and peace, coordination."""

from __future__ import annotations

from dataclasses import dataclass

from marosim.settings.base import MechanismSettings, setting


@dataclass
class FundingSettings(MechanismSettings):
    """Money by line, its lateness, and what a shortfall bites (D6)."""

    paid_share: float = setting(
        0.93, "share of the approved budget that is paid in the end", low=0, high=1.2
    )
    lateness_days: float = setting(
        60.0, "mean days until contributions arrive", unit="days", low=1, high=1000
    )
    reserve_days: float = setting(
        60.0, "days of the budget that reserves can advance", unit="days", low=0, high=1000
    )
    reserve_spread_days: float = setting(
        30.0, "days over which what is left of reserves is spread", unit="days", low=1, high=365
    )
    will_coupling: float = setting(
        0.2, "change of the paid share from nil to full political will", low=0, high=1
    )
    troop_usd_year: float = setting(
        79_000.0,
        "all costs of a uniformed person and year",
        unit="US$/person/year",
        low=1000,
        high=1e6,
        source="US$7.78 bn for 97,904 uniformed, 2013–14",
    )
    police_usd_year: float = setting(
        79_000.0,
        "all costs of a police officer and year",
        unit="US$/person/year",
        low=1000,
        high=1e6,
        source="US$7.78 bn for 97,904 uniformed, 2013–14",
    )
    observer_usd_year: float = setting(
        79_000.0,
        "all costs of an observer and year",
        unit="US$/person/year",
        low=1000,
        high=1e6,
        source="US$7.78 bn for 97,904 uniformed, 2013–14",
    )
    ddr_usd_head: float = setting(
        504.0,
        "disarmament, demobilisation and reintegration of one person",
        unit="US$/person",
        low=0,
        high=50_000,
        source="Sierra Leone: US$36.5 m for 72,490 people",
    )
    bills_waiting: float = setting(
        0.6,
        "share of what is missing that waits as unpaid bills, mostly of contributors, instead of "
        "being cut",
        low=0,
        high=1,
        source="2025–26: over US$2 bn of 5.38 bn missing, 15 % cut: 1 − 0.15/0.37",
    )
    readiness_slack: float = setting(
        0.05, "share of the budget cut before strength is", low=0, high=1
    )
    readiness_floor: float = setting(
        0.6,
        "readiness left when that slack is used up (spares, fuel, flying hours)",
        low=0,
        high=1,
    )
    strength_floor: float = setting(0.4, "strength that is kept however much is cut", low=0, high=1)
    strength_steepness: float = setting(
        5.4,
        "how fast strength is lost beyond that slack",
        low=0,
        high=50,
        source="2025–26: a cut of 15 % became 25 % fewer uniformed: 0.6·(1 − exp(−5.4 × 0.10))",
    )
    task_slack: float = setting(
        0.15, "share of the budget cut before tasks are dropped", low=0, high=1
    )
    task_slope: float = setting(
        2.0, "share of tasks dropped for each further share of the budget cut", low=0, high=10
    )
    shortfall_event: float = setting(
        0.1, "share missing that is recorded as a shortfall", low=0.001, high=1
    )


@dataclass
class StabiliseOrBuildSettings(MechanismSettings):
    """Split of money and effort between security now and peace later (D7)."""

    build_share: float = setting(
        0.15, "share of money and effort spent on long-term peace", low=0, high=1
    )
    usual_share: float = setting(
        0.15, "share at which both sides work at their usual strength", low=0.01, high=0.99
    )
    carriers_half: float = setting(
        150.0,
        "members of a mission for a million inhabitants with whom programmes do half their work",
        unit="persons/million",
        low=0,
        high=10_000,
    )
    returns: float = setting(
        0.6,
        "elasticity of programmes to their money (below 1: diminishing returns)",
        low=0.05,
        high=1.5,
    )


@dataclass
class CoordinationSettings(MechanismSettings):
    """Who leads, and what working beside one another costs (D8)."""

    mode: str = setting(
        "lead_agency",
        "arrangement",
        choices=("fragmented", "lead_agency", "integrated"),
        source="by design",
    )
    shared_intelligence: float = setting(
        0.5, "share of what one organisation knows that others learn", low=0, high=1
    )
    decision_delay_days: float = setting(
        5.0, "days that coordination adds to every decision", unit="days", low=0, high=180
    )
    duplication: float = setting(
        0.15, "share of effort on tasks that doubles another's", low=0, high=1
    )
