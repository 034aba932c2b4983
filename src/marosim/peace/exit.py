"""P10 Exit and recurrence: when the mission leaves, and whether war comes back."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from marosim.core.setting import MechanismSettings, setting
from marosim.journal import Metric
from marosim.mechanism import Mechanism
from marosim.peace.state import YEAR_DAYS
from marosim.terms import Role

MONTH = 30


@dataclass
class ExitSettings(MechanismSettings):
    """P10: when the mission leaves."""

    rule: str = setting(
        "none",
        "when the mission draws down",
        choices=("none", "date", "benchmarks"),
        source="by design",
    )
    date_days: int = setting(
        730,
        "days after the first unit at which a mission with a date draws down",
        unit="days",
        low=1,
        high=36_525,
    )
    earliest_days: int = setting(
        365,
        "days after the first unit before benchmarks are looked at",
        unit="days",
        low=0,
        high=36_525,
    )
    latest_days: int = setting(
        3650,
        "days after the first unit at which it leaves whatever the benchmarks",
        unit="days",
        low=1,
        high=36_525,
    )
    quiet_days: int = setting(
        270, "benchmark: days without violence above the threshold", unit="days", low=0, high=3650
    )
    demobilised: float = setting(0.4, "benchmark: share of fighters demobilised", low=0, high=1)
    governance: float = setting(0.5, "benchmark: working institutions", low=0, high=1)
    drawdown_days: float = setting(
        365.0,
        "days over which the mission draws down",
        unit="days",
        low=1,
        high=3650,
        source="assumed; Sierra Leone 2002 to 2005 took three years",
    )


class Exit(Mechanism[ExitSettings]):
    """Draw-down on a date or once benchmarks are met."""

    id = "P10"
    title = "Exit and recurrence"
    settings_key = "exit"
    rule = (
        "By a date after the first unit, or once quiet days, share of fighters demobilised and "
        "institutions pass their benchmarks (at the latest after so many days), the ceiling falls "
        "in equal monthly steps to nothing. War is 1,000 killed within a year, a peace a year "
        "after war in which no 30 days keep that rate; 1,000 killed within a year again, within "
        "five years of the peace, are recurrence. Recurrence is "
        "never drawn: it happens when intent, capability, grievance and a trigger meet again."
    )
    source = "Fortna 2008; Walter 2010; Suhrke & Samset 2007"
    metrics = {
        "war_days": Metric(
            "days", "with 1,000 killed a year or more over 30 days, so far", "total", "lower"
        ),
        "peace_days": Metric("days", "of peace in a row", "stock", "higher"),
        "benchmarks_met": Metric("benchmarks", "for exit, of three", "stock", "higher"),
    }
    outcome = "deaths_direct"
    expected = -1
    scenario = "liberia_2003"
    arms = {
        "mandate": "multidimensional",
        "deployment": "standard",
        "days": 1460,
        "population.agents": 4000,
        "exit.drawdown_days": 120,
        "exit.date_days": 365,
    }
    contrast = ({"exit.rule": "date"}, {"exit.rule": "benchmarks"})

    def start(self) -> None:
        self.began = -1
        self.first: tuple[int, int, int] = (0, 0, 0)
        self.arrived = -1
        self.met = 0

    def step(self, day: int) -> None:
        state = self.model.peace
        state.observe(day)
        if self.arrived < 0 and state.carried:
            self.arrived = day
        if day % MONTH or self.arrived < 0:
            return
        self.met = self._benchmarks()
        if self.began < 0 and self._leaves(day - self.arrived):
            self.began = day
            mandate = self.model.politics.mandate
            self.first = (mandate.ceiling, mandate.police, mandate.observers)
            self.model.journal.log(
                day, "exit", f"The mission begins to draw down ({self.settings.rule})",
                benchmarks=self.met, quiet_days=state.quiet_days,
            )  # fmt: skip
        if self.began >= 0 and self.model.politics.authorised:
            self._draw_down(day)

    def _benchmarks(self) -> int:
        state, options, now = self.model.peace, self.settings, self.model.situation
        armed = math.fsum(
            o.initial for o in self.model.armed.organisations if o.role != Role.GOVERNMENT
        )
        governance = float((now.governance * state.weight).sum())
        return (
            int(state.quiet_days >= options.quiet_days)
            + int(state.demobilised >= options.demobilised * armed)
            + int(governance >= options.governance)
        )

    def _leaves(self, age: int) -> bool:
        options = self.settings
        if options.rule == "date":
            return age >= options.date_days
        if options.rule == "benchmarks":
            if age >= options.latest_days:
                return True
            return age >= options.earliest_days and self.met == 3
        return False

    def _draw_down(self, day: int) -> None:
        politics, state = self.model.politics, self.model.peace
        state.drawdown = max(0.0, 1.0 - (day - self.began) / self.settings.drawdown_days)
        if state.drawdown > 0:
            troops, police, observers = (round(n * state.drawdown) for n in self.first)
            politics.enact(
                day, replace(politics.mandate, ceiling=troops, police=police, observers=observers)
            )
            return
        politics.end()
        self.model.journal.log(day, "exit", "The mission has ended")

    def report(self, day: int) -> None:
        state, journal = self.model.peace, self.model.journal
        journal.report("war_days", state.war_days)
        journal.report("peace_days", state.quiet_days if state.peace_day >= 0 else 0)
        journal.report("benchmarks_met", self.met)

    def run_outcomes(self) -> dict[str, float]:
        """``recurrence``: 1 if war came back within five years of a peace, else 0;
        ``peace_reached``: whether there was a peace; ``peace_lasted_days``: how long.
        Without a peace there is neither recurrence nor length (NaN)."""
        state = self.model.peace
        reached = state.peace_day >= 0
        end = state.relapse_day if state.relapse_day >= 0 else self.model.day
        lasted = end - state.peace_day if reached else 0
        relapsed = state.relapse_day >= 0 and lasted <= 5 * YEAR_DAYS
        return {
            "recurrence": float(relapsed) if reached else math.nan,
            "peace_reached": float(reached),
            "peace_lasted_days": float(lasted) if reached else math.nan,
        }
