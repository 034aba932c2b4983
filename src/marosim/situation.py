"""What rooms share: the state of every place today. Each field's owner alone may write it.

Where a mechanism is switched off in mid-run, it takes back what it writes anew each day
(``Mechanism.stop``). Organisations have reserve rows for factions that split off.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from marosim.core.field import added, blend, channel, field, restrained
from marosim.core.state import State, offered_by
from marosim.terms import Cause, Exposure, Status

HOME, DISPLACED, UNDER_WAY, SHELTERED, ABROAD, FIGHTER, DEAD = Status
STATUS_NAMES = tuple(status.word for status in Status)
OPEN, REFUGE, ROAD = Exposure
CAUSES = tuple(cause.word for cause in Cause)
ATTACK, BATTLE, ROADBLOCK, MISSION, HARDSHIP, BY_HAND = Cause

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
OP, PG, CAUSE_PG = "organisation place", "place community", "cause place community"


class Situation(State):
    """The shared state of one run. Axes: place, community, organisation, cause, exposure, status.

    Each field has one owner that writes it; everybody may read. A field keeps its neutral value
    while its owner is switched off, so that a mechanism can be removed alone.
    """

    objective: Floats = field("world", "ground ordered to be taken", axes=OP)

    people: Floats = field("civilians", "civilians", "persons", "place community status")
    deaths_today: Floats = field("civilians", "civilians killed today", "persons", CAUSE_PG)
    fear: Floats = field("civilians", "fear", axes=PG)
    self_protected: Floats = field(
        "civilians", "share out of attackers' reach by what people do themselves", axes=PG
    )
    recruits: Floats = field("civilians", "joined a militia today", "persons", PG)
    harm: Floats = channel(
        "civilians", "deaths asked for today", "persons", "cause exposure place community"
    )

    rescuers: Floats = field("armed", "share of others whom rescuers hide", axes="place")
    force: Floats = field("armed", "fighters present", "persons", OP)
    control: Floats = field("armed", "share of control; all shares sum to at most 1", axes=OP)
    intent: Floats = field("armed", "today's will to attack", axes="organisation community")
    attack_persons: Floats = field("armed", "civilians attacked today", "persons", OP)
    attack_starts: Floats = field("armed", "attacks begun today", "attacks", OP)
    attack_prevented: Floats = field("armed", "attacks that were deterred today", "attacks", OP)
    attack_active: Flags = field("armed", "an attack is running", "yes or no", OP, neutral=False)
    battle_today: Floats = field("armed", "fighters killed in battle today", "persons", "place")
    fighters_lost: Floats = field("armed", "killed in battle today", "persons", "organisation")
    weariness: Floats = field("armed", "weariness of war", axes="organisation")
    cohesion: Floats = field("armed", "cohesion", axes="organisation", neutral=1.0)
    impunity: Floats = field(
        "armed", "how far violence stays unanswered", axes="organisation", neutral=0.5
    )
    escalation: Floats = field("armed", "strength of a campaign", axes="organisation")
    belligerence: Floats = field("armed", "readiness to give battle", axes="organisation")
    collapse: Floats = field("armed", "how far it is no army any more", axes="organisation")
    at_war: Flags = field(
        "armed", "enemies, ceasefires apart", "yes or no", "organisation organisation",
        neutral=False,
    )  # fmt: skip
    heat: Floats = field("armed", "how far a trigger has set off killing there", axes=OP)
    alarm: Floats = field("armed", "how far people expect such killing", axes=PG)
    roadblocks: Floats = field("armed", "roads held by those who mean to destroy them", axes=PG)
    expulsion: Floats = field("armed", "pressure on people to leave for good", axes=PG)
    shelled: Floats = field("armed", "fear from shelling", axes="place")
    grievance: Floats = field("armed", "grievance", axes="community")
    incitement: Floats = field("armed", "incitement", axes="place")

    deterrence: Floats = blend(
        "mission", "D in the attack hazard exp(-D); negative where an abusive host is helped",
        "exponent", OP, combine=added, low=None,
    )  # fmt: skip
    battle_deterrence: Floats = blend(
        "mission", "B in battle hazard exp(-B)", "exponent", "place", combine=added
    )
    air_suppression: Floats = field(
        "mission", "share of heavy arms and formations silenced from the air", axes=OP
    )
    attack_response: Floats = field("mission", "added end of attacks", "per day", "place")
    response_delay: Floats = field(
        "mission", "time until those who answer an attack that began today are there", "days",
        "place",
    )  # fmt: skip
    watched: Floats = field("mission", "outsiders who see and report", axes="place")
    blocked: Floats = field("mission", "chance that a unit is kept out", axes=OP)
    obstruction: Floats = field(
        "mission", "share of convoys and patrols that armed groups stop", axes="place"
    )
    refuge_capacity: Floats = field("mission", "room in protection sites", "persons", "place")
    refuge_defence: Floats = field("mission", "share of harm averted in them", axes="place")
    aid: Floats = field("mission", "share of need met", axes="place")
    order: Floats = field("mission", "public order from police", axes="place")
    protection_sense: Floats = field("mission", "protection as civilians see it", axes="place")
    road_safety: Floats = field("mission", "share of roadblock harm averted", axes="place")
    peacekeeper_force: Floats = field("mission", "troops present", "persons", "place")
    peacekeeper_loss_today: float = field("mission", "peacekeepers killed today", "persons")

    arms_embargo: float = field("politics", "share of resupply cut")
    accountability: float = field("politics", "pressure on perpetrators from watching and courts")
    intervention_expected: float = field("politics", "an intervention announced, not yet there")
    legitimacy: float = field("politics", "legitimacy of the mission among people", neutral=0.5)

    ceasefire: Floats = field(
        "peace", "strength of a ceasefire in force", axes="organisation organisation"
    )
    averted: Floats = blend(
        "armed", "share of attacks that others avert, in any way", axes="place", combine=restrained
    )
    local_calm: Floats = field("peace", "share of communal violence averted", axes="place")
    exclusion: Floats = field("peace", "exclusion from power", axes="community")
    trust: Floats = field(
        "peace", "trust between communities", axes="community community", neutral=0.5
    )
    governance: Floats = field("peace", "working institutions", axes="place", neutral=0.5)
    demobilised_today: Floats = channel("armed", "left through DDR", "persons", "organisation")
    recovery: Floats = field("peace", "livelihood restored by programmes", axes="place")

    attacks_reported: Floats = field(
        "judging", "attacks that reach the record today", "attacks", "place"
    )

    def __init__(self, place: int, community: int, organisation: int) -> None:
        super().__init__(
            place=place, community=community, organisation=organisation,
            cause=len(Cause), exposure=len(Exposure), status=len(Status),
        )  # fmt: skip

    @property
    def present(self) -> Floats:
        """Persons by place and community who are there and not under way, shape [P, G]."""
        people = self.people
        present: Floats = (
            people[:, :, HOME]
            + people[:, :, DISPLACED]
            + people[:, :, SHELTERED]
            + people[:, :, ABROAD]
        )
        return present

    @property
    def unsheltered(self) -> Floats:
        """Persons present outside protection sites, shape [P, G]."""
        people = self.people
        outside: Floats = people[:, :, HOME] + people[:, :, DISPLACED] + people[:, :, ABROAD]
        return outside

    @property
    def attacked(self) -> Flags:
        """Places where an attack began or ran on today, shape [P]."""
        either = (self.attack_active | (self.attack_starts > 0)).any(axis=0)
        return np.asarray(either, dtype=np.bool_)

    def control_of_enemies(self, organisation: int) -> Floats:
        """Share of control that an organisation's enemies hold, by place [P]."""
        return np.asarray(self.at_war[organisation].astype(float) @ self.control)

    def enemies_present(self, organisation: int) -> Floats:
        """Fighters of enemies without a ceasefire, weighted by its weakness, by place [P]."""
        weight = self.at_war[organisation] * (1.0 - self.ceasefire[organisation])
        return np.asarray(weight @ self.force)

    @offered_by("armed")
    def provoke(self, organisation: int, size: float) -> None:
        """Move an organisation's campaign and its readiness for battle up by a share of the rest.

        ``size`` lies in 0..1: the share of the distance to 1 that a shock takes.
        """
        for level in (self.escalation, self.belligerence):
            level[organisation] += size * (1.0 - level[organisation])

    def demobilise(self, organisation: int, persons: float) -> None:
        """Ask that fighters of an organisation leave through DDR today."""
        self.ask(Situation.demobilised_today, persons, organisation)

    @offered_by("civilians")
    def collect_recruits(self) -> Floats:
        """Persons who joined since the last call, [P, G]; they are the caller's to place."""
        joined = self.recruits.copy()
        self.recruits[:] = 0.0
        return joined

    def request_harm(self, cause: Cause, exposure: Exposure, persons: Floats) -> None:
        """Ask for deaths (persons, [P, G]); all requests are resolved once, later in the day."""
        self.ask(Situation.harm, persons, (cause, exposure))
