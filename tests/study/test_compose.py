"""Settings composed from defaults, case, options and values, in this order of authority."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import yaml

from marosim.core.setting import SettingError
from marosim.shipped import shipped
from marosim.study.compose import compose, groups


@pytest.fixture
def own_case(working_folder: Path) -> Path:
    """A copy of Rwanda in the working folder, with settings and a historical block."""
    folder = working_folder / "scenarios" / "own"
    shutil.copytree(shipped("scenarios") / "rwanda_1994", folder)
    path = folder / "scenario.yaml"
    manifest = yaml.safe_load(path.read_text(encoding="utf-8"))
    manifest["settings"] = {"funding": {"paid_share": 0.5, "lateness_days": 7}}
    manifest["historical"] = {"funding": {"reserve_days": 3}}
    path.write_text(yaml.safe_dump(manifest, sort_keys=False), encoding="utf-8")
    return folder


def test_order_of_authority(own_case: Path) -> None:
    case_only = compose(["scenario=own"]).settings.funding
    assert (case_only.paid_share, case_only.reserve_days) == (0.5, 3)
    with_option = compose(["scenario=own", "funding=full"]).settings.funding
    assert with_option.paid_share == 1.0
    assert with_option.reserve_days != 3
    with_value = compose(["scenario=own", "funding=full", "funding.paid_share=0.7"]).settings
    assert with_value.funding.paid_share == 0.7
    first_value = compose(["funding.paid_share=0.7", "scenario=own", "funding=full"]).settings
    assert first_value.funding.paid_share == 0.7


def test_another_case_is_not_touched_by_the_last_one(own_case: Path) -> None:
    before = compose([]).settings
    compose(["scenario=own", "funding=full"])
    assert compose([]).settings == before


@pytest.mark.parametrize("group", sorted(groups()))
def test_every_option_explains_itself_and_composes(group: str) -> None:
    for option, sentence in groups()[group].items():
        assert sentence.endswith("."), f"{group}/{option} needs a sentence"
        if group != "experiment":  # which have tests of their own
            composed = compose([f"{group}={option}"], multirun=group == "response")
            assert composed.choices[group] == option


def test_groups_that_users_look_for() -> None:
    expected = {
        "mandate": {
            *("none", "observer", "traditional", "multidimensional"),
            *("protection_of_civilians", "robust", "historical"),
        },
        "deployment": {"none", "historical", "slow", "standard", "rapid", "preventive"},
        "funding": {"historical", "crisis", "shortfall", "pledged", "full"},
        "launcher": {"local", "dask", "slurm"},
    }
    for group, options in expected.items():
        assert options <= set(groups()[group])
    assert len(groups()["approach"]) == 8
    assert len(groups()["experiment"]) >= 8


@pytest.mark.parametrize(
    ("override", "hint"),
    [
        ("mandat=robust", "mandate"),
        ("mandate=robst", "robust"),
        ("funding.paid_shar=0.5", "funding.paid_share"),
        ("scenario=rwanda_1995", "rwanda_1994"),
        ("launcher=dusk", "dask"),
    ],
)
def test_wrong_names_are_answered_with_the_nearest(override: str, hint: str) -> None:
    with pytest.raises(ValueError, match=hint):
        compose([override])


@pytest.mark.parametrize(
    "override",
    [
        "funding.paid_share=${oc.env:HOME}",
        "question='${oc.env:HOME}'",
        "output_dir=${now:%Y}",
        "funding={_target_: os.system, command: ls}",
        "funding._target_=os.system",
        "hydra.run.dir=elsewhere",
        "hydra/launcher=basic",
        "+funding.new=1",
        "~funding",
        "funding.paid_share=0.1,0.2",
        "seed=abc",
        "seed=-1",
        "days=0",
        "funding=[1,2",
        "=",
        "",
    ],
)
def test_code_and_nonsense_are_refused(override: str) -> None:
    with pytest.raises(SettingError):
        compose([override])


def test_code_in_a_case_is_refused(own_case: Path) -> None:
    path = own_case / "scenario.yaml"
    manifest = yaml.safe_load(path.read_text(encoding="utf-8"))
    manifest["settings"] = {"mandate": {"area": ["${oc.env:HOME}"]}}
    path.write_text(yaml.safe_dump(manifest), encoding="utf-8")
    with pytest.raises(ValueError, match="not allowed"):
        compose(["scenario=own"])


def test_threads_may_compose_at_once() -> None:
    wanted = ["observer", "robust"] * 6
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda name: compose([f"mandate={name}"]), wanted))
    assert [item.settings.mandate.name for item in found] == wanted
