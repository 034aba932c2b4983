"""A study is computed by one process at a time."""

from __future__ import annotations

import subprocess
import sys

import marosim
from marosim.study.store import StudyStore

WORDS = ("run", "-m", "scenario=kalvera", "days=2", "population.agents=50", "mandate=none,robust")


def test_a_second_process_on_the_same_study_is_turned_away(command, working_folder):
    words = (*WORDS, "replications=3", "workers=1", "output_dir=study")
    assert command(*words).status == 0
    holder = (
        "import sys, time; from pathlib import Path; from marosim.study.store import StudyStore\n"
        "with StudyStore.open(Path('study')): print('held', flush=True); time.sleep(60)"
    )
    holding = subprocess.Popen([sys.executable, "-c", holder], stdout=subprocess.PIPE, text=True)
    try:
        assert holding.stdout.readline() == "held\n"
        said = command(*words)
        assert said.status == 2 and "another marosim is computing this study" in said.err
        assert said.err.count("\n") == 1
    finally:
        holding.kill()  # as a power cut would
        holding.wait(30)
    assert command(*words).status == 0
    assert len(marosim.open_study("study").runs) == 6


def test_what_a_kill_left_half_written_is_cleared_away(command, working_folder):
    words = (*WORDS, "workers=1", "output_dir=study")
    assert command(*words).status == 0
    before = sorted(p.name for p in (working_folder / "study").iterdir())
    for name in (".daily.parquet.0a1b2c3d", ".study.json.0a1b2c3d"):
        (working_folder / "study" / name).write_bytes(b"half")
    assert command(*words).status == 0
    assert sorted(p.name for p in (working_folder / "study").iterdir()) == before


def test_a_study_merged_on_the_way_has_the_same_tables(monkeypatch, tmp_path):
    found = []
    for loose in (1000, 3):
        monkeypatch.setattr("marosim.study.sweep.LOOSE", loose)
        study = marosim.sweep(
            "kalvera", mandate=["none", "robust"], replications=5, days=2, workers=1,
            population__agents=50, progress=False, output_dir=str(tmp_path / str(loose)),
        )  # fmt: skip
        found.append({p.name: p.read_bytes() for p in study.folder.glob("*.parquet")})
        assert study.about["merged"] == list(range(10))
    assert found[0] == found[1]


def test_folders_of_finished_runs_stay_few(monkeypatch, tmp_path):
    monkeypatch.setattr("marosim.study.sweep.LOOSE", 3)
    most = []
    kept = StudyStore.keep

    def keep(store, result):
        kept(store, result)
        most.append(len(store.loose()))

    monkeypatch.setattr(StudyStore, "keep", keep)
    marosim.sweep(
        "kalvera", replications=8, days=2, workers=1, population__agents=50, progress=False,
        output_dir=str(tmp_path / "study"),
    )  # fmt: skip
    assert max(most) == 3 and len(most) == 8
