"""C14 Hostage-taking and obstruction: armed groups that believe it pays to stop a mission."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from marosim.core.ratio import ratio
from marosim.core.setting import MechanismSettings, setting
from marosim.journal import Metric
from marosim.mechanism import Mechanism
from marosim.mission.air import AirPower
from marosim.mission.arms import SIERRA_LEONE
from marosim.mission.response import ResponseToAttack
from marosim.mission.state import OBSERVERS, TROOPS, MissionState
from marosim.mission.units import PeacekeeperUnit
from marosim.situation import Floats, Situation
from marosim.terms import Line, Role, Task

if TYPE_CHECKING:
    from marosim.response_model import ResponseModel

LEAST_TAKEN = 3.0  # persons: fewer are an arrest, no hostages


@dataclass
class HostageSettings(MechanismSettings):
    """C14: hostages and obstruction."""

    hazard: float = setting(
        0.3,
        "decisions a day to take hostages of a leadership on whom force is used and who has all "
        "to gain",
        unit="1/day",
        low=0,
        high=5,
        source="assumed; Bosnia, May 1995: a day after air strikes",
    )
    force_gain: float = setting(
        0.3, "rise of the threat felt with each day on which force is used", low=0, high=1
    )
    force_days: float = setting(
        20.0, "days in which that threat is forgotten by a factor e", unit="days", low=1, high=365
    )
    announced_threat: float = setting(
        0.05, "threat felt from an announced intervention", low=0, high=1
    )
    disarm_threat: float = setting(
        16.0,
        "how strongly it is felt as a threat that troops who are to disarm it move into its ground "
        "under a truce, by the share of it that they newly reach (exponential)",
        low=0,
        high=100,
        source="assumed; Sierra Leone, May 2000: camps for disarmament at Makeni and Magburaka, "
        "and troops on the way to the diamonds of Kono; set on the calibration row of hostages",
    )
    mandate_threat: float = setting(
        0.05,
        "threat felt from full rules of engagement by those who attack civilians",
        low=0,
        high=1,
    )
    post_share: float = setting(
        0.1,
        "share of troops at small posts and on the road at any time",
        low=0,
        high=1,
        source="assumed; Sierra Leone, May 2000: 500 of 8,700 held",
    )
    outnumbered: float = setting(
        2.0,
        "fighters for each credible soldier near with whom half of the posts are at their mercy",
        unit="fighters/person",
        low=0.01,
        high=100,
    )
    half_gain: float = setting(
        100.0,
        "persons within their power at whom hostages promise half of what they may gain",
        unit="persons",
        low=1,
        high=5000,
    )
    held_days: float = setting(
        25.0,
        "days for which hostages are held without talks, mean",
        unit="days",
        low=1,
        high=730,
        source="assumed; Bosnia, May 1995: 24 days until the last were free",
    )
    talks: float = setting(
        1.0, "how much more often hostages are freed while mediators work", low=0, high=20
    )
    half_restraint: float = setting(
        150.0,
        "persons held at whom the mission's will to use force is halved",
        unit="persons",
        low=1,
        high=10_000,
        source="assumed; Bosnia, June 1995: no air strikes after 377 were taken",
    )
    stopped: float = setting(
        0.8,
        "convoys and patrols stopped where hostile fighters hold all and no soldiers are near",
        low=0,
        high=1,
    )
    sold: float = setting(0.3, "share of stopped convoys that pass against payment", low=0, high=1)
    toll_usd: float = setting(
        0.1,
        "price of passage of aid for one person in need",
        unit="US$/person/day",
        low=0,
        high=20,
    )


@dataclass
class Captivity:
    """Persons of a unit whom an organisation holds at a place since a day."""

    unit: PeacekeeperUnit
    organisation: int
    place: int
    persons: float
    since: int


class Hostages(Mechanism[HostageSettings]):
    """Leaderships who feel threatened take those whom they outnumber, and stop convoys."""

    id = "C14"
    title = "Hostage-taking and obstruction"
    settings_key = "hostages"
    rule = (
        "A leadership feels threatened by force used against it, by troops who are to disarm it "
        "and move into its ground under a truce (both fade over weeks), by an announced "
        "intervention and by rules of engagement against those who attack civilians. It takes "
        "hostages with hazard λ·threat²·(1 − permission × will of the mission)·v/(v + v½), so "
        "that small threats hardly count, a host's and its friends' less by consent, v the "
        "persons at posts in the power of its side: post share × patrols, and observers, × f/(f "
        "+ k·credible troops near). It and its friends take a share of them everywhere on one "
        "day, and no more while they hold any. Units of which people are held do not act, and "
        "the mission's will to use force falls by h/(h + h½). Hostages are freed after some "
        "time, sooner while mediators work, and at once where the captors are gone. Convoys and "
        "patrols are stopped where hostile fighters hold ground and outnumber troops; part of "
        "the convoys pay."
    )
    source = (
        "targets of Bosnia (377 and 309 held), Sierra Leone (500) and South Sudan (31); United "
        "Nations 1999 (A/54/549); sizes assumed"
    )
    metrics = {
        "hostages": Metric("persons", "peacekeepers held", "stock", "lower"),
        "hostages_taken": Metric("persons", "peacekeepers taken hostage today", "flow", "lower"),
        "obstruction": Metric(
            "1", "mean share of convoys and patrols that are stopped", better="lower"
        ),
    }
    outcome = "attacks_answered"
    expected = -1
    scenario = "sierra_leone_1999"
    arms = SIERRA_LEONE
    renews = (Situation.obstruction, MissionState.captive, MissionState.restraint)

    def __init__(self, model: ResponseModel, settings: Any) -> None:
        super().__init__(model, settings)
        count = model.situation.sizes["organisation"]
        self.used = np.zeros(count)  # threat felt from force used, fading
        self.entered = np.zeros(count)  # share of its ground that troops have moved into, fading
        self.known = np.zeros(count)  # and the most that they have ever reached
        self.held: list[Captivity] = []
        self.taken = 0.0

    def step(self, day: int) -> None:
        self.taken = 0.0
        mission = self.model.mission
        fading = math.exp(-1.0 / self.settings.force_days)
        self.used *= fading
        self.entered *= fading
        self._free(day)
        if mission.units:
            self._feel_force()
            self._feel_entry()
            mercy = self.mercy()
            self._obstruct(mercy)
            self._take(mercy, day)
        elif self.model.situation.obstruction.any():
            self.model.situation.obstruction[:] = 0.0
        self._restrain()

    def stop(self) -> None:
        super().stop()
        self.held.clear()

    def mercy(self) -> Floats:
        """How far each organisation has posts of the mission in its power, [O, P] in 0..1."""
        now, mission = self.model.situation, self.model.mission
        return now.force / (now.force + self.settings.outnumbered * mission.reach_force + 1.0)

    def threat(self) -> Floats:
        """How far each organisation feels that the mission threatens what it wants, [O] in 0..1."""
        model, now, options = self.model, self.model.situation, self.settings
        mandate = model.politics.mandate
        intent = now.intent.max(axis=1)
        truce = now.ceasefire.max(axis=1)
        announced = options.announced_threat * now.intervention_expected * (intent > 0)
        disarm = -np.expm1(-options.disarm_threat * self.entered) * truce
        disarm = disarm * (Task.DISARM in mandate.tasks)
        allowed = options.mandate_threat * mandate.rules_of_engagement * mandate.protection
        felt = 1.0 - (1.0 - self.used) * (1.0 - announced) * (1.0 - disarm) * (
            1.0 - allowed * intent
        )
        felt[len(model.armed.organisations) :] = 0.0
        with_host = self._friends()[:, self._host()].any(axis=1)
        felt[with_host] *= 1.0 - model.politics.consent  # a host that agrees has other ways
        return np.asarray(felt)

    def _feel_force(self) -> None:
        """Force used today by units, in operations or from the air."""
        today = np.zeros(len(self.used), dtype=bool)
        response = self.model.mechanism("response_to_attack")
        if isinstance(response, ResponseToAttack):
            today |= response.fights.any(axis=1)
        air = self.model.mechanism("air")
        if isinstance(air, AirPower):
            today |= air.struck.any(axis=1)
        self.used += self.settings.force_gain * today * (1.0 - self.used)

    def _feel_entry(self) -> None:
        """Ground of each organisation that patrols reach today for the first time, as a share."""
        now, mission, options = self.model.situation, self.model.mission, self.settings
        reached = mission.reach_force / (mission.reach_force + options.half_gain)
        ground = now.control.sum(axis=1)
        share = ratio(now.control @ reached, ground)
        self.entered += np.maximum(share - self.known, 0.0) * (1.0 - self.entered)
        self.known = np.maximum(self.known, share)

    def _posts(self, day: int) -> Floats:
        """Persons at small posts by unit and place, [U, P]; observers are all at such posts."""
        mission = self.model.mission
        there = mission.arrives <= day
        patrols = (mission.kind == TROOPS) & there
        inside = self.model.geography.inside
        near = mission.nearness(self.model.settings.presence.reach_days)
        places, row = np.unique(mission.place, return_inverse=True)  # many stand at one place
        felt = np.array([near.weights(int(place)) * inside for place in places])[row]
        total = np.maximum(felt.sum(axis=1, keepdims=True), 1e-9)
        patrolling = (mission.persons * patrols)[:, None]
        out: Floats = self.settings.post_share * patrolling * felt / total
        watch = (mission.kind == OBSERVERS) & there
        out[np.flatnonzero(watch), mission.place[watch]] += mission.persons[watch]
        for captivity in self.held:
            if captivity.unit.last is None:
                out[captivity.unit.row] = 0.0
        return out

    def _take(self, mercy: Floats, day: int) -> None:
        model, options = self.model, self.settings
        threat = self.threat()
        if not (threat > 0).any():
            return
        posts = self._posts(day)
        friends = self._friends()
        power = np.minimum(friends @ mercy, 1.0) @ posts.sum(axis=0)
        answer = model.mission.permission() * self._mean_will()
        gain = power / (power + options.half_gain)
        hazard = options.hazard * threat**2 * (1.0 - answer) * gain
        for captivity in self.held:  # they and their friends have what they want
            hazard[friends[captivity.organisation]] = 0.0
        decides = model.draws.happens("mission.hostages", np.arange(len(hazard)), day, hazard)
        for index in np.flatnonzero(decides):
            if not any(friends[index, c.organisation] for c in self.held):
                self._take_everywhere(int(index), friends[index], mercy, posts, threat[index], day)

    def _friends(self) -> np.ndarray:
        """Whether organisations carry out each other's orders: themselves and allies, [O, O]."""
        organisations = self.model.armed.organisations
        friends = np.eye(len(self.used), dtype=bool)
        for one in organisations:
            for other in organisations:
                if other.name in one.allies or one.parent == other.name:
                    friends[one.index, other.index] = friends[other.index, one.index] = True
        return np.asarray(friends & ~self.model.situation.at_war)

    def _mean_will(self) -> float:
        mission = self.model.mission
        troops = mission.kind == TROOPS
        return float(mission.willing()[troops].mean()) if troops.any() else 0.0

    def _take_everywhere(
        self, index: int, side: np.ndarray, mercy: Floats, posts: Floats, threat: float, day: int
    ) -> None:
        """One order, carried out on one day wherever there are posts in their side's power."""
        model = self.model
        places = np.arange(model.geography.count)
        luck = model.draws.uniform("mission.taken", places, day)
        holder = np.argmax(mercy * side[:, None], axis=0)
        mercy = np.minimum(side @ mercy, 1.0)
        within = mercy * luck * posts.sum(axis=0)
        for place in np.flatnonzero(within >= LEAST_TAKEN):
            organisation = model.armed.organisations[holder[place]]
            here = posts[:, place]
            persons = 0.0
            for row in np.flatnonzero(here >= 1.0):
                share = float(np.floor(here[row] * mercy[place] * luck[place]))
                if share < 1.0:
                    continue
                persons += share
                unit = model.mission.units[row]
                self.held.append(Captivity(unit, organisation.index, int(place), share, day))
                posts[row] = 0.0
            if persons == 0.0:
                continue
            self.taken += persons
            why = "it was fired on" if self.used[index] > threat / 2 else "it feels threatened"
            model.journal.log(
                day, "hostages_taken",
                f"Peacekeepers are taken hostage by {organisation.title} ({persons:.0f}); why: "
                f"{why}, and their posts are outnumbered",
                place=model.geography.names[place], actor=organisation.name, persons=persons,
                threat=round(float(threat), 3), power=round(float(mercy[place]), 3),
            )  # fmt: skip

    def _free(self, day: int) -> None:
        """Time, talks, and captors who are gone set hostages free."""
        if not self.held:
            return
        model, options, now = self.model, self.settings, self.model.situation
        talking = {o for d in model.peace.dyads.values() if d.talks_end >= day
                   for o in (d.first, d.second)}  # fmt: skip
        kept: list[Captivity] = []
        for group in self._groups():
            first = group[0]
            talks = first.organisation in talking
            hazard = (1.0 + options.talks * talks) / options.held_days
            gone = now.force[first.organisation, first.place] < 1.0
            who = [first.place * len(now.force) + first.organisation]
            freed = model.draws.happens("mission.freed", who, day, hazard)[0]
            staying = [c for c in group if c.unit.last is None]
            if staying and not gone and not freed:
                kept += staying
                continue
            why = "their captors are gone" if gone else "after talks" if talks else "after a while"
            why = why if staying else "their unit has left"
            model.journal.log(
                day, "hostages_freed",
                f"Peacekeepers are free again ({sum(c.persons for c in group):.0f}): {why}",
                place=model.geography.names[first.place],
                actor=model.armed.organisations[first.organisation].name,
                persons=sum(c.persons for c in group), days=day - first.since,
            )  # fmt: skip
        self.held = kept

    def _groups(self) -> list[list[Captivity]]:
        groups: dict[tuple[int, int], list[Captivity]] = {}
        for captivity in self.held:
            groups.setdefault((captivity.organisation, captivity.place), []).append(captivity)
        return list(groups.values())

    def _restrain(self) -> None:
        """Units of which people are held stand still, and the whole mission holds back."""
        mission = self.model.mission
        mission.captive = [c.unit for c in self.held]
        persons = self.persons_held()
        mission.restraint = persons / (persons + self.settings.half_restraint)

    def persons_held(self) -> float:
        """Peacekeepers who are held today."""
        return math.fsum(c.persons for c in self.held)

    def _obstruct(self, mercy: Floats) -> None:
        """Convoys and patrols stopped by those whom they hinder, and the toll that some pay."""
        model, now, options = self.model, self.model.situation, self.settings
        hostile = np.where(self._host(), 0.0, now.intent.max(axis=1))
        hostile *= 1.0 - now.ceasefire.max(axis=1)
        stopped = (hostile[:, None] * now.control * mercy).sum(axis=0)
        now.obstruction = options.stopped * np.clip(stopped, 0.0, 1.0)
        needy = now.people[:, :, 1:5].sum(axis=(1, 2))
        paid = float((needy * now.aid * now.obstruction).sum()) * options.sold * options.toll_usd
        if paid > 0:
            model.politics.spend(Line.AID, paid)

    def _host(self) -> np.ndarray:
        """Organisations of the host, whose refusals are the mechanism of consent's, [O]."""
        host = np.zeros(len(self.used), dtype=bool)
        for organisation in self.model.armed.organisations:
            host[organisation.index] = organisation.role == Role.GOVERNMENT
        return host

    def report(self, day: int) -> None:
        journal, inside = self.model.journal, self.model.geography.inside
        journal.report("hostages", self.persons_held())
        journal.report("hostages_taken", self.taken)
        journal.report("obstruction", float(self.model.situation.obstruction[inside].mean()))
