"""What a mandate asks for is done better than what it does not mention."""

from __future__ import annotations

import functools

import numpy as np
import pytest

from marosim import cases
from marosim.mechanism import Mechanism
from marosim.peace.state import DEFINITIVE
from marosim.response_model import ResponseModel
from marosim.settings import Settings, assign
from marosim.situation import Situation

ALL = ("monitor", "elections", "rule_of_law", "human_rights")
OFF = {name: {"enabled": False} for name in ("attacks", "triggers", "spoilers", "battles")}


class Watching(Mechanism):
    """Peacekeepers who stand in the capital and see half of what happens everywhere."""

    title = "Watching"
    writes = (Situation.peacekeeper_force, Situation.watched)

    def step(self, day: int) -> None:
        now = self.model.situation
        now.peacekeeper_force[self.model.geography.capital] = 1000.0
        now.watched[:] = 0.5
        self.model.mission.persons = np.array([1000.0])
        if day == 0:
            for dyad in self.model.peace.meet():
                dyad.signed = DEFINITIVE


@functools.cache
def run(tasks: tuple[str, ...], without: float = 0.5, days: int = 65) -> ResponseModel:
    settings = Settings(days=days)
    settings.population.agents = 500
    mandate = {"name": "multidimensional", "ceiling": 3000, "police": 0, "tasks": list(tasks)}
    assign(settings, {"mandate": mandate, "authorisation": {"day": 0}, **OFF})
    assign(settings, {"deployment": {"plan": "none"}, "mediation": {"enabled": False}})
    for part in ("ceasefires", "accountability", "inclusive_governance"):
        assign(settings, {part: {"without_task": without}})
    return ResponseModel(cases.load("liberia_2003"), settings, (Watching,)).run()


def pressure(model: ResponseModel) -> float:
    return model.situation.accountability


def inclusion(model: ResponseModel) -> float:
    return -float(model.situation.exclusion.sum())


def institutions(model: ResponseModel) -> float:
    return float(model.situation.governance.sum())


def durability(model: ResponseModel) -> float:
    dyads = list(model.peace.meet())
    for dyad in dyads:
        dyad.kind, dyad.since = DEFINITIVE, 0
    return -float(model.mechanism("ceasefires").hazards(dyads, model.day).sum())


@pytest.mark.parametrize(
    ("task", "outcome"),
    [("monitor", durability), ("elections", inclusion), ("rule_of_law", institutions),
     ("human_rights", pressure)],
)  # fmt: skip
def test_each_task_of_a_mandate_works_on_its_own_outcome(task, outcome):
    others = tuple(one for one in ALL if one != task)
    asked, unasked, as_good = run(ALL), run(others), run(others, without=1.0)
    assert outcome(asked) > outcome(unasked)
    assert outcome(as_good) == outcome(asked)


def test_a_buffer_zone_is_watched_as_well_as_a_ceasefire():
    assert durability(run(("buffer",))) == durability(run(("monitor",)))
