"""Battle is fought for superiority or on orders, tires armies, and kills by who has guns."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from marosim.armed.forces import heavy_arms
from marosim.response_model import ResponseModel
from marosim.settings import Settings, assign
from marosim.study.ensemble import conflict


def country(seed=1, **changes):
    settings = Settings(seed=seed)
    settings.population.agents = 200
    assign(settings, {"mandate": {"name": "none", "ceiling": 0}, **changes})
    model = ResponseModel(conflict(3), settings)
    now = model.situation
    now.force[:], now.weariness[:], now.belligerence[:] = 0.0, 0.0, 1.0
    for organisation in model.armed.organisations:
        organisation.quality = 1.0
    return model, model.mechanism("battles")


def will(strong, weak, **fields):
    model, battles = country()
    now = model.situation
    now.force[0, 0], now.force[1, 0] = strong, weak
    for name, value in fields.items():
        getattr(now, name)[0] = value
    return float(battles._will(0, 1, np.array([0]))[0])


def test_a_side_attacks_where_it_is_superior_or_under_orders():
    assert will(1000, 1000) < 0.05
    assert will(2500, 1000) == pytest.approx(0.5)
    assert will(6000, 1000) > 0.95
    assert will(300, 1000, objective=0.9) == pytest.approx(0.9)


def test_a_tired_or_unwilling_side_attacks_less():
    assert will(6000, 1000, weariness=0.5) == pytest.approx(0.25 * will(6000, 1000))
    assert will(6000, 1000, belligerence=0.0) == 0.0


def fought(days=1500, **changes):
    model, battles = country(operations={"enabled": False}, **changes)
    sides = [o.index for o in model.armed.organisations]
    places = np.arange(model.geography.count)
    lost = []
    for day in range(days):
        for index in sides:
            model.situation.force[index] = 1000.0
        battles._clear()
        model.situation.weariness[:] = 0.0
        battles._fight(0, 1, places, 1, day)
        lost += list(model.situation.battle_today[model.situation.battle_today > 0])
    return np.array(lost)


def test_days_of_battle_differ_and_their_mean_does_not_follow_the_spread():
    steady = fought(battles={"fierceness_spread": 0.0})
    spread = fought(battles={"fierceness_spread": 0.8})
    assert np.ptp(steady) < 1e-6 and len(spread) > 500
    assert spread.max() > 5 * np.median(spread)
    assert spread.mean() == pytest.approx(steady.mean(), rel=0.1)


def killed_beside(heavy):
    model, battles = country()
    now = model.situation
    now.people[:] = 0.0
    now.people[:, :, 0] = 50_000.0
    for organisation in model.armed.organisations:
        organisation.heavy_arms = heavy[organisation.index]
    now.force[0], now.force[1] = 4000.0, 1000.0
    battles._fight(0, 1, np.arange(model.geography.count), 1, 3)
    now.harm[:] = 0.0
    battles._civilian_harm()
    return now.harm.sum() / now.battle_today.sum()


def test_civilians_die_by_the_heavy_arms_of_those_who_fire():
    light, strong_side, weak_side = (killed_beside(h) for h in ((0, 0), (1, 0), (0, 1)))
    assert 0 < light < weak_side < strong_side
    assert killed_beside((1, 1)) == pytest.approx(light / 0.1)
    in_part = killed_beside((2 / 3, 2 / 3)) / killed_beside((1, 1))
    assert in_part == pytest.approx(0.1 + 0.9 * 4 / 9)  # for less than their share of the mass


def test_heavy_arms_are_those_known_or_those_of_the_kind():
    plan = conflict(1).organisations[0]
    known = [heavy_arms(dataclasses.replace(plan, heavy_arms=level)) for level in range(4)]
    assert known == [0, 1 / 3, 2 / 3, 1]
    by_kind = {
        role: heavy_arms(dataclasses.replace(plan, role=role))
        for role in ("government", "rebel", "militia")
    }
    assert by_kind["militia"] == 0 < by_kind["rebel"]


@pytest.mark.parametrize("called_up, splits", [(False, 1), (True, 0)])
def test_an_army_of_conscripts_holds_together(called_up, splits):
    model, _ = country(spoilers={"split_hazard": 0.1, "conscript_splits": 0.0})
    rebels = next(o for o in model.armed.organisations if o.role == "rebel")
    rebels.conscripts = called_up
    model.armed.count_force()
    rule, found = model.mechanism("spoilers"), 0
    for day in range(60):
        model.situation.ceasefire[:], model.situation.cohesion[:] = 1.0, 0.0
        rule.step(day)
        found = rule.factions
        if found:
            break
    assert found == splits


def battles_begun(rains, speed, days=300):
    """Battles in so many days with this speed on the roads, relative to the dry season."""
    model, battles = country(operations={"enabled": False}, battles={"rains": rains})
    model.geography.season = speed
    places, begun = np.arange(model.geography.count), 0
    for day in range(days):
        model.situation.force[:2] = 1000.0
        model.situation.weariness[:] = 0.0
        battles._clear()
        battles._fight(0, 1, places, 1, day)
        begun += battles.fought
    return begun


def test_battles_are_fewer_in_the_rains_by_as_much_as_roads_are_slower():
    dry, wet = battles_begun(1.0, 1.0), battles_begun(1.0, 0.5)
    assert wet == pytest.approx(0.5 * dry, rel=0.15)
    assert battles_begun(0.0, 0.5) == battles_begun(0.0, 1.0) == dry
