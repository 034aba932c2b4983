"""Long use: memory stays flat, files and handles stay few, nothing is lost.

MAROSIM_LOAD_RUNS (5,000 by default) sets the size of the sweeps.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import pytest

from marosim.record.folder import read_table
from marosim.study.progress import Progress
from marosim.study.study import Study
from marosim.study.sweep import LOOSE, sweep
from marosim.study.tasks import Result

psutil = pytest.importorskip("psutil")
RUNS = int(os.environ.get("MAROSIM_LOAD_RUNS", "5000"))
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


@dataclass
class Watch:
    """What a sweep in processes of its own takes, looked at from outside while it runs."""

    folder: Path
    parent: list[tuple[int, float]] = field(default_factory=list)  # finished runs, MB
    workers: list[tuple[int, float]] = field(default_factory=list)  # the largest of them
    files: int = 0

    def runs(self) -> int:
        """Finished runs, merged or not."""
        return len({*self.merged(), *self.loose()})

    def merged(self) -> set[int]:
        try:
            return set(json.loads((self.folder / "study.json").read_text())["merged"])
        except FileNotFoundError:
            return set()

    def loose(self) -> dict[int, int]:
        """Runs that stand as folders, with the time at which each was finished."""
        found = {}
        for path in self.folder.glob("runs/0*/run.json"):
            with contextlib.suppress(FileNotFoundError):  # merged meanwhile
                found[int(path.parent.name)] = path.stat().st_mtime_ns
        return found

    def look(self, process: subprocess.Popen[bytes]) -> int:
        """Note memory and files now; returns how many runs are finished."""
        done = self.runs()
        with contextlib.suppress(psutil.NoSuchProcess):
            parent = psutil.Process(process.pid)
            self.parent.append((done, parent.memory_info().rss / MEGABYTE))
            sizes = [
                child.memory_info().rss / MEGABYTE
                for child in parent.children(recursive=True)
                if "popen_loky" in " ".join(child.cmdline())
            ]
            self.workers += [(done, max(sizes))] if sizes else []
        self.files = max(self.files, sum(len(names) for _, _, names in os.walk(self.folder)))
        return done


def settled_and_last(noted: list[tuple[int, float]], since: int) -> tuple[float, float]:
    """Median memory in the first and in the last third of the looks since so many runs."""
    sizes = [megabytes for done, megabytes in noted if done >= since]
    third = max(len(sizes) // 3, 1)
    return median(sizes[:third]), median(sizes[-third:])


@pytest.mark.slow
@pytest.mark.long
def test_a_long_sweep_killed_twice_loses_and_repeats_nothing(tmp_path: Path) -> None:
    watch = Watch(tmp_path / "study")
    words = ["scenario=kalvera", "mandate=none,robust", "days=2", "population.agents=50"]
    more = [f"replications={RUNS // 2}", "workers=2", f"output_dir={watch.folder}"]
    kept: dict[int, int] = {}

    def started() -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "marosim", "run", "-m", *words, *more],
            start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    for share in (0.1, 0.35):
        running = started()
        while watch.look(running) < share * RUNS:
            assert running.poll() is None
            time.sleep(1)
        os.killpg(running.pid, signal.SIGKILL)
        running.wait(30)
        now, merged = watch.loose(), watch.merged()
        for number, finished in kept.items():
            assert number in merged or now[number] == finished, "a finished run was repeated"
        kept = now
    watch.parent.clear()
    watch.workers.clear()
    running = started()
    while running.poll() is None:
        watch.look(running)
        time.sleep(1)
    assert running.returncode == 0
    runs = Study(watch.folder).runs
    assert len(runs) == RUNS // 2 * 2
    assert not runs.duplicated(["response", "replication"]).any()
    assert runs["run"].is_unique
    for name in ("daily", "places"):
        assert len(read_table(watch.folder / f"{name}.parquet", ["run"])["run"].unique()) == RUNS
    assert {p.name for p in watch.folder.iterdir()} <= TABLE_FILES  # no draft is left
    since = RUNS // 2
    parent, workers = (settled_and_last(n, since) for n in (watch.parent, watch.workers))
    size = sum(p.stat().st_size for p in watch.folder.iterdir()) / MEGABYTE
    print(
        f"{len(runs)} runs, killed twice; parent {parent[0]:.0f} then {parent[1]:.0f} MB, peak "
        f"{max(m for _, m in watch.parent):.0f}; a worker {workers[0]:.0f} then "
        f"{workers[1]:.0f} MB, peak {max(m for _, m in watch.workers):.0f}; at most "
        f"{watch.files} files, {size:.1f} MB in the end"
    )
    assert watch.files <= 4 * (LOOSE + 100) + 10
    assert parent[1] - parent[0] < 60
    assert workers[1] - workers[0] < 30


@pytest.mark.slow
@pytest.mark.long
def test_memory_is_flat_over_a_day_of_sessions_in_the_browser_view() -> None:
    from marosim.view.address import plan_of
    from marosim.view.session import Session

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
