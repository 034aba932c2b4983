"""What a user does to an armed unit happens in the model, and its books stay right."""

from __future__ import annotations

import numpy as np
import pytest
from mesa.discrete_space import CellAgent
from small import after, digest, make

from marosim.armed.units import ArmedUnit


def balance(model, organisation) -> float:
    """What an organisation's books say that it has now."""
    one = organisation
    came = one.initial + one.recruited + one.replaced + one.moved_in
    return came - one.killed - one.demobilised


def books_are_right(model) -> None:
    armed = model.armed
    by_unit = np.zeros(model.situation.force.shape)
    np.add.at(by_unit, (armed.unit_organisation, armed.unit_place), armed.unit_fighters)
    assert np.allclose(by_unit, model.situation.force)
    for one in armed.organisations:
        assert one.fighters == pytest.approx(by_unit[one.index].sum())
        if one.came:
            assert balance(model, one) == pytest.approx(one.fighters, rel=1e-9, abs=1e-6)
        arms = one.weapons
        came = arms.first + arms.supplied + arms.captured + arms.moved_in
        gone = arms.lost + arms.seized + arms.surrendered
        assert arms.held == pytest.approx(came - gone, abs=1e-6)
    for unit in armed.units:
        assert armed.unit_place[unit.row] == unit.place
        assert unit.cell is model.geography.cell(unit.place)
        assert unit in unit.cell.agents


def largest(model) -> ArmedUnit:
    return max(model.armed.units, key=lambda unit: unit.fighters)


def test_reading_every_attribute_changes_nothing():
    model, plain = make(days=12), make(days=12)
    while not model.finished:
        for unit in model.armed.units:
            for name in ("place", "fighters", "organisation", "arrives", "cell", "place_name"):
                getattr(unit, name)
        model.step()
    assert digest(model) == digest(plain.run())
    assert model.edits == []


def test_writing_what_is_there_changes_nothing():
    model, plain = make(days=12), make(days=12)
    while not model.finished:
        for unit in model.armed.units:
            unit.fighters, unit.place, unit.organisation = (
                unit.fighters, unit.place, unit.organisation,
            )  # fmt: skip
            unit.cell = unit.cell
            unit.move_to(unit.cell)
        model.step()
    assert digest(model) == digest(plain.run())
    assert model.edits == []


def test_without_units_nobody_is_attacked():
    plain = after(20)
    model = after(5, mobilisation__enabled=False)
    before = model.daily["deaths_direct"].sum()
    assert before < 0.5 * plain.daily["deaths_direct"].sum()
    for unit in list(model.armed.units):
        unit.remove()
    books_are_right(model)
    assert model.situation.force.sum() == 0
    while model.day < 20:
        model.step()
    assert model.daily["attacks"][5:].sum() == 0
    by_others = model.daily["deaths_direct"] - model.daily["harm_by_mission"]
    # the ground is theirs, and their neighbours at its roadblocks, until the first day has passed
    assert by_others[6:].sum() == pytest.approx(0.0, abs=1e-9)


def test_a_removed_unit_leaves_books_and_others_as_they_were():
    model = after(4)
    unit, others = model.armed.units[3], [u for u in model.armed.units if u.row != 3]
    serials = {id(other): other.serial for other in others}
    organisation, fighters = unit.organisation, unit.fighters
    moved_in, held = organisation.moved_in, organisation.weapons.held
    share = organisation.weapons.share_armed(organisation.fighters)
    cell = unit.cell
    unit.remove()
    assert organisation.moved_in == pytest.approx(moved_in - fighters)
    assert organisation.weapons.held == pytest.approx(held - share * fighters)
    assert unit not in model.agents and unit not in cell.agents and unit.cell is None
    assert {id(u): u.serial for u in model.armed.units} == serials
    assert [u.row for u in model.armed.units] == list(range(len(others)))
    books_are_right(model)
    while model.day < 10:
        model.step()
        books_are_right(model)


def test_chance_goes_with_the_unit_and_not_with_its_row():
    # a unit without fighters does nothing, so that removing it may not move anybody else
    plain, model = make(), make()
    for each in (plain, model):
        each.armed.units[0].fighters = 0.0
    model.armed.units[0].remove()
    assert len(model.armed.units) == len(plain.armed.units) - 1
    days_until_they_differ = 0
    for _ in range(4):
        plain.step(), model.step()
        here = {u.serial: u.place for u in model.armed.units}
        there = {u.serial: u.place for u in plain.armed.units if u.serial != 0}
        days_until_they_differ += here == there
    assert days_until_they_differ == 4
    assert any(u.place != make().armed.units[u.serial].place for u in plain.armed.units)


def test_a_removed_unit_keeps_its_last_values_and_cannot_be_written():
    model = after(3)
    unit = model.armed.units[2]
    held = unit.fighters, unit.place, unit.organisation
    unit.remove()
    unit.remove()
    model.step()
    assert (unit.fighters, unit.place, unit.organisation) == held
    with pytest.raises(ValueError, match="was removed"):
        unit.fighters = 10
    with pytest.raises(ValueError, match="was removed"):
        unit.cell = model.geography.cell(0)
    assert len([edit for edit in model.edits if edit.change == "removed"]) == 1


def test_fighters_are_seen_at_once():
    model = after(4)
    unit = largest(model)
    index, place = unit.organisation.index, unit.place
    before, own = model.situation.force[index, place], unit.fighters
    unit.fighters = own + 250
    assert model.situation.force[index, place] == pytest.approx(before + 250)
    assert unit.organisation.weapons.moved_in > 0
    books_are_right(model)
    unit.fighters = 0
    assert model.situation.force[index, place] == pytest.approx(before - own)
    books_are_right(model)


@pytest.mark.parametrize("wrong", [float("nan"), float("inf"), -1.0, "many", None])
def test_impossible_fighters_are_refused(wrong):
    model = after(1)
    unit = largest(model)
    with pytest.raises(ValueError, match="fighters="):
        unit.fighters = wrong
    assert model.edits == []


@pytest.mark.parametrize("way", ["cell", "place", "name", "move_to", "move_relative"])
def test_every_way_of_moving_is_one(way):
    model = after(4)
    unit = largest(model)
    there = int(model.geography.neighbours[unit.place][0])
    old, cell = unit.cell, model.geography.cell(there)
    if way == "cell":
        unit.cell = cell
    elif way == "place":
        unit.place = there
    elif way == "name":
        unit.place = model.geography.names[there]
    elif way == "move_to":
        unit.move_to(cell)
    else:
        direction = next(k for k, c in unit.cell.connections.items() if c is cell)
        unit.move_relative(direction)
    assert unit.place == there and unit.cell is cell
    assert unit in cell.agents and unit not in old.agents
    assert unit.arrives <= model.day
    books_are_right(model)
    assert len(model.edits) == 1 and model.edits[0].day == 4


def test_a_march_takes_its_time():
    model = after(4)
    unit = largest(model)
    far = int(np.argmax(np.where(np.isfinite(model.geography.travel_days[unit.place]),
                                 model.geography.travel_days[unit.place], -1)))  # fmt: skip
    days = model.geography.travel_days[unit.place, far]
    unit.march_to(model.geography.names[far])
    assert unit.place == far and unit.arrives == 4 + int(np.ceil(days)) > 4
    books_are_right(model)


def test_foreign_and_missing_cells_are_refused():
    model, other = after(1), make()
    unit = largest(model)
    with pytest.raises(ValueError, match="another map"):
        unit.cell = other.geography.cell(unit.place)
    with pytest.raises(ValueError, match="remove"):
        unit.cell = None
    with pytest.raises(ValueError, match=r"no place 'Kigalli'.*Kigali"):
        unit.place = "Kigalli"
    assert unit.cell is model.geography.cell(unit.place)


def test_a_unit_may_change_sides():
    model = after(4)
    unit = next(u for u in model.armed.units if u.organisation.name != "rpf" and u.fighters > 10)
    old, new = unit.organisation, model.armed.organisations[model.armed.number("rpf")]
    had, gets = old.fighters, new.fighters
    unit.organisation = "rpf"
    assert unit.organisation is new
    assert old.fighters == pytest.approx(had - unit.fighters)
    assert new.fighters == pytest.approx(gets + unit.fighters)
    books_are_right(model)
    model.step()
    books_are_right(model)
    with pytest.raises(ValueError, match=r"no organisation 'rpx'.*rpf"):
        unit.organisation = "rpx"


def test_a_unit_made_by_hand_fights():
    # a day on which enemies who stand together hardly ever leave each other alone
    options = {"battles__hazard": 2.0, "battles__calm_share": 1.0, "days": 8}
    model, plain = after(2, **options), after(2, **options)
    rebels = ArmedUnit(model, organisation="rpf", place="Butare", fighters=20_000)
    assert isinstance(rebels, CellAgent) and rebels in model.agents
    books_are_right(model)
    while not model.finished:
        model.step(), plain.step()
    books_are_right(model)
    assert rebels.fighters < 20_000, "nobody fell"
    killed = [sum(o.killed for o in m.armed.organisations[:2]) for m in (model, plain)]
    assert killed[0] > killed[1]


def test_mesa_makes_several_at_once():
    model = after(1)
    many = len(model.armed.units)
    made = ArmedUnit.create_agents(model, 3, "rpf", ["Kigali", "Butare", "Kibuye"], fighters=40)
    assert len(made) == 3 and len(model.armed.units) == many + 3
    assert sorted(made.get("place_name")) == ["Butare", "Kibuye", "Kigali"]
    assert made.agg("fighters", sum) == 120
    books_are_right(model)
    with pytest.raises(ValueError, match="fighters=-5"):
        ArmedUnit(model, organisation="rpf", place="Kigali", fighters=-5)
    with pytest.raises(ValueError, match="no place 'Nowhere'"):
        ArmedUnit(model, organisation="rpf", place="Nowhere", fighters=5)
    assert len(model.agents.select(agent_type=ArmedUnit)) == len(model.armed.units) == many + 3
    assert len(model.edits) == 3


def test_every_edit_is_remembered_with_its_day():
    model = after(6)
    unit = largest(model)
    unit.fighters = 7
    assert [(e.day, e.change.split(" ")[0]) for e in model.edits] == [(6, "fighters")]
    assert "7" in model.edits[0].change and unit.organisation.name in model.edits[0].agent
