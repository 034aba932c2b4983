"""Mediation and ceasefires: talks, their chances, durability, violations, failure."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from marosim import cases
from marosim.mechanism import Mechanism
from marosim.peace.ceasefires import Ceasefires
from marosim.peace.mediation import Mediation, Mediator
from marosim.peace.state import CESSATION, DEFINITIVE, PRELIMINARY
from marosim.response_model import ResponseModel
from marosim.settings import Settings, assign

QUIET_ENVOYS = {"mediation": {"mediators": 0, "follow_record": False, "unaided": 0.0}}


def model(days: int = 120, extra: tuple[Any, ...] = (), **groups: Any) -> ResponseModel:
    case = cases.load("liberia_2003")
    settings = Settings()
    assign(settings, case.settings)
    assign(settings, {"days": days, "population": {"agents": 1500}})
    assign(settings, {"mandate": {"name": "none"}, "deployment": {"plan": "none"}})
    assign(settings, {"mediation": {"follow_record": False}})
    assign(settings, groups)
    return ResponseModel(case, settings, list(extra))


def mediation(run: ResponseModel) -> Mediation:
    found = run.mechanism("mediation")
    assert isinstance(found, Mediation)
    return found


def ceasefires(run: ResponseModel) -> Ceasefires:
    found = run.mechanism("ceasefires")
    assert isinstance(found, Ceasefires)
    return found


class SignAll(Mechanism):
    """All parties sign a definitive agreement on the first day."""

    def step(self, day: int) -> None:
        if day == 0:
            for dyad in self.model.peace.meet():
                dyad.signed = DEFINITIVE


def test_nobody_stops_unless_somebody_makes_them() -> None:
    run = model(**QUIET_ENVOYS).run()
    assert not run.situation.ceasefire.any()
    assert run.daily["ceasefires_in_force"].sum() == 0
    assert run.daily["battles"].sum() > 0


def test_signed_agreements_stop_most_battles() -> None:
    lasting = {**QUIET_ENVOYS, "ceasefires": {"hazard": 0.0}, "spoilers": {"enabled": False}}
    war = model(**QUIET_ENVOYS).run()
    peace = model(extra=(SignAll,), **lasting).run()
    assert peace.daily["ceasefires_in_force"].iloc[-1] == len(peace.peace.meet())
    assert peace.daily["battles"].sum() < 0.3 * war.daily["battles"].sum()
    assert np.allclose(peace.situation.ceasefire, peace.situation.ceasefire.T)
    assert peace.situation.ceasefire.max() <= 1.0


def test_without_the_mechanism_of_ceasefires_talks_stop_nothing() -> None:
    many = {"mediators": 5, "talks_per_year": 52.0, "talks_days": 5.0, "start_day": 0}
    run = model(mediation={**many, "success_base": 4.0}, ceasefires={"enabled": False}).run()
    assert run.daily["talks_succeeded"].sum() > 0
    assert not run.situation.ceasefire.any()


def test_early_envoys_stand_at_the_table_on_the_first_day_and_are_agents_on_the_map() -> None:
    run = model(mediation={"mediators": 2, "start_day": -60})
    envoys = list(run.agents_by_type[Mediator])
    assert len(envoys) == 2
    assert all(envoy.dyad is not None for envoy in envoys)
    cells = {run.geography.cell(p) for p in range(run.geography.count)}
    assert {envoy.cell for envoy in envoys} <= cells


def test_more_envoys_reach_more_ceasefires() -> None:
    def reached(mediators: int, seeds: int = 3) -> float:
        total = 0.0
        for seed in range(1, 1 + seeds):
            run = model(seed=seed, days=300, mediation={"mediators": mediators, "unaided": 0.0})
            total += run.run().daily["ceasefires_signed"].sum()
        return total

    none, one, three = reached(0, seeds=1), reached(1), reached(3)
    assert none == 0.0
    assert 0.0 < one < three


def test_chance_rises_with_leverage_and_trust_and_falls_with_rivals() -> None:
    run = model()
    talks, dyad = mediation(run), run.peace.meet()[0]
    options = talks.settings
    dyad.fought = 1
    first = talks.chance(dyad, 1)
    options.leverage = 0.9
    assert talks.chance(dyad, 1) > first
    options.leverage = 0.4
    dyad.trust = 1.0
    assert talks.chance(dyad, 1) > first
    dyad.trust = 0.5
    options.coordination = 0.0
    rivals = talks.chance(dyad, 3)
    options.coordination = 1.0
    team = talks.chance(dyad, 3)
    assert rivals < first < team


def test_talks_before_the_first_battle_are_easier() -> None:
    run = model()
    talks, dyad = mediation(run), run.peace.meet()[0]
    early = talks.chance(dyad, 1)
    dyad.fought = 1
    assert early > talks.chance(dyad, 1)


def test_a_stalemate_must_hurt_both_and_be_even_to_be_ripe() -> None:
    run = model()
    dyad = run.peace.meet()[0]
    weary = run.situation.weariness
    weary[:] = 0.0
    assert run.peace.ripeness(dyad) == 0.0
    weary[dyad.first] = 0.8
    assert run.peace.ripeness(dyad) == 0.0
    weary[dyad.second] = 0.8
    both = run.peace.ripeness(dyad)
    run.armed.organisations[dyad.second].fighters *= 0.1
    assert 0.0 < run.peace.ripeness(dyad) < both


def signed(run: ResponseModel, kind: int = CESSATION):  # type: ignore[no-untyped-def]
    dyad = run.peace.meet()[0]
    dyad.kind, dyad.since = kind, 0
    return dyad


def test_durability_follows_age_kind_monitors_spoilers_and_former_fighters() -> None:
    run = model()
    rule, now, dyad = ceasefires(run), run.situation, signed(run)

    def hazard(day: int = 0) -> float:
        return float(rule.hazards([dyad], day)[0])

    first = hazard()
    assert hazard(day=400) < 0.2 * first
    now.watched[:] = 1.0
    assert hazard() < 0.3 * first
    now.watched[:] = 0.0
    now.cohesion[:] = 0.0
    assert hazard() > 2.0 * first
    now.cohesion[:] = 1.0
    run.peace.idle = 1e4
    assert hazard() > first
    run.peace.idle = 0.0
    run.peace.demobilised = 1e4
    assert hazard() < first
    run.peace.demobilised = 0.0
    run.peace.justice_threat = 1.0
    assert hazard() > first
    run.peace.justice_threat = 0.0
    dyad.kind = PRELIMINARY
    step = hazard()
    dyad.kind = DEFINITIVE
    assert hazard() < step < first


def test_a_broken_ceasefire_is_an_event_and_escalates_both_sides() -> None:
    run = model(extra=(SignAll,), days=12, **QUIET_ENVOYS, ceasefires={"hazard": 1.0})
    for _ in range(2):
        run.step()
    before = run.situation.escalation.copy()
    while not run.finished:
        run.step()
    broken = run.events[run.events["kind"] == "ceasefire_failed"]
    assert len(broken) >= 1
    assert run.daily["ceasefires_failed"].sum() == len(broken)
    assert run.situation.escalation.max() > before.max()
    assert not run.situation.ceasefire.any() or run.daily["ceasefires_in_force"].iloc[-1] > 0


def test_battles_between_signatories_are_violations() -> None:
    weak = {"hazard": 0.0, "strength_definitive": 0.0}
    run = model(extra=(SignAll,), days=60, **QUIET_ENVOYS, ceasefires=weak).run()
    violated = run.events[run.events["kind"] == "ceasefire_violated"]
    assert len(violated) > 0
    assert run.daily["ceasefire_violations"].sum() >= len(violated)


def test_talks_of_the_record_end_on_their_day() -> None:
    run = model(days=100, mediation={"follow_record": True, "mediators": 0, "unaided": 0.0}).run()
    ended = run.events[run.events["kind"].isin(["talks_succeeded", "talks_failed"])]
    timeline = run.case.timeline
    dated = set(timeline.loc[timeline["kind"] == "agreement_talks", "day"])
    assert len(ended) > 0
    assert set(ended["day"]) <= dated


@pytest.mark.parametrize("key", ["mediation", "ceasefires", "ddr", "exit", "society"])
def test_each_can_be_switched_off_alone(key: str) -> None:
    run = model(days=40, **{key: {"enabled": False}}).run()
    assert run.mechanism(key) is None
    empty = [name for name, metric in run.metrics.items() if metric.needs]  # where it is not there
    assert np.isfinite(run.daily.drop(columns=["date", *empty]).to_numpy(dtype=float)).all()
