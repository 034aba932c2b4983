"""The books of a run, kept beside the model: dollars, weapons and peacekeepers, step by step.

Every mechanism is watched as it steps. What it spends is added up apart from the model's own
sum, and where a bill follows from what is there (people here, tonnes carried, people in need,
fighters disarmed) it is worked out once more from that.
"""

from __future__ import annotations

import copy
import math
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from arsenals import Arsenal, arsenals, check_reported, check_step, check_weapons

from marosim.mechanism import Mechanism
from marosim.mission.record import Record
from marosim.mission.state import (
    CIVILIANS,
    GONE,
    IN_COUNTRY,
    IN_SECTOR,
    KINDS,
    LEAVING,
    OBSERVERS,
    PLEDGED,
    POLICE,
    TROOPS,
)  # fmt: skip
from marosim.politics.cash import CashAccount
from marosim.response_model import ResponseModel
from marosim.situation import ABROAD, DISPLACED, SHELTERED, UNDER_WAY

UNIFORMED = (TROOPS, POLICE, OBSERVERS)
LINES = {  # the lines of the budget that each mechanism may book
    "deployment": {"troops", "police", "observers", "lift"},
    "civilian_component": {"civilian"},
    "aid": {"aid"},
    "air": {"air"},
    "hostages": {"aid"},  # passage that convoys buy
    "host_capacity": {"host capacity"},
    "early_warning": {"warning"},
    "mediation": {"mediation"},
    "ddr": {"ddr"},
    "evaluation": {"evaluation"},
    "local_dialogue": {"peacebuilding"},
    "reconciliation": {"peacebuilding"},
    "inclusive_governance": {"peacebuilding"},
    "recovery": {"peacebuilding"},
}
ASSESSED = ("troops", "police", "observers", "lift", "civilian", "warning", "evaluation")
TINY = 1e-9


def close(value: float, expected: float) -> bool:
    return value == pytest.approx(expected, rel=1e-9, abs=1e-6)


@dataclass
class Before:
    """What stood in the model before a mechanism stepped."""

    cost: dict[str, float]
    people: np.ndarray
    present: np.ndarray  # persons by contingent
    stages: list[int]
    tonnes: list[float]
    dead: list[float]
    strength: float
    cash_days: float
    arrears: float
    demobilised: float
    arsenals: list[Arsenal]
    account: CashAccount | None


class Books:
    """Watches the mechanisms of a run; ``spent`` is in dollars by settings key and line."""

    def __init__(self, model: ResponseModel) -> None:
        self.model = model
        self.spent: defaultdict[tuple[str, str], float] = defaultdict(float)
        self.budget = self.received = 0.0  # dollars
        self.came = self.left = self.cut = 0.0  # uniformed persons
        self.filled_up = 0.0  # uniformed persons whom the record has beyond those here, or less
        self.checks: dict[str, Callable[[Any, Before, int], None]] = {
            "deployment": self._deployment,
            "security": self._security,
            "civilian_component": self._civilians,
            "aid": self._aid,
            "funding": self._funding,
            "ddr": self._ddr,
        }

    def step(self) -> None:
        """Run one day under watch, then balance the books."""
        for mechanism in self.model.mechanisms:
            mechanism.__dict__.setdefault("step", self._watched(mechanism))
        self.model.step()
        self._balance()

    def _watched(self, mechanism: Mechanism) -> Callable[[int], None]:
        key = mechanism.settings_key

        def step(day: int) -> None:
            before = self._before()
            type(mechanism).step(mechanism, day)
            for line, total in self.model.politics.cost_by_line.items():
                spent = total - before.cost.get(line, 0.0)
                assert math.isfinite(spent) and spent >= 0, (key, line, spent)
                if spent > 0:
                    assert line in LINES.get(key, ()), (key, line)
                    self.spent[key, line] += spent
            taken_in = self.model.peace.demobilised - before.demobilised
            check_step(self.model, key, before.arsenals, taken_in)
            if key in self.checks:
                self.checks[key](mechanism, before, day)

        return step

    def _before(self) -> Before:
        model, mission = self.model, self.model.mission
        funding = model.mechanism("funding")
        return Before(
            cost=dict(model.politics.cost_by_line),
            people=model.situation.people.copy(),
            present=self._present(),
            stages=[c.stage for c in mission.contingents],
            tonnes=[c.tonnes_left for c in mission.contingents],
            dead=[c.dead for c in mission.contingents],
            strength=mission.strength,
            cash_days=getattr(funding, "cash_days", 0.0),
            arrears=getattr(funding, "arrears", 0.0),
            demobilised=model.peace.demobilised,
            arsenals=arsenals(model),
            account=copy.copy(funding.account) if funding is not None else None,
        )

    def _present(self) -> np.ndarray:
        mission = self.model.mission
        size = len(mission.contingents)
        return np.bincount(mission.contingent, weights=mission.persons, minlength=size)

    def _booked(self, before: Before, line: str) -> float:
        return self.model.politics.cost_by_line.get(line, 0.0) - before.cost.get(line, 0.0)

    # --- who is here -----------------------------------------------------------------

    def _deployment(self, deployment: Any, before: Before, day: int) -> None:
        mission, rates = self.model.mission, self.model.settings.funding
        yearly = (rates.troop_usd_year, rates.police_usd_year, rates.observer_usd_year)
        for kind in UNIFORMED:
            bill = mission.heads(kind) * yearly[kind] / 365.0
            assert close(self._booked(before, KINDS[kind]), bill), KINDS[kind]
        names = [c.name for c in mission.contingents]
        assert len(set(names)) == len(names)
        if deployment.settings.plan == "historical":
            self._as_recorded(before, day)
        else:
            self._contingents(before)
            self._lift(before)
            self._asked_for(before)

    def _contingents(self, before: Before) -> None:
        """Of each contingent: (present + landed) × what money does to strength - gone home."""
        mission, now = self.model.mission, self._present()
        money = mission.strength / max(before.strength, 1e-9) if mission.units else 1.0
        for index, contingent in enumerate(mission.contingents):
            old = index < len(before.stages)
            was = before.present[index] if old else 0.0
            stage = before.stages[index] if old else PLEDGED
            assert contingent.stage >= stage, contingent  # never back to an earlier stage
            if contingent.kind == CIVILIANS:
                assert close(now[index], was)
                continue
            lands = stage < IN_COUNTRY <= contingent.stage <= LEAVING
            landed = contingent.persons * before.strength if lands else 0.0
            left = was if stage < GONE and contingent.stage == GONE else 0.0
            assert close(now[index], (was + landed - left) * money), contingent
            assert landed == 0.0 or contingent.tonnes_left <= 1e-6, contingent
            self.came += landed
            self.left += left
            self.cut += (was + landed - left) - now[index]

    def _lift(self, before: Before) -> None:
        """Tonnes carried times a price between that of the usual lift and that of airlift."""
        mission, options = self.model.mission, self.model.settings.deployment
        each = (options.tonnes_per_soldier, options.police_tonnes, options.observer_tonnes)
        carried = 0.0
        for index, contingent in enumerate(mission.contingents):
            if contingent.kind == CIVILIANS:
                continue
            loaded = contingent.authorised * each[contingent.kind]
            loaded *= 1.0 - mission.stocks if contingent.standby else 1.0
            was = before.tonnes[index] if index < len(before.tonnes) else loaded
            assert -TINY <= contingent.tonnes_left <= was + 1e-6, contingent
            carried += was - contingent.tonnes_left
        prices = (options.lift_usd, mission.airlift_usd) if mission.airlift_tonnes else (
            options.lift_usd,
        )  # fmt: skip
        spent = self._booked(before, "lift")
        assert min(prices) * carried - 1e-3 <= spent * (1 + TINY), carried
        assert spent * (1 - TINY) <= max(prices) * carried + 1e-3, carried

    def _asked_for(self, before: Before) -> None:
        """As many are here or coming as are authorised; a whole contingent goes home at once."""
        mission, deployment = self.model.mission, self.model.settings.deployment
        politics = self.model.politics
        wanted = (
            politics.authorised_troops, politics.authorised_police, politics.authorised_observers
        )  # fmt: skip
        for kind in UNIFORMED:
            staying = [
                c.authorised for c in mission.contingents if c.kind == kind and c.stage < LEAVING
            ]
            asked = wanted[kind] if politics.authorised and deployment.plan != "none" else 0.0
            sent = [
                c.authorised for c, stage in zip(mission.contingents, before.stages, strict=False)
                if c.kind == kind and stage < LEAVING <= c.stage
            ]  # fmt: skip
            least = max(1.0, 0.5 * max(sent, default=0.0)) + TINY
            assert sum(staying) >= asked - least, (KINDS[kind], asked, staying)
            most = max(1.0, 0.5 * max(staying, default=0.0)) + TINY
            assert sum(staying) <= asked + most, (KINDS[kind], asked, staying)

    def _as_recorded(self, before: Before, day: int) -> None:
        model, politics = self.model, self.model.politics
        allowed = (
            politics.authorised_troops, politics.authorised_police, politics.authorised_observers
        )  # fmt: skip
        record, now = Record(model).on(day), self._present()
        for kind in UNIFORMED:
            there = record[kind] if politics.authorised and allowed[kind] > 0 else 0.0
            there = there if there >= 1.0 else 0.0
            assert close(model.mission.heads(kind), there), KINDS[kind]
        uniformed = [c.kind != CIVILIANS for c in model.mission.contingents]
        was = before.present[uniformed[: len(before.stages)]].sum()
        self.filled_up += now[uniformed].sum() - was

    def _security(self, security: Any, before: Before, day: int) -> None:
        """Each contingent loses its dead and nobody else."""
        mission, now = self.model.mission, self._present()
        lost = 0.0
        for index, contingent in enumerate(mission.contingents):
            dead = contingent.dead - before.dead[index]
            assert dead >= 0
            assert close(now[index], before.present[index] - dead), contingent
            lost += dead
        assert close(self.model.situation.peacekeeper_loss_today, lost)

    # --- what it costs ---------------------------------------------------------------

    def _civilians(self, component: Any, before: Before, day: int) -> None:
        acting = float(self.model.mission.at_places(CIVILIANS, day).sum())
        assert close(self._booked(before, "civilian"), acting * component.settings.usd_year / 365.0)
        for kind in UNIFORMED:
            mine = [c.kind == kind for c in self.model.mission.contingents]
            was = before.present[mine[: len(before.present)]].sum()
            assert close(self.model.mission.heads(kind), was)

    def _aid(self, aid: Any, before: Before, day: int) -> None:
        statuses = [DISPLACED, SHELTERED, UNDER_WAY, ABROAD]
        met = before.people[:, :, statuses].sum(axis=(1, 2)) * self.model.situation.aid
        assert close(self._booked(before, "aid"), float(met.sum()) * aid.settings.usd_per_day)

    def _ddr(self, ddr: Any, before: Before, day: int) -> None:
        taken_in = self.model.peace.demobilised - before.demobilised
        price = ddr.settings.inflation * self.model.settings.funding.ddr_usd_head
        assert close(self._booked(before, "ddr"), taken_in * price)
        peace, waiting = self.model.peace, sum(c.persons for c in ddr.cohorts)
        outcome = peace.reintegrated + peace.idle + waiting
        assert outcome == pytest.approx(peace.demobilised, rel=1e-9, abs=1e-6)

    def _funding(self, funding: Any, before: Before, day: int) -> None:
        """Approved = received + owed; nothing is advanced that reserves do not hold."""
        politics, options = self.model.politics, funding.settings
        self._cash(funding, before)
        assert 0.0 <= funding.received <= max(options.paid_share, 1.0) + TINY
        assert 0.0 <= funding.missing <= 1.0 and funding.arrears >= before.arrears >= 0.0
        assert funding.cash_days >= 0.0
        owed = funding.arrears - before.arrears
        if not politics.authorised:
            assert owed == 0.0 and funding.cash_days == before.cash_days
            return
        troops = politics.authorised_troops
        here = float(self.model.situation.peacekeeper_force.sum()) / self.model.mission.strength
        needed = min(1.0, here / troops) if troops else 1.0
        approved = funding.daily_budget() * needed
        came = funding.daily_budget() * funding.income
        self.budget += approved
        self.received += min(came, approved)
        assert close(approved, min(came, approved) + owed)
        assert 0.0 <= funding.income <= funding.received + TINY
        covered = needed * (1.0 - funding.missing)
        kept = before.cash_days + funding.income - covered
        assert kept >= -TINY  # what is covered was received today or lay in reserve
        most = max(options.reserve_days, 1.0)  # what members have paid beyond it they are owed back
        assert funding.cash_days == pytest.approx(min(kept, most), abs=1e-9)

    def _cash(self, funding: Any, before: Before) -> None:
        """Advanced + received = paid + refunded + cash, and billed = paid + unpaid."""
        now, was = funding.account, before.account
        sums = (now.advanced + now.received, now.paid + now.refunded + now.cash)
        assert sums[0] == pytest.approx(sums[1], rel=1e-9, abs=1e-3)
        assert now.billed == pytest.approx(now.paid + now.unpaid, rel=1e-9, abs=1e-3)
        booked = sum(before.cost.get(line, 0.0) for line in ASSESSED)  # until this step
        assert now.billed == pytest.approx(booked, rel=1e-9, abs=1e-3)
        authorised = self.model.politics.authorised
        came = now.received - was.received
        beside = now.billed - was.billed  # of which the uniformed are paid from the first part
        most = funding.income * funding.daily_budget() + 1.2 * beside if authorised else 0.0
        assert 0.0 <= came <= most * (1.0 + TINY) + 1e-3
        assert now.advanced == was.advanced or was.advanced == 0.0
        assert min(now.cash, now.unpaid) == 0.0  # no bill waits while there is money
        assert now.cash >= 0.0 and now.unpaid >= 0.0
        assert now.paid >= was.paid and now.refunded >= was.refunded

    # --- at the end of a day ---------------------------------------------------------

    def _balance(self) -> None:
        model, mission, politics = self.model, self.model.mission, self.model.politics
        check_weapons(model)
        check_reported(model)
        total = sum(self.spent.values())
        assert total == pytest.approx(politics.cost_usd, rel=1e-9, abs=1e-6)
        assert sum(politics.cost_by_line.values()) == pytest.approx(politics.cost_usd, rel=1e-9)
        funding = model.mechanism("funding")
        if funding is not None:
            owed = self.budget - self.received
            assert funding.arrears == pytest.approx(owed, rel=1e-7, abs=1e-3)
        assert model.journal.days[-1]["cost_usd"] == politics.cost_usd
        here = sum(mission.heads(kind) for kind in UNIFORMED)
        balance = self.came + self.filled_up - self.left - self.cut - mission.dead
        assert here == pytest.approx(balance, rel=1e-7, abs=1e-5)
        assert mission.dead == pytest.approx(sum(c.dead for c in mission.contingents))
        told = dict.fromkeys(("contingent_arrived", "contingent_left", "peacekeepers_killed"), 0.0)
        for event in model.journal.events:
            if event.kind in told:
                told[event.kind] += event.numbers["persons"]
        assert self.came == pytest.approx(told["contingent_arrived"])
        assert self.left == pytest.approx(told["contingent_left"])
        assert mission.dead == pytest.approx(told["peacekeepers_killed"])
        reported = sum(day.get("peacekeeper_deaths", 0.0) for day in model.journal.days)
        assert mission.dead == pytest.approx(reported)
        for index, contingent in enumerate(mission.contingents):
            if (mission.contingent == index).any() and contingent.kind != CIVILIANS:
                assert contingent.stage in (IN_COUNTRY, IN_SECTOR, LEAVING), contingent
