"""Disks that are full, broken or closed, workers that die, a scheduler that goes away."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import marosim
from marosim.record import RunFolder, write_run

SMALL = ("scenario=kalvera", "days=3", "population.agents=60")
MAROSIM = (sys.executable, "-m", "marosim")


def one_line(said, *words: str) -> None:
    assert said.status == 2, said
    assert re.fullmatch(r"marosim: [^\n]+\n", said.err), said.err
    for word in words:
        assert word in said.err


@pytest.fixture
def finished(working_folder: Path) -> Path:
    model = marosim.model("kalvera", days=3, population__agents=60).run()
    return write_run(working_folder / "run", model, duration_s=0.1)


@pytest.mark.parametrize("table", ["daily", "events"])
@pytest.mark.parametrize("kept", [0, 7, 0.5, 0.99])
def test_a_truncated_table_is_named(finished, command, table, kept):
    path = finished / f"{table}.parquet"
    data = path.read_bytes()
    path.write_bytes(data[: int(kept if kept > 1 else kept * len(data))])
    one_line(command("explain", "run"), f"run/{table}.parquet", "cannot be read")
    assert not list(Path().glob("run/explain*"))


def test_settings_with_tags_are_not_read(finished):
    (finished / "settings.yaml").write_text("a: !!python/object/apply:os.getcwd []\n")
    with pytest.raises(ValueError, match=r"settings\.yaml: cannot be read"):
        _ = RunFolder(finished).settings


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Path]:
    """A disk of 4 MB."""
    if os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("a small disk can only be mounted by root")
    disk = tmp_path / "disk"
    disk.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(disk)], capture_output=True
    )
    if done.returncode:
        pytest.skip("mounting is not allowed here")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=False)


def fill(disk: Path, but: int) -> None:
    """Leave only so many bytes free."""
    (disk / "ballast").write_bytes(b"x" * (shutil.disk_usage(disk).free - but))


def test_a_full_disk_ends_in_a_line_and_leaves_nothing_half(mounted, command):
    fill(mounted, but=60_000)
    words = ("scenario=rwanda_1994", "days=120", "population.agents=500", "record.places_every=1")
    said = command("run", *words, f"output_dir={mounted / 'run'}")
    one_line(said, "No space left", "free some space")
    assert [p.name for p in mounted.iterdir()] == ["ballast"]


def test_a_full_disk_spares_the_results_that_were_there(mounted, command):
    first = command("run", *SMALL, f"output_dir={mounted / 'run'}")
    assert first.status == 0
    before = contents(mounted / "run")
    fill(mounted, but=8192)
    words = ("run", "--overwrite", *SMALL, "seed=2", f"output_dir={mounted / 'run'}")
    one_line(command(*words), "No space left")
    assert contents(mounted / "run") == before


def contents(folder: Path) -> dict[Path, bytes]:
    return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_study_on_a_full_disk_stops_in_a_line_and_goes_on_later(mounted, command):
    words = ("run", "-m", *SMALL, "mandate=none,robust", "replications=4", "workers=1")
    fill(mounted, but=300_000)
    said = command(*words, f"output_dir={mounted / 'study'}")
    assert said.status == 2 and "No space left" in said.err and "Traceback" not in said.err
    (mounted / "ballast").unlink()
    assert command(*words, f"output_dir={mounted / 'study'}").status == 0
    assert len(marosim.open_study(mounted / "study").runs) == 8


def test_a_read_only_folder_is_named_in_a_line(mounted, command):
    done = subprocess.run(["mount", "-o", "remount,ro", str(mounted)], capture_output=True)
    if done.returncode:
        pytest.skip("a disk cannot be made read-only here")
    one_line(command("run", *SMALL, f"output_dir={mounted / 'run'}"), "Read-only file system")
    said = command("run", "-m", *SMALL, "mandate=none,robust", f"output_dir={mounted / 's'}")
    assert said.status == 2 and "Read-only file system" in said.err
    assert list(mounted.iterdir()) == []


def started(folder: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*MAROSIM, "run", "-m", *words], cwd=folder, text=True, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


def wait_for(condition, seconds: float = 90) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


@pytest.mark.slow
def test_a_killed_worker_costs_nothing_but_its_time(tmp_path):
    psutil = pytest.importorskip("psutil")
    words = (
        "scenario=rwanda_1994", "days=60", "population.agents=8000", "mandate=none,robust",
        "replications=10", "workers=2", "output_dir=study",
    )  # fmt: skip
    running = started(tmp_path, *words)
    done = lambda: len(list(tmp_path.glob("study/runs/0*/run.json"))) >= 3  # noqa: E731
    assert wait_for(done, 240), running.communicate(timeout=5)
    workers = [
        child for child in psutil.Process(running.pid).children(recursive=True)
        if "popen_loky" in " ".join(child.cmdline())
    ]  # fmt: skip
    assert workers
    os.kill(workers[0].pid, signal.SIGKILL)
    said, _ = running.communicate(timeout=400)
    assert running.returncode == 0, said
    assert "Traceback" not in said
    study = marosim.open_study(tmp_path / "study")
    assert len(study.runs) == 20
    assert not (tmp_path / "study" / "failures.json").exists()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_a_scheduler_that_is_not_there_is_named(command, monkeypatch):
    distributed = pytest.importorskip("distributed")
    client, waits = distributed.Client, []

    def impatient(address, timeout, **more):
        waits.append(timeout)
        return client(address, timeout="1s", **more)

    monkeypatch.setattr(distributed, "Client", impatient)
    address = f"tcp://127.0.0.1:{free_port()}"
    words = ("run", "-m", *SMALL, "mandate=none,robust", "launcher=dask", "output_dir=study")
    said = command(*words, f"launcher.address={address}")
    assert said.status == 2 and address in said.err and "no Dask scheduler answers" in said.err
    assert "Traceback" not in said.err and len(waits) == 1


@pytest.mark.slow
def test_a_scheduler_that_goes_away_ends_the_study_in_a_line(tmp_path):
    pytest.importorskip("distributed")
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    dask = (sys.executable, "-m", "distributed.cli.dask_scheduler")
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": tmp_path}
    scheduler = subprocess.Popen(
        [*dask, "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"], **quiet
    )
    worker = subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1",
         "--no-dashboard", "--host", "127.0.0.1"], **quiet,
    )  # fmt: skip
    try:
        running = started(
            tmp_path, "scenario=rwanda_1994", "days=60", "population.agents=8000",
            "mandate=none,robust", "replications=30", "launcher=dask",
            f"launcher.address={address}", "output_dir=study",
        )  # fmt: skip
        arrived = lambda: len(list(tmp_path.glob("study/runs/0*/run.json"))) >= 2  # noqa: E731
        assert wait_for(arrived, 240), running.communicate(timeout=5)
        scheduler.kill()
        said, _ = running.communicate(timeout=240)
        assert running.returncode == 2, said
        assert "the Dask scheduler is gone" in said
        assert len(marosim.open_study(tmp_path / "study").runs) >= 2
    finally:
        for process in (scheduler, worker):
            process.kill()
            process.wait(30)
