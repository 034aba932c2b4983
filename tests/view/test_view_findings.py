"""Sentences about a comparison say what its numbers say, with the digits that they support."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from marosim.study.store import StudyStore
from marosim.study.study import Study
from marosim.study.tasks import Result
from marosim.view import names, report_tables
from marosim.view.findings import Findings
from marosim.view.style import interval, number
from marosim.view.wording import named

LUCK = np.array([90_000.0, 150_000.0, 110_000.0, 200_000.0, 50_000.0, 130_000.0])
NOISE = np.array([100.0, -200.0, 300.0, 0.0, 50.0, -150.0])
METRICS = {
    "deaths_direct": {"unit": "persons", "kind": "flow", "better": "lower", "meaning": ""},
    "cost_usd": {"unit": "US$", "kind": "total", "better": "lower", "meaning": ""},
}


def made(folder: Path, outcomes: dict[str, dict[str, np.ndarray]], **about: Any) -> Study:
    """A study of one swept mandate with given outcomes by replication."""
    folder.mkdir(parents=True)
    store = StudyStore.open(folder)
    store.about |= {
        "responses": [
            {"label": f"mandate={m}", "swept": {"mandate": m}, "scenario": "made_up",
             "choices": {"mandate": m}}
            for m in outcomes
        ],
        "metrics": METRICS,
        **about,
    }  # fmt: skip
    store.folder.mkdir(exist_ok=True)
    store.save()
    run = 0
    for mandate, values in outcomes.items():
        for k in range(len(LUCK)):
            labels = {"run": run, "replication": k, "response": f"mandate={mandate}"}
            buffer = io.BytesIO()
            pd.DataFrame([labels]).to_parquet(buffer)
            tables = dict.fromkeys(("daily", "places", "events"), buffer.getvalue())
            summary = {name: float(series[k]) for name, series in values.items()}
            store.keep(Result(run, labels, k, 0.1, summary, tables))
            run += 1
    store.merge()
    return Study(folder)


@pytest.fixture
def outcomes() -> dict[str, dict[str, np.ndarray]]:
    return {
        "none": {"deaths_direct": LUCK, "cost_usd": 0 * LUCK},
        "robust": {"deaths_direct": LUCK - 4000 + NOISE, "cost_usd": 0 * LUCK + 94_405_607},
        "observer": {"deaths_direct": LUCK, "cost_usd": 0 * LUCK + 9e6},
    }


def test_the_answer_is_a_sentence_with_its_interval(tmp_path: Path, outcomes: Any) -> None:
    lines = " ".join(Findings(made(tmp_path / "s", outcomes).comparison()).all())
    assert "Fewest civilians killed: robust mandate, in 6 of 6 replications." in lines
    assert "Robust mandate: 3,980 fewer civilians killed than with no mandate" in lines
    assert "Observer mandate: civilians killed are the same as with no mandate in every" in lines
    assert "US$ 94.4 million more" in lines
    assert "uncertainty=ranges" in lines


def test_what_no_run_changes_and_ties_are_said(tmp_path: Path, outcomes: Any) -> None:
    lines = " ".join(Findings(made(tmp_path / "s", outcomes).comparison()).all())
    assert "No change in any run for observer mandate." in lines
    assert "±0" not in lines
    del outcomes["robust"]
    outcomes["observer"]["deaths_direct"] = LUCK - np.array([900.0, 0, 0, 0, 0, 0])
    (tied,) = Findings(made(tmp_path / "t", outcomes).comparison()).ranking()
    assert tied == "Civilians killed: the 2 responses cannot be told apart."
    outcomes["robust"] = {"deaths_direct": LUCK - 9000 + NOISE, "cost_usd": 0 * LUCK + 1.0}
    outcomes["traditional"] = {"deaths_direct": LUCK - 9000 - NOISE, "cost_usd": 0 * LUCK + 2.0}
    (tied,) = Findings(made(tmp_path / "u", outcomes).comparison()).ranking()
    assert tied == (
        "Fewest civilians killed: robust mandate and traditional mandate. "
        "These cannot be told apart."
    )


def test_a_dear_response_that_chance_may_favour_is_named(tmp_path: Path) -> None:
    loud = np.array([9000.0, -8000, 7000, -6000, 5000, -4000])
    study = made(
        tmp_path / "s",
        {
            "none": {"deaths_direct": LUCK, "cost_usd": 0 * LUCK},
            "traditional": {"deaths_direct": LUCK - 9e3, "cost_usd": 0 * LUCK + 1e6},
            "robust": {"deaths_direct": LUCK - 9e3 + 200 + loud, "cost_usd": 0 * LUCK + 2e6},
        },
    )
    (line,) = Findings(study.comparison()).trade_offs()
    assert line == (
        "Best trade-offs of lives and cost: no mandate and traditional mandate. "
        "Robust mandate may also belong here."
    )


@pytest.mark.parametrize(
    ("gain", "said"),
    [
        (np.full(6, 1.0), "looks robust"),
        (np.array([1.0, 1, 1, 1, 1, -0.1]), "leans to"),
        (np.array([1.0, 1, 1, 1, -1, -1]), "is not robust"),
        (np.array([1.0, 1, 1, -1, -1, -1]), "is not robust"),
    ],
)
def test_whether_a_ranking_is_robust_is_said_plainly(
    tmp_path: Path, gain: np.ndarray, said: str
) -> None:
    outcomes = {"none": {"deaths_direct": LUCK}, "robust": {"deaths_direct": LUCK - 900 * gain}}
    study = made(tmp_path / "s", outcomes, uncertainty=["ranges", 0.5, None])
    findings = Findings(study.comparison())
    assert said in findings.robustness()[0]
    assert "uncertainty=ranges" in findings.robustness()[0]
    assert not findings.ranking()


def test_lives_lost_are_not_called_an_unclear_saving(tmp_path: Path, outcomes: Any) -> None:
    outcomes["observer"]["deaths_direct"] = LUCK + 3000 + NOISE
    lost = [line for line in Findings(made(tmp_path / "s", outcomes).comparison()).lives()
            if line.startswith("Observer")]  # fmt: skip
    assert len(lost) == 1
    assert "3,020 more deaths than without a mission" in lost[0]
    assert "a life (" not in lost[0] and "no life was saved" in lost[0]


def test_a_draw_in_which_two_are_equal_is_not_called_best_alone(tmp_path: Path) -> None:
    gain = np.array([900.0, 900, 900, 900, 900, 0])
    outcomes = {"none": {"deaths_direct": LUCK}, "robust": {"deaths_direct": LUCK - gain}}
    study = made(tmp_path / "s", outcomes, uncertainty=["posterior", 0.5, None])
    ranked, better = Findings(study.comparison()).robustness()
    assert "best or level with the best in 6 of 6 draws" in ranked
    assert "in 83 % of draws" in better


def test_days_until_something_that_never_came_are_no_days(tmp_path: Path) -> None:
    never = {"time_to_protect_days": 0 * LUCK + 180, "protected_in_time": 0 * LUCK}
    some = np.array([1.0, 1, 1, 0, 0, 0])
    often = {"time_to_protect_days": np.where(some, 20.0, 180.0), "protected_in_time": some}
    study = made(
        tmp_path / "s",
        {
            "none": {"deaths_direct": LUCK, **never},
            "observer": {"deaths_direct": LUCK, **never},
            "robust": {"deaths_direct": LUCK - 400, **often},
        },
    )
    comparison = study.comparison()
    days = comparison.table[comparison.table["metric"] == "time_to_protect_days"]
    assert list(days["response"]) == ["mandate=robust"]
    words = names.responses(study.responses)
    texts = report_tables.row(comparison, words, days.iloc[0])
    assert texts["baseline"] == "never"
    assert (texts["difference"], texts["interval"], texts["sure"]) == ("–", "–", False)
    assert texts["mean"].startswith("≥ ")
    said = " ".join(Findings(comparison).never())
    assert "never within the run under observer mandate" in said
    assert "robust mandate (50 % of runs)" in said


def test_what_never_changes_has_no_rows(tmp_path: Path, outcomes: Any) -> None:
    for values in outcomes.values():
        values["recurrence"] = 0 * LUCK
    comparison = made(tmp_path / "s", outcomes).comparison()
    words = names.responses(comparison.study.responses)
    shown = report_tables.rows(comparison, words, ["deaths_direct", "recurrence"])
    assert {line["name"] for line in shown} == {"deaths_direct"}
    assert report_tables.unchanged(comparison, ["recurrence"]) == ["Recurrence of violence 0"]


def test_numbers_have_the_digits_that_their_interval_supports() -> None:
    assert number(94_405_607, "US$", 969_000) == "US$ 94.4 million"
    assert number(541_832, "persons", 9_800) == "542,000"
    assert number(-10_212, "persons", 1_743) == "−10,200"
    assert number(0.3954, "1", 0.014) == "0.395"
    assert interval(93_436_671, 95_374_542, "US$") == "US$ 93.4–95.4 million"
    assert interval(-1_053_270, -807_590) == "−1.05 to −0.81 million"
    assert interval(-73e6, 19e6, "US$") == "−US$ 73 to 19 million"


def test_responses_of_several_settings_are_listed_apart() -> None:
    labels = ["warning=full, mandate=none", "warning=full, mandate=robust"]
    assert named([names.response(label) for label in labels]) == (
        "full warning, no mandate; and full warning, robust"
    )


def test_options_that_say_little_keep_their_group() -> None:
    assert names.response("response=none") == "no response"
    assert names.response("warning=full, mandate=none") == "full warning, no mandate"
    assert names.response("stabilise_or_build.build_share=0.3") == "build share 0.3"
    assert names.response("funding=crisis") == "crisis funding"


def test_where_automatic_replications_stopped_is_said(tmp_path: Path, outcomes: Any) -> None:
    auto = {"metric": "deaths_direct", "asked": 0.03, "reached": 0.02, "replications": 6}
    near = made(tmp_path / "near", outcomes, auto=auto)
    (line,) = Findings(near.comparison()).stopped()
    assert line.startswith("Enough by what was asked (±3.0 %): after 6 replications")
    far = made(tmp_path / "far", outcomes, auto={**auto, "reached": 0.5})
    (line,) = Findings(far.comparison()).stopped()
    assert line.startswith("Not as narrow as was asked")


def drawn_of_many(folder: Path, changes: list[np.ndarray]) -> Study:
    """A study of many mandates, each with other changes to the first's dead; drawn settings."""
    outcomes = {
        f"option_{k}": {"deaths_direct": LUCK + change}
        for k, change in enumerate([np.zeros(6), *changes])
    }
    return made(folder / "study", outcomes, uncertainty=["ranges", 0.25, None])


def test_of_many_responses_one_that_chance_may_have_made_is_told_from_the_table(
    tmp_path: Path,
) -> None:
    doubtful = np.array([-100.0, -50.0, 0.0, -120.0, -80.0, -90.0]) * 100
    changes = [NOISE * (k + 1) for k in range(9)]
    findings = Findings(drawn_of_many(tmp_path, [doubtful, *changes]).comparison())
    said = next(line for line in findings.all() if line.startswith("Option 1 mandate: no clear"))
    assert "leaves zero out, but among 10 comparisons at once chance may do that" in said
    rest = next(line for line in findings.all() if line.startswith("No clear difference"))
    assert "option 1 mandate" not in rest


def test_of_many_responses_only_those_are_told_that_do_better_or_worse_more_often_than_chance(
    tmp_path: Path,
) -> None:
    changes = [NOISE * (k + 1) for k in range(9)]
    findings = Findings(drawn_of_many(tmp_path, [np.full(6, -9e4), *changes]).comparison())
    told = [line for line in findings.robustness() if " does better than " in line]
    assert len(told) == 1 and told[0].startswith("Option 1 mandate does better")


def test_a_response_that_is_often_level_is_not_said_to_do_worse(tmp_path: Path) -> None:
    seldom = np.array([-5e4, 0, 0, 0, 0, 0])
    findings = Findings(drawn_of_many(tmp_path, [seldom, np.zeros(6)]).comparison())
    told = [line for line in findings.robustness() if " does better than " in line]
    assert told == [
        "Option 1 mandate does better than option 0 mandate in 17 % of draws (3 % to 56 %) and the "
        "same in 83 %."
    ]


def test_more_comparisons_at_once_want_more_runs(tmp_path: Path) -> None:
    unclear = np.array([-9e4, 2e4, -8e4, 3e4, -6e4, -1e4])
    few = drawn_of_many(tmp_path / "few", [unclear]).comparison()
    many = drawn_of_many(tmp_path / "many", [unclear] * 12).comparison()

    def wanted(comparison: Any) -> float:
        told = comparison.sufficiency("deaths_direct").set_index("response")
        return float(told.loc["mandate=option_1", "wanted"])

    assert wanted(many) > 1.5 * wanted(few)


def test_who_is_never_reached_is_counted_where_a_list_would_be_long(tmp_path: Path) -> None:
    outcomes = {
        f"option_{k}": {
            "deaths_direct": LUCK,
            "time_to_protect_days": np.full(6, 30.0),
            "protected_in_time": np.zeros(6) if k < 10 else np.ones(6),
        }
        for k in range(12)
    }
    said = Findings(made(tmp_path / "study", outcomes).comparison()).never()
    assert said == ["Days until people were protected: never within the run under 10 of 12 "
                    "responses."]  # fmt: skip


def test_responses_that_are_the_same_in_every_draw_are_not_ranked(tmp_path: Path) -> None:
    findings = Findings(drawn_of_many(tmp_path, [np.zeros(6)] * 2).comparison())
    assert findings.robustness() == [
        "Civilians killed: the same under every response in every run."
    ]
