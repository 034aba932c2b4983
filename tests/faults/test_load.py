"""Long use: memory stays flat, files and handles stay few, nothing is lost.

MAROSIM_LOAD_RUNS (600 by default) sets the size of the sweep.
"""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from marosim.study.progress import Progress
from marosim.study.study import Study
from marosim.study.sweep import sweep
from marosim.study.tasks import Result

psutil = pytest.importorskip("psutil")
RUNS = int(os.environ.get("MAROSIM_LOAD_RUNS", "600"))
MEGABYTE = 1e6
TABLE_FILES = {
    *("daily.parquet", "events.parquet", "places.parquet", "runs.parquet", "study.json"),
    "multirun.yaml",
}


def memory() -> float:
    """Resident memory of this process in MB."""
    gc.collect()
    return psutil.Process().memory_info().rss / MEGABYTE


class Gauge(Progress):
    """Notes memory and open files as runs arrive."""

    def __init__(self) -> None:
        self.memory: list[float] = []
        self.files: list[int] = []
        self.count = 0

    def arrived(self, result: Result) -> None:
        assert not result.error, result.error
        self.count += 1
        if self.count % (RUNS // 12) == 0:
            self.memory.append(memory())
            self.files.append(psutil.Process().num_fds())


@pytest.mark.slow
@pytest.mark.long
def test_memory_is_flat_over_a_long_sweep(tmp_path: Path, record_property) -> None:
    gauge = Gauge()
    words = ["scenario=kalvera", "mandate=none,robust", "deployment=rapid", "days=4"]
    more = ["population.agents=200", f"replications={RUNS // 2}", "workers=1"]
    study = sweep([*words, *more], folder=tmp_path / "study", progress=gauge)
    settled, last = gauge.memory[2], gauge.memory[-1]
    print(f"{gauge.count} runs: {settled:.0f} MB after a quarter, {last:.0f} MB at the end")
    record_property("megabytes", [round(m, 1) for m in gauge.memory])
    assert last - settled < 30
    assert max(gauge.files) - min(gauge.files) <= 3
    before = memory()
    assert len(study.runs) == RUNS // 2 * 2
    assert study.runs["run"].is_unique
    assert study.daily.groupby("run").size().eq(4).all()
    assert memory() - before < 400
    assert {p.name for p in study.folder.iterdir()} | {"multirun.yaml"} == TABLE_FILES


@pytest.mark.slow
@pytest.mark.long
def test_a_long_sweep_killed_twice_loses_and_repeats_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "study"
    words = ["scenario=kalvera", "mandate=none,robust", "days=2", "population.agents=50"]
    more = [f"replications={RUNS // 2}", "workers=2", f"output_dir={folder}"]
    kept: dict[str, int] = {}

    def there() -> dict[str, int]:
        return {p.parent.name: p.stat().st_mtime_ns for p in folder.glob("runs/0*/run.json")}

    def started() -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "marosim", "run", "-m", *words, *more],
            start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    for share in (0.25, 0.6):
        running = started()
        while len(there()) < share * RUNS:
            assert running.poll() is None
            time.sleep(0.2)
        os.killpg(running.pid, signal.SIGKILL)
        running.wait(30)
        now = there()
        assert {name: now[name] for name in kept} == kept, "a finished run was computed again"
        kept = now
    assert started().wait(3600) == 0
    runs = Study(folder).runs
    print(f"{len(runs)} runs, killed with {[round(x * RUNS) for x in (0.25, 0.6)]} there")
    assert len(runs) == RUNS // 2 * 2
    assert not runs.duplicated(["response", "replication"]).any()
    assert {p.name for p in folder.iterdir() if p.name[0] != "."} <= TABLE_FILES


@pytest.mark.slow
@pytest.mark.long
def test_memory_is_flat_over_a_day_of_sessions_in_the_browser_view() -> None:
    from marosim.view.session import Session, plan_of

    options = ("none", "observer", "robust")
    noted = []
    session = Session(plan_of("scenario=kalvera&seed=1"))
    for visit in range(48):  # as if somebody began again every half hour
        session.begin(plan_of(f"scenario=kalvera&seed={visit}&mandate={options[visit % 3]}"))
        session.play()
        for _ in range(20):
            assert session.advance()
        session.choose("mandate", options[(visit + 1) % 3])
        session.seek(5)
        for _ in range(20):
            session.advance()
        noted.append(memory())
    print(f"48 sessions: {noted[11]:.0f} MB after a quarter, {noted[-1]:.0f} MB at the end")
    assert noted[-1] - noted[11] < 40
