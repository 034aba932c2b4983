"""Settings of the crisis: causes, armed organisations, violence, escalation."""

from __future__ import annotations

from dataclasses import dataclass, field

from marosim.settings.base import MechanismSettings, setting


@dataclass
class RootCauseSettings(MechanismSettings):
    """C1: grievance from inequality, exclusion and past violence."""

    inequality_weight: float = setting(
        0.35,
        "share of inequality between communities in grievance",
        low=0,
        high=1,
        source="assumed; Cederman, Gleditsch & Buhaug 2013",
    )
    exclusion_weight: float = setting(
        0.45,
        "share of exclusion from power in grievance",
        low=0,
        high=1,
        source="assumed; Cederman, Wimmer & Min 2010",
    )
    violence_weight: float = setting(
        2.0, "grievance added when a tenth of a community has been killed", low=0, high=20
    )
    inherited_weight: float = setting(
        0.3, "share of grievance inherited from before the case", low=0, high=1
    )
    recovery_relief: float = setting(
        0.5, "share of inequality's grievance that full recovery takes away", low=0, high=1
    )
    memory_years: float = setting(
        8.0,
        "years in which past violence fades from grievance by a factor e",
        unit="years",
        low=0.5,
        high=60,
    )


@dataclass
class IncitementSettings(MechanismSettings):
    """C2: dehumanising incitement over media and by word of mouth."""

    reach: float = setting(
        0.6, "share of people whom a full broadcast reaches in the capital", low=0, high=1
    )
    reach_km: float = setting(
        80.0,
        "distance from the capital over which reception falls by a factor e",
        unit="km",
        low=5,
        high=1000,
    )
    spillover: float = setting(
        0.5,
        "incitement passed on from neighbouring places",
        low=0,
        high=0.95,
        source="Yanagizawa-Drott 2014 (spillovers exceed direct exposure)",
    )
    quiet_voice: float = setting(
        0.3,
        "strength of a broadcast without escalation, relative to its full strength",
        low=0,
        high=1,
    )
    adoption_days: float = setting(
        5.0, "days to take up or lose incitement", unit="days", low=0.5, high=120
    )


@dataclass
class MobilisationSettings(MechanismSettings):
    """C3: constituents join a militia by a threshold; some refuse, some rescue."""

    grievance_weight: float = setting(0.25, "pull of grievance", low=0, high=3)
    incitement_weight: float = setting(
        0.35,
        "pull of incitement",
        low=0,
        high=3,
        source="assumed; Yanagizawa-Drott 2014 attributes about a tenth of participation to radio",
    )
    peers_weight: float = setting(0.6, "pull of the share of peers who joined", low=0, high=5)
    fear_weight: float = setting(0.2, "pull of fear and coercion", low=0, high=3)
    trust_weight: float = setting(0.3, "restraint by trust between communities", low=0, high=3)
    watched_weight: float = setting(0.2, "restraint by outsiders who watch", low=0, high=3)
    highest_share: float = setting(
        0.05,
        "share of a constituency that joins at most",
        low=0,
        high=0.5,
        source="assumed; Straus 2006 (175,000 to 210,000 perpetrators in Rwanda)",
    )
    daily_chance: float = setting(
        0.15,
        "daily chance of joining for those whose threshold is passed",
        unit="1/day",
        low=0.001,
        high=1,
    )
    rescuer_share: float = setting(
        0.12,
        "share of threatened people hidden by others at full trust",
        low=0,
        high=0.6,
        source="assumed; Fujii 2009 and Straus 2006 on rescue",
    )


@dataclass
class OperationSettings(MechanismSettings):
    """C4: armed organisations plan, move and contest control."""

    decision_days: int = setting(5, "days between a unit's decisions", unit="days", low=1, high=60)
    contest_weight: float = setting(1.5, "pull of ground that can be won", low=0, high=10)
    hold_weight: float = setting(1.0, "pull of own ground under threat", low=0, high=10)
    terror_weight: float = setting(0.6, "pull of places with people to attack", low=0, high=10)
    deterred_weight: float = setting(
        0.1,
        "push of credible peacekeepers",
        low=0,
        high=10,
        source="fitted to Ruggeri, Dorussen & Gizelis 2017: armed groups do not go elsewhere, so "
        "that violence begins hardly less often near peacekeepers",
    )
    order_weight: float = setting(
        4.0, "pull of ground that a dated offensive of the case is to take", low=0, high=10
    )
    order_reach_km: float = setting(
        100.0,
        "distance over which such an order loses pull by a factor e",
        unit="km",
        low=5,
        high=500,
    )
    order_days: float = setting(
        30.0,
        "days in which the order for a dated offensive fades by a factor e",
        unit="days",
        low=3,
        high=365,
    )
    garrison_weight: float = setting(
        0.2,
        "pull of own ground without any threat, relative to ground under threat",
        low=0,
        high=2,
    )
    concert_units: float = setting(
        3.0,
        "units of its own that a unit counts on when it weighs a fight",
        unit="units",
        low=1,
        high=20,
    )
    way_weight: float = setting(0.03, "push of a day's march", unit="1/day", low=0, high=1)
    least_fighters: float = setting(
        5.0, "fighters without whom half of control lapses", unit="fighters", low=0.1, high=500
    )
    crowding_fighters: float = setting(
        800.0,
        "own fighters present at which a place draws half as much",
        unit="fighters",
        low=10,
        high=50_000,
    )
    militia_mobility: float = setting(
        0.25, "readiness of local militia to move, relative to an army", low=0, high=1
    )
    noise: float = setting(0.25, "scale of chance in decisions", low=0.01, high=5)
    control_days: float = setting(
        8.0, "days in which control follows force by a factor e", unit="days", low=0.5, high=120
    )
    inertia_fighters: float = setting(
        60.0, "fighters to which established control is worth", unit="fighters", low=0, high=5000
    )
    seat_weight: float = setting(
        0.6,
        "share of the capital in the strain of losing ground",
        low=0,
        high=1,
        source="assumed; Herbst 2000 on the capital as the seat of power; Sarajevo held out "
        "while most of Bosnia was lost",
    )
    resolve_days: float = setting(
        20.0,
        "days in which resolve follows the loss of ground by a factor e",
        unit="days",
        low=1,
        high=365,
    )
    rebuild_days: float = setting(
        180.0,
        "days in which resolve comes back by a factor e when ground is won or a truce holds",
        unit="days",
        low=5,
        high=1825,
    )
    break_point: float = setting(
        0.65,
        "resolve below which an army breaks; at half of it nothing is left of the army",
        low=0.05,
        high=0.95,
        source="assumed; Dupuy 1990, Lehmann & Zhukov 2019 on giving up as others do; chosen in "
        "sight of Rwanda's displacement and so that other cases stay clear of it",
    )
    withdraw_weight: float = setting(
        4.0,
        "push of the nearness of the enemy, across borders too, once an army has broken",
        low=0,
        high=20,
        source="assumed; Des Forges 1999 and UNHCR 2000 on the retreat into Zaire",
    )
    replacement: float = setting(
        0.004,
        "share of missing strength, and of missing weapons, replaced a day when fully supplied",
        unit="1/day",
        low=0,
        high=0.1,
    )
    weapons_per_fighter: float = setting(
        1.0,
        "firearms for each fighter of an army or of rebels who is fully armed",
        unit="weapons/fighter",
        low=0,
        high=5,
    )
    weapons_per_militia_member: float = setting(
        0.5,
        "firearms for each member of a militia that is fully armed; the rest have blades and clubs",
        unit="weapons/fighter",
        low=0,
        high=5,
        source="assumed; Meijer & Verwimp 2005 on firearms and machetes in Rwanda",
    )


@dataclass
class AttackSettings(MechanismSettings):
    """C5: one-sided attacks as episodes that grow until they stop."""

    hazard: float = setting(
        0.035,
        "attacks begun a day by a fully hostile, unopposed force",
        unit="1/day",
        low=0.0001,
        high=2,
    )
    selective_weight: float = setting(
        1.0,
        "violence under dominant but incomplete control",
        low=0,
        high=5,
        source="Kalyvas 2006",
    )
    indiscriminate_weight: float = setting(
        0.8, "violence where control is fragmented", low=0, high=5, source="Kalyvas 2006"
    )
    extermination_weight: float = setting(
        30.0, "violence under control when leaders mean to destroy", low=0, high=50
    )
    half_fighters: float = setting(
        80.0,
        "fighters present at which the hazard is half its highest",
        unit="fighters",
        low=1,
        high=5000,
    )
    half_people: float = setting(
        1500.0,
        "people of the target community at which opportunity is one half",
        unit="persons",
        low=1,
        high=100_000,
    )
    allied_share: float = setting(
        0.5, "share of allied fighters present who take part", low=0, high=1
    )
    sated_weight: float = setting(
        0.5,
        "stop hazard added once most victims are gone, relative to the usual one",
        low=0,
        high=5,
    )
    first_perpetrators: float = setting(
        8.0, "perpetrators at the start of an attack", unit="persons", low=1, high=1000
    )
    growth: float = setting(0.7, "growth of an attack a day", unit="1/day", low=0.01, high=3)
    stop: float = setting(
        1.2,
        "hazard that an attack stops, without extermination or response",
        unit="1/day",
        low=0.01,
        high=5,
        source="assumed; with growth it sets the tail of sizes, exponent 1 + stop/growth",
    )
    destroy_persistence: float = setting(
        12.0,
        "fall of the stop hazard under a campaign to destroy (exponential in its square)",
        low=0,
        high=20,
    )
    organised_share: float = setting(
        0.25,
        "share of a unit that takes part from the start in a campaign to destroy",
        low=0,
        high=1,
        source="assumed; Straus 2006 and Verwimp 2006 on organised killing",
    )
    killed_per_perpetrator: float = setting(
        0.5,
        "people killed by a perpetrator a day while victims are in reach",
        unit="1/day",
        low=0.01,
        high=5,
    )
    deterred_start: float = setting(
        0.1,
        "share of deterrence that keeps raiders from attacking at all; the rest keeps them from "
        "killing when they do",
        low=0,
        high=1,
        source="fitted to Ruggeri, Dorussen & Gizelis 2017 (local violence begins hardly less "
        "often near peacekeepers); Fjelde, Hultman & Nilsson 2019 (fewer attacks that kill five)",
    )
    reach_share: float = setting(
        0.15,
        "share of the people targeted at a place within reach a day",
        unit="1/day",
        low=0.001,
        high=1,
    )
    refuge_pull: float = setting(
        3.0,
        "reach among people gathered in an undefended refuge relative to elsewhere",
        low=0,
        high=20,
        source="assumed; killings at gathering sites, Des Forges 1999",
    )
    roadblock_hazard: float = setting(
        0.33,
        "hazard of people passing ground held by those who mean to destroy them",
        unit="1/day",
        low=0,
        high=5,
        source="assumed; Des Forges 1999 on roadblocks",
    )
    impunity_weight: float = setting(1.0, "hazard added by full impunity", low=0, high=10)
    watched_restraint: float = setting(
        0.15,
        "share of the hazard that moves elsewhere from where outsiders watch",
        low=0,
        high=1,
        source="assumed; Kuperman 2000 (killing slowed where outsiders watched); Hultman, "
        "Kathman & Shannon 2013 (observers alone do not lower the total)",
    )
    announcement_spur: float = setting(
        0.5,
        "hazard added while an announced intervention has not arrived",
        low=0,
        high=5,
        source="assumed; Sewall, Raymond & Chin 2010",
    )
    ceasefire_restraint: float = setting(
        0.6, "share of the hazard removed by a full ceasefire", low=0, high=1
    )


@dataclass
class BattleSettings(MechanismSettings):
    """C6: battle between armed groups."""

    hazard: float = setting(
        0.18, "battles a day where enemies stand at one place", unit="1/day", low=0, high=2
    )
    lethality: float = setting(
        0.02,
        "losses a day of fighting per enemy fighter of quality one",
        unit="1/day",
        low=0.0001,
        high=0.5,
    )
    deterred_start: float = setting(
        0.1,
        "share of interposition that keeps parties who have not clashed from fighting at all; the "
        "rest keeps the fight short",
        low=0,
        high=1,
        source="fitted to Ruggeri, Dorussen & Gizelis 2017: local fighting ends sooner near "
        "peacekeepers, and begins hardly less often",
    )
    contact_days: float = setting(
        45.0,
        "days in which troops' hold on a place that saw a clash loosens by a factor e",
        unit="days",
        low=3,
        high=730,
    )
    aimed_fire: float = setting(
        0.5,
        "mix of the square law (1) and the linear law (0)",
        low=0,
        high=1,
        source="assumed; Lanchester 1916, mixed exponents as in Engel 1954 and later fits",
    )
    calm_share: float = setting(
        0.1, "share of the battle hazard that remains without any belligerence", low=0, high=1
    )
    half_fighters: float = setting(
        200.0,
        "fighters of the weaker side at which the hazard is half its highest",
        unit="fighters",
        low=1,
        high=10_000,
    )
    civilian_ratio: float = setting(
        0.6, "civilians killed per fighter killed in a crowded place", low=0, high=10
    )
    half_density: float = setting(
        30_000.0, "people at which a place is half crowded", unit="persons", low=100, high=1e6
    )
    retreat_ratio: float = setting(
        0.35, "share of local strength below which the weaker side retreats", low=0.05, high=0.5
    )
    weapons_taken_up: float = setting(
        0.5,
        "share of the weapons of the dead that the stronger side at the place takes up",
        low=0,
        high=1,
        source="assumed; Jackson 2010 on rebels armed from government stocks",
    )
    weariness_per_loss: float = setting(
        2.5, "weariness from losing all fighters once", low=0, high=20
    )
    weariness_days: float = setting(
        400.0, "days in which weariness fades by a factor e", unit="days", low=10, high=3650
    )


@dataclass
class EscalationSettings(MechanismSettings):
    """C7: escalation and contagion."""

    contagion: float = setting(
        1.5, "hazard added by an attack under way in a neighbouring place", low=0, high=20
    )
    contagion_km: float = setting(
        40.0, "distance over which contagion falls by a factor e", unit="km", low=2, high=500
    )
    reprisal: float = setting(
        0.02,
        "escalation a day when a thousandth of one's own people is killed",
        unit="1/day",
        low=0,
        high=1,
    )
    impunity_gain: float = setting(
        0.02, "escalation a day from violence that goes unanswered", unit="1/day", low=0, high=0.5
    )
    battle_gain: float = setting(
        0.02, "belligerence a day from fighting itself", unit="1/day", low=0, high=0.5
    )
    calming_days: float = setting(
        80.0,
        "days in which escalation and belligerence fade by a factor e",
        unit="days",
        low=2,
        high=730,
    )
    base: float = setting(0.15, "share of hostility acted on without any escalation", low=0, high=1)
    grievance_floor: float = setting(
        0.2, "escalation sustained by full grievance of a constituency", low=0, high=1
    )
    accountability_calms: float = setting(
        0.005,
        "share of escalation that full accountability takes away a day",
        unit="1/day",
        low=0,
        high=0.1,
    )
    watched_answers: float = setting(
        0.5,
        "how far being watched counts against impunity, relative to being answered",
        low=0,
        high=1,
    )
    quiet_impunity: float = setting(
        0.5, "impunity toward which an organisation tends that does not attack", low=0, high=1
    )
    impunity_days: float = setting(
        30.0,
        "days in which impunity follows what happens to perpetrators by a factor e",
        unit="days",
        low=1,
        high=730,
    )


@dataclass
class TriggerSettings(MechanismSettings):
    """C8: dated and random shocks."""

    random_per_year: float = setting(
        0.5,
        "random shocks a year (coup attempt, assassination, failed harvest)",
        unit="1/year",
        low=0,
        high=24,
    )
    random_size: float = setting(0.15, "mean escalation caused by a random shock", low=0, high=1)
    institutions_damp: float = setting(
        0.7, "share of a random shock that working institutions absorb", low=0, high=1
    )


@dataclass
class SpoilerSettings(MechanismSettings):
    """C10: factions that gain from war break away from agreements."""

    cohesion_loss: float = setting(
        0.004,
        "cohesion lost a day under a ceasefire when fully weary or unpaid",
        unit="1/day",
        low=0,
        high=0.1,
    )
    steady_loss: float = setting(0.3, "share of that loss without any weariness", low=0, high=1)
    faction_hostility: float = setting(
        1.2, "hostility of a faction relative to those it left", low=0, high=3
    )
    faction_supply: float = setting(
        0.5, "supply of a faction relative to those it left", low=0, high=1
    )
    purge_cohesion: float = setting(
        0.3, "cohesion that an organisation regains when its dissenters leave", low=0, high=1
    )
    cohesion_days: float = setting(
        365.0, "days in which cohesion recovers by a factor e", unit="days", low=10, high=3650
    )
    split_hazard: float = setting(
        0.003,
        "splits a day of an organisation without cohesion under a ceasefire",
        unit="1/day",
        low=0,
        high=0.1,
    )
    split_share: float = setting(
        0.2, "share of fighters that leaves with a faction", low=0.01, high=0.9
    )


@dataclass
class CrisisSettings:
    """One field a mechanism."""

    root_causes: RootCauseSettings = field(default_factory=RootCauseSettings)
    incitement: IncitementSettings = field(default_factory=IncitementSettings)
    mobilisation: MobilisationSettings = field(default_factory=MobilisationSettings)
    operations: OperationSettings = field(default_factory=OperationSettings)
    attacks: AttackSettings = field(default_factory=AttackSettings)
    battles: BattleSettings = field(default_factory=BattleSettings)
    escalation: EscalationSettings = field(default_factory=EscalationSettings)
    triggers: TriggerSettings = field(default_factory=TriggerSettings)
    spoilers: SpoilerSettings = field(default_factory=SpoilerSettings)
