"""Whether a mechanism matters: outcomes fixed beforehand, pooled over cases and conflicts."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from marosim.day import DAY
from marosim.study.ablation_matters import (
    MATTERS,
    NEVER,
    OPEN,
    SEEN,
    SMALL,
    Size,
    combined,
    finding,
    matters,
    outcomes,
    power,
)


def test_every_outcome_is_one_that_people_care_about_and_not_the_term_switched() -> None:
    table = outcomes()
    known = {kind.id for kind in DAY if kind.id}
    assert set(table.index) <= known
    assert set(table["outcome"]) <= {
        *("deaths_direct", "battle_deaths", "people_killed_total", "displaced_internal_mean")
    }
    # checks of existence and of judging have none
    assert known - set(table.index) == {"C4", "C5", "C8", "J1", "J2", "J3", "J4"}


def test_units_that_agree_are_surer_than_units_that_differ() -> None:
    noise = np.random.default_rng(1).normal(0, 0.1, (6, 4))
    agree, wide = combined(noise - 0.5), combined(noise + np.linspace(-1.5, 0.5, 6)[:, None])
    assert agree[0] == pytest.approx(-0.5, abs=0.1)
    assert wide[0] == pytest.approx(-0.5, abs=0.1)
    assert wide[1] > 3 * agree[1]


def test_nothing_moved_is_no_effect_and_no_error() -> None:
    assert combined(np.zeros((4, 3))) == (0.0, 0.0)


def test_an_effect_in_one_place_alone_does_not_matter() -> None:
    effects = np.random.default_rng(2).normal(0, 0.05, (5, 3))
    effects[0] -= 2.0
    mean, error = combined(effects)
    assert mean < 0
    assert mean + 2.78 * error > 0


TINY = Size(2, ("rwanda_1994",), 2, 1, 200)


def test_rows_say_what_could_have_been_seen() -> None:
    row = matters(TINY, ["C2"], ["days=20"], workers=1).iloc[0]
    assert row["kind"] == MATTERS
    assert row["outcome"] == "log deaths_direct"
    assert row["low"] <= row["effect"] <= row["high"]
    assert row["detectable"] >= row["high"] - row["effect"]
    assert 0 <= row["power"] <= 1 or row["finding"] == NEVER


def test_what_cannot_act_in_the_time_is_not_called_without_effect() -> None:
    # a transition that begins after 365 days moves nothing in twenty
    row = matters(TINY, ["P10"], ["days=20"], workers=1).iloc[0]
    assert row["effect"] == 0 and row["finding"] == NEVER
    assert np.isnan(row["power"])


def test_a_finding_needs_its_whole_interval() -> None:
    assert finding(-0.5, -0.01) == SEEN
    assert finding(-0.05, 0.05) == SMALL
    assert finding(-0.3, 0.05) == OPEN


def test_power_counts_how_often_such_studies_would_show_a_change_by_a_fifth() -> None:
    generator = np.random.default_rng(3)
    error, units = 0.09, 6
    reach = stats.t.ppf(0.975, units - 1)
    seen = generator.normal(np.log(0.8), error, 20_000) + reach * error < 0
    assert power(error, reach) == pytest.approx(seen.mean(), abs=0.02)
    assert power(1.0, reach) < 0.05
