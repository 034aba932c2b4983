"""Whole intervals, equivalence, and tables that never claim more."""

from __future__ import annotations

import pytest

from marosim.evidence.verdict import verdict
from marosim.study.published import row


@pytest.mark.parametrize(
    ("value", "low", "high", "expected"),
    [
        (1.0, 0.9, 1.1, "passes"),
        (1.0, 0.5, 1.1, "point only"),
        (1.0, float("nan"), float("nan"), "point only"),
        (2.0, 1.0, 3.0, "misses"),
        (float("nan"), 0.9, 1.1, "not known"),
    ],
)
def test_only_a_whole_interval_passes(value: float, low: float, high: float, expected: str) -> None:
    assert verdict(0.85, 1.15, value, low, high) == expected


def test_no_effect_is_claimed_by_equivalence_and_not_for_want_of_data() -> None:
    unclear = row("E3", "police", "no effect", (0.85, 1.15), (1.0, 0.2, 1.8), "few conflicts")
    assert not unclear["passes"]
    assert unclear["verdict"] == "point only"
    assert row("E3", "police", "no effect", (0.85, 1.15), (1.0, 0.95, 1.06), "many")["passes"]


def test_what_must_fall_with_troops_misses_where_it_does_not() -> None:
    wrong = row("E1", "ratio", "0.02", (0.01, 0.15), (0.05, 0.03, 0.1), "not monotone", False)
    assert wrong["verdict"] == "misses" and not wrong["passes"]
