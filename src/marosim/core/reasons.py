"""Reasons of a decision, put in order only for those who ask."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Why = tuple[tuple[str, float], ...]  # the terms that decided, each with its size


class Reasons:
    """An agent's reasons, given as such or as what works them out, which is called when read.

    Units decide by the thousand in a run, and few are ever asked why.
    """

    def __get__(self, agent: Any, owner: type) -> Any:
        if agent is None:
            return self
        held = agent.__dict__.get("_why", ())
        if callable(held):
            held = agent.__dict__["_why"] = held()
        return held

    def __set__(self, agent: Any, why: Why | Callable[[], Why]) -> None:
        agent.__dict__["_why"] = why
