"""C5 Violence against civilians: attacks that start, grow and stop."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from marosim.armed.attack_settings import AttackSettings
from marosim.armed.episode import effort, ending, gang, most, stops
from marosim.core.ratio import ratio
from marosim.core.short_axis import added, largest
from marosim.journal import Metric
from marosim.mechanism import Mechanism
from marosim.situation import ATTACK, OPEN, REFUGE, ROAD, ROADBLOCK, SHELTERED, UNDER_WAY, Situation
from marosim.terms import Role


def kalyvas(control: NDArray[np.float64], options: AttackSettings) -> NDArray[np.float64]:
    """Relative violence by degree of control: selective peaks under dominant but incomplete
    control, indiscriminate where the other side dominates; least at parity and at full control
    (Kalyvas 2006)."""
    dominant = np.clip((control - 0.5) * (1.0 - control) * 16.0, 0.0, None)
    dominated = np.clip(control * (0.5 - control) * 16.0, 0.0, None)
    return options.selective_weight * dominant + options.indiscriminate_weight * dominated


class Attacks(Mechanism[AttackSettings]):
    """Several episodes for each organisation and place at a time, each with a slot of its own.

    ``running``, ``perpetrators``, ``target`` (a community), ``killed``, ``began`` and ``answered``
    have a row a slot: [slot, organisation, place].
    """

    id = "C5"
    title = "Violence against civilians"
    settings_key = "attacks"
    rule = (
        "An attack starts with hazard λ0 · Σ_g intent·n/(n+n½) · log2(1 + f/f½) · [Kalyvas(κ) + "
        "x·d²·κ + expulsion] · (1 + impunity) · contagion · leaders · (1 - (1-φω)·order) · "
        "exp(-φD), d the will to destroy (extermination · escalation · aim², or the heat of a "
        "trigger at the place), part of it moved from places where outsiders watch to others. "
        "Those who begin it are drawn with a Pareto tail; they grow by exp(γt) up to a company, or "
        "the more the will to destroy, up to all present and some of their allies. The attack ends "
        "in continuous time with hazard γa + (1-φω)·order, and that of the answer once "
        "peacekeepers have come, a = max(a_min, a0·(1 - b·hostility)), so that sizes follow "
        "P(S > x) = (1 + x/s)^(-a) until the ceiling cuts them off. Killed = R·(1 - "
        "exp(-k·effort/R)) with R the people in reach, more where those in fear have gathered, "
        "effort the person-days of today's attackers, where those beyond a company count for more "
        "at a gathering, and k × exp(-(1-φ)D), φ low for raiders and 1 for a campaign to destroy "
        "and for government forces, which act on orders. Whoever acts on orders heeds no police as "
        "far as no ceasefire holds (ω). Those who mean to destroy a community man roadblocks on "
        "ground that they hold with all who take part, B = min(1, Σ κ·n/(n+f½)·d³) · (1 - road "
        "safety); people of it who are under way die there."
    )
    source = "Kalyvas 2006; Clauset, Young & Gleditsch 2007; Reed & Hughes 2002; Bohorquez 2009"
    metrics = {
        "attacks": Metric("attacks", "attacks on civilians begun today", "flow", "lower"),
        "attacks_deterred": Metric(
            "attacks", "attacks that presence prevented today", "flow", "neither"
        ),
        "attacks_reached": Metric(
            "attacks", "attacks that peacekeepers first reached while they ran", "flow", "higher"
        ),
        "places_with_violence": Metric("places", "places attacked today", "stock", "lower"),
        "deaths_by_government": Metric(
            "persons", "asked of government forces today", "flow", "lower"
        ),
        "deaths_by_others": Metric("persons", "asked of rebels and militia today", "flow", "lower"),
    }
    outcome = "deaths_direct"
    expected = +1
    renews = (
        Situation.attack_starts,
        Situation.attack_prevented,
        Situation.attack_persons,
        Situation.attack_active,
        Situation.roadblocks,
    )

    def start(self) -> None:
        shape = (self.settings.at_once, *self.model.situation.attack_active.shape)
        self.running = np.zeros(shape, dtype=bool)
        self.perpetrators = np.zeros(shape)
        self.target = np.zeros(shape, dtype=np.int64)
        self.killed = np.zeros(shape)
        self.began = np.full(shape, -1, dtype=np.int64)
        self.answered = np.zeros(shape, dtype=bool)
        self.ids = np.arange(self.running.size).reshape(shape)
        self.reached = 0

    def step(self, day: int) -> None:
        now = self.model.situation
        self._clear()
        if not now.intent.any() and not self.running.any():
            return
        destroy = self._destroy()
        self._start(destroy, day)
        self._roadblocks(destroy)
        now.attack_active[:] = self.running.any(axis=0)

    def run(self, day: int) -> None:
        """Let attacks under way take their course, once the mission has seen them begin."""
        self.reached = 0
        if self.running.any():
            self._run(self._destroy(), day)
        self.model.situation.attack_active[:] = self.running.any(axis=0)

    def _clear(self) -> None:
        now = self.model.situation
        now.attack_starts[:] = 0
        now.attack_prevented[:] = 0
        now.attack_persons[:] = 0
        now.roadblocks[:] = 0

    def _destroy(self) -> NDArray[np.float64]:
        """How far each organisation now acts to destroy each community, [O, P, G] in 0..1."""
        now = self.model.situation
        result, aims = np.zeros(now.intent.shape), np.zeros(now.intent.shape)
        for organisation in self.model.armed.organisations:
            worst = organisation.hostility.max(initial=0.0)
            if worst > 0:
                aim = (organisation.hostility / worst) ** 2
                campaign = organisation.extermination * now.escalation[organisation.index]
                result[organisation.index] = campaign * aim
                aims[organisation.index] = aim
        if not now.heat.any():
            return np.repeat(result[:, None, :], now.heat.shape[1], axis=1)
        set_off = now.heat[:, :, None] * aims[:, None, :]
        return np.asarray(1.0 - (1.0 - result[:, None, :]) * (1.0 - set_off), dtype=np.float64)

    def _start(self, destroy: NDArray[np.float64], day: int) -> None:
        model, now, options = self.model, self.model.situation, self.settings
        people = now.present * model.geography.inside[:, None]
        opportunity = people / (people + options.half_people)
        drive = now.intent[:, None, :] * opportunity[None, :, :]  # [O, P, G]
        pattern = kalyvas(now.control, options)[:, :, None]
        pattern = pattern + options.extermination_weight * now.control[:, :, None] * destroy**2
        expulsion = model.mechanism("expulsion")
        if expulsion is not None:
            pattern = pattern + expulsion.violence()  # type: ignore[attr-defined]
        drive = drive * pattern
        ordered = largest(self._on_start(destroy))
        truce = self._truce()
        policed = 1.0 - now.order * (1.0 - ordered * (1.0 - truce)[:, None])
        restraint = (1.0 - now.local_calm) * policed * (1.0 - now.averted)
        hazard = (
            options.hazard
            * added(drive)
            * np.log2(1.0 + now.force / options.half_fighters)
            * (1.0 + options.impunity_weight * now.impunity)[:, None]
            * (1.0 - options.ceasefire_restraint * truce)[:, None]
            * restraint
        )
        escalation = model.mechanism("escalation")
        if escalation is not None:
            hazard *= escalation.contagion()  # type: ignore[attr-defined]
        leaders = model.mechanism("leaders")
        if leaders is not None:
            hazard *= leaders.pressure(day)[:, None]  # type: ignore[attr-defined]
        hazard = self._elsewhere(hazard)
        kept_away = now.deterrence * ordered
        who, where = np.nonzero(hazard > 0)
        draw = model.draws.exponential("armed.attack", self.ids[:, who, where], day)
        draw[self.running[:, who, where]] = np.inf
        # each slot has its share of the hazard, so that their number does not change the rate
        share = hazard[who, where] / len(self.running)
        begun = draw < share * np.exp(-kept_away[who, where])
        prevented = (draw < share) & ~begun
        now.attack_starts[who, where] = begun.sum(axis=0)
        now.attack_prevented[who, where] = prevented.sum(axis=0)
        slots, rows = np.nonzero(begun)
        who, where = who[rows], where[rows]
        which = self.ids[slots, who, where]
        chosen = model.draws.uniform("armed.target", which, day)
        weights = np.cumsum(drive[who, where], axis=1)
        target = (weights < chosen[:, None] * weights[:, -1:]).sum(axis=1)
        first = gang(
            model.draws.uniform("armed.gang", which, day),
            options.first_perpetrators,
            options.gang_exponent,
        )
        self.begin(slots, who, where, target, first, day)

    def begin(
        self,
        slots: ArrayLike,
        who: ArrayLike,
        where: ArrayLike,
        target: ArrayLike,
        perpetrators: ArrayLike,
        day: int,
    ) -> None:
        """Let attacks begin, by slot, organisation, place and community attacked."""
        at = np.asarray(slots), np.asarray(who), np.asarray(where)
        self.running[at] = True
        self.target[at] = target
        self.perpetrators[at] = perpetrators
        self.killed[at] = 0.0
        self.began[at] = day
        self.answered[at] = False
        np.add.at(self.model.armed.attacks_so_far, at[2], 1.0)

    def _on_start(self, destroy: NDArray[np.float64]) -> NDArray[np.float64]:
        """Share of deterrence that acts on whether an attack begins, the rest on what it does.

        By organisation, place and target, as ``destroy`` [O, P, G], in 0..1. Raiders who
        fear soldiers near by still come, but harass and loot more than they kill; government
        forces, which act on orders, and an organised campaign to destroy come in earnest or not
        at all.
        """
        least = np.full((len(destroy), 1, 1), self.settings.deterred_start)
        for organisation in self.model.armed.organisations:
            if organisation.role == Role.GOVERNMENT:
                least[organisation.index] = 1.0
        return least + (1.0 - least) * destroy

    def _truce(self) -> NDArray[np.float64]:
        """The best ceasefire of each organisation, [O]: as far as it holds, nobody orders killing.

        Whoever acts on orders heeds no police.
        """
        return np.asarray(self.model.situation.ceasefire.max(axis=1), dtype=np.float64)

    def _elsewhere(self, hazard: NDArray[np.float64]) -> NDArray[np.float64]:
        """Those who are watched hold back there and attack where nobody looks, [O, P]."""
        held = hazard * (1.0 - self.settings.watched_restraint * self.model.situation.watched)
        total, left = hazard.sum(axis=1), held.sum(axis=1)
        moved = ratio(total, left, otherwise=1.0)
        return np.asarray(held * moved[:, None])

    def _run(self, destroy: NDArray[np.float64], day: int) -> None:
        """Attacks kill while they last, grow, and end in the course of the day or go on."""
        model, now, options = self.model, self.model.situation, self.settings
        at = np.nonzero(self.running)
        _, who, where = at
        groups = self.target[at]
        ceiling = most(
            self._participants(destroy)[who, where], options.company, destroy[who, where, groups]
        )
        perpetrators = np.minimum(self.perpetrators[at], ceiling)
        left = now.present[where, groups]
        gone = self.killed[at] / np.maximum(self.killed[at] + left, 1.0)
        usual = options.growth * self._ending()[who, groups] * (1.0 + options.sated_weight * gone)
        on_start = self._on_start(destroy)[who, where, groups]
        usual = usual + now.order[where] * (1.0 - on_start * (1.0 - self._truce()[who]))
        come = np.where(self.began[at] == day, now.response_delay[where], 0.0)
        patience = model.draws.exponential("armed.stop", self.ids[at], day)
        until = stops(patience, usual, now.attack_response[where], come)
        lasted = np.minimum(until, 1.0)
        few = np.minimum(ceiling, options.company)
        first = effort(np.minimum(perpetrators, few), few, options.growth, lasted)
        beyond = effort(perpetrators, ceiling, options.growth, lasted) - first
        gathered = options.gathered_share * now.fear
        massacre = 1.0 + (options.massacre_rate - 1.0) * gathered[where, groups]
        capacity = options.killed_per_perpetrator * (first + massacre * beyond)
        capacity *= np.exp(-now.deterrence[who, where] * (1.0 - on_start))
        capacity *= 1.0 - now.self_protected[where, groups]  # who is hidden must be searched for
        killed = self._kill(where, groups, capacity, gathered)
        np.add.at(now.attack_persons, (who, where), killed)
        self.killed[at] += killed
        in_time = (now.attack_response[where] > 0.0) & (until > come) & (come < 1.0)
        fresh = in_time & ~self.answered[at]
        self.reached = len(set(zip(who[fresh].tolist(), where[fresh].tolist(), strict=True)))
        self.answered[at] |= in_time
        self.perpetrators[at] = np.minimum(perpetrators * np.exp(options.growth), ceiling)
        ends = (until < 1.0) | (now.force[who, where] < 1.0)
        for slot, o, p in zip(*(rows[ends] for rows in at), strict=True):
            self._log(int(slot), int(o), int(p), day)
        self.running[at] = ~ends

    def _participants(self, destroy: NDArray[np.float64]) -> NDArray[np.float64]:
        """All who could take part in an attack: fighters, allies, the crowd, [O, P]."""
        now, options = self.model.situation, self.settings
        present = now.force + options.allied_share * self._allied_force()
        people = now.present
        for organisation in self.model.armed.organisations:
            if organisation.constituency >= 0:
                ordered = options.crowd_share * largest(destroy[organisation.index])
                present[organisation.index] += ordered * people[:, organisation.constituency]
        return present

    def _ending(self) -> NDArray[np.float64]:
        """Hazard of ending relative to growth, by organisation and community, [O, G]."""
        options, hostility = self.settings, np.zeros(self.model.situation.intent.shape)
        for organisation in self.model.armed.organisations:
            hostility[organisation.index] = organisation.hostility
        return ending(hostility, options.ending, options.hostility_lengthens, options.ending_least)

    def _kill(
        self,
        where: NDArray[np.int64],
        groups: NDArray[np.int64],
        capacity: NDArray[np.float64],
        crowd: NDArray[np.float64],
    ) -> NDArray[np.float64]:
        """Ask for the deaths of attacks with so much capacity to kill; returns them by attack.

        Attacks on the same people share those in reach: ``crowd`` [P, G] is the share of people
        outside bases who have gathered.
        """
        now, options = self.model.situation, self.settings
        hidden = 1.0 - now.rescuers
        in_reach = options.reach_share + (1.0 - options.reach_share) * crowd
        open_reach = now.unsheltered * in_reach * hidden[:, None] * (1.0 - now.self_protected)
        gathered = now.people[:, :, SHELTERED] * options.reach_share
        gathered = gathered * (options.refuge_pull * (1.0 - now.refuge_defence))[:, None]
        reach = open_reach + gathered
        wanted = np.zeros(reach.shape)
        np.add.at(wanted, (where, groups), capacity)
        share = -np.expm1(-wanted / np.maximum(reach, 1e-9))
        now.request_harm(ATTACK, OPEN, open_reach * share)
        now.request_harm(ATTACK, REFUGE, gathered * share)
        taken = ratio(reach * share, wanted)
        return np.asarray(capacity * taken[where, groups], dtype=np.float64)

    def _roadblocks(self, destroy: NDArray[np.float64]) -> None:
        now, options = self.model.situation, self.settings
        there = self._participants(destroy)
        held = now.control * there / (there + options.half_fighters)
        manned = np.minimum(np.einsum("op,opg->pg", held, destroy**3), 1.0)
        now.roadblocks[:] = manned * (1.0 - now.road_safety)[:, None]
        passing = now.people[:, :, UNDER_WAY]
        if passing.any():
            danger = options.roadblock_hazard * now.roadblocks * (1.0 - now.rescuers[:, None])
            now.request_harm(ROADBLOCK, ROAD, passing * danger)

    def _allied_force(self) -> NDArray[np.float64]:
        organisations = self.model.armed.organisations
        now = self.model.situation
        allied = np.zeros((now.force.shape[0],) * 2)
        for organisation in organisations:
            for ally in self.model.armed.friends_of(organisation):
                allied[organisation.index, ally.index] = 1.0
        return (allied * ~now.at_war) @ now.force

    def _log(self, slot: int, o: int, p: int, day: int) -> None:
        model, at = self.model, (slot, o, p)
        organisation = model.armed.organisations[o]
        persons, began = float(self.killed[at]), int(self.began[at])
        lasted = f"{day - began + 1} days" if day > began else "a day"
        model.journal.log(
            day, "attack",
            f"Attack by {organisation.title} ended after {lasted}; about {persons:,.0f} killed",
            place=model.geography.names[p], actor=organisation.name,
            persons=round(persons, 2), days=day - began + 1, began=began,
            answered=float(self.answered[at]),
            control=round(float(model.situation.control[o, p]), 3),
            target=float(self.target[at]),
        )  # fmt: skip

    def report(self, day: int) -> None:
        now, journal = self.model.situation, self.model.journal
        journal.report("attacks", float(now.attack_starts.sum()))
        journal.report("attacks_deterred", float(now.attack_prevented.sum()))
        journal.report("attacks_reached", self.reached)
        journal.report("places_with_violence", float(now.attacked.sum()))
        government = np.array(
            [o.role == Role.GOVERNMENT for o in self.model.armed.organisations], dtype=bool
        )
        asked = now.attack_persons[: len(government)].sum(axis=1)
        journal.report("deaths_by_government", float(asked[government].sum()))
        journal.report("deaths_by_others", float(asked[~government].sum()))
