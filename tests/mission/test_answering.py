"""Peacekeepers who answer an attack end it sooner, as their mandate and number allow.

Here every unit does what it may; how units decide is tested in test_unit_decisions.py.
"""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from marosim.mission.response import ResponseToAttack
from marosim.mission.state import TROOPS
from marosim.mission.unit_decisions import ENGAGE, EVACUATE, INTERPOSE, STAY, most_allowed
from marosim.response_model import ResponseModel
from marosim.situation import MISSION, OPEN
from marosim.study.compose import compose_settings
from marosim.study.ensemble import Mission, conflict

PLACE = 4


def country(force: float = 0.9, **options: float) -> tuple[ResponseModel, ResponseToAttack]:
    """A thousand willing soldiers at one place, and an attack there by a hundred rebels."""
    settings = compose_settings(["mandate=robust", "deployment=historical", "funding=full",
                                 "authorisation.day=-10", "days=30",
                                 "unit_decisions.enabled=false"])  # fmt: skip
    settings.population.agents = 300
    model = ResponseModel(conflict(1, Mission(troops=1000.0), 2), settings)
    model.step()
    mission, now = model.mission, model.situation
    mandate = model.politics.mandate
    model.politics.mandate = dataclasses.replace(
        mandate, rules_of_engagement=force, protection=1.0, ambiguity=0.0
    )
    model.politics.freedom_of_movement = 1.0
    mission.place[:], mission.arrives[:] = PLACE, -400
    mission.caveats[:], mission.luck[:], mission.resolve = 0.0, 0.0, 1.0
    mission.protection_skill = 1.0
    rule = model.mechanism("response_to_attack")
    assert isinstance(rule, ResponseToAttack)
    for key, value in options.items():
        setattr(model.settings.response_to_attack, key, value)
    rule.settings = model.settings.response_to_attack
    now.attack_active[:], now.attack_starts[:] = False, 0.0
    now.attack_persons[:] = 0.0
    for organisation in model.armed.organisations:
        model.armed.take(organisation.index, now.force[organisation.index])
    model.armed.count_force()
    assert not now.force.any()
    return model, rule


def attack(model: ResponseModel, role: str = "rebel", place: int = PLACE, men: float = 100) -> int:
    who = next(o.index for o in model.armed.organisations if o.role == role)
    model.armed.add_unit(who, place, men)
    model.armed.count_force()
    model.situation.attack_active[who, place] = True
    model.situation.attack_starts[who, place] = 1.0
    return who


def test_an_attack_that_is_answered_stops_sooner_with_the_same_luck() -> None:
    stopped = {}
    for answer in (0.0, 2.0):
        model, _ = country()
        attacks, now = model.mechanism("attacks"), model.situation
        attacks.settings = dataclasses.replace(attacks.settings, ending=0.1, ending_least=0.05)
        sides = len(model.armed.organisations)
        now.force[:sides] = 50.0
        ended = 0
        for day in range(12):
            now.attack_response[:] = answer
            every = np.nonzero(np.ones_like(attacks.running[:, :sides]))
            attacks.begin(*every, 0, 5.0, day)
            attacks._run(attacks._destroy(), day)
            ended += int((~attacks.running[:, :sides]).sum())
        stopped[answer] = ended
    assert stopped[2.0] > 1.5 * stopped[0.0]


@pytest.mark.parametrize(
    "force, mode", [(0.0, STAY), (0.35, EVACUATE), (0.55, INTERPOSE), (0.9, ENGAGE)]
)
def test_rules_of_engagement_set_what_they_do(force: float, mode: int) -> None:
    model, rule = country(force, evacuate_from=0.3, interpose_from=0.5, engage_from=0.7)
    attack(model)
    rule.step(1)
    assert most_allowed(model) == mode
    worth = (0.0, rule.settings.evacuate, rule.settings.interpose, 1.0)[mode]
    there = model.mission.response_force[PLACE]
    expected = rule.settings.stop * worth * there / (there + rule.settings.half_ratio * 100 + 1)
    assert model.situation.attack_response[PLACE] == pytest.approx(expected)
    assert bool(model.mission.answering[PLACE]) == (mode != STAY)


def test_the_threshold_itself_is_enough() -> None:
    for name, mode in (("evacuate_from", EVACUATE), ("interpose_from", INTERPOSE),
                       ("engage_from", ENGAGE)):  # fmt: skip
        model, _ = country(0.5)
        levels = {"evacuate_from": 1.0, "interpose_from": 1.0, "engage_from": 1.0, name: 0.5}
        for key, value in levels.items():
            setattr(model.settings.response_to_attack, key, value)
        assert most_allowed(model) == mode


def test_only_places_under_attack_within_reach_are_answered() -> None:
    model, rule = country(reach_days=0.1)
    near = attack(model)
    far = int(np.argmax(model.mission.days_between[PLACE]))
    attack(model, place=far)
    rule.step(1)
    assert model.situation.attack_response[PLACE] > 0
    assert np.count_nonzero(model.situation.attack_response) == 1
    assert rule.in_reach == 1 and rule.new_answers == 1
    assert model.mission.response_force[far] < rule.settings.least_troops
    assert rule.near_at_start[near, PLACE] and not rule.near_at_start[near, far]


def test_too_few_troops_answer_nobody() -> None:
    model, rule = country(least_troops=5000.0)
    attack(model)
    rule.step(1)
    assert not model.situation.attack_response.any() and rule.in_reach == 0


def test_more_attackers_are_harder_to_stop_and_more_troops_stop_more() -> None:
    found = []
    for men, share in ((100, 1.0), (5000, 1.0), (100, 0.5)):
        model, rule = country()
        model.mission.persons *= share
        attack(model, men=men)
        rule.step(1)
        found.append(model.situation.attack_response[PLACE])
    assert found[0] > 2 * found[1] > 0
    assert found[0] > found[2] > 0


def test_troops_who_may_not_move_help_only_where_they_stand() -> None:
    model, rule = country()
    other = int(np.argsort(model.mission.days_between[PLACE])[1])
    free = rule._force(1)
    model.politics.freedom_of_movement = 0.0
    held = rule._force(1)
    assert free[other] > 0 == held[other]
    assert held[PLACE] == pytest.approx(free[PLACE])
    model.politics.freedom_of_movement = 0.5
    assert rule._force(1) == pytest.approx(0.5 * (free + held))


def test_those_on_the_road_or_out_of_money_are_no_force() -> None:
    model, rule = country()
    full = rule._force(1)[PLACE]
    model.politics.readiness_money = 0.5
    assert rule._force(1)[PLACE] == pytest.approx(0.5 * full)
    model.mission.arrives[:] = 9
    assert not rule._force(1).any()


def test_engaging_costs_attackers_fighters_and_civilians_lives() -> None:
    model, rule = country()
    who = attack(model)
    before = model.situation.force[who, PLACE]
    rule.step(1)
    model.armed.count_force()
    lost = before - model.situation.force[who, PLACE]
    most = rule.settings.attrition_most * before
    expected = min(rule.settings.attrition * model.mission.response_force[PLACE], most)
    assert lost == pytest.approx(expected) and lost > 0
    harm = model.situation.harm[MISSION, OPEN]
    assert harm[PLACE].sum() == pytest.approx(
        lost * rule.settings.civilian_harm * (1 - model.mission.conduct)
    )
    assert np.count_nonzero(harm.sum(axis=1)) == 1


def test_standing_between_costs_nobody_a_life() -> None:
    model, rule = country(0.55, engage_from=0.7)
    who = attack(model)
    harm = model.situation.harm.copy()
    rule.step(1)
    assert model.situation.force[who, PLACE] == 100
    assert np.array_equal(model.situation.harm, harm)


def test_fighting_the_hosts_forces_costs_consent_and_fighting_rebels_does_not() -> None:
    pressed = {}
    for role in ("government", "rebel"):
        model, rule = country()
        model.politics.taken("consent")
        attack(model, role)
        rule.step(1)
        pressed[role] = model.politics.taken("consent")
    assert pressed["government"] == pytest.approx(-rule.settings.consent_lost)
    assert pressed["rebel"] == 0.0


def test_an_attack_is_answered_once_in_the_log_however_long_it_lasts() -> None:
    model, rule = country()
    who = attack(model)
    model.journal.events.clear()
    rule.step(1)
    model.situation.attack_starts[:] = 0.0
    rule.step(2)
    told = [e for e in model.journal.events if e.kind == "attack_answered"]
    assert len(told) == 1
    assert told[0].day == 1 and told[0].actor == "mission"
    assert told[0].place == model.geography.names[PLACE]
    assert told[0].text == "Peacekeepers engage the attackers: so they are ordered"
    assert told[0].numbers["organisation"] == who
    assert told[0].numbers["troops"] == round(float(model.mission.response_force[PLACE]), 1)
    assert rule.new_answers == 0 and rule.in_reach == 0
    model.situation.attack_starts[who, PLACE] = 1.0  # another attack at the same place
    rule.step(3)
    assert rule.new_answers == 1 and rule.in_reach == 1
    rule.report(3)
    assert model.journal.today["attacks_in_reach"] == model.journal.today["attacks_answered"] == 1


def test_victims_are_counted_for_attacks_begun_within_reach() -> None:
    model, rule = country()
    assert rule.run_outcomes()["deaths_per_attack_in_reach"] == rule.killed_near == 0.0
    who = attack(model)
    rule.step(1)
    model.situation.attack_persons[who, PLACE] = 30.0
    rule.report(1)
    model.situation.attack_starts[:] = 0.0
    rule.step(2)
    model.situation.attack_persons[who, PLACE] = 12.0
    rule.report(2)
    assert rule.run_outcomes()["deaths_per_attack_in_reach"] == 42.0
    model.situation.attack_starts[who, PLACE] = 1.0
    rule.step(3)
    model.situation.attack_persons[who, PLACE] = 0.0
    rule.report(3)
    assert rule.run_outcomes()["deaths_per_attack_in_reach"] == 21.0


def test_the_answer_ends_with_the_attack_and_with_the_mission() -> None:
    model, rule = country()
    attack(model)
    rule.step(1)
    assert model.situation.attack_response.any() and model.mission.answering.any()
    model.situation.attack_active[:] = False
    rule.step(2)
    assert not model.situation.attack_response.any() and not model.mission.answering.any()
    attack(model)
    rule.step(3)
    assert model.situation.attack_response.any()
    model.mission.remove(np.ones(len(model.mission.units), dtype=bool))
    rule.step(4)
    assert not model.situation.attack_response.any() and not model.mission.answering.any()
    assert not model.mission.response_force.any() and model.mission.heads(TROOPS) == 0


def begun(place: int = PLACE, **options: float) -> tuple[int, float]:
    """Of eight attacks that begin today: how many are reached, and how many people all kill."""
    model, rule = country(**options)
    attacks, who = model.mechanism("attacks"), attack(model, place=place)
    attacks.running[:] = False
    slots = np.arange(len(attacks.running))
    attacks.begin(slots, who, place, 0, 5.0, 1)
    rule.step(1)
    attacks.run(1)
    reached = int(attacks.answered[slots, who, place].sum())
    return reached, float(model.situation.attack_persons.sum())


def test_troops_on_the_spot_reach_an_attack_on_the_day_on_which_it_begins() -> None:
    reached, killed = begun(stop=10.0)
    nobody, without = begun(stop=10.0, least_troops=5000.0)
    assert reached >= 6 and nobody == 0
    assert killed < 0.8 * without


def test_who_comes_after_an_attack_has_ended_changes_nothing() -> None:
    late = begun(stop=10.0, muster_days=1.0)
    assert late == begun(least_troops=5000.0) == (0, late[1]) and late[1] > 0


def test_an_attack_elsewhere_is_reached_later_and_so_less_often() -> None:
    model, _ = country()
    near = int(np.argsort(model.mission.days_between[PLACE])[1])
    here, quickly, slowly = (
        begun(place, stop=10.0, reach_days=5.0, report_days=delay)
        for place, delay in ((PLACE, 0.0), (near, 0.0), (near, 0.8))
    )
    assert here[0] >= quickly[0] > slowly[0]
    assert here[1] < quickly[1] < slowly[1]
