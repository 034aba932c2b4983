"""What a user does to peacekeepers, their contingents and envoys happens in the model."""

from __future__ import annotations

import numpy as np
import pytest
from small import MISSION, after, digest, make

from marosim.mission.contingents import TROOPS, Contingent
from marosim.mission.units import PeacekeeperUnit
from marosim.peace.mediators import Mediator


def on_the_ground(**options):
    """A model with troops in the country, deployed by rule and not from the record."""
    return after(25, **MISSION, **options)


def columns_are_right(model) -> None:
    mission = model.mission
    assert len(mission.units) == len(mission.persons) == len(mission.serial)
    for row, unit in enumerate(mission.units):
        assert unit.row == row and unit.place == mission.place[row]
        assert unit.cell is model.geography.cell(unit.place) and unit in unit.cell.agents
    assert len(model.agents.select(agent_type=PeacekeeperUnit)) == len(mission.units)
    assert (mission.kind >= 0).all()


def troops(model) -> list[PeacekeeperUnit]:
    return [unit for unit in model.mission.units if unit.kind == "troops"]


def test_reading_and_writing_what_is_there_changes_nothing():
    model, plain = make(days=20, **MISSION), make(days=20, **MISSION)
    while not model.finished:
        for unit in model.mission.units:
            unit.persons, unit.caveats, unit.cell = unit.persons, unit.caveats, unit.cell
            unit.contingent.caveats = unit.contingent.caveats
        model.step()
    assert model.mission.units, "nobody came, so that nothing was tried"
    assert digest(model) == digest(plain.run())
    assert model.edits == []


def test_strength_and_place_are_seen_at_once():
    model = on_the_ground()
    unit, force = troops(model)[0], model.situation.peacekeeper_force
    before, old = model.mission.at_places(TROOPS, model.day), unit.place
    unit.persons = unit.persons + 100
    assert force.sum() == pytest.approx(before.sum() + 100 * (unit.arrives <= model.day))
    there = int(model.geography.neighbours[old][0])
    unit.place = there
    assert unit.arrives == model.day
    assert force[there] == pytest.approx(before[there] + unit.persons)
    columns_are_right(model)
    model.step()
    assert unit.place == there, "the mission sent it away again"


@pytest.mark.parametrize(
    ("name", "wrong"),
    [("persons", -1), ("persons", float("nan")), ("caveats", 1.5), ("equipment", "good")],
)
def test_impossible_values_are_refused(name, wrong):
    model = on_the_ground()
    unit = troops(model)[0]
    with pytest.raises(ValueError, match=f"{name}="):
        setattr(unit, name, wrong)
    with pytest.raises(AttributeError, match="given once"):
        unit.kind = "police"
    with pytest.raises(ValueError, match=f"{name}="):
        setattr(unit.contingent, name, wrong)
    assert model.edits == []


def test_a_removed_unit_is_gone_and_the_others_keep_their_serials():
    model = on_the_ground()
    unit, *others = troops(model)
    serials, persons = {id(u): u.serial for u in others}, unit.persons
    force = model.mission.at_places(TROOPS, model.day).sum()  # with those who arrive today
    unit.remove()
    unit.remove()
    assert unit not in model.agents and unit.persons == persons
    lost = persons * (unit.arrives <= model.day)
    assert model.situation.peacekeeper_force.sum() == pytest.approx(force - lost)
    assert {id(u): u.serial for u in troops(model)} == serials
    columns_are_right(model)
    model.step()
    columns_are_right(model)
    with pytest.raises(ValueError, match="was removed"):
        unit.persons = 5


def test_a_unit_made_by_hand_belongs_to_a_contingent_of_its_own():
    model = on_the_ground()
    known = len(model.mission.contingents)
    unit = PeacekeeperUnit(model, "troops", persons=400, place="Butare")
    assert unit.contingent is model.mission.contingents[known]
    assert unit.contingent.units == [unit] and unit.contingent.authorised == 0
    assert model.situation.peacekeeper_force[model.geography.number("Butare")] >= 400
    columns_are_right(model)
    while not model.finished:
        model.step()
        columns_are_right(model)
    assert unit in model.agents, "what a user makes is not what politics may send home"
    with pytest.raises(ValueError, match=r"no kind 'tanks'.*troops"):
        PeacekeeperUnit(model, "tanks")


def test_what_a_contingent_has_its_units_have():
    model = on_the_ground()
    contingent = troops(model)[0].contingent
    before = sum(unit.persons for unit in contingent.units)
    contingent.caveats, contingent.persons = 1.0, contingent.persons / 2
    assert {unit.caveats for unit in contingent.units} == {1.0}
    assert sum(unit.persons for unit in contingent.units) == pytest.approx(before / 2)
    assert contingent.withdraws(0.0) and not type(contingent)(model, "police").withdraws(0.1)
    columns_are_right(model)


def test_a_removed_contingent_goes_home_with_its_units():
    model = on_the_ground()
    contingent = troops(model)[0].contingent
    units, here = contingent.units, len(model.mission.units)
    contingent.remove()
    contingent.remove()
    assert contingent not in model.agents and not contingent.units
    assert len(model.mission.units) == here - len(units)
    columns_are_right(model)
    while not model.finished:
        model.step()
    assert not contingent.units


def test_a_contingent_made_by_hand_comes_through_the_pipeline():
    model = on_the_ground(days=45)
    contingent = Contingent(model, "police", persons=60)
    assert contingent in model.agents and not contingent.units
    while not model.finished:
        model.step()
    assert sum(unit.persons for unit in contingent.units) > 0
    assert "contingent_arrived" in set(model.events["kind"][model.events["day"] >= 25])


def test_without_peacekeepers_nothing_of_them_is_left():
    model = on_the_ground()
    assert model.situation.deterrence.any()
    for unit in list(model.mission.units):
        unit.remove()
    model.step()
    assert model.situation.peacekeeper_force.sum() == 0
    assert not model.situation.attack_response.any()
    columns_are_right(model)


def test_a_removed_envoy_is_not_replaced():
    model = after(3, "liberia_2003", mediation="coordinated", mediation__start_day=-1)
    envoys = list(model.agents.select(agent_type=Mediator))
    assert envoys
    envoys[0].remove()
    envoys[0].remove()
    while not model.finished:
        model.step()
    left = list(model.agents.select(agent_type=Mediator))
    assert left == envoys[1:]
    assert [edit.change for edit in model.edits] == ["removed"]


def test_an_envoy_made_by_hand_brings_parties_to_the_table():
    options = {"mediation__mediators": 0, "mediation__follow_record": False, "days": 20}
    options |= {"mediation__talks_per_year": 52, "mediation__start_day": 0}
    without = make("liberia_2003", **options).run()
    model = make("liberia_2003", **options)
    envoy = Mediator(model)
    model.run()
    assert without.daily["talks_begun"].sum() == 0
    assert model.daily["talks_begun"].sum() > 0
    assert envoy in model.agents
    assert np.isfinite(model.daily["ripeness"]).all()
