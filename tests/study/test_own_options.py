"""Options of the user's own are found wherever options are, and are data only."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import marosim
from marosim.core.setting import SettingError
from marosim.study.compose import compose, groups

MINE = """# @package _global_
# A mission of three thousand.
mandate:
  ceiling: 3000
"""


def write(folder: Path, group: str, name: str, text: str) -> Path:
    path = folder / "conf" / group / f"{name}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_an_option_of_ones_own_is_found_and_explained(
    command: Callable[..., Any], working_folder: Path
) -> None:
    write(working_folder, "mandate", "mine", MINE)
    assert groups()["mandate"]["mine"] == "A mission of three thousand."
    assert compose(["mandate=mine"]).settings.mandate.ceiling == 3000
    assert "ceiling: 3000" in command("describe", "option", "mandate=mine").out
    assert marosim.model("rwanda_1994", mandate="mine", days=1).settings.mandate.ceiling == 3000
    near = command("run", "mandate=mino")
    assert near.status == 2 and "mine" in near.err


def test_a_changed_file_is_read_anew(working_folder: Path) -> None:
    path = write(working_folder, "mandate", "mine", MINE)
    assert compose(["mandate=mine"]).settings.mandate.ceiling == 3000
    path.write_text(MINE.replace("3000", "45000"), encoding="utf-8")
    assert compose(["mandate=mine"]).settings.mandate.ceiling == 45000


def test_a_response_that_names_another_case_than_before_is_read_anew(working_folder: Path) -> None:
    for scenario in ("kalvera", "liberia_2003", "kalvera"):
        write(working_folder, "response", "mine", f"# @package _global_\nscenario: {scenario}\n")
        assert compose(["response=mine"]).case.name == scenario


def test_elsewhere_it_is_not_there(working_folder: Path, tmp_path_factory: Any, monkeypatch: Any
) -> None:  # fmt: skip
    write(working_folder, "mandate", "mine", MINE)
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    with pytest.raises(SettingError, match="expected one of"):
        compose(["mandate=mine"])


def test_a_study_sweeps_over_it_and_tells_when_it_has_changed(
    command: Callable[..., Any], working_folder: Path, small: tuple[str, ...]
) -> None:
    path = write(working_folder, "response", "mine", MINE)
    words = ("-m", *small, "response=none,mine", "replications=2", "workers=1")
    words += ("output_dir=study",)
    said = command("run", *words)
    assert said.status == 0, said.err
    about = json.loads((working_folder / "study" / "study.json").read_text(encoding="utf-8"))
    ceilings = [item["settings"]["mandate"]["ceiling"] for item in about["responses"]]
    assert ceilings[1] == 3000 != ceilings[0]
    path.write_text(MINE.replace("3000", "4000"), encoding="utf-8")
    again = command("run", *words)
    assert again.status == 2 and "holds another study" in again.err


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("mandate:\n  _target_: os.system\n", "_target_"),
        ("mandate:\n  area: ${oc.env:HOME}\n", "not allowed"),
        ("hydra:\n  launcher:\n    n_jobs: 3\n", "only sweeper.params"),
        ("hydra:\n  sweeper:\n    params: {}\n    max_batch_size: 3\n", "only sweeper.params"),
        ("# @package hydra\nrun: x\n", "_global_"),
        ("defaults:\n  - override /hydra/launcher: joblib\n", "override /GROUP"),
        ("defaults:\n  - /secrets/elsewhere\n", "override /GROUP"),
        ("- a list\n", "key: value"),
        ("mandate: [\n", "not YAML"),
        ("mandate:\n  ceilings: 3\n", "ceilings"),
        ("mandate:\n  ceiling: -3\n", "ceiling"),
    ],
)
def test_what_is_no_option_is_refused_and_the_file_or_key_is_named(
    command: Callable[..., Any], working_folder: Path, small: tuple[str, ...], text: str, hint: str
) -> None:
    head = "" if text.startswith(("#", "-")) else "# @package _global_\n"
    write(working_folder, "mandate", "bad", head + text)
    said = command("run", *small, "mandate=bad", "output_dir=out")
    assert said.status == 2 and hint in said.err, said.err
    assert not (working_folder / "out").exists() and "Traceback" not in said.err


def test_a_name_that_ships_is_refused_and_a_copy_is_not(
    command: Callable[..., Any], working_folder: Path
) -> None:
    from marosim.shipped import shipped

    ships = (shipped("conf") / "mandate" / "robust.yaml").read_text(encoding="utf-8")
    path = write(working_folder, "mandate", "robust", ships)
    assert compose(["mandate=robust"]).settings
    path.write_text(ships + "\n# mine\n", encoding="utf-8")
    said = command("describe", "option", "mandate=robust")
    assert said.status == 2 and "ships with marosim" in said.err


def test_a_response_is_saved_listed_shown_and_composed(
    command: Callable[..., Any], working_folder: Path
) -> None:
    words = ("mandate=robust", "deployment=rapid", "mandate.ceiling=3000")
    said = command("response", "save", "small_fast", "--says", "Small and fast", *words)
    assert said.status == 0, said.err
    saved, typed = compose(["response=small_fast"]), compose(list(words))
    assert saved.settings == typed.settings
    assert saved.choices["mandate"] == "robust" and saved.choices["response"] == "small_fast"
    listed = command("response", "list").out
    assert listed.index("small_fast") < listed.index("five_thousand")
    assert "Small and fast." in listed and "yours" in listed
    assert "ceiling: 3000" in command("response", "show", "small_fast").out
    again = command("response", "save", "small_fast", *words)
    assert again.status == 2 and "--overwrite" in again.err
    assert command("response", "save", "small_fast", "--overwrite", *words).status == 0


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ((), "expected options or values"),
        (("mandate=robusst",), "robust"),
        (("mandate.ceiling=-1",), "ceiling"),
        (("response=none",), "holds no response"),
        (("replications=3",), "settings of the model"),
    ],
)
def test_a_response_that_does_not_compose_is_not_saved(
    command: Callable[..., Any], working_folder: Path, words: tuple[str, ...], hint: str
) -> None:
    said = command("response", "save", "mine", *words)
    assert said.status == 2 and hint in said.err
    assert not (working_folder / "conf").exists()
    assert command("response", "save", "none", "mandate=robust").status == 2
    assert command("response", "save", "../up", "mandate=robust").status == 2


def test_what_an_own_option_sets_is_not_drawn_over(working_folder: Path) -> None:
    folder = working_folder / "conf" / "mandate"
    folder.mkdir(parents=True)
    (folder / "firm.yaml").write_text("# Firm.\nname: robust\nrenewal_will: 0.123\n")
    study = marosim.sweep(
        "kalvera", mandate=["firm", "none"], replications=2, days=2, population__agents=300,
        workers=1, progress=False,
    )  # fmt: skip
    drawn = [name for name in study.runs if name.startswith("uncertain.")]
    assert drawn and "uncertain.mandate.renewal_will" not in drawn
