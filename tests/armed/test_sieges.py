"""Heavy arms around crowded ground that an enemy holds kill without an assault."""

from __future__ import annotations

import numpy as np
import pytest

import marosim
from marosim.response_model import ResponseModel
from marosim.settings import Settings, assign
from marosim.situation import BATTLE, HOME
from marosim.study.ensemble import conflict


def besieged(**changes):
    """The first organisation's guns around the capital, which the second holds."""
    settings = Settings(seed=1)
    settings.population.agents = 200
    assign(settings, {"mandate": {"name": "none", "ceiling": 0}})
    model = ResponseModel(conflict(3), settings)
    now, sieges, city = model.situation, model.mechanism("sieges"), model.geography.capital
    now.force[:], now.control[:], now.people[:] = 0.0, 0.0, 0.0
    now.harm[:] = 0.0
    now.force[0, city], now.control[1, city] = 5000.0, 0.9
    now.belligerence[:], now.weariness[:] = 1.0, 0.0
    now.people[city, 0, HOME] = 300_000.0
    model.armed.organisations[0].heavy_arms = 1.0
    model.armed.organisations[1].heavy_arms = 0.0
    for name, value in changes.items():
        if name == "heavy_arms":
            model.armed.organisations[0].heavy_arms = value
        else:
            getattr(now, name)[...] = value
    sieges.step(3)
    return model, float(now.harm[BATTLE].sum()), float(now.shelled[city])


def test_a_city_under_fire_loses_people_without_any_battle():
    model, killed, fear = besieged()
    assert 5.0 < killed < 9.0  # 3 in 100,000 a day, less what distance and numbers take off
    assert 0.3 < fear <= 0.5
    assert not model.situation.battle_today.any()
    rule = model.mechanism("sieges")
    rule.report(3)
    assert model.journal.today["people_besieged"] == 300_000.0
    (told,) = [e for e in model.journal.events if e.kind == "siege"]
    assert told.actor == model.armed.organisations[0].name and "why" in told.text


@pytest.mark.parametrize(
    "change", [{"heavy_arms": 0.0}, {"force": 0.0}, {"ceasefire": 1.0}, {"weariness": 1.0},
               {"control": 0.0}, {"belligerence": 0.0}]
)  # fmt: skip
def test_no_shelling_without_guns_will_or_an_enemy_who_holds_the_place(change):
    _, killed, fear = besieged(**change)
    assert killed == fear == 0.0


def test_fewer_guns_in_range_kill_fewer():
    killed = [besieged(heavy_arms=level)[1] for level in (1 / 3, 2 / 3, 1.0)]
    assert np.allclose(killed, np.array([1, 4, 9]) * killed[0])  # in mass they count for more


def test_sarajevo_is_besieged_and_shelling_kills_there():
    days = {}
    for on in (True, False):
        model = marosim.model(
            "bosnia_1992", days=60, population__agents=800, mandate="none", sieges={"enabled": on}
        )
        run = model.run().daily
        days[on] = run["killed_by_shelling"].sum() if on else 0.0
        if on:
            assert run["people_besieged"].iloc[-1] > 100_000
            place = {e.place for e in model.journal.events if e.kind == "siege"}
            assert any(name.startswith("Sarajevo") for name in place)
    assert 100 < days[True] < 5000
