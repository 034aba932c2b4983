"""The posterior that ships: draws that a study can use without a file of its own."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

import marosim
from marosim.settings import Settings
from marosim.settings.base import rows
from marosim.shipped import shipped
from marosim.study.uncertainty import POSTERIOR


def test_draws_lie_within_the_bounds_of_their_settings() -> None:
    known = {row.name: row for row in rows(Settings())}
    draws = pd.read_csv(shipped("conf") / POSTERIOR)
    assert len(draws) >= 100
    for name in draws:
        low, high = known[name].low, known[name].high
        assert low is not None and high is not None, name
        assert draws[name].between(low, high).all(), name


def test_its_origin_names_cases_rows_and_seed_and_no_folder() -> None:
    about = json.loads((shipped("conf") / "posterior.json").read_text(encoding="utf-8"))
    assert {"method", "made", "rows", "seed", "draws", "keep", "result"} <= set(about)
    assert len(about["cases"]) >= 5
    assert "output_dir" not in json.dumps(about["cases"])


def test_a_study_draws_from_it_without_a_file(tmp_path: Path) -> None:
    study = marosim.sweep(
        "kalvera", mandate=["none", "robust"], replications=3, uncertainty="posterior", days=4,
        population__agents=100, workers=1, progress=False, output_dir=str(tmp_path / "study"),
    )  # fmt: skip
    drawn = study.runs.pivot(
        index="replication", columns="response", values="uncertain.attacks.hazard"
    )
    assert drawn.nunique().min() > 1, "replications differ"
    assert (drawn.nunique(axis=1) == 1).all(), "responses share a replication's draws"
