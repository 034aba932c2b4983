"""What users of Hydra are used to type works on marosim's command line, or says what to type."""

from __future__ import annotations

from pathlib import Path

import planted
import pytest
import yaml

from marosim.core.setting import SettingError
from marosim.study.hydra_words import as_typed
from marosim.study.study import Study

SMALL = ("scenario=kalvera", "days=1", "population.agents=20")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (["+experiment=safe_areas"], ["experiment=safe_areas"]),
        (["++mandate.ceiling=5"], ["mandate.ceiling=5"]),
        (["experiment=safe_areas", "~experiment"], []),
        (["hydra.run.dir=a/b"], ["output_dir=a/b"]),
        (["hydra.sweep.dir=a/b"], ["output_dir=a/b"]),
        (["hydra/launcher=joblib", "hydra.launcher.n_jobs=2"], ["launcher=local", "workers=2"]),
        (["hydra/launcher=submitit_local"], ["launcher=slurm", "launcher.cluster=local"]),
        (["warning=glob(*,exclude=[h*,f*])"], ["warning=basic,community,none"]),
        (["mandate=robust", "days=5"], ["mandate=robust", "days=5"]),
    ],
)
def test_words_of_hydra_are_marosims_under_another_name(typed, meant):
    assert as_typed(typed) == meant


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("run", "~mandate"), "only ~experiment or ~response"),
        (("run", "+mandat=robust"), "cannot be added"),
        (("run", "hydra/launcher=ray"), "expected one of basic, joblib"),
        (("run", "-cn", "mine"), "conf/experiment/mine.yaml"),
        (("run", "-cd", "nowhere"), "there is no such folder"),
        (("run", "-m", "mandate.ceiling=interval(1,5)"), "marosim search"),
        (("run", "-m", "mandate=glob(x*)"), "none of"),
    ],
)
def test_what_cannot_work_is_told_in_a_line(command, words, says):
    said = command(*words)
    assert said.status == 2 and says in said.err and said.err.count("\n") == 1, said.err
    assert not list(Path().iterdir())


def test_what_is_composed_is_shown_and_lies_beside_the_record(command):
    shown = command("run", "--cfg", "job", "--resolve", *SMALL, "mandate=robust")
    assert shown.status == 0 and not list(Path().iterdir())
    run = command("run", *SMALL, "mandate=robust", "hydra.run.dir=here")
    assert run.last_line == "here", run.err
    kept = yaml.safe_load(Path("here/settings.yaml").read_text())
    beside = yaml.safe_load(Path("here/.hydra/config.yaml").read_text())
    composed = yaml.safe_load(shown.out)
    for key, value in kept.items():
        assert beside[key] == composed[key] == value, key
    assert yaml.safe_load(Path("here/.hydra/overrides.yaml").read_text()) == [
        *(*SMALL, "mandate=robust", "output_dir=here"),
    ]


def test_options_of_another_folder_are_found_for_one_command(command):
    folder = Path("theirs/mandate")
    folder.mkdir(parents=True)
    (folder / "mine.yaml").write_text("# @package _global_\n# Mine.\nmandate:\n  ceiling: 77\n")
    shown = command("run", "--cfg", "job", "-cd", "theirs", "mandate=mine")
    assert yaml.safe_load(shown.out)["mandate"]["ceiling"] == 77
    assert "mine" in command("run", "--info", "--config-dir", "theirs").out
    assert command("run", "--dry-run", "mandate=mine").status == 2


def test_a_sweeper_that_knows_floats_only_may_vary_whole_numbers(command, monkeypatch):
    pytest.importorskip("hydra_plugins.hydra_optuna_sweeper", reason="a plugin of Hydra's")
    planted.plant(monkeypatch, lambda _, task: {"deaths_direct": 1.0})
    said = command("run", "-m", *SMALL, "workers=1", "replications=1", "hydra/sweeper=optuna",
                   "hydra.sweeper.n_trials=2", "hydra.sweeper.n_jobs=1", "output_dir=o",
                   "mandate.ceiling=interval(100.5,900.5)")  # fmt: skip
    assert said.status == 0, said.err
    sizes = [item["settings"]["mandate"]["ceiling"] for item in Study("o").about["responses"]]
    assert sizes and all(isinstance(size, int) for size in sizes)


def test_whole_numbers_of_a_job_are_rounded_and_others_left(tmp_path, monkeypatch):
    from marosim.study.compose import compose
    from marosim.study.store import StudyStore
    from marosim.study.sweep import Sweep

    planted.plant(monkeypatch, lambda _, task: {"deaths_direct": 1.0})
    with StudyStore.open(tmp_path / "o") as store:
        computing = Sweep(compose([*SMALL, "workers=1"]), store)
        job = [*SMALL, "mandate.ceiling=1234.6", "funding.paid_share=0.75"]
        assert computing.run([job]) == [1.0]
        (response,) = computing.responses
    assert response.settings.mandate.ceiling == 1235
    assert response.settings.funding.paid_share == 0.75
    with pytest.raises(SettingError, match="a whole number"):
        compose(["mandate.ceiling=1234.6"])
