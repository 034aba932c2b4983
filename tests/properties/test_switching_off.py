"""A mechanism that a decision switches off in mid-run stops acting; what it has brought about
stays, and what it was not asked for goes on."""

from __future__ import annotations

from operator import attrgetter

import numpy as np
import pytest
from made_up import a_mission, prepared

import marosim
from marosim.day import DAY, STATES
from marosim.response_model import ResponseModel
from marosim.settings import assign
from marosim.situation import DEAD, FIGHTER, HOME, UNDER_WAY, Situation
from marosim.study.ensemble import conflict


def running(days: int = 12, off: str | None = None) -> ResponseModel:
    """Days of war under a large mission, with all that it does; ``off`` from the start."""
    response = a_mission(
        warning="full",
        peacebuilding="full",
        approach="safe_areas",
        funding="crisis",
        air="interdiction",
    )
    chosen = prepared(response, 4, 100, 60, -30)
    assign(chosen, {"security": {"attack_hazard": 0.5}, "attacks": {"hazard": 2.0}})
    if off:
        assign(chosen, {off: {"enabled": False}})
    model = ResponseModel(conflict(1), chosen)
    while model.day < days:
        model.step()
    return model


WHERE = {state.__name__: where for where, state in STATES.items()}
DAILY = {
    kind.settings_key: [f"{WHERE[field.state]}.{field.name}" for field in kind.renews]
    for kind in DAY
    if kind.renews
    # nobody has to wait for this mission, and it was not planned beforehand
    and kind.settings_key not in ("authorisation", "preventive")
}


@pytest.mark.parametrize("key", DAILY)
def test_what_a_mechanism_does_each_day_ends_when_it_is_switched_off(key):
    def values(model: ResponseModel) -> list[np.ndarray]:
        return [np.asarray(attrgetter(name)(model)) for name in DAILY[key]]

    model = running()
    never = values(running(days=1, off=key))
    while all(map(np.array_equal, values(model), never)):
        assert not model.finished, "it never acts here"
        model.step()
    model.decide({key: {"enabled": False}}, f"{key} is switched off", "")
    for _ in range(2):
        for name, now, neutral in zip(DAILY[key], values(model), never, strict=True):
            assert np.array_equal(now, neutral), name
        model.step()


def test_nobody_expects_an_intervention_once_authorisation_is_switched_off():
    model = marosim.model(
        "kalvera",
        days=60,
        population__agents=200,
        mandate="robust",
        deployment="standard",
        authorisation__day=0,
    )
    while model.situation.intervention_expected == 0.0:
        assert not model.finished, "nobody waits"
        model.step()
    model.decide({"authorisation": {"enabled": False}}, "No process", "")
    for _ in range(2):
        assert model.situation.intervention_expected == 0.0
        model.step()


def test_what_a_mechanism_contributes_is_absent_once_it_is_switched_off():
    model = running()
    while not model.situation.deterrence.any():
        model.step()
    by = model.situation.contributors(Situation.deterrence)
    assert "Presence" in by
    model.decide({"presence": {"enabled": False}}, "no patrols", "")
    left = model.situation.contributors(Situation.deterrence)
    assert set(left) == set(by) - {"Presence"}
    total = sum(left.values(), np.zeros_like(model.situation.deterrence))
    assert np.array_equal(model.situation.deterrence, total)
    others = {"host_capacity": {"enabled": False}, "air": {"enabled": False}}
    model.decide(others, "no training, no aircraft", "")
    assert not model.situation.deterrence.any()
    model.step()
    assert not model.situation.deterrence.any()


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
