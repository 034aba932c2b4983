"""What differs between releases of Mesa, in one place."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from weakref import WeakKeyDictionary

import mesa

try:
    from mesa.agentset import AgentSet, GroupBy
except ImportError:  # before 3.4
    from mesa.agent import AgentSet, GroupBy

__all__ = ["AgentSet", "Counters", "GroupBy", "let_models_go"]


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
