"""Advice follows from the runs and the limits; what chance can make is not advised."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_studies import in_memory, on_disk

from marosim.brief.advice import Advice, limit, swapped, worst_tenth
from marosim.brief.advice_words import Words
from marosim.brief.knowing import _worth, to_know
from marosim.brief.verdicts import Verdicts
from marosim.study.decisive import Decisive

OPTIONS = [{"mandate": m} for m in ("none", "observer", "robust")]
RUNS = 24


def advice(folder: Path, deaths: list[np.ndarray], **limits: float) -> Advice:
    study = in_memory(folder, OPTIONS[: len(deaths)], deaths)
    verdicts = Verdicts(study.comparison())
    given = [limit(name, value) for name, value in limits.items()]
    return Advice(verdicts, study.responses, given)


def test_noise_advises_nothing_more_often_than_nominal(tmp_path: Path) -> None:
    draw, studies, named = np.random.default_rng(3), 40, {"average": 0, "worst tenth": 0}
    for n in range(studies):
        luck = draw.normal(100e3, 20e3, RUNS)
        found = advice(tmp_path / str(n), [luck + draw.standard_t(3, RUNS) * 5e3 for _ in OPTIONS])
        for choice in found.choices:
            if choice.criterion in named:
                named[choice.criterion] += len(choice.level) == 1
    for count in named.values():
        assert count / studies <= 0.05 + 1.645 * np.sqrt(0.05 * 0.95 / studies)


def test_it_says_so_when_nothing_is_better_than_chance_can_tell(tmp_path: Path) -> None:
    luck = np.random.default_rng(1).normal(100e3, 20e3, RUNS)
    said = Words(advice(tmp_path, [luck, luck + 1e3 * (-1) ** np.arange(RUNS), luck])).choices()
    assert said == ["No option is better than chance can tell, by any of the measures."]


def test_options_that_are_the_same_give_up_nothing(tmp_path: Path) -> None:
    found = advice(tmp_path, [np.random.default_rng(1).normal(100e3, 20e3, RUNS)] * 2)
    found.comparison.runs["cost_usd"] = 1e6
    assert Words(found).front() == [
        "Civilians killed, cost and consent of the host: the same under every option in every run."
    ]


def test_best_on_average_and_best_at_worst_may_differ(tmp_path: Path) -> None:
    draw = np.random.default_rng(2)
    steady = np.full(RUNS, 90e3) + draw.normal(0, 500, RUNS)
    gamble = np.where(np.arange(RUNS) % 6 == 0, 160e3, 40e3) + draw.normal(0, 500, RUNS)
    found = advice(tmp_path, [steady + 60e3, steady, gamble])
    average, worst, regret = found.choices
    assert average.best == "mandate=robust" and average.level == ("mandate=robust",)
    assert worst.best == "mandate=observer"
    assert worst.values["mandate=robust"] == pytest.approx(160e3, rel=0.02)
    assert regret.values["mandate=robust"] == pytest.approx(70e3, rel=0.02)


def test_limits_leave_out_options_and_say_what_they_cost(tmp_path: Path) -> None:
    luck = np.random.default_rng(1).normal(100e3, 20e3, RUNS)
    found = advice(tmp_path, [luck, luck - 10e3, luck - 60e3], budget_usd=2.5e6)
    assert found.allowed == ["mandate=none", "mandate=observer"]
    text = " ".join(Words(found).all())
    assert "Outside the limits: Robust mandate (cost US$ 3 million, over" in text
    assert "On average, the best is: Observer mandate" in text
    assert "Without the limit on budget_usd, the best would be a robust mandate: 50,000" in text


def test_where_nothing_keeps_the_limits_nothing_is_advised(tmp_path: Path) -> None:
    luck = np.full(RUNS, 1e5)
    said = Words(advice(tmp_path, [luck, luck - 1e4, luck], consent=0.9)).all()
    assert any("No option keeps all the limits" in line for line in said)
    assert not any("best is" in line for line in said)


def test_few_runs_are_too_few_for_a_worst_tenth(tmp_path: Path) -> None:
    luck = np.random.default_rng(1).normal(100e3, 20e3, 8)
    said = Words(advice(tmp_path, [luck, luck - 40e3])).choices()
    assert said[0].startswith("On average, the best is: Observer mandate")
    assert said[1] == (
        "In the worst tenth of runs: 8 runs of each option are too few; at least 20 are needed."
    )


@settings(max_examples=30)
@given(st.integers(0, 10**6), st.integers(20, 40))
def test_swaps_of_equal_options_prove_nothing_and_of_far_ones_much(seed: int, count: int) -> None:
    values = np.random.default_rng(seed).normal(0, 1, count)
    assert swapped(values, values, worst_tenth) == 1.0
    assert swapped(values, values + 50, worst_tenth) < 0.05
    assert swapped(values, values + 50, worst_tenth) == swapped(values + 50, values, worst_tenth)


def test_an_uncertain_setting_on_which_the_choice_turns_is_named(tmp_path: Path) -> None:
    draw = np.random.default_rng(4)
    turning, other = draw.uniform(0, 1, RUNS), draw.uniform(0, 1, RUNS)
    luck = draw.normal(100e3, 5e3, RUNS)
    chance = draw.normal(0, 6e3, RUNS)
    found = advice(tmp_path, [luck, luck + 40e3 * (turning - 0.7) + chance])
    runs = found.comparison.runs
    found.comparison.runs = runs.assign(**{
        "uncertain.attacks.reach": np.tile(turning, 2), "uncertain.aid.pace": np.tile(other, 2),
    })  # fmt: skip
    line, worth, most, _ = to_know(found)
    assert line.startswith("Between observer mandate and no mandate")
    assert "turns most on attacks.reach (lower favours the first)" in line and "pace" not in line
    assert worth.startswith("To know attacks.reach before choosing would mean")
    assert "fewer civilians killed" in worth and "even chance" in most
    said = [float(text.split("mean ")[1].removeprefix("at most ").split(" ")[0].replace(",", ""))
            for text in (worth, most)]  # fmt: skip
    assert 0 < said[0] < said[1]


def test_the_best_under_each_variant_of_the_rules_is_told(tmp_path: Path) -> None:
    draw, choice = np.random.default_rng(6), np.array(["strength", "resolve", "witnesses"] * 8)
    luck = draw.normal(100e3, 5e3, RUNS)
    saved = np.where(choice == "strength", 30e3, np.where(choice == "resolve", -20e3, 0.0))
    found = advice(tmp_path, [luck, luck - saved + draw.normal(0, 2e3, RUNS)])
    assert "does not run other forms of the rules" in to_know(found)[-1]
    found = advice(tmp_path / "drawn", [luck, luck - saved + draw.normal(0, 2e3, RUNS)])
    found.comparison.runs = found.comparison.runs.assign(
        **{"uncertain.presence.deters_by": np.tile(choice, 2)}
    )
    said = to_know(found)[-1]
    assert "presence.deters_by" in said
    assert "observer mandate (strength)" in said
    assert "no mandate (resolve)" in said
    assert "no option stands out (witnesses)" in said
    assert "no mandate (towns, nearest)" in " ".join(to_know(without(found, choice)))


def without(found: Advice, choice: np.ndarray) -> Advice:
    """The same study with variants of another rule, two of which lead to the same choice."""
    heads = np.where(choice == "strength", "own_people",
                     np.where(np.arange(RUNS) % 2, "towns", "nearest"))  # fmt: skip
    runs = found.comparison.runs.drop(columns="uncertain.presence.deters_by")
    found.comparison.runs = runs.assign(**{"uncertain.flight.heads_for": np.tile(heads, 2)})
    found.__dict__.pop("told", None)
    return found


def test_what_chance_alone_might_make_a_setting_seem_worth_is_not_said(tmp_path: Path) -> None:
    found = advice(tmp_path, [np.full(RUNS, 100e3), np.full(RUNS, 100e3) - np.arange(RUNS)])
    columns = ["setting", "worth", "by_chance", "changes"]
    settings = pd.DataFrame(columns=["response", "setting", "share", "rises", "chance", "told"])
    said = {}
    for worth in (900.0, 1100.0):
        table = pd.DataFrame([("attacks.reach", worth, 1000.0, 0.3)], columns=columns)
        said[worth] = _worth(found, Decisive(settings, table, RUNS, 0.2, 5000.0))
    assert len(said[900.0]) == 1 and "even chance" in said[900.0][0]
    assert said[1100.0][0].startswith(
        "To know attacks.reach before choosing would mean 1,100 fewer"
    )


def test_the_command_leaves_a_table_and_a_figure(
    command: Callable[..., Any], working_folder: Path
) -> None:
    luck = np.random.default_rng(1).normal(100e3, 20e3, 6)
    on_disk(working_folder / "study", OPTIONS, [luck, luck - 10e3, luck - 60e3])
    said = command("recommend", "study", "budget_usd=2.5e6")
    assert said.status == 0, said.err
    assert said.last_line == str(Path("study") / "recommend.csv")
    table = pd.read_csv(working_folder / "study" / "recommend.csv").set_index("response")
    assert table["allowed"].tolist() == [True, True, False]
    assert table.loc["mandate=robust", "breaks"] == "budget_usd"
    assert table.loc["mandate=observer", "best_on_average"] == "yes"
    assert table.loc["mandate=observer", "best_in_worst_tenth"] == "unknown"
    assert (working_folder / "study" / "recommend.png").stat().st_size > 5000
    assert "it does not predict" in said.out


@pytest.mark.parametrize(
    ("word", "hint"),
    [("budget=1", "did you mean budget_usd"), ("consent=2", "from 0 to 1"),
     ("days=-1", "0 or more"), ("troops=many", "expected a number")],
)  # fmt: skip
def test_a_limit_that_means_nothing_is_refused(
    command: Callable[..., Any], working_folder: Path, word: str, hint: str
) -> None:
    on_disk(working_folder / "study", OPTIONS[:2], [np.ones(2), np.ones(2)])
    said = command("recommend", "study", word)
    assert said.status == 2 and hint in said.err and "Traceback" not in said.err


def test_one_option_is_no_choice(tmp_path: Path) -> None:
    missing = np.full(RUNS, np.nan)
    said = Words(advice(tmp_path, [np.full(RUNS, 1e5), missing])).all()
    assert said == [
        "Runs have finished of one option alone: No mandate, so there is nothing to choose."
    ]
