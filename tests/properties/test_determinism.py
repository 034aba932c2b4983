"""The same inputs give the same bytes: whatever process, thread count, launcher, Python, or
day on which a run was stopped and continued.

MAROSIM_NEWEST names the interpreter of another Python, by default that in .venv-newest.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import marosim
from marosim import cases
from marosim.record import read_run
from marosim.record.checkpoint import (
    SUFFIX,
    CheckpointError,
    resume,
    save_checkpoint,
    tables_hash,
    tables_so_far,
)
from marosim.record.folder import TABLES, tables_of

ROOT = Path(__file__).resolve().parents[2]
NEWEST = Path(os.environ.get("MAROSIM_NEWEST", ROOT / ".venv-newest" / "bin" / "python"))
WORDS = (
    "scenario=rwanda_1994", "mandate=robust", "deployment=rapid", "warning=full",
    "mediation=single", "days=32", "population.agents=600", "seed=11",
)  # fmt: skip
OVERRIDES = {
    "mandate": "robust", "deployment": "rapid", "warning": "full", "mediation": "single",
    "days": 32, "population__agents": 600, "seed": 11,
}  # fmt: skip


def run(folder: Path, *words: str, python: str = sys.executable, **environment: str) -> None:
    """One run in a process of its own."""
    done = subprocess.run(
        [python, "-m", "marosim", "run", *WORDS, *words, f"output_dir={folder}"],
        env={**os.environ, **environment}, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def table_bytes(folder: Path) -> dict[str, bytes]:
    return {name: (folder / f"{name}.parquet").read_bytes() for name in TABLES}


def written(folder: Path) -> str:
    """A hash of what the tables on disk say, whichever version wrote them."""
    found = read_run(folder)
    return tables_hash({"daily": found.daily, "places": found.places, "events": found.events})


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reference") / "run"
    run(folder, PYTHONHASHSEED="0")
    return folder


def test_another_process_with_more_threads_writes_the_same_bytes(reference, tmp_path):
    run(tmp_path / "run", "threads=4", PYTHONHASHSEED="12345", OMP_NUM_THREADS="2", TZ="Asia/Tokyo")
    assert table_bytes(tmp_path / "run") == table_bytes(reference)


def test_the_python_front_door_gives_what_the_command_line_writes(reference):
    model = marosim.model("rwanda_1994", **OVERRIDES).run()
    assert tables_hash(tables_of(model)) == written(reference)
    assert model.daily["deaths_direct"].sum() > 0
    assert len(model.events) > 20


def test_two_models_stepped_by_turns_do_not_disturb_one_another(reference):
    one = marosim.model("rwanda_1994", **OVERRIDES)
    other = marosim.model("rwanda_1994", **{**OVERRIDES, "seed": 12, "mandate": "none"})
    while not one.finished:
        one.step()
        other.step()
    assert tables_hash(tables_of(one)) == written(reference)
    assert tables_hash(tables_of(other)) != written(reference)


@pytest.mark.slow
def test_serial_and_parallel_launchers_give_the_same_tables(tmp_path):
    found = {}
    for workers in (1, 2):
        study = marosim.sweep(
            "rwanda_1994", mandate=["none", "robust"], replications=2, days=20,
            population__agents=500, workers=workers, output_dir=str(tmp_path / str(workers)),
            progress=False,
        )  # fmt: skip
        found[workers] = [(study.folder / f"{n}.parquet").read_bytes() for n in (*TABLES, "runs")]
    assert found[1] == found[2]


@pytest.fixture(scope="module")
def newest() -> str:
    """Another Python, newer than this one, with marosim and its own Mesa."""
    if not NEWEST.exists():
        pytest.skip("no .venv-newest here; .ci/run makes it from a Python newer than 3.11")
    probe = "import marosim, mesa, numba, sys; print(*sys.version_info[:2])"
    ready = subprocess.run([NEWEST, "-c", probe], capture_output=True, text=True, timeout=120)
    if ready.returncode:
        pytest.skip(f"marosim is not installed in {NEWEST.parents[1].name}")
    if ready.stdout.split() == [str(part) for part in sys.version_info[:2]]:
        pytest.skip(f"{NEWEST.parents[1].name} holds the Python that runs this test")
    return str(NEWEST)


def test_the_newest_python_gives_the_same_numbers(reference, newest, tmp_path):
    run(tmp_path / "run", python=newest)
    assert written(tmp_path / "run") == written(reference)


HASHES = """
import json, sys
import marosim
from marosim.record.checkpoint import tables_hash
from marosim.record.folder import tables_of

for scenario, response in json.load(sys.stdin):
    model = marosim.model(scenario, days=45, population__agents=500, seed=3, **response).run()
    print(tables_hash(tables_of(model)), flush=True)
"""
RESPONSES = (
    {"mandate": "none", "deployment": "none"},
    {},  # as it was
    {"mandate": "robust", "deployment": "rapid", "warning": "full", "mediation": "coordinated",
     "peacebuilding": "full", "approach": "safe_areas", "authorisation__day": 0},
)  # fmt: skip


def unlike_on(newest: str, wanted: list[tuple[str, dict]]) -> list[tuple[str, dict]]:
    """Those of the cases and responses whose tables differ there from here."""

    def hashes(python: str) -> list[str]:
        done = subprocess.run(
            [python, "-W", "error::DeprecationWarning:marosim", "-c", HASHES],
            input=json.dumps(wanted), capture_output=True, text=True, timeout=3600, cwd=ROOT,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.split()

    here, there = hashes(sys.executable), hashes(newest)
    assert len(set(here)) > 0.9 * len(wanted)
    return [one for one, a, b in zip(wanted, here, there, strict=True) if a != b]


def test_a_case_with_talks_and_programmes_gives_the_same_tables_on_the_newest_python(newest):
    # what is added up by sum() is rounded otherwise from Python 3.12 on
    assert unlike_on(newest, [("liberia_2003", RESPONSES[-1])]) == []


@pytest.mark.slow
@pytest.mark.long
def test_all_cases_give_the_same_tables_on_the_newest_python(newest):
    wanted = [(scenario, response) for scenario in cases.available() for response in RESPONSES]
    assert len(wanted) >= 21
    assert unlike_on(newest, wanted) == []


@pytest.mark.parametrize("day", [1, 7, 20, 31])
def test_a_run_stopped_on_any_day_goes_on_to_the_same_tables(reference, tmp_path, day):
    model = marosim.model("rwanda_1994", **OVERRIDES)
    while model.day < day:
        model.step()
    save_checkpoint(tmp_path / "run", model, scenario="rwanda_1994")
    again = resume(tmp_path / "run")
    assert again.model.day == day
    assert tables_hash(tables_of(again.model.run())) == written(reference)


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize(
    "scenario",
    ["bosnia_1992", "kalvera", "liberia_2003", "sierra_leone_1999", "somalia_2007"],
)
def test_every_day_of_every_case_is_a_day_to_stop(scenario, tmp_path):
    words = {"days": 60, "population__agents": 500, "seed": 3, "mandate": "historical"}
    whole = tables_hash(tables_of(marosim.model(scenario, **words).run()))
    model = marosim.model(scenario, **words)
    while not model.finished:
        if model.day % 4 == 3:
            save_checkpoint(tmp_path / "run", model, scenario=scenario)
            assert tables_hash(tables_of(resume(tmp_path / "run").model.run())) == whole
        model.step()


def test_decisions_taken_on_the_way_are_taken_again(tmp_path):
    def decided(until: int):
        model = marosim.model("rwanda_1994", **{**OVERRIDES, "mandate": "none"})
        while True:
            if model.day == 10:
                model.decide({"mandate": {"name": "robust", "ceiling": 5000}}, "A mandate", "class")
            if model.day == 15:
                model.decide({"mobilisation": {"enabled": False}}, "No more recruits", "class")
            if model.day == until:
                return model
            model.step()

    whole = tables_hash(tables_of(decided(32)))
    assert whole != tables_hash(tables_of(marosim.model("rwanda_1994", **OVERRIDES).run()))
    for day in (15, 22):
        save_checkpoint(tmp_path / "run", decided(day), scenario="rwanda_1994")
        assert tables_hash(tables_of(resume(tmp_path / "run").model.run())) == whole


def test_a_day_broken_off_leaves_no_trace_in_a_checkpoint(tmp_path):
    model = marosim.model("rwanda_1994", **OVERRIDES)
    for _ in range(12):
        model.step()
    before = tables_hash(tables_so_far(model))
    for mechanism in model.mechanisms[:20]:  # as if interrupted in the middle of a day
        mechanism.step(model.day)
    assert tables_hash(tables_so_far(model)) == before
    save_checkpoint(tmp_path / "run", model, scenario="rwanda_1994")
    assert resume(tmp_path / "run").model.day == 12


def test_the_command_line_stops_and_goes_on(reference, command, working_folder):
    stopped = command("run", *WORDS, "output_dir=run", "--until", "17")
    assert stopped.status == 0 and stopped.last_line == f"run{SUFFIX}"
    assert not Path("run").exists()
    resumed = command("run", "--resume", "run")
    assert resumed.status == 0 and resumed.last_line == "run"
    assert table_bytes(working_folder / "run") == table_bytes(reference)
    assert not Path(f"run{SUFFIX}").exists()
    again = command("run", "--resume", "run")
    assert again.status == 0 and "finished" in again.err and again.last_line == "run"


def test_a_request_to_end_leaves_a_checkpoint_to_go_on_from(reference, tmp_path):
    words = [w for w in WORDS if not w.startswith(("days", "population"))]
    arguments = [sys.executable, "-m", "marosim", "run", *words, "population.agents=60000"]
    running = subprocess.Popen(
        [*arguments, "days=1500", "checkpoint_every=5", "output_dir=run"], cwd=tmp_path,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    kept = tmp_path / f"run{SUFFIX}" / "checkpoint.json"
    deadline = time.monotonic() + 90
    while not kept.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    running.send_signal(signal.SIGTERM)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 128 + signal.SIGTERM, said
    assert "marosim run --resume" in said and "Traceback" not in said
    about = json.loads(kept.read_text())
    assert 5 <= about["days_done"] < 1500
    assert sorted(p.name for p in tmp_path.iterdir()) == [f"run{SUFFIX}"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda a: a.update(format=99), "format 99"),
        (lambda a: a.update(days_done="seven"), "days_done"),
        (lambda a: a.update(settings=[]), "settings"),
        (lambda a: a["settings"].update(seed=12), "have changed since"),
        (lambda a: a["settings"].update(nothing=12), "unknown setting nothing"),
        (lambda a: a["versions"].update(marosim="0.0.1"), "made by marosim 0.0.1"),
        (lambda a: a.update(tables_sha256="0" * 64), "came out otherwise"),
        (lambda a: a.update(decisions=[{"day": 1}]), "decisions is not what a checkpoint"),
        (lambda a: a.update(scenario="atlantis"), "no scenario named 'atlantis'"),
        (lambda a: a.update(scenario="../../etc"), "points outside"),
    ],
)
def test_a_checkpoint_that_does_not_fit_is_refused_in_one_line(
    command, working_folder, change, expected
):
    model = marosim.model("rwanda_1994", **OVERRIDES)
    model.step()
    folder = save_checkpoint(working_folder / "run", model, scenario="rwanda_1994")
    about = json.loads((folder / "checkpoint.json").read_text())
    change(about)
    (folder / "checkpoint.json").write_text(json.dumps(about))
    said = command("run", "--resume", "run")
    assert said.status == 2 and expected in said.err
    assert said.err.strip().count("\n") == 0 and "Traceback" not in said.err
    assert not Path("run").exists()


def test_a_checkpoint_is_data_alone(tmp_path):
    model = marosim.model("rwanda_1994", **OVERRIDES)
    model.step()
    folder = save_checkpoint(tmp_path / "run", model, scenario="rwanda_1994")
    kinds = {p.suffix for p in folder.iterdir()}
    assert kinds == {".json", ".parquet"}
    (folder / "checkpoint.json").write_text("{")
    with pytest.raises(ValueError, match="cannot be read"):
        resume(folder)
    with pytest.raises(CheckpointError, match="no checkpoint here"):
        resume(tmp_path / "elsewhere")
