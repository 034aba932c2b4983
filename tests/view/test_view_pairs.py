"""One pair cannot tell: a direction is shown only when pairs carry it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marosim.view import desk as desk_module
from marosim.view.desk import Desk
from marosim.view.frames import charted
from marosim.view.line import Line, Plan
from marosim.view.paired import (
    ENOUGH,
    HEADLINES,
    Pair,
    Replications,
    agreed,
    compared,
    courses,
    row,
)
from marosim.view.registry import Registry
from marosim.view.review import _said
from marosim.view.session import Session

QUICK = ("days=12", "population.agents=500")
DIRECTIONS = ("fewer", "more", "less", "higher", "lower")


@given(st.lists(st.integers(-9000, 9000), min_size=1, max_size=ENOUGH - 1))
def test_few_pairs_give_no_direction_and_no_range(values: list[int]) -> None:
    told = row("deaths_direct", np.array(values, dtype=float))
    assert told["side"] == 0 and told["agree"] == "" and told["reach"] == ""
    assert not any(word in told["said"] for word in DIRECTIONS)
    assert told["values"] == values


@given(st.lists(st.integers(-9000, 9000), min_size=ENOUGH, max_size=40))
@settings(max_examples=60)
def test_a_direction_needs_an_interval_without_zero(values: list[int]) -> None:
    data = np.array(values, dtype=float)
    told = row("deaths_direct", data)
    half = 2.0 * data.std(ddof=1) / np.sqrt(len(data))  # t is above 1.96 for so few
    if abs(data.mean()) < 0.9 * half:
        assert told["side"] == 0
        assert not any(word in told["said"] for word in DIRECTIONS)
    if abs(data.mean()) > 1.2 * half and abs(data.mean()) >= 1:
        assert told["side"] == np.sign(data.mean())
        assert ("more" if data.mean() > 0 else "fewer") in told["said"]


def test_a_range_holds_every_pair() -> None:
    told = row("deaths_direct", np.linspace(-100, -5000, 20))
    assert told["reach"] == "100–5,000"
    assert told["agree"] == "20 of 20 pairs agree"


def test_values_that_are_not_defined_are_left_out() -> None:
    pairs = [[{"legitimacy": float("nan")}, {"legitimacy": 0.5}]] * 12
    assert compared(pairs, ("legitimacy",))["rows"] == []


def test_towns_are_coloured_only_where_pairs_agree() -> None:
    draw = np.random.default_rng(1)
    chance = draw.normal(0, 1000, (20, 70))
    assert sum(v != 0 for v in agreed(chance)) <= 2
    chance[:, 5] = -np.abs(chance[:, 5]) - 1
    assert agreed(chance)[5] < 0
    assert not any(agreed(chance[: ENOUGH - 1]))
    split = np.where(np.arange(20) < 14, -100.0, 100.0)[:, None]
    assert agreed(split) == [0], "14 of 20 may be chance"
    outlier = np.array([-1.0] * 19 + [9000.0])[:, None]
    assert agreed(outlier) == [0], "the mean must not speak against most pairs"


def test_a_pair_is_two_runs_that_anybody_can_repeat() -> None:
    plan = Plan("rwanda_1994", values=QUICK)
    without = Plan("rwanda_1994", values=QUICK, choices=(("deployment", "none"),))
    pair = courses((plan, without), 7)
    dead = []
    for one in (plan, without):
        line = Line(Plan(one.scenario, 7, one.choices, one.values), kept=False)
        line.run_to(9)
        dead.append(line.model.civilians.dead_direct.sum(axis=1))
    np.testing.assert_allclose(pair.dead[9], dead[1] - dead[0], rtol=1e-5, atol=0.5)
    assert pair.daily[9, 0] == pytest.approx((dead[1] - dead[0]).sum(), rel=1e-4, abs=1)
    assert len(pair.dead) == 13


def some_pairs(count: int) -> Replications:
    plan = Plan("rwanda_1994", values=QUICK)
    pairs = Replications((plan, plan), 20, lambda kind, content: None, by_day=True)
    levels = np.zeros((2, 13, 4), np.float32)
    levels[0, :, 0] = np.arange(13) * 100.0
    pairs.pairs = [Pair([], levels, np.full((13, 3), -5.0, np.float32))] * count
    return pairs


def test_bands_hold_eight_of_ten_runs_of_each_side_and_nothing_is_said_before_ten() -> None:
    assert some_pairs(0).bands() is None and some_pairs(9).bands() is None
    pairs = some_pairs(11)
    for k, pair in enumerate(pairs.pairs):
        levels = pair.levels.copy()
        levels[1, :, 0] = 1_000.0 if k == 0 else 10.0 * k  # one run far outside
        pairs.pairs[k] = Pair([], levels[:, : 13 - k % 2], pair.dead)  # some end a day early
    found = pairs.bands()
    assert found is not None and set(found) == set(HEADLINES)
    ours, beside = found["deaths_direct"]
    course = [100.0 * day for day in range(12)]
    assert ours == {"low": [*course, 1_100.0], "high": [*course, 1_200.0]}
    assert beside == {"low": [20.0] * 13, "high": [100.0] * 13}


def test_what_pairs_say_is_of_the_day_that_is_shown() -> None:
    one, many = some_pairs(1), some_pairs(12)
    assert one.on(5)["places"] == [0, 0, 0] and not one.on(5)["enough"]
    assert one.on(5)["rows"][0]["side"] == 0
    assert many.on(5)["rows"][0]["said"] == "500 fewer"
    assert many.on(10)["rows"][0]["said"] == "1,000 fewer"
    assert many.on(10)["places"] == [-5, -5, -5]
    assert some_pairs(0).on(5)["rows"] == []


class Page:
    def __init__(self) -> None:
        self.heard: list[tuple[str, dict[str, Any]]] = []

    def listen(self, answer: Any) -> Any:
        self.answer = answer
        return lambda: None

    def say(self, kind: str, content: dict[str, Any], files: Any = None) -> None:
        said = content["messages"] if kind == "all" else [{**content, "kind": kind}]
        self.heard += [(what["kind"], what) for what in said]


def test_more_pairs_are_run_as_soon_as_two_runs_are_compared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun: list[Replications] = []
    monkeypatch.setattr(Replications, "start", lambda self: begun.append(self))
    page, registry = Page(), Registry()
    session = registry.meet("tab", lambda: Session(Plan("kalvera", values=QUICK)))
    desk = Desk(page, registry, None)  # type: ignore[arg-type]
    desk.session = session
    try:
        page.answer({"do": "fork"})
        assert [pairs.count for pairs in begun] == [desk_module.PAIRS]
        assert begun[0].plans == session.plans
        page.answer({"do": "step"})
        assert len(begun) == 1, "the same comparison is not begun again"
        frame = next(what for kind, what in reversed(page.heard) if kind == "frame")
        assert frame["pairs"]["enough"] is False and frame["pairs"]["of"] == desk_module.PAIRS
        page.answer({"do": "choose", "group": "mandate", "option": "robust", "paired": True})
        assert begun[0].cancelled and begun[1].plans == session.plans
        begun[1].tell("replications", {"done": 1, "of": 20})
        begun[0].tell("replications", {"done": 9, "of": 20})  # late word of what was given up
        last = [what for kind, what in page.heard if kind == "replications"]
        assert [what["done"] for what in last] == [1]
        page.answer({"do": "replicate", "count": 40})
        assert begun[2].count == 40
        page.answer({"do": "join"})
        assert begun[2].cancelled and session.pairs is None
    finally:
        desk.close()


def test_a_value_that_is_not_defined_is_a_gap_in_frames_and_words() -> None:
    line = Line(Plan("kalvera", values=QUICK, choices=(("mandate", "none"),)))
    line.run_to(2)
    line.model.journal.days[-1]["legitimacy"] = float("nan")
    line.model.journal.days[-1]["deaths_direct"] = float("nan")
    today = charted(line.model, {"deaths_direct": 7.0})
    assert today["legitimacy"] is None
    assert today["deaths_direct"] == 7.0, "a day that is not known adds nothing"
    assert _said(float("nan"), "legitimacy") == "not defined"
    assert _said(float("nan"), "legitimacy", change=True) == "not defined"
