"""A9 Operational approaches: seven ways to use the same units."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from marosim.core.setting import MechanismSettings, setting
from marosim.core.short_axis import added
from marosim.journal import Metric
from marosim.mechanism import Mechanism
from marosim.mission.arms import RWANDA
from marosim.mission.policies import POLICIES, need, shares
from marosim.mission.state import CIVILIANS, OBSERVERS, POLICE, TROOPS
from marosim.mission.theatre import Theatre, look
from marosim.situation import MISSION, OPEN
from marosim.terms import Approach, Level, Role
from marosim.world.felt import NextDoor

if TYPE_CHECKING:
    from marosim.response_model import ResponseModel

Floats = NDArray[np.float64]


APPROACHES = tuple(map(str, Approach))
HANDBOOK = "Sewall, Raymond & Chin 2010 (MARO handbook)"


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


class OperationalApproach(Mechanism[ApproachSettings]):
    """Tells units where to stand, by one of the seven approaches of the MARO handbook."""

    id = "A9"
    title = "Operational approach"
    settings_key = "approach"
    rule = (
        "On an alert, and every few weeks in a mission that evaluates (J5), planners weigh "
        "places: by people and danger (area security), outward from the capital with enough "
        "troops a head (oil spot), where parties meet (separation), the few places with most "
        "threatened people (safe areas), beside the host's garrisons (partner enabling), around "
        "violence (containment), where perpetrators are (defeat perpetrators). Of violence they "
        "know what the mission's record holds. Units are shared out in proportion (Sainte-Laguë) "
        "and the nearest move, as far as the host lets them. Defeating perpetrators costs them "
        "fighters, and civilians and consent besides. Off: units stay where they land."
    )
    source = "Sewall, Raymond & Chin 2010 (MARO handbook); sizes assumed"
    metrics = {
        "places_with_peacekeepers": Metric("places", "where troops of the mission act"),
        "perpetrators_lost": Metric(
            "fighters", "lost today to operations of the mission", "flow", "neither"
        ),
    }
    outcome = "consent_mean"
    expected = -1
    scenario = "rwanda_1994"
    arms = RWANDA
    contrast = ({"approach": "area_security"}, {"approach": "defeat_perpetrators"})

    def __init__(self, model: ResponseModel, settings: Any) -> None:
        super().__init__(model, settings)
        places = model.geography.count
        self.recent = np.zeros(places)  # attacks as far as known, fading
        self.quiet_days = np.zeros(places)
        self.by_whom = np.zeros(model.situation.sizes["organisation"])
        self.adjacent = NextDoor([], np.zeros(0))
        self.ways: Any = None
        self.planned_day = -10_000
        self.planned_for: Approach | None = None
        self.lost = 0.0

    def step(self, day: int) -> None:
        mission, now = self.model.mission, self.model.situation
        self.lost = 0.0
        attacked = now.attack_starts.sum(axis=0)
        if self.model.judging.measured:
            attacked = now.attacks_reported
        self.recent = self.recent * math.exp(-1.0 / self.settings.memory_days) + attacked
        self.quiet_days = np.where(
            attacked >= self.settings.noted_attacks, 0.0, self.quiet_days + 1.0
        )
        self.by_whom *= 1.0 - 1.0 / self.settings.blame_days
        self.by_whom += now.attack_persons.sum(axis=1)
        mission.approach = Approach(self.settings.name)
        if not mission.units:
            return
        alarm = len(self.model.warning.new_alerts) and day - self.planned_day >= 5
        due = mission.adapts and day - self.planned_day >= self.settings.replan_days
        changed = mission.approach != self.planned_for
        if due or alarm or changed or not mission.planned.all():
            self._plan(day, everybody=bool(due or alarm or changed))
        if self.on_the_offensive():
            self._offensive(day)
        now.peacekeeper_force = mission.at_places(TROOPS, day)

    def on_the_offensive(self) -> bool:
        """Whether the mission goes after perpetrators today: it wants to, and may."""
        mission = self.model.mission
        least = self.model.settings.response_to_attack.interpose_from
        wants = mission.approach == Approach.DEFEAT_PERPETRATORS
        return wants and mission.permission() >= least

    def blame(self) -> Floats:
        """Each organisation's share of recent attacks on civilians, [O]."""
        count = len(self.model.armed.organisations)
        total = float(self.by_whom.sum())
        return self.by_whom[:count] / total if total > 0 else np.zeros(count)

    def targets(self) -> list[int]:
        """Organisations that do enough of the attacks on civilians to be fought; more for a host's
        own forces."""
        blame, options = self.blame(), self.settings
        return [
            o.index
            for o in self.model.armed.organisations
            if blame[o.index]
            >= (
                options.offensive_government
                if o.role == Role.GOVERNMENT
                else options.offensive_share
            )
        ]

    def _plan(self, day: int, everybody: bool) -> None:
        mission, map_ = self.model.mission, self.model.geography
        if self.ways is not map_.dry_days:
            self.ways = map_.dry_days
            self.adjacent = NextDoor(map_.neighbours, np.ones(map_.count))
        theatre = look(self)
        if everybody:
            self.planned_day = day
            self.planned_for = mission.approach
        danger = 1.0 + mission.preventive_risk * theatre.risk
        approach = mission.approach or Approach(self.settings.name)
        weights = POLICIES[approach](theatre, self.settings) * danger * mission.focus
        if mission.approach == Approach.SAFE_AREAS:
            if not (mission.declared & theatre.allowed).any() or everybody:
                self._declare(weights > 0, day)
        elif mission.declared.any():
            mission.declared[:] = False
        self._send(TROOPS, weights, theatre, day, everybody)
        towns = need(theatre, self.settings)
        for kind in (POLICE, OBSERVERS, CIVILIANS):
            self._send(kind, towns, theatre, day, everybody)

    def _declare(self, chosen: NDArray[np.bool_], day: int) -> None:
        """Safe areas once declared stay declared; new ones only fill up the number."""
        mission = self.model.mission
        room = self.settings.sites - int(mission.declared.sum())
        for place in np.flatnonzero(chosen & ~mission.declared)[: max(room, 0)]:
            mission.declared[place] = True
            self.model.journal.log(
                day, "safe_area", "A safe area is declared",
                place=self.model.geography.names[place], actor="mission",
            )  # fmt: skip

    def _send(
        self, kind: int, weights: Floats, theatre: Theatre, day: int, everybody: bool
    ) -> None:
        mission = self.model.mission
        standing = mission.kind == kind
        standing[mission.captives()] = False
        rows = np.flatnonzero(standing)
        weights = np.where(theatre.allowed, weights, 0.0)
        if mission.approach == Approach.SAFE_AREAS and kind == TROOPS:
            weights = np.where(mission.declared, np.maximum(weights, 1e-9), 0.0)
        if not len(rows) or not (weights > 0).any():
            mission.planned[rows] = True
            return
        wanted = shares(weights, len(rows))
        settled = rows[mission.planned[rows]]
        there = np.bincount(mission.place[settled], minlength=len(wanted))
        movable = list(rows[~mission.planned[rows]])
        if everybody:
            who = mission.serial[settled]  # chance goes with the unit, not with its row
            free = self.model.draws.uniform("mission.movement", who, day)
            may = free < self.model.politics.freedom_of_movement
            surplus = np.maximum(there - wanted, 0)
            for row, moves in zip(settled[::-1], may[::-1], strict=True):
                place = mission.place[row]
                if surplus[place] > 0 and moves:
                    surplus[place] -= 1
                    there[place] -= 1
                    movable.append(row)
        lacking = wanted - there
        for place in np.argsort(-lacking * weights, kind="stable"):
            while lacking[place] > 0 and movable:
                ways = mission.days(mission.place[movable], place)
                row = movable.pop(int(np.argmin(ways)))
                self._move(int(row), int(place), day)
                lacking[place] -= 1
            if not movable:
                break
        mission.planned[rows] = True

    def _move(self, row: int, place: int, day: int) -> None:
        mission = self.model.mission
        if day == 0:  # a mission that was there before stands where it stood
            mission.place[row] = place
            mission.units[row].stand(place)
            mission.arrives[row] = -int(self.model.settings.deployment.settling_days)
            mission.planned[row] = True
        else:
            mission.move(row, place, day)

    def _offensive(self, day: int) -> None:
        """Operations against those who attack civilians; a state only if it does most of it."""
        model, now, mission = self.model, self.model.situation, self.model.mission
        options = self.settings
        worth = mission.quality() * mission.readiness(day) * mission.willing()
        force = mission.at_places(TROOPS, day, worth * mission.permission())
        harm = np.zeros(model.geography.count)
        blame = self.blame()
        for index in self.targets():
            government = model.armed.organisations[index].role == Role.GOVERNMENT
            share = blame[index]
            present = now.force[index]
            losses = np.minimum(options.offensive * force * share, options.offensive_most * present)
            if not (losses > 0).any():
                continue
            removed = model.armed.lose_to_mission(index, losses)
            self.lost += float(removed.sum())
            harm += removed
            if government:
                model.politics.press(Level.CONSENT, -2.0 * options.offensive_consent)
        if self.lost > 0:
            model.politics.press(Level.CONSENT, -options.offensive_consent)
            harm *= options.offensive_harm * (1.0 - mission.conduct)
            people = now.unsheltered
            share_of = people / np.maximum(added(people), 1.0)[:, None]
            now.request_harm(MISSION, OPEN, harm[:, None] * share_of)

    def report(self, day: int) -> None:
        now, journal = self.model.situation, self.model.journal
        journal.report("places_with_peacekeepers", int((now.peacekeeper_force > 0).sum()))
        journal.report("perpetrators_lost", self.lost)
