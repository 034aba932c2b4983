"""Folders of results that a stranger sends: read as data, with measure, or refused in a line."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import marosim
from marosim.record import memory, write_run
from marosim.record.checkpoint import save_checkpoint
from marosim.record.folder import RunFolderError, read_table
from marosim.study.options import LauncherOptions


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sound")
    model = marosim.model("kalvera", days=3, population__agents=60)
    model.step()
    save_checkpoint(folder / "half", model, scenario="kalvera")
    write_run(folder / "run", model.run(), duration_s=0.1)
    return folder


@pytest.fixture
def run(sound: Path, working_folder: Path) -> Path:
    return Path(shutil.copytree(sound / "run", working_folder / "run"))


def refused(said, *words: str) -> None:
    assert said.status == 2 and said.err.count("\n") == 1, said
    for word in words:
        assert word in said.err


def test_a_table_that_swells_in_memory_is_refused_unread(run, command, monkeypatch):
    rows = 20_000_000
    zeros = pa.array(np.zeros(rows, dtype=np.int8))
    pq.write_table(pa.table({"day": zeros}), run / "daily.parquet", compression="zstd")
    assert (run / "daily.parquet").stat().st_size < 100_000
    monkeypatch.setattr("marosim.record.folder.free_bytes", lambda: 100e6)
    refused(command("explain", "run"), "daily.parquet", "would not fit into memory")


@pytest.mark.parametrize(
    ("table", "change", "says"),
    [
        ("daily", lambda t: t.drop(columns="day"), "no column 'day'"),
        ("events", lambda t: t.drop(columns="kind"), "no column 'kind'"),
        ("daily", lambda t: t.assign(deaths_direct="many"), "does not hold numbers"),
        ("daily", lambda t: t.assign(day=float("nan")), "some days are no numbers"),
        ("events", lambda t: t.assign(day="x"), "does not hold numbers"),
    ],
)
def test_a_table_of_other_columns_or_kinds_is_named(run, command, table, change, says):
    path = run / f"{table}.parquet"
    change(pd.read_parquet(path)).to_parquet(path)
    refused(command("explain", "run"), f"run/{table}.parquet: damaged", says)


def test_damaged_notes_of_pandas_in_a_table_are_said_in_a_line(run, command):
    table = pq.read_table(run / "events.parquet")
    notes = json.loads(table.schema.metadata[b"pandas"])
    notes["columns"] = [{"nome": "day"}]
    damaged = table.replace_schema_metadata({"pandas": json.dumps(notes)})
    pq.write_table(damaged, run / "events.parquet")
    refused(command("explain", "run"), "events.parquet", "cannot be read")


@pytest.mark.parametrize("column", ["run", "replication"])
def test_a_study_that_holds_a_run_twice_is_refused(command, working_folder, column):
    study = marosim.sweep(
        "kalvera", mandate=["none", "robust"], replications=2, workers=1, days=2,
        population__agents=50, progress=False, output_dir=str(working_folder / "study"),
    )  # fmt: skip
    path = study.folder / "runs.parquet"
    runs = pd.read_parquet(path)
    again = pd.concat([runs, runs]) if column == "run" else runs.assign(replication=0)
    again.to_parquet(path, index=False)
    refused(command("compare", "study", "--no-figures"), "runs.parquet", "holds a run twice")


def test_pipes_and_devices_are_no_tables(tmp_path):
    os.mkfifo(tmp_path / "pipe.parquet")
    (tmp_path / "zero.parquet").symlink_to("/dev/zero")
    for name in ("pipe", "zero"):
        with pytest.raises(RunFolderError, match="not a file"):
            read_table(tmp_path / f"{name}.parquet")


def test_a_checkpoint_that_asks_for_too_much_memory_is_refused(
    sound, command, working_folder, monkeypatch
):
    shutil.copytree(sound / "half.checkpoint", working_folder / "half.checkpoint")
    monkeypatch.setattr(memory, "free_bytes", lambda: 1e6)
    refused(command("run", "--resume", "half"), "GB are free")


def test_answers_of_slurm_jobs_are_read_from_a_folder_that_nobody_can_know(tmp_path):
    pytest.importorskip("submitit")
    from marosim.study.executors import SlurmExecutor

    options = LauncherOptions(kind="slurm", cluster="local")
    one, other = (SlurmExecutor(options, tmp_path).folder for _ in range(2))
    assert one != other and one.parent == other.parent == tmp_path / "jobs"
    assert not one.exists()


def test_brackets_and_signs_in_a_title_are_shown_as_they_are(sound, command, working_folder):
    run = Path(shutil.copytree(sound / "run", working_folder / "run"))
    about = json.loads((run / "run.json").read_text())
    about["title"] = "[/red] [bold] $x_{"
    (run / "run.json").write_text(json.dumps(about))
    assert command("explain", "run").status == 0


@pytest.mark.parametrize(
    ("rows", "length", "says"), [(200_000, 100, "would take 0.1 GB"), (3, 200_000, "200,000 bytes")]
)
def test_texts_that_would_fill_the_memory_are_refused_before_they_are_there(
    run, command, monkeypatch, rows, length, says
):
    table = pa.table({"day": np.zeros(rows, dtype=np.int32)})
    for name in ("kind", "place", "actor", "text", "numbers"):
        table = table.append_column(name, pa.array(["x" * length]).take(pa.array([0] * rows)))
    pq.write_table(table, run / "events.parquet", compression="zstd")
    assert (run / "events.parquet").stat().st_size < 20_000
    monkeypatch.setattr("marosim.record.folder.free_bytes", lambda: 60e6)
    refused(command("explain", "run"), "events.parquet", says)


def test_a_table_with_lists_in_its_cells_is_refused(run, command):
    table = pa.table({"day": [0], "kind": [["alert"] * 3]})
    pq.write_table(table, run / "events.parquet")
    refused(command("explain", "run"), "events.parquet", "'kind' holds lists")
