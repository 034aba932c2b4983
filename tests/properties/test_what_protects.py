"""What protects lowers the harm asked for on the same day, at the same place, all else equal."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from marosim.civilians.resolution import Resolution
from marosim.response_model import ResponseModel
from marosim.situation import ATTACK, HARDSHIP, REFUGE, ROAD, ROADBLOCK, SHELTERED, UNDER_WAY
from marosim.study.compose import compose_settings
from marosim.study.ensemble import conflict


def country() -> ResponseModel:
    settings = compose_settings(["mandate=none", "days=20", "seed=3"])
    settings.population.agents = 400
    model = ResponseModel(conflict(3), settings)
    model.step()
    model.situation.harm[:] = 0.0
    return model


@pytest.mark.parametrize("aid, left", [(0.0, 1.0), (0.25, 0.75), (1.0, 0.0)])
def test_aid_meets_its_share_of_the_need_and_so_fewer_die_of_hardship(
    aid: float, left: float
) -> None:
    asked = []
    for met in (0.0, aid):
        model = country()
        now, inside = model.situation, model.geography.inside
        now.people[:, :, 1] = now.people[:, :, SHELTERED] = 500.0
        now.aid[:], now.recovery[:] = met, 0.0
        model.mechanism("hardship").step(1)
        asked.append(now.harm[HARDSHIP][:, inside].sum())
    assert asked[0] > 0
    assert asked[1] == pytest.approx(left * asked[0])


def test_harm_is_done_once_and_not_carried_over_to_the_next_day() -> None:
    model = country()
    model.situation.harm[ATTACK, 0] = 30.0
    day = model.day
    next(m for m in model.mechanisms if isinstance(m, Resolution)).step(day)
    assert not model.situation.harm.any()


def test_order_makes_attacks_that_run_stop_sooner_with_the_same_luck() -> None:
    stopped = {}
    for order in (0.0, 0.9):
        model = country()
        attacks, now = model.mechanism("attacks"), model.situation
        attacks.settings = dataclasses.replace(attacks.settings, ending=0.1, ending_least=0.05)
        sides = len(model.armed.organisations)
        now.force[:sides], now.order[:] = 50.0, order
        stopped[order] = 0
        for day in range(12):
            every = np.nonzero(np.ones_like(attacks.running[:, :sides]))
            attacks.begin(*every, 0, 5.0, day)
            attacks._run(attacks._destroy(), day)
            stopped[order] += int((~attacks.running[:, :sides]).sum())
    assert stopped[0.9] > 1.5 * stopped[0.0]


def killed(exposure: int, cause: int, **fields: float) -> float:
    """Persons whose death attacks and roadblocks ask for, with fields of the situation set."""
    model = country()
    now, attacks = model.situation, model.mechanism("attacks")
    sides = len(model.armed.organisations)
    now.people[:, :, SHELTERED] = now.people[:, :, UNDER_WAY] = 800.0
    now.control[:sides], now.force[:sides] = 0.5, 100.0
    now.escalation[:] = 1.0
    for organisation in model.armed.organisations:
        organisation.extermination = 1.0
    for name, value in fields.items():
        getattr(now, name)[...] = value
    every = np.nonzero(np.ones_like(attacks.running[:, :sides]))
    attacks.begin(*every, 0, 60.0, 1)
    attacks._run(attacks._destroy(), 1)
    attacks._roadblocks(attacks._destroy())
    return float(now.harm[cause, exposure].sum())


def test_those_who_defend_a_refuge_avert_their_share_of_the_killing_in_it() -> None:
    few = killed(REFUGE, ATTACK, refuge_defence=0.9)
    assert 0 < few < 0.5 * killed(REFUGE, ATTACK, refuge_defence=0.0)


def test_safe_roads_keep_people_under_way_alive() -> None:
    open_road = killed(ROAD, ROADBLOCK, road_safety=0.0)
    assert open_road > 0
    assert killed(ROAD, ROADBLOCK, road_safety=0.75) == pytest.approx(0.25 * open_road)
    assert killed(ROAD, ROADBLOCK, road_safety=1.0) == 0.0
