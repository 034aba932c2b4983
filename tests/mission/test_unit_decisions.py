"""Each unit decides by what it knows, how far and how strong it is, what it may and wants to do."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from marosim.mission.response import ResponseToAttack
from marosim.mission.state import TROOPS
from marosim.mission.unit_decisions import ENGAGE, EVACUATE, INTERPOSE, STAY, UnitDecisions
from marosim.response_model import ResponseModel
from marosim.study.compose import compose_settings
from marosim.study.ensemble import Mission, conflict

PLACE = 4
DAYS = 240
# a mission that always hears, so that only what is tested decides
HEARS = {"seen": 1.0, "reported": 1.0, "contingent_spread": 0.0}


def country(
    asked: float = 1.0, force: float = 0.9, ambiguity: float = 0.0, **options: float
) -> tuple[ResponseModel, UnitDecisions]:
    """Eight units at one place, with nobody else armed in the country."""
    settings = compose_settings(["mandate=robust", "deployment=historical", "funding=full",
                                 "authorisation.day=-10", "days=30"])  # fmt: skip
    settings.population.agents = 300
    for key, value in {**HEARS, "patience_days": 1, **options}.items():
        setattr(settings.unit_decisions, key, value)
    model = ResponseModel(conflict(1, Mission(troops=1000.0), 2), settings)
    model.step()
    mission, now = model.mission, model.situation
    model.politics.mandate = dataclasses.replace(
        model.politics.mandate, rules_of_engagement=force, protection=asked, ambiguity=ambiguity
    )
    model.politics.freedom_of_movement = 1.0
    mission.place[:], mission.arrives[:] = PLACE, -400
    mission.caveats[:], mission.luck[:], mission.resolve = 0.0, 0.0, 1.0
    mission.equipment[:] = 1.0
    mission.protection_skill = 1.0
    for contingent in mission.contingents:
        contingent.dead = 0.0
    now.attack_active[:], now.attack_starts[:], now.watched[:] = False, 0.0, 0.0
    for organisation in model.armed.organisations:
        model.armed.take(organisation.index, now.force[organisation.index])
    model.armed.count_force()
    rule = model.mechanism("unit_decisions")
    assert isinstance(rule, UnitDecisions)
    return model, rule


def troops(model: ResponseModel) -> np.ndarray:
    """Rows of the units of soldiers."""
    return np.flatnonzero(model.mission.kind == TROOPS)


def attack(model: ResponseModel, role: str = "rebel", place: int = PLACE, men: float = 400) -> int:
    who = next(o.index for o in model.armed.organisations if o.role == role)
    model.armed.add_unit(who, place, men)
    model.armed.count_force()
    model.situation.attack_active[who, place] = True
    return who


def next_door(model: ResponseModel, days: float = 0.3) -> int:
    """A place that the units reach in so many days, as good as any other."""
    other = int(np.argsort(model.mission.days_between[PLACE])[1])
    map_ = model.geography
    map_.dry_days = map_.dry_days.copy()
    way = days * model.settings.deployment.mobility * map_.season
    map_.dry_days[PLACE, other] = map_.dry_days[other, PLACE] = way
    return other


def chosen(rule: UnitDecisions, days: int = DAYS) -> np.ndarray:
    """How often each way of acting was chosen, by units that knew, over many moods, [4]."""
    counts = np.zeros(4)
    for day in range(days):
        rule.step(day)
        counts += np.bincount(rule.modes, minlength=4)
        counts[STAY] += rule.stayed
    return counts


def acting(rule: UnitDecisions, days: int = DAYS) -> float:
    """Share of the decisions of units that knew which were to act."""
    counts = chosen(rule, days)
    return float(counts[EVACUATE:].sum() / counts.sum())


def test_nobody_goes_where_nobody_has_heard() -> None:
    model, rule = country(reported=0.0)
    far = next_door(model)
    attack(model, place=far)
    assert chosen(rule, 40).sum() == 0
    model, rule = country(seen=0.0, reported=0.0)
    attack(model)
    assert chosen(rule, 40).sum() == 0
    model, rule = country(seen=1.0, reported=0.0)
    attack(model)
    assert chosen(rule, 40).sum() == 40 * len(troops(model))  # they hear the shots


def test_a_report_stays_known_until_the_attack_is_over() -> None:
    model, rule = country(reported=0.2, seen=0.0)
    who = attack(model, place=next_door(model))
    place = int(np.flatnonzero(model.situation.attack_active[who])[0])
    known = []
    for day in range(40):
        rule.step(day)
        known.append(bool(rule.reported[place]))
    first = known.index(True)
    assert first > 0 and all(known[first:])
    model.situation.attack_active[:] = False
    rule.step(40)
    assert not rule.reported.any()


def test_witnesses_and_people_who_know_the_place_bring_reports_sooner() -> None:
    heard = {}
    for name in ("strangers", "middling", "known", "watched"):
        model, rule = country(reported=0.2, seen=0.0)
        place = next_door(model)
        attack(model, place=place)
        level = {"strangers": 0.0, "known": 1.0}.get(name, 0.5)
        model.warning.local_access = np.full(model.geography.count, level)
        model.situation.watched[:] = 0.5 * (name == "watched")
        heard[name] = 0
        for day in range(DAYS):
            rule.reported[:] = False
            rule.step(day)
            heard[name] += int(rule.reported[place])
    assert heard["strangers"] < heard["middling"] < heard["known"] < heard["watched"]
    assert heard["middling"] / DAYS == pytest.approx(0.2, abs=0.08)


def test_the_nearer_the_stronger_and_the_more_willing_act_more_often() -> None:
    shares = {}
    for name in ("plain", "far", "outnumbered", "host"):
        model, rule = country()
        if name == "host":
            model.settings.response_to_attack.against_government = 0.0
            model.settings.response_to_attack.against_government_by_force = 0.0
        place = next_door(model) if name == "far" else PLACE
        attack(model, "government" if name == "host" else "rebel", place,
               20_000 if name == "outnumbered" else 4000)  # fmt: skip
        shares[name] = acting(rule)
    assert all(shares[name] < shares["plain"] - 0.05 for name in shares if name != "plain")
    assert min(shares.values()) > 0.05 and max(shares.values()) < 0.98


@pytest.mark.parametrize("what", ["caveats", "equipment", "dead", "mandate", "ambiguity"])
def test_what_a_contingent_wants_and_may_weighs(what: str) -> None:
    shares = []
    for level in (0, 1):
        given = {"asked": 1.0 - 0.8 * level, "force": 0.2} if what == "mandate" else {}
        if what == "ambiguity":
            given = {"ambiguity": 0.6 * level}
        model, rule = country(**given)
        attack(model, men=2000)
        if what == "caveats":
            model.mission.caveats[:] = 0.6 * level
        elif what == "equipment":
            model.mission.equipment[:] = 1.0 - level
        elif what == "dead":
            for contingent in model.mission.contingents:
                contingent.dead = 0.02 * level * contingent.persons
        shares.append(acting(rule))
    assert shares[1] < shares[0] - 0.08


def test_units_of_one_mission_differ_on_the_same_day() -> None:
    """No mean will of a mission: a unit that is forbidden to stays while its neighbour goes."""
    model, rule = country(will_weight=8.0)
    attack(model, men=500)
    forbidden, free = np.array_split(troops(model), 2)
    model.mission.caveats[forbidden] = 1.0
    went = np.zeros(len(model.mission.units))
    for day in range(60):
        rule.step(day)
        went[rule.rows] += 1
    assert went[forbidden].max() < 10 < 50 < went[free].min()


def test_contingents_answer_unequally_though_nothing_that_can_be_seen_differs() -> None:
    shares = {}
    for spread in (0.0, 1.5):
        model, rule = country(contingent_spread=spread)
        attack(model, men=8000)
        mission, rows = model.mission, troops(model)
        mission.contingents.extend([mission.contingents[0]] * len(rows))
        mission.contingent[rows] = np.arange(len(rows))
        went = np.zeros(len(mission.units))
        for day in range(DAYS):
            rule.step(day)
            went[rule.rows] += 1
        shares[spread] = went[rows] / DAYS
    assert np.ptp(shares[0.0]) < 0.2 < 0.35 < np.ptp(shares[1.5])


def test_force_is_rarer_than_standing_between_and_never_more_than_allowed() -> None:
    model, rule = country()
    attack(model, men=2000)
    counts = chosen(rule)
    assert counts[ENGAGE] < counts[ENGAGE] + counts[INTERPOSE] < counts.sum()
    assert 0 < counts[ENGAGE] < 0.5 * counts.sum()
    for force, most in ((0.05, STAY), (0.2, EVACUATE), (0.5, INTERPOSE)):
        model, rule = country(force=force)
        attack(model, men=50)
        counts = chosen(rule, 60)
        assert counts[most] > 0 and not counts[most + 1 :].any()


def test_a_unit_is_at_one_place_at_a_time_and_goes_where_more_speaks_for_it() -> None:
    model, rule = country()
    far = next_door(model, days=0.6)
    attack(model, men=300)
    attack(model, place=far, men=300)
    for day in range(40):
        rule.step(day)
        assert len(set(rule.rows)) == len(rule.rows)
        assert (rule.targets == PLACE).all()  # the nearer of two like attacks


def test_a_mood_lasts_some_days_and_then_is_drawn_anew() -> None:
    model, rule = country(patience_days=5)
    attack(model, men=2000)
    seen = []
    for day in range(60):
        rule.step(day)
        went = np.zeros(len(model.mission.units))
        went[rule.rows] = rule.modes
        seen.append(went)
    weeks = np.array(seen).reshape(12, 5, -1)
    assert (weeks == weeks[:, :1]).all()
    assert len(np.unique(weeks[:, 0], axis=0)) > 3


def test_a_unit_says_what_it_decided_and_why() -> None:
    model, rule = country(asked=0.0, force=0.2, ambiguity=0.9)
    attack(model, men=3000)
    rule.step(0)
    stayed = [unit for unit in model.mission.units if unit.decision.startswith("stay away")]
    assert len(stayed) == rule.stayed > 0
    for unit in stayed:
        assert unit.decision == f"stay away: {model.geography.names[PLACE]}"
        said = [reason for reason, _ in unit.why]
        assert 2 <= len(said) <= 3
        assert all(weight < 0 for _, weight in unit.why)
        assert said[0] == "the orders are unclear" and "not asked to by the mandate" in said
    model, rule = country()
    attack(model, men=20)
    rule.step(0)
    unit = model.mission.units[rule.rows[rule.modes == ENGAGE][0]]
    assert unit.decision.startswith("engage the attackers")
    assert unit.why[0][0] == "strong enough" and unit.why[0][1] > 0
    model, rule = country(force=0.05)
    attack(model, men=20)
    rule.step(0)
    assert not len(rule.rows) and rule.stayed == len(troops(model))
    for row in troops(model):
        told = model.mission.units[row].why
        assert told == (("not allowed by the rules of engagement", 0.05),)


def test_the_log_says_who_went_and_why() -> None:
    model, rule = country()
    who = attack(model, men=100)
    answer = model.mechanism("response_to_attack")
    assert isinstance(answer, ResponseToAttack)
    model.situation.attack_starts[who, PLACE] = 1.0
    rule.step(1)
    model.journal.events.clear()
    answer.step(1)
    (event,) = [e for e in model.journal.events if e.kind == "attack_answered"]
    assert "strong enough" in event.text
    assert event.numbers["units"] == (rule.modes == rule.modes.max()).sum()
    assert answer.new_fights == int((rule.modes == ENGAGE).any())


def test_those_who_stay_stop_nothing_and_more_who_come_stop_more() -> None:
    hazards = []
    for share in (1.0, 0.5, 0.0):
        model, rule = country(will_weight=10.0, interpose_step=0.0, engage_step=0.0)
        attack(model, men=1000)
        rows = troops(model)
        model.mission.caveats[rows[: round(share * len(rows))]] = 1.0
        rule.step(1)
        model.mechanism("response_to_attack").step(1)
        hazards.append(float(model.situation.attack_response[PLACE]))
    assert hazards[0] == 0.0 < hazards[1] < hazards[2]
