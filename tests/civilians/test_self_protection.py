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


def test_word_does_not_come_where_routes_have_closed() -> None:
    model = country()
    rule, map_ = quiet(model), model.geography
    place = int(np.argmax([len(near) for near in map_.neighbours]))
    rule.step(1)
    map_.route_open[(map_.start == place) | (map_.end == place)] = False
    map_.refresh()
    model.step()  # in which flight takes note of the map
    quiet(model)
    model.situation.attack_active[0, place] = True
    rule.step(model.day)
    assert not rule.warned.any()


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


def test_the_same_attack_finds_fewer() -> None:
    killed = []
    for share in (0.0, 0.5):
        model = country()
        model.step()
        now, attacks = model.situation, model.mechanism("attacks")
        now.self_protected[:] = share
        now.attack_persons[:] = 0.0
        attacks.running[:] = False
        target = int(np.argmax(now.unsheltered[3]))
        attacks.begin([0], [1], [3], [target], [8.0], 1)
        attacks._run(attacks._destroy(), 1)
        killed.append(float(now.attack_persons[1, 3]))
    assert killed[1] == pytest.approx(0.5 * killed[0], rel=0.02) and killed[0] > 0


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


def killed(number: int, alerted: bool, **options: float) -> float:
    """Civilians whom attackers killed as reckoned, in eight months without any mission.

    Alerts are given by hand, everywhere and always or never.
    """
    model = country(number, 8, "warning=none", seed=number)
    for key, value in options.items():
        setattr(rule_of(model).settings, key, value)
    if not options:
        model.mechanisms = [m for m in model.mechanisms if not isinstance(m, SelfProtection)]
    while not model.finished:
        model.warning.alerted[:] = alerted
        model.step()
    return float(model.daily[["deaths_by_government", "deaths_by_others"]].to_numpy().sum())


@pytest.mark.slow
def test_warning_without_a_mission_saves_people_who_protect_themselves(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Paired runs, same conflicts and luck: alerts do nothing for those who do nothing, and save
    those who can hide well and for long."""
    monkeypatch.setenv("MAROSIM_STRICT", "0")  # many runs; other tests hold what may be written
    for number in (1, 2):
        assert killed(number, True) == killed(number, False)
    well = {"passed_on": 1.0, "hide": 0.9, "endure_days": 365.0}
    pairs = [(killed(n, True, **well), killed(n, False, **well)) for n in range(1, 17)]
    ratio = np.array([np.log(20 + warned) - np.log(20 + not_) for warned, not_ in pairs])
    reach = 2.13 * ratio.std(ddof=1) / np.sqrt(len(ratio))
    assert ratio.mean() + reach < 0, f"{ratio.mean():.3f} ± {reach:.3f}"
