"""Dated changes of choices: ``decisions=["20:mandate=robust"]`` on the command line.

From day 20 on the run then follows the option robust; a run with a decision made in the
browser view can so be repeated exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from marosim.core.setting import SettingError, as_dict
from marosim.injects import KEYS as INJECT_KEYS
from marosim.languages import _
from marosim.languages.faults import nearest
from marosim.settings import Settings


@dataclass(frozen=True)
class DatedChoice:
    """From ``day`` on, ``group`` follows ``option``."""

    day: int
    group: str
    option: str

    def __str__(self) -> str:
        return f"{self.day}:{self.group}={self.option}"

    @classmethod
    def read(cls, text: str, groups: Mapping[str, Mapping[str, str]]) -> DatedChoice:
        """From ``DAY:group=option``; faults end in :class:`SettingError`."""
        day, _sign, rest = str(text).partition(":")
        group, _sign, option = rest.partition("=")
        if not day.isdecimal() or len(day) > 6 or not option:
            raise SettingError(
                _("{where}: expected {form}", where=f"decisions: {text!r}", form="DAY:group=option")
            )
        if group not in groups:
            raise SettingError(
                _("{where}: there is no group {name}{hint}", where=f"decisions: {text!r}",
                  name=repr(group), hint=nearest(group, groups))
            )  # fmt: skip
        if option not in groups[group]:
            raise SettingError(
                _("{where}: {group} has no option {name}{hint}", where=f"decisions: {text!r}",
                  group=group, name=repr(option), hint=nearest(option, groups[group]))
            )  # fmt: skip
        return cls(int(day), group, option)


@dataclass(frozen=True)
class PlannedDecision:
    """A dated choice resolved to the settings that it changes."""

    day: int
    changes: dict[str, Any]
    text: str
    group: str


PLANNED_KEYS = {item.name for item in fields(PlannedDecision)}


def is_planned(item: Any) -> bool:
    """Whether an item of ``decisions`` is what a run keeps: a change of settings or an inject."""
    return isinstance(item, dict) and set(item) in (PLANNED_KEYS, INJECT_KEYS)


def difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """The nested values of ``new`` that differ from ``old``."""
    found: dict[str, Any] = {}
    for key, value in new.items():
        if isinstance(value, dict) and isinstance(old.get(key), dict):
            inner = difference(old[key], value)
            if inner:
                found[key] = inner
        elif old.get(key) != value:
            found[key] = value
    return found


def planned(
    choices: Sequence[DatedChoice],
    compose: Callable[[Mapping[str, str]], Settings],
    groups: Mapping[str, Mapping[str, str]],
) -> list[PlannedDecision]:
    """Decisions in the order of their days.

    ``compose`` gives the settings of a run in which some groups follow other options.
    """
    made: list[PlannedDecision] = []
    chosen: dict[str, str] = {}
    before = as_dict(compose(chosen))
    for choice in sorted(choices, key=lambda c: c.day):
        chosen[choice.group] = choice.option
        after = as_dict(compose(chosen))
        name = choice.group.replace("_", " ").capitalize()
        sentence = groups[choice.group][choice.option]
        text = f"{name}: {choice.option.replace('_', ' ')}. {sentence}"
        made.append(PlannedDecision(choice.day, difference(before, after), text, choice.group))
        before = after
    return made


def as_settings(made: Sequence[PlannedDecision]) -> list[dict[str, Any]]:
    """Plain values for the setting ``decisions``."""
    return [asdict(decision) for decision in made]
