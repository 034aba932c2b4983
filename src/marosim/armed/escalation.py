"""C7 Escalation and contagion: violence spreads along routes and feeds on impunity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from marosim.armed.forces import Organisation
from marosim.core.setting import MechanismSettings, setting
from marosim.journal import Metric
from marosim.mechanism import Mechanism
from marosim.situation import HARDSHIP, Situation
from marosim.world.felt import Near

TIME, LOSSES, AIM = "time", "losses", "aim"


@dataclass
class EscalationSettings(MechanismSettings):
    """C7: escalation and contagion."""

    ends_by: str = setting(
        TIME,
        "what ends a campaign of violence: time, unless leaders mean to destroy; weariness from "
        "their own losses; or that few of the people aimed at are left in their reach",
        choices=(TIME, LOSSES, AIM),
        variant=True,
        source="assumed; Zartman 2000 and Reiter 2009 for losses, Conley-Zilkic & de Waal 2014 for "
        "reached aims",
    )
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
        40.0,
        "days in which escalation and belligerence fade by a factor e",
        unit="days",
        low=2,
        high=730,
    )
    violence: float = setting(
        1.0,
        "level of violence of a case, relative to what its past makes one expect: its "
        "organisations' hostility is multiplied by it, and stays at most 1",
        low=0.05,
        high=5,
        source="by design: 1 leaves hostility as the case's facts give it; a calibration fits it",
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


class Escalation(Mechanism[EscalationSettings]):
    """Each organisation's campaign of violence, its impunity and its will to attack."""

    id = "C7"
    title = "Escalation and contagion"
    settings_key = "escalation"
    rule = (
        "Escalation rises with triggers, reprisal for one's own dead and unanswered violence, "
        "belligerence with triggers, reprisal and battle itself, whoever watches; both fade over "
        "weeks toward a floor set by grievance, but leaders who mean to destroy keep their "
        "campaign up: it fades by 1 - extermination · share of the people aimed at who are left "
        "on ground of their side (variants: every campaign fades by its side's weariness, or by 1 "
        "- that share); intent = hostility × (base + (1-base) × escalation). Hostility "
        "to a community, unless a case sets it by hand, = v × [1 - Π (1 - reason)], at most 1, "
        "over the reasons that hold: it is not of one's own side, leaders exclude it, an enemy "
        "claims to fight for it, fighters live by plunder; v = 10^(w·(log10(1 + killed in the five "
        "years before) - usual)) · ((1 + n)/(1 + f·N))^o, n killed by the organisation and N by "
        "all in the two years before, f its share of their fighters. Will to destroy whom leaders "
        "exclude = odds/(1 + odds), the odds times a factor each for exclusion, an earlier "
        "genocide and autocracy of the state. An attack raises the hazard of others nearby by 1 + "
        "c·Σ exp(-km/r); impunity follows the share of violence that nobody answered, watched or "
        "prosecuted."
    )
    source = (
        "Schutte & Weidmann 2011; Lichbach 1987; UN Framework of Analysis 2014; Straus 2015; Harff "
        "2003; Weinstein 2007; Fjelde & Hultman 2014"
    )
    metrics = {
        "escalation": Metric("0 to 1", "highest escalation of any organisation", "stock", "lower"),
        "impunity": Metric("0 to 1", "mean impunity of organisations", "stock", "lower"),
    }
    outcome = "places_with_violence_mean"
    expected = +1
    renews = (Situation.intent,)

    def start(self) -> None:
        self.near: Near | None = None
        self.people = np.maximum(self.model.civilians.initial.sum(axis=0), 1.0)
        for organisation in self.model.armed.organisations:
            floor = self._floor(organisation.constituency)
            self.model.situation.escalation[organisation.index] = floor
            self.model.situation.belligerence[organisation.index] = floor
        self._intend()

    def _floor(self, constituency: int) -> float:
        grievance = self.model.situation.grievance
        level = grievance[constituency] if constituency >= 0 else grievance.max(initial=0.0)
        return float(self.settings.grievance_floor * level)

    def step(self, day: int) -> None:
        now, options = self.model.situation, self.settings
        killed = now.deaths_today[:HARDSHIP].sum(axis=(0, 1))
        fade = 1 - np.exp(-1.0 / options.calming_days)
        follow = 1 - np.exp(-1.0 / options.impunity_days)
        for organisation in self.model.armed.organisations:
            index = organisation.index
            level = now.escalation[index]
            own = organisation.constituency
            hit = 1000 * killed[own] / self.people[own] if own >= 0 else 0.0
            rise = options.reprisal * min(hit, 5.0)
            self._ready_for_battle(index, rise, fade * (self._floor(own) - now.belligerence[index]))
            where = now.attack_active[index] | (now.attack_starts[index] > 0)
            violent = where.any()
            if violent:
                rise += options.impunity_gain * now.impunity[index]
            fading = fade * self._fades(organisation)
            level += rise * (1 - level) + fading * (self._floor(own) - level)
            level *= 1 - options.accountability_calms * now.accountability
            now.escalation[index] = float(np.clip(level, 0.0, 1.0))
            if violent:
                answered = float(np.minimum(now.attack_response[where], 1.0).mean())
                watched = float(now.watched[where].mean())
                target = (
                    (1 - answered)
                    * (1 - options.watched_answers * watched)
                    * (1 - now.accountability)
                )
            else:
                target = options.quiet_impunity * (1 - now.accountability)
            now.impunity[index] += follow * (target - now.impunity[index])
        self._intend()

    def _fades(self, organisation: Organisation) -> float:
        """How far a campaign fades, 0..1, by what ends it."""
        if self.settings.ends_by == LOSSES:
            return float(self.model.situation.weariness[organisation.index])
        if self.settings.ends_by == AIM:
            return 1.0 - self._left(organisation)
        # orders to destroy keep a campaign up until nobody is left in their power
        meant = float(organisation.extermination)
        return 1.0 - meant * self._left(organisation) if meant else 1.0

    def _left(self, organisation: Organisation) -> float:
        """Share of the people aimed at who are left on ground of its side."""
        now, target = self.model.situation, int(np.argmax(organisation.hostility))
        held = sum(now.control[one.index] for one in self._own_side(organisation))
        left = float((held * now.present[:, target]).sum() / self.people[target])
        return min(left, 1.0)

    def _own_side(self, organisation: Organisation) -> list[Organisation]:
        own_side = (organisation, *self.model.armed.friends_of(organisation))
        return sorted(own_side, key=lambda one: one.index)

    def _ready_for_battle(self, index: int, reprisal: float, fading: float) -> None:
        now = self.model.situation
        level = now.belligerence[index]
        rise = reprisal + self.settings.battle_gain * (now.fighters_lost[index] > 0)
        now.belligerence[index] = float(np.clip(level + rise * (1 - level) + fading, 0.0, 1.0))

    def _intend(self) -> None:
        now, options = self.model.situation, self.settings
        now.intent[:] = 0.0
        for organisation in self.model.armed.organisations:
            if organisation.active and organisation.fighters > 0:
                strength = options.base + (1 - options.base) * now.escalation[organisation.index]
                now.intent[organisation.index] = organisation.hostility * strength

    def contagion(self) -> NDArray[np.float64]:
        """Factor on each place's attack hazard from attacks under way nearby, [O, P]."""
        now, options = self.model.situation, self.settings
        if self.near is None:
            distance = self.model.geography.distance_km
            self.near = Near(distance, options.contagion_km, itself=False)
        pressure = self.near.of(now.attacked.astype(float))
        # routes that a mission keeps closed carry less contagion
        return 1.0 + options.contagion * pressure[None, :] * (1.0 - now.blocked)

    def report(self, day: int) -> None:
        now = self.model.situation
        count = len(self.model.armed.organisations)
        self.model.journal.report("escalation", now.escalation[:count].max(initial=0.0))
        self.model.journal.report("impunity", now.impunity[:count].mean() if count else 0.0)
