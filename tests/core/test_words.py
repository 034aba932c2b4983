"""A misspelt word is an error where it is used, for each kind of word that rooms share."""

from __future__ import annotations

import ast
from enum import StrEnum
from pathlib import Path

import pytest

import marosim
from marosim import terms
from marosim.core.setting import SettingError
from marosim.mechanism import Mechanism

ROOMS = ("armed", "civilians", "mission", "politics", "peace", "warning", "judging", "world")
KINDS = [k for k in vars(terms).values() if isinstance(k, type) and issubclass(k, StrEnum)][1:]
ASKED = {"role": terms.Role, "tasks": terms.Task, "approach": terms.Approach}
CALLED = {"spend", "press", "taken"}


def slips(source: str) -> list[int]:
    """Lines that write out a word where a member of its kind belongs."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            asked = any(isinstance(s, ast.Attribute) and s.attr in ASKED for s in sides)
            if asked and any(isinstance(s, ast.Constant) and s.value != "" for s in sides):
                found.append(node.lineno)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            first = node.args[0] if node.args else None
            if node.func.attr in CALLED and isinstance(first, ast.Constant):
                found.append(node.lineno)
    return found


@pytest.mark.parametrize("room", ROOMS)
def test_rooms_use_members_and_never_write_the_words_out(room):
    folder = Path(marosim.__file__).parent / room
    assert {p.name: found for p in folder.glob("*.py") if (found := slips(p.read_text()))} == {}


@pytest.mark.parametrize(
    "line",
    ['organisation.role == "goverment"', '"polise" in mandate.tasks', 'politics.spend("bribes", 1)',
     'mission.approach == "safe_area"', 'politics.press("consnt", 0.1)'],
)  # fmt: skip
def test_a_word_written_out_is_noticed(line):
    assert slips(line) == [1]


@pytest.mark.parametrize("kind", KINDS)
def test_a_misspelt_member_is_an_error(kind):
    name = next(iter(kind)).name
    with pytest.raises(AttributeError):
        getattr(kind, name + "S")
    with pytest.raises(ValueError):
        kind(f"{name.lower()}s")


def a_model(**options):
    return marosim.model("kalvera", days=2, population__agents=60, **options)


def test_a_misspelt_line_level_or_metric_ends_the_run_on_its_first_day():
    politics, journal = a_model().politics, a_model().journal
    for misspelt in (
        lambda: politics.spend("trops", 1.0),
        lambda: politics.press("consnt", 0.1),
        lambda: journal.report("deaths_dirct", 1.0),
        lambda: journal.add("atacks", 1.0),
    ):
        with pytest.raises(ValueError):
            misspelt()
    with pytest.raises(ValueError, match="did you mean 'attacks'"):
        journal.report("atacks", 1.0)


def test_a_mechanism_that_reports_what_it_does_not_declare_fails():
    class Forgetful(Mechanism):
        title = "Forgetful"

        def step(self, day: int) -> None:
            self.model.journal.report("hope", 1.0)

    with pytest.raises(ValueError, match="'hope'"):
        a_model(extra_mechanisms=[Forgetful]).run()


@pytest.mark.parametrize(
    "change", [{"mandate__tasks": ["polise"]}, {"approach__name": "safe_area"}, {"aid__shre": 0.5}]
)
def test_a_misspelt_task_approach_or_setting_is_refused_when_it_is_composed(change):
    with pytest.raises(SettingError):
        a_model(**change)
