"""Each lever changes something that its seat can see, or says when it will."""

from __future__ import annotations

import copy

import pytest

from marosim.classroom import plan
from marosim.classroom.dry_run import differences
from marosim.classroom.levers import LEVERS, value_of
from marosim.classroom.orders import assign_lever
from marosim.classroom.watching import Watched, drawn
from marosim.response_model import ResponseModel

START, DAYS = 20, 80
# what has to hold for a lever that is a statement until then
HOLDS = {
    "approach.sites": {"approach.name": "safe_areas"},
}
AT_ONCE = [name for name, lever in LEVERS.items() if not lever.acts]


def begun(**words: object) -> Watched:
    composed = plan.read("kalvera", ("population.agents=500", "threads=1")).composed
    run = Watched(ResponseModel(composed.case, composed.settings))
    for name, value in words.items():
        order(run, name, value)
    while run.model.day < START:
        run.step()
    return run


def order(run: Watched, name: str, value: object) -> None:
    change = assign_lever(copy.deepcopy(run.model.settings), name, value)
    run.model.decide(change, "an order", "seat")


@pytest.fixture(scope="module")
def plain():
    """The class as it begins, and what every role sees of each day if nothing is ordered."""
    run = begun()
    first, seen = copy.deepcopy(run), {}
    return first, seen, run


def seen_by(first: Watched, course: dict, going_on: Watched, name: str) -> set[str]:
    """Roles of a lever that see a difference within some weeks, at its farthest value."""
    lever = LEVERS[name]
    now = value_of(first.model.settings, name)
    others = [v for v in lever.values if v != now]
    far = others[-1] if isinstance(now, str) else max(others, key=lambda v: abs(v - now))
    told, found = copy.deepcopy(first), set()
    order(told, name, far)
    for _ in range(DAYS):
        told.step()
        day = told.model.day
        if day not in course:
            going_on.step()
            views = going_on.views({r for v in LEVERS.values() for r in v.roles})
            course[day] = {role: drawn(view) for role, view in views.items()}
        for role, view in told.views(lever.roles).items():
            if differences(drawn(view), course[day][role]):
                found.add(role)
        if found == set(lever.roles):
            break
    return found


@pytest.mark.slow
@pytest.mark.parametrize("name", AT_ONCE)
def test_a_lever_changes_something_that_one_of_its_seats_can_see(plain, name):
    assert seen_by(*plain, name)


@pytest.mark.slow
def test_observers_are_seen_once_they_have_come(plain, monkeypatch):
    first, course, going_on = plain
    monkeypatch.setattr(f"{__name__}.DAYS", 240)
    assert seen_by(first, course, going_on, "mandate.observers")


@pytest.mark.slow
@pytest.mark.parametrize("name", HOLDS)
def test_a_statement_acts_once_what_it_names_holds_and_not_before(plain, name):
    assert LEVERS[name].acts
    assert not seen_by(*plain, name)  # so a lever that does nothing is found out
    run = begun(**HOLDS[name])
    assert seen_by(copy.deepcopy(run), {}, run, name)
