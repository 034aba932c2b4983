"""Whole cases left out, from runs to lines: small, short and resumable."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from marosim.study.calibration_distance import Target
from marosim.study.compose import compose
from marosim.study.faults import StudyError
from marosim.study.kept import kept_in
from marosim.study.left_out import fitting, left_out, predicted
from marosim.study.observed import CALIBRATION, rows_for
from marosim.study.published import COLUMNS

SHORT = ("days=40", "population.agents=200")


def test_runs_become_lines_and_coverage_and_are_not_run_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = [compose([f"scenario={n}", *SHORT]) for n in ("rwanda_1994", "south_sudan_2013")]
    with kept_in(tmp_path / "t.jsonl"):
        lines, coverage = left_out(cases, 3, workers=1)
    assert list(lines.columns) == COLUMNS
    assert set(lines["id"]) == {"rwanda_1994", "south_sudan_2013"}
    assert lines["how"].str.startswith("whole case left out").all()
    assert set(coverage["case"]) == {"rwanda_1994", "south_sudan_2013", "all"}
    from marosim.study import trials

    def fail(trial: object) -> None:
        raise AssertionError("computed again")

    monkeypatch.setattr(trials, "run_trial", fail)
    with kept_in(tmp_path / "t.jsonl"):
        again, _ = left_out(cases, 3, workers=1)
    pd.testing.assert_frame_equal(again, lines)


def test_a_pool_is_measured_as_calibration_measures() -> None:
    composed = compose(["scenario=south_sudan_2013", "population.agents=3000"])
    rows = rows_for(composed.case)
    generator = np.random.default_rng(1)
    values = rows["value"].to_numpy(dtype=float) * generator.lognormal(0, 0.5, (6, len(rows)))
    fit = fitting(composed, rows, values)
    metrics = ("deaths_direct", "displaced_internal", "displaced_abroad")
    target = Target.of(composed.case, metrics, 3000, None)
    chosen = (rows["use"].eq(CALIBRATION) & rows["metric"].isin(metrics)).to_numpy()
    expected = [target.distance(target.differences(run[chosen])) for run in values]
    assert fit.distances() == pytest.approx(expected)


def test_a_prediction_of_the_record_itself_passes_and_of_ten_times_misses() -> None:
    composed = compose(["scenario=south_sudan_2013"])
    rows = rows_for(composed.case)
    record = rows["value"].to_numpy(dtype=float)

    def skill(times: float) -> dict:
        noise = np.random.default_rng(2).lognormal(0, 0.3, (19, len(rows)))
        return predicted(composed, rows, record * noise * times)[0]

    assert "skill" in skill(1.0)["target"] and skill(1.0)["verdict"] == "passes"
    assert skill(10.0)["verdict"] == "misses"


def test_one_case_alone_is_refused() -> None:
    with pytest.raises(StudyError, match="two cases or more"):
        left_out([compose(["scenario=rwanda_1994"])], 2, workers=1)
