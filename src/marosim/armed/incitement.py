"""C2 Dehumanising incitement: broadcast from the capital, passed on between places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from marosim.core.setting import MechanismSettings, setting
from marosim.journal import Metric
from marosim.mechanism import Mechanism
from marosim.world.felt import mean_next_door

if TYPE_CHECKING:
    from marosim.injects import Inject


@dataclass
class IncitementSettings(MechanismSettings):
    """C2: dehumanising incitement over media and by word of mouth."""

    reach: float = setting(
        0.6, "share of people whom a full broadcast reaches in the capital", low=0, high=1
    )
    reach_km: float = setting(
        80.0,
        "distance from the capital over which reception falls by a factor e",
        unit="km",
        low=5,
        high=1000,
    )
    spillover: float = setting(
        0.5,
        "incitement passed on from neighbouring places",
        low=0,
        high=0.95,
        source="Yanagizawa-Drott 2014 (spillovers exceed direct exposure)",
    )
    quiet_voice: float = setting(
        0.3,
        "strength of a broadcast without escalation, relative to its full strength",
        low=0,
        high=1,
    )
    adoption_days: float = setting(
        5.0, "days to take up or lose incitement", unit="days", low=0.5, high=120
    )


class Incitement(Mechanism[IncitementSettings]):
    """Incitement by place, taken up over days."""

    id = "C2"
    title = "Dehumanising incitement"
    settings_key = "incitement"
    rule = (
        "Broadcast strength of an organisation = its media reach × (quiet voice + the rest × "
        "escalation); a place receives reach × exp(-distance/r) of the strongest broadcast plus "
        "a spillover share of its neighbours' mean, and moves there over days."
    )
    source = "Yanagizawa-Drott 2014; Straus 2007"
    metrics = {"incitement": Metric("0 to 1", "mean incitement over places", "stock", "lower")}
    outcome = "recruits"
    expected = +1
    injects = ("incitement",)

    def start(self) -> None:
        map_ = self.model.geography
        distance = map_.distance_km[map_.capital]
        self.reception = np.where(
            np.isfinite(distance) & map_.inside,
            self.settings.reach * np.exp(-distance / self.settings.reach_km),
            0.0,
        )
        self.spread = mean_next_door(
            [
                near[map_.inside[near] & map_.inside[place]]
                for place, near in enumerate(map_.neighbours)
            ]
        )
        table = self.model.case.timeline
        rows = table[table["kind"] == "incitement"]
        self.dated = [
            (int(r.day), str(r.actor), float(r.value)) for r in rows.itertuples(index=False)
        ]

    def told(self, inject: Inject) -> None:
        self.dated.append((inject.day, inject.actor, inject.value))

    def step(self, day: int) -> None:
        now, options = self.model.situation, self.settings
        for when, actor, value in self.dated:
            if when == day:
                for organisation in self.model.armed.organisations:
                    if organisation.name == actor:
                        voice = self.model.settings.hostility.voice
                        organisation.incites = voice if np.isnan(value) else value
        strongest = 0.0
        for organisation in self.model.armed.organisations:
            if organisation.active and organisation.incites > 0:
                heat = (
                    options.quiet_voice
                    + (1 - options.quiet_voice) * now.escalation[organisation.index]
                )
                voice = organisation.incites * heat
                strongest = max(strongest, voice)
        if strongest == 0.0 and not now.incitement.any():
            return
        heard = self.reception * strongest
        passed_on = self.spread.of(now.incitement)
        target = 1 - (1 - heard) * (1 - options.spillover * passed_on)
        rate = 1 - np.exp(-1.0 / options.adoption_days)
        now.incitement += rate * (target - now.incitement)

    def report(self, day: int) -> None:
        inside = self.model.geography.inside
        self.model.journal.report("incitement", self.model.situation.incitement[inside].mean())
