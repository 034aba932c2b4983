"""The same study on a Dask cluster and through submitit as on this machine's cores."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import marosim
from marosim.study.faults import StudyError

TABLES = ("daily", "places", "events", "runs")


def sweep(folder: Path, **more: Any) -> dict[str, bytes]:
    study = marosim.sweep(
        "rwanda_1994", mandate=["none", "robust"], days=5, population__agents=500,
        replications=3, output_dir=str(folder), progress=False, **more,
    )  # fmt: skip
    assert len(study.runs) == 6
    return {name: (study.folder / f"{name}.parquet").read_bytes() for name in TABLES}


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[str]]]]:
    """A real scheduler and two worker processes on loopback."""
    pytest.importorskip("distributed", reason="the extra [dask] is not installed")
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1",
             "--port", "0", "--no-dashboard"],
            stderr=subprocess.PIPE, text=True, cwd=tmp_path,
        )
    ]  # fmt: skip
    address = ""
    assert processes[0].stderr is not None
    for line in processes[0].stderr:
        found = re.search(r"Scheduler at:\s*(tcp://127\.0\.0\.1:\d+)", line)
        if found:
            address = found.group(1)
            break
    for _ in range(2):
        processes.append(
            subprocess.Popen(
                [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1",
                 "--no-dashboard", "--no-nanny", "--host", "127.0.0.1"],
                stderr=subprocess.DEVNULL, text=True, cwd=tmp_path,
            )
        )  # fmt: skip
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=60)
    yield address, processes
    for process in reversed(processes):
        process.terminate()
        process.wait(20)


@pytest.mark.slow
def test_dask_gives_the_same_bytes(scheduler: Any, tmp_path: Path) -> None:
    address, _ = scheduler
    remote = sweep(tmp_path / "remote", launcher="dask", launcher__address=address)
    assert remote == sweep(tmp_path / "here", workers=1)


@pytest.mark.slow
def test_a_scheduler_gone_ends_in_one_line_and_can_be_resumed(
    scheduler: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from marosim.study.store import StudyStore

    address, processes = scheduler
    keep = StudyStore.keep

    def keep_and_pull_the_plug(store: StudyStore, result: Any) -> None:
        keep(store, result)
        for process in processes:
            process.kill()
        time.sleep(1)

    monkeypatch.setattr(StudyStore, "keep", keep_and_pull_the_plug)
    with pytest.raises(StudyError, match=r"gone|no Dask scheduler"):
        sweep(tmp_path / "s", launcher="dask", launcher__address=address)
    monkeypatch.setattr(StudyStore, "keep", keep)
    assert sweep(tmp_path / "s", workers=1) == sweep(tmp_path / "whole", workers=1)


@pytest.mark.slow
def test_submitit_gives_the_same_bytes(tmp_path: Path) -> None:
    pytest.importorskip("submitit", reason="the extra [slurm] is not installed")
    jobs = sweep(
        tmp_path / "jobs", launcher="slurm", launcher__cluster="local", launcher__runs_per_job=2,
        launcher__jobs=2,
    )  # fmt: skip
    assert jobs == sweep(tmp_path / "here", workers=1)


def test_slurm_is_configured_from_the_options(monkeypatch: pytest.MonkeyPatch) -> None:
    submitit = pytest.importorskip("submitit", reason="the extra [slurm] is not installed")
    from marosim.study.executors import SlurmExecutor
    from marosim.study.options import LauncherOptions

    given: dict[str, Any] = {}

    class Recording:
        def __init__(self, folder: str, cluster: str) -> None:
            given["cluster"] = cluster

        def update_parameters(self, **limits: Any) -> None:
            given.update(limits)

        def map_array(self, function: Any, parts: list[Any]) -> list[Any]:
            given["parts"] = [len(part) for part in parts]
            return []

    monkeypatch.setattr(submitit, "AutoExecutor", Recording)
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    options = LauncherOptions(
        kind="slurm", partition="long", account="peace", minutes=30, memory_gb=3.0, jobs=7
    )
    executor = SlurmExecutor(options, Path("nowhere"))
    executor._submitting()
    assert given == {
        "cluster": "slurm", "timeout_min": 30, "mem_gb": 3.0, "cpus_per_task": 1,
        "name": "marosim", "slurm_array_parallelism": 7, "slurm_partition": "long",
        "slurm_account": "peace",
    }  # fmt: skip


def test_a_run_whose_process_dies_is_recorded_and_the_others_go_on() -> None:
    import cloudpickle

    from marosim.study.compose import compose
    from marosim.study.executors import LocalExecutor
    from marosim.study.tasks import Response, Task

    cloudpickle.register_pickle_by_value(sys.modules[__name__])
    composed = compose(["days=2", "population.agents=200"])
    sound = Response("sound", {}, composed.case, composed.settings)
    deadly = Response("deadly", {}, composed.case, Deadly())  # type: ignore[arg-type]
    tasks = [Task(i, i, deadly if i == 2 else sound) for i in range(6)]
    found = {result.run: result.error for result in LocalExecutor(2).results(tasks)}
    assert sorted(found) == list(range(6))
    assert "process ended" in found.pop(2)
    assert not any(found.values())


def test_a_study_and_an_ablation_follow_one_another_in_one_session(tmp_path: Path) -> None:
    """As in a notebook: the processes of the one are not taken for those of the other."""
    from marosim.study.ablation import ablate

    arms = ["days=10", "population.agents=200"]
    for turn in range(2):
        study = marosim.sweep(
            "kalvera", mandate=["none", "robust"], days=10, population__agents=200,
            replications=1, workers=2, output_dir=str(tmp_path / str(turn)), progress=False,
        )  # fmt: skip
        assert len(study.runs) == 2
        table = ablate(mechanisms=["D9"], replications=2, overrides=arms, workers=2)
        assert table["replications"].tolist() == [2]


class Deadly:
    """Settings that end the process that copies them, as running out of memory does."""

    seed = 1

    def __deepcopy__(self, memo: Any) -> Deadly:
        import os
        import signal

        os.kill(os.getpid(), signal.SIGKILL)
        return self
