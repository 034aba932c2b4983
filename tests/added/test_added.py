"""A mechanism of one's own, in one file, is a full citizen of the model."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import marosim
from marosim import added
from marosim.core.setting import SettingError
from marosim.day import DAY, the_day
from marosim.mechanism import Mechanism, Metric
from marosim.mission.aid import Aid
from marosim.settings import Settings, as_dict, assign
from marosim.study.compose import compose

FILE = '''
"""A radio that answers rumours."""

from dataclasses import dataclass

import marosim
from marosim.armed.incitement import Incitement
from marosim.mechanism import Mechanism, MechanismSettings, Metric, setting
from marosim.situation import Situation


@dataclass
class RadioSettings(MechanismSettings):
    """X1: a radio that answers rumours."""

    answered: float = setting(0.1, "share of incitement answered a day", low=0, high=1)


@marosim.mechanism(after=Incitement)
class RumourRadio(Mechanism[RadioSettings]):
    """Takes away a share of incitement a day."""

    id = "X1"
    title = "Rumour-control radio"
    settings_key = "rumour_radio"
    rule = "Incitement falls by the answered share a day."
    metrics = {"rumours_answered": Metric("1", "incitement answered today", better="higher")}
    outcome = "incitement"
    expected = -1
    writes = (Situation.incitement,)

    def step(self, day):
        now = self.model.situation
        before = float(now.incitement.sum())
        now.incitement *= 1.0 - self.settings.answered
        self.answered_today = before - float(now.incitement.sum())

    def report(self, day):
        self.model.journal.report("rumours_answered", self.answered_today)
'''


@pytest.fixture
def radio(tmp_path: Path):
    file = tmp_path / "rumour_radio_of_mine.py"
    file.write_text(FILE, encoding="utf-8")
    yield file


def command(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "marosim", *words], capture_output=True, text=True, check=False
    )


@pytest.fixture
def clean():
    before = os.environ.get(added.VARIABLE)
    yield
    for kind in added.kinds():
        added.remove(kind.settings_key)
    os.environ.pop(added.VARIABLE, None)
    if before is not None:
        os.environ[added.VARIABLE] = before


def test_the_command_line_describes_and_sweeps_it(radio: Path, tmp_path: Path):
    told = command("--with", str(radio), "describe", "mechanism", "X1")
    assert told.returncode == 0, told.stderr
    assert "Rumour-control radio" in told.stdout and "rumour_radio.answered" in told.stdout
    study = tmp_path / "study"
    words = (
        "sweep", "scenario=rwanda_1994", "mandate=none", "rumour_radio.enabled=true,false",
        "days=10", "population.agents=300", "replications=2", "workers=2", f"output_dir={study}",
    )  # fmt: skip
    swept = command("--with", str(radio), *words)
    assert swept.returncode == 0, swept.stderr
    made = marosim.open_study(study)
    means = made.runs.groupby("rumour_radio.enabled")["incitement"].mean()
    assert means[True] < means[False]
    assert made.runs["rumours_answered"].max() > 0
    without = command(*words)  # the same study without the file: refused, nothing lost
    assert without.returncode == 2 and "rumour_radio" in without.stderr
    radio.write_text(FILE.replace("0.1,", "0.3,"), encoding="utf-8")
    other = command("--with", str(radio), *words[:-1], f"output_dir={study}", "replications=3")
    assert other.returncode == 2 and "rumour_radio" in other.stderr
    kept = json.loads((study / "study.json").read_text(encoding="utf-8"))
    assert all("rumour_radio" in item["added_sha256"] for item in kept["provenances"])


def test_ablate_switches_it_off(radio: Path, tmp_path: Path):
    done = command(
        "--with", str(radio), "ablate", "mechanisms=[X1]", "replications=2", "days=8",
        "population.agents=300", f"output_dir={tmp_path / 'out'}",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Rumour-control radio" in done.stdout


def test_a_class_in_a_notebook_takes_its_place_and_settings(clean):
    @marosim.mechanism(after=Aid)
    class Kitchens(Mechanism[None]):
        settings_key = "kitchens"
        title = "Community kitchens"
        rule = "Nothing."

        def step(self, day: int) -> None:
            pass

    day = the_day()
    assert day[day.index(Aid) + 1] is Kitchens and len(day) == len(DAY) + 1
    assert as_dict(Settings())["kitchens"] == {"enabled": True}
    composed = compose(["kitchens.enabled=false", "days=2", "population.agents=100"])
    assert composed.settings.kitchens.enabled is False
    model = marosim.model("rwanda_1994", days=2, population__agents=100)
    assert model.mechanism("kitchens") is not None
    model.decide({"kitchens": {"enabled": False}}, "closed")
    assert model.mechanism("kitchens") is None
    added.remove("kitchens")
    with pytest.raises(SettingError, match="--with"):
        assign(Settings(), {"kitchens": {"enabled": True}})


@pytest.mark.parametrize(
    ("key", "metric", "said"),
    [
        ("aid", "new_one", "is in use"),
        ("two words", "new_one", "is no name"),
        ("kitchens", "deaths_direct", "another name"),
        ("", "new_one", "settings_key is not given"),
    ],
)
def test_names_in_use_are_refused(clean, key: str, metric: str, said: str):
    class Kitchens(Mechanism[None]):
        settings_key = key
        title = "Community kitchens"
        rule = "Nothing."
        metrics = {metric: Metric("1", "something")}

    with pytest.raises(SettingError, match=said):
        marosim.mechanism(Kitchens)
    assert Kitchens not in the_day()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("x = 1\n", "adds no mechanism"),
        ("import nowhere_at_all\n", "ModuleNotFoundError"),
        ("def broken(:\n", "SyntaxError"),
    ],
)
def test_a_file_that_cannot_be_used_is_said_in_one_line(tmp_path: Path, content: str, said: str):
    file = tmp_path / "unusable_of_mine.py"
    file.write_text(content, encoding="utf-8")
    done = command("--with", str(file), "describe", "--brief")
    assert done.returncode == 2
    assert said in done.stderr and str(file) in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    missing = command("--with", str(tmp_path / "none.py"), "describe", "--brief")
    assert missing.returncode == 2 and "none.py" in missing.stderr


def test_a_study_in_processes_says_that_they_cannot_know_a_notebooks_class(clean, tmp_path: Path):
    class Kitchens(Mechanism[None]):
        settings_key = "kitchens"
        title = "Community kitchens"
        rule = "Nothing."
        metrics = {"kitchens_open": Metric("1", "days on which they were open", "flow")}

        def step(self, day: int) -> None:
            self.model.journal.report("kitchens_open", 1.0)

    Kitchens.__module__ = "__main__"
    marosim.mechanism(Kitchens)
    options = {"kitchens__enabled": [True, False], "days": 2, "population__agents": 100,
               "replications": 1, "progress": False, "uncertainty": "none"}  # fmt: skip
    folder = tmp_path / "processes"
    with pytest.raises(SettingError, match="Kitchens: it is defined in a notebook"):
        marosim.sweep("rwanda_1994", workers=2, output_dir=str(folder), **options)
    study = marosim.sweep("rwanda_1994", workers=1, output_dir=str(tmp_path / "one"), **options)
    assert sorted(study.runs["kitchens_open"]) == [0.0, 2.0]


def test_a_file_that_changes_while_it_is_loaded_keeps_the_digest_of_what_was_loaded(
    clean, radio: Path
):
    added.use_files([radio])
    before = added.digests()["rumour_radio"]
    radio.write_text(FILE.replace("0.1,", "0.3,"), encoding="utf-8")
    assert added.digests()["rumour_radio"] == before
    sys.modules.pop(radio.stem)
