"""P3 Local dialogue: peace committees and community leaders calm their place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from marosim.core.setting import MechanismSettings, setting
from marosim.journal import Metric
from marosim.mechanism import Mechanism

MONTH = 30


@dataclass
class LocalDialogueSettings(MechanismSettings):
    """P3: peace committees and community leaders at places."""

    effort: float = setting(0.4, "share of places where committees are supported", low=0, high=1)
    calm: float = setting(
        0.35,
        "share of attacks between neighbours that a working committee averts",
        low=0,
        high=1,
        source="assumed; Smidt 2020 and Autesserre 2010 on local peacebuilding",
    )
    months: float = setting(
        4.0, "months to build or lose a committee", unit="months", low=0.25, high=60
    )
    usd_per_place_year: float = setting(
        120_000.0, "cost of a supported place", unit="US$/place/year", low=0, high=1e8
    )


class LocalDialogue(Mechanism[LocalDialogueSettings]):
    """Committees form where it is safe enough to meet, and outlast support if owned."""

    id = "P3"
    title = "Local dialogue and community leaders"
    settings_key = "local_dialogue"
    rule = (
        "Places get committees in an order that chance sets once, up to effort × money. At a "
        "supported place calm tends to c·safety·(½ + trust) over months; attacks begin less often "
        "by that share. Without the mission calm falls to the share that is owned locally."
    )
    source = "Smidt 2020; Autesserre 2010; sizes assumed"
    metrics = {
        "local_calm": Metric(
            "1", "mean share of attacks averted by local dialogue", "stock", "higher"
        ),
        "peace_committees": Metric("places", "with a working committee", "stock", "higher"),
    }
    outcome = "attacks"
    expected = -1
    scenario = "south_sudan_2013"
    arms = {"mandate": "protection_of_civilians", "deployment": "standard", "authorisation.day": 0}
    contrast = ({"local_dialogue.effort": 0.0}, {"local_dialogue.effort": 1.0})

    def start(self) -> None:
        places = np.arange(self.model.geography.count)
        order = self.model.draws.uniform("peace.committees", places, 0)
        self.rank = np.where(self.model.geography.inside, order, 2.0)
        self.best = np.zeros(len(places))

    def step(self, day: int) -> None:
        if day % MONTH != MONTH - 1:
            return
        state, now, options = self.model.peace, self.model.situation, self.settings
        if not state.carried and not self.best.any():
            return
        rate = state.speed(options.months / 12.0, MONTH)
        if state.carried:
            share = state.means(options.effort)
            supported = self.rank < share
            state.pay(options.usd_per_place_year * float(supported.sum()), MONTH)
            trust = float(now.trust.mean())
            target = np.where(supported, options.calm * state.safety * min(0.5 + trust, 1.0), 0.0)
            now.local_calm += rate * (target - now.local_calm)
            self.best = np.maximum(self.best, now.local_calm)
        else:
            kept = state.kept * self.best
            now.local_calm -= state.fading(MONTH) * np.maximum(now.local_calm - kept, 0.0)

    def report(self, day: int) -> None:
        calm = self.model.situation.local_calm
        self.model.journal.report("local_calm", float((calm * self.model.peace.weight).sum()))
        working = calm > 0.5 * self.settings.calm
        self.model.journal.report("peace_committees", float(working.sum()))
