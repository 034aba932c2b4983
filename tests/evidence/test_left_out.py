"""A case left out is predicted by the others alone, and its bands hold what they claim."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from marosim.evidence import left_out
from marosim.evidence.left_out import Fitting, coverage, nearest

DRAWS, ROWS, NOISE, ERROR = 200, 4, 0.2, 0.3
CASES = ("a", "b", "c", "d", "e")


def world(shared: float = 1.0, seed: int = 1) -> tuple[dict[str, Fitting], np.ndarray]:
    """Five cases whose rows follow one setting, by ``shared``, and settings of their own."""
    generator = np.random.default_rng(seed)
    common, truth = generator.normal(0, 1, DRAWS), 1.2
    found = {}
    for name in CASES:
        slope = generator.uniform(0.7, 1.3, ROWS)
        own = generator.normal(0, 1, (DRAWS, 1))
        values = slope * (shared * common[:, None] + (1 - shared) * own)
        values += generator.normal(0, NOISE, values.shape)
        record = slope * truth + generator.normal(0, ERROR, ROWS)
        found[name] = Fitting(
            values, record, np.full(ROWS, ERROR), np.ones(ROWS, dtype=bool), np.zeros(ROWS, int)
        )
    return found, common


def everyone() -> np.ndarray:
    return np.arange(DRAWS)


def error(cases: dict[str, Fitting], name: str, chosen: np.ndarray) -> float:
    fit = cases[name]
    return float(np.abs(fit.values[chosen].mean(axis=0) - fit.record).mean())


def test_what_a_case_records_does_not_touch_its_own_prediction() -> None:
    cases, _ = world()
    before = nearest(cases, "c", everyone())
    cases["c"] = replace(cases["c"], record=cases["c"].record + 50.0)
    assert (nearest(cases, "c", everyone()) == before).all()
    assert (nearest(cases, "a", everyone()) != nearest(world()[0], "a", everyone())).any()


def test_rows_that_are_held_out_are_not_read() -> None:
    cases, _ = world()
    before = nearest(cases, "a", everyone())
    fit = cases["b"]
    read = np.array([True, True, True, False])
    cases["b"] = replace(fit, read=read)
    without = nearest(cases, "a", everyone())
    cases["b"] = replace(fit, read=read, record=fit.record + np.array([0, 0, 0, 99.0]))
    assert (nearest(cases, "a", everyone()) == without).all()
    assert (without != before).any()


def test_cases_that_share_a_setting_teach_each_other() -> None:
    cases, common = world()
    for name in CASES:
        chosen = nearest(cases, name, everyone())
        assert error(cases, name, chosen) < 0.5 * error(cases, name, everyone())
        assert common[chosen].mean() == pytest.approx(1.2, abs=0.4)


def test_cases_that_share_nothing_teach_nothing() -> None:
    cases, _ = world(shared=0.0)
    gains = [error(cases, n, everyone()) - error(cases, n, nearest(cases, n, everyone()))
             for n in CASES]  # fmt: skip
    assert abs(np.mean(gains)) < 0.3


def of_all(found: pd.DataFrame) -> pd.DataFrame:
    return found[found["case"] == "all"].set_index("nominal")


@pytest.mark.parametrize("shared", [1.0, 0.5, 0.0])
def test_bands_hold_what_they_claim(shared: float) -> None:
    found = of_all(coverage(world(shared)[0], truths=120))
    for nominal in left_out.NOMINAL:
        row = found.loc[nominal]
        assert row["reached"] == pytest.approx(nominal, abs=0.06 + 3 * row["error"])
    assert found["reached"].is_monotonic_increasing


def test_who_keeps_the_two_nearest_as_if_they_were_sure_covers_too_little(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An overconfident inference, as a regression adjustment was, must fail the check."""
    cases, _ = world()
    inside = left_out._inside
    monkeypatch.setattr(
        left_out, "_inside",
        lambda members, truth, luck: inside(
            members.mean(axis=0) + 0.3 * (members - members.mean(axis=0)), truth, luck
        ),
    )  # fmt: skip
    found = of_all(coverage(cases, truths=60))
    assert found.loc[0.9, "reached"] < 0.75
    assert set(found["verdict"]) == {"misses"}


def test_a_row_that_no_draw_moves_holds_nothing() -> None:
    cases, _ = world()
    still = {n: replace(f, values=np.zeros_like(f.values)) for n, f in cases.items()}
    assert coverage(still, truths=5)["reached"].isna().all()


def test_a_missing_value_counts_as_worst() -> None:
    cases, _ = world()
    fit = cases["a"]
    values = fit.values.copy()
    values[7] = np.nan
    assert replace(fit, values=values).distances()[7] == left_out.WORST
