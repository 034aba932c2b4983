"""A response that never arrives changes nothing: what makes every comparison paired."""

from __future__ import annotations

import pytest

import marosim
from marosim.day import DAY

CRISIS_ROOMS = ("marosim.world", "marosim.armed", "marosim.civilians")
CRISIS_EVENTS = ("attack", "battle", "faction", "trigger")


def crisis_columns() -> list[str]:
    """Every daily column that a mechanism of the crisis reports."""
    return [
        name
        for kind in DAY
        if kind.__module__.startswith(CRISIS_ROOMS)
        for name in kind.metrics
    ]  # fmt: skip


def pair(scenario, one, other, **common):
    runs = []
    for choices in (one, other):
        words = {"days": 100, "population__agents": 2500, "seed": 6, **common, **choices}
        runs.append(marosim.model(scenario, **words).run())
    return runs


@pytest.mark.parametrize("scenario", ["rwanda_1994", "sierra_leone_1999"])
def test_a_mandate_without_troops_equals_no_response_in_every_table(scenario):
    never, none = pair(
        scenario,
        {"mandate": "robust", "deployment": "none"},
        {"mandate": "none", "deployment": "none"},
    )
    columns = crisis_columns()
    assert len(columns) > 12
    assert none.daily["deaths_direct"].sum() > 0
    for name in columns:
        assert never.daily[name].equals(none.daily[name]), name
    assert never.places_table.equals(none.places_table)
    picked = [m.events[m.events["kind"].isin(CRISIS_EVENTS)] for m in (never, none)]
    assert len(picked[1]) > 10
    assert picked[0].reset_index(drop=True).equals(picked[1].reset_index(drop=True))
    assert never.daily["peacekeepers"].max() == 0


def test_a_response_that_comes_later_changes_nothing_before_it_is_announced():
    early, never = pair(
        "rwanda_1994",
        {"mandate": "robust", "deployment": "slow", "authorisation__day": 40},
        {"mandate": "none", "deployment": "none"},
        days=70,
    )
    before = slice(0, 40)
    for name in crisis_columns():
        assert early.daily[name][before].equals(never.daily[name][before]), name
    assert never.daily["deaths_direct"][before].sum() > 0


def test_different_luck_is_no_pair():
    one, other = pair("rwanda_1994", {"seed": 6}, {"seed": 7}, days=40)
    assert not one.daily["deaths_direct"].equals(other.daily["deaths_direct"])
