"""What a visitor may open and choose: cases, and groups of options in words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from marosim import cases
from marosim.core.setting import SettingError
from marosim.languages import _, _p, current
from marosim.study.compose import groups
from marosim.view import names, naming
from marosim.view.messages import CaseTitle, Choices, OptionGroup

SPEEDS = (1, 2, 5, 10, 20, 60)


def choices() -> Choices:
    """Everything that may be chosen, for a page that begins."""
    return {
        "cases": known_cases(),
        "whole": group_of(names.WHOLE),
        "groups": options(),
        "speeds": list(SPEEDS),
    }


def known_cases() -> list[CaseTitle]:
    """Names and titles of the cases that can be opened."""
    found: list[CaseTitle] = []
    for name in cases.available():
        try:
            found.append({"name": name, "title": naming.case(_case_title(name))})
        except cases.CaseError:
            continue  # marosim scenario check says what is wrong with it
    return found


@lru_cache(maxsize=256)
def _case_title(name: str) -> str:
    return cases.load(name).title


def first_case() -> str:
    """The case that opens when none is named."""
    known = cases.available()
    return "rwanda_1994" if "rwanda_1994" in known else known[0]


def options() -> list[OptionGroup]:
    """Every group a visitor may choose from, each option with its sentence."""
    return [group_of(group) for group in names.GROUPS if group in groups()]


def group_of(group: str) -> OptionGroup:
    """A group with its options, each with its sentence."""
    return {
        "group": group,
        "title": _p("group", names.CHOSEN[group]),
        "options": [
            {"name": name, "title": option(group, name), "sentence": _p("option", sentence)}
            for name, sentence in ordered(group, groups()[group]).items()
        ],
    }


def option(group: str, name: str) -> str:
    """An option in words; in other languages with its group, since words bend to what they name."""
    if current() == "en":
        return name.replace("_", " ")
    return naming.response(f"{group}={name}")


def ordered(group: str, known: Mapping[str, str]) -> dict[str, str]:
    """Options with the case's own first, then from least to most."""
    rank = {name: i for i, name in enumerate(names.ORDER.get(group, ()))}
    listed = sorted(known, key=lambda name: (name != "historical", rank.get(name, 99), name))
    return {name: known[name] for name in listed}


def check_option(group: str, option: str) -> None:
    """Raise :class:`SettingError` unless the group has this option."""
    if group not in names.CHOSEN or option not in groups().get(group, {}):
        raise SettingError(_("{setting}: there is no such option", setting=f"{group}={option!r}"))
