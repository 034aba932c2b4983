"""Shared state refuses what breaks its declaration: names, shapes, owners and bounds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import marosim
from marosim.core.state import StateError
from marosim.mechanism import Mechanism
from marosim.mission.presence import Presence
from marosim.peace.mediation import Mediation
from marosim.response_model import ResponseModel
from marosim.situation import Situation


def a_model(**options: Any) -> ResponseModel:
    return marosim.model("kalvera", days=3, population__agents=200, seed=1, **options)


def misbehaving(monkeypatch: pytest.MonkeyPatch, kind: type[Mechanism], write: Any) -> None:
    """Let a mechanism of the day do its work and then something else."""
    honest = kind.step

    def step(self: Mechanism, day: int) -> None:
        honest(self, day)
        write(self.model.situation)

    monkeypatch.setattr(kind, "step", step)


def test_a_misspelt_field_is_refused_with_the_nearest_name():
    with pytest.raises(StateError, match="did you mean 'deterrence'"):
        a_model().situation.deterrance = 1.0
    with pytest.raises(AttributeError):
        _ = a_model().situation.deterrance


@pytest.mark.parametrize("name", [n for n, f in Situation.FIELDS.items() if f.axes])
def test_a_wrong_shape_is_refused_for_every_array(name):
    now = a_model().situation
    with pytest.raises(StateError, match=name):
        setattr(now, name, np.zeros((2, 2, 2, 2, 2)))


def test_assigning_copies_so_that_nobody_holds_an_array_that_is_not_the_field():
    now = a_model().situation
    held, given = now.order, np.full_like(now.order, 0.25)
    now.order = given
    given[:] = 0.75
    assert now.order is held and (held == 0.25).all()


@pytest.mark.parametrize(
    "name", [n for n, f in Situation.FIELDS.items() if f.owner != "peace" and n != "deterrence"]
)
def test_a_write_by_anyone_but_the_owner_fails(monkeypatch, name):
    def write(now: Situation) -> None:
        if Situation.FIELDS[name].axes:
            getattr(now, name)[...] = 0
        else:
            setattr(now, name, 0.0)

    misbehaving(monkeypatch, Mediation, write)
    with pytest.raises((StateError, ValueError), match=r"read-only|only \w+ may write"):
        a_model(mediation="single").run()


@pytest.mark.parametrize("name", [n for n, f in Situation.FIELDS.items() if f.owner == "mission"])
def test_a_value_out_of_bounds_fails_on_its_day_and_names_field_place_and_mechanism(
    monkeypatch, name
):
    def write(now: Situation) -> None:
        if Situation.FIELDS[name].axes:
            getattr(now, name).flat[-1] = np.nan
        else:
            setattr(now, name, -1.0)

    misbehaving(monkeypatch, Presence, write)
    model = a_model(mandate="robust", deployment="rapid", authorisation__day=-200)
    with pytest.raises(StateError, match=f"after Presence on day 0: {name} ") as fault:
        model.run()
    if "place" in Situation.FIELDS[name].axes:
        assert f"place {model.geography.count - 1}" in str(fault.value)


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
    with pytest.raises(ValueError, match="read-only"):
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


def test_every_field_says_what_it_means_who_owns_it_and_its_bounds():
    rooms = {"world", "civilians", "armed", "mission", "politics", "peace", "judging"}
    for name, declared in Situation.FIELDS.items():
        assert declared.owner in rooms, name
        assert declared.meaning and declared.unit, name
        if declared.unit == "0 to 1":
            assert (declared.low, declared.high) == (0.0, 1.0), name


def test_switching_root_causes_off_leaves_the_exclusion_that_the_case_records():
    on, off = a_model(), a_model(root_causes__enabled=False)
    recorded = [community.exclusion for community in on.case.communities]
    assert max(recorded) > 0
    assert off.situation.exclusion.tolist() == on.situation.exclusion.tolist() == recorded
