"""C5 Violence against civilians: attacks that start, grow and stop."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from marosim.core.setting import MechanismSettings, setting
from marosim.journal import Metric
from marosim.mechanism import Mechanism
from marosim.situation import ATTACK, OPEN, REFUGE, ROAD, ROADBLOCK, SHELTERED, UNDER_WAY
from marosim.terms import Role


def kalyvas(control: NDArray[np.float64], options: AttackSettings) -> NDArray[np.float64]:
    """Relative violence by degree of control: selective peaks under dominant but incomplete
    control, indiscriminate where the other side dominates; least at parity and at full control
    (Kalyvas 2006)."""
    dominant = np.clip((control - 0.5) * (1.0 - control) * 16.0, 0.0, None)
    dominated = np.clip(control * (0.5 - control) * 16.0, 0.0, None)
    return options.selective_weight * dominant + options.indiscriminate_weight * dominated


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


class Attacks(Mechanism[AttackSettings]):
    """At most one episode for each organisation and place at a time."""

    id = "C5"
    title = "Violence against civilians"
    settings_key = "attacks"
    rule = (
        "An attack starts with hazard λ0 · Σ_g intent·n/(n+n½) · f/(f+f½) · [Kalyvas(κ) + "
        "extermination·escalation·κ] · (1 + impunity) · contagion · exp(-φD), part of it "
        "moved from places where outsiders watch to others; perpetrators grow by "
        "exp(γ) a day up to those present; it stops with hazard σ, lower for a campaign to "
        "destroy, higher where answered. Killed a day = R·(1 - exp(-m·k/R)) with R the people in "
        "reach and k × exp(-(1-φ)D), φ low for raiders and 1 for a campaign to destroy and for "
        "government forces, which act on orders; people under way die at roadblocks on ground "
        "held by those who mean to destroy them. Growth stopped at random gives a tail of sizes "
        "with exponent 1 + σ/γ."
    )
    source = "Kalyvas 2006; Clauset, Young & Gleditsch 2007; Reed & Hughes 2002"
    metrics = {
        "attacks": Metric("attacks", "attacks on civilians begun today", "flow", "lower"),
        "attacks_deterred": Metric(
            "attacks", "attacks that presence prevented today", "flow", "neither"
        ),
        "places_with_violence": Metric("places", "places under attack", "stock", "lower"),
        "deaths_by_government": Metric(
            "persons", "asked of government forces today", "flow", "lower"
        ),
        "deaths_by_others": Metric("persons", "asked of rebels and militia today", "flow", "lower"),
    }
    outcome = "deaths_direct"
    expected = +1

    def start(self) -> None:
        now = self.model.situation
        shape = now.attack_active.shape
        self.perpetrators = np.zeros(shape)
        self.target = np.zeros(shape, dtype=np.int64)
        self.killed = np.zeros(shape)
        self.began = np.full(shape, -1, dtype=np.int64)
        self.ids = np.arange(shape[0] * shape[1]).reshape(shape)
        self.answered = np.zeros(shape, dtype=bool)

    def step(self, day: int) -> None:
        now = self.model.situation
        self._clear()
        if not now.intent.any() and not now.attack_active.any():
            return
        self._start(day)
        self._roadblocks()
        if now.attack_active.any():
            self._kill()
            self._grow_and_stop(day)

    def _clear(self) -> None:
        now = self.model.situation
        now.attack_starts[:] = 0
        now.attack_prevented[:] = 0
        now.attack_persons[:] = 0

    def stop(self) -> None:
        self._clear()
        self.model.situation.attack_active[:] = False

    def _destroy(self) -> NDArray[np.float64]:
        """How far each organisation now acts to destroy each community, [O, G] in 0..1."""
        now = self.model.situation
        result = np.zeros(now.intent.shape)
        for organisation in self.model.armed.organisations:
            worst = organisation.hostility.max(initial=0.0)
            if worst > 0:
                aim = (organisation.hostility / worst) ** 2
                campaign = organisation.extermination * now.escalation[organisation.index]
                result[organisation.index] = campaign * aim
        return result

    def _start(self, day: int) -> None:
        model, now, options = self.model, self.model.situation, self.settings
        people = now.present * model.geography.inside[:, None]
        opportunity = people / (people + options.half_people)
        drive = now.intent[:, None, :] * opportunity[None, :, :]  # [O, P, G]
        strength = now.force / (now.force + options.half_fighters)
        destroy = self._destroy()  # [O, G]
        pattern = kalyvas(now.control, options)[:, :, None]
        pattern = pattern + options.extermination_weight * (
            now.control[:, :, None] * (destroy**2)[:, None, :]
        )
        drive = drive * pattern
        restraint = (1.0 - now.local_calm) * (1.0 - now.order) * (1.0 - now.averted)
        spur = 1.0 + options.announcement_spur * now.intervention_expected
        truce = 1.0 - options.ceasefire_restraint * now.ceasefire.max(axis=1)
        hazard = (
            options.hazard
            * drive.sum(axis=2)
            * strength
            * (1.0 + options.impunity_weight * now.impunity)[:, None]
            * truce[:, None]
            * restraint[None, :]
            * spur
        )
        escalation = model.mechanism("escalation")
        if escalation is not None:
            hazard *= escalation.contagion()  # type: ignore[attr-defined]
        hazard[now.attack_active] = 0.0
        hazard = self._elsewhere(hazard)
        draw = model.draws.exponential("armed.attack", self.ids, day)
        wanted = draw < hazard
        kept_away = now.deterrence * self._on_start(destroy).max(axis=1, keepdims=True)
        begun = draw < hazard * np.exp(-kept_away)
        now.attack_starts = begun.astype(float)
        now.attack_prevented = (wanted & ~begun).astype(float)
        if not begun.any():
            return
        chosen = model.draws.uniform("armed.target", self.ids, day)
        for o, p in zip(*np.nonzero(begun), strict=True):
            weights = np.cumsum(drive[o, p])
            self.target[o, p] = int(np.searchsorted(weights, chosen[o, p] * weights[-1]))
        who, where = np.nonzero(begun)
        organised = options.organised_share * destroy[who, self.target[who, where]] ** 2
        first = options.first_perpetrators + organised * now.force[who, where]
        self.perpetrators[who, where] = np.minimum(first, now.force[who, where])
        self.killed[begun] = 0.0
        self.began[begun] = day
        self.answered[begun] = False
        now.attack_active |= begun
        model.armed.attacks_so_far += begun.sum(axis=0)

    def _on_start(self, destroy: NDArray[np.float64]) -> NDArray[np.float64]:
        """Share of deterrence that acts on whether an attack begins, the rest on what it does.

        By organisation and target, as ``destroy`` [O, G], in 0..1. Raiders who fear soldiers near
        by still come, but harass and loot more than they kill; government forces, which act on
        orders, and an organised campaign to destroy come in earnest or not at all.
        """
        least = np.full((len(destroy), 1), self.settings.deterred_start)
        for organisation in self.model.armed.organisations:
            if organisation.role == Role.GOVERNMENT:
                least[organisation.index] = 1.0
        return least + (1.0 - least) * destroy

    def _elsewhere(self, hazard: NDArray[np.float64]) -> NDArray[np.float64]:
        """Those who are watched hold back there and attack where nobody looks, [O, P]."""
        held = hazard * (1.0 - self.settings.watched_restraint * self.model.situation.watched)
        total, left = hazard.sum(axis=1), held.sum(axis=1)
        moved = np.divide(total, left, out=np.ones_like(total), where=left > 0)
        return held * moved[:, None]

    def _kill(self) -> None:
        _model, now, options = self.model, self.model.situation, self.settings
        rows, places = np.nonzero(now.attack_active)
        groups = self.target[rows, places]
        hidden = 1.0 - now.rescuers[places]
        held_back = 1.0 - self._on_start(self._destroy())[rows, groups]
        capacity = self.perpetrators[rows, places] * options.killed_per_perpetrator
        capacity *= np.exp(-now.deterrence[rows, places] * held_back)
        open_reach = now.unsheltered[places, groups] * options.reach_share * hidden
        gathered = now.people[places, groups, SHELTERED] * options.reach_share
        gathered *= options.refuge_pull * (1.0 - now.refuge_defence[places])
        reach = open_reach + gathered
        killed = reach * -np.expm1(-capacity / np.maximum(reach, 1e-9))
        share = killed / np.maximum(reach, 1e-9)
        for exposure, part in ((OPEN, open_reach), (REFUGE, gathered)):
            asked = np.zeros(now.fear.shape)
            np.add.at(asked, (places, groups), part * share)
            now.request_harm(ATTACK, exposure, asked)
        now.attack_persons[rows, places] = killed
        self.killed[rows, places] += killed

    def _roadblocks(self) -> None:
        now, options = self.model.situation, self.settings
        passing = now.people[:, :, UNDER_WAY]
        if not passing.any():
            return
        held = now.control * now.force / (now.force + options.half_fighters)
        danger = np.einsum("op,og->pg", held, self._destroy() ** 3)
        danger *= options.roadblock_hazard * (1.0 - now.road_safety)[:, None]
        hidden = 1.0 - now.rescuers[:, None]
        now.request_harm(ROADBLOCK, ROAD, passing * danger * hidden)

    def _grow_and_stop(self, day: int) -> None:
        model, now, options = self.model, self.model.situation, self.settings
        active = now.attack_active
        destroy = self._destroy()[np.arange(active.shape[0])[:, None], self.target]
        participants = now.force + options.allied_share * self._allied_force()
        grown = self.perpetrators * np.exp(options.growth)
        self.perpetrators = np.where(active, np.minimum(grown, participants), 0.0)
        hazard = options.stop * np.exp(-options.destroy_persistence * destroy**2)
        hazard = hazard + now.attack_response[None, :] + now.order[None, :]
        self.answered |= active & (now.attack_response > 0.05)[None, :]
        left = now.present[np.arange(active.shape[1])[None, :], self.target]
        gone = self.killed / np.maximum(self.killed + left, 1.0)
        hazard = hazard + options.sated_weight * options.stop * gone
        stops = active & model.draws.happens("armed.stop", self.ids, day, hazard)
        stops |= active & (now.force < 1.0)
        if stops.any():
            self._log(stops, day)
            active &= ~stops
            self.perpetrators[stops] = 0.0

    def _allied_force(self) -> NDArray[np.float64]:
        organisations = self.model.armed.organisations
        now = self.model.situation
        allied = np.zeros((now.force.shape[0],) * 2)
        names = {o.name: o.index for o in organisations}
        for organisation in organisations:
            for ally in organisation.allies:
                if ally in names:
                    allied[organisation.index, names[ally]] = 1.0
        return (allied * ~now.at_war) @ now.force

    def _log(self, stops: NDArray[np.bool_], day: int) -> None:
        model = self.model
        for o, p in zip(*np.nonzero(stops), strict=True):
            organisation = model.armed.organisations[o]
            community = model.geography.communities[self.target[o, p]]
            persons = float(self.killed[o, p])
            model.journal.log(
                day, "attack",
                f"Attack by {organisation.title} ended after "
                f"{day - int(self.began[o, p]) + 1} days; about {persons:,.0f} killed",
                place=model.geography.names[p], actor=organisation.name,
                persons=round(persons, 2), days=day - int(self.began[o, p]) + 1,
                began=int(self.began[o, p]), answered=float(self.answered[o, p]),
                control=round(float(model.situation.control[o, p]), 3),
                target=float(model.geography.communities.index(community)),
            )  # fmt: skip

    def report(self, day: int) -> None:
        now, journal = self.model.situation, self.model.journal
        journal.report("attacks", float(now.attack_starts.sum()))
        journal.report("attacks_deterred", float(now.attack_prevented.sum()))
        journal.report("places_with_violence", float(now.attack_active.any(axis=0).sum()))
        government = np.array(
            [o.role == Role.GOVERNMENT for o in self.model.armed.organisations], dtype=bool
        )
        asked = now.attack_persons[: len(government)].sum(axis=1)
        journal.report("deaths_by_government", float(asked[government].sum()))
        journal.report("deaths_by_others", float(asked[~government].sum()))
