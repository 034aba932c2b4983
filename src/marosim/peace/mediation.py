"""P1 Mediation: envoys choose dyads, hold talks, and succeed or fail."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from marosim.core.setting import MechanismSettings, setting
from marosim.journal import Metric
from marosim.mechanism import Mechanism
from marosim.peace.mediators import SENDERS, Mediator
from marosim.peace.state import CESSATION, DEFINITIVE, NONE, PRELIMINARY, YEAR_DAYS, Dyad
from marosim.terms import Line
from marosim.world.case import parties

if TYPE_CHECKING:
    from marosim.injects import Inject

Recorded = tuple[int, float, str, tuple[str, ...]]  # day, chance, text, parties

WEEK = 7


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


class Mediation(Mechanism[MediationSettings]):
    """Talks with a dyad last some weeks; their chance depends on the parties and the envoys."""

    id = "P1"
    title = "Mediation"
    settings_key = "mediation"
    rule = (
        "Each week a free envoy begins talks with a chance, with the dyad that is ripest and "
        "least attended, the latter the more the better coordinated. Talks end after their days "
        "in success with log-odds b + w_r·ripeness + w_l·leverage + w_t·trust - w_k·rivals·(1 - "
        "coordination) - w_c·(share of their battles that peacekeepers prevent) + w_e·(not yet "
        "fought)·(1 - escalation)·exp(-day/e). Ripeness = √(w_a w_b)/(√(w_a w_b)"
        " + h) × [1 - v·(1 - parity)], w weariness. Leverages add up as far as coordinated. "
        "Success is a ceasefire or the next step of one; it earns trust, failure costs it. With "
        "follow_record, talks of the case's timeline also end on their day, in success with the "
        "chance written there."
    )
    source = "Zartman 1989; Greig & Diehl 2005; Beardsley 2008; Böhmelt 2012; weights assumed"
    metrics = {
        "talks_begun": Metric("talks", "talks begun today", "flow"),
        "talks_succeeded": Metric(
            "talks", "talks that led to an agreement today", "flow", "higher"
        ),
        "talks_failed": Metric("talks", "talks that failed today", "flow", "lower"),
        "ripeness": Metric("1", "mean ripeness of dyads, 0 to 1"),
    }
    outcome = "ceasefires_in_force_mean"
    expected = +1
    injects = ("agreement_talks",)
    scenario = "liberia_2003"
    arms = {"mediation.follow_record": False, "population.agents": 4000}
    contrast = ({"mediation.mediators": 0}, {"mediation.mediators": 3})

    def start(self) -> None:
        table = self.model.case.timeline
        rows = table[table["kind"] == "agreement_talks"]
        value = pd.to_numeric(rows["value"], errors="coerce").fillna(0.0)
        self.record = [
            (int(d), float(v), str(t), parties(str(a or "")))
            for d, v, t, a in zip(
                rows["day"], value, rows["text"], rows["actor"].fillna(""), strict=True
            )
        ]
        self.envoys: list[Mediator] = []
        self.brought: list[Recorded] = []  # by injects
        self.counts = [0, 0, 0]
        self.mean_ripeness = 0.0
        if self.settings.mediators and self.settings.start_day < 0:
            self._already_there()

    def told(self, inject: Inject) -> None:
        row = (inject.day, inject.value, inject.text, parties(inject.actor))
        self.brought.append(row)

    def step(self, day: int) -> None:
        self.counts = [0, 0, 0]
        weekly = day % WEEK == 0
        if weekly or any(d.talks_end == day for d in self.model.peace.dyads.values()):
            dyads = self.model.peace.meet()
            self._conclude(dyads, day)
            if weekly:
                self._send(dyads, day)
        ending = [*(self.record if self.settings.follow_record else ()), *self.brought]
        if any(row[0] == day for row in ending):
            self._record(day, ending)

    def _already_there(self) -> None:
        self._match_number()
        dyads = self.model.peace.meet()
        if not dyads:
            return
        for envoy in self.envoys:
            dyad = dyads[envoy.number % len(dyads)]
            if dyad.talks_end < 0:
                luck = self.model.draws.uniform("peace.early", [dyad.number], 0)[0]
                dyad.talks_end = 1 + int(luck * self.settings.talks_days)
            envoy.meet(dyad)

    def _match_number(self) -> None:
        sent = [envoy for envoy in self.envoys if not envoy.by_hand]
        for number in range(len(sent), self.settings.mediators):
            sender = SENDERS[number % len(SENDERS)]
            self.envoys.append(self.model.agent_class(Mediator, sender)(self.model, number))
        for envoy in sent[self.settings.mediators :]:
            self.envoys.remove(envoy)
            envoy.leave()

    def _send(self, dyads: list[Dyad], day: int) -> None:
        model, options = self.model, self.settings
        state = model.peace
        open_ones = [d for d in dyads if d.kind < DEFINITIVE]
        ripe = {d.number: state.ripeness(d) for d in open_ones}
        self.mean_ripeness = math.fsum(ripe.values()) / len(ripe) if ripe else 0.0
        if day < options.start_day:
            return
        self._match_number()
        working = sum(not envoy.gone for envoy in self.envoys)
        if not working:
            return
        model.politics.spend(Line.MEDIATION, options.usd_per_year * working * WEEK / YEAR_DAYS)
        hazard = options.talks_per_year * WEEK / YEAR_DAYS
        for envoy in self.envoys:
            if envoy.gone or envoy.dyad is not None or not open_ones:
                continue
            if not model.draws.happens("peace.talks", [envoy.number], day, hazard)[0]:
                continue
            luck = model.draws.uniform(
                "peace.choice", [envoy.number * 4096 + d.number for d in open_ones], day
            )
            terms = [
                {
                    "ripeness": ripe[d.number],
                    "no ceasefire": options.fresh_pull if d.kind == NONE else 0.0,
                    "attended": -options.coordination * sum(e.dyad is d for e in self.envoys),
                    "chance": options.choice_noise * float(luck[i]),
                }
                for i, d in enumerate(open_ones)
            ]
            chosen = envoy.chooses(open_ones, [math.fsum(worth.values()) for worth in terms])
            if chosen not in open_ones:
                raise ValueError(f"{envoy}: chooses() gave {chosen!r}; expected one of its dyads")
            envoy.why = terms[open_ones.index(chosen)]
            envoy.meet(chosen)
            if chosen.talks_end < day:
                chosen.talks_end = day + max(1, round(options.talks_days))
                self.counts[0] += 1
                self._log(day, "talks", f"Talks begin ({envoy.sender})", chosen, envoy.reasons(),
                          ripeness=ripe[chosen.number])  # fmt: skip

    def chance(self, dyad: Dyad, table: int) -> float:
        """Chance that talks with ``table`` envoys succeed today."""
        options, now = self.settings, self.model.situation
        union = 1.0 - (1.0 - options.leverage) ** table
        leverage = options.leverage + options.coordination * (union - options.leverage)
        rivals = max(table - 1, 0) * (1.0 - options.coordination)
        odds = (
            options.success_base
            + options.ripeness_weight * self.model.peace.ripeness(dyad)
            + options.leverage_weight * leverage
            + options.trust_weight * dyad.trust
            - options.rivalry_weight * rivals
        )
        odds -= options.contained_weight * self._contained(dyad)
        if dyad.fought < 0:
            heat = max(now.escalation[dyad.first], now.escalation[dyad.second])
            fresh = math.exp(-self.model.day / options.early_days)
            odds += options.early_weight * (1.0 - heat) * fresh
        return 1.0 / (1.0 + math.exp(-odds))

    def _contained(self, dyad: Dyad) -> float:
        """Share of the dyad's battles that peacekeepers prevent where it meets, 0..1."""
        now = self.model.situation
        contact = np.minimum(now.force[dyad.first], now.force[dyad.second])
        if not contact.any():
            contact = self.model.peace.weight
        held = -np.expm1(-now.battle_deterrence)
        return float((held * contact).sum() / contact.sum())

    def _conclude(self, dyads: list[Dyad], day: int) -> None:
        for dyad in dyads:
            if dyad.talks_end < 0 or dyad.talks_end > day:
                continue
            table = [e for e in self.envoys if e.dyad is dyad]
            dyad.talks_end = -1
            for envoy in table:
                envoy.dyad = None
            if not table or dyad.kind == DEFINITIVE:
                continue
            chance = self.chance(dyad, len(table))
            success = self.model.draws.uniform("peace.success", [dyad.number], day)[0] < chance
            self._end(dyad, bool(success), day, chance)

    def _end(self, dyad: Dyad, success: bool, day: int, chance: float) -> None:
        peacekeepers = float(self.model.situation.peacekeeper_force.sum())
        if success:
            self.counts[1] += 1
            dyad.trust += self.settings.trust_learning * (1.0 - dyad.trust)
            step = CESSATION if dyad.kind == NONE else dyad.kind + 1
            ripe = self.model.peace.ripeness(dyad) > self.settings.preliminary_ripeness
            if dyad.kind == NONE and ripe:
                step = PRELIMINARY
            dyad.signed = max(dyad.signed, min(step, DEFINITIVE))
            text, kind = "Talks succeed", "talks_succeeded"
        else:
            self.counts[2] += 1
            dyad.trust *= 1.0 - self.settings.trust_learning
            text, kind = "Talks fail", "talks_failed"
        self._log(day, kind, text, dyad, chance=chance, peacekeepers=peacekeepers)

    def _record(self, day: int, ending: list[Recorded]) -> None:
        names = [o.name for o in self.model.armed.organisations]
        for when, value, text, named in ending:
            if when != day:
                continue
            for dyad in self.model.peace.meet():
                if len(named) == 2 and {names[dyad.first], names[dyad.second]} != set(named):
                    continue
                self.counts[0] += 1  # the record dates the end of talks, not their beginning
                luck = self.model.draws.uniform("peace.record", [dyad.number], day)[0]
                if luck < value and dyad.kind < DEFINITIVE:
                    step = CESSATION + (value >= 0.6) + (value >= 0.8)
                    dyad.signed = max(dyad.signed, step)
                    self.counts[1] += 1
                    self._log(day, "talks_succeeded", text, dyad, chance=value)
                else:
                    self.counts[2] += 1
                    self._log(day, "talks_failed", text, dyad, chance=value)

    def _log(
        self, day: int, kind: str, text: str, dyad: Dyad, why: str = "", **numbers: float
    ) -> None:
        organisations = self.model.armed.organisations
        one, other = organisations[dyad.first], organisations[dyad.second]
        self.model.journal.log(
            day, kind, f"{text}: {one.title} and {other.title}{why}", place="", actor=one.name,
            step=dyad.kind, **numbers,
        )  # fmt: skip

    def report(self, day: int) -> None:
        journal = self.model.journal
        for name, count in zip(
            ("talks_begun", "talks_succeeded", "talks_failed"), self.counts, strict=True
        ):
            journal.report(name, count)
        journal.report("ripeness", self.mean_ripeness)
