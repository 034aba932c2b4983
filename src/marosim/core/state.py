"""State of a room: what it declares, and what several bring together in it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

import numpy as np

from marosim.core.declaring import Declaring, StateError
from marosim.core.field import Blend, Channel

# what those who meet a state look for here
__all__ = ["Keeper", "State", "StateError", "offered_by"]

Given = ParamSpec("Given")
Returned = TypeVar("Returned")
Keeping = TypeVar("Keeping", bound="Keeper")


class State(Declaring):
    """What is declared as attributes, with channels and blends that every mechanism adds to."""

    _parts: dict[str, dict[str, Any]]  # what contributors give, by field and contributor

    def __init__(self, **sizes: int) -> None:
        """``sizes`` gives the length of each axis that a field names."""
        super().__init__(**sizes)
        self.__dict__["_parts"] = {}

    @property
    def state(self) -> State:
        """Itself: what its own methods write to."""
        return self

    # --- what several bring together ---------------------------------------------------

    def reset(self, field: Any) -> None:
        """Take a field or what is kept back to what it is while nobody writes it."""
        setattr(self, field.name, field.allocate(self.sizes))

    def ask(self, field: Any, amount: Any, at: Any = ...) -> None:
        """Add to what is asked of a channel; ``at`` is where in its array."""
        if not isinstance(field, Channel):
            raise StateError(f"{field.name!r} is no channel: only {field.owner} may write it")
        asked = self.__dict__[field.name]
        if self._open is None:
            asked[at] += amount
            return
        with self._letting({field.name}):
            asked[at] += amount

    def take(self, field: Any, at: Any = ...) -> Any:
        """What has been asked of a channel since the last time, which its owner settles now."""
        asked = self.__dict__[field.name]
        amount = np.array(asked[at])
        asked[at] = field.neutral
        return amount

    def contribute(self, field: Any, by: str, value: Any) -> None:
        """Set what a contributor gives to a blend, which follows at once."""
        if not isinstance(field, Blend):
            raise StateError(f"{field.name!r} is no blend: only {field.owner} may write it")
        self._combine(field, {**self._parts.get(field.name, {}), by: value})

    def contributors(self, field: Any) -> dict[str, Any]:
        """What each contributor gives to a blend now, by its name."""
        return dict(self._parts.get(field.name, {}))

    def withdraw(self, by: str) -> None:
        """Take away whatever a contributor has given."""
        for name, parts in list(self._parts.items()):
            if by in parts:
                left = {other: value for other, value in parts.items() if other != by}
                self._combine(self.DECLARED[name], left)

    def _combine(self, field: Any, parts: dict[str, Any]) -> None:
        self._parts[field.name] = parts
        ordered = [parts[by] for by in sorted(parts)]  # whoever joined first
        with self._letting({field.name}):
            setattr(self, field.name, field.combine(ordered, field.allocate(self.sizes)))


class Keeper(Protocol):
    """Whatever writes to a state: the state itself, or an object that keeps one."""

    @property
    def state(self) -> Declaring:
        """What it writes to."""


def offered_by(
    room: str,
) -> Callable[
    [Callable[Concatenate[Keeping, Given], Returned]],
    Callable[Concatenate[Keeping, Given], Returned],
]:
    """Mark a method that the owner of fields offers to all rooms."""

    def wrap(
        method: Callable[Concatenate[Keeping, Given], Returned],
    ) -> Callable[Concatenate[Keeping, Given], Returned]:
        @functools.wraps(method)
        def call(self: Keeping, /, *args: Given.args, **kwargs: Given.kwargs) -> Returned:
            state = self.state
            if state._open is None:
                return method(self, *args, **kwargs)
            with state.let_in(room):
                return method(self, *args, **kwargs)

        return call

    return wrap
