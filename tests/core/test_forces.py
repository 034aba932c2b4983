"""Numbers of armed organisations and their units have an owner, bounds and no misspelt twin."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import mesa
import numpy as np
import pytest

import marosim
from marosim.armed.forces import Forces, Organisation
from marosim.armed.operations import Operations
from marosim.armed.spoilers import Spoilers
from marosim.armed.units import ArmedUnit
from marosim.armed.weapons import Weapons
from marosim.core.field import ANYBODY, Field
from marosim.core.guard import guarded
from marosim.core.state import StateError
from marosim.mechanism import Mechanism
from marosim.peace.mediation import Mediation
from marosim.response_model import ResponseModel

NUMBERS = [(kind, d) for kind in (Forces, Organisation, Weapons) for d in kind.FIELDS.values()]
EVERY = pytest.mark.parametrize(
    ("kind", "declared"), NUMBERS, ids=[f"{kind.__name__}.{d.name}" for kind, d in NUMBERS]
)


def a_model(**options: Any) -> ResponseModel:
    return marosim.model("kalvera", days=3, population__agents=200, seed=1, **options)


@pytest.fixture(scope="module")
def shared() -> ResponseModel:
    """A model that tests look at and do not run on."""
    return a_model()


def holder(model: ResponseModel, kind: type) -> Any:
    last = model.armed.organisations[-1]
    return {Forces: model.armed, Organisation: last, Weapons: last.weapons}[kind]


def disturb(held: Any, declared: Field, value: Any = 0) -> None:
    """Write a value to a number, in its array where it has one."""
    if declared.axes:
        getattr(held, declared.name)[-1:] = value
    else:
        setattr(held, declared.name, value)


def misbehaving(monkeypatch: pytest.MonkeyPatch, kind: type[Mechanism], write: Any) -> None:
    """Let a mechanism of the day do its work and then something else to the forces."""
    honest = kind.step

    def step(self: Mechanism, day: int) -> None:
        honest(self, day)
        write(self.model.armed)

    monkeypatch.setattr(kind, "step", step)


def test_a_misspelt_attribute_is_refused_with_the_nearest_name(shared, monkeypatch):
    monkeypatch.setenv("MAROSIM_STRICT", "0")  # in ordinary runs as well
    one = shared.armed.organisations[0]
    with pytest.raises(StateError, match=r"Organisation has no field 'kiled'; .*'killed'"):
        one.kiled = 1.0
    with pytest.raises(
        StateError, match=r"Forces has no field 'atacks_so_far'; .*'attacks_so_far'"
    ):
        shared.armed.atacks_so_far = 1.0
    with pytest.raises(StateError, match=r"Weapons has no field 'hold'; .*'held'"):
        one.weapons.hold = 1.0
    with pytest.raises(StateError, match="Organisation has no field 'suply'"):
        Organisation(index=0, name="a", title="A", role=one.role, hostility=one.hostility, suply=1)


@EVERY
def test_a_write_by_another_room_fails_for_every_number(shared, kind, declared):
    if declared.owner == ANYBODY:
        return  # rows of agents
    told = rf"Intruder on day 0.*({declared.owner} may write '{declared.name}'|read-only)"
    intruder = guarded(shared.states.values(), "Intruder on day 0", "judging", ())
    with pytest.raises(StateError, match=told), intruder:
        disturb(holder(shared, kind), declared)


@EVERY
def test_a_value_out_of_bounds_names_number_organisation_and_mechanism(shared, kind, declared):
    held = holder(shared, kind)
    before = np.array(getattr(held, declared.name))
    wrong = np.nan if before.dtype == float else -10_000_000
    if before.dtype == bool or (wrong == wrong and declared.low is None):
        return  # every value is within bounds
    whose = f" of {held.name}" if kind is Organisation else ""
    slip = guarded(shared.states.values(), "Slip on day 0", declared.owner, ())
    with pytest.raises(StateError, match=rf"after Slip on day 0: {declared.name}{whose} \("), slip:
        disturb(held, declared, wrong)
    setattr(held, declared.name, before if declared.axes else before.item())


@pytest.mark.parametrize(
    ("write", "told"),
    [
        (lambda armed: setattr(armed.organisations[0], "killed", 1.0),
         "only armed may write 'killed' of "),
        (lambda armed: armed.unit_fighters.__setitem__(0, 1.0), "read-only"),
        (lambda armed: setattr(armed, "unit_place", armed.unit_place), "only armed may write"),
        (lambda armed: armed.attacks_so_far.fill(0.0), "read-only"),
    ],
)  # fmt: skip
def test_a_day_fails_in_which_another_room_writes(monkeypatch, write, told):
    misbehaving(monkeypatch, Mediation, write)
    with pytest.raises(StateError, match=f"Mediation on day 0: .*{told}"):
        a_model(mediation="single").run()


@pytest.mark.parametrize(("name", "wrong"), [("supply", 1.5), ("killed", -1.0)])
def test_a_day_fails_in_which_the_owner_leaves_a_value_out_of_bounds(monkeypatch, name, wrong):
    misbehaving(monkeypatch, Operations, lambda a: setattr(a.organisations[0], name, wrong))
    model = a_model()
    told = f"after Operations on day 0: {name} of {model.armed.organisations[0].name} .*{wrong:g};"
    with pytest.raises(StateError, match=told):
        model.run()


def test_what_the_owner_offers_and_what_is_done_to_agents_works_from_every_room(monkeypatch):
    done = []

    def write(armed: Forces) -> None:
        first, one = armed.units[0], armed.organisations[0]
        armed.withdraw(one.name, 0.5)
        armed.lose_to_mission(0, np.ones(armed.model.geography.count))
        first.fighters = 7
        first.march_to(first.place)
        ArmedUnit(armed.model, one, first.place, 5.0)
        armed.units[-1].remove()
        done.append(one.killed)

    misbehaving(monkeypatch, Mediation, write)
    a_model(mediation="single").run()
    assert len(done) == 3 and done[0] > 0


def test_a_faction_is_guarded_from_its_first_day_and_free_outside_of_days(monkeypatch):
    monkeypatch.setattr(Spoilers, "step", lambda self, day: day or split(self))

    def split(self: Spoilers) -> None:
        self._split(self.model.armed.organisations[1], 0)

    model = a_model(mediation="single")
    model.step()
    faction = model.armed.organisations[-1]
    assert faction.parent
    faction.supply = 0.25
    misbehaving(monkeypatch, Mediation, lambda armed: setattr(armed.organisations[-1], "came", 0))
    with pytest.raises(StateError, match=f"only armed may write 'came' of {faction.name}"):
        model.step()


def test_an_agent_of_a_users_own_may_write_them_whatever_their_room():
    class Supplier(mesa.Agent):
        def step(self) -> None:
            for one in self.model.armed.organisations:
                one.supply, one.established = 0.5, 10.0

    model = a_model()
    Supplier(model)
    model.run()
    assert {one.supply for one in model.armed.organisations} == {0.5}


@pytest.mark.parametrize("again", [copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))])
def test_a_copy_is_guarded_by_itself(shared, again):
    other = again(shared)
    with (
        guarded(shared.states.values(), "Owner", "armed", ()),
        guarded(other.states.values(), "Owner", "armed", ()),
    ):
        other.armed.unit_fighters[0] += 1.0
        other.armed.organisations[0].killed += 1.0
    assert other.armed.unit_fighters[0] == shared.armed.unit_fighters[0] + 1.0
    with pytest.raises(StateError), guarded(other.states.values(), "Intruder", "peace", ()):
        other.armed.organisations[0].killed += 1.0


@pytest.mark.parametrize("kind", [Forces, Organisation])
def test_every_number_says_what_it_means_who_owns_it_and_its_bounds(kind):
    rooms = {"world", "armed", "mission", ANYBODY}
    for name, declared in kind.DECLARED.items():
        assert declared.owner in rooms and declared.meaning, name
    for name, declared in kind.FIELDS.items():
        assert declared.unit, name
