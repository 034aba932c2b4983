"""Sweeps: parallel, resumed after a kill, failures kept, tables the same for any workers."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import marosim
from marosim.study.faults import StudyError
from marosim.study.study import Study

TABLES = ("daily", "places", "events", "runs")
RESPONSES = {"mandate": ["none", "robust"]}


def sweep(folder: Path, **more: Any) -> Study:
    options = {"days": 5, "population__agents": 500, "replications": 3, **RESPONSES, **more}
    return marosim.sweep("rwanda_1994", output_dir=str(folder), progress=False, **options)


def table_bytes(folder: Path) -> dict[str, bytes]:
    return {name: (folder / f"{name}.parquet").read_bytes() for name in TABLES}


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return sweep(tmp_path_factory.mktemp("sweep") / "study", workers=1)


def test_tables_carry_run_replication_response_and_setting(finished: Study) -> None:
    for name in TABLES:
        table = getattr(finished, name)
        assert {"run", "replication", "response", "mandate"} <= set(table.columns)
    assert finished.responses == ["mandate=none", "mandate=robust"]
    assert sorted(finished.runs["run"]) == list(range(6))
    assert finished.daily.groupby("run")["day"].count().eq(5).all()
    assert not (finished.folder / "runs").exists()


def test_replications_share_seeds_between_responses(finished: Study) -> None:
    seeds = finished.runs.pivot(index="replication", columns="response", values="seed")
    assert (seeds["mandate=none"] == seeds["mandate=robust"]).all()
    assert seeds["mandate=none"].is_unique


def test_same_bytes_for_two_workers(finished: Study, tmp_path: Path) -> None:
    assert table_bytes(sweep(tmp_path / "two", workers=2).folder) == table_bytes(finished.folder)


def test_more_replications_extend_a_study_to_the_same_bytes(
    finished: Study, tmp_path: Path
) -> None:
    sweep(tmp_path / "grown", workers=1, replications=2)
    grown = sweep(tmp_path / "grown", workers=1, replications=3)
    assert table_bytes(grown.folder) == table_bytes(finished.folder)


def test_finished_runs_are_not_repeated(finished: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    before = table_bytes(finished.folder)

    def never(task: Any) -> None:
        raise AssertionError("a finished run was computed again")

    monkeypatch.setattr("marosim.study.executors.perform", never)
    sweep(finished.folder, workers=1)
    assert table_bytes(finished.folder) == before


def test_a_folder_of_another_study_is_refused(finished: Study, tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="another study"):
        sweep(finished.folder, workers=1, days=6)
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "dear.txt").write_text("…")
    with pytest.raises(StudyError, match="other things"):
        sweep(tmp_path / "letters")
    assert [p.name for p in (tmp_path / "letters").iterdir()] == ["dear.txt"]


def test_a_failing_run_is_recorded_and_does_not_sink_the_sweep(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from marosim.response_model import ResponseModel

    run = ResponseModel.run

    def breaking(model: ResponseModel, progress: Any = None) -> ResponseModel:
        if model.settings.seed == 2:
            raise RuntimeError("a bridge is out")
        return run(model, progress)

    monkeypatch.setattr(ResponseModel, "run", breaking)
    study = sweep(tmp_path / "study", workers=1)
    assert len(study.runs) == 4
    failures = json.loads((study.folder / "failures.json").read_text())
    assert len(failures) == 2
    assert {failure["seed"] for failure in failures} == {2}
    assert "a bridge is out" in failures[0]["error"]
    assert "seed=2" in failures[0]["overrides"]
    monkeypatch.setattr(ResponseModel, "run", run)
    mended = sweep(tmp_path / "study", workers=1)
    assert len(mended.runs) == 6
    assert not (mended.folder / "failures.json").exists()


def test_replications_auto_stop_when_the_interval_is_narrow(tmp_path: Path) -> None:
    wide = sweep(
        tmp_path / "wide", workers=1, replications="auto", auto__batch=2, auto__most=6,
        auto__precision=10.0,
    )  # fmt: skip
    assert wide.runs.groupby("response").size().eq(6).all()
    assert wide.about["auto"]["replications"] == 6  # two that agree would stop on nothing
    assert wide.about["auto"]["reached"] <= wide.about["auto"]["asked"] == 10.0
    narrow = sweep(
        tmp_path / "narrow", workers=1, replications="auto", auto__batch=2, auto__most=6,
        auto__precision=0.001, auto__metric="cost_usd", mandate=["none", "observer"],
    )  # fmt: skip
    assert narrow.runs.groupby("response").size().le(6).all()


def test_replications_auto_pair_as_the_comparison_does(tmp_path: Path) -> None:
    study = sweep(
        tmp_path / "s", workers=1, replications="auto", auto__batch=6, auto__most=6,
        auto__metric="displaced_internal", mandate=["none", "robust"],
        population__agents=[300, 600], baseline="mandate=none",
    )  # fmt: skip
    comparison = study.comparison()
    assert len(comparison.baselines) == 2
    widest = max(
        comparison.effect(r, "displaced_internal").half
        / comparison.values(comparison.baseline[r], "displaced_internal").mean()
        for r in comparison.responses
    )
    assert study.about["auto"]["reached"] == pytest.approx(widest)


def test_uncertainty_draws_the_same_for_all_responses(tmp_path: Path) -> None:
    study = sweep(tmp_path / "study", workers=1, uncertainty="ranges", spread=0.3)
    drawn = [c for c in study.runs if c.startswith("uncertain.")]
    assert len(drawn) > 20
    assert (study.runs.groupby("replication")[drawn].nunique() == 1).all(axis=None)
    assert study.runs[drawn].nunique().gt(1).mean() > 0.9


def test_posterior_draws_are_used(tmp_path: Path) -> None:
    pd.DataFrame({"flight.memory_days": [11.0, 12.0, 13.0]}).to_csv(
        tmp_path / "draws.csv", index=False
    )
    study = sweep(
        tmp_path / "study", workers=1, uncertainty="posterior",
        posterior=str(tmp_path / "draws.csv"), replications=8,
    )  # fmt: skip
    assert set(study.runs["uncertain.flight.memory_days"]) <= {11.0, 12.0, 13.0}
    assert study.runs["uncertain.flight.memory_days"].nunique() > 1


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
def test_kill_9_and_go_on(workers: int, tmp_path: Path) -> None:
    arguments = [
        *(sys.executable, "-m", "marosim", "run", "-m", "mandate=none,robust", "days=60"),
        *("population.agents=20000", "replications=8", f"workers={workers}"),
    ]

    def launch(folder: Path) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [*arguments, f"output_dir={folder}"],
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    whole = launch(tmp_path / "whole")
    assert whole.wait(300) == 0
    killed = launch(tmp_path / "killed")
    done: Callable[[], int] = lambda: len(list((tmp_path / "killed").glob("runs/0*/run.json")))  # noqa: E731
    deadline = time.monotonic() + 120
    while done() < 3 and time.monotonic() < deadline:
        time.sleep(0.02)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait(30)
    kept = {
        p.parent.name: p.stat().st_mtime_ns for p in (tmp_path / "killed").glob("runs/0*/run.json")
    }
    assert 3 <= len(kept) < 16
    assert len(Study(tmp_path / "killed").runs) == len(kept)
    again = launch(tmp_path / "killed")
    assert again.wait(300) == 0
    assert table_bytes(tmp_path / "killed") == table_bytes(tmp_path / "whole")
