"""D6 Funding: what is paid, how late, and what a shortfall bites first."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from marosim.core.setting import MechanismSettings, setting
from marosim.journal import Metric
from marosim.mechanism import Mechanism
from marosim.politics.cash import BESIDE, CashAccount, assessed
from marosim.politics.state import PoliticsState
from marosim.warning.state import WarningState

if TYPE_CHECKING:
    from marosim.response_model import ResponseModel

DAYS_OF_YEAR = 365.0


@dataclass
class FundingSettings(MechanismSettings):
    """Money by line, its lateness, and what a shortfall bites (D6)."""

    paid_share: float = setting(
        0.93, "share of the approved budget that is paid in the end", low=0, high=1.2
    )
    lateness_days: float = setting(
        60.0, "mean days until contributions arrive", unit="days", low=1, high=1000
    )
    reserve_days: float = setting(
        60.0, "days of the budget that reserves can advance", unit="days", low=0, high=1000
    )
    reserve_spread_days: float = setting(
        30.0, "days over which what is left of reserves is spread", unit="days", low=1, high=365
    )
    will_coupling: float = setting(
        0.2, "change of the paid share from nil to full political will", low=0, high=1
    )
    troop_usd_year: float = setting(
        79_000.0,
        "all costs of a uniformed person and year",
        unit="US$/person/year",
        low=1000,
        high=1e6,
        source="US$7.78 bn for 97,904 uniformed, 2013–14",
    )
    police_usd_year: float = setting(
        79_000.0,
        "all costs of a police officer and year",
        unit="US$/person/year",
        low=1000,
        high=1e6,
        source="US$7.78 bn for 97,904 uniformed, 2013–14",
    )
    observer_usd_year: float = setting(
        79_000.0,
        "all costs of an observer and year",
        unit="US$/person/year",
        low=1000,
        high=1e6,
        source="US$7.78 bn for 97,904 uniformed, 2013–14",
    )
    ddr_usd_head: float = setting(
        504.0,
        "disarmament, demobilisation and reintegration of one person",
        unit="US$/person",
        low=0,
        high=50_000,
        source="Sierra Leone: US$36.5 m for 72,490 people",
    )
    bills_waiting: float = setting(
        0.6,
        "share of what is missing that waits as unpaid bills, mostly of contributors, instead of "
        "being cut",
        low=0,
        high=1,
        source="2025–26: over US$2 bn of 5.38 bn missing, 15 % cut: 1 − 0.15/0.37",
    )
    readiness_slack: float = setting(
        0.05, "share of the budget cut before strength is", low=0, high=1
    )
    readiness_floor: float = setting(
        0.6,
        "readiness left when that slack is used up (spares, fuel, flying hours)",
        low=0,
        high=1,
    )
    strength_floor: float = setting(0.4, "strength that is kept however much is cut", low=0, high=1)
    strength_steepness: float = setting(
        5.4,
        "how fast strength is lost beyond that slack",
        low=0,
        high=50,
        source="2025–26: a cut of 15 % became 25 % fewer uniformed: 0.6·(1 − exp(−5.4 × 0.10))",
    )
    task_slack: float = setting(
        0.15, "share of the budget cut before tasks are dropped", low=0, high=1
    )
    task_slope: float = setting(
        2.0, "share of tasks dropped for each further share of the budget cut", low=0, high=10
    )
    shortfall_event: float = setting(
        0.1, "share missing that is recorded as a shortfall", low=0.001, high=1
    )


class Funding(Mechanism[FundingSettings]):
    """Contributions arrive late and in part; reserves bridge; then things are cut in order."""

    id = "D6"
    title = "Funding"
    settings_key = "funding"
    rule = (
        "The budget follows the strength that would be there if all were paid. Members pay "
        "paid share·(1 + k·(will − ½)) of it, up to what has arrived with the mean lateness of "
        "the authorised strength's; reserves advance what is missing while they last. Part of "
        "what is then missing waits as unpaid bills; the rest s is cut: the first part from "
        "readiness, the next from strength ((1 − floor)·(1 − exp(−steepness·(s − slack))), so "
        "that a cut of 15 % is 25 % fewer uniformed), and beyond that tasks are dropped. Arrears "
        "are what was never received. "
        "Beside it a cash account is kept, which changes nothing: it opens with the reserve, "
        "what is received pays the bills of troops, police, observers, lift, civilian staff, "
        "warning and evaluation as far as it goes, the rest waits unpaid, and cash beyond the "
        "reserve goes back to members. Other lines are paid voluntarily and stay outside."
    )
    source = (
        "US$7.78 bn for 97,904 uniformed in 2013–14; UN liquidity crisis of 2025–26: over 2 of "
        "5.38 bn missing, of which a cut of 15 % became 25 % fewer uniformed"
    )
    metrics = {
        "cost_usd": Metric("US$", "cost of the response so far", "total", "lower"),
        "money_missing": Metric("1", "share of the budget that is missing", better="lower"),
        "arrears_usd": Metric(
            "US$", "contributions owed and not received so far", "total", "lower"
        ),
        "cash_usd": Metric("US$", "cash of the mission, reserve included", "stock", "higher"),
        "unpaid_usd": Metric(
            "US$", "bills of the mission up to yesterday that cash did not cover", "stock", "lower"
        ),
    }
    outcome = "attacks"
    expected = -1
    scenario = "south_sudan_2013"
    arms = {
        "mandate": "protection_of_civilians",
        "deployment": "standard",
        "adaptive_mandate.enabled": False,
        "population.agents": 4000,
    }
    contrast = ({"funding": "crisis"}, {"funding": "full"})
    renews = (
        PoliticsState.readiness_money,
        PoliticsState.paid_strength,
        PoliticsState.paid_tasks,
        WarningState.money,
    )

    def __init__(self, model: ResponseModel, settings: Any) -> None:
        super().__init__(model, settings)
        self.received = 0.0  # share of the authorised strength's budget that could arrive now
        self.needed = 0.0  # share of it that the strength needs which would be here if paid
        self.income = 0.0  # share of it that arrives today
        self.cash_days = settings.reserve_days  # reserves, in days of the budget
        self.missing = 0.0
        self.arrears = 0.0
        self.short = False
        self.account = CashAccount()
        self.reserve = 0.0  # dollars that the account may keep
        self.presented = assessed(model.politics.cost_by_line)
        # of it, the bills of other lines than the uniformed
        self.presented_beside = assessed(model.politics.cost_by_line, BESIDE)

    def daily_budget(self) -> float:
        """Dollars a day that the authorised strength needs."""
        politics, options = self.model.politics, self.settings
        return (
            politics.authorised_troops * options.troop_usd_year
            + politics.authorised_police * options.police_usd_year
            + politics.authorised_observers * options.observer_usd_year
        ) / DAYS_OF_YEAR

    def step(self, day: int) -> None:
        politics, options = self.model.politics, self.settings
        if not politics.authorised:
            self.needed = self.income = 0.0
            self._settle(0.0, 0.0)  # no more money comes, but the last bills do
            return
        coupling = 1.0 + options.will_coupling * (politics.political_will - 0.5)
        paid = min(options.paid_share * coupling, max(options.paid_share, 1.0))
        self.received += (paid - self.received) / options.lateness_days
        self.needed = self._needed()
        self.income = min(self.received, paid * self.needed)
        offer = self.income + self.cash_days / options.reserve_spread_days
        covered = min(self.needed, offer)
        self.cash_days = min(
            max(0.0, self.cash_days + self.income - covered), max(options.reserve_days, 1.0)
        )
        self.missing = 1.0 - covered / self.needed if self.needed > 0 else 0.0
        budget = self.daily_budget()
        self.arrears += budget * max(0.0, self.needed - self.income)
        if budget > 0:  # a mission that closes keeps its reserve for the last bills
            self.reserve = options.reserve_days * budget
        self._settle(self.income * budget, self.income / self.needed if self.needed > 0 else paid)
        self._cut()
        self._tell(day)

    def _needed(self) -> float:
        """Share of the authorised strength that would be here if nothing were cut."""
        troops = self.model.politics.authorised_troops
        here = float(self.model.situation.peacekeeper_force.sum())
        kept = max(self.model.mission.strength, 1e-9)
        return min(1.0, here / kept / troops) if troops else 1.0

    def _settle(self, received: float, share_beside: float) -> None:
        """Pay the bills since yesterday out of what is there and what comes today (dollars).

        For other lines than the uniformed comes the share ``share_beside`` of what they cost.
        """
        if not self.account.advanced:
            self.account.open(self.reserve)
        lines = self.model.politics.cost_by_line
        bills = assessed(lines) - self.presented
        beside = assessed(lines, BESIDE) - self.presented_beside
        self.presented += bills
        self.presented_beside += beside
        self.account.settle(bills, received + share_beside * beside, self.reserve)

    def _cut(self) -> None:
        politics, options = self.model.politics, self.settings
        cut = self.missing * (1.0 - options.bills_waiting)
        slack = options.readiness_slack
        first = min(1.0, cut / slack) if slack > 0 else float(cut > 0)
        politics.readiness_money = 1.0 - (1.0 - options.readiness_floor) * first
        beyond = max(0.0, cut - slack)
        politics.paid_strength = 1.0 - (1.0 - options.strength_floor) * -math.expm1(
            -options.strength_steepness * beyond
        )
        dropped = options.task_slope * max(0.0, cut - options.task_slack)
        politics.paid_tasks = max(0.0, 1.0 - dropped)
        self.model.warning.money = politics.task_money

    def _tell(self, day: int) -> None:
        options = self.settings
        if not self.short and self.missing >= options.shortfall_event:
            self.short = True
            politics = self.model.politics
            self.model.journal.log(
                day,
                "funding_shortfall",
                "Money runs short",
                actor="contributors",
                missing=self.missing,
                readiness=politics.readiness_money,
                strength=politics.strength_money,
                tasks=politics.task_money,
            )
        elif self.short and self.missing < options.shortfall_event / 2:
            self.short = False
            self.model.journal.log(
                day,
                "funding_restored",
                "The shortfall is over",
                actor="contributors",
                missing=self.missing,
            )

    def report(self, day: int) -> None:
        journal = self.model.journal
        journal.report("money_missing", self.missing)
        journal.report("arrears_usd", self.arrears)
        journal.report("cash_usd", self.account.cash)
        journal.report("unpaid_usd", self.account.unpaid)
