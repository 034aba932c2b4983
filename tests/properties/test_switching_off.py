"""A mechanism that a decision switches off in mid-run stops acting; what it has brought about
stays, and what it was not asked for goes on."""

from __future__ import annotations

from operator import attrgetter

import numpy as np
import pytest
from made_up import a_mission, prepared

import marosim
from marosim.response_model import ResponseModel
from marosim.settings import assign
from marosim.situation import DEAD, FIGHTER, HOME, UNDER_WAY
from marosim.study.ensemble import conflict


def running(days: int = 12, off: str | None = None) -> ResponseModel:
    """Days of war under a large mission, with all that it does; ``off`` from the start."""
    response = a_mission(
        warning="full", peacebuilding="full", approach="safe_areas", funding="crisis"
    )
    chosen = prepared(response, 4, 100, 60, -30)
    assign(chosen, {"security": {"attack_hazard": 0.5}, "attacks": {"hazard": 2.0}})
    if off:
        assign(chosen, {off: {"enabled": False}})
    model = ResponseModel(conflict(1), chosen)
    while model.day < days:
        model.step()
    return model


# what a mechanism writes anew each day: by its settings key, as the rooms that hold it
DAILY = {
    "attacks": ["situation.attack_starts", "situation.attack_persons", "situation.attack_active"],
    "battles": ["situation.battle_today", "situation.fighters_lost"],
    "escalation": ["situation.intent"],
    "flight": ["situation.fear"],
    "mobilisation": ["situation.rescuers"],
    "mandate": ["situation.arms_embargo"],
    "presence": ["situation.watched", "situation.road_safety", "mission.reach_force"],
    "separation": ["situation.battle_deterrence"],
    "containment": ["situation.blocked"],
    "response_to_attack": ["mission.response_force"],
    "safe_areas": ["situation.refuge_capacity", "situation.refuge_defence"],
    "police_component": ["situation.order"],
    "aid": ["situation.aid"],
    "security": ["situation.peacekeeper_loss_today"],
    "early_warning": ["warning.risk", "warning.alerted", "warning.alerts"],
    "measurement": ["situation.attacks_reported", "judging.measured"],
    "funding": ["politics.readiness_money", "politics.paid_strength", "warning.money"],
    "stabilise_or_build": ["politics.build_effort"],
    "coordination": ["politics.duplication", "politics.decision_delay"],
    "rapid_reaction": ["mission.airlift_tonnes", "mission.stocks"],
    "evaluation": ["mission.adapts"],
}


@pytest.mark.parametrize("key", DAILY)
def test_what_a_mechanism_does_each_day_ends_when_it_is_switched_off(key):
    def values(model: ResponseModel) -> list[np.ndarray]:
        return [np.asarray(attrgetter(name)(model)) for name in DAILY[key]]

    model = running()
    never = values(running(days=1, off=key))
    while any(map(np.array_equal, values(model), never)):
        assert not model.finished, "it never acts here"
        model.step()
    model.decide({key: {"enabled": False}}, f"{key} is switched off", "")
    for _ in range(2):
        for now, neutral in zip(values(model), never, strict=True):
            assert np.array_equal(now, neutral)
        model.step()


def genocide() -> ResponseModel:
    """Twelve days of Rwanda 1994, in which people flee and join."""
    model = marosim.model("rwanda_1994", days=30, population__agents=4000, mandate="none")
    while model.day < 12:
        model.step()
    return model


def test_nobody_joins_once_recruitment_is_switched_off():
    model = genocide()
    joined, recruited = model.civilians.joined.sum(), model.daily["recruits"].sum()
    waiting = model.situation.recruits.sum()
    assert recruited > 0 and waiting > 0
    model.decide({"mobilisation": {"enabled": False}}, "No more recruits", "")
    entered = sum(o.recruited for o in model.armed.organisations)
    assert entered == pytest.approx(recruited + waiting)
    model.run()
    assert model.civilians.joined.sum() <= joined
    assert sum(o.recruited for o in model.armed.organisations) == entered


def test_nobody_flees_once_flight_is_switched_off():
    model = genocide()
    here = model.situation.people
    home, gone = here[:, :, HOME].sum(), here[:, :, [FIGHTER, DEAD]].sum()
    assert here[:, :, UNDER_WAY].sum() > 0
    model.decide({"flight": {"enabled": False}}, "Nobody flees", "")
    model.run()
    later = model.situation.people
    lost = later[:, :, [FIGHTER, DEAD]].sum() - gone
    assert later[:, :, HOME].sum() >= home - lost - 1e-6
    assert later[:, :, HOME].sum() <= home + 1e-6


def test_costs_are_counted_though_money_is_never_short():
    paid, free = running(), running(off="funding")
    lines = paid.politics.cost_by_line
    assert free.daily["cost_usd"].iloc[-1] == pytest.approx(
        sum(free.politics.cost_by_line.values())
    )
    assert set(free.politics.cost_by_line) == set(lines)
    assert lines["warning"] > 0
