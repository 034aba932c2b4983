"""A17 Air power and no-fly zones: a response without soldiers on the ground."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from marosim.core.setting import MechanismSettings, setting
from marosim.core.short_axis import added
from marosim.journal import Metric
from marosim.mechanism import Mechanism
from marosim.mission.approach import OperationalApproach
from marosim.situation import MISSION, OPEN, Flags, Floats, Situation
from marosim.terms import Level, Line, Role

if TYPE_CHECKING:
    from marosim.response_model import ResponseModel

MODES = ("none", "no_fly", "close_support", "interdiction")
MOST = 0.95  # largest share of heavy arms that is silenced anywhere


@dataclass
class AirSettings(MechanismSettings):
    """A17: air power."""

    mode: str = setting("none", "what aircraft do", choices=MODES, source="by design")
    start_day: int = setting(
        0, "first day on which aircraft operate", unit="days", low=-3650, high=36_525
    )
    aircraft: float = setting(40.0, "aircraft at hand", unit="aircraft", low=0, high=1000)
    sorties: float = setting(
        1.5,
        "sorties of an aircraft in a day",
        unit="1/day",
        low=0,
        high=6,
        source="assumed; Deliberate Force 1995: 3,515 sorties in 17 days by some 220 aircraft",
    )
    half_sorties: float = setting(
        3.0,
        "sorties a day over a place at which half of the heavy arms there are silenced",
        unit="1/day",
        low=0.1,
        high=200,
    )
    overflight: float = setting(
        0.15, "share of heavy arms that a no-fly zone silences without a strike", low=0, high=1
    )
    light: float = setting(
        0.1,
        "effect on fighters without heavy arms in large formations, relative to heavy arms",
        low=0,
        high=1,
        source="assumed; Kuperman 2000 (air power alone would have averted little in Rwanda)",
    )
    formation: float = setting(
        1000.0,
        "fighters at a place of whom half form what can be seen from the air",
        unit="fighters",
        low=1,
        high=50_000,
    )
    permission: float = setting(
        0.5,
        "share of requests for close support that are granted",
        low=0,
        high=1,
        source="assumed; the dual key of 1993 to 1995 (A/54/549)",
    )
    guns_km: float = setting(
        20.0,
        "distance from a shelled place within which close support goes after the guns",
        unit="km",
        low=1,
        high=100,
    )
    lasting_days: float = setting(
        3.0,
        "days in which the effect of a day's sorties fades by a factor e",
        unit="days",
        low=0.1,
        high=90,
    )
    killed: float = setting(
        0.5, "fighters killed by a sortie that strikes", unit="fighters", low=0, high=20
    )
    most_killed: float = setting(
        0.02, "largest share of a group at a place killed in a day", unit="1/day", low=0, high=1
    )
    errors: float = setting(
        0.1,
        "civilians killed by a sortie that strikes in a wholly crowded place",
        unit="persons",
        low=0,
        high=10,
        source="assumed; Libya 2011 and Kosovo 1999: some 5 to 15 dead in 1,000 strike sorties "
        "over little crowded ground",
    )
    half_density: float = setting(
        30_000.0, "people at which a place is half crowded", unit="persons", low=100, high=1e6
    )
    consent_lost: float = setting(
        0.01, "consent lost on a day on which the host's forces are struck", low=0, high=0.5
    )
    usd_day: float = setting(60_000.0, "cost of an aircraft", unit="US$/day", low=0, high=1e7)


class AirPower(Mechanism[AirSettings]):
    """Aircraft silence heavy arms and break up formations; they see little of machetes."""

    id = "A17"
    title = "Air power and no-fly zones"
    settings_key = "air"
    rule = (
        "Sorties n over a place silence the share n/(n + n½) of what can be seen there: heavy "
        "arms, and light·f/(f + f½) of fighters without them; the effect fades in days. A no-fly "
        "zone only overflies, everywhere. Close support strikes those who attack, fight or shell "
        "where peacekeepers or protection sites are, if permission is given, less while hostages "
        "are held. Interdiction flies wherever those stand who do enough of the attacks on "
        "civilians, and strikes what it finds: n½·n/(n + n½) times the share that can be seen. "
        "What is silenced neither attacks nor fights: attacks and battles begin with "
        "hazard × (1 − silenced), and guns fall silent. Strikes kill fighters, and civilians by "
        "error in crowded places; against the host they cost consent, and leaderships take note "
        "(C14)."
    )
    source = (
        "United Nations 1999 (A/54/549) on close air support in Bosnia; Kuperman 2000 on air "
        "power in Rwanda; sizes assumed"
    )
    metrics = {
        "air_sorties": Metric("sorties", "flown today", "flow", "neither"),
        "air_strikes": Metric("sorties", "that struck somebody today", "flow", "neither"),
        "air_silenced": Metric(
            "1", "mean share of heavy arms silenced where fighters are", better="higher"
        ),
    }
    outcome = "battle_deaths"
    expected = -1
    scenario = "bosnia_1992"
    arms = {"days": 300}
    contrast = ({"air": "none"}, {"air": "interdiction"})
    renews = (Situation.air_suppression,)

    def __init__(self, model: ResponseModel, settings: Any) -> None:
        super().__init__(model, settings)
        self.places = np.arange(model.geography.count)
        self.struck = np.zeros(model.situation.force.shape, dtype=bool)
        self.flown = self.strikes = 0.0

    def step(self, day: int) -> None:
        now, options = self.model.situation, self.settings
        self.struck[:] = False
        self.flown = self.strikes = 0.0
        flying = options.mode != "none" and day >= options.start_day and options.aircraft > 0
        if not flying and not now.air_suppression.any():
            return
        silenced = now.air_suppression * math.exp(-1.0 / options.lasting_days)
        if flying:
            self.flown = options.aircraft * options.sorties
            self.model.politics.spend(Line.AIR, options.aircraft * options.usd_day)
            silenced = np.maximum(silenced, self._fly(day))
        silenced[silenced < 0.001] = 0.0
        now.air_suppression = np.minimum(silenced, MOST)
        exponent = -np.log1p(-now.air_suppression)
        self.contribute(Situation.deterrence, exponent)
        present = now.force / np.maximum(now.force.sum(axis=0), 1e-9)
        self.contribute(Situation.battle_deterrence, (exponent * present).sum(axis=0))

    def visible(self) -> Floats:
        """Share of each organisation's strength that aircraft can silence, [O, P] in 0..1."""
        now, options = self.model.situation, self.settings
        heavy = np.zeros(len(now.force))
        for organisation in self.model.armed.organisations:
            heavy[organisation.index] = organisation.heavy_arms
        massed = options.light * now.force / (now.force + options.formation)
        return np.asarray(heavy[:, None] + (1.0 - heavy[:, None]) * massed)

    def _fly(self, day: int) -> Floats:
        """What today's sorties silence, [O, P]; strikes on the way."""
        now, options = self.model.situation, self.settings
        inside = self.model.geography.inside
        visible = self.visible() * (now.force > 0) * inside
        if options.mode == "no_fly":
            return np.asarray(options.overflight * visible)
        aimed = self._called(day) if options.mode == "close_support" else self._targets()
        aimed = aimed & (visible > 0)
        weight = (visible * now.force * aimed).sum(axis=0)
        if not weight.any():
            return np.zeros(visible.shape)
        over = self.flown * weight / weight.sum()
        share = over / (over + options.half_sorties)
        # who calls for support has in sight what is to be struck; else a sortie must find it, and
        # finds the less the more has been struck already
        seen = weight / np.maximum((now.force * aimed).sum(axis=0), 1e-9)
        found = share * options.half_sorties * seen
        self._strike(aimed, over if options.mode == "close_support" else found)
        return np.asarray(visible * aimed * share)

    def _called(self, day: int) -> Flags:
        """Who attacks or fights where peacekeepers or a site are, and may be struck, [O, P]."""
        model, now, options = self.model, self.model.situation, self.settings
        ours = (now.peacekeeper_force > 0) | (now.refuge_capacity > 0)
        fights = now.attack_active | ((now.battle_today > 0)[None, :] & (now.force > 0))
        # in battle only those are struck who threaten civilians most
        worst = now.intent.max(axis=1)
        fiercest = (worst >= worst.max(initial=1e-9))[:, None]
        fights &= now.attack_active | fiercest
        granted = options.permission * (1.0 - model.mission.restraint)
        called = ours & (model.draws.uniform("mission.air", self.places, day) < granted)
        shelled = called & (now.shelled > 0)
        guns = (model.geography.distance_km[:, shelled] <= options.guns_km).any(axis=1)
        return np.asarray((fights & called) | ((now.force > 0) & fiercest & guns))

    def _targets(self) -> Flags:
        """Organisations that do enough of the attacks on civilians, wherever they stand, [O, P]."""
        aimed = np.zeros(self.model.situation.force.shape, dtype=bool)
        approach = self.model.mechanism("approach")
        if isinstance(approach, OperationalApproach):
            aimed[approach.targets()] = True
        return aimed

    def _strike(self, aimed: Flags, over: Floats) -> None:
        """Strikes kill fighters, and civilians by error, and cost the consent of a host."""
        model, now, options = self.model, self.model.situation, self.settings
        share = now.force * aimed
        share = share / np.maximum(share.sum(axis=0), 1e-9)
        self.struck[:] = (share * over > 0.1) & aimed
        self.strikes = float(over.sum())
        for organisation in model.armed.organisations:
            index = organisation.index
            if not self.struck[index].any():
                continue
            most = options.most_killed * now.force[index]
            model.armed.lose_to_mission(
                index, np.minimum(options.killed * over * share[index], most)
            )
            if organisation.role == Role.GOVERNMENT:
                model.politics.press(Level.CONSENT, -options.consent_lost)
        people = now.unsheltered
        total = added(people)
        harm = options.errors * over * total / (total + options.half_density)
        now.request_harm(MISSION, OPEN, harm[:, None] * people / np.maximum(total, 1.0)[:, None])

    def report(self, day: int) -> None:
        journal, now = self.model.journal, self.model.situation
        journal.report("air_sorties", self.flown)
        journal.report("air_strikes", self.strikes)
        held = now.force > 0
        journal.report("air_silenced", float(now.air_suppression[held].mean()) if held.any() else 0)
