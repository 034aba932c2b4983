"""A18 Units decide: each unit of a mission weighs for itself whether to go to an attack."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from marosim.core.reasons import Why
from marosim.core.setting import MechanismSettings, setting
from marosim.journal import Metric
from marosim.mechanism import Mechanism
from marosim.mission.arms import SIERRA_LEONE
from marosim.mission.reacting import Call, shares_sent
from marosim.mission.state import TROOPS
from marosim.situation import Floats
from marosim.terms import Role

if TYPE_CHECKING:
    from marosim.response_model import ResponseModel

Numbers = NDArray[np.int64]

STAY, EVACUATE, INTERPOSE, ENGAGE = range(4)
WORDS = ("stay away", "bring people out", "stand between", "engage the attackers")
# what a commander weighs, said as a reason for and as a reason against
REASONS = (
    ("near enough", "too far"),
    ("strong enough", "too weak against the attackers"),
    ("asked to by the mandate", "not asked to by the mandate"),
    ("the contingent is willing", "the contingent is reluctant"),
    ("attackers are not the host's", "attackers are the host's own forces"),
    ("the orders are clear", "the orders are unclear"),
)
TERMS = ("way", "strength", "mandate", "will", "host", "ambiguity")
LEAST = 0.05  # log-odds below which nothing counts as a reason
CHANCE = (("chance", 0.0),)


@dataclass
class UnitDecisionSettings(MechanismSettings):
    """A18: decisions of units."""

    seen: float = setting(
        0.9, "chance a day that troops learn of an attack where they stand", low=0, high=1
    )
    reported: float = setting(
        0.35,
        "chance a day that the mission learns of an attack elsewhere, at a place known middling",
        low=0,
        high=1,
        source="assumed; United Nations 2014 (A/68/787): in most cases nobody was on site nor "
        "reached it during the attack",
    )
    even_ratio: float = setting(
        0.25,
        "credible troops for each attacker at which a commander thinks the odds even",
        low=0.01,
        high=10,
    )
    way_weight: float = setting(
        1.0, "readiness lost for each reach of the quick reaction in distance", low=0, high=10
    )
    most_reaches: float = setting(
        3.0, "reaches of the quick reaction beyond which no unit sets out", low=0.1, high=20
    )
    strength_weight: float = setting(
        1.0, "readiness gained with each e-fold of strength against attackers", low=0, high=10
    )
    concert_units: float = setting(
        3.0,
        "units like itself that a unit counts on when it goes elsewhere",
        unit="units",
        low=1,
        high=20,
    )
    mandate_weight: float = setting(
        1.0,
        "readiness gained where the mandate asks for it, lost where it does not",
        low=0,
        high=10,
    )
    will_weight: float = setting(
        1.0, "readiness gained where the contingent is willing, lost where not", low=0, high=10
    )
    host_weight: float = setting(
        2.0,
        "readiness lost where all attackers are forces of a host on whose consent it rests",
        low=0,
        high=10,
        source="assumed; Fjelde, Hultman & Nilsson 2019 (missions rest on the host's consent)",
    )
    ambiguity_weight: float = setting(
        2.0, "readiness lost where it is wholly unclear what is allowed", low=0, high=10
    )
    equipment_weight: float = setting(
        0.5, "share of its will that a contingent without equipment lacks", low=0, high=1
    )
    dead_share: float = setting(
        0.01,
        "own dead, as a share of the contingent, that lower its will by a factor e",
        low=0.0001,
        high=1,
        source="assumed; Belgium left after ten dead of some 450 (S/1999/1257)",
    )
    contingent_spread: float = setting(
        0.7,
        "standard deviation of readiness between contingents, whatever can be seen of them",
        low=0,
        high=5,
        source="assumed; United Nations 2014 (A/68/787): under 10 % to 68 % answered by mission",
    )
    unit_spread: float = setting(
        0.5,
        "standard deviation of readiness between units of a contingent on one day",
        low=0,
        high=5,
    )
    interpose_step: float = setting(
        1.0, "readiness that standing between asks for beyond bringing people out", low=0, high=10
    )
    engage_step: float = setting(
        2.5,
        "readiness that using force asks for beyond standing between",
        low=0,
        high=10,
        source="assumed; United Nations 2014 (A/68/787): force almost never used, even on site",
    )
    patience_days: int = setting(
        3, "days after which a contingent thinks again", unit="days", low=1, high=60
    )


class UnitDecisions(Mechanism[UnitDecisionSettings]):
    """Every commander within reach of an attack decides by what he knows, can and may do.

    After a step, ``rows``, ``targets``, ``modes`` and ``shares`` [D] say which unit (row of the
    unit arrays) does what at which place, with what share of its strength. Each unit that knew
    of an attack has ``decision`` (a sentence) and ``why`` (the reasons that weighed most).
    """

    id = "A18"
    title = "Units decide"
    settings_key = "unit_decisions"
    rule = (
        "A unit of troops within reach of an attack that it sees, or that has been reported to "
        "the mission, weighs x = strength·log(R/(k·attackers)) − way·days/reach + "
        "mandate·(2·asked − 1) + will·(2·will − 1) − host·share of the host's forces − "
        "ambiguity·unclear + its contingent's own bent and mood, which lasts some days, + its own. "
        "Will is less with caveats, with poor equipment, and with the contingent's own dead. "
        "Above 0 it brings people out, above a step it stands between, above another it uses "
        "force, never more than the rules of engagement allow. It goes where x is largest. Off: "
        "every unit that knows does all that it may."
    )
    source = (
        "United Nations 2014 (A/68/787: a fifth of attacks answered, from under 10 % to 68 % by "
        "mission; dual line of command); sizes assumed"
    )
    metrics = {
        "units_that_stayed": Metric(
            "units", "knew of an attack within reach and stayed away today", "flow", "neither"
        ),
    }
    outcome = "attacks_answered"
    expected = -1
    scenario = "sierra_leone_1999"
    arms = SIERRA_LEONE

    def __init__(self, model: ResponseModel, settings: Any) -> None:
        super().__init__(model, settings)
        self.reported = np.zeros(model.geography.count, dtype=bool)
        self.places = np.arange(model.geography.count)
        self.stop()

    def stop(self) -> None:
        none = np.zeros(0, dtype=np.int64)
        self.rows, self.targets, self.modes = none, none, none
        self.shares = np.zeros(0)
        self.weighed = np.zeros((0, len(TERMS)))
        self.stayed = 0

    def step(self, day: int) -> None:
        self.stop()
        now, mission = self.model.situation, self.model.mission
        attacked = now.attack_active.any(axis=0)
        self._hear(attacked, day)
        rows = np.flatnonzero((mission.kind == TROOPS) & (mission.arrives <= day) & self._free())
        if attacked.any() and len(rows):
            self._decide(rows, np.flatnonzero(attacked), day)

    def _hear(self, attacked: Any, day: int) -> None:
        """Reports of attacks that run; one that has come stays known until the attack ends."""
        self.reported &= attacked
        if not attacked.any():
            return
        local = np.clip(self.settings.reported * (0.5 + self.model.warning.local_access), 0.0, 1.0)
        comes = 1.0 - (1.0 - local) * (1.0 - self.model.situation.watched)
        draw = self.model.draws.uniform("mission.report", self.places, day)
        self.reported |= attacked & (draw < comes)

    def _free(self) -> Any:
        """Units of which nobody is held hostage, [U]."""
        free = np.ones(len(self.model.mission.units), dtype=bool)
        free[self.model.mission.captives()] = False
        return free

    def _decide(self, rows: Numbers, places: Numbers, day: int) -> None:
        model, mission, options = self.model, self.model.mission, self.settings
        reach = model.settings.response_to_attack.reach_days
        who = mission.serial[rows]
        way = mission.days(mission.place[rows][:, None], places[None, :])
        own = way <= 0
        force = (mission.persons * mission.readiness(day) * mission.quality())[rows]
        with np.errstate(over="ignore"):
            arriving = force[:, None] * np.exp(-way / reach)
        knows = self._knows(who, own, places, day) & (way <= options.most_reaches * reach)
        free = model.draws.uniform("mission.passage", who, day // int(options.patience_days))
        passes = model.politics.freedom_of_movement * (1.0 - model.situation.obstruction[places])
        knows &= own | (free[:, None] < passes)
        if not knows.any():
            return
        terms = self._terms(rows, places, way / reach, arriving)
        mood, bent = self._mood(rows, who, day)
        for_going = terms.sum(axis=2) + bent[:, None]
        x = np.where(knows, for_going + np.log(mood / (1.0 - mood))[:, None], -np.inf)
        sent = np.zeros(x.shape)
        best = np.argmax(x, axis=1)
        lines = np.arange(len(rows))
        sent[lines, best] = x[lines, best] > 0
        for line in np.flatnonzero(mission.reacts[rows] & knows.any(axis=1)):
            here = knows[line]
            ready = 1.0 / (1.0 + np.exp(-for_going[line, here]))
            call = Call(
                day, places[here], way[line, here], arriving[:, here].sum(axis=0),
                np.full(here.sum(), 1.0 - mood[line]), ready,
            )  # fmt: skip
            sent[line] = 0.0
            sent[line, here] = shares_sent(mission.units[rows[line]], call)
        steps = np.array([options.interpose_step, options.interpose_step + options.engage_step])
        allowed = most_allowed(model)
        modes = np.minimum(EVACUATE + (x[..., None] > steps).sum(axis=2), allowed)
        if allowed == STAY:
            sent[:] = 0.0
        going, where = np.nonzero(sent)
        self.rows, self.targets, self.modes = rows[going], places[where], modes[going, where]
        self.shares, self.weighed = sent[going, where], terms[going, where]
        stays = np.flatnonzero(knows.any(axis=1) & ~sent.any(axis=1))
        self.stayed = len(stays)
        self._tell_units(rows[stays], places[best[stays]], terms[stays, best[stays]], allowed)

    def _knows(
        self, who: Numbers, own: NDArray[np.bool_], places: Numbers, day: int
    ) -> NDArray[np.bool_]:
        seen = self.model.draws.uniform("mission.seen", who, day) < self.settings.seen
        return (own & seen[:, None]) | self.reported[places][None, :]

    def _terms(self, rows: Numbers, places: Numbers, way: Floats, arriving: Floats) -> Floats:
        """What weighs for and against going, by unit, place and term, in log-odds [U, K, T]."""
        model, options = self.model, self.settings
        now, mandate = model.situation, model.politics.mandate
        attackers = (now.force * now.attack_active)[:, places].sum(axis=0)
        # with those who stand there, and with some of those who might come along
        company = np.where(way <= 0, arriving, 0.0).sum(axis=0)
        along = np.minimum(options.concert_units * arriving, arriving.sum(axis=0) - company)
        together = company + np.where(way <= 0, 0.0, along)
        ratio = together / (options.even_ratio * attackers + 1.0)
        asked = max(mandate.protection, mandate.rules_of_engagement)
        shape = way.shape
        terms = np.zeros((*shape, len(TERMS)))
        terms[..., 0] = -options.way_weight * way
        odds = np.log(np.maximum(ratio, 1e-9)).clip(-3.0, 3.0)
        terms[..., 1] = options.strength_weight * odds
        terms[..., 2] = options.mandate_weight * (2.0 * asked - 1.0)
        terms[..., 3] = (options.will_weight * (2.0 * self.will()[rows] - 1.0))[:, None]
        terms[..., 4] = -options.host_weight * self._of_the_host(places)[None, :]
        terms[..., 5] = -options.ambiguity_weight * mandate.ambiguity
        return terms

    def will(self) -> Floats:
        """Will of each unit to act, 0..1: caveats, equipment and its contingent's own dead."""
        mission, options = self.model.mission, self.settings
        equipped = 1.0 - options.equipment_weight * (1.0 - np.clip(mission.equipment, 0.0, 1.0))
        lost = np.array([c.dead / max(c.persons, 1.0) for c in mission.contingents] or [0.0])
        shaken = np.exp(-lost / options.dead_share)[mission.contingent]
        return np.asarray(mission.willing() * equipped * shaken)

    def _of_the_host(self, places: Numbers) -> Floats:
        """Share of the attackers who are the host's own forces, as far as it counts, [K]."""
        now, organisations = self.model.situation, self.model.armed.organisations
        attackers = (now.force * now.attack_active)[:, places]
        state = np.array([o.role == Role.GOVERNMENT for o in organisations], dtype=bool)
        total = attackers.sum(axis=0)
        share = attackers[: len(state)][state].sum(axis=0) / np.maximum(total, 1e-9)
        options = self.model.settings.response_to_attack
        free = self.model.mission.toward_host(
            options.against_government, options.against_government_by_force
        )
        return np.asarray(share * (1.0 - free))

    def _mood(self, rows: Numbers, who: Numbers, day: int) -> tuple[Floats, Floats]:
        """Each contingent's mood (uniform), and the bent of contingent and unit in log-odds."""
        draws, options = self.model.draws, self.settings
        contingent, when = self.model.mission.contingent[rows], day // int(options.patience_days)
        mood = draws.uniform("mission.answer", contingent, when)
        bent = options.contingent_spread * draws.normal("mission.bent", contingent, 0)
        return mood, bent + options.unit_spread * draws.normal("mission.unit", who, when)

    def _tell_units(self, stay: Numbers, places: Numbers, weighed: Floats, allowed: int) -> None:
        names, units = self.model.geography.names, self.model.mission.units
        for row, place, terms in zip(stay, places, weighed, strict=True):
            units[row].decision = f"{WORDS[STAY]}: {names[place]}"
            force = self.model.politics.mandate.rules_of_engagement
            forbidden = (("not allowed by the rules of engagement", force),)
            units[row].why = forbidden if allowed == STAY else partial(reasons, terms, False)
        for row, place, mode, terms in zip(
            self.rows, self.targets, self.modes, self.weighed, strict=True
        ):
            units[row].decision = f"{WORDS[mode]}: {names[place]}"
            units[row].why = partial(reasons, terms, True)

    def report(self, day: int) -> None:
        self.model.journal.report("units_that_stayed", self.stayed)


def most_allowed(model: ResponseModel) -> int:
    """The most that the rules of engagement allow: stay, evacuate, interpose or engage."""
    options, force = model.settings.response_to_attack, model.politics.mandate.rules_of_engagement
    if force >= options.engage_from:
        return ENGAGE
    if force >= options.interpose_from:
        return INTERPOSE
    return EVACUATE if force >= options.evacuate_from else STAY


def reasons(weighed: Floats, acts: bool, most: int = 3) -> Why:
    """The reasons that weighed most for what was done, in words and log-odds, at most ``most``."""
    sign = 1.0 if acts else -1.0
    order = np.argsort(-sign * weighed, kind="stable")[:most]
    told = [(REASONS[t][0 if acts else 1], float(weighed[t])) for t in order]
    return tuple((name, value) for name, value in told if sign * value > LEAST) or CHANCE
