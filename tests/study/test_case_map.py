"""A study folder is enough to draw: the case may lie elsewhere, or be gone."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import marosim
from marosim.shipped import shipped
from marosim.study.faults import StudyError
from marosim.study.study import Study


@pytest.fixture
def moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Study:
    """A study of a case given by its folder, opened when that folder is gone."""
    shutil.copytree(shipped("scenarios") / "kalvera", tmp_path / "mine" / "far_land")
    study = marosim.sweep(
        tmp_path / "mine" / "far_land", mandate=["none", "robust"], days=4, replications=2,
        population__agents=300, workers=1, output_dir=str(tmp_path / "study"), progress=False,
    )  # fmt: skip
    shutil.rmtree(tmp_path / "mine")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    return marosim.open_study(study.folder)


def test_the_map_is_drawn_without_the_case(moved: Study) -> None:
    axes = moved.plot.map("people", response="mandate=robust")
    assert any(t.get_text() in set(moved.map_of("kalvera").places["name"]) for t in axes.texts)
    assert axes.patches, "the outline is missing"


def test_figures_and_report_need_only_the_study(moved: Study, command) -> None:
    said = command("compare", str(moved.folder))
    assert said.status == 0, said.err
    assert (moved.folder / "figures" / "map_deaths_1.png").is_file()
    assert "Kalvera" in (moved.folder / "report.html").read_text(encoding="utf-8")


def test_an_unknown_column_is_named(moved: Study) -> None:
    with pytest.raises(StudyError, match="did you mean deaths_direct"):
        moved.plot.map("deaths_direkt")
    with pytest.raises(StudyError, match="no metric 'deaths_imagined'"):
        moved.plot.fan("deaths_imagined")


@pytest.mark.parametrize("damage", [{"places": 3}, {"routes": {"start": ["x"], "end": ["y"]}}])
def test_a_damaged_map_is_said_in_a_line(moved: Study, damage: dict) -> None:
    manifest = moved.folder / "study.json"
    about = json.loads(manifest.read_text(encoding="utf-8"))
    (kept,) = about["maps"].values()
    kept.update(damage)
    manifest.write_text(json.dumps(about), encoding="utf-8")
    with pytest.raises(StudyError, match=r"study\.json: damaged, the map"):
        marosim.open_study(moved.folder).plot.map()
