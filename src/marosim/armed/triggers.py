"""C8 Triggers: dated or random shocks that escalate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from marosim.core.setting import MechanismSettings, setting
from marosim.journal import Metric
from marosim.mechanism import Mechanism

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
    institutions_damp: float = setting(
        0.7, "share of a random shock that working institutions absorb", low=0, high=1
    )


class Triggers(Mechanism[TriggerSettings]):
    """Shocks from the timeline, and others at random."""

    id = "C8"
    title = "Triggers"
    settings_key = "triggers"
    rule = (
        "A dated trigger of size v moves each organisation's escalation and belligerence up by "
        "v × its hostility to anyone × (1 - level); random shocks come as a Poisson process with "
        "exponential sizes, damped by working institutions."
    )
    source = "UN Framework of Analysis for Atrocity Crimes 2014; Harff 2003"
    metrics = {"triggers": Metric("shocks", "shocks today", "flow", "neither")}
    outcome = "deaths_direct"
    expected = +1

    def start(self) -> None:
        table = self.model.case.timeline
        rows = table[table["kind"].isin(["trigger", "election", "drought"])]
        self.dated = [
            (int(r.day), str(r.actor or ""), float(r.value), str(r.place or ""), str(r.text))
            for r in rows.fillna("").itertuples(index=False)
            if str(r.value) not in ("", "nan")
        ]
        self.count = 0

    def step(self, day: int) -> None:
        model, now, options = self.model, self.model.situation, self.settings
        self.count = 0
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

    def _shock(self, day: int, size: float, actor: str, place: str, text: str) -> None:
        model, now = self.model, self.model.situation
        self.count += 1
        for organisation in model.armed.organisations:
            if actor and organisation.name != actor:
                continue
            hostility = float(organisation.hostility.max(initial=0.0))
            now.provoke(organisation.index, size * hostility)
        model.journal.log(day, "trigger", text, place=place, actor=actor, size=size)

    def report(self, day: int) -> None:
        self.model.journal.report("triggers", self.count)
