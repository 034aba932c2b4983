"""What chance may have made is no finding, and what few runs cannot carry is not said."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from marosim.core.setting import SettingError
from marosim.study.faults import StudyError
from marosim.study.pairing import baselines
from marosim.study.repeating import REPLICATIONS, repeated
from marosim.study.study import Study
from marosim.view import figures
from marosim.view.findings import Findings

MANDATES = ("none", "observer", "traditional", "robust")


def drawn(study: Study, values: dict[str, np.ndarray]) -> Study:
    """The study with other deaths, by mandate; NaN where a run is missing."""
    frames = [
        pd.DataFrame(
            {"replication": range(len(deaths)), "response": f"mandate={name}", "mandate": name,
             "deaths_direct": deaths, "cost_usd": 1e6, "consent": 0.5}
        ).dropna()
        for name, deaths in values.items()
    ]  # fmt: skip
    runs = pd.concat(frames, ignore_index=True)
    other = Study(study.folder)
    other.__dict__["runs"] = runs.assign(run=range(len(runs)), seed=runs["replication"])
    return other


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder = tmp_path_factory.mktemp("noise") / "study"
    folder.mkdir()
    responses = [
        {"label": f"mandate={m}", "swept": {"mandate": m}, "scenario": "made_up",
         "choices": {"mandate": m}}
        for m in MANDATES
    ]  # fmt: skip
    about = {"kind": "study", "merged": [], "responses": responses, "metrics": {}}
    (folder / "study.json").write_text(json.dumps(about), encoding="utf-8")
    return Study(folder)


def winner(study: Study) -> bool:
    """Whether the headline or the title of a figure names one response above the others."""
    findings = Findings(study.comparison("mandate=none"))
    (line,) = findings.ranking()
    daily = study.runs.assign(day=0, date="2000-01-01")
    title = figures.fan(daily, "deaths_direct").get_title(loc="left")
    return " replications." in line or "lowest with" in title


def test_pure_noise_names_a_winner_no_more_often_than_nominal(empty: Study) -> None:
    draw, studies = np.random.default_rng(5), 60
    named = 0
    for _ in range(studies):
        luck = draw.normal(10_000, 3000, 10)
        made = {m: luck + draw.normal(0, 800, 10) for m in draw.permutation(MANDATES)}
        named += winner(drawn(empty, made))
    assert named / studies <= 0.05 + 1.645 * np.sqrt(0.05 * 0.95 / studies)


def test_a_real_difference_is_named(empty: Study) -> None:
    luck = np.random.default_rng(5).normal(10_000, 3000, 10)
    made = {m: luck + np.random.default_rng(n).normal(0, 300, 10) for n, m in enumerate(MANDATES)}
    made["robust"] = made["robust"] - 3000
    assert winner(drawn(empty, made))


def test_identical_copies_are_called_the_same(empty: Study) -> None:
    made = dict.fromkeys(MANDATES, np.array([9e3, 8e3, 1e4, 7e3, 5e3]))
    lines = " ".join(Findings(drawn(empty, made).comparison("mandate=none")).all())
    assert "the same under every response in every run" in lines
    assert "no response" not in lines.lower()


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_few_replications_have_values_and_no_range(empty: Study, count: int) -> None:
    made = {m: 1e4 - 2000.0 * n - np.arange(count) for n, m in enumerate(MANDATES)}
    comparison = drawn(empty, made).comparison("mandate=none")
    rows = comparison.table[comparison.table["metric"] == "deaths_direct"]
    assert rows[["low", "high"]].isna().all(axis=None) and (rows["replications"] == count).all()
    lines = " ".join(Findings(comparison).all())
    assert "cannot tell a difference from chance" in lines
    assert "replications=20 output_dir=" in lines
    assert "95 %" not in lines and "fewer civilians" not in lines and "Fewest" not in lines


def test_uneven_and_missing_runs_are_said(empty: Study) -> None:
    luck = np.arange(8.0) * 100 + 5000
    short = luck.copy()
    short[3:] = np.nan
    made = {"none": luck, "observer": luck - 900, "traditional": short, "robust": luck * np.nan}
    comparison = drawn(empty, made).comparison("mandate=none")
    table = comparison.table.query("metric == 'deaths_direct'").set_index("response")
    assert list(table["replications"]) == [8, 3]
    assert table["low"].isna().tolist() == [False, True]
    assert "No run has finished for: robust mandate." in " ".join(Findings(comparison).all())


def test_a_metric_without_values_has_no_row_and_breaks_nothing(empty: Study) -> None:
    study = drawn(empty, dict.fromkeys(MANDATES, np.full(6, 100.0)))
    study.runs["recurrence"] = np.nan
    comparison = study.comparison("mandate=none")
    assert "recurrence" not in set(comparison.table["metric"])
    assert Findings(comparison).all()
    consent = comparison.table.query("metric == 'consent'")  # constant
    assert (consent[["difference", "low", "high"]] == 0).all(axis=None)


CASES = {
    f"scenario={s}, mandate={m}": {"scenario": s, "mandate": m}
    for s in ("kalvera", "rwanda_1994")
    for m in ("none", "robust")
}


@pytest.mark.parametrize("wanted", [None, "mandate=robust", next(iter(CASES))])
def test_cases_are_never_paired_with_one_another(wanted: str | None) -> None:
    found, _ = baselines(CASES, wanted)
    for label, base in found.items():
        assert CASES[label]["scenario"] == CASES[base]["scenario"]
    assert len(set(found.values())) == 2


def test_a_case_is_no_baseline() -> None:
    with pytest.raises(StudyError, match="name a response as baseline"):
        baselines(CASES, "scenario=kalvera")


@pytest.mark.parametrize("key", ["seed", "days", "population.agents"])
def test_what_is_no_response_is_compared_with_nothing(key: str) -> None:
    swept = {f"{key}={n}": {key: n} for n in (1, 2, 3)}
    assert baselines(swept, None)[0] == {label: label for label in swept}


def test_seeds_are_replications() -> None:
    assert repeated(["mandate=none,robust", "seed=4,5,6"], "1") == [
        *("mandate=none,robust", "seed=4", "replications=3")
    ]
    for words in (["seed=1,50"], ["seed=1,2", "replications=3"]):
        with pytest.raises(SettingError, match="a seed is a replication"):
            repeated(words, "1")


def test_a_sweep_that_says_nothing_has_replications_that_can_tell() -> None:
    assert repeated(["mandate=none,robust"], "1")[-1] == f"replications={REPLICATIONS}"
    assert repeated(["mandate=none,robust", "replications=1"], "1")[-1] == "replications=1"
    assert repeated(["experiment=safe_areas"], "20") == ["experiment=safe_areas"]


def test_one_replication_is_compared_at_the_command_line(command, working_folder: Path) -> None:
    words = ("scenario=kalvera", "days=3", "population.agents=100", "mandate=none,robust")
    said = command("run", "-m", *words, "replications=1", "workers=1", "output_dir=s")
    assert said.status == 0, said.err
    said = command("compare", "s")
    assert said.status == 0, said.err
    told = " ".join(said.out.split())
    assert "One replication cannot tell a difference from chance" in told
    assert "One agent stands for 45,000 people" in told
    rows = pd.read_csv(working_folder / "s" / "compare.csv")
    assert rows[["low", "high"]].isna().all(axis=None)


def test_an_interval_without_zero_that_is_not_clear_says_why():
    findings = Findings.__new__(Findings)
    findings.comparison = SimpleNamespace(among=2, baseline={"a": "b"})
    findings.words = {"a": "robust mandate", "b": "no mandate"}
    row = pd.Series(
        {"metric": "deaths_direct", "response": "a", "replications": 8, "mean": 90.0,
         "baseline_mean": 100.0, "difference": -10.0, "low": -19.0, "high": -1.0}
    )  # fmt: skip
    said = findings.effect(row)
    assert "leaves zero out" in said and "among 2 comparisons" in said
