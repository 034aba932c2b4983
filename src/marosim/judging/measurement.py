"""J3 Imperfect measurement: what surveys, reports and monitors see, late and with error."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from marosim.core.setting import MechanismSettings, setting
from marosim.journal import Metric
from marosim.judging.state import JudgingState
from marosim.mechanism import Mechanism
from marosim.situation import ABROAD, DISPLACED, HARDSHIP, SHELTERED, UNDER_WAY, Situation

MEMORY_DAYS = 60.0  # planners look back two months
MONTH_DAYS = 30.0


@dataclass
class MeasurementSettings(MechanismSettings):
    """J3: surveys, incident reports and monitors, with delay, bias and error."""

    coverage: float = setting(
        0.12,
        "share of deaths reported from far places that nobody watches",
        low=0,
        high=1,
        source="assumed; South Sudan: event data hold under a tenth of violent deaths (LSHTM)",
    )
    capital_coverage: float = setting(
        0.5,
        "that share at the capital",
        low=0,
        high=1,
        source="assumed; Davenport & Ball 2002, Weidmann 2015 on bias to cities",
    )
    bias_km: float = setting(
        120.0,
        "distance from the capital over which that bias falls by a factor e",
        unit="km",
        low=5,
        high=2000,
    )
    monitor_coverage: float = setting(
        0.8, "share of deaths reported where outsiders watch everything", low=0, high=1
    )
    delay_days: float = setting(
        10.0, "mean days until an incident is reported", unit="days", low=1, high=365
    )
    error: float = setting(
        0.35, "error of a report (standard deviation of its logarithm)", low=0, high=3
    )
    survey_days: int = setting(
        30, "days between counts of the displaced", unit="days", low=1, high=730
    )
    survey_coverage: float = setting(
        0.7, "share of the displaced who are counted where roads are open", low=0, high=1
    )
    survey_error: float = setting(
        0.2, "error of a count (standard deviation of its logarithm)", low=0, high=3
    )


class Measurement(Mechanism[MeasurementSettings]):
    """Truth goes in; the mission's record comes out. Both are kept."""

    id = "J3"
    title = "Imperfect measurement"
    settings_key = "measurement"
    rule = (
        "Of the deaths at a place a share c + (c₀ - c)·exp(-km to the capital/r) is reported, or "
        "with monitors up to the monitors' share in proportion to what is watched; each place's "
        "report of a day has a lognormal error of mean one, and reports arrive exponentially with "
        "their mean delay. Attacks are reported with the same share. Displaced people are counted "
        "on a cycle, a share of them where they can be reached, with error."
    )
    source = "Davenport & Ball 2002; Weidmann 2015; LSHTM 2018 on South Sudan; sizes assumed"
    metrics = {
        "deaths_reported": Metric(
            "persons", "direct deaths that reach the mission's record today", "flow"
        ),
        "attacks_reported": Metric("attacks", "attacks that reach the record today", "flow"),
        "displaced_reported": Metric(
            "persons", "displaced in the country and camps at the last count", "stock"
        ),
        "share_reported": Metric(
            "1",
            "direct deaths reported so far over those that happened",
            "stock",
            "higher",
            needs="deaths",
        ),
    }
    outcome = "deaths_reported"
    expected = +1
    scenario = "rwanda_1994"
    contrast = (
        {
            "measurement.monitor_coverage": 0.1,
            "measurement.capital_coverage": 0.1,
            "measurement.coverage": 0.02,
        },
        {
            "measurement.monitor_coverage": 0.8,
            "measurement.capital_coverage": 0.6,
            "measurement.coverage": 0.3,
        },
    )

    renews = (Situation.attacks_reported, JudgingState.measured)

    def start(self) -> None:
        map_ = self.model.geography
        self.places = np.arange(map_.count)
        km = np.where(np.isfinite(map_.distance_km), map_.distance_km, 1e9)[map_.capital]
        self.near = np.exp(-km / self.settings.bias_km)
        self.model.judging.measured = True
        self.waiting = np.zeros(map_.count)  # deaths on their way into the record
        self.attacks_waiting = np.zeros(map_.count)
        self.deaths = self.attacks = self.reported = self.true = 0.0

    def step(self, day: int) -> None:
        now, options, state = self.model.situation, self.settings, self.model.judging
        died = now.deaths_today[:HARDSHIP].sum(axis=(0, 2))
        begun = now.attack_starts.sum(axis=0)
        if died.any() or begun.any():
            seen = self.coverage()
            error = np.ones(len(died))
            if options.error > 0 and died.any():
                noise = self.model.draws.normal("judging.report", self.places, day)
                error = np.exp(options.error * noise - 0.5 * options.error**2)
            self.waiting += died * seen * error
            self.attacks_waiting += begun * seen
            self.true += float(died.sum())
        share = -math.expm1(-1.0 / options.delay_days)
        arriving = share * self.waiting
        self.waiting -= arriving
        self.deaths = float(arriving.sum())
        self.reported += self.deaths
        now.attacks_reported = share * self.attacks_waiting
        self.attacks_waiting -= now.attacks_reported
        self.attacks = float(now.attacks_reported.sum())
        state.killed = state.killed * math.exp(-1.0 / MEMORY_DAYS) + arriving
        state.month += self.deaths - state.month / MONTH_DAYS
        if day % options.survey_days == 0:
            self._survey(day)

    def coverage(self) -> np.ndarray:
        """Share of deaths that will be reported, by place [P]."""
        options, watched = self.settings, self.model.situation.watched
        unaided = options.coverage + (options.capital_coverage - options.coverage) * self.near
        seen: np.ndarray = unaided + watched * np.maximum(options.monitor_coverage - unaided, 0.0)
        return seen

    def _survey(self, day: int) -> None:
        now, options, model = self.model.situation, self.settings, self.model
        away = now.people[:, :, [DISPLACED, UNDER_WAY, SHELTERED, ABROAD]].sum(axis=(1, 2))
        reach = np.where(model.geography.inside, model.peace.safety, 1.0)
        counted = float((away * reach).sum()) * options.survey_coverage
        noise = float(model.draws.normal("judging.survey", [0], day)[0])
        error = math.exp(options.survey_error * noise - 0.5 * options.survey_error**2)
        model.judging.displaced = counted * error

    def report(self, day: int) -> None:
        journal = self.model.journal
        journal.report("deaths_reported", self.deaths)
        journal.report("attacks_reported", self.attacks)
        journal.report("displaced_reported", self.model.judging.displaced)
        journal.report("share_reported", self.reported / self.true if self.true > 0 else math.nan)
