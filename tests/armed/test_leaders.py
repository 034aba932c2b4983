"""Leaderships learn from what outsiders do, hold back or hurry, and say why they plan what."""

from __future__ import annotations

import dataclasses
import re

import numpy as np
import pandas as pd
import pytest
from mesa import Agent

import marosim
from marosim.armed.leadership import PLANS, Leadership
from marosim.response_model import ResponseModel
from marosim.settings import Settings, assign
from marosim.study.ensemble import conflict


def country(days=60, seed=1, timeline=None, **changes):
    case = conflict(3)
    if timeline is not None:
        rows = pd.DataFrame(timeline, columns=list(case.timeline.columns))
        case = dataclasses.replace(case, timeline=rows)
    settings = Settings(seed=seed, days=days)
    settings.population.agents = 300
    assign(settings, {"mandate": {"name": "none", "ceiling": 0}, **changes})
    model = ResponseModel(case, settings)
    return model, model.mechanism("leaders")


def test_every_organisation_has_a_leadership_that_is_a_mesa_agent():
    model, rule = country()
    model.step()
    assert [one.organisation for one in rule.leaderships] == model.armed.organisations
    for one in rule.leaderships:
        assert isinstance(one, Agent) and one in model.agents
        assert one.plan in PLANS and one.why
    told = [e for e in model.journal.events if e.kind == "plan"]
    assert len(told) == len(rule.leaderships)
    assert all("believed_resolve" in e.numbers for e in told)
    for event in told:
        assert re.search(r": its leaders plan to [a-z ]+; why: [a-z]", event.text), event.text
        assert "0.00" not in event.text, "what weighs nothing is no reason"


def see(days, answer):
    """Ten attacks of organisation 0 in reach, one a day, answered or not."""
    model, rule = country()
    now, mission = model.situation, model.mission
    mission.response_force[:] = 500.0
    for _ in range(days):
        now.attack_starts[:], now.attack_active[:] = 0.0, False
        rule._see()
        now.attack_starts[0, 0], now.attack_active[0, 0] = 1.0, True
        mission.answering[:] = answer
        rule._see()
    return rule.leaderships


def test_beliefs_follow_answers_and_are_each_organisations_own():
    firm, weak = see(10, True), see(10, False)
    assert weak[0].resolve < 0.3 < firm[0].resolve
    assert firm[0].resolve > 0.6
    assert firm[1].resolve == weak[1].resolve == pytest.approx(0.3)
    assert see(30, True)[0].resolve > firm[0].resolve


def test_an_announcement_works_by_what_was_seen_before():
    _, rule = country()
    one = rule.leaderships[0]
    one.plan = "hold"
    one.resolve = 0.0
    assert one.pressure(0.0) == 1.0 and one.pressure(1.0) == pytest.approx(1.5, abs=0.01)
    one.resolve = 0.9
    assert one.pressure(1.0) < 0.25
    one.plan = "lie_low"
    assert one.pressure(0.0) == pytest.approx(rule.settings.lie_low_hazard)


@pytest.mark.parametrize("came", [True, False])
def test_a_promise_kept_or_broken_is_remembered(came):
    model, rule = country()
    now = model.situation
    now.intervention_expected = 1.0
    rule._promises(1)
    now.intervention_expected = 0.1
    now.peacekeeper_force[0] = 3000.0 if came else 0.0
    rule._promises(40)
    assert (rule.leaderships[0].resolve > 0.3) == came


def test_an_announcement_that_names_organisations_works_on_them_alone():
    when = conflict(3).date(0)
    row = [0, when, "intervention_announced", "", "alliance|rebels", 1.0, "An ultimatum", "assumed"]
    model, rule = country(timeline=[row])
    model.situation.intervention_expected = 1.0
    for one in rule.leaderships:
        one.plan, one.resolve = "hold", 0.9
    names = [o.name for o in model.armed.organisations]
    factor = dict(zip(names, rule.pressure(1), strict=False))
    assert factor["rebels"] < 0.5 and factor["government"] == 1.0


def test_leaders_lie_low_where_they_believe_in_those_who_reach_them():
    model, rule = country()
    model.step()
    one = rule.leaderships[1]
    one.resolve, one.near = 1.0, 1.0
    model.situation.belligerence[:] = 0.0
    one.review(50)
    assert one.plan == "lie_low" and "fear_of_outsiders" in one.why
    one.resolve = 0.0
    one.review(51)
    assert one.plan != "lie_low"


def test_plans_follow_who_they_are():
    bosnia = marosim.model("bosnia_1992", days=2, population__agents=300, mandate="none").run()
    rwanda = marosim.model("rwanda_1994", days=4, population__agents=300, mandate="none").run()
    plans = {
        one.organisation.name: one.plan
        for model in (bosnia, rwanda)
        for one in model.mechanism("leaders").leaderships
    }
    assert plans["interahamwe"] == plans["government"] == "exterminate"
    assert plans["vrs"] in ("expel", "besiege")
    assert plans["arbih"] not in ("expel", "exterminate", "loot")


class Meek(Leadership):
    """Leaders who always lie low."""

    def worth(self):
        return {"lie_low": {"meekness": 1.0}}


def test_a_leadership_can_be_replaced_by_a_subclass():
    begun = {}
    for meek in (False, True):
        total = 0.0
        for seed in (1, 2, 3):
            model, rule = country(days=60, seed=seed, attacks={"hazard": 0.3})
            if meek:
                one = rule.replace("rebels", Meek)
                assert one in model.agents
            model.run()
            total += sum(e.kind == "attack" and e.actor == "rebels" for e in model.journal.events)
        begun[meek] = total
    assert begun[True] < 0.6 * begun[False]
    with pytest.raises(ValueError, match="no organisation 'nobody' here; use one of government"):
        rule.replace("nobody", Meek)


def test_reviews_come_monthly_or_after_a_shock():
    model, rule = country()
    one = rule.leaderships[0]
    one.review(0)
    heat = float(model.situation.escalation[0])
    assert not one.due(29, heat) and one.due(30, heat)
    assert one.due(2, min(heat + 0.5, 1.0))
    one.resolve = 1.0
    assert one.due(2, heat)
    assert np.isclose(one.at_review[1], heat)
