"""What a run leaves undefined is empty, from the daily table to a comparison, never a number."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import marosim
from marosim.record.folder import RunFolder
from marosim.response_model import ResponseModel
from marosim.shipped import shipped
from marosim.study.compare import ETHICS, KEY_METRICS
from marosim.study.compose import compose

OF_A_MISSION = ("legitimacy", "readiness", "proportionality", "impartiality", "local_voice")


FOLDERS = sorted(shipped("scenarios").iterdir())
CASES = [folder.name for folder in FOLDERS if (folder / "scenario.yaml").is_file()]


def ran(*words: str) -> ResponseModel:
    composed = compose([*words, "days=15", "population.agents=300"])
    return ResponseModel(composed.case, composed.settings).run()


@pytest.mark.parametrize("name", CASES)
def test_without_a_mission_what_is_said_of_one_is_empty_and_the_rest_is_not(name: str) -> None:
    model = ran(f"scenario={name}", "mandate=none", "deployment=none")
    summary = model.summary
    assert not model.politics.present
    for metric in OF_A_MISSION:
        assert model.daily[metric].isna().all(), metric
        for ending in ("", "_mean", "_peak"):
            assert math.isnan(summary[f"{metric}{ending}"]), metric
    assert summary.get("days_to_first_unit", math.nan) != summary.get("days_to_first_unit", 0.0)
    for metric, about in model.metrics.items():
        if not about.needs:
            assert np.isfinite(model.daily[metric]).all(), metric


def test_with_a_mission_they_are_numbers_and_the_level_is_kept_for_one_to_come() -> None:
    there = ran("response=historical")
    assert there.daily["legitimacy"].between(0, 1).all()
    assert there.daily["local_voice"].notna().all() and math.isfinite(there.summary["readiness"])
    none = ran("response=none")
    assert 0.0 <= none.situation.legitimacy <= 1.0


def test_recurrence_needs_a_peace_and_stands_in_no_headline() -> None:
    summary = ran("response=none").summary
    assert summary["peace_reached"] == 0.0
    assert math.isnan(summary["recurrence"]) and math.isnan(summary["peace_lasted_days"])
    assert "recurrence" not in KEY_METRICS


def test_a_mean_of_settings_is_no_outcome() -> None:
    assert "local_voice" not in (*KEY_METRICS, *ETHICS)


def test_a_mission_that_was_there_before_took_no_days_of_the_case_to_come() -> None:
    summary = ran("scenario=rwanda_1994", "response=historical").summary
    assert summary["days_to_first_unit"] < 30


def test_units_say_that_returns_are_journeys() -> None:
    assert ran("response=none").metrics["returned"].unit == "returns"


def test_a_run_folder_says_null_and_reads_empty(command: Callable[..., Any]) -> None:
    said = command("run", "response=none", "days=5", "population.agents=200", "output_dir=out")
    assert said.status == 0, said.err
    text = Path("out/run.json").read_text(encoding="utf-8")
    summary = json.loads(text, parse_constant=pytest.fail)["summary"]
    assert summary["legitimacy"] is None
    run = RunFolder(Path("out"))
    assert math.isnan(run.summary["legitimacy"]) and run.daily["legitimacy"].isna().all()
    assert "0.5" not in [line.split()[-3] for line in said.out.splitlines() if "egitimacy" in line]


def test_no_response_is_not_ranked_by_what_it_leaves_undefined(tmp_path: Path) -> None:
    study = marosim.sweep(
        "rwanda_1994", response=["none", "historical"], replications=2, days=5, workers=1,
        population__agents=200, progress=False, output_dir=str(tmp_path / "study"),
    )  # fmt: skip
    legitimacy = study.runs.groupby("response")["legitimacy"]
    known = legitimacy.count()
    assert known[[label for label in known.index if "none" in label]].sum() == 0
    assert known[[label for label in known.index if "historical" in label]].sum() == 2
    table = study.compare(metrics=["legitimacy", "deaths_direct"])
    assert set(table["metric"]) == {"deaths_direct"}
