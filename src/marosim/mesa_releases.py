"""What differs between releases of Mesa, in one place."""

from __future__ import annotations

import inspect
import itertools
from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from weakref import WeakKeyDictionary

import mesa
from mesa.discrete_space import Network

try:
    from mesa.agentset import AgentSet, GroupBy
except ImportError:  # before 3.4
    from mesa.agent import AgentSet, GroupBy

try:
    from mesa.experimental.scenarios import Scenario
except ImportError:  # before 3.5
    Scenario = None

__all__ = [
    "AgentSet", "Counters", "GroupBy", "laid_out", "let_models_go", "scenario_of_none",
]  # fmt: skip

if Scenario is not None:

    class NoScenario(Scenario):  # type: ignore[misc]
        """No scenario of Mesa's: a marosim model is made from keywords alone.

        Mesa's page would put a scenario of its own in place of the case when it resets a model
        that has a true one.
        """

        def __bool__(self) -> bool:
            return False


def scenario_of_none(seed: int) -> dict[str, Any]:
    """What Mesa's model is told so that it makes no scenario of its own."""
    return {"scenario": NoScenario(rng=seed)} if Scenario is not None else {}


def laid_out(positions: dict[int, tuple[float, float]]) -> dict[str, Any]:
    """What Mesa's network is told so that places stand where they are."""
    known = "layout" in inspect.signature(Network).parameters
    return {"layout": positions} if known else {}  # else it looks for "pos" of each node


class Counters(WeakKeyDictionary[Any, Iterator[int]]):
    """Counters of agents' ids by model, which let go of a model that nobody uses any more."""

    def __getitem__(self, model: Any) -> Iterator[int]:
        if model not in self:
            self[model] = itertools.count(1)
        return super().__getitem__(model)


def let_models_go() -> None:
    """Mesa 3.3 keeps every model for ever in a table of counters; a study of a thousand runs
    would fill the memory with them. Later releases count in the model itself."""
    if isinstance(getattr(mesa.Agent, "_ids", None), defaultdict):
        setattr(mesa.Agent, "_ids", Counters())  # noqa: B010 - mypy knows no _ids in 3.5
