"""Marks of organisations: told apart by anybody, enemies above all; badges and ground."""

from __future__ import annotations

from itertools import combinations, pairwise
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sight import SIGHTS, apart, ciede2000

from marosim import cases
from marosim.view.frames import HELD, TAKEN, badges, holders
from marosim.view.line import Line, Plan
from marosim.view.marks import HARM, MARKS, MISSION, NEAR, NEAR_UNITS, OTHERS, marks_of

ALL = [*MARKS, OTHERS]


def least(one: str, other: str) -> float:
    """How far two colours look apart to whom they look most alike."""
    return min(apart(one, other, sight) for sight in SIGHTS)


def test_the_measure_is_that_of_its_paper() -> None:
    # two of the pairs of Sharma, Wu & Dalal (2005)
    assert ciede2000(np.array([50, 2.6772, -79.7751]), np.array([50, 0, -82.7485])) == (
        pytest.approx(2.0425, abs=1e-4)
    )
    assert ciede2000(np.array([50, 2.5, 0]), np.array([73, 25, -18])) == (
        pytest.approx(27.1492, abs=1e-4)
    )


def test_no_colour_and_no_shape_is_used_twice() -> None:
    for key in ("hue", "ground", "shape"):
        assert len({mark[key] for mark in ALL}) == len(ALL), key  # type: ignore[literal-required]
    for one, other in combinations([*(m["hue"] for m in ALL), MISSION, HARM], 2):
        assert apart(one, other) >= 17, f"{one} and {other} look alike"


def test_red_is_harm_alone() -> None:
    for colour in [*(m["hue"] for m in ALL), *(m["ground"] for m in ALL), MISSION]:
        assert least(colour, HARM) >= 17, colour


def test_near_pairs_are_those_that_look_alike_to_somebody() -> None:
    found = {
        (i, j)
        for (i, one), (j, other) in combinations(enumerate(MARKS), 2)
        if least(one["hue"], other["hue"]) < NEAR_UNITS
    }
    assert found == NEAR
    assert all(least(MARKS[i]["hue"], MARKS[j]["hue"]) >= 8 for i, j in NEAR)


@pytest.mark.parametrize("name", cases.available())
def test_enemies_of_shipped_cases_never_look_alike(name: str) -> None:
    plans = cases.load(name).organisations
    marks = [o["mark"] for o in Line(Plan(name)).scene["organisations"]]
    assert len(marks) == len(plans)
    for (i, one), (j, other) in combinations(enumerate(plans), 2):
        assert marks[i] != marks[j]
        if other.name in one.enemies or one.name in other.enemies:
            apart_ = least(MARKS[marks[i]]["hue"], MARKS[marks[j]]["hue"])
            assert apart_ >= NEAR_UNITS, f"{one.name} and {other.name}: {apart_:.1f}"


def organisation(index: int, allies: tuple[str, ...] = ()) -> Any:
    return SimpleNamespace(name=f"o{index}", allies=allies)


@st.composite
def made_up(draw: st.DrawFn) -> list[Any]:
    count = draw(st.integers(1, 8))
    names = [f"o{i}" for i in range(count)]
    return [
        organisation(i, tuple(draw(st.lists(st.sampled_from(names), max_size=3))))
        for i in range(count)
    ]


@given(made_up())
def test_made_up_organisations_have_marks_of_their_own(armed: list[Any]) -> None:
    marks = marks_of(armed)
    assert len(set(marks)) == len(armed) and set(marks) <= set(range(len(MARKS)))
    foes = [
        (i, j)
        for (i, a), (j, b) in combinations(enumerate(armed), 2)
        if a.name not in b.allies and b.name not in a.allies
    ]
    alike = [p for p in foes if tuple(sorted((marks[p[0]], marks[p[1]]))) in NEAR]
    if len(armed) <= 4:
        assert not alike, "four enemies can always be told apart by hue"
    # the more marks are used, the more near pairs are among them; by shape all are told apart
    assert len(alike) <= max(len(armed) - 4, 0)


@given(made_up(), st.integers(1, 6))
def test_a_faction_that_splits_off_changes_no_mark(armed: list[Any], more: int) -> None:
    before = marks_of(armed)
    split = [organisation(len(armed) + k) for k in range(more)]
    after = marks_of([*armed, *split])
    assert after[: len(armed)] == before
    free = len(MARKS) - len(armed)
    assert len(set(after) - {len(MARKS)}) == min(len(armed) + more, len(MARKS))
    assert after.count(len(MARKS)) == max(more - free, 0), "who finds no mark has that of others"


def test_a_badge_sums_all_units_of_a_side_at_a_place() -> None:
    units = [(7, 0, 3, 120), (8, 1, 3, 40), (9, 0, 3, 30), (4, 0, 2, 5), (1000001, -1, 3, 60)]
    assert badges(units) == [(2, 0, 5), (3, -1, 60), (3, 0, 150), (3, 1, 40)]


def test_badges_of_a_run_count_every_fighter() -> None:
    line = Line(Plan("kalvera", values=("days=3", "population.agents=300")))
    line.run_to(2)
    for frame in line.frames:
        sent = frame.message()["badges"]
        assert sum(b[2] for b in sent) == sum(u[3] for u in frame.units) > 0
        assert len({(b[0], b[1]) for b in sent}) == len(sent)
        assert "units" not in frame.message()


def test_ground_changes_hands_only_when_another_is_clearly_stronger() -> None:
    control = np.array([[0.50, 0.30, 0.02], [0.48, 0.20, 0.01]])
    assert holders(control, None) == [0, 0, -1]
    a_little_more = np.array([[0.47, 0.30, 0.02], [0.47 + TAKEN - 0.01, 0.36, 0.01]])
    assert holders(a_little_more, [0, 0, -1]) == [0, 1, -1], "in the first place by too little"
    assert holders(np.array([[0.40], [0.46]]), [0]) == [1]
    assert holders(np.array([[0.40], [0.44]]), [1]) == [1], "nor is it given back at once"
    assert holders(np.array([[0.40], [0.02]]), [-1]) == [0], "nobody gives way to anybody"
    assert holders(np.array([[0.04], [0.03]]), [0]) == [-1]
    assert HELD == 0.05


def test_holders_of_rwanda_are_steady() -> None:
    line = Line(Plan("rwanda_1994", values=("population.agents=1500",)), rewinds=False)
    line.run_to(30)
    held = [frame.places["holder"] for frame in line.frames]
    changed = sum(a != b for a, b in pairwise(held))
    assert changed <= 20, f"somewhere the holder changed on {changed} of 30 days"
