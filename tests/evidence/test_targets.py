"""The table of what is recorded: cited, licensed, and scored only where it gives a value."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from marosim import cases, evidence
from marosim.evidence.composition import accepted, comparable, targets

TABLE = pd.read_csv(Path(evidence.__file__).with_name("targets.csv"))


def test_every_figure_has_a_case_a_source_and_a_licence_that_allows_it() -> None:
    assert set(TABLE["case"]) <= set(cases.available())
    assert TABLE[["source", "licence", "suggested_use"]].notna().all(axis=None)
    assert not TABLE["source"].str.contains("ACLED").any()
    assert not TABLE["licence"].str.contains("GPL|NC|not allowed").any()


def test_inputs_of_runs_are_no_targets() -> None:
    assert "peacekeepers_strength" not in set(TABLE["quantity"])
    assert not TABLE["note"].fillna("").str.contains("an input of the model").any()


def test_a_bound_of_several_countries_is_no_value_of_one() -> None:
    bosnia = targets("bosnia_1992")
    dead = bosnia[bosnia["quantity"] == "peacekeepers_killed_by_hostile_acts"]
    assert len(dead) and not any(comparable(row) for _, row in dead.iterrows())


def test_accepted_ranges_hold_the_record_and_are_no_wider_than_they_say() -> None:
    for _, row in TABLE.fillna({"actor": "", "note": ""}).iterrows():
        if not comparable(row):
            continue
        low, high = accepted(row)
        value = row["value"] - (row["before"] if pd.notna(row["before"]) else 0)
        assert low <= value <= high
        if pd.isna(row["low"]) and pd.isna(row["high"]) and row["unit"] == "persons":
            assert (low, high) == (value / 2, value * 2)


def test_a_share_is_judged_by_what_it_leaves_over_too() -> None:
    row = pd.Series({"quantity": "share", "unit": "share", "value": 0.98, "low": None,
                     "high": None, "before": None})  # fmt: skip
    low, high = accepted(row)
    assert 0.95 < low < 0.97 and 0.98 < high < 1.0
