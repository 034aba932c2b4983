"""Sizes of attacks on civilians: a law without steps, cut off by who is there to take part."""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pytest

from marosim.armed.episode import effort, ending, gang, most, stops
from marosim.response_model import ResponseModel
from marosim.settings import Settings, assign
from marosim.study.ensemble import conflict

GROWTH, END = 1.5, 1.2


def crowd(seed=1, ordered=1.0, **changes):
    """A country whose people outnumber what any attack can reach, all of it held by fighters."""
    settings = Settings(seed=seed)
    settings.population.agents = 200
    assign(settings, {"mandate": {"name": "none", "ceiling": 0}})
    assign(settings, {"attacks": {"hostility_lengthens": 0.0, "ending": END, "ending_least": END}})
    assign(settings, {"attacks": {"growth": GROWTH, **changes}})
    model = ResponseModel(conflict(3), settings)
    now = model.situation
    now.people[:], now.force[:] = 1e12, 1e9
    now.escalation[:] = 1.0
    for organisation in model.armed.organisations:
        organisation.extermination = ordered
        organisation.hostility[:] = 1.0
    return model, model.mechanism("attacks")


def all_at_once(model, attacks, perpetrators=2.0, days=40):
    """Persons killed by attacks that all begin on day 0 with so many perpetrators."""
    every = np.nonzero(np.ones_like(attacks.running))
    sides = every[1] < len(model.armed.organisations)
    attacks.begin(*(at[sides] for at in every), 0, perpetrators, 0)
    destroy = attacks._destroy()
    for day in range(days):
        attacks._run(destroy, day)
        if not attacks.running.any():
            break
    return np.array([e.numbers["persons"] for e in model.journal.events if e.kind == "attack"])


def test_sizes_follow_the_law_of_growth_that_ends_at_random():
    found = np.concatenate([all_at_once(*crowd(seed)) for seed in range(1, 6)])
    assert len(found) > 800
    scale = 1.0 * 2.0 / GROWTH  # one killed a day for each of two perpetrators
    for share in (0.25, 0.5, 0.75, 0.9, 0.95):
        expected = scale * ((1 - share) ** (-1 / END) - 1)
        spread = np.quantile(found, np.clip([share - 0.025, share + 0.025], 0, 1))
        assert spread[0] < expected < spread[1], share


def begun(order, truce, days=40):
    """Attacks begun by the government's army and by others where police keep such order."""
    model, attacks = crowd(ordered=0.0)
    now = model.situation
    now.intent[:], now.control[:] = 1.0, 0.7
    now.order[:], now.ceasefire[:] = order, truce
    total = np.zeros(len(now.force))
    for day in range(days):
        attacks._clear()
        attacks._start(attacks._destroy(), day)
        total += now.attack_starts.sum(axis=1)
        attacks.running[:] = False
    army = [o.index for o in model.armed.organisations if o.role == "government"]
    return total[army].sum(), np.delete(total, army).sum()


def test_police_hold_back_whoever_acts_on_his_own_and_an_army_only_at_a_truce():
    army, others = begun(0.0, 0.0)
    policed_army, policed_others = begun(0.9, 0.0)
    assert army > 100 and others > 100
    assert policed_army == army
    assert policed_others < 0.4 * others
    army, _ = begun(0.0, 1.0)
    policed_army, _ = begun(0.9, 1.0)
    assert policed_army < 0.3 * army


def test_police_end_the_attacks_of_others_and_not_those_of_an_army():
    killed = {}
    for order in (0.0, 0.9):
        model, attacks = crowd(ordered=0.0)
        model.situation.order[:] = order
        all_at_once(model, attacks)
        army = {o.name for o in model.armed.organisations if o.role == "government"}
        ended = [e for e in model.journal.events if e.kind == "attack"]
        killed[order] = [
            sum(e.numbers["persons"] for e in ended if (e.actor in army) == theirs)
            for theirs in (True, False)
        ]
    assert killed[0.9][0] == pytest.approx(killed[0.0][0])
    assert killed[0.9][1] < 0.8 * killed[0.0][1]


def test_sizes_do_not_bunch_at_whole_days():
    found = all_at_once(*crowd())
    found = found[found > 0.5]
    # on a daily grid there are as many sizes as days
    assert len(np.unique(np.round(found, 2))) > 0.6 * len(found) > 60


def test_unordered_attacks_stay_with_a_company_and_ordered_ones_do_not():
    free = max(all_at_once(*crowd(seed)).max() for seed in range(1, 6))
    kept = max(all_at_once(*crowd(seed, ordered=0.0, company=60)).max() for seed in range(1, 6))
    # beyond the ceiling an attack kills 60 a day until it ends, at 1.8 a day
    assert kept < 60 * (1 / GROWTH + 7 / (GROWTH * END)) < free


def test_an_answer_ends_the_same_attacks_sooner_and_none_later():
    alone, answered = crowd(), crowd()
    answered[0].situation.attack_response[:] = 1.5
    one, other = (all_at_once(*arm, days=1) for arm in (alone, answered))
    # with the same luck no attack kills more, and each that ended alone has ended here
    assert (answered[1].killed <= alone[1].killed + 1e-9).all()
    assert (answered[1].running <= alone[1].running).all()
    assert len(other) > len(one) > 0


def test_how_many_can_run_at_once_does_not_change_how_many_begin():
    begun = {2: 0.0, 20: 0.0}
    for slots in begun:
        for seed in range(1, 9):
            model, attacks = crowd(seed, at_once=slots, hazard=0.008)
            model.situation.intent[:2], model.situation.control[:2] = 0.05, 0.75
            attacks._start(attacks._destroy(), 0)
            begun[slots] += model.situation.attack_starts.sum()
    assert begun[2] > 200
    assert begun[20] == pytest.approx(begun[2], rel=0.15)


def test_effort_adds_up_over_any_parts_of_a_day():
    parts = np.linspace(0, 2.5, 9)
    m, total = 3.0, 0.0
    for first, last in itertools.pairwise(parts):
        total += effort(m, 40.0, GROWTH, last - first)
        m = min(m * np.exp(GROWTH * (last - first)), 40.0)
    assert total == pytest.approx(effort(3.0, 40.0, GROWTH, 2.5))
    assert effort(3.0, 40.0, GROWTH, 2.5) < effort(3.0, 1e9, GROWTH, 2.5)


def test_who_takes_part():
    assert most(50.0, 120, 0.0) == most(50.0, 120, 1.0) == 50.0
    assert most(5000.0, 120, 0.0) == 120 and most(5000.0, 120, 1.0) == pytest.approx(5000)
    assert 120 < most(5000.0, 120, 0.5) < 5000
    drawn = gang(np.array([1.0, 0.5, 1e-3]), 2.0, 1.5)
    assert drawn[0] == 2.0 and (np.diff(drawn) > 0).all()
    # half as many again for each factor of 2^1.5 in the chance
    assert gang(0.1, 2.0, 1.5) * 2 == pytest.approx(gang(0.1 / 2**1.5, 2.0, 1.5))


def test_attacks_by_the_hostile_last_longer():
    options = Settings().attacks
    levels = ending([0.0, 0.5, 1.0], options.ending, options.hostility_lengthens, 0.45)
    assert (np.diff(levels) < 0).all() and levels[0] == options.ending
    assert dataclasses.asdict(options)["ending_least"] <= levels[-1]


def test_large_ordered_attacks_kill_more_where_people_have_gathered():
    """Small ones, and those that nobody ordered, do not."""
    killed = {}
    for ordered in (0.0, 1.0):
        for fear in (0.0, 1.0):
            model, attacks = crowd(ordered=ordered, company=60)
            model.situation.fear[:] = fear
            killed[ordered, fear] = np.sort(all_at_once(model, attacks))
    assert killed[0.0, 1.0] == pytest.approx(killed[0.0, 0.0])
    calm, gathered = killed[1.0, 0.0], killed[1.0, 1.0]
    assert np.median(gathered) == pytest.approx(np.median(calm))
    assert gathered[-5:].sum() > 2 * calm[-5:].sum()
    # all who have gathered are in reach, and no more
    model, attacks = crowd()
    model.situation.people[:] = 1000.0
    model.situation.fear[:] = 1.0
    most_killed = all_at_once(model, attacks, perpetrators=1e8, days=1).max()
    assert most_killed <= 3000.0  # of three who are present and outside bases


def test_an_answer_that_comes_later_ends_only_what_still_runs():
    patience = np.random.default_rng(1).exponential(size=200_000)
    usual, answer, come = 1.5, 6.0, 0.3
    ends = stops(patience, usual, answer, come)
    assert (ends < come).mean() == pytest.approx(1 - np.exp(-usual * come), abs=0.005)
    after = ends[ends > come] - come
    assert after.mean() == pytest.approx(1 / (usual + answer), rel=0.02)
    assert stops(patience, usual, answer, 0.0) == pytest.approx(patience / (usual + answer))
    assert stops(patience, usual, 0.0, come) == pytest.approx(patience / usual)
