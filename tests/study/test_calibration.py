"""Calibration: recovers what made the data, goes on where it stopped, never peeks."""

from __future__ import annotations

import dataclasses
import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from marosim import cases
from marosim.settings import SettingError, Settings
from marosim.study.calibration import calibrate, infer
from marosim.study.calibration_distance import Target
from marosim.study.calibration_runs import RUNS, Prior, draw, priors
from marosim.study.compose import Composed
from marosim.study.faults import StudyError
from marosim.study.options import StudyOptions
from marosim.study.uncertainty import Uncertainty
from marosim.world.case import Case

NAMES = ["attacks.roadblock_hazard", "flight.leave_chance_highest"]
COLUMNS = ["date_from", "date_to", "metric", "place", "value", "low", "high", "how", "use"]


def recorded(held_out_value: float = 500.0, value: float = 3e5) -> pd.DataFrame:
    """Two rows to calibrate on and two held out, over the first 25 days of Rwanda 1994."""
    dates = ("1994-04-06", "1994-04-30")
    rows = [
        (*dates, "deaths_direct", "", value, value / 2, value * 2, "flow", "calibration"),
        (*dates, "displaced_internal", "", 3e5, 1e5, 9e5, "level", "calibration"),
        (*dates, "displaced_abroad", "", held_out_value, 1.0, 1e6, "level", "held_out"),
        (*dates, "deaths_direct", "", held_out_value, 1.0, 1e6, "flow", "held_out"),
    ]
    return pd.DataFrame(rows, columns=COLUMNS).assign(source="made up")


def composed(observed: pd.DataFrame) -> Composed:
    """Rwanda 1994 for 25 days with 300 agents and this record."""
    case = dataclasses.replace(cases.load("rwanda_1994"), observed=observed, days=25)
    settings = Settings()
    settings.population.agents = 300
    return Composed(case, settings, StudyOptions())


def fitted(folder: Path, observed: pd.DataFrame, draws: int = 8) -> pd.DataFrame:
    found = calibrate([composed(observed)], folder, draws=draws, keep=4, names=NAMES, workers=1)
    return found.posterior


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished calibration; tests work on copies."""
    folder = tmp_path_factory.mktemp("calibration") / "done"
    fitted(folder, recorded())
    return folder


def target(case: Case) -> Target:
    return Target.of(case, ("deaths_direct", "displaced_internal"), 500, None)


def test_values_that_made_the_record_are_found_again(tmp_path: Path) -> None:
    prior = [Prior("a", 0.1, 10.0, log=True), Prior("b", 0.0, 1.0, log=False)]
    values = draw(prior, 600, seed=4)
    truth = np.array([2.0, 0.7])
    noise = np.random.default_rng(0).normal(0, 0.1, values.shape)

    def world(v: np.ndarray, e: np.ndarray) -> np.ndarray:
        """Deaths depend on both settings, displacement on the second."""
        return np.array([500 * v[0] * (1 + v[1]), 1e5 * v[1] + 2e4]) * np.exp(e)

    case = composed(recorded(value=float(world(truth, np.zeros(2))[0]))).case
    case.observed.loc[1, ["value", "low", "high"]] = world(truth, np.zeros(2))[1] * np.array(
        [1.0, 0.8, 1.25]
    )
    runs = {(i, 0, 0): world(v, e) for i, (v, e) in enumerate(zip(values, noise, strict=True))}
    found = infer([target(case)], prior, values, runs, keep=60, replications=1, seed=1)
    low, high = found.posterior.quantile(0.05), found.posterior.quantile(0.95)
    assert (low < truth).all()
    assert (truth < high).all()
    assert high["b"] - low["b"] < 0.5
    assert np.log(high["a"] / low["a"]) < 0.5 * np.log(100)
    assert found.nearest["distance"].is_monotonic_increasing
    assert found.nearest["weight"].sum() == pytest.approx(1.0)


def test_rows_held_out_are_never_looked_at(done: Path, tmp_path: Path) -> None:
    fitted(tmp_path / "other", recorded(held_out_value=9e6))
    for name in (RUNS, "posterior.csv", "fit.csv"):
        assert (done / name).read_text() == (tmp_path / "other" / name).read_text()
    fit = pd.read_csv(done / "fit.csv")
    assert list(fit["metric"]) == ["deaths_direct", "displaced_internal"]


def test_rows_for_calibration_do_matter(tmp_path: Path) -> None:
    few = fitted(tmp_path / "few", recorded(value=1e5))
    many = fitted(tmp_path / "many", recorded(value=1e6))
    name = "attacks.roadblock_hazard"
    assert few[name].mean() < many[name].mean()


def test_it_goes_on_where_it_was_killed(done: Path, tmp_path: Path) -> None:
    shutil.copytree(done, tmp_path / "cut")
    file = tmp_path / "cut" / RUNS
    lines = file.read_text().splitlines()
    file.write_text("\n".join(lines[:5]) + "\n" + lines[5][:20])
    counted: list[tuple[int, int]] = []
    calibrate(
        [composed(recorded())], tmp_path / "cut", draws=8, keep=4, names=NAMES, workers=1,
        progress=lambda done, total: counted.append((done, total)),
    )  # fmt: skip
    assert counted[0] == (5, 8)
    assert counted[-1] == (8, 8)
    assert (tmp_path / "cut" / "posterior.csv").read_text() == (done / "posterior.csv").read_text()
    kept = [json.loads(line)["draw"] for line in file.read_text().splitlines() if line[-1] == "}"]
    assert sorted(kept) == list(range(8))


def test_a_limit_on_days_beyond_the_case_changes_nothing(done: Path, tmp_path: Path) -> None:
    longer = composed(recorded())
    longer.settings.days = 400
    calibrate([longer], tmp_path / "longer", draws=8, keep=4, names=NAMES, workers=1)
    assert (tmp_path / "longer" / RUNS).read_text() == (done / RUNS).read_text()


def test_a_folder_of_another_calibration_is_refused(done: Path) -> None:
    with pytest.raises(StudyError, match="another output_dir"):
        fitted(done, recorded(), draws=9)


def test_a_case_without_rows_to_calibrate_on_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="no calibration rows"):
        fitted(tmp_path, recorded().assign(use="held_out"))


def test_unknown_and_unassumed_settings_are_named() -> None:
    with pytest.raises(SettingError, match=r"attacks\.hazard"):
        priors(Settings(), ["attacks.hazzard"], 3.0)
    with pytest.raises(SettingError, match="not an assumed number"):
        priors(Settings(), ["flight.conflict_place_weight"], 3.0)


def test_priors_stay_within_the_bounds_of_their_settings() -> None:
    settings = Settings()
    settings.attacks.hazard = 1.5
    (prior,) = priors(settings, ["attacks.hazard"], 4.0)
    assert (prior.low, prior.high) == (pytest.approx(0.375), 2.0)
    assert prior.value(0.0) == pytest.approx(0.375) and prior.value(1.0) == pytest.approx(2.0)


def test_a_study_draws_from_the_posterior(done: Path) -> None:
    posterior = pd.read_csv(done / "posterior.csv")
    study = StudyOptions(uncertainty="posterior", posterior=str(done / "posterior.csv"))
    drawn = [Uncertainty(study).draw(Settings(), k) for k in range(6)]
    assert all(set(NAMES) < set(d) for d in drawn), "and the rest from ranges"
    name = NAMES[0]
    assert len({d[name] for d in drawn}) > 1
    known = posterior[name].to_numpy()
    assert all(np.isclose(known, d[name], rtol=1e-4).any() for d in drawn)


def test_a_calibration_leaves_the_origin_of_its_draws(done: Path) -> None:
    about = json.loads((done / "posterior.json").read_text("utf-8"))
    assert about["seed"] == 1
    assert about["draws"] == 8
    assert "displaced_internal" in about["rows"]
    assert "displaced_abroad" not in about["rows"]
