"""Programmes: who carries them, what they reach, what is left when the mission is gone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from marosim import cases
from marosim.mechanism import Mechanism
from marosim.peace.ddr import Ddr
from marosim.peace.state import DEFINITIVE, PEACE_DAYS, WAR_DEATHS, WAR_DEATHS_IN_30_DAYS
from marosim.response_model import ResponseModel
from marosim.settings import Settings, assign
from marosim.situation import Situation

CALM = {
    "mediation": {"mediators": 0, "follow_record": False},
    "ceasefires": {"hazard": 0.0, "strength_definitive": 1.0},
    "spoilers": {"enabled": False},
    "attacks": {"enabled": False},
    "triggers": {"enabled": False},
}
MANDATE = {
    "mandate": {"name": "multidimensional", "ceiling": 3000, "police": 300, "observers": 100,
                "tasks": ["monitor", "disarm"]},
    "authorisation": {"day": 0},
    "deployment": {"plan": "none"},
}  # fmt: skip


class Present(Mechanism):
    """Peacekeepers who are simply there until a day; everybody signs on the first."""

    until = 10**6
    writes = (Situation.peacekeeper_force, Situation.watched)

    def step(self, day: int) -> None:
        now = self.model.situation
        here = day < self.until
        now.peacekeeper_force[self.model.geography.capital] = 1000.0 if here else 0.0
        now.watched[:] = 0.5 if here else 0.0
        self.model.mission.persons = np.array([1000.0 if here else 0.0])
        if day == 0:
            for dyad in self.model.peace.meet():
                dyad.signed = DEFINITIVE


class UntilDay300(Present):
    until = 300


def model(days: int, extra: tuple[Any, ...] = (Present,), **groups: Any) -> ResponseModel:
    case = cases.load("liberia_2003")
    settings = Settings()
    assign(settings, case.settings)
    assign(settings, {"days": days, "population": {"agents": 1000}})
    for part in (CALM, MANDATE, groups):
        assign(settings, part)
    return ResponseModel(case, settings, list(extra))


@pytest.fixture(scope="module")
def carried() -> ResponseModel:
    """Programmes that a mission carries, over 400 days."""
    return model(400).run()


def test_a_response_that_never_arrives_changes_nothing() -> None:
    case = cases.load("liberia_2003")

    def run(mandate: str, plan: str) -> ResponseModel:
        settings = Settings()
        assign(settings, {"days": 250, "population": {"agents": 1500}})
        assign(settings, {"mandate": {"name": mandate, "ceiling": 5000}})
        assign(settings, {"deployment": {"plan": plan}, "authorisation": {"day": 0}})
        return ResponseModel(case, settings).run()

    never, none = run("robust", "none"), run("none", "none")
    for name in ("deaths_direct", "battles", "fighters", "trust_between_groups", "governance",
                 "ceasefires_in_force", "ddr_demobilised", "displaced_internal"):  # fmt: skip
        assert (never.daily[name] == none.daily[name]).all(), name
    assert none.daily["ddr_demobilised"].iloc[-1] == 0


def test_programmes_need_somebody_who_carries_them(carried: ResponseModel) -> None:
    alone = model(400, extra=()).run()
    for name in ("recovery", "local_calm", "ddr_demobilised"):
        assert alone.daily[name].iloc[-1] == 0.0, name
        assert carried.daily[name].iloc[-1] > 0.0, name
    assert carried.politics.cost_by_line["peacebuilding"] > 0
    assert carried.politics.cost_by_line["ddr"] > 0


class Few(Present):
    def step(self, day: int) -> None:
        super().step(day)
        self.model.mission.persons = np.array([20.0])


def test_few_people_carry_little(carried: ResponseModel) -> None:
    few = model(400, extra=(Few,)).run()
    for name in ("recovery", "ddr_demobilised"):
        assert 0.0 < few.daily[name].iloc[-1] < carried.daily[name].iloc[-1], name


def test_former_fighters_are_counted_once() -> None:
    run = model(700).run()
    rule = run.mechanism("ddr")
    assert isinstance(rule, Ddr)
    waiting = sum(c.persons for c in rule.cohorts)
    state = run.peace
    assert state.demobilised > 1000
    assert state.reintegrated + state.idle + waiting == pytest.approx(state.demobilised)
    armed = sum(o.demobilised for o in run.armed.organisations)
    assert state.demobilised - 1e-6 <= armed <= 1.05 * state.demobilised + 1
    assert run.daily["ddr_completed"].is_monotonic_increasing
    government = next(o for o in run.armed.organisations if o.role == "government")
    assert government.demobilised == 0.0


def test_capacity_bounds_the_caseload() -> None:
    narrow = model(250, ddr={"capacity_per_month": 400.0, "inflation": 2.0}).run()
    wide = model(250, ddr={"capacity_per_month": 8000.0, "inflation": 2.0}).run()
    months = 250 / 30.4375
    assert 0 < narrow.peace.demobilised <= 200.0 * months
    assert wide.peace.demobilised > 3 * narrow.peace.demobilised


def test_without_the_task_to_disarm_nobody_is_disarmed() -> None:
    assert model(200, mandate={"tasks": ["monitor"]}).run().peace.demobilised == 0.0


def test_money_for_building_peace_carries_programmes() -> None:
    none = model(400, stabilise_or_build={"build_share": 0.0}).run()
    more = model(400, stabilise_or_build={"build_share": 0.3}).run()
    assert none.daily["recovery"].iloc[-1] == 0.0
    assert more.daily["recovery"].iloc[-1] > 0.05
    assert more.daily["governance"].iloc[-1] > none.daily["governance"].iloc[-1]


def test_reconciliation_raises_trust_between_communities_after_quiet() -> None:
    effort = {"effort": 1.0, "start_after_days": 90}
    off = model(500, reconciliation={"enabled": False}).run()
    on = model(500, reconciliation=effort).run()
    trust = on.daily["trust_between_groups"] - off.daily["trust_between_groups"]
    assert trust.iloc[:89].abs().max() == 0.0
    assert trust.iloc[-1] > 0.04
    assert (on.situation.trust <= 1.0).all()
    assert on.daily["justice_threat"].max() > 0.0
    assert on.daily["justice_threat"].iloc[-1] < on.daily["justice_threat"].max()


def test_reform_lowers_exclusion_and_agreements_carry_it() -> None:
    run = model(400, inclusive_governance={"effort": 1.0}).run()
    first = np.array([c.exclusion for c in run.case.communities])
    assert (run.situation.exclusion < first).all()
    war = model(400, inclusive_governance={"effort": 1.0}, ceasefires={"enabled": False}).run()
    assert (run.situation.exclusion < war.situation.exclusion).all()


def test_only_what_is_owned_is_left_after_exit() -> None:
    def left(**ownership: Any) -> tuple[float, float]:
        run = model(1000, extra=(UntilDay300,), ownership=ownership, recovery={"years": 0.5}).run()
        column = run.daily["recovery"]
        return float(column.iloc[299]), float(column.iloc[-1])

    at_exit, foreign = left(level=0.0)
    slower, owned = left(level=0.9)
    _, nothing = left(enabled=False)
    assert foreign < 0.3 * at_exit
    assert slower < at_exit
    assert owned > 0.8 * slower
    assert nothing < 0.1 * at_exit


def test_exit_on_a_date_draws_down_to_nothing() -> None:
    run = model(400, exit={"rule": "date", "date_days": 90, "drawdown_days": 120.0}).run()
    ceiling = run.daily["authorised"]
    assert ceiling.iloc[60] == 3400
    assert ceiling.iloc[200] < 3400
    assert ceiling.iloc[-1] == 0
    assert run.politics.ended
    assert {"exit"} <= set(run.events["kind"])


def test_exit_by_benchmarks_waits_for_them() -> None:
    early = {"rule": "benchmarks", "earliest_days": 30, "drawdown_days": 60.0}
    unmet = model(500, exit={**early, "demobilised": 1.0, "governance": 1.0}).run()
    assert not unmet.politics.ended
    easy = {"quiet_days": 30, "demobilised": 0.01, "governance": 0.05}
    met = model(500, exit={**early, **easy})
    while not (met.politics.ended or met.finished):
        met.step()
    assert met.politics.ended


def test_violence_wears_trust_and_institutions_away() -> None:
    case = cases.load("rwanda_1994")
    settings = Settings()
    assign(settings, {"days": 60, "population": {"agents": 3000}})
    assign(settings, {"mandate": {"name": "none"}, "deployment": {"plan": "none"}})
    run = ResponseModel(case, settings).run()
    assert run.daily["trust_between_groups"].iloc[-1] < run.daily["trust_between_groups"].iloc[0]
    assert run.daily["governance"].iloc[-1] < 0.9 * run.daily["governance"].iloc[0]
    assert (run.situation.trust >= 0).all() and (run.situation.governance >= 0).all()


def test_recurrence_is_war_after_a_peace() -> None:
    run = model(10)
    state, now = run.peace, run.situation

    def live(days: int, killed: float) -> None:
        for _ in range(days):
            now.attack_persons[:] = 0.0
            now.attack_persons[0, 0] = killed
            state.observe(state.observed_day + 1)

    live(40, WAR_DEATHS / 30)
    assert state.war_days > 0 and state.peace_day < 0
    live(PEACE_DAYS + 30, 0.0)
    assert state.peace_day > 0 and state.relapse_day < 0
    quiet = run.mechanism("exit").run_outcomes()  # type: ignore[union-attr]
    assert quiet["recurrence"] == 0.0 and quiet["peace_reached"] == 1.0
    live(30, 2 * WAR_DEATHS_IN_30_DAYS / 30)
    assert state.relapse_day < 0, "a bad month is no war"
    live(30, WAR_DEATHS / 30)
    assert state.relapse_day > state.peace_day
    assert run.mechanism("exit").run_outcomes()["recurrence"] == 1.0  # type: ignore[union-attr]
    assert state.killed_30 == pytest.approx(WAR_DEATHS)
