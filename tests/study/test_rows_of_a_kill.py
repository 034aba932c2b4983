"""Rows that a kill during a merge left in a table count for nothing."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

import marosim
from marosim.study.study import Study

TABLES = ("daily", "places", "events", "runs")


def small(folder: Path) -> Study:
    return marosim.sweep(
        mandate=["none", "robust"], replications=2, days=3, workers=1,
        population__agents=300, output_dir=str(folder),
    )  # fmt: skip


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole") / "study"
    small(folder)
    return folder


def killed_before_it_was_told(folder: Path, run: int) -> None:
    """As if a kill came when the tables were written and the list of merged runs was not."""
    about = json.loads((folder / "study.json").read_text())
    assert run in about["merged"]
    about["merged"].remove(run)
    (folder / "study.json").write_text(json.dumps(about))
    for name in TABLES:  # a merge that was cut off may have written other numbers
        table = pd.read_parquet(folder / f"{name}.parquet")
        numbers = table.select_dtypes("number").columns.difference(["run", "replication", "seed"])
        table.loc[table["run"] == run, numbers] *= 7
        table.to_parquet(folder / f"{name}.parquet", index=False)


def test_rows_that_were_not_merged_count_for_nothing(whole: Path, tmp_path: Path) -> None:
    cut = shutil.copytree(whole, tmp_path / "cut")
    killed_before_it_was_told(cut, 2)
    before, after = Study(whole).runs, Study(cut).runs
    pd.testing.assert_frame_equal(after, before[before["run"] != 2].reset_index(drop=True))


def test_the_run_is_computed_again_and_takes_their_place(whole: Path, tmp_path: Path) -> None:
    cut = shutil.copytree(whole, tmp_path / "cut")
    killed_before_it_was_told(cut, 3)
    small(cut)
    for name in TABLES:
        mended, clean = (pd.read_parquet(f / f"{name}.parquet") for f in (cut, whole))
        if name == "runs":
            mended, clean = mended.sort_values("run"), clean.sort_values("run")
        pd.testing.assert_frame_equal(
            mended.reset_index(drop=True), clean.reset_index(drop=True), check_dtype=False
        )
