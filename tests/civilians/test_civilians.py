"""Civilians: the compiled pass equals the readable rule; people are conserved."""

import dataclasses

import numpy as np
import pytest

import marosim.cases
from marosim.civilians.civilian import Civilian
from marosim.civilians.population import BYTES_PER_AGENT, COLUMNS
from marosim.civilians.resolution import Resolution
from marosim.response_model import ResponseModel
from marosim.settings import Settings
from marosim.situation import ABROAD, DISPLACED, UNDER_WAY


@pytest.fixture(scope="module")
def rwanda():
    return marosim.cases.load("rwanda_1994")


def build(case, seed=3, agents=2500, **population):
    settings = Settings(seed=seed)
    settings.population.agents = agents
    return ResponseModel(case, settings)


def test_the_compiled_pass_equals_the_readable_rule_bit_for_bit(rwanda):
    model = build(rwanda)
    changed = 0
    for day in range(40):
        for mechanism in model.mechanisms:
            if not isinstance(mechanism, Resolution):
                mechanism.step(day)
                continue
            before = {name: getattr(model.civilians, name).copy() for name in COLUMNS}
            mechanism.step(day)
            compiled = {name: getattr(model.civilians, name).copy() for name in COLUMNS}
            for name, values in before.items():
                getattr(model.civilians, name)[:] = values
            for civilian in model.civilians:
                civilian.step(day)
            for name, values in compiled.items():
                assert np.array_equal(values, getattr(model.civilians, name)), (day, name)
            changed += int((before["status"] != compiled["status"]).sum())
        model.day += 1
    assert changed > 300, "a test in which hardly anybody does anything shows nothing"


def test_people_are_conserved_every_day_by_home_and_community(rwanda):
    model = build(rwanda)
    first = model.civilians.by_home().sum(axis=2)
    for _ in range(60):
        model.step()
        assert np.array_equal(model.civilians.by_home().sum(axis=2), first)
        people = model.situation.people
        assert (people >= 0).all()
        assert people.sum() == pytest.approx(first.sum())
        dead = model.civilians.dead_direct.sum() + model.civilians.dead_indirect.sum()
        assert dead - model.civilians.carried.sum() == pytest.approx(people[:, :, 6].sum())


def test_counts_by_place_equal_a_census_of_the_columns(rwanda):
    model = build(rwanda)
    for _ in range(30):
        model.step()
    counted = model.situation.people.copy()
    alive = model.civilians.status < 5
    model.civilians.count_people()
    assert alive.sum() < model.civilians.count
    assert np.array_equal(counted[:, :, :5], model.situation.people[:, :, :5])


def test_the_same_seed_gives_the_same_run_for_any_number_of_threads(rwanda, monkeypatch):
    monkeypatch.setattr("marosim.civilians.population.THREADS_FROM", 500)
    one = build(rwanda).run()
    settings = Settings(seed=3, threads=3)
    settings.population.agents = 2500
    three = ResponseModel(rwanda, settings).run()
    assert one.daily.equals(three.daily)
    assert one.places_table.equals(three.places_table)
    assert one.events.equals(three.events)


def test_another_seed_gives_another_run(rwanda):
    assert not build(rwanda, seed=3).run().daily.equals(build(rwanda, seed=4).run().daily)


def test_nobody_travels_faster_than_a_vehicle(rwanda):
    model = build(rwanda)
    fastest = float(model.settings.travel.vehicle_km_per_day)
    distance = model.geography.distance_km
    where = model.civilians.place.copy()
    longest = 0.0
    for _ in range(40):
        model.step()
        now = model.civilians.place
        longest = max(longest, float(distance[where, now].max()))
        where = now.copy()
    # a person may have walked all but a kilometre of a leg on the days before
    longest_leg = float(model.geography.length_km.max())
    assert 0 < longest <= fastest + longest_leg


def test_one_agent_stands_for_given_persons(rwanda):
    settings = Settings()
    settings.population.persons_per_agent = 2000
    model = ResponseModel(rwanda, settings)
    total = model.geography.initial_people.sum()
    assert model.civilians.count == round(total / 2000)
    assert BYTES_PER_AGENT < 32
    assert model.civilians.nbytes == model.civilians.count * BYTES_PER_AGENT


def test_civilians_answer_in_mesas_idiom(rwanda):
    model = build(rwanda)
    for _ in range(20):
        model.step()
    everyone = model.agents_by_type[Civilian]
    assert len(everyone) == model.civilians.count
    moving = everyone.select(status="under way")
    assert 0 < len(moving) < len(everyone)
    by_status = everyone.groupby("status")
    assert sum(len(part) for part in by_status.values()) == len(everyone)
    assert len(by_status["under way"]) == len(moving)
    assert moving.agg("fear", np.mean) > everyone.select(status="home").agg("fear", np.mean)
    someone = next(iter(moving))
    assert someone.place in someone.story() and someone.destination in someone.story()
    with pytest.raises(AttributeError, match="expected place"):
        everyone.get("height")
    with pytest.raises(IndexError):
        model.civilians[model.civilians.count]


def test_a_side_flees_the_advance_of_its_enemy(rwanda):
    # with little harm meant by those who advance, fear of the advance itself is what counts
    mild = dataclasses.replace(
        rwanda,
        organisations=tuple(
            dataclasses.replace(o, hostility={"hutu": 0.1}) if o.name == "rpf" else o
            for o in rwanda.organisations
        ),
    )

    def fled(weight):
        model = build(mild, agents=1500)
        model.settings.flight.advance_weight = weight
        for _ in range(105):
            model.step()
        side = model.geography.communities.index("hutu")
        return model.situation.people[:, side, [DISPLACED, UNDER_WAY, ABROAD]].sum()

    assert fled(0.9) > 1.5 * fled(0.0)


def test_ground_is_dangerous_to_those_whom_its_holders_mean_to_harm(rwanda):
    model = build(rwanda)
    model.step()
    tutsi = model.geography.communities.index("tutsi")
    held = model.mechanism("flight").advance.held()
    kigali, mulindi = (model.geography.index[name] for name in ("Kigali", "Mulindi"))
    assert held[kigali, tutsi] > 0.7
    assert held[mulindi, tutsi] < 0.1
