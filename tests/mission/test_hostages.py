"""Armed groups take peacekeepers hostage and stop convoys where they believe that it pays."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from marosim.mission.hostages import Hostages
from marosim.mission.state import TROOPS
from marosim.mission.unit_decisions import UnitDecisions
from marosim.response_model import ResponseModel
from marosim.study.compose import compose_settings
from marosim.study.ensemble import Mission, conflict

DAYS = 60


def country(
    spread: int = 10, men: float = 400.0, force: float = 0.2, **options: float
) -> tuple[ResponseModel, Hostages]:
    """Two thousand soldiers at so many places, rebels at all of them."""
    settings = compose_settings(["mandate=traditional", "deployment=historical", "funding=full",
                                 "authorisation.day=-10", "days=30"])  # fmt: skip
    settings.population.agents = 300
    for key, value in options.items():
        setattr(settings.hostages, key, value)
    model = ResponseModel(conflict(1, Mission(troops=2000.0), 2), settings)
    model.step()
    mission, now, politics = model.mission, model.situation, model.politics
    politics.mandate = dataclasses.replace(
        politics.mandate, rules_of_engagement=force, protection=1.0, ambiguity=0.0, tasks=()
    )
    mission.caveats[:] = 0.0
    places = np.flatnonzero(model.geography.inside)[:spread]
    mission.place[:] = places[np.arange(len(mission.units)) % spread]
    mission.arrives[:] = -400
    for organisation in model.armed.organisations:
        model.armed.take(organisation.index, now.force[organisation.index])
    rebels = next(o.index for o in model.armed.organisations if o.role == "rebel")
    if men:
        for place in np.flatnonzero(model.geography.inside):
            model.armed.add_unit(rebels, int(place), men)
    model.armed.count_force()
    now.intent[:], now.ceasefire[:], now.intervention_expected = 0.0, 0.0, 0.0
    model.mechanism("response_to_attack").fights[:] = False
    presence = model.mechanism("presence")
    presence.step(1)
    rule = model.mechanism("hostages")
    assert isinstance(rule, Hostages)
    assert rule.taken == 0.0 and not rule.held
    return model, rule


def fired_on(model: ResponseModel, rule: Hostages, level: float = 1.0) -> int:
    rebels = next(o.index for o in model.armed.organisations if o.role == "rebel")
    rule.used[rebels] = level
    return rebels


def taken(model: ResponseModel, rule: Hostages, days: int = DAYS, level: float = 1.0) -> float:
    """Persons taken in so many days on which the rebels feel as threatened, each day anew."""
    total = 0.0
    for day in range(days):
        fired_on(model, rule, level)
        rule.held.clear()
        rule.step(day)
        total += rule.taken
    return total


def test_no_hostages_without_armed_groups_without_a_threat_or_without_a_mission() -> None:
    assert taken(*country()) > 100
    assert taken(*country(men=0.0)) == 0.0
    assert taken(*country(), level=0.0) == 0.0
    model, rule = country()
    model.mission.remove(np.ones(len(model.mission.units), dtype=bool))
    assert taken(model, rule) == 0.0


def test_a_dispersed_mission_loses_more_to_them_than_a_concentrated_one() -> None:
    counts = [taken(*country(spread=spread, hazard=1.0)) for spread in (1, 3, 12)]
    assert counts[0] < counts[1] < counts[2]
    assert counts[0] < 0.6 * counts[2]


def test_a_robust_mission_loses_fewer() -> None:
    assert taken(*country(force=1.0)) < 0.5 * taken(*country(force=0.1))


def test_the_stronger_are_outnumbered_less() -> None:
    assert taken(*country(men=40)) < 0.7 * taken(*country(men=4000))


@pytest.mark.parametrize("what", ["force", "announced", "disarm", "mandate"])
def test_what_makes_a_leadership_feel_threatened(what: str) -> None:
    model, rule = country()
    now, politics = model.situation, model.politics
    rebels = next(o.index for o in model.armed.organisations if o.role == "rebel")
    if what == "mandate":
        politics.mandate = dataclasses.replace(politics.mandate, rules_of_engagement=0.0)
        now.intent[rebels] = 0.8
    if what == "announced":
        politics.mandate = dataclasses.replace(politics.mandate, rules_of_engagement=0.0)
        now.intent[rebels] = 0.8
    assert rule.threat()[rebels] == 0.0
    if what == "force":
        model.mechanism("response_to_attack").fights[rebels, 3] = True
        rule.step(1)
    elif what == "announced":
        now.intervention_expected = 1.0
    elif what == "disarm":
        politics.mandate = dataclasses.replace(politics.mandate, tasks=("disarm",))
        now.ceasefire[:] = 0.9
        rule.entered[:], rule.known[:] = 0.0, 0.0
        assert rule.threat()[rebels] == 0.0  # nobody has come yet
        now.control[:], now.control[rebels] = 0.0, 0.9
        rule.settings = dataclasses.replace(rule.settings, hazard=0.0)
        rule.step(1)
        now.ceasefire[:] = 0.0
        assert rule.threat()[rebels] == 0.0  # there is nothing to lay down before a truce
        now.ceasefire[:] = 0.9
    else:
        politics.mandate = dataclasses.replace(politics.mandate, rules_of_engagement=0.7)
    felt = rule.threat()
    assert felt[rebels] > 0.0
    host = next(o.index for o in model.armed.organisations if o.role == "government")
    politics.consent = 1.0
    assert rule.threat()[host] == 0.0


def test_troops_who_stay_where_they_are_known_threaten_less_by_the_week() -> None:
    model, rule = country(hazard=0.0)
    now, politics = model.situation, model.politics
    rebels = next(o.index for o in model.armed.organisations if o.role == "rebel")
    politics.mandate = dataclasses.replace(
        politics.mandate, rules_of_engagement=0.0, tasks=("disarm",)
    )
    now.ceasefire[:] = 0.9
    now.control[:], now.control[rebels] = 0.0, 0.9
    felt = []
    for day in range(60):
        rule.step(day)
        felt.append(float(rule.threat()[rebels]))
    assert felt[0] > 0.1 and felt[-1] < 0.3 * felt[0]
    model.mission.reach_force[:] *= 5.0  # they move in with many more
    rule.step(60)
    assert rule.threat()[rebels] > 2.0 * felt[-1]


def test_friends_take_hostages_together_and_small_threats_hardly_count() -> None:
    model, rule = country(hazard=1.0)
    assert taken(model, rule, level=0.1) < 0.1 * taken(*country(hazard=1.0), level=0.6)
    model, rule = country(hazard=5.0)
    rebels = next(o for o in model.armed.organisations if o.role == "rebel")
    friend = next(o for o in model.armed.organisations if o is not rebels and o.role != "rebel")
    friend.allies = (rebels.name,)
    model.situation.at_war[:] = False
    assert rule._friends()[rebels.index, friend.index]
    for place in np.flatnonzero(model.geography.inside)[:5]:
        model.armed.add_unit(friend.index, int(place), 4000.0)
    model.armed.count_force()
    fired_on(model, rule)
    for day in range(20):
        rule.step(day)
        if rule.held:
            break
    assert {c.organisation for c in rule.held} == {rebels.index, friend.index}
    assert len({c.since for c in rule.held}) == 1
    model.situation.at_war[rebels.index, friend.index] = True
    model.situation.at_war[friend.index, rebels.index] = True
    assert not rule._friends()[rebels.index, friend.index]


def with_hostages() -> tuple[ResponseModel, Hostages]:
    model, rule = country(hazard=5.0)
    fired_on(model, rule)
    for day in range(20):
        if rule.held:
            break
        rule.step(day)
    assert rule.persons_held() > 30
    return model, rule


def test_a_unit_of_which_people_are_held_stands_still_and_the_mission_holds_back() -> None:
    model, rule = with_hostages()
    mission = model.mission
    rows = np.array(sorted({c.unit.row for c in rule.held}))
    assert not mission.readiness(1)[rows].any()
    assert np.delete(mission.readiness(1), rows)[mission.kind[np.delete(
        np.arange(len(mission.units)), rows)] == TROOPS].all()  # fmt: skip
    assert mission.restraint == pytest.approx(
        rule.persons_held() / (rule.persons_held() + rule.settings.half_restraint)
    )
    assert mission.willing() == pytest.approx(mission.resolve * (1.0 - mission.restraint))
    decide = model.mechanism("unit_decisions")
    assert isinstance(decide, UnitDecisions)
    decide.settings = dataclasses.replace(decide.settings, seen=1.0)
    model.situation.attack_active[:] = True
    decide.step(1)
    asked = decide.stayed + len(decide.rows)
    assert asked == int((mission.kind == TROOPS).sum()) - np.isin(
        rows, np.flatnonzero(mission.kind == TROOPS)
    ).sum()  # fmt: skip
    places = mission.place[rows].copy()
    model.mechanism("approach")._plan(2, everybody=True)
    assert (mission.place[rows] == places).all()


def test_who_takes_hostages_has_what_it_wants_and_takes_no_more() -> None:
    model, rule = with_hostages()
    rule.settings = dataclasses.replace(rule.settings, held_days=700.0)
    before = rule.persons_held()
    for day in range(40, 50):
        fired_on(model, rule)
        rule.step(day)
        assert rule.taken == 0.0
    assert rule.persons_held() <= before


def test_hostages_come_free_in_weeks_sooner_with_talks_and_at_once_without_captors() -> None:
    lasted = {}
    for talks in (0.0, 3.0):
        days = []
        for start in range(0, 4000, 400):
            model, rule = with_hostages()
            rule.settings = dataclasses.replace(rule.settings, talks=talks, hazard=0.0)
            for dyad in model.peace.dyads.values():
                dyad.talks_end = 10_000
            for day in range(start, start + 400):
                rule.step(day)
                if not rule.held:
                    break
            days.append(day - start)
        lasted[talks] = float(np.mean(days))
    assert 20 < lasted[0.0] < 200
    assert lasted[3.0] < 0.5 * lasted[0.0]
    model, rule = with_hostages()
    for organisation in model.armed.organisations:
        model.armed.take(organisation.index, model.situation.force[organisation.index])
    rule.step(50)
    assert not rule.held and model.mission.restraint == 0.0 and not model.mission.captive
    told = [e for e in model.journal.events if e.kind == "hostages_freed"]
    assert told and all("their captors are gone" in e.text for e in told)


def test_the_log_says_who_was_taken_and_why_and_the_books_close() -> None:
    model, rule = with_hostages()
    events = [e for e in model.journal.events if e.kind == "hostages_taken"]
    assert sum(e.numbers["persons"] for e in events) == rule.persons_held() == rule.taken
    assert all("it was fired on" in e.text and e.numbers["power"] > 0 for e in events)
    rule.report(1)
    assert model.journal.today["hostages"] == model.journal.today["hostages_taken"] == rule.taken


def test_hostages_of_a_unit_that_leaves_and_of_a_mission_that_ends_are_no_hostages() -> None:
    model, rule = with_hostages()
    model.mission.remove(np.ones(len(model.mission.units), dtype=bool))
    rule.step(50)
    assert rule.persons_held() == 0.0 and model.mission.restraint == 0.0
    model, rule = with_hostages()
    rule.stop()
    assert not rule.held and not model.mission.captive and model.mission.restraint == 0.0


def test_convoys_are_stopped_where_hostile_fighters_hold_ground() -> None:
    model, rule = country()
    now = model.situation
    rebels = next(o.index for o in model.armed.organisations if o.role == "rebel")
    host = next(o.index for o in model.armed.organisations if o.role == "government")
    rule.step(1)
    assert not now.obstruction.any()  # nobody means harm
    now.intent[rebels] = 0.8
    now.control[:] = 0.0
    now.control[rebels, 3], now.control[host, 5] = 0.9, 0.9
    rule.step(2)
    assert np.count_nonzero(now.obstruction) == 1
    model.mission.reach_force[:] = 5000.0
    rule.step(3)
    guarded = now.obstruction[3]
    model.mission.reach_force[:] = 0.0
    rule.step(3)
    free = now.obstruction[3]
    assert free > 0.3 and guarded < 0.3 * free
    now.ceasefire[:] = 0.9
    rule.step(4)
    assert now.obstruction[3] == pytest.approx(0.1 * free, rel=0.05)


def test_aid_does_not_pass_where_convoys_are_stopped_unless_passage_is_paid() -> None:
    met = []
    for obstruction, sold in ((0.0, 0.3), (0.8, 0.0), (0.8, 0.5)):
        model, _ = country(sold=sold)
        model.situation.obstruction[:] = obstruction
        aid = model.mechanism("aid")
        model.situation.aid[:] = 0.0
        aid.step(1)
        met.append(float(model.situation.aid[3]))
    assert met[1] == pytest.approx(0.2 * met[0])
    assert met[2] == pytest.approx(0.6 * met[0])
