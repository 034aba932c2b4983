"""What mechanisms of different rooms need from one another: the state of every place today.

Each field has one owner that writes it; everybody may read. A field keeps its neutral
value while its owner is switched off, so that a mechanism can be removed alone. Where that
happens in mid-run, the owner takes back what it writes anew each day (``Mechanism.stop``).
P places, G communities, O armed organisations (with reserve rows for factions that split
off), S = 7 statuses of civilians.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

HOME, DISPLACED, UNDER_WAY, SHELTERED, ABROAD, FIGHTER, DEAD = range(7)
STATUS_NAMES = ("home", "displaced", "under way", "sheltered", "abroad", "fighter", "dead")
OPEN, REFUGE, ROAD = range(3)
CAUSES = ("attack", "battle", "roadblock", "mission", "hardship")
ATTACK, BATTLE, ROADBLOCK, MISSION, HARDSHIP = range(5)

Floats = NDArray[np.float64]


@dataclass
class Situation:
    """The shared state of one run; see the comments for unit, range and owner."""

    place_count: int
    community_count: int
    organisation_count: int

    # owner: world.
    objective: Floats = field(init=False)  # [O, P] 0..1 ground ordered to be taken

    # owner: civilians. Persons by place, community, status.
    people: Floats = field(init=False)
    deaths_today: Floats = field(init=False)  # [cause, P, G] persons killed today
    fear: Floats = field(init=False)  # [P, G] in 0..1
    recruits: Floats = field(init=False)  # [P, G] persons who joined a militia today
    rescuers: Floats = field(init=False)  # [P] share of others hidden by rescuers, 0..1

    # owner: armed.
    force: Floats = field(init=False)  # [O, P] fighters present
    control: Floats = field(init=False)  # [O, P] shares, columns sum to at most 1
    intent: Floats = field(init=False)  # [O, G] 0..1 today's will to attack
    attack_persons: Floats = field(init=False)  # [O, P] civilians attacked today, persons
    attack_starts: Floats = field(init=False)  # [O, P] episodes begun today, count
    attack_prevented: Floats = field(init=False)  # [O, P] episodes that deterrence prevented
    attack_active: NDArray[np.bool_] = field(init=False)  # [O, P] an episode is running
    battle_today: Floats = field(init=False)  # [P] fighters killed in battle today
    fighters_lost: Floats = field(init=False)  # [O] killed in battle today
    weariness: Floats = field(init=False)  # [O] 0..1
    cohesion: Floats = field(init=False)  # [O] 0..1
    impunity: Floats = field(init=False)  # [O] 0..1 how far violence stays unanswered
    escalation: Floats = field(init=False)  # [O] 0..1 strength of a campaign of violence
    belligerence: Floats = field(init=False)  # [O] 0..1 readiness to give battle
    collapse: Floats = field(init=False)  # [O] 0..1 how far it has stopped to be an army
    at_war: NDArray[np.bool_] = field(init=False)  # [O, O] enemies, ceasefires apart
    grievance: Floats = field(init=False)  # [G] 0..1
    incitement: Floats = field(init=False)  # [P] 0..1
    hardship: Floats = field(init=False)  # [P] 0..1 (peace lowers it by recovery)

    # owner: mission. Neutral: nobody there.
    deterrence: Floats = field(init=False)  # [O, P] exponent D in attack hazard exp(-D)
    battle_deterrence: Floats = field(init=False)  # [P] exponent in battle hazard exp(-B)
    attack_response: Floats = field(init=False)  # [P] added stop hazard of an attack, per day
    watched: Floats = field(init=False)  # [P] 0..1 outsiders who see and report
    blocked: Floats = field(init=False)  # [O, P] 0..1 chance that a unit is kept from entering
    refuge_capacity: Floats = field(init=False)  # [P] persons protection sites hold
    refuge_defence: Floats = field(init=False)  # [P] 0..1 share of harm that defenders avert
    aid: Floats = field(init=False)  # [P] 0..1 share of need met
    order: Floats = field(init=False)  # [P] 0..1 public order from police
    protection_sense: Floats = field(init=False)  # [P] 0..1 protection as civilians see it
    road_safety: Floats = field(init=False)  # [P] 0..1 share of roadblock harm averted
    peacekeeper_force: Floats = field(init=False)  # [P] troops present, persons
    peacekeeper_loss_today: float = 0.0  # persons

    # owner: politics.
    arms_embargo: float = 0.0  # 0..1 share of resupply cut
    accountability: float = 0.0  # 0..1 pressure on perpetrators from monitoring and courts
    intervention_expected: float = 0.0  # 0..1 an announced intervention not yet there
    legitimacy: float = 0.5  # 0..1 of the mission among the population

    # owner: peace. Neutral: no ceasefire, no programmes.
    ceasefire: Floats = field(init=False)  # [O, O] 0..1 strength of a ceasefire in force
    local_calm: Floats = field(init=False)  # [P] 0..1 share of communal violence averted
    exclusion: Floats = field(init=False)  # [G] 0..1
    trust: Floats = field(init=False)  # [G, G] 0..1 between communities
    governance: Floats = field(init=False)  # [P] 0..1 working institutions
    demobilised_today: Floats = field(init=False)  # [O] fighters leaving through DDR
    recovery: Floats = field(init=False)  # [P] 0..1 livelihood restored by programmes

    # owner: judging.
    attacks_reported: Floats = field(init=False)  # [P] attacks that reach the record today

    harm: Floats = field(init=False)  # [cause, exposure, P, G] persons, requested today

    def __post_init__(self) -> None:
        places, groups, organisations = (
            self.place_count,
            self.community_count,
            self.organisation_count,
        )

        def zeros(*shape: int) -> Floats:
            return np.zeros(shape)

        self.objective = zeros(organisations, places)
        self.people = zeros(places, groups, 7)
        self.deaths_today = zeros(len(CAUSES), places, groups)
        self.fear = zeros(places, groups)
        self.recruits = zeros(places, groups)
        self.rescuers = zeros(places)
        self.force = zeros(organisations, places)
        self.control = zeros(organisations, places)
        self.intent = zeros(organisations, groups)
        self.attack_persons = zeros(organisations, places)
        self.attack_starts = zeros(organisations, places)
        self.attack_prevented = zeros(organisations, places)
        self.attack_active = np.zeros((organisations, places), dtype=bool)
        self.battle_today = zeros(places)
        self.fighters_lost = zeros(organisations)
        self.weariness = zeros(organisations)
        self.cohesion = np.ones(organisations)
        self.impunity = np.full(organisations, 0.5)
        self.escalation = zeros(organisations)
        self.belligerence = zeros(organisations)
        self.collapse = zeros(organisations)
        self.at_war = np.zeros((organisations, organisations), dtype=bool)
        self.grievance = zeros(groups)
        self.incitement = zeros(places)
        self.hardship = zeros(places)
        self.deterrence = zeros(organisations, places)
        self.battle_deterrence = zeros(places)
        self.attack_response = zeros(places)
        self.watched = zeros(places)
        self.blocked = zeros(organisations, places)
        self.refuge_capacity = zeros(places)
        self.refuge_defence = zeros(places)
        self.aid = zeros(places)
        self.order = zeros(places)
        self.protection_sense = zeros(places)
        self.road_safety = zeros(places)
        self.peacekeeper_force = zeros(places)
        self.ceasefire = zeros(organisations, organisations)
        self.local_calm = zeros(places)
        self.exclusion = zeros(groups)
        self.trust = np.full((groups, groups), 0.5)
        self.governance = np.full(places, 0.5)
        self.demobilised_today = zeros(organisations)
        self.recovery = zeros(places)
        self.attacks_reported = zeros(places)
        self.harm = zeros(len(CAUSES), 3, places, groups)

    @property
    def present(self) -> Floats:
        """Persons by place and community who are there and not under way, shape [P, G]."""
        people = self.people
        return (
            people[:, :, HOME]
            + people[:, :, DISPLACED]
            + people[:, :, SHELTERED]
            + people[:, :, ABROAD]
        )

    @property
    def unsheltered(self) -> Floats:
        """Persons present outside protection sites, shape [P, G]."""
        people = self.people
        return people[:, :, HOME] + people[:, :, DISPLACED] + people[:, :, ABROAD]

    def control_of_enemies(self, organisation: int) -> Floats:
        """Share of control that an organisation's enemies hold, by place [P]."""
        return self.at_war[organisation].astype(float) @ self.control

    def enemies_present(self, organisation: int) -> Floats:
        """Fighters of enemies without a ceasefire, weighted by its weakness, by place [P]."""
        weight = self.at_war[organisation] * (1.0 - self.ceasefire[organisation])
        return weight @ self.force

    def provoke(self, organisation: int, size: float) -> None:
        """Move an organisation's campaign and its readiness for battle up by a share of the rest.

        ``size`` lies in 0..1: the share of the distance to 1 that a shock takes.
        """
        for level in (self.escalation, self.belligerence):
            level[organisation] += size * (1.0 - level[organisation])

    def request_harm(self, cause: int, exposure: int, persons: Floats) -> None:
        """Ask for deaths (persons, [P, G]); all requests are resolved once, later in the day."""
        self.harm[cause, exposure] += persons
