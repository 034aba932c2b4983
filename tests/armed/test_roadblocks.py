"""Those whom leaders mean to destroy are held by roadblocks, and the campaign lasts while they are
within reach."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

import marosim.cases
from marosim.civilians.selection import CivilianSet
from marosim.response_model import ResponseModel
from marosim.settings import Settings, assign
from marosim.study.ensemble import conflict

TUTSI = 1


def with_will(case, wills):
    """The case with wills set by hand: what they do is asked here, not the rule that tells them."""
    return dataclasses.replace(
        case,
        organisations=tuple(
            dataclasses.replace(o, hostility={"tutsi": wills[o.name]}, extermination=wills[o.name])
            if o.name in wills
            else o
            for o in case.organisations
        ),
    )


RWANDA = with_will(marosim.cases.load("rwanda_1994"), {"government": 1.0, "interahamwe": 1.0})


def build(case=RWANDA, seed=1, days=30, agents=4000, **changes):
    settings = Settings(seed=seed, days=days)
    settings.population.agents = agents
    assign(settings, {"mandate": {"name": "none", "ceiling": 0}, "mediation": {"enabled": False}})
    assign(settings, changes)
    return ResponseModel(case, settings)


def meaning(case, extermination):
    """The case with leaders who all mean so far to destroy."""
    changed = [dataclasses.replace(o, extermination=extermination) for o in case.organisations]
    return dataclasses.replace(case, organisations=tuple(changed))


def abroad(model):
    return model.situation.people[~model.geography.inside, TUTSI, :5].sum()


def test_roadblocks_keep_people_in_reach_of_those_who_mean_to_destroy_them():
    out, dead = {}, {}
    for stop in (0.0, 5.0):
        runs = [build(seed=seed, flight={"roadblocks_stop": stop}).run() for seed in (1, 2)]
        out[stop] = sum(abroad(run) for run in runs)
        dead[stop] = sum(run.daily["deaths_direct"].sum() for run in runs)
    assert out[5.0] < 0.5 * out[0.0]
    assert dead[5.0] > 1.1 * dead[0.0]


def test_nobody_is_stopped_where_nobody_means_to_destroy():
    case = meaning(conflict(3), 0.0)
    runs = [build(case, days=80, agents=400, flight={"roadblocks_stop": s}).run() for s in (0, 20)]
    assert runs[0].daily["displaced_internal"].max() > 0
    assert runs[0].daily.equals(runs[1].daily)


def test_roadblocks_stand_where_they_hold_the_ground_against_those_they_aim_at():
    model = build()
    for _ in range(10):
        model.step()
    now = model.situation
    held = now.control[:2].sum(axis=0)
    assert now.roadblocks[held > 0.9, TUTSI].mean() > 0.3
    assert now.roadblocks[:, 0].max() < 0.01
    assert not now.roadblocks[~model.geography.inside].any()
    model.mechanism("attacks").stop()
    assert not now.roadblocks.any()


def test_a_campaign_to_destroy_lasts_while_people_are_left_and_fades_when_none_is():
    def escalation(case, remove=False, days=25):
        model = build(case, days=days, agents=1000, flight={"enabled": False})
        for day in range(days):
            if remove and day == 5:
                for status in ("home", "displaced", "under way", "sheltered", "abroad"):
                    left = CivilianSet(model.civilians).select(community="tutsi", status=status)
                    left.set("status", "dead")
            model.step()
        return model.situation.escalation[1]

    meant = escalation(RWANDA)
    assert meant > 0.8
    assert escalation(meaning(RWANDA, 0.0)) < meant - 0.1
    assert escalation(RWANDA, remove=True) < meant - 0.1


@pytest.mark.parametrize("road_safety", [0.0, 1.0])
def test_safe_roads_let_people_pass(road_safety):
    model = build()
    for _ in range(5):
        model.step()
    model.situation.road_safety[:] = road_safety
    attacks = model.mechanism("attacks")
    attacks._roadblocks(attacks._destroy())
    assert bool(np.any(model.situation.roadblocks)) is (road_safety == 0.0)
