"""C8 Triggers: dated or random shocks that escalate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from marosim.armed.forces import Organisation
from marosim.core.setting import MechanismSettings, setting
from marosim.journal import Metric
from marosim.mechanism import Mechanism
from marosim.world.felt import Near

if TYPE_CHECKING:
    from marosim.injects import Inject

SHOCKS = ("an attempted coup", "an assassination", "a failed harvest", "a disputed vote")


@dataclass
class TriggerSettings(MechanismSettings):
    """C8: dated and random shocks."""

    random_per_year: float = setting(
        0.5,
        "random shocks a year (coup attempt, assassination, failed harvest)",
        unit="1/year",
        low=0,
        high=24,
    )
    random_size: float = setting(0.15, "mean escalation caused by a random shock", low=0, high=1)
    pogrom_days: float = setting(
        7.0,
        "days in which the killing that a trigger sets off at its place fades by a factor e",
        unit="days",
        low=0.5,
        high=90,
        source="assumed; Varshney 2002, Wilkinson 2004 on riots that last days",
    )
    pogrom_km: float = setting(
        30.0,
        "distance over which it fades by a factor e",
        unit="km",
        low=1,
        high=500,
    )
    institutions_damp: float = setting(
        0.7, "share of a random shock that working institutions absorb", low=0, high=1
    )


class Triggers(Mechanism[TriggerSettings]):
    """Shocks from the timeline, and others at random."""

    id = "C8"
    title = "Triggers"
    settings_key = "triggers"
    rule = (
        "A dated trigger of size v moves each organisation's escalation and belligerence up by v × "
        "its hostility to anyone × (1 - level), and sets off killing around its place by the named "
        "organisation and its friends, as under orders to destroy: heat v × hostility × "
        "exp(-km/r), which fades within days, holds units there and frightens those it is aimed at "
        "where it controls the ground; random shocks come as a Poisson process with exponential "
        "sizes, damped by working institutions."
    )
    source = "UN Framework of Analysis for Atrocity Crimes 2014; Harff 2003"
    metrics = {"triggers": Metric("shocks", "shocks today", "flow", "neither")}
    outcome = "deaths_direct"
    expected = +1
    injects = ("trigger", "election", "drought")

    def start(self) -> None:
        table = self.model.case.timeline
        rows = table[table["kind"].isin(["trigger", "election", "drought"])]
        self.dated = [
            (int(r.day), str(r.actor or ""), float(r.value), str(r.place or ""), str(r.text))
            for r in rows.fillna("").itertuples(index=False)
            if str(r.value) not in ("", "nan")
        ]
        self.count = 0
        self.near = Near(self.model.geography.distance_km, self.settings.pogrom_km, itself=True)

    def told(self, inject: Inject) -> None:
        _, place, actor, size, text = inject.row
        self.dated.append((inject.day, actor, size, place, text))

    def step(self, day: int) -> None:
        model, now, options = self.model, self.model.situation, self.settings
        self.count = 0
        now.heat *= np.exp(-1.0 / options.pogrom_days)
        now.heat[now.heat < 0.01] = 0.0
        for when, actor, size, place, text in self.dated:
            if when == day:
                self._shock(day, size, actor, place, text)
        hazard = options.random_per_year / 365.25
        if model.draws.happens("armed.shock", [0], day, hazard)[0]:
            size = options.random_size * float(model.draws.exponential("armed.size", [0], day)[0])
            size *= 1.0 - options.institutions_damp * float(
                now.governance[model.geography.inside].mean()
            )
            which = SHOCKS[int(model.draws.bits("armed.kind", [0], day)[0] % np.uint64(4))]
            self._shock(day, min(size, 1.0), "", "", f"Shock: {which}")
        self._alarm()

    def _shock(self, day: int, size: float, actor: str, place: str, text: str) -> None:
        model, now = self.model, self.model.situation
        self.count += 1
        for organisation in model.armed.organisations:
            if actor and organisation.name != actor:
                continue
            hostility = float(organisation.hostility.max(initial=0.0))
            if place in model.geography.index:
                for one in (organisation, *model.armed.friends_of(organisation)):
                    self._set_off(one, size, model.geography.index[place])
            now.provoke(organisation.index, size * hostility)
        model.journal.log(day, "trigger", text, place=place, actor=actor, size=size)

    def _set_off(self, organisation: Organisation, size: float, place: int) -> None:
        now = self.model.situation
        reached = size * organisation.hostility.max(initial=0.0) * self.near.weights(place)
        now.heat[organisation.index] = np.maximum(now.heat[organisation.index], reached)

    def _alarm(self) -> None:
        """Those whom the killing is aimed at expect it where its authors hold the ground."""
        now = self.model.situation
        now.alarm[:] = 0.0
        for organisation in self.model.armed.organisations:
            heat = now.heat[organisation.index] * now.control[organisation.index]
            if heat.any():
                aim = organisation.hostility / organisation.hostility.max()
                now.alarm = np.maximum(now.alarm, heat[:, None] * aim[None, :] ** 2)
        now.alarm[~self.model.geography.inside] = 0.0

    def stop(self) -> None:
        self.model.situation.heat[:] = 0.0
        self.model.situation.alarm[:] = 0.0

    def report(self, day: int) -> None:
        self.model.journal.report("triggers", self.count)
