"""Shared state refuses what breaks its declaration: names, shapes, owners and bounds."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

import numpy as np
import pytest

import marosim
from marosim.core.field import ANYBODY, Blend, Field, blend, restrained
from marosim.core.guard import guarded
from marosim.core.state import State, StateError
from marosim.day import DAY, STATES
from marosim.mechanism import Mechanism
from marosim.mission.presence import Presence
from marosim.peace.mediation import Mediation
from marosim.response_model import ResponseModel
from marosim.situation import Situation

OWNERS = {kind.room(): kind for kind in DAY}  # a mechanism of each room


def a_model(**options: Any) -> ResponseModel:
    return marosim.model("kalvera", days=3, population__agents=200, seed=1, **options)


@pytest.fixture(scope="module")
def shared() -> ResponseModel:
    """A model after a day with a mission, which tests look at and do not run on."""
    model = a_model(mandate="robust", deployment="rapid", authorisation__day=-200)
    model.step()
    return model


def misbehaving(
    monkeypatch: pytest.MonkeyPatch, kind: type[Mechanism], write: Any, where: str = "situation"
) -> None:
    """Let a mechanism of the day do its work and then something else."""
    honest = kind.step

    def step(self: Mechanism, day: int) -> None:
        honest(self, day)
        write(attrgetter(where)(self.model))

    monkeypatch.setattr(kind, "step", step)


def disturb(state: State, declared: Field, value: Any = 0) -> None:
    """Write a value to a field, in its array where it has one."""
    if declared.axes:
        getattr(state, declared.name).flat[-1] = value
    else:
        setattr(state, declared.name, value)


def test_the_list_of_states_is_that_of_a_model(shared):
    found = {where: type(attrgetter(where)(shared)) for where in STATES}
    assert found == STATES
    assert {type(state) for state in shared.states.values()} == set(STATES.values())


@pytest.mark.parametrize("where", STATES)
def test_a_misspelt_field_of_any_room_is_refused_with_the_nearest_name(shared, where):
    state, name = attrgetter(where)(shared), next(iter(STATES[where].FIELDS))
    wrong = name.replace(name[1:3], name[2] + name[1], 1)
    assert wrong not in state.DECLARED
    with pytest.raises(StateError, match=f"{type(state).__name__} has no field '{wrong}'"):
        setattr(state, wrong, 1.0)
    with pytest.raises(AttributeError):
        getattr(state, wrong)


def test_the_nearest_name_is_told(shared):
    with pytest.raises(StateError, match="did you mean 'deterrence'"):
        shared.situation.deterrance = 1.0
    with pytest.raises(StateError, match="did you mean 'mandate'"):
        shared.politics.mandat = None


@pytest.mark.parametrize("where", STATES)
def test_a_wrong_shape_is_refused_for_every_array(shared, where):
    state = attrgetter(where)(shared)
    for name, declared in state.FIELDS.items():
        if declared.axes:
            with pytest.raises(StateError, match=name):
                setattr(state, name, np.zeros((2, 2, 2, 2, 2)))


def test_assigning_copies_so_that_nobody_holds_an_array_that_is_not_the_field():
    now = a_model().situation
    held, given = now.order, np.full_like(now.order, 0.25)
    now.order = given
    given[:] = 0.75
    assert now.order is held and (held == 0.25).all()


@pytest.mark.parametrize("where", STATES)
def test_a_write_by_anyone_but_the_owner_fails_for_every_field(shared, where):
    state = attrgetter(where)(shared)
    for name, declared in state.FIELDS.items():
        if declared.owner == ANYBODY:
            continue  # rows of agents, which follow what is done to the agents
        other = "judging" if declared.owner != "judging" else "peace"
        told = f"Intruder on day 0.*({declared.owner} may write '{name}'|disturb|flat)"
        intruder = guarded(shared.states.values(), "Intruder on day 0", other, ())
        with pytest.raises(StateError, match=told), intruder:
            disturb(state, declared)


@pytest.mark.parametrize("where", [w for w in STATES if w != "peace"])
def test_a_day_fails_in_which_a_mechanism_writes_what_another_room_owns(monkeypatch, where):
    declared = next(d for d in STATES[where].FIELDS.values() if d.owner in OWNERS)
    misbehaving(monkeypatch, Mediation, lambda state: disturb(state, declared), where)
    with pytest.raises(StateError, match=r"Mediation on day 0: .*(read-only|may write)"):
        a_model(mediation="single").run()


def test_what_is_no_number_is_its_owners_as_well(monkeypatch):
    misbehaving(monkeypatch, Mediation, lambda p: setattr(p, "mandate", None), "politics")
    with pytest.raises(StateError, match="Mediation on day 0: only politics may write 'mandate'"):
        a_model(mediation="single").run()


@pytest.mark.parametrize("where", STATES)
def test_a_value_out_of_bounds_names_field_place_and_mechanism_for_every_field(shared, where):
    state = attrgetter(where)(shared)
    for name, declared in state.FIELDS.items():
        if isinstance(declared, Blend):
            continue  # written by contributions alone
        before = np.array(getattr(state, name))
        wrong = np.nan if before.dtype == float else -10_000_000
        if before.dtype == bool or (wrong == wrong and declared.low is None):
            continue  # every value is within bounds
        place = f".*place {shared.geography.count - 1}" if declared.axes[-1:] == ("place",) else ""
        slip = guarded(shared.states.values(), "Slip on day 0", declared.owner, ())
        with pytest.raises(StateError, match=f"after Slip on day 0: {name} {place}"), slip:
            disturb(state, declared, wrong)
        setattr(state, name, before if declared.axes else before.item())


@pytest.mark.parametrize("where", STATES)
def test_a_day_fails_in_which_a_mechanism_leaves_a_value_out_of_bounds(monkeypatch, where):
    declared = next(
        d
        for d in STATES[where].FIELDS.values()
        if d.low == 0 and d.neutral is not False and d.owner in OWNERS
    )
    kind = Presence if declared.owner == "mission" else OWNERS[declared.owner]
    misbehaving(monkeypatch, kind, lambda state: disturb(state, declared, -1), where)
    with pytest.raises(StateError, match=f"after {kind.__name__} on day 0: {declared.name} "):
        a_model(mandate="robust", deployment="rapid", authorisation__day=-200).run()


def test_what_a_contributor_gives_out_of_bounds_names_it(monkeypatch):
    def write(mission: State) -> None:
        mission.model.situation.contribute(Situation.deterrence, "Presence", np.nan)

    misbehaving(monkeypatch, Presence, write, "mission")
    with pytest.raises(StateError, match=r"after Presence on day 0: deterrence .*is nan at org"):
        a_model(mandate="robust", deployment="rapid", authorisation__day=-200).run()


def test_only_a_blend_takes_contributions_and_only_a_channel_is_asked(shared):
    with pytest.raises(StateError, match="'order' is no blend: only mission may write it"):
        shared.situation.contribute(Situation.order, "Stranger", 1.0)
    with pytest.raises(StateError, match="'order' is no channel: only mission may write it"):
        shared.situation.ask(Situation.order, 1.0)


def test_restraints_add_up_to_what_each_leaves_over_of_the_others():
    class Calm(State):
        restraint = blend("armed", "share of attacks held back", axes="place", combine=restrained)

    calm = Calm(place=2)
    calm.contribute(Calm.restraint, "b", np.array([0.5, 0.0]))
    calm.contribute(Calm.restraint, "a", np.array([0.5, 0.25]))
    assert calm.restraint.tolist() == [0.75, 0.25]
    calm.withdraw("b")
    assert calm.restraint.tolist() == [0.5, 0.25]
    calm.withdraw("a")
    assert calm.restraint.tolist() == [0.0, 0.0]


def test_a_mechanism_from_outside_writes_what_it_declares_and_nothing_else():
    class Watchers(Mechanism):
        id, title = "X1", "Watchers"
        writes = (Situation.watched,)

        def step(self, day: int) -> None:
            self.model.situation.watched[:] = 1.0
            if day == 1:
                self.model.situation.trust[:] = 1.0

    model = a_model(extra_mechanisms=[Watchers])
    model.step()
    with pytest.raises(StateError, match=r"Watchers on day 1.*read-only.*trust\[:\] = 1.0"):
        model.step()


def test_outside_a_day_a_researcher_may_write_any_field():
    model = a_model()
    model.step()
    model.situation.trust[:] = 0.9
    model.situation.legitimacy = 0.2
    model.step()


def test_without_strictness_a_run_gives_the_same_tables(monkeypatch):
    guarded = a_model().run().daily
    monkeypatch.setenv("MAROSIM_STRICT", "0")
    assert a_model().run().daily.equals(guarded)


@pytest.mark.parametrize("where", STATES)
def test_every_field_says_what_it_means_who_owns_it_and_its_bounds(where):
    rooms = {"world", "civilians", "armed", "mission", "politics", "peace", "judging", "warning",
             ANYBODY}  # fmt: skip
    for name, declared in STATES[where].DECLARED.items():
        assert declared.owner in rooms, name
        assert declared.meaning, name
    for name, declared in STATES[where].FIELDS.items():
        assert declared.unit, name
        if declared.unit == "0 to 1":
            assert (declared.low, declared.high) == (0.0, 1.0), name


def test_switching_root_causes_off_leaves_the_exclusion_that_the_case_records():
    on, off = a_model(), a_model(root_causes__enabled=False)
    recorded = [community.exclusion for community in on.case.communities]
    assert max(recorded) > 0
    assert off.situation.exclusion.tolist() == on.situation.exclusion.tolist() == recorded
