"""Whoever comes second is refused: into a folder in use, over other results, with other code."""

from __future__ import annotations

import json
import shutil
from itertools import chain, repeat
from pathlib import Path

import pytest

import marosim
from marosim import cases
from marosim.cases.folders import find
from marosim.record import read_run
from marosim.record.held import Held
from marosim.record.provenance import computing

SMALL = ("scenario=kalvera", "days=3", "population.agents=60")
STUDY = ("run", "-m", *SMALL, "mandate=none,robust", "workers=1", "replications=2")
SENSITIVITY = (
    "sensitivity", *SMALL, "settings=[hardship]", "samples=2", "replications=1", "output_dir=out"
)  # fmt: skip


def contents(folder: str) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in Path(folder).iterdir() if path.is_file()}


@pytest.mark.parametrize("words", [("run", *SMALL), STUDY], ids=["run", "study"])
def test_a_folder_into_which_another_computes_is_refused(command, words):
    pytest.importorskip("fcntl")
    Path("here").mkdir()
    other = Held(Path("here"))
    assert other.take()
    said = command(*words, "output_dir=here")
    assert said.status == 2 and said.err.count("\n") == 1, said.err
    assert "here: another marosim" in said.err
    assert list(Path("here").iterdir()) == []
    other.release()
    assert command(*words, "output_dir=here").status == 0


def test_a_run_is_not_resumed_twice_at_once(command):
    pytest.importorskip("fcntl")
    assert command("run", *SMALL, "--until", "1", "output_dir=here").status == 0
    Path("here").mkdir()
    other = Held(Path("here"))
    assert other.take()
    said = command("run", "--resume", "here")
    assert said.status == 2 and "here: another marosim" in said.err
    other.release()
    assert command("run", "--resume", "here").status == 0
    assert read_run("here").about["days"] == 3


def test_a_stopped_run_is_not_lost_to_another(command):
    assert command("run", *SMALL, "--until", "1", "output_dir=here").status == 0
    before = contents("here.checkpoint")
    said = command("run", *SMALL, "seed=2", "output_dir=here")
    assert said.status == 2 and "a stopped run of other settings waits here" in said.err
    assert contents("here.checkpoint") == before and not Path("here").exists()
    assert command("run", "--overwrite", *SMALL, "seed=2", "output_dir=here").status == 0
    assert read_run("here").about["seed"] == 2
    assert not Path("here.checkpoint").exists()


def test_a_table_of_other_words_or_code_is_kept_unless_asked(command):
    assert command(*SENSITIVITY, "workers=1").status == 0
    before = contents("out")
    said = command(*SENSITIVITY, "seed=2", "workers=1")
    assert said.status == 2 and "sensitivity.csv: made by 'marosim sensitivity" in said.err
    note = Path("out/command.json")
    about = json.loads(note.read_text(encoding="utf-8"))
    about["provenance"]["code_sha256"] = "0" * 64
    note.write_text(json.dumps(about), encoding="utf-8")
    said = command(*SENSITIVITY, "workers=1")
    assert said.status == 2 and "made with other source code of marosim" in said.err
    assert contents("out") == {**before, "command.json": note.read_bytes()}
    assert command(*SENSITIVITY, "overwrite=true", "workers=1").status == 0
    assert contents("out")["command.json"] == before["command.json"]


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("sensitivity.csv", SENSITIVITY),
        ("ablation.csv", ("ablate", "mechanisms=[C1]", "output_dir=out")),
        ("bench.csv", ("bench", "--quick", "output_dir=out")),
    ],
    ids=["sensitivity", "ablate", "bench"],
)
def test_a_table_of_which_nobody_knows_what_made_it_is_kept(command, table, words):
    Path("out").mkdir()
    Path("out", table).write_text("dear\n", encoding="utf-8")
    said = command(*words)
    assert said.status == 2 and f"{table}: made by 'a command not recorded'" in said.err
    assert contents("out") == {table: b"dear\n"}


@pytest.mark.parametrize("form", [99, 0, "1", True, None])
def test_a_run_of_an_unknown_format_is_refused(command, form):
    assert command("run", *SMALL, "output_dir=here").status == 0
    path = Path("here/run.json")
    about = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**about, "format": form}), encoding="utf-8")
    before = contents("here")
    for words in (("explain", "here"), ("run", "--resume", "here")):
        said = command(*words)
        assert said.status == 2 and "run.json: format" in said.err, words
    assert contents("here") == before


def test_line_ends_do_not_make_another_case_but_values_do(working_folder):
    shutil.copytree(find("kalvera"), "kalvera")
    ours = cases.load(Path("kalvera").resolve())
    for path in Path("kalvera").rglob("*.*"):
        path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    theirs = cases.load(Path("kalvera").resolve())
    assert b"\r\n" in Path("kalvera/places.csv").read_bytes()
    assert theirs.digest == ours.digest
    assert theirs.places.equals(ours.places) and theirs.routes.equals(ours.routes)
    path = Path("kalvera/scenario.yaml")
    path.write_bytes(path.read_bytes().replace(b"days: 540", b"days: 539"))
    assert cases.load(Path("kalvera").resolve()).digest != ours.digest


def test_a_worker_of_other_code_ends_a_study_unless_mixing_is_asked_for(command, monkeypatch):
    """As on a cluster whose machines have another marosim; its answers come from tasks."""
    other = {**computing(), "code_sha256": "0" * 64}
    answers = chain([computing()], repeat(other))
    monkeypatch.setattr("marosim.study.tasks.computing", lambda: next(answers))
    said = command(*STUDY, "output_dir=study")
    assert said.status == 2 and "a worker computed run 1 with other source code" in said.err
    assert list(marosim.open_study("study").runs["run"]) == [0]
    assert command(*STUDY, "--mix", "output_dir=study").status == 0
    assert "1 and 3 runs" in marosim.open_study("study").mixed
