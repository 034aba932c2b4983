"""P11 Women-led local monitoring: a mechanism of the model, added from outside in one file.

    marosim --with examples/women_led_monitoring.py run scenario=south_sudan_2013

Networks of women at places report what they see, talk to armed men of their own place, and are
driven away by violence. It feeds early warning, lowers local attacks and costs money.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

import marosim
from marosim.mechanism import Mechanism, MechanismSettings, Metric, setting
from marosim.peace.local_dialogue import LocalDialogue
from marosim.situation import Situation
from marosim.terms import Line
from marosim.warning.state import WarningState


@dataclass
class WomenLedMonitoringSettings(MechanismSettings):
    """P11: networks of women who watch, report and mediate at their places."""

    places: float = setting(0.4, "share of places where networks are supported", low=0, high=1)
    averted: float = setting(
        0.2,
        "share of attacks that a network at full strength averts at its place",
        low=0,
        high=1,
        source="assumed; Smidt 2020 on dialogue that averts communal violence",
    )
    reports: float = setting(
        0.5,
        "log-odds that a network adds a day to the evidence of an attack where signs are",
        low=0,
        high=3,
    )
    growth_days: float = setting(
        90.0, "days to build a network by a factor e", unit="days", low=5, high=1000
    )
    scattered: float = setting(
        0.5, "share of a network that a day of attacks at its place scatters", low=0, high=1
    )
    usd_per_place_year: float = setting(
        40_000.0, "support of a place's network", unit="US$/place/year", low=0, high=1e7
    )


@marosim.mechanism(after=LocalDialogue)
class WomenLedMonitoring(Mechanism[WomenLedMonitoringSettings]):
    """Networks grow where they are supported, act where they stand, and scatter under attack."""

    id = "P11"
    title = "Women-led local monitoring"
    settings_key = "women_led_monitoring"
    rule = (
        "A supported place's network N tends to 1 within the days of growth and loses a share on "
        "every day with attacks there. Attacks begin less often by averted × N; evidence of an "
        "attack grows by reports × N × violence next door; support costs US$ a place and year."
    )
    source = "Smidt 2020 on local dialogue; sizes assumed"
    metrics = {
        "women_networks": Metric("places", "with networks, weighed by strength", "stock", "higher")
    }
    outcome = "attacks"
    expected = -1
    scenario = "south_sudan_2013"
    contrast = ({"women_led_monitoring.places": 0.0}, {"women_led_monitoring.places": 1.0})

    def start(self) -> None:
        map_ = self.model.geography
        chance = self.model.draws.uniform("women.networks", np.arange(map_.count), 0)
        self.rank = np.where(map_.inside, chance, 2.0)  # who is supported first
        self.networks = np.zeros(map_.count)
        self.near = np.zeros((map_.count, map_.count))
        for place, others in enumerate(map_.neighbours):
            self.near[place, [*others, place]] = 1.0

    def step(self, day: int) -> None:
        model, options = self.model, self.settings
        attacked = (model.situation.attack_persons > 0).any(axis=0)
        supported = self.rank < options.places
        self.networks += (supported - self.networks) / options.growth_days
        self.networks[attacked] *= 1.0 - options.scattered
        self.contribute(Situation.averted, options.averted * self.networks)
        seen = (self.near @ attacked > 0) * self.networks
        model.warning.ask(WarningState.told, options.reports * seen)
        price = options.usd_per_place_year / 365.25
        model.politics.spend(Line.PEACEBUILDING, float(supported.sum()) * price)

    def report(self, day: int) -> None:
        self.model.journal.report("women_networks", float(self.networks.sum()))
