"""The scores of warning, on records whose quality is known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from marosim.warning.scoring import area_under_curve, forecasts, listed, score


def record(quality: float, seed: int = 1, places: int = 40, pages: int = 60) -> pd.DataFrame:
    """Weekly pages; risk mixes the true chance (quality 1) with noise (quality 0)."""
    chance_of = np.random.default_rng(seed)
    chance = chance_of.uniform(0.05, 0.9, size=(pages, places))
    weekly = 1 - np.sqrt(1 - chance)
    # an attack in one of the two weeks of a horizon happens with the chance of its first day
    starts = chance_of.uniform(size=(pages, places)) < np.where(
        np.arange(pages)[:, None] % 2, weekly, np.roll(weekly, 1, axis=0)
    )
    noise = chance_of.uniform(0.05, 0.9, size=(pages, places))
    risk = np.repeat((quality * chance + (1 - quality) * noise)[1::2], 2, axis=0)
    counts = np.cumsum(starts, axis=0)
    rows = [
        {"day": 7 * i, "place": f"place {j}", "attacks": counts[i, j], "risk": risk[i, j]}
        for i in range(pages)
        for j in range(places)
    ]
    return pd.DataFrame(rows)


def test_outcomes_look_ahead_one_horizon() -> None:
    table = pd.DataFrame(
        {"day": [0, 7, 14, 21], "place": "a", "attacks": [0, 0, 1, 1], "risk": 0.5}
    )
    judged = forecasts(table, horizon_days=14)
    assert judged["day"].tolist() == [0, 7]
    assert judged["happened"].tolist() == [True, True]
    assert forecasts(table, horizon_days=7)["happened"].tolist() == [False, True, False]


def test_knowledge_scores_better_than_noise() -> None:
    wise, ignorant = score(record(1.0)), score(record(0.0))
    assert wise.auc > 0.6 > 0.55 > ignorant.auc > 0.45
    assert wise.skill > ignorant.skill
    assert wise.slope > ignorant.slope


def test_curves_are_complete() -> None:
    result = score(record(1.0), threshold=0.6)
    assert result.roc["hit_rate"].is_monotonic_increasing
    assert result.roc["false_alarm_rate"].iloc[-1] == 1.0
    assert result.calibration["forecasts"].sum() == result.forecasts
    assert 0 <= result.precision <= 1 and 0 <= result.recall <= 1
    assert set(result.numbers()) >= {"auc", "brier", "lead_days"}


def test_a_study_is_scored_run_by_run() -> None:
    one, two = record(1.0, seed=1), record(1.0, seed=2)
    both = pd.concat([one.assign(run=0), two.assign(run=1)])
    assert score(both).forecasts == score(one).forecasts + score(two).forecasts


def test_a_table_without_risk_is_refused() -> None:
    with pytest.raises(ValueError, match="risk"):
        score(record(1.0).drop(columns="risk"))


@given(
    st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=2, max_size=30).filter(
        lambda rows: 0 < sum(h for _, h in rows) < len(rows)
    )
)
def test_area_is_the_share_of_pairs_in_the_right_order(rows: list[tuple[int, bool]]) -> None:
    risk = np.array([r for r, _ in rows], dtype=float)
    happened = np.array([h for _, h in rows])
    pairs = [
        1.0 if a > b else 0.5 if a == b else 0.0 for a in risk[happened] for b in risk[~happened]
    ]
    assert area_under_curve(risk, happened) == pytest.approx(np.mean(pairs))


def test_the_list_of_cases_at_most_risk() -> None:
    risk = np.array([0.9, 0.1, 0.8, 0.2])
    happened = np.array([True, False, False, True])
    assert listed(risk, happened, 2) == (0.5, 0.5)
