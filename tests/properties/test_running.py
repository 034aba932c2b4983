"""A model as Mesa's own tools drive it: it ends, it says when it cannot go on, copies are whole."""

from __future__ import annotations

import copy
import importlib
import pickle

import mesa
import pytest

import marosim
from marosim.mechanism import Mechanism
from marosim.response_model import BrokenDayError, ResponseModel


def model(**more) -> ResponseModel:
    return marosim.model("kalvera", days=4, population__agents=60, seed=3, **more)


class Stumbling(Mechanism):
    """A mechanism that fails once, on its second day."""

    settings_key = ""
    metrics: dict = {}

    def __init__(self, fault: BaseException) -> None:
        self.fault: BaseException | None = fault

    def start(self) -> None: ...

    def report(self, day: int) -> None: ...

    def step(self, day: int) -> None:
        if day == 1 and self.fault is not None:
            fault, self.fault = self.fault, None
            raise fault


def test_running_ends_with_the_last_day():
    running = []
    one = model()
    while one.running:
        running.append(one.day)
        one.step()
    assert running == [0, 1, 2, 3]
    assert one.finished


def test_mesas_own_loop_ends_with_the_last_day():
    one = model()
    one.run_model()
    assert one.day == 4
    assert one.daily.equals(model().run().daily)


def test_a_step_past_the_end_does_nothing():
    one = model().run()
    before, steps = one.daily, one.steps
    for _ in range(3):
        one.step()
    assert (one.day, one.steps, one.running) == (4, steps, False)
    assert one.daily.equals(before)


@pytest.mark.skipif(not hasattr(mesa.Model, "run_for"), reason="this Mesa has no run_for")
def test_mesas_time_past_the_end_changes_no_day():
    one = model()
    one.run_for(9)
    assert one.day == 4 and one.daily.equals(model().run().daily)


@pytest.mark.parametrize("fault", [ZeroDivisionError("half a day"), KeyboardInterrupt()])
def test_after_a_broken_day_a_step_says_so(fault):
    one = marosim.model(
        "kalvera", days=4, population__agents=60, extra_mechanisms=[Stumbling(fault)]
    )
    with pytest.raises(type(fault)):
        one.run()
    for go_on in (one.step, one.run, one.run_model):
        with pytest.raises(BrokenDayError, match="day 1 was cut short"):
            go_on()
    assert one.day == 1


def test_a_shallow_copy_is_refused_and_moves_nothing():
    one = model()
    with pytest.raises(TypeError, match=r"use copy\.deepcopy"):
        copy.copy(one)
    assert one.day == 0


@pytest.mark.parametrize("days", [0, 2, 4])
@pytest.mark.parametrize("way", [copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))])
def test_whole_copies_go_on_alone_to_the_same_end(days, way):
    one = model()
    for _ in range(days):
        one.step()
    other = way(one)
    other.run()
    assert (one.day, other.day, other.running) == (days, 4, False)
    reference = model().run()
    for table in ("daily", "places_table", "events"):
        assert getattr(other, table).equals(getattr(reference, table))
    assert one.run().daily.equals(other.daily)


def test_mesas_browser_view_can_be_imported():
    for name in ("altair", "solara"):  # both come with marosim[app]
        pytest.importorskip(name)
    assert importlib.import_module("mesa.visualization").SolaraViz
