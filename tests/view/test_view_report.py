"""The report is one file that needs nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from marosim.study.compose import compose
from marosim.study.store import StudyStore
from marosim.study.study import Study
from marosim.study.sweep import Sweep
from marosim.view import names
from marosim.view.report import write_report
from marosim.view.style import LIMITS

WORDS = ["scenario=rwanda_1994", "replications=5", "days=12", "population.agents=500",
         "uncertainty=none", "question='Does <a> mandate help?'"]  # fmt: skip


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder = tmp_path_factory.mktemp("report") / "study"
    with StudyStore.open(folder) as store:
        sweep = Sweep(compose(WORDS), store)
        sweep.run([[*WORDS, "response=none"], [*WORDS, "response=robust_rapid"]])
        return sweep.close()


@pytest.fixture(scope="module")
def text(study: Study, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("page") / "report.html"
    assert write_report(study.comparison(), path) == path
    return path.read_text(encoding="utf-8")


def test_nothing_is_loaded_from_elsewhere(text: str) -> None:
    assert not re.search(r"""(?:src|href)\s*=\s*["'](?!data:)""", text)
    assert not re.search(r"url\((?!data:)", text)
    assert "<script" not in text
    assert text.count("data:image/png;base64,") >= 4


def test_it_says_what_a_reader_needs(text: str, study: Study) -> None:
    for wanted in (LIMITS, "What was compared", "How to reproduce", "Limits", "Harm and cost"):
        assert wanted in text
    for label in study.responses:
        assert names.response(label) in text
    assert "marosim run -m" in text
    assert "@media print" in text
    assert "seed of the first replication" in text


def test_text_of_users_is_only_text(text: str) -> None:
    assert "Does &lt;a&gt; mandate help?" in text
    assert "<a> mandate" not in text


def test_numbers_are_those_of_the_comparison(text: str, study: Study) -> None:
    from marosim.view.style import number

    comparison = study.comparison()
    # in twelve days a mission costs money, and changes nothing else that has a row of its own
    row = comparison.table.query("metric == 'cost_usd'").iloc[0]
    half = (row["high"] - row["low"]) / 2
    baseline = comparison.level("none", "cost_usd")
    for value, reach in ((row["baseline_mean"], baseline.half), (row["difference"], half)):
        said = number(value, "US$", reach).removeprefix("US$ ")
        assert f"<td class='n'>{said}</td>" in text
    assert row["low"] == row["high"] and "<td class='n'>no spread</td>" in text


def test_report_appears_whole_or_not_at_all(study: Study, tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    comparison = study.comparison()
    comparison.__dict__["table"] = comparison.table.drop(columns="metric")
    with pytest.raises(KeyError):
        write_report(comparison, target)
    assert list(tmp_path.iterdir()) == []


def test_it_says_which_statistic_a_number_is(text: str) -> None:
    assert "mean; 90 % of runs" in text
    assert "means over the runs; lines over time are medians" in text
    assert "levels, such as people displaced" in text


def test_a_response_that_changes_no_place_has_no_map(text: str) -> None:
    assert "Robust rapid: no place changes in any run." in text
    assert text.count("Civilians killed by place") == 1


def test_chains_of_all_responses_are_of_one_replication(study: Study) -> None:
    from marosim.view.links import chain_of_study, middle_replication

    middle = middle_replication(study, "deaths_direct")
    assert middle in set(study.runs["replication"])
    none, robust = (chain_of_study(study, r, middle) for r in study.responses)
    # in twelve days nobody can arrive: with the same luck the first signal is the same
    assert none["day"].iloc[0] == robust["day"].iloc[0]
    assert none.attrs["deaths"] == robust.attrs["deaths"]


def test_what_was_asked_and_found_comes_first(text: str) -> None:
    answer = text[text.index("In short") : text.index("What was compared")]
    assert "as with no response in every run" in answer  # in twelve days nobody can arrive
    assert "How sure" in answer and "uncertainty=ranges" in answer


def test_options_are_explained_and_no_folder_is_named(text: str) -> None:
    assert "No mission: nobody is mandated or deployed." in text
    assert "output_dir=" not in text
    assert "Settings in which the responses differ" in text
