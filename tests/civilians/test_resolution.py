"""What happens to people does not depend on how many of them an agent stands for."""

from __future__ import annotations

import numpy as np
import pytest

from marosim.civilians.resolution import Resolution
from marosim.response_model import ResponseModel
from marosim.settings import Settings, assign
from marosim.situation import DEAD
from marosim.study.ensemble import conflict
from marosim.terms import Cause, Exposure


def country(number: int, agents: int, days: int, seed: int = 1) -> ResponseModel:
    settings = Settings()
    assign(settings, {"days": days, "seed": seed, "population": {"agents": agents}})
    assign(settings, {"mandate": {"name": "none"}, "deployment": {"plan": "none"}})
    return ResponseModel(conflict(number), settings)


def reckoning(model: ResponseModel) -> Resolution:
    return next(m for m in model.mechanisms if isinstance(m, Resolution))


def harmed(agents: int, persons: float, days: int) -> ResponseModel:
    """A country in which nothing happens but that so many persons a day are harmed at a place."""
    model = country(1, agents, days)
    place = int(model.situation.people.sum(axis=(1, 2)).argmax())
    asked = np.zeros((model.geography.count, len(model.case.communities)))
    asked[place, 0] = persons
    for day in range(days):
        with model.situation.let_in("attacks"):
            model.situation.request_harm(Cause.ATTACK, Exposure.OPEN, asked)
        reckoning(model).step(day)
    return model


@pytest.mark.parametrize("agents", [200, 2_000, 20_000])
def test_an_event_smaller_than_an_agent_leaves_its_dead(agents: int) -> None:
    model = harmed(agents, 7.0, 1)
    assert model.civilians.persons_per_agent > 100
    assert model.civilians.dead_direct.sum() == pytest.approx(7.0, rel=1e-3)
    assert model.situation.deaths_today[Cause.ATTACK].sum() == pytest.approx(7.0, rel=1e-3)


@pytest.mark.parametrize("persons", [7.0, 400.0, 9_000.0])
def test_whole_agents_die_for_those_who_are_counted(persons: float) -> None:
    model = harmed(2_000, persons, 60)
    civilians = model.civilians
    gone = civilians.status == DEAD
    stood_for = model.situation.people[:, :, DEAD].sum()
    assert stood_for == civilians.persons[gone].sum()
    waiting = civilians.dead_direct.sum() - stood_for
    assert 0 <= waiting == pytest.approx(civilians.carried.sum())
    place = int(civilians.carried.sum(axis=(0, 2)).argmax())
    there = (civilians.place == place) & (civilians.community == 0) & ~gone
    assert waiting < civilians.persons[there].max()


@pytest.mark.parametrize("agents", [5_000, 50_000])
def test_on_one_day_as_many_agents_die_as_are_due(agents: int) -> None:
    """By place and community: what stands for more than is due waits, whatever its number."""
    model = country(1, agents, 2)
    civilians = model.civilians
    everywhere = 0.1 * model.situation.people[:, :, 0]
    with model.situation.let_in("attacks"):
        model.situation.request_harm(Cause.ATTACK, Exposure.OPEN, everywhere)
    reckoning(model).step(0)
    cells = civilians.home.astype(int) * civilians.dead_direct.shape[1] + civilians.community
    heaviest = np.zeros(civilians.dead_direct.size)
    np.maximum.at(heaviest, cells, civilians.persons)
    assert (civilians.carried >= 0).all()
    assert (civilians.carried[0].ravel() <= heaviest).all()
    assert (civilians.status == DEAD).sum() > 0.05 * agents


def test_hardship_and_attacks_each_take_their_own() -> None:
    model = country(1, 5_000, 2)
    people = model.situation.people[:, :, 0]
    with model.situation.let_in("attacks"):
        model.situation.request_harm(Cause.ATTACK, Exposure.OPEN, 0.2 * people)
        model.situation.request_harm(Cause.HARDSHIP, Exposure.OPEN, 0.1 * people)
    reckoning(model).step(0)
    civilians = model.civilians
    counted = np.array([civilians.dead_direct.sum(), civilians.dead_indirect.sum()])
    taken = counted - civilians.carried.sum(axis=(1, 2))
    assert (civilians.carried >= 0).all()
    assert (taken > 0.8 * counted).all()


def test_nobody_dies_twice_where_hardly_anybody_is() -> None:
    model = harmed(200, 1e6, 90)
    place = int(model.civilians.initial.sum(axis=1).argmax())
    present = model.civilians.initial[place, 0]
    assert model.situation.people[place, 0, :DEAD].sum() == 0.0
    assert model.civilians.dead_direct.sum() <= present * (1 + 1e-9)


@pytest.mark.slow
def test_expected_outcomes_do_not_depend_on_the_number_of_agents() -> None:
    """Deaths, displaced and attacks over 30 seeds agree within Monte Carlo error."""
    found = {}
    for agents in (500, 5_000, 50_000):
        runs = [country(7, agents, 200, seed).run().daily for seed in range(30)]
        rows = [(d["deaths_direct"].sum(), d["attacks"].sum(), d["battle_deaths"].sum(),
                 d[["displaced_internal", "displaced_abroad"]].iloc[-1].sum())
                for d in runs]  # fmt: skip
        found[agents] = np.mean(rows, axis=0), np.var(rows, axis=0, ddof=1) / len(rows)
    for agents in (500, 5_000):
        apart = found[agents][0] - found[50_000][0]
        assert (np.abs(apart) < 3 * np.sqrt(found[agents][1] + found[50_000][1])).all(), found
