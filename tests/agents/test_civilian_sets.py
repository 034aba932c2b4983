"""Civilians are an AgentSet like any other, and what a user writes to them happens."""

from __future__ import annotations

import copy
import pickle
import random

import mesa
import numpy as np
import pytest
from small import after, digest, make

from marosim.civilians.civilian import Civilian
from marosim.civilians.selection import CivilianSet
from marosim.mesa_releases import AgentSet

FUNCTIONS = ("agg", "do", "get", "groupby", "map", "select", "set", "shuffle", "shuffle_do", "sort")


def everyone(model) -> CivilianSet:
    return model.agents_by_type[Civilian]


def people_are_right(model) -> None:
    """Nobody is lost, and what is counted by place is what stands in the rows."""
    civilians, now = model.civilians, model.situation
    before = now.people.copy()
    assert now.people.sum() == pytest.approx(civilians.initial.sum())
    by_group = civilians.by_home().sum(axis=(0, 2))
    assert np.allclose(by_group, civilians.initial.sum(axis=0))
    civilians.count_people()
    assert np.allclose(before, now.people)


def test_every_verb_of_mesa_is_civilians_own():
    """A new release of Mesa may bring a verb that would work on objects that are not there."""
    verbs = {
        name
        for kind in AgentSet.__mro__
        if kind.__module__.startswith("mesa.")
        for name, value in vars(kind).items()
        if callable(value) and not name.startswith("_")
    }
    assert set(FUNCTIONS) <= verbs
    assert sorted(verbs - set(vars(CivilianSet))) == []
    assert issubclass(CivilianSet, AgentSet)


def test_each_verb_gives_what_a_plain_agentset_gives():
    model = after(12)
    some = CivilianSet(model.civilians, np.arange(0, 500, 7))
    kept = list(some)  # a plain set holds its agents weakly
    plain = AgentSet(kept, random=random.Random(5))

    def both(call):
        ours, theirs = call(some), call(plain)
        return ours, theirs

    for name in ("place", "status", "fear", "unique_id"):
        ours, theirs = both(lambda s, n=name: list(s.get(n)))
        assert ours == theirs
    ours, theirs = both(lambda s: s.get(["home", "fear"]))
    assert ours == theirs
    ours, theirs = both(lambda s: list(s.get("none", "default", 7)))
    assert ours == theirs == [7] * len(kept)
    calls = [
        lambda s: list(s.select(lambda c: c.fear > 0.1)),
        lambda s: list(s.select(at_most=0.3)),
        lambda s: list(s.select(lambda c: c.status == "home", at_most=4)),
        lambda s: list(s.select(at_most=5)),
        lambda s: list(s.select(agent_type=mesa.Agent)),
        lambda s: list(s.sort("fear")),
        lambda s: list(s.sort(lambda c: (c.place, c.row), ascending=True)),
        lambda s: s.map("story"),
        lambda s: s.map(lambda c, plus: c.row + plus, plus=1),
        lambda s: s.agg("fear", max),
        lambda s: s.agg("fear", [min, max]),
        lambda s: {k: list(v) for k, v in s.groupby("status")},
        lambda s: {k: list(v) for k, v in s.groupby(lambda c: c.fear > 0.2)},
        lambda s: {k: list(v) for k, v in s.groupby("place", result_type="list")},
        lambda s: s.groupby("status").count(),
        lambda s: s.groupby("status").agg("fear", max),
        lambda s: s.groupby("status").map(len),
        lambda s: s[3], lambda s: s[2:5], lambda s: len(s), lambda s: kept[4] in s,
        lambda s: s.index(kept[9]), lambda s: s.count(kept[9]),
        lambda s: sorted(c.row for c in s & set(kept[:6])),
    ]  # fmt: skip
    for number, call in enumerate(calls):
        ours, theirs = both(call)
        assert ours == theirs, number


def test_shuffling_draws_as_a_plain_agentset_does():
    model = after(2)
    some = CivilianSet(model.civilians, np.arange(40))
    kept = list(some)
    plain = AgentSet(kept, random=model.random)
    orders = []
    for group in (some, plain):
        model.random.seed(7)
        seen: list[int] = []
        group.shuffle_do(lambda c, seen=seen: seen.append(c.row))
        orders.append(([c.row for c in group.shuffle()], seen))
    assert orders[0] == orders[1]
    assert orders[0][1] != list(range(40))


def test_a_set_may_be_narrowed_and_widened_in_place():
    model = after(1)
    people = everyone(model).select(at_most=10)
    first = people[0]
    people.remove(first)
    assert first not in people and len(people) == 9
    with pytest.raises(KeyError):
        people.remove(first)
    people.add(first)
    people.add(first)
    people.discard(Civilian(model.civilians, 400))
    assert len(people) == 10 and people[-1] == first
    people.sort("unique_id", ascending=True, inplace=True)
    assert people[0] == first
    assert len(people.select(at_most=3, inplace=True)) == len(people) == 3
    other = after(1)
    assert first not in everyone(other) and first != other.civilians[first.row]
    assert {first, model.civilians[first.row]} == {first}
    assert list(pickle.loads(pickle.dumps(people)).get("home")) == list(people.get("home"))


def test_reading_civilians_changes_nothing():
    model, plain = make(days=8), make(days=8)
    while not model.finished:
        everyone(model).groupby("status").agg("fear", np.mean)
        everyone(model).select(lambda c: c.fear > 0.5).map("story")
        one = model.civilians[3]
        one.fear, one.status, one.place, one.destination = (
            one.fear, one.status, one.place, one.destination,
        )  # fmt: skip
        model.step()
    assert digest(model) == digest(plain.run())
    assert model.edits == []


def test_a_person_who_is_moved_is_counted_where_they_are():
    model = after(3)
    one = everyone(model).select(status="home", at_most=1)[0]
    names = model.geography.names
    inside = next(n for n in names if n != one.home and model.geography.inside[names.index(n)])
    outside = next(n for n in names if not model.geography.inside[names.index(n)])
    one.place = inside
    assert (one.status, one.destination) == ("displaced", inside)
    people_are_right(model)
    one.place = outside
    assert one.status == "abroad"
    one.place = one.home
    assert one.status == "home"
    one.destination = inside
    assert one.status == "under way" and one.destination == inside
    people_are_right(model)
    for _ in range(12):
        model.step()
        people_are_right(model)
    assert one.status != "under way"
    assert len(model.edits) == 4


def test_who_is_killed_by_hand_is_counted_where_they_were():
    model = after(3)
    killed = everyone(model).select(status="home", at_most=4)
    place, persons = killed[0].place, killed.persons
    before = model.civilians.dead_direct.sum()
    killed.set("status", "dead")
    assert model.civilians.dead_direct.sum() == pytest.approx(before + persons)
    assert model.civilians.dead_direct[model.geography.number(place)].sum() > 0
    people_are_right(model)
    daily = model.daily["deaths_direct"].sum()
    model.step()
    model.run()
    assert model.daily["deaths_direct"].sum() == pytest.approx(model.civilians.dead_direct.sum())
    assert model.daily["deaths_direct"].sum() >= daily + persons
    people_are_right(model)


def test_who_becomes_a_fighter_is_the_next_days_recruit():
    model, plain = after(3), after(3)
    joining = everyone(model).select(status="home", community="hutu", at_most=3)
    joining.set("status", "fighter")
    people_are_right(model)
    recruited = [sum(o.recruited for o in m.armed.organisations) for m in (model, plain)]
    model.step(), plain.step()
    now = [sum(o.recruited for o in m.armed.organisations) for m in (model, plain)]
    assert now[0] - recruited[0] == pytest.approx(now[1] - recruited[1] + joining.persons)
    people_are_right(model)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("status", "abroad", "cannot be 'abroad' at"),
        ("status", "under way", "set a destination"),
        ("status", "displaced", "whose home is"),
        ("status", "asleep", "expected one of home"),
        ("place", "Atlantis", "no place 'Atlantis'"),
        ("fear", 1.5, "expected a number from 0 to 1"),
        ("fear", float("nan"), "expected a number from 0 to 1"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(name, value, words):
    model = after(3)
    people = everyone(model).select(status="home", at_most=3)
    before = digest(model), people.get(["place", "status", "fear", "destination"])
    with pytest.raises(ValueError, match=words):
        people.set(name, value)
    with pytest.raises(ValueError, match=words):
        setattr(people[0], name, value)
    assert (digest(model), people.get(["place", "status", "fear", "destination"])) == before
    assert model.edits == []


def test_fighters_and_the_dead_stay_what_they_are():
    model = after(25)
    dead = everyone(model).select(status="dead")
    assert len(dead), "nobody died, so that nothing was tried"
    with pytest.raises(ValueError, match="is dead and cannot be changed"):
        dead.set("status", "home")
    with pytest.raises(ValueError, match="is dead and cannot be changed"):
        everyone(model).set("fear", 0.5)
    with pytest.raises(TypeError, match="cannot be removed"):
        dead[0].remove()


def test_fear_written_for_many_is_felt():
    model, plain = after(3), after(3)
    calm = everyone(model).select(status="home")
    calm.set("fear", 1.0)
    assert calm.agg("fear", min) == 1.0
    assert [edit.change for edit in model.edits] == ["fear = 1.0"]
    model.step(), plain.step()
    fled = [len(everyone(m).select(status="under way")) for m in (model, plain)]
    assert fled[0] > fled[1]


def test_an_attribute_of_ones_own_is_everybodys():
    model = after(2)
    one = model.civilians[5]
    with pytest.raises(AttributeError, match=r"no 'wealth'.*add_column\('wealth', 3\)"):
        one.wealth = 3
    with pytest.raises(AttributeError, match="expected place"):
        _ = one.wealth
    with pytest.raises(AttributeError, match="home is given"):
        one.home = "Kigali"
    with pytest.raises(AttributeError, match="home is given"):
        everyone(model).set("home", "Kigali")
    model.civilians.add_column("wealth", 2)
    one.wealth = 3.5
    everyone(model).select(at_most=2).set("village", "hill")
    assert model.civilians[5].wealth == 3.5 and model.civilians[6].wealth == 2
    assert everyone(model).agg("wealth", sum) == 2 * (len(everyone(model)) - 1) + 3.5
    assert set(everyone(model).groupby("village").keys()) == {"hill", ""}
    assert len(everyone(model).select(wealth=3.5)) == 1
    for name in ("wealth", "place", "story", "two words"):
        with pytest.raises(ValueError, match="taken"):
            model.civilians.add_column(name, 1)
    plain = make(days=30).run()
    assert digest(copy.deepcopy(model).run()) == digest(plain)
