"""Settings of the mechanisms in the room ``mission``."""

from __future__ import annotations

from dataclasses import dataclass, field

from marosim.settings.base import MechanismSettings, setting
from marosim.terms import Approach

PLANS = ("none", "historical", "slow", "standard", "rapid", "preventive")
APPROACHES = tuple(map(str, Approach))
HANDBOOK = "Sewall, Raymond & Chin 2010 (MARO handbook)"
HKS = "Hultman, Kathman & Shannon 2013"


@dataclass
class DeploymentSettings(MechanismSettings):
    """A1: contingents from pledge to sector."""

    plan: str = setting(
        "historical",
        "name of the preset; none sends nobody, historical follows the record of strengths",
        choices=PLANS,
        source="by design",
    )
    battalion: int = setting(
        850,
        "persons of a contingent of troops",
        unit="persons",
        low=50,
        high=2000,
        source="United Nations Infantry Battalion Manual 2012",
    )
    police_contingent: int = setting(
        140,
        "officers of a contingent of police",
        unit="persons",
        low=5,
        high=1000,
        source="a formed police unit of the United Nations",
    )
    observer_contingent: int = setting(
        50, "persons of a group of military observers", unit="persons", low=2, high=500
    )
    police_unit: int = setting(35, "officers of a unit on the map", unit="persons", low=1, high=200)
    observer_team: int = setting(
        12, "military observers of a team on the map", unit="persons", low=1, high=100
    )
    smallest_unit: int = setting(
        120, "persons of the smallest unit that stands alone", unit="persons", low=5, high=850
    )
    most_units: int = setting(
        60, "units into which all troops split at most", unit="units", low=5, high=400
    )
    pledge_days: float = setting(
        112.0,
        "mean days until a contingent is pledged, at middling political will",
        unit="days",
        low=0,
        high=36_500,
        source="fitted to Rappa 2016: almost 12 months to peak strength in Africa",
    )
    ready_days: float = setting(
        72.0,
        "mean days from pledge until a contingent is trained, equipped and inspected",
        unit="days",
        low=0,
        high=36_500,
        source="fitted to Rappa 2016; 60 days from request at the Rapid Deployment Level",
    )
    delay_shape: float = setting(
        2.5, "regularity of these delays (shape of a gamma distribution)", low=0.5, high=50
    )
    tonnes_per_soldier: float = setting(
        1.9,
        "equipment and supplies of a soldier",
        unit="tonnes",
        low=0.05,
        high=10,
        source="Kuperman 2000: 26,550 tonnes for 13,500 to 15,000 troops",
    )
    police_tonnes: float = setting(
        0.8, "equipment and supplies of a police officer", unit="tonnes", low=0.01, high=10
    )
    observer_tonnes: float = setting(
        0.5, "equipment and supplies of an observer", unit="tonnes", low=0.01, high=10
    )
    lift_tonnes: float = setting(
        250.0,
        "tonnes brought to the country a day, mostly by sea and road",
        unit="tonnes/day",
        low=1,
        high=10_000,
    )
    reception_days: float = setting(
        10.0, "days from landing until a contingent moves out", unit="days", low=0, high=180
    )
    filled: float = setting(
        0.925,
        "mean share of a contingent's authorised strength that ever comes",
        low=0.1,
        high=1,
        source="Rappa 2016: peak strength is 92.5 % of authorised",
    )
    filled_spread: float = setting(
        0.04, "standard deviation of that share between contingents", low=0, high=0.3
    )
    regional_share: float = setting(
        0.5, "share of contingents that come from the region", low=0, high=1
    )
    regional_haste: float = setting(
        0.8, "delays of contingents from the region, relative to others", low=0.1, high=2
    )
    regional_equipment: float = setting(
        0.7, "equipment of contingents from the region, relative to others", low=0, high=2
    )
    regional_caveats: float = setting(
        0.6, "caveats of contingents from the region, relative to others", low=0, high=2
    )
    equipment_weight: float = setting(
        0.5, "fighting quality gained from no equipment to full equipment", low=0, high=2
    )
    caveats: float = setting(
        0.2, "mean share of tasks that capitals forbid their contingents", low=0, high=0.9
    )
    mobility: float = setting(
        2.5,
        "speed of a mission's vehicles relative to armed units on the march",
        low=0.2,
        high=10,
    )
    settling_days: float = setting(
        20.0, "days in a sector until a unit is fully ready", unit="days", low=0, high=180
    )
    unsettled: float = setting(0.5, "readiness of a unit on arrival", low=0, high=1)
    cut_days: float = setting(
        45.0, "days in which strength follows money by a factor e", unit="days", low=1, high=365
    )
    withdrawal_days: float = setting(
        30.0,
        "days in which contingents that are no longer authorised leave",
        unit="days",
        low=1,
        high=365,
    )
    lift_usd: float = setting(
        0.0,
        "cost of lift beyond what the yearly rates of personnel contain",
        unit="US$/tonne",
        low=0,
        high=50_000,
    )


@dataclass
class RapidReactionSettings(MechanismSettings):
    """A2: pre-positioned stocks, standby units at 7, 30 and 60 days, airlift."""

    standby_7: int = setting(
        0, "troops ready to move 7 days after authorisation", unit="persons", low=0, high=100_000
    )
    standby_30: int = setting(
        0,
        "troops ready to move after 30 days",
        unit="persons",
        low=0,
        high=100_000,
        source="Brahimi report 2000: 30 days for a traditional mission",
    )
    standby_60: int = setting(
        0,
        "troops ready to move after 60 days",
        unit="persons",
        low=0,
        high=100_000,
        source="United Nations Peacekeeping Capability Readiness System: 60 days",
    )
    airlift_tonnes: float = setting(
        0.0,
        "airlift added to the usual lift",
        unit="tonnes/day",
        low=0,
        high=10_000,
        source="Kuperman 2000: 800 tonnes a day into Kigali by the United States",
    )
    stocks: float = setting(
        0.0,
        "share of the tonnage that lies ready in strategic stocks near the country",
        low=0,
        high=1,
        source="assumed; strategic deployment stocks at Brindisi, sized for one mission",
    )
    reception_days: float = setting(
        4.0, "days from landing until a standby unit moves out", unit="days", low=0, high=60
    )
    airlift_usd: float = setting(4000.0, "cost of airlift", unit="US$/tonne", low=0, high=50_000)


@dataclass
class PreventiveSettings(MechanismSettings):
    """A3: a force placed on warning, before violence."""

    delay_days: float = setting(
        10.0,
        "days from the first alert until a standing authority lets units go",
        unit="days",
        low=0,
        high=365,
        source="assumed; UNPREDEP followed its request by weeks (S/RES/795, 1992)",
    )
    consent: float = setting(
        0.4, "consent of the host without which nobody is placed", low=0, high=1
    )
    risk_weight: float = setting(
        6.0, "how much more a place at certain risk draws units than one at none", low=0, high=50
    )


@dataclass
class PresenceSettings(MechanismSettings):
    """A4: presence, patrols, deterrence."""

    strength: float = setting(
        2.8,
        "deterrence of non-state groups for each e-fold of credible force",
        low=0,
        high=10,
        source=f"fitted to {HKS}: 8,000 troops leave 1 to 15 % of killings",
    )
    base_force: float = setting(
        12.0,
        "credible troops at a place that count as one unit of force",
        unit="persons",
        low=0.5,
        high=1000,
        source=f"fitted to {HKS}",
    )
    opposed: float = setting(
        0.03,
        "credible troops further needed for each fighter of the organisation to be deterred",
        low=0,
        high=2,
    )
    on_government: float = setting(
        0.13,
        "deterrence of a government's forces relative to non-state groups",
        low=0,
        high=1,
        source="fitted to Fjelde, Hultman & Nilsson 2019 and Phayal & Prins 2020: hardly any "
        "on governments",
    )
    on_government_by_force: float = setting(
        0.5,
        "the same for a mission that may use all necessary means and needs no consent",
        low=0,
        high=1,
        source="assumed; the effects measured are those of missions that rest on consent",
    )
    reach_days: float = setting(
        0.5,
        "days' drive over which a patrol's weight falls by a factor e",
        unit="days",
        low=0.05,
        high=10,
    )
    permission_floor: float = setting(
        0.12, "credibility of troops that may only defend themselves", low=0, high=1
    )
    witnesses_half: float = setting(
        60.0,
        "witnesses at a place who see half of what happens",
        unit="persons",
        low=1,
        high=2000,
    )
    police_witness: float = setting(
        0.3, "worth of a police officer as a witness relative to an observer", low=0, high=5
    )
    soldier_witness: float = setting(
        0.03, "worth of a soldier as a witness relative to an observer", low=0, high=5
    )
    felt_force: float = setting(
        150.0,
        "credible troops at a place that make people feel half protected",
        unit="persons",
        low=1,
        high=10_000,
    )
    road_force: float = setting(
        60.0,
        "credible troops at a place that avert half of the harm on roads",
        unit="persons",
        low=1,
        high=10_000,
    )


@dataclass
class ResponseSettings(MechanismSettings):
    """A5: response to attack."""

    reach_days: float = setting(
        0.3,
        "days' drive over which quick reaction weakens by a factor e",
        unit="days",
        low=0.02,
        high=5,
    )
    stop: float = setting(
        2.5,
        "hazard that an attack stops where overwhelming force engages",
        unit="1/day",
        low=0,
        high=10,
    )
    against_government: float = setting(
        0.35,
        "readiness to act against the host's own forces, relative to others",
        low=0,
        high=1,
        source="assumed; Fjelde, Hultman & Nilsson 2019 (missions rest on the host's consent)",
    )
    against_government_by_force: float = setting(
        0.8, "the same for a mission that may use all necessary means", low=0, high=1
    )
    half_ratio: float = setting(
        0.25, "troops for each attacker at which that hazard is half", low=0.01, high=10
    )
    least_troops: float = setting(
        20.0,
        "credible troops within reach without which nobody sets out",
        unit="persons",
        low=1,
        high=1000,
    )
    unasked: float = setting(
        0.5,
        "readiness to act where the mandate asks neither for protection nor for force",
        low=0,
        high=1,
    )
    interpose: float = setting(
        0.6, "effect of standing between, relative to engaging", low=0, high=1
    )
    evacuate: float = setting(
        0.25, "effect of bringing people out, relative to engaging", low=0, high=1
    )
    engage_from: float = setting(
        0.6, "rules of engagement from which troops engage attackers", low=0, high=1
    )
    interpose_from: float = setting(
        0.3, "rules of engagement from which troops stand between", low=0, high=1
    )
    evacuate_from: float = setting(
        0.1,
        "rules of engagement from which troops bring people out; below they observe",
        low=0,
        high=1,
    )
    patience_days: int = setting(
        3,
        "days after which a contingent that did not act thinks again",
        unit="days",
        low=1,
        high=60,
    )
    attrition: float = setting(
        0.01, "attackers lost a day for each soldier who engages", unit="1/day", low=0, high=0.5
    )
    attrition_most: float = setting(
        0.1, "largest share of attackers at a place lost in a day", unit="1/day", low=0, high=1
    )
    civilian_harm: float = setting(
        0.25,
        "civilians killed for each attacker killed by an untrained force",
        low=0,
        high=5,
        source="assumed; AMISOM's civilian casualty tracking cell was set up for such harm",
    )
    consent_lost: float = setting(
        0.002, "consent lost by engaging the forces of the host for a day", low=0, high=0.2
    )


@dataclass
class SafeAreaSettings(MechanismSettings):
    """A6: safe areas and protection sites."""

    room_per_soldier: float = setting(
        20.0,
        "people who find room at a base, for each soldier",
        unit="persons",
        low=0,
        high=500,
        source="UNMISS 2014: about 90,000 people at sites of a force of some 7,000",
    )
    declared_factor: float = setting(
        5.0,
        "room in a declared safe area relative to a base",
        low=0,
        high=50,
        source="Srebrenica 1995: about 40,000 people and some 400 soldiers",
    )
    least_troops: float = setting(
        60.0,
        "soldiers at a place from which people gather at their base",
        unit="persons",
        low=1,
        high=1000,
    )
    unasked: float = setting(
        0.2,
        "room without any protection in the mandate, relative to full protection",
        low=0,
        high=1,
    )
    defence_ratio: float = setting(
        0.06, "defenders for each attacker at which half of the harm is averted", low=0.01, high=5
    )
    self_defence: float = setting(
        0.2, "defence by troops who may only defend themselves", low=0, high=1
    )
    fall_hazard: float = setting(
        0.03,
        "hazard a day that a site without any defence falls while attacked",
        unit="1/day",
        low=0,
        high=1,
        source="assumed; Akobo 2013, Srebrenica and Žepa 1995",
    )
    fall_legitimacy: float = setting(0.02, "legitimacy lost when a site falls", low=0, high=1)
    closed_days: int = setting(
        90, "days for which a fallen site stays closed", unit="days", low=1, high=3650
    )


@dataclass
class SeparationSettings(MechanismSettings):
    """A7: separation and buffer zones."""

    strength: float = setting(
        1.4,
        "fall of the battle hazard for each e-fold of troops between the parties",
        low=0,
        high=10,
        source="fitted to Hultman, Kathman & Shannon 2014: 10,000 troops leave 27 % of deaths",
    )
    base_force: float = setting(
        60.0, "ready troops at a place that count as one unit", unit="persons", low=1, high=5000
    )
    reach_days: float = setting(
        0.5,
        "days' drive over which interposition weakens by a factor e",
        unit="days",
        low=0.05,
        high=10,
    )
    without_buffer: float = setting(
        0.8, "effect without interposition among the tasks, relative to with it", low=0, high=1
    )
    approach_factor: float = setting(
        1.5,
        "effect where separating the parties is the approach",
        low=1,
        high=5,
        source=f"assumed; {HANDBOOK}",
    )
    consent_weight: float = setting(0.5, "share of the effect that rests on consent", low=0, high=1)


@dataclass
class ContainmentSettings(MechanismSettings):
    """A8: containment."""

    most: float = setting(
        0.35, "largest chance that a unit is kept from entering a place", low=0, high=1
    )
    approach_most: float = setting(
        0.85,
        "that chance where containment is the approach",
        low=0,
        high=1,
        source=f"assumed; {HANDBOOK}",
    )
    half_force: float = setting(
        120.0,
        "credible troops at a place at which that chance is half",
        unit="persons",
        low=1,
        high=10_000,
    )


@dataclass
class ApproachSettings(MechanismSettings):
    """A9: the seven operational approaches of the MARO handbook."""

    name: str = setting("area_security", "the approach", choices=APPROACHES, source=HANDBOOK)
    noted_attacks: float = setting(
        0.05,
        "attacks reported in a day from which a place no longer counts as quiet",
        unit="attacks",
        low=0,
        high=10,
    )
    replan_days: int = setting(
        21, "days between plans for where units stand", unit="days", low=1, high=365
    )
    risk_weight: float = setting(
        3.0, "how much more a place at certain risk draws units, in every approach", low=0, high=50
    )
    memory_days: float = setting(
        30.0, "days in which attacks fade from planning by a factor e", unit="days", low=2, high=365
    )
    spread: float = setting(
        0.6, "growth of a place's weight with its people (power)", low=0, high=1
    )
    blame_days: float = setting(
        60.0,
        "days in which planners forget who attacked, by a factor e",
        unit="days",
        low=5,
        high=730,
    )
    sites: int = setting(
        6,
        "safe areas that are declared",
        unit="places",
        low=1,
        high=60,
        source="S/RES/824 (1993): six safe areas in Bosnia",
    )
    density: float = setting(
        5.0,
        "troops for a thousand people with which a place is held (oil spot)",
        unit="1/1000",
        low=0.1,
        high=50,
        source="force density: 20 for stabilisation, African missions often at most 5",
    )
    held_density: float = setting(
        2.0,
        "troops for a thousand people once a place has been calm",
        unit="1/1000",
        low=0.05,
        high=50,
    )
    calm_days: int = setting(
        60, "days without attack after which a held place is calm", unit="days", low=7, high=1000
    )
    offensive: float = setting(
        0.004,
        "perpetrators lost a day for each soldier who goes after them",
        unit="1/day",
        low=0,
        high=0.2,
    )
    offensive_share: float = setting(
        0.1, "share of recent attacks that makes a group a target", low=0, high=1
    )
    offensive_government: float = setting(
        0.5, "share of recent attacks that makes the host's own forces a target", low=0, high=1
    )
    offensive_most: float = setting(
        0.05, "largest share of a group at a place lost in a day", unit="1/day", low=0, high=1
    )
    offensive_harm: float = setting(
        0.4, "civilians killed for each perpetrator killed by an untrained force", low=0, high=5
    )
    offensive_consent: float = setting(
        0.0015,
        "consent lost a day by operations against armed groups",
        unit="1/day",
        low=0,
        high=0.1,
    )


@dataclass
class SecuritySettings(MechanismSettings):
    """A10: security of personnel."""

    attack_hazard: float = setting(
        0.0013,
        "attacks a day on the peacekeepers of a place among hostile fighters",
        unit="1/day",
        low=0,
        high=1,
        source="set so that 0.8 in 1,000 a year, as in the record of hostile acts (Seet & Burnham "
        "2000), lies between the ensemble's missions (0.2) and the cases' own (1.3)",
    )
    half_fighters: float = setting(
        500.0,
        "hostile fighters at a place at which that hazard is half",
        unit="fighters",
        low=1,
        high=20_000,
    )
    force_weight: float = setting(
        2.0, "how far use of force draws attacks on peacekeepers", low=0, high=20
    )
    offensive_weight: float = setting(
        3.0,
        "attacks where the approach is to defeat perpetrators",
        low=0,
        high=20,
        source="assumed; AMISOM lost about 1,600 (Williams 2018)",
    )
    mean_killed: float = setting(
        4.0, "mean peacekeepers killed in an attack on few", unit="persons", low=0.1, high=100
    )
    most_killed: float = setting(
        0.2, "largest share of the troops at a place killed in one attack", low=0, high=1
    )
    strength_protects: float = setting(
        300.0,
        "troops at a place at which losses of an attack are halved",
        unit="persons",
        low=10,
        high=10_000,
    )
    resolve_lost: float = setting(
        0.015, "will to use force lost for each peacekeeper killed", unit="1/person", low=0, high=1
    )
    resolve_days: float = setting(
        60.0, "days in which that will returns by a factor e", unit="days", low=1, high=1000
    )
    tolerance: float = setting(
        12.0,
        "own dead after which a contingent is withdrawn, at middling political will",
        unit="persons",
        low=1,
        high=10_000,
        source="Belgium withdrew after ten dead in Kigali (S/1999/1257)",
    )
    leaving_days: float = setting(
        7.0,
        "days from a capital's decision until its contingent is gone",
        unit="days",
        low=1,
        high=180,
        source="Belgium: announced 14 April 1994, gone by 19 April",
    )


@dataclass
class TrainingSettings(MechanismSettings):
    """A11: training and quality of contingents."""

    protection: float = setting(0.5, "training in protecting civilians", low=0, high=1)
    rights: float = setting(0.5, "training in human rights, law and conduct", low=0, high=1)
    culture: float = setting(0.5, "training in language and local culture", low=0, high=1)
    joint: float = setting(0.5, "joint exercises of contingents and staff", low=0, high=1)
    spread: float = setting(
        0.12,
        "standard deviation of quality between contingents without joint exercises",
        low=0,
        high=0.5,
        source="assumed; Haass & Ansorg 2018 on quality, Bove & Ruggeri 2016 on diversity",
    )
    untrained: float = setting(0.3, "fighting quality of untrained troops", low=0.01, high=1)
    trained: float = setting(0.95, "fighting quality of fully trained troops", low=0.01, high=1.5)
    misconduct_deaths: float = setting(
        1.0,
        "civilians killed a year by a thousand untrained soldiers, by misconduct and accident",
        unit="1/1000/year",
        low=0,
        high=50,
    )
    trust_gain: float = setting(
        0.0006,
        "legitimacy gained a day by full training in culture and conduct over none",
        unit="1/day",
        low=0,
        high=0.02,
    )


@dataclass
class PoliceSettings(MechanismSettings):
    """A12: formed and individual police."""

    half_density: float = setting(
        0.1,
        "officers for 10,000 people at which order is half restored",
        unit="1/10,000",
        low=0.01,
        high=50,
        source=f"fitted to {HKS}: 200 police leave 15 % of killings",
    )
    highest: float = setting(
        0.93,
        "share of violence that police can prevent at most",
        low=0,
        high=1,
        source=f"fitted to {HKS}",
    )
    reach_days: float = setting(
        0.5,
        "days' drive over which police weigh less by a factor e",
        unit="days",
        low=0.05,
        high=10,
    )
    without_task: float = setting(
        0.5, "effect without police among the tasks, relative to with it", low=0, high=1
    )


@dataclass
class CivilianComponentSettings(MechanismSettings):
    """A13: human-rights monitors, civil affairs, political officers."""

    share: float = setting(
        0.15,
        "civilian staff in the field for each uniformed member",
        low=0,
        high=1,
        source="assumed; about 13,000 civilians beside 97,904 uniformed in 2013–14",
    )
    teams: int = setting(20, "teams into which they split at most", unit="teams", low=1, high=200)
    team: int = setting(10, "civilians of a team", unit="persons", low=1, high=100)
    witness: float = setting(
        0.6, "worth of a civilian as a witness relative to an observer", low=0, high=5
    )
    trust_gain: float = setting(
        0.0012,
        "legitimacy gained a day where everybody has a team within reach",
        unit="1/day",
        low=0,
        high=0.05,
    )
    knowledge_gain: float = setting(
        0.002, "local knowledge gained a day at places with a team", unit="1/day", low=0, high=0.1
    )
    diplomacy_gain: float = setting(
        0.0004, "consent gained a day by political officers", unit="1/day", low=0, high=0.05
    )
    usd_year: float = setting(
        60_000.0,
        "cost of a civilian beyond the yearly rate of uniformed members",
        unit="US$/person/year",
        low=0,
        high=500_000,
    )
    danger: float = setting(
        0.5, "violence at a place (0 to 1) above which teams leave it", low=0, high=1
    )


@dataclass
class AidSettings(MechanismSettings):
    """A14: humanitarian access and aid."""

    share: float = setting(
        0.7, "share of need that aid meets where access is free and money is there", low=0, high=1
    )
    build_up_days: float = setting(
        20.0, "days in which aid follows access by a factor e", unit="days", low=1, high=365
    )
    danger_weight: float = setting(
        4.0, "fall of access with fear at a place (exponential)", low=0, high=20
    )
    escort_force: float = setting(
        100.0,
        "credible troops at a place that make half of the danger passable",
        unit="persons",
        low=1,
        high=10_000,
    )
    without_escort: float = setting(
        0.4, "access without aid security among the tasks, relative to with it", low=0, high=1
    )
    usd_per_day: float = setting(
        0.6,
        "cost of meeting the need of one person",
        unit="US$/person/day",
        low=0,
        high=20,
        source="assumed; order of appeals of some US$200 a person and year",
    )


@dataclass
class HostCapacitySettings(MechanismSettings):
    """A15: training and support of the host's forces and authorities."""

    effort: float = setting(0.3, "effort spent on the host's forces", low=0, high=1)
    trainers: float = setting(
        500.0,
        "troops and police with whom full effort is reached",
        unit="persons",
        low=1,
        high=20_000,
    )
    approach_effort: float = setting(
        1.0,
        "effort where enabling a partner is the approach",
        low=0,
        high=1,
        source=f"assumed; {HANDBOOK}",
    )
    initial: float = setting(
        0.2, "capacity of the host to protect, before any support", low=0, high=1
    )
    build_up_days: float = setting(
        500.0,
        "days in which capacity follows effort by a factor e",
        unit="days",
        low=10,
        high=5000,
    )
    strength: float = setting(
        0.8,
        "deterrence of others by trained host forces for each e-fold of strength",
        low=0,
        high=10,
    )
    base_force: float = setting(
        200.0,
        "host soldiers at a place that count as one unit",
        unit="fighters",
        low=1,
        high=10_000,
    )
    quality_gain: float = setting(0.4, "fighting quality gained by full capacity", low=0, high=3)
    restraint: float = setting(
        0.5,
        "deterrence of the host's own abuse by full capacity and full training in rights",
        low=0,
        high=5,
    )
    need_density: float = setting(
        3.0,
        "able soldiers for a thousand people without which there is a gap",
        unit="1/1000",
        low=0.1,
        high=50,
    )
    usd_year: float = setting(40e6, "cost of full effort", unit="US$/year", low=0, high=1e10)


@dataclass
class MissionSettings:
    """One field a mechanism."""

    rapid_reaction: RapidReactionSettings = field(default_factory=RapidReactionSettings)
    preventive: PreventiveSettings = field(default_factory=PreventiveSettings)
    training: TrainingSettings = field(default_factory=TrainingSettings)
    deployment: DeploymentSettings = field(default_factory=DeploymentSettings)
    approach: ApproachSettings = field(default_factory=ApproachSettings)
    presence: PresenceSettings = field(default_factory=PresenceSettings)
    response_to_attack: ResponseSettings = field(default_factory=ResponseSettings)
    safe_areas: SafeAreaSettings = field(default_factory=SafeAreaSettings)
    separation: SeparationSettings = field(default_factory=SeparationSettings)
    containment: ContainmentSettings = field(default_factory=ContainmentSettings)
    security: SecuritySettings = field(default_factory=SecuritySettings)
    police_component: PoliceSettings = field(default_factory=PoliceSettings)
    civilian_component: CivilianComponentSettings = field(default_factory=CivilianComponentSettings)
    aid: AidSettings = field(default_factory=AidSettings)
    host_capacity: HostCapacitySettings = field(default_factory=HostCapacitySettings)
