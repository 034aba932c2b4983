"""Weapons are counted as they come, change hands and end; none appears or vanishes unsaid."""

from __future__ import annotations

import numpy as np
import pytest

import marosim
from marosim.armed.weapons import Weapons, take_up

STRONG = {
    "mandate": "multidimensional", "deployment": "rapid", "funding": "full",
    "authorisation__day": -30, "population__agents": 600,
}  # fmt: skip


def total(model, flow):
    return sum(getattr(o.weapons, flow) for o in model.armed.organisations)


def test_a_fighter_carries_one_weapon_at_most():
    weapons = Weapons()
    assert weapons.share_armed(0.0) == weapons.share_armed(10.0) == 0.0
    weapons.book(first=30.0, lost=10.0)
    assert weapons.held == 20.0
    assert weapons.share_armed(40.0) == 0.5
    assert weapons.share_armed(5.0) == 1.0


def test_the_stronger_side_takes_up_a_share_of_what_lies_on_the_field():
    one, other = Weapons(), Weapons()
    one.book(first=100.0)
    other.book(first=50.0)
    fallen = (np.array([10.0, 2.0]), np.array([6.0, 8.0]))
    take_up(one, other, fallen, np.array([True, False]), 0.5)
    assert (one.lost, one.captured) == (10.0 - 5.0 + 2.0, 3.0)
    assert (other.lost, other.captured) == (6.0 + 8.0 - 4.0, 1.0)
    assert one.held == 100.0 - 7.0 + 3.0 and other.held == 50.0 - 10.0 + 1.0
    assert one.held + other.held == 150.0 - 0.5 * 26.0  # the other half is lost


def test_nothing_but_the_count_of_weapons_follows_from_weapons():
    found = []
    for each in (0.0, 1.0, 3.0):
        settings = {"weapons_per_fighter": each, "weapons_per_militia_member": each}
        model = marosim.model("liberia_2003", days=60, operations=settings, **STRONG).run()
        assert total(model, "first") == pytest.approx(33_000 * each)
        daily = model.daily
        found.append(daily[[c for c in daily if not c.startswith("weapons_")]])
    assert found[0].equals(found[1]) and found[1].equals(found[2])


def test_an_embargo_cuts_the_supply_of_weapons_as_it_cuts_that_of_fighters():
    supplied, replaced = [], []
    for embargo in (0.0, 0.5, 1.0):
        model = marosim.model("liberia_2003", days=2, mandate="none", population__agents=300)
        organisation = model.armed.organisations[0]
        organisation.established *= 2.0  # half of it is missing
        model.situation.arms_embargo = embargo
        model.mechanism("operations")._replace()
        supplied.append(organisation.weapons.supplied)
        replaced.append(organisation.replaced)
    for flow in (supplied, replaced):
        assert flow[0] > 0 and flow == pytest.approx([flow[0], flow[0] / 2, 0.0])
    assert supplied == pytest.approx(replaced)  # one weapon for one fighter


def test_recruits_beyond_the_strength_that_is_kept_come_unarmed():
    model = marosim.model("rwanda_1994", days=35, mandate="none", population__agents=1500).run()
    militia = next(o for o in model.armed.organisations if o.role == "militia")
    assert militia.recruited > militia.established
    assert militia.weapons.held <= 0.5 * militia.established + militia.weapons.captured


@pytest.mark.parametrize("per_head", [0.0, 0.2, 5.0])
def test_fighters_hand_in_what_they_carry_up_to_so_many_a_head(per_head):
    ddr = {"weapons_per_head": per_head, "without_agreement": 0.5, "delay_days": 0.0}
    armed = {"weapons_per_militia_member": 1.0}
    model = marosim.model("liberia_2003", days=60, ddr=ddr, operations=armed, **STRONG).run()
    last, peace = model.daily.iloc[-1], model.peace
    assert peace.demobilised > 1000
    assert last["weapons_surrendered"] <= peace.demobilised
    if per_head < 1:  # so many for each who is taken in
        assert last["weapons_surrendered"] == pytest.approx(per_head * last["ddr_registered"])
    else:
        assert last["weapons_surrendered"] > 0.9 * peace.demobilised


def test_foreign_forces_take_their_weapons_home():
    model = marosim.model("somalia_2007", days=10, mandate="none", population__agents=300)
    model.step()
    ethiopia = next(o for o in model.armed.organisations if o.name == "ethiopia")
    held = ethiopia.weapons.held
    model.armed.withdraw("ethiopia", 0.25)
    assert ethiopia.weapons.held == pytest.approx(0.75 * held)
    assert ethiopia.weapons.moved_in == pytest.approx(-0.25 * held)
    model.armed.withdraw("ethiopia", 1.0)
    assert ethiopia.weapons.held == ethiopia.fighters == 0.0
