"""Expulsion: who is to leave, how many more are driven out than killed, and where they go."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

import marosim
from marosim.response_model import ResponseModel
from marosim.settings import Settings, assign
from marosim.study.ensemble import conflict

NORTH, SOUTH = 0, 1


def country(number=3, kin=((), (SOUTH,)), days=None, seed=1, agents=400, **changes):
    settings = Settings(seed=seed, days=days)
    settings.population.agents = agents
    assign(settings, {"mandate": {"name": "none", "ceiling": 0}, **changes})
    case = conflict(number)
    names = [c.name for c in case.communities]
    organisations = tuple(
        dataclasses.replace(o, kin=tuple(names[g] for g in own))
        for o, own in zip(case.organisations, kin, strict=True)
    )
    return ResponseModel(dataclasses.replace(case, organisations=organisations), settings)


def aims(model):
    return model.mechanism("expulsion")._aims()[:2].astype(int).tolist()


def test_an_organisation_aims_at_those_for_whom_its_enemy_fights():
    assert aims(country(kin=((NORTH,), (SOUTH,)))) == [[0, 1], [1, 0]]
    assert aims(country(kin=((), (SOUTH,)))) == [[0, 1], [0, 0]]
    # both claim the same people: nobody is to leave
    assert aims(country(kin=((SOUTH,), (SOUTH,)))) == [[0, 0], [0, 0]]
    # a rebel who claims to fight for nobody needs nobody's goodwill, a government does
    assert aims(country(kin=((), ()))) == [[0, 0], [1, 1]]


def test_a_friends_people_are_spared_while_it_is_a_friend():
    model = marosim.model("bosnia_1992", days=1, population__agents=200)
    index = {o.name: o for o in model.armed.organisations}
    people = [c.name for c in model.case.communities]
    rule, hvo = model.mechanism("expulsion"), index["hvo"].index
    bosniak, serb = people.index("bosniak"), people.index("serb")
    assert rule._aims()[hvo, [bosniak, serb]].tolist() == [0, 1]
    model.armed.set_war("hvo", "arbih", at_war=True)
    assert rule._aims()[hvo, [bosniak, serb]].tolist() == [1, 1]


def test_many_more_are_driven_out_than_killed_where_that_is_the_plan():
    left = {}
    for on in (True, False):
        displaced = dead = 0.0
        for seed in (1, 2):
            model = marosim.model(
                "bosnia_1992", days=120, seed=seed, population__agents=1500, mandate="none",
                battles={"enabled": False}, expulsion={"enabled": on},
            )  # fmt: skip
            run = model.run().daily
            displaced += (run["displaced_internal"] + run["displaced_abroad"]).iloc[-1]
            dead += run["deaths_direct"].sum()
        left[on] = displaced, dead
    assert left[True][0] > 2 * left[False][0]
    assert left[True][0] > 10 * max(left[True][1], 1.0)


def weights(flight):
    """Weight of each destination by community and place, [G, P, P]."""
    found = flight.destinations()
    return found.weights[None] * found.pull[:, None, :]


def test_the_expelled_avoid_ground_of_those_who_drive_them_out():
    model = country(kin=((NORTH,), (SOUTH,)))
    model.step()
    now, map_ = model.situation, model.geography
    now.fear[:], now.expulsion[:] = 0.0, 0.0
    now.control[:] = 0.0
    theirs = np.flatnonzero(map_.inside)[::2]
    now.control[0, theirs] = 1.0
    flight = model.mechanism("flight")
    now.people[:, SOUTH, 0] = 1000.0
    before = weights(flight)
    now.expulsion[:, SOUTH] = 1.0
    after = weights(flight)
    assert (after[SOUTH][:, theirs] < 0.01 * before[SOUTH][:, theirs] + 1e-12).all()
    others = np.setdiff1d(np.arange(map_.count), theirs)
    assert after[SOUTH][:, others] == pytest.approx(before[SOUTH][:, others])
    assert after[NORTH] == pytest.approx(before[NORTH])


def test_a_base_shelters_those_in_fear_of_killing_and_not_those_driven_out():
    model = country()
    model.step()
    now, flight = model.situation, model.mechanism("flight")
    now.refuge_capacity[:] = 1e6
    now.fear[:], now.expulsion[:] = 0.0, 0.9
    flight._shelter()
    assert not model.civilians.tables.shelter.any()
    now.fear[:] = 0.9
    flight._shelter()
    assert model.civilians.tables.shelter.any()
