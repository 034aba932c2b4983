"""Weapons balance on every day and for every organisation, whatever becomes of it."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pandas as pd
import pytest
from arsenals import SIGNS, arsenals, check_weapons
from books import Books
from made_up import a_mission, prepared
from test_conservation import check_fighters

import marosim
from marosim.record.checkpoint import resume, save_checkpoint
from marosim.response_model import ResponseModel
from marosim.settings import assign
from marosim.study.ensemble import conflict


def with_withdrawal(number: int, day: int, actor: str, share: float, comes: int = 0):
    """A made-up conflict in which an organisation goes home, and may come later."""
    case = conflict(number)
    row = (day, case.start + dt.timedelta(days=day), "withdrawal", "", actor, share, "Left", "x")
    timeline = pd.DataFrame([row], columns=list(case.timeline.columns))
    organisations = tuple(
        dataclasses.replace(o, active_from=comes) if o.name == actor else o
        for o in case.organisations
    )
    return dataclasses.replace(case, timeline=timeline, organisations=organisations)


def test_weapons_balance_through_all_that_may_become_of_them():
    """Factions, captured and lost arms, a mission that seizes and collects, an army going home."""
    response = a_mission(
        mandate="multidimensional", mediation="coordinated", approach="defeat_perpetrators"
    )
    chosen = prepared(response, 0, 100, 90, -90)
    agree = {"talks_per_year": 50.0, "talks_days": 1.0, "success_base": 4.0, "start_day": 30}
    split = {"split_hazard": 0.05, "cohesion_loss": 0.05, "steady_loss": 1.0}
    collect = {"without_agreement": 0.5, "delay_days": 0.0}
    fight = {"interpose_from": 0.0, "engage_from": 0.0}
    ready = {"hazard": 1.0, "superiority": 1.0, "superiority_spread": 1.0}
    assign(chosen, {"mediation": agree, "spoilers": split, "ddr": collect})
    assign(chosen, {"response_to_attack": fight, "approach": {"offensive_share": 0.0}})
    assign(chosen, {"battles": ready, "attacks": {"hazard": 0.1}})
    model = ResponseModel(with_withdrawal(0, 60, "government", 0.5), chosen)
    books = Books(model)
    while not model.finished:
        if model.day == 45:
            model.decide({"mandate": {"embargo_strength": 1.0}}, "A stricter embargo", "mandate")
        books.step()
        check_fighters(model)
    every = [a.weapons for a in arsenals(model)]
    for flow in SIGNS:
        assert any(weapons[flow] != 0 for weapons in every), flow
    assert any(o.parent and o.weapons.moved_in > 0 for o in model.armed.organisations)


@pytest.mark.parametrize(
    ("day", "share", "comes"),
    [(0, 1.0, 0), (0, 0.4, 0), (3, 0.4, 6), (6, 0.4, 6), (9, 1.0, 6), (3, 1.0, 6)],
)
def test_who_goes_home_before_or_after_he_came_is_counted_once(day, share, comes):
    model = ResponseModel(
        with_withdrawal(1, day, "rebels", share, comes), prepared(a_mission(), 2, 50, 14)
    )
    books = Books(model)
    while not model.finished:
        books.step()
        check_fighters(model)
    rebels = next(o for o in model.armed.organisations if o.name == "rebels")
    if share == 1.0:
        assert rebels.fighters == rebels.weapons.held == 0.0
    else:
        assert 0 < rebels.fighters < 0.7 * model.case.organisations[rebels.index].fighters


def test_weapons_balance_while_an_army_collapses():
    model = marosim.model("rwanda_1994", days=110, population__agents=500, mandate="none", seed=10)
    books = Books(model)
    while not model.situation.collapse.max() > 0.6:
        assert not model.finished, "no army collapses here"
        books.step()
    for _ in range(5):
        books.step()


def test_weapons_are_the_same_after_a_checkpoint(tmp_path):
    words = {
        "mandate": "multidimensional", "deployment": "rapid", "authorisation__day": -30,
        "population__agents": 300, "days": 40, "ddr": {"without_agreement": 0.5, "delay_days": 0.0},
    }  # fmt: skip
    model = marosim.model("liberia_2003", **words)
    while model.day < 25:
        model.step()
    save_checkpoint(tmp_path / "run", model, scenario="liberia_2003")
    again = resume(tmp_path / "run").model
    for _ in range(15):
        model.step()
        again.step()
        check_weapons(again)
        assert arsenals(again) == arsenals(model)
    assert again.daily.equals(model.daily) and model.daily["weapons_surrendered"].iloc[-1] > 0
    assert again.mechanism("funding").account == model.mechanism("funding").account
