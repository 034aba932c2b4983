"""The chain of a response: what was waited for, what it cost, which link broke."""

from __future__ import annotations

import pandas as pd
import pytest

from marosim.study.explain import explain, finding
from marosim.view.links import TablesOfRun

DAYS = 20


def run(days: dict[str, int], authorised: list[float], here: list[float]) -> TablesOfRun:
    """Ten killed every day; events of the given kinds on the given days."""
    daily = pd.DataFrame(
        {"day": range(DAYS), "deaths_direct": 10.0, "authorised": authorised, "peacekeepers": here}
    )
    events = pd.DataFrame([{"kind": kind, "day": day} for kind, day in days.items()])
    return TablesOfRun(daily, events, "2000-01-01", {"attacks": 0.0})


def growing(first: int, ceiling: float = 1000.0) -> list[float]:
    return [ceiling if day >= first else 0.0 for day in range(DAYS)]


def test_each_link_costs_the_days_from_the_one_before() -> None:
    dates = {"signal": 1, "alert": 2, "decision": 5, "authorisation": 9, "first_unit": 12}
    chain = explain(run(dates, growing(9), growing(15))).set_index("link")
    lost = chain["days_lost"].dropna().to_dict()
    assert lost == {
        "signal": 1, "alert": 1, "decision": 3, "authorisation": 4, "first_unit": 3,
        "full_strength": 3,
    }  # fmt: skip
    assert chain["deaths_meanwhile"].sum() == 10.0 * 15
    assert chain.loc["first_unit", "left"] == pytest.approx(1 - 12 / DAYS)


def test_nobody_waits_for_a_link_that_a_later_one_overtook() -> None:
    dates = {"signal": 6, "alert": 5, "decision": 18, "authorisation": 4, "first_unit": 15}
    chain = explain(run(dates, growing(4), growing(15))).set_index("link")
    for link in ("signal", "alert", "decision"):
        assert chain.loc[link, "days_lost"] == 0
        assert chain.loc[link, "note"] == "did not delay the response"
    assert chain.loc["authorisation", "days_lost"] == 4
    assert chain.loc["first_unit", "days_lost"] == 11
    assert finding(chain.reset_index()) == "Most lives were lost before the first unit came"


def test_a_ceiling_that_runs_away_does_not_keep_a_mission_from_its_strength() -> None:
    ceilings = [1000.0 * 1.5 ** (day // 3) for day in range(DAYS)]
    here = [0.0] * 5 + [min(150.0 * day, 2000.0) for day in range(1, DAYS - 4)]
    dates = {"signal": 0, "alert": 0, "decision": 0, "authorisation": 0, "first_unit": 5}
    chain = explain(run(dates, ceilings, here)).set_index("link")
    reached = int(chain.loc["full_strength", "day"])
    assert here[reached] >= 0.85 * ceilings[5] > here[reached - 1]


def test_a_response_that_never_comes_costs_to_the_end() -> None:
    chain = explain(run({"signal": 2, "alert": 3}, growing(DAYS), growing(DAYS)))
    assert finding(chain) == "Most lives were lost before it was decided to act"
    assert chain["deaths_meanwhile"].sum() == 10.0 * DAYS
