"""Every write, rename, fsync, new folder and removal fails once: nothing half-written is opened.

An operation is repeated with its n-th step on the disk failing, for all n until it runs
through. A step either fails alone, as on a full or broken disk, or is the last one that the
process does, as when it is killed or the power is cut: then nothing can be tidied up.
"""

from __future__ import annotations

import builtins
import dataclasses
import errno
import functools
import io
import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
import yaml

import marosim
from marosim.core.setting import as_dict
from marosim.record import read_run, write_run
from marosim.record.checkpoint import find_checkpoint, resume, save_checkpoint
from marosim.record.held import Held
from marosim.study.store import StudyStore
from marosim.study.tasks import Response, Result, Task, perform

REAL_DUMP = yaml.safe_dump
STEPS = ("replace", "rename", "fsync", "mkdir", "unlink", "rmdir")


class Killed(BaseException):
    """The process ends here; what follows never happens."""


class Disk:
    """Counts steps on the disk and lets one fail, or that one and all that follow."""

    def __init__(self, fails: int, killed: bool) -> None:
        self.fails, self.killed, self.count = fails, killed, 0
        self.done: list[tuple[str, Any]] = []

    def step(self, name: str, what: Any) -> None:
        self.count += 1
        self.done.append((name, what))
        if self.killed and self.count >= self.fails:
            raise Killed(name)
        if self.count == self.fails:
            raise OSError(errno.EIO, f"{name} fails", str(what))

    @property
    def reached(self) -> bool:
        return self.count >= self.fails

    @contextmanager
    def in_use(self) -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            for name in STEPS:
                patch.setattr(os, name, self._counted(name, getattr(os, name)))
            patch.setattr(os, "fsync", self._counted("fsync", lambda handle: None))  # quick
            opened = self._opening(io.open)
            patch.setattr(builtins, "open", opened)
            patch.setattr(io, "open", opened)
            patch.setattr(pq.ParquetWriter, "write_table", self._table(pq.ParquetWriter))
            yield

    def _counted(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(real)
        def counted(what: Any, *more: Any, **words: Any) -> Any:
            self.step(name, what)
            return real(what, *more, **words)

        return counted

    def _opening(self, real: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(real)
        def opening(file: Any, mode: str = "r", *more: Any, **words: Any) -> Any:
            handle = real(file, mode, *more, **words)
            if not set(mode) & set("wax+") or not isinstance(file, (str, Path)):
                return handle
            write = handle.write

            def half(content: Any) -> Any:
                try:
                    self.step("write", file)
                except BaseException:
                    write(content[: len(content) // 2])
                    handle.flush()
                    raise
                return write(content)

            try:
                handle.write = half
            except AttributeError:  # unbuffered or compiled without a place for attributes
                with handle:
                    self.step("write", file)
                return real(file, mode, *more, **words)
            return handle

        return opening

    def _table(self, writer: Any) -> Callable[..., Any]:
        real = writer.write_table

        def write_table(own: Any, table: Any, *more: Any, **words: Any) -> Any:
            self.step("write", "a table")
            return real(own, table, *more, **words)

        return write_table


def each_fault(
    tmp_path: Path,
    prepare: Callable[[Path], None],
    act: Callable[[Path], None],
    sound: Callable[[Path], bool],
) -> int:
    """Let each step of ``act`` fail in both ways; returns how many steps there were."""
    steps = 0
    origin = tmp_path / "origin"
    origin.mkdir()
    prepare(origin)
    for killed in (False, True):
        for fails in itertools.count(1):
            place = tmp_path / f"{killed}{fails}"
            shutil.copytree(origin, place)
            disk = Disk(fails, killed)
            with forgotten_locks(), disk.in_use():
                try:
                    act(place)
                except (OSError, Killed):
                    assert disk.reached
            assert sound(place), f"step {fails} ({disk.done[-1]}), killed: {killed}"
            act(place)  # repeating it succeeds
            assert sound(place)
            hidden = [p.name for p in place.rglob(".*")]
            assert not hidden, f"step {fails} left {hidden}"
            shutil.rmtree(place)
            if not disk.reached:
                break
            steps = max(steps, fails)
    return steps


@functools.cache
def run_of(seed: int) -> Any:
    model = marosim.model("kalvera", days=3, population__agents=60, seed=seed).run()
    kept = {name: getattr(model, name) for name in ("daily", "places_table", "events", "case",
            "settings", "first_settings", "day", "summary", "metrics", "edits")}  # fmt: skip
    return SimpleNamespace(**kept)  # whose tables are not made anew for each of many writes


@functools.cache
def settings_text(seed: int) -> str:
    settings = {"scenario": "kalvera", **as_dict(run_of(seed).settings)}
    return REAL_DUMP(settings, sort_keys=False, allow_unicode=True)


@pytest.fixture(autouse=True)
def settings_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Writing settings takes most of a second, and is done hundreds of times here."""

    def text(content: dict[str, Any], **_: Any) -> str:
        return settings_text(content["seed"])

    monkeypatch.setattr("marosim.record.folder.yaml", SimpleNamespace(safe_dump=text))


def seed_in(folder: Path) -> int:
    """Which run stands there, after reading all of it."""
    run = read_run(folder)
    seed = int(run.about["seed"])
    model = run_of(seed)
    assert run.daily["deaths_direct"].tolist() == model.daily["deaths_direct"].tolist()
    assert len(run.places) == len(model.places_table) and len(run.events) == len(model.events)
    assert (folder / "settings.yaml").read_text() == settings_text(seed)
    return seed


@pytest.mark.slow
def test_a_run_folder_is_the_old_or_the_new(tmp_path: Path) -> None:
    steps = each_fault(
        tmp_path,
        lambda place: void(write_run(place / "run", run_of(1), duration_s=1)),
        lambda place: void(write_run(place / "run", run_of(2), duration_s=1)),
        lambda place: seed_in(place / "run") in (1, 2),
    )
    assert steps > 15


@pytest.mark.slow
def test_a_first_run_folder_is_whole_or_not_there(tmp_path: Path) -> None:
    def sound(place: Path) -> bool:
        return not (place / "a" / "run").exists() or seed_in(place / "a" / "run") == 2

    steps = each_fault(
        tmp_path,
        lambda place: None,
        lambda place: void(write_run(place / "a" / "run", run_of(2), duration_s=1)),
        sound,
    )
    assert steps > 10


@pytest.mark.slow
def test_a_checkpoint_is_the_old_or_the_new(tmp_path: Path) -> None:
    models = []
    for days in (1, 2):
        model = marosim.model("kalvera", days=3, population__agents=60)
        for _ in range(days):
            model.step()
        models.append(model)

    def keep(place: Path, model: Any) -> None:
        save_checkpoint(place / "run", model, scenario="kalvera")

    def sound(place: Path) -> bool:
        return (find_checkpoint(place / "run") / "checkpoint.json").is_file()

    steps = each_fault(tmp_path, lambda p: keep(p, models[0]), lambda p: keep(p, models[1]), sound)
    assert steps > 10
    keep(tmp_path, models[1])
    assert resume(tmp_path / "run").model.day == 2


def void(_: Any) -> None:
    return None


@pytest.fixture(scope="module")
def results() -> list[Result]:
    """Two responses with two replications each, computed once."""
    from marosim.study.compose import compose

    found = []
    for run, (mandate, replication) in enumerate(itertools.product(("none", "robust"), (0, 1))):
        composed = compose(["scenario=kalvera", "days=3", "population.agents=60",
                            f"mandate={mandate}"])  # fmt: skip
        response = Response(f"mandate={mandate}", {"mandate": mandate}, composed.case,
                            composed.settings, choices=composed.choices)  # fmt: skip
        result = perform(Task(run, replication, response))
        assert not result.error
        found.append(result)
    return found


def continued(folder: Path, results: list[Result]) -> None:
    """Compute what a study lacks, as a sweep does, and merge it."""
    with StudyStore.open(folder) as store:
        store.begin()
        store.about.setdefault("responses", [
            {"label": f"mandate={m}", "swept": {"mandate": m}, "scenario": "kalvera",
             "choices": {"mandate": m}}
            for m in ("none", "robust")
        ])  # fmt: skip
        store.about["metrics"] = results[0].metrics
        store.save()
        have = store.finished()
        for result in results:
            if (result.labels["response"], result.labels["replication"]) not in have:
                store.keep(result)
                store.settle()
        store.merge()
        store.fail([])
        store.save()


def whole_study(folder: Path, results: list[Result], *, at_least: int = 0) -> bool:
    """Whether what readers find is whole: each run once, with all its rows."""
    if not (folder / "study.json").exists():
        return at_least == 0
    study = marosim.open_study(folder)
    runs = study.runs
    if len(runs):
        assert runs["run"].is_unique
        for name in ("daily", "places", "events"):
            table = getattr(study, name)
            for result in results:
                rows = len(pd.read_parquet(io.BytesIO(result.tables[name])))
                there = result.run in set(runs["run"])
                assert (table["run"] == result.run).sum() == rows * there, (name, result.run)
    assert len(runs) == 0 or study.origins.mixed == ""
    return len(runs) >= at_least


@pytest.mark.slow
def test_a_new_study_is_never_half(tmp_path: Path, results: list[Result]) -> None:
    steps = each_fault(
        tmp_path,
        lambda place: None,
        lambda place: continued(place / "study", results[:2]),
        lambda place: whole_study(place / "study", results),
    )
    assert steps > 50


@pytest.mark.slow
def test_a_growing_study_keeps_what_it_had(tmp_path: Path, results: list[Result]) -> None:
    def act(place: Path, count: int = 3) -> None:
        continued(place / "study", results[:count])

    steps = each_fault(
        tmp_path,
        lambda place: act(place, 2),
        act,
        lambda place: whole_study(place / "study", results, at_least=2),
    )
    assert steps > 40


@contextmanager
def forgotten_locks() -> Iterator[None]:
    """Locks of a process that was killed are gone; in this process they are let go by hand."""
    made: list[Held] = []
    start = Held.__init__

    def noted(own: Held, folder: Path) -> None:
        start(own, folder)
        made.append(own)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Held, "__init__", noted)
        try:
            yield
        finally:
            for held in made:
                held.release()


def test_tables_of_a_comparison_are_the_old_or_the_new(
    tmp_path: Path, results: list[Result]
) -> None:
    from marosim.cli.compare import write

    tables = [pd.read_parquet(io.BytesIO(result.tables["daily"])) for result in results[:2]]
    wanted = [table.to_csv(index=False) for table in tables]
    assert wanted[0] != wanted[1]

    def written(place: Path, table: pd.DataFrame) -> None:
        where = SimpleNamespace(folder=place)
        write(SimpleNamespace(study=where, table=table), figures=False)

    steps = each_fault(
        tmp_path,
        lambda place: written(place, tables[0]),
        lambda place: written(place, tables[1]),
        lambda place: (place / "compare.csv").read_text() in wanted,
    )
    assert steps >= 4


def test_what_is_renamed_was_brought_to_the_disk_before(
    tmp_path: Path, results: list[Result]
) -> None:
    """Content first, then the name, then the folder that holds the name."""
    write_run(tmp_path / "run", run_of(1), duration_s=1)
    disk = Disk(10**9, killed=False)
    synced: dict[int, tuple[int, int]] = {}
    renamed: list[Path] = []
    real_sync, real_replace = os.fsync, os.replace

    def sync(handle: int) -> None:
        about = os.fstat(handle)
        synced[about.st_ino] = (about.st_size, about.st_mtime_ns)
        renamed[:] = [p for p in renamed if p.parent.stat().st_ino != about.st_ino]
        real_sync(handle)

    def replace(source: Path, target: Path) -> None:
        if not Path(target).name.endswith(".old") and Path(source).name.startswith("."):
            for path in [Path(source), *Path(source).rglob("*")]:
                about = path.stat()
                assert synced.get(about.st_ino) == (about.st_size, about.st_mtime_ns), path
            renamed.append(Path(target))
        real_replace(source, target)

    with disk.in_use(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", sync)
        patch.setattr(os, "replace", replace)
        write_run(tmp_path / "run", run_of(2), duration_s=1)
        with StudyStore.open(tmp_path / "study") as store:
            store.begin()
            store.save()
            store.fail([{"error": "none"}])
    assert synced
    assert not renamed


def test_a_run_that_a_power_cut_damaged_is_computed_again(
    tmp_path: Path, results: list[Result]
) -> None:
    folder = tmp_path / "study"
    with StudyStore.open(folder) as store:
        store.begin()
        store.save()
        for result in results[:3]:
            store.keep(result)
    zeros = folder / "runs" / "000001" / "daily.parquet"
    zeros.write_bytes(b"\0" * zeros.stat().st_size)
    (folder / "runs" / "000002" / "run.json").write_bytes(b"")
    continued(folder, results)
    assert whole_study(folder, results, at_least=4)
    again = dataclasses.replace(results[1], run=1)
    kept = marosim.open_study(folder).of_run("daily", 1)
    pd.testing.assert_frame_equal(kept, pd.read_parquet(io.BytesIO(again.tables["daily"])))
