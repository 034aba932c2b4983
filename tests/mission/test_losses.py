"""Who attacks peacekeepers: those who fight a war with them, hardly those who only resent them."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from marosim.mission.security import Security
from marosim.mission.state import TROOPS
from marosim.response_model import ResponseModel
from marosim.study.compose import compose_settings
from marosim.study.ensemble import Mission, conflict
from marosim.terms import Approach, Task

PLACE = 4


def country(offensive: bool = False) -> tuple[ResponseModel, Security]:
    """A thousand soldiers at one place, among a thousand rebels who mean harm to civilians."""
    settings = compose_settings(["mandate=robust", "deployment=historical", "funding=full",
                                 "authorisation.day=-10", "days=30"])  # fmt: skip
    settings.population.agents = 300
    model = ResponseModel(conflict(1, Mission(troops=1000.0), 2), settings)
    model.step()
    mission, now, politics = model.mission, model.situation, model.politics
    politics.mandate = dataclasses.replace(politics.mandate, rules_of_engagement=0.5)
    mission.approach = Approach.DEFEAT_PERPETRATORS if offensive else Approach.AREA_SECURITY
    mission.place[:], mission.arrives[:] = PLACE, -400
    for organisation in model.armed.organisations:
        model.armed.take(organisation.index, now.force[organisation.index])
    put(model, "rebel", 1000)
    now.intent[:], now.ceasefire[:], now.belligerence[:] = 0.5, 0.0, 0.5
    rule = model.mechanism("security")
    assert isinstance(rule, Security)
    model.mechanism("response_to_attack").fights[:] = False
    return model, rule


def put(model: ResponseModel, role: str, men: float) -> int:
    who = next(o.index for o in model.armed.organisations if o.role == role)
    model.armed.add_unit(who, PLACE, men)
    model.armed.count_force()
    return who


def blame(model: ResponseModel, who: int) -> None:
    approach = model.mechanism("approach")
    approach.by_whom[:] = 0.0
    approach.by_whom[who] = 100.0


def here(model: ResponseModel, rule: Security, day: int = 1) -> float:
    """The hazard at the place, and nowhere else, since nobody stands elsewhere."""
    hazard = rule.hazard(model.mission.at_places(TROOPS, day))
    assert not np.delete(hazard, PLACE).any()
    return float(hazard[PLACE])


def test_nobody_hostile_no_attack() -> None:
    model, rule = country()
    assert here(model, rule) > 0
    model.situation.intent[:] = 0.0
    assert here(model, rule) == 0.0
    model, rule = country(offensive=True)
    for organisation in model.armed.organisations:
        model.armed.take(organisation.index, model.situation.force[organisation.index])
    assert here(model, rule) == 0.0


def test_a_truce_spares_peacekeepers() -> None:
    model, rule = country()
    war = here(model, rule)
    model.situation.ceasefire[:] = 0.75
    assert here(model, rule) == pytest.approx(0.25 * war)


def test_a_mission_that_makes_war_on_a_group_is_fought_by_it_alone() -> None:
    peaceful = here(*country())
    model, rule = country(offensive=True)
    rebels = next(o.index for o in model.armed.organisations if o.role == "rebel")
    host = next(o.index for o in model.armed.organisations if o.role == "government")
    blame(model, host)  # the rebels are no target
    assert here(model, rule) == pytest.approx(peaceful)
    blame(model, rebels)
    assert here(model, rule) > 30 * peaceful
    model.situation.belligerence[:] = 1.0
    keen = here(model, rule)
    model.situation.belligerence[:] = 0.0
    assert here(model, rule) < keen / 5


def test_a_task_that_nobody_carries_out_provokes_nobody() -> None:
    """A force with leave for offensives lost a man in 60 within weeks while it attacked nobody."""
    for offensive, allowed in ((False, 1.0), (True, 0.1)):
        model, rule = country(offensive)
        rebels = next(o.index for o in model.armed.organisations if o.role == "rebel")
        blame(model, rebels)
        mandate, tasks = model.politics.mandate, (Task.PROTECT, Task.OFFENSIVE)
        rules = {"rules_of_engagement": allowed}
        model.politics.mandate = dataclasses.replace(mandate, tasks=(Task.PROTECT,), **rules)
        quiet = here(model, rule)
        model.politics.mandate = dataclasses.replace(mandate, tasks=tasks, **rules)
        assert here(model, rule) == quiet < 0.01


def test_who_uses_force_today_is_answered_with_force() -> None:
    model, rule = country()
    quiet = here(model, rule)
    rebels = next(o.index for o in model.armed.organisations if o.role == "rebel")
    model.mechanism("response_to_attack").fights[rebels, PLACE] = True
    assert here(model, rule) > 50 * quiet


def test_a_strong_opponent_is_attacked_less() -> None:
    found = []
    for share in (0.2, 1.0, 5.0):
        model, rule = country()
        model.mission.persons *= share
        found.append(here(model, rule))
    assert found[0] > found[1] > found[2] > 0


def test_a_host_that_wants_the_mission_spares_it_and_else_attacks_less_than_rebels() -> None:
    model, rule = country()
    rebels = here(model, rule)
    host = put(model, "government", 1000)
    model.politics.consent = 1.0
    assert here(model, rule) == pytest.approx(rebels)
    model.politics.consent = 0.0
    assert 0 < here(model, rule) - rebels < 0.3 * rebels
    assert model.armed.organisations[host].role == "government"


def test_losses_do_not_always_fall_on_the_same_unit() -> None:
    model, rule = country()
    troops = model.mission.at_places(TROOPS, 1)
    before = model.mission.persons.copy()
    for day in range(1, 15):
        rule._suffer(np.array([PLACE]), troops, day)
    assert np.count_nonzero(model.mission.persons < before) > 3
    assert model.mission.dead == pytest.approx((before - model.mission.persons).sum())
