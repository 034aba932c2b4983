"""What would run is said before it runs, and nothing is left behind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hydra._internal.core_plugins.basic_sweeper import BasicSweeper
from hydra.core.override_parser.overrides_parser import OverridesParser

from marosim.cli.dry import jobs_of


@pytest.mark.parametrize(
    "words",
    [
        ("mandate=observer,robust", "deployment=slow,rapid", "days=30"),
        ("seed=range(1,4)", "mandate=robust"),
        ("mandate=none", "mandate.ceiling=choice(100,2000)"),
    ],
)
def test_the_jobs_are_those_of_hydras_own_sweeper(words: tuple[str, ...]) -> None:
    parsed = OverridesParser.create().parse_overrides(list(words))
    (theirs,) = BasicSweeper.split_arguments(parsed, max_batch_size=None)
    assert sorted(map(sorted, jobs_of(words, {}))) == sorted(map(sorted, theirs))


def test_a_run_is_announced_with_what_differs_and_leaves_nothing(
    command: Callable[..., Any], working_folder: Path
) -> None:
    said = command("run", "--dry-run", "mandate=robust", "days=30", "seed=7")
    assert said.status == 0, said.err
    assert "30 days" in said.out and "seed 7" in said.out
    assert "options: mandate=robust" in said.out
    assert "mandate.ceiling=12500" in said.out and "deployment.plan" not in said.out
    assert not list(working_folder.iterdir())


def test_a_study_is_announced_with_its_responses_and_runs(
    command: Callable[..., Any], working_folder: Path
) -> None:
    said = command("run", "--dry-run", "experiment=five_thousand_troops", "replications=3",
                   "output_dir=there")  # fmt: skip
    assert "5 responses, 3 replications: 15 runs" in said.out
    assert "response=airlift_after_recognition" in said.out and "results: there" in said.out
    one = command("run", "--dry-run", "experiment=five_thousand_troops", "response=none")
    assert "1 response, 40 replications: 40 runs" in one.out
    least = command("run", "--dry-run", "-m", "scenario=kalvera", "days=1", "replications=1")
    assert ", 1 day from " in least.out and "1 response, 1 replication: 1 run\n" in least.out
    assert not list(working_folder.iterdir())


def test_responses_of_equal_settings_are_told_before_they_run(command: Callable[..., Any]) -> None:
    said = command("run", "-m", "--dry-run", "mandate.ceiling=100,200", "mandate=none",
                   "deployment=none")  # fmt: skip
    assert "the same settings as" not in said.out
    same = command("run", "-m", "--dry-run", "warning=historical,none,historical")
    assert "the same settings as 1, so every run" in same.out


def test_what_could_not_run_is_refused(command: Callable[..., Any]) -> None:
    said = command("run", "-m", "--dry-run", "mandate=observer,robst")
    assert said.status == 2 and "did you mean robust" in said.err
    assert command("run", "--dry-run", "replications=3").status == 2


def test_one_response_shows_each_setting_with_its_unit_and_many_show_few(
    command: Callable[..., Any],
) -> None:
    one = command("run", "--dry-run", "mandate=robust").out.splitlines()
    assert "      mandate.ceiling=12500 (persons)" in one
    many = command("run", "-m", "--dry-run", "mandate=robust,none").out
    assert "more (name this response alone to see them)" in many
    assert max(map(len, many.splitlines())) < 400


def test_drawing_ranges_and_variants_at_once_makes_no_further_response(
    command: Callable[..., Any],
) -> None:
    said = command("run", "-m", "--dry-run", "mandate=none,robust", "replications=27",
                   "uncertainty=ranges,structure")  # fmt: skip
    assert said.status == 0, said.err
    assert "2 responses, 27 replications: 54 runs" in said.out
