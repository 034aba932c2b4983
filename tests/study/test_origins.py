"""Folders are claimed, origins are recorded and never mix unsaid, and studies can be verified."""

from __future__ import annotations

import contextlib
import json
import shutil
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import marosim
from marosim.record.claim import default_folder
from marosim.record.provenance import code_digest

SMALL = ("scenario=kalvera", "days=3", "population.agents=60")
STUDY = ("run", "-m", *SMALL, "mandate=none,robust", "workers=1", "output_dir=study")


@pytest.fixture(scope="module")
def whole(tmp_path_factory, anywhere) -> Path:
    """A study of four runs in a working folder of its own; tests change copies of it."""
    folder = tmp_path_factory.mktemp("whole")
    with contextlib.chdir(folder):
        assert anywhere(*STUDY, "replications=2").status == 0
    return folder / "study"


@pytest.fixture
def study(whole, working_folder) -> None:
    """A copy of that study in the working folder."""
    shutil.copytree(whole, working_folder / "study")


def manifest() -> dict:
    return json.loads(Path("study/study.json").read_text())


def change(**values) -> None:
    Path("study/study.json").write_text(json.dumps({**manifest(), **values}))


def computed_elsewhere() -> None:
    """Let study.json say that other source code made the runs so far."""
    made = manifest()["provenances"]
    change(provenances=[{**item, "code_sha256": "0" * 64} for item in made])


def test_folders_of_one_second_are_different(working_folder):
    with ThreadPoolExecutor(8) as threads:
        folders = list(threads.map(default_folder, ["kalvera"] * 40))
    assert len(set(folders)) == 40
    assert all(folder.is_dir() for folder in folders)


def test_a_run_of_other_settings_is_kept_unless_asked(command):
    assert command("run", *SMALL, "output_dir=run").status == 0
    assert command("run", *SMALL, "output_dir=run").status == 0
    said = command("run", *SMALL, "seed=2", "output_dir=run")
    assert said.status == 2 and "other settings" in said.err and "--overwrite" in said.err
    assert json.loads(Path("run/run.json").read_text())["seed"] == 1
    assert command("run", "--overwrite", *SMALL, "seed=2", "output_dir=run").status == 0
    assert json.loads(Path("run/run.json").read_text())["seed"] == 2


def test_a_failed_command_leaves_no_claimed_folder(command):
    assert command("run", *SMALL, "replications=5").status == 2
    assert not Path("outputs").exists()


def test_other_code_goes_on_only_when_asked_and_is_named(command, study):
    computed_elsewhere()
    before = Path("study/study.json").read_bytes()
    said = command(*STUDY, "replications=3")
    assert said.status == 2 and "other source code" in said.err and "--mix" in said.err
    assert Path("study/study.json").read_bytes() == before
    assert command(*STUDY, "--mix", "replications=3").status == 0
    study = marosim.open_study("study")
    assert len(study.runs) == 6 and "4 and 2 runs" in study.mixed
    assert "mixes runs" in command("compare", "study", "--no-figures").out.replace("\n", " ")
    with pytest.warns(UserWarning, match="mixes runs"):
        study.compare(baseline="mandate=none")


def test_a_study_without_origins_opens_and_says_nothing_false(command, study):
    about = manifest()
    del about["provenances"], about["format"]
    Path("study/study.json").write_text(json.dumps(about))
    study = marosim.open_study("study")
    assert study.mixed == "" and study.origins.of(0) is None
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        study.compare(baseline="mandate=none")
    assert "not recorded" in command(*STUDY, "replications=3").err


@pytest.mark.parametrize("form", [99, 0, "1", True, None])
def test_an_unknown_format_is_refused(command, study, form):
    change(format=form)
    for words in (("compare", "study"), ("verify", "study"), (*STUDY, "replications=2")):
        said = command(*words)
        assert said.status == 2 and "study.json: format" in said.err, words


def test_verify_finds_one_changed_value(command, study):
    said = command("verify", "study", "sample=all")
    assert said.status == 0 and said.out.count("the same to the last bit") == 4
    path = Path("study/daily.parquet")
    table = pd.read_parquet(path)
    at = table.index[table["run"] == 2][-1]
    table.loc[at, "cost_usd"] = np.nextafter(table.loc[at, "cost_usd"], np.inf)  # the last bit
    table.to_parquet(path, index=False)
    said = command("verify", "study", "sample=all")
    assert said.status == 1 and said.out.count("differs: daily.cost_usd") == 1
    assert "1 of 4 runs" in said.out
    assert command("verify", "study", "sample=0").status == 2
    assert command("verify", "nowhere").status == 2


def test_verify_says_that_the_code_is_another(command, study):
    computed_elsewhere()
    assert "other source code" in command("verify", "study", "sample=1").out


def test_line_ends_do_not_change_the_digest_of_the_source_but_rules_do(tmp_path, monkeypatch):
    def digest(content: bytes) -> str:
        (tmp_path / "rule.py").write_bytes(content)
        code_digest.cache_clear()
        return code_digest()

    monkeypatch.setattr(marosim, "__file__", str(tmp_path / "__init__.py"))
    try:
        assert digest(b"a = 1\nb = 2\n") == digest(b"a = 1\r\nb = 2\r\n")
        assert digest(b"a = 1\n") != digest(b"a = 3\n")
    finally:
        code_digest.cache_clear()
