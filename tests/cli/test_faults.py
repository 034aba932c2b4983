"""Whatever a user types wrong ends in one clear line and exit status 2; nothing is left behind."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from marosim.core.setting import SettingError
from marosim.settings import Settings, assign

SMALL = ("days=3", "population.agents=300")

WRONG = [
    ("rum",),
    ("run", "mandat=robust"),
    ("run", "mandate=robst"),
    ("run", "scenario=atlantis"),
    ("run", "scenario=../../etc"),
    ("run", "scenario=/etc"),
    ("run", "seed=-1"),
    ("run", "seed=1e99"),
    ("run", "days=0"),
    ("run", "days=nan"),
    ("run", "population.agents=0"),
    ("run", "funding.paid_share=lots"),
    ("run", "funding.paid_share=9"),
    ("run", "mandate=observer,robust"),
    ("run", "replications=3"),
    ("run", "seed=${oc.env:HOME}"),
    ("run", "question='${oc.env:HOME}'"),
    ("run", "+a=1"),
    ("run", "a=[1"),
    ("run", "decisions=189.77"),
    ("run", "days"),
    ("run", "-m", "replications=0"),
    ("run", "-m", "replications=2.5"),
    ("run", "-m", "workers=0"),
    ("run", "-m", "mandate=observer,robst"),
    ("run", "-m", "launcher=dask"),
    ("run", "-m", "launcher=slurm"),
    ("run", "-m", "uncertainty=some"),
    ("run", "-m", "uncertainty=posterior", "posterior=nowhere.csv"),
    ("run", "-m", "hydra/sweeper=nobody"),
    ("run", "-m", "auto.precision=0"),
    ("compare", "nowhere"),
    ("explain", "nowhere"),
    ("scenario", "check", "nowhere"),
    ("ablate", "mechanisms=[Z9]"),
    ("ablate", "replications=1"),
    ("sensitivity", "method=guess"),
    ("sensitivity", "settings=[seed]"),
    ("sensitivity", "samples=1"),
    ("describe", "mandate=robst"),
    ("app", "--port", "99999"),
]


@pytest.mark.parametrize("words", WRONG, ids=" ".join)
def test_one_line_and_status_2(
    words: tuple[str, ...], command: Callable[..., Any], working_folder: Path
) -> None:
    said = command(*words)
    assert said.status == 2, said
    lines = said.err.strip().splitlines()
    assert len(lines) == 1, said.err
    assert lines[0].startswith("marosim: ")
    assert "Traceback" not in said.err
    assert not list(working_folder.iterdir())


def test_a_folder_with_other_things_is_left_alone(
    command: Callable[..., Any], working_folder: Path
) -> None:
    (working_folder / "mine").mkdir()
    (working_folder / "mine" / "diary.txt").write_text("private")
    for words in (("run",), ("run", "-m", "mandate=none,robust")):
        said = command(*words, *SMALL, "output_dir=mine")
        assert said.status == 2
        assert "mine" in said.err
        assert [p.name for p in (working_folder / "mine").iterdir()] == ["diary.txt"]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, anywhere: Callable[..., Any]) -> Path:
    """A finished study; tests spoil copies of it."""
    folder = tmp_path_factory.mktemp("whole") / "study"
    words = ("mandate=none,observer", "replications=2", "workers=1", *SMALL)
    said = anywhere("run", "-m", *words, f"output_dir={folder}")
    assert said.status == 0, said.err
    return folder


@pytest.fixture
def study(whole: Path, working_folder: Path) -> Path:
    return Path(shutil.copytree(whole, working_folder / "study"))


@pytest.mark.parametrize("name", ["runs.parquet", "study.json"])
@pytest.mark.parametrize("damage", ["truncated", "empty", "garbage"])
def test_damaged_studies_are_said_to_be_damaged(
    name: str, damage: str, study: Path, command: Callable[..., Any]
) -> None:
    content = (study / name).read_bytes()
    broken = {"truncated": content[: len(content) // 2], "empty": b"", "garbage": b"\x00{[" * 99}
    (study / name).write_bytes(broken[damage])
    said = command("compare", str(study), "--no-figures")
    assert said.status == 2
    assert len(said.err.strip().splitlines()) == 1
    assert name in said.err
    assert not (study / "compare.csv").exists()


@pytest.mark.parametrize(
    "content", ['{"merged": [], "responses": [{}]}', '{"merged": 3}', "[]", '{"responses": []}']
)
def test_odd_manifests_are_refused(content: str, study: Path, command: Callable[..., Any]) -> None:
    (study / "study.json").write_text(content)
    said = command("compare", str(study), "--no-figures")
    assert said.status == 2, said
    assert len(said.err.strip().splitlines()) == 1


def test_a_damaged_run_folder_is_said_to_be_damaged(
    command: Callable[..., Any], working_folder: Path
) -> None:
    command("run", *SMALL, "output_dir=one")
    path = working_folder / "one" / "events.parquet"
    path.write_bytes(path.read_bytes()[:100])
    said = command("explain", "one")
    assert said.status == 2
    assert "events.parquet" in said.err


def test_wrong_questions_to_compare(study: Path, command: Callable[..., Any]) -> None:
    for option, value in (
        ("--baseline", "mandate=robst"),
        ("--metric", "deaths_dirct"),
        ("--chance", "deaths_direct=3"),
        ("--chance", "deaths_dirct>3"),
    ):
        said = command("compare", str(study), option, value, "--no-figures")
        assert said.status == 2, said
        assert len(said.err.strip().splitlines()) == 1
    assert not (study / "compare.csv").exists()


def test_failures_are_named_with_the_settings_that_repeat_them(
    command: Callable[..., Any], working_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from marosim.response_model import ResponseModel

    def breaking(model: Any, progress: Any = None) -> Any:
        raise RuntimeError("out of bridges")

    monkeypatch.setattr(ResponseModel, "run", breaking)
    words = ("mandate=none,observer", "workers=1", "replications=1", *SMALL, "output_dir=s")
    said = command("run", "-m", *words)
    assert said.status == 2
    assert "all 2 runs failed" in said.err
    assert "out of bridges" in said.err
    failures = json.loads((working_folder / "s" / "failures.json").read_text())
    assert "mandate=none" in failures[0]["overrides"]


def test_a_whole_number_beyond_every_float_is_said_in_one_line() -> None:
    settings = Settings()
    with pytest.raises(SettingError, match=r"ceasefires\.hazard=9+: expected"):
        assign(settings, {"ceasefires": {"hazard": int("9" * 400)}})
