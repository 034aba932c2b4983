"""A program of somebody else, with Hydra, goes on working where marosim is installed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import hydra
from omegaconf import DictConfig, OmegaConf

@hydra.main(version_base=None, config_path="conf", config_name="config")
def program(settings: DictConfig) -> float:
    assert isinstance(settings, DictConfig)
    with open("said.txt", "a") as file:
        file.write(f"{settings.mandate} {settings.strength}\\n")
    return float(settings.strength)

program()
"""


@pytest.mark.parametrize("launcher", [(), ("hydra/launcher=marosim",), ("hydra/launcher=basic",)])
def test_a_program_with_several_jobs_runs_each_of_them(tmp_path: Path, launcher) -> None:
    (tmp_path / "conf").mkdir()
    (tmp_path / "conf" / "config.yaml").write_text("mandate: none\nstrength: 1\n")
    (tmp_path / "program.py").write_text(PROGRAM)
    words = ("-m", "mandate=observer,robust", "strength=1,2", *launcher)
    done = subprocess.run(
        [sys.executable, "program.py", *words], cwd=tmp_path, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    jobs = (tmp_path / "said.txt").read_text().splitlines()
    assert jobs == ["observer 1", "observer 2", "robust 1", "robust 2"]
    folders = sorted(p.name for p in tmp_path.glob("multirun/*/*/*") if p.is_dir())
    assert folders == ["0", "1", "2", "3"]
    kept = next(tmp_path.glob("multirun/*/*/3/.hydra/overrides.yaml")).read_text()
    assert kept.split("\n")[:2] == ["- mandate=robust", "- strength=2"]


WITH_MAROSIM = """
import hydra
from omegaconf import DictConfig, OmegaConf

@hydra.main(version_base=None, config_path="conf", config_name="config")
def program(cfg: DictConfig) -> None:
    import marosim

    settings = OmegaConf.to_container(cfg.marosim)
    model = marosim.model(**settings, days=1, population__agents=20)
    found = model.settings.mandate
    with open("said.txt", "a") as file:
        file.write(f"{cfg.mine} {found.name} {found.ceiling} {model.settings.deployment.plan}\\n")

program()
"""
DEFAULTS = """
defaults:
  - marosim/run
  - marosim/mandate: robust
  - marosim/deployment: rapid
  - _self_
mine: 3
marosim:
  scenario: kalvera
  mandate: {ceiling: 4000}
"""


def test_anybody_chooses_options_of_marosim_in_a_program_of_theirs(tmp_path: Path) -> None:
    (tmp_path / "conf").mkdir()
    (tmp_path / "conf" / "config.yaml").write_text(DEFAULTS)
    (tmp_path / "program.py").write_text(WITH_MAROSIM)

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "program.py", *words], cwd=tmp_path, capture_output=True, text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
            timeout=300,
        )  # fmt: skip

    done = run("-m", "marosim/mandate=observer,robust", "marosim.mandate.ceiling=2000")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "said.txt").read_text().splitlines() == [
        "3 observer 2000 rapid",
        "3 robust 2000 rapid",
    ]
    assert "4000" in run("--cfg", "job").stdout
    wrong = run("marosim/mandate=robst")
    assert wrong.returncode != 0 and "protection_of_civilians" in wrong.stderr
