"""Agents decide: classes of a user's own are asked, and stock classes do what the columns do."""

from __future__ import annotations

import mesa
import numpy as np
import pytest
from mesa.discrete_space import CellAgent
from small import MISSION, PRESENT, after, digest, make

import marosim
from marosim.armed.leadership import Leadership
from marosim.armed.units import ArmedUnit
from marosim.mission.contingents import Contingent
from marosim.mission.units import PeacekeeperUnit
from marosim.peace.mediators import Mediator


def with_classes(classes, scenario="rwanda_1994", days=20, **options):
    return make(scenario, days, agent_classes=classes, **options)


class Usual(ArmedUnit):
    """Overrides the decision and decides as usual."""

    def decide(self, choice):
        return super().decide(choice)


class Stays(ArmedUnit):
    """Never leaves its place."""

    def decide(self, choice):
        return choice.here


class Ready(PeacekeeperUnit):
    def react(self, call):
        return super().react(call)


class StaysInCamp(PeacekeeperUnit):
    def react(self, call):
        return 0.0


class AlwaysGoes(PeacekeeperUnit):
    def react(self, call):
        return 1.0


@pytest.mark.parametrize("scenario", ["rwanda_1994", "kalvera"])
def test_the_columns_do_what_each_agent_would(scenario, monkeypatch):
    """The rule in columns is held to the rule of one agent, as the kernel to one civilian's."""
    options = {**PRESENT, "days": 15, "response_to_attack__least_troops": 1}
    plain, model = make(scenario, **options), make(scenario, **options)
    calls = []
    monkeypatch.setattr(
        PeacekeeperUnit, "react",
        lambda unit, call, stock=PeacekeeperUnit.react: calls.append(call) or stock(unit, call),
    )  # fmt: skip
    while not model.finished:
        model.armed.unit_decides[:] = True
        model.mission.reacts[:] = True
        model.step()
    plain.run()
    assert digest(model) == digest(plain)
    moved = {unit.serial: unit.why for unit in plain.armed.units if unit.why}
    assert len(moved) > 5
    assert len(calls) > (20 if scenario == "rwanda_1994" else -1)
    for unit in model.armed.units:
        assert [name for name, _ in unit.why] == [n for n, _ in moved.get(unit.serial, ())]
        assert np.allclose([v for _, v in unit.why], [v for _, v in moved.get(unit.serial, ())])


def test_a_subclass_that_says_the_usual_changes_nothing_but_is_remembered():
    plain = make(days=20, **MISSION).run()
    model = with_classes({ArmedUnit: Usual, PeacekeeperUnit: Ready}, **MISSION).run()
    assert {type(unit) for unit in model.armed.units} == {Usual}
    assert {type(unit) for unit in model.mission.units} == {Ready}
    assert digest(model) == digest(plain)
    assert [e.change for e in model.edits] == ["replaced by Usual", "replaced by Ready"]


def test_a_subclass_that_stays_changes_the_course():
    model = with_classes({ArmedUnit: Stays})
    begun = {unit.serial: unit.place for unit in model.armed.units}
    plain = make(days=20).run()
    while model.day < 8:
        model.step()
    ran = {unit.serial for unit in model.armed.units if unit.place != begun.get(unit.serial)}
    moved = {unit.serial for unit in plain.armed.units if unit.place != begun.get(unit.serial)}
    assert len(ran & set(begun)) < len(moved & set(begun)) / 4, "only defeat in battle moves them"
    assert digest(model.run()) != digest(plain)


def test_a_class_may_stand_in_for_the_units_of_one_organisation():
    model = with_classes({(ArmedUnit, "rpf"): Stays}, days=3)
    for unit in model.armed.units:
        assert (type(unit) is Stays) == (unit.organisation.name == "rpf")
    assert [e.agent for e in model.edits] == ["ArmedUnit of rpf"]


@pytest.mark.parametrize(
    ("classes", "kind", "words"),
    [
        ({(ArmedUnit, "rpx"): Stays}, ValueError, "no ArmedUnit of 'rpx'.*rpf"),
        ({ArmedUnit: Ready}, TypeError, "no subclass of ArmedUnit"),
        ({CellAgent: Stays}, ValueError, "cannot be replaced; expected ArmedUnit"),
        ({ArmedUnit: "Stays"}, TypeError, "no subclass"),
    ],
)
def test_a_table_that_means_nothing_is_refused(classes, kind, words):
    with pytest.raises(kind, match=words):
        with_classes(classes)


def test_a_place_that_was_not_offered_is_refused():
    class Jumps(ArmedUnit):
        def decide(self, choice):
            return next(p for p in range(10_000) if p not in choice.places)

    with pytest.raises(ValueError, match=r"decide\(\) gave .*; expected one of"):
        with_classes({ArmedUnit: Jumps}, days=5).run()


def test_names_of_places_are_understood():
    class Named(ArmedUnit):
        def decide(self, choice):
            return self.model.geography.names[super().decide(choice)]

    assert digest(with_classes({ArmedUnit: Named}, days=8).run()) == digest(make(days=8).run())


def test_removing_itself_and_others_in_the_middle_of_the_day_is_safe():
    class Deserts(ArmedUnit):
        def decide(self, choice):
            others = [u for u in self.model.armed.units if u.last is None and u is not self]
            if others:
                others[len(others) // 2].remove()
            self.remove()
            return int(choice.places[0])

    model = with_classes({ArmedUnit: Deserts}, days=12)
    start = len(model.armed.units)
    while not model.finished:
        model.step()
        assert all(unit.last is None and unit.row == row
                   for row, unit in enumerate(model.armed.units))  # fmt: skip
        force = np.zeros_like(model.situation.force)
        columns = model.armed.unit_organisation, model.armed.unit_place
        np.add.at(force, columns, model.armed.unit_fighters)
        assert np.allclose(force, model.situation.force)
    assert len(model.armed.units) < start / 2


def test_units_of_the_mission_are_asked_when_somebody_is_attacked():
    options = {**PRESENT, "days": 12, "response_to_attack__least_troops": 1}
    plain = make(**options).run()
    idle = with_classes({PeacekeeperUnit: StaysInCamp}, **options).run()
    eager = with_classes({PeacekeeperUnit: AlwaysGoes}, **options).run()
    answered = [m.daily["attacks_answered"].sum() for m in (idle, plain, eager)]
    assert answered[0] == 0 < answered[1] < answered[2]


def test_shares_beyond_all_of_it_are_refused():
    class Doubles(PeacekeeperUnit):
        def react(self, call):
            return 2.0

    with pytest.raises(ValueError, match=r"react\(\) gave 2.0; expected a share from 0 to 1"):
        with_classes({PeacekeeperUnit: Doubles}, days=12, **PRESENT).run()


def test_contingents_and_envoys_decide():
    class Bears(Contingent):
        def withdraws(self, tolerance):
            return self.dead > 0

    class Avoids(Mediator):
        def chooses(self, dyads, scores):
            self.model.offered.append(len(dyads))
            return dyads[int(np.argmin(scores))]

    options = {"days": 60, "mediation__start_day": 0, "mediation__talks_per_year": 52, **MISSION}
    options["mediation"] = "single"
    model = with_classes({Contingent: Bears, Mediator: Avoids}, "bosnia_1992", **options)
    model.offered = []
    model.run()
    assert model.offered and max(model.offered) > 1
    begun = model.events[model.events["kind"] == "talks"]["text"]
    assert len(begun) and begun.str.contains(r"; why: .*(?:ripeness|chance) -?\d").all()
    assert {type(c) for c in model.mission.contingents} <= {Bears}
    assert model.mission.contingents


def test_a_leadership_may_be_replaced_and_sent_away():
    class Meek(Leadership):
        def review(self, day):
            self.plan, self.reviewed = "hold", day

    model = with_classes({(Leadership, "government"): Meek}, days=6)
    led = {one.organisation.name: one for one in model.agents.select(agent_type=Leadership)}
    assert [name for name, one in led.items() if type(one) is Meek] == ["government"]
    assert [edit.agent for edit in model.edits] == ["Leadership of government"]
    led["government"].remove()
    model.run()
    assert led["government"].reviewed == -1, "who was sent away does not plan"
    assert all(one.reviewed >= 0 for name, one in led.items() if name != "government")


class Diary(mesa.Agent):
    """Keeps the days on which it was stepped."""

    def __init__(self, model):
        super().__init__(model)
        self.days = []

    def step(self):
        self.days.append(self.model.day)


class Raider(CellAgent):
    """Sends reinforcements to where it stands."""

    def step(self):
        for unit in self.cell.agents:
            if isinstance(unit, ArmedUnit):
                unit.fighters = unit.fighters + 100


class Marching(ArmedUnit):
    """A unit with a step of its own beside the stock decision."""

    steps = 0

    def step(self):
        self.steps += 1


def test_own_agents_step_once_a_day_and_what_they_do_happens():
    model, plain = make(days=6), make(days=6)
    diary = Diary(model)
    raider = Raider(model)
    unit = model.armed.units[0]
    raider.cell = unit.cell
    before = unit.fighters
    plain.step(), model.step()
    assert unit.fighters > before + 90
    model.run()
    assert diary.days == list(range(6))
    assert any("fighters" in edit.change for edit in model.edits)
    assert digest(model) != digest(plain.run())


def test_a_stock_unit_with_a_step_of_its_own_is_stepped_and_still_fights():
    model = with_classes({ArmedUnit: Marching}, days=5)
    first = model.armed.units[0]
    model.run()
    assert first.steps == 5
    assert digest(model) == digest(make(days=5).run())


def test_an_idle_agent_that_draws_numbers_changes_nothing():
    class Dreams(mesa.Agent):
        def step(self):
            self.model.rng.random(), self.model.random.random()

    model = make(days=10)
    Dreams(model)
    model.run()
    assert digest(model) == digest(make(days=10).run())
    assert model.edits == []


def test_one_that_is_removed_before_its_turn_is_not_stepped():
    class Ends(mesa.Agent):
        def step(self):
            for other in list(self.model.agents.select(agent_type=Diary)):
                other.remove()

    model = after(1)
    Ends(model)
    late = Diary(model)
    model.step()
    assert late.days == [] and late not in model.agents


def test_a_classes_units_are_found_by_their_stock_class():
    model = with_classes({ArmedUnit: Usual}, days=1)
    assert len(model.agents.select(agent_type=ArmedUnit)) == len(model.armed.units)
    assert marosim.model("rwanda_1994", days=1).edits == []
