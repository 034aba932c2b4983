"""The wheel works away from the checkout, with options and cases inside."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    built = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--no-deps", "-q", "-w", str(folder), str(ROOT)],
        capture_output=True, text=True,
    )  # fmt: skip
    assert built.returncode == 0, built.stderr[-2000:]
    return next(folder.glob("*.whl"))


@pytest.mark.slow
def test_the_wheel_holds_options_and_cases(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for kept in ("conf", "scenarios"):
        files = [p for p in (ROOT / kept).rglob("*") if p.suffix in (".yaml", ".csv", ".md")]
        assert files
        for file in files:
            assert f"marosim/_data/{file.relative_to(ROOT).as_posix()}" in names
    assert "hydra_plugins/marosim_launcher/launcher.py" in names
    assert not [name for name in names if name.startswith("tests/")]


@pytest.mark.slow
def test_the_wheel_runs_away_from_the_checkout(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    installed = subprocess.run(
        [sys.executable, "-m", "pip", "install", "--no-deps", "-q", "-t", str(site), str(wheel)],
        capture_output=True, text=True,
    )  # fmt: skip
    assert installed.returncode == 0, installed.stderr[-2000:]
    away = tmp_path / "away"
    away.mkdir()
    # the installed copy stands first on the path, before the editable checkout
    program = f"import sys; sys.path.insert(0, {str(site)!r}); from marosim.cli import main; main()"

    def call(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-I", "-c", program, *words], cwd=away, capture_output=True, text=True
        )

    listed = call("scenarios")
    assert "rwanda_1994" in listed.stdout, listed.stderr
    small = ("days=4", "population.agents=300", "workers=1")
    study = call("run", "-m", "mandate=none,robust", "replications=2", *small)
    assert study.returncode == 0, study.stderr
    folder = away / study.stdout.strip().splitlines()[-1]
    about = json.loads((folder / "study.json").read_text())
    assert [item["label"] for item in about["responses"]] == ["mandate=none", "mandate=robust"]
    assert call("run", "mandate=robst", *small).returncode == 2
