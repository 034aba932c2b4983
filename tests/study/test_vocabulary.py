"""Words in settings that name something name what exists, wherever they are composed."""

from __future__ import annotations

import typing
from typing import Any

import pytest

import marosim
from marosim import cases
from marosim.core.setting import SettingError, rows
from marosim.record.acts import ActsError
from marosim.response_model import ResponseModel
from marosim.settings import Settings
from marosim.study.compose import compose
from marosim.study.options import StudyOptions

FREE = {
    *("question", "background", "output_dir", "launcher.address", "launcher.partition"),
    *("launcher.account",),
}
BY_FILE = {"posterior"}  # read when a study begins; its absence is told there
BY_DECISION = {"decisions"}


def worded() -> list[tuple[str, Any]]:
    """Every setting that is a text or a list, with the kind that its class declares."""
    found = []
    for tree in (Settings(), StudyOptions()):
        for row in rows(tree):
            *branches, name = row.name.split(".")
            holder: Any = tree
            for branch in branches:
                holder = getattr(holder, branch)
            kind = typing.get_type_hints(type(holder))[name]
            parts = {kind, typing.get_origin(kind), *typing.get_args(kind)}
            if parts & {str, list}:
                found.append((row.name, kind))
    return found


WORDED = worded()
FAULTS = (SettingError, marosim.cases.CaseError, ActsError)


def planted(name: str, kind: Any) -> str:
    if kind == list[int]:
        return f"{name}=[13]"
    return f"{name}=[xqzmonitr]" if typing.get_origin(kind) is list else f"{name}=xqzmonitr"


def test_there_are_texts_and_lists_to_check() -> None:
    names = {name for name, _ in WORDED}
    assert {"mandate.tasks", "mandate.area", "travel.rainy_months", "metric", *FREE} <= names


@pytest.mark.parametrize(
    ("name", "kind"), [pair for pair in WORDED if pair[0] not in FREE | BY_FILE | {"baseline"}]
)
def test_a_misspelling_planted_in_any_setting_is_refused(name: str, kind: Any) -> None:
    word = planted(name, kind)
    with pytest.raises(FAULTS, match=r"expected|no |unknown"):
        compose([word])


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("mandate.tasks=[protect,polise]", "police"),
        ("mandate.area=[Kigalli]", "Kigali"),
        ("metric=deaths_dirct", "deaths_direct"),
        ("auto.metric=atacks", "attacks"),
        ("baseline='mandate=robusst'", "robust"),
        ("baseline='mandat=none'", "mandate"),
        ("decisions=['20:mandate=robusst']", "robust"),
        ("decisions=['20:mandat=robust']", "mandate"),
        ("scenario=rwanda_1949", "rwanda_1994"),
        ("approach.name=oil_spott", "oil_spot"),
    ],
)
def test_the_nearest_words_are_named(word: str, near: str) -> None:
    with pytest.raises(FAULTS, match=f"did you mean.*{near}"):
        compose([word])


def test_an_area_far_from_any_name_lists_the_regions() -> None:
    with pytest.raises(SettingError, match=r"regions: .*Kigali"):
        compose(["mandate.area=[Nowhereville]"])


@pytest.mark.parametrize("area", [["Nowhereville"], []])
def test_python_and_decisions_are_held_to_the_same_words(area: list[str]) -> None:
    case, settings = cases.load("rwanda_1994"), Settings()
    settings.population.agents = 100
    model = ResponseModel(case, settings)
    with pytest.raises(SettingError, match=r"mandate\.area"):
        model.decide({"mandate": {"area": area}}, "a decision")
    assert model.settings.mandate.area == ["*"] and not model.decisions
    with pytest.raises(SettingError, match=r"mandate\.tasks"):
        model.decide({"mandate": {"tasks": ["polise"]}}, "a decision")
    settings.mandate.area = area
    with pytest.raises(SettingError, match=r"mandate\.area"):
        ResponseModel(case, settings)


def test_decisions_as_a_run_folder_keeps_them_are_checked() -> None:
    kept = "{day:3,text:x,group:mandate,changes:{mandate:{tasks:[polise]}}}"
    with pytest.raises(SettingError, match=r"decisions\[0\].*police"):
        compose([f"decisions=[{kept}]"])


def test_a_misspelt_word_ends_the_command_in_one_line(command: Any) -> None:
    said = command("run", "mandate.area=[Kigalli]", "days=2", "population.agents=100")
    assert said.status == 2 and "Kigali" in said.err and "Traceback" not in said.err


def test_area_by_region_or_place_composes() -> None:
    assert compose(["mandate.area=[Kigali]"]).settings.mandate.area == ["Kigali"]
