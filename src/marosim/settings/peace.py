"""Settings of making and building peace."""

from __future__ import annotations

from dataclasses import dataclass, field

from marosim.settings.base import MechanismSettings, setting

CLAYTON_STICHER = "Clayton & Sticher 2021"


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


@dataclass
class MediationSettings(MechanismSettings):
    """P1: envoys, their weight and how they work together."""

    follow_record: bool = setting(
        True,
        "whether talks take place as in the case's timeline, beside those of the envoys",
        unit="yes/no",
        source="by design",
    )
    mediators: int = setting(1, "envoys", unit="persons", low=0, high=20)
    start_day: int = setting(
        30,
        "day from which envoys work; negative days mean that they came before the case",
        unit="day",
        low=-3650,
        high=36_525,
    )
    leverage: float = setting(
        0.4,
        "what envoys can offer and threaten",
        low=0,
        high=1,
        source="assumed; Beardsley 2008 on leverage and its short life",
    )
    trust: float = setting(0.5, "trust of the parties in the envoys at first", low=0, high=1)
    coordination: float = setting(
        0.5,
        "how far several envoys follow one plan: 0 rivals, 1 one team",
        low=0,
        high=1,
        source="Crocker, Hampson & Aall 1999; Böhmelt 2012",
    )
    talks_per_year: float = setting(
        2.5,
        "talks begun a year by an envoy with a dyad that is not at peace",
        unit="1/year",
        low=0,
        high=52,
    )
    talks_days: float = setting(60.0, "length of talks", unit="days", low=1, high=1000)
    success_base: float = setting(
        -1.4,
        "log-odds that talks succeed without ripeness, leverage or trust",
        low=-8,
        high=4,
        source="assumed; with the weights it gives 41 % (Greig & Diehl 2005)",
    )
    ripeness_weight: float = setting(
        2.5, "log-odds gained at full ripeness", low=0, high=10, source="assumed; Zartman 1989"
    )
    leverage_weight: float = setting(1.0, "log-odds gained with full leverage", low=0, high=10)
    trust_weight: float = setting(0.8, "log-odds gained with full trust", low=0, high=10)
    rivalry_weight: float = setting(
        1.0, "log-odds lost for each rival at the same table", low=0, high=10
    )
    contained_weight: float = setting(
        1.0,
        "log-odds lost where peacekeepers keep the parties fully apart: a stalemate that does "
        "not hurt",
        low=0,
        high=10,
        source="assumed size; Greig & Diehl 2005 (41 % without, 22 % with peacekeepers)",
    )
    early_weight: float = setting(
        1.5,
        "log-odds gained before a dyad has fought, for parties that are not escalating",
        low=0,
        high=10,
        source="assumed; Greig 2001 and Regan & Stam 2000 on early mediation",
    )
    early_days: float = setting(
        90.0,
        "days from the start over which that advantage fades by a factor e",
        unit="days",
        low=5,
        high=3650,
    )
    trust_learning: float = setting(
        0.2,
        "share of missing trust gained by success, and of trust lost by failure",
        low=0,
        high=1,
    )
    fresh_pull: float = setting(
        0.3, "pull of a dyad without a ceasefire on envoys, in units of ripeness", low=0, high=5
    )
    choice_noise: float = setting(
        0.2, "weight of chance in an envoy's choice, in units of ripeness", low=0, high=5
    )
    preliminary_ripeness: float = setting(
        0.5, "ripeness above which the first agreement is more than a cessation", low=0, high=1
    )
    half_hurt: float = setting(
        0.3, "joint weariness at which half of ripeness is reached", low=0.01, high=2
    )
    victory_hope: float = setting(
        1.0, "how far an uneven balance of forces spoils ripeness", low=0, high=1
    )
    unaided: float = setting(
        0.25,
        "ceasefires a year that a fully ripe dyad reaches by itself",
        unit="1/year",
        low=0,
        high=12,
    )
    usd_per_year: float = setting(
        2_500_000.0, "cost of an envoy's office", unit="US$/year", low=0, high=1e9
    )


@dataclass
class CeasefireSettings(MechanismSettings):
    """P2: kinds of ceasefires, their strength and how they end."""

    strength_cessation: float = setting(
        0.7, "share of fighting that a cessation of hostilities stops", low=0, high=1
    )
    strength_preliminary: float = setting(
        0.85, "share of fighting that a preliminary ceasefire stops", low=0, high=1
    )
    strength_definitive: float = setting(
        0.95, "share of fighting that a definitive ceasefire stops", low=0, high=1
    )
    hazard: float = setting(
        0.018,
        "hazard that a new cessation fails under middling conditions",
        unit="1/day",
        low=0,
        high=1,
        source="assumed; fitted so that about 80 % fail (Quinn & Joshi)",
    )
    fading_days: float = setting(
        45.0, "age at which the hazard has fallen to one half", unit="days", low=1, high=3650
    )
    preliminary_ratio: float = setting(
        0.6,
        "hazard of a preliminary ceasefire relative to a cessation",
        low=0.01,
        high=2,
        source=f"assumed size; order from {CLAYTON_STICHER}",
    )
    definitive_ratio: float = setting(
        0.12,
        "hazard of a definitive ceasefire relative to a cessation",
        low=0.01,
        high=2,
        source=f"assumed size; order from {CLAYTON_STICHER}",
    )
    monitoring_weight: float = setting(
        1.5,
        "fall of the log hazard where peacekeepers watch everywhere",
        low=0,
        high=6,
        source="Fortna 2008; Gilligan & Sergenti 2008 (hazard ratio 0.15 to 0.5 after war)",
    )
    spoiler_weight: float = setting(
        0.9,
        "rise of the log hazard when cohesion of a party is gone",
        low=0,
        high=6,
        source="assumed; Stedman 1997",
    )
    inclusion_weight: float = setting(
        0.6,
        "fall of the log hazard under full inclusion",
        low=0,
        high=6,
        source="assumed; Nilsson 2012; Krause, Krause & Bränfors 2018",
    )
    ddr_weight: float = setting(
        0.8, "fall of the log hazard once all fighters are demobilised", low=0, high=6
    )
    idle_weight: float = setting(
        1.0,
        "rise of the log hazard when all former fighters were left without a living",
        low=0,
        high=6,
    )
    grievance_weight: float = setting(
        0.6, "rise of the log hazard at full grievance", low=0, high=6
    )
    justice_weight: float = setting(
        0.8,
        "rise of the log hazard while those who could spoil are prosecuted",
        low=0,
        high=6,
        source="assumed; Snyder & Vinjamuri 2003",
    )
    violation_weight: float = setting(
        0.05, "rise of the log hazard for each violation in the last month", low=0, high=2
    )
    inclusion: float = setting(
        0.3,
        "share of communities, women and civil society with a part in agreements",
        low=0,
        high=1,
    )
    violation_days: float = setting(
        30.0,
        "days over which violations are forgotten by a factor e",
        unit="days",
        low=1,
        high=365,
    )
    step_up_years: float = setting(
        1.0,
        "mean years from a ceasefire to the next step of an agreement",
        unit="years",
        low=0.05,
        high=50,
    )
    reescalation: float = setting(
        0.3,
        "escalation of both parties when a ceasefire fails",
        low=0,
        high=1,
        source=f"assumed size; 84 % of failures are followed by an offensive ({CLAYTON_STICHER})",
    )


@dataclass
class LocalDialogueSettings(MechanismSettings):
    """P3: peace committees and community leaders at places."""

    effort: float = setting(0.4, "share of places where committees are supported", low=0, high=1)
    calm: float = setting(
        0.35,
        "share of attacks between neighbours that a working committee averts",
        low=0,
        high=1,
        source="assumed; Smidt 2020 and Autesserre 2010 on local peacebuilding",
    )
    months: float = setting(
        4.0, "months to build or lose a committee", unit="months", low=0.25, high=60
    )
    usd_per_place_year: float = setting(
        120_000.0, "cost of a supported place", unit="US$/place/year", low=0, high=1e8
    )


@dataclass
class DdrSettings(MechanismSettings):
    """P4: disarmament, demobilisation and reintegration of fighters."""

    effort: float = setting(0.6, "share of fighters that the programme is meant for", low=0, high=1)
    capacity_per_month: float = setting(
        4000.0,
        "people that cantonment sites process",
        unit="persons/month",
        low=0,
        high=1e6,
        source="assumed; Liberia: 72,652 people from 15 April to 8 September 2004 (15,000 a month)",
    )
    inflation: float = setting(
        2.0,
        "people who enrol for each fighter",
        unit="persons/fighter",
        low=1,
        high=10,
        source="Liberia: over 100,000 processed against 38,000 planned (2.7)",
    )
    weapons_per_head: float = setting(
        0.4,
        "weapons handed in for each person who enrols",
        unit="weapons/person",
        low=0,
        high=5,
        source="Liberia 2004: 28,000 at most for 103,019 people (0.27); Sierra Leone 2002: 42,300 "
        "for 72,490 (0.58); together 0.40",
    )
    delay_days: float = setting(
        60.0,
        "days under a ceasefire before sites open",
        unit="days",
        low=0,
        high=2000,
        source="assumed; Liberia: agreement 18 August, sites open 7 December 2003",
    )
    without_agreement: float = setting(
        0.02, "readiness to disarm without a ceasefire, relative to a definitive one", low=0, high=1
    )
    reintegration_months: float = setting(
        12.0, "months until reintegration ends well or badly", unit="months", low=1, high=120
    )
    success: float = setting(
        0.5,
        "share reintegrated by programmes fully paid, without jobs",
        low=0,
        high=1,
        source="assumed; Humphreys & Weinstein 2007; Gilligan, Mvukiyehe & Samii 2013",
    )
    jobs_weight: float = setting(
        0.4, "added share reintegrated where livelihoods have recovered", low=0, high=1
    )
    rejoin: float = setting(
        0.4, "share of those left without a living who can be enlisted again", low=0, high=1
    )


@dataclass
class ReconciliationSettings(MechanismSettings):
    """P5: truth-telling, reconciliation and prosecution."""

    effort: float = setting(0.4, "share of the country reached", low=0, high=1)
    start_after_days: int = setting(
        90, "days of quiet before hearings begin", unit="days", low=0, high=3650
    )
    ceiling: float = setting(0.8, "trust toward which reconciliation leads", low=0, high=1)
    years: float = setting(
        5.0,
        "years over which trust follows where everybody is reached",
        unit="years",
        low=0.25,
        high=50,
        source="assumed; Cilliers, Dube & Siddiqi 2016: trust +22 % within 31 months",
    )
    prosecution: float = setting(
        0.3, "weight of trials beside truth-telling", low=0, high=1, source="assumed"
    )
    trial_years: float = setting(
        3.0,
        "years during which trials threaten those who could spoil",
        unit="years",
        low=0.1,
        high=30,
    )
    justice_gain: float = setting(
        0.5,
        "speed of trust gained through full prosecution",
        low=0,
        high=5,
        source="assumed; Kim & Sikkink 2010",
    )
    usd_per_head_year: float = setting(
        0.6, "cost for each person in the country", unit="US$/person/year", low=0, high=1000
    )


@dataclass
class InclusiveGovernanceSettings(MechanismSettings):
    """P6: inclusion in power and reform of institutions."""

    effort: float = setting(0.4, "weight given to inclusion and reform", low=0, high=1)
    inclusion_gain: float = setting(
        0.6,
        "share of exclusion that full effort removes",
        low=0,
        high=1,
        source="assumed; Cederman, Gleditsch & Buhaug 2013",
    )
    institutions: float = setting(
        0.85, "working institutions toward which full effort leads", low=0, high=1
    )
    years: float = setting(4.0, "years over which reform works", unit="years", low=0.25, high=50)
    without_agreement: float = setting(
        0.2, "share of reform that is possible without an agreement", low=0, high=1
    )
    usd_per_head_year: float = setting(
        2.0, "cost for each person in the country", unit="US$/person/year", low=0, high=1000
    )


@dataclass
class RecoverySettings(MechanismSettings):
    """P7: livelihoods, jobs and infrastructure."""

    effort: float = setting(
        0.4, "share of livelihoods that programmes aim to restore", low=0, high=1
    )
    years: float = setting(
        2.5, "years over which livelihoods follow", unit="years", low=0.1, high=50
    )
    loss_days: float = setting(
        150.0,
        "days of violence at a place over which what was restored is lost",
        unit="days",
        low=5,
        high=3650,
    )
    usd_per_head_year: float = setting(
        8.0, "cost for each person in the country", unit="US$/person/year", low=0, high=1000
    )


@dataclass
class OwnershipSettings(MechanismSettings):
    """P8: what belongs to those who stay."""

    level: float = setting(0.35, "share of programmes that local people own", low=0, high=1)
    slowing: float = setting(
        0.25, "share of speed lost when everything is decided locally", low=0, high=0.95
    )
    fading_days: float = setting(
        270.0,
        "days after exit over which what nobody owns is lost",
        unit="days",
        low=5,
        high=3650,
    )
    lasting: float = setting(
        0.1, "share of programmes that lasts although nobody owns it", low=0, high=1
    )


@dataclass
class LegitimacySettings(MechanismSettings):
    """P9: trust in the mission, earned and lost."""

    protection_gain: float = setting(
        0.012,
        "missing legitimacy gained a week where every attack is prevented or answered",
        unit="1/week",
        low=0,
        high=1,
    )
    delivery_gain: float = setting(
        0.006,
        "missing legitimacy gained a week where all programmes and aid deliver",
        unit="1/week",
        low=0,
        high=1,
    )
    failure_loss: float = setting(
        0.04,
        "legitimacy lost a week for each civilian killed in 1,000 beside peacekeepers",
        unit="1/week",
        low=0,
        high=5,
    )
    harm_loss: float = setting(
        0.002,
        "legitimacy lost for each civilian killed by the mission",
        unit="1/person",
        low=0,
        high=1,
    )
    partiality_loss: float = setting(
        0.004,
        "legitimacy lost a week if only one community is protected",
        unit="1/week",
        low=0,
        high=1,
    )


@dataclass
class ExitSettings(MechanismSettings):
    """P10: when the mission leaves."""

    rule: str = setting(
        "none",
        "when the mission draws down",
        choices=("none", "date", "benchmarks"),
        source="by design",
    )
    date_days: int = setting(
        730,
        "days after the first unit at which a mission with a date draws down",
        unit="days",
        low=1,
        high=36_525,
    )
    earliest_days: int = setting(
        365,
        "days after the first unit before benchmarks are looked at",
        unit="days",
        low=0,
        high=36_525,
    )
    latest_days: int = setting(
        3650,
        "days after the first unit at which it leaves whatever the benchmarks",
        unit="days",
        low=1,
        high=36_525,
    )
    quiet_days: int = setting(
        270, "benchmark: days without violence above the threshold", unit="days", low=0, high=3650
    )
    demobilised: float = setting(0.4, "benchmark: share of fighters demobilised", low=0, high=1)
    governance: float = setting(0.5, "benchmark: working institutions", low=0, high=1)
    drawdown_days: float = setting(
        365.0,
        "days over which the mission draws down",
        unit="days",
        low=1,
        high=3650,
        source="assumed; Sierra Leone 2002 to 2005 took three years",
    )


@dataclass
class PeaceSettings:
    """One field a mechanism."""

    society: SocietySettings = field(default_factory=SocietySettings)
    mediation: MediationSettings = field(default_factory=MediationSettings)
    ceasefires: CeasefireSettings = field(default_factory=CeasefireSettings)
    local_dialogue: LocalDialogueSettings = field(default_factory=LocalDialogueSettings)
    ddr: DdrSettings = field(default_factory=DdrSettings)
    reconciliation: ReconciliationSettings = field(default_factory=ReconciliationSettings)
    inclusive_governance: InclusiveGovernanceSettings = field(
        default_factory=InclusiveGovernanceSettings
    )
    recovery: RecoverySettings = field(default_factory=RecoverySettings)
    ownership: OwnershipSettings = field(default_factory=OwnershipSettings)
    mission_legitimacy: LegitimacySettings = field(default_factory=LegitimacySettings)
    exit: ExitSettings = field(default_factory=ExitSettings)
