"""Paired comparison against numbers worked out by hand."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from marosim.study.compare import COLUMNS
from marosim.study.faults import StudyError
from marosim.study.intervals import clear_among_many
from marosim.study.store import StudyStore
from marosim.study.study import Study
from marosim.study.tasks import Result
from marosim.view.findings import Findings

METRICS = {
    "deaths_direct": {"unit": "persons", "kind": "flow", "better": "lower", "meaning": ""},
    "cost_usd": {"unit": "US$", "kind": "total", "better": "lower", "meaning": ""},
    "consent": {"unit": "1", "kind": "stock", "better": "higher", "meaning": ""},
    "recurrence": {"unit": "1", "kind": "total", "better": "lower", "meaning": ""},
}


def make_study(folder: Path, responses: list[dict], outcomes: list[dict[str, np.ndarray]]) -> Study:
    """A study folder with given outcomes by response and replication."""
    store = StudyStore.open(folder)
    folder.mkdir(parents=True, exist_ok=True)
    labels = [", ".join(f"{k}={v}" for k, v in swept.items()) for swept in responses]
    store.about |= {
        "responses": [
            {"label": label, "swept": swept, "scenario": "made_up", "choices": swept}
            for label, swept in zip(labels, responses, strict=True)
        ],
        "metrics": METRICS,
    }
    store.save()
    buffer = io.BytesIO()
    run = 0
    for label, swept, values in zip(labels, responses, outcomes, strict=True):
        for replication in range(len(next(iter(values.values())))):
            named = {"run": run, "replication": replication, "response": label, **swept}
            buffer = io.BytesIO()
            pd.DataFrame([named]).to_parquet(buffer)
            tables = dict.fromkeys(("daily", "places", "events"), buffer.getvalue())
            summary = {name: float(series[replication]) for name, series in values.items()}
            store.keep(Result(run, named, replication, 0.1, summary, tables))
            run += 1
    store.merge()
    return Study(folder)


@pytest.fixture
def luck() -> np.ndarray:
    return np.array([900.0, 1500.0, 1100.0, 2000.0, 500.0, 1300.0])


@pytest.fixture
def study(tmp_path: Path, luck: np.ndarray) -> Study:
    noise = np.array([10.0, -20.0, 30.0, 0.0, 5.0, -15.0])
    return make_study(
        tmp_path / "study",
        [{"mandate": "none"}, {"mandate": "robust"}, {"mandate": "observer"}],
        [
            {"deaths_direct": luck, "cost_usd": luck * 0, "consent": luck * 0 + 0.9,
             "recurrence": np.array([1.0, 1, 0, 1, 0, 1])},
            {"deaths_direct": luck - 400 + noise, "cost_usd": luck * 0 + 8e8,
             "consent": luck * 0 + 0.5, "recurrence": np.array([0.0, 1, 0, 0, 0, 1])},
            {"deaths_direct": luck + noise, "cost_usd": luck * 0 + 9e8,
             "consent": luck * 0 + 0.4, "recurrence": np.array([1.0, 1, 0, 1, 0, 1])},
        ],
    )  # fmt: skip


def test_paired_differences_with_student_intervals(study: Study) -> None:
    table = study.compare(baseline={"mandate": "none"}).set_index(["response", "metric"])
    assert list(study.compare().columns) == list(COLUMNS)
    row = table.loc[("mandate=robust", "deaths_direct")]
    differences = np.array([10.0, -20.0, 30.0, 0.0, 5.0, -15.0]) - 400
    half = stats.t.ppf(0.975, 5) * differences.std(ddof=1) / np.sqrt(6)
    assert row["difference"] == pytest.approx(differences.mean())
    assert (row["low"], row["high"]) == pytest.approx(
        (differences.mean() - half, differences.mean() + half)
    )
    assert row["replications"] == 6


def test_pairing_narrows_the_interval_by_the_factor_named(study: Study, luck: np.ndarray) -> None:
    comparison = study.comparison({"mandate": "none"})
    own = comparison.values("mandate=robust", "deaths_direct").to_numpy()
    expected = np.sqrt(own.var(ddof=1) + luck.var(ddof=1)) / (own - luck).std(ddof=1)
    assert comparison.narrowing("mandate=robust", "deaths_direct") == pytest.approx(expected)
    assert expected > 10


def test_only_runs_with_a_partner_are_compared(tmp_path: Path, luck: np.ndarray) -> None:
    study = make_study(
        tmp_path / "s",
        [{"mandate": "none"}, {"mandate": "robust"}],
        [{"deaths_direct": luck}, {"deaths_direct": luck[:4] - 100}],
    )
    row = study.compare("mandate=none").iloc[0]
    assert row["replications"] == 4
    assert row["difference"] == pytest.approx(-100)
    assert row["baseline_mean"] == pytest.approx(luck[:4].mean())


def test_differences_of_shares_stay_between_minus_one_and_one(study: Study) -> None:
    row = study.compare("mandate=none").set_index(["response", "metric"])
    found = row.loc[("mandate=robust", "recurrence")]
    assert found["difference"] == pytest.approx(-2 / 6)
    # two pairs of six that differ tell no direction: zero lies well inside
    assert -1 <= found["low"] < found["difference"] < 0 < found["high"] <= 1


def test_chance_of_exceeding_a_number(study: Study) -> None:
    chances = study.comparison().chance("deaths_direct", 1000).set_index("response")
    assert chances.loc["mandate=none", "chance"] == pytest.approx(4 / 6)
    assert chances.loc["mandate=none", "low"] < 4 / 6 < chances.loc["mandate=none", "high"]


def test_cost_of_a_life_is_given_only_where_lives_were_saved(study: Study) -> None:
    costs = study.comparison().cost_per_life().set_index("response")
    robust = costs.loc["mandate=robust"]
    saved = -(np.array([10.0, -20.0, 30.0, 0.0, 5.0, -15.0]) - 400)
    assert robust["cost_per_life_saved"] == pytest.approx(8e8 / saved.mean())
    assert robust["cost_low"] < robust["cost_per_life_saved"] < robust["cost_high"]
    assert np.isnan(costs.loc["mandate=observer", "cost_per_life_saved"])
    runs = study.runs.set_index(["response", "replication"])["cost_per_life_saved"]
    assert runs.loc[("mandate=robust", 0)] == pytest.approx(8e8 / 390)
    assert np.isnan(runs.loc[("mandate=none", 0)])


def test_how_often_each_response_is_best(study: Study) -> None:
    shares = study.comparison().best("deaths_direct").set_index("response")["chance"]
    assert shares.to_dict() == {"mandate=none": 0.0, "mandate=robust": 1.0, "mandate=observer": 0.0}
    consent = study.comparison().best("consent").set_index("response")["chance"]
    assert consent["mandate=none"] == 1.0


def test_pareto_front(study: Study) -> None:
    front = study.comparison().pareto("cost_usd", "deaths_direct").set_index("response")["front"]
    assert front.to_dict() == {
        "mandate=none": True,
        "mandate=robust": True,
        "mandate=observer": False,
    }


def test_enough_replications_said_plainly(study: Study) -> None:
    robust, observer = study.comparison().enough("deaths_direct")
    assert robust.startswith("mandate=robust: enough replications (6)")
    assert "falls" in robust
    assert observer.startswith("mandate=observer: enough replications (6)")
    assert "hardly changes" in observer


def test_two_replications_that_agree_are_not_called_enough(tmp_path: Path) -> None:
    study = make_study(
        tmp_path / "s",
        [{"mandate": "none"}, {"mandate": "robust"}],
        [{"deaths_direct": np.full(2, 900.0)}, {"deaths_direct": np.full(2, 900.0)}],
    )
    (line,) = study.comparison().enough("deaths_direct")
    assert line.startswith("mandate=robust: 2 replications cannot tell a difference from chance")


def test_too_few_replications_said_plainly(tmp_path: Path, luck: np.ndarray) -> None:
    loud = np.array([900.0, -700.0, 300.0, -500.0, 800.0, -600.0])
    study = make_study(
        tmp_path / "s",
        [{"mandate": "none"}, {"mandate": "robust"}],
        [{"deaths_direct": luck}, {"deaths_direct": luck + loud}],
    )
    (line,) = study.comparison().enough("deaths_direct")
    assert "not enough replications (6)" in line
    assert int(line.split("about ")[1].split()[0]) > 6


def test_baseline_of_one_factor_pairs_equal_others(tmp_path: Path, luck: np.ndarray) -> None:
    cells = [{"mandate": m, "deployment": d} for m in ("none", "robust") for d in ("slow", "rapid")]
    added = {"none": 0.0, "robust": -100.0, "slow": 0.0, "rapid": -50.0}
    outcomes = [
        {
            "deaths_direct": luck
            + added[c["mandate"]]
            + added[c["deployment"]]
            - 70.0 * (c == {"mandate": "robust", "deployment": "rapid"})
        }
        for c in cells
    ]
    study = make_study(tmp_path / "s", cells, outcomes)
    table = study.compare("mandate=none").set_index("response")["difference"]
    assert table.to_dict() == pytest.approx(
        {"mandate=robust, deployment=slow": -100, "mandate=robust, deployment=rapid": -170}
    )
    extra = study.comparison().interactions("deaths_direct")
    cell = extra[(extra["mandate"] == "robust") & (extra["deployment"] == "rapid")].iloc[0]
    assert cell["interaction"] == pytest.approx(-70 / 4)


def test_only_settings_that_depend_on_one_another_are_named(
    tmp_path: Path, luck: np.ndarray
) -> None:
    cells = [
        {"mandate": m, "deployment": d, "funding": f}
        for m in ("traditional", "robust")
        for d in ("slow", "rapid")
        for f in ("crisis", "full")
    ]
    outcomes = []
    for cell in cells:
        quick = cell["mandate"] == "robust" and cell["deployment"] == "rapid"
        outcomes.append({"deaths_direct": luck - 70.0 * quick - 30.0 * (cell["funding"] == "full")})
    study = make_study(tmp_path / "s", cells, outcomes)
    assert study.comparison().dependent("deaths_direct") == ["mandate", "deployment"]
    (line,) = Findings(study.comparison()).together()
    assert line.startswith("Mandate and deployment depend on one another: robust, rapid")
    assert "What funding does adds to that" in line


def test_of_many_places_few_are_called_clear_by_chance() -> None:
    generator = np.random.default_rng(4)
    plain, among_many = [], []
    for _ in range(100):  # studies of 8 pairs and 100 places, where nothing differs
        noise = generator.normal(size=(8, 100))
        reach = stats.t.ppf(0.975, 7) * stats.sem(noise)
        plain.append((np.abs(noise.mean(axis=0)) > reach).any())
        among_many.append(clear_among_many(noise).any())
    assert np.mean(plain) > 0.9
    assert np.mean(among_many) < 0.15
    noise[:, :20] += 10.0
    assert clear_among_many(noise)[:20].all()
    assert not clear_among_many(np.zeros((8, 3))).any()
    assert clear_among_many(np.ones((8, 2))).all()


def test_unknown_baseline_names_the_responses(study: Study) -> None:
    with pytest.raises(StudyError, match="mandate=observer"):
        study.compare("mandate=observr")


def test_empty_study_is_said_to_be_empty(tmp_path: Path) -> None:
    store = StudyStore.open(tmp_path / "s")
    (tmp_path / "s").mkdir()
    store.about["responses"] = [{"label": "a", "swept": {}, "scenario": "x"}]
    store.save()
    with pytest.raises(StudyError, match="no run"):
        Study(tmp_path / "s").compare()
