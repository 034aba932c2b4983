"""People who are warned protect themselves, with or without a mission."""

from __future__ import annotations

import numpy as np
import pytest

from marosim.civilians.self_protection import SelfProtection
from marosim.response_model import ResponseModel
from marosim.situation import DISPLACED, HOME, SHELTERED, UNDER_WAY
from marosim.study.compose import compose_settings
from marosim.study.ensemble import conflict

ALONE = ("mandate=none", "deployment=none")


def country(number: int = 1, months: int = 4, *words: str, seed: int = 1) -> ResponseModel:
    settings = compose_settings([*ALONE, f"seed={seed}", *words])
    settings.population.agents = 800
    return ResponseModel(conflict(number, months=months), settings)


def rule_of(model: ResponseModel) -> SelfProtection:
    rule = model.mechanism("self_protection")
    assert isinstance(rule, SelfProtection)
    return rule


def quiet(model: ResponseModel) -> SelfProtection:
    """A day on which nobody is warned and nobody attacks."""
    model.step()
    now, rule = model.situation, rule_of(model)
    now.attack_active[:], now.attack_starts[:] = False, 0.0
    model.warning.alerted[:] = False
    rule.warned[:], rule.tired[:] = 0.0, 0.0
    return rule


def test_nobody_who_was_not_warned_does_anything() -> None:
    model = country()
    rule = quiet(model)
    before = model.civilians.tables.fear_now.copy()
    rule.step(1)
    assert not rule.warned.any() and not model.situation.self_protected.any()
    assert np.array_equal(model.civilians.tables.fear_now, before)


def test_alerts_warn_the_place_and_networks_pass_them_on() -> None:
    reached = []
    for access in (0.0, 0.5, 1.0):
        model = country()
        rule = quiet(model)
        model.warning.local_access = np.full(model.geography.count, access)
        model.warning.alerted[3] = True
        rule.step(1)
        assert np.count_nonzero(rule.warned) == 1
        reached.append(rule.warned[3])
    assert reached == pytest.approx([0.25, 0.5, 0.75])


def test_word_of_an_attack_warns_the_neighbours_and_not_the_place_itself() -> None:
    model = country()
    rule = quiet(model)
    rule.settings.word_km = 60.0
    model.situation.attack_active[0, 3] = True
    rule.step(1)
    assert rule.warned[3] == 0.0
    inside = model.geography.inside
    order = np.argsort(np.where(inside, model.geography.distance_km[3], np.inf))[1:6]
    assert rule.warned[order[0]] > 0 and (np.diff(rule.warned[order]) <= 0).all()
    model.situation.attack_active[:] = False
    heard = rule.warned[order[0]]
    rule.step(2)
    assert 0 < rule.warned[order[0]] < heard


def warned(model: ResponseModel) -> SelfProtection:
    rule = quiet(model)
    rule.warned[:] = np.where(model.geography.inside, 1.0, 0.0)
    return rule


def test_hiding_works_less_against_a_campaign_to_destroy_and_wears_out() -> None:
    shares = []
    for extermination in (0.0, 1.0):
        model = country()
        rule = warned(model)
        for organisation in model.armed.organisations:
            organisation.extermination = extermination
            organisation.hostility[:] = 1.0
        model.situation.escalation[:] = 1.0
        model.situation.intent[:] = 0.5
        model.armed.count_force()
        rule._keep_out_of_reach()
        shares.append(model.situation.self_protected[model.geography.inside].mean())
    assert shares[1] < 0.5 * shares[0]
    first = shares[0]
    rule = warned(country())
    for _ in range(60):
        rule._keep_out_of_reach()
    later = rule.model.situation.self_protected[rule.model.geography.inside].mean()
    assert later < 0.75 * first


def test_a_bargain_is_with_the_group_that_holds_the_place() -> None:
    model = country()
    rule = warned(model)
    now = model.situation
    rule.settings.hide = 0.0
    rebels = next(o.index for o in model.armed.organisations if o.role == "rebel")
    for organisation in model.armed.organisations:
        model.armed.take(organisation.index, now.force[organisation.index])
    model.armed.add_unit(rebels, 3, 200)
    model.armed.add_unit(rebels, 4, 200)
    model.armed.count_force()
    now.intent[:], now.escalation[:] = 0.5, 0.0
    now.control[:] = 0.0
    now.control[rebels, 3], now.control[1 - rebels, 4] = 0.9, 0.9
    rule._keep_out_of_reach()
    assert now.self_protected[3] == pytest.approx(0.9 * rule.settings.bargain)
    assert not now.self_protected[4].any()  # raiders from elsewhere owe them nothing


def test_fewer_are_in_reach_of_the_same_attack() -> None:
    asked = []
    for share in (0.0, 0.5):
        model = country()
        model.step()
        now = model.situation
        now.self_protected[:] = share
        attacks = model.mechanism("attacks")
        now.attack_active[:] = False
        now.attack_active[1, 3] = True
        attacks.perpetrators[1, 3] = 1e6
        now.harm[:] = 0.0
        attacks._kill()
        asked.append(float(now.attack_persons.sum()))
    assert asked[1] == pytest.approx(0.5 * asked[0], rel=0.01)


def test_the_warned_leave_early_and_the_unwarned_stay() -> None:
    left = []
    for share in (0.0, 1.0):
        model = country(1, 4, "flight.leave_chance_highest=0.3")
        rule = quiet(model)
        for organisation in model.armed.organisations:
            model.armed.take(organisation.index, model.situation.force[organisation.index])
        model.mechanisms = [m for m in model.mechanisms if m.room() == "civilians"]
        rule.settings.leave = 0.6
        for _ in range(6):
            rule.warned[:] = share * model.geography.inside
            model.step()
        people = model.situation.people
        left.append(float(people[:, :, [DISPLACED, UNDER_WAY]].sum() / people[:, :, :4].sum()))
    assert left[0] < 0.5 * left[1]


def test_what_makes_people_leave_already_is_not_taken_back() -> None:
    model = country()
    rule = warned(model)
    tables, rule.settings.leave = model.civilians.tables, 0.0
    tables.fear_now[:] = 200  # of whatever flight reckons with
    rule._leave_early()
    assert (tables.fear_now == 200).all()
    rule.settings.leave = 0.5
    rule._leave_early()
    inside = model.geography.inside
    assert (tables.fear_now[inside] > 220).all() and (tables.fear_now[~inside] == 200).all()


def test_the_warned_gather_at_a_site_that_is_open_and_no_more_than_find_room() -> None:
    sheltered = []
    for share, room in ((0.0, 1e6), (1.0, 1e6), (1.0, 40_000.0)):
        model = country()
        rule = quiet(model)
        model.mechanisms = [m for m in model.mechanisms if m.room() == "civilians"]
        rule.settings.leave = 0.0
        place = model.geography.capital
        model.situation.refuge_capacity[place] = room
        at_home = model.situation.people[place, :, HOME].sum()
        for _ in range(4):
            rule.warned[:] = 0.0
            rule.warned[place] = share
            model.step()
        sheltered.append(float(model.situation.people[place, :, SHELTERED].sum()))
    assert at_home > 200_000
    assert sheltered[0] < 0.3 * sheltered[1]
    assert 20_000 < sheltered[2] < 80_000


def killed(model: ResponseModel) -> float:
    """Civilians whom attackers killed as reckoned, before rounding to whole agents."""
    model.run()
    return float(model.daily[["deaths_by_government", "deaths_by_others"]].to_numpy().sum())


@pytest.mark.slow
def test_warning_without_a_mission_saves_people_who_protect_themselves() -> None:
    """Paired runs: the same conflicts and luck with warning and without, nobody deployed."""
    ratio = {"on": [], "off": []}
    for number in range(1, 13):
        for name in ratio:
            words = [f"self_protection.enabled={str(name == 'on').lower()}"]
            deaths = [
                killed(country(number, 8, f"warning={warning}", *words, seed=number))
                for warning in ("none", "full")
            ]
            ratio[name].append(np.log1p(deaths[1]) - np.log1p(deaths[0]))
    on, off = np.array(ratio["on"]), np.array(ratio["off"])
    assert np.abs(off).max() < 1e-9  # warning alone does nothing
    error = on.std(ddof=1) / np.sqrt(len(on))
    assert on.mean() + 2.2 * error < 0, f"{on.mean():.3f} ± {2.2 * error:.3f}"
