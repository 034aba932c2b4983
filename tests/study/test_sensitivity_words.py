"""What a sensitivity analysis says of itself where it had too few samples."""

from __future__ import annotations

import pandas as pd
import pytest

from marosim.study.sensitivity import COLUMNS, VALUES, doubt


def table(method: str, rows: list[tuple[float, float]]) -> pd.DataFrame:
    """Settings with the value they are ordered by and half its interval."""
    value, reach = VALUES[method]
    found = pd.DataFrame(0.0, index=range(len(rows)), columns=COLUMNS[method])
    found[value] = [row[0] for row in rows]
    found[reach] = [row[1] for row in rows]
    found.attrs["method"] = method
    return found


@pytest.mark.parametrize("method", ["morris", "sobol"])
def test_an_order_that_the_samples_tell_is_not_doubted(method: str) -> None:
    assert doubt(table(method, [(0.8, 0.1), (0.1, 0.05)])) == ""
    assert doubt(table(method, [(0.0, 0.0), (0.0, 0.0)])) == ""


def test_a_share_of_variance_above_one_is_said_to_be_none() -> None:
    assert "Shares below 0 or above 1" in doubt(table("sobol", [(1.45, 0.384), (0.0, 0.0)]))


def test_intervals_that_swallow_the_largest_value_are_named() -> None:
    said = doubt(table("morris", [(28_500.0, 7_766.0), (22_800.0, 28_670.0)]))
    assert "the order of the settings is not told" in said
