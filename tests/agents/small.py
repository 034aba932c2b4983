"""Small models for the tests of agents, and the hash that tells whether two runs are equal."""

from __future__ import annotations

import copy
from functools import cache
from typing import Any

import marosim
from marosim.record.checkpoint import tables_hash
from marosim.record.folder import tables_of
from marosim.response_model import ResponseModel

SMALL: dict[str, Any] = {"population__agents": 500, "seed": 3}
MISSION: dict[str, Any] = {
    "mandate": "robust", "deployment": "rapid", "funding": "full", "authorisation__day": 0,
}  # fmt: skip

PRESENT = {**MISSION, "authorisation__day": -90}  # troops are there when killing begins


def make(scenario: str = "rwanda_1994", days: int = 30, **options: Any) -> ResponseModel:
    """A small model that has not begun."""
    return marosim.model(scenario, **{**SMALL, "days": days, **options})


def after(day: int, scenario: str = "rwanda_1994", days: int = 30, **options: Any) -> ResponseModel:
    """A small model that has lived through so many days; a copy, since others want it too."""
    return copy.deepcopy(_after(day, scenario, days, tuple(sorted(options.items()))))


@cache
def _after(day: int, scenario: str, days: int, options: tuple[tuple[str, Any], ...]) -> Any:
    model = make(scenario, days, **dict(options))
    while model.day < day:
        model.step()
    return model


def digest(model: ResponseModel) -> str:
    """A hash of all tables so far."""
    return tables_hash(tables_of(model))
