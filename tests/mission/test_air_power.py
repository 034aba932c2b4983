"""Aircraft silence heavy arms and large formations, do little against machetes, and kill too."""

from __future__ import annotations

import numpy as np
import pytest

from marosim.mission.air import AirPower
from marosim.mission.hostages import Hostages
from marosim.response_model import ResponseModel
from marosim.situation import MISSION
from marosim.study.compose import compose_settings
from marosim.study.ensemble import conflict

PLACE = 3


def country(mode: str, men: float = 3000.0, **options: float) -> tuple[ResponseModel, AirPower]:
    """No soldiers on the ground; rebels and the government's army at one place each."""
    settings = compose_settings(["mandate=none", "deployment=none", f"air={mode}", "days=30"])
    settings.population.agents = 300
    for key, value in options.items():
        setattr(settings.air, key, value)
    model = ResponseModel(conflict(1, months=2), settings)
    model.step()
    now = model.situation
    for organisation in model.armed.organisations:
        model.armed.take(organisation.index, now.force[organisation.index])
    model.armed.add_unit(index(model, "rebel"), PLACE, men)
    model.armed.add_unit(index(model, "government"), PLACE + 1, men)
    model.armed.count_force()
    now.attack_active[:], now.battle_today[:] = False, 0.0
    now.air_suppression[:] = 0.0
    now.intent[:] = 0.5
    model.mechanism("approach").by_whom[:] = 0.0
    model.mechanism("approach").by_whom[index(model, "rebel")] = 10.0
    rule = model.mechanism("air")
    assert isinstance(rule, AirPower)
    return model, rule


def index(model: ResponseModel, role: str) -> int:
    return next(o.index for o in model.armed.organisations if o.role == role)


def test_without_aircraft_nothing_is_silenced() -> None:
    for mode, options in (("none", {}), ("interdiction", {"aircraft": 0.0}),
                          ("interdiction", {"start_day": 20})):  # fmt: skip
        model, rule = country(mode, **options)
        cost = model.politics.cost_usd
        rule.step(1)
        assert not model.situation.air_suppression.any() and rule.strikes == rule.flown == 0
        assert model.politics.cost_usd == cost


def test_interdiction_strikes_those_who_attack_civilians_and_nobody_else() -> None:
    model, rule = country("interdiction")
    rebels, host = index(model, "rebel"), index(model, "government")
    rule.step(1)
    silenced = model.situation.air_suppression
    assert silenced[rebels, PLACE] > 0.3 and not silenced[host].any()
    assert np.count_nonzero(silenced) == 1
    assert rule.struck[rebels, PLACE] and rule.struck.sum() == 1
    model.mechanism("approach").by_whom[:] = 0.0
    model.situation.air_suppression[:] = 0.0
    rule.step(2)
    assert not model.situation.air_suppression.any() and rule.strikes == 0


def test_heavy_arms_are_silenced_more_than_formations_and_bands_hardly() -> None:
    found = {}
    for name, heavy, men in (("army", 1.0, 3000), ("massed", 0.0, 3000), ("bands", 0.0, 30)):
        model, rule = country("interdiction", men=men)
        model.armed.organisations[index(model, "rebel")].heavy_arms = heavy
        rule.step(1)
        found[name] = model.situation.air_suppression[index(model, "rebel"), PLACE]
    assert found["army"] > 5 * found["massed"] > 5 * found["bands"] > 0
    assert found["bands"] < 0.02


def test_a_no_fly_zone_overflies_everybody_and_strikes_nobody() -> None:
    model, rule = country("no_fly")
    fighters = model.situation.force.sum()
    harm = model.situation.harm[MISSION].sum()
    rule.step(1)
    silenced = model.situation.air_suppression
    assert 0 < silenced.max() <= rule.settings.overflight
    assert silenced[index(model, "rebel"), PLACE] > 0 < silenced[index(model, "government")].max()
    assert rule.flown > 0 == rule.strikes and not rule.struck.any()
    assert model.situation.force.sum() == fighters
    assert model.situation.harm[MISSION].sum() == harm


def test_close_support_comes_where_it_is_asked_for_and_granted() -> None:
    model, rule = country("close_support", permission=1.0)
    rebels = index(model, "rebel")
    rule.step(1)
    assert rule.strikes == 0  # nobody attacks
    model.situation.attack_active[rebels, PLACE] = True
    rule.step(2)
    assert rule.strikes == 0  # nobody of ours is there
    model.situation.peacekeeper_force[PLACE] = 100.0
    rule.step(3)
    assert rule.strikes > 0 and rule.struck[rebels, PLACE]
    granted = []
    for restraint, permission in ((0.0, 1.0), (0.0, 0.4), (0.7, 1.0), (0.0, 0.0)):
        rule.settings.permission, model.mission.restraint = permission, restraint
        count = 0
        for day in range(100):
            rule.step(day)
            count += rule.strikes > 0
        granted.append(count)
    assert granted[0] == 100 > granted[1] > 20 and granted[0] > granted[2] > 10
    assert granted[3] == 0


def test_what_is_silenced_attacks_and_fights_less_and_comes_back_in_days() -> None:
    model, rule = country("interdiction")
    rebels, now = index(model, "rebel"), model.situation
    rule.step(1)
    share = now.air_suppression[rebels, PLACE]
    assert now.deterrence[rebels, PLACE] == pytest.approx(-np.log(1 - share))
    assert now.battle_deterrence[PLACE] == pytest.approx(-np.log(1 - share))
    rule.settings.mode = "none"
    levels = []
    for day in range(2, 30):
        rule.step(day)
        levels.append(now.air_suppression[rebels, PLACE])
    assert levels[0] == pytest.approx(share * np.exp(-1 / 3)) and levels[-1] == 0.0
    assert not now.deterrence.any() and not now.battle_deterrence.any()
    rule.settings.mode = "interdiction"
    rule.step(31)
    rule.stop()
    assert not now.air_suppression.any() and not now.deterrence.any()
    assert not now.battle_deterrence.any()


def test_errors_kill_civilians_in_crowded_places_and_count_as_harm_by_the_mission() -> None:
    asked = {}
    for name, crowd in (("empty", 1e9), ("crowded", 1.0)):
        model, rule = country("interdiction", half_density=min(crowd, 1e6))
        before = model.situation.harm[MISSION].sum(axis=(0, 2))
        rule.step(1)
        asked[name] = (model.situation.harm[MISSION].sum(axis=(0, 2)) - before)[PLACE]
    assert asked["crowded"] > 3 * asked["empty"] > 0
    assert asked["crowded"] == pytest.approx(rule.settings.errors * rule.strikes, rel=0.01)


def test_a_sortie_strikes_only_what_it_finds_or_is_shown() -> None:
    """Else aircraft kill more people by error than the bands that they cannot see."""
    struck = {}
    for heavy, men in ((1.0, 3000), (0.0, 3000), (0.0, 30)):
        model, rule = country("interdiction", men=men)
        model.armed.organisations[index(model, "rebel")].heavy_arms = heavy
        rule.step(1)
        assert rule.flown == 60.0  # however little there is to be seen
        struck[heavy, men] = rule.strikes
    most = 60.0 * 3.0 / 63.0  # three sorties silence half of what is there; the rest find little
    assert struck[1.0, 3000] == pytest.approx(most)
    assert struck[0.0, 3000] == pytest.approx(most * 0.1 * 0.75)
    assert struck[0.0, 30] == pytest.approx(most * 0.1 * 30 / 1030)
    model, rule = country("close_support", men=30, permission=1.0)
    model.armed.organisations[index(model, "rebel")].heavy_arms = 0.0
    model.situation.attack_active[index(model, "rebel"), PLACE] = True
    model.situation.peacekeeper_force[PLACE] = 100.0
    rule.step(1)
    assert rule.strikes == pytest.approx(60.0)  # whoever calls has them in sight


def test_strikes_kill_fighters_cost_money_and_the_consent_of_a_host_that_is_struck() -> None:
    model, rule = country("interdiction")
    before, cost = model.situation.force.copy(), model.politics.cost_usd
    model.politics.taken("consent")
    rule.step(1)
    lost = before - model.situation.force
    most = rule.settings.most_killed * before[index(model, "rebel"), PLACE]
    assert (
        0
        < lost[index(model, "rebel"), PLACE]
        == pytest.approx(min(rule.settings.killed * rule.strikes, most))
    )
    assert model.politics.cost_usd - cost == pytest.approx(40 * rule.settings.usd_day)
    assert model.politics.taken("consent") == 0.0
    model.mechanism("approach").by_whom[index(model, "government")] = 1000.0
    rule.step(2)
    assert model.politics.taken("consent") < 0


def test_leaderships_who_are_struck_feel_threatened() -> None:
    model, rule = country("interdiction")
    hostages = model.mechanism("hostages")
    assert isinstance(hostages, Hostages)
    rule.step(1)
    hostages._feel_force()
    assert hostages.used[index(model, "rebel")] == pytest.approx(hostages.settings.force_gain)
    assert hostages.used[index(model, "government")] == 0.0


def test_guns_that_are_silenced_shell_less_and_close_support_goes_after_them() -> None:
    model, rule = country("close_support", permission=1.0)
    now, sieges = model.situation, model.mechanism("sieges")
    rebels, host = index(model, "rebel"), index(model, "government")
    model.armed.organisations[rebels].heavy_arms = 1.0
    now.at_war[rebels, host] = now.at_war[host, rebels] = True
    now.ceasefire[:], now.belligerence[:], now.weariness[:] = 0.0, 1.0, 0.0
    map_ = model.geography
    map_.distance_km[PLACE, PLACE + 1] = map_.distance_km[PLACE + 1, PLACE] = 8.0
    sieges.start()
    now.control[:] = 0.0
    now.control[host, PLACE + 1] = 0.9
    now.intent[:], now.intent[rebels] = 0.1, 0.9
    sieges.step(1)
    loud = now.shelled[PLACE + 1]
    assert loud > 0
    rule.step(1)
    assert not rule.struck.any()  # nobody there to ask
    now.peacekeeper_force[PLACE + 1] = 50.0
    rule.step(2)
    assert rule.struck[rebels, PLACE] and now.air_suppression[rebels, PLACE] > 0.5
    sieges.step(2)
    assert now.shelled[PLACE + 1] < 0.8 * loud
