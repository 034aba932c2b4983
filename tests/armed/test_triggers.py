"""A trigger sets off killing where it happens, by those it names, for days."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

import marosim
from marosim.response_model import ResponseModel
from marosim.settings import Settings, assign
from marosim.study.ensemble import conflict


def with_trigger(actor="government", place=None, days=30, agents=400, seed=1, **changes):
    case = conflict(3)
    case = dataclasses.replace(
        case,
        organisations=tuple(
            dataclasses.replace(o, hostility={"south": 0.8, "north": 0.0}) if o.role == "government"
            else o
            for o in case.organisations
        ),
    )  # fmt: skip
    where = case.places.loc[case.places["capital"], "name"].iloc[0] if place is None else place
    row = [2, case.date(2), "trigger", where, actor, 1.0, "A plot is alleged", "assumed"]
    case = dataclasses.replace(
        case, timeline=pd.DataFrame([row], columns=list(case.timeline.columns))
    )
    settings = Settings(seed=seed, days=days)
    settings.population.agents = agents
    assign(
        settings, {"mandate": {"name": "none", "ceiling": 0}, "triggers": {"random_per_year": 0}}
    )
    assign(settings, changes)
    return ResponseModel(case, settings)


def test_heat_is_highest_where_the_trigger_is_and_fades_with_way_and_days():
    model = with_trigger()
    now, map_ = model.situation, model.geography
    for _ in range(2):
        model.step()
        assert not now.heat.any()
    model.step()
    there = now.heat[0, map_.capital]
    assert there == pytest.approx(0.8)
    far = int(np.argmax(np.where(np.isfinite(map_.distance_km[map_.capital]),
                                 map_.distance_km[map_.capital], -1)))  # fmt: skip
    assert now.heat[0, far] < 0.1 * there
    assert not now.heat[1].any()  # neither named nor a friend
    for _ in range(7):
        model.step()
    assert now.heat[0, map_.capital] == pytest.approx(there / np.e, rel=0.01)


def test_those_it_is_aimed_at_are_alarmed_and_others_are_not():
    model = with_trigger()
    for _ in range(3):
        model.step()
    capital = model.geography.capital
    held = model.situation.control[0, capital]
    assert model.situation.alarm[capital, 1] == pytest.approx(0.8 * held, abs=0.05)
    assert model.situation.alarm[capital, 0] == 0.0
    assert model.situation.fear[capital, 1] >= model.situation.alarm[capital, 1] - 1e-9


def test_killing_follows_at_the_place_and_soldiers_stay_for_it():
    begun, present = {"": 0.0, "government": 0.0}, {"": 0.0, "government": 0.0}
    for actor in begun:
        for seed in range(1, 7):
            model = with_trigger(actor or "nobody", seed=seed, days=14, attacks={"hazard": 0.05})
            capital = model.geography.capital
            while not model.finished:
                model.step()
                begun[actor] += model.situation.attack_starts[0, capital]
                present[actor] += model.situation.force[0, capital]
    assert begun["government"] > 3 * begun[""]
    assert present["government"] > present[""]


def test_bases_in_juba_fill_within_days():
    model = marosim.model("south_sudan_2013", days=10).run()
    assert model.daily["sheltered"].iloc[2] > 5_000
    assert model.daily["sheltered"].iloc[-1] > 15_000
