"""An army whose enemies win its ground and its capital breaks, and its people follow it out."""

from __future__ import annotations

import numpy as np
import pytest

import marosim.cases
from marosim.armed.collapse import Collapse
from marosim.mechanism import Mechanism
from marosim.response_model import ResponseModel
from marosim.settings import Settings, assign
from marosim.situation import Situation

NEVER = {"operations": {"break_point": 0.05}}


def build(case="rwanda_1994", seed=1, days=None, extra=(), agents=2000, **changes):
    settings = Settings(seed=seed, days=days)
    settings.population.agents = agents
    assign(settings, {"mandate": {"name": "none", "ceiling": 0}, "mediation": {"enabled": False}})
    assign(settings, changes)
    return ResponseModel(marosim.cases.load(case), settings, extra)


class RebelsHoldAll(Mechanism):
    """Every place is in the hands of the rebels, whoever stands there."""

    title = "Rebels hold all"
    writes = (Situation.control,)

    def start(self):
        pass

    def step(self, day):
        control = self.model.situation.control
        control[:] = 0.0
        control[2] = 0.95


def test_an_army_that_loses_all_ground_breaks_within_weeks_and_leaves_the_country():
    model = build(days=90, extra=[RebelsHoldAll])
    model.run()
    broken = model.events.query("kind == 'collapse'")
    assert set(broken["actor"]) == {"government", "interahamwe"}
    assert broken["day"].min() > 5
    now, outside = model.situation, ~model.geography.inside
    assert (now.collapse[:2] > 0.9).all() and now.collapse[2] == 0.0
    army = now.force[0]
    assert army[outside].sum() > 0.5 * army.sum()
    assert now.force[2, outside].sum() == 0.0


def test_people_follow_their_broken_army_across_the_border():
    broken, firm = build().run(), build(**NEVER).run()
    assert "collapse" in set(broken.events["kind"])
    assert "collapse" not in set(firm.events["kind"])
    abroad = [run.daily["displaced_abroad"].iloc[-1] for run in (broken, firm)]
    assert abroad[0] > 1.5 * abroad[1]


def test_a_war_in_which_nobody_breaks_is_as_it_was_without_the_rule():
    with_, without = (build("kalvera", days=200, **changes).run() for changes in ({}, {**NEVER}))
    assert "collapse" not in set(with_.events["kind"])
    assert with_.daily.equals(without.daily)


def test_a_war_that_opens_is_no_defeat_and_a_truce_lets_an_army_rest():
    model = build(days=5)
    now = model.situation
    rule = Collapse(model, model.settings.operations)
    now.at_war[:] = False
    rule.step(0)
    now.control[:] = 0.0
    now.control[2] = 0.9
    now.at_war[0, 2] = now.at_war[2, 0] = True
    for day in range(1, 60):
        rule.step(day)
    assert rule.resolve[0] == pytest.approx(1.0)  # they held as much when the war opened
    now.control[0], now.control[2] = 0.9, 0.0
    rule.step(60)
    now.control[0], now.control[2] = 0.0, 0.9
    for day in range(61, 90):
        rule.step(day)
    lowest = rule.resolve[0]
    assert lowest < 0.5 and now.collapse[0] > 0.0
    now.ceasefire[0, 2] = now.ceasefire[2, 0] = 1.0
    for day in range(90, 400):
        rule.step(day)
    assert lowest < rule.resolve[0] <= 1.0
    assert np.all(now.collapse == 0.0)
