"""W1 Early warning: several sensors fused to one calibrated risk for each place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import expit, logit

from marosim.core.setting import MechanismSettings, setting
from marosim.journal import Metric
from marosim.mechanism import Mechanism
from marosim.terms import Line
from marosim.warning.sensors import SENSORS, SensorSettings, sensor
from marosim.warning.signs import Signs
from marosim.warning.state import WarningState

if TYPE_CHECKING:
    from marosim.response_model import ResponseModel

NEVER = -10_000


@dataclass
class EarlyWarningSettings(MechanismSettings):
    """Several sensors, fused to one probability for each place (W1)."""

    horizon_days: int = setting(
        14, "days ahead that the risk is about", unit="days", low=3, high=90, source="by design"
    )
    threshold: float = setting(
        0.25, "risk above which an alert is raised", low=0.01, high=0.99, source="assumed"
    )
    quiet_days: int = setting(
        21, "days before the same place is the subject of a new alert", unit="days", low=1, high=180
    )
    memory_days: float = setting(
        10.0, "days over which evidence fades to a third", unit="days", low=1, high=120
    )
    base_rate: float = setting(
        0.1,
        "share of places with an attack within the horizon, before any experience",
        low=0.0001,
        high=0.9,
    )
    evidence_weight: float = setting(
        0.1,
        "log-odds for each unit of fused evidence, before any experience; 1 would take "
        "sensors as independent",
        low=0.0,
        high=3.0,
    )
    violence_weight: float = setting(
        1.2,
        "log-odds that recent attacks here and next door add, before any experience",
        low=0.0,
        high=10.0,
    )
    learning_rate: float = setting(
        0.1,
        "how fast analysts correct their weights against what happened",
        unit="1/day",
        low=0.0,
        high=1.0,
    )
    noticed_fighters: float = setting(
        100.0, "fighters at a place that are noticed half", unit="persons", low=1, high=100_000
    )
    noticed_people: float = setting(
        5000.0, "people at a place whose danger is noticed half", unit="persons", low=1, high=1e7
    )
    threat_half: float = setting(
        0.1,
        "hostile force near people (0 to 1 an organisation) that looks half threatening",
        low=0.001,
        high=10,
    )
    preparation_floor: float = setting(
        0.3,
        "how far hostile fighters look threatening before a campaign is prepared",
        low=0,
        high=1,
    )
    neighbour_weight: float = setting(
        0.5, "weight of violence next door relative to violence here", low=0, high=1
    )
    typical_sign: float = setting(
        0.4,
        "strength of signs that analysts have in mind when they weigh a report",
        low=0.05,
        high=1,
    )
    signal_evidence: float = setting(
        2.0,
        "fused evidence at a place that counts as a first signal",
        unit="log-odds",
        low=0.1,
        high=20,
    )
    liaison: SensorSettings = sensor(
        coverage=0.15,
        mission_coverage=0.5,
        delay_days=2,
        hit=0.6,
        false_alarm=0.03,
        armed_weight=0.5,
        incitement_weight=0.25,
        violence_weight=0.25,
        human=True,
        usd_per_day=4000.0,
    )
    monitors: SensorSettings = sensor(
        coverage=0.2,
        mission_coverage=0.4,
        delay_days=4,
        hit=0.5,
        false_alarm=0.015,
        armed_weight=0.5,
        incitement_weight=0.2,
        violence_weight=0.3,
        human=True,
        usd_per_day=6000.0,
    )
    imagery: SensorSettings = sensor(
        coverage=0.3,
        mission_coverage=0.2,
        delay_days=2,
        hit=0.5,
        false_alarm=0.02,
        armed_weight=0.9,
        incitement_weight=0.0,
        violence_weight=0.1,
        human=False,
        usd_per_day=15_000.0,
    )
    social_media: SensorSettings = sensor(
        coverage=0.3,
        mission_coverage=0.0,
        delay_days=0,
        hit=0.4,
        false_alarm=0.06,
        armed_weight=0.2,
        incitement_weight=0.6,
        violence_weight=0.2,
        human=False,
        usd_per_day=1500.0,
    )
    analytics: SensorSettings = sensor(
        coverage=0.5,
        mission_coverage=0.1,
        delay_days=5,
        hit=0.4,
        false_alarm=0.02,
        armed_weight=0.6,
        incitement_weight=0.2,
        violence_weight=0.2,
        human=False,
        usd_per_day=2500.0,
    )


class EarlyWarning(Mechanism[EarlyWarningSettings]):
    """Sensors report signs with errors and delay; their evidence becomes a probability."""

    id = "W1"
    title = "Early warning"
    settings_key = "early_warning"
    rule = (
        "Signs at a place are armed men who mean harm, incitement, and violence here and next "
        "door. Sensor s looks at a place with its coverage c_s (more where a mission is "
        "present and paid) and reports with probability f_s + (h_s − f_s)·signs, after a delay. "
        "Each look adds log(u_s/f_s) for a report or log((1−u_s)/(1−f_s)) for none, with u_s the "
        "rate at signs of typical strength, to evidence "
        "that fades with the memory; risk = logistic(a + b·evidence + c·violence), the "
        "probability of an attack within the horizon. Analysts correct a, b and c by the "
        "gradient of the logarithmic score against what happened. A risk above the threshold is "
        "an alert, false if no attack starts within the horizon."
    )
    source = (
        "George & Holl 1997; United Nations 2014, Framework of Analysis for Atrocity Crimes; "
        "rates assumed; recall and precision of country-level warning: Early Warning Project"
    )
    metrics = {
        "alerts": Metric("alerts", "alerts raised today", "flow"),
        "alerts_false": Metric(
            "alerts", "alerts found false today: no attack came within the horizon", "flow", "lower"
        ),
        "warning_lead_days": Metric(
            "days", "mean days from alert to attack, over warned attacks so far", "stock", "higher"
        ),
    }
    outcome = "deaths_direct"
    expected = -1
    scenario = "kalvera"
    arms = {
        "mandate": "protection_of_civilians",
        "deployment": "preventive",
        "funding": "full",
    }
    contrast = ({"warning": "none"}, {"warning": "full"})
    renews = (
        WarningState.risk,
        WarningState.alerted,
        WarningState.new_alerts,
        WarningState.settled_true,
        WarningState.settled_false,
    )

    def __init__(self, model: ResponseModel, settings: Any) -> None:
        super().__init__(model, settings)
        count = model.geography.count
        self.inside = np.asarray(model.geography.inside)
        self.signs = Signs(model)
        self.evidence = np.zeros(count)
        longest = max(getattr(settings, name).delay_days for name in SENSORS)
        self.arriving = np.zeros((longest + 1, count))
        self.past = np.zeros((settings.horizon_days, 2, count))
        self.weights = np.array(
            [logit(settings.base_rate), settings.evidence_weight, settings.violence_weight]
        )
        self.last_start = np.full(count, NEVER)
        self.last_alert = np.full(count, NEVER)
        self.hit = np.zeros(count, dtype=bool)
        self.leads = self.lead_sum = 0
        self.rates: dict[str, np.ndarray] = {}
        self.delays: list[int] = []
        self.false_today = 0
        self.sensor_ids = np.arange(len(SENSORS) * count)

    def step(self, day: int) -> None:
        self._settle(day)
        armed, incitement, violence = self.signs.today(self.settings)
        self._listen(day, armed, incitement, violence)
        self._learn(day)
        features = np.stack([self.evidence, violence])
        self.past[day % len(self.past)] = features
        a, b, c = self.weights
        warning = self.model.warning
        warning.risk = np.where(self.inside, expit(a + b * features[0] + c * features[1]), 0.0)
        self._alert(day)
        self._pay()

    def _pay(self) -> None:
        """Book what the sensors that need a mission cost, as far as there is money for them."""
        politics, money = self.model.politics, self.model.warning.money
        if politics.present:
            for name in SENSORS:
                sensor = getattr(self.settings, name)
                if sensor.mission_coverage > 0:
                    politics.spend(Line.WARNING, sensor.usd_per_day * money)

    def _settle(self, day: int) -> None:
        """Judge alerts against the attacks that began yesterday."""
        horizon = self.settings.horizon_days
        starts = (self.model.situation.attack_starts > 0).any(axis=0) & self.inside
        open_alert = (self.last_alert >= day - horizon) & (self.last_alert < day)
        come_true = starts & open_alert & ~self.hit
        quiet_before = self.last_start < day - 1 - horizon
        for place in np.flatnonzero(come_true & quiet_before):
            self.leads += 1
            self.lead_sum += int(day - 1 - self.last_alert[place])
        self.hit |= come_true
        self.last_start[starts] = day - 1
        due = self.last_alert == day - horizon
        warning = self.model.warning
        warning.settled_true = int((due & self.hit).sum())
        warning.settled_false = self.false_today = int((due & ~self.hit).sum())

    def _listen(
        self, day: int, armed: np.ndarray, incitement: np.ndarray, violence: np.ndarray
    ) -> None:
        now, warning = self.model.situation, self.model.warning
        if day % 7 == 0 or not self.rates:  # settings may change during a run
            self._read_rates()
        column = self.rates
        signs = (
            column["armed_weight"] * armed
            + column["incitement_weight"] * incitement
            + column["violence_weight"] * violence
        ).clip(0.0, 1.0)
        trust = (0.5 + warning.local_access) * (0.5 + now.legitimacy)
        access = 1.0 + column["human"] * np.where(now.watched > 0, trust - 1.0, 0.0)
        hit, false = column["hit"], column["false_alarm"]
        chance = (false + (np.minimum(hit * access, 0.95) - false) * signs).clip(0.0, 1.0)
        coverage = (
            column["coverage"] + column["mission_coverage"] * now.watched * warning.money
        ).clip(0.0, 1.0)
        shape = signs.shape
        # one draw a look: low values are reports, middling ones looks that saw nothing
        draw = self.model.draws.uniform("warning.sensor", self.sensor_ids, day).reshape(shape)
        looks, reports = draw < coverage, draw < coverage * chance
        for_sign, against = column["for_sign"], column["against"]
        worth = np.where(looks, np.where(reports, for_sign, against), 0.0)
        worth *= 0.5 + warning.shared_intelligence
        slots = len(self.arriving)
        for delay, row in zip(self.delays, worth, strict=True):
            self.arriving[(day + min(delay, slots - 1)) % slots] += row
        self.evidence *= 1.0 - 1.0 / self.settings.memory_days
        self.evidence += self.arriving[day % slots]
        self.arriving[day % slots] = 0.0
        self.evidence += warning.take(WarningState.told)

    def _read_rates(self) -> None:
        sensors = [getattr(self.settings, name) for name in SENSORS]
        self.delays = [sensor.delay_days for sensor in sensors]
        self.rates = {
            key: np.array([getattr(s, key) for s in sensors], dtype=float)[:, None]
            for key in (
                "coverage",
                "mission_coverage",
                "hit",
                "false_alarm",
                "human",
                "armed_weight",
                "incitement_weight",
                "violence_weight",
            )
        }
        hit, false, floor = self.rates["hit"], self.rates["false_alarm"], 1e-6
        usual = false + (hit - false) * self.settings.typical_sign
        self.rates["for_sign"] = np.log((usual + floor) / (false + floor))
        self.rates["against"] = np.log((1.0 - usual + floor) / (1.0 - false + floor))

    def _learn(self, day: int) -> None:
        """Correct the weights by forecasts whose horizon has passed."""
        horizon = len(self.past)
        rate = self.settings.learning_rate
        if day < horizon or rate == 0.0:
            return
        features = self.past[day % horizon][:, self.inside]
        happened = (self.last_start >= day - horizon)[self.inside]
        a, b, c = self.weights
        surprise = happened - expit(a + b * features[0] + c * features[1])
        scale = 0.1 + (features**2).mean(axis=1)
        step = np.array([surprise.mean(), *((surprise * features).mean(axis=1) / scale)])
        self.weights += rate * step
        self.weights[1:] = np.maximum(self.weights[1:], 0.0)

    def _alert(self, day: int) -> None:
        options, warning = self.settings, self.model.warning
        names = self.model.geography.names
        if warning.first_signal_day is None:
            loudest = int(np.argmax(np.where(self.inside, self.evidence, -np.inf)))
            if self.evidence[loudest] >= options.signal_evidence:
                warning.first_signal_day = day
                self.model.journal.log(
                    day,
                    "signal",
                    "First reports point to attacks to come",
                    names[loudest],
                    "sensors",
                    evidence=self.evidence[loudest],
                    risk=warning.risk[loudest],
                )
        wait = max(options.quiet_days, options.horizon_days)
        raised = (warning.risk >= options.threshold) & (day - self.last_alert >= wait)
        new = np.flatnonzero(raised)
        warning.new_alerts = new
        if len(new):
            self.last_alert[new] = day
            self.hit[new] = False
            if warning.alert_day is None:
                warning.alert_day = day
            for place in new:
                self.model.journal.log(
                    day,
                    "alert",
                    "Alert: an attack is likely within the horizon",
                    names[place],
                    "analysts",
                    risk=warning.risk[place],
                    belief=warning.belief,
                )
        warning.alerted = day - self.last_alert < options.horizon_days

    def report(self, day: int) -> None:
        journal = self.model.journal
        journal.report("alerts", self.model.warning.alerts)
        journal.report("alerts_false", self.false_today)
        journal.report("warning_lead_days", self.lead_sum / self.leads if self.leads else 0.0)
